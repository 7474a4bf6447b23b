"""The Atom feed of a saved query: valid, complete as far as it says, secret, and quick to ask."""

import logging
import re
from datetime import datetime
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree

from search_app.saved.feed import ATOM, Entry, Feed, atom
from search_app.saved.store import SavedStore
from tests.search_app.instruments import TREATY
from tests.search_app.pages import page
from tests.search_app.saved_site import NEW, identity_of, run, save


@pytest.fixture
def client(saved_site):
    return saved_site.app.test_client()


def make(client, address, action="make"):
    """Make a feed; its local address, "" without one."""
    answer = client.post(address + "/feed", data={"action": action})
    assert answer.status_code == 303
    found = re.search(r"/feeds/[\w-]+\.atom", page(client, address))
    return found[0] if found else ""


def read(client, path, language="en"):
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    found = feedparser.parse(answer.data)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found, answer


@pytest.fixture(scope="module")
def fed(ran):
    """The feed of the query that ran before and after the index changed."""
    client = ran.site.app.test_client()
    return client, make(client, ran.all)


def test_there_is_one_entry_for_each_run_that_found_something(fed):
    found, _ = read(*fed)
    assert [entry.title for entry in found.entries] == [
        "All: 2 new, 3 changed",
        "All: 12 new",
    ]  # the third run found nothing
    assert found.feed.title == "All"


def test_an_entry_has_what_rfc_4287_asks_for(fed, ran):
    _, answer = read(*fed)
    root = etree.fromstring(answer.data)
    name = f"{{{ATOM}}}"
    for node in (root, *root.findall(f"{name}entry")):
        for part in ("id", "title", "updated"):
            assert len(node.findall(name + part)) == 1, part
        datetime.fromisoformat(node.findtext(f"{name}updated"))
        assert node.findtext(f"{name}id").startswith("tag:")
    assert root.findtext(f"{name}author/{name}name")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{name}link")}
    assert urlsplit(links["self"]).path == fed[1]
    assert links["alternate"] == f"http://localhost{ran.all}"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    ids = [node.text for node in root.iter(f"{name}id")]
    assert len(ids) == len(set(ids))


def test_an_entry_shows_new_and_changed_hits_in_their_languages_with_absolute_links(fed):
    found, _ = read(*fed)
    content = found.entries[0].content[0].value
    assert f'<a href="http://localhost/works/{NEW}/en/art_1"' in content
    assert "<ins>财税犯罪或者</ins>" in content
    assert '<span lang="km">' in content
    assert found.entries[0].link.startswith("http://localhost/saved/")
    assert all(
        href.startswith("http://localhost/") for href in re.findall('href="([^"]+)', content)
    )


def test_what_is_gone_is_told_with_why(ran):
    client = ran.site.app.test_client()
    found, _ = read(client, make(client, ran.statement))
    content = found.entries[0].content[0].value
    assert "It is no longer in the collection." in content
    assert "proceeds of fraud" in content


def test_a_long_entry_says_how_much_is_left_out(fed, monkeypatch):
    monkeypatch.setattr("search_app.saved.feed_page.MOST_HITS", 5)
    found, _ = read(*fed)
    content = found.entries[1].content[0].value
    assert "5 of 12 are shown here." in content
    assert "The whole report" in content
    assert content.count("<li>") == 5


def test_a_feed_is_in_the_readers_language_and_its_ids_stay(fed):
    english, _ = read(*fed)
    khmer, answer = read(*fed, language="km")
    assert khmer.feed.language == "km"
    assert [one.id for one in english.entries] == [one.id for one in khmer.entries]
    assert "Accept-Language" in answer.headers["Vary"]


def test_ids_do_not_follow_the_address_of_the_site(fed):
    client, path = fed
    here, _ = read(client, path)
    there = feedparser.parse(client.get(path, base_url="http://127.0.0.1:8000").data)
    assert [one.id for one in here.entries] == [one.id for one in there.entries]
    assert there.entries[0].link.startswith("http://127.0.0.1:8000/")


def test_nothing_is_sent_again_that_did_not_change(fed):
    client, path = fed
    _, answer = read(client, path)
    for header, value in (
        ("If-None-Match", answer.headers["ETag"]),
        ("If-Modified-Since", answer.headers["Last-Modified"]),
    ):
        again = client.get(path, headers={header: value, "Accept-Language": "en"})
        assert again.status_code == 304
        assert again.data == b""


def test_a_feed_is_made_renewed_and_removed(client):
    address = save(client)
    assert "/feeds/" not in page(client, address)
    first = make(client, address)
    assert client.get(first).status_code == 200
    second = make(client, address)
    assert first != second
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert make(client, address, "remove") == ""
    assert client.get(second).status_code == 404


@pytest.mark.parametrize("token", ["none", "x" * 43, "%00" * 20, "…" * 30, "a" * 500])
def test_another_address_has_no_feed(client, token):
    assert client.get(f"/feeds/{token}.atom").status_code == 404


def test_a_feed_that_found_nothing_yet_is_valid(client):
    found, _ = read(client, make(client, save(client)))
    assert found.entries == []
    assert found.feed.updated


def test_no_account_is_needed_and_the_owner_decides_what_is_seen(changing_site):
    site = changing_site
    table = site.sources / TREATY / "work.toml"
    table.write_text('access = "restricted"\n' + table.read_text("utf-8"), encoding="utf-8")
    site.reindex()
    client = site.app.test_client()
    address = save(client, "All", party="southland", group="none")
    path = make(client, address)
    run(client, address)
    site.app.extensions["who"] = lambda: identity_of("lin")
    assert TREATY in read(client, path)[1].text  # the owner of the machine sees all
    SavedStore(site.database).give(address.rsplit("/", 1)[1], "nobody", "nobody")
    answer = client.get(path)  # whose account is gone
    assert answer.status_code == 404
    assert TREATY not in answer.text


def test_the_secret_of_a_feed_is_in_no_log(client, monkeypatch, caplog):
    path = make(client, save(client))

    def fail(*_):
        raise RuntimeError("a fault")

    monkeypatch.setattr("search_app.views.saved_feeds.atom", fail)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.DEBUG):
        assert client.get(path).status_code == 500
    secret = path.removeprefix("/feeds/").removesuffix(".atom")
    assert "/feeds/….atom failed" in caplog.text
    assert secret not in caplog.text


def test_the_page_with_the_secret_is_not_kept_by_browsers(client):
    address = save(client)
    make(client, address)
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_characters_that_xml_cannot_hold_are_left_out():
    entry = Entry(
        id="tag:x,2026-01-01:1", title="a\x00b\x0b<&>", updated="2026-01-01T00:00:00+00:00",
        link="http://localhost/", summary="\ufffe", html="<p>\x1fឃ</p>", categories=("ក",),
    )  # fmt: skip
    feed = Feed(
        id="tag:x,2026-01-01:0", title="t", subtitle="s", author="a", language="en",
        updated=entry.updated, own="http://localhost/f", link="http://localhost/", entries=[entry],
    )  # fmt: skip
    found = feedparser.parse(atom(feed))
    assert not found.bozo
    assert found.entries[0].title == "ab<&>"
    assert "ឃ" in found.entries[0].content[0].value
