"""The command ``treatylens terms inconsistencies``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search_app.console import fail, print_json, progress_bar
from search_app.parameters import Listed, engine_option, index_option, json_option, place_given
from search_app.settings import Settings

if TYPE_CHECKING:  # loaded when the command runs: they take numpy along
    from search_app.inconsistency import Inconsistency, Report

#: What ``inconsistency.SCOPES`` has.
SCOPES = ("all", "within", "between")
_LANGUAGE = Listed("lang")


@click.command("inconsistencies")
@click.option("--from", "source", type=_LANGUAGE, required=True, help="Language of the terms.")
@click.option("--to", "target", type=_LANGUAGE, required=True, help="Language of the renderings.")
@click.option("--work", default="", help="Only this instrument, by id.")
@click.option("--domain", default="", help="Only this field of law.")
@click.option(
    "--scope",
    type=click.Choice(SCOPES),
    default=SCOPES[0],
    show_default=True,
    help="Only terms that differ within a work, or between works.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print a line for each rendering in each work.")
@index_option
@engine_option
@json_option
@click.pass_obj
def inconsistencies(
    settings: Settings,
    /,
    index: Path | None,
    engine: str | None,
    as_json: bool,
    as_csv: bool,
    **given: str,
) -> None:
    """List the terms that are rendered in several ways, within a work or between works."""
    from analyzers.languages import TAGS
    from search_app.inconsistency_json import chosen, report_csv, report_json
    from search_app.searching import open_searcher
    from search_app.term_pair_form import MOST_SIZE, ReportForm

    pair = TAGS[given["source"]][0], TAGS[given["target"]][0]
    if pair[0] == pair[1]:
        fail("both languages are the same; give two different ones", 2)
    searcher = open_searcher(settings, place_given(settings, index, engine))
    _require_domain(searcher, given["domain"])
    report = _report(settings, searcher, pair)
    form = ReportForm(
        source=pair[0],
        target=pair[1],
        scope=given["scope"],
        domain=given["domain"],
        work=given["work"],
        size=max(MOST_SIZE, len(report.found)),
    )
    if as_json:
        print_json(report_json(report, form))
    elif as_csv:
        sys.stdout.buffer.write(report_csv(chosen(report, form)))
    else:
        print_report(report, chosen(report, form))


def _require_domain(searcher: Any, domain: str) -> None:
    known = sorted({concept.entry.domain for concept in searcher.termbase})
    if domain and domain not in known:
        fail(f"no term is of the field {domain}; there are {', '.join(known)}", 2)


def _report(settings: Settings, searcher: Any, pair: tuple[str, str]) -> "Report":
    from search_app.bead_corrections import CorrectedBeads
    from search_app.correction_store import CorrectionStore
    from search_app.database import open_database
    from search_app.inconsistency import report_on

    corrections = CorrectedBeads(CorrectionStore(open_database(settings)))
    with progress_bar("Comparing") as progress:
        return report_on(searcher, pair, corrections, progress)


def print_report(report: "Report", found: "list[Inconsistency]") -> None:
    """Each term, then a line for each of its renderings with the works that have it."""
    click.echo(
        f"{len(found)} terms are rendered in several ways, of {report.terms} in {report.rows} rows "
        f"of {report.works} works"
    )
    for one in found:
        where = [f"within {', '.join(one.within)}"] if one.within else []
        where += ["between works"] if one.between else []
        click.echo(f"\n{click.style(one.term, bold=True)}  {one.concept.id}  [{'; '.join(where)}]")
        for rendering in one.renderings:
            works = ", ".join(f"{work} {rows}" for work, rows in rendering.works.items())
            click.echo(f"   {rendering.count:4} {rendering.text}  ({works})")
        for rendering in one.likely:
            click.echo(f"   {rendering.count:4} probably {rendering.text}, which is no name of it")
