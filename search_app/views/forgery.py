"""No request is made for a reader by a page of another site (CSRF). The one door of Flask-WTF.

Two things hold every request that changes something: what the browser says of where it comes from
(``Sec-Fetch-Site``, else ``Origin``), and, for a form of a page, a token of the reader's own
session that the page had in it (OWASP Cross-Site Request Forgery Prevention Cheat Sheet). A program
that comes with a token of its account in a header is trusted: no page of another site can send one.
"""

from urllib.parse import urlsplit

from flask import Flask, current_app, request, session
from flask_babel import gettext
from flask_wtf.csrf import CSRFError, CSRFProtect

from search_app.views.errors import Forbidden, Told, for_program
from search_app.views.permissions import SELF_SECURED

#: What a browser says of a request that its own page makes, or its reader by hand.
_OWN_SITES = frozenset({"same-origin", "none"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class FormRefused(Told):
    """A form without the token that the page of it had."""

    code = 400


def init_app(app: Flask) -> None:
    """Check every request of an application. To be called when its blueprints are registered:
    what they say of their requests, such as how large one may be, comes first."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # checked below, after the blueprints' own functions
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a text is read for hours
        WTF_CSRF_SSL_STRICT=False,  # refuse_other_sites asks for more than a Referer
    )
    CSRFProtect(app)
    app.before_request(refuse_other_sites)
    for blueprint in app.blueprints:
        app.before_request_funcs.setdefault(blueprint, []).append(refuse_foreign_forms)


def refuse_other_sites() -> None:
    """Let no page of another site ask for what changes something. Raises ``Forbidden``.

    Browsers say where a request comes from; a program that says nothing acts for its own user.
    """
    if request.method in _READING or request.endpoint in SELF_SECURED or _has_token():
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        own = site in _OWN_SITES
    else:
        own = origin is None or urlsplit(origin).netloc == request.host
    if not own:
        raise Forbidden(gettext("Another site asked for this. Do it on a page of this site."))


def refuse_foreign_forms() -> None:
    """Take no form without the token that its page had. Raises ``FormRefused``."""
    if request.method in _READING or request.endpoint in SELF_SECURED or for_program():
        return
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    protection: CSRFProtect = current_app.extensions["csrf"]
    try:
        protection.protect()
    except CSRFError:
        if current_app.config["SESSION_COOKIE_SECURE"] and not request.is_secure:
            raise FormRefused(
                gettext("This site takes forms over HTTPS alone; open it with https://.")
            ) from None
        raise FormRefused(
            gettext("This form is from an earlier visit. Load its page again, then send it.")
        ) from None


def forget() -> None:
    """Make the tokens of forms that were given out void, as somebody else is asking now."""
    session.clear()


def _has_token() -> bool:
    return for_program() and request.headers.get("Authorization", "").lower().startswith("bearer ")
