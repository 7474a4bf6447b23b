"""Links by which somebody sets a password, once: an invitation, or a way back in."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from search_app.accounts import passwords
from search_app.accounts.account import Account
from search_app.accounts.errors import BadLink
from search_app.accounts.moments import Clock, now, read, written
from search_app.accounts.secrets_kept import kept, new_secret
from search_app.accounts.store import account_of, keep_password, row_of_id
from search_app.accounts.tables import AccountRow, LinkRow
from search_app.database import Database

#: How long a link is good for: it is handed over by a person, not sent at once by the site.
GOOD_FOR = timedelta(days=3)


class LinkStore:
    """The links that a database has. Every method raises ``DatabaseError``."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock

    def make(self, account: str) -> tuple[str, str]:
        """The secret of a new link for an account, told here alone, and when it ends. Links made
        before for the same account are void. Raises ``NoSuchName``."""
        moment, secret = self._clock(), new_secret()
        ends = written(moment + GOOD_FOR)
        with self._database.writing() as session:
            row_of_id(session, account)
            session.execute(delete(LinkRow).where(LinkRow.account == account))
            session.execute(delete(LinkRow).where(LinkRow.expires_at <= written(moment)))
            session.add(
                LinkRow(
                    id=kept(secret), account=account, created_at=written(moment), expires_at=ends
                )
            )
        return secret, ends

    def owner(self, secret: str) -> Account:
        """Whose password a link sets. Raises ``BadLink``."""
        with self._database.reading() as session:
            if session is None:
                raise BadLink
            return account_of(session, _owner(session, secret, self._clock()))

    def use(self, secret: str, password: str) -> Account:
        """Set the password and end the link. Raises ``BadLink``, and ``WeakPassword``, after
        which the link is good still."""
        owner = self.owner(secret)
        passwords.check_new(password, (owner.name, owner.display_name, owner.email))
        hashed = passwords.hashed(password)
        with self._database.writing() as session:
            row = _owner(session, secret, self._clock())  # still: two may use it at once
            keep_password(session, row, hashed)
        return owner


def _owner(session: Session, secret: str, moment: datetime) -> AccountRow:
    row = session.get(LinkRow, kept(secret))
    if row is None or moment >= read(row.expires_at):
        raise BadLink
    owner = session.get_one(AccountRow, row.account)
    if owner.disabled:
        raise BadLink
    return owner
