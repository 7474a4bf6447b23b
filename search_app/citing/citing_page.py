"""A provision → what its page offers to cite it by: lines to copy, files, what proves the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import url_for

from search_app.citing.citation import Cited, citation, cited_provision
from search_app.citing.evidence import has_page_image
from search_app.citing.formats import FORMATS
from search_app.citing.patterns import patterns
from search_app.citing.permanent import hash_of, hash_state, with_hash
from search_app.citing.references import Reference, reference
from search_app.interface import file_name
from search_app.work_tree import Place, VersionRecord, WorkView


@dataclass(frozen=True, kw_only=True)
class Line:
    """A citation and the tag of its language."""

    tag: str
    text: str


@dataclass(frozen=True, kw_only=True)
class File:
    """A file to keep: the name of its format and its address."""

    format: str
    url: str


@dataclass(frozen=True, kw_only=True)
class CitingView:
    """``others`` are citations of the same version in the other languages of the interface;
    ``permanent`` is the link with the text hash, ``state`` what ``permanent.hash_state`` says of
    the hash that the reader came with. ``page_image`` is "" where no page can be shown."""

    others: Sequence[Line]
    files: Sequence[File]
    text_hash: str
    permanent: str
    state: str
    page_image: str
    evidence: str


def citing_view(place: Place, address: str, given: str) -> CitingView:
    """What the page of a provision shows; ``given`` is the text hash that the reader came with."""
    cited = cited_provision(place, file_name(place.version.file), address)
    parts: dict[str, Any] = {
        "work": place.work,
        "language": place.version.address,
        "eid": place.provision.eid,
    }
    digest = hash_of(place)
    return CitingView(
        others=[
            Line(tag=tag, text=citation(cited, tag))
            for tag in patterns()
            if tag != place.version.tag
        ],
        files=[
            File(format=name, url=url_for("citing.download", format_name=name, **parts))
            for name in FORMATS
            if name != "text"
        ],
        text_hash=digest,
        permanent=with_hash(address, digest),
        state=hash_state(given, place),
        page_image=url_for("citing.page", **parts) if has_page_image(place) else "",
        evidence=url_for("citing.evidence", **parts),
    )


def address_of(place: Place) -> str:
    """The whole address of a provision's page."""
    return url_for(
        "pages.provision",
        work=place.work,
        language=place.version.address,
        eid=place.provision.eid,
        _external=True,
    )


def cited_place(place: Place) -> Cited:
    """A provision to be cited with the address of its page."""
    return cited_provision(place, file_name(place.version.file), address_of(place))


def cited_work(view: WorkView, version: VersionRecord) -> Cited:
    """A version of a work to be cited whole."""
    return Cited(
        view=view,
        version=version,
        place=None,
        file=file_name(version.file),
        address=url_for("pages.work", work=view.id, _external=True),
    )


def today() -> str:
    """The day an address is read, ISO 8601 in UTC."""
    return datetime.now(UTC).date().isoformat()


def reference_of(cited: Cited, tag: str) -> Reference:
    """What programs that keep references are told, as of today."""
    digest = hash_of(cited.place) if cited.place else ""
    return reference(cited, tag, accessed=today(), text_hash=digest)


def citation_json(cited: Cited, tag: str) -> dict[str, object]:
    """Every citation there is: lines by the tag of their language, and a reference by format in the
    language ``tag``. ``permanent`` and ``text_hash`` are null for a whole work."""
    one = reference_of(cited, tag)
    return {
        "id": one.id,
        "address": cited.address,
        "text_hash": one.text_hash or None,
        "permanent": with_hash(cited.address, one.text_hash) if one.text_hash else None,
        "lang": tag,
        "pinpoint": one.pinpoint,
        "citations": {tag: citation(cited, tag) for tag in patterns()},
        "bibtex": FORMATS["bibtex"].write(one),
        "ris": FORMATS["ris"].write(one),
        "csl": FORMATS["csl"].write(one),
    }
