"""Which works are restricted, and by whom: the page on which admins open and close them, and its
JSON. The commands ``treatylens access`` do the same."""

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask import url_for as address_of
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from search_app.access_listing import WorkAccess, access_json, access_of, listed
from search_app.access_rules import AS_INDEXED, CHOICES, AccessRefused, AccessRules, faults
from search_app.interface import say
from search_app.views import collection, database, identity, record
from search_app.views.errors import Missing, respond
from search_app.views.programs import no_parameters, sent_fields
from search_app.views.saved_lookup import raise_problems

bp = Blueprint("access", __name__)


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
    no_parameters()
    return jsonify(works=[access_json(one) for one in _listed()])


@bp.post("/api/v1/access")
def change_json() -> Response:
    """Open or close a work, by a form or a JSON object; the answer is how it is now."""
    fields = sent_fields(("work", "access"))
    work, choice = fields.text("work") or "", fields.text("access") or ""
    wrong = {one.parameter for one in fields.problems}
    for fault in faults(work, choice) if fields.is_object else ():
        if fault.parameter not in wrong:
            fields.problem(fault.parameter, fault.message)
    raise_problems(fields.problems)
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
