"""What the runs of saved queries found: the report of one beside another, and the plots."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from search_app.audit.facts import query_facts
from search_app.forms import ParameterReader
from search_app.results_page import Pagination, paginate
from search_app.saved.plot_page import points_of, time_view, years_view
from search_app.saved.plots import MOST_RUNS, years_of
from search_app.saved.queries import Run, SavedQuery
from search_app.saved.report import RunReport
from search_app.saved.report_page import PARTS, hashes_of
from search_app.saved.seen_runs import counts_of
from search_app.saved.svg import Sheet
from search_app.views import identity, record
from search_app.views.errors import for_program
from search_app.views.programs import no_parameters
from search_app.views.saved_lookup import (
    MINE,
    find_saved,
    hit_lines,
    run_before,
    run_number,
    run_store,
    seen_runs,
    words_of,
)

bp = Blueprint("saved_runs", __name__)

#: Hits of a part that the report begins with, and a page of one part alone.
FIRST, PART_SIZE = 20, 50
#: Runs that are offered to choose from, the newest; any other by its number in the address.
OFFERED = 200


@bp.get("/saved/<saved>/runs")
def choose(saved: str) -> Response:
    """Go to the report of the run and the earlier one that a form names."""
    found = find_saved(saved)
    said = request.args.get("run", "")
    if not said:
        return redirect(url_for("saved.show", saved=found.id, _anchor="runs"))
    number, against = run_number(said), request.args.get("against") or None
    return redirect(url_for("saved_runs.report", saved=found.id, run=number, against=against))


@bp.get("/saved/<saved>/runs/<run>")
def report(saved: str, run: str) -> str:
    """What is new, changed and gone in a run beside the one before it, or ``against`` another;
    ``part`` shows one kind alone, or all hits, page by page."""
    found, number = find_saved(saved), run_number(run)
    runs = run_store().runs(found.id, most=OFFERED)
    against = _against(found, number)
    told = seen_runs(found).report(number, against)
    record(saved=found.id, run=str(told.run.number), **query_facts(told.run.kept))
    if told.before is not None:
        record(since=str(told.before.number))
    reader = ParameterReader(request.args)
    part = reader.choice("part", PARTS, "")
    offset = reader.number("from", 0, 1_000_000, 0) if part else 0
    return render_template(
        "saved_run.html",
        saved=found,
        report=told,
        counts=counts_of(told),
        query=words_of(told.run),
        parts=_parts(told, part, offset),
        part=part,
        runs=_offered(runs, told),
        mine=MINE if _mine(found, told.run.number) else "",
        pagination=_pagination(found, told, part, offset) if part else None,
        address=_address(found, told),
        newest=runs[0].number if runs else 0,
    )


def _mine(saved: SavedQuery, number: int) -> int | None:
    """The last run before one that whoever looks started; without accounts all runs are theirs."""
    return run_store().number_before(saved.id, number, identity().account)


def _against(saved: SavedQuery, number: int) -> int | None:
    """The number of the run that is compared with. Raises ``Missing``."""
    said = request.args.get("against", "")
    if not said:
        return None
    if said == "0":
        return 0
    if said != MINE:
        return run_number(said)
    return run_before(saved, number)


def _parts(told: RunReport, part: str, offset: int) -> dict[str, Any]:
    """The lines of each part that is shown."""
    size = PART_SIZE if part else FIRST
    shown: dict[str, Sequence[Any]] = {
        name: getattr(told.diff, name)[offset : offset + size] if part in ("", name) else ()
        for name in ("new", "changed", "gone")
    }
    hits = told.hits[offset : offset + size] if part == "hits" else ()
    listed = [*shown["new"], *hits]
    lines = hit_lines(told, hashes_of(listed, shown["changed"], shown["gone"]))
    return {
        "new": lines.lines(shown["new"]),
        "changed": lines.changed(shown["changed"]),
        "gone": lines.gone(shown["gone"], told.run.depth),
        "hits": lines.lines(hits),
    }


def _offered(runs: Sequence[Run], told: RunReport) -> list[Run]:
    """The runs to choose from: the newest, and those that are shown."""
    offered = {one.number: one for one in (told.before, told.run, *runs) if one is not None}
    return [offered[number] for number in sorted(offered, reverse=True)]


def _address(saved: SavedQuery, told: RunReport) -> Any:
    """What gives the address of a part of the report from a place on."""
    values: dict[str, Any] = {"saved": saved.id, "run": told.run.number}
    before = told.before.number if told.before else 0
    if before != told.run.number - 1:
        values["against"] = before

    def address(part: str = "", offset: int = 0) -> str:
        more: dict[str, Any] = ({"part": part} if part else {}) | (
            {"from": offset} if offset else {}
        )
        return url_for("saved_runs.report", **values, **more)

    return address


def _pagination(saved: SavedQuery, told: RunReport, part: str, offset: int) -> Pagination:
    total = len(told.hits) if part == "hits" else len(getattr(told.diff, part))
    address = _address(saved, told)
    shown = max(0, min(PART_SIZE, total - offset))
    return paginate(total, PART_SIZE, offset, shown, lambda at: address(part, at))


# --------------------------------------------------------------------------- plots


@bp.get("/saved/<saved>/plots/time.svg")
@bp.get("/api/v1/saved/<saved>/plots/time.svg", endpoint="time_plot_for_programs")
def time_plot(saved: str) -> Response:
    """Hits over time, as a drawing."""
    found = _plotted(saved)
    runs = run_store().runs(found.id, most=MOST_RUNS)
    points = points_of(runs, seen_runs(found).counts(runs))
    return _drawing(time_view(found, points, run_store().count(found.id)).sheet)


@bp.get("/saved/<saved>/plots/years.svg")
@bp.get("/api/v1/saved/<saved>/plots/years.svg", endpoint="years_plot_for_programs")
def years_plot(saved: str) -> Response:
    """Hits of the newest run over the years of signature, as a drawing."""
    found = _plotted(saved)
    last = run_store().last(found.id)
    hits = seen_runs(found).report(last.number).hits if last else ()
    return _drawing(years_view(found, years_of(hits)).sheet)


def _plotted(saved: str) -> SavedQuery:
    """The query of a drawing, which has no parameters: a program is told of those it gave."""
    found = find_saved(saved)
    if for_program():
        no_parameters()
    return found


def _drawing(sheet: Sheet) -> Response:
    answer = Response(sheet.file(), mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer
