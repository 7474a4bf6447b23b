"""The JSON API, version 1. ``openapi`` describes it; ``presenters`` makes its answers."""

from flask import Blueprint, Response, jsonify, request

from analyzers.query import QuerySyntaxError
from search_app.forms import SearchForm, read_form, read_works_form
from search_app.openapi import document
from search_app.presenters import provision_json, search_json, work_json, works_json
from search_app.views import collection
from search_app.views.errors import BadSearch
from search_app.views.lookup import find_place, find_work

bp = Blueprint("api", __name__, url_prefix="/api/v1")

#: Hits or works an answer holds unless ``size`` says otherwise.
SIZE = 10


@bp.get("/search")
def search() -> Response:
    """One page of hits, as ``treatylens search --json`` prints them."""
    form = _form()
    searcher = collection().searcher()
    try:
        results = searcher.search(form.q, form.options(collection().catalogue()))
    except QuerySyntaxError as error:
        raise BadSearch(form.with_syntax(error)) from error
    return jsonify(search_json(results, searcher))


@bp.get("/works")
def works() -> Response:
    """The works of the collection, newest first, without their texts."""
    form = read_works_form(request.args, size=SIZE, strict=True)
    if form.problems:
        raise BadSearch(form)
    catalogue = collection().catalogue()
    found = catalogue.matching(form.options(catalogue).filters)
    return jsonify(works_json(found[form.offset : form.offset + form.size], len(found)))


@bp.get("/works/<work>")
def work(work: str) -> Response:
    """One work with its files, its versions and their trees of provisions."""
    return jsonify(work_json(find_work(work)))


@bp.get("/works/<work>/<language>/<eid>")
def provision(work: str, language: str, eid: str) -> Response:
    """One provision in one language, and where it stands."""
    return jsonify(provision_json(find_place(work, language, eid)))


@bp.get("/openapi.json")
def openapi() -> Response:
    """The description of this API, by which clients can be made."""
    return jsonify(document())


def _form() -> SearchForm:
    form = read_form(request.args, size=SIZE, group="none", strict=True)
    if form.problems:
        raise BadSearch(form)
    return form
