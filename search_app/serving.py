"""The ``serve`` command: the site behind waitress, on loopback only."""

import ipaddress
import signal
import socket
from typing import Any

import click

from indexer.engine import Place
from search_app.app import create_app
from search_app.console import fail
from search_app.own_termbase import chosen_termbase
from search_app.searching import open_searcher
from search_app.settings import Settings


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(settings: Settings, index: Place, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C. Without accounts any address but loopback is refused."""
    import waitress

    if not is_loopback(host):
        fail(
            f"{host} can be reached from other machines, and there are no accounts yet to close "
            "it; use 127.0.0.1",
            2,
        )
    chosen_termbase(settings)  # a fault in a file of terms is told now, not at the first search
    app = create_app(lambda: open_searcher(settings, index), settings)
    try:
        server: Any = waitress.create_server(app, host=host, port=port, threads=4)
    except OSError as error:
        fail(f"port {port} cannot be used ({error.strerror}); give another with --port", 1)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"TreatyLens at http://{shown}:{_port(server, port)}/ (Ctrl-C ends it)")

    def stop(*_: Any) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        server.close()


def _port(server: Any, port: int) -> int:
    listening: socket.socket | None = getattr(server, "socket", None)
    return int(listening.getsockname()[1]) if listening is not None else port
