"""Who is asking, and what they may do. No Flask.

Without accounts there is one identity, the person at this machine, who may do everything. With
accounts there is one a session or API token, and one for those who have not logged in.
"""

from dataclasses import dataclass

from search_app.access import EVERYTHING, PUBLIC, RESTRICTED, Access

#: What an account is, from the least to the most: each may do what those before it may.
ROLES = ("reader", "editor", "admin")
#: What a token may be used for. ``read``: search, open, export. ``save``: one's own saved queries.
#: ``account``: one's own tokens, sessions and password. ``edit``: corrections. ``admin``: accounts,
#: access, the audit log.
SCOPES = ("read", "save", "account", "edit", "admin")
_NEEDED = {
    "read": "reader",
    "save": "reader",
    "account": "reader",
    "edit": "editor",
    "admin": "admin",
}


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Somebody who asks. ``account`` is the id of an account, "" without one; ``name`` is what
    people see; ``groups`` are the names of those they are in; ``scopes`` are those of their token,
    all of them for a session; ``restricted``: they may see restricted works."""

    account: str = ""
    name: str = ""
    role: str = ""
    groups: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset(SCOPES)
    restricted: bool = False
    opened: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether they have a role: they have logged in, or there are no accounts."""
        return bool(self.role)

    def may(self, scope: str) -> bool:
        """Whether their role and, where they came with one, their token let them use ``scope``:
        one, or several with spaces between them (as RFC 6749 3.3 writes them), all of which are
        needed."""
        return all(self._may_one(one) for one in scope.split(" "))

    def _may_one(self, scope: str) -> bool:
        if self.role not in ROLES or scope not in self.scopes:
            return False
        return ROLES.index(self.role) >= ROLES.index(_NEEDED[scope])

    @property
    def access(self) -> Access:
        """What they may see of the collection."""
        if not self.account and self.role == "admin":  # without accounts: the owner
            return EVERYTHING
        labels = {PUBLIC} if self.may("read") else set()
        if self.may("read") and (self.restricted or self.role == "admin"):
            labels.add(RESTRICTED)
        return Access(frozenset(labels), self.opened, self.closed)


def owner(name: str) -> Identity:
    """The person at this machine, where there are no accounts."""
    return Identity(name=name, role="admin", restricted=True)


#: Somebody who has not logged in where there are accounts.
NOBODY = Identity()
