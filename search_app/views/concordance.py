"""Concordance: the page, its download, and its JSON."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, request

from analyzers.query import QuerySyntaxError
from search_app.bead_corrections import CorrectedBeads
from search_app.concordance import Concordancer
from search_app.concordance_export import concordance_csv
from search_app.concordance_form import ConcordanceForm, read_concordance_form
from search_app.concordance_json import concordance_json
from search_app.concordance_lines import Concordance, ordered
from search_app.concordance_page import concordance_page, mended_url, usual_targets
from search_app.occurrences import OccurrenceSource
from search_app.views import collection, correction_store
from search_app.views.errors import BadSearch

bp = Blueprint("concordance", __name__)

#: What no system takes in the name of a file, or some take for something else.
_NOT_IN_NAMES = re.compile(r'[\s\x00-\x1f\x7f/\\:*?"<>|.\u200b\ufeff]+')
#: Characters of the words in the name of a file.
_NAME_LENGTH = 40


@bp.get("/concordance")
def page() -> Response:
    """The form, and the lines of what the address asks."""
    form = _page_form()
    if not form.asks and not form.problems:
        return make_response(render_template("concordance.html", form=form, found=None, mended=""))
    found = _found(form)
    if isinstance(found, ConcordanceForm):
        return _refused(found)
    catalogue = collection().catalogue()
    shown = concordance_page(form, form.request(catalogue), found, catalogue)
    return make_response(render_template("concordance.html", form=form, mended="", **shown))


@bp.get("/concordance/export")
def export() -> Response:
    """Every line, in the order of the page, as CSV."""
    form = _page_form()
    found = _found(form if form.asks else form.asked_for_words())
    if isinstance(found, ConcordanceForm):
        return _refused(found)
    lines = ordered(found.chosen(form.renderings), form.sort)
    answer = Response(concordance_csv(lines, form.beside), content_type="text/csv; charset=utf-8")
    name = _NOT_IN_NAMES.sub(" ", form.q).strip()[:_NAME_LENGTH].strip() or "concordance"
    answer.headers["Content-Disposition"] = (
        'attachment; filename="concordance.csv"; '
        f"filename*=UTF-8''{quote(f'{name}.csv', safe='', errors='replace')}"
    )
    return answer


@bp.get("/api/v1/concordance")
def lines() -> Response:
    """One page of lines, as ``treatylens concordance --json`` prints them. Raises
    ``BadSearch``."""
    form = read_concordance_form(request.args, strict=True)
    found = _found(form)
    if isinstance(found, ConcordanceForm):
        raise BadSearch(found.search)
    return jsonify(concordance_json(found, form, form.request(collection().catalogue())))


def _page_form() -> ConcordanceForm:
    return read_concordance_form(request.args, usual=usual_targets())


def _found(form: ConcordanceForm) -> Concordance | ConcordanceForm:
    """Every line, or the form with what is wrong with it. Raises ``EngineError``,
    ``DatabaseError``."""
    if form.problems:
        return form
    concordancer: Concordancer = current_app.extensions["concordancer"]
    others: Sequence[OccurrenceSource] = current_app.extensions.get("occurrence_sources", ())
    try:
        return concordancer.concordance(
            collection().searcher(),
            form.request(collection().catalogue()),
            corrections=CorrectedBeads(correction_store()),
            others=others,
        )
    except QuerySyntaxError as error:  # told only by the engine: too many words begin so
        return form.with_faults(error)


def _refused(form: ConcordanceForm) -> Response:
    """The page with everything that is wrong."""
    html = render_template("concordance.html", form=form, found=None, mended=mended_url(form))
    return make_response(html, 400)
