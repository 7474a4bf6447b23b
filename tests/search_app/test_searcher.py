"""Whole searches on a real index: modes, quotes, citations, grouping, paging, highlights."""

from contextlib import closing

import pytest

from analyzers.query import QuerySyntaxError, analyse_plain
from indexer.engine import IndexMismatch, open_reader
from search_app.evaluation import Article, build_index
from search_app.filters import Filters
from search_app.searcher import Options, Searcher


def ids(results):
    return [hit.id for hit in results.hits]


@pytest.mark.parametrize("mode", ["keyword", "hybrid"])
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("bank secrecy", "treaty/en/art_2"),
        ("银行保密", "treaty/zh/art_2"),
        ("ការសម្ងាត់របស់ធនាគារ", "treaty/km/art_2"),
    ],
    ids=["en", "zh", "km"],
)
def test_a_term_finds_its_provision_in_its_language(treaty_searcher, query, first, mode):
    results = treaty_searcher.search(query, Options(mode=mode, expand=False))
    assert ids(results)[0] == first


@pytest.mark.parametrize(
    ("query", "lang"),
    [("Article 3", "en"), ("第三条", "zh"), ("មាត្រា ៣", "km")],
    ids=["en", "zh", "km"],
)
@pytest.mark.parametrize("mode", ["keyword", "semantic", "hybrid"])
def test_a_citation_goes_to_the_provision_first(treaty_searcher, query, lang, mode):
    options = Options(mode=mode, filters=Filters(languages=(lang,)))
    results = treaty_searcher.search(query, options)
    assert ids(results)[0] == f"treaty/{lang}/art_3"
    assert results.hits[0].cited


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ('"bank secrecy"', "bank secrecy"),
        ('"银行保密"', "银行保密"),
        ('"ការសម្ងាត់របស់ធនាគារ"', "ការសម្ងាត់របស់ធនាគារ"),
        ("refus*", "refused"),
    ],
    ids=["en", "zh", "km", "prefix"],
)
def test_highlights_are_exactly_what_was_asked_for(treaty_searcher, query, matched):
    results = treaty_searcher.search(query, Options(mode="keyword", expand=False))
    hit = results.hits[0]
    shown = [hit.stored["text"][start:end] for start, end in hit.highlights]
    assert matched in shown


@pytest.mark.parametrize("mode", ["keyword", "semantic", "hybrid"])
def test_quoted_text_binds_both_legs(treaty_searcher, mode):
    results = treaty_searcher.search('"bank secrecy" costs', Options(mode=mode, expand=False))
    assert set(ids(results)) == {"treaty/en/art_2"}
    assert results.total == 1


def test_an_excluded_word_is_in_no_hit_of_either_leg(treaty_searcher):
    results = treaty_searcher.search("assistance -sovereignty", Options(size=50))
    assert results.hits
    assert all("sovereignty" not in hit.stored["text"] for hit in results.hits)


@pytest.mark.parametrize(
    ("passage", "around"),
    [
        ("the State that asks for surrender shall bear the cost", "A Party may inform the other. "),
        ("提出移交请求的国家应当负担由此产生的费用", "一方可以将有关情况通知另一方。"),
        ("រដ្ឋដែលស្នើសុំប្រគល់ខ្លួនត្រូវទទួលបន្ទុកលើការចំណាយ", "ភាគីមួយអាចជូនដំណឹងដល់ភាគីម្ខាងទៀត។"),
    ],
    ids=["en", "zh", "km"],
)
def test_a_passage_is_found_whole_in_a_long_text_before_a_part_of_it_in_a_short_one(
    tmp_path, encoder, passage, around
):
    language = analyse_plain(passage).language
    articles = [
        Article("long", "1", language, around * 200 + passage + " " + around * 200),
        *(Article("short", str(n), language, passage[: -4 - n]) for n in range(5)),
    ]
    names = build_index(tmp_path / "index", articles, encoder)
    with closing(open_reader(tmp_path / "index")) as reader:
        found = Searcher(reader, encoder).search(passage, Options(mode="keyword", plain=True))
        assert names[found.hits[0].id].startswith("long")


