"""Which works an admin opened or closed, whatever label they were indexed with. No Flask.

A rule stands in the database and holds from the next request on, before and after the work is
indexed again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from search_app.access import LABELS, PUBLIC, RESTRICTED
from search_app.audit.log import Event, append
from search_app.database import Database
from search_app.database_schema import Base
from search_app.messages import Message, msg

#: What a work is set to that is to have no rule: the label it was indexed with holds again.
AS_INDEXED = "as-indexed"
#: Everything that a work can be set to.
CHOICES = (*LABELS, AS_INDEXED)
#: Code points of a work's id; addresses have no longer ones.
LONGEST_WORK = 300


class AccessRefused(Exception):
    """A rule that cannot be set. ``message`` says what to do, to be translated; ``parameter`` is
    what is wrong, ``work`` or ``access``."""

    def __init__(self, message: Message, parameter: str) -> None:
        super().__init__(message.english)
        self.message = message
        self.parameter = parameter


class AccessRuleRow(Base):
    """The label of one work that an admin set, who and when."""

    __tablename__ = "access_rules"

    work: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column("set_by", Text)
    at: Mapped[str] = mapped_column("set_at", Text)


@dataclass(frozen=True, kw_only=True)
class AccessRule:
    """The label of a work that ``by`` set; ``at`` is ISO 8601 in UTC."""

    work: str
    label: str
    by: str
    at: str


class Overrides(NamedTuple):
    """The works that are public and those that are restricted by rule: what an ``Identity`` takes
    as ``opened`` and ``closed``."""

    opened: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()


def overrides(session: Session | None) -> Overrides:
    """The rules as whoever makes an identity needs them; none where there is no database yet."""
    if session is None:
        return Overrides()
    labels: Mapping[str, list[str]] = {PUBLIC: [], RESTRICTED: []}
    for work, label in session.execute(select(AccessRuleRow.work, AccessRuleRow.label)):
        labels[label].append(work)
    return Overrides(frozenset(labels[PUBLIC]), frozenset(labels[RESTRICTED]))


class AccessRules:
    """The rules of one database. Every method raises ``DatabaseError``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[AccessRule]:
        """Every rule, by work."""
        with self._database.reading() as session:
            if session is None:
                return []
            rows = session.scalars(select(AccessRuleRow).order_by(AccessRuleRow.work))
            return [
                AccessRule(work=one.work, label=one.label, by=one.by, at=one.at) for one in rows
            ]

    def of(self, work: str) -> AccessRule | None:
        """The rule of a work, None without one."""
        return next((one for one in self.all() if one.work == work), None)

    def overrides(self) -> Overrides:
        """The rules as whoever makes an identity needs them."""
        with self._database.reading() as session:
            return overrides(session)

    def set(self, work: str, choice: str, by: str, event: Event | None = None) -> None:
        """Give a work a label, or with ``AS_INDEXED`` none of its own; ``event`` is written in the
        audit log with it. Raises ``AccessRefused``."""
        check(work, choice)
        with self._database.writing() as session:
            row = session.get(AccessRuleRow, work)
            if row is not None:
                session.delete(row)
                session.flush()
            if choice != AS_INDEXED:
                at = datetime.now(UTC).isoformat(timespec="seconds")
                session.add(AccessRuleRow(work=work, label=choice, by=by, at=at))
            if event is not None:
                append(session, event)


def check(work: str, choice: str) -> None:
    """Raise ``AccessRefused`` for what is no id of a work or nothing to set it to."""
    for refused in faults(work, choice):
        raise refused


def faults(work: str, choice: str) -> Sequence[AccessRefused]:
    """Everything that keeps a rule from being set."""
    found = []
    if not work or len(work) > LONGEST_WORK or not work.isprintable() or "/" in work:
        found.append(
            AccessRefused(
                msg("Give the id of an instrument, as it stands in its address after /works/."),
                "work",
            )
        )
    if choice not in CHOICES:
        found.append(
            AccessRefused(
                msg(
                    "An instrument can be set to %(known)s, not to “%(value)s”.",
                    known=", ".join(CHOICES),
                    value=choice[:60],
                ),
                "access",
            )
        )
    return found
