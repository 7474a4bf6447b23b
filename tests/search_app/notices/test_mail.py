"""Reports by mail: what is sent, to whom, how it is stopped, and what becomes of failures."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.accounts.store import AccountStore
from search_app.notices.deliveries import PAUSES, DeliveryStore
from search_app.notices.errors import BadAddress, NotSetUp
from search_app.notices.mail import clean_address
from search_app.notices.notifier import Notifier
from search_app.saved.queries import Change
from search_app.settings import Settings
from tests.search_app.notices.conftest import SITE, TO
from tests.search_app.outside import free_port


def changed(works):
    works.write((1, ["refusal", "freezing_later"]), (3, ["freezing"]))


def test_the_first_run_is_not_mailed_since_it_only_keeps_what_there_is(runs, saved, mailbox):
    assert runs(saved) == []
    assert mailbox.messages == []


def test_a_run_that_finds_nothing_new_is_not_mailed(runs, saved, mailbox):
    runs(saved)
    runs(saved)
    assert mailbox.messages == []


def test_what_is_new_and_changed_is_mailed_in_the_language_asked_for(runs, saved, works, mailbox):
    runs(saved)
    changed(works)
    assert runs(saved) == []
    (message,) = mailbox.messages
    assert mailbox.recipients == [[TO]]
    assert message["Subject"].startswith("ការបង្កកទ្រព្យ 冻结: ")
    assert message["Content-Language"] == "km"
    text = message.get_body(("plain",)).get_content()
    assert "ថ្មី" in text
    assert f"{SITE}/works/treaty-3/en/art_1" in text
    assert f"{SITE}/works/treaty-1/en/art_2" in text
    assert f"{SITE}/saved/{saved.id}/runs/2" in text
    html = message.get_body(("html",)).get_content()
    assert '<html lang="km">' in html
    assert '<li lang="en">Treaty number 3' in html


def test_what_is_gone_is_mailed_too(runs, saved, works, mailbox):
    runs(saved)
    works.remove(1)
    runs(saved)
    assert f"{SITE}/works/treaty-1/en/art_2" in mailbox.messages[0].get_body().get_content()


def test_a_report_is_mailed_once_however_often_what_waits_is_sent(
    runs, saved, works, mailbox, database, settings
):
    runs(saved)
    changed(works)
    runs(saved)
    assert Notifier(database, settings, works.labels).send() == []
    assert len(mailbox.messages) == 1


def test_one_click_stops_the_mail_as_rfc_8058_has_it(runs, saved, works, mailbox):
    runs(saved)
    changed(works)
    runs(saved)
    (message,) = mailbox.messages
    assert message["List-Unsubscribe"].strip() == f"<{SITE}/unsubscribe/{'t' * 40}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_markup_in_a_name_stays_text(runs, saved, works, mailbox, store):
    store.change(saved.id, None, Change(name="<b>assets</b> & more"))
    runs(saved)
    changed(works)
    runs(saved)
    html = mailbox.messages[0].get_body(("html",)).get_content()
    assert "<b>assets</b>" not in html
    assert "&lt;b&gt;assets&lt;/b&gt; &amp; more" in html


# --------------------------------------------------------------------------- failures


class Clock:
    """A clock that is moved by hand."""

    def __init__(self):
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self):
        return self.at


def test_what_a_server_does_not_take_now_is_tried_again_after_a_pause(
    runs, saved, works, mailbox, database, settings
):
    clock = Clock()
    runs(saved, clock)
    changed(works)
    mailbox.answer = "451 try again later"
    (failed,) = runs(saved, clock)
    assert "451" in failed.detail
    mailbox.answer = ""
    notifier = Notifier(database, settings, works.labels, clock=clock)
    assert notifier.send() == []  # not yet: the pause is not over
    assert mailbox.messages == []
    clock.at += PAUSES[0]
    assert notifier.send() == []
    assert len(mailbox.messages) == 1
    (delivery,) = DeliveryStore(database).of(saved.id)
    assert (delivery.state, delivery.attempts, delivery.detail) == ("sent", 2, "")


def test_what_a_server_refuses_for_good_is_not_tried_again(
    runs, saved, works, mailbox, database, settings
):
    clock = Clock()
    runs(saved, clock)
    changed(works)
    mailbox.answer = "550 no such mailbox"
    runs(saved, clock)
    clock.at += timedelta(days=30)
    assert Notifier(database, settings, works.labels, clock=clock).send() == []
    (delivery,) = DeliveryStore(database).of(saved.id)
    assert (delivery.state, delivery.attempts) == ("failed", 1)
    assert "550" in delivery.detail


def test_after_the_last_pause_nothing_is_tried_any_more(
    runs, saved, works, mailbox, database, settings
):
    clock = Clock()
    runs(saved, clock)
    changed(works)
    mailbox.answer = "451 try again later"
    runs(saved, clock)
    notifier = Notifier(database, settings, works.labels, clock=clock)
    for pause in PAUSES:
        clock.at += pause
        assert len(notifier.send()) == 1
    clock.at += timedelta(days=30)
    assert notifier.send() == []
    assert DeliveryStore(database).of(saved.id)[0].state == "failed"


def test_a_claim_of_somebody_who_is_gone_ends(runs, saved, works, mailbox, database, settings):
    clock = Clock()
    runs(saved, clock)
    changed(works)
    mailbox.answer = "451 try again later"
    runs(saved, clock)
    clock.at += PAUSES[0]
    store = DeliveryStore(database, clock)
    assert store.claim() is not None
    mailbox.answer = ""
    assert store.claim() is None  # somebody has it
    clock.at += timedelta(minutes=10)
    assert Notifier(database, settings, works.labels, clock=clock).send() == []
    assert len(mailbox.messages) == 1


def test_a_server_that_is_not_there_is_no_failure_of_the_run(
    runs, saved, works, database, settings
):
    runs(saved)
    changed(works)
    nowhere = replace(settings, smtp_port=free_port())
    (failed,) = runs(saved, notifier=Notifier(database, nowhere, works.labels))
    assert "mail server" in failed.detail
    assert DeliveryStore(database).of(saved.id)[0].state == "waiting"


def test_without_a_server_mail_waits_however_long_and_says_which_settings_are_lacking(
    runs, saved, works, mailbox, database, settings
):
    clock = Clock()
    lacking = Notifier(database, Settings(), works.labels, clock=clock)
    runs(saved, notifier=lacking)
    changed(works)
    (told,) = runs(saved, notifier=lacking)
    assert "smtp_host" in told.detail
    clock.at += timedelta(days=400)
    assert len(lacking.send()) == 1
    assert DeliveryStore(database).of(saved.id)[0].attempts == 0
    assert Notifier(database, settings, works.labels, clock=clock).send() == []
    assert len(mailbox.messages) == 1
    with pytest.raises(NotSetUp, match="smtp_host"):
        lacking.test(saved, "mail")


def test_no_mail_goes_to_an_address_that_was_taken_away_meanwhile_and_that_is_told(
    runs, saved, works, mailbox, store, database, settings
):
    clock = Clock()
    runs(saved, clock)
    changed(works)
    mailbox.answer = "451 later"
    runs(saved, clock)
    store.change(saved.id, None, Change(mail_to="", mail_token=""))
    mailbox.answer = ""
    clock.at += PAUSES[0]
    assert Notifier(database, settings, works.labels, clock=clock).send() == []
    assert mailbox.messages == []
    (delivery,) = DeliveryStore(database).of(saved.id)
    assert delivery.state == "dropped"
    assert "no address" in delivery.detail


def test_where_there_are_accounts_mail_goes_to_the_owner_s_address_as_it_is_now(
    runs, saved, works, mailbox, store, database, settings
):
    accounts = AccountStore(database)
    owner = accounts.add("ប៊ុនថន", password="ពាក្យសម្ងាត់វែងណាស់", email="new@ministry.example")
    store.give(saved.id, owner.id, owner.name)
    with_accounts = Notifier(database, replace(settings, accounts="on"), works.labels)
    runs(saved, notifier=with_accounts)
    changed(works)
    assert runs(saved, notifier=with_accounts) == []
    assert mailbox.recipients == [["new@ministry.example"]]


# --------------------------------------------------------------------------- addresses


@pytest.mark.parametrize("given", ["a@b.example", "  first.last+tag@sub.b.example "])
def test_an_address_is_kept_without_what_surrounds_it(given):
    assert clean_address(given) == given.strip()


@pytest.mark.parametrize(
    "given",
    ["", "reader", "@b.example", "a@", "a@b", "a b@c.example", "a@b.example\nBcc: c@d.example",
     "a@b.example, c@d.example", "Reader <a@b.example>", "អាន@b.example", "a" * 250 + "@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(given):
    with pytest.raises(BadAddress):
        clean_address(given)


@given(st.text(max_size=60))
def test_no_text_gets_a_line_of_its_own_into_the_head_of_a_mail(text):
    try:
        kept = clean_address(text)
    except BadAddress:
        return
    assert kept.isascii()
    assert kept.isprintable()
    assert "," not in kept
