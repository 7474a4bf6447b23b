"""A provision → all that an evidence sheet says of it: its text in each language, where each was
read, whether the file is still the one that was read, and the page as an image. No Flask."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version as package_version

from indexer.engine.base import EngineReader
from indexer.models import GROUPING, Provision
from indexer.page_images import (
    PageImageError,
    PageOfSource,
    page_image,
    shows_pages,
    source_state,
)
from search_app.citing.citation import citation, cited_provision, pinpoint
from search_app.citing.patterns import patterns
from search_app.citing.permanent import hash_of, with_hash
from search_app.clauses.overlay import index_commit
from search_app.every_hit import IndexChanged
from search_app.messages import Message, msg
from search_app.work_tree import Place, VersionRecord

#: Pages of one version that are shown, at most; a longer provision says how many are not.
MOST_PAGES = 4
#: Ends of a printed number after which the text follows without a space.
CLOSING = ("、", "）", "】")

#: What is said of the file a version was read from, by ``page_images.source_state``.
STATES: Mapping[str, Message] = {
    "same": msg(
        "The file is the one that was indexed: its SHA-256 was checked when this sheet was made."
    ),
    "changed": msg(
        "The file has changed since it was indexed, so no image of its page can be shown. Index it "
        "again, and compare the text."
    ),
    "gone": msg(
        "The file is no longer where it was indexed, so no image of its page can be shown."
    ),
    "unreadable": msg("The file cannot be read now, so no image of its page can be shown."),
}
NO_PAGES = msg("Files of this kind have no fixed pages, so there is no image of one.")
NO_SITE = msg(
    "The address of the site is not set, so the permanent links are without it: give it by the "
    "setting site_url, or by --site."
)
NO_PLACE = msg("The index does not say where on its page the provision stands.")


@dataclass(frozen=True, kw_only=True)
class PageShown:
    """A page of the source as PNG; ``number`` counts from 1."""

    number: int
    png: bytes


@dataclass(frozen=True, kw_only=True)
class VersionEvidence:
    """A provision in one language. ``address`` is its permanent link; ``notes`` are sentences about
    the file and its pages; ``unshown`` counts pages past ``MOST_PAGES``."""

    place: Place
    name: str
    citation: str
    file: str
    state: str
    text_hash: str
    address: str
    pages: Sequence[PageShown]
    notes: Sequence[Message]
    unshown: int = 0

    @property
    def version(self) -> VersionRecord:
        """The version of the work."""
        return self.place.version

    @property
    def lines(self) -> Sequence[str]:
        """The printed text, a paragraph a line, with the provision's number and heading first."""
        own = self.place.provision
        head = " ".join(part for part in (own.num, own.heading) if part)
        text = own.text.split("\n") if own.text else []
        if not own.heading and text and own.num and own.kind not in GROUPING:
            joint = "" if own.num.endswith(CLOSING) else " "
            return [f"{own.num}{joint}{text[0]}", *text[1:]]
        return [*([head] if head else []), *text]


@dataclass(frozen=True, kw_only=True)
class UnreadFile:
    """A file of the work that gave no version, as a scan without text: its name and SHA-256."""

    file: str
    sha256: str

    @property
    def said(self) -> Message:
        """The sentence for people."""
        return msg(
            "The instrument has another version, whose text could not be read: %(file)s, SHA-256 "
            "%(sha256)s.",
            file=self.file,
            sha256=self.sha256,
        )


@dataclass(frozen=True, kw_only=True)
class EvidenceSheet:
    """All of a sheet. The version asked for comes first; ``citations`` are of it, by the tag of
    their language. ``at`` is ISO 8601 in UTC, to the second; ``generation`` and ``commit`` name the
    state of the index as ``IndexInfo`` does."""

    at: str
    generation: int
    commit: str
    model: str
    profile: str
    program: str
    notice: str
    citations: Mapping[str, str]
    versions: Sequence[VersionEvidence]
    unread: Sequence[UnreadFile] = ()

    @property
    def place(self) -> Place:
        """The provision that was asked for."""
        return self.versions[0].place

    @property
    def no_site(self) -> Message | None:
        """What is to be said where the permanent links are paths alone."""
        return None if "://" in self.versions[0].address else NO_SITE


def evidence_sheet(
    find: Callable[[], Place],
    reader: EngineReader,
    profile: str,
    *,
    address_of: Callable[[Place], str],
    name_of_file: Callable[[str], str],
    images: bool = True,
    now: datetime | None = None,
) -> EvidenceSheet:
    """The sheet of the provision that ``find`` gives, all of one state of the index.

    ``address_of`` is where a provision is read, ``profile`` the ranking profile with its version.
    Without ``images`` no page is drawn. Raises ``EngineError``, and what ``find`` raises.
    """
    before = reader.info()
    place = find()
    if reader.info() != before:
        raise IndexChanged
    cited = cited_provision(place, name_of_file(place.version.file), address_of(place))
    return EvidenceSheet(
        at=(now or datetime.now(UTC)).isoformat(timespec="seconds"),
        generation=before.generation,
        commit=index_commit(before.commit),
        model=before.model,
        profile=profile,
        program=package_version("treatylens"),
        notice=place.view.notice,
        citations={tag: citation(cited, tag) for tag in patterns()},
        versions=[
            _version(one, address_of, name_of_file, images=images) for one in (place, *place.others)
        ],
        unread=_unread(place, name_of_file),
    )


