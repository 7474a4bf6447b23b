"""The command ``treatylens terms candidates``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search_app.console import fail, print_json, print_table, progress_bar
from search_app.parameters import Listed, engine_option, index_option, json_option, place_given
from search_app.settings import Settings

if TYPE_CHECKING:  # loaded when the command runs: they take numpy along
    from search_app.term_candidates import Candidate, Candidates

#: What ``term_pair_form`` has as ``MIN_COUNT`` and ``LEAST_COUNT``.
MIN_COUNT, LEAST_COUNT = 3, 2
#: Candidates that a terminal lists.
MOST_SHOWN = 50
_LANGUAGE = Listed("lang")


@click.command("candidates")
@click.option("--from", "source", type=_LANGUAGE, required=True, help="One language.")
@click.option("--to", "target", type=_LANGUAGE, required=True, help="The other language.")
@click.option(
    "--min-count",
    type=click.IntRange(LEAST_COUNT),
    default=MIN_COUNT,
    show_default=True,
    help="Rows that hold both at least.",
)
@click.option("--tsv", "as_tsv", is_flag=True, help="Print a table with the termbase's columns.")
@index_option
@engine_option
@json_option
@click.pass_obj
def candidates(
    settings: Settings,
    /,
    source: str,
    target: str,
    min_count: int,
    index: Path | None,
    engine: str | None,
    as_tsv: bool,
    as_json: bool,
) -> None:
    """Propose terms that the termbase does not have, with their statistics."""
    from analyzers.languages import TAGS
    from search_app.candidates_json import candidates_json, candidates_table
    from search_app.searching import open_searcher
    from search_app.term_pair_form import MOST_SIZE, CandidateForm

    pair = TAGS[source][0], TAGS[target][0]
    if pair[0] == pair[1]:
        fail("both languages are the same; give two different ones", 2)
    searcher = open_searcher(settings, place_given(settings, index, engine))
    mined = _mined(settings, searcher, pair)
    found = mined.at_least(min_count)
    if as_json:
        size = max(MOST_SIZE, len(found))
        form = CandidateForm(source=pair[0], target=pair[1], min_count=min_count, size=size)
        print_json(candidates_json(mined, form))
    elif as_tsv:
        taken = {concept.id for concept in searcher.termbase}
        sys.stdout.buffer.write(candidates_table(found, taken))
    else:
        _print(mined, found)


def _mined(settings: Settings, searcher: Any, pair: tuple[str, str]) -> "Candidates":
    from search_app.bead_corrections import CorrectedBeads
    from search_app.correction_store import CorrectionStore
    from search_app.database import open_database
    from search_app.term_candidates import candidates_of

    corrections = CorrectedBeads(CorrectionStore(open_database(settings)))
    with progress_bar("Mining") as progress:
        return candidates_of(searcher, pair, corrections, progress)


def _print(mined: "Candidates", found: "list[Candidate]") -> None:
    print_table(
        f"{len(found)} candidates in {mined.rows} rows",
        (*mined.languages, "rows", "together", "Dice", "log-likelihood"),
        [
            (
                one.source,
                one.target,
                f"{one.rows[0]}/{one.rows[1]}",
                str(one.together),
                f"{one.dice:.2f}",
                f"{one.likelihood:.1f}",
            )
            for one in found[:MOST_SHOWN]
        ],
    )
    if len(found) > MOST_SHOWN:
        click.echo(f"{len(found) - MOST_SHOWN} more; add --json or --tsv to see all")
    if not mined.complete:
        click.echo("The collection has more rows; these are of the first ones.", err=True)
