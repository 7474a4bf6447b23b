"""Who asks, by the cookie or token they show, and whether they may: every request comes by here."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from search_app.access_rules import AccessRules
from search_app.accounts.account import Account
from search_app.accounts.devices import KNOWN_FOR, Devices
from search_app.accounts.moments import now
from search_app.accounts.openid import client_of
from search_app.accounts.registry import Registry, lasting_of
from search_app.accounts.secret_key import kept_secret_key
from search_app.hosts import KnownHosts, is_loopback, names_of
from search_app.identity import NOBODY, ROLES, Identity
from search_app.settings import Settings
from search_app.views import database, forgery, identity
from search_app.views.errors import Forbidden, for_program, respond
from search_app.views.permissions import scope_of

#: Endpoints that ask nobody who they are: a probe must answer without the database.
_UNASKED = frozenset({"static", "health.healthz", "health.readyz"})
#: What the cookie of a session is called. Browsers take the first kind over HTTPS alone, for this
#: host and no other (RFC 6265bis 4.1.3.2).
_SECURE_PREFIX, _COOKIE = "__Host-", "session"
#: That of a browser that has logged in before.
_DEVICE = "device"
#: Characters of the id of a session that the audit log tells: enough to tell it from others.
_TOLD = 12


def init_app(app: Flask, settings: Settings, host: str) -> None:
    """Let an application that is served on ``host`` ask who they are. Raises ``SettingsError``."""
    on = settings.accounts == "on"
    secure = secure_cookies(settings, host)
    prefix = _SECURE_PREFIX if secure else ""
    app.config.update(
        ACCOUNTS=on,
        SESSION_COOKIE_NAME=f"{prefix}forms",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        ACCOUNT_COOKIE=f"{prefix}{_COOKIE}",
        DEVICE_COOKIE=f"{prefix}{_DEVICE}",
    )
    if on:
        app.config["SECRET_KEY"] = settings.secret_key or kept_secret_key(
            settings.secret_key_path()
        )
        app.extensions["devices"] = Devices(app.config["SECRET_KEY"])
        app.extensions["who"] = who
        app.extensions["session_lasting"] = lasting_of(settings)
        app.extensions["openid_client"] = client_of(settings)
        app.extensions["account_settings"] = settings
        app.extensions.setdefault("clock", now)
    names = names_of(settings.hosts, settings.site_url)
    app.wsgi_app = KnownHosts(  # type: ignore[method-assign]
        app.wsgi_app, None if on and not names_of(settings.hosts) else names
    )
    app.before_request(allow)
    app.context_processor(_for_every_page)


def _for_every_page() -> dict[str, Any]:
    on = current_app.config["ACCOUNTS"]
    # Where asking failed, the page that says so is shown to nobody in particular.
    return {"accounts_on": on, "asker": g.get("identity", NOBODY) if on else identity()}


def secure_cookies(settings: Settings, host: str) -> bool:
    """Whether cookies go over HTTPS alone: by the setting, else unless the site is served on this
    machine without a proxy in front of it."""
    if settings.secure_cookies != "auto":
        return settings.secure_cookies == "on"
    return bool(settings.proxy) or not is_loopback(host)


def registry() -> Registry:
    """The accounts of the application that is answering."""
    extensions = current_app.extensions
    return Registry(database(), extensions["session_lasting"], extensions["clock"])


# --------------------------------------------------------------------------- who


def who() -> Identity:
    """Who asks, where there are accounts: by a token, under ``/api/`` alone, else by a session.
    A token that is not good is nobody's, whatever else comes with it."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if for_program() and scheme.lower() == "bearer":
        by_token = registry().tokens.find(secret.strip())
        if by_token is None:
            return NOBODY
        g.came_by = {"by_token": f"{by_token.id} {by_token.name}"}
        g.token_id = by_token.id
        return _seeing(by_token.account.identity(by_token.scopes))
    shown = request.cookies.get(current_app.config["ACCOUNT_COOKIE"])
    found = registry().sessions.find(shown) if shown else None
    if found is None:
        return NOBODY
    g.came_by = {"by_session": found[1][:_TOLD]}
    g.session_id = found[1]
    g.account = found[0]
    return _seeing(found[0].identity())


def _seeing(asker: Identity) -> Identity:
    """The same with the works that admins opened and closed."""
    rules = AccessRules(database()).overrides()
    return replace(asker, opened=rules.opened, closed=rules.closed)


def came_by() -> dict[str, str]:
    """By which token or session somebody comes, as the audit log says it; nothing for nobody."""
    found: dict[str, str] = g.get("came_by", {})
    return found


