"""The whole of a search: analysis, two legs, fusion, a page of hits. No Flask."""

import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from analyzers.citations import Citation
from analyzers.query import Fault, QueryAnalysis, QuerySyntaxError, analyse_plain, analyse_query
from analyzers.termbase import Termbase
from analyzers.termbase import termbase as package_termbase
from indexer.encoder import Encoder, Question
from indexer.engine.base import (
    AllOf,
    AnyOf,
    Candidate,
    Clause,
    EngineReader,
    Excluding,
    IndexMismatch,
    Leg,
    SearchRequest,
    SearchResponse,
    Term,
    TooCostly,
)
from indexer.engine.schema import FACETS
from indexer.models import language_of
from search_app.cited import cited_eid
from search_app.expansion import Expansion
from search_app.filters import Filters
from search_app.fusion import Fused, fuse, keyword_weights
from search_app.grouping import one_a_key
from search_app.highlights import highlights
from search_app.plan import CITED, Plan, make_plan
from search_app.profiles import Profile, load_profile
from search_app.semantic import Passage, ask, passage_of, rescored

MODES = ("hybrid", "keyword", "semantic")
SORTS = ("relevance", "date", "-date")
MAX_SIZE = 1_000
_STARS = str.maketrans("＊﹡∗", "***")


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to search. ``group``: ``none``, or ``provision`` to list the versions of a provision as
    one hit. ``plain``: the text is a passage, without syntax. ``expand``: add the termbase's
    renderings in other languages. ``offset`` is the 0-based place of the first hit wanted."""

    mode: str = "hybrid"
    filters: Filters = field(default_factory=Filters)
    size: int = 10
    offset: int = 0
    group: str = "none"
    sort: str = "relevance"
    expand: bool = True
    plain: bool = False
    facets: Sequence[str] = FACETS


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One provision found. ``stored`` is what the index keeps of it; ``legs`` its rank in each leg
    or None; ``cited`` is the eid that the query names, its own or that of a paragraph within it,
    or ""; ``matched``: the words found, as printed; ``passage``: the part of it that answers best,
    for a hit of the semantic leg that is longer than one."""

    id: str
    score: float
    legs: Mapping[str, int | None]
    stored: Mapping[str, Any]
    highlights: Sequence[tuple[int, int]]
    matched: Sequence[str]
    cited: str
    passage: Passage | None = None

    @property
    def part(self) -> str:
        """The eid of the paragraph or point that it is listed for: the one that the query names,
        or, where no word of it was found, the one that answers; "" for the whole."""
        eid = self.cited
        if not eid and self.passage and not self.highlights:
            eid = self.passage.eid
        return eid if eid in self.stored["parts"] else ""


@dataclass(frozen=True, kw_only=True)
class Results:
    """One page of hits. ``total`` and ``facets`` count everything listed, not just the page;
    ``by_words`` is how many of that the keyword leg matches, None when it was not asked."""

    analysis: QueryAnalysis
    expansions: Sequence[Expansion]
    options: Options
    hits: Sequence[Hit]
    total: int
    by_words: int | None
    facets: Mapping[str, Mapping[str, int]]
    took_ms: float


class Ranked:
    """A page of a query whose hits are not read yet. ``results`` is the page without them; its
    length is how many it has."""

    def __init__(
        self,
        results: Results,
        ranked: Sequence[Fused],
        read: Callable[[Sequence[Fused]], list[Hit]],
    ) -> None:
        self.results = results
        self._ranked = ranked
        self._read = read

    def __len__(self) -> int:
        return len(self._ranked)

    def hits(self, start: int, end: int) -> list[Hit]:
        """The hits from one place of the page to another, less those that the index has lost."""
        return self._read(self._ranked[start:end])


