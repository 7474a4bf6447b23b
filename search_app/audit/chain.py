"""What an entry of the audit log is, what its hash is of, and whether a log is whole. No database.

The hash of an entry is the SHA-256 of a JSON list of all that it holds and of the hash of the entry
before. A log that was changed anywhere therefore shows it there or at the next entry; one whose end
was cut off shows it only to who knows the hash of an entry that is gone, which is why the newest
hash is to be kept elsewhere.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

#: What stands for the entry before the first.
NOTHING_BEFORE = "0" * 64
#: The version of the canonical form, the first thing hashed.
_FORM = 1

#: What a value of a subject may be.
Fact = str | int | bool | None | list[str]


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One entry. ``number`` counts from 1 without a gap; ``at`` is ISO 8601 in UTC, to the
    millisecond; ``account`` is the id of an account, "" for the command line and for who has not
    logged in, ``name`` its name; ``address`` is that of the client; ``subject`` a JSON object as
    ``subject_text`` writes it; ``previous`` and ``sha256`` are hashes in hexadecimal."""

    number: int
    at: str
    account: str
    name: str
    address: str
    action: str
    subject: str
    previous: str
    sha256: str = ""

    @property
    def facts(self) -> Mapping[str, Any]:
        """The subject, read. One that was tampered with may be no JSON: then its text."""
        try:
            found = json.loads(self.subject)
        except ValueError:
            return {"unreadable": self.subject}
        return found if isinstance(found, dict) else {"unreadable": self.subject}

    def digest(self) -> str:
        """What ``sha256`` is to be, by everything else that the entry holds."""
        return sha256(canonical(self).encode("ascii")).hexdigest()


def canonical(entry: AuditEntry) -> str:
    """What is hashed of an entry: a JSON list in ASCII, in this order, without white space."""
    held = [
        _FORM,
        entry.number,
        entry.at,
        entry.account,
        entry.name,
        entry.address,
        entry.action,
        entry.subject,
        entry.previous,
    ]
    return _ascii(held)


def subject_text(facts: Mapping[str, Fact]) -> str:
    """A subject as it is kept and hashed: JSON in ASCII, names in order, without white space. Equal
    facts have equal texts, different ones different texts."""
    return _ascii(dict(sorted(facts.items())))


def _ascii(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """The first entry that is wrong: its number, and how, in a sentence."""

    number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was found of a log: how many entries are in order before the fault, or in all, and the
    last of their hashes. ``head_found`` is None where no head was asked for."""

    entries: int
    head: str
    fault: Fault | None
    head_found: bool | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.fault is None and self.head_found is not False


def verify(entries: Iterable[AuditEntry], head: str = "") -> Verdict:
    """Check a log from its first entry to its last, one in memory at a time. ``head`` is a hash
    that was the newest once: a log that has lost the entry has been cut off."""
    walk = _Walk(head)
    fault = next(walk.faults(entries), None)
    return Verdict(
        entries=walk.count,
        head=walk.last,
        fault=fault,
        head_found=walk.head_found if head else None,
    )


def verdict_json(verdict: Verdict, guards_missing: Sequence[str]) -> dict[str, Any]:
    """A verdict as the command and the API give it. ``guards_missing`` are the triggers that are
    gone: such a log is ``whole`` as far as its hashes go, and could be cut off at its end."""
    return {
        "whole": verdict.whole,
        "entries": verdict.entries,
        "head": verdict.head,
        "fault": vars(verdict.fault) if verdict.fault else None,
        "head_found": verdict.head_found,
        "guards_missing": list(guards_missing),
    }


class _Walk:
    """The way through a log: how many entries were in order, and the hash of the last."""

    def __init__(self, head: str) -> None:
        self.count = 0
        self.last = NOTHING_BEFORE
        self.head_found = False
        self._head = head

    def faults(self, entries: Iterable[AuditEntry]) -> Iterator[Fault]:
        for entry in entries:
            reason = self._fault(entry)
            if reason:
                yield Fault(number=entry.number, reason=reason)
            self.count, self.last = entry.number, entry.sha256
            self.head_found = self.head_found or entry.sha256 == self._head

    def _fault(self, entry: AuditEntry) -> str:
        expected = self.count + 1
        if entry.number > expected:
            gone = str(expected)
            if entry.number > expected + 1:
                gone = f"{expected} to {entry.number - 1}"
            return f"entry {gone} before it is missing: it was deleted"
        if entry.number < expected:
            return f"it stands where entry {expected} is to be: an entry was put in or moved"
        if entry.sha256 != entry.digest():
            return "it does not have the hash of what it holds: it was changed"
        if entry.previous != self.last:
            return (
                "it follows another entry than the one that stands before it: one of them was "
                "changed, put in or moved"
            )
        return ""
