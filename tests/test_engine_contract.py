"""What every engine promises of its answers, run against each one.

What it promises of keeping and opening is in ``test_engine_keeping.py``.
"""

from collections.abc import Iterator
from contextlib import closing

import pytest

from indexer.engine import (
    MAX_LAYOUTS,
    AllOf,
    AnyOf,
    Between,
    Clause,
    EngineReader,
    Excluding,
    Flat,
    Ids,
    Near,
    Optional,
    SearchRequest,
    Sequenced,
    Term,
    Weighted,
)

from .indexer.engine_cases import (
    EnginePlace,
    matches,
    packed_with,
    provision,
    semantic_ids,
    unit,
    write,
)

EVERYTHING = AllOf(())


#: Articles 1 and 2 of a treaty in three languages, and two of other works.
PROVISIONS = [
    provision(
        "mla/km/art_1",
        "ភាគី ត្រូវ ផ្តល់ ជំនួយ គ្នា",
        year=2011,
        date=20110304,
        keywords={"parties": ["Aravan", "Serethia"], "type": ["treaty"]},
        vector=unit(4, 1, 0, 0),
    ),
    provision(
        "mla/zh/art_1",
        "双方 应当 相互 提供 司法 协助",
        year=2011,
        date=20110304,
        keywords={"parties": ["Aravan", "Serethia"], "type": ["treaty"]},
        vector=unit(5, 1, 0, 0),
    ),
    provision(
        "mla/en/art_1",
        "the parties shall grant each other assistance",
        year=2011,
        date=20110304,
        keywords={"parties": ["Aravan", "Serethia"], "type": ["treaty"]},
        vector=unit(3, 1, 0, 0),
    ),
    provision(
        "mla/en/art_2",
        "assistance may be refused",
        year=2011,
        date=20110304,
        keywords={"parties": ["Aravan", "Serethia"], "type": ["treaty"]},
        vector=unit(0, 1, 0, 0),
    ),
    provision(
        "extradition/zh/art_2",
        "可以 拒绝 引渡",
        year=2014,
        date=20140916,
        keywords={"parties": ["Lanhai", "Serethia"], "type": ["treaty"]},
        vector=unit(0, 4, 1, 0),
    ),
    provision(
        "statement/en/para_7",
        "leaders welcome assistance and assistance again",
        keywords={"parties": ["Lanhai"], "type": ["statement"]},
        vector=unit(0, 0, 1, 0),
    ),
]


@pytest.fixture
def treaties(place: EnginePlace) -> Iterator[EngineReader]:
    """A reader of the provisions above."""
    write(place, *PROVISIONS)
    with closing(place.reader()) as reader:
        yield reader


def keyword_ids(reader: EngineReader, query: Clause, **options: object) -> list[str]:
    response = reader.search(SearchRequest(query=query, **options))  # type: ignore[arg-type]
    assert response.keyword is not None
    return [hit.id for hit in response.keyword.hits]


