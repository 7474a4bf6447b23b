"""A reader of an index that shows clause types as they were corrected."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any

from indexer.engine.base import (
    EngineReader,
    EngineUnavailable,
    IndexInfo,
    SearchRequest,
    SearchResponse,
    WorkRecord,
)
from search_app.clauses.corrections import ClauseCorrection, is_stale, latest
from search_app.clauses.overlay import CorrectedClauses, commit_with
from search_app.database_errors import DatabaseError
from search_app.settings import Settings

if TYPE_CHECKING:
    from search_app.clauses.store import ClauseCorrectionStore, Stamp


class ClauseReader:
    """An ``EngineReader`` over another, with the corrections of a store laid over what it says.

    Corrections hold from the next call on. One whose texts have changed is left out. A database
    that cannot be read is ``EngineUnavailable``: an answer without the corrections would be wrong.
    """

    def __init__(
        self, reader: EngineReader, store: "Callable[[], ClauseCorrectionStore | None]"
    ) -> None:
        """``store`` gives the corrections, None as long as there cannot be any."""
        self._reader = reader
        self._store = store
        self._lock = Lock()
        self._made: tuple[tuple[int, Stamp], CorrectedClauses] | None = None

    def corrected(self) -> CorrectedClauses:
        """The labels that hold instead of the index's now. Raises ``EngineError``."""
        try:
            store, stamp = self._stamp()
            if store is None or not stamp[0]:
                return CorrectedClauses({})
            state = self._reader.info().generation, stamp
            with self._lock:
                if self._made is not None and self._made[0] == state:
                    return self._made[1]
            made = holding(self._reader, store.all())
        except DatabaseError as error:
            raise EngineUnavailable(str(error)) from error
        with self._lock:
            self._made = state, made
        return made

    def info(self) -> IndexInfo:
        """What the index says of itself now; its ``commit`` is another one after every correction.
        Raises ``EngineError``."""
        info = self._reader.info()
        try:
            stamp = self._stamp()[1]
        except DatabaseError as error:
            raise EngineUnavailable(str(error)) from error
        if not stamp[0]:
            return info
        return replace(info, commit=commit_with(info.commit, _digest(stamp)))

    def _stamp(self) -> "tuple[ClauseCorrectionStore | None, Stamp]":
        """The store, and what is another after every change of it. Raises ``DatabaseError``."""
        store = self._store()
        return store, store.stamp() if store is not None else (0, 0, "", "")

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a request, its filters, hits and counts by the labels as corrected."""
        corrected = self.corrected()
        if not corrected.by_key:
            return self._reader.search(request)
        asked = corrected.request(request)
        response = self._reader.search(asked)
        return corrected.counted(self._reader, self._reader.search, asked, response)

    def entries(self, ids: Sequence[str]) -> list[Mapping[str, Any] | None]:
        """The ``stored`` of each id, with its labels as corrected."""
        corrected = self.corrected()
        found = self._reader.entries(ids)
        if not corrected.by_key:
            return found
        return [None if stored is None else corrected.stored(stored) for stored in found]

    def work(self, work: str) -> WorkRecord | None:
        """One work, or None."""
        return self._reader.work(work)

    def works(self) -> Iterator[WorkRecord]:
        """Every work, ordered by id."""
        return self._reader.works()

    def close(self) -> None:
        """Give back what the reader behind has."""
        self._reader.close()


def _digest(stamp: "Stamp") -> str:
    return sha256(repr(stamp).encode()).hexdigest()[:16]


def holding(reader: EngineReader, corrections: Sequence[ClauseCorrection]) -> CorrectedClauses:
    """The labels that hold by ``corrections``, which come oldest first: the last of each provision
    that was not taken back, where its texts are as they were. Raises ``EngineError``."""
    last = latest(corrections)
    hashes = hashes_of(reader, [name for one in last.values() for name in one.texts])
    return CorrectedClauses(
        {key: one.clauses for key, one in last.items() if not is_stale(one, hashes)}
    )


def hashes_of(reader: EngineReader, ids: Sequence[str]) -> dict[str, str]:
    """The hash of the text of each id that is there."""
    return {
        name: str(stored["hash"])
        for name, stored in zip(ids, reader.entries(ids), strict=True)
        if stored is not None
    }


def kept_corrections(settings: Settings) -> "Callable[[], ClauseCorrectionStore | None]":
    """The corrections in the database that the settings name, opened when there are some: until
    then nothing is loaded for them."""
    lock = Lock()
    opened: list[ClauseCorrectionStore] = []

    def store() -> "ClauseCorrectionStore | None":
        with lock:
            if not opened and (settings.database or settings.database_path().exists()):
                from search_app.clauses.store import ClauseCorrectionStore
                from search_app.database import open_database

                opened.append(ClauseCorrectionStore(open_database(settings)))
            return opened[0] if opened else None

    return store
