"""The group ``treatylens clauses``: what there is, and what editors corrected."""

from pathlib import Path
from typing import Any

import click

from search_app.console import print_json
from search_app.correction_transfer import export_to, import_from
from search_app.parameters import FILE, engine_option, index_option, json_option, place_given
from search_app.settings import Settings


@click.group(invoke_without_command=True)
@index_option
@engine_option
@json_option
@click.pass_context
def clauses(context: click.Context, index: Path | None, engine: str | None, as_json: bool) -> None:
    """List what provisions are about, with how many there are of each.

    The commands below look after the labels that editors corrected.
    """
    if context.invoked_subcommand is not None:
        return
    from search_app.clauses.labels import listed, types_json

    settings: Settings = context.obj
    with _reading(settings, place_given(settings, index, engine)) as reader:
        groups = listed(reader)
    if as_json:
        print_json(types_json(groups))
        return
    for group in groups:
        click.echo(click.style(group.names["en"], bold=True))
        for one in group.types:
            articles = [f"UNTOC {', '.join(one.kind.untoc)}"] if one.kind.untoc else []
            articles += [f"UNCAC {', '.join(one.kind.uncac)}"] if one.kind.uncac else []
            beside = f"  ({'; '.join(articles)})" if articles else ""
            click.echo(f"{one.count:6}  {one.kind.key:24}  {one.kind.labels['en']}{beside}")


@clauses.command("corrections")
@click.argument("key", required=False, default="")
@index_option
@engine_option
@json_option
@click.pass_obj
def list_corrections(
    settings: Settings, key: str, index: Path | None, engine: str | None, as_json: bool
) -> None:
    """Show what was corrected of KEY (WORK/EID), or all, the newest first, and what is stale."""
    from search_app.clauses.corrections import recorded, recorded_json
    from search_app.clauses.reader import hashes_of

    made = _store(settings).all(key)
    with _reading(settings, place_given(settings, index, engine)) as reader:
        hashes = hashes_of(reader, [name for one in made for name in one.texts])
    found = recorded(made, hashes)
    if as_json:
        print_json({"corrections": [recorded_json(one) for one in found]})
        return
    for one in found:
        state = (
            f" (taken back by {one.correction.withdrawn_by})"
            if one.correction.withdrawn_at
            else " (stale: the text has changed)"
            if one.stale
            else ""
        )
        said = ", ".join(one.correction.clauses)
        click.echo(f"{one.correction.at}  {one.correction.key}  {said}{state}")
        click.echo(f"    {one.correction.author}: {one.correction.note or '–'}")


@clauses.command("export")
@click.argument("file", type=FILE)
@click.pass_obj
def export_corrections(settings: Settings, file: Path) -> None:
    """Write every correction to FILE, as JSON; withdrawn ones too."""
    from search_app.clauses.files import file_json

    export_to(file, _store(settings), file_json)


@clauses.command("import")
@click.argument("file", type=FILE)
@json_option
@click.pass_obj
def import_corrections(settings: Settings, file: Path, as_json: bool) -> None:
    """Take in the corrections of FILE, which `export` wrote; those known already stay."""
    from search_app.clauses.files import ClauseFileError, read_file

    import_from(file, _store(settings), read_file, ClauseFileError, as_json=as_json)


def _reading(settings: Settings, place: Any) -> Any:
    """A reader of the index that is closed in the end, with the corrections laid over it."""
    from contextlib import closing

    from indexer.engine import open_reader
    from search_app.clauses.reader import ClauseReader, kept_corrections

    return closing(ClauseReader(open_reader(place), kept_corrections(settings)))


def _store(settings: Settings) -> Any:
    from search_app.clauses.store import ClauseCorrectionStore
    from search_app.database import open_database

    return ClauseCorrectionStore(open_database(settings))
