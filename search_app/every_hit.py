"""A whole result, not a page of it: every hit of a query, of one state of the index. No Flask.

What is exported, kept as a run or counted goes through here, so that all of them have the same
hits as the pages of the site: the pages are what is read, one after the other.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from indexer.engine.base import EngineError
from search_app.expansion import Expansion
from search_app.searcher import Hit, Options, Ranked, Searcher

#: Hits that are ranked at once: at first, and from then on, since an engine ranks all that come
#: before as well, every time. They are names and numbers alone.
FIRST, WINDOW = 1_000, 10_000
#: Hits whose texts are read at once.
READ = 500
#: How often a whole result is begun again when the index is written to meanwhile.
ATTEMPTS = 5

T = TypeVar("T")


class IndexChanged(EngineError):
    """The index was written to while a whole result was being read."""

    def __init__(self) -> None:
        super().__init__(
            "the index was written to while the whole result was read; ask again when indexing is "
            "done"
        )


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The state of the index and the means by which a result was made. ``at`` is ISO 8601 in UTC,
    to the second; ``commit`` is the state's name, as ``IndexInfo`` has it; ``profile`` has its
    version, as ``name/version``. ``total`` counts every hit, ``limit`` is how many are listed at
    most, None for all; ``depth`` is how many provisions that are nearest in meaning can be among
    them, None where meaning is not asked for."""

    at: str
    generation: int
    model: str
    profile: str
    total: int
    limit: int | None
    depth: int | None
    commit: str = ""

    @property
    def listed(self) -> int:
        """How many hits are listed."""
        return self.total if self.limit is None else min(self.total, self.limit)


class WholeResult:
    """Every hit of one query in order, read as it is gone through, in little memory.

    ``hits`` raises ``IndexChanged`` as soon as it sees that the index was written to since, so
    that no list has hits of two states. Raises ``QuerySyntaxError`` and ``EngineError``.
    """

    def __init__(
        self, searcher: Searcher, text: str, options: Options, *, limit: int | None = None
    ) -> None:
        self._searcher = searcher
        self._text = text
        self._options = replace(options, facets=())
        self._state = searcher.reader.info()
        self._first = self._ranked(0, FIRST if limit is None else min(FIRST, limit))
        by_meaning = options.mode != "keyword" and bool(text.strip())
        self.snapshot = Snapshot(
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            generation=self._state.generation,
            model=self._state.model,
            profile=searcher.profile.label,
            total=self._first.results.total,
            limit=limit,
            depth=searcher.profile.semantic_depth if by_meaning else None,
            commit=self._state.commit,
        )

    @property
    def expansions(self) -> Sequence[Expansion]:
        """The renderings in other languages that were searched for too."""
        return self._first.results.expansions

    def hits(self) -> Iterator[Hit]:
        """The hits, best first or in the order asked for."""
        wanted, given, ranked = self.snapshot.listed, 0, self._first
        while True:
            for start in range(0, len(ranked), READ):
                hits = ranked.hits(start, start + READ)
                self._unchanged()
                if len(hits) < min(READ, len(ranked) - start):
                    raise IndexChanged
                yield from hits
            given += len(ranked)
            if given >= wanted:
                self._unchanged()
                return
            ranked = self._ranked(given, min(WINDOW, wanted - given))
            if len(ranked) < min(WINDOW, wanted - given):
                raise IndexChanged

    def _ranked(self, offset: int, size: int) -> Ranked:
        return self._searcher.rank(self._text, replace(self._options, offset=offset, size=size))

    def _unchanged(self) -> None:
        if self._searcher.reader.info() != self._state:
            raise IndexChanged


def unchanged(read: Callable[[], T]) -> T:
    """What ``read`` gives, begun again up to ``ATTEMPTS`` times where the index was written to.
    Raises ``IndexChanged`` after the last."""
    for left in reversed(range(ATTEMPTS)):
        try:
            return read()
        except IndexChanged:
            if not left:
                raise
    raise AssertionError
