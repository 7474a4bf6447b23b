"""Works in two languages, row by row, with the terms that the index keeps of every sentence.

What reads the whole collection walks it here: a work at a time, so that memory stays bounded. No
Flask.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyzers.segment import Terms, Token
from indexer.engine.base import EngineReader
from indexer.models import Segment, unpack_offsets
from search_app.bead_corrections import Corrections, NoCorrections
from search_app.bitext import ParallelRow, parallel_text
from search_app.work_tree import VersionRecord, WorkView, open_view

#: A row of automatic origin counts from this confidence on; one that a person made or confirmed
#: always does.
LEAST_CONFIDENCE = 0.6

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Sentence:
    """A segment with its terms; their ranges are code points of ``segment.text``. ``id`` is the
    address ``WORK/LANG/EID`` of the citable provision it stands in."""

    segment: Segment
    id: str
    terms: Terms


@dataclass(frozen=True, kw_only=True)
class AlignedRow:
    """A row of which both cells hold something. ``number`` is its number side by side, from 1."""

    number: int
    cells: tuple[Sequence[Sentence], Sequence[Sentence]]
    sure: bool


@dataclass(frozen=True, kw_only=True)
class AlignedWork:
    """A work in two versions; ``addresses`` are their LANG in addresses, ``tags`` for HTML."""

    id: str
    addresses: tuple[str, str]
    tags: tuple[str, str]
    rows: Sequence[AlignedRow]


def aligned_works(
    reader: EngineReader,
    pair: tuple[str, str],
    corrections: Corrections | None = None,
    progress: Progress | None = None,
) -> Iterator[AlignedWork]:
    """Every work that has versions in both languages, in the order of the index, as corrected.
    Languages are codes; of a work with both Chinese scripts the one called ``zh`` is taken.

    Raises ``EngineError``, ``DatabaseError``.
    """
    corrections = corrections or NoCorrections()
    total = reader.info().works
    for done, record in enumerate(reader.works(), 1):
        view = open_view(record)
        a, b = view.version(pair[0]), view.version(pair[1])
        if a and b and a.address != b.address:
            yield _aligned(reader, view, (a, b), corrections)
        if progress:
            progress(done, total, view.id)


def _aligned(
    reader: EngineReader,
    view: WorkView,
    versions: tuple[VersionRecord, VersionRecord],
    corrections: Corrections,
) -> AlignedWork:
    text = parallel_text(view, versions, corrections.of(view))
    cutters = [_Cutter(reader, view.id, version) for version in versions]
    rows = [
        AlignedRow(
            number=number,
            cells=(cutters[0].cut(row.cells[0]), cutters[1].cut(row.cells[1])),
            sure=_sure(row),
        )
        for number, row in enumerate(text.rows, 1)
        if all(row.cells)
    ]
    a, b = versions
    return AlignedWork(id=view.id, addresses=(a.address, b.address), tags=(a.tag, b.tag), rows=rows)


def _sure(row: ParallelRow) -> bool:
    return row.status != "automatic" or row.confidence >= LEAST_CONFIDENCE


class _Cutter:
    """The terms of a version's segments, from the tokens that the index keeps of its provisions."""

    def __init__(self, reader: EngineReader, work: str, version: VersionRecord) -> None:
        self._start = f"{work}/{version.address}/"
        units = list(dict.fromkeys(segment.unit for segment in version.segments))
        entries = reader.entries([self._start + unit for unit in units])
        self._units: Mapping[str, Terms] = {
            unit: _terms(stored)
            for unit, stored in zip(units, entries, strict=True)
            if stored is not None  # removed between two calls
        }

    def cut(self, cell: Sequence[Segment]) -> list[Sentence]:
        return [
            Sentence(
                segment, self._start + segment.unit, _within(self._units[segment.unit], segment)
            )
            for segment in cell
            if segment.unit in self._units
        ]


def _terms(stored: Mapping[str, Any]) -> Terms:
    """The terms of an entry, of its ``text``."""
    return Terms(_tokens(stored, "words"), _tokens(stored, "exact"))


def _tokens(stored: Mapping[str, Any], field: str) -> tuple[Token, ...]:
    text = stored["tokens"][field]
    offsets = iter(unpack_offsets(stored["offsets"][field]))
    return tuple(map(Token, text.split(" ") if text else (), offsets, offsets))


def _within(found: Terms, segment: Segment) -> Terms:
    return Terms(_moved(found.words, segment), _moved(found.exact, segment))


def _moved(tokens: Sequence[Token], segment: Segment) -> tuple[Token, ...]:
    start, end = segment.start, segment.end
    return tuple(
        Token(token.text, token.start - start, token.end - start)
        for token in tokens
        if start <= token.start and token.end <= end
    )
