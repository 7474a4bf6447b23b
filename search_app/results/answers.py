"""What a file of results is made of: for each query what was asked and found, and its hits."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from search_app.every_hit import Snapshot
from search_app.forms import FILTERS, Problem, SearchForm
from search_app.messages import Message, msg
from search_app.results.rows import HitRow

#: Why not every hit is listed, by the code that files have in ``limited_by``.
LIMITS = {
    "asked": msg("as was asked for"),
    "export_limit": msg("the setting export_limit allows no more"),
    "share": msg("the queries of one file share what it may hold"),
    "format": msg("a larger file of this kind cannot be worked with"),
}


@dataclass(frozen=True)
class Limit:
    """How many hits are listed at most, and why, a key of ``LIMITS``."""

    hits: int
    why: str


def least(*limits: Limit) -> Limit:
    """The narrowest of several limits, the first of equal ones."""
    return min(limits, key=lambda limit: limit.hits)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a file says of one query. ``line`` (from 1) and ``name`` are those of a batch, 0 and ""
    without one. ``snapshot`` is None where there are ``problems``; ``why`` is a key of ``LIMITS``
    where not all hits are listed, or "".
    """

    form: SearchForm
    snapshot: Snapshot | None = None
    why: str = ""
    line: int = 0
    name: str = ""
    problems: Sequence[Problem] = ()

    @property
    def fields(self) -> dict[str, Any]:
        """The statement by the names of ``STATED``, None for what there is not."""
        form, made = self.form, self.snapshot
        return {
            "query": form.q,
            "mode": form.mode,
            "filters": "; ".join(f"{name}={value}" for name, value in self.filters),
            "sort": form.sort,
            "group": form.group,
            "expand": "1" if form.expand else "0",
            "searched_at": made.at if made else None,
            "index_generation": made.generation if made else None,
            "model": made.model if made else None,
            "profile": made.profile if made else None,
            "semantic_depth": made.depth if made else None,
            "total": made.total if made else None,
            "listed": made.listed if made else None,
            "limit": made.limit if made else None,
            "limited_by": self.why,
        }

    @property
    def filters(self) -> list[tuple[str, str]]:
        """Each filter that is set and its value, as in the address of the search."""
        return [(name, value) for name in (*FILTERS, "year") for value in self.form.values(name)]

    @property
    def problem(self) -> str:
        """All problems in English, "" for none."""
        return " ".join(problem.message.english for problem in self.problems)


#: The names of what is stated of a query, in order, and what they are called.
STATED: dict[str, Message] = {
    "query": msg("Query"),
    "mode": msg("Mode"),
    "filters": msg("Filters"),
    "sort": msg("Order"),
    "group": msg("Grouping"),
    "expand": msg("Widened by terms"),
    "searched_at": msg("Searched at"),
    "index_generation": msg("Index generation"),
    "model": msg("Model"),
    "profile": msg("Ranking profile and version"),
    "semantic_depth": msg("Nearest by meaning, at most"),
    "total": msg("Hits in all"),
    "listed": msg("Hits listed"),
    "limit": msg("Limit"),
    "limited_by": msg("Why limited"),
}
#: What else is stated of each query of a batch.
LINE, NAME, PROBLEM = msg("Line"), msg("Name"), msg("Problem")


@dataclass(frozen=True)
class Answer:
    """One query of a file. ``rows`` are read as they are gone through, once."""

    statement: Statement
    rows: Iterator[HitRow]


@dataclass(frozen=True, kw_only=True)
class FileOptions:
    """``batch``: the file is of several queries, and says of each hit which one found it. ``say``
    gives what people read in their language."""

    batch: bool = False
    say: Callable[[Message], str] = lambda message: message.english


def how_many(statement: Statement, say: Callable[[Message], str]) -> str:
    """A sentence on how many hits a file lists of a query, and why no more."""
    made = statement.snapshot
    if made is None:
        return ""
    if not statement.why:
        return say(msg("All %(total)s hits are listed.", total=made.total))
    return say(
        msg(
            "The first %(listed)s of %(total)s hits are listed: %(why)s.",
            listed=made.listed,
            total=made.total,
            why=say(LIMITS[statement.why]),
        )
    )
