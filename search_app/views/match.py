"""Fuzzy match: the page, and its JSON."""

from collections.abc import Sequence
from dataclasses import replace

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from search_app.forms import Arguments, GivenValues, Problem, SearchForm
from search_app.fuzzy import Matched, Matcher, SentenceError
from search_app.instrument_segments import InstrumentSegments
from search_app.match_form import PARAMETERS, MatchForm, read_match_form
from search_app.match_json import match_json
from search_app.match_page import match_url, sentence_views
from search_app.memory import MemoryReader, MemoryUnreadable
from search_app.sent_fields import SentFields
from search_app.views import collection, correction_store, identity
from search_app.views.errors import BadSearch
from search_app.views.programs import FORMS, json_body, unknown_parameters

bp = Blueprint("match", __name__)

#: Bytes of a request: the longest text in Khmer, each of its characters nine bytes of a form.
BODY_LIMIT = 256 * 1024
#: Characters of an address that can be passed on; a longer text stays in the body.
LONGEST_ADDRESS = 2_000


@bp.before_request
def allow_long_texts() -> None:
    """A pasted text may be longer than the forms elsewhere."""
    request.max_content_length = BODY_LIMIT


@bp.get("/match")
def page() -> AnyResponse:
    """The form, and what is found for the text in the address."""
    return _page(read_match_form(request.args))


@bp.post("/match")
def page_of_long_text() -> AnyResponse:
    """What is found for a text sent: at an address of its own where that is short enough."""
    form = read_match_form(request.form)
    if not form.problems:
        address = match_url(form.pairs())
        if len(address) <= LONGEST_ADDRESS:
            return redirect(address, 303)
    return _page(form)


@bp.get("/api/v1/match")
def matches() -> Response:
    """The matches of the text in the address, as JSON."""
    return _json(request.args)


@bp.post("/api/v1/match")
def matches_of_long_text() -> Response:
    """The matches of a text sent in a form or a JSON object."""
    if request.mimetype in FORMS:
        return _json(request.form, unknown_parameters())
    fields = SentFields(json_body(), PARAMETERS, unknown_parameters())
    values = GivenValues({name: fields.values(name) for name in PARAMETERS})
    return _json(values, fields.problems)


def _page(form: MatchForm) -> AnyResponse:
    matched = None
    if form.asks and not form.problems:
        try:
            matched = _matched(form)
        except SentenceError as error:
            form = form.refused(error)
    catalogue = collection().catalogue()
    memories, note = _memories()
    html = render_template(
        "match.html",
        form=form,
        matched=matched,
        sentences=sentence_views(matched, catalogue) if matched else (),
        types=list(catalogue.types),
        memories=memories,
        notes=list(dict.fromkeys((*(matched.notes if matched else ()), *note))),
    )
    return make_response(html, 400 if form.problems else 200)


def _json(arguments: Arguments, problems: Sequence[Problem] = ()) -> Response:
    form = read_match_form(arguments, strict=True, problems=problems)
    if not form.problems:
        try:
            matched = _matched(form)
        except SentenceError as error:
            form = form.refused(error)
        else:
            return jsonify(
                match_json(matched, form.threshold, collection().searcher().encoder.name)
            )
    raise BadSearch(SearchForm(problems=form.problems))


def _matched(form: MatchForm) -> Matched:
    searcher = collection().searcher()
    matcher = Matcher(
        searcher.encoder,
        InstrumentSegments(
            searcher.reader,
            correction_store().corrected,
            current_app.extensions["segment_places"],
        ),
        _memory(),
    )
    matched = matcher.match(form.text, form.options(collection().catalogue()))
    return replace(matched, notes=_told(matched.notes))


def _memory() -> MemoryReader:
    found: MemoryReader = current_app.extensions["memory"]
    return found


def _memories() -> tuple[list[str], list[str]]:
    """The names of the memories there are, and what is wrong with them if anything is."""
    try:
        return sorted(_memory().summaries()), []
    except MemoryUnreadable as error:
        return [], _told([str(error)])


def _told(notes: Sequence[str]) -> list[str]:
    """What is wrong with the memories, for admins and where there are no accounts: it names a
    folder of the server. Others are told that something is."""
    if not notes or identity().may("admin"):
        return list(notes)
    return [gettext("The translation memories cannot be read now; tell an admin.")]
