"""A query as typed → a tree of analysed parts. No engine syntax appears here.

Syntax (ASCII or full-width punctuation): bare words, ``"exact phrase"``, ``AND OR NOT`` with
parentheses, ``-word``, ``word*``, ``"a b"~3``, ``field:value`` for the fields in ``FIELDS``,
``year:2010..2025`` (either end may be left out).
"""

from dataclasses import dataclass

from analyzers.citations import Citation
from analyzers.segment import Terms

#: Fields a query may name, with what they take; anything else before a colon is a fault.
FIELDS = ("type", "party", "lang", "year", "status", "title")
MAX_QUERY = 10_000  # code points
MAX_DEPTH = 50  # nested parentheses


@dataclass(frozen=True, kw_only=True)
class Node:
    """A part of a query; ``start`` and ``end`` are its place in the query, in code points."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Words(Node):
    """A run without white space or syntax: one English word, or a chunk of Khmer or Chinese."""

    text: str
    terms: Terms


@dataclass(frozen=True, kw_only=True)
class Phrase(Node):
    """Quoted text. ``exact``: tokens that must stand in this order, at most ``slop`` moves off."""

    text: str
    exact: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, kw_only=True)
class Prefix(Node):
    """``word*``: ``exact`` tokens in order, of which the last is a beginning."""

    text: str
    exact: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Field(Node):
    """``name:value``; ``value`` as typed, without its quotes. ``phrase``: it was quoted."""

    name: str
    value: str
    phrase: bool = False


@dataclass(frozen=True, kw_only=True)
class YearRange(Node):
    """``year:``, both ends inclusive, ``None`` where open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, kw_only=True)
class Not(Node):
    """What must not match."""

    child: Node


@dataclass(frozen=True, kw_only=True)
class And(Node):
    """All of ``children``, by an explicit AND."""

    children: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Or(Node):
    """Any of ``children``, by an explicit OR."""

    children: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Bare(Node):
    """Parts that simply stand side by side: words are alternatives that rank; phrases, fields and
    exclusions among them bind."""

    children: tuple[Node, ...]


@dataclass(frozen=True)
class Fault:
    """One syntax fault: where (code point), a stable code for translation, a sentence."""

    position: int
    code: str
    message: str


class QuerySyntaxError(Exception):
    """The query cannot be read. ``faults`` in query order; ``repaired`` reads without a fault."""

    def __init__(self, faults: tuple[Fault, ...], repaired: str) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults
        self.repaired = repaired


@dataclass(frozen=True, kw_only=True)
class QueryAnalysis:
    """One analysed query.

    ``language`` and ``script`` are what most of it is written in. ``plain`` is its text without
    syntax: what the vector leg encodes. ``whole`` is the analysis of ``plain`` (for the phrase
    boost across chunks). ``citations`` are the provisions it names, outside quotes.
    """

    text: str
    plain: str
    language: str
    script: str
    root: Node | None
    whole: Terms
    citations: tuple[Citation, ...]


def analyse_query(text: str) -> QueryAnalysis:
    """Read a query with its syntax. Raises ``QuerySyntaxError`` with every fault found."""
    raise NotImplementedError


def analyse_plain(text: str) -> QueryAnalysis:
    """Read ``text`` as words only, marks and all: for a passage used as a query. Never raises."""
    raise NotImplementedError
