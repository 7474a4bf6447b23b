"""Translation memories as they are read: lists of them, and a source of fuzzy match.

They are in an index of their own beside that of the instruments, so that indexing these loses
nothing and ordinary search never shows a memory. ``memory_index`` writes it; what it writes:

- A work ``NAME``, without entries, for each memory that is whole: its record says which run it is
  of. This is what makes a run visible, all at once.
- Works ``NAME~RUN~NUMBER`` of some units each, one entry a variant: ``key`` is the unit, the
  keyword ``type`` the memory's name, ``status`` the run. Those of a run that no record names were
  left by one that was broken off; nothing shows them, and the next writer removes them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from analyzers.languages import TAGS
from indexer.engine import open_reader
from indexer.engine.base import (
    AllOf,
    AnyOf,
    Clause,
    EngineError,
    EngineReader,
    IndexMismatch,
    IndexMissing,
    SearchRequest,
    Term,
    Vector,
    WorkRecord,
)
from search_app.filters import language_clause
from search_app.likeness import Needed
from search_app.segment_source import Counterpart, Found, MemoryPlace, Scope, sharing, wanted

#: Parts the name, the run and the number in the id of a work; no name has it.
PARTING = "~"
#: Variants looked through for one sentence, those that share most of its words first.
MOST_VARIANTS = 1_000
#: Variants a language that are compared by meaning.
NEAR_VARIANTS = 40


class MemoryUnreadable(EngineError):
    """The memories are there and cannot be read. ``str(error)`` says what to do."""


@dataclass(frozen=True, kw_only=True)
class MemorySummary:
    """A memory: its name, the run it is of, the name of its file, how many units and variants it
    has, how many variants by tag, how many units were left out and why, when it was added (ISO
    8601, UTC) and the model of its vectors."""

    name: str
    run: str
    file: str
    units: int
    variants: int
    languages: Mapping[str, int]
    left_out: Mapping[str, int]
    added: str


def summary_of(record: WorkRecord) -> MemorySummary | None:
    """The memory that a work's record is of; None for a part of one."""
    stored = record.stored.get("memory")
    if stored is None:
        return None
    return MemorySummary(name=record.id, **stored)


