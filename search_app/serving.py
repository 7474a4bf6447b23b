"""The ``serve`` command: the site behind waitress; without accounts on loopback only."""

import signal
import socket
from typing import Any

import click

from indexer.engine import Place
from search_app.app import create_app
from search_app.console import fail
from search_app.hosts import is_loopback
from search_app.own_termbase import chosen_termbase
from search_app.searching import open_searcher
from search_app.settings import Settings


def serve(settings: Settings, index: Place, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C. Without accounts any address but loopback is refused."""
    import waitress

    if settings.accounts != "on" and not is_loopback(host):
        fail(
            f"{host} can be reached from other machines, and there are no accounts to close it; "
            "use 127.0.0.1, or set TREATYLENS_ACCOUNTS=on (docs/accounts.md)",
            2,
        )
    chosen_termbase(settings)  # a fault in a file of terms is told now, not at the first search
    app = create_app(lambda: open_searcher(settings, index), settings, host)
    try:
        server: Any = waitress.create_server(
            app, host=host, port=port, threads=4, **_proxy(settings)
        )
    except OSError as error:
        fail(f"port {port} cannot be used ({error.strerror}); give another with --port", 1)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"TreatyLens at http://{shown}:{_port(server, port)}/ (Ctrl-C ends it)")
    if settings.accounts == "on":
        _say_of_accounts(settings, host)

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


def _proxy(settings: Settings) -> dict[str, Any]:
    """What waitress is told of a proxy in front, whose word it takes for the reader's address, and
    for the name and scheme they used. Nobody else's word counts."""
    if not settings.proxy:
        return {}
    return {
        "trusted_proxy": settings.proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


def _say_of_accounts(settings: Settings, host: str) -> None:
    """On standard error what somebody who has just switched accounts on may not know."""
    from search_app.accounts.store import AccountStore
    from search_app.database import open_database

    if not AccountStore(open_database(settings)).all():
        click.echo(
            "There are no accounts yet; make the first with "
            "`treatylens accounts add NAME --role admin`",
            err=True,
        )
    if not is_loopback(host) and not settings.proxy and settings.secure_cookies != "off":
        click.echo(
            "People can log in over HTTPS alone; put a proxy with a certificate in front "
            "(docs/accounts.md)",
            err=True,
        )
