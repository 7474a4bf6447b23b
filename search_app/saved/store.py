"""Saved queries in the database: kept, found, changed, deleted, by whoever may."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from search_app.database import Database
from search_app.database_errors import DatabaseError
from search_app.identity import Identity
from search_app.messages import msg
from search_app.query_model import QueryModel
from search_app.saved.pruning import drop_sets, prune
from search_app.saved.queries import (
    BadSavedQuery,
    Change,
    NameTaken,
    NoSavedQuery,
    NotTheirs,
    SavedQuery,
    check_query,
    clean_every,
    clean_name,
    clean_note,
    clean_tags,
)
from search_app.saved.tables import SavedQueryRow

Who = Identity | None


class SavedStore:
    """The saved queries of a database. ``identity`` is who asks; None is the owner of the machine,
    who sees and may do everything. Every method raises ``DatabaseError``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        identity: Who,
        name: str,
        query: QueryModel,
        *,
        note: str = "",
        tags: Sequence[str] = (),
        shared_with: str = "",
        every: str = "",
        owner_name: str = "",
    ) -> SavedQuery:
        """Keep a query, as that of ``identity``; ``owner_name`` is for those without one.

        Raises ``BadSavedQuery``, ``NameTaken`` and ``QuerySyntaxError``.
        """
        if identity is not None and not identity.known:
            raise NotTheirs(msg("Log in to save a query."))
        now = moment()
        row = SavedQueryRow(
            **NO_SECRETS,
            id=uuid4().hex,
            owner=identity.account if identity else "",
            owner_name=identity.name if identity else owner_name,
            name=clean_name(name),
            note=clean_note(note),
            tags=list(clean_tags(tags)),
            query=check_query(query).as_json(),
            shared_with=_group(identity, shared_with),
            created_at=now,
            changed_at=now,
            every=clean_every(every),
        )
        with self._database.writing() as session:
            check_name(session, row)
            session.add(row)
            return saved_query(row)

    def get(self, saved: str, identity: Who) -> SavedQuery:
        """One of those that ``identity`` sees. Raises ``NoSavedQuery``."""
        with self._database.reading() as session:
            row = session.get(SavedQueryRow, saved) if session else None
            found = saved_query(row) if row else None
        if found is None or not found.seen_by(identity):
            raise _no_such()
        return found if found.owned_by(identity) else found.without_secrets()

    def named(self, name: str, identity: Who, owner: str = "") -> list[SavedQuery]:
        """Those of a name that ``identity`` sees, its own first; several people may each have one.
        ``owner`` is the id or the name of the one meant, "" for any."""
        try:
            wanted = clean_name(name)
        except BadSavedQuery:
            return []
        return [
            one
            for one in self.listed(identity)
            if one.name == wanted and (not owner or owner in (one.owner, one.owner_name))
        ]

    def listed(self, identity: Who) -> list[SavedQuery]:
        """Those that ``identity`` sees: its own by name, then those shared with it."""
        with self._database.reading() as session:
            if session is None:
                return []
            asked = select(SavedQueryRow)
            if identity is not None:
                groups = sorted(identity.groups - {""})
                asked = asked.where(
                    or_(
                        SavedQueryRow.owner == identity.account,
                        SavedQueryRow.shared_with.in_(groups),
                    )
                )
            found = [saved_query(row) for row in session.scalars(asked)]
        own = [one for one in found if one.owned_by(identity)]
        others = [one.without_secrets() for one in found if not one.owned_by(identity)]
        seen = [one for one in others if one.seen_by(identity)]
        return [*sorted(own, key=_by_name), *sorted(seen, key=_by_name)]

    def every(self) -> list[SavedQuery]:
        """All that there are, for the schedule, by name."""
        return self.listed(None)

    def by_feed_token(self, token: str) -> SavedQuery | None:
        """The one whose feed has this secret."""
        return self._by_secret("feed_token", token)

    def by_mail_token(self, token: str) -> SavedQuery | None:
        """The one whose mail is stopped by this secret."""
        return self._by_secret("mail_token", token)

    def _by_secret(self, column: str, token: str) -> SavedQuery | None:
        if not token:
            return None
        with self._database.reading() as session:
            if session is None:
                return None
            asked = select(SavedQueryRow).where(getattr(SavedQueryRow, column) == token)
            row = session.scalars(asked).first()
            return saved_query(row) if row else None

    def change(self, saved: str, identity: Who, change: Change) -> SavedQuery:
        """Change what ``change`` says; the saved query as it then is.

        Raises ``NoSavedQuery``, ``NotTheirs``, ``BadSavedQuery``, ``NameTaken`` and
        ``QuerySyntaxError``.
        """
        values = _values(change)
        _group(identity, change.shared_with or "")
        with self._database.writing() as session:
            row = _theirs(session, saved, identity)
            for name, value in values.items():
                setattr(row, name, value)
            if "name" in values:
                check_name(session, row)
            row.changed_at = max(moment(), row.changed_at)
            return saved_query(row)

    def give(self, saved: str, owner: str, owner_name: str) -> SavedQuery:
        """Make somebody else the owner: of what was saved before there were accounts. Raises
        ``NoSavedQuery`` and ``NameTaken``."""
        with self._database.writing() as session:
            row = _theirs(session, saved, None)
            row.owner, row.owner_name = owner, owner_name
            check_name(session, row)
            return saved_query(row)

    def delete(self, saved: str, identity: Who) -> SavedQuery:
        """Delete a saved query with its runs, and what nothing else keeps of them; as it was.
        Raises ``NoSavedQuery`` and ``NotTheirs``."""
        with self._database.writing() as session:
            row = session.get(SavedQueryRow, saved)
            found = saved_query(row) if row else None
            if row is None or found is None:
                raise _no_such()
            if not found.deleted_by(identity):
                raise _not_theirs(found) if found.seen_by(identity) else _no_such()
            session.delete(row)
            session.flush()
            dropped = drop_sets(session)
        # The query is gone. What cannot be cleared away now goes when the next is deleted.
        with suppress(DatabaseError):
            prune(self._database, dropped)
        return found


