"""What the views of accounts have in common: who asks, what was sent, and what is said where
something cannot be done."""

from collections.abc import Sequence

from flask import Response as FlaskResponse
from flask import current_app, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from search_app.accounts.account import Account
from search_app.accounts.errors import (
    AccountError,
    LastAdmin,
    NameTaken,
    NoSuchName,
    TooManyAttempts,
)
from search_app.interface import say
from search_app.sent_fields import SentFields
from search_app.views import identity
from search_app.views.errors import Missing, respond
from search_app.views.guard import registry
from search_app.views.programs import json_body, unknown_parameters


def need_accounts() -> None:
    """Raises ``Missing`` where there are no accounts."""
    if not current_app.config["ACCOUNTS"]:
        raise Missing(gettext("There are no accounts here; docs/accounts.md says how there are."))


def keep_nothing(answer: FlaskResponse) -> FlaskResponse:
    """An answer that is kept nowhere: it may hold a secret, and says who there is."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def asker() -> Account:
    """The account of whoever asks, by a session or a token. Raises ``NoSuchName``."""
    return registry().accounts.of_id(identity().account)


def link_of(account: Account) -> dict[str, str]:
    """A new link by which the owner of an account sets a password, told here alone."""
    secret, ends = registry().links.make(account.id)
    return {"url": url_for("sign_in.link", secret=secret, _external=True), "ends": ends}


# --------------------------------------------------------------------------- what was sent


def sent(known: Sequence[str]) -> SentFields:
    """The JSON object of the request, of which these fields are known. Raises
    ``UnsupportedMediaType`` for a body that does not say that it is JSON: a form of another site
    cannot say so."""
    return SentFields(json_body(), known, unknown_parameters())


# --------------------------------------------------------------------------- what is told


def account_refused(error: AccountError) -> Response:
    """What cannot be done with an account, in a sentence, for a program."""
    if isinstance(error, TooManyAttempts):
        answer = respond(429, say(error.message))
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    if isinstance(error, NoSuchName):
        return respond(404, say(error.message))
    return respond(409 if isinstance(error, NameTaken | LastAdmin) else 400, say(error.message))
