"""The group ``treatylens accounts groups``: whom saved queries are shared with."""

import click

from search_app.account_console import told, write_down
from search_app.console import print_json, print_table
from search_app.parameters import json_option
from search_app.settings import Settings


@click.group()
def groups() -> None:
    """Look after groups, which saved queries are shared with."""


@groups.command("list")
@json_option
@click.pass_obj
def list_groups(settings: Settings, as_json: bool) -> None:
    """Show every group and who is in it."""
    from search_app.accounts.groups import group_json

    with told() as registry_of:
        found = registry_of(settings).groups.listed()
    if as_json:
        print_json({"groups": [group_json(one) for one in found]})
    elif not found:
        click.echo("There are no groups.")
    else:
        rows = [(one.name, ", ".join(one.members)) for one in found]
        print_table("Groups", ("group", "members"), rows)


@groups.command("add")
@click.argument("group")
@json_option
@click.pass_obj
def add_group(settings: Settings, group: str, as_json: bool) -> None:
    """Make GROUP."""
    with told() as registry_of:
        name = registry_of(settings).groups.add(group)
    write_down(settings, "add group", group=name)
    _show_group(settings, name, as_json)


@groups.command("remove")
@click.argument("group")
@json_option
@click.pass_obj
def remove_group(settings: Settings, group: str, as_json: bool) -> None:
    """Remove GROUP; its members stay."""
    with told() as registry_of:
        registry_of(settings).groups.remove(group)
    write_down(settings, "remove group", group=group)
    if as_json:
        print_json({"removed": group})
    else:
        click.echo(f"{group} is removed", err=True)


@groups.command("join")
@click.argument("group")
@click.argument("names", nargs=-1, required=True)
@json_option
@click.pass_obj
def join(settings: Settings, group: str, names: tuple[str, ...], as_json: bool) -> None:
    """Put NAMES into GROUP."""
    with told() as registry_of:
        registry = registry_of(settings)
        registry.groups.join(group, [registry.accounts.named(name).id for name in names])
    write_down(settings, "join", group=group, account_names=list(names))
    _show_group(settings, group, as_json)


@groups.command("leave")
@click.argument("group")
@click.argument("names", nargs=-1, required=True)
@json_option
@click.pass_obj
def leave(settings: Settings, group: str, names: tuple[str, ...], as_json: bool) -> None:
    """Take NAMES out of GROUP."""
    with told() as registry_of:
        registry = registry_of(settings)
        registry.groups.leave(group, [registry.accounts.named(name).id for name in names])
    write_down(settings, "leave", group=group, account_names=list(names))
    _show_group(settings, group, as_json)


def _show_group(settings: Settings, group: str, as_json: bool) -> None:
    from search_app.accounts.groups import group_json

    with told() as registry_of:
        found = registry_of(settings).groups.named(group)
    if as_json:
        print_json(group_json(found))
    else:
        click.echo(f"{found.name}: {', '.join(found.members) or 'nobody'}", err=True)
