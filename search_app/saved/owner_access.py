"""What the owner of a saved query may see: runs and feeds hold that, whoever starts or reads them.
No Flask."""

from collections.abc import Callable
from dataclasses import replace

from search_app.access import EVERYTHING, LABELS, Access
from search_app.access_rules import AccessRules
from search_app.accounts.errors import AccountError
from search_app.accounts.store import AccountStore
from search_app.database import Database
from search_app.saved.queries import SavedQuery

#: What somebody sees who has no account any more, or may not come in.
NOTHING = Access(frozenset())


def access_of_owners(database: Database) -> Callable[[SavedQuery], Access]:
    """What gives the access of the owner of a saved query, whether or not the process that asks
    has accounts on: a command runs somebody's query with what they may see. For what is no
    account's, but the machine's owner's, that is everything. It raises ``DatabaseError``."""

    def access_of(saved: SavedQuery) -> Access:
        if not saved.owner:
            return EVERYTHING
        try:
            account = AccountStore(database).of_id(saved.owner)
        except AccountError:
            return NOTHING
        if account.disabled:
            return NOTHING
        rules = AccessRules(database).overrides()
        identity = replace(account.identity(), opened=rules.opened, closed=rules.closed)
        return identity.access

    return access_of


def sees_all(access: Access) -> bool:
    """Whether nothing is hidden from somebody with this access."""
    return access.labels is None or access.labels.issuperset(LABELS)
