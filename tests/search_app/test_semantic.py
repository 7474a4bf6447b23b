"""The semantic leg: scored again by the tokens of passages, and which part of a hit answers."""

from collections.abc import Mapping

import pytest

from indexer.engine.base import Candidate, Leg, SearchResponse
from indexer.models import pack_offsets
from search_app.filters import Filters
from search_app.searcher import Options, Searcher
from search_app.semantic import Passage, passage_of, rescored
from tests.search_app.asking import AskedBy, Asking, WholeOnly
from tests.search_app.instruments import TREATY


def response_of(*hits: Candidate) -> SearchResponse:
    return SearchResponse(
        keyword=Leg(hits=[Candidate("k/en/art_1", "k/art_1", 9.0)], total=1),
        semantic=Leg(hits=hits, total=len(hits)),
        total=len(hits) + 1,
        facets={"lang": {"en": len(hits) + 1}},
        took_ms=1.0,
    )


FOUND = response_of(
    Candidate("b/km/art_1", "b/art_1", 0.9, "ជំនួយ".encode()),
    Candidate("a/zh/art_1", "a/art_1", 0.8, "司法协助".encode()),
    Candidate("c/en/art_1", "c/art_1", 0.7, b"assistance"),
)


class TestRescored:
    """The candidates in a new order, and nothing else."""

    def test_the_best_by_its_parts_comes_first_and_all_stay_listed(self):
        question = AskedBy(scores=lambda scores, packed: [-len(one) for one in packed])
        found = rescored(FOUND, question)
        assert [hit.id for hit in found.semantic.hits] == ["c/en/art_1", "a/zh/art_1", "b/km/art_1"]
        assert [hit.score for hit in found.semantic.hits] == [-10, -12, -15]
        assert found.semantic.total == 3
        assert (found.keyword, found.total, found.facets) == (FOUND.keyword, 4, {"lang": {"en": 4}})

    def test_scores_and_what_is_packed_reach_the_question_side_by_side(self):
        seen = []
        rescored(FOUND, AskedBy(scores=lambda *given: seen.append(given) or given[0]))
        assert seen == [([0.9, 0.8, 0.7], ["ជំនួយ".encode(), "司法协助".encode(), b"assistance"])]

    def test_equal_scores_are_ordered_by_id(self):
        question = AskedBy(scores=lambda scores, packed: [0.5, 0.5000001, 0.4999999])
        found = rescored(FOUND, question)
        assert [hit.id for hit in found.semantic.hits] == ["a/zh/art_1", "b/km/art_1", "c/en/art_1"]

    @pytest.mark.parametrize(
        ("response", "question"),
        [(FOUND, None), (FOUND, WholeOnly()), (response_of(), AskedBy())],
        ids=["no question", "a model of whole vectors", "nothing listed"],
    )
    def test_where_there_is_nothing_to_score_again_nothing_changes(self, response, question):
        assert rescored(response, question) is response

    def test_a_response_without_the_leg_stays_as_it_is(self):
        words = SearchResponse(keyword=FOUND.keyword, semantic=None, total=1, facets={}, took_ms=1)
        assert rescored(words, AskedBy()) is words


#: Paragraph 1 with two points at 10..50, paragraph 2 at 51..90; a heading before.
STORED = {
    "eid": "art_7",
    "text": "x" * 90,
    "parts": ["art_7__para_1", "art_7__para_1__point_a", "art_7__para_1__point_b", "art_7__para_2"],
    "part_spans": pack_offsets([(10, 50), (20, 30), (31, 50), (51, 90)]),
}
BOTH: Mapping[str, int | None] = {"keyword": 1, "semantic": 3}


class TestPassage:
    """Which part of a hit answers."""

    @pytest.mark.parametrize(
        ("window", "eid"),
        [
            ((18, 30), "art_7__para_1__point_a"),
            ((25, 60), "art_7__para_1__point_b"),
            ((10, 22), "art_7__para_1"),
            ((40, 90), "art_7__para_2"),
            ((0, 12), "art_7"),
            ((0, 101), "art_7"),
        ],
        ids=["in a point", "most in a point", "in a paragraph", "over two", "heading", "a gap"],
    )
    def test_is_the_innermost_that_holds_the_middle_of_the_window(self, window, eid):
        found = passage_of(STORED, BOTH, AskedBy(window=window))
        assert found == Passage(eid, *window)

    def test_a_part_whose_place_is_not_known_holds_nothing(self):
        stored = {**STORED, "part_spans": pack_offsets([(0, 0), (0, 0), (0, 0), (51, 90)])}
        assert passage_of(stored, BOTH, AskedBy(window=(20, 30))).eid == "art_7"

    @pytest.mark.parametrize(
        ("legs", "question"),
        [
            ({"keyword": 1, "semantic": None}, AskedBy(window=(18, 30))),
            (BOTH, None),
            (BOTH, WholeOnly(window=(18, 30))),
            (BOTH, AskedBy(window=None)),
        ],
        ids=["found by words", "no question", "a model of whole vectors", "a short text"],
    )
    def test_is_not_said_where_nobody_knows(self, legs, question):
        assert passage_of(STORED, legs, question) is None


