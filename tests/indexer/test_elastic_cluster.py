"""A cluster of three nodes, of which some are killed while it is searched and written to."""

import json
import threading
import time
import urllib.request
from contextlib import closing, contextmanager, suppress

import pytest

from indexer.engine import (
    ElasticPlace,
    EngineError,
    EngineUnavailable,
    IndexBusy,
    SearchRequest,
    Term,
    parse_hosts,
)
from tests.elasticsearch_server import NoServerError, start_server
from tests.engines import cannot

from .bulk_writer import EVERYTHING, assert_consistent, assert_every_work_is_whole, entries_of
from .engine_cases import EnginePlace, provision, semantic_ids, stage, unit, write

#: Seconds within which failures must end after a node was killed.
SECONDS = 8
ENTRIES = [
    provision(
        f"w{n % 10}/{lang}/art_{n}",
        " ".join([word] * (1 + n % 4) + ["法"] * (n % 7)),
        vector=unit(1, n / 10, n % 13, rank),
        keywords={"parties": ["Aravan", "Serethia"][: 1 + n % 2]},
    )
    for n in range(100)
    for rank, (lang, word) in enumerate([("km", "ជំនួយ"), ("zh", "ជំនួយ"), ("en", "aid")])
]
REQUESTS = [
    SearchRequest(
        query=Term("words", word),
        vector=unit(1, 5, 3, 1),
        semantic_size=50,
        size=40,
        collapse=collapse,
        facets=("lang", "parties"),
    )
    for word in ("ជំនួយ", "aid")
    for collapse in (False, True)
]


@pytest.fixture(scope="module")
def server():
    try:
        started = start_server(nodes=3, heap=384, quick=True)
    except NoServerError as problem:
        cannot(f"no cluster can be started here: {problem}")
    yield started
    started.stop()


@pytest.fixture
def cluster(server):
    """The three nodes, those that were killed started again."""
    start_again(server)
    return server


@pytest.fixture
def place(cluster, request):
    name = request.node.name.replace("[", "-").replace("]", "").lower()[:90]
    return EnginePlace(
        ElasticPlace(
            hosts=parse_hosts(cluster.hosts)[0], prefix=name, timeout=10, shards=2, replicas=1
        )
    )


def start_again(server):
    for node in server.nodes:
        if not node.is_up:
            node.restart()
    server.wait(3)


def asked(server, path):
    """What the first node that is up says."""
    up = next(node for node in server.nodes if node.is_up)
    with urllib.request.urlopen(f"http://127.0.0.1:{up.port}{path}", timeout=30) as answer:
        return json.load(answer)


def wait_for(status, server, place):
    """Until every shard is there (yellow), or its copy too (green)."""
    path = f"/_cluster/health/{place.location.prefix}?wait_for_status={status}&timeout=25s"
    assert not asked(server, path)["timed_out"]


def master(server):
    """The node that the others follow."""
    elected = asked(server, "/_cluster/state/master_node")["master_node"]
    return _node(server, elected)


def primary(server, place):
    """A node that takes what is written to the first shard."""
    table = asked(server, f"/_cluster/state/routing_table/{place.location.prefix}")
    (index,) = table["routing_table"]["indices"].values()
    return _node(server, next(one["node"] for one in index["shards"]["0"] if one["primary"]))


def _node(server, identity):
    name = asked(server, "/_nodes/http")["nodes"][identity]["name"]
    return next(node for node in server.nodes if node.name == name)


@contextmanager
def beside(count, work):
    """Threads that do ``work`` again and again until the end; what went wrong, and when."""
    ended, failures, done = threading.Event(), [], []

    def run():
        while not ended.is_set():
            begun = time.monotonic()
            try:
                done.append((work(), begun, time.monotonic()))
            except Exception as problem:
                failures.append((problem, begun, time.monotonic()))
                time.sleep(0.05)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield done, failures
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def assert_failed_for_seconds(failures, killed):
    """Failures say that the engine did not answer, and ended soon after a node was killed."""
    for problem, _, until in failures:
        assert isinstance(problem, EngineUnavailable), repr(problem)
        assert killed < until < killed + SECONDS, f"{until - killed} s: {problem}"


