"""Fixtures of the engines: a place for an index of each, and the real Elasticsearch they need."""

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.engine import ElasticPlace, parse_hosts
from indexer.engine.elastic_admin import remove_all
from tests.elasticsearch_server import NoServerError, start_server
from tests.indexer.engine_cases import ENGINES, EnginePlace

#: The address of a server to use instead of one that the tests start.
GIVEN = "TREATYLENS_TEST_ELASTICSEARCH"
_numbers = itertools.count(1)


def cannot(reason: str) -> None:
    """Skip what this machine lacks something for; under CI that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[ElasticPlace]:
    """A server of one node, without security: the one given, or one of the tests' own."""
    if given := os.environ.get(GIVEN):
        hosts, username, password = parse_hosts(given)
        yield ElasticPlace(hosts=hosts, username=username, password=password, timeout=60)
        return
    try:
        server = start_server(quick=True)
    except NoServerError as problem:
        cannot(f"no Elasticsearch can be started here: {problem}")
    try:
        yield ElasticPlace(hosts=parse_hosts(server.hosts)[0], timeout=60)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def elastic_place(elasticsearch: ElasticPlace) -> Iterator[Callable[..., ElasticPlace]]:
    """Makes places on the server, one index each; removed in the end."""
    made = []

    def make(**options: object) -> ElasticPlace:
        chosen = {"prefix": f"test-{os.getpid()}-{next(_numbers)}", **options}
        made.append(replace(elasticsearch, **chosen))
        return made[-1]

    yield make
    for place in made:
        remove_all(place)


@pytest.fixture(scope="module", params=ENGINES)
def new_place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], EnginePlace]:
    """Makes places of one engine after the other, one index each."""
    if request.param == "embedded":
        return lambda: EnginePlace(Path(tmp_path_factory.mktemp("engine")) / "index")
    make = request.getfixturevalue("elastic_place")
    return lambda: EnginePlace(make())


@pytest.fixture
def place(new_place: Callable[[], EnginePlace]) -> EnginePlace:
    """Where one engine keeps one index; nothing is there yet."""
    return new_place()
