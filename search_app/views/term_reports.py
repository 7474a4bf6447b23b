"""How terms are rendered over the collection: the report on inconsistencies, and candidates."""

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, request
from flask import url_for as address_of
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse

from search_app.bead_corrections import CorrectedBeads
from search_app.candidates_json import candidates_json, candidates_table
from search_app.candidates_json import shown as shown_candidates
from search_app.candidates_page import candidate_view
from search_app.forms import SearchForm
from search_app.inconsistency import Report, Reports
from search_app.inconsistency_json import chosen, report_csv, report_json
from search_app.inconsistency_page import inconsistency_view, works_of
from search_app.results_page import paginate
from search_app.term_candidates import CandidateLists, Candidates
from search_app.term_listing import domains_of
from search_app.term_pair_form import (
    CandidateForm,
    PairForm,
    ReportForm,
    read_candidate_form,
    read_report_form,
)
from search_app.terms_page import language_codes
from search_app.views import collection, correction_store
from search_app.views.errors import BadSearch
from search_app.views.terms import download

bp = Blueprint("term_reports", __name__)


@bp.record_once
def keep_reports(state: BlueprintSetupState) -> None:
    """Each application keeps reports of its own."""
    state.app.extensions["term_reports"] = Reports()
    state.app.extensions["term_candidates"] = CandidateLists()


@bp.get("/terms/inconsistencies")
def inconsistencies() -> AnyResponse:
    """The form, and the terms that are rendered in several ways."""
    domains = domains_of(collection().searcher().termbase)
    form = read_report_form(request.args, domains)
    report = _report(form) if form.asks else None
    found = chosen(report, form) if report else []
    shown = found[form.start : form.start + form.size]
    catalogue = collection().catalogue()
    html = render_template(
        "term_inconsistencies.html",
        form=form,
        report=report,
        found=[inconsistency_view(one, catalogue) for one in shown],
        works=works_of(report, catalogue) if report else (),
        domains=domains,
        codes=language_codes(),
        pagination=paginate(
            len(found),
            form.size,
            form.start,
            len(shown),
            lambda at: address_of("term_reports.inconsistencies", **form.at(at).pairs()),
        ),
    )
    return make_response(html, 400 if form.problems else 200)


@bp.get("/terms/inconsistencies/export")
def export_inconsistencies() -> Response:
    """The same as CSV, every page of it. Raises ``BadSearch``."""
    form = _checked_report_form()
    return download(report_csv(chosen(_report(form), form)), "treatylens-inconsistencies", "csv")


@bp.get("/api/v1/terms/inconsistencies")
def inconsistencies_json() -> Response:
    """The same as JSON."""
    form = _checked_report_form()
    return jsonify(report_json(_report(form), form))


@bp.get("/terms/candidates")
def candidates() -> AnyResponse:
    """The form, and terms that are proposed, with their statistics."""
    form = read_candidate_form(request.args)
    mined = _candidates(form) if form.asks else None
    found = mined.at_least(form.min_count) if mined else []
    shown = shown_candidates(found, form)
    html = render_template(
        "term_candidates.html",
        form=form,
        mined=mined,
        found=[candidate_view(one) for one in shown],
        codes=language_codes(),
        pagination=paginate(
            len(found),
            form.size,
            form.start,
            len(shown),
            lambda at: address_of("term_reports.candidates", **form.at(at).pairs()),
        ),
    )
    return make_response(html, 400 if form.problems else 200)


@bp.get("/terms/candidates/export")
def export_candidates() -> Response:
    """Every candidate as a table in the termbase's columns. Raises ``BadSearch``."""
    form = read_candidate_form(request.args, strict=True)
    refuse(form)
    taken = {concept.id for concept in collection().searcher().termbase}
    table = candidates_table(_candidates(form).at_least(form.min_count), taken)
    return download(table, "treatylens-candidates", "tsv")


@bp.get("/api/v1/terms/candidates")
def candidates_as_json() -> Response:
    """A page of candidates as JSON."""
    form = read_candidate_form(request.args, strict=True)
    refuse(form)
    return jsonify(candidates_json(_candidates(form), form))


def _candidates(form: CandidateForm) -> Candidates:
    lists: CandidateLists = current_app.extensions["term_candidates"]
    corrections = CorrectedBeads(correction_store())
    return lists.of(collection().searcher(), form.languages, corrections)


def _checked_report_form() -> ReportForm:
    domains = domains_of(collection().searcher().termbase)
    form = read_report_form(request.args, domains, strict=True)
    refuse(form)
    return form


def refuse(form: PairForm) -> None:
    """Raise ``BadSearch`` for a form with problems."""
    if form.problems:
        raise BadSearch(SearchForm(problems=form.problems))


def _report(form: ReportForm) -> Report:
    reports: Reports = current_app.extensions["term_reports"]
    corrections = CorrectedBeads(correction_store())
    return reports.of(collection().searcher(), form.languages, corrections)
