"""Sessions: browsers that have logged in, kept on the server so that they can be ended there.

They end by themselves when they are not used for a while, and after a longer time however they are
used (OWASP Session Management Cheat Sheet, "Session Expiration").
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select

from search_app.accounts.account import Account
from search_app.accounts.moments import Clock, now, read, written
from search_app.accounts.names import is_id
from search_app.accounts.secrets_kept import kept, new_secret
from search_app.accounts.store import account_of
from search_app.accounts.tables import AccountRow, SessionRow
from search_app.database import Database
from search_app.database_errors import DatabaseError

#: A use is noted when the one noted before is so old: not every request writes.
_NOTED_AFTER = timedelta(minutes=1)
#: Characters of a browser's own description that are kept.
_AGENT = 200


@dataclass(frozen=True)
class Lasting:
    """How long a session lasts: without being used, and at all."""

    idle: timedelta
    whole: timedelta


@dataclass(frozen=True, kw_only=True)
class OpenSession:
    """A session as its account sees it. ``id`` ends it and gives nobody its secret."""

    id: str
    created_at: str
    seen_at: str
    expires_at: str
    address: str
    agent: str


def session_json(session: OpenSession, own: str = "") -> dict[str, Any]:
    """A session as the API shows it; ``own`` is the id of the one that asks."""
    return {
        "id": session.id,
        "created_at": session.created_at,
        "seen_at": session.seen_at,
        "expires_at": session.expires_at,
        "address": session.address,
        "agent": session.agent,
        "current": session.id == own,
    }


class SessionStore:
    """The sessions that a database has. Every method raises ``DatabaseError``."""

    def __init__(self, database: Database, lasting: Lasting, clock: Clock = now) -> None:
        self._database = database
        self._lasting = lasting
        self._clock = clock

    def begin(self, account: str, address: str = "", agent: str = "") -> str:
        """Log a browser in; the secret that it has to show. Sessions that have ended are swept
        away."""
        moment, secret = self._clock(), new_secret()
        with self._database.writing() as session:
            session.execute(delete(SessionRow).where(self._ended(moment)))
            session.add(
                SessionRow(
                    id=kept(secret),
                    account=account,
                    created_at=written(moment),
                    seen_at=written(moment),
                    expires_at=written(moment + self._lasting.whole),
                    address=address,
                    agent=" ".join(agent.split())[:_AGENT],
                )
            )
        return secret

    def find(self, secret: str) -> tuple[Account, str] | None:
        """Who shows a secret, and the id of their session; None for a session that has ended or
        never was, and for an account that is disabled."""
        moment, session_id = self._clock(), kept(secret)
        with self._database.reading() as session:
            row = session and session.get(SessionRow, session_id)
            if not session or not row or not self._lasts(row, moment):
                return None
            owner = session.get_one(AccountRow, row.account)
            if owner.disabled:
                return None
            account, noted = account_of(session, owner), read(row.seen_at)
        if moment - noted >= _NOTED_AFTER:
            self._note(session_id, moment)
        return account, session_id

    def of(self, account: str) -> list[OpenSession]:
        """The sessions of an account, the one used last first."""
        moment = self._clock()
        with self._database.reading() as session:
            if session is None:
                return []
            rows = session.scalars(
                select(SessionRow)
                .where(SessionRow.account == account)
                .order_by(SessionRow.seen_at.desc(), SessionRow.id)
            )
            return [_shown(row) for row in rows if self._lasts(row, moment)]

    def end(self, account: str, session_id: str) -> bool:
        """End a session of an account; whether it had one of that id."""
        if not is_id(session_id):
            return False
        with self._database.writing() as session:
            asked = delete(SessionRow).where(
                SessionRow.id == session_id, SessionRow.account == account
            )
            return bool(session.execute(asked.returning(SessionRow.id)).all())

    def end_all(self, account: str, *, but: str = "") -> None:
        """End every session of an account but one."""
        with self._database.writing() as session:
            session.execute(
                delete(SessionRow).where(SessionRow.account == account, SessionRow.id != but)
            )

    def _lasts(self, row: SessionRow, moment: datetime) -> bool:
        return moment < read(row.expires_at) and moment < read(row.seen_at) + self._lasting.idle

    def _ended(self, moment: datetime) -> ColumnElement[bool]:
        return or_(
            SessionRow.expires_at <= written(moment),
            SessionRow.seen_at <= written(moment - self._lasting.idle),
        )

    def _note(self, session_id: str, moment: datetime) -> None:
        try:
            with self._database.writing() as session:
                row: SessionRow | None = session.get(SessionRow, session_id)
                if row is not None:
                    row.seen_at = max(row.seen_at, written(moment))
        except DatabaseError:
            pass  # somebody else writes at length: the next request notes it


def _shown(row: SessionRow) -> OpenSession:
    return OpenSession(
        id=row.id,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        address=row.address,
        agent=row.agent,
    )
