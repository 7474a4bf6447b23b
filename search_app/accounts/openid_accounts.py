"""Whose account a person has whom an OpenID Connect issuer vouches for, and with which role."""

from dataclasses import dataclass

from search_app.accounts.account import Account
from search_app.accounts.errors import BadName, LastAdmin, LoginRefused, NameTaken
from search_app.accounts.openid import Person
from search_app.accounts.store import AccountStore
from search_app.identity import ROLES
from search_app.messages import msg
from search_app.settings import Settings


@dataclass(frozen=True)
class Arrival:
    """Who came in by an issuer, and for the audit log what that changed: ``done`` is "add" for a
    new account, "change" for another role, "keep the last admin" where the role that the claim
    gives was not taken, "" for nothing; ``role_before`` is that of the account until now."""

    account: Account
    done: str = ""
    role_before: str = ""


def account_for(store: AccountStore, settings: Settings, person: Person) -> Arrival:
    """With which account a person comes in: the one they are linked to, else, if the setting
    ``openid_unknown`` says so, a new one. An account of the same name is not taken for theirs: it
    may be another's. The only admin stays one, whatever the claim says. Raises ``LoginRefused``
    and ``DatabaseError``."""
    role = role_of(settings, person)
    known = store.of_subject(person.issuer, person.subject)
    if known is None:
        return Arrival(_new(store, settings, person, role or ROLES[0]), "add")
    if known.disabled:
        raise LoginRefused(msg("Your account is disabled. Ask an admin."))
    if not role or role == known.role:
        return Arrival(known)
    try:
        return Arrival(store.change(known.id, role=role), "change", known.role)
    except LastAdmin:
        return Arrival(known, "keep the last admin", known.role)


def role_of(settings: Settings, person: Person) -> str:
    """The role that the claim gives, the highest of several; "" where no claim is to. Raises
    ``LoginRefused`` for a person to whom it gives none."""
    if not settings.openid_role_claim:
        return ""
    said = person.values(settings.openid_role_claim)
    for role in reversed(ROLES):
        if said & _values(getattr(settings, f"openid_{role}s")):
            return role
    raise LoginRefused(
        msg("Your office's login gives you no access to this site. Ask whoever looks after it.")
    )


def _values(setting: str) -> frozenset[str]:
    return frozenset(part.strip() for part in setting.split(",") if part.strip())


def _new(store: AccountStore, settings: Settings, person: Person, role: str) -> Account:
    name = person.text("preferred_username", "email", "sub")
    if settings.openid_unknown != "add":
        raise LoginRefused(
            msg(
                "There is no account for you yet. Ask an admin, and tell them “%(subject)s”.",
                subject=person.subject[:200],
            )
        )
    try:
        return store.add(
            name,
            role=role,
            display_name=person.text("name"),
            email=person.text("email"),
            issuer=person.issuer,
            subject=person.subject,
        )
    except (NameTaken, BadName) as error:
        raise LoginRefused(
            msg(
                "There is no account for you yet, and none can be called “%(name)s”. Ask an "
                "admin, and tell them “%(subject)s”.",
                name=name[:100],
                subject=person.subject[:200],
            )
        ) from error
