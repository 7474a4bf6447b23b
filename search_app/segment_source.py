"""Where sentences come from that a pasted one is matched with: the seam of fuzzy match.

Two sources answer it: the segments of the instruments, and the units of translation memories.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from analyzers.languages import LANGUAGES
from indexer.engine.base import AnyOf, Clause, Flat, Term, Vector
from search_app.filters import Filters
from search_app.likeness import Needed


@dataclass(frozen=True, kw_only=True)
class InstrumentPlace:
    """Where a segment stands: ``id`` is the address ``WORK/LANG/EID`` of the citable provision,
    ``start`` and ``end`` half-open code points of its text, ``eid`` the innermost provision.
    ``number`` is the segment's place in its version, from 0."""

    id: str
    work: str
    address: str
    eid: str
    start: int
    end: int
    number: int
    title: str
    num: str
    heading: str
    kind: str
    file: str
    page: int | None


@dataclass(frozen=True, kw_only=True)
class MemoryPlace:
    """Where a variant stands: the memory's name, the number of the unit in its file, from 1, its
    ``tuid`` or "", and what the unit says of itself. ``variants`` are the ids of its others."""

    id: str
    memory: str
    number: int
    unit: str
    origin: str = ""
    author: str = ""
    date: str = ""
    properties: Sequence[tuple[str, str]] = ()
    variants: Sequence[str] = ()


Place = InstrumentPlace | MemoryPlace


@dataclass(frozen=True, kw_only=True)
class Found:
    """A sentence of a source. ``words`` are its folded words as ``likeness`` compares them."""

    text: str
    language: str
    script: str
    words: Sequence[str]
    place: Place

    @property
    def tag(self) -> str:
        """BCP 47 tag for HTML's ``lang``."""
        known = LANGUAGES.get(self.language)
        return known.tag(self.script) if known else self.language


class Counterpart(NamedTuple):
    """What a sentence found is in another language. ``id`` is the address of the provision or the
    id of the variant; ``confidence`` (0..1) and ``status`` are those of the bead, None and "" for
    a memory, whose units somebody made."""

    tag: str
    text: str
    id: str
    confidence: float | None = None
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is looked through: ``filters`` are of instruments (their languages are not read),
    ``memories`` names of memories, none for all."""

    filters: Filters = field(default_factory=Filters)
    memories: tuple[str, ...] = ()


class SegmentSource(Protocol):
    """Sentences that can be compared. Every method raises ``EngineError``."""

    def alike(self, need: Needed, language: str, scope: Scope) -> Iterable[Found]:
        """Sentences in a language (its code) that share what they need to; others among them are
        no fault."""
        ...

    def near(self, vector: Vector, language: str, scope: Scope, model: str) -> Iterable[Found]:
        """Sentences in a language whose text or provision is near to a question's vector."""
        ...

    def counterparts(self, found: Found, tags: Sequence[str]) -> list[Counterpart]:
        """What it is in other languages, those of ``tags`` (codes, or tags with a script)."""
        ...


def sharing(need: Needed) -> Clause:
    """Entries by how many of the words they have: a score of ``need.least`` or more is enough."""
    return AnyOf(
        tuple(Flat(Term("words", token), float(count)) for token, count in need.tokens.items())
    )


def wanted(tags: Sequence[str], language: str, script: str) -> bool:
    """Whether one of ``tags`` names a language, or it in its script."""
    known = LANGUAGES.get(language)
    return language in tags or bool(known and known.tag(script) in tags)
