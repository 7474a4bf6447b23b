"""The audit log: written for every request that ``permissions.AUDITED`` names, and shown to admins.

What cannot be written down is not answered: 503, and nothing of what was asked for.
"""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
)
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from search_app.audit.by_command import audit_on
from search_app.audit.chain import Fact, verdict_json, verify
from search_app.audit.facts import facts_of
from search_app.audit.form import AuditForm, read_audit_form
from search_app.audit.lines import line_of
from search_app.audit.log import Event, record
from search_app.audit.reading import AuditLog, entry_json
from search_app.audit.refusals import Refusals
from search_app.database_errors import DatabaseError
from search_app.forms import ParameterReader, SearchForm
from search_app.messages import msg
from search_app.saved.saved_form import unknown
from search_app.settings import Settings
from search_app.views import database, identity, recorded
from search_app.views.errors import BadSearch, respond, told_path
from search_app.views.guard import came_by
from search_app.views.permissions import AUDITED, scope_of

bp = Blueprint("audit", __name__)

#: The action of a request that nobody, or not this one, may make.
REFUSED = "refused"
#: Actions of who asks for something: a form that asks for nothing yet is not written down.
_ASKING = frozenset({"search"})
_NOT_ALLOWED = frozenset({401, 403})
#: What is written of who is not let in at most so often a minute (``audit.refusals``).
_FAILED = frozenset({REFUSED, "log in failed"})
#: The status of faulty requests, and what a page may do that has it.
_FAULTY = 400
_READING = frozenset({"search", "open", "read the log"})
#: Characters that are kept of the path of a refused request.
_LONGEST_PATH = 200
#: What a hash of an entry is like.
_HASH = re.compile("[0-9a-f]{64}")


def init_app(app: Flask, settings: Settings) -> None:
    """Write down what is answered from now on, if ``audit_on``. To be called after every other
    function that is to see what is answered in the end: the last one registered is the first to be
    called."""
    app.extensions["audit_on"] = audit_on(settings)
    app.extensions["refusals"] = Refusals()
    app.after_request(_write_down)


def _write_down(response: Response) -> Response:
    if not current_app.extensions["audit_on"]:
        return response
    try:
        event = _event(response)
        if event is not None:
            _tell_left_out()
            record(database(), event)
    except DatabaseError as error:
        current_app.logger.error("the audit log cannot be written: %s", error)
        return _not_written(response)
    return response


def _tell_left_out() -> None:
    """Write how many refusals of the minutes before were not written one by one."""
    due = _refusals().due(time.time())
    for done, (address, count) in enumerate(due.items()):
        try:
            facts: dict[str, Fact] = {"left_out": count}
            record(database(), Event(action=REFUSED, address=address, facts=facts))
        except DatabaseError:
            _refusals().give_back(dict(list(due.items())[done:]))
            raise


def _refusals() -> Refusals:
    found: Refusals = current_app.extensions["refusals"]
    return found


def _not_written(response: Response) -> Response:
    """What is answered in place of what could not be written down."""
    response.close()  # with its cookies: nobody is logged in who is not in the log
    message = gettext(
        "What is asked for here is written in the audit log, which cannot be written now. Try "
        "again in a moment; if this goes on, tell an admin."
    )
    title = gettext("The audit log cannot be written now")
    return make_response(respond(503, message, title))


def _event(response: Response) -> Event | None:
    """What is to be written of the request that is so answered, None for nothing."""
    status = response.status_code
    action = _action(status, is_page=response.mimetype == "text/html")
    if not action:
        return None
    who, address = identity(), request.remote_addr or ""
    if action in _FAILED and not who.known and not _refusals().admit(address, time.time()):
        return None
    # Somebody who has not logged in may send what they like: none of it is kept.
    sent = facts_of(request.view_args or {}, _parameters()) if who.known else {}
    facts = sent | recorded().facts
    if action in _ASKING and not facts:
        return None
    if action == REFUSED:
        facts |= {"endpoint": str(request.endpoint), "method": request.method, "status": status}
        facts |= {"path": told_path()[:_LONGEST_PATH]}
    facts |= came_by()
    return Event(action=action, account=who.account, name=who.name, address=address, facts=facts)


