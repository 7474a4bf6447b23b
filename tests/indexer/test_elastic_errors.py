"""What is said when no Elasticsearch can be reached, or it refuses: one sentence of what to do."""

import html
import json
import traceback
from contextlib import closing
from dataclasses import replace
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from indexer.engine import (
    AllOf,
    ElasticPlace,
    EngineError,
    EngineUnavailable,
    IndexMissing,
    SearchRequest,
    Term,
    TooCostly,
    open_reader,
    open_writer,
    parse_hosts,
)
from indexer.engine.elastic_admin import copy_index, prune
from indexer.engine.elastic_errors import refused
from indexer.extract.sandbox import ExtractLimits
from indexer.pipeline import index_paths
from search_app.app import create_app
from search_app.cli import main
from search_app.searching import open_searcher
from search_app.settings import Settings
from tests.elasticsearch_server import NoServerError, start_server
from tests.engines import cannot
from tests.factories import write_treaty

from .engine_cases import DIMENSIONS, MODEL, EnginePlace, matches, provision, unit, write
from .loopback import answering, forwarding, free_port, hanging

SECRET, OTHER_SECRET = "s3cret/p@ss:word#1", "guest-s3cret"
PRODUCT = {"Content-Type": "application/json", "X-Elastic-Product": "Elasticsearch"}
HTML = {"Content-Type": "text/html"}


def refusal(place, *secrets):
    """What is said to whoever opens ``place``, the same for reading and writing."""
    said = []
    for attempt in (open_reader, lambda one: open_writer(one, model=MODEL, dimensions=DIMENSIONS)):
        with pytest.raises(EngineError) as refused:
            attempt(place)
        said.append(refused.value)
        assert not any(one in "".join(traceback.format_exception(said[-1])) for one in secrets)
    assert type(said[0]) is type(said[1])
    assert not any("\n" in str(error) for error in said)
    return said[0]


class TestNothingThere:
    """No server, or one that says nothing."""

    @pytest.mark.parametrize("hosts", [1, 3], ids=["one address", "three addresses"])
    def test_nothing_listens(self, hosts):
        addresses = tuple(f"http://127.0.0.1:{free_port()}" for _ in range(hosts))
        error = refusal(ElasticPlace(hosts=addresses, timeout=1))
        assert isinstance(error, EngineUnavailable)
        assert addresses[0] in str(error)
        assert "start it, or correct the address in TREATYLENS_ENGINE." in str(error)

    def test_no_machine_has_this_name(self):
        error = refusal(ElasticPlace(hosts=("http://nowhere.invalid:9200",), timeout=1))
        assert isinstance(error, EngineUnavailable)
        assert "http://nowhere.invalid:9200" in str(error)

    def test_a_server_that_hangs(self):
        with hanging() as address:
            error = refusal(ElasticPlace(hosts=(address,), timeout=1))
        assert isinstance(error, EngineUnavailable)
        assert f"{address} did not answer within 1 seconds" in str(error)
        assert "TREATYLENS_ENGINE_TIMEOUT" in str(error)

    def test_a_server_that_breaks_off(self):
        with answering(lambda request: None) as address:
            error = refusal(ElasticPlace(hosts=(address,), timeout=1))
        assert isinstance(error, EngineUnavailable)
        assert address in str(error)

    def test_those_who_wait_for_a_server_that_hangs_are_told_together(self):
        opened = []

        with hanging() as address:

            def factory():
                opened.append(address)
                return open_searcher(Settings(), ElasticPlace(hosts=(address,), timeout=1))

            client = create_app(factory, Settings()).test_client()
            assert [client.get("/api/v1/search?q=x").status_code for _ in range(4)] == [503] * 4
            assert client.get("/healthz").status_code == 200
        assert len(opened) == 1


class TestRefusals:
    """What the server's own errors are told as; the kinds that a test cannot bring about."""

    @pytest.mark.parametrize(
        ("status", "kind", "error", "said"),
        [
            (404, "search_context_missing_exception", EngineUnavailable, "try again"),
            (404, "index_not_found_exception", IndexMissing, "treatylens index"),
            (403, "cluster_block_exception", EngineError, "lift the block"),
            (429, "circuit_breaking_exception", EngineUnavailable, "larger heap"),
            (429, "es_rejected_execution_exception", EngineUnavailable, "try again"),
            (400, "too_many_clauses", TooCostly, "fewer"),
        ],
    )
    def test_by_the_kind_of_error(self, status, kind, error, said):
        place = ElasticPlace(hosts=("http://127.0.0.1:9200",))
        body = {"error": {"root_cause": [{"type": kind, "reason": "why"}], "type": kind}}
        found = refused(place, status, body)
        assert type(found) is error
        assert said in str(found)

    def test_https_where_there_is_none(self, elasticsearch):
        address = elasticsearch.hosts[0].replace("http:", "https:")
        assert "use http://" in str(refusal(ElasticPlace(hosts=(address,), timeout=5)))


