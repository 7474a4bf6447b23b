"""What hands texts of the collection on is for those who may read it: a token that may only keep
saved queries makes no feed and sends nothing."""

from dataclasses import replace

import pytest

from search_app.identity import SCOPES, owner
from search_app.saved.store import SavedStore
from tests.search_app.test_saved_api import API, COSTS
from tests.visitors import account, logged_in, site_with_accounts, token_of

NAME = "សុខា"


@pytest.fixture
def site(searcher, tmp_path):
    app = site_with_accounts(
        searcher,
        f"sqlite:///{tmp_path}/made.sqlite3",
        api_rate="",
        webhook_hosts="127.0.0.1",
    )
    account(app, NAME, email="sokha@ministry.example")
    return app


@pytest.fixture
def program(site):
    """What asks with a token of some scopes: its answer, which must have a status."""

    def ask(scopes, method, path, status, sent=None):
        answer = site.test_client().open(
            path, method=method, json=sent, headers=token_of(site, NAME, *scopes)
        )
        assert answer.status_code == status, answer.text
        return answer.get_json(silent=True)

    return ask


@pytest.fixture
def saved(program):
    """The address of a saved query that a token for saving alone made and ran."""
    sent = {"name": "Costs", "query": COSTS}
    address = f"{API}/{program(['save'], 'POST', API, 201, sent)['id']}"
    program(["save"], "POST", f"{address}/runs", 201)
    return address


PUBLISHING = [
    ("POST", "feed", None),
    ("GET", "feed", None),
    ("PATCH", "notices", {"mail": "sokha@ministry.example"}),
    ("PATCH", "notices", {"webhook": "http://127.0.0.1:9/hook"}),
    ("POST", "notices/test", {"channel": "webhook"}),
]


@pytest.mark.parametrize(("method", "part", "sent"), PUBLISHING)
def test_a_token_for_saving_alone_publishes_nothing(site, program, saved, method, part, sent):
    told = program(["save"], method, f"{saved}/{part}", 403, sent)["error"]["message"]
    assert told.endswith("make one with all of these scopes: save, read.")
    program(["read"], method, f"{saved}/{part}", 403, sent)
    program(set(SCOPES) - {"read", "admin", "edit"}, method, f"{saved}/{part}", 403, sent)
    [kept] = SavedStore(site.extensions["database"]).every()
    assert (kept.feed_token, kept.mail_to, kept.webhook) == ("", "", "")


def test_a_token_for_both_makes_a_feed_and_one_for_saving_takes_it_away(site, program, saved):
    feed = program(["save", "read"], "POST", f"{saved}/feed", 200)["feed"]
    assert program(["save", "read"], "GET", f"{saved}/feed", 200) == {"feed": feed}
    assert site.test_client().get(feed).status_code == 200
    program(["save"], "DELETE", f"{saved}/feed", 204)
    assert site.test_client().get(feed).status_code == 404


def test_a_token_for_both_says_where_reports_go(program, saved):
    sent = {"webhook": "http://127.0.0.1:9/hook"}
    assert program(["save", "read"], "PATCH", f"{saved}/notices", 200, sent)["webhook"]
    assert program(["save"], "GET", f"{saved}/notices", 200)["webhook"] == sent["webhook"]


def test_people_who_have_logged_in_publish_as_before(site):
    sokha = logged_in(site, "李明")
    made = sokha.post(API, json={"name": "Costs", "query": COSTS}).get_json()
    assert sokha.post(f"{API}/{made['id']}/feed").status_code == 200
    sent = {"action": "make"}
    assert sokha.post(f"/saved/{made['id']}/feed", data=sent).status_code == 303


def test_several_scopes_are_all_needed():
    assert owner("sok").may("save read")
    assert owner("sok").may("admin edit save")
    assert not token_for("save").may("save read")
    assert not token_for("read").may("save read")
    assert token_for("read", "save").may("save read")
    assert not token_for("read", "save", "edit", role="reader").may("read edit")


def token_for(*scopes, role="admin"):
    """Somebody who came with a token of some scopes."""
    return replace(owner("sok"), role=role, scopes=frozenset(scopes))
