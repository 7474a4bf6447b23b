"""A whole result has every hit once, past 10,000, on both engines, of one state of the index."""

import pytest

from search_app.every_hit import ATTEMPTS, FIRST, READ, IndexChanged, WholeResult, unchanged
from search_app.filters import Filters
from search_app.searcher import Options, Searcher
from tests.search_app.many_provisions import ARTICLES, write_another, write_many

WORKS = 58
PROVISIONS = WORKS * ARTICLES
QUERIES = {
    "words": "extradition",
    "languages": "បត្យាប័ន extradition",
    "cited": "Article 7 引渡",
    "quoted": '"bank secrecy" extradition',
}


@pytest.fixture(scope="module")
def many(new_place, encoder):
    """Where one engine keeps 10,440 entries."""
    place = new_place()
    assert write_many(place, encoder, WORKS) == 3 * PROVISIONS > 10_000
    return place


@pytest.fixture(scope="module")
def many_searcher(many, encoder):
    reader = many.reader()
    yield Searcher(reader, encoder)
    reader.close()


@pytest.fixture(scope="module")
def every_name(many_searcher):
    whole = WholeResult(many_searcher, "extradition", Options(mode="keyword"))
    return [hit.id for hit in whole.hits()]


def names_of(hits, group):
    """What tells the hits apart: versions of a provision are one where they are grouped."""
    return [f"{hit.stored['work']}/{hit.stored['eid']}" if group else hit.id for hit in hits]


@pytest.mark.parametrize("sort", ["relevance", "date", "-date"])
@pytest.mark.parametrize("group", ["none", "provision"])
@pytest.mark.parametrize("mode", ["keyword", "semantic", "hybrid"])
def test_every_hit_is_listed_once(many_searcher, mode, group, sort):
    options = Options(mode=mode, group=group, sort=sort)
    whole = WholeResult(many_searcher, QUERIES["languages"], options)
    names = names_of(whole.hits(), group == "provision")
    assert len(names) == len(set(names)) == whole.snapshot.total == whole.snapshot.listed
    if mode == "semantic":
        assert len(names) == whole.snapshot.depth == many_searcher.profile.semantic_depth
    else:
        assert len(names) > (3_000 if group == "provision" else 10_000)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("mode", ["keyword", "hybrid"])
def test_the_hits_are_all_that_the_engine_matches(many_searcher, query, mode):
    options = Options(mode=mode, expand=False)
    whole = WholeResult(many_searcher, QUERIES[query], options)
    names = names_of(whole.hits(), False)
    assert len(names) == len(set(names)) == whole.snapshot.total
    by_words = many_searcher.search(QUERIES[query], Options(mode=mode, expand=False, size=0))
    assert by_words.total == len(names)


@pytest.mark.parametrize("group", ["none", "provision"])
def test_without_words_everything_that_the_filters_leave_is_listed(many_searcher, group):
    options = Options(plain=True, group=group, filters=Filters(languages=("km", "zh")))
    names = names_of(WholeResult(many_searcher, "", options).hits(), group == "provision")
    assert len(set(names)) == len(names) == (1 if group == "provision" else 2) * PROVISIONS


def test_the_pages_of_the_site_list_the_same_hits_in_the_same_order(many_searcher):
    options = Options(group="provision")
    whole = [hit.id for hit in WholeResult(many_searcher, "extradition", options, limit=500).hits()]
    pages = [
        hit.id
        for start in range(0, 500, 50)
        for hit in many_searcher.search(
            "extradition", Options(group="provision", offset=start, size=50)
        ).hits
    ]
    assert whole == pages


@pytest.mark.parametrize("limit", [0, 1, FIRST, FIRST + READ + 1, 20_000])
def test_a_limit_lists_the_first_hits_and_counts_all(many_searcher, every_name, limit):
    whole = WholeResult(many_searcher, "extradition", Options(mode="keyword"), limit=limit)
    listed = [hit.id for hit in whole.hits()]
    assert listed == every_name[:limit]
    assert whole.snapshot.total == len(every_name)
    assert whole.snapshot.listed == len(listed)


def test_the_snapshot_says_by_what_the_result_was_made(many_searcher):
    made = WholeResult(many_searcher, "引渡", Options(), limit=3).snapshot
    info = many_searcher.reader.info()
    assert (made.generation, made.model) == (info.generation, info.model)
    assert made.profile == many_searcher.profile.label
    assert made.depth == many_searcher.profile.semantic_depth
    assert made.at.endswith("+00:00")
    by_words = WholeResult(many_searcher, "引渡", Options(mode="keyword"), limit=3).snapshot
    assert by_words.depth is None


def test_an_index_that_is_written_to_meanwhile_is_noticed(new_place, encoder):
    place = new_place()
    write_many(place, encoder, works=10)
    reader = place.reader()
    hits = WholeResult(Searcher(reader, encoder), "extradition", Options(mode="keyword")).hits()
    for _ in range(READ):
        next(hits)
    write_another(place, encoder)
    with pytest.raises(IndexChanged, match="ask again"):
        list(hits)
    reader.close()


def test_a_whole_result_is_read_again_where_the_index_was_written_to(new_place, encoder):
    place = new_place()
    write_many(place, encoder, works=6)
    reader = place.reader()
    searcher = Searcher(reader, encoder)
    read_by = []

    def read():
        whole = WholeResult(searcher, "extradition", Options(mode="keyword"))
        read_by.append(whole)
        if len(read_by) == 1:
            write_another(place, encoder)
        return [hit.id for hit in whole.hits()]

    found = unchanged(read)
    assert len(read_by) == 2
    assert any(name.startswith("later-treaty/") for name in found)
    assert len(found) == read_by[1].snapshot.total == read_by[0].snapshot.total * 7 / 6
    reader.close()


def test_an_index_that_is_always_written_to_is_told_after_some_attempts():
    tried = []

    def read():
        tried.append(None)
        raise IndexChanged

    with pytest.raises(IndexChanged):
        unchanged(read)
    assert len(tried) == ATTEMPTS
