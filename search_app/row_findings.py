"""What the cells of a row do not agree on: numbers, dates, citations, terms. No Flask.

The first version is held against each of the others; where it has nothing, the second against the
third. Findings are hints for a reader, never a judgement: the row is shown as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from analyzers.disagreements import disagreements
from analyzers.quantities import Stated
from analyzers.term_disagreements import NamedTerm, Usage, term_disagreements
from indexer.models import Segment
from search_app.bitext import DOUBTFUL, ParallelRow, ParallelText

#: Kinds of findings, in the order in which they are told. A term is a gentler hint than the rest.
KINDS = ("date", "number", "citation", "term")
#: Texts side by side whose findings are kept in memory, the last ones asked for.
KEPT = 16


@dataclass(frozen=True, kw_only=True)
class Place:
    """Words of a cell: ``segment`` is the segment's place in it, ``start`` and ``end`` are
    half-open code points of that segment's text."""

    segment: int
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Side:
    """What one version says: its number among those shown, the words, the ``value`` that they have
    in every language (the concept's id, for a term), and where they stand."""

    version: int
    text: str
    value: str
    places: Sequence[Place]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """``sides`` say different things; with one side alone, ``lacking`` is the number of the version
    that does not have it, else None."""

    kind: str
    sides: Sequence[Side]
    lacking: int | None = None


def findings(text: ParallelText) -> list[tuple[Finding, ...]]:
    """The findings of each row, in order."""
    codes = tuple(version.expression.language for version in text.versions)
    texts = tuple(row.texts(codes) for row in text.rows)
    sure = tuple(row.confidence >= DOUBTFUL for row in text.rows)
    return [
        tuple(
            Finding(
                kind=one.kind,
                sides=[_side(row, codes, said) for said in one.sides],
                lacking=one.lacking,
            )
            for one in told
        )
        for row, told in zip(text.rows, _told(codes, texts, sure), strict=True)
    ]


class _Said(NamedTuple):
    """What one version says, half-open in code points of its cell."""

    version: int
    value: str
    start: int
    end: int


class _Told(NamedTuple):
    kind: str
    sides: tuple[_Said, ...]
    lacking: int | None


@lru_cache(maxsize=KEPT)
def _told(
    codes: tuple[str, ...], texts: tuple[tuple[str, ...], ...], sure: tuple[bool, ...]
) -> tuple[tuple[_Told, ...], ...]:
    """The findings of rows by their texts: the pages of one work ask for the same again."""
    usages = _usages(codes, texts, sure)
    return tuple(
        tuple(sorted(_compared(own, codes, usages), key=lambda one: KINDS.index(one.kind)))
        for own in texts
    )


def _usages(
    codes: Sequence[str], texts: Sequence[Sequence[str]], sure: Sequence[bool]
) -> Mapping[tuple[int, int], Usage]:
    """How every two versions render terms as a rule, by what is surely side by side."""
    return {
        (first, second): Usage.of(
            (own[first], codes[first], own[second], codes[second])
            for own, known in zip(texts, sure, strict=True)
            if own[first] and own[second] and known
        )
        for first, second in combinations(range(len(codes)), 2)
    }


def _compared(
    texts: Sequence[str], codes: Sequence[str], usages: Mapping[tuple[int, int], Usage]
) -> Iterator[_Told]:
    there = [number for number, text in enumerate(texts) if text]
    for first, second in ((there[0], other) for other in there[1:]):
        pair = texts[first], codes[first], texts[second], codes[second]
        for fact in disagreements(*pair):
            yield _one(fact.kind, [(first, fact.a), (second, fact.b)])
        for term in term_disagreements(*pair, usages[first, second]):
            yield _one("term", [(first, term.a), (second, term.b)])


def _one(kind: str, sides: Sequence[tuple[int, Stated | NamedTerm | None]]) -> _Told:
    """A finding of two versions, one of which may not have it."""
    said = tuple(
        _Said(
            version,
            item.value if isinstance(item, Stated) else item.concept.id,
            item.start,
            item.end,
        )
        for version, item in sides
        if item is not None
    )
    lacking = next((version for version, item in sides if item is None), None)
    return _Told(kind, said, lacking)


def _side(row: ParallelRow, codes: Sequence[str], said: _Said) -> Side:
    cell = row.cells[said.version]
    gap = 0 if codes[said.version] == "zh" else 1  # as ParallelRow.texts joins them
    places = list(_places(cell, gap, said.start, said.end))
    words = " ".join(cell[one.segment].text[one.start : one.end] for one in places)
    return Side(version=said.version, text=words, value=said.value, places=places)


def _places(cell: Sequence[Segment], gap: int, start: int, end: int) -> Iterator[Place]:
    """A range of a cell's text in its segments; in two where it goes over their border."""
    begins = 0
    for number, segment in enumerate(cell):
        ends = begins + len(segment.text)
        first, last = max(start, begins), min(end, ends)
        if first < last:
            yield Place(segment=number, start=first - begins, end=last - begins)
        begins = ends + gap
