"""API tokens: what a program comes in by, for its account, with fewer rights where so made."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from search_app.accounts.account import Account
from search_app.accounts.errors import AccountError, NoSuchName
from search_app.accounts.moments import Clock, now, read, written
from search_app.accounts.names import clean_label, is_id
from search_app.accounts.secrets_kept import TOKEN_PREFIX, kept, new_secret
from search_app.accounts.store import account_of, row_of_id
from search_app.accounts.tables import AccountRow, TokenRow
from search_app.database import Database
from search_app.database_errors import DatabaseError
from search_app.identity import SCOPES
from search_app.messages import msg

#: Days that a token may be good for.
MOST_DAYS = 3650
_NOTED_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token as its account sees it, without its secret. ``scopes`` are in the order of
    ``identity.SCOPES``; ``used_at`` and ``expires_at`` may be ""."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: str
    used_at: str
    expires_at: str


def token_json(token: Token) -> dict[str, Any]:
    """A token as the API and the commands show it."""
    return {
        "id": token.id,
        "name": token.name,
        "scopes": list(token.scopes),
        "created_at": token.created_at,
        "used_at": token.used_at or None,
        "expires_at": token.expires_at or None,
    }


class Shown(NamedTuple):
    """A good token that somebody shows: whose it is, what it may do, and which it is."""

    account: Account
    scopes: frozenset[str]
    id: str
    name: str


class TokenStore:
    """The tokens that a database has. Every method raises ``DatabaseError``."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock

    def make(
        self, account: str, name: str, scopes: Collection[str], days: int = 0, *, by: str = ""
    ) -> tuple[Token, str]:
        """A new token of an account, good for ``days``, or till it is revoked for 0; and its
        secret, which is told here alone. One that is made with a token of the account, the one of
        the id ``by``, may no more than that one and ends with it at the latest: whoever finds a
        token gets nothing better by it. Raises ``BadName``, ``NoSuchName`` for an account or token
        that is not there, ``AccountError`` for scopes that it has not."""
        moment, secret = self._clock(), new_secret(TOKEN_PREFIX)
        name = clean_label(name)
        ends = written(moment + timedelta(days=check_days(days))) if days else ""
        with self._database.writing() as session:
            owner = account_of(session, row_of_id(session, account))
            maker = _maker(session, by, account) if by else None
            check_scopes(scopes, owner, maker.scopes if maker else SCOPES)
            if maker and maker.expires_at:
                ends = min(ends or maker.expires_at, maker.expires_at)
            row = TokenRow(
                id=token_hex(8),  # short enough to be typed
                account=account,
                secret_sha256=kept(secret),
                name=name,
                scopes=[scope for scope in SCOPES if scope in scopes],
                created_at=written(moment),
                used_at="",
                expires_at=ends,
            )
            session.add(row)
        return _shown(row), secret

    def find(self, secret: str) -> Shown | None:
        """Whose a secret is, and its token; None for one that has expired or never
        was, and for an account that is disabled."""
        if not secret.startswith(TOKEN_PREFIX):
            return None
        moment = self._clock()
        with self._database.reading() as session:
            if session is None:
                return None
            row = session.scalar(select(TokenRow).where(TokenRow.secret_sha256 == kept(secret)))
            if row is None or not _good(row, moment):
                return None
            owner = session.get_one(AccountRow, row.account)
            if owner.disabled:
                return None
            account, token, noted = account_of(session, owner), row.id, row.used_at
            scopes, name = frozenset(row.scopes), row.name
        if not noted or moment - read(noted) >= _NOTED_AFTER:
            self._note(token, moment)
        return Shown(account, scopes, token, name)

    def of(self, account: str) -> list[Token]:
        """The tokens of an account, the newest first, those that have expired too."""
        with self._database.reading() as session:
            if session is None:
                return []
            rows = session.scalars(
                select(TokenRow)
                .where(TokenRow.account == account)
                .order_by(TokenRow.created_at.desc(), TokenRow.id)
            )
            return [_shown(row) for row in rows]

    def revoke(self, token: str, account: str = "") -> None:
        """End a token, of that account where one is given. Raises ``NoSuchName``."""
        if not is_id(token):
            raise _no_token(token)
        with self._database.writing() as session:
            asked = delete(TokenRow).where(TokenRow.id == token)
            if account:
                asked = asked.where(TokenRow.account == account)
            if not session.execute(asked.returning(TokenRow.id)).all():
                raise _no_token(token)

    def _note(self, token: str, moment: datetime) -> None:
        try:
            with self._database.writing() as session:
                row = session.get(TokenRow, token)
                if row is not None:
                    row.used_at = max(row.used_at, written(moment))
        except DatabaseError:
            pass  # somebody else writes at length: the next request notes it


def check_days(days: int) -> int:
    """The days that a token is to be good for, if they can be. Raises ``AccountError``."""
    if not 0 <= days <= MOST_DAYS:
        raise AccountError(
            msg("A token is good for 1 to %(most)s days, or without end.", most=MOST_DAYS)
        )
    return days


def check_scopes(
    scopes: Collection[str], owner: Account, held: Collection[str] = SCOPES
) -> Collection[str]:
    """The scopes that a token of an account is to have, if it can, made by somebody who came with
    those that are ``held``. Raises ``AccountError``."""
    if not scopes:
        raise AccountError(msg("A token needs at least one thing it may do; choose one."))
    may = [scope for scope in owner.may_hold if scope in held]
    lacking = sorted(set(scopes) - set(may))
    if lacking:
        raise AccountError(
            msg(
                "“%(name)s” may not do this: %(scopes)s. Choose of %(known)s.",
                name=owner.name,
                scopes=", ".join(lacking),
                known=", ".join(may),
            )
        )
    return scopes


def _maker(session: Session, token: str, account: str) -> TokenRow:
    """The token of an account that another is made with. Raises ``NoSuchName``."""
    row = session.get(TokenRow, token)
    if row is None or row.account != account:
        raise _no_token(token)  # revoked meanwhile
    return row


def _no_token(token: str) -> NoSuchName:
    return NoSuchName(msg("There is no token “%(name)s”.", name=token))


def _good(row: TokenRow, moment: datetime) -> bool:
    return not row.expires_at or moment < read(row.expires_at)


def _shown(row: TokenRow) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes),
        created_at=row.created_at,
        used_at=row.used_at,
        expires_at=row.expires_at,
    )
