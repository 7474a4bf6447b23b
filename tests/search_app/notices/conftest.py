"""A mail server, a webhook and a saved query whose last run found something."""

import email
import email.policy
import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from search_app.notices.deliveries import note_run
from search_app.notices.notifier import Notifier
from search_app.query_model import QueryModel
from search_app.saved.owner_access import access_of_owners
from search_app.saved.queries import Change
from search_app.saved.running import Runner
from search_app.saved.store import SavedStore
from search_app.settings import Settings
from tests.indexer.engine_cases import EnginePlace
from tests.search_app.saved.small_works import SmallWorks

SITE = "https://treaties.example"
TO = "reader@ministry.example"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class _Server(SMTP):
    """The server says what it is told to say of a recipient."""

    async def smtp_RCPT(self, arg):
        if self.event_handler.answer:
            await self.push(self.event_handler.answer)
        else:
            await super().smtp_RCPT(arg)


class Mailbox(Controller):
    """A mail server on loopback that keeps what it gets in ``messages``."""

    def __init__(self):
        self.messages, self.answer, self.recipients = [], "", []
        super().__init__(self, hostname="127.0.0.1", port=free_port())

    def factory(self):
        return _Server(self.handler)

    async def handle_DATA(self, server, session, envelope):
        self.recipients.append(envelope.rcpt_tos)
        self.messages.append(
            email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        )
        return "250 OK"


@pytest.fixture
def mailbox():
    box = Mailbox()
    box.start()
    yield box
    box.stop()


class Webhook(ThreadingHTTPServer):
    """A webhook on loopback that keeps what it gets and answers ``status``."""

    def __init__(self):
        self.got, self.status, self.location = [], 204, ""
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/reports?case=7"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers.items()), body))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()

    def log_message(self, *_):
        """Nothing."""


@contextmanager
def serving(server):
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def webhook():
    with serving(Webhook()) as server:
        yield server


@pytest.fixture
def settings(mailbox):
    return Settings(
        site_url=SITE + "/",
        smtp_host="127.0.0.1",
        smtp_port=mailbox.port,
        smtp_security="none",
        mail_from="TreatyLens <treatylens@ministry.example>",
        webhook_hosts="127.0.0.1",
    )


@pytest.fixture
def database(new_database):
    return new_database()


@pytest.fixture
def works(tmp_path, encoder):
    made = SmallWorks(EnginePlace(tmp_path / "index"), encoder)
    made.write((1, ["refusal", "freezing"]), (2, ["costs"]))
    yield made
    made.close()


@pytest.fixture
def store(database):
    return SavedStore(database)


@pytest.fixture
def saved(store):
    """A saved query whose reports are mailed in Khmer."""
    query = QueryModel(text="freezing", mode="keyword", filters={"lang": ("en",)}, expand=False)
    kept = store.add(None, "ការបង្កកទ្រព្យ 冻结", query)
    change = Change(mail_to=TO, mail_language="km", mail_token="t" * 40)
    return store.change(kept.id, None, change)


@pytest.fixture
def runs(database, works, settings):
    """Runs a saved query as the command does, and sends what waits."""

    def run(saved, clock=None, notifier=None):
        more = {"clock": clock} if clock else {}
        notifier = notifier or Notifier(database, settings, works.labels, **more)
        Runner(database, works.searcher, access_of_owners(database), noting=note_run).run(saved)
        return notifier.send()

    return run
