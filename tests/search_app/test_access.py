"""Who may not see a work finds what they would find if it were not in the index: on both engines,
hits, counts, facets, pages, what is nearest in meaning, and what is kept between requests."""

from contextlib import closing
from dataclasses import replace
from itertools import product

import pytest

from indexer.engine import open_reader
from search_app.access import EVERYTHING, PUBLIC, RESTRICTED, Access, RestrictedReader
from search_app.aligned_works import aligned_works
from search_app.association import Backgrounds, count_runs
from search_app.catalogue import CatalogueCache
from search_app.concordance import Concordancer, Request
from search_app.concordance_query import read_query
from search_app.every_hit import WholeResult
from search_app.filters import Filters
from search_app.identity import NOBODY, Identity, owner
from search_app.inconsistency import Reports
from search_app.instrument_segments import SegmentPlaces
from search_app.searcher import Options, Searcher
from search_app.term_candidates import CandidateLists
from search_app.work_views import WorkViews
from tests.search_app.instruments import STATEMENT, TREATY, index_instruments
from tests.search_app.labelled import Labelled
from tests.search_app.many_provisions import ARTICLES, write_many

WORKS = tuple(f"northland-southland-{number:03}" for number in range(12))
INDEXED_AS = dict.fromkeys((WORKS[1], WORKS[4], WORKS[7], WORKS[10]), RESTRICTED)
OPENED, CLOSED = frozenset({WORKS[4]}), frozenset({WORKS[2], WORKS[6]})
READER = Access(frozenset({PUBLIC}), OPENED, CLOSED)
SEEN = tuple(
    work
    for work in WORKS
    if work in OPENED or (work not in CLOSED and INDEXED_AS.get(work) != RESTRICTED)
)
HIDDEN = frozenset(WORKS) - frozenset(SEEN)
QUERY = "បត្យាប័ន extradition"


@pytest.fixture(scope="module")
def whole(new_place, encoder):
    """A searcher on every work of an index of one engine."""
    place = new_place()
    write_many(Labelled(place, INDEXED_AS), encoder, len(WORKS))
    with closing(place.reader()) as reader:
        yield Searcher(reader, encoder)


@pytest.fixture(scope="module")
def seen(whole):
    """The same for who may not see restricted works."""
    return whole.seeing(RestrictedReader(whole.reader, READER))


@pytest.fixture(scope="module")
def alone(new_place, encoder):
    """A searcher on an index that has no other works than those."""
    place = new_place()
    write_many(Labelled(place, {}, only=SEEN), encoder, len(WORKS))
    with closing(place.reader()) as reader:
        yield Searcher(reader, encoder)


def every(searcher, **options):
    """The ids of a whole result; versions of a provision that are one hit go by their article."""
    hits = WholeResult(searcher, QUERY, Options(**options)).hits()
    grouped = options.get("group") == "provision"
    return [f"{hit.stored['work']}/{hit.stored['eid']}" if grouped else hit.id for hit in hits]


def test_the_works_of_this_test_are_hidden_and_shown_in_every_way():
    assert len(HIDDEN) == 5
    assert WORKS[4] in SEEN
    assert WORKS[2] in HIDDEN


@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("group", ["none", "provision"])
@pytest.mark.parametrize("mode", ["keyword", "semantic", "hybrid"])
def test_a_whole_result_is_that_of_an_index_without_the_hidden_works(
    seen, alone, mode, group, sort
):
    options = {"mode": mode, "group": group, "sort": sort}
    found, wanted = every(seen, **options), every(alone, **options)
    assert sorted(found) == sorted(wanted)
    if sort == "date" or mode == "semantic":  # no order by shared statistics
        assert found == wanted
    assert len(found) > 150


@pytest.mark.parametrize("mode", ["keyword", "semantic", "hybrid"])
@pytest.mark.parametrize("group", ["none", "provision"])
def test_totals_and_facets_count_what_may_be_seen(seen, alone, mode, group):
    options = Options(mode=mode, group=group)
    found, wanted = seen.search(QUERY, options), alone.search(QUERY, options)
    assert (found.total, found.by_words) == (wanted.total, wanted.by_words)
    assert found.facets == wanted.facets
    assert found.total > 150


