"""Webhooks: what a run found, as JSON, signed, to an address that somebody named.

Signed as Standard Webhooks has it (https://www.standardwebhooks.com): ``webhook-signature`` is
``v1,`` and the base64 of HMAC-SHA-256 over ``ID.TIMESTAMP.BODY`` with the secret's bytes.

An address that anybody may name must not lead into the network that the site stands in: every
address that the host's name has must be a public one, and it is that address that is connected to,
not what the name says a moment later. Hosts of the setting ``webhook_hosts`` are trusted.
"""

import base64
import hashlib
import hmac
import http.client
import ipaddress
import secrets
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from urllib.parse import urlsplit

from search_app.messages import msg
from search_app.notices.errors import BadAddress, NotTaken, Refused

#: Seconds that the other end may take for one step and for all of it, and bytes of its answer that
#: are read.
TIMEOUT, DEADLINE, READ = 10, 20, 4096
LONGEST = 2000
_PREFIX = "whsec_"
#: What the other end says when it will not say otherwise later (RFC 9110). 410 is how it ends the
#: webhook by the standard.
_FINAL = frozenset({400, 401, 403, 404, 405, 410, 413, 415, 422})

Resolver = Callable[[str, int], list[str]]


def new_secret() -> str:
    """A secret to sign with, as it is shown to its owner."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(24)).decode("ascii")


def signature(secret: str, identity: str, timestamp: str, body: bytes) -> str:
    """The value of ``webhook-signature``."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{identity}.{timestamp}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode("ascii")


@dataclass(frozen=True)
class _Target:
    """The parts of an address; ``path`` has its query."""

    scheme: str
    host: str
    port: int
    path: str


def addresses_of(host: str, port: int) -> list[str]:
    """Every IP address that a name has. Raises ``OSError``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Webhooks:
    """Sends to webhooks. ``trusted`` are the hosts that may be of any address, and without TLS."""

    def __init__(
        self,
        trusted: frozenset[str] = frozenset(),
        resolve: Resolver = addresses_of,
        deadline: float = DEADLINE,
    ) -> None:
        self._trusted = trusted
        self._resolve = resolve
        self._deadline = deadline

    def clean(self, given: str) -> str:
        """An address as it is kept. Raises ``BadAddress`` for one that is not sent to."""
        text = given.strip()
        self._address(self._target(text))
        return text

    def send(self, address: str, secret: str, identity: str, timestamp: str, body: bytes) -> None:
        """Post ``body``, JSON, signed. ``identity`` is the same whenever the same is sent again.
        Raises ``NoticeError``; a redirection is not followed."""
        target = self._target(address)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "TreatyLens",
            "webhook-id": identity,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature(secret, identity, timestamp, body),
        }
        connection = _connection(target, self._address(target))
        # Whoever answers a byte at a time would hold up everybody else's notices.
        ending = Timer(self._deadline, _end, (connection,))
        ending.start()
        try:
            connection.request("POST", target.path, body, headers)
            answer = connection.getresponse()
            answer.read(READ)
        except (OSError, http.client.HTTPException) as error:
            raise NotTaken(
                msg(
                    "The webhook at %(host)s cannot be reached (%(reason)s).",
                    host=target.host,
                    reason=str(error)[:200] or type(error).__name__,
                )
            ) from error
        finally:
            ending.cancel()
            connection.close()
        if not 200 <= answer.status < 300:
            message = msg(
                "The webhook at %(host)s answered %(status)s.",
                host=target.host,
                status=answer.status,
            )
            raise (Refused if answer.status in _FINAL else NotTaken)(message)

    def _target(self, address: str) -> _Target:
        if len(address) > LONGEST or not address.isascii() or not address.isprintable():
            raise BadAddress(_UNREADABLE)
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise BadAddress(_UNREADABLE) from None
        if parts.scheme not in ("https", "http") or not host or " " in address or port == 0:
            raise BadAddress(_UNREADABLE)
        if parts.username is not None or parts.fragment:
            raise BadAddress(
                msg("The address of a webhook has no user, password or fragment in it.")
            )
        if parts.scheme == "http" and host not in self._trusted:
            raise BadAddress(msg("A webhook needs an address that begins with https://."))
        query = f"?{parts.query}" if parts.query else ""
        port = port or (443 if parts.scheme == "https" else 80)
        return _Target(parts.scheme, host, port, (parts.path or "/") + query)

    def _address(self, target: _Target) -> str:
        """The IP address to connect to. Raises ``BadAddress`` and ``NotTaken``."""
        try:
            found = self._resolve(target.host, target.port)
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise NotTaken(msg("There is no host %(host)s.", host=target.host))
        if target.host not in self._trusted and not all(map(_is_public, found)):
            raise BadAddress(
                msg(
                    "%(host)s is not a public address, and nothing is sent to it; whoever runs the "
                    "site can allow it with webhook_hosts.",
                    host=target.host,
                )
            )
        return found[0]


_UNREADABLE = msg("This is no address of a webhook; write https://HOST/PATH.")


#: IPv6 addresses that lead to the IPv4 address in their last four bytes: IPv4-compatible ones (RFC
#: 4291, 2.5.5.1), IPv4-translated ones (RFC 2765) and those of NAT64 (RFC 6052), also a network's
#: own (RFC 8215).
_LEADING_TO_IPV4 = tuple(
    ipaddress.IPv6Network(one)
    for one in ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48")
)
#: What the library takes for public and is not: site-local addresses (RFC 3879), the relays of 6to4
#: (RFC 7526), documentation (RFC 9637) and segment routing (RFC 9602).
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(one) for one in ("fec0::/10", "192.88.99.0/24", "3fff::/20", "5f00::/16")
)


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if any(found in network for network in _LEADING_TO_IPV4):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
        if inner is not None and not inner.is_global:
            return False
    if any(found in network for network in _NOT_PUBLIC if network.version == found.version):
        return False
    return found.is_global and not found.is_multicast


def _end(connection: http.client.HTTPConnection) -> None:
    """Break a connection off, whatever it waits for."""
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _connection(target: _Target, address: str) -> http.client.HTTPConnection:
    if target.scheme == "https":
        return _PinnedHTTPS(target.host, address, target.port)
    return _Pinned(target.host, address, target.port)


class _Pinned(http.client.HTTPConnection):
    """A connection to an IP address that names its host."""

    def __init__(self, host: str, address: str, port: int) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address = address

    def connect(self) -> None:
        """Connect to the address that was looked at, whatever the name says by now."""
        self.sock = socket.create_connection((self._address, self.port), TIMEOUT)


class _PinnedHTTPS(_Pinned):
    """The same under TLS; the certificate must be the host's."""

    default_port = 443

    def connect(self) -> None:
        """Connect, and see that it is the host."""
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