def answer(reader):
    """What is said to every request."""
    found = [reader.search(request) for request in REQUESTS]
    return [
        (
            one.keyword.total,
            [hit.id for hit in one.keyword.hits],
            semantic_ids(one),
            one.total,
            one.facets,
        )
        for one in found
    ]


def test_searches_stay_right_while_the_master_is_killed_and_comes_back(cluster, place):
    write(place, *ENTRIES)
    wait_for("green", cluster, place)
    with closing(place.reader()) as reader:
        right = answer(reader)
        assert [one[0] for one in right] == [200, 100, 100, 100]
        with beside(3, lambda: answer(reader)) as (done, failures):
            time.sleep(2)
            victim = master(cluster)
            victim.kill()
            killed = time.monotonic()
            time.sleep(SECONDS)
        assert all(said == right for said, _, _ in done)
        assert_failed_for_seconds(failures, killed)
        assert sum(begun > killed for _, begun, _ in done) > 20
        assert max(until - begun for _, begun, until in done) < SECONDS
        start_again(cluster)
        assert [answer(reader) for _ in range(6)] == [right] * 6


def test_no_commit_is_lost_while_a_node_that_is_written_to_is_killed(cluster, place):
    works, safe, problems = 24, set(), []
    write(place)
    wait_for("green", cluster, place)
    victim, killed = primary(cluster, place), None
    with closing(place.reader()) as reader:
        with beside(1, lambda: assert_consistent(reader)) as (done, failures):
            writer = place.writer()
            number = 0
            while number < works:
                if number == 6:
                    # In the middle of the next commits.
                    timer = threading.Timer(0.1, victim.kill)
                    timer.start()
                    killed = time.monotonic()
                try:
                    stage(writer, *entries_of(number, 20))
                    writer.commit()
                    safe.add(f"w{number:04}")
                    number += 1
                except EngineError as problem:
                    problems.append(problem)
                    writer.close()
                    writer = opened(place)
            writer.close()
            timer.join()
        assert not victim.is_up
        assert assert_every_work_is_whole(reader) == safe
        assert len(safe) == works
    assert all(isinstance(one, EngineUnavailable | IndexBusy) for one in problems), problems
    assert_failed_for_seconds(failures, killed)
    assert sorted(count for count, _, _ in done) == [count for count, _, _ in done]


def opened(place):
    """Another writer, as soon as it is let in."""
    end = time.monotonic() + 70
    while time.monotonic() < end:
        with suppress(EngineUnavailable, IndexBusy):
            return place.writer()
        time.sleep(0.5)
    raise AssertionError("no writer was let in for as long as a lease")


def test_without_any_node_it_is_said_at_once_and_what_was_committed_comes_back(cluster, place):
    write(place, *ENTRIES)
    wait_for("green", cluster, place)
    with closing(place.reader()) as reader, closing(place.writer()) as writer:
        right = answer(reader)
        stage(writer, provision("late/km/art_1", "ជំនួយ"))
        for node in cluster.nodes:
            node.kill()
        for call in (
            reader.info,
            lambda: reader.search(REQUESTS[0]),
            lambda: list(reader.works()),
            place.reader,
            place.writer,
        ):
            begun = time.monotonic()
            with pytest.raises(EngineUnavailable, match=r"start it.*TREATYLENS_ENGINE"):
                call()
            assert time.monotonic() - begun < 3
        start_again(cluster)
        wait_for("yellow", cluster, place)
        assert answer(reader) == right
        writer.commit()
        assert reader.search(SearchRequest(query=EVERYTHING)).total == len(ENTRIES) + 1