def test_the_versions_of_a_provision_are_one_hit_when_grouped(treaty_searcher):
    every = treaty_searcher.search("costs", Options(size=50))
    grouped = treaty_searcher.search("costs", Options(size=50, group="provision"))
    keys = {(hit.stored["work"], hit.stored["eid"]) for hit in every.hits}
    assert grouped.total == len(grouped.hits) == len(keys)


@pytest.mark.parametrize("group", ["none", "provision"])
@pytest.mark.parametrize("mode", ["keyword", "semantic", "hybrid"])
def test_paging_to_the_end_gives_every_hit_once(treaty_searcher, mode, group):
    total = treaty_searcher.search("assistance 协助", Options(mode=mode, group=group)).total
    seen = []
    for offset in range(0, total, 2):
        options = Options(mode=mode, group=group, size=2, offset=offset)
        seen += ids(treaty_searcher.search("assistance 协助", options))
    assert len(seen) == len(set(seen)) == total


def test_facets_count_what_is_listed(treaty_searcher):
    results = treaty_searcher.search("assistance", Options(size=100))
    assert sum(results.facets["lang"].values()) == results.total == len(results.hits)


def test_filters_alone_list_everything_left(treaty_searcher):
    results = treaty_searcher.search("lang:km", Options(size=50))
    assert results.total >= 4
    assert {hit.stored["lang"] for hit in results.hits} == {"km"}


def test_each_hit_says_its_legs(treaty_searcher):
    hit = treaty_searcher.search("bank secrecy").hits[0]
    assert hit.legs["keyword"] == 1
    assert set(hit.legs) == {"keyword", "semantic"}


def test_a_syntax_fault_is_raised_with_a_repair(treaty_searcher):
    with pytest.raises(QuerySyntaxError) as caught:
        treaty_searcher.search('"bank secrecy')
    assert caught.value.faults[0].position == 0
    assert treaty_searcher.search(caught.value.repaired).total


class Recording:
    """A reader that keeps what it is asked."""

    def __init__(self, reader):
        self._reader, self.requests = reader, []

    def __getattr__(self, name):
        return getattr(self._reader, name)

    def search(self, request):
        self.requests.append(request)
        return self._reader.search(request)


def test_every_search_says_which_model_asks(treaty_searcher):
    """An index may be swapped for one of another model while a site has it open."""
    recording = Recording(treaty_searcher.reader)
    searcher = Searcher(recording, treaty_searcher.encoder)
    for mode in ("hybrid", "semantic"):
        searcher.search("协助", Options(mode=mode))
    with_vectors = [one for one in recording.requests if one.vector is not None]
    assert len(with_vectors) == 2
    assert {one.model for one in with_vectors} == {searcher.encoder.name}


def test_vectors_of_another_model_are_refused(treaty_searcher):
    class Other:
        name = "another-model"
        dimensions = indexed_dimensions = 3

    with pytest.raises(IndexMismatch, match="another-model"):
        Searcher(treaty_searcher.reader, Other())


@pytest.mark.parametrize(
    ("query", "content"),
    [("grounds of the refusal", "grounds refusal"), ("主权的损害", "主权 损害")],
    ids=["en", "zh"],
)
def test_function_words_find_nothing_by_themselves(treaty_searcher, query, content):
    options = Options(mode="keyword", expand=False, size=50)
    assert set(ids(treaty_searcher.search(query, options))) == set(
        ids(treaty_searcher.search(content, options))
    )
    assert treaty_searcher.search("of the", options).total > 0


def test_a_sequence_too_loose_to_look_for_is_a_fault_of_the_query(treaty_searcher):
    with pytest.raises(QuerySyntaxError, match="fewer words"):
        treaty_searcher.search('"mutual legal assistance in criminal matters"~30')