def _by_name(saved: SavedQuery) -> tuple[str, str]:
    return saved.name, saved.id


def moment() -> str:
    """The time, as it is kept."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _values(change: Change) -> dict[str, Any]:
    """The columns to be set, cleaned. Raises as ``SavedStore.change``."""
    clean: Mapping[str, Any] = {
        "name": clean_name,
        "note": clean_note,
        "tags": lambda tags: list(clean_tags(tags)),
        "query": lambda query: check_query(query).as_json(),
        "every": clean_every,
    }
    return {
        one.name: clean.get(one.name, lambda value: value)(getattr(change, one.name))
        for one in fields(change)
        if getattr(change, one.name) is not None
    }


def _group(identity: Who, group: str) -> str:
    """A group that ``identity`` may share with: one of theirs. Raises ``BadSavedQuery``."""
    if group and identity is not None and group not in identity.groups:
        raise BadSavedQuery(
            "shared_with",
            msg("You are in no group “%(group)s”; share with one of yours.", group=group),
        )
    return group


def _theirs(session: Session, saved: str, identity: Who) -> SavedQueryRow:
    row = session.get(SavedQueryRow, saved)
    found = saved_query(row) if row else None
    if row is None or found is None or not found.seen_by(identity):
        raise _no_such()
    if not found.owned_by(identity):
        raise _not_theirs(found)
    return row


def check_name(session: Session, row: SavedQueryRow) -> None:
    """Raise ``NameTaken`` where the owner has another of this name. Nobody else is writing."""
    with session.no_autoflush:
        other = session.scalars(
            select(SavedQueryRow.id).where(
                SavedQueryRow.owner == row.owner,
                SavedQueryRow.name == row.name,
                SavedQueryRow.id != row.id,
            )
        ).first()
    if other is not None:
        raise NameTaken(
            msg(
                "There is a saved query “%(name)s” already; give this one another name, or change "
                "the other.",
                name=row.name,
            )
        )


def _no_such() -> NoSavedQuery:
    return NoSavedQuery(msg("There is no such saved query."))


def _not_theirs(saved: SavedQuery) -> NotTheirs:
    return NotTheirs(
        msg(
            "“%(name)s” is %(owner)s's, and only %(owner)s can change it.",
            name=saved.name,
            owner=saved.owner_name or saved.owner,
        )
    )


# --------------------------------------------------------------------------- rows

NO_SECRETS = dict.fromkeys(
    ("feed_token", "mail_to", "mail_language", "mail_token", "webhook", "webhook_secret"), ""
)


def saved_query(row: SavedQueryRow) -> SavedQuery:
    """A row as a value."""
    return SavedQuery(
        id=row.id,
        owner=row.owner,
        owner_name=row.owner_name,
        name=row.name,
        kept=row.query if isinstance(row.query, dict) else {},
        note=row.note,
        tags=tuple(row.tags),
        shared_with=row.shared_with,
        every=row.every,
        created_at=row.created_at,
        changed_at=row.changed_at,
        feed_token=row.feed_token,
        mail_to=row.mail_to,
        mail_language=row.mail_language,
        mail_token=row.mail_token,
        webhook=row.webhook,
        webhook_secret=row.webhook_secret,
    )
