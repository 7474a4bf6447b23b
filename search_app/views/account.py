"""The page of one's own account: its password, the browsers that are logged in, its tokens."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from search_app.accounts.errors import AccountError, LoginRefused, TooManyAttempts
from search_app.interface import say
from search_app.messages import msg
from search_app.views import identity, record
from search_app.views.errors import respond
from search_app.views.guard import (
    attempts_apart,
    begin_session,
    own_account,
    own_session,
    registry,
    remember_device,
)

bp = Blueprint("account", __name__)

#: Days a token may be made for on the page; 0 is till it is revoked.
DAYS = (30, 90, 365, 0)


@bp.get("/account")
def page() -> Response:
    """Who one is here, and what is open."""
    return _page()


@bp.post("/account/password")
def change_password() -> Response:
    """Set another password of one's own; every other browser is logged out, and where
    ``revoke_tokens`` is ticked every token ends."""
    own, new = own_account(), request.form.get("password", "")
    try:
        if new != request.form.get("again", ""):
            raise AccountError(msg("The two passwords differ; type the same one twice."))
        registry().desk.change_password(
            own,
            request.form.get("old", ""),
            new,
            request.remote_addr or "",
            apart=attempts_apart(),
            tokens="revoke_tokens" in request.form,
        )
    except AccountError as error:
        if isinstance(error, LoginRefused):
            record("log in failed", done="password", reason=type(error).__name__)
        return _page(error, "password")
    answer = redirect(url_for("account.page", done="password"), 303)
    record(tokens_revoked="revoke_tokens" in request.form)
    begin_session(answer, own)
    remember_device(answer, own.name)
    return answer


@bp.post("/account/sessions")
def end_session() -> Response:
    """Log another browser out, or with ``session`` ``others`` all of them."""
    chosen = request.form.get("session", "")
    if chosen == "others":
        registry().sessions.end_all(identity().account, but=own_session())
        record(done="log out others")
    elif chosen != own_session():
        registry().sessions.end(identity().account, chosen)
        record(done="log out a browser")
    return redirect(url_for("account.page", _anchor="sessions"), 303)


@bp.post("/account/tokens")
def make_token() -> Response:
    """Make a token, and show its secret: here, once."""
    sent = request.form
    try:
        days = int(sent.get("days", ""))
    except ValueError:
        days = -1
    try:
        token, secret = registry().tokens.make(
            identity().account, sent.get("name", ""), sent.getlist("scope"), days
        )
    except AccountError as error:
        return _page(error, "token")
    record(token=token.name, scopes=list(token.scopes))
    return _page(made={"name": token.name, "secret": secret})


@bp.post("/account/tokens/revoke")
def revoke_token() -> Response:
    """End a token of one's own."""
    registry().tokens.revoke(request.form.get("token", ""), identity().account)
    return redirect(url_for("account.page", _anchor="tokens"), 303)


@bp.errorhandler(AccountError)
def refused(error: AccountError) -> Response:
    """What is not there any more."""
    return respond(404, say(error.message))


def _page(error: AccountError | None = None, at: str = "", **shown: Any) -> Response:
    own = own_account()
    html = render_template(
        "account.html",
        own=own,
        sessions=registry().sessions.of(own.id),
        session_id=own_session(),
        tokens=registry().tokens.of(own.id),
        days=DAYS,
        problem=error.message if error else None,
        at=at,
        sent=request.form,
        done=request.args.get("done", ""),
        made=shown.get("made"),
    )
    answer = make_response(html, 400 if error else 200)
    if isinstance(error, TooManyAttempts):
        answer.status_code = 429
        answer.headers["Retry-After"] = str(error.seconds)
    answer.headers["Cache-Control"] = "no-store"
    return answer
