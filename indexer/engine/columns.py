"""The sidecar's columns: a row an entry version, with what the vector leg needs to know of it.

A segment is what one commit added: ``NAME.npz`` (uids, ids, keywords, integers, scales, and the
uids that the commit removed), ``NAME.int8.npy`` to scan, ``NAME.float16.npy`` to score the nearest
again, and ``NAME.packed.npy``, what comes back with them. Segments never change. They are written
and made durable before the text half is committed, and only count once a manifest there names them.
"""

import json
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .base import Entry, IndexDamaged
from .checking import keywords_of
from .layout import again, sync_folder
from .schema import INTEGER_FIELDS, KEYWORD_FIELDS

Rows = npt.NDArray[np.int64]
Scale = npt.NDArray[np.float32]
Coarse = npt.NDArray[np.int8]
Fine = npt.NDArray[np.float16]

#: Stands for "no value" in an integer column.
NO_INTEGER = -(2**63)
#: Every keyword field but ``id``, which is different in every row.
KEYWORD_COLUMNS = tuple(name for name in KEYWORD_FIELDS if name != "id")
_COARSE, _FINE, _PACKED, _COLUMNS = ".int8.npy", ".float16.npy", ".packed.npy", ".npz"


@dataclass(frozen=True)
class KeywordColumn:
    """The values of a keyword field as (row, code) pairs, rows ascending; ``values[code]``."""

    values: list[str]
    rows: Rows
    codes: npt.NDArray[np.int32]

    @classmethod
    def of(cls, lists: Sequence[Sequence[str]]) -> "KeywordColumn":
        """From the values of each row; a value given twice counts once."""
        known: dict[str, int] = {}
        pairs = [
            (row, known.setdefault(value, len(known)))
            for row, values in enumerate(lists)
            for value in dict.fromkeys(values)
        ]
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return cls(list(known), table[:, 0].copy(), table[:, 1].astype(np.int32))

    def take(self, rows: Rows, size: int) -> "KeywordColumn":
        """Only ``rows`` (ascending) of a column of ``size`` rows, numbered anew."""
        if len(rows) == size:
            return self
        place = np.full(size, -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        moved = place[self.rows]
        kept = moved >= 0
        return KeywordColumn(self.values, moved[kept], self.codes[kept])

    def pruned(self) -> "KeywordColumn":
        """Without the values that no row has."""
        used, codes = np.unique(self.codes, return_inverse=True)
        values = [self.values[code] for code in used.tolist()]
        return KeywordColumn(values, self.rows, codes.astype(np.int32))

    @classmethod
    def joined(cls, parts: Sequence[tuple["KeywordColumn", int]]) -> "KeywordColumn":
        """Columns one after the other, each with its number of rows, as one."""
        known: dict[str, int] = {}
        rows, codes, start = [np.empty(0, np.int64)], [np.empty(0, np.int32)], 0
        for column, size in parts:
            renamed = [known.setdefault(value, len(known)) for value in column.values]
            rows.append(column.rows + start)
            codes.append(np.array(renamed, dtype=np.int32)[column.codes])
            start += size
        return cls(list(known), np.concatenate(rows), np.concatenate(codes))


@dataclass(frozen=True)
class Blobs:
    """Some bytes a row, maybe none: ``data[starts[row]:ends[row]]``. ``data`` may lie on disk."""

    data: memoryview
    starts: Rows
    ends: Rows

    def __len__(self) -> int:
        return len(self.ends)

    @classmethod
    def of(cls, items: Iterable[bytes]) -> "Blobs":
        """From the bytes of each row, in order."""
        parts = list(items)
        ends = np.cumsum([len(one) for one in parts], dtype=np.int64)
        starts = np.concatenate([np.zeros(1, np.int64), ends])[:-1]
        return cls(memoryview(b"".join(parts)), starts, ends)

    def of_rows(self, rows: Rows) -> list[bytes]:
        """The bytes of several rows, in their order."""
        spans = zip(self.starts[rows].tolist(), self.ends[rows].tolist(), strict=True)
        return [bytes(self.data[start:end]) for start, end in spans]

    def take(self, rows: Rows) -> "Blobs":
        """Only ``rows``, numbered anew; the data stays whole."""
        return Blobs(self.data, self.starts[rows], self.ends[rows])

    @classmethod
    def joined(cls, parts: Sequence["Blobs"]) -> "Blobs":
        """Rows of several one after the other."""
        starts, ends, offset = [np.empty(0, np.int64)], [np.empty(0, np.int64)], 0
        for part in parts:
            starts.append(part.starts + offset)
            ends.append(part.ends + offset)
            offset += len(part.data)
        data = b"".join(part.data for part in parts)
        return cls(memoryview(data), np.concatenate(starts), np.concatenate(ends))


@dataclass(frozen=True)
class Strings:
    """One text a row, kept as UTF-8 and only decoded when asked for."""

    blobs: Blobs

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Strings":
        """From the texts in order of rows."""
        return cls(Blobs.of(text.encode() for text in texts))

    def __getitem__(self, row: int) -> str:
        return str(self.blobs.data[self.blobs.starts[row] : self.blobs.ends[row]], "utf-8")

    def of_rows(self, rows: Rows) -> list[str]:
        """The texts of several rows, in their order."""
        return [one.decode() for one in self.blobs.of_rows(rows)]

    @classmethod
    def joined(cls, parts: Sequence["Strings"]) -> "Strings":
        """Texts one after the other as one."""
        return cls(Blobs.joined([part.blobs for part in parts]))

    def take(self, rows: Rows) -> "Strings":
        """Only ``rows``, numbered anew."""
        return Strings(self.blobs.take(rows))


@dataclass(frozen=True)
class Vectors:
    """Vectors twice: ``coarse`` int8 [n, d], times ``scales`` [n], to scan; ``fine`` float16."""

    coarse: Coarse
    scales: Scale
    fine: Fine

    @classmethod
    def of(cls, vectors: npt.NDArray[np.float32]) -> "Vectors":
        """From vectors [n, d] of any length; each row is scaled by itself."""
        # Scaled from the rounded values: equal rows stay equal when they are packed again.
        fine = vectors.astype(np.float16)
        largest = np.abs(fine).max(axis=1, initial=0).astype(np.float32)
        scales = np.where(largest > 0, largest / 127, 1).astype(np.float32)
        coarse = np.rint(fine / scales[:, None]).astype(np.int8)
        return cls(coarse, scales, fine)


@dataclass(frozen=True, eq=False)
class Segment:
    """The rows that one commit added, and the uids of earlier rows that it removed."""

    name: str
    uids: Rows
    removed: Rows
    ids: Strings
    keywords: Mapping[str, KeywordColumn]
    integers: Mapping[str, Rows]
    vectors: Vectors = field(repr=False)
    packed: Blobs = field(repr=False)

    def __len__(self) -> int:
        return len(self.uids)

    @classmethod
    def of(
        cls, name: str, uids: Rows, entries: Sequence[Entry], vectors: Vectors, removed: Rows
    ) -> "Segment":
        """From entries (their text and ``stored`` aside) with their uids and vectors."""
        return cls(
            name=name,
            uids=uids,
            removed=removed,
            ids=Strings.of(entry.id for entry in entries),
            keywords={
                column: KeywordColumn.of([keywords_of(entry, column) for entry in entries])
                for column in KEYWORD_COLUMNS
            },
            integers={
                column: np.array(
                    [entry.integers.get(column, NO_INTEGER) for entry in entries], dtype=np.int64
                )
                for column in INTEGER_FIELDS
            },
            vectors=vectors,
            packed=Blobs.of(entry.packed for entry in entries),
        )


def save(folder: Path, segment: Segment) -> None:
    """Write a segment durably. Raises ``OSError``."""
    arrays: dict[str, npt.NDArray[Any]] = {
        "uids": segment.uids,
        "removed": segment.removed,
        "ids": np.frombuffer(segment.ids.blobs.data, dtype=np.uint8),
        "ids.starts": segment.ids.blobs.starts,
        "ids.ends": segment.ids.blobs.ends,
        "scales": segment.vectors.scales,
        "packed.starts": segment.packed.starts,
        "packed.ends": segment.packed.ends,
    }
    for name, column in segment.keywords.items():
        arrays[f"{name}.values"] = np.frombuffer(json.dumps(column.values).encode(), np.uint8)
        arrays[f"{name}.rows"] = column.rows
        arrays[f"{name}.codes"] = column.codes
    for name, integers in segment.integers.items():
        arrays[name] = integers
    with (folder / (segment.name + _COLUMNS)).open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
        file.flush()
        os.fsync(file.fileno())
    _save_array(folder / (segment.name + _COARSE), segment.vectors.coarse)
    _save_array(folder / (segment.name + _FINE), segment.vectors.fine)
    _save_array(folder / (segment.name + _PACKED), np.frombuffer(segment.packed.data, np.uint8))
    sync_folder(folder)


def _save_array(path: Path, array: npt.NDArray[Any]) -> None:
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())


