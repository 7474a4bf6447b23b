"""Where the reports of a saved query go: chosen by its owner, tried, stopped by one click."""

import logging
import re
from collections.abc import Sequence
from threading import Thread
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from search_app import interface
from search_app.accounts.store import AccountStore
from search_app.collection import Collection
from search_app.database import Database
from search_app.database_errors import DatabaseError
from search_app.forms import Problem
from search_app.messages import msg
from search_app.notices.asking import Wanted, change_of
from search_app.notices.deliveries import CHANNELS, Delivery
from search_app.notices.errors import NoticeError
from search_app.notices.notice import worth_telling
from search_app.notices.notifier import Notifier
from search_app.notices.words import LOCALES
from search_app.saved.queries import Change, NotTheirs, SavedQuery
from search_app.saved.report import RunReport
from search_app.saved.saved_form import sound, unknown
from search_app.settings import Settings
from search_app.views import database, identity
from search_app.views.errors import Missing
from search_app.views.programs import no_parameters, unknown_parameters
from search_app.views.saved_lookup import find_saved, raise_problems, saved_store
from search_app.work_labels import KeptLabels

bp = Blueprint("notices", __name__)

_LOG = logging.getLogger(__name__)
#: What a secret is like. Another is nobody's, and no database is asked for it.
_TOKEN = re.compile("[A-Za-z0-9_-]{20,100}")
_FIELDS = ("mail", "webhook", "language")


def init_app(app: Flask, settings: Settings) -> None:
    """Let every run on this site be told of, after its answer: whoever runs a query does not wait
    for a mail server."""
    kept: Database = app.extensions["database"]
    whole: Collection = app.extensions["collection"]
    labels: KeptLabels = app.extensions["work_labels"]
    notifier = Notifier(kept, settings, lambda: labels.of(whole.catalogue().labels))
    app.extensions["notifier"] = notifier

    def after(report: RunReport) -> None:
        if worth_telling(report) and (report.saved.mail_to or report.saved.webhook):
            Thread(target=_send, args=(notifier, report.run.id), daemon=True).start()

    app.extensions["after_run"] = after


def _send(notifier: Notifier, run: str) -> None:
    try:
        notifier.send(run)
    except DatabaseError as error:  # what waits is sent by the next `treatylens saved run`
        _LOG.error("notices were not sent: %s", error)


def _notifier() -> Notifier:
    found: Notifier = current_app.extensions["notifier"]
    return found


# --------------------------------------------------------------------------- for people


@bp.get("/saved/<saved>/notices")
def page(saved: str) -> str:
    """Where the reports go, what was sent, and the form that changes it."""
    found = _own(saved)
    return _page(found, Wanted(mail=found.mail_to, webhook=found.webhook), ())


@bp.post("/saved/<saved>/notices")
def change(saved: str) -> AnyResponse:
    """Change it, and go back to the page."""
    found = _own(saved)
    wanted = Wanted(
        mail=sound(request.form.get("mail", "")),
        webhook=sound(request.form.get("webhook", "")),
        language=interface.interface_language().tag,
    )
    problems = _changed(found, wanted)
    if problems:
        return make_response(_page(found, wanted, problems), 400)
    return redirect(url_for("notices.page", saved=found.id), 303)


@bp.post("/saved/<saved>/notices/test")
def test(saved: str) -> AnyResponse:
    """Send the report of the last run now, and say what came of it."""
    found = _own(saved)
    channel = request.form.get("channel", "")
    if channel not in CHANNELS:
        raise Missing(gettext("There is nothing at this address."))
    wanted = Wanted(mail=found.mail_to, webhook=found.webhook)
    try:
        _notifier().test(found, channel)
    except NoticeError as error:
        problem = Problem(parameter=channel, message=error.message)
        return make_response(_page(found, wanted, (problem,)), 400)
    return make_response(_page(found, wanted, (), sent=channel))


def _page(saved: SavedQuery, wanted: Wanted, problems: Sequence[Problem], sent: str = "") -> str:
    return render_template(
        "saved_notices.html",
        saved=saved,
        wanted=wanted,
        problems=problems,
        sent=sent,
        own_mail=_own_mail(),
        mail_ready=_notifier().mail_ready,
        deliveries=_notifier().deliveries.of(saved.id),
    )


def _own(saved: str) -> SavedQuery:
    found = find_saved(saved)
    if not found.owned_by(identity()):
        raise NotTheirs(msg("Only whoever saved a query says where its reports go."))
    return found


