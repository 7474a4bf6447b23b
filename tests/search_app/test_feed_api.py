"""Feeds, tries of notices and plots for programs: made, renewed, refused to others."""

import pytest

from search_app.saved.store import SavedStore
from tests.search_app.saved_site import identity_of, with_account
from tests.search_app.test_saved_api import API, add, described, got, problems, sent

TO = "reader@ministry.example"


@pytest.fixture
def site(telling_site):
    return telling_site


@pytest.fixture
def client(site):
    return site.app.test_client()


@pytest.fixture
def saved(client):
    """The address of a saved query that ran once."""
    address = f"{API}/{add(client, 'ការចំណាយ 费用')['id']}"
    sent(client, "POST", f"{address}/runs", 201)
    return address


@pytest.fixture
def shared(site, client):
    """The address of a query that Sokha shares with a unit, and what says who asks."""
    who = {"is": with_account(site, identity_of("sokha", "unit"))}
    site.app.extensions["who"] = lambda: who["is"]
    return f"{API}/{add(client, shared_with='unit')['id']}", who


# --------------------------------------------------------------------------- feeds


def test_a_feed_is_made_renewed_and_taken_away(client, saved):
    address = f"{saved}/feed"
    assert got(client, address) == {"feed": None}
    first = sent(client, "POST", address, 200)
    described(API + "/{saved}/feed", "post", 200, first)
    assert got(client, address) == first
    assert client.get(first["feed"]).mimetype == "application/atom+xml"
    second = sent(client, "POST", address, 200)
    assert client.get(first["feed"]).status_code == 404
    assert client.get(second["feed"]).status_code == 200
    assert client.delete(address).status_code == 204
    assert client.get(second["feed"]).status_code == 404
    assert got(client, address) == {"feed": None}
    assert client.delete(address).status_code == 204


def test_what_holds_the_secret_of_a_feed_is_kept_nowhere(client, saved):
    for answer in (client.post(f"{saved}/feed"), client.get(f"{saved}/feed")):
        assert "no-store" in answer.headers["Cache-Control"]
    assert "feed" not in got(client, saved)


def test_a_feed_is_its_owner_s_alone(client, shared):
    address, who = shared
    made = sent(client, "POST", f"{address}/feed", 200)
    who["is"] = identity_of("lin", "unit")
    for method in ("GET", "POST", "DELETE"):
        refused = sent(client, method, f"{address}/feed", 403)
        assert made["feed"] not in str(refused)
    who["is"] = identity_of("rith")
    for method in ("GET", "POST", "DELETE"):
        sent(client, method, f"{address}/feed", 404)
    who["is"] = identity_of("sokha", "unit")
    assert got(client, f"{address}/feed") == made


def test_a_feed_of_what_is_not_there_and_with_parameters_is_refused(client, saved):
    sent(client, "POST", f"{API}/{'0' * 32}/feed", 404)
    sent(client, "POST", f"{API}/none/feed", 404)
    assert problems(sent(client, "POST", f"{saved}/feed?action=make", 400)) == {"action"}
    assert got(client, f"{saved}/feed") == {"feed": None}


# --------------------------------------------------------------------------- notices tried


def test_the_last_report_is_sent_to_try_it(client, saved, webhook, mailbox):
    sent(client, "PATCH", f"{saved}/notices", 200, {"mail": TO, "webhook": webhook.address})
    for channel in ("mail", "webhook"):
        answer = sent(client, "POST", f"{saved}/notices/test", 200, {"channel": channel})
        described(API + "/{saved}/notices/test", "post", 200, answer)
        assert answer == {"channel": channel, "run": 1}
    assert mailbox.recipients == [[TO]]
    assert len(webhook.got) == 1


def test_a_try_that_fails_says_why(client, saved, webhook):
    answer = sent(client, "POST", f"{saved}/notices/test", 400, {"channel": "mail"})
    assert "no address" in answer["error"]["problems"][0]["message"]
    sent(client, "PATCH", f"{saved}/notices", 200, {"webhook": webhook.address})
    webhook.status = 500
    answer = sent(client, "POST", f"{saved}/notices/test", 400, {"channel": "webhook"})
    assert problems(answer) == {"channel"}
    assert "answered 500" in answer["error"]["problems"][0]["message"]


def test_what_never_ran_cannot_be_tried(client):
    made = add(client)
    answer = sent(client, "POST", f"{API}/{made['id']}/notices/test", 404, {"channel": "mail"})
    assert "has not run yet" in answer["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"mail"', b"\xff", b"null"])
@pytest.mark.parametrize("path", ["notices/test", "notices"])
def test_what_is_no_json_object_is_refused_in_a_sentence(client, saved, body, path):
    method = "POST" if path.endswith("test") else "PATCH"
    answer = client.open(f"{saved}/{path}", method=method, data=body)
    assert answer.status_code == 400
    assert problems(answer.json) == {"body"}


@pytest.mark.parametrize(
    ("body", "parameters"),
    [
        ({}, {"channel"}),
        ({"channel": "pigeon"}, {"channel"}),
        ({"channel": 7, "to": TO}, {"channel", "to"}),
        ({"channel": ["mail"]}, {"channel"}),
        ({"channel": None}, {"channel"}),
    ],
)
def test_a_try_names_all_that_is_wrong(client, saved, body, parameters):
    assert problems(sent(client, "POST", f"{saved}/notices/test", 400, body)) == parameters


def test_a_try_is_its_owner_s_alone(site, client, shared, webhook):
    address, who = shared
    sent(client, "POST", f"{address}/runs", 201)
    sent(client, "PATCH", f"{address}/notices", 200, {"webhook": webhook.address})
    who["is"] = identity_of("lin", "unit")
    sent(client, "POST", f"{address}/notices/test", 403, {"channel": "webhook"})
    who["is"] = identity_of("rith")
    sent(client, "POST", f"{address}/notices/test", 404, {"channel": "webhook"})
    assert webhook.got == []
    assert (
        SavedStore(site.database).get(address.rpartition("/")[2], None).webhook == webhook.address
    )


# --------------------------------------------------------------------------- runs and plots


def test_a_report_is_held_against_the_last_run_of_one_s_own(client, shared):
    address, who = shared
    sent(client, "POST", f"{address}/runs", 201)
    who["is"] = identity_of("lin", "unit")
    answer = got(client, f"{address}/runs/1", 404, against="mine")
    assert "started no run" in answer["error"]["message"]
    sent(client, "POST", f"{address}/runs", 201)
    who["is"] = identity_of("sokha", "unit")
    sent(client, "POST", f"{address}/runs", 201)
    assert got(client, f"{address}/runs/3", against="mine")["since"] == 1
    assert got(client, f"{address}/runs/3")["since"] == 2


def test_the_plots_are_those_of_the_page_in_english(client, saved):
    for name in ("time", "years"):
        answer = client.get(f"{saved}/plots/{name}.svg", headers={"Accept-Language": "zh-CN"})
        assert answer.mimetype == "image/svg+xml"
        page = saved.removeprefix("/api/v1")
        shown = client.get(f"{page}/plots/{name}.svg", headers={"Accept-Language": "en"})
        assert answer.data == shown.data
        got(client, f"{API}/{'0' * 32}/plots/{name}.svg", 404)
