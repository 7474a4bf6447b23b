"""Logging in by name and password, as much work whether the name is known or not."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from search_app.accounts import passwords
from search_app.accounts.account import Account
from search_app.accounts.errors import LoginRefused
from search_app.accounts.moments import Clock, now
from search_app.accounts.names import name_key
from search_app.accounts.store import account_of, keep_password, row_of_id
from search_app.accounts.tables import AccountRow
from search_app.accounts.throttle import Throttle
from search_app.database import Database
from search_app.messages import msg


class LoginDesk:
    """Where passwords are shown. Every method raises ``DatabaseError``."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database = database
        self._throttle = Throttle(database, clock)

    def admit(self, name: str, password: str, address: str, device: str = "") -> Account:
        """The account of that name and password, asked for from an address, and by a browser that
        is known for the name where ``device`` says which (``devices``).

        Raises ``LoginRefused``, with the same sentence for a name that nobody has, another's
        password and an account that is disabled; and ``TooManyAttempts``.
        """
        self._throttle.attempt(name, address, device)
        account_id, kept_hash, disabled = self._kept(name)
        checked = passwords.check(kept_hash, password)
        if not checked.right or disabled:
            raise _refused()
        self._throttle.succeeded(name, address, device)
        with self._database.writing() as session:
            row = session.get(AccountRow, account_id)
            if row is None or row.disabled or row.password_hash != kept_hash:
                raise _refused()  # changed meanwhile
            if checked.new_hash:
                row.password_hash = checked.new_hash
            return account_of(session, row)

    def change_password(
        self,
        account: Account,
        old: str,
        new: str,
        address: str,
        *,
        apart: str = "",
        tokens: bool = True,
    ) -> None:
        """Set an account's own password. Wrong attempts of somebody who came in by what ``apart``
        says are counted apart, so that nobody who cannot log in keeps the owner from it. Raises as
        ``admit`` where ``old`` is wrong, and ``WeakPassword``. Every session ends, so that the
        browser asking needs a new one; every token too, unless ``tokens`` is false."""
        self.admit(account.name, old, address, apart)
        passwords.check_new(new, (account.name, account.display_name, account.email))
        kept = passwords.hashed(new)
        with self._database.writing() as writing:
            keep_password(writing, row_of_id(writing, account.id), kept, tokens=tokens)

    def _kept(self, name: str) -> tuple[str, str, bool]:
        with self._database.reading() as session:
            row = _row(session, name) if session else None
            return (row.id, row.password_hash, row.disabled) if row else ("", "", False)


def _row(session: Session, name: str) -> AccountRow | None:
    return session.scalar(select(AccountRow).where(AccountRow.name_key == name_key(name)))


def _refused() -> LoginRefused:
    return LoginRefused(msg("Name and password do not belong together. Try again."))