def own_account() -> Account:
    """The account whose session asks; for addresses that need one."""
    identity()
    account: Account = g.account
    return account


def own_session() -> str:
    """The id of the session that asks, "" where none does."""
    identity()
    session_id: str = g.get("session_id", "")
    return session_id


def own_token() -> str:
    """The id of the token that asks, "" where none does."""
    identity()
    token_id: str = g.get("token_id", "")
    return token_id


def attempts_apart() -> str:
    """What wrong passwords of somebody who is in already are counted under: those of a session by
    itself, those of all tokens of an account together, as a token may make others."""
    return f"session {own_session()}" if own_session() else "tokens"


def begin_session(answer: Response, account: Account) -> None:
    """Log in the browser that ``answer`` goes to, as that account: with a new secret, so that one
    that somebody planted is worth nothing (session fixation), and with new tokens of forms."""
    _end_on_server()
    secret = registry().sessions.begin(
        account.id, request.remote_addr or "", request.headers.get("User-Agent", "")
    )
    g.identity = account.identity()  # whom the audit log names
    answer.set_cookie(
        current_app.config["ACCOUNT_COOKIE"],
        secret,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
        path="/",
    )


def known_device(name: str) -> str:
    """The id of the browser that asks, where it has logged in with this name before, else ""."""
    devices: Devices = current_app.extensions["devices"]
    return devices.known(request.cookies.get(current_app.config["DEVICE_COOKIE"], ""), name)


def remember_device(answer: Response, name: str) -> None:
    """Let the browser that ``answer`` goes to be known for a name whose password it has shown or
    set: what others guess keeps it from logging in no longer, when it is logged out too."""
    devices: Devices = current_app.extensions["devices"]
    cookie = current_app.config["DEVICE_COOKIE"]
    answer.set_cookie(
        cookie,
        devices.with_name(request.cookies.get(cookie, ""), name),
        max_age=KNOWN_FOR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
        path="/",
    )


def end_session(answer: Response) -> None:
    """Log out the browser that ``answer`` goes to, here and there."""
    _end_on_server()
    answer.delete_cookie(
        current_app.config["ACCOUNT_COOKIE"],
        path="/",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _end_on_server() -> None:
    shown = request.cookies.get(current_app.config["ACCOUNT_COOKIE"])
    found = registry().sessions.find(shown) if shown else None
    if found is not None:
        registry().sessions.end(found[0].id, found[1])
    forgery.forget()


# --------------------------------------------------------------------------- whether


def allow() -> Response | None:
    """Nothing where who asks may, else what they are told instead. Raises ``Forbidden``."""
    endpoint = request.endpoint
    if endpoint in _UNASKED:
        return None
    asker = identity()  # told for every page, which shows it
    if endpoint is None:
        return None  # there is nothing at this address, or not in this way
    scope = scope_of(endpoint, request.method)
    if not scope or asker.may(scope):
        return None
    if not asker.known:
        return _ask_to_log_in()
    raise Forbidden(_lacking(asker, scope))


def _ask_to_log_in() -> Response:
    if for_program():
        answer = respond(401, gettext("Log in, or send a token of an account that is good."))
        sent = request.headers.get("Authorization")
        fault = ', error="invalid_token"' if sent else ""
        answer.headers["WWW-Authenticate"] = f'Bearer realm="TreatyLens"{fault}'
        return answer
    return redirect(url_for("sign_in.login", next=_here() or None), 303)


def _here() -> str:
    """The local path to come back to: of what is read, or of the page whose form was sent."""
    if request.method in {"GET", "HEAD"}:
        return "" if request.path == "/" and not request.args else request.full_path.rstrip("?")
    page = urlsplit(request.referrer or "")
    if page.netloc != request.host:
        return ""
    return page.path + (f"?{page.query}" if page.query else "")


def _lacking(asker: Identity, scope: str) -> str:
    """What to say to somebody who may not do this."""
    if scope == "refused":
        return str(gettext("Nothing can be changed at this address."))
    if Identity(role=asker.role).may(scope):
        return _of_another_token(scope.split(" "))
    needed = next(role for role in ROLES if Identity(role=role).may(scope))
    said = gettext(
        "This needs the role “%(role)s”, and “%(name)s” has another. Ask an admin.",
        role=needed,
        name=asker.name,
    )
    return str(said)


def _of_another_token(scopes: Sequence[str]) -> str:
    if len(scopes) == 1:
        said = gettext(
            "This token is not for this; make one with the scope “%(scope)s”.", scope=scopes[0]
        )
    else:
        said = gettext(
            "This token is not for this; make one with all of these scopes: %(scopes)s.",
            scopes=", ".join(scopes),
        )
    return str(said)