class TestMatching:
    """Which entries a clause finds."""

    @pytest.mark.parametrize(
        ("token", "found"),
        [
            ("ជំនួយ", {"mla/km/art_1"}),
            ("协助", {"mla/zh/art_1"}),
            ("refused", {"mla/en/art_2"}),
            ("Refused", set()),
            ("", set()),
            ("\ud800", set()),
        ],
        ids=["khmer", "chinese", "english", "other case", "empty", "half a surrogate pair"],
    )
    def test_a_term_finds_the_entries_that_hold_it(self, treaties, token, found):
        assert matches(treaties, Term("words", token)) == found

    @pytest.mark.parametrize(
        ("clause", "found"),
        [
            (Sequenced("exact", ("司法", "协助")), {"mla/zh/art_1"}),
            (Sequenced("exact", ("协助", "司法")), set()),
            (Near("exact", (("双方",), ("提供",)), 1), set()),
            (Near("exact", (("双方",), ("提供",)), 2), {"mla/zh/art_1"}),
            (Near("exact", (("提供",), ("双方",)), 2), {"mla/zh/art_1"}),
            (Near("exact", (("ភាគី",), ("ជំនួយ",), ("គ្នា",)), 2), {"mla/km/art_1"}),
            (Near("exact", (("assistance",), ("assistance",)), 1), {"statement/en/para_7"}),
            (Near("exact", (("司法", "协助"), ("双方", "应当")), 2), {"mla/zh/art_1"}),
            (Near("exact", (("司法", "提供"), ("双方", "应当")), 9), set()),
            (Near("exact", (("司法", "协助"), ("协助",)), 9), set()),
            (Near("exact", (("司法",),), 0), {"mla/zh/art_1"}),
            (Near("exact", (("司法",), ()), 3), set()),
            (Near("exact", (("提供",), ("双方",)), 2, ordered=True), set()),
            (Near("exact", (("双方",), ("提供",)), 2, ordered=True), {"mla/zh/art_1"}),
            (Sequenced("exact", ("refused",)), {"mla/en/art_2"}),
            (Sequenced("exact", ("ជំនួ",), prefix=True), {"mla/km/art_1"}),
            (Sequenced("exact", ("shall", "gr"), prefix=True), {"mla/en/art_1"}),
            (Sequenced("exact", ("gr", "each"), prefix=True), set()),
            (Sequenced("exact", (".*",), prefix=True), set()),
            (Sequenced("exact", ()), set()),
        ],
        ids=[
            "phrase",
            "order counts",
            "too far",
            "near enough",
            "near in the other order",
            "three near",
            "one word twice",
            "phrases near each other",
            "each in its own order",
            "none over another",
            "one sequence",
            "one of nothing",
            "not in this order",
            "in this order",
            "one token",
            "prefix",
            "phrase and prefix",
            "only the last is a prefix",
            "a pattern is no pattern",
            "of nothing",
        ],
    )
    def test_sequences_bind_order_and_distance(self, treaties, clause, found):
        assert matches(treaties, clause) == found

    def test_a_prefix_finds_every_word_that_begins_so(self, place):
        write(place, *(provision(f"w/en/art_{n}", f"go place{n}") for n in range(300)))
        with closing(place.reader()) as reader:
            for tokens in (("place",), ("go", "place")):
                response = reader.search(
                    SearchRequest(query=Sequenced("exact", tokens, prefix=True))
                )
                assert response.total == 300

    @pytest.mark.parametrize(
        ("clause", "found"),
        [
            (Excluding(Term("type", "treaty")), {"statement/en/para_7"}),
            (Between("year", 2012, None), {"extradition/zh/art_2"}),
            (Between("date", 20140916, 20140916), {"extradition/zh/art_2"}),
            (
                AllOf((Between("year", None, None), Term("lang", "zh"))),
                {"mla/zh/art_1", "extradition/zh/art_2"},
            ),
            (Between("year", 2020, 2010), set()),
            (Ids(frozenset({"mla/en/art_2", "no/en/art_1"})), {"mla/en/art_2"}),
            (AnyOf(()), set()),
            (
                AllOf((Term("parties", "Lanhai"), Excluding(Term("lang", "en")))),
                {"extradition/zh/art_2"},
            ),
            (
                AllOf((Term("words", "refused"), Optional(Term("words", "parties")))),
                {"mla/en/art_2"},
            ),
            (
                AnyOf((Term("words", "refused"), Excluding(Term("lang", "en")))),
                {"mla/en/art_2", "mla/km/art_1", "mla/zh/art_1", "extradition/zh/art_2"},
            ),
            (Weighted(Term("words", "拒绝"), 0), {"extradition/zh/art_2"}),
            (Flat(Term("words", "拒绝"), 2), {"extradition/zh/art_2"}),
        ],
        ids=[
            "exclusion alone",
            "open years",
            "one day",
            "any year",
            "years the wrong way round",
            "ids",
            "any of nothing",
            "with and without",
            "an option never binds",
            "one or not the other",
            "weight 0 binds",
            "a flat score binds",
        ],
    )
    def test_clauses_bind_both_legs_alike(self, treaties, clause, found):
        assert matches(treaties, clause) == found
        required = treaties.search(SearchRequest(vector=unit(1, 1, 1, 1), required=clause))
        assert set(semantic_ids(required)) == found

    def test_all_of_nothing_is_everything(self, treaties):
        assert len(matches(treaties, EVERYTHING)) == len(PROVISIONS)

    @pytest.mark.parametrize(
        "clause",
        [
            Term("body", "x"),
            Between("lang", 1, 2),
            Sequenced("lang", ("km",)),
            Weighted(Term("words", "x"), -1),
            Flat(Term("words", "x"), -1),
            Term("year", "2011"),
            Near("words", (("a",), ("b",)), MAX_LAYOUTS),
        ],
        ids=[
            "unknown field",
            "range of words",
            "sequence of keywords",
            "negative weight",
            "negative score",
            "term of numbers",
            "too loose",
        ],
    )
    def test_a_clause_no_engine_could_answer_is_a_value_error(self, treaties, clause):
        with pytest.raises(ValueError, match=r"field|weight|too many"):
            treaties.search(SearchRequest(query=clause))


