"""What a concordance is made of: the places where a query stands, each with what translates it.

A source finds them: the collection here, others beside it (``OccurrenceSource``). No Flask.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from analyzers.query import QueryAnalysis
from search_app.filters import Filters
from search_app.word_cuts import Tokens

#: Why an occurrence has nothing beside it: its work has no version in the language, or the version
#: has nothing there.
NO_VERSION, NO_COUNTERPART = "no_version", "no_counterpart"


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A sentence where it stands: half-open code points of ``text``, the whole text of the unit
    ``id``, whose ``tokens`` they are. ``eid`` is the innermost provision, "" where there is none.
    """

    id: str
    eid: str
    text: str
    tokens: Tokens
    start: int
    end: int

    @property
    def shown(self) -> str:
        """The sentence itself."""
        return self.text[self.start : self.end]


@dataclass(frozen=True, kw_only=True)
class Counterpart:
    """What stands beside an occurrence in the language ``target``, as it was asked for.

    ``tag`` is the BCP 47 tag of ``passages`` and ``address`` the LANG of their version, both ""
    where ``missing`` says why there are none. ``own`` are the passages they translate, the
    occurrence's among them. ``confidence`` is that of the least sure bead, 0 to 1; ``status`` is
    ``automatic``, ``corrected`` or ``confirmed``.
    """

    target: str
    tag: str = ""
    address: str = ""
    passages: tuple[Passage, ...] = ()
    own: tuple[Passage, ...] = ()
    confidence: float = 0.0
    status: str = "automatic"
    missing: str = ""


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One place where a query stands: half-open code points of ``text``, the whole text of the
    unit ``id`` (``WORK/LANG/EID`` in the collection), whose ``tokens`` they are.

    ``source`` names what found it. ``eid`` is the innermost provision, ``num`` and ``kind`` are
    those of the unit. ``position`` counts the sentences of the version before the occurrence's.
    ``date`` is ISO 8601 or "". ``counterparts`` are in the order of the targets.
    """

    source: str
    id: str
    work: str
    eid: str
    num: str
    kind: str
    title: str
    tag: str
    date: str
    text: str
    tokens: Tokens
    start: int
    end: int
    position: int
    counterparts: tuple[Counterpart, ...]

    @property
    def match(self) -> str:
        """What was found, as printed."""
        return self.text[self.start : self.end]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What to look for: ``query`` as it is searched, with its analysis; in the language or script
    ``language``, with counterparts in ``targets``. At most about ``limit`` occurrences are wanted,
    whole units."""

    query: str
    analysis: QueryAnalysis
    language: str
    targets: tuple[str, ...]
    limit: int
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, kw_only=True)
class Walk:
    """What a source found, in its own order. ``matched`` counts all units that match, ``walked``
    those whose occurrences are here."""

    source: str
    occurrences: Sequence[Occurrence]
    matched: int
    walked: int

    @property
    def complete(self) -> bool:
        """Whether every occurrence is here."""
        return self.walked >= self.matched


class OccurrenceSource(Protocol):
    """Something that holds texts with their translations.

    ``name`` is what its occurrences say as ``source``. ``version`` changes whenever it would
    answer otherwise.
    """

    name: str

    def version(self) -> str:
        """What it would answer from now. Raises ``EngineError``."""
        ...

    def walk(self, asked: Asked) -> Walk:
        """Find the occurrences of a query. Raises ``QuerySyntaxError``, ``EngineError``."""
        ...
