"""The JSON API, version 1. ``openapi`` describes it; ``presenters`` makes its answers."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, request

from analyzers.query import QuerySyntaxError
from search_app.forms import SearchForm, read_form, read_works_form
from search_app.openapi import document
from search_app.presenters import (
    provision_json,
    search_json,
    without_folders,
    work_json,
    works_json,
)
from search_app.results.cursor import BadCursor, Page, paged
from search_app.views import collection, identity, record
from search_app.views.errors import BadSearch
from search_app.views.lookup import find_place, find_work
from search_app.views.programs import no_parameters

bp = Blueprint("api", __name__, url_prefix="/api/v1")

#: Hits or works an answer holds unless ``size`` says otherwise.
SIZE = 10


@bp.get("/search")
def search() -> Response:
    """One page of hits, as ``treatylens search --json`` prints them."""
    form = _form()
    searcher = collection().searcher()

    def read(here: SearchForm) -> Page:
        results = searcher.search(here.q, here.options(collection().catalogue()))
        return Page(len(results.hits), results.total, search_json(results, searcher))

    try:
        answer = paged(form, searcher, read, of="search")
    except QuerySyntaxError as error:
        raise BadSearch(form.with_syntax(error)) from error
    except BadCursor as error:
        raise BadSearch(replace(form, problems=(error.problem(),))) from error
    record(count=answer["total"])
    return jsonify(_shown(answer))


@bp.get("/works")
def works() -> Response:
    """The works of the collection, newest first, without their texts."""
    form = read_works_form(request.args, size=SIZE, strict=True)
    if form.problems:
        raise BadSearch(form)

    def read(here: SearchForm) -> Page:
        catalogue = collection().catalogue()
        found = catalogue.matching(here.options(catalogue).filters)
        shown = found[here.offset : here.offset + here.size]
        return Page(len(shown), len(found), works_json(shown, len(found)))

    try:
        return jsonify(paged(form, collection().searcher(), read, of="works"))
    except BadCursor as error:
        raise BadSearch(replace(form, problems=(error.problem(),))) from error


@bp.get("/works/<work>")
def work(work: str) -> Response:
    """One work with its files, its versions and their trees of provisions."""
    no_parameters()
    return jsonify(_shown(work_json(find_work(work))))


@bp.get("/works/<work>/<language>/<eid>")
def provision(work: str, language: str, eid: str) -> Response:
    """One provision in one language, and where it stands."""
    no_parameters()
    return jsonify(_shown(provision_json(find_place(work, language, eid))))


@bp.get("/openapi.json")
def openapi() -> Response:
    """The description of this API, by which clients can be made."""
    no_parameters()
    return jsonify(document())


def _shown(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer as whoever asks may see it: files by their paths for admins, and where there are
    no accounts, by their names for others."""
    shown: dict[str, Any] = answer if identity().may("admin") else without_folders(answer)
    return shown


def _form() -> SearchForm:
    form = read_form(request.args, size=SIZE, group="none", strict=True)
    if form.problems:
        raise BadSearch(form)
    return form
