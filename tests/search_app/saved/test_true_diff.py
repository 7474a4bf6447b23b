"""For random sequences of changes to the index and runs, what a run reports is what plain searches
before and after show."""

import itertools
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_app.profiles import load_profile
from search_app.query_model import QueryModel
from search_app.saved.finding import whole_result
from search_app.saved.report import report_of, run_json
from search_app.saved.run_store import RunStore
from search_app.saved.running import Runner
from search_app.saved.store import SavedStore
from tests.search_app.saved.small_works import TEXTS, SmallWorks

#: Fewer than the works have provisions, so that nearer ones push others out.
DEPTH = 6
QUERIES = {
    "words": QueryModel(text="costs freezing 引渡 បត្យាប័ន", mode="keyword", filters={}),
    "phrase": QueryModel(text='"freezing of assets" OR "冻结资产"', mode="keyword", filters={}),
    "meaning": QueryModel(
        text="ការសម្ងាត់របស់ធនាគារ", mode="semantic", filters={"lang": ("km", "en")}
    ),
    "both": QueryModel(text="应当负担费用", mode="hybrid", filters={}, year="2000..", sort="date"),
    "provisions": QueryModel(text="refusal", mode="hybrid", filters={}, group="provision"),
    "all": QueryModel(text="", filters={"lang": ("en",)}),
}

ARTICLES = st.lists(st.sampled_from(sorted(TEXTS)), min_size=1, max_size=3)
WORK = st.fixed_dictionaries(
    {
        "number": st.integers(1, 5),
        "articles": ARTICLES,
        "signed": st.sampled_from(["1990-01-01", "2001-02-03", ""]),
        "languages": st.sampled_from([("en", "zh", "km"), ("en", "km"), ("zh",)]),
    }
)
#: Works to write, numbers of works to remove, or None: run every query.
ACTIONS = st.lists(
    st.one_of(
        st.lists(WORK, min_size=1, max_size=3, unique_by=lambda one: one["number"]),
        st.integers(1, 5),
        st.none(),
        st.none(),
    ),
    min_size=2,
    max_size=8,
)


@dataclass
class World:
    """An index, a database, and what plain searches found when each query was last run."""

    works: SmallWorks
    database: Any
    names: Any = field(default_factory=itertools.count)

    def __post_init__(self):
        self.store, self.runs = SavedStore(self.database), RunStore(self.database)
        self.runner = Runner(self.database, self.works.searcher)

    def begin(self):
        self.works.clear()
        number = next(self.names)
        self.saved = {
            name: self.store.add(None, f"{number} {name}", query) for name, query in QUERIES.items()
        }
        self.before = {name: {} for name in QUERIES}
        self.first = {}

    def act(self, action):
        if action is None:
            self.run()
        elif isinstance(action, int):
            self.works.remove(action)
        else:
            self.works.write(*action)

    def run(self):
        for name, query in QUERIES.items():
            now = plain(self.works, query)
            report = self.runner.run(self.saved[name])
            assert told(report) == true_diff(self.before[name], now), name
            assert report.run.count == len(now)
            assert not self.runner.run(self.saved[name]).diff, name
            self.before[name] = now
            self.first.setdefault(name, (report.run.number, now))

    def compare_ends(self):
        """The first run beside the last, in which a query of one hit each is compared."""
        for name, (number, then) in self.first.items():
            across = report_of(self.runs, self.saved[name], None, number)
            assert told(across) == true_diff(then, self.before[name]), name


def plain(works, query):
    """What a search finds: for each hit its name and the texts of all its versions."""
    searcher, grouped = works.searcher(), query.group == "provision"
    found = {}
    for hit in whole_result(searcher, query).hits():
        versions = searcher.reader.entries(hit.stored["versions"]) if grouped else []
        name = f"{hit.stored['work']}/{hit.stored['eid']}" if grouped else hit.id
        found[name] = {one["id"]: one["text"] for one in [hit.stored, *versions]}
    return found


def true_diff(before, now):
    return (
        now.keys() - before.keys(),
        {name for name in now.keys() & before.keys() if now[name] != before[name]},
        before.keys() - now.keys(),
    )


def told(report):
    """The names of the hits in a report; a hit is named as ``plain`` does."""
    grouped = report.run.kept["group"] == "provision"
    document = run_json(report)
    return tuple(
        {"/".join(name.split("/")[::2]) if grouped else name for name in document[kind]}
        for kind in ("new", "changed", "gone")
    )


@pytest.fixture
def world(place, encoder, new_database):
    works = SmallWorks(place, encoder, replace(load_profile(), semantic_depth=DEPTH))
    yield World(works, new_database())
    works.close()


def follow(world, actions):
    world.begin()
    for action in actions:
        world.act(action)
    world.run()
    world.compare_ends()


def quietly(examples):
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@pytest.mark.parametrize("new_place", ["embedded"], indirect=True)
@quietly(12)
@given(actions=ACTIONS)
def test_a_run_reports_the_true_difference(world, actions):
    follow(world, actions)


@pytest.mark.parametrize("new_place", ["elasticsearch"], indirect=True)
@quietly(3)
@given(actions=ACTIONS)
def test_a_run_reports_the_true_difference_on_elasticsearch(world, actions):
    follow(world, actions)
