"""What the owner of a saved query says of where its reports go → what is kept. No Flask."""

from dataclasses import dataclass
from secrets import token_urlsafe

from search_app.forms import Problem
from search_app.messages import msg
from search_app.notices.errors import NoticeError
from search_app.notices.mail import clean_address
from search_app.notices.webhook import Webhooks, new_secret
from search_app.notices.words import LOCALES, USUAL
from search_app.saved.queries import Change, SavedQuery

#: Random bytes of the secret by which mail is stopped.
_STOP_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Where the reports of a saved query are to go: an address or "" for none, and None to leave
    it as it is. ``language`` is the tag of the language that mail is written in, "" to leave it."""

    mail: str | None = None
    webhook: str | None = None
    language: str = ""


def change_of(
    saved: SavedQuery, wanted: Wanted, webhooks: Webhooks, own_mail: str | None = None
) -> tuple[Change, list[Problem]]:
    """What is to be changed of a saved query, and what is wrong with it. ``own_mail`` is the
    address of the owner's account: where there are accounts mail goes to no other, so that nobody
    has mail sent to somebody else; None where there are none."""
    problems: list[Problem] = []
    mail = _mail(wanted.mail, own_mail, problems)
    webhook = wanted.webhook
    if webhook:
        try:
            webhook = webhooks.clean(webhook)
        except NoticeError as error:
            problems.append(Problem(parameter="webhook", message=error.message))
    language = wanted.language if wanted.language in LOCALES else None
    change = Change(
        mail_to=mail,
        mail_language=language or (USUAL if mail and not saved.mail_language else None),
        mail_token=_token(saved, mail),
        webhook=webhook,
        webhook_secret=_secret(saved, webhook),
    )
    return (Change(), problems) if problems else (change, [])


def _mail(given: str | None, own: str | None, problems: list[Problem]) -> str | None:
    if not given or not given.strip():
        return given and ""
    try:
        address = clean_address(given)
    except NoticeError as error:
        problems.append(Problem(parameter="mail", message=error.message))
        return None
    if own is not None and address.casefold() != own.casefold():
        message = (
            msg("Mail goes to the address of your account alone, %(address)s.", address=own)
            if own
            else msg("Your account has no e-mail address; ask an admin to give it one.")
        )
        problems.append(Problem(parameter="mail", message=message))
        return None
    return address


def _token(saved: SavedQuery, mail: str | None) -> str | None:
    """A new secret for a new address: links in mail to another do not stop this one's."""
    if mail is None or (mail and mail == saved.mail_to and saved.mail_token):
        return None
    return token_urlsafe(_STOP_BYTES) if mail else ""


def _secret(saved: SavedQuery, webhook: str | None) -> str | None:
    if webhook is None or (webhook and webhook == saved.webhook and saved.webhook_secret):
        return None
    return new_secret() if webhook else ""
