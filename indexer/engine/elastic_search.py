"""One search on Elasticsearch: both legs in one request, what is counted over both in another."""

from collections.abc import Sequence
from hashlib import sha256

from .base import Clause, Leg, SearchRequest
from .checking import check_vector
from .elastic import Elastic, Json
from .elastic_counting import (
    Counting,
    Facets,
    added,
    count_keys,
    counted,
    facet_aggregations,
)
from .elastic_index import State
from .elastic_legs import WINDOW, KeywordLeg, SemanticLeg, visible
from .elastic_queries import compile_clause

Answer = tuple[Leg | None, Leg | None, int, Facets]


def search(elastic: Elastic, state: State, request: SearchRequest) -> Answer:
    """Both legs, and the total and facets over what either finds. Raises ``EngineError``, and
    ``ValueError`` for a request that no engine could answer."""
    check_vector(request, state.manifest.model, state.manifest.dimensions)
    try:
        return _Search(elastic, state, request).run()
    except RecursionError as problem:
        raise ValueError("the query is nested too deeply") from problem


class _Search:
    """One search under way."""

    def __init__(self, elastic: Elastic, state: State, request: SearchRequest) -> None:
        self.elastic = elastic
        self.state = state
        self.request = request
        allowed = visible(state, _compiled(request.required))
        query = _compiled(request.query)
        self.allowed = allowed
        self.keyword = None if query is None else KeywordLeg(request, query, allowed)
        self.semantic = None
        if request.vector is not None and request.semantic_size:
            self.semantic = SemanticLeg(
                request, request.vector, allowed, state.manifest.vectors.startswith("int8")
            )
        # The pages of one query come from the same copies, so that their scores agree.
        self.preference = sha256(repr((request.query, request.required)).encode()).hexdigest()[:12]

    def run(self) -> Answer:
        keyword, semantic, aggregations = self._both_legs()
        if self.request.vector is not None and semantic is None:
            semantic = Leg(hits=(), total=0)
        listed = [] if semantic is None else sorted(hit.id for hit in semantic.hits)
        if self.request.collapse:
            keyword, total, facets = self._counted_keys(keyword, listed)
        else:
            total, facets = self._counted(keyword, listed, aggregations)
        return keyword, semantic, total, facets

    def _both_legs(self) -> tuple[Leg | None, Leg | None, Json]:
        bodies = []
        if self.keyword:
            wanted = {} if self.request.collapse else facet_aggregations(self.request.facets)
            bodies.append(self.keyword.body(wanted))
        if self.semantic:
            bodies.append(self.semantic.body(self.semantic.wanted))
        answers = self._asked(bodies)
        keyword, aggregations = None, {}
        if self.keyword:
            answer = answers.pop(0)
            aggregations = answer.get("aggregations", {})
            total = int(answer["hits"]["total"]["value"])
            hits = self.keyword.hits(answer)
            if self.keyword.is_deep:
                hits = self.keyword.deep_page(
                    self.elastic, self.state.index, total, self.preference
                )
            keyword = Leg(hits=hits, total=total)
        semantic = self._nearest(answers[0]) if self.semantic else None
        return keyword, semantic, aggregations

    def _nearest(self, answer: Json) -> Leg:
        """The semantic leg, with more and more read until it is settled."""
        assert self.semantic is not None
        wanted = self.semantic.wanted
        leg = self.semantic.leg(answer["hits"]["hits"], wanted)
        while leg is None:
            wanted = min(4 * wanted, WINDOW)
            (answer,) = self._asked([self.semantic.body(wanted)])
            leg = self.semantic.leg(answer["hits"]["hits"], wanted)
        return leg

    def _counted(
        self, keyword: Leg | None, listed: Sequence[str], aggregations: Json
    ) -> tuple[int, Facets]:
        """What the keyword leg matches, and what of the listed it does not."""
        facets = self.request.facets
        total = keyword.total if keyword else 0
        counts = counted(aggregations, facets) if keyword else {name: {} for name in facets}
        if listed:
            others: Json = {"filter": [{"terms": {"id": listed}}, self.allowed]}
            if self.keyword:
                others["must_not"] = [self.keyword.query]
            body: Json = {"query": {"bool": others}, "size": 0, "track_total_hits": True}
            if facets:
                body["aggs"] = facet_aggregations(facets)
            (answer,) = self._asked([body])
            total += int(answer["hits"]["total"]["value"])
            counts = added(counts, counted(answer.get("aggregations", {}), facets))
        return total, counts

    def _counted_keys(
        self, keyword: Leg | None, listed: Sequence[str]
    ) -> tuple[Leg | None, int, Facets]:
        """The same in keys; the keyword leg with its total in keys."""
        facets = self.request.facets
        matching = self.keyword.matching if self.keyword else None
        both = [] if matching is None else [matching]
        if listed:
            both.append({"bool": {"filter": [{"terms": {"id": listed}}, self.allowed]}})
        if not both:
            return keyword, 0, {name: {} for name in facets}
        union = Counting({"bool": {"should": both, "minimum_should_match": 1}}, facets)
        wanted = [union, Counting(matching)] if matching and listed else [union]
        counts = count_keys(self.elastic, self.state, wanted, self.preference)
        if keyword:
            keyword = Leg(hits=keyword.hits, total=counts[-1][0])
        return keyword, *counts[0]

    def _asked(self, bodies: Sequence[Json]) -> list[Json]:
        if not bodies:
            return []
        return self.elastic.searches(self.state.index, bodies, self.preference)


def _compiled(clause: Clause | None) -> Json | None:
    return None if clause is None else compile_clause(clause)
