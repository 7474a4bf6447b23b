"""Logging in and out: by name and password, at the office's issuer, by a link that sets a
password."""

from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response

from search_app.accounts import openid as issuers
from search_app.accounts.account import Account
from search_app.accounts.errors import AccountError, BadLink, LoginRefused, TooManyAttempts
from search_app.accounts.openid_accounts import account_for
from search_app.interface import say
from search_app.messages import Message, msg
from search_app.settings import Settings
from search_app.views import identity, record
from search_app.views.errors import respond
from search_app.views.guard import (
    begin_session,
    end_session,
    known_device,
    registry,
    remember_device,
)
from search_app.views.pages import local_path

bp = Blueprint("sign_in", __name__)

#: Where a login that was begun at the issuer is kept in the signed cookie of forms.
_BEGUN = "openid"


@bp.route("/login", methods=["GET", "POST"])
def login() -> Response:
    """The form, and logging in by it; then to where one wanted to go."""
    wanted = request.values.get("next", "")
    if request.method != "POST":
        return redirect(local_path(wanted), 303) if identity().known else _form(wanted)
    name = request.form.get("name", "")
    try:
        account = registry().desk.admit(
            name,
            request.form.get("password", ""),
            request.remote_addr or "",
            known_device(name),
        )
    except (LoginRefused, TooManyAttempts) as error:
        record("log in failed", reason=type(error).__name__)
        answer = _form(wanted, name, error.message)
        answer.status_code = 400
        if isinstance(error, TooManyAttempts):
            answer.status_code = 429
            answer.headers["Retry-After"] = str(error.seconds)
        return answer
    answer = _logged_in(account, wanted)
    remember_device(answer, account.name)
    return answer


@bp.post("/logout")
def logout() -> Response:
    """End the session, on the server too."""
    answer = redirect(url_for("sign_in.login"), 303)
    if identity().known:
        record("log out")
    end_session(answer)
    return answer


@bp.get("/login/openid")
def openid() -> Response:
    """Send the browser to the issuer; nothing is sent that a page of another site could not."""
    client = _client()
    if client is None:
        return _refused(msg("This site has no other way to log in."), 404)
    try:
        address, begun = issuers.begin(client, _back())
    except LoginRefused as error:
        return _refused(error.message, 503)
    session[_BEGUN] = begun.kept() | {"next": request.args.get("next", "")}
    return redirect(address, 303)


@bp.get("/login/openid/back")
def openid_back() -> Response:
    """Log in whom the issuer sent back."""
    client, kept = _client(), session.pop(_BEGUN, None)
    if client is None or not isinstance(kept, dict):
        return _refused(msg("This login was not begun in this browser. Begin again."), 400)
    wanted = str(kept.pop("next", ""))
    try:
        person = issuers.finish(client, _back(), issuers.Begun(**kept), request.args)
        arrival = account_for(registry().accounts, _settings(), person)
    except LoginRefused as error:
        current_app.logger.warning("login at the issuer refused: %r", error.__cause__ or error)
        record("log in failed", reason=type(error).__name__)
        return _refused(error.message, 503 if isinstance(error, issuers.IssuerUnavailable) else 403)
    if arrival.done:
        account = arrival.account
        record(by_issuer=arrival.done, account_name=account.name, role=account.role)
    if arrival.role_before:
        record(role_before=arrival.role_before)
    return _logged_in(arrival.account, wanted)


@bp.route("/password/<secret>", methods=["GET", "POST"])
def link(secret: str) -> Response:
    """Set a password by a link that an admin made; then log in with it."""
    try:
        owner = registry().links.owner(secret)
    except BadLink as error:
        return _refused(error.message, 404)
    if request.method != "POST":
        return _not_kept(render_template("password.html", owner=owner, problem=None))
    password = request.form.get("password", "")
    try:
        if password != request.form.get("again", ""):
            raise AccountError(msg("The two passwords differ; type the same one twice."))
        registry().links.use(secret, password)
        record(account_name=owner.name)
    except AccountError as error:
        page = render_template("password.html", owner=owner, problem=error.message)
        answer = _not_kept(page)
        answer.status_code = 400
        return answer
    done = redirect(url_for("sign_in.login"), 303)
    remember_device(done, owner.name)
    return done


def _logged_in(account: Account, wanted: str) -> Response:
    answer = redirect(local_path(wanted), 303)
    begin_session(answer, account)
    record("log in", by=account.name)
    return answer


def _form(wanted: str, name: str = "", problem: Message | None = None) -> Response:
    page = render_template(
        "login.html",
        wanted=wanted,
        name=name[:100],
        problem=problem,
        by_issuer=_client() is not None,
    )
    return _not_kept(page)


def _not_kept(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refused(message: Message, status: int) -> Response:
    title = gettext("Logging in is not possible now") if status == 503 else ""
    return respond(status, say(message), title)


def _client() -> issuers.Client | None:
    found: issuers.Client | None = current_app.extensions["openid_client"]
    return found


def _settings() -> Settings:
    found: Settings = current_app.extensions["account_settings"]
    return found


def _back() -> str:
    return url_for("sign_in.openid_back", _external=True)
