"""The embedded engine's writer: stages works, and commits all of them or none.

The order is what keeps an index whole under kill -9 and on a full disk: first the sidecar's new
segment is made durable, then one tantivy commit changes entries, works and the manifest that names
the segment. Before that commit a segment is an orphan that nobody reads and the next writer
removes.
"""

import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np

from .base import EngineError, Entry, IndexDamaged, WorkRecord
from .checking import check_open, checked_texts, vector_matrix
from .columns import Rows, Segment, Vectors, name_of, save
from .compile import work_record
from .documents import entry_document, manifest_document, work_document
from .layout import (
    HEADER,
    TEXT,
    VECTORS,
    Header,
    WriterLock,
    check_header,
    prepare_folder,
    write_header,
)
from .schema import SCHEMA_VERSION
from .snapshot import Manifest, Snapshot, Source
from .table import Table, merged
from .text_index import MANIFEST, OWNER, RECORD, create_text, is_panic, open_text

#: Memory for tantivy's writer, in bytes, and its threads.
_HEAP = 128_000_000
_THREADS = 1
#: Segments from which the smaller ones are merged, and how many are left apart then.
_MOST_SEGMENTS = 16
_KEPT_SEGMENTS = 4
#: Free bytes below which a write that failed for no stated reason is put down to a full disk.
_FULL_BELOW = 16_000_000


@dataclass(frozen=True)
class _Staged:
    """A work that waits for the commit; its texts already lie with tantivy."""

    uids: Rows
    entries: Sequence[Entry]
    vectors: Vectors


class EmbeddedWriter:
    """``EngineWriter`` on a folder; open it with ``open_embedded_writer``. Not safe for threads."""

    def __init__(self, location: Path, lock: WriterLock) -> None:
        """Take over a folder that holds an index and whose ``lock`` is held."""
        self._location = location
        self._lock = lock
        self._source = Source(location)
        self._index = open_text(location)
        self._staged: dict[str, _Staged | None] = {}  # None: removed
        self._next_uid = self._before.manifest.next_uid
        self._state = "open"
        with self._writing():
            self._writer = self._index.writer(_HEAP, _THREADS)
            # A killed run may have left a file of the name that our next commit would give to one
            # of its own; tantivy writes over nothing, and so could not commit.
            self._writer.garbage_collect_files()
        self._remove_orphans()

    @property
    def _before(self) -> Snapshot:
        return self._source.current()

    def replace(self, work: WorkRecord, entries: Sequence[Entry]) -> None:
        """Stage a work, whole. Raises ``ValueError`` for entries that are not of this index:
        ids twice, vectors of another length, unknown fields, tokens with white space."""
        self._check_open()
        texts = checked_texts(work, entries)
        vectors = Vectors.of(vector_matrix(entries, self._before.header.dimensions))
        uids = np.arange(self._next_uid, self._next_uid + len(entries), dtype=np.int64)
        # All documents first: what cannot be kept leaves nothing half staged.
        documents = [work_document(work), *map(entry_document, uids.tolist(), entries, texts)]
        with self._writing():
            self._writer.delete_documents_by_term(OWNER, work.id)
            for document in documents:
                self._writer.add_document(document)
        self._next_uid += len(entries)
        self._staged[work.id] = _Staged(uids, [_without_texts(one) for one in entries], vectors)

    def delete(self, works: Collection[str]) -> None:
        """Stage the removal of works; unknown ids are no error."""
        self._check_open()
        for work in works:
            with self._writing():
                self._writer.delete_documents_by_term(OWNER, work)
            self._staged[work] = None

    def commit(self) -> int:
        """Make everything staged visible at once, durably, or none of it; the new generation.

        After an error nothing is staged any more and the writer can only be closed.
        """
        self._check_open()
        before = self._before
        with self._writing():
            segments = self._write_segments(before)
            manifest = Manifest(
                generation=before.manifest.generation + 1,
                next_uid=self._next_uid,
                segments=tuple(segment.name for segment in segments),
                works=before.manifest.works + self._more_works(before),
                entries=sum(map(len, segments)) - Table(segments).dead,
                commit=uuid4().hex,
            )
            self._writer.delete_documents_by_term(RECORD, MANIFEST)
            self._writer.add_document(manifest_document(manifest))
            self._writer.commit()
        self._staged.clear()
        self._remove_orphans()
        return manifest.generation

    def close(self) -> None:
        """Drop what is staged and let the next writer in; more than once is no error."""
        if self._state == "closed":
            return
        try:
            if self._state == "open":
                with self._writing():
                    if self._staged:
                        self._writer.rollback()
                    self._writer.wait_merging_threads()
        finally:
            self._state = "closed"
            with suppress(AttributeError):
                del self._writer
            self._source.close()
            self._lock.release()

    def _check_open(self) -> None:
        check_open(f"index at {self._location}", self._state)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Turns what goes wrong while writing into ``EngineError`` and ends the writer's use."""
        try:
            yield
        except EngineError:
            self._state = "failed"
            raise
        except (OSError, ValueError) as problem:
            self._state = "failed"
            raise EngineError(self._failure(problem)) from problem
        except BaseException as problem:
            self._state = "failed"
            if is_panic(problem):
                raise EngineError(self._failure(problem)) from problem
            raise

    def _failure(self, problem: BaseException) -> str:
        reason = problem.strerror if isinstance(problem, OSError) else None
        if reason is None and shutil.disk_usage(self._location).free < _FULL_BELOW:
            reason = "no space left on the disk"
        if reason is None:  # tantivy's threads die of a full disk without saying so
            reason = f"tantivy: {str(problem).partition(chr(10))[0]}"
        return (
            f"The index at {self._location} could not be written ({reason}): make sure that the "
            "disk has room and run `treatylens index` again. What was indexed before is unchanged."
        )

    def _more_works(self, before: Snapshot) -> int:
        """By how many works the index grows with what is staged."""
        change = 0
        for work, staged in self._staged.items():
            change += (staged is not None) - bool(before.text.stored(work_record(work)))
        return change

    def _write_segments(self, before: Snapshot) -> list[Segment]:
        """Write what is staged as a segment, merging when it is time; the segments from now on."""
        segments = list(before.table.segments)
        generation = before.manifest.generation + 1
        fresh = self._fresh_segment(f"{generation:08d}", before)
        if fresh is not None:
            segments.append(fresh)
        apart, together = _to_merge(segments)
        if not together:
            new = fresh
        else:
            new = merged(f"{generation:08d}m", together, apart)
            segments = [*apart, new]
            if fresh is not None and fresh not in together:
                save(self._location / VECTORS, fresh)
        if new is not None:
            save(self._location / VECTORS, new)
        return segments

    def _fresh_segment(self, name: str, before: Snapshot) -> Segment | None:
        staged = [one for one in self._staged.values() if one is not None]
        removed = _rows_of_works(before.table, self._staged)
        if not len(removed) and not any(len(one.uids) for one in staged):
            return None
        return Segment.of(
            name,
            np.concatenate([np.empty(0, np.int64), *(one.uids for one in staged)]),
            [entry for one in staged for entry in one.entries],
            _stacked([one.vectors for one in staged], before.header.dimensions),
            before.table.uids[removed],
        )

    def _remove_orphans(self) -> None:
        """Remove files of segments that the newest manifest does not name."""
        named = set(self._before.manifest.segments)
        for path in (self._location / VECTORS).iterdir():
            if name_of(path) not in named:
                with suppress(OSError):  # the next writer tries again
                    path.unlink()


