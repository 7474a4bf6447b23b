"""Far pages and exact counts of the engine on Elasticsearch, held against Python.

A server gives no page past 10,000, and counts different values only about.
"""

from collections import defaultdict
from contextlib import closing

import pytest
from elasticsearch import Elasticsearch

from indexer.engine import AllOf, Between, SearchRequest, Term, TooCostly
from indexer.engine.elastic import Elastic
from indexer.engine.elastic_index import current

from .engine_cases import EnginePlace, provision, semantic_ids, stage, unit, write

#: Articles, each in two languages: 10,050 provisions.
ARTICLES, WORKS = 5_025, 15
FACETS = ("lang", "parties", "year")
QUERY = Term("words", "协助")


def article(number, lang):
    """The more often 协助 is in a text of one length, the higher it ranks; no date in every
    seventh."""
    times = 1 + (number + (lang == "km")) % 3
    dated = {"date": 20000101 + number % 11, "year": 2000 + number % 11} if number % 7 else {}
    return provision(
        f"w{number % WORKS:02}/{lang}/art_{number}",
        " ".join(["协助"] * times + ["ជំនួយ"] * (4 - times)),
        keywords={"parties": ["Aravan", "Serethia"][: 1 + number % 2]},
        vector=unit(1, number % 101, number % 13, lang == "km"),
        **dated,
    )


ENTRIES = {
    entry.id: entry
    for entry in (article(number, lang) for number in range(ARTICLES) for lang in ("km", "zh"))
}


def ranked(sort, collapse):
    """Every id in the order of the whole ranking."""

    def place(one):
        entry = ENTRIES[one]
        first = {
            "relevance": -entry.texts["words"].count("协助"),
            "date": -entry.integers.get("date", 0),
            "-date": entry.integers.get("date", 99999999),
        }[sort]
        return first, one

    ids = sorted(ENTRIES, key=place)
    if collapse:
        first = {ENTRIES[one].key: one for one in reversed(ids)}
        ids = [one for one in ids if first[ENTRIES[one].key] == one]
    return ids


def counted(ids, collapse):
    """The total and the facets of provisions, or of their keys."""
    found = defaultdict(lambda: defaultdict(set))
    for one in ids:
        entry = ENTRIES[one]
        values = {
            "lang": entry.keywords["lang"],
            "parties": entry.keywords["parties"],
            "year": [str(entry.integers["year"])] if "year" in entry.integers else [],
        }
        for name in FACETS:
            for value in values[name]:
                found[name][value].add(entry.key if collapse else one)
    total = len({ENTRIES[one].key if collapse else one for one in ids})
    return total, {name: {value: len(own) for value, own in found[name].items()} for name in FACETS}


@pytest.fixture(scope="module")
def location(elastic_place):
    """An index of all the articles."""
    place = EnginePlace(elastic_place(replicas=0))
    with closing(place.writer()) as writer:
        for work in range(WORKS):
            own = [entry for entry in ENTRIES.values() if entry.work == f"w{work:02}"]
            stage(writer, *own)
        writer.commit()
    return place.location


@pytest.fixture
def reader(location):
    with closing(EnginePlace(location).reader()) as opened:
        yield opened


@pytest.mark.parametrize("collapse", [False, True], ids=["entries", "keys"])
@pytest.mark.parametrize("sort", ["relevance", "date", "-date"])
class TestFarPages:
    """Pages about and past the server's window of 10,000."""

    @pytest.fixture
    def page(self, reader, sort, collapse):
        def page(offset, size):
            response = reader.search(
                SearchRequest(query=QUERY, sort=sort, collapse=collapse, offset=offset, size=size)
            )
            assert response.total == response.keyword.total == (5_025 if collapse else 10_050)
            return [hit.id for hit in response.keyword.hits]

        return page

    def test_all_pages_give_each_once_in_the_one_order(self, page, sort, collapse):
        whole = [one for offset in (0, 4_000, 8_000) for one in page(offset, 4_000)]
        assert whole == ranked(sort, collapse)

    def test_small_pages_at_the_window_and_at_the_end(self, page, sort, collapse):
        whole = ranked(sort, collapse)
        for offset in (9_980, 9_990, 9_995, 10_010, 10_045, 10_050, 20_000, 5_020, 5_025):
            assert page(offset, 10) == whole[offset : offset + 10]


