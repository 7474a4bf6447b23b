"""The group ``treatylens corrections``: what people corrected, listed and carried elsewhere."""

from pathlib import Path
from typing import Any

import click

from search_app.console import print_json
from search_app.correction_transfer import export_to, import_from
from search_app.parameters import FILE, engine_option, index_option, json_option, place_given
from search_app.settings import Settings


@click.group()
def corrections() -> None:
    """Look after the corrections of alignments that people made."""


@corrections.command("list")
@click.argument("work", required=False, default="")
@index_option
@engine_option
@json_option
@click.pass_obj
def list_corrections(
    settings: Settings, work: str, index: Path | None, engine: str | None, as_json: bool
) -> None:
    """Show the corrections of WORK, or all, the newest first, and which are stale."""
    from search_app import correction_listing
    from search_app.correction_files import recorded_json

    place = place_given(settings, index, engine)
    recorded = correction_listing.listed(_store(settings), work, place)
    if as_json:
        print_json({"corrections": [recorded_json(one) for one in recorded]})
    else:
        correction_listing.print_recorded(recorded)


@corrections.command("export")
@click.argument("file", type=FILE)
@click.pass_obj
def export_corrections(settings: Settings, file: Path) -> None:
    """Write every correction to FILE, as JSON; withdrawn ones too."""
    from search_app.correction_files import file_json

    export_to(file, _store(settings), file_json)


@corrections.command("import")
@click.argument("file", type=FILE)
@json_option
@click.pass_obj
def import_corrections(settings: Settings, file: Path, as_json: bool) -> None:
    """Take in the corrections of FILE, which `export` wrote; those known already stay."""
    from search_app.correction_files import CorrectionFileError, read_corrections

    import_from(file, _store(settings), read_corrections, CorrectionFileError, as_json=as_json)


def _store(settings: Settings) -> Any:
    from search_app.correction_store import CorrectionStore
    from search_app.database import open_database

    return CorrectionStore(open_database(settings))