def _unread(place: Place, name_of_file: Callable[[str], str]) -> list[UnreadFile]:
    read = {version.file for version in place.view.versions}
    return [
        UnreadFile(file=name_of_file(str(file["path"])), sha256=str(file.get("sha256", "")))
        for file in place.view.files
        if str(file["path"]) not in read
    ]


def _version(
    place: Place,
    address_of: Callable[[Place], str],
    name_of_file: Callable[[str], str],
    *,
    images: bool,
) -> VersionEvidence:
    source = place.version.source
    file, digest = name_of_file(place.version.file), hash_of(place)
    address = address_of(place)
    cited = cited_provision(place, file, address)
    state = source_state(str(source.get("absolute", "")), str(source.get("sha256", "")))
    wanted, notes = _pages_wanted(place, state)
    pages: list[PageShown] = []
    for number in wanted[:MOST_PAGES] if images else ():
        try:
            pages.append(PageShown(number=number, png=page_image(asked_page(place, number))))
        except PageImageError as error:
            notes.append(msg("The page could not be drawn: %(reason)s", reason=str(error)))
            break
    return VersionEvidence(
        place=place,
        name=pinpoint(cited, place.version.tag),
        citation=citation(cited),
        file=file,
        state=state,
        text_hash=digest,
        address=with_hash(address, digest),
        pages=pages,
        notes=notes,
        unshown=max(0, len(wanted) - MOST_PAGES),
    )


def _pages_wanted(place: Place, state: str) -> tuple[list[int], list[Message]]:
    """The pages to show, and what is to be said of the file."""
    notes = [STATES[state]]
    if not shows_pages(str(place.version.source.get("media_type", ""))):
        return [], [*notes, NO_PAGES] if state == "same" else notes
    pages = pages_of(place.provision)
    if not place.provision.boxes:
        notes.append(NO_PLACE)
    return (pages if state == "same" else []), notes


def pages_of(provision: Provision) -> list[int]:
    """The pages that a provision stands on, by its rectangles, else the one it begins on."""
    pages = sorted({box.page for box in provision.boxes})
    return pages or [provision.page] if provision.page else pages


def asked_page(place: Place, number: int) -> PageOfSource:
    """The image of a page of a provision's file, with its rectangles."""
    source = place.version.source
    return PageOfSource(
        place=str(source.get("absolute", "")),
        sha256=str(source.get("sha256", "")),
        page=number,
        boxes=place.provision.boxes,
    )


def has_page_image(place: Place) -> bool:
    """Whether the page of a provision can be shown, as far as the index knows."""
    media_type = str(place.version.source.get("media_type", ""))
    return shows_pages(media_type) and bool(pages_of(place.provision))


def page_missing(place: Place) -> Message | None:
    """Why the page of a provision cannot be shown: its file is gone, or is another one now."""
    source = place.version.source
    state = source_state(str(source.get("absolute", "")), str(source.get("sha256", "")))
    return None if state == "same" else STATES[state]


def evidence_json(sheet: EvidenceSheet) -> dict[str, object]:
    """The sheet for programs: all it says, without the images."""
    return {
        "id": sheet.place.id,
        "retrieved": sheet.at,
        "index": {
            "generation": sheet.generation,
            "commit": sheet.commit,
            "model": sheet.model,
            "profile": sheet.profile,
        },
        "program": sheet.program,
        "notice": sheet.notice,
        "citations": dict(sheet.citations),
        "versions": list(_versions_json(sheet)),
        "unread": [{"file": one.file, "sha256": one.sha256} for one in sheet.unread],
    }


def _versions_json(sheet: EvidenceSheet) -> Iterator[dict[str, object]]:
    for one in sheet.versions:
        source = one.version.source
        yield {
            "id": one.place.id,
            "lang": one.version.expression.language,
            "script": one.version.expression.script,
            "title": one.version.expression.metadata.title,
            "name": one.name,
            "text": one.place.provision.shown,
            "text_hash": one.text_hash,
            "citation": one.citation,
            "permanent": one.address,
            "file": one.file,
            "sha256": str(source.get("sha256", "")),
            "media_type": str(source.get("media_type", "")),
            "origin": one.version.origin,
            "state": one.state,
            "page": one.place.provision.page,
            "boxes": [
                [box.page, box.x0, box.y0, box.x1, box.y1] for box in one.place.provision.boxes
            ],
            "notes": [note.english for note in one.notes],
        }