def _own_mail() -> str | None:
    """The address of the account of whoever asks; None where there are no accounts."""
    if not current_app.config.get("ACCOUNTS"):
        return None
    return AccountStore(database()).of_id(identity().account).email


def _changed(saved: SavedQuery, wanted: Wanted) -> Sequence[Problem]:
    changes, problems = change_of(saved, wanted, _notifier().webhooks, _own_mail())
    if not problems:
        saved_store().change(saved.id, identity(), changes)
    return problems


# --------------------------------------------------------------------------- for programs


@bp.get("/api/v1/saved/<saved>/notices")
def notices(saved: str) -> Response:
    """Where the reports go, and what was sent."""
    found = _own(saved)
    no_parameters()
    return _json(found)


@bp.patch("/api/v1/saved/<saved>/notices")
def change_for_programs(saved: str) -> Response:
    """Change what is sent of it; the rest stays."""
    found = _own(saved)
    sent, problems = _sent(_FIELDS)
    language = sent.get("language", "")
    if isinstance(language, str) and language and language not in LOCALES:
        known = ", ".join(LOCALES)
        message = msg("language must be one of %(known)s.", known=known)
        problems.append(Problem(parameter="language", message=message))
    raise_problems(problems)
    mail, webhook = (sound(sent[name]) if name in sent else None for name in ("mail", "webhook"))
    raise_problems(_changed(found, Wanted(mail=mail, webhook=webhook, language=language)))
    return _json(_own(saved))


@bp.post("/api/v1/saved/<saved>/notices/test")
def test_for_programs(saved: str) -> Response:
    """Send the report of the last run now by ``channel``; a try that fails says why."""
    found = _own(saved)
    sent, problems = _sent(("channel",))
    channel = sent.get("channel", "")
    if not problems and channel not in CHANNELS:
        message = msg("channel must be one of %(known)s.", known=", ".join(CHANNELS))
        problems.append(Problem(parameter="channel", message=message))
    raise_problems(problems)
    try:
        run = _notifier().test(found, channel)
    except NoticeError as error:
        raise_problems([Problem(parameter="channel", message=error.message)])
        raise
    return jsonify(channel=channel, run=run)


def _sent(fields: Sequence[str]) -> tuple[dict[str, Any], list[Problem]]:
    """The JSON object that was sent, and what is wrong with its names and types and with the
    address's parameters: every field is a text, and there are no parameters. Raises ``BadSearch``
    for anything else than an object."""
    try:
        sent = request.get_json(force=True)
    except HTTPException as error:
        if error.code != 400:
            raise  # too large
        sent = None
    problems = unknown_parameters()
    if not isinstance(sent, dict):
        raise_problems([*problems, Problem(parameter="body", message=msg("Send a JSON object."))])
    unknown(problems, sent, fields)
    for name in fields:
        if name in sent and not isinstance(sent[name], str):
            problems.append(Problem(parameter=name, message=msg("This must be a text.")))
    return sent, problems


def _json(saved: SavedQuery) -> Response:
    return jsonify(
        mail=saved.mail_to or None,
        language=saved.mail_language or None,
        webhook=saved.webhook or None,
        webhook_secret=saved.webhook_secret or None,
        deliveries=[delivery_json(one) for one in _notifier().deliveries.of(saved.id)],
    )


def delivery_json(delivery: Delivery) -> dict[str, object]:
    """A delivery as JSON."""
    return {
        "run": delivery.number,
        "channel": delivery.channel,
        "state": delivery.state,
        "at": delivery.at,
        "attempts": delivery.attempts,
        "detail": delivery.detail or None,
    }


# --------------------------------------------------------------------------- stopping


@bp.get("/unsubscribe/<token>")
def ask_to_stop(token: str) -> str:
    """Ask whether the mail is to end: looking at an address, as programs that check mail do, ends
    nothing."""
    return render_template("unsubscribe.html", saved=_of_token(token), token=token, stopped=False)


@bp.post("/unsubscribe/<token>")
def stop(token: str) -> str:
    """End the mail of a saved query. Whoever has the mail has the address; mail programs post to
    it at one click (RFC 8058)."""
    saved = _of_token(token)
    saved_store().change(saved.id, None, Change(mail_to="", mail_token=""))
    return render_template("unsubscribe.html", saved=saved, token=token, stopped=True)


def _of_token(token: str) -> SavedQuery:
    found = saved_store().by_mail_token(token) if _TOKEN.fullmatch(token) else None
    if found is None:
        raise Missing(gettext("This mail was stopped already, or goes to another address now."))
    return found