def test_pages_past_the_window_rank_alike_on_several_shards(elastic_place, monkeypatch):
    """How frequent a word is differs from shard to shard."""
    monkeypatch.setattr("indexer.engine.elastic_legs.WINDOW", 20)
    words = ["ជំនួយ", "协助", "assistance"]
    entries = [
        provision(f"w{n}/km/art_{n}", " ".join([words[n % 3]] * (1 + n % 2) + ["x"] * (n % 5)))
        for n in range(60)
    ]
    place = EnginePlace(elastic_place(replicas=0, shards=3))
    write(place, *entries)
    query = AllOf((Term("words", words[0]),))
    with closing(place.reader()) as reader:

        def page(offset, size):
            request = SearchRequest(query=query, offset=offset, size=size)
            return [hit.id for hit in reader.search(request).keyword.hits]

        near = page(0, 10) + page(10, 10)
        assert len(near) == 20
        assert page(0, 21) == near
        assert page(15, 10) == near[15:]


class TestCounts:
    """Totals and facets of both legs together, in provisions and in keys."""

    REQUIRED = AllOf((Between("year", 2003, 2007), Term("parties", "Serethia")))

    @pytest.mark.parametrize("slots", [2_500, 50, 7, 100_000], ids="{} slots".format)
    @pytest.mark.parametrize("collapse", [False, True], ids=["entries", "keys"])
    def test_of_all_that_is_found(self, reader, monkeypatch, collapse, slots):
        monkeypatch.setattr("indexer.engine.elastic_counting.SLOTS", slots)
        response = reader.search(SearchRequest(query=QUERY, collapse=collapse, facets=FACETS))
        assert (response.total, response.facets) == counted(ENTRIES, collapse)

    @pytest.mark.parametrize("slots", [2_500, 50], ids="{} slots".format)
    @pytest.mark.parametrize("collapse", [False, True], ids=["entries", "keys"])
    def test_of_what_one_leg_lists_beside_the_other(self, reader, monkeypatch, collapse, slots):
        monkeypatch.setattr("indexer.engine.elastic_counting.SLOTS", slots)
        twice = Term("lang", "km")
        response = reader.search(
            SearchRequest(
                query=AllOf((QUERY, twice)),
                vector=unit(1, 50, 3, 0),
                required=self.REQUIRED,
                semantic_size=300,
                collapse=collapse,
                facets=FACETS,
            )
        )
        found = {
            one
            for one, entry in ENTRIES.items()
            if 2003 <= entry.integers.get("year", 0) <= 2007
            and "Serethia" in entry.keywords["parties"]
            and entry.keywords["lang"] == ["km"]
        }
        assert response.keyword.total == len(found)
        listed = set(semantic_ids(response))
        assert len(listed) == 300
        assert listed - found
        assert (response.total, response.facets) == counted(found | listed, collapse)

    def test_where_the_server_allows_few_buckets(self, location, reader, monkeypatch):
        monkeypatch.setattr("indexer.engine.elastic_counting.SLOTS", 100_000)
        request = SearchRequest(query=QUERY, collapse=True, facets=FACETS)
        user = (location.username, location.password) if location.username else None
        with Elasticsearch(list(location.hosts), basic_auth=user) as server:
            server.cluster.put_settings(persistent={"search.max_buckets": 500})
            try:
                slots = {"terms": {"field": "slot", "size": 1_000}}
                body = {"size": 0, "aggs": {"slots": slots, "more": slots}}
                with closing(Elastic(location)) as elastic:
                    index = current(elastic).index
                    with pytest.raises(TooCostly):
                        elastic.search(body, index)
                response = reader.search(request)
            finally:
                server.cluster.put_settings(persistent={"search.max_buckets": None})
        assert (response.total, response.facets) == counted(ENTRIES, True)
