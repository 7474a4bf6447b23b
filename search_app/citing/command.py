"""The command ``treatylens evidence``: the sheet that proves what was read of a provision."""

import contextlib
import os
from pathlib import Path
from typing import Any

import click

from search_app.console import fail, print_json, require_writable
from search_app.parameters import FILE, engine_option, index_option, json_option, place_given
from search_app.settings import Settings

LANGUAGES = ("km", "zh-Hans", "zh-Hant", "en")


@click.command("evidence")
@click.argument("provision")
@click.option("--output", type=FILE, help="Write the sheet, a PDF, to this file.")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the sheet."
)
@click.option(
    "--site",
    default="",
    metavar="URL",
    help="Address of the site, for the permanent links, where it is not that of the settings.",
)
@index_option
@engine_option
@json_option
@click.pass_obj
def evidence(
    settings: Settings,
    provision: str,
    output: Path | None,
    lang: str,
    site: str,
    index: Path | None,
    engine: str | None,
    as_json: bool,
) -> None:
    """Make the evidence sheet of PROVISION, WORK/LANG/EID: its text, source and state."""
    if output is None and not as_json:
        fail("name the file of the sheet with --output, or print what it says with --json", 2)
    if output is not None:
        require_writable(output, "--output")
        if output.exists() and not output.is_file():
            fail(f"{output} is no file that can be replaced; give another with --output", 2)
    sheet = _sheet(settings, place_given(settings, index, engine), provision, site, output)
    if output is not None:
        _write(sheet, lang, output)
    if sheet.no_site:
        click.echo(f"treatylens: {sheet.no_site.english}", err=True)
    if as_json:
        from search_app.citing.evidence import evidence_json

        print_json(evidence_json(sheet))
    else:
        _print(sheet, output)


def _sheet(settings: Settings, place: Any, provision: str, site: str, output: Path | None) -> Any:
    """The sheet, with images where a file is to be written."""
    from search_app.citing.evidence import evidence_sheet
    from search_app.citing.sheet_pdf import SheetUnavailable, require
    from search_app.compare_command import named_place
    from search_app.every_hit import unchanged
    from search_app.searching import open_searcher

    searcher = open_searcher(settings, place)
    base = (site or settings.site_url).rstrip("/")
    try:
        found = named_place(searcher.reader, provision)
        if output is not None:
            require()
        return unchanged(
            lambda: evidence_sheet(
                lambda: named_place(searcher.reader, found.id),
                searcher.reader,
                searcher.profile.label,
                address_of=lambda one: f"{base}/works/{one.id}",
                name_of_file=lambda path: Path(path).name,
                images=output is not None,
            )
        )
    except SheetUnavailable as error:
        fail(str(error), 1)
    finally:
        searcher.reader.close()


def _write(sheet: Any, lang: str, output: Path) -> None:
    """Write the sheet whole or not at all: beside its place first."""
    from search_app.citing.sheet_pdf import sheet_pdf

    printed, whole = sheet_pdf(sheet, lang), output.resolve()
    part = whole.with_name(f".{whole.name}.{os.getpid()}.part")
    try:
        part.write_bytes(printed)
        part.replace(whole)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        fail(f"{output} cannot be written ({error.strerror}); give another with --output", 2)


def _print(sheet: Any, output: Path | None) -> None:
    click.echo(f"{output}: {sheet.place.id}, retrieved {sheet.at}, index {sheet.generation}")
    for one in sheet.unread:
        click.echo(f"  {one.said.english}")
    for one in sheet.versions:
        click.echo(f"  {one.version.tag}  {one.file}  text {one.text_hash}")
        for note in one.notes:
            click.echo(f"    {note.english}")