def test_without_words_everything_that_may_be_seen_is_listed(seen, alone):
    options = Options(plain=True, filters=Filters(languages=("km",)), size=1_000)
    found, wanted = seen.search("", options), alone.search("", options)
    assert [hit.id for hit in found.hits] == [hit.id for hit in wanted.hits]
    assert found.total == len(SEEN) * ARTICLES


def test_the_nearest_in_meaning_are_as_many_as_ever_and_all_may_be_seen(whole, seen, alone):
    options = Options(mode="semantic", size=200)
    nearest = seen.search("surrender of a wanted person", options).hits
    wanted = alone.search("surrender of a wanted person", options).hits
    assert [hit.id for hit in nearest] == [hit.id for hit in wanted]
    assert len(nearest) == seen.profile.semantic_depth
    every_work = {hit.stored["work"] for hit in whole.search(QUERY, options).hits}
    assert every_work & HIDDEN


@pytest.mark.parametrize("query", ["Article 7", "មាត្រា ៧", '"bank secrecy"', "第七条 引渡"])
def test_no_page_has_a_hidden_work_however_deep_and_whatever_is_asked(seen, query):
    for offset in (0, 190, 250, 400):
        page = seen.search(query, Options(offset=offset, size=60))
        assert {hit.stored["work"] for hit in page.hits} <= set(SEEN)
        assert not set(page.facets.get("work", {})) & HIDDEN


def test_a_filter_by_a_hidden_work_leaves_nothing(seen):
    for work in HIDDEN:
        found = seen.search("extradition", Options(filters=Filters(works=(work,))))
        assert (found.total, found.hits) == (0, [])
        assert not any(found.facets.values())


def test_entries_and_works_that_may_not_be_seen_are_not_there(seen, alone):
    ids = [f"{work}/{language}/art_7" for work in WORKS for language in ("en", "zh", "km")]
    found = dict(zip(ids, seen.reader.entries(ids), strict=True))
    assert {name for name, stored in found.items() if stored} == {
        name for name in ids if name.split("/")[0] in SEEN
    }
    assert [record.id for record in seen.reader.works()] == list(SEEN)
    assert {work for work in WORKS if seen.reader.work(work)} == set(SEEN)
    assert seen.reader.work("no-such-work") is None


def test_a_work_has_the_label_that_holds(seen, whole):
    assert seen.reader.work(WORKS[4]).stored["access"] == PUBLIC
    assert whole.reader.work(WORKS[4]).stored["access"] == RESTRICTED
    admin = RestrictedReader(whole.reader, replace(READER, labels=frozenset({PUBLIC, RESTRICTED})))
    labels = {record.id: record.stored["access"] for record in admin.works()}
    assert {work for work, label in labels.items() if label == RESTRICTED} == HIDDEN
    assert labels.keys() == set(WORKS)


@pytest.mark.parametrize(
    ("access", "works"),
    [
        (EVERYTHING, WORKS),
        (Access(frozenset()), ()),
        (Access(frozenset(), OPENED), ()),
        (Access(frozenset({PUBLIC, RESTRICTED}), OPENED, CLOSED), WORKS),
        (Access(frozenset({PUBLIC})), tuple(one for one in WORKS if one not in INDEXED_AS)),
        (Access(frozenset({PUBLIC}), frozenset(), frozenset(WORKS)), ()),
        (Access(frozenset({RESTRICTED}), OPENED, CLOSED), tuple(sorted(HIDDEN))),
    ],
    ids=["owner", "nobody", "nobody, opened", "admin", "as indexed", "all closed", "restricted"],
)
def test_searches_and_records_agree_for_every_access(whole, access, works):
    reader = RestrictedReader(whole.reader, access)
    found = whole.seeing(reader).search("extradition", Options(mode="keyword", size=1_000))
    assert {hit.stored["work"] for hit in found.hits} == set(works)
    assert tuple(record.id for record in reader.works()) == works


def test_many_works_may_be_opened_and_closed(whole):
    others = frozenset(f"work-{number}" for number in range(2_000))
    access = Access(frozenset({PUBLIC}), OPENED | others, CLOSED | {f"not-{one}" for one in others})
    found = whole.seeing(RestrictedReader(whole.reader, access)).search(QUERY, Options(size=100))
    assert {hit.stored["work"] for hit in found.hits} <= set(SEEN)
    assert found.total > 150


