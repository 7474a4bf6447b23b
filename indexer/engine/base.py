"""The seam between the application and the engine that holds the index.

What is promised here in words is checked by ``tests/test_engine_contract.py`` against every engine.
An engine never sees text as somebody typed it: tokens, clauses and vectors arrive ready.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import comb, factorial
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]


class EngineError(Exception):
    """Any failure of the index. ``str(error)`` is a sentence a person can act on."""


class EngineUnavailable(EngineError):
    """The engine did not answer. The same request may succeed later."""


class IndexMissing(EngineError):
    """There is no index at this place."""


class IndexMismatch(EngineError):
    """The index is of another schema version, or its vectors are another model's."""


class IndexDamaged(EngineError):
    """The index is there and cannot be read."""


class TooCostly(EngineError):
    """The request asks for more than the engine takes; a narrower one can be answered."""


class IndexBusy(EngineError):
    """Another process is writing to the index."""


# --------------------------------------------------------------------------- what is asked

#: Ways to lay out what must be near each other that every engine takes.
MAX_LAYOUTS = 1_000


def layouts(sequences: int, gap: int, *, ordered: bool = False) -> int:
    """How many ways there are to lay out so many sequences with at most ``gap`` tokens between."""
    orders = 1 if ordered else factorial(sequences)
    return orders * comb(gap + sequences - 1, gap) if sequences else 0


@dataclass(frozen=True)
class Term:
    """Entries whose text or keyword ``field`` holds ``token``."""

    field: str
    token: str


@dataclass(frozen=True)
class Sequenced:
    """Entries whose text ``field`` holds ``tokens`` one after the other. ``prefix``: the last
    token is the beginning of one. One token is fine."""

    field: str
    tokens: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class Near:
    """Entries whose text ``field`` holds every sequence, none over another, with at most ``gap``
    further tokens between the first and the last of them; in this order if ``ordered``, else in
    any.

    An engine may refuse more than ``MAX_LAYOUTS`` ways to lay them out (``layouts`` counts them).
    """

    field: str
    sequences: tuple[tuple[str, ...], ...]
    gap: int
    ordered: bool = False


@dataclass(frozen=True)
class Between:
    """Entries whose integer ``field`` is within ``first..last``, ends included, None open."""

    field: str
    first: int | None
    last: int | None


@dataclass(frozen=True)
class Ids:
    """Entries with one of these ids."""

    ids: frozenset[str]


@dataclass(frozen=True)
class AllOf:
    """Entries that match every clause; everything when empty. Scores add up."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True)
class AnyOf:
    """Entries that match at least one clause; nothing when empty. Scores add up."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True)
class Excluding:
    """Entries that do not match ``clause``. Scores 0."""

    clause: "Clause"


@dataclass(frozen=True)
class Weighted:
    """``clause`` with its score multiplied; weight 0 binds without ranking."""

    clause: "Clause"
    weight: float


@dataclass(frozen=True)
class Flat:
    """``clause`` with the same ``score`` for every match, however long its text is and however
    often it is found there. Not negative."""

    clause: "Clause"
    score: float


@dataclass(frozen=True)
class Optional:
    """``clause`` adds to the score of what the rest of an ``AllOf`` matches, and never binds."""

    clause: "Clause"


Clause = (
    Term | Sequenced | Near | Between | Ids | AllOf | AnyOf | Excluding | Weighted | Flat | Optional
)


@dataclass(frozen=True, kw_only=True)
class SearchRequest:
    """One analysed question for both legs.

    ``query`` is the keyword leg, ``vector`` (the index's dimensions) the semantic leg, which ranks
    by its inner product with the entries' vectors; give either or both. ``required`` binds both
    legs and adds nothing to scores (filters, quoted text, exclusions, access). ``offset`` and
    ``size`` page the keyword leg; ``semantic_size`` is how many nearest entries the semantic leg
    lists. ``collapse`` treats the versions of one provision (entries of one ``key``) as one, the
    best-ranked first. ``sort`` orders the keyword leg: ``relevance``, ``date`` (newest first) or
    ``-date`` (oldest first); entries without a date come last. Ties are broken by id, always.

    ``model`` names what made ``vector``; where it is given, an index of another is refused.

    Raises ``ValueError`` for a request no engine could answer.
    """

    query: Clause | None = None
    vector: Vector | None = None
    required: Clause | None = None
    offset: int = 0
    size: int = 10
    semantic_size: int = 100
    collapse: bool = False
    sort: str = "relevance"
    facets: Sequence[str] = ()
    facet_size: int = 200
    model: str = ""

    def __post_init__(self) -> None:
        if self.query is None and self.vector is None:
            raise ValueError("a search needs a query, a vector, or both")
        if self.offset < 0 or self.size < 0 or self.semantic_size < 0:
            raise ValueError("offset and sizes must not be negative")
        if self.sort not in {"relevance", "date", "-date"}:
            raise ValueError(f"sort {self.sort!r}: use relevance, date or -date")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry in a leg: its id, the key its versions share, its score within the leg (the inner
    product, in the semantic one). ``packed`` is the entry's own in the semantic leg, b"" in the
    keyword leg."""

    id: str
    key: str
    score: float
    packed: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One ranking, best first. ``total`` counts everything the leg lists, not just this page;
    in a collapsed request it counts keys."""

    hits: Sequence[Candidate]
    total: int


