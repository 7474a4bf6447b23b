"""Who one is, and for admins who there is, as JSON."""

from flask import Blueprint, Response, current_app, jsonify, request

from search_app.accounts.account import account_json
from search_app.forms import Problem
from search_app.identity import SCOPES
from search_app.saved.saved_form import unknown
from search_app.views import identity
from search_app.views.errors import Missing
from search_app.views.guard import registry
from search_app.views.saved_lookup import raise_problems

bp = Blueprint("account_api", __name__, url_prefix="/api/v1")


@bp.get("/account")
def account() -> Response:
    """Who asks, and what they may do."""
    _no_parameters()
    asker = identity()
    return jsonify(
        name=asker.name,
        role=asker.role,
        scopes=[scope for scope in SCOPES if asker.may(scope)],
        groups=sorted(asker.groups),
        restricted=asker.restricted or asker.role == "admin",
        accounts=bool(current_app.config["ACCOUNTS"]),
    )


@bp.get("/accounts")
def listing() -> Response:
    """Every account, by name. Raises ``Missing`` where there are none."""
    _no_parameters()
    if not current_app.config["ACCOUNTS"]:
        raise Missing("There are no accounts here; docs/accounts.md says how there are.")
    return jsonify(accounts=[account_json(one) for one in registry().accounts.all()])


def _no_parameters() -> None:
    """Raises ``BadSearch`` for every parameter given: there are none."""
    problems: list[Problem] = []
    unknown(problems, request.args, ("none",))
    raise_problems(problems)
