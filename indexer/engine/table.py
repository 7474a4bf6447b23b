"""All live rows of an index at one generation, joined from the sidecar's segments."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from threading import RLock

import numpy as np
import numpy.typing as npt

from .base import IndexDamaged
from .columns import (
    KEYWORD_COLUMNS,
    NO_INTEGER,
    Blobs,
    Coarse,
    Fine,
    KeywordColumn,
    Rows,
    Scale,
    Segment,
    Strings,
    Vectors,
)
from .schema import INTEGER_FIELDS

Mask = npt.NDArray[np.bool_]

#: From this many ids on it pays to have all ids of the table ranked once.
_RANK_ALL_FROM = 2_000


class Table:
    """Rows 0..len-1; columns are joined when first asked for. Safe for threads."""

    def __init__(self, segments: Sequence[Segment], *, also_removed: Sequence[Rows] = ()) -> None:
        gone = _joined([*(segment.removed for segment in segments), *also_removed])
        self.segments = tuple(segments)
        self.parts = [(segment, _live(segment.uids, gone)) for segment in segments]
        self.uids = _joined([segment.uids[rows] for segment, rows in self.parts])
        self._starts = np.cumsum([0, *(len(rows) for _, rows in self.parts)])
        self._first_uid = int(self.uids.min()) if len(self.uids) else 0
        self._row_of = np.full(int(self.uids.max(initial=-1)) + 1 - self._first_uid, -1)
        self._row_of[self.uids - self._first_uid] = np.arange(len(self.uids))
        self._keywords: dict[str, KeywordColumn] = {}
        self._integers: dict[str, Rows] = {}
        self._single: dict[str, bool] = {}
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self.uids)

    @property
    def dead(self) -> int:
        """Rows that the segments hold and nobody sees."""
        return sum(map(len, self.segments)) - len(self)

    def rows_of(self, uids: Rows) -> Rows:
        """The row of each uid. Raises ``IndexDamaged`` for one the sidecar does not have."""
        places = uids - self._first_uid
        if len(uids) and not 0 <= places.min() <= places.max() < len(self._row_of):
            rows = np.array([-1])
        else:
            rows = self._row_of[places]
        if rows.min(initial=0) < 0:
            raise IndexDamaged(
                "The index is damaged: its text and its vectors do not belong together. "
                "Remove the index folder and run `treatylens index` again."
            )
        return rows

    @cached_property
    def ids(self) -> Strings:
        """The id of each row."""
        return Strings.joined([segment.ids.take(rows) for segment, rows in self.parts])

    @cached_property
    def _id_ranks(self) -> Rows:
        """The place of each row's id among all ids."""
        every = self.ids.of_rows(np.arange(len(self)))
        ranks = np.empty(len(self), dtype=np.int64)
        ranks[sorted(range(len(every)), key=every.__getitem__)] = np.arange(len(every))
        return ranks

    def id_ranks(self, rows: Rows) -> Rows:
        """Numbers that order ``rows`` as their ids do."""
        if len(rows) >= _RANK_ALL_FROM:
            with self._lock:
                return self._id_ranks[rows]
        ids = self.ids.of_rows(rows)
        ranks = np.empty(len(rows), dtype=np.int64)
        ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        return ranks

    def keyword(self, name: str) -> KeywordColumn:
        """A keyword column of all rows; every keyword field but ``id`` has one."""
        with self._lock:
            if name not in self._keywords:
                self._keywords[name] = KeywordColumn.joined(
                    [
                        (segment.keywords[name].take(rows, len(segment)), len(rows))
                        for segment, rows in self.parts
                    ]
                )
            return self._keywords[name]

    def integer(self, name: str) -> Rows:
        """An integer column of all rows, with ``NO_INTEGER`` where there is none."""
        with self._lock:
            if name not in self._integers:
                self._integers[name] = _joined(
                    [segment.integers[name][rows] for segment, rows in self.parts]
                )
            return self._integers[name]

    def numbers(self, name: str) -> KeywordColumn:
        """An integer column as keywords, for counting."""
        with self._lock:
            if name not in self._keywords:
                integers = self.integer(name)
                rows = np.flatnonzero(integers != NO_INTEGER)
                values, codes = np.unique(integers[rows], return_inverse=True)
                named = [str(value) for value in values.tolist()]
                self._keywords[name] = KeywordColumn(named, rows, codes.astype(np.int32))
            return self._keywords[name]

    def is_single(self, name: str) -> bool:
        """Whether every row has exactly one value of a keyword field."""
        with self._lock:
            if name not in self._single:
                rows = self.keyword(name).rows
                self._single[name] = np.array_equal(rows, np.arange(len(self)))
            return self._single[name]

    def key_codes(self, rows: Rows) -> npt.NDArray[np.int32]:
        """A code for the key of each row."""
        return self.keyword("key").codes[rows]

    def count_keys(self, rows: Rows) -> int:
        """How many different keys ``rows`` have."""
        keys = self.keyword("key")
        marked = np.zeros(len(keys.values), dtype=np.bool_)
        marked[keys.codes[rows]] = True
        return int(np.count_nonzero(marked))

    def keys(self, rows: Rows) -> list[str]:
        """The key of each row."""
        values = self.keyword("key").values
        return [values[code] for code in self.key_codes(rows).tolist()]

    @cached_property
    def scales(self) -> Scale:
        """What to multiply each row of ``coarse`` by."""
        parts = [segment.vectors.scales[rows] for segment, rows in self.parts]
        return np.concatenate([np.empty(0, np.float32), *parts])

    @property
    def coarse(self) -> Coarse:
        """int8 [len, dimensions], in memory."""
        with self._lock:
            return self._coarse

    @cached_property
    def _coarse(self) -> Coarse:
        parts = [segment.vectors.coarse[rows] for segment, rows in self.parts]
        return np.concatenate(parts) if parts else np.empty((0, 0), np.int8)

    def fine(self, rows: Rows) -> Fine:
        """float16 [len(rows), dimensions], read from disk."""
        if not self.parts:
            return np.empty((0, 0), np.float16)
        found = np.empty((len(rows), self.parts[0][0].vectors.fine.shape[1]), dtype=np.float16)
        for places, segment, own in self._by_segment(rows):
            found[places] = segment.vectors.fine[own]
        return found

    def packed(self, rows: Rows) -> list[bytes]:
        """What is packed of each of ``rows``, read from disk."""
        found = [b""] * len(rows)
        for places, segment, own in self._by_segment(rows):
            for place, one in zip(places.tolist(), segment.packed.of_rows(own), strict=True):
                found[place] = one
        return found

    def _by_segment(self, rows: Rows) -> Iterator[tuple[Rows, Segment, Rows]]:
        """Segments that hold some of ``rows``: the places of these, and the segment's own rows."""
        part_of = np.searchsorted(self._starts, rows, side="right") - 1
        for number in np.unique(part_of).tolist():
            segment, live = self.parts[number]
            places = np.flatnonzero(part_of == number)
            yield places, segment, live[rows[places] - self._starts[number]]


def merged(name: str, segments: Sequence[Segment], others: Sequence[Segment]) -> Segment:
    """One segment with the live rows of ``segments``, and what these removed from ``others``."""
    table = Table(segments, also_removed=[one.removed for one in others])
    removed = _joined([one.removed for one in segments])
    every = np.arange(len(table))
    return Segment(
        name=name,
        uids=table.uids,
        removed=removed[np.isin(removed, _joined([one.uids for one in others]))],
        ids=Strings.of(table.ids.of_rows(every)),  # without the bytes of rows that are gone
        keywords={column: table.keyword(column).pruned() for column in KEYWORD_COLUMNS},
        integers={column: table.integer(column) for column in INTEGER_FIELDS},
        vectors=Vectors(table.coarse, table.scales, table.fine(every)),
        packed=Blobs.of(table.packed(every)),
    )


def _joined(parts: Sequence[Rows]) -> Rows:
    return np.concatenate([np.empty(0, np.int64), *parts])


def _live(uids: Rows, gone: Rows) -> Rows:
    if not len(gone):
        return np.arange(len(uids))
    return np.flatnonzero(~np.isin(uids, gone))
