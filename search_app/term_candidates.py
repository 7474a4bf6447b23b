"""Candidates for the termbase, mined from rows side by side: runs of words that go together. No
Flask.

A run of words of one language and one of the other are a candidate where each is the other's
nearest by the rows they share. Candidates are proposed with their statistics; nothing here adds to
the termbase.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

import numpy as np

from analyzers.normalize import fold_text
from indexer.engine.base import EngineReader
from search_app.aligned_works import AlignedRow, AlignedWork, Progress, aligned_works
from search_app.bead_corrections import Corrections, NoCorrections
from search_app.candidate_pairs import Pair, PairTable, RunTexts
from search_app.candidate_runs import Cell, RunCounts, cells_of
from search_app.inconsistency import Example
from search_app.searcher import Searcher
from search_app.word_cuts import Hashes

#: Rows in which a run stands at least, to be looked at.
LEAST_ROWS = 2
#: Sure rows that are read: of a larger collection the first ones, and the answer says so.
MOST_ROWS = 100_000
#: Candidates that are kept, the best ones.
MOST_CANDIDATES = 2_000
#: Rows that are shown of a candidate.
MOST_EXAMPLES = 2
#: Pairs of languages whose candidates are kept, the last used ones.
KEPT_PAIRS = 6


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Two runs of words, as printed; ``rows`` in which each stands, and ``together`` both.
    ``dice`` is 0 to 1, ``likelihood`` the log-likelihood ratio."""

    source: str
    target: str
    tags: tuple[str, str]
    rows: tuple[int, int]
    together: int
    dice: float
    likelihood: float
    works: Sequence[str]
    examples: Sequence[Example]


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """What was found, the best first, in ``rows`` sure rows; ``complete``: these are all
    there are."""

    languages: tuple[str, str]
    found: Sequence[Candidate]
    rows: int
    complete: bool

    def at_least(self, count: int) -> list[Candidate]:
        """Those that stand together in so many rows."""
        return [one for one in self.found if one.together >= count]


def candidates_of(
    searcher: Searcher,
    languages: tuple[str, str],
    corrections: Corrections | None = None,
    progress: Progress | None = None,
) -> Candidates:
    """Mine every work in two languages, by their codes. Raises ``EngineError``, ``DatabaseError``.

    The works are read twice: once to count, once to see which runs stand by themselves. Memory is
    that of ``MOST_ROWS`` rows at most.
    """
    mine = _Mine(searcher, languages, corrections)
    return mine.candidates(progress)


class CandidateLists:
    """Candidates, made when first asked for. Safe for several threads."""

    def __init__(self, most: int = KEPT_PAIRS) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Candidates] = OrderedDict()

    def of(
        self,
        searcher: Searcher,
        languages: tuple[str, str],
        corrections: Corrections | None = None,
    ) -> Candidates:
        """The candidates in an index as it is now, with its corrections. Raises as
        ``candidates_of``."""
        corrections = corrections or NoCorrections()
        generation = searcher.reader.info().generation
        key = (searcher, generation, corrections.version(), languages)
        with self._lock:  # two that ask at once are not to mine twice
            if key not in self._kept:
                self._kept[key] = candidates_of(searcher, languages, corrections)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


# --------------------------------------------------------------------------- mining


