"""The fields of a JSON object that a program sends → values, with every problem; and those of
accounts. No Flask."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from search_app.accounts.account import Account
from search_app.accounts.errors import AccountError
from search_app.accounts.names import LONGEST_LINE, clean_label, clean_line, clean_name, name_key
from search_app.accounts.passwords import check_new
from search_app.accounts.store import check_role, no_group
from search_app.accounts.tokens import check_days, check_scopes
from search_app.forms import Problem
from search_app.messages import Message, msg
from search_app.saved.saved_form import unknown

#: What is sent of an account that is made, and what of one is changed.
NEW_ACCOUNT = ("name", "role", "display_name", "email", "restricted")
ACCOUNT = ("role", "display_name", "email", "restricted", "disabled", "groups")
NEW_TOKEN = ("name", "scopes", "days")
PASSWORD = ("old", "password", "revoke_tokens")
#: Days that a token is good for where nothing is sent; as chosen on the page beforehand.
USUAL_DAYS = 90

T = TypeVar("T")
V = TypeVar("V")


class SentFields:
    """A JSON object, read field by field: one that is not there, or of another type, is None.
    ``problems`` has all that is wrong; ``is_object`` is false for a body of another kind, of which
    that alone is said."""

    def __init__(self, body: Any, known: Sequence[str], problems: Iterable[Problem] = ()) -> None:
        self.problems = list(problems)
        self.is_object = isinstance(body, dict)
        self._sent: Mapping[str, Any] = body if isinstance(body, dict) else {}
        if not self.is_object:
            self.problem("body", msg("Send a JSON object."))
        unknown(self.problems, self._sent, known)

    def problem(self, name: str, message: Message) -> None:
        """Say what is wrong with a field."""
        self.problems.append(Problem(parameter=name, message=message))

    def need(self, *names: str) -> None:
        """Say of each that is not there that it has to be."""
        for name in names if self.is_object else ():
            if name not in self._sent:
                self.problem(name, msg("%(name)s is needed.", name=name))

    def __contains__(self, name: str) -> bool:
        return name in self._sent

    def raw(self, name: str) -> Any:
        """What was sent, of whatever type; None where nothing was."""
        return self._sent.get(name)

    def text(self, name: str, *, halves: bool = False) -> str | None:
        """A text, whole: with no half character, which nothing can be done with, unless ``halves``
        says that they are taken out of it later."""
        value = self._typed(name, str, msg("This must be a text."))
        if value is None or halves or _whole(value):
            return value
        self.problem(name, _HALF)
        return None

    def flag(self, name: str) -> bool | None:
        """True or false."""
        return self._typed(name, bool, msg("This must be true or false."))

    def number(self, name: str) -> int | None:
        """A whole number; ``True`` is none."""
        wrong = msg("This must be a whole number.")
        if isinstance(self._sent.get(name), bool):
            self.problem(name, wrong)
            return None
        return self._typed(name, int, wrong)

    def texts(self, name: str) -> list[str] | None:
        """A list of texts."""
        wrong = msg("This must be a list of texts.")
        value: list[Any] | None = self._typed(name, list, wrong)
        if value is None:
            return None
        if not all(isinstance(one, str) for one in value):
            self.problem(name, wrong)
            return None
        if not all(map(_whole, value)):
            self.problem(name, _HALF)
            return None
        return value

    def values(self, name: str) -> list[str]:
        """The values as a form would send them: of a text, a number, true (``1``) or false
        (``0``), or a list of these; none for null."""
        given = self.raw(name)
        if given is None:
            return []
        found = [_as_sent(one) for one in (given if isinstance(given, list) else [given])]
        texts = [one for one in found if one is not None]
        if len(texts) < len(found):
            wrong = msg("This must be a text, a number, true or false, or a list of these.")
            self.problem(name, wrong)
            return []
        if not all(map(_whole, texts)):
            self.problem(name, _HALF)
            return []
        return texts

    def _typed(self, name: str, kind: type[T], wrong: Message) -> T | None:
        if name not in self._sent:
            return None
        value = self._sent[name]
        if isinstance(value, kind):
            return value
        self.problem(name, wrong)
        return None

    def cleaned(self, name: str, clean: Callable[[V], T], value: V | None) -> T | None:
        """The value of a field as it is kept; what it cannot be is among the problems."""
        if value is None:
            return None
        try:
            return clean(value)
        except AccountError as error:
            self.problem(name, error.message)
            return None


_HALF = msg("This text has half a character in it; send whole ones.")


def _whole(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _as_sent(value: Any) -> str | None:
    """A value of JSON as a form says it, None for one that it cannot say."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value) if isinstance(value, str | int | float) else None


# --------------------------------------------------------------------------- of an account


def new_account(fields: SentFields) -> dict[str, Any]:
    """What ``AccountStore.add`` is given."""
    fields.need("name")
    given = {"name": fields.cleaned("name", clean_name, fields.text("name"))}
    return given | _beside_name(fields)


def account_change(fields: SentFields, groups: Iterable[str]) -> dict[str, Any]:
    """What ``AccountStore.change`` is given. ``groups`` are the names of those there are."""
    known = {name_key(name) for name in groups}
    wanted = fields.texts("groups")
    for name in wanted or ():
        if name_key(name) not in known:
            fields.problem("groups", no_group(name[:LONGEST_LINE]).message)
    return _beside_name(fields) | _given(disabled=fields.flag("disabled"), groups=wanted)


def _beside_name(fields: SentFields) -> dict[str, Any]:
    return _given(
        role=fields.cleaned("role", check_role, fields.text("role")),
        display_name=_line(fields, "display_name"),
        email=_line(fields, "email"),
        restricted=fields.flag("restricted"),
    )


def _line(fields: SentFields, name: str) -> str | None:
    text = fields.text(name)
    if text is not None and len(text) > LONGEST_LINE:
        fields.problem(
            name, msg("This has at most %(most)s characters; shorten it.", most=LONGEST_LINE)
        )
        return None
    return fields.cleaned(name, clean_line, text)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


# --------------------------------------------------------------------------- of one's own


@dataclass(frozen=True, kw_only=True)
class TokenWanted:
    """A token that is to be made; ``days`` is 0 for one that lasts until it is revoked."""

    name: str
    scopes: Collection[str]
    days: int


def token_wanted(fields: SentFields, owner: Account, held: Collection[str]) -> TokenWanted:
    """The token that is asked for, by its owner, who came with the scopes that are ``held``."""
    fields.need("name", "scopes")
    name = fields.cleaned("name", clean_label, fields.text("name"))
    scopes = fields.cleaned(
        "scopes", lambda sent: check_scopes(sent, owner, held), fields.texts("scopes")
    )
    days = fields.cleaned("days", check_days, fields.number("days"))
    return TokenWanted(
        name=name or "", scopes=scopes or (), days=USUAL_DAYS if days is None else days
    )


@dataclass(frozen=True, kw_only=True)
class PasswordWanted:
    """A password that is to be another. ``tokens``: every token is to end."""

    old: str
    new: str
    tokens: bool


def password_wanted(fields: SentFields, owner: Account) -> PasswordWanted:
    """The password that is asked for, by its owner. Whether ``old`` is right is not looked at."""
    fields.need("old", "password")
    new, revoke = fields.text("password"), fields.flag("revoke_tokens")
    if new is not None:
        names = (owner.name, owner.display_name, owner.email)
        fields.cleaned("password", lambda sent: check_new(sent, names), new)
    return PasswordWanted(
        old=fields.text("old") or "", new=new or "", tokens=True if revoke is None else revoke
    )
