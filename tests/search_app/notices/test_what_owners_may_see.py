"""A report that is sent says what its owner may see then; and no run is kept without its notice."""

import json

import pytest

from indexer.engine import EngineUnavailable
from search_app.access import RESTRICTED
from search_app.access_rules import AccessRules
from search_app.accounts.store import AccountStore
from search_app.notices.deliveries import DeliveryStore, note_run
from search_app.notices.errors import NotJudged
from search_app.notices.notifier import Notifier
from search_app.notices.webhook import new_secret
from search_app.saved.owner_access import access_of_owners
from search_app.saved.queries import Change
from search_app.saved.run_store import RunStore
from search_app.saved.running import Runner
from search_app.work_labels import KeptLabels
from tests.search_app.notices.test_mail import changed


@pytest.fixture
def owner(database):
    return AccountStore(database).add("សុខា", email="sokha@ministry.example")


@pytest.fixture
def owned(store, saved, owner, webhook):
    """The saved query as a reader's, who sees no restricted works, with mail and a webhook."""
    store.give(saved.id, owner.id, owner.name)
    change = Change(webhook=webhook.address, webhook_secret=new_secret())
    return store.change(saved.id, None, change)


@pytest.fixture
def ran(database, works, owned):
    """The same after two runs of which the second found treaty 3 and another text of treaty 1;
    nothing is sent yet."""
    runner = Runner(database, works.searcher, access_of_owners(database), noting=note_run)
    runner.run(owned)
    changed(works)
    assert runner.run(owned).run.new == 1
    return owned


@pytest.fixture
def notifier(database, settings, works):
    return Notifier(database, settings, works.labels)


def said(mailbox, webhook):
    """What was mailed and what was posted."""
    (message,), ((_, _, body),) = mailbox.messages, webhook.got
    return message["Subject"] + message.get_body(("plain",)).get_content(), json.loads(body)["data"]


def test_what_is_as_open_as_at_the_run_is_told(ran, notifier, mailbox, webhook):
    assert notifier.send() == []
    mail, posted = said(mailbox, webhook)
    assert "treaty-3/en/art_1" in mail
    assert (posted["new"], posted["changed"]) == (["treaty-3/en/art_1"], ["treaty-1/en/art_2"])


def closed_by_rule(database, works):
    AccessRules(database).set("treaty-3", RESTRICTED, by="បូផា")


def closed_by_indexing(database, works):
    works.write({"number": 3, "articles": ["freezing"], "access": RESTRICTED})


def gone(database, works):
    works.remove(3)


@pytest.mark.parametrize("close", [closed_by_rule, closed_by_indexing, gone])
def test_a_work_that_was_closed_after_the_run_is_in_no_report(
    ran, notifier, mailbox, webhook, database, works, close
):
    close(database, works)
    assert notifier.send() == []
    mail, posted = said(mailbox, webhook)
    assert "treaty-1/en/art_2" in mail
    assert "treaty-3" not in mail
    assert "Treaty number 3" not in mail
    assert "treaty-3" not in json.dumps(posted)
    assert (posted["count"], posted["new"], posted["changed"]) == (1, [], ["treaty-1/en/art_2"])


def test_a_work_that_was_open_until_it_left_the_index_is_told_to_everybody(
    ran, settings, mailbox, webhook, database, works
):
    kept = KeptLabels(database)
    kept.of(works.labels().now)
    gone(database, works)
    notifier = Notifier(database, settings, lambda: kept.of(works.labels().now))
    assert notifier.send() == []
    mail, posted = said(mailbox, webhook)
    assert "treaty-3/en/art_1" in mail
    assert posted["new"] == ["treaty-3/en/art_1"]


def test_the_owner_who_may_see_it_is_told_of_it_all_the_same(
    ran, notifier, mailbox, webhook, database, works, owner
):
    closed_by_indexing(database, works)
    AccountStore(database).change(owner.id, restricted=True)
    assert notifier.send() == []
    mail, posted = said(mailbox, webhook)
    assert "treaty-3/en/art_1" in mail
    assert posted["new"] == ["treaty-3/en/art_1"]


def test_nothing_is_sent_of_which_nothing_may_be_seen_any_more(
    ran, notifier, mailbox, webhook, database, works
):
    for number in (1, 3):
        works.write({"number": number, "articles": ["refusal"], "access": RESTRICTED})
    assert notifier.send() == []
    assert (mailbox.messages, webhook.got) == ([], [])
    assert {one.state for one in DeliveryStore(database).of(ran.id)} == {"dropped"}


def test_a_try_leaves_out_the_same(ran, notifier, mailbox, webhook, database, works):
    closed_by_indexing(database, works)
    for channel in ("mail", "webhook"):
        assert notifier.test(ran, channel) == 2
    mail, posted = said(mailbox, webhook)
    assert "treaty-3" not in mail + json.dumps(posted)


def test_without_the_index_what_is_sent_waits_and_says_why(
    ran, database, settings, works, mailbox, webhook
):
    def unread():
        raise EngineUnavailable("the cluster does not answer")

    notifier = Notifier(database, settings, unread)
    assert all("cluster does not answer" in one.detail for one in notifier.send())
    assert (mailbox.messages, webhook.got) == ([], [])
    assert {one.state for one in DeliveryStore(database).of(ran.id)} == {"waiting"}
    with pytest.raises(NotJudged):
        notifier.test(ran, "webhook")


def test_who_sees_everything_is_told_without_the_index(runs, saved, works, database, mailbox):
    def unread():
        raise EngineUnavailable("the cluster does not answer")

    runs(saved)
    changed(works)
    assert runs(saved) == []
    assert "treaty-3" in mailbox.messages[0].get_body(("plain",)).get_content()


# --------------------------------------------------------------------------- killed in between


class Killed(BaseException):
    """What ends a process: nothing that comes after it is done."""


def killing(*_):
    raise Killed


def test_who_is_killed_after_the_run_has_noted_what_is_to_be_sent(
    saved, database, works, notifier, mailbox
):
    runner = Runner(database, works.searcher, noting=note_run, after=killing)
    for change in (lambda: None, lambda: changed(works)):
        change()
        with pytest.raises(Killed):
            runner.run(saved)
    assert [one.number for one in DeliveryStore(database).waiting(("mail",))] == [2]
    assert notifier.send() == []
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize("at", ["before", "after"])
def test_who_is_killed_while_noting_keeps_neither_and_the_next_run_tells_it(
    saved, database, works, notifier, mailbox, at
):
    def dying(session, run):
        if at == "after":
            note_run(session, run)
            session.flush()
        raise Killed

    Runner(database, works.searcher, noting=note_run).run(saved)
    changed(works)
    with pytest.raises(Killed):
        Runner(database, works.searcher, noting=dying).run(saved)
    assert RunStore(database).count(saved.id) == 1
    assert DeliveryStore(database).of(saved.id) == []
    report = Runner(database, works.searcher, noting=note_run).run(saved)
    assert (report.run.number, report.run.new) == (2, 1)
    assert notifier.send() == []
    assert "treaty-3/en/art_1" in mailbox.messages[0].get_body(("plain",)).get_content()


def test_a_run_is_told_to_wherever_its_query_sends_to_when_it_ends(
    store, saved, database, works, webhook
):
    Runner(database, works.searcher, noting=note_run).run(saved)
    changed(works)

    def changing(_):
        change = Change(mail_to="", webhook=webhook.address, webhook_secret=new_secret())
        store.change(saved.id, None, change)
        return works.searcher()

    Runner(database, changing, noting=note_run).run(saved)
    assert [one.channel for one in DeliveryStore(database).of(saved.id)] == ["webhook"]
