"""What a run keeps of each hit, and how it is packed."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from search_app.access import PUBLIC, Access
from search_app.work_labels import WorkLabels

#: The layout of what is packed. Add a reader for each older one; drop none.
_LAYOUT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a provision that is a hit: its address and the SHA-256 of its text."""

    id: str
    hash: str

    @property
    def lang(self) -> str:
        """The LANG of its address."""
        return self.id.split("/")[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptHit:
    """A hit as a run keeps it. ``id`` is its address WORK/LANG/EID, ``hash`` the SHA-256 of its
    text; ``title`` is its work's, ``label`` its number and heading, "" without either; ``signed``
    is an ISO 8601 date or ""; ``access`` the label of its work when it was found. Where versions
    of a provision are one hit, ``id`` is the one shown and ``versions`` are the others in the
    languages asked for."""

    id: str
    hash: str
    work: str
    title: str = ""
    label: str = ""
    lang: str = ""
    script: str = ""
    signed: str = ""
    access: str = PUBLIC
    versions: tuple[Version, ...] = ()

    @property
    def eid(self) -> str:
        """The eid of its address."""
        return self.id.split("/", 2)[2]

    @property
    def key(self) -> str:
        """WORK/EID, which its versions share."""
        return f"{self.work}/{self.eid}"

    @property
    def year(self) -> int | None:
        """The year of signature, None where it is not known."""
        return int(self.signed[:4]) if self.signed[:4].isdecimal() else None

    @property
    def hashes(self) -> dict[str, str]:
        """The hash of each version, the one shown first."""
        return {self.id: self.hash} | {one.id: one.hash for one in self.versions}


def seen_hits(
    hits: Iterable[KeptHit], access: Access, labels: WorkLabels | None = None
) -> tuple[KeptHit, ...]:
    """The hits that may be seen: by the label they were found with and by that which ``labels``
    has of their work. Whatever was closed since stays closed, also where it has left the index
    since then. Without ``labels`` the label they were found with says it."""
    return tuple(
        hit
        for hit in hits
        if access.shows(hit.work, hit.access)
        and (labels is None or access.shows(hit.work, labels.of(hit.work)))
    )


@dataclass(frozen=True, kw_only=True)
class HitSet:
    """The hits of a run, packed: ``sha256`` is that of what they are, so that equal hits in equal
    order have the same."""

    sha256: str
    packed: bytes


def pack(hits: Sequence[KeptHit]) -> HitSet:
    """The hits as they are kept, in their order."""
    works: dict[str, dict[str, Any]] = {}
    rows = []
    for hit in hits:
        head = {"title": hit.title, "signed": hit.signed, "access": hit.access}
        known = works.setdefault(hit.work, head)
        own = {name: value for name, value in head.items() if known[name] != value}
        row = [
            hit.id,
            hit.hash,
            hit.label,
            hit.lang,
            hit.script,
            [[one.id, one.hash] for one in hit.versions],
        ]
        rows.append([*row, own] if own else row)  # the titles of a work differ by language
    document = {"layout": _LAYOUT, "works": works, "hits": rows}
    text = json.dumps(document, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    raw = text.encode("ascii")
    return HitSet(sha256=sha256(raw).hexdigest(), packed=zlib.compress(raw))


def unpack(packed: bytes) -> tuple[KeptHit, ...]:
    """The hits again, in their order."""
    document = json.loads(zlib.decompress(packed))
    works = document["works"]
    return tuple(_hit(row, works) for row in document["hits"])


def _hit(row: Sequence[Any], works: Mapping[str, Mapping[str, str]]) -> KeptHit:
    identity, text, label, lang, script, versions = row[:6]
    work = identity.partition("/")[0]
    head = dict(works[work]) | (row[6] if len(row) > 6 else {})
    return KeptHit(
        id=identity,
        hash=text,
        work=work,
        label=label,
        lang=lang,
        script=script,
        versions=tuple(Version(id=one, hash=own) for one, own in versions),
        **head,
    )


def pack_text(text: str) -> bytes:
    """A text as it is kept."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def unpack_text(packed: bytes) -> str:
    """The text again."""
    return zlib.decompress(packed).decode("utf-8", "surrogatepass")


def one_a_provision(hits: Iterable[KeptHit]) -> list[KeptHit]:
    """The hits with the versions of one provision as one, the first of them shown."""
    found: dict[str, KeptHit] = {}
    for hit in hits:
        first = found.get(hit.key)
        if first is None:
            found[hit.key] = hit
        else:
            more = Version(id=hit.id, hash=hit.hash)
            found[hit.key] = replace(first, versions=(*first.versions, more, *hit.versions))
    return list(found.values())