class Searcher:
    """Answers queries on one index. Raises ``IndexMismatch`` when the index's vectors are not of
    ``encoder``; ``search`` raises ``QuerySyntaxError`` and ``EngineError``. Queries are widened by
    ``termbase``, or by the package's where none is given."""

    def __init__(
        self,
        reader: EngineReader,
        encoder: Encoder,
        profile: Profile | None = None,
        termbase: Termbase | None = None,
    ) -> None:
        info = reader.info()
        if info.model != encoder.name:
            raise IndexMismatch(
                f"the index was made with the model {info.model!r} and the setting names "
                f"{encoder.name!r}; index again, or set the model the index was made with"
            )
        self.reader = reader
        self.encoder = encoder
        self.profile = profile or load_profile()
        self._termbase = termbase

    def seeing(self, reader: EngineReader) -> "Searcher":
        """The same searcher on another reader of the same index, which shows less of it."""
        other = copy(self)
        other.reader = reader
        return other

    def __eq__(self, other: object) -> bool:
        """Equal searchers answer the same, so what is kept of one holds for the other: each request
        has a searcher of its own."""
        return isinstance(other, Searcher) and self._parts == other._parts

    def __hash__(self) -> int:
        return hash(self._parts)

    @property
    def _parts(self) -> tuple[Any, ...]:
        return self.reader, id(self.encoder), id(self.profile), id(self._termbase)

    @property
    def termbase(self) -> Termbase:
        """What queries are widened by; the package's is made when first asked for."""
        return package_termbase() if self._termbase is None else self._termbase

    def search(self, text: str, options: Options | None = None) -> Results:
        """Answer one query."""
        started = time.perf_counter()
        found = self.rank(text, options)
        return replace(
            found.results,
            hits=found.hits(0, len(found)),
            took_ms=round(1000 * (time.perf_counter() - started), 3),
        )

    def rank(self, text: str, options: Options | None = None) -> "Ranked":
        """The page of one query as ranked; its hits are read from the index when asked for."""
        started = time.perf_counter()
        options = options or Options()
        analysis = analyse_plain(text) if options.plain else analyse_query(text)
        plan = make_plan(
            analysis,
            self.profile,
            filters=options.filters.clause(),
            expand=self.termbase if options.expand and not options.plain else None,
        )
        question = ask(self.encoder, analysis) if options.mode != "keyword" else None
        try:
            ranked, response = _Search(self, plan, question, options).run()
        except TooCostly as error:
            # Words are only written as a beginning with a star: that is what to mend.
            at = max(text.translate(_STARS).find("*"), 0)
            raise QuerySyntaxError((Fault(at, "too_costly", str(error)),), "") from error
        results = Results(
            analysis=analysis,
            expansions=plan.expansions if options.mode != "semantic" else (),
            options=options,
            hits=(),
            total=response.total,
            by_words=response.keyword.total
            if response.keyword and plan.keyword and options.mode != "semantic"
            else None,
            facets=response.facets,
            took_ms=round(1000 * (time.perf_counter() - started), 3),
        )
        return Ranked(
            results, ranked, lambda part: self._hits(part, plan, analysis.citations, question)
        )

    def _hits(
        self,
        ranked: Sequence[Fused],
        plan: Plan,
        citations: Sequence[Citation],
        question: Question | None,
    ) -> list[Hit]:
        hits = []
        records = self.reader.entries([found.name for found in ranked])
        for found, stored in zip(ranked, records, strict=True):
            if stored is None:
                continue  # removed between the two calls
            spans = highlights(stored, plan.marks)
            text = stored["text"]
            hits.append(
                Hit(
                    id=found.name,
                    score=found.score,
                    legs=found.ranks,
                    stored=stored,
                    highlights=spans,
                    matched=sorted({text[start:end] for start, end in spans}),
                    cited=cited_eid(stored, citations),
                    passage=passage_of(stored, found.ranks, question),
                )
            )
        return hits


