"""Which works are restricted, and by whom: the page on which admins open and close them, and its
JSON. The commands ``treatylens access`` do the same."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask import url_for as address_of
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from search_app.access_listing import WorkAccess, access_json, access_of, listed
from search_app.access_rules import AS_INDEXED, CHOICES, AccessRefused, AccessRules, faults
from search_app.forms import Problem
from search_app.interface import say
from search_app.saved.saved_form import unknown
from search_app.views import collection, database, identity, record
from search_app.views.errors import Missing, respond
from search_app.views.saved_lookup import raise_problems

bp = Blueprint("access", __name__)

#: What a form is sent as.
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


@bp.get("/access")
def page() -> str:
    """Every work that is restricted or has a rule, and the form that sets one."""
    return render_template(
        "access.html",
        works=_listed(),
        choices=CHOICES,
        as_indexed=AS_INDEXED,
        work=request.args.get("work", "")[:300],
    )


@bp.post("/access")
def change() -> AnyResponse:
    """Open or close a work, and go back to the list."""
    _set(request.form.get("work", "").strip(), request.form.get("access", ""))
    return redirect(address_of("access.page"), 303)


@bp.get("/api/v1/access")
def works() -> Response:
    """The list as JSON."""
    _told(request.args, ())
    return jsonify(works=[access_json(one) for one in _listed()])


@bp.post("/api/v1/access")
def change_json() -> Response:
    """Open or close a work, by a form or a JSON object; the answer is how it is now."""
    sent = _sent()
    work, choice = sent.get("work", ""), sent.get("access", "")
    _told(sent, ("work", "access"), faults(work, choice))
    _set(work, choice)
    rule = AccessRules(database()).of(work)
    return jsonify(work=access_json(access_of(work, rule, collection().whole_catalogue())))


@bp.errorhandler(AccessRefused)
def refused(error: AccessRefused) -> AnyResponse:
    """What cannot be set: 400."""
    return respond(400, say(error.message), back=address_of("access.page"))


def _listed() -> Sequence[WorkAccess]:
    return listed(AccessRules(database()).all(), collection().whole_catalogue())


def _set(work: str, choice: str) -> None:
    """Raises ``AccessRefused``, and ``Missing`` for a work that the index does not have: a slip of
    the pen would leave open what was to be closed."""
    rules = AccessRules(database())
    known = work in collection().whole_catalogue().by_id
    if not known and rules.of(work) is None:
        raise Missing(gettext("There is no instrument “%(work)s” here.", work=work))
    rules.set(work, choice, identity().name)
    record(work=work, access=choice)


def _told(
    sent: Mapping[str, str], known: Sequence[str], refused: Sequence[AccessRefused] = ()
) -> None:
    """Raises ``BadSearch`` with every name that is not known and all that cannot be set."""
    problems: list[Problem] = []
    unknown(problems, sent, known or ("none",))
    problems += [Problem(parameter=one.parameter, message=one.message) for one in refused]
    raise_problems(problems)


def _sent() -> Mapping[str, str]:
    """The values of a form or a JSON object. Raises ``UnsupportedMediaType`` for another body."""
    if request.mimetype in _FORMS:
        return request.form
    body = request.get_json()
    return {str(name): str(value) for name, value in body.items()} if isinstance(body, dict) else {}