class TestAnotherServer:
    """Something answers that this program cannot use."""

    @pytest.mark.parametrize(
        "answer",
        [
            (200, {"Content-Type": "application/json"}, b"{}"),
            (200, HTML, "<h1>សួស្តី 你好</h1>".encode()),
            (200, {"Content-Type": "image/png"}, b"\x89PNG"),
            (404, HTML, b"<h1>Not found</h1>"),
            (405, HTML, b""),
        ],
        ids=["json", "a page", "a picture", "not found", "not allowed"],
    )
    def test_that_is_no_elasticsearch(self, answer):
        with answering(lambda request: answer) as address:
            said = str(refusal(ElasticPlace(hosts=(address,), timeout=5)))
        assert address in said
        assert "Elasticsearch" in said
        assert "address" in said
        assert "treatylens index" not in said

    @pytest.mark.parametrize("version", ["7.17.0", "8.18.9", "10.0.0"])
    def test_of_another_version(self, version):
        body = json.dumps({"nodes": {"x": {"name": "n1", "version": version}}}).encode()
        with answering(lambda request: (200, PRODUCT, body)) as address:
            said = str(refusal(ElasticPlace(hosts=(address,), timeout=5)))
        assert f"Elasticsearch {version}" in said
        assert "8.19 or 9" in said

    @pytest.mark.parametrize("status", [429, 502, 503, 504])
    def test_that_is_not_ready(self, status):
        body = b'{"error": {"type": "cluster_block_exception", "reason": "state not recovered"}}'
        with answering(lambda request: (status, PRODUCT, body)) as address:
            error = refusal(ElasticPlace(hosts=(address,), timeout=5))
        assert isinstance(error, EngineUnavailable)
        assert "state not recovered" in str(error)


class TestSite:
    """The site while its engine is away, and when it is there again."""

    @pytest.fixture
    def treaty_place(self, elastic_place, encoder, tmp_path):
        write_treaty(tmp_path)
        place = elastic_place(replicas=0)
        writer = open_writer(place, model=encoder.name, dimensions=encoder.indexed_dimensions)
        with closing(writer):
            index_paths([tmp_path], writer, None, encoder, limits=ExtractLimits(), jobs=2)
        return place

    def test_says_so_in_one_shape_and_recovers_by_itself(self, treaty_place):
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        place = replace(treaty_place, hosts=(address,), timeout=10)
        opened = []

        def searcher():
            opened.append(open_searcher(Settings(), place))
            return opened[-1]

        client = create_app(searcher, Settings()).test_client()

        def is_away():
            page = client.get("/search?q=refusal")
            answer = client.get("/api/v1/search?q=refusal")
            ready = client.get("/readyz")
            assert [one.status_code for one in (page, answer, ready)] == [503] * 3
            said = answer.get_json()["error"]["message"]
            assert address in said
            assert "start it" in said
            assert said in html.unescape(page.get_data(as_text=True))
            assert ready.get_json()["error"]["message"] == said
            assert client.get("/healthz").status_code == 200

        for _ in range(2):
            is_away()
            with forwarding(port, treaty_place.hosts[0]):
                for query in ("bank secrecy", "银行保密", "ការសម្ងាត់របស់ធនាគារ"):
                    found = client.get("/api/v1/search", query_string={"q": query})
                    assert found.status_code == 200
                    assert found.get_json()["hits"][0]["eid"] == "art_2"
                assert client.get("/search?q=refusal").status_code == 200
                assert client.get("/readyz").status_code == 200
        is_away()
        for one in opened:
            one.reader.close()


@pytest.fixture(scope="module")
def secured():
    """A server that speaks https to users it knows: one of the treaties, one of other indexes."""
    try:
        server = start_server(
            quick=True,
            users={"ministry": (SECRET, "treaty*"), "guest": (OTHER_SECRET, "minutes*")},
        )
    except NoServerError as problem:
        cannot(f"no Elasticsearch can be started here: {problem}")
    yield server
    server.stop()


@pytest.fixture
def location(secured):
    return ElasticPlace(
        hosts=parse_hosts(secured.hosts)[0],
        username="ministry",
        password=SECRET,
        ca_certs=str(secured.ca),
        timeout=30,
        replicas=0,
    )


def call(*arguments, **environment):
    return CliRunner().invoke(main, [str(part) for part in arguments], env=environment)


