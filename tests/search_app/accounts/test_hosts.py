"""By which names the site may be asked, and what a page of another site cannot make of it."""

import pytest

from search_app.app import create_app
from search_app.hosts import host_name, is_loopback
from search_app.settings import Settings
from tests.visitors import site_with_accounts


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("localhost", "localhost"),
        ("LocalHost:8000", "localhost"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("[::1]:8000", "::1"),
        ("[::1]", "::1"),
        ("treaties.example", "treaties.example"),
        ("[::1]:x", ""),
        ("a:b", ""),
        ("::1", ""),
        ("", ""),
        ("localhost:", ""),
        ("localhost@evil.example", "localhost@evil.example"),
    ],
)
def test_a_host_header_is_read_with_and_without_a_port(header, host):
    assert host_name(header) == host


@pytest.mark.parametrize(
    "host", ["localhost", "localhost.", "127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"]
)
def test_this_machine_has_many_names(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "192.168.0.4", "0.0.0.0", "", "127.1", "2130706433"],
)
def test_what_is_not_this_machine_is_none_of_its_names(host):
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "treaties.example:80"]
)
@pytest.mark.parametrize("path", ["/", "/api/v1/works", "/healthz", "/nothing"])
def test_the_site_answers_by_its_own_names(searcher, host, path):
    settings = Settings(hosts="x.example", site_url="https://treaties.example/")
    client = create_app(searcher, settings).test_client()
    assert client.get(path, headers={"Host": host}).status_code in {200, 404}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "192.168.0.4", "[::2]", "%", "", "a b", "ក"]
)
@pytest.mark.parametrize("path", ["/", "/api/v1/works", "/healthz", "/nothing", "/static/app.css"])
def test_another_name_for_this_machine_is_refused_in_a_sentence(searcher, host, path):
    client = create_app(searcher, Settings()).test_client()
    answer = client.get(path, environ_overrides={"HTTP_HOST": host})
    assert answer.status_code == 421
    assert answer.text.startswith("This site is not asked for by this name.")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert client.head(path, environ_overrides={"HTTP_HOST": host}).data == b""


def test_with_accounts_any_name_will_do_unless_names_are_set(searcher, tmp_path):
    url = f"sqlite:///{tmp_path}/made.sqlite3"
    elsewhere = {"headers": {"Host": "treaties.example"}}
    assert (
        site_with_accounts(searcher, url).test_client().get("/login", **elsewhere).status_code
        == 200
    )
    client = site_with_accounts(searcher, url, hosts="others.example").test_client()
    assert client.get("/login", **elsewhere).status_code == 421
    assert client.get("/login", headers={"Host": "others.example"}).status_code == 200
