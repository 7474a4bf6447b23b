"""Where reports go, on the site and by the API: chosen, tried, stopped by one click."""

import pytest

from search_app.saved.store import SavedStore
from tests.search_app.pages import main_of, page, text_of
from tests.search_app.saved_site import save

TO = "reader@ministry.example"


@pytest.fixture
def site(telling_site):
    return telling_site


@pytest.fixture
def client(site):
    return site.app.test_client()


@pytest.fixture
def saved(client):
    """The address of a saved query that has run once."""
    address = save(client)
    assert client.post(f"{address}/run").status_code == 303
    return address


def kept(site, address):
    return SavedStore(site.database).get(address.rpartition("/")[2], None)


def test_the_page_of_a_saved_query_leads_to_where_its_reports_go(client, saved):
    assert f'href="{saved}/notices"' in page(client, saved)
    assert "first run is not sent" in text_of(main_of(page(client, f"{saved}/notices")))


def test_mail_is_set_in_the_language_of_the_reader_and_taken_away(site, client, saved):
    answer = client.post(
        f"{saved}/notices", data={"mail": TO}, headers={"Accept-Language": "zh-TW"}
    )
    assert answer.status_code == 303
    one = kept(site, saved)
    assert (one.mail_to, one.mail_language) == (TO, "zh-Hant")
    assert len(one.mail_token) > 30
    client.post(f"{saved}/notices", data={"mail": ""})
    assert kept(site, saved).mail_token == ""


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_kept(site, client, saved):
    answer = client.post(f"{saved}/notices", data={"mail": "nobody", "webhook": "http://10.0.0.1/"})
    assert answer.status_code == 400
    assert "no e-mail address" in answer.text
    assert "https://" in answer.text
    assert kept(site, saved).webhook == ""


def test_a_webhook_is_signed_with_a_secret_that_the_page_shows(client, saved, webhook):
    client.post(f"{saved}/notices", data={"webhook": webhook.address})
    assert "whsec_" in page(client, f"{saved}/notices")
    assert "whsec_" not in page(client, saved)


def test_the_last_report_can_be_sent_to_try_it(client, saved, webhook, mailbox):
    client.post(f"{saved}/notices", data={"webhook": webhook.address, "mail": TO})
    for channel in ("webhook", "mail"):
        answer = client.post(f"{saved}/notices/test", data={"channel": channel})
        assert answer.status_code == 200
        assert "was sent" in answer.text
    assert len(webhook.got) == len(mailbox.messages) == 1


def test_a_try_that_fails_says_why(client, saved, webhook):
    client.post(f"{saved}/notices", data={"webhook": webhook.address})
    webhook.status = 500
    answer = client.post(f"{saved}/notices/test", data={"channel": "webhook"})
    assert answer.status_code == 400
    assert "answered 500" in answer.text


def test_looking_at_the_address_in_a_mail_stops_nothing_and_one_click_does(site, client, saved):
    client.post(f"{saved}/notices", data={"mail": TO})
    address = f"/unsubscribe/{kept(site, saved).mail_token}"
    assert "Bank secrecy" in page(client, address)
    assert kept(site, saved).mail_to == TO
    # What a mail program posts (RFC 8058): from nowhere, without a token of the page.
    answer = client.post(
        address,
        data={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 200
    assert kept(site, saved).mail_to == ""
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 40, "ក" * 40])
def test_an_address_that_stops_nothing_is_not_there(client, token):
    assert client.get(f"/unsubscribe/{token}").status_code == 404
    assert client.post(f"/unsubscribe/{token}").status_code == 404


# --------------------------------------------------------------------------- programs


def test_programs_set_and_read_where_reports_go(client, saved, webhook):
    address = f"/api/v1{saved}/notices"
    answer = client.patch(address, json={"mail": TO, "language": "km", "webhook": webhook.address})
    assert answer.status_code == 200
    found = client.get(address).json
    assert (found["mail"], found["language"]) == (TO, "km")
    assert found["webhook_secret"].startswith("whsec_")
    assert found["deliveries"] == []


def test_the_language_of_mail_is_changed_alone(client, saved):
    address = f"/api/v1{saved}/notices"
    client.patch(address, json={"mail": TO, "language": "km"})
    client.patch(address, json={"language": "zh-Hans"})
    assert client.get(address).json["language"] == "zh-Hans"
    client.patch(address, json={"mail": TO})
    assert client.get(address).json["language"] == "zh-Hans"


def test_programs_are_told_all_that_is_wrong(client, saved):
    answer = client.patch(
        f"/api/v1{saved}/notices", json={"mail": 7, "language": "fr", "colour": "red"}
    )
    assert answer.status_code == 400
    wrong = {problem["parameter"] for problem in answer.json["error"]["problems"]}
    assert wrong == {"mail", "language", "colour"}


# --------------------------------------------------------------------------- before saving


def test_the_form_says_what_a_query_would_bring(client):
    shown = text_of(main_of(page(client, "/saved/new?q=bank+secrecy&mode=keyword")))
    assert "a month" in shown


def test_programs_are_told_what_a_query_would_bring(client):
    found = client.get("/api/v1/saved/estimate?q=bank+secrecy&mode=keyword&expand=0").json
    hits = client.get("/api/v1/search?q=bank+secrecy&mode=keyword&expand=0").json
    assert found["total"] == hits["total"] > 0
    assert found["depth"] is None
    assert client.get("/api/v1/saved/estimate?q=secrecy").json["depth"] == 200


def test_an_estimate_of_what_cannot_be_read_names_every_fault(client):
    answer = client.get('/api/v1/saved/estimate?q="bank&mode=loud')
    assert answer.status_code == 400
    assert {one["parameter"] for one in answer.json["error"]["problems"]} == {"q", "mode"}
