"""Reports by webhook: signed, sent to public addresses alone, never led elsewhere."""

import json
import socket
from contextlib import suppress
from threading import Event, Thread

import pytest

from search_app.notices.deliveries import DeliveryStore
from search_app.notices.errors import BadAddress, NotTaken, Refused
from search_app.notices.webhook import Webhooks, new_secret, signature
from search_app.saved.queries import Change
from tests.search_app.notices.conftest import SITE

TRUSTED = Webhooks(frozenset({"127.0.0.1"}))


@pytest.fixture
def hooked(saved, store, webhook):
    """The saved query with the webhook in place of mail."""
    change = Change(mail_to="", webhook=webhook.address, webhook_secret=new_secret())
    return store.change(saved.id, None, change)


def test_a_report_is_posted_as_the_api_has_it_with_where_to_read_it(runs, hooked, works, webhook):
    runs(hooked)
    works.write((3, ["freezing"]))
    assert runs(hooked) == []
    ((path, headers, body),) = webhook.got
    assert path == "/reports?case=7"
    assert headers["Content-Type"] == "application/json"
    document = json.loads(body)
    assert document["type"] == "saved_query.run"
    assert document["data"]["name"] == hooked.name
    assert document["data"]["new"] == ["treaty-3/en/art_1"]
    assert document["data"]["report"] == f"{SITE}/saved/{hooked.id}/runs/2"


def test_it_is_signed_as_standard_webhooks_has_it(runs, hooked, works, webhook):
    runs(hooked)
    works.write((3, ["freezing"]))
    runs(hooked)
    ((_, headers, body),) = webhook.got
    made = signature(
        hooked.webhook_secret, headers["webhook-id"], headers["webhook-timestamp"], body
    )
    assert headers["webhook-signature"] == made
    other = signature(hooked.webhook_secret, headers["webhook-id"], "0", body)
    assert headers["webhook-signature"] != other


def test_the_signature_is_the_one_of_the_standard_s_own_example():
    """The example of the specification, spec/standard-webhooks.md, "Signature scheme"."""
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_redirection_is_not_followed(runs, hooked, works, webhook, database):
    runs(hooked)
    works.write((3, ["freezing"]))
    webhook.status, webhook.location = 307, webhook.address
    (failed,) = runs(hooked)
    assert "answered 307" in failed.detail
    assert len(webhook.got) == 1


@pytest.mark.parametrize(("status", "state"), [(500, "waiting"), (429, "waiting"), (410, "failed")])
def test_what_is_not_taken_is_tried_again_unless_it_is_refused(
    runs, hooked, works, webhook, database, status, state
):
    runs(hooked)
    works.write((3, ["freezing"]))
    webhook.status = status
    runs(hooked)
    assert DeliveryStore(database).of(hooked.id)[0].state == state


def test_a_host_that_is_not_there_can_be_tried_again():
    def nowhere(host, port):
        raise OSError("unknown")

    with pytest.raises(NotTaken, match=r"no host ministry\.example"):
        Webhooks(resolve=nowhere).clean("https://ministry.example/")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1",
     "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "100.64.0.1", "224.0.0.1",
     "fe80::1%eth0", "64:ff9b:1::7f00:1", "::7f00:1",
     "::ffff:0:7f00:1", "fec0::1", "192.88.99.1", "3fff::1", "5f00::1"],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused_whatever_name_leads_to_it(address):
    found = ["203.0.113.1" if address == "" else "93.184.216.34", address]
    with pytest.raises(BadAddress, match="webhook_hosts"):
        Webhooks(resolve=lambda host, port: found).clean("https://ministry.example/hook")


def test_a_public_address_is_taken():
    hooks = Webhooks(resolve=lambda host, port: ["93.184.216.34", "2606:2800:220:1::1"])
    assert hooks.clean(" https://ministry.example/hook ") == "https://ministry.example/hook"


def test_the_address_that_was_looked_at_is_the_one_connected_to(webhook):
    """A name that leads elsewhere a moment later leads nowhere else here."""
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["203.0.113.9"]

    hooks = Webhooks(frozenset({"rebound.example"}), rebinding)
    hooks.send(f"http://rebound.example:{webhook.server_port}/x", new_secret(), "id", "1", b"{}")
    assert asked == ["rebound.example"]
    assert webhook.got[0][1]["Host"] == f"rebound.example:{webhook.server_port}"


@pytest.mark.parametrize(
    "given",
    ["", "hook", "ftp://ministry.example/", "http://ministry.example/", "https://",
     "https://user:word@ministry.example/", "https://ministry.example/#part",
     "https://ministry.example:99999/", "https://ministry.example:0/", "https://ក្រសួង.example/", "https://[::1",
     "https://ministry.example/a b", "https://ministry.example/\r\nX: y", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address_of_a_webhook_is_refused(given):
    with pytest.raises(BadAddress):
        Webhooks(resolve=lambda host, port: ["93.184.216.34"]).clean(given)


def test_plain_http_is_for_trusted_hosts_alone():
    assert TRUSTED.clean("http://127.0.0.1:8080/hook")
    with pytest.raises(BadAddress, match="https://"):
        Webhooks(resolve=lambda host, port: ["93.184.216.34"]).clean("http://ministry.example/")


def test_a_server_with_a_certificate_of_another_is_not_sent_to(webhook):
    hooks = Webhooks(frozenset({"127.0.0.1"}))
    with pytest.raises(NotTaken, match="cannot be reached"):
        hooks.send(f"https://127.0.0.1:{webhook.server_port}/", new_secret(), "id", "1", b"{}")


def test_what_a_server_refuses_is_final():
    assert Refused.final
    assert not NotTaken.final


def test_a_server_that_answers_a_byte_at_a_time_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = Event()

        def drip():
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                while not ended.wait(0.05):
                    connection.sendall(b"X")

        thread = Thread(target=drip)
        thread.start()
        hooks = Webhooks(frozenset({"127.0.0.1"}), deadline=0.5)
        port = listening.getsockname()[1]
        with pytest.raises(NotTaken, match="cannot be reached"):
            hooks.send(f"http://127.0.0.1:{port}/", new_secret(), "id", "1", b"{}")
        ended.set()
        thread.join()
