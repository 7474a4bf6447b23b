"""Concordance: every place where words stand, in context, beside what renders them. No Flask.

Query → sources walk their texts → those inside other words are left out → each occurrence in its
context, with the likely rendering marked in its counterparts → renderings counted → lines in
order, a page of them.
"""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Generic, TypeVar

from analyzers.languages import TAGS
from search_app.association import Backgrounds
from search_app.bead_corrections import Corrections
from search_app.collection_occurrences import CollectionSource
from search_app.concordance_lines import Concordance, line_of
from search_app.concordance_query import ConcordanceQuery
from search_app.filters import Filters
from search_app.inside import Insides, says_nothing
from search_app.occurrences import Asked, Occurrence, OccurrenceSource, Walk
from search_app.plan import make_plan
from search_app.rendering_names import Names
from search_app.renderings import (
    Case,
    Marker,
    Rendering,
    Seen,
    WordRows,
    cases_of,
    seen_in,
)
from search_app.searcher import Searcher
from search_app.work_views import WorkViews

#: Occurrences that are looked at; of more, those in the best hits. The answer says so.
MOST_LINES = 2_000
#: Answers kept whole, so that pages, orders and renderings of one are quick.
KEPT_ANSWERS = 16
#: Statistics of queries kept, so that filters do not change what is marked.
KEPT_STATISTICS = 32


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked. ``language`` is the query's, a code or tag; ``targets`` are one or two others.
    ``inside``: places inside other words or longer names too."""

    query: ConcordanceQuery
    language: str
    targets: tuple[str, ...]
    filters: Filters = field(default_factory=Filters)
    limit: int = MOST_LINES
    inside: bool = False

    @property
    def asked(self) -> Asked:
        """The same for a source."""
        return Asked(
            query=self.query.text,
            analysis=self.query.analysis,
            language=self.language,
            targets=self.targets,
            limit=self.limit,
            filters=self.filters,
        )

    @property
    def unfiltered(self) -> "Request":
        """The same query over everything that may be seen."""
        return replace(self, filters=Filters(), inside=False)


class Concordancer:
    """Answers concordances and keeps what several of them need. Safe for several threads."""

    def __init__(self) -> None:
        self._views = WorkViews()
        self._backgrounds = Backgrounds()
        self._rows = WordRows()
        self._answers: _Recent[Concordance] = _Recent(KEPT_ANSWERS)
        self._statistics: _Recent[Sequence[Seen]] = _Recent(KEPT_STATISTICS)

    def concordance(
        self,
        searcher: Searcher,
        request: Request,
        *,
        corrections: Corrections | None = None,
        others: Sequence[OccurrenceSource] = (),
    ) -> Concordance:
        """Every line, of the collection first, then of ``others`` in order. Raises
        ``QuerySyntaxError``, ``EngineError``."""
        collection = CollectionSource(searcher, self._views, corrections)
        sources: list[OccurrenceSource] = [collection, *others]
        key = (searcher, *(source.version() for source in sources), *_key(request))
        found = self._answers.get(key)
        if found is None:
            found = self._made(searcher, request, sources)
            self._answers.keep(key, found)
        return found

    def _made(
        self, searcher: Searcher, request: Request, sources: Sequence[OccurrenceSource]
    ) -> Concordance:
        insides = _insides(searcher, request)
        walks = [source.walk(request.asked) for source in sources]
        walked = [(one, insides.inside(one)) for walk in walks for one in walk.occurrences]
        listed = [(one, inside) for one, inside in walked if request.inside or not inside]
        seen = self._seen(searcher, request, sources[0], walks[0])
        marks = [
            self._marks(searcher, request, at, seen[at], _cases(listed, at))
            for at in range(len(request.targets))
        ]
        return Concordance(
            lines=[
                line_of(one, [own[place] for own in marks], inside=inside)
                for place, (one, inside) in enumerate(listed)
            ],
            walks=[replace(walk, occurrences=()) for walk in walks],
            targets=request.targets,
            inside=sum(inside for _, inside in walked),
        )

    def _seen(
        self, searcher: Searcher, request: Request, collection: OccurrenceSource, walk: Walk
    ) -> Sequence[Seen]:
        """What stands beside the matches in the whole collection, whatever is filtered now."""
        key = (searcher, collection.version(), *_key(request.unfiltered))
        found = self._statistics.get(key)
        if found is None:
            if request.filters != Filters():
                walk = collection.walk(request.unfiltered.asked)
            scale = walk.matched / max(1, walk.walked)
            insides = _insides(searcher, request)
            whole = [one for one in walk.occurrences if not insides.inside(one)]
            found = [
                seen_in((one for one in cases_of(whole, at) if one), scale)
                for at in range(len(request.targets))
            ]
            self._statistics.keep(key, found)
        return found

    def _marks(
        self,
        searcher: Searcher,
        request: Request,
        at: int,
        seen: Seen,
        cases: Sequence[Case | None],
    ) -> list[Rendering | None]:
        """The rendering of each case in the target number ``at``."""
        pair = (TAGS[request.language][0], TAGS[request.targets[at]][0])
        marker = Marker(
            searcher.encoder,
            self._rows,
            Names(*pair, searcher.termbase),
            self._backgrounds.of(searcher.reader, searcher.reader.info().generation, pair),
            seen,
        )
        found = iter(marker.mark([case for case in cases if case]))
        return [next(found) if case else None for case in cases]


def _insides(searcher: Searcher, request: Request) -> Insides:
    beginnings = make_plan(request.query.analysis, searcher.profile).marks.prefixes
    return Insides(request.language, searcher.termbase, beginnings)


def _cases(listed: Sequence[tuple[Occurrence, bool]], at: int) -> list[Case | None]:
    """The cases in the target number ``at``; None too for what no rendering can be told of."""
    cases = cases_of([one for one, _ in listed], at)
    return [
        None if inside or says_nothing(one.match) else case
        for (one, inside), case in zip(listed, cases, strict=True)
    ]


Value = TypeVar("Value")


class _Recent(Generic[Value]):
    """The last used values, by key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        """The value, if it is still here."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, value: Value) -> None:
        """Keep a value in place of the one not used for longest."""
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _key(request: Request) -> tuple[Hashable, ...]:
    return (
        request.query.text,
        request.language,
        request.targets,
        request.filters,
        request.limit,
        request.inside,
    )
