"""The group ``treatylens access``: which works are restricted."""

from pathlib import Path
from typing import Any

import click

from search_app.console import fail, print_json, print_table
from search_app.parameters import engine_option, index_option, json_option, place_given
from search_app.settings import Settings

#: ``access_rules.CHOICES``, which is not imported until a command is run.
_CHOICES = ("public", "restricted", "as-indexed")


@click.group()
def access() -> None:
    """Say which works are restricted, whatever they were indexed with."""


@access.command("list")
@index_option
@engine_option
@json_option
@click.pass_obj
def list_access(settings: Settings, index: Path | None, engine: str | None, as_json: bool) -> None:
    """Show the works that are restricted or have a rule."""
    from search_app.access_listing import access_json, listed
    from search_app.access_rules import AccessRules

    rules = AccessRules(_database(settings)).all()
    found = listed(rules, _catalogue(place_given(settings, index, engine)))
    if as_json:
        print_json({"works": [access_json(one) for one in found]})
    elif not found:
        click.echo("No work is restricted.")
    else:
        rows = [
            (
                one.work,
                one.label,
                one.indexed or "not in the index",
                f"{one.rule.label} ({one.rule.by}, {one.rule.at[:10]})" if one.rule else "",
            )
            for one in found
        ]
        print_table("Access", ("work", "access", "as indexed", "rule"), rows)


@access.command("set")
@click.argument("work")
@click.argument("label", type=click.Choice(_CHOICES))
@index_option
@engine_option
@json_option
@click.pass_obj
def set_access(
    settings: Settings,
    work: str,
    label: str,
    index: Path | None,
    engine: str | None,
    as_json: bool,
) -> None:
    """Open or close WORK; as-indexed takes the rule away again."""
    from search_app.access_listing import access_json, access_of
    from search_app.access_rules import AccessRefused, AccessRules
    from search_app.audit.by_command import event_of

    rules = AccessRules(_database(settings))
    event = event_of(settings, "access", work=work, access=label)
    try:
        rules.set(work, label, settings.editor_name(), event)
    except AccessRefused as error:
        fail(str(error), 2)
    catalogue = _catalogue(place_given(settings, index, engine))
    if work not in catalogue.by_id:
        click.echo(
            f"The index has no work {work!r} now; the rule holds once it has. "
            "`treatylens access list` shows every rule.",
            err=True,
        )
    now = access_of(work, rules.of(work), catalogue)
    if as_json:
        print_json(access_json(now))
    else:
        click.echo(f"{work} is {now.label}", err=True)


def _database(settings: Settings) -> Any:
    from search_app.database import open_database

    return open_database(settings)


def _catalogue(place: Any) -> Any:
    """What the index holds; nothing where there is none yet."""
    from indexer.engine import IndexMissing, open_reader
    from search_app.catalogue import Catalogue, CatalogueCache

    try:
        reader = open_reader(place)
    except IndexMissing:
        return Catalogue()
    try:
        return CatalogueCache().of(reader)
    finally:
        reader.close()
