"""The group ``treatylens accounts``: who may come in.

Whoever can run it on the site's machine needs no account for it, so the first admin is made here.
"""

from typing import Any

import click

from search_app.account_console import new_password, show, told, write_down
from search_app.account_group_commands import groups
from search_app.console import fail, print_json, print_table
from search_app.identity import ROLES, SCOPES
from search_app.parameters import json_option
from search_app.settings import Settings

_ROLE = click.Choice(ROLES)
_SCOPE = click.Choice(SCOPES)
_password = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)
_restricted = click.option(
    "--restricted/--no-restricted", default=None, help="Whether it sees restricted works."
)


@click.group()
def accounts() -> None:
    """Look after accounts, their groups and tokens (docs/accounts.md)."""


accounts.add_command(groups)


@accounts.command("add")
@click.argument("name")
@click.option("--role", type=_ROLE, default=ROLES[0], show_default=True)
@click.option("--display-name", default="", help="Full name.")
@click.option("--email", default="", help="E-mail address.")
@click.option("--restricted", is_flag=True, help="It sees restricted works.")
@_password
@click.option("--no-password", is_flag=True, help="None yet; see reset-link and link.")
@json_option
@click.pass_obj
def add_account(
    settings: Settings,
    name: str,
    role: str,
    display_name: str,
    email: str,
    restricted: bool,
    password_stdin: bool,
    no_password: bool,
    as_json: bool,
) -> None:
    """Make the account NAME. Its password is asked for, unless given otherwise."""
    password = "" if no_password else new_password(password_stdin)
    with told() as registry_of:
        made = registry_of(settings).accounts.add(
            name,
            role=role,
            display_name=display_name,
            email=email,
            restricted=restricted,
            password=password,
        )
    write_down(settings, "add", account_name=made.name, role=role, restricted=restricted)
    show(made, as_json, f"{made.name} is made, as {role}")


@accounts.command("list")
@json_option
@click.pass_obj
def list_accounts(settings: Settings, as_json: bool) -> None:
    """Show every account."""
    from search_app.accounts.account import account_json

    with told() as registry_of:
        found = registry_of(settings).accounts.all()
    if as_json:
        print_json({"accounts": [account_json(one) for one in found]})
        return
    if not found:
        click.echo("There are no accounts.")
        return
    rows = [
        (
            one.name,
            one.role + (", restricted" if one.restricted else ""),
            ", ".join(one.groups),
            "disabled" if one.disabled else _comes_in_by(one),
            one.created_at[:10],
        )
        for one in found
    ]
    print_table("Accounts", ("name", "role", "groups", "comes in by", "made"), rows)


@accounts.command("role")
@click.argument("name")
@click.argument("role", type=_ROLE)
@_restricted
@json_option
@click.pass_obj
def set_role(
    settings: Settings, name: str, role: str, restricted: bool | None, as_json: bool
) -> None:
    """Set what NAME may do, and with --restricted what it sees."""
    _change(settings, name, as_json, role=role, restricted=restricted)


@accounts.command("disable")
@click.argument("name")
@json_option
@click.pass_obj
def disable(settings: Settings, name: str, as_json: bool) -> None:
    """Keep NAME out, and end its sessions and tokens."""
    _change(settings, name, as_json, disabled=True)


@accounts.command("enable")
@click.argument("name")
@json_option
@click.pass_obj
def enable(settings: Settings, name: str, as_json: bool) -> None:
    """Let NAME in again."""
    _change(settings, name, as_json, disabled=False)


@accounts.command("remove")
@click.argument("name")
@json_option
@click.pass_obj
def remove(settings: Settings, name: str, as_json: bool) -> None:
    """Remove NAME with its sessions and tokens; what it made stays, and its name with it."""
    with told() as registry_of:
        store = registry_of(settings).accounts
        found = store.named(name)
        store.remove(found.id)
    write_down(settings, "remove", account_name=found.name)
    show(found, as_json, f"{found.name} is removed")


@accounts.command("password")
@click.argument("name")
@_password
@json_option
@click.pass_obj
def set_password(settings: Settings, name: str, password_stdin: bool, as_json: bool) -> None:
    """Give NAME another password; it is logged out everywhere, and its tokens end."""
    with told() as registry_of:
        store = registry_of(settings).accounts
        found = store.named(name)
        store.set_password(found.id, new_password(password_stdin))
    write_down(settings, "password", account_name=found.name)
    show(found, as_json, f"the password of {found.name} is changed")


@accounts.command("log-out")
@click.argument("name")
@json_option
@click.pass_obj
def log_out(settings: Settings, name: str, as_json: bool) -> None:
    """End every session of NAME."""
    with told() as registry_of:
        registry = registry_of(settings)
        found = registry.accounts.named(name)
        registry.sessions.end_all(found.id)
    write_down(settings, "log out", account_name=found.name)
    show(found, as_json, f"{found.name} is logged out everywhere")


