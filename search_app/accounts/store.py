"""Accounts in the database: made, changed, listed, removed. No session outlives what it may do:
whoever is disabled, or gets another password, is logged out everywhere, and their tokens end."""

from collections.abc import Iterable
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from search_app.accounts import passwords
from search_app.accounts.account import Account
from search_app.accounts.errors import BadRole, LastAdmin, NameTaken, NoSuchGroup, NoSuchName
from search_app.accounts.moments import Clock, now, written
from search_app.accounts.names import clean_line, clean_name, is_id, name_key
from search_app.accounts.tables import (
    AccountRow,
    GroupRow,
    LinkRow,
    MemberRow,
    RemovedNameRow,
    SessionRow,
    TokenRow,
)
from search_app.accounts.throttle import forget_name
from search_app.database import Database
from search_app.identity import ROLES
from search_app.messages import msg


class AccountStore:
    """The accounts that a database has. Every method raises ``DatabaseError``; those that are
    given a name or id raise ``NoSuchName`` where nobody has it."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self._database.reading() as session:
            if session is None:
                return []
            return accounts_of(session, session.scalars(select(AccountRow)))

    def named(self, name: str) -> Account:
        """The account of that name, however it is spelled."""
        with self._database.reading() as session:
            if session is None:
                raise nobody(name)
            return account_of(session, row_named(session, name))

    def of_id(self, account: str) -> Account:
        """The account of that id."""
        with self._database.reading() as session:
            if session is None:
                raise nobody(account)
            return account_of(session, row_of_id(session, account))

    def add(
        self,
        name: str,
        *,
        role: str = ROLES[0],
        display_name: str = "",
        email: str = "",
        restricted: bool = False,
        password: str = "",
        issuer: str = "",
        subject: str = "",
    ) -> Account:
        """Make an account, without a password where none is given. Raises ``BadName``,
        ``BadRole``, ``NameTaken``, also for the name of an account that was removed, and
        ``WeakPassword``."""
        name = clean_name(name)
        if password:
            passwords.check_new(password, (name, display_name, email))
        kept = passwords.hashed(password) if password else ""
        with self._database.writing() as session:
            if _found(session, name) is not None:
                raise NameTaken(msg("There is an account “%(name)s” already.", name=name))
            if session.get(RemovedNameRow, name_key(name)) is not None:
                raise NameTaken(
                    msg(
                        "“%(name)s” was the name of an account that was removed, and what it made "
                        "is kept under this name. Choose another.",
                        name=name,
                    )
                )
            row = AccountRow(
                id=uuid4().hex,
                name=name,
                name_key=name_key(name),
                display_name=clean_line(display_name),
                email=clean_line(email),
                role=check_role(role),
                restricted=restricted,
                disabled=False,
                created_at=written(self._clock()),
                password_hash=kept,
                issuer=issuer or None,
                subject=subject or None,
            )
            session.add(row)
            session.flush()
            return account_of(session, row)

    def change(
        self,
        account: str,
        *,
        role: str | None = None,
        restricted: bool | None = None,
        disabled: bool | None = None,
        display_name: str | None = None,
        email: str | None = None,
        groups: Iterable[str] | None = None,
    ) -> Account:
        """Change what is given of an account; ``groups`` are the names of all of theirs. What let
        in one that is disabled is void for ever: sessions, tokens and links. Raises ``BadRole``,
        ``NoSuchGroup`` and ``LastAdmin``."""
        with self._database.writing() as session:
            row = row_of_id(session, account)
            if role not in (None, "admin") or disabled:
                _keep_an_admin(session, row)
            if role is not None:
                row.role = check_role(role)
            if restricted is not None:
                row.restricted = restricted
            if display_name is not None:
                row.display_name = clean_line(display_name)
            if email is not None:
                row.email = clean_line(email)
            if disabled is not None:
                row.disabled = disabled
            if disabled:
                end_sessions(session, account)
                _end_tokens(session, account)
                session.execute(delete(LinkRow).where(LinkRow.account == account))
            if groups is not None:
                _put_into(session, account, groups)
            session.flush()
            return account_of(session, row)

    def remove(self, account: str) -> None:
        """Remove an account with its sessions, tokens and links; what its owner made stays, under
        their name, which nobody can have again. Raises ``LastAdmin``."""
        with self._database.writing() as session:
            row = row_of_id(session, account)
            _keep_an_admin(session, row)
            session.merge(RemovedNameRow(name_key=row.name_key, removed_at=written(self._clock())))
            session.delete(row)

    def set_password(self, account: str, password: str) -> None:
        """Give an account another password: sessions and tokens that it has end, links and the
        count of failed attempts from everywhere are void. Raises ``WeakPassword``."""
        self._check_new(account, password)
        kept = passwords.hashed(password)
        with self._database.writing() as session:
            keep_password(session, row_of_id(session, account), kept)

    def _check_new(self, account: str, password: str) -> None:
        known = self.of_id(account)
        passwords.check_new(password, (known.name, known.display_name, known.email))

    def link(self, account: str, issuer: str, subject: str) -> Account:
        """Let an account come in by what an OpenID Connect issuer says. Raises ``NameTaken``."""
        with self._database.writing() as session:
            row = row_of_id(session, account)
            taken = session.scalar(
                select(AccountRow).where(AccountRow.issuer == issuer, AccountRow.subject == subject)
            )
            if taken is not None and taken.id != account:
                raise NameTaken(
                    msg("This login belongs to the account “%(name)s” already.", name=taken.name)
                )
            row.issuer, row.subject = issuer, subject
            session.flush()
            return account_of(session, row)

    def of_subject(self, issuer: str, subject: str) -> Account | None:
        """The account that comes in by what an issuer says, None where there is none."""
        with self._database.reading() as session:
            row = session and session.scalar(
                select(AccountRow).where(AccountRow.issuer == issuer, AccountRow.subject == subject)
            )
            return account_of(session, row) if session and row else None


# --------------------------------------------------------------------------- rows


def nobody(name: str) -> NoSuchName:
    """That no account is called so."""
    return NoSuchName(msg("There is no account “%(name)s”.", name=name))


def row_named(session: Session, name: str) -> AccountRow:
    """The row of the account of that name. Raises ``NoSuchName``."""
    row = _found(session, name)
    if row is None:
        raise nobody(name)
    return row


def row_of_id(session: Session, account: str) -> AccountRow:
    """The row of the account of that id. Raises ``NoSuchName``."""
    row = session.get(AccountRow, account) if is_id(account) else None
    if row is None:
        raise nobody(account)
    return row


def account_of(session: Session, row: AccountRow) -> Account:
    """The account that a row holds."""
    return accounts_of(session, [row])[0]


def accounts_of(session: Session, rows: Iterable[AccountRow]) -> list[Account]:
    """The accounts that rows hold, by name."""
    found = sorted(rows, key=lambda row: row.name_key)
    groups: dict[str, list[str]] = {row.id: [] for row in found}
    joined = (
        select(MemberRow.account, GroupRow.name)
        .join(GroupRow, GroupRow.id == MemberRow.group)
        .order_by(GroupRow.name)
    )
    if len(found) == 1:
        joined = joined.where(MemberRow.account == found[0].id)
    for account, name in session.execute(joined):
        groups.setdefault(account, []).append(name)
    return [
        Account(
            id=row.id,
            name=row.name,
            display_name=row.display_name,
            email=row.email,
            role=row.role,
            restricted=row.restricted,
            disabled=row.disabled,
            created_at=row.created_at,
            has_password=bool(row.password_hash),
            subject=row.subject or "",
            groups=tuple(groups[row.id]),
        )
        for row in found
    ]


def keep_password(
    session: Session, row: AccountRow, password_hash: str, *, tokens: bool = True
) -> None:
    """Keep another password of an account: what let others in before it does so no longer, tokens
    neither, unless ``tokens`` is false."""
    row.password_hash = password_hash
    end_sessions(session, row.id)
    if tokens:
        _end_tokens(session, row.id)
    session.execute(delete(LinkRow).where(LinkRow.account == row.id))
    forget_name(session, row.name)


def end_sessions(session: Session, account: str) -> None:
    """End every session of an account."""
    session.execute(delete(SessionRow).where(SessionRow.account == account))


def _end_tokens(session: Session, account: str) -> None:
    session.execute(delete(TokenRow).where(TokenRow.account == account))


def _found(session: Session, name: str) -> AccountRow | None:
    return session.scalar(select(AccountRow).where(AccountRow.name_key == name_key(name)))


def group_found(session: Session, name: str) -> GroupRow | None:
    """The row of the group of that name, None where there is none."""
    return session.scalar(select(GroupRow).where(GroupRow.name_key == name_key(name)))


def group_named(session: Session, name: str) -> GroupRow:
    """The row of the group of that name. Raises ``NoSuchGroup``."""
    group = group_found(session, name)
    if group is None:
        raise no_group(name)
    return group


def no_group(name: str) -> NoSuchGroup:
    """That no group is called so."""
    return NoSuchGroup(msg("There is no group “%(name)s”.", name=name))


def _put_into(session: Session, account: str, names: Iterable[str]) -> None:
    groups = [group_named(session, name) for name in names]
    session.execute(delete(MemberRow).where(MemberRow.account == account))
    for group in groups:
        session.merge(MemberRow(group=group.id, account=account))


def _keep_an_admin(session: Session, row: AccountRow) -> None:
    """Raise ``LastAdmin`` where a row is the only one that looks after accounts."""
    if row.role != "admin" or row.disabled:
        return
    others = select(AccountRow.id).where(
        AccountRow.role == "admin", AccountRow.disabled.is_(False), AccountRow.id != row.id
    )
    if session.scalar(others) is None:
        raise LastAdmin(
            msg("“%(name)s” is the only admin; make another account one first.", name=row.name)
        )


def check_role(role: str) -> str:
    """The role, if it is one. Raises ``BadRole``."""
    if role not in ROLES:
        raise BadRole(msg("A role is one of %(known)s; choose one.", known=", ".join(ROLES)))
    return role
