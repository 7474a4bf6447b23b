"""What a site has to do with accounts, over one database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from search_app.accounts.groups import GroupStore
from search_app.accounts.links import LinkStore
from search_app.accounts.login import LoginDesk
from search_app.accounts.moments import now
from search_app.accounts.sessions import Lasting, SessionStore
from search_app.accounts.store import AccountStore
from search_app.accounts.tokens import TokenStore
from search_app.database import Database
from search_app.settings import Settings


def lasting_of(settings: Settings) -> Lasting:
    """How long sessions last, by the settings."""
    return Lasting(
        idle=timedelta(minutes=settings.session_idle_minutes),
        whole=timedelta(hours=settings.session_hours),
    )


@dataclass(frozen=True)
class Registry:
    """The stores of accounts and of what they come in by."""

    database: Database
    lasting: Lasting
    clock: Callable[[], datetime] = now

    @cached_property
    def accounts(self) -> AccountStore:
        """The accounts."""
        return AccountStore(self.database, self.clock)

    @cached_property
    def groups(self) -> GroupStore:
        """Their groups."""
        return GroupStore(self.database, self.clock)

    @cached_property
    def sessions(self) -> SessionStore:
        """Browsers that have logged in."""
        return SessionStore(self.database, self.lasting, self.clock)

    @cached_property
    def tokens(self) -> TokenStore:
        """What programs come in by."""
        return TokenStore(self.database, self.clock)

    @cached_property
    def links(self) -> LinkStore:
        """Links by which passwords are set."""
        return LinkStore(self.database, self.clock)

    @cached_property
    def desk(self) -> LoginDesk:
        """Where passwords are shown."""
        return LoginDesk(self.database, self.clock)
