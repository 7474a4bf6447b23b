"""Legal terms: looked up, one by one, as files; pages for people and JSON for programs."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from analyzers.termbase import Concept, Termbase
from search_app.forms import SearchForm
from search_app.results_page import paginate
from search_app.term_listing import (
    counted_json,
    counted_names,
    domains_of,
    is_own,
    listed,
    terms_json,
)
from search_app.terms import FORMATS
from search_app.terms_form import TermsForm, read_terms_form
from search_app.terms_labels import term_label
from search_app.terms_page import (
    concept_view,
    language_codes,
    name_views,
    tags,
    terms_url,
)
from search_app.views import collection
from search_app.views.errors import BadSearch, Missing
from search_app.views.programs import no_parameters

bp = Blueprint("terms", __name__)

#: What each format is sent as, and the end of its file's name.
MEDIA = {
    "tbx": ("application/x-tbx+xml", "tbx"),
    "tsv": ("text/tab-separated-values; charset=utf-8", "tsv"),
    "csv": ("text/csv; charset=utf-8", "csv"),
}


@bp.app_context_processor
def label_terms() -> dict[str, Any]:
    """Names of the columns of terms, for every template."""
    return {"term_label": term_label}


@bp.get("/terms")
def page() -> AnyResponse:
    """The concepts that a name is looked up among, or all."""
    base = _termbase()
    form = read_terms_form(request.args, domains_of(base))
    found = [] if form.problems else listed(base, form)
    shown = found[form.offset : form.offset + form.size]
    html = render_template(
        "terms.html",
        form=form,
        concepts=[concept_view(one) for one in shown],
        tags=tags(),
        codes=language_codes(),
        domains=domains_of(base),
        whole=len(base),
        own=sum(map(is_own, base)),
        formats=list(MEDIA),
        pagination=paginate(
            len(found), form.size, form.offset, len(shown), lambda at: terms_url(form.at(at))
        ),
        terms_url=terms_url,
    )
    return make_response(html, 400 if form.problems else 200)


@bp.get("/terms/export/<format_name>")
def export(format_name: str) -> Response:
    """The concepts that the same parameters leave, as a file."""
    if format_name not in MEDIA:
        known = ", ".join(MEDIA)
        raise Missing(
            gettext(
                "Terms cannot be downloaded as “%(format)s”; there are %(known)s.",
                format=format_name,
                known=known,
            )
        )
    base = _termbase()
    found = listed(base, _checked(read_terms_form(request.args, domains_of(base))))
    content = FORMATS[format_name]([concept.entry for concept in found])
    return download(content, "treatylens-terms", format_name)


@bp.get("/terms/<concept>")
def concept(concept: str) -> str:
    """One concept: its names, where they are from, and how often each occurs here."""
    found = find_concept(concept)
    names = counted_names(collection().searcher().reader, found)
    return render_template("term.html", concept=concept_view(found), names=name_views(names))


@bp.get("/api/v1/terms")
def terms() -> Response:
    """A page of the concepts looked up, as JSON."""
    base = _termbase()
    form = _checked(read_terms_form(request.args, domains_of(base), strict=True))
    return jsonify(terms_json(form, listed(base, form)))


@bp.get("/api/v1/terms/<concept>")
def term(concept: str) -> Response:
    """One concept as JSON, with how many provisions hold each name."""
    no_parameters()
    found = find_concept(concept)
    return jsonify(counted_json(found, counted_names(collection().searcher().reader, found)))


def find_concept(name: str) -> Concept:
    """The concept of that id. Raises ``Missing``."""
    try:
        return _termbase().concept(name)
    except KeyError:
        raise Missing(
            gettext("There is no term “%(name)s” here; look it up by a name.", name=name)
        ) from None


def download(content: bytes, name: str, format_name: str) -> Response:
    """A file that a browser keeps."""
    media, ending = MEDIA[format_name]
    answer = Response(content, content_type=media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


def _termbase() -> Termbase:
    return collection().searcher().termbase


def _checked(form: TermsForm) -> TermsForm:
    if form.problems:
        raise BadSearch(SearchForm(problems=form.problems))
    return form
