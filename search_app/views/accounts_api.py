"""Where programs of admins look after accounts and groups, as JSON."""

from flask import Blueprint, Response, jsonify, request, url_for

from search_app.accounts.account import Account, account_json
from search_app.accounts.errors import AccountError, NoSuchGroup
from search_app.accounts.groups import group_json
from search_app.accounts.names import clean_name
from search_app.forms import Problem
from search_app.messages import msg
from search_app.sent_fields import ACCOUNT, NEW_ACCOUNT, account_change, new_account
from search_app.views import record
from search_app.views.account_lookup import (
    account_refused,
    keep_nothing,
    link_of,
    need_accounts,
    sent,
)
from search_app.views.guard import registry
from search_app.views.programs import no_parameters, unknown_parameters
from search_app.views.saved_lookup import raise_problems

bp = Blueprint("accounts_api", __name__, url_prefix="/api/v1")
bp.before_request(need_accounts)
bp.after_request(keep_nothing)
bp.register_error_handler(AccountError, account_refused)


# --------------------------------------------------------------------------- accounts


@bp.get("/accounts")
def listing() -> Response:
    """Every account, by name."""
    no_parameters()
    return jsonify(accounts=[account_json(one) for one in registry().accounts.all()])


@bp.post("/accounts")
def add() -> Response:
    """Make an account without a password; by a link its owner sets one."""
    fields = sent(NEW_ACCOUNT)
    given = new_account(fields)
    raise_problems(fields.problems)
    made = registry().accounts.add(**given)
    record(done="add", account_name=made.name, role=made.role, restricted=made.restricted)
    answer = jsonify(account_json(made))
    answer.status_code = 201
    answer.headers["Location"] = url_for("accounts_api.one", account=made.id)
    return answer


@bp.get("/accounts/<account>")
def one(account: str) -> Response:
    """One account, by its id."""
    no_parameters()
    return jsonify(account_json(_of_id(account)))


@bp.patch("/accounts/<account>")
def change(account: str) -> Response:
    """Change what is sent of what an account is and may do; the rest stays."""
    found, fields = _of_id(account), sent(ACCOUNT)
    given = account_change(fields, registry().groups.all())
    raise_problems(fields.problems)
    try:
        changed = registry().accounts.change(found.id, **given)
    except NoSuchGroup as error:  # removed meanwhile
        fields.problem("groups", error.message)
        raise_problems(fields.problems)
        raise
    record(
        done="change",
        account_name=changed.name,
        role=changed.role,
        restricted=changed.restricted,
        disabled=changed.disabled,
        groups=list(changed.groups),
    )
    return jsonify(account_json(changed))


@bp.delete("/accounts/<account>")
def remove(account: str) -> Response:
    """Remove an account, where ``name`` is its name, as on the page, to say so."""
    found, problems = _of_id(account), unknown_parameters(("name",))
    if request.args.get("name", "").strip() != found.name:
        said = msg("To remove the account, type its name as it stands here.")
        problems.append(Problem(parameter="name", message=said))
    raise_problems(problems)
    registry().accounts.remove(found.id)
    record(done="remove", account_name=found.name)
    return Response(status=204)


@bp.post("/accounts/<account>/link")
def make_link(account: str) -> Response:
    """Make a link by which the account's owner sets a password, and tell it: here, once."""
    found = _of_id(account)
    no_parameters()
    answer = jsonify(name=found.name, **link_of(found))
    answer.status_code = 201
    record(done="link", account_name=found.name)
    return answer


def _of_id(account: str) -> Account:
    return registry().accounts.of_id(account)


# --------------------------------------------------------------------------- groups


@bp.get("/groups")
def groups() -> Response:
    """Every group with its members, by name."""
    no_parameters()
    return jsonify(groups=[group_json(one) for one in registry().groups.listed()])


@bp.post("/groups")
def add_group() -> Response:
    """Make a group."""
    fields = sent(("name",))
    fields.need("name")
    name = fields.cleaned("name", clean_name, fields.text("name"))
    raise_problems(fields.problems)
    store = registry().groups
    made = store.named(store.add(name or ""))
    record(done="add group", group=made.name)
    answer = jsonify(group_json(made))
    answer.status_code = 201
    answer.headers["Location"] = url_for("accounts_api.group", group=made.id)
    return answer


@bp.get("/groups/<group>")
def group(group: str) -> Response:
    """One group, by its id."""
    no_parameters()
    return jsonify(group_json(registry().groups.of_id(group)))


@bp.delete("/groups/<group>")
def remove_group(group: str) -> Response:
    """Remove a group; its members stay accounts."""
    no_parameters()
    found = registry().groups.of_id(group)
    registry().groups.remove(found.name)
    record(done="remove group", group=found.name)
    return Response(status=204)


@bp.put("/groups/<group>/members/<account>")
def join(group: str, account: str) -> Response:
    """Put an account into a group, whether or not it is in it."""
    no_parameters()
    found, member = registry().groups.of_id(group), _of_id(account)
    registry().groups.join(found.name, [member.id])
    record(done="join", group=found.name, account_names=[member.name])
    return jsonify(group_json(registry().groups.of_id(group)))


@bp.delete("/groups/<group>/members/<account>")
def leave(group: str, account: str) -> Response:
    """Take an account out of a group, whether or not it is in it."""
    no_parameters()
    found, member = registry().groups.of_id(group), _of_id(account)
    registry().groups.leave(found.name, [member.id])
    record(done="leave", group=found.name, account_names=[member.name])
    return Response(status=204)