# --------------------------------------------------------------------------- who sees what


def test_what_somebody_sees_follows_from_who_they_are():
    rules = {"opened": OPENED, "closed": CLOSED}
    assert owner("sok").access == EVERYTHING
    assert NOBODY.access.labels == frozenset()
    reader = Identity(account="1", role="reader", **rules)
    assert reader.access == READER
    assert replace(reader, restricted=True).access.labels == {PUBLIC, RESTRICTED}
    assert replace(reader, role="editor").access.labels == {PUBLIC}
    assert replace(reader, role="admin").access.labels == {PUBLIC, RESTRICTED}
    assert replace(reader, scopes=frozenset({"save"})).access.labels == frozenset()


# --------------------------------------------------------------------------- what is kept


@pytest.fixture(scope="module")
def instruments(tmp_path_factory, encoder):
    index = index_instruments(tmp_path_factory.mktemp("kept"), encoder)
    with closing(open_reader(index)) as reader:
        yield Searcher(reader, encoder)


def by(searcher, *closed):
    """The searcher of one request of somebody who may not see ``closed`` works."""
    access = Access(frozenset({PUBLIC}), closed=frozenset(closed))
    return searcher.seeing(RestrictedReader(searcher.reader, access))


def concordance_of(words):
    return Request(query=read_query(words), language="en", targets=("zh",))


def kept(instruments):
    """What is kept between requests: how it is asked for, and the works that an answer is of."""
    concordancer, reports, candidates = Concordancer(), Reports(), CandidateLists()
    catalogues, backgrounds = CatalogueCache(), Backgrounds()
    return {
        "concordance": (
            lambda one: concordancer.concordance(one, concordance_of("offence OR fraud")),
            lambda found: {line.work for line in found.lines},
        ),
        "inconsistencies": (lambda one: reports.of(one, ("en", "zh")), lambda found: found.works),
        "candidates": (lambda one: candidates.of(one, ("en", "zh")), lambda found: found.rows),
        "catalogue": (lambda one: catalogues.of(one.reader), lambda found: set(found.by_id)),
        "runs of words": (
            lambda one: backgrounds.of(one.reader, 1, ("zh", "en")),
            lambda found: found.sentences,
        ),
    }


@pytest.mark.parametrize(
    "name", ["concordance", "inconsistencies", "candidates", "catalogue", "runs of words"]
)
def test_what_is_kept_of_one_reader_is_never_given_to_another(instruments, name):
    ask, works_in = kept(instruments)[name]
    closed = [(), (STATEMENT,), (TREATY,), (STATEMENT, TREATY)]
    answers = [ask(by(instruments, *one)) for one in closed]
    alone = [kept(instruments)[name][0](by(instruments, *one)) for one in closed]
    assert [works_in(one) for one in answers] == [works_in(one) for one in alone]
    assert len({str(works_in(one)) for one in answers}) > 2, "the answers do not tell them apart"


@pytest.mark.parametrize(
    "name", ["concordance", "inconsistencies", "candidates", "catalogue", "runs of words"]
)
def test_what_is_kept_serves_the_next_request_of_whoever_sees_the_same(instruments, name):
    ask, _ = kept(instruments)[name]
    first = {closed: ask(by(instruments, *closed)) for closed in [(), (STATEMENT,)]}
    for closed, answer in first.items():
        assert ask(by(instruments, *closed)) is answer


def test_the_places_of_segments_and_works_are_those_that_may_be_seen(instruments):
    places, views = SegmentPlaces(), WorkViews()
    for closed, work in product([(), (STATEMENT,), (TREATY,), ()], [STATEMENT, TREATY]):
        one = by(instruments, *closed)
        shown = work not in closed
        assert bool(places.of(one.reader, 1, work)) == shown
        assert (views.of(one, 1, work) is not None) == shown


def test_runs_and_rows_of_hidden_works_are_not_counted(instruments):
    nothing = by(instruments, STATEMENT, TREATY)
    assert count_runs(nothing.reader, ("zh", "en")).sentences == 0
    assert [one.id for one in aligned_works(by(instruments, TREATY).reader, ("en", "zh"))] == [
        STATEMENT
    ]