@accounts.command("reset-link")
@click.argument("name")
@json_option
@click.pass_obj
def reset_link(settings: Settings, name: str, as_json: bool) -> None:
    """Make a link by which the owner of NAME sets a password, once, within three days."""
    with told() as registry_of:
        registry = registry_of(settings)
        found = registry.accounts.named(name)
        secret, ends = registry.links.make(found.id)
    write_down(settings, "link", account_name=found.name)
    site, path = settings.site_url.rstrip("/"), f"/password/{secret}"
    if as_json:
        print_json({"name": found.name, "path": path, "url": site and site + path, "ends": ends})
        return
    click.echo(site + path)
    before = "" if site else "Put the address of the site before it. "
    until = ends[:16].replace("T", " ")
    click.echo(f"{before}Hand it to {found.name}. It works once, until {until} UTC.", err=True)


@accounts.command("link")
@click.argument("name")
@click.argument("subject")
@json_option
@click.pass_obj
def link(settings: Settings, name: str, subject: str, as_json: bool) -> None:
    """Let NAME come in as SUBJECT, which the OpenID Connect issuer calls somebody."""
    if not settings.openid_issuer:
        fail("the setting openid_issuer is empty; say first at which issuer people log in", 2)
    with told() as registry_of:
        store = registry_of(settings).accounts
        found = store.link(store.named(name).id, settings.openid_issuer, subject)
    write_down(settings, "link to issuer", account_name=found.name)
    show(found, as_json, f"{found.name} comes in as {subject} of {settings.openid_issuer}")


# --------------------------------------------------------------------------- tokens


@accounts.command("token")
@click.argument("name")
@click.option("--scope", "scopes", type=_SCOPE, multiple=True, required=True)
@click.option("--for", "purpose", default="command line", show_default=True, help="What it is for.")
@click.option("--days", type=click.IntRange(0), default=0, help="Days it is good for; 0 for all.")
@json_option
@click.pass_obj
def make_token(
    settings: Settings, name: str, scopes: tuple[str, ...], purpose: str, days: int, as_json: bool
) -> None:
    """Make a token of NAME for programs and print it: here, once."""
    from search_app.accounts.tokens import token_json

    with told() as registry_of:
        registry = registry_of(settings)
        found = registry.accounts.named(name)
        token, secret = registry.tokens.make(found.id, purpose, scopes, days)
    write_down(settings, "token", account_name=found.name, token=token.name, scopes=list(scopes))
    if as_json:
        print_json(token_json(token) | {"account": found.name, "secret": secret})
    else:
        click.echo(secret)


@accounts.command("tokens")
@click.argument("name")
@json_option
@click.pass_obj
def list_tokens(settings: Settings, name: str, as_json: bool) -> None:
    """Show the tokens of NAME."""
    from search_app.accounts.tokens import token_json

    with told() as registry_of:
        registry = registry_of(settings)
        found = registry.tokens.of(registry.accounts.named(name).id)
    if as_json:
        print_json({"tokens": [token_json(one) for one in found]})
    elif not found:
        click.echo(f"{name} has no tokens.")
    else:
        rows = [
            (
                one.id,
                one.name,
                ", ".join(one.scopes),
                one.used_at[:10] or "never",
                one.expires_at[:10],
            )
            for one in found
        ]
        print_table("Tokens", ("id", "for", "may", "last used", "ends"), rows)


@accounts.command("revoke")
@click.argument("token")
@json_option
@click.pass_obj
def revoke(settings: Settings, token: str, as_json: bool) -> None:
    """End the token of that id, which `tokens` shows."""
    with told() as registry_of:
        registry_of(settings).tokens.revoke(token)
    write_down(settings, "revoke", token=token)
    if as_json:
        print_json({"revoked": token})
    else:
        click.echo(f"{token} is revoked", err=True)


# --------------------------------------------------------------------------- shared


def _change(settings: Settings, name: str, as_json: bool, **change: Any) -> None:
    with told() as registry_of:
        store = registry_of(settings).accounts
        changed = store.change(store.named(name).id, **change)
    given = {key: value for key, value in change.items() if value is not None}
    write_down(settings, "change", account_name=changed.name, **given)
    said = ", ".join(f"{key} {str(value).lower()}" for key, value in given.items())
    show(changed, as_json, f"{changed.name}: {said}")


def _comes_in_by(account: Any) -> str:
    ways = ["password"] * account.has_password + ["OpenID Connect"] * bool(account.subject)
    return ", ".join(ways) or "nothing yet"
