"""Two provisions compared: the form, the page at its permanent address, and its JSON."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask import url_for as address_of
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from search_app.compare_form import SAME, CompareForm, read_compare_form
from search_app.compare_json import compare_json
from search_app.compare_page import (
    citation_of,
    compare_page,
    compare_url,
    offers,
    retrieved,
    side_view,
)
from search_app.comparison import Comparison, ComparisonError, compare
from search_app.forms import SearchForm
from search_app.messages import Message
from search_app.views import collection, correction_store
from search_app.views.errors import BadSearch, Missing
from search_app.views.lookup import find_place
from search_app.work_tree import Place

bp = Blueprint("compare", __name__)


class Refused(Exception):
    """Two sides that cannot be compared; ``form`` says why, ``status`` is 400 or 404."""

    def __init__(self, form: CompareForm, status: int) -> None:
        super().__init__("; ".join(one.message.english for one in form.problems))
        self.form = form
        self.status = status


@bp.get("/compare")
def choose() -> AnyResponse:
    """Go to the comparison of two provisions; without both, the form to choose them."""
    form = read_compare_form(request.args)
    if form.problems:
        return _form(form, 400)
    if not form.b:
        return _half_filled(form)
    try:
        a, b = _sides(form)
    except Refused as refused:
        return _form(refused.form, refused.status)
    return redirect(compare_url(a.id, b.id))


@bp.get("/compare/<path:a>/with/<path:b>")
def page(a: str, b: str) -> AnyResponse:
    """Two provisions in rows. An address by other names of the versions leads to this one."""
    form = CompareForm(a=a, b=b)
    try:
        first, second = _sides(form)
        if (first.id, second.id) != (a, b):
            return redirect(compare_url(first.id, second.id))
        found = _compared(form, first, second)
    except Refused as refused:
        return _form(refused.form, refused.status)
    answer = AnyResponse(
        render_template("compare.html", form=form, **compare_page(found)), mimetype="text/html"
    )
    answer.headers["Link"] = f'<{compare_url(first.id, second.id, absolute=True)}>; rel="canonical"'
    return answer


@bp.get("/api/v1/compare")
def comparison() -> Response:
    """The comparison as JSON."""
    form = read_compare_form(request.args, strict=True)
    if form.problems:
        raise BadSearch(SearchForm(problems=form.problems))
    try:
        a, b = _sides(form)
        found = _compared(form, a, b)
    except Refused as refused:
        if refused.status == 404:
            raise Missing(str(refused)) from refused
        raise BadSearch(SearchForm(problems=refused.form.problems)) from refused
    cited = {
        "address": compare_url(a.id, b.id, absolute=True),
        "retrieved": retrieved(),
        "a": citation_of(a),
        "b": citation_of(b),
    }
    return jsonify(compare_json(found, collection().searcher().encoder.name, cited))


def _sides(form: CompareForm) -> tuple[Place, Place]:
    """The provisions that a form names. Raises ``Refused``."""
    places = []
    for parameter, address in zip(("a", "b"), form.addresses, strict=True):
        try:
            if address is None:
                raise Missing(gettext("There is nothing at this address."))
            places.append(find_place(*address))
        except Missing as error:
            form = form.told(parameter, Message(str(error.description)))
    if len(places) < 2:
        raise Refused(form, 404)
    a, b = places
    if a.id == b.id:
        raise Refused(form.told("b", SAME), 400)
    return a, b


def _compared(form: CompareForm, a: Place, b: Place) -> Comparison:
    """Raises ``Refused`` for a provision that is too long."""
    corrected = correction_store().corrected(a.view) if a.work == b.work else None
    try:
        return compare(a, b, collection().searcher().encoder.encode_passages, corrected)
    except ComparisonError as error:
        raise Refused(form.told(error.parameter, error.message), 400) from error


def _half_filled(form: CompareForm) -> AnyResponse:
    """The form; with one side given, what it can be compared with."""
    if not form.a:
        return _form(form, 200)
    address = form.addresses[0]
    assert address is not None
    try:
        place = find_place(*address)
    except Missing as error:
        return _form(form.told("a", Message(str(error.description))), 404)
    found = offers(place, collection().searcher(), collection().catalogue())
    return _form(CompareForm(a=place.id), 200, side=side_view(place), offers=found)


def _form(form: CompareForm, status: int, **shown: object) -> AnyResponse:
    html = render_template(
        "compare_form.html", form=form, action=address_of("compare.choose"), **shown
    )
    return AnyResponse(html, status=status, mimetype="text/html")