class MemoryReader:
    """The memories of a folder, opened when they are first needed; safe for threads.

    A folder without any is no error: there are no memories then. Every method raises
    ``MemoryUnreadable`` for one that is damaged, and ``EngineError``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._reader: EngineReader | None = None
        self._known: tuple[EngineReader, int, Mapping[str, MemorySummary]] | None = None

    def summaries(self) -> Mapping[str, MemorySummary]:
        """Every memory that is whole, by name."""
        reader = self._opened()
        if reader is None:
            return {}
        with self._lock:
            try:
                generation = reader.info().generation
                if self._known is None or self._known[:2] != (reader, generation):
                    found = (summary_of(record) for record in reader.works())
                    known = {one.name: one for one in found if one is not None}
                    self._known = reader, generation, known
            except EngineError as error:
                self._reader = None  # the next call opens it anew, mended perhaps
                raise self._told(error) from error
            return self._known[2]

    def close(self) -> None:
        """Give back files and memory; the next call opens them again."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
            self._reader = self._known = None

    def alike(self, need: Needed, language: str, scope: Scope) -> Iterator[Found]:
        """Variants in a language that share what they need to."""
        request = SearchRequest(
            query=sharing(need), required=self._within(language, scope), size=MOST_VARIANTS
        )
        response = self._ask(request)
        hits = response.keyword.hits if response and response.keyword else ()
        yield from self._found([hit.id for hit in hits if hit.score >= need.least])

    def near(self, vector: Vector, language: str, scope: Scope, model: str) -> Iterator[Found]:
        """The variants in a language that are nearest to a vector."""
        request = SearchRequest(
            vector=vector,
            required=self._within(language, scope),
            semantic_size=NEAR_VARIANTS,
            size=0,
            model=model,
        )
        response = self._ask(request)
        hits = response.semantic.hits if response and response.semantic else ()
        yield from self._found([hit.id for hit in hits])

    def counterparts(self, found: Found, tags: Sequence[str]) -> list[Counterpart]:
        """The other variants of its unit."""
        return [
            Counterpart(tag=one.tag, text=one.text, id=one.place.id)
            for one in self._found(_others(found))
            if wanted(tags, one.language, one.script)
        ]

    def variants(self, found: Sequence[Found]) -> Mapping[str, Sequence[Found]]:
        """The other variants of the unit of each, in the order of the file, by its id."""
        others = {one.place.id: _others(one) for one in found}
        ids = list(dict.fromkeys(other for own in others.values() for other in own))
        known = {one.place.id: one for one in self._found(ids)}
        return {
            name: [known[other] for other in own if other in known] for name, own in others.items()
        }

    def holding(
        self,
        query: Clause | None,
        required: Clause | None,
        tag: str,
        *,
        size: int = 20,
    ) -> tuple[int, list[Found]]:
        """The best ``size`` variants in a language or script that match ``query`` and
        ``required``, and how many there are in all."""
        bound = [self._within(TAGS[tag][0], Scope()), language_clause(tag)]
        bound += [required] if required else []
        request = SearchRequest(query=query or AllOf(()), required=AllOf(tuple(bound)), size=size)
        response = self._ask(request)
        if response is None or response.keyword is None:
            return 0, []
        return response.keyword.total, list(self._found([hit.id for hit in response.keyword.hits]))

    def _within(self, language: str, scope: Scope) -> Clause:
        """Variants in a language, of whole memories, by the scope's names where it has some."""
        runs = [
            one.run
            for one in self.summaries().values()
            if not scope.memories or one.name in scope.memories
        ]
        return AllOf((Term("lang", language), AnyOf(tuple(Term("status", run) for run in runs))))

    def _ask(self, request: SearchRequest) -> Any:
        """What the index answers; None where there is none."""
        reader = self._opened()
        if reader is None:
            return None
        try:
            return reader.search(request)
        except EngineError as error:
            raise self._told(error) from error

    def _found(self, ids: Sequence[str]) -> Iterator[Found]:
        reader = self._opened()
        if reader is None or not ids:
            return
        try:
            records = reader.entries(ids)
        except EngineError as error:
            raise self._told(error) from error
        yield from (_variant(stored) for stored in records if stored is not None)

    def _opened(self) -> EngineReader | None:
        with self._lock:
            if self._reader is not None:
                if self._folder.is_dir():
                    return self._reader
                self._reader.close()  # the folder is gone: no memories any more
                self._reader = self._known = None
            try:
                self._reader = open_reader(self._folder)
            except IndexMissing:
                return None
            except EngineError as error:
                raise self._told(error) from error
            return self._reader

    def _told(self, error: EngineError) -> EngineError:
        """What to say of a failure; the engine's own sentence speaks of instruments."""
        if isinstance(error, IndexMismatch):
            return MemoryUnreadable(
                f"The translation memories in {self._folder} were made with another model or "
                "version: remove that folder and add the TMX files again with "
                "`treatylens memory add`."
            )
        return MemoryUnreadable(
            f"The translation memories in {self._folder} cannot be read: remove that folder and "
            "add the TMX files again with `treatylens memory add`."
        )


def _others(found: Found) -> Sequence[str]:
    assert isinstance(found.place, MemoryPlace)
    return found.place.variants


def _variant(stored: Mapping[str, Any]) -> Found:
    return Found(
        text=stored["text"],
        language=stored["lang"],
        script=stored["script"],
        words=stored["words"].split(" ") if stored["words"] else (),
        place=MemoryPlace(
            id=stored["id"],
            memory=stored["memory"],
            number=stored["number"],
            unit=stored["unit"],
            origin=stored["origin"],
            author=stored["author"],
            date=stored["date"],
            properties=[(name, text) for name, text in stored["properties"]],
            variants=stored["variants"],
        ),
    )
