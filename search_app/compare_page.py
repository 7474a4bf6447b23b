"""A comparison → what its page shows: rows in pieces, counts, citations, what else to compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

from flask import url_for

from analyzers.quantities import Stated
from indexer.models import Provision
from search_app.addresses import provision_url
from search_app.catalogue import Catalogue
from search_app.citing.citation import citation, cited_provision
from search_app.comparison import MOST_SENTENCES, Cell, ComparedRow, Comparison
from search_app.filters import Filters
from search_app.interface import file_name, label, title_of
from search_app.likeness import Likeness
from search_app.match_page import explanation
from search_app.provision_page import name_of, permanent_url
from search_app.searcher import Hit, Options, Searcher
from search_app.work_tree import Place, VersionRecord

#: A pair with a smaller percentage of words alike is worded anew: single words in common say
#: nothing, and the page says so in place of marking all the others.
LITTLE_ALIKE = 25
#: Provisions of other works that are offered to compare with, and how many are looked at for them.
OFFERED, LOOKED_AT = 6, 24
#: Code points of a provision that others are sought by.
SOUGHT_BY = 1_000


class Piece(NamedTuple):
    """A stretch of a cell. ``kind``: ``number`` for the printed number of a paragraph, ``heading``,
    ``equal``, one of the other kinds of ``likeness``, or ``flag`` for what disagrees. ``numbers``:
    all of it is numbers or dates."""

    text: str
    kind: str
    numbers: bool = False


class Mark(NamedTuple):
    """Half-open code points of a cell's text that are not equal."""

    start: int
    end: int
    kind: str
    numbers: bool = False


@dataclass(frozen=True, kw_only=True)
class DisagreementView:
    """What each side says; "" for what it does not."""

    kind: str
    a: str
    b: str


@dataclass(frozen=True, kw_only=True)
class RowView:
    """A row, its number from 1, and its cells in pieces. ``reworded``: see ``LITTLE_ALIKE``."""

    number: int
    row: ComparedRow
    a: Sequence[Piece]
    b: Sequence[Piece]
    percent: int | None
    reworded: bool
    heading: bool
    disagreements: Sequence[DisagreementView]


@dataclass(frozen=True, kw_only=True)
class SideView:
    """A provision at the head of its column. ``citation`` leads to its own page. Tags are BCP 47,
    "" where the reader's own language is used."""

    id: str
    url: str
    name: str
    name_tag: str
    tag: str
    title: str
    title_tag: str
    work_url: str
    citation: str


class Offer(NamedTuple):
    """A provision to compare with, and the address that does it."""

    url: str
    name: str
    name_tag: str
    title: str
    title_tag: str
    language: str


def compare_url(a: str, b: str, *, absolute: bool = False) -> str:
    """The address of the comparison of two provisions by their ids."""
    return url_for("compare.page", a=a, b=b, _external=absolute)


def compare_page(found: Comparison) -> dict[str, object]:
    """What the page of a comparison is made of."""
    numbers = _Numbers(found.a), _Numbers(found.b)
    return {
        "found": found,
        "a": side_view(found.a),
        "b": side_view(found.b),
        "counts": found.counts,
        "explanation": explanation(found.total) if found.total else "",
        "rows": [_row(number, row, numbers) for number, row in enumerate(found.rows, 1)],
        "swapped": compare_url(found.b.id, found.a.id),
        "permanent": compare_url(found.a.id, found.b.id, absolute=True),
        "retrieved": retrieved(),
        "most_sentences": MOST_SENTENCES,
        "notices": list(dict.fromkeys(v.summary.notice for v in (found.a.view, found.b.view))),
    }


def retrieved() -> str:
    """Today, as an address is cited: ISO 8601, UTC."""
    return datetime.now(UTC).date().isoformat()


def citation_of(place: Place) -> str:
    """The citation of a side, with the address of its own page."""
    return citation(cited_provision(place, file_name(place.version.file), permanent_url(place)))


def side_view(place: Place) -> SideView:
    """A side as its column's head shows it."""
    tag = place.version.tag
    title, title_tag = title_of(place.view.summary, also=(tag,))
    printed = list(place.path[place.path.index(place.unit) :])
    named = any(node.num or node.heading for node in printed)
    return SideView(
        id=place.id,
        url=provision_url(place.id),
        name=" › ".join(name_of(node) for node in printed),
        name_tag=tag if named else "",
        tag=tag,
        title=title,
        title_tag=title_tag,
        work_url=url_for("pages.work", work=place.work),
        citation=citation_of(place),
    )


# --------------------------------------------------------------------------- rows


class _Numbers:
    """The printed numbers of what begins with each sentence of a side, asked for in text order."""

    def __init__(self, place: Place) -> None:
        self._root = place.provision.eid
        self._nodes = {node.eid: node for node in place.provision.walk()}
        self._parents = _parents(place.provision)
        self._beginning: dict[tuple[str, int, str], Sequence[str]] = {}
        self._note(place.version)

    def of(self, unit: str, start: int, eid: str) -> Sequence[str]:
        """The numbers, the outermost first; none where a provision goes on."""
        return self._beginning.get((unit, start, eid), ())

    def _note(self, version: VersionRecord) -> None:
        begun: set[str] = {self._root}
        for one in version.segments:
            new = []
            eid = one.eid
            while eid in self._nodes and eid not in begun:
                begun.add(eid)
                new.append(self._nodes[eid].num)
                eid = self._parents.get(eid, "")
            numbers = [number for number in reversed(new) if number]
            if numbers:
                self._beginning[one.unit, one.start, one.eid] = numbers


