"""What reports are sent to: a mail server and a webhook, on loopback."""

import email
import email.policy
import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


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
