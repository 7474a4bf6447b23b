"""What somebody may see of the collection, and a reader that shows nothing else. No Flask.

Whoever answers a request reads the index through ``RestrictedReader``: searches are bound by a
clause inside the engine, so that hits, counts and facets agree, and records of works that may not
be seen are not there. Nothing else has to know of access.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indexer.engine.base import (
    AllOf,
    AnyOf,
    Clause,
    EngineReader,
    Excluding,
    IndexInfo,
    SearchRequest,
    SearchResponse,
    Term,
    WorkRecord,
)

PUBLIC, RESTRICTED = "public", "restricted"
#: The labels a work may have, in ``work.toml`` or set by an admin.
LABELS = (PUBLIC, RESTRICTED)


@dataclass(frozen=True)
class Access:
    """Which works may be seen: those with one of ``labels``, None for all of them.

    ``opened`` and ``closed`` are works to which an admin gave another label than they were indexed
    with: such a work is judged by that alone.
    """

    labels: frozenset[str] | None = None
    opened: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()

    def shows(self, work: str, label: str) -> bool:
        """Whether a work that was indexed with ``label`` may be seen."""
        return self.labels is None or self.label(work, label) in self.labels

    def label(self, work: str, label: str) -> str:
        """The label that holds for a work that was indexed with ``label``."""
        if work in self.closed:
            return RESTRICTED
        return PUBLIC if work in self.opened else label

    def clause(self) -> Clause | None:
        """What every hit must match, None where everything may be seen."""
        if self.labels is None:
            return None
        ruled = {PUBLIC: self.opened - self.closed, RESTRICTED: self.closed}
        shown = {work for label in self.labels for work in ruled.get(label, ())}
        hidden = (self.opened | self.closed) - shown
        labels = tuple(Term("access", label) for label in sorted(self.labels))
        allowed = AnyOf((*labels, *_each(shown)))
        return AllOf((allowed, Excluding(AnyOf(_each(hidden))))) if hidden else allowed


def _each(works: Iterable[str]) -> tuple[Clause, ...]:
    return tuple(Term("work", work) for work in sorted(works))


#: What the owner of an index sees, on the command line and where there are no accounts.
EVERYTHING = Access()


class RestrictedReader:
    """An ``EngineReader`` that shows of another what ``access`` lets through."""

    def __init__(self, reader: EngineReader, access: Access) -> None:
        self._reader = reader
        self.access = access

    def __eq__(self, other: object) -> bool:
        """Equal readers show the same, so what was made of one holds for the other."""
        if not isinstance(other, RestrictedReader):
            return NotImplemented
        return self._reader is other._reader and self.access == other.access

    def __hash__(self) -> int:
        return hash((id(self._reader), self.access))

    def info(self) -> IndexInfo:
        """What the index says of itself; ``works`` and ``entries`` count all there are."""
        return self._reader.info()

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a request with what may be seen."""
        clause = self.access.clause()
        if clause is None:
            return self._reader.search(request)
        required = clause if request.required is None else AllOf((request.required, clause))
        return self._reader.search(replace(request, required=required))

    def entries(self, ids: Sequence[str]) -> list[Mapping[str, Any] | None]:
        """The ``stored`` of each id; None for one that is not there or may not be seen."""
        return [
            stored
            if stored is not None and self.access.shows(stored["work"], stored["access"])
            else None
            for stored in self._reader.entries(ids)
        ]

    def work(self, work: str) -> WorkRecord | None:
        """One work, or None where it is not there or may not be seen."""
        record = self._reader.work(work)
        return self._shown(record) if record is not None else None

    def works(self) -> Iterator[WorkRecord]:
        """Every work that may be seen, ordered by id."""
        shown = (self._shown(record) for record in self._reader.works())
        return (record for record in shown if record is not None)

    def _shown(self, record: WorkRecord) -> WorkRecord | None:
        """A record with the label that holds for it, None where it may not be seen."""
        indexed = str(record.stored.get("access", PUBLIC))
        if not self.access.shows(record.id, indexed):
            return None
        label = self.access.label(record.id, indexed)
        if label == indexed:
            return record
        return replace(record, stored={**record.stored, "access": label})

    def close(self) -> None:
        """Nothing: the reader behind is another's, and goes on."""