def open_embedded_writer(location: Path, *, model: str, dimensions: int) -> EmbeddedWriter:
    """Open the index at ``location`` for writing, or make it; ``dimensions`` 0: no vectors.

    Raises ``IndexBusy``, ``IndexMismatch`` for an index of another model or schema version,
    ``IndexDamaged``, and ``EngineError`` for a place where none can be made.
    """
    prepare_folder(location)
    lock = WriterLock(location)
    try:
        if not (location / HEADER).exists():
            _create(location, Header(SCHEMA_VERSION, model, dimensions))
        check_header(location, model=model, dimensions=dimensions)
        return EmbeddedWriter(location, lock)
    except BaseException:
        lock.release()
        raise


def _create(location: Path, header: Header) -> None:
    """Make an empty index; the header comes last, so that a half made one is none."""
    vectors, text = location / VECTORS, location / TEXT
    if vectors.exists() and any(vectors.iterdir()):
        raise IndexDamaged(
            f"The index is damaged: {location / HEADER} is missing. Remove {location} and run "
            "`treatylens index` again."
        )
    try:
        shutil.rmtree(text, ignore_errors=True)
        vectors.mkdir(exist_ok=True)
        writer = create_text(location).writer(_HEAP, 1)
        writer.add_document(manifest_document(Manifest(0, 0, (), 0, 0, uuid4().hex)))
        writer.commit()
        writer.wait_merging_threads()
        write_header(location, header)
    except (OSError, ValueError) as problem:
        raise EngineError(
            f"No index can be made at {location} ({problem}): make sure that the disk has room "
            "and that you may write there."
        ) from problem


def _to_merge(segments: Sequence[Segment]) -> tuple[list[Segment], list[Segment]]:
    """The segments to leave, and those to merge into one.

    Too many: all but the largest. Mostly dead rows: all. Each row is then copied a few times
    while an index grows, not once a commit.
    """
    table = Table(segments)
    if table.dead > len(table):
        return [], list(segments)
    if len(segments) <= _MOST_SEGMENTS:
        return list(segments), []
    by_size = sorted(segments, key=len, reverse=True)
    return by_size[:_KEPT_SEGMENTS], by_size[_KEPT_SEGMENTS:]


def _rows_of_works(table: Table, works: Collection[str]) -> Rows:
    column = table.keyword("work")
    codes = [code for code, name in enumerate(column.values) if name in works]
    rows: Rows = column.rows[np.isin(column.codes, codes)]
    return rows


def _stacked(vectors: Sequence[Vectors], dimensions: int) -> Vectors:
    parts = [Vectors.of(np.empty((0, dimensions), np.float32)), *vectors]
    return Vectors(
        np.concatenate([one.coarse for one in parts]),
        np.concatenate([one.scales for one in parts]),
        np.concatenate([one.fine for one in parts]),
    )


def _without_texts(entry: Entry) -> Entry:
    """What the sidecar needs of an entry; the rest need not wait in memory."""
    return Entry(
        id=entry.id,
        key=entry.key,
        work=entry.work,
        texts={},
        keywords=entry.keywords,
        integers=entry.integers,
        packed=entry.packed,
    )