class TestRanking:
    """In which order, page after page."""

    def test_more_of_the_word_ranks_higher(self, place):
        write(
            place,
            provision("a/en/art_1", "aid law law law"),
            provision("b/en/art_1", "aid aid aid law"),
        )
        with closing(place.reader()) as reader:
            assert keyword_ids(reader, Term("words", "aid"))[0] == "b/en/art_1"

    def test_weights_move_the_ranking(self, treaties):
        def first(weight: float) -> str:
            return keyword_ids(
                treaties,
                AnyOf((Term("words", "leaders"), Weighted(Term("words", "refused"), weight))),
            )[0]

        assert (first(0.1), first(10)) == ("statement/en/para_7", "mla/en/art_2")

    def test_a_flat_score_is_the_same_in_a_short_text_and_a_long_one(self, place):
        write(
            place,
            provision("a/en/art_1", "aid law"),
            provision("b/en/art_1", " ".join(["aid"] * 3 + ["law"] * 200)),
        )
        with closing(place.reader()) as reader:
            response = reader.search(SearchRequest(query=Flat(Term("words", "aid"), 2.5)))
            assert response.keyword is not None
            assert [hit.score for hit in response.keyword.hits] == [2.5, 2.5]

    def test_an_option_adds_to_the_score(self, treaties):
        query = AllOf((Weighted(Term("words", "assistance"), 0), Optional(Term("words", "grant"))))
        assert keyword_ids(treaties, query)[0] == "mla/en/art_1"

    def test_required_clauses_do_not_move_scores(self, treaties):
        query = Term("words", "assistance")
        free = treaties.search(SearchRequest(query=query))
        held = treaties.search(SearchRequest(query=query, required=Term("lang", "en")))
        assert free.keyword == held.keyword

    def test_the_nearest_come_first_with_their_inner_product(self, treaties):
        vector = unit(5, 1, 0, 0)
        response = treaties.search(SearchRequest(vector=vector, semantic_size=3))
        assert semantic_ids(response) == ["mla/zh/art_1", "mla/km/art_1", "mla/en/art_1"]
        assert response.semantic is not None
        exact = [float(vector @ unit(n, 1, 0, 0)) for n in (5, 4, 3)]
        assert [hit.score for hit in response.semantic.hits] == pytest.approx(exact, abs=1e-3)

    def test_a_longer_vector_is_nearer(self, place):
        lengths = {"a/km/art_1": 0.5, "b/zh/art_1": 2.0, "c/en/art_1": 1.0, "d/en/art_1": 0.0}
        write(
            place,
            *(provision(one, "x", vector=n * unit(1, 1, 0, 0)) for one, n in lengths.items()),
        )
        with closing(place.reader()) as reader:
            response = reader.search(SearchRequest(vector=3 * unit(1, 1, 0, 0)))
        assert semantic_ids(response) == ["b/zh/art_1", "c/en/art_1", "a/km/art_1", "d/en/art_1"]
        scores = [hit.score for hit in response.semantic.hits]
        assert scores == pytest.approx([6, 3, 1.5, 0], abs=5e-3)

    @pytest.mark.parametrize("collapse", [False, True], ids=["entries", "keys"])
    def test_what_is_packed_comes_with_the_nearest_and_not_with_words(self, treaties, collapse):
        response = treaties.search(
            SearchRequest(query=EVERYTHING, vector=unit(5, 1, 0, 0), collapse=collapse)
        )
        ids = semantic_ids(response)
        assert len(ids) == (4 if collapse else 6)
        assert packed_with(response) == {one: one.encode() for one in ids}
        assert {hit.packed for hit in response.keyword.hits} == {b""}

    @pytest.mark.parametrize(
        ("sort", "dates"),
        [("date", [20140916, 20110304, None]), ("-date", [20110304, 20140916, None])],
        ids=["newest first", "oldest first"],
    )
    def test_by_date_what_has_none_comes_last(self, treaties, sort, dates):
        date_of = {entry.id: entry.integers.get("date") for entry in PROVISIONS}
        ids = keyword_ids(treaties, EVERYTHING, sort=sort)
        assert list(dict.fromkeys(date_of[one] for one in ids)) == dates
        assert ids == sorted(ids, key=lambda one: (dates.index(date_of[one]), one))

    @pytest.mark.parametrize("collapse", [False, True], ids=["entries", "keys"])
    @pytest.mark.parametrize("sort", ["relevance", "date"])
    def test_a_page_past_any_end_is_empty_and_the_total_stays(self, treaties, sort, collapse):
        response = treaties.search(
            SearchRequest(query=EVERYTHING, offset=10**20, sort=sort, collapse=collapse)
        )
        assert response.keyword is not None
        assert not response.keyword.hits
        assert response.total > 1

    @pytest.mark.parametrize("sort", ["relevance", "date", "-date"])
    @pytest.mark.parametrize("collapse", [False, True], ids=["entries", "keys"])
    def test_pages_to_the_last_hit_give_each_once_and_ties_by_id(self, place, sort, collapse):
        entries = [
            provision(
                f"w{n % 7}/{lang}/art_{n}", "ជំនួយ ច្បាប់" if n % 3 else "ជំនួយ", date=20000000 + n % 5
            )
            for n in range(60)
            for lang in ("km", "en")
        ]
        write(place, *entries)
        query = Term("words", "ជំនួយ")
        with closing(place.reader()) as reader:
            whole = keyword_ids(reader, query, sort=sort, collapse=collapse, size=500)
            paged = [
                one
                for offset in range(0, 130, 7)
                for one in keyword_ids(
                    reader, query, sort=sort, collapse=collapse, offset=offset, size=7
                )
            ]
        assert paged == whole
        assert len(set(whole)) == (60 if collapse else 120)
        date_of = {entry.id: entry.integers["date"] for entry in entries}
        group = {
            "relevance": lambda one: int(one.rpartition("_")[2]) % 3 > 0,
            "date": lambda one: -date_of[one],
            "-date": lambda one: date_of[one],
        }[sort]
        assert whole == sorted(whole, key=lambda one: (group(one), one))

    def test_ties_keep_their_order_over_commits(self, place):
        entries = [provision(f"w{n:02}/en/art_1", "same words here") for n in range(30)]
        write(place, *reversed(entries))
        request = SearchRequest(query=Term("words", "same"), vector=unit(1, 1, 1, 1), size=30)
        with closing(place.reader()) as reader:
            before = reader.search(request)
            for entry in entries[::4]:
                write(place, entry)
            after = reader.search(request)
        names = [entry.id for entry in entries]
        for response in (before, after):
            assert response.keyword is not None
            assert [hit.id for hit in response.keyword.hits] == names
            assert semantic_ids(response) == names


