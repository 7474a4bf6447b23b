"""The command ``treatylens batch``: the queries of a file, the results of all in one."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search_app.console import fail, print_json, progress_bar, require_writable
from search_app.parameters import FILE, engine_option, index_option, json_option, place_given
from search_app.settings import Settings

if TYPE_CHECKING:
    from search_app.results.answers import Statement


@click.command()
@click.argument("queries", type=FILE)
@click.option("--output", type=FILE, required=True, help="The file: .csv, .xlsx, .jsonl or .docx.")
@click.option("--limit", type=click.IntRange(1), help="Hits of each query at most.")
@index_option
@engine_option
@json_option
@click.pass_obj
def batch(
    settings: Settings,
    queries: Path,
    output: Path,
    limit: int | None,
    index: Path | None,
    engine: str | None,
    as_json: bool,
) -> None:
    """Ask each line of QUERIES, a CSV with the column `query`; see docs/exports.md."""
    from search_app import searching
    from search_app.results import FORMATS, format_of
    from search_app.results.batch import run_batch
    from search_app.results.batch_file import BatchError, read_batch
    from search_app.results.export import source_of
    from search_app.results.written import written

    require_writable(output, "--output")
    if queries.is_dir():
        fail(f"{queries} is a folder; give the file of queries", 2)
    if output.resolve() == queries.resolve():
        fail("--output names the file of queries itself; give another file", 2)
    wanted = format_of(output)
    if wanted is None:
        known = ", ".join(f".{name}" for name in FORMATS)
        fail(f"{output.name} does not say its format; let its name end in one of {known}", 2)
    try:
        lines = read_batch(queries.read_bytes())
    except BatchError as error:
        fail(f"{queries}: {error.message.english}", 2)
    searcher = searching.open_searcher(settings, place_given(settings, index, engine))
    started = time.perf_counter()
    with progress_bar("Queries") as progress, written(output) as stream:
        source = source_of(settings, searcher, progress)
        statements = run_batch(source, lines, wanted, stream, limit)
    document = {
        "output": str(output),
        "format": wanted.name,
        "queries": [_said(statement) for statement in statements],
        "failed": sum(bool(statement.problems) for statement in statements),
        "hits": sum(statement.snapshot.listed for statement in statements if statement.snapshot),
        "seconds": round(time.perf_counter() - started, 3),
    }
    if as_json:
        print_json(document)
    else:
        _print(document, statements)
    sys.exit(1 if document["failed"] else 0)


def _said(statement: "Statement") -> dict[str, Any]:
    from search_app.results.json_lines import problems_json

    return {
        "line": statement.line,
        "name": statement.name,
        **statement.fields,
        "problems": problems_json(statement),
    }


def _print(document: dict[str, Any], statements: Sequence["Statement"]) -> None:
    """How many hits there are, and of each line that was not asked or not listed whole, why."""
    from search_app.results.answers import how_many

    for statement in statements:
        named = f"line {statement.line}" + (f" ({statement.name})" if statement.name else "")
        if statement.problems:
            click.echo(f"{named}: {statement.problem}", err=True)
        elif statement.why:
            click.echo(f"{named}: {how_many(statement, lambda said: said.english)}", err=True)
    count = len(statements)
    click.echo(
        f"{document['hits']} hits of {count} {'query' if count == 1 else 'queries'} in "
        f"{document['output']}",
        err=True,
    )
