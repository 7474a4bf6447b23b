"""Who one is, and one's own tokens, sessions and password, as JSON."""

from flask import Blueprint, Response, current_app, jsonify, request
from flask_babel import gettext

from search_app.accounts.errors import AccountError, LoginRefused
from search_app.accounts.sessions import session_json
from search_app.accounts.tokens import token_json
from search_app.identity import SCOPES
from search_app.sent_fields import NEW_TOKEN, PASSWORD, password_wanted, token_wanted
from search_app.views import identity, record
from search_app.views.account_lookup import (
    account_refused,
    asker,
    keep_nothing,
    need_accounts,
    sent,
)
from search_app.views.errors import Missing
from search_app.views.guard import (
    attempts_apart,
    begin_session,
    own_session,
    own_token,
    registry,
    remember_device,
)
from search_app.views.guard import end_session as end_own_session
from search_app.views.programs import no_parameters
from search_app.views.saved_lookup import raise_problems

bp = Blueprint("account_api", __name__, url_prefix="/api/v1/account")
bp.after_request(keep_nothing)
bp.register_error_handler(AccountError, account_refused)


@bp.get("")
def account() -> Response:
    """Who asks, and what they may do."""
    no_parameters()
    who = identity()
    return jsonify(
        name=who.name,
        role=who.role,
        scopes=[scope for scope in SCOPES if who.may(scope)],
        groups=sorted(who.groups),
        restricted=who.restricted or who.role == "admin",
        accounts=bool(current_app.config["ACCOUNTS"]),
    )


# --------------------------------------------------------------------------- tokens


@bp.get("/tokens")
def tokens() -> Response:
    """Those of whoever asks, without their secrets, the newest first."""
    need_accounts()
    no_parameters()
    own = own_token()
    found = registry().tokens.of(asker().id)
    return jsonify(tokens=[token_json(one) | {"current": one.id == own} for one in found])


@bp.post("/tokens")
def make_token() -> Response:
    """Make a token, and tell its secret: here, once. A token makes none that may more than it or
    lasts longer."""
    need_accounts()
    owner, fields = asker(), sent(NEW_TOKEN)
    wanted = token_wanted(fields, owner, identity().scopes)
    raise_problems(fields.problems)
    token, secret = registry().tokens.make(
        owner.id, wanted.name, wanted.scopes, wanted.days, by=own_token()
    )
    record(done="token", token=token.name, scopes=list(token.scopes))
    answer = jsonify(**token_json(token), current=False, secret=secret)
    answer.status_code = 201
    return answer


@bp.delete("/tokens/<token>")
def revoke_token(token: str) -> Response:
    """End a token of one's own, that which asks too."""
    need_accounts()
    no_parameters()
    registry().tokens.revoke(token, asker().id)
    record(done="revoke", token=token)
    return Response(status=204)


# --------------------------------------------------------------------------- sessions


@bp.get("/sessions")
def sessions() -> Response:
    """The browsers that are logged in with the account, that used last first."""
    need_accounts()
    no_parameters()
    found = registry().sessions.of(asker().id)
    return jsonify(sessions=[session_json(one, own_session()) for one in found])


@bp.delete("/sessions")
def end_sessions() -> Response:
    """Log every browser out but the one that asks."""
    need_accounts()
    no_parameters()
    registry().sessions.end_all(asker().id, but=own_session())
    record(done="log out others")
    return Response(status=204)


@bp.delete("/sessions/<session>")
def end_session(session: str) -> Response:
    """Log a browser out. Raises ``Missing``."""
    need_accounts()
    no_parameters()
    if not registry().sessions.end(asker().id, session):
        raise Missing(gettext("There is no such session; it has ended."))
    record(done="log out a browser")
    answer = Response(status=204)
    if session == own_session():
        end_own_session(answer)
    return answer


# --------------------------------------------------------------------------- password


@bp.post("/password")
def change_password() -> Response:
    """Set another password of one's own: every session ends but that which asks, which gets a new
    secret, and every token, unless ``revoke_tokens`` is false."""
    need_accounts()
    owner, fields = asker(), sent(PASSWORD)
    wanted = password_wanted(fields, owner)
    raise_problems(fields.problems)
    by_session, address = bool(own_session()), request.remote_addr or ""
    try:
        registry().desk.change_password(
            owner, wanted.old, wanted.new, address, apart=attempts_apart(), tokens=wanted.tokens
        )
    except LoginRefused as error:
        record("log in failed", done="password", reason=type(error).__name__)
        fields.problem("old", error.message)
        raise_problems(fields.problems)
    record(done="password", tokens_revoked=wanted.tokens)
    answer = Response(status=204)
    if by_session:
        begin_session(answer, owner)
        remember_device(answer, owner.name)
    return answer
