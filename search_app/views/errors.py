"""Every failure in one shape: JSON under ``/api/``, a page elsewhere."""

from typing import Any

from flask import Flask, current_app, g, jsonify, make_response, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from analyzers.query import QuerySyntaxError
from indexer.engine.base import EngineError
from search_app.addresses import search_url
from search_app.bitext_address import VersionsError
from search_app.database_errors import DatabaseError
from search_app.exchange import ExchangeError
from search_app.forms import SearchForm
from search_app.identity import NOBODY
from search_app.interface import say
from search_app.views import collection


class BadSearch(Exception):
    """A search that cannot be read; ``form`` holds every problem."""

    def __init__(self, form: SearchForm) -> None:
        super().__init__("; ".join(problem.message.english for problem in form.problems))
        self.form = form


def init_app(app: Flask) -> None:
    """Register the handlers; called by the application factory."""
    app.register_error_handler(HTTPException, http_failed)
    app.register_error_handler(EngineError, engine_failed)
    app.register_error_handler(DatabaseError, database_failed)
    app.register_error_handler(VersionsError, versions_missing)
    app.register_error_handler(ExchangeError, export_refused)
    app.register_error_handler(BadSearch, search_refused)
    app.register_error_handler(QuerySyntaxError, query_refused)
    app.register_error_handler(Exception, broken)


def for_program() -> bool:
    """Whether a program is asking, and JSON is the answer."""
    return request.path.startswith("/api/")


def http_failed(error: HTTPException) -> Response:
    """What routing or a view refused; redirects pass."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    answer = respond(status, _sentence(status, error))
    allowed = dict(error.get_headers()).get("Allow")
    if allowed:
        answer.headers["Allow"] = allowed
    return answer


def _sentence(status: int, error: HTTPException) -> str:
    if isinstance(error, Told):
        return str(error.description)
    known = {
        400: gettext("The request cannot be read."),
        404: gettext("There is nothing at this address."),
        405: gettext("This address cannot be asked in this way."),
        413: gettext(
            "The request is larger than %(most)s bytes, the most that is read here; send less, "
            "or make several files of one.",
            most=request.max_content_length,
        ),
        415: gettext("Send a JSON object, with Content-Type: application/json."),
        429: gettext("Too many requests; wait as many seconds as Retry-After says."),
    }
    return known.get(status) or str(error.description or error.name)


class Told(HTTPException):
    """A refusal whose description is for the reader, in their language."""


class Missing(Told):
    """What an address names is not in the collection."""

    code = 404


class Forbidden(Told):
    """What is asked for may not be asked for in this way."""

    code = 403


def engine_failed(error: EngineError) -> Response:
    """The index is missing or out of reach: our fault, not the reader's, so 503."""
    collection().failed()
    current_app.logger.error("%s", error)
    said = gettext(
        "The index cannot be read now. Try again in a moment; if this goes on, tell an admin."
    )
    return respond(503, _for_those_who_look_after_it(error, said))


def database_failed(error: DatabaseError) -> Response:
    """What people made cannot be read or kept: 503, since a page without it would be wrong."""
    current_app.logger.error("%s", error)
    title = gettext("The database cannot be used now")
    said = gettext("Try again in a moment; if this goes on, tell an admin.")
    return respond(503, _for_those_who_look_after_it(error, said), title)


def _for_those_who_look_after_it(error: Exception, others: str) -> str:
    """What is wrong, for admins and where there are no accounts: it names folders of the server and
    commands. Else what ``others`` are told; the log says what is wrong."""
    # Where asking who it is failed, it is nobody in particular.
    return str(error) if g.get("identity", NOBODY).may("admin") else others


def versions_missing(error: VersionsError) -> Response:
    """Versions side by side that the work does not have: 404 with those it has."""
    return respond(404, say(error.message))


def export_refused(error: ExchangeError) -> Response:
    """A file that cannot hold what it is to hold: 400."""
    return respond(400, say(error.message))


def search_refused(error: BadSearch) -> Response:
    """A search with faulty parameters or a faulty query: 400 with all of them."""
    return make_response(render_search_error(error.form), 400)


def query_refused(error: QuerySyntaxError) -> Response:
    """A query refused outside a search form."""
    return search_refused(BadSearch(SearchForm().with_syntax(error)))


def render_search_error(form: SearchForm) -> Any:
    """The problems of a form: the search page with each at its place, or JSON."""
    if not for_program():
        mended = search_url(form.with_query(form.repaired)) if form.repaired else ""
        return render_template("search.html", form=form, results=None, mended_url=mended)
    message = (
        form.problems[0].message.english
        if len(form.problems) == 1
        else f"The request has {len(form.problems)} problems."
    )
    problems = [
        {"parameter": problem.parameter, "message": problem.message.english}
        | ({} if problem.position is None else {"position": problem.position})
        for problem in form.problems
    ]
    error: dict[str, Any] = {"status": 400, "message": message, "problems": problems}
    if form.repaired:
        error["repaired"] = form.repaired
    return jsonify(error=error)


def broken(error: Exception) -> Response:
    """A fault of the program: logged whole, told without its text."""
    current_app.logger.exception("%s %s failed", request.method, told_path())
    return respond(500, gettext("The site failed while answering. The failure has been logged."))


#: Parts of addresses that are secrets: of a feed or the mail of a saved query, of a link that sets
#: a password.
_SECRET_PARTS = frozenset({"token", "secret"})


def told_path() -> str:
    """The path of this request as a log may have it: a secret in it is left out."""
    path = request.path
    for name, value in (request.view_args or {}).items():
        if name in _SECRET_PARTS:
            path = path.replace(str(value), "…")
    return path


def respond(status: int, message: str, title: str = "", back: str = "") -> Response:
    """A failure as JSON or as a page. The page has a title of its own or that of its status, and
    leads ``back`` to a local path or to the first page."""
    if for_program():
        shape = {"status": status, "message": message, "problems": []}
        return make_response(jsonify(error=shape), status)
    page = render_template("error.html", status=status, message=message, heading=title, back=back)
    return make_response(page, status)