@dataclass(frozen=True, kw_only=True)
class SearchResponse:
    """The legs asked for, unfused, and what is counted over both.

    ``total`` is the exact number of entries (keys, when collapsed) that the keyword leg matches or
    the semantic leg lists; ``facets`` counts the same set: field → value → count, most first,
    before paging. ``took_ms`` is the engine's own time.
    """

    keyword: Leg | None
    semantic: Leg | None
    total: int
    facets: Mapping[str, Mapping[str, int]]
    took_ms: float


# --------------------------------------------------------------------------- what is kept


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the index keeps of one provision in one language.

    ``texts``: text field → tokens in order (no white space in any). ``keywords``: keyword field →
    values; ``id`` ``key`` ``work`` are filled from the attributes. ``stored`` is JSON, given back
    as it is. ``vector``: of the index's dimensions and any length, or None in an index without
    vectors. ``packed`` means nothing to the engine: it comes back with the candidates of the
    semantic leg, for the model to score them again.
    """

    id: str
    key: str
    work: str
    texts: Mapping[str, Sequence[str]]
    keywords: Mapping[str, Sequence[str]]
    integers: Mapping[str, int] = field(default_factory=dict)
    stored: Mapping[str, Any] = field(default_factory=dict)
    vector: Vector | None = None
    packed: bytes = b""


@dataclass(frozen=True, kw_only=True)
class WorkRecord:
    """What the index keeps of a work: ``stored`` is JSON (metadata, trees, files), given back as
    it is; ``entries`` counts its entries."""

    id: str
    stored: Mapping[str, Any]
    entries: int


@dataclass(frozen=True, kw_only=True)
class IndexInfo:
    """What an index says of itself. ``generation`` rises by one with every commit; ``commit`` is a
    name that no other commit has, of this index or another, so that what is of one name holds the
    same. ``model`` is "" and ``dimensions`` 0 for an index without vectors."""

    schema: int
    model: str
    dimensions: int
    generation: int
    works: int
    entries: int
    commit: str = ""


def most(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """The ``size`` values of a facet with most, equal ones by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size])


class EngineReader(Protocol):
    """An open index. Sees every commit, of this process or another, at the next call."""

    def info(self) -> IndexInfo:
        """What the index says of itself now."""
        ...

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a request. Raises ``EngineError``: a failure is never an empty page, and
        ``IndexMismatch`` for a vector of the wrong length or of another model."""
        ...

    def entries(self, ids: Sequence[str]) -> list[Mapping[str, Any] | None]:
        """The ``stored`` of each id, in order; None for an id that is not there."""
        ...

    def work(self, work: str) -> WorkRecord | None:
        """One work, or None."""
        ...

    def works(self) -> Iterator[WorkRecord]:
        """Every work, ordered by id."""
        ...

    def close(self) -> None:
        """Give back files and memory. Further calls raise ``EngineError``."""
        ...


class EngineWriter(Protocol):
    """The one writer of an index. Nothing staged is seen before ``commit``."""

    def replace(self, work: WorkRecord, entries: Sequence[Entry]) -> None:
        """Stage a work, whole: what the index had of it goes, these entries come. Raises
        ``ValueError`` for two entries of one id or a vector of the wrong length."""
        ...

    def delete(self, works: Collection[str]) -> None:
        """Stage the removal of works; unknown ids are no error."""
        ...

    def commit(self) -> int:
        """Make everything staged visible at once, durably, or none of it; the new generation."""
        ...

    def close(self) -> None:
        """Drop what is staged and let the next writer in."""
        ...
