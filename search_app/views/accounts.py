"""Where admins look after accounts and groups."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from search_app.accounts.account import Account
from search_app.accounts.errors import AccountError, NoSuchName
from search_app.identity import ROLES
from search_app.interface import say
from search_app.messages import msg
from search_app.views import record
from search_app.views.account_lookup import link_of
from search_app.views.errors import respond
from search_app.views.guard import registry

bp = Blueprint("accounts", __name__)


@bp.get("/accounts")
def listing() -> Response:
    """Every account, and the form that makes one."""
    return _listing()


@bp.post("/accounts")
def add() -> Response:
    """Make an account without a password, and a link by which its owner sets one."""
    sent = request.form
    try:
        made = registry().accounts.add(
            sent.get("name", ""),
            role=sent.get("role", ""),
            display_name=sent.get("display_name", ""),
            email=sent.get("email", ""),
            restricted="restricted" in sent,
        )
    except AccountError as error:
        return _listing(error)
    record(done="add", account_name=made.name, role=made.role, restricted=made.restricted)
    return _one(made, link=link_of(made))


@bp.get("/accounts/<account>")
def one(account: str) -> Response:
    """One account, and the forms that change it."""
    return _one(registry().accounts.of_id(account))


@bp.post("/accounts/<account>")
def change(account: str) -> Response:
    """Change what an account is and may do; its groups are those that were ticked."""
    sent = request.form
    try:
        changed = registry().accounts.change(
            account,
            role=sent.get("role", ""),
            restricted="restricted" in sent,
            disabled="disabled" in sent,
            display_name=sent.get("display_name", ""),
            email=sent.get("email", ""),
            groups=sent.getlist("group"),
        )
    except NoSuchName:
        raise
    except AccountError as error:
        return _one(registry().accounts.of_id(account), error)
    record(
        done="change",
        account_name=changed.name,
        role=changed.role,
        restricted=changed.restricted,
        disabled=changed.disabled,
        groups=list(changed.groups),
    )
    return redirect(url_for("accounts.listing", done=changed.name), 303)


@bp.post("/accounts/<account>/link")
def make_link(account: str) -> Response:
    """Make a link by which the account's owner sets a password, and show it: here, once."""
    found = registry().accounts.of_id(account)
    record(done="link", account_name=found.name)
    return _one(found, link=link_of(found))


@bp.post("/accounts/<account>/remove")
def remove(account: str) -> Response:
    """Remove an account, where its name was typed to say so."""
    found = registry().accounts.of_id(account)
    try:
        if request.form.get("name", "").strip() != found.name:
            raise AccountError(msg("To remove the account, type its name as it stands here."))
        registry().accounts.remove(account)
    except AccountError as error:
        return _one(found, error)
    record(done="remove", account_name=found.name)
    return redirect(url_for("accounts.listing"), 303)


@bp.get("/groups")
def groups() -> Response:
    """The groups with their members, and the form that makes one."""
    return _groups()


@bp.post("/groups")
def change_groups() -> Response:
    """Make a group, or with ``remove`` remove one."""
    name = request.form.get("name", "")
    removing = "remove" in request.form
    try:
        if removing:
            registry().groups.remove(name)
        else:
            name = registry().groups.add(name)
    except AccountError as error:
        return _groups(error)
    record(done="remove group" if removing else "add group", group=name)
    return redirect(url_for("accounts.groups"), 303)


@bp.errorhandler(NoSuchName)
def missing(error: NoSuchName) -> Response:
    """An account that is not there, or no longer."""
    return respond(404, say(error.message))


def _listing(error: AccountError | None = None) -> Response:
    found = registry().accounts.all()
    done = request.args.get("done", "")
    return _answer(
        "accounts.html",
        error,
        accounts=found,
        done=next((one.name for one in found if one.name == done), ""),
    )


def _one(account: Account, error: AccountError | None = None, **shown: Any) -> Response:
    groups = list(registry().groups.all())
    return _answer("account_edit.html", error, one=account, groups=groups, link=shown.get("link"))


def _groups(error: AccountError | None = None) -> Response:
    return _answer("groups.html", error, groups=registry().groups.all())


def _answer(template: str, error: AccountError | None, **shown: Any) -> Response:
    problem = error.message if error else None
    html = render_template(template, problem=problem, roles=ROLES, sent=request.form, **shown)
    answer = make_response(html, 400 if error else 200)
    answer.headers["Cache-Control"] = "no-store"  # links are shown on these pages
    return answer