class TestCounting:
    """Totals and facets, over everything that is found."""

    def test_total_and_facets_count_what_either_leg_finds_before_paging(self, treaties):
        response = treaties.search(
            SearchRequest(
                query=Term("words", "assistance"),
                vector=unit(0, 4, 1, 0),
                semantic_size=2,
                size=1,
                facets=("lang", "parties", "year"),
            )
        )
        assert response.keyword is not None
        assert (len(response.keyword.hits), response.keyword.total) == (1, 3)
        assert semantic_ids(response) == ["extradition/zh/art_2", "mla/en/art_2"]
        assert response.total == 4
        assert response.facets == {
            "lang": {"en": 3, "zh": 1},
            "parties": {"Serethia": 3, "Aravan": 2, "Lanhai": 2},
            "year": {"2011": 2, "2014": 1},
        }
        assert list(response.facets["parties"]) == ["Serethia", "Aravan", "Lanhai"]

    def test_collapsed_the_versions_of_a_provision_count_once(self, treaties):
        response = treaties.search(
            SearchRequest(
                query=AnyOf((Term("words", "assistance"), Term("words", "协助"))),
                vector=unit(5, 1, 0, 0),
                semantic_size=2,
                collapse=True,
                facets=("lang", "type"),
            )
        )
        assert response.keyword is not None
        assert sorted(hit.key for hit in response.keyword.hits) == [
            "mla/art_1",
            "mla/art_2",
            "statement/para_7",
        ]
        assert response.keyword.total == response.total == 3
        assert semantic_ids(response) == ["mla/zh/art_1", "mla/en/art_2"]
        assert response.facets["type"] == {"treaty": 2, "statement": 1}

    def test_a_facet_is_cut_after_counting(self, treaties):
        response = treaties.search(
            SearchRequest(query=EVERYTHING, facets=("parties",), facet_size=1)
        )
        assert response.facets == {"parties": {"Serethia": 5}}

    @pytest.mark.parametrize("collapse", [False, True], ids=["entries", "keys"])
    def test_of_the_semantic_leg_alone_what_it_lists_is_counted(self, treaties, collapse):
        response = treaties.search(
            SearchRequest(
                vector=unit(0, 1, 0, 0), semantic_size=2, collapse=collapse, facets=("lang",)
            )
        )
        assert response.keyword is None
        assert (response.total, response.facets) == (2, {"lang": {"en": 1, "zh": 1}})

    def test_size_0_counts_without_listing(self, treaties):
        response = treaties.search(SearchRequest(query=Term("words", "assistance"), size=0))
        assert response.keyword is not None
        assert (list(response.keyword.hits), response.total) == ([], 3)
