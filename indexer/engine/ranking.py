"""Rankings as rows of a table: ties settled by id, versions of a provision taken as one."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .base import Candidate
from .columns import Rows
from .table import Table

Scores = npt.NDArray[np.float64]

#: Scores this close, relative to their size, are equal: adding up the same parts in another
#: order moves the last bits, and tantivy's order depends on what else is in the index.
TIE = 1e-6


@dataclass(frozen=True)
class Page:
    """A piece of a settled ranking: its rows, and the same as the seam has them."""

    rows: Rows
    hits: list[Candidate]


@dataclass(frozen=True)
class Ranking:
    """Rows best first, with their scores, before ties are settled.

    ``groups``: rows of one number tie; the numbers rise.
    """

    rows: Rows
    scores: Scores
    groups: Rows

    @classmethod
    def by_score(cls, rows: Rows, scores: Scores) -> "Ranking":
        """From scores that fall; those that nearly touch are one group, however long the chain."""
        return cls(rows, scores, groups_of(scores, TIE * np.abs(scores[1:])))

    def cut(self, needed: int) -> int:
        """Where the group that holds the place ``needed - 1`` ends."""
        if not 0 < needed < len(self.rows):
            return len(self.rows) if needed else 0
        return int(np.searchsorted(self.groups, self.groups[needed - 1], side="right"))

    def page(self, table: Table, offset: int, needed: int) -> Page:
        """The places ``offset..needed``, in their final order."""
        if offset >= min(needed, len(self.rows)):
            return _nothing()
        if self.groups[-1] == len(self.groups) - 1:  # nothing ties
            return self._page(table, np.arange(offset, min(needed, len(self.rows))))
        start = int(np.searchsorted(self.groups, self.groups[offset], side="left"))
        part = self._part(start, self.cut(needed))
        order = part._settled(table)[offset - start : needed - start]
        return part._page(table, order)

    def collapsed_page(self, table: Table, offset: int, needed: int) -> tuple[Page, int]:
        """The same where the best row of a key stands for all, and how many keys there are."""
        keys = table.key_codes(self.rows)
        firsts = _first_places(keys)
        if offset >= min(needed, len(firsts)):
            return _nothing(), len(firsts)
        last = firsts[min(needed, len(firsts)) - 1]
        part = self._part(0, self.cut(int(last) + 1))
        order = part._settled(table)
        chosen = order[_first_places(keys[order])][offset:needed]
        return part._page(table, chosen), len(firsts)

    def settles_keys(self, table: Table, needed: int) -> bool:
        """Whether rows after these cannot change the first ``needed`` keys or their order."""
        firsts = _first_places(table.key_codes(self.rows))
        return len(firsts) >= needed and bool(self.groups[firsts[needed - 1]] < self.groups[-1])

    def _part(self, start: int, end: int) -> "Ranking":
        return Ranking(self.rows[start:end], self.scores[start:end], self.groups[start:end])

    def _settled(self, table: Table) -> Rows:
        """The places of this ranking, ordered by group and within one by id."""
        same = self.groups[1:] == self.groups[:-1]
        tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
        ranks = np.zeros(len(self.rows), dtype=np.int64)
        ranks[tied] = table.id_ranks(self.rows[tied])  # ids are only read where they decide
        return np.lexsort((ranks, self.groups))

    def _page(self, table: Table, order: Rows) -> Page:
        # Of a group all get the score of its first: equal ones then look equal as well.
        heads = self.groups.searchsorted(self.groups[order])
        rows = self.rows[order]
        parts = (table.ids.of_rows(rows), table.keys(rows), self.scores[heads].tolist())
        return Page(rows, list(map(Candidate, *parts)))


def is_tied(before: float, after: float) -> bool:
    """Whether two scores, one ranked right before the other, count as equal."""
    return abs(before - after) <= TIE * abs(after)


def groups_of(values: Scores | Rows, tolerance: Scores | float) -> Rows:
    """Rising numbers of runs of values whose neighbours differ by no more than ``tolerance``."""
    groups = np.zeros(len(values), dtype=np.int64)
    np.cumsum(np.abs(values[1:] - values[:-1]) > tolerance, out=groups[1:])
    return groups


def _nothing() -> Page:
    return Page(np.empty(0, np.int64), [])


def _first_places(codes: npt.NDArray[np.int32]) -> Rows:
    """Where each code stands first, ascending."""
    places = np.arange(len(codes))
    first = np.full(int(codes.max(initial=-1)) + 1, -1)
    first[codes[::-1]] = places[::-1]  # of several the last assignment stays
    return np.flatnonzero(first[codes] == places)