def _action(status: int, *, is_page: bool) -> str:
    """What the request is called in the log, "" for one that is not in it."""
    said = recorded().action
    if said:
        return said
    endpoint = request.endpoint
    if endpoint is None or (status >= 400 and status not in _NOT_ALLOWED | {_FAULTY}):
        return ""
    if status in _NOT_ALLOWED or not _let_in(endpoint):
        return REFUSED
    if request.method == "OPTIONS":  # tells the methods of an address, whatever there is
        return ""
    action = AUDITED.get(f"{endpoint}:{request.method}") or AUDITED.get(endpoint, "")
    # A page with a faulty parameter says so and may show what it shows without it.
    return action if status != _FAULTY or (is_page and action in _READING) else ""


def _let_in(endpoint: str) -> bool:
    """Whether who asks may: the guard answers others, pages with a way to log in (303)."""
    scope = scope_of(endpoint, request.method)
    return not scope or identity().may(scope)


def _parameters() -> Iterable[tuple[str, list[str]]]:
    """Every parameter: of the address, of a form, of a JSON object."""
    yield from request.args.lists()
    try:
        yield from request.form.lists()
        sent = request.get_json(silent=True) if request.is_json else None
    except HTTPException:  # too large to be read, and refused for that
        return
    for name, value in sent.items() if isinstance(sent, dict) else ():
        values = value if isinstance(value, list) else [value]
        yield str(name), [_text(one) for one in values if isinstance(one, str | int | float)]


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else str(value)


# --------------------------------------------------------------------------- shown


@bp.get("/audit")
def page() -> AnyResponse:
    """The entries that the filters leave, the newest first."""
    form = read_audit_form(request.args)
    log = AuditLog(database())
    found = log.page(form.filter, before=form.before, size=form.size)
    number, head = log.head()
    html = render_template(
        "audit.html",
        form=form,
        found=found,
        actions=log.actions(),
        head=head if number else "",
        count=number,
        on=current_app.extensions["audit_on"],
        newest=form.at(None).pairs(),
        older=form.at(found.older).pairs() if found.older else None,
    )
    return make_response(html, 400 if form.problems else 200)


@bp.get("/api/v1/audit")
def entries() -> Response:
    """The same as JSON; ``next`` is the cursor of older entries, null at the end."""
    form = _strict_form(request.args)
    log = AuditLog(database())
    found = log.page(form.filter, before=form.before, size=form.size)
    number, head = log.head()
    return jsonify(
        entries=[entry_json(one) for one in found.entries],
        next=str(found.older) if found.older else None,
        head={"number": number, "sha256": head},
    )


@bp.get("/api/v1/audit/head")
def head() -> Response:
    """The number and the hash of the newest entry, to be kept elsewhere."""
    _strict(())
    number, newest = AuditLog(database()).head()
    return jsonify(number=number, sha256=newest)


@bp.get("/api/v1/audit/verify")
def verification() -> Response:
    """What ``treatylens audit verify`` finds of the log; ``head`` is a hash that was the newest
    once."""
    reader = _strict(("head",))
    known = reader.text("head").strip().lower()
    if known and not _HASH.fullmatch(known):
        reader.problem("head", msg("head is a hash of 64 digits, as the head of the log was."))
    _refuse(reader)
    log = AuditLog(database())
    return jsonify(verdict_json(verify(log.every(), known), log.guards_missing()))


@bp.get("/api/v1/audit/export")
def export() -> Response:
    """Every entry as ``treatylens audit export`` writes it: JSON Lines, the oldest first."""
    _strict(())
    return Response(map(line_of, AuditLog(database()).every()), mimetype="application/jsonl")


def _strict(known: Sequence[str]) -> ParameterReader:
    """The parameters of an address that has those ``known``. Raises ``BadSearch`` for others."""
    reader = ParameterReader(request.args)
    unknown(reader.problems, request.args, known or ("none",))
    _refuse(reader)
    return reader


def _refuse(reader: ParameterReader) -> None:
    if reader.problems:
        raise BadSearch(SearchForm(problems=tuple(reader.problems)))


def _strict_form(arguments: Any) -> AuditForm:
    form = read_audit_form(arguments, strict=True)
    if form.problems:
        raise BadSearch(SearchForm(problems=form.problems))
    return form


@bp.app_template_filter("facts")
def facts_line(facts: Mapping[str, Fact]) -> list[tuple[str, str]]:
    """The facts of an entry as names and texts."""
    return [
        (name, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for name, value in facts.items()
    ]