class TestSecured:
    """A server with certificates, passwords and roles."""

    def test_a_user_of_its_indexes_alone_can_do_everything(self, location):
        place = EnginePlace(location)
        write(place, provision("a/km/art_1", "ជំនួយ"), provision("b/zh/art_1", "协助"))
        write(place, provision("a/km/art_1", "ថ្មី"))
        with closing(place.reader()) as reader:
            assert matches(reader, AllOf(())) == {"a/km/art_1", "b/zh/art_1"}
            found = reader.search(SearchRequest(query=Term("words", "ថ្មី"), vector=unit(1, 1, 1, 1)))
            assert (found.keyword.total, found.semantic.total) == (1, 2)
            assert [work.id for work in reader.works()] == ["a", "b"]
            new = copy_index(location)
            assert matches(reader, Term("words", "协助")) == {"b/zh/art_1"}
        assert prune(location) == [new.replace("-000002", "-000001")]

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"password": "wrong-s3cret"}, "TREATYLENS_ENGINE_PASSWORD"),
            ({"username": "nobody"}, "TREATYLENS_ENGINE_USERNAME"),
            ({"username": "", "password": ""}, "TREATYLENS_ENGINE_USERNAME"),
            (
                {"username": "", "password": "", "api_key": "d3Jvbmc6czNjcmV0LWtleS1vZi1ub2JvZHk="},
                "TREATYLENS_ENGINE_API_KEY",
            ),
            ({"ca_certs": ""}, "TREATYLENS_ENGINE_CA"),
            ({"hosts": "localhost"}, "TREATYLENS_ENGINE_CA, and use the host's name"),
            ({"hosts": "http"}, "use https:// in TREATYLENS_ENGINE"),
            ({"hosts": "http", "ca_certs": ""}, "TREATYLENS_ENGINE"),
            ({"username": "guest", "password": OTHER_SECRET}, "rights on the indexes 'treatylens'"),
            ({"prefix": "other"}, "TREATYLENS_ENGINE_PREFIX"),
        ],
        ids=[
            "wrong password",
            "unknown user",
            "no user",
            "wrong key",
            "unknown certificate",
            "another name",
            "not https",
            "neither https nor certificate",
            "user of other indexes",
            "other indexes",
        ],
    )
    def test_what_it_refuses_is_said_with_the_setting_and_no_secret(self, location, changes, said):
        match changes.get("hosts"):
            case "localhost":
                changes |= {"hosts": (location.hosts[0].replace("127.0.0.1", "localhost"),)}
            case "http":
                changes |= {"hosts": (location.hosts[0].replace("https", "http"),)}
        place = replace(location, **changes)
        secrets = [SECRET, OTHER_SECRET, place.password, place.api_key]
        assert said in str(refusal(place, *filter(None, secrets)))

    def test_a_file_that_is_no_certificate(self, location, tmp_path):
        path = tmp_path / "ca.pem"
        path.write_text("វិញ្ញាបនបត្រ", encoding="utf-8")
        said = str(refusal(replace(location, ca_certs=str(path)), SECRET))
        assert "TREATYLENS_ENGINE_CA" in said
        assert str(path) in said

    def test_commands_take_the_user_in_the_address_and_never_show_the_password(
        self, secured, tmp_path
    ):
        write_treaty(tmp_path)
        address = secured.hosts.replace("//", f"//ministry:{quote(SECRET, safe='')}@")
        wrong = secured.hosts.replace("//", "//ministry:wrong-s3cret@")
        settings = {
            "TREATYLENS_ENGINE_CA": str(secured.ca),
            "TREATYLENS_ENGINE_PREFIX": "treaty-cli",
            "TREATYLENS_ENGINE_TIMEOUT": "30",
        }
        done = [
            call("index", tmp_path, "--engine", address, **settings),
            call("search", "银行保密", "--engine", address, "--json", **settings),
            call("search", "银行保密", TREATYLENS_ENGINE=address, **settings),
            call("search", "x", "--engine", wrong, **settings),
            call("search", "x", "--engine", address, **settings | {"TREATYLENS_ENGINE_CA": ""}),
            call("search", "x", "--engine", address, **settings | {"TREATYLENS_ENGINE_CA": "none"}),
        ]
        assert [one.exit_code for one in done] == [0, 0, 0, 1, 1, 2], [one.output for one in done]
        assert json.loads(done[1].stdout)["hits"][0]["id"] == "treaty/zh/art_2"
        assert "TREATYLENS_ENGINE_PASSWORD" in done[3].stderr
        assert "TREATYLENS_ENGINE_CA" in done[4].stderr
        assert "none, the file of certificates to trust, is not there" in done[5].stderr
        for one in done:
            assert not any(secret in one.output for secret in (SECRET, "s3cret", quote(SECRET)))

    def test_a_place_shows_its_address_and_nothing_secret(self, location):
        place = replace(location, username="", password="", api_key="s3cret-key")
        for shown in (str(location), repr(location), str(place), repr(place)):
            assert location.hosts[0] in shown
            assert "s3cret" not in shown