class _Search:
    """One question under way."""

    def __init__(
        self, searcher: Searcher, plan: Plan, question: Question | None, options: Options
    ) -> None:
        self.reader = searcher.reader
        self.profile = searcher.profile
        self.model = searcher.encoder.name
        self.plan = plan
        self.options = options
        self.question = question
        self.query = self._query()

    def _query(self) -> Clause | None:
        """The keyword leg: what ranks, with the provision that is cited before all else. Without
        anything that ranks (filters alone, or no vector to be had) everything that is left."""
        citation = self.plan.citation
        if self.options.mode == "semantic" and self.question is not None:
            return citation
        if self.plan.keyword is None and self.question is None:
            return AllOf(())
        parts = [clause for clause in (self.plan.keyword, citation) if clause is not None]
        return AnyOf(tuple(parts)) if parts else None

    def request(self, query: Clause | None, **changes: Any) -> SearchRequest:
        return SearchRequest(
            query=query,
            required=changes.pop("required", self.plan.required),
            semantic_size=self.profile.semantic_depth,
            collapse=self.options.group == "provision",
            facets=changes.pop("facets", self.options.facets),
            model=self.model,
            **changes,
        )

    def run(self) -> tuple[list[Fused], SearchResponse]:
        """The page's hits in order, and the engine's counts."""
        if self.options.sort != "relevance":
            return self._sorted()
        if self.question is None:
            return self._keyword_page()
        response = self._both_legs(facets=self.options.facets)
        fused = self._fused(response)
        first, last = self.options.offset, self.options.offset + self.options.size
        page = fused[first:last]
        if last > len(fused) and response.total > len(fused) and response.keyword:
            page += self._tail(response, fused, max(0, first - len(fused)), last - len(fused))
        return page, response

    def _both_legs(self, facets: Sequence[str]) -> SearchResponse:
        """What the legs list for fusion, the semantic one scored again."""
        vector = self.question.vector if self.question else None
        request = self.request(
            self.query, vector=vector, size=self.profile.keyword_depth, facets=facets
        )
        return rescored(self.reader.search(request), self.question)

    def _keyword_page(self) -> tuple[list[Fused], SearchResponse]:
        response = self.reader.search(
            self.request(self.query, offset=self.options.offset, size=self.options.size)
        )
        start = self.options.offset + 1
        ranked = self.plan.keyword is not None or self.plan.citation is not None
        return [
            _keyword_hit(hit, rank if ranked else None)
            for rank, hit in enumerate(_hits(response.keyword), start)
        ], response

    def _fused(self, response: SearchResponse) -> list[Fused]:
        lists = {
            "keyword": [hit.id for hit in _hits(response.keyword)],
            "semantic": [hit.id for hit in _hits(response.semantic)],
        }
        weights = {
            "keyword": keyword_weights(
                [(language_of(hit.id), hit.score) for hit in _hits(response.keyword)],
                self.plan.query,
                self.profile,
            ),
            "semantic": [self.profile.semantic_weight] * len(lists["semantic"]),
        }
        fused = fuse(lists, weights, self.profile.fusion_constant)
        cited = {hit.id for hit in _hits(response.keyword) if hit.score >= CITED}
        if cited:
            # What is cited comes first, and of that what is of the work that was named beside.
            named = self._citation_scores()
            fused.sort(key=lambda hit: -named.get(hit.name, CITED) if hit.name in cited else 0.0)
        if self.options.group != "provision":
            return fused
        return one_a_key(fused, response, self.plan.query.language)

    def _citation_scores(self) -> dict[str, float]:
        """How well entries answer the citation alone, without what other words of the query do."""
        request = self.request(self.plan.citation, size=self.profile.keyword_depth, facets=())
        page = self.reader.search(replace(request, collapse=False))
        return {hit.id: hit.score for hit in _hits(page.keyword)}

    def _tail(
        self, response: SearchResponse, fused: Sequence[Fused], first: int, last: int
    ) -> list[Fused]:
        """Hits after the fused list: the keyword leg's own order, without what is listed."""
        keyword, semantic = response.keyword, response.semantic
        assert keyword is not None
        assert semantic is not None
        name = self._name
        listed = {getattr(hit, name) for hit in semantic.hits}
        skipped = Excluding(AnyOf(tuple(Term(name, value) for value in sorted(listed))))
        required = AllOf((self.plan.required, skipped)) if self.plan.required else skipped
        before = sum(getattr(hit, name) not in listed for hit in keyword.hits)
        offset = before + first
        page = self.reader.search(
            self.request(self.query, required=required, offset=offset, size=last - first, facets=())
        )
        hits = page.keyword.hits if page.keyword else ()
        rank = len(keyword.hits) + first + 1
        return [_keyword_hit(hit, place) for place, hit in enumerate(hits, rank)]

    def _sorted(self) -> tuple[list[Fused], SearchResponse]:
        """Everything that is listed, by date: the semantic leg's hits join the keyword leg's. The
        ranks are those the hits have by relevance, as far as the legs are read for fusion."""
        legs = self._both_legs(facets=())
        listed = tuple(Term("id", hit.id) for hit in _hits(legs.semantic))
        query = self.query
        if self.question is not None:
            query = AnyOf((*((query,) if query else ()), *listed))
        page = self.reader.search(
            self.request(
                query,
                offset=self.options.offset,
                size=self.options.size,
                sort=self.options.sort,
            )
        )
        ranks = {
            "keyword": self._ranks(
                legs.keyword if self.plan.keyword or self.plan.citation else None
            ),
            "semantic": self._ranks(legs.semantic),
        }
        name = self._name
        return [
            Fused(
                hit.id,
                hit.score,
                {leg: found.get(getattr(hit, name)) for leg, found in ranks.items()},
            )
            for hit in _hits(page.keyword)
        ], replace(page, keyword=legs.keyword)

    def _ranks(self, leg: Leg | None) -> dict[str, int]:
        return {getattr(hit, self._name): rank for rank, hit in enumerate(_hits(leg), 1)}

    @property
    def _name(self) -> str:
        """What names a hit in every leg: versions of one provision are one when grouped."""
        return "key" if self.options.group == "provision" else "id"


def _hits(leg: Leg | None) -> Sequence[Candidate]:
    return leg.hits if leg else ()


def _keyword_hit(hit: Candidate, rank: int | None) -> Fused:
    return Fused(hit.id, hit.score, {"keyword": rank, "semantic": None})
