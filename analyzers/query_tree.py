"""The values that reading a query gives: the parts of its tree, its faults, its analysis.

``query`` makes them and is where to import them from.
"""

from dataclasses import dataclass

from analyzers.citations import Citation
from analyzers.segment import Terms

#: Parts of a loose phrase that may stand in any order: of more, the order says what is meant.
MOST_IN_ANY_ORDER = 3


@dataclass(frozen=True, kw_only=True)
class Node:
    """A part of a query; ``start`` and ``end`` are its place in the query, in code points."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Words(Node):
    """A run without white space or syntax: one English word, or a chunk of Khmer or Chinese.

    Places in ``terms`` count in ``text``.
    """

    text: str
    terms: Terms


@dataclass(frozen=True, kw_only=True)
class Phrase(Node):
    """Quoted text: its ``exact`` tokens one after the other.

    With ``"…"~slop`` its ``parts`` need only be near each other: what stands between white space,
    or, in one run of Khmer or Chinese, its words. At most ``gap`` further exact tokens may then
    stand between the first and the last; two or three parts in any order, more in this one.
    """

    text: str
    exact: tuple[str, ...]
    slop: int = 0
    parts: tuple[tuple[str, ...], ...] = ()
    gap: int = 0

    @property
    def ordered(self) -> bool:
        """Whether the parts must stand in their order."""
        return len(self.parts) > MOST_IN_ANY_ORDER


@dataclass(frozen=True, kw_only=True)
class Prefix(Node):
    """``word*``: ``exact`` tokens in order, of which the last is a beginning."""

    text: str
    exact: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Field(Node):
    """``name:value``; ``phrase``: the value was quoted.

    ``value`` is canonical for ``type``, ``lang``, ``clause`` and ``status`` (``joint_statement``,
    ``zh-Hans``, ``in_force``), as typed, without its quotes, for ``party`` and ``title``.
    """

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
    """Parts that simply stand side by side.

    Words are alternatives that rank; phrases, fields and exclusions among them bind.
    """

    children: tuple[Node, ...]


@dataclass(frozen=True)
class Fault:
    """One syntax fault: where (code point), a stable code for translation, a sentence.

    ``subject`` is what the sentence quotes of the query (a field's name, a value), "" if nothing.
    """

    position: int
    code: str
    message: str
    subject: str = ""


class QuerySyntaxError(Exception):
    """The query cannot be read.

    ``faults`` stand in query order; ``repaired`` reads without a fault, and is "" when nothing of
    the query is left.
    """

    def __init__(self, faults: tuple[Fault, ...], repaired: str) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults
        self.repaired = repaired


@dataclass(frozen=True, kw_only=True)
class QueryAnalysis:
    """One analysed query.

    ``language`` and ``script`` are what most of it is written in, "" when there are no letters of
    a known script. ``plain`` is its text without syntax, fields and exclusions: what the vector
    leg encodes. ``whole`` is the analysis of ``plain`` (for the phrase boost across chunks).
    ``citations`` are the provisions it names outside quotes and exclusions, ``excluded`` those it
    names within exclusions.
    """

    text: str
    plain: str
    language: str
    script: str
    root: Node | None
    whole: Terms
    citations: tuple[Citation, ...]
    excluded: tuple[Citation, ...] = ()
