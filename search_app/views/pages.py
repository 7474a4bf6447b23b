"""The pages people read."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from analyzers.query import QuerySyntaxError
from search_app import interface, results_page
from search_app.addresses import search_url, trail_of, works_url
from search_app.forms import SearchForm, read_form, read_works_form
from search_app.marking import marks_of
from search_app.provision_page import Reading, beside_of, contents, unit_view
from search_app.views import collection, record
from search_app.views.errors import BadSearch
from search_app.views.lookup import find_place, find_work
from search_app.views.similar import short

bp = Blueprint("pages", __name__)

#: Works a page of the list.
WORKS_SIZE = 50
#: Seconds the choice of a language is kept.
COOKIE_AGE = 365 * 24 * 3600
#: What the first page offers to try, with the language of each.
EXAMPLES = (
    ("ជំនួយទៅវិញទៅមកផ្នែកច្បាប់", "km"),
    ("មាត្រា ៥", "km"),
    ("双重犯罪", "zh-Hans"),
    ("移交被判刑人", "zh-Hans"),
    ("grounds for refusal", "en"),
    ('"trafficking in persons"', "en"),
)


@bp.get("/")
def home() -> str:
    """The search form and what the collection holds; with a search in the address, its results."""
    form = _form()
    if form.asks or form.problems:
        return search()
    return render_template(
        "home.html", form=form, catalogue=collection().catalogue(), examples=EXAMPLES
    )


@bp.get("/search")
def search() -> str:
    """One page of results for what the address asks, or the bare form if it asks nothing."""
    form = _form()
    if form.problems:
        raise BadSearch(form)
    if not form.asks:
        return render_template("search.html", form=form, results=None)
    return render_template("search.html", form=form, **_results(form))


def _form() -> SearchForm:
    return read_form(request.args, size=interface.page_size(), group="provision")


def _results(form: SearchForm) -> dict[str, Any]:
    searcher = collection().searcher()
    catalogue = collection().catalogue()
    try:
        results = searcher.search(form.q, form.options(catalogue))
    except QuerySyntaxError as error:
        raise BadSearch(form.with_syntax(error)) from error
    record(count=results.total)
    return {
        "results": results,
        "hits": results_page.hit_views(form, results, catalogue),
        "facets": results_page.facets(form, results, catalogue),
        "chosen": results_page.chosen_filters(form, catalogue),
        "pagination": results_page.pagination(form, results.total, len(results.hits)),
        "search_url": search_url,
        "depth": searcher.profile.semantic_depth,
    }


@bp.get("/works")
def works() -> str:
    """The works of the collection, or those that the filters leave, newest first."""
    form = read_works_form(request.args, size=WORKS_SIZE)
    if form.problems:
        raise BadSearch(form)
    catalogue = collection().catalogue()
    found = catalogue.matching(form.options(catalogue).filters)
    shown = found[form.offset : form.offset + form.size]
    pagination = results_page.paginate(
        len(found),
        form.size,
        form.offset,
        len(shown),
        lambda at: works_url(form.at(at)),
    )
    return render_template(
        "works.html",
        form=form,
        works=shown,
        chosen=results_page.chosen_filters(form, catalogue, works_url),
        pagination=pagination,
        search_url=search_url,
        works_url=works_url,
    )


@bp.get("/works/<work>")
def work(work: str) -> str:
    """A work: what is known of it, its files, and the contents of one of its versions."""
    view = find_work(work)
    wanted = request.args.get("lang", "")
    version = view.version(wanted) or beside_of(view.versions, ())
    present = {item.expression.language for item in view.versions}
    return render_template(
        "work.html",
        view=view,
        work=view.summary,
        version=version,
        items=contents(view, version) if version else [],
        missing_authentic=[code for code in view.summary.authentic if code not in present],
    )


@bp.get("/works/<work>/<language>/<eid>")
def provision(work: str, language: str, eid: str) -> str:
    """A provision in full, other languages beside it, with the marks of the search it is from."""
    place = find_place(work, language, eid)
    form = _form()
    searcher = collection().searcher()
    marks = marks_of(form, searcher.profile, searcher.termbase)
    trail = trail_of(form) if marks or not form.q else ()  # what cannot be read leads nowhere
    reading = Reading(
        beside=request.args.getlist("beside"),
        marks=marks,
        trail=trail,
        results=search_url(form) if trail else "",
        cited=request.args.get("hash", ""),
    )
    shown = unit_view(place, reading, searcher.reader)
    return render_template("provision.html", similar=short(place), **shown)


@bp.route("/language", methods=["GET", "POST"])
def language() -> Response:
    """Keep the reader's choice of language and go back to where they were."""
    answer = redirect(local_path(request.values.get("next", "")), 303)
    chosen = request.values.get("lang", "")
    if chosen in interface.INTERFACE_LANGUAGES:
        answer.set_cookie(
            interface.COOKIE,
            chosen,
            max_age=COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"] or request.is_secure,
        )
    return answer


def local_path(path: str) -> str:
    """``path`` if it lies on this site, else the first page: no redirect leads elsewhere."""
    safe = (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and path.isprintable()
        and "\\" not in path
    )
    return path if safe else url_for("pages.home")
