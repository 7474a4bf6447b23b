"""The command ``treatylens search``: asks as the site does, shows hits, or writes all to a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search_app.console import fail, print_json, require_writable
from search_app.parameters import (
    FILE,
    Listed,
    QueryCommand,
    engine_option,
    index_option,
    json_option,
    place_given,
)
from search_app.searcher import MAX_SIZE, MODES, SORTS
from search_app.settings import Settings

if TYPE_CHECKING:
    from search_app.forms import SearchForm
    from search_app.searcher import Results, Searcher


@click.command(cls=QueryCommand)
@click.argument("query")
@index_option
@engine_option
@click.option("--mode", type=click.Choice(MODES), default="hybrid", show_default=True)
@click.option("--lang", multiple=True, type=Listed("lang"), help="Only in this language.")
@click.option("--type", multiple=True, type=Listed("type"), help="Only instruments of this type.")
@click.option("--party", multiple=True, help="Only with this party, by any of its names.")
@click.option("--status", multiple=True, type=Listed("status"), help="Only of this status.")
@click.option("--kind", multiple=True, help="Only these parts of a text, such as art.")
@click.option("--clause", multiple=True, help="Only provisions on this subject.")
@click.option("--work", multiple=True, help="Only in this work, by its id.")
@click.option("--year", default="", help="Signed in these years: 2010, 2010..2020, 2010.. .")
@click.option("--size", type=click.IntRange(1, MAX_SIZE), default=10, show_default=True)
@click.option("--from", type=click.IntRange(0), default=0, help="Hits to pass over.")
@click.option("--cursor", default="", help="Go on after a page: `next` of its JSON.")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True)
@click.option("--group", type=click.Choice(["none", "provision"]), default="none")
@click.option("--expand/--no-expand", default=True, help="Add the termbase's renderings.")
@click.option("--explain", is_flag=True, help="Say how the query was read.")
@click.option(
    "--export",
    type=FILE,
    help="Write every hit to this file: .csv, .xlsx, .jsonl or .docx.",
)
@json_option
@click.pass_obj
def search(
    settings: Settings,
    /,
    query: str,
    index: Path | None,
    engine: str | None,
    explain: bool,
    export: Path | None,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Search the index. Words rank; "quoted text" must stand exactly so; see docs/search.md."""
    from analyzers.query import QuerySyntaxError
    from search_app import searching

    form = _form(query, chosen)
    if export:
        require_writable(export, "--export")
        _format_of(export)
    searcher = searching.open_searcher(settings, place_given(settings, index, engine))
    try:
        if export:
            _export(settings, searcher, form, export, as_json=as_json)
        else:
            _show(searcher, form, explain=explain, as_json=as_json)
    except QuerySyntaxError as error:
        faults = "; ".join(f"{fault.message} (at {fault.position})" for fault in error.faults)
        fail(f"{faults}." + (f" Try: {error.repaired}" if error.repaired else ""), 2)


def _form(query: str, chosen: Mapping[str, Any]) -> "SearchForm":
    """What the options ask. Ends with status 2 and every problem."""
    from search_app.forms import PARAMETERS, GivenValues, read_form

    values = {
        name: list(given) if isinstance(given, tuple) else [_written(given)]
        for name, given in chosen.items()
        if name in PARAMETERS and given not in ("", ())
    }
    form = read_form(GivenValues({"q": [query], **values}), size=10, group="none", strict=True)
    if form.problems:
        fail(" ".join(problem.message.english for problem in form.problems), 2)
    return form


def _written(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _show(searcher: "Searcher", form: "SearchForm", *, explain: bool, as_json: bool) -> None:
    from search_app import explanation, searching
    from search_app.catalogue import Catalogue, CatalogueCache
    from search_app.presenters import search_json
    from search_app.results.cursor import BadCursor, Page, paged

    shown: list[Results] = []

    def read(here: "SearchForm") -> Page:
        # Only a party is looked up in the catalogue, which takes time to read.
        catalogue = CatalogueCache().of(searcher.reader) if here.parties else Catalogue()
        shown[:] = [searcher.search(here.q, here.options(catalogue))]
        results = shown[0]
        return Page(len(results.hits), results.total, search_json(results, searcher))

    try:
        answer = paged(form, searcher, read, of="search")
    except BadCursor as error:
        fail(error.message.english, 2)
    said = (
        explanation.explanation_json(shown[0], searcher.profile, searcher.termbase)
        if explain
        else {}
    )
    if as_json:
        print_json(answer | ({"explanation": said} if said else {}))
    else:
        searching.print_results(shown[0], explanation.explanation_lines(said) if said else ())


def _format_of(path: Path) -> Any:
    """The format by the end of a file's name. Ends with status 2 for another."""
    from search_app.results import FORMATS, format_of

    wanted = format_of(path)
    if wanted is None:
        known = ", ".join(f".{name}" for name in FORMATS)
        fail(f"{path.name} does not say its format; let its name end in one of {known}", 2)
    return wanted


def _export(
    settings: Settings, searcher: "Searcher", form: "SearchForm", output: Path, *, as_json: bool
) -> None:
    from search_app.console import progress_bar
    from search_app.results.answers import how_many
    from search_app.results.export import export_result, source_of
    from search_app.results.written import written

    wanted = _format_of(output)
    with progress_bar("Exporting") as progress, written(output) as stream:
        source = source_of(settings, searcher, progress)
        statement = export_result(source, form, wanted, stream)
    if as_json:
        print_json({"output": str(output), "format": wanted.name, **statement.fields})
    else:
        said = how_many(statement, lambda message: message.english)
        click.echo(f"{output}: {said}", err=True)
