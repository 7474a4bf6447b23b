"""By which names the site may be asked. No Flask.

Without accounts the site answers this machine alone; a page of another site that gives its own
name this machine's address (DNS rebinding) is still told apart by the name that the browser sends.
"""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

#: What answers a request, as WSGI has it.
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine alone."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if address.version == 6 else None
    return (mapped or address).is_loopback


def host_name(header: str) -> str:
    """The name or address in a Host header, without its port, in lower case; "" for one that is
    none."""
    name, colon, port = header.strip().lower().rpartition(":")
    if not colon or "]" in port:  # no port: a name, or an address of version 6 in brackets
        name, port = header.strip().lower(), "0"
    if not port.isdecimal() or not port.isascii():
        return ""
    if name.startswith("[") and name.endswith("]"):
        return name[1:-1]
    return "" if ":" in name else name


class KnownHosts:
    """An application that is asked only by names that are its own: by any where ``names`` is
    None, else by these, and by those of this machine."""

    def __init__(self, application: Application, names: Iterable[str] | None) -> None:
        self._application = application
        self._names = None if names is None else frozenset(name.lower() for name in names)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request, or refuse it with 421 before anything else looks at it."""
        header = environ.get("HTTP_HOST")
        if header is None or self.knows(host_name(header)):  # no browser leaves it out
            return self._application(environ, start_response)
        text = (
            b"This site is not asked for by this name. Whoever runs it can allow the name with "
            b"TREATYLENS_HOSTS.\n"
        )
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(text))),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response("421 Misdirected Request", headers)
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [text]

    def knows(self, host: str) -> bool:
        """Whether the site is asked for by this name."""
        if self._names is None:
            return True
        return bool(host) and (is_loopback(host) or host in self._names)


def names_of(hosts: str, site_url: str = "") -> list[str]:
    """The names that the setting ``hosts`` lists, and that in the site's own address."""
    listed = [part.strip().lower() for part in hosts.split(",")]
    return [name for name in (*listed, urlsplit(site_url).hostname) if name]
