"""Versions of a work side by side to the sentence: the page and its JSON."""

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request
from flask import url_for as address_of
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from search_app.bitext import MOST_VERSIONS, ParallelText, parallel_text
from search_app.bitext_address import versions_of
from search_app.forms import SearchForm
from search_app.parallel_form import ParallelForm, read_parallel_form
from search_app.parallel_json import parallel_json
from search_app.parallel_page import default_versions, joined, parallel_page
from search_app.row_controls import row_controls
from search_app.views import correction_store
from search_app.views.errors import BadSearch, Missing
from search_app.views.lookup import find_work
from search_app.work_tree import VersionRecord, WorkView

bp = Blueprint("parallel", __name__)

#: The route that downloads a parallel text, where this site has one.
EXPORT = "exchange.export"


@bp.get("/works/<work>/parallel")
def choose(work: str) -> AnyResponse:
    """Go to the versions that ``with`` names, in its order; without any, to those that suit the
    reader. Raises ``Missing`` for a work in one version."""
    view = find_work(work)
    chosen = _chosen(view, request.args.getlist("with"))
    if len(chosen) < 2:
        raise Missing(
            gettext("The instrument “%(work)s” is here in one version alone.", work=view.id)
        )
    return redirect(address_of("parallel.page", work=view.id, languages=joined(chosen)))


def _chosen(view: WorkView, asked: list[str]) -> list[VersionRecord]:
    """The versions asked for, each once; one alone is joined by the one that suits the reader."""
    named = [view.version(address) for address in dict.fromkeys(asked) if address]
    chosen = [version for version in named if version is not None][:MOST_VERSIONS]
    if len(chosen) >= 2:
        return chosen
    if not chosen:
        return default_versions(view)
    return [*chosen, *[one for one in default_versions(view) if one not in chosen][:1]]


@bp.get("/works/<work>/parallel/<languages>")
def page(work: str, languages: str) -> str:
    """Two or three versions in rows, with what they do not agree on."""
    text = find_parallel(work, languages)
    form = _form(strict=False)
    return render_template(
        "parallel.html",
        exports=_exports(text),
        controls=row_controls(text) if form.edit else (),
        stale=_stale(text) if form.edit else 0,
        **parallel_page(text, form),
    )


@bp.get("/api/v1/works/<work>/parallel/<languages>")
def rows(work: str, languages: str) -> Response:
    """The rows as JSON."""
    text = find_parallel(work, languages)
    return jsonify(parallel_json(text, _form(strict=True)))


def find_parallel(work: str, languages: str) -> ParallelText:
    """The versions of a work that an address names, side by side, as corrected. Raises
    ``Missing``, ``VersionsError``."""
    view = find_work(work)
    return parallel_text(view, versions_of(view, languages), correction_store().corrected(view))


def _stale(text: ParallelText) -> int:
    """How many corrections of two versions change nothing any more."""
    if len(text.versions) != 2:
        return 0
    a, b = text.versions
    return sum(
        bool(one.stale) for one in correction_store().history(text.view, (a.address, b.address))
    )


def _form(*, strict: bool) -> ParallelForm:
    form = read_parallel_form(request.args, strict=strict)
    if form.problems:
        raise BadSearch(SearchForm(problems=form.problems))
    return form


def _exports(text: ParallelText) -> list[tuple[str, str]]:
    """The formats that the text can be downloaded in, each with its address."""
    if EXPORT not in current_app.view_functions:
        return []
    from search_app.exchange import FORMATS

    work, languages = text.view.id, joined(text.versions)
    return [
        (name.upper(), address_of(EXPORT, work=work, languages=languages, format_name=name))
        for name in FORMATS
    ]
