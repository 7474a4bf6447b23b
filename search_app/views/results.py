"""Whole results as files, and batches of queries: for people and for programs."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext

from analyzers.query import QuerySyntaxError
from search_app import interface
from search_app.addresses import export_url, provision_url
from search_app.forms import Problem, SearchForm, read_form
from search_app.messages import Message, msg
from search_app.results import FORMATS, Format
from search_app.results.batch import run_batch
from search_app.results.batch_file import COLUMNS, MAX_BYTES, MAX_LINES, BatchError, read_batch
from search_app.results.export import Source, export_result
from search_app.views import collection, record
from search_app.views.downloads import SPOOLED, download, title_in_name
from search_app.views.errors import BadSearch, Missing, for_program

bp = Blueprint("results", __name__)

#: Bytes of a request with a file of queries: the file, and what a form has around it.
_BATCH_BODY = MAX_BYTES + 16 * 1024


@bp.app_context_processor
def _formats() -> dict[str, Any]:
    """The formats that a result is offered in, and their addresses, for the page of results."""
    return {"result_formats": list(FORMATS), "export_url": export_url}


@bp.url_value_preprocessor
def _allow_a_file(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Files of queries may be larger than other requests. Before anything reads the body."""
    if endpoint in ("results.batch", "results.batch_for_programs"):
        request.max_content_length = _BATCH_BODY


@bp.get("/search/export/<format_name>")
def export(format_name: str) -> Response:
    """Every hit of the search that the same parameters say, as a file."""
    wanted = _format(format_name)
    return _export(read_form(request.args, size=interface.page_size(), group="provision"), wanted)


@bp.get("/api/v1/search/export/<format_name>")
def export_for_programs(format_name: str) -> Response:
    """The same, by the defaults of the API."""
    wanted = _format(format_name)
    return _export(read_form(request.args, size=SearchForm.size, group="none", strict=True), wanted)


@bp.get("/batch")
def batch_form() -> str:
    """The form to send a file of queries."""
    return _form_page("")


@bp.post("/batch")
def batch() -> Response:
    """The results of a file of queries."""
    sent = request.files.get("queries")
    wanted = FORMATS.get(request.form.get("format", "xlsx"))
    if sent is None or wanted is None:
        return make_response(_form_page(gettext("Choose a file of queries, and a format.")), 400)
    try:
        return _batch(sent.stream.read(), wanted)
    except BatchError as error:
        return make_response(_form_page(interface.say(error.message)), 400)


@bp.post("/api/v1/batch")
def batch_for_programs() -> Response:
    """The same for programs: the file is the body, or ``queries`` of a form with files. A body that
    says nothing of its kind, which curl sends as a short form, is the file too."""
    name = request.args.get("format", "jsonl")
    wanted = FORMATS.get(name)
    problems = []
    if wanted is None:
        problems.append(Problem(parameter="format", message=_no_format(name)))
    problems += [
        Problem(
            parameter=other[:60],
            message=msg(
                "There is no parameter “%(name)s”; there are %(known)s.",
                name=other[:60],
                known="format",
            ),
        )
        for other in request.args
        if other != "format"
    ]
    if request.mimetype == "multipart/form-data":
        sent = request.files.get("queries")
        data = sent.stream.read() if sent is not None else request.form.get("queries", "").encode()
    else:
        data = request.get_data()
    if problems or wanted is None:
        raise BadSearch(SearchForm(problems=problems))
    try:
        return _batch(data, wanted)
    except BatchError as error:
        problem = Problem(parameter="queries", message=error.message)
        raise BadSearch(SearchForm(problems=[problem])) from error


def _form_page(problem: str) -> str:
    return render_template(
        "batch.html",
        problem=problem,
        formats=list(FORMATS),
        columns=COLUMNS,
        most_lines=MAX_LINES,
        most_kib=MAX_BYTES // 1024,
        most_hits=current_app.config["EXPORT_LIMIT"],
    )


def _format(name: str) -> Format:
    wanted = FORMATS.get(name)
    if wanted is None:
        raise Missing(interface.say(_no_format(name)))
    return wanted


def _no_format(name: str) -> Message:
    return msg(
        "There is no format “%(format)s”; use one of %(known)s.",
        format=name[:60],
        known=", ".join(FORMATS),
    )


def _source() -> Source:
    own = collection()
    return Source(
        searcher=own.searcher(),
        catalogue=own.catalogue,
        most=current_app.config["EXPORT_LIMIT"],
        address=lambda identity: request.host_url.rstrip("/") + provision_url(identity),
        say=_say,
    )


def _say(message: Message) -> str:
    """A message in the reader's language; programs are told in English."""
    return message.english if for_program() else interface.say(message)


def _export(form: SearchForm, wanted: Format) -> Response:
    if not form.asks and not form.problems:
        nothing = Problem(parameter="q", message=msg("Give a query, or a filter to list by."))
        raise BadSearch(SearchForm(problems=[nothing]))
    if form.problems:
        raise BadSearch(form)
    source = _source()

    def write(made: Any) -> None:
        written = export_result(source, form, wanted, made).fields
        record(format=wanted.name, count=written["listed"])

    try:
        return _made(write, form.q, wanted)
    except QuerySyntaxError as error:
        raise BadSearch(form.with_syntax(error)) from error


def _batch(data: bytes, wanted: Format) -> Response:
    lines = read_batch(data)
    source = _source()

    def write(made: Any) -> None:
        stated = run_batch(source, lines, wanted, made)
        listed = sum(one.snapshot.listed for one in stated if one.snapshot)
        record(
            format=wanted.name,
            queries=len(stated),
            count=listed,
            asked=["  ".join(f"{name}={said}" for name, said in one.form.pairs()) for one in lines],
            file_sha256=sha256(data).hexdigest(),
        )

    return _made(write, "", wanted)


def _made(write: Callable[[Any], object], title: str, wanted: Format) -> Response:
    """The file, made whole before any of it is sent, so that a failure is told as such."""
    made: Any = SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - the answer closes it
    try:
        write(made)
        made.seek(0, 2)
        return download(made, _names(title, wanted), wanted.media_type)
    except BaseException:
        made.close()
        raise


def _names(title: str, wanted: Format) -> tuple[str, str]:
    """The name of a file in ASCII, and in full with what was asked."""
    day = datetime.now(UTC).date().isoformat()
    named = title_in_name(title)
    full = f"TreatyLens {named} {day}" if named else f"TreatyLens {day}"
    return f"treatylens-results-{day}{wanted.extension}", full + wanted.extension
