"""Where an index is kept: a folder, or an Elasticsearch cluster."""

import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from .base import EngineError

#: How vectors are kept on Elasticsearch, by the name of ``index_options``; docs/engines.md compares
#: them.
VECTOR_INDEXES = ("int8_hnsw", "hnsw", "flat")
_DEFAULT_PORT = 9200


@dataclass(frozen=True, kw_only=True)
class ElasticPlace:
    """An index on an Elasticsearch cluster, and how the cluster is reached.

    ``hosts``: addresses of its nodes. ``prefix``: the name of the alias that is searched, with
    which the names of all its indexes begin. ``ca_certs``: a file of certificates to trust; empty
    for the system's. ``timeout``: seconds one request may take. ``shards``, ``replicas`` and
    ``vectors`` (one of ``VECTOR_INDEXES``) hold for an index that is made.
    """

    hosts: tuple[str, ...]
    prefix: str = "treatylens"
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca_certs: str = ""
    timeout: int = 10
    shards: int = 1
    replicas: int = 1
    vectors: str = "int8_hnsw"

    def __str__(self) -> str:
        return f"{', '.join(self.hosts)} ({self.prefix})"


#: Where an index can be: the folder of an embedded one, or a cluster.
Place = Path | ElasticPlace


def parse_hosts(addresses: str) -> tuple[tuple[str, ...], str, str]:
    """Addresses of nodes, separated by commas: ``https://USER:PASSWORD@HOST:PORT``.

    The addresses without what is secret, and the user and password of the first that has some.
    Port 9200 where none is given. Raises ``EngineError`` for anything that is no such address.
    """
    parts = [part.strip() for part in addresses.split(",") if part.strip()]
    if not parts:
        raise EngineError("the address of the engine is empty; use http://HOST:9200")
    hosts, users = [], []
    for number, part in enumerate(parts, 1):
        try:
            split = urlsplit(part)
            port = split.port or _DEFAULT_PORT
        except ValueError:
            split, port = urlsplit(""), 0
        if split.scheme not in {"http", "https"} or not split.hostname or "@" in split.path:
            # The address may hold a password, so it is not shown.
            raise EngineError(
                f"address {number} of the engine is none; use http://HOST:9200 or "
                "https://HOST:9200, several separated by commas"
            )
        name = f"[{split.hostname}]" if ":" in split.hostname else split.hostname
        hosts.append(urlunsplit((split.scheme, f"{name}:{port}", split.path.rstrip("/"), "", "")))
        if split.username:
            users.append((unquote(split.username), unquote(split.password or "")))
    return tuple(hosts), *(users[0] if users else ("", ""))


def check_place(place: ElasticPlace) -> None:
    """Raise ``EngineError`` for settings of a cluster that cannot be used together."""
    if place.vectors not in VECTOR_INDEXES:
        raise EngineError(
            f"vectors cannot be kept as {place.vectors!r}; use one of {', '.join(VECTOR_INDEXES)}"
        )
    if not _is_index_name(place.prefix):
        raise EngineError(
            f"{place.prefix!r} cannot begin the name of an index; use small letters, digits, "
            "- and _, a letter first, at most 100"
        )
    if place.api_key and place.username:
        raise EngineError("an API key and a user name are given; leave one of them out")
    if place.ca_certs:
        _check_certificates(place)


def _check_certificates(place: ElasticPlace) -> None:
    if not Path(place.ca_certs).is_file():
        raise EngineError(f"{place.ca_certs}, the file of certificates to trust, is not there")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(place.ca_certs)
    except OSError as error:
        raise EngineError(
            f"{place.ca_certs} cannot be used ({error.strerror or error}): let "
            "TREATYLENS_ENGINE_CA name a file of certificates in PEM"
        ) from error
    if plain := next((host for host in place.hosts if not host.startswith("https:")), ""):
        raise EngineError(
            f"TREATYLENS_ENGINE_CA names certificates, and {plain} has none: use https:// in "
            "TREATYLENS_ENGINE, or leave them out"
        )


def _is_index_name(prefix: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9_-]{0,99}", prefix) is not None


def shown(places: Sequence[str]) -> str:
    """Addresses for a sentence."""
    return " and ".join(places) if len(places) < 3 else f"{places[0]} and {len(places) - 1} more"
