"""Looking after the indexes of a cluster: what there is, a new one in place of the old, what to
remove."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np

from .base import EngineError, Entry, IndexBusy, IndexMismatch
from .elastic import Elastic, Json
from .elastic_index import (
    ENTRY,
    MANIFEST,
    NUMBERS,
    PACKED,
    STORED,
    Manifest,
    State,
    check_alias,
    current,
    index_name,
    index_number,
    make_index,
    own_indexes,
    works_in,
)  # fmt: skip
from .elastic_lock import WriterLock, holder_of
from .elastic_reader import ElasticReader
from .elastic_writer import ElasticWriter
from .places import ElasticPlace
from .schema import FILLER, INTEGER_FIELDS, KEYWORD_FIELDS, TEXT_FIELDS

#: Entries copied between two commits.
_COMMIT_ENTRIES = 2_000
_PAGE = 500
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, kw_only=True)
class IndexStatus:
    """One concrete index. ``serving``: searches go to it. ``documents`` counts everything that
    lies in it, ``bytes`` all copies on disk. ``writing``: who is, or ""."""

    name: str
    serving: bool
    schema: int
    model: str
    dimensions: int
    vectors: str
    generation: int
    works: int
    entries: int
    documents: int
    bytes: int
    writing: str


@dataclass(frozen=True, kw_only=True)
class ClusterStatus:
    """A cluster: its name, its health (green, yellow, red), its nodes' names and versions, and the
    indexes of a place, oldest first."""

    cluster: str
    health: str
    nodes: dict[str, str]
    indexes: list[IndexStatus]


def status(place: ElasticPlace) -> ClusterStatus:
    """What there is at ``place``."""
    with _connected(place) as elastic:
        health = elastic.health()
        nodes = {str(one["name"]): str(one["version"]) for one in elastic.nodes().values()}
        serving = elastic.aliased(place.prefix)
        sizes = elastic.sizes(f"{place.prefix}-*")
        return ClusterStatus(
            cluster=str(health["cluster_name"]),
            health=str(health["status"]),
            nodes=dict(sorted(nodes.items())),
            indexes=[
                _status(elastic, name, name in serving, *sizes.get(name, (0, 0)))
                for name in own_indexes(elastic)
            ],
        )


def _status(elastic: Elastic, name: str, serving: bool, documents: int, size: int) -> IndexStatus:
    found = elastic.get(name, MANIFEST)
    manifest = Manifest.of(found, name) if found else Manifest(schema=0, model="", dimensions=0)
    return IndexStatus(
        name=name,
        serving=serving,
        schema=manifest.schema,
        model=manifest.model,
        dimensions=manifest.dimensions,
        vectors=manifest.vectors,
        generation=manifest.generation,
        works=manifest.works,
        entries=manifest.entries,
        documents=documents,
        bytes=size,
        writing=holder_of(elastic, name),
    )


def prune(place: ElasticPlace) -> list[str]:
    """Remove the indexes that searches do not go to; their names. Raises ``IndexBusy`` where one
    is being written to, and ``EngineError`` where the alias stands for nothing."""
    with _connected(place) as elastic:
        serving = _serving(elastic)
        if not serving:
            raise EngineError(
                f"No index of {place} serves searches, so none is removed; make one with "
                "`treatylens engine reindex PATH`, or remove them on the server."
            )
        old = [name for name in own_indexes(elastic) if name not in serving]
        return [name for name in old if _pruned(elastic, name)]


def _serving(elastic: Elastic) -> list[str]:
    return elastic.aliased(elastic.place.prefix)


def _pruned(elastic: Elastic, name: str) -> bool:
    """Remove an index, unless searches have come to go to it."""
    lock = WriterLock(elastic, name)  # whoever is making it is not to be disturbed
    try:
        if name in elastic.aliased(elastic.place.prefix):
            lock.release()
            return False
        elastic.drop(name)
    except BaseException:
        lock.release()
        raise
    lock.forget()
    return True


def remove_all(place: ElasticPlace) -> None:
    """Remove every index of ``place``, the one that serves as well. For benchmarks and tests."""
    with _connected(place) as elastic:
        for name in own_indexes(elastic):
            elastic.drop(name)


class Reindexing:
    """A new index beside the one that serves; searches go on there until ``swap``.

    Nobody else may write to the serving index meanwhile: it would be lost. Left without a
    ``swap`` the new index is removed again.
    """

    def __init__(self, place: ElasticPlace, *, model: str, dimensions: int) -> None:
        """Make the new index. Raises ``IndexBusy``."""
        self._elastic = Elastic(place)
        self._lock: WriterLock | None = None
        self._swapped = False
        try:
            self._elastic.check_version()
            check_alias(self._elastic)
            self.old = self._elastic.aliased(place.prefix)
            if self.old:
                self._lock = WriterLock(self._elastic, self.old[0])
            self._before = self._written_to()
            number = 1 + max(map(index_number, own_indexes(self._elastic)), default=0)
            self.name = index_name(place, model, number)
            make_index(self._elastic, self.name, model, dimensions)
            self.writer = self._writer()
        except BaseException:
            self._end()
            raise

    def _writer(self) -> ElasticWriter:
        elastic = Elastic(self._elastic.place)
        try:
            return ElasticWriter(elastic, self.name)
        except BaseException:
            elastic.close()
            self._elastic.drop(self.name)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.writer.close()
            if not self._swapped and self.name not in self._elastic.aliased(self._prefix):
                self._elastic.drop(self.name)
        finally:
            self._end()

    def lost(self) -> list[str]:
        """The works of the serving index that the new one does not have."""
        if not self.old:
            return []
        try:
            before = works_in(self._elastic, current(self._elastic, self.old[0]))
        except IndexMismatch:
            return []  # of another schema: nothing is known of its documents
        kept = works_in(self._elastic, current(self._elastic, self.name))
        return sorted(before.keys() - kept.keys())

    def swap(self) -> None:
        """Let searches go to the new index, all at once. The old one is kept.

        Raises ``IndexBusy`` where somebody wrote to the old one meanwhile.
        """
        if self._elastic.aliased(self._prefix) != self.old or self._written_to() != self._before:
            raise IndexBusy(
                f"Another run has written to the index of {self._elastic.place} while the new one "
                "was made, so searches go on in the old one; run `treatylens engine reindex` again."
            )
        if self._lock:
            self._lock.check()
        try:
            self._elastic.point(self._prefix, self.name, self.old)
        except EngineError:
            # It may have been done, and only the answer was lost; a second try then fails.
            if self._elastic.aliased(self._prefix) != [self.name]:
                raise
        self._swapped = True

    @property
    def _prefix(self) -> str:
        return self._elastic.place.prefix

    def _written_to(self) -> tuple[int, int]:
        """What changes when somebody writes to the old index."""
        found = self._elastic.get(self.old[0], MANIFEST) if self.old else None
        return (found.sequence, found.term) if found else (-1, -1)

    def _end(self) -> None:
        if self._lock:
            self._lock.release()
        self._elastic.close()


def copy_index(place: ElasticPlace, progress: Progress = lambda done, total, name: None) -> str:
    """Copy the serving index as it is into a new one with the settings of ``place``, and let
    searches go there; its name. For other shards, copies or ways to keep vectors."""
    with _connected(place) as elastic:
        old = current(elastic).manifest
        with Reindexing(place, model=old.model, dimensions=old.dimensions) as new:
            state = current(elastic)
            staged = 0
            for done, record in enumerate(ElasticReader.on(elastic, state.index).works(), 1):
                new.writer.replace(record, list(_entries(elastic, state, record.id)))
                staged += record.entries
                if staged >= _COMMIT_ENTRIES:
                    new.writer.commit()
                    staged = 0
                progress(done, state.manifest.works, record.id)
            new.writer.commit()
            new.swap()
            return new.name


def _entries(elastic: Elastic, state: State, work: str) -> Iterator[Entry]:
    """The entries of a work, as they were given."""
    body: Json = {
        "query": state.manifest.visible(ENTRY, {"term": {"work": work}}),
        "size": _PAGE,
        "sort": ["id"],
    }
    return (_entry(hit["_source"]) for hit in elastic.walk(state.index, body))


def _entry(source: Json) -> Entry:
    numbers = b64decode(source.get(NUMBERS, ""))
    return Entry(
        id=source["id"],
        key=source["key"],
        work=source["work"],
        texts={name: _tokens(source[name]) for name in TEXT_FIELDS if name in source},
        keywords={
            name: _values(source[name])
            for name in KEYWORD_FIELDS
            if name in source and name not in {"id", "key", "work"}
        },
        integers={name: source[name] for name in INTEGER_FIELDS if name in source},
        stored=json.loads(source[STORED]),
        vector=np.frombuffer(numbers, dtype="<f4").astype(np.float32),
        packed=b64decode(source.get(PACKED, "")),
    )


def _tokens(text: str) -> list[str]:
    return [token for token in text.split(" ") if token not in {"", FILLER}]


def _values(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@contextmanager
def _connected(place: ElasticPlace) -> Iterator[Elastic]:
    elastic = Elastic(place)
    try:
        yield elastic
    finally:
        elastic.close()
