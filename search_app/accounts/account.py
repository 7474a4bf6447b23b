"""One account as the rest of the program knows it, and who it is that asks with it."""

from dataclasses import dataclass
from typing import Any

from search_app.identity import ROLES, SCOPES, Identity


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody who may come in. ``groups`` are the names of theirs, in order; ``has_password``
    and ``subject`` (of their OpenID Connect issuer, "" without) say by what."""

    id: str
    name: str
    display_name: str = ""
    email: str = ""
    role: str = ROLES[0]
    restricted: bool = False
    disabled: bool = False
    created_at: str = ""
    has_password: bool = False
    subject: str = ""
    groups: tuple[str, ...] = ()

    def identity(self, scopes: frozenset[str] = frozenset(SCOPES)) -> Identity:
        """Who asks with this account, by a session or a token of some ``scopes``. Its name is the
        account's, which nobody else has, so that what people make can be told apart by it."""
        return Identity(
            account=self.id,
            name=self.name,
            role=self.role,
            groups=frozenset(self.groups),
            scopes=scopes,
            restricted=self.restricted,
        )

    @property
    def may_hold(self) -> tuple[str, ...]:
        """The scopes that a token of theirs may have."""
        own = self.identity()
        return tuple(scope for scope in SCOPES if own.may(scope))


def account_json(account: Account) -> dict[str, Any]:
    """An account as the API and the commands show it."""
    return {
        "id": account.id,
        "name": account.name,
        "display_name": account.display_name,
        "email": account.email,
        "role": account.role,
        "restricted": account.restricted,
        "disabled": account.disabled,
        "groups": list(account.groups),
        "created_at": account.created_at,
        "password": account.has_password,
        "openid": account.subject or None,
    }