class _Mine:
    """Two languages of one index."""

    def __init__(
        self, searcher: Searcher, languages: tuple[str, str], corrections: Corrections | None
    ) -> None:
        self._reader = searcher.reader
        self._base = searcher.termbase
        self._languages = languages
        self._corrections = corrections

    def candidates(self, progress: Progress | None) -> Candidates:
        rows: tuple[list[Hashes], list[Hashes]] = ([], [])
        complete = True
        for _, _, cells in self._rows(progress):
            if len(rows[0]) >= MOST_ROWS:
                complete = False
                break
            for side, cell in zip(rows, cells, strict=True):
                side.append(cell.hashes)
        counted = (RunCounts.over(rows[0], LEAST_ROWS), RunCounts.over(rows[1], LEAST_ROWS))
        alone, printed = self._standing_alone(counted, len(rows[0]))
        table = PairTable(alone, rows, printed)
        pairs = self._apart_from_proper_names(table)
        return Candidates(
            languages=self._languages,
            found=self._described(pairs[:MOST_CANDIDATES], table),
            rows=len(rows[0]),
            complete=complete,
        )

    def _rows(
        self, progress: Progress | None = None
    ) -> Iterator[tuple[AlignedWork, AlignedRow, tuple[Cell, Cell]]]:
        works = aligned_works(self._reader, self._languages, self._corrections, progress)
        for work in works:
            for row in work.rows:
                if row.sure:
                    yield work, row, cells_of(row, self._languages, self._base)

    def _standing_alone(
        self, counted: tuple[RunCounts, RunCounts], most: int
    ) -> tuple[tuple[RunCounts, RunCounts], tuple[RunTexts, RunTexts]]:
        """The runs that stand by themselves somewhere, and how each is printed."""
        alone: tuple[list[Hashes], list[Hashes]] = ([], [])
        printed = (RunTexts(), RunTexts())
        for number, (_, _, cells) in enumerate(self._rows()):
            if number >= most:
                break
            for side in (0, 1):
                alone[side].append(cells[side].standing_alone(counted[side]))
                printed[side].add(cells[side].printed(counted[side]))
        a, b = (
            counts.only(np.unique(np.concatenate(own)) if own else counts.hashes[:0])
            for counts, own in zip(counted, alone, strict=True)
        )
        return (a, b), printed

    def _apart_from_proper_names(self, table: PairTable) -> list[Pair]:
        """The pairs of a table without those of parties and places, the best first."""
        proper = _ProperNames(self._reader)
        found = [pair for pair in table.pairs() if not any(map(proper.touch, table.texts(pair)))]
        return sorted(found, key=lambda pair: (-table.weight(pair), pair.source))

    def _described(self, pairs: Sequence[Pair], table: PairTable) -> list[Candidate]:
        """The candidates with their works and examples, for which the works are read once more."""
        by_row: dict[int, list[int]] = defaultdict(list)
        for place, pair in enumerate(pairs):
            for shared in table.shared(pair):
                by_row[shared].append(place)
        seen: list[_Seen] = [_Seen([], [], ("", "")) for _ in pairs]
        for number, (work, row, cells) in enumerate(self._rows()):
            for place in by_row.get(number, ()):
                seen[place] = _more(seen[place], work, row, cells, table.hashes(pairs[place]))
        return [
            Candidate(
                source=table.texts(pair)[0],
                target=table.texts(pair)[1],
                tags=own.tags,
                rows=table.counts(pair),
                together=pair.together,
                dice=pair.dice,
                likelihood=pair.likelihood,
                works=own.works,
                examples=own.examples,
            )
            for pair, own in zip(pairs, seen, strict=True)
        ]


class _ProperNames:
    """The names of parties and places: their translations are no terms."""

    def __init__(self, reader: EngineReader) -> None:
        names: set[str] = set()
        for record in reader.works():
            stored = record.stored
            for party in stored["parties"]:
                names.update(map(_folded, party["names"].values()))
            names.update(_folded(version["place"]) for version in stored["expressions"])
        self._names = frozenset(names - {""})

    def touch(self, text: str) -> bool:
        """Whether a text is a name, a part of one, or has one in it."""
        folded = _folded(text)
        return any(name in folded or folded in name for name in self._names)


def _folded(text: str) -> str:
    return fold_text(text).strip()


class _Seen(NamedTuple):
    works: list[str]
    examples: list[Example]
    tags: tuple[str, str]


def _more(
    seen: _Seen,
    work: AlignedWork,
    row: AlignedRow,
    cells: tuple[Cell, Cell],
    hashes: tuple[int, int],
) -> _Seen:
    """What is seen of a candidate with one more row; rows of other works go before."""
    anew = work.id not in seen.works
    if anew:
        seen.works.append(work.id)
    if len(seen.examples) < MOST_EXAMPLES:
        places = cells[0].place(hashes[0]), cells[1].place(hashes[1])
        if places[0] and places[1]:
            seen.examples.append(_example(work, row, (places[0], places[1])))
    return seen._replace(tags=seen.tags if seen.tags[0] else work.tags)


def _example(
    work: AlignedWork, row: AlignedRow, places: tuple[tuple[int, int, int], tuple[int, int, int]]
) -> Example:
    """A row by the sentences alone in which the runs stand."""
    (a, a_start, a_end), (b, b_start, b_end) = places
    return Example(
        work=work.id,
        addresses=work.addresses,
        number=row.number,
        texts=(row.cells[0][a].segment.text, row.cells[1][b].segment.text),
        spans=((a_start, a_end), (b_start, b_end)),
    )