@pytest.fixture
def turned(treaty_searcher, encoder):
    """A searcher whose closer scores turn the order of the semantic leg round."""

    def question(vector):
        return AskedBy(vector, lambda scores, packed: [-score for score in scores])

    return Searcher(treaty_searcher.reader, Asking(encoder, question))


@pytest.fixture
def plain(treaty_searcher, encoder):
    """The same searcher where nothing is scored again."""
    return Searcher(treaty_searcher.reader, Asking(encoder, WholeOnly))


#: No two provisions of the treaty are equally near to one of these: ties would not be turned round.
QUERIES = [("costs of a request", "en"), ("由被请求方承担费用", "zh"), ("ការចំណាយ", "km")]


@pytest.mark.parametrize("group", ["none", "provision"])
@pytest.mark.parametrize(("query", "language"), QUERIES, ids=["en", "zh", "km"])
def test_the_order_of_the_semantic_leg_is_that_of_the_closer_scores(
    turned, plain, query, language, group
):
    options = Options(mode="semantic", group=group, size=50)
    before, after = plain.search(query, options), turned.search(query, options)
    assert [hit.id for hit in after.hits] == [hit.id for hit in before.hits][::-1]
    assert (after.total, after.facets) == (before.total, before.facets)
    assert turned.encoder.asked == [(query, language)]


@pytest.mark.parametrize("group", ["none", "provision"])
@pytest.mark.parametrize("mode", ["semantic", "hybrid"])
def test_by_date_hits_have_the_rank_of_their_closer_scores(turned, plain, mode, group):
    options = Options(mode=mode, group=group, sort="date", size=50)
    before, after = (one.search("司法协助的费用", options) for one in (plain, turned))
    assert [hit.id for hit in after.hits] == [hit.id for hit in before.hits]
    ranks = [hit.legs["semantic"] for hit in before.hits]
    last = max(rank for rank in ranks if rank)
    assert [hit.legs["semantic"] for hit in after.hits] == [
        rank and last + 1 - rank for rank in ranks
    ]


def test_a_search_encodes_its_query_once_and_one_by_words_never(turned):
    turned.search("mutual legal assistance", Options(sort="date", group="provision"))
    assert len(turned.encoder.asked) == 1
    turned.search("mutual legal assistance", Options(mode="keyword"))
    turned.search("lang:km")
    assert len(turned.encoder.asked) == 1


def test_fused_ranks_are_those_of_the_closer_scores(turned):
    results = turned.search("bank secrecy", Options(size=50))
    ranks = sorted(hit.legs["semantic"] for hit in results.hits if hit.legs["semantic"])
    assert ranks == list(range(1, len(ranks) + 1))
    assert results.hits[0].legs["semantic"] != 1


#: A sentence of a paragraph or point of Article 2 on extradition, and where it stands.
SENTENCES = [
    ("Extradition shall not be refused on the ground of bank secrecy", "en", "para_2"),
    ("the person has been finally judged for the same offence", "en", "para_1__point_b"),
    ("不得以银行保密为由拒绝引渡", "zh", "para_2"),
    ("បត្យាប័នមិនត្រូវបដិសេធដោយហេតុផលនៃការសម្ងាត់របស់ធនាគារឡើយ", "km", "para_2"),
]


@pytest.mark.parametrize(("sentence", "language", "part"), SENTENCES, ids=str)
def test_a_hit_says_which_of_its_paragraphs_answers(searcher, sentence, language, part):
    options = Options(mode="semantic", filters=Filters(languages=(language,)))
    hit = searcher.search(sentence, options).hits[0]
    assert hit.id == f"{TREATY}/{language}/chp_1__art_2"
    assert hit.passage.eid == f"chp_1__art_2__{part}"
    told = hit.stored["text"][hit.passage.start : hit.passage.end]
    assert len(set(told) & set(sentence)) > len(set(sentence)) / 2


def test_by_words_alone_no_paragraph_is_said(searcher):
    results = searcher.search("引渡", Options(mode="keyword"))
    assert results.hits
    assert all(hit.passage is None for hit in results.hits)
