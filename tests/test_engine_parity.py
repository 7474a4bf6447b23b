"""Both engines answer the corpus' topics alike; what may differ is in docs/engines.md."""

import pytest

from benchmarks.parity import CORPUS, both, compared, corpus_questions
from search_app import indexing
from search_app.settings import Settings


@pytest.fixture(scope="module")
def searchers(tmp_path_factory, elastic_place, encoder):
    """The corpus on the embedded engine and on Elasticsearch."""
    places = [tmp_path_factory.mktemp("parity") / "index", elastic_place()]
    for place in places:
        indexing.run(Settings(), [CORPUS], place, prune=False, jobs=2)
    with both(places, encoder) as found:
        yield found


@pytest.mark.parametrize("group", ["none", "provision"])
def test_words_find_the_same_and_nearly_in_the_same_order(searchers, group):
    found = compared(*searchers, corpus_questions("keyword", group))
    assert found.questions >= 200
    assert found.totals == found.facets == 1
    assert found.overlap >= 0.95
    assert found.first >= 0.98


@pytest.mark.parametrize("mode", ["hybrid", "semantic"])
def test_meaning_lists_nearly_the_same(searchers, mode):
    found = compared(*searchers, corpus_questions(mode, "provision"))
    assert found.overlap >= 0.95
    assert found.first >= 0.98


def test_a_record_and_a_work_are_the_same_from_both(searchers):
    left, right = (searcher.reader for searcher in searchers)
    assert [one.id for one in left.works()] == [one.id for one in right.works()]
    for record in left.works():
        assert right.work(record.id) == record
    ids = [hit.id for hit in searchers[0].search("extradition").hits]
    assert left.entries(ids) == right.entries(ids)
