"""The site: pages for people, JSON for programs, one collection behind both."""

import hashlib
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, url_for
from flask_babel import Babel

from search_app import interface
from search_app.collection import Collection
from search_app.concordance import Concordancer
from search_app.database import open_database
from search_app.identity import owner
from search_app.instrument_segments import SegmentPlaces
from search_app.memory import MemoryReader
from search_app.memory_occurrences import MemorySource
from search_app.profiles import load_profile
from search_app.searcher import Searcher
from search_app.settings import Settings
from search_app.views import (
    access,
    account,
    account_api,
    accounts,
    accounts_api,
    api,
    audit,
    citing,
    clauses,
    compare,
    concordance,
    corrections,
    errors,
    exchange,
    forgery,
    guard,
    health,
    limits,
    match,
    notices,
    pages,
    parallel,
    results,
    saved,
    saved_api,
    saved_feed_api,
    saved_feeds,
    saved_runs,
    sign_in,
    similar,
    term_reports,
    terms,
)
from search_app.views.json_bodies import BoundedJSON
from search_app.work_labels import KeptLabels

#: Sent with every answer. Nothing is loaded from elsewhere and nothing is inline.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "connect-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: Seconds a browser may keep a static file; its address changes with its content.
STATIC_AGE = 365 * 24 * 3600
#: Bytes of a request's body: nothing here takes more than a form.
BODY_LIMIT = 64 * 1024


def create_app(
    searcher: Callable[[], Searcher] | Searcher, settings: Settings, host: str = "127.0.0.1"
) -> Flask:
    """The application, to be served on ``host``.

    A factory is called when the index is first needed. If it fails, or the index does later, the
    answer is 503 with the reason, and the next request tries again. Raises ``DatabaseError`` for a
    database that cannot be named so, ``SettingsError`` for settings of accounts that cannot be.
    """
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key or secrets.token_hex(32),
        PAGE_SIZE=settings.page_size,
        EXPORT_LIMIT=settings.export_limit,
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_AGE,
        BABEL_DEFAULT_LOCALE=interface.DEFAULT.locale,
    )
    app.json = BoundedJSON(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["collection"] = Collection(searcher)
    app.extensions["concordancer"] = Concordancer()
    app.extensions["database"] = open_database(settings)
    app.extensions["work_labels"] = KeptLabels(app.extensions["database"])
    app.extensions["who"] = lambda: owner(settings.editor_name())
    app.extensions["segment_places"] = SegmentPlaces()
    memory = MemoryReader(settings.memory_path())
    app.extensions["memory"] = memory
    app.extensions["occurrence_sources"] = (MemorySource(memory, load_profile()),)
    Babel(app, locale_selector=interface.locale_name)
    for blueprint in (
        pages.bp,
        access.bp,
        account_api.bp,
        accounts_api.bp,
        api.bp,
        audit.bp,
        citing.bp,
        clauses.bp,
        compare.bp,
        concordance.bp,
        corrections.bp,
        exchange.bp,
        health.bp,
        match.bp,
        notices.bp,
        parallel.bp,
        results.bp,
        saved.bp,
        saved_api.bp,
        saved_feed_api.bp,
        saved_feeds.bp,
        saved_runs.bp,
        similar.bp,
        term_reports.bp,
        terms.bp,
    ):
        app.register_blueprint(blueprint)
    if settings.accounts == "on":
        for blueprint in (account.bp, accounts.bp, sign_in.bp):
            app.register_blueprint(blueprint)
    errors.init_app(app)
    limits.init_app(app, settings)
    forgery.init_app(app)
    guard.init_app(app, settings, host)
    notices.init_app(app, settings)
    app.after_request(_with_headers)
    audit.init_app(app, settings)
    app.context_processor(_for_every_page)
    return app


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)  # a drawing says its own policy
    if request.endpoint != "static":
        if not response.cache_control.no_store:  # a page with a secret is not to be kept at all
            response.headers["Cache-Control"] = "private, no-cache"
        response.vary.update(("Accept-Language", "Cookie"))
    return response


def _for_every_page() -> dict[str, Any]:
    return {
        "interface_language": interface.interface_language(),
        "interface_languages": interface.INTERFACE_LANGUAGES.values(),
        "here": request.full_path.rstrip("?"),
        "asset": asset,
        "label": interface.label,
        "say": interface.say,
        "day": interface.day,
        "number": interface.number,
        "percent": interface.percent,
        "party_name": interface.party_name,
        "title_of": interface.title_of,
        "tag_of": interface.tag_of,
        "file_name": interface.file_name,
    }


def asset(name: str) -> str:
    """The address of a static file, which changes with its content."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    content = (Path(__file__).parent / "static" / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:10]
