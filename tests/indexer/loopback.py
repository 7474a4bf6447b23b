"""Small servers on loopback that tests put in the place of an Elasticsearch, or before one."""

import http.client
import select
import socket
import socketserver
import threading
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


def free_port():
    """A port on which nothing listens now."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def serving(server):
    """A server of ``socketserver`` that serves by a thread; its address."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def answering(answer):
    """The address of a server that says ``answer(handler)`` to every request: status, headers and
    body; None closes the connection without a word."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            self.body = self.rfile.read(length)
            said = answer(self)
            if said is None:
                self.close_connection = True
                return
            status, headers, body = said
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *_):
            pass

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as address:
        yield address


def passed_on(handler, host):
    """What the server at ``host`` says to the request that ``handler`` has read."""
    split = urlsplit(host)
    headers = {name: value for name, value in handler.headers.items() if name.lower() != "host"}
    with closing(http.client.HTTPConnection(split.hostname, split.port, timeout=60)) as upstream:
        upstream.request(handler.command, handler.path, handler.body or None, headers)
        answer = upstream.getresponse()
        body = answer.read()
        kept = {
            name: value
            for name, value in answer.getheaders()
            if name.lower() not in {"content-length", "transfer-encoding", "connection"}
        }
        return answer.status, kept, body


@contextmanager
def hanging():
    """The address of a server that accepts connections and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def forwarding(port, host):
    """Lets whoever connects to ``port`` talk to ``host``; in the end every connection is cut."""
    split = urlsplit(host)
    target, connections = (split.hostname, split.port), set()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            with suppress(OSError), closing(socket.create_connection(target)) as upstream:
                other = {self.request: upstream, upstream: self.request}
                connections.update(other)
                try:
                    while ready := select.select([*other], [], [])[0]:
                        for one in ready:
                            data = one.recv(65_536)
                            if not data:
                                return
                            other[one].sendall(data)
                finally:
                    connections.difference_update(other)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with serving(Server(("127.0.0.1", port), Handler)):
        try:
            yield
        finally:
            for one in [*connections]:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
