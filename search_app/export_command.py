"""The command ``treatylens export``: versions of a work side by side → a file."""

import shutil
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import click

from search_app.bitext import ParallelText, parallel_text
from search_app.bitext_address import VersionsError, versions_of
from search_app.console import fail, print_json, require_writable
from search_app.exchange import FORMATS, ExchangeError, ExportOptions, Written, write
from search_app.parameters import FILE, engine_option, index_option, json_option, place_given
from search_app.settings import Settings

#: Bytes of a file that are kept in memory before it is moved to disk.
SPOOLED = 4 * 1024 * 1024


@click.command("export")
@click.argument("work")
@click.argument("versions")
@click.option("--format", "format_name", type=click.Choice(list(FORMATS)), required=True)
@click.option("--output", type=FILE, required=True, help="The file to write.")
@index_option
@engine_option
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Leave out rows that are less sure and that nobody has looked at.",
)
@click.option("--unpaired", is_flag=True, help="Keep rows of one version only in TMX and XLIFF.")
@json_option
@click.pass_obj
def export(
    settings: Settings,
    work: str,
    versions: str,
    format_name: str,
    output: Path,
    index: Path | None,
    engine: str | None,
    min_confidence: float,
    unpaired: bool,
    as_json: bool,
) -> None:
    """Write VERSIONS of a WORK side by side, sentence by sentence: en-km, en-zh-Hant-km."""
    require_writable(output, "--output")
    options = ExportOptions(min_confidence=min_confidence, unpaired=unpaired)
    place = place_given(settings, index, engine)
    try:
        parallel = _parallel(settings, place, work, versions)
        written = _export(parallel, format_name, output, options)
    except (VersionsError, ExchangeError) as error:
        fail(str(error), 2)
    document = {
        "output": str(output),
        "format": format_name,
        "work": work,
        "versions": versions,
        "rows": written.rows,
        "unpaired": written.unpaired,
        "doubtful": written.doubtful,
    }
    if as_json:
        print_json(document)
    else:
        click.echo(f"{written.rows} rows in {output}{_left_out(written)}", err=True)


def _parallel(settings: Settings, place: Any, work: str, versions: str) -> ParallelText:
    """The versions of the work, as corrected. Raises ``VersionsError``."""
    from indexer.engine import open_reader
    from search_app.correction_store import CorrectionStore
    from search_app.database import open_database
    from search_app.work_tree import open_view

    reader = open_reader(place)
    try:
        record = reader.work(work)
    finally:
        reader.close()
    if record is None:
        fail(f"there is no work “{work}” in the index; name one by its id, as search shows it", 2)
    view = open_view(record)
    corrected = CorrectionStore(open_database(settings)).corrected(view)
    return parallel_text(view, versions_of(view, versions), corrected)


def _export(
    parallel: ParallelText, format_name: str, output: Path, options: ExportOptions
) -> Written:
    """Write the file, which is only touched when there is something to put into it. Raises
    ``ExchangeError``."""
    with SpooledTemporaryFile(max_size=SPOOLED) as made:
        written = write(format_name, parallel, made, options=options)  # type: ignore[arg-type]
        made.seek(0)
        with output.open("wb") as stream:
            shutil.copyfileobj(made, stream)
    return written


def _left_out(written: Written) -> str:
    left = [
        f"{count} {why}"
        for count, why in (
            (written.unpaired, "that only one version has (--unpaired keeps them)"),
            (written.doubtful, "below --min-confidence"),
        )
        if count
    ]
    return f"; left out: {', '.join(left)}" if left else ""
