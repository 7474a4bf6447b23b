"""One consistent state of an embedded index, and how a process gets the newest.

A commit of any process shows as a new ``meta.json``. Looking at its inode and times is cheap
enough for every call and certain, which waiting for a watcher's notice is not.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import tantivy

from .base import IndexDamaged
from .columns import Segment, load
from .compile import records
from .layout import HEADER, TEXT, VECTORS, Header, again, read_header
from .table import Table
from .text_index import MANIFEST, TextSearcher, check_json, open_text, reading

#: How often to look again when a writer merges segments away while we read.
_ATTEMPTS = 10

Signature = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Manifest:
    """What a commit says of itself; kept as a document of the same commit. ``commit`` is its
    name."""

    generation: int
    next_uid: int
    segments: tuple[str, ...]
    works: int
    entries: int
    commit: str = ""

    @classmethod
    def of(cls, data: Any) -> "Manifest":
        """From JSON. Raises ``IndexDamaged``."""
        try:
            return cls(**{**data, "segments": tuple(data["segments"])})
        except (TypeError, KeyError) as problem:
            raise IndexDamaged("The index is damaged: it holds no manifest.") from problem


@dataclass(frozen=True)
class Snapshot:
    """A state of the index that nothing changes any more."""

    header: Header
    manifest: Manifest
    text: TextSearcher
    table: Table


class Source:
    """Hands out the newest snapshot of the index at ``location``. Safe for threads.

    Raises ``IndexMissing``, ``IndexMismatch`` and ``IndexDamaged``, at once and later.
    """

    def __init__(self, location: Path) -> None:
        self._location = location
        # Strings: asked at every call, where a Path would cost more than the question.
        self._watched = [str(location / HEADER), str(location / TEXT / "meta.json")]
        self._lock = Lock()
        self._loaded: dict[str, Segment] = {}
        self._seen: Signature = ()
        self._index: tantivy.Index | None = None
        self._snapshot: Snapshot | None = None
        self.current()

    def current(self) -> Snapshot:
        """The newest snapshot."""
        seen, snapshot = self._seen, self._snapshot
        if snapshot is not None and seen == self._signature():
            return snapshot
        with self._lock:
            for _ in range(_ATTEMPTS):
                signature = self._signature()
                if self._snapshot is None or signature != self._seen:
                    try:
                        self._snapshot = self._read(signature)
                    except FileNotFoundError:
                        continue
                    self._seen = signature
                return self._snapshot
        raise IndexDamaged(
            f"The index is damaged: files are missing in {self._location / VECTORS}. "
            f"{again(self._location)}"
        )

    def _signature(self) -> Signature:
        try:
            states = [os.stat(path) for path in self._watched]
        except OSError as problem:
            read_header(self._location)  # says so if there is no index at all
            raise IndexDamaged(
                f"The index is damaged: {problem.filename} cannot be read ({problem.strerror}). "
                f"{again(self._location)}"
            ) from problem
        return tuple((state.st_ino, state.st_mtime_ns, state.st_size) for state in states)

    def _read(self, signature: Signature) -> Snapshot:
        folder = self._location / TEXT
        if self._index is None or signature[:1] != self._seen[:1]:  # new, or made anew
            header = read_header(self._location)
            self._index = open_text(self._location)
            self._snapshot = None
            self._loaded = {}
        else:
            assert self._snapshot is not None
            header = self._snapshot.header
            check_json(folder)
        with reading(folder):
            self._index.reload()
            text = TextSearcher(self._index.searcher(), folder)
        manifest = Manifest.of(next(iter(text.stored(records(MANIFEST))), None))
        if self._snapshot is not None and self._snapshot.manifest == manifest:
            return Snapshot(header, manifest, text, self._snapshot.table)  # only merged
        table = self._table(manifest)
        if len(table) != manifest.entries:
            raise IndexDamaged(
                f"The index is damaged: {len(table)} rows for {manifest.entries} entries. "
                f"{again(self._location)}"
            )
        return Snapshot(header, manifest, text, table)

    def _table(self, manifest: Manifest) -> Table:
        folder = self._location / VECTORS
        self._loaded = {
            name: self._loaded.get(name) or load(folder, name) for name in manifest.segments
        }
        return Table(list(self._loaded.values()))

    def close(self) -> None:
        """Let go of files and memory; ``current`` must not be called again."""
        with self._lock:
            self._index = self._snapshot = None
            self._loaded = {}
