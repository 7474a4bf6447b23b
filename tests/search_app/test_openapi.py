"""The description of the API and the API: every route described, no request that breaks it."""

import itertools
import re
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from search_app.app import create_app
from search_app.openapi import document
from search_app.settings import Settings
from tests.search_app.instruments import TREATY

#: What every answer must be like.
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
#: Requests to each address and method.
EXAMPLES = 25


@pytest.fixture(scope="session")
def api_app(searcher, tmp_path_factory):
    """A site whose API is asked anything."""
    folder: Path = tmp_path_factory.mktemp("api")
    return create_app(
        searcher,
        Settings(database=f"sqlite:///{folder}/made.sqlite3", api_rate="", webhook_hosts=""),
    )


def described():
    return {
        (re.sub(r"{(\w+)}", "<>", path), method.upper())
        for path, operations in document()["paths"].items()
        for method in operations
    }


def test_every_route_of_the_api_is_described_and_nothing_else(api_app):
    routed = {
        (re.sub(r"<[^>]+>", "<>", rule.rule), method)
        for rule in api_app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routed == described()


def test_the_document_is_openapi_3_1_and_names_how_programs_log_in():
    found = document()
    assert found["openapi"].startswith("3.1.")
    assert set(found["components"]["securitySchemes"]) == {"token", "session"}


def test_every_operation_says_what_it_answers_without_an_account_and_too_often():
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            assert {"400", "401", "403", "429"} <= set(operation["responses"]), f"{method} {path}"


def test_every_operation_has_a_name_of_its_own():
    names = [one["operationId"] for path in document()["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))


@pytest.fixture(scope="session")
def api_schema(api_app):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", api_app)


@pytest.fixture
def real(api_app):
    """Values for what is named in addresses, so that there is something at them."""
    client = api_app.test_client()
    query = {"text": "bank secrecy", "mode": "keyword"}
    name = f"ការសម្ងាត់ {next(_NUMBERS)}"
    saved = client.post("/api/v1/saved", json={"name": name, "query": query}).json["id"]
    assert client.post(f"/api/v1/saved/{saved}/runs").status_code == 201
    return {
        "saved": saved,
        "run": 1,
        "work": TREATY,
        "language": "en",
        "languages": "en-km",
        "eid": "art_1",
        "concept": client.get("/api/v1/terms?q=extradition").json["concepts"][0]["concept"],
    }


_NUMBERS = itertools.count(1)
OPERATIONS = [
    (path, method.upper())
    for path, operations in document()["paths"].items()
    for method in operations
]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_request_gets_another_answer_than_is_described(api_schema, real, path, method, mode):
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=api_schema[path][method].as_strategy(generation_mode=mode), there=st.booleans())
    def ask(case, there):
        if there:  # what is asked for is there: what is said of it is what is tried
            case.path_parameters |= {
                name: real[name] for name in case.path_parameters if name in real
            }
        case.call_and_validate(checks=list(CHECKS))

    try:
        ask()
    except Unsatisfiable:  # there is nothing that can be wrong with a request without parameters
        assert mode is GenerationMode.NEGATIVE