def _parents(root: Provision) -> Mapping[str, str]:
    return {child.eid: node.eid for node in root.walk() for child in node.children}


def _row(number: int, row: ComparedRow, numbers: tuple[_Numbers, _Numbers]) -> RowView:
    like = row.likeness
    reworded = like is not None and like.percent < LITTLE_ALIKE
    marks = [_marks(row, side, reworded) for side in (0, 1)]
    return RowView(
        number=number,
        row=row,
        a=pieces(row.a, marks[0], numbers[0]),
        b=pieces(row.b, marks[1], numbers[1]),
        percent=like.percent if like else None,
        reworded=reworded,
        heading=any(segment.heading for cell in (row.a, row.b) for segment in cell.segments),
        disagreements=[
            DisagreementView(kind=one.kind, a=_said(row.a.text, one.a), b=_said(row.b.text, one.b))
            for one in row.disagreements
        ],
    )


def _said(text: str, one: Stated | None) -> str:
    return text[one.start : one.end] if one else ""


def _marks(row: ComparedRow, side: int, reworded: bool) -> list[Mark]:
    """What is marked in a cell, in text order, none over another."""
    if reworded:
        return []
    if row.likeness:
        return _changed(row.likeness, side, (row.a, row.b)[side].text)
    stated = sorted(
        (said.start, said.end) for one in row.disagreements if (said := (one.a, one.b)[side])
    )
    marks: list[Mark] = []
    for start, end in stated:
        if not marks or start >= marks[-1].end:
            marks.append(Mark(start, end, "flag"))
    return marks


def _changed(like: Likeness, side: int, text: str) -> list[Mark]:
    """The words that differ. Those with nothing but space between them are one mark."""
    marks: list[Mark] = []
    for one in like.differences:
        span = one.second if side else one.first
        if span is None or one.kind == "equal":
            continue
        mark = Mark(span.start, span.end, one.kind, one.numbers)
        last = marks[-1] if marks else None
        if last and last.numbers == mark.numbers and not text[last.end : mark.start].strip():
            marks[-1] = last._replace(end=mark.end)
        else:
            marks.append(mark)
    return marks


def pieces(cell: Cell, marks: Sequence[Mark], numbers: _Numbers | None = None) -> list[Piece]:
    """A cell's text cut at its marks and sentences: together they are the whole of it, but for the
    printed numbers, which stand before the sentences they belong to."""
    starts: dict[int, Sequence[str]] = {}
    at = 0
    for segment in cell.segments:
        at = cell.text.index(segment.text, at)
        starts[at] = numbers.of(segment.unit, segment.start, segment.eid) if numbers else ()
        at += len(segment.text)
    bounds = {0, len(cell.text), *starts}
    bounds |= {edge for mark in marks for edge in (mark.start, mark.end)}
    found: list[Piece] = []
    for start, end in pairwise(sorted(bounds)):
        found += [Piece(number, "number") for number in starts.get(start, ())]
        mark = next((one for one in marks if one.start <= start < one.end), None)
        kind, digits = (mark.kind, mark.numbers) if mark else ("equal", False)
        found.append(Piece(cell.text[start:end], kind, digits))
    return found


# --------------------------------------------------------------------------- what else to compare


def offers(place: Place, searcher: Searcher, catalogue: Catalogue) -> list[Offer]:
    """The same provision in other versions, then the nearest in meaning of other works in the same
    language. Raises ``EngineError``."""
    own = [_version_offer(place, other) for other in place.others]
    text = place.provision.shown[:SOUGHT_BY]
    if not text.strip():
        return own
    options = Options(
        mode="semantic",
        plain=True,
        expand=False,
        size=LOOKED_AT,
        facets=(),
        filters=Filters(
            languages=(place.version.expression.language,),
            works=tuple(work for work in catalogue.by_id if work != place.work),
        ),
    )
    hits = searcher.search(text, options).hits if len(catalogue.by_id) > 1 else ()
    return own + [_hit_offer(place, hit, catalogue) for hit in hits[:OFFERED]]


def _version_offer(place: Place, other: Place) -> Offer:
    title, title_tag = title_of(place.view.summary, also=(other.version.tag,))
    return Offer(
        url=compare_url(place.id, other.id),
        name=name_of(other.provision),
        name_tag=other.version.tag,
        title=title,
        title_tag=title_tag,
        language=other.version.tag,
    )


def _hit_offer(place: Place, hit: Hit, catalogue: Catalogue) -> Offer:
    stored = hit.stored
    summary = catalogue.by_id.get(str(stored["work"]))
    tag = place.version.tag
    title, title_tag = title_of(summary, also=(tag,)) if summary else (str(stored["title"]), tag)
    printed = " ".join(part for part in (stored["num"], stored["heading"]) if part)
    return Offer(
        url=compare_url(place.id, hit.id),
        name=printed or label("kind", str(stored["kind"])),
        name_tag=tag if printed else "",
        title=title,
        title_tag=title_tag,
        language="",
    )
