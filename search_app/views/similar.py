"""Similar provisions of other works: the page, and its JSON."""

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from search_app.forms import SearchForm
from search_app.similar.document import similar_json
from search_app.similar.finding import Similar, find_similar
from search_app.similar.form import read_similar_form
from search_app.similar.options import SHORT_SIZE, SimilarOptions
from search_app.similar.page import explained, preferred_tags, short_list, similar_page
from search_app.views import collection, record
from search_app.views.errors import BadSearch
from search_app.views.lookup import find_place
from search_app.work_tree import Place

bp = Blueprint("similar", __name__)


@bp.get("/works/<work>/<language>/<eid>/similar")
def page(work: str, language: str, eid: str) -> AnyResponse:
    """All that is similar to a provision; with faulty parameters the same with what is wrong."""
    place = find_place(work, language, eid)
    form = read_similar_form(request.args)
    found = _found(place, form.options(preferred_tags(place)))
    html = render_template(
        "similar.html",
        explained=explained(),
        **similar_page(form, found, collection().catalogue()),
    )
    return make_response(html, 400 if form.problems else 200)


@bp.get("/api/v1/works/<work>/<language>/<eid>/similar")
def provisions(work: str, language: str, eid: str) -> Response:
    """The same as JSON, in the language of the version asked for where there is such a one."""
    form = read_similar_form(request.args, strict=True)
    if form.problems:
        raise BadSearch(SearchForm(problems=form.problems))
    place = find_place(work, language, eid)
    found = _found(place, form.options((place.version.tag,)))
    return jsonify(similar_json(found, collection().searcher().encoder.name))


def short(place: Place) -> dict[str, object]:
    """The short list for the page of a provision. Raises ``EngineError``."""
    options = SimilarOptions(size=SHORT_SIZE, preferred=preferred_tags(place))
    catalogue = collection().catalogue()
    return short_list(find_similar(place, collection().searcher(), catalogue, options), catalogue)


def _found(place: Place, options: SimilarOptions) -> Similar:
    found = find_similar(place, collection().searcher(), collection().catalogue(), options)
    record(hits=len(found.found))
    return found
