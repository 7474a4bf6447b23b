"""Groups of accounts, which saved queries are shared with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from search_app.accounts.errors import NameTaken
from search_app.accounts.moments import Clock, now, written
from search_app.accounts.names import clean_name, is_id, name_key
from search_app.accounts.store import group_found, group_named, no_group, row_of_id
from search_app.accounts.tables import AccountRow, GroupRow, MemberRow
from search_app.database import Database
from search_app.messages import msg


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group; ``members`` are the names of its accounts, in order."""

    id: str
    name: str
    members: tuple[str, ...] = ()


def group_json(group: Group) -> dict[str, Any]:
    """A group as the API and the commands show it."""
    return {"id": group.id, "name": group.name, "members": list(group.members)}


class GroupStore:
    """The groups that a database has. Every method raises ``DatabaseError``."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock

    def listed(self) -> list[Group]:
        """Every group, by name."""
        with self._database.reading() as session:
            if session is None:
                return []
            return _groups(session, session.scalars(select(GroupRow).order_by(GroupRow.name)).all())

    def all(self) -> Mapping[str, Sequence[str]]:
        """Every group by name, with the names of its members, in order."""
        return {group.name: list(group.members) for group in self.listed()}

    def named(self, name: str) -> Group:
        """The group of that name, however it is spelled. Raises ``NoSuchGroup``."""
        with self._database.reading() as session:
            if session is None:
                raise no_group(name)
            return _groups(session, [group_named(session, name)])[0]

    def of_id(self, group: str) -> Group:
        """The group of that id. Raises ``NoSuchGroup``."""
        with self._database.reading() as session:
            row = session.get(GroupRow, group) if session and is_id(group) else None
            if session is None or row is None:
                raise no_group(group)
            return _groups(session, [row])[0]

    def add(self, name: str) -> str:
        """Make a group; its name as it is kept. Raises ``BadName`` and ``NameTaken``."""
        name = clean_name(name)
        with self._database.writing() as session:
            if group_found(session, name) is not None:
                raise NameTaken(msg("There is a group “%(name)s” already.", name=name))
            session.add(
                GroupRow(
                    id=uuid4().hex,
                    name=name,
                    name_key=name_key(name),
                    created_at=written(self._clock()),
                )
            )
        return name

    def remove(self, name: str) -> None:
        """Remove a group; its members stay accounts. Raises ``NoSuchGroup``."""
        with self._database.writing() as session:
            session.delete(group_named(session, name))

    def join(self, name: str, accounts: Iterable[str]) -> None:
        """Put accounts, by their ids, into a group. Raises ``NoSuchName``."""
        with self._database.writing() as session:
            group = group_named(session, name)
            for account in accounts:
                row_of_id(session, account)
                session.merge(MemberRow(group=group.id, account=account))

    def leave(self, name: str, accounts: Iterable[str]) -> None:
        """Take accounts, by their ids, out of a group. Raises ``NoSuchGroup``."""
        with self._database.writing() as session:
            group = group_named(session, name)
            session.execute(
                delete(MemberRow).where(
                    MemberRow.group == group.id, MemberRow.account.in_(list(accounts))
                )
            )


def _groups(session: Session, rows: Sequence[GroupRow]) -> list[Group]:
    """The groups that rows hold, in their order."""
    members: dict[str, list[str]] = {row.id: [] for row in rows}
    joined = (
        select(MemberRow.group, AccountRow.name)
        .join(AccountRow, AccountRow.id == MemberRow.account)
        .order_by(AccountRow.name_key)
    )
    if len(rows) == 1:
        joined = joined.where(MemberRow.group == rows[0].id)
    for group, name in session.execute(joined):
        members.setdefault(group, []).append(name)
    return [Group(id=row.id, name=row.name, members=tuple(members[row.id])) for row in rows]
