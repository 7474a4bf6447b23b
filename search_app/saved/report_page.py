"""The report of a run → what its page shows: hits with snippets, changes in their words, what is
gone and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from analyzers.languages import LANGUAGES, TAGS
from indexer.engine.base import EngineReader
from search_app.addresses import provision_url
from search_app.catalogue import Catalogue
from search_app.highlights import highlights
from search_app.interface import label, number, title_of
from search_app.plan import Marks
from search_app.results_page import Link
from search_app.saved.kept_hits import KeptHit
from search_app.saved.report import text_changes
from search_app.saved.run_diff import Changed, Gone
from search_app.saved.tracked_changes import TrackedPiece, shortened, tracked
from search_app.snippets import WIDTHS, Snippet, snippet, whole_clusters

#: The parts of a report, in the order shown.
PARTS = ("new", "changed", "gone", "hits")


@dataclass(frozen=True, kw_only=True)
class HitLine:
    """A hit of a run. ``url`` leads to its page, "" where it is gone from the collection; ``tag``
    is the language of its label and text; ``text`` all of the text that was kept."""

    id: str
    url: str
    label: str
    tag: str
    language: str
    title: str
    title_tag: str
    signed: str
    snippet: Snippet
    text: str
    versions: Sequence[Link] = ()


@dataclass(frozen=True, kw_only=True)
class VersionChange:
    """How the text of one version changed: ``pieces`` of both texts in one, and both whole; or it
    is one more ("" ``before``) or one less ("" ``now``). ``words``: words changed, not signs or
    the way that numbers are written alone."""

    language: str
    tag: str
    pieces: Sequence[TrackedPiece]
    before: str
    now: str
    words: bool


@dataclass(frozen=True, kw_only=True)
class ChangedLine:
    """A hit whose text changed, version by version."""

    hit: HitLine
    versions: Sequence[VersionChange]


@dataclass(frozen=True, kw_only=True)
class GoneLine:
    """A hit that is found no more, and why in a sentence."""

    hit: HitLine
    why: str


class HitLines:
    """Makes lines of kept hits: with the texts that the runs kept, marked where the index still has
    the same text. ``works``: titles and whether a work is there for whoever looks."""

    def __init__(
        self,
        texts: Mapping[str, str],
        catalogue: Catalogue,
        reader: EngineReader,
        marks: Marks | None,
    ) -> None:
        self._texts = texts
        self._catalogue = catalogue
        self._reader = reader
        self._marks = marks

    def lines(self, hits: Sequence[KeptHit]) -> list[HitLine]:
        """The hits in their order."""
        stored = self._reader.entries([hit.id for hit in hits])
        return [self._line(hit, entry) for hit, entry in zip(hits, stored, strict=True)]

    def _line(self, hit: KeptHit, entry: Mapping[str, object] | None) -> HitLine:
        text = self._texts.get(hit.hash, "")
        tag = LANGUAGES[hit.lang].tag(hit.script) if hit.lang in LANGUAGES else hit.lang
        summary = self._catalogue.by_id.get(hit.work)
        title, title_tag = title_of(summary, also=[tag]) if summary else (hit.title, tag)
        spans: list[tuple[int, int]] = []
        body = _after_heading(text, hit.label)
        if entry is not None and self._marks is not None and entry["text"] == text:
            spans = whole_clusters(text, highlights(entry, self._marks))
        return HitLine(
            id=hit.id,
            url=provision_url(hit.id) if entry is not None else "",
            label=hit.label or kind_label(hit),
            tag=tag if hit.label else "",
            language=tag,
            title=title or hit.work,
            title_tag=title_tag,
            signed=hit.signed,
            snippet=snippet(
                text[body:],
                [(max(0, left - body), right - body) for left, right in spans if right > body],
                WIDTHS.get(hit.lang, WIDTHS["en"]),
            ),
            text=text,
            versions=[self._version_link(one.id, there=entry is not None) for one in hit.versions],
        )

    def _tag(self, identity: str) -> str:
        """The BCP 47 tag of a version: by its work where that is there, else by its address."""
        work, address, _ = identity.split("/", 2)
        summary = self._catalogue.by_id.get(work)
        return (summary.tags.get(address) if summary else None) or language_tag(address)

    def _version_link(self, identity: str, *, there: bool) -> Link:
        address = identity.split("/")[1]
        url = provision_url(identity) if there else ""
        return Link(label("lang", address), url, self._tag(identity))

    def changed(self, found: Sequence[Changed]) -> list[ChangedLine]:
        """Hits that changed, each version with its changes."""
        lines = self.lines([one.now for one in found])
        return [
            ChangedLine(hit=line, versions=[self._version(*texts) for texts in one.texts])
            for line, one in zip(lines, found, strict=True)
        ]

    def _version(self, identity: str, before: str, now: str) -> VersionChange:
        address = identity.split("/")[1]
        earlier, later = self._texts.get(before, ""), self._texts.get(now, "")
        pieces: list[TrackedPiece] = []
        words = True
        if before and now:
            likeness = text_changes(earlier, later, address.partition("-")[0])
            pieces = shortened(tracked(likeness, earlier, later))
            words = likeness.changes > 0
        return VersionChange(
            language=label("lang", address),
            tag=self._tag(identity),
            pieces=pieces,
            before=earlier,
            now=later,
            words=words,
        )

    def gone(self, found: Sequence[Gone], depth: int | None) -> list[GoneLine]:
        """Hits that are gone; ``depth`` is that of the run that has them no more."""
        lines = self.lines([one.hit for one in found])
        return [
            GoneLine(hit=line, why=why_label(one.why, depth))
            for line, one in zip(lines, found, strict=True)
        ]


def hashes_of(
    hits: Iterable[KeptHit], changed: Iterable[Changed], gone: Iterable[Gone]
) -> list[str]:
    """The hashes of all texts that these lines show."""
    found = [hit.hash for hit in hits]
    for one in changed:
        found.append(one.now.hash)
        found += [name for texts in one.texts for name in texts[1:] if name]
    found += [one.hit.hash for one in gone]
    return list(dict.fromkeys(found))


def _after_heading(text: str, label: str) -> int:
    """Where a text goes on after its heading, with which it begins and the label ends."""
    line = text.partition("\n")[0]
    return len(line) + 1 if line and label.endswith(line) and len(line) < len(text) else 0


def why_label(why: str, depth: int | None) -> str:
    """Why a hit is found no more, in the reader's language."""
    if why == "displaced" and depth:
        nearer = gettext(
            "Others are nearer in meaning: it is not among the nearest %(depth)s.",
            depth=number(depth),
        )
        return str(nearer)
    known = {
        "removed": gettext("It is no longer in the collection."),
        "changed": gettext("Its text changed, and it no longer matches."),
        "unmatched": gettext(
            "Its text is the same, but it no longer matches: what is known of its instrument, or "
            "the query, changed."
        ),
        "displaced": gettext("Others are nearer in meaning."),
    }
    return str(known.get(why) or gettext("Why is not known."))


def kind_label(hit: KeptHit) -> str:
    """What a provision without a number and a heading is called, by its address."""
    kind = hit.eid.rpartition("__")[2].partition("_")[0]
    return label("kind", kind)


def language_tag(address: str) -> str:
    """The BCP 47 tag of the LANG part of an address."""
    return address if address in TAGS else address.partition("-")[0]
