"""Entries are added to the audit log here, and only here.

An entry is added within a transaction that writes, so that there is one writer at a time in all
processes and one chain. Nothing changes an entry; the database itself refuses to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from search_app.audit.chain import NOTHING_BEFORE, AuditEntry, Fact, subject_text
from search_app.audit.tables import AuditRow
from search_app.database import Database

#: What the address of a client is called for what is done by command.
COMMAND_LINE = "command line"
#: Code points that are kept of one value of a subject, and values of a list.
LONGEST_VALUE, MOST_VALUES = 1_000, 50
#: Bytes that a subject has at most: as many as the longest text takes in Khmer or Chinese, whose
#: signs have six each as they are written, with room for the rest.
MOST_SUBJECT = 8_192
#: How far values are cut, one after the other, until the subject is no longer than that.
_CUTS = ((LONGEST_VALUE, MOST_VALUES), (400, 20), (100, 5), (20, 1))


@dataclass(frozen=True, kw_only=True)
class Event:
    """What is to be written: who (the id of an account or "", and a name), from which address, did
    what. ``facts`` say to what; long ones are cut (``bounded``)."""

    action: str
    name: str = ""
    account: str = ""
    address: str = COMMAND_LINE
    facts: Mapping[str, Fact] = field(default_factory=dict)


def append(session: Session, event: Event) -> AuditEntry:
    """Add an entry at the end of the log. ``session`` is one of ``Database.writing``; what it
    writes beside the entry is kept with it or not at all."""
    last = session.execute(
        select(AuditRow.number, AuditRow.sha256).order_by(AuditRow.number.desc()).limit(1)
    ).first()
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        account=storable(event.account),
        name=storable(event.name),
        address=storable(event.address),
        action=storable(event.action),
        subject=bounded({name: _whole(value) for name, value in event.facts.items()}),
        previous=last.sha256 if last else NOTHING_BEFORE,
    )
    entry = AuditEntry(**{**vars(entry), "sha256": entry.digest()})
    session.execute(insert(AuditRow).values(**vars(entry)))
    return entry


def record(database: Database, event: Event) -> AuditEntry:
    """Add an entry by itself. Raises ``DatabaseError``."""
    with database.writing() as session:
        return append(session, event)


def storable(text: str) -> str:
    """A text that every database takes as it is: without NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:LONGEST_VALUE]


def _whole(value: Fact) -> Fact:
    """A value without lone surrogates, which JSON can spell and nothing can show."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [str(_whole(one)) for one in value]
    return value


def bounded(facts: Mapping[str, Fact]) -> str:
    """The facts as a subject of at most ``MOST_SUBJECT`` bytes. Where anything was cut it says so:
    ``whole_bytes`` and ``whole_sha256`` are of the subject as it would have been."""
    whole = subject_text(facts)
    mark: dict[str, Fact] = {
        "whole_bytes": len(whole),
        "whole_sha256": sha256(whole.encode("ascii")).hexdigest(),
    }
    for longest, most in _CUTS:
        cut = {name: _short(value, longest, most) for name, value in facts.items()}
        text = whole if cut == dict(facts) else subject_text({**cut, **mark})
        if len(text) <= MOST_SUBJECT:
            return text
    return subject_text(mark)


def _short(value: Fact, longest: int, most: int) -> Fact:
    """A value cut in its middle: what is asked for may stand at the end of a long one."""
    if isinstance(value, str):
        end = longest // 5
        return value if len(value) <= longest else value[: longest - end] + "…" + value[-end:]
    if isinstance(value, list):
        cut = [str(_short(one, longest, most)) for one in value[:most]]
        return [*cut, "…"] if len(value) > most else cut
    return value