def load(folder: Path, name: str) -> Segment:
    """Read a segment; its vectors and what is packed stay on disk, mapped.

    Raises ``FileNotFoundError`` if it is gone (a writer may have merged it meanwhile), and
    ``IndexDamaged``.
    """
    try:
        return _load(folder, name)
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, EOFError, IndexError, zipfile.BadZipFile) as problem:
        raise IndexDamaged(
            f"The index is damaged: {folder / name} cannot be read ({problem}). {again(folder)}"
        ) from problem


def _load(folder: Path, name: str) -> Segment:
    with (folder / (name + _COLUMNS)).open("rb") as opened:  # numpy leaves a bad file open
        file = np.load(opened, allow_pickle=False)
        data = {key: file[key] for key in file.files}
    uids = data["uids"]
    coarse: Coarse = _mapped(folder / (name + _COARSE))
    fine: Fine = _mapped(folder / (name + _FINE))
    packed: npt.NDArray[np.uint8] = _mapped(folder / (name + _PACKED))
    ids, packs = data["ids.ends"], data["packed.ends"]
    if not len(coarse) == len(fine) == len(uids) == len(ids) == len(packs):
        raise ValueError("its files are of different lengths")
    if packs.max(initial=0) > len(packed):
        raise ValueError("what is packed is cut off")
    return Segment(
        name=name,
        uids=uids,
        removed=data["removed"],
        ids=Strings(Blobs(memoryview(data["ids"].tobytes()), data["ids.starts"], ids)),
        keywords={
            column: KeywordColumn(
                json.loads(data[f"{column}.values"].tobytes()),
                data[f"{column}.rows"],
                data[f"{column}.codes"],
            )
            for column in KEYWORD_COLUMNS
        },
        integers={column: data[column] for column in INTEGER_FIELDS},
        vectors=Vectors(coarse, data["scales"], fine),
        packed=Blobs(packed.data, data["packed.starts"], packs),
    )


def _mapped(path: Path) -> npt.NDArray[Any]:
    array: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return array


def name_of(path: Path) -> str:
    """The name of the segment that a file belongs to."""
    return path.name.partition(".")[0]
