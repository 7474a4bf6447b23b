"""Saved queries and their runs for programs."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import Blueprint, Response, jsonify, request, url_for
from werkzeug.exceptions import HTTPException

from analyzers.query import QuerySyntaxError
from search_app.audit.facts import query_facts
from search_app.forms import ParameterReader, Problem, read_form
from search_app.messages import fault_message, msg
from search_app.saved import saved_json as shapes
from search_app.saved.cursors import cursor_of, place_of
from search_app.saved.estimate import estimate_json
from search_app.saved.queries import BadSavedQuery, Change, SavedQuery, check_query
from search_app.saved.saved_form import read_sent, unknown
from search_app.views import identity, record
from search_app.views.errors import BadSearch
from search_app.views.programs import no_parameters, unknown_parameters
from search_app.views.saved_lookup import (
    MINE,
    estimate_of,
    find_saved,
    raise_problems,
    run_before,
    run_number,
    run_store,
    runner,
    saved_store,
    seen_runs,
    usual_profile,
)

bp = Blueprint("saved_api", __name__, url_prefix="/api/v1/saved")

#: Items of a list that an answer holds at most, and unless ``size`` says otherwise.
MOST, SIZE = 500, 50

T = TypeVar("T")


@bp.get("")
def saved_queries() -> Response:
    """Those of whoever asks and those shared with them, each with its newest run."""
    with_tag = _Query(("tag", "size", "cursor"))
    tag, place, size = with_tag.reader.text("tag"), *with_tag.page("saved")
    with_tag.check()
    found = [one for one in saved_store().listed(identity()) if not tag or tag in one.tags]
    shown = found[place : place + size]
    return jsonify(
        total=len(found),
        saved=[_one(one) for one in shown],
        next=_next("saved", place + len(shown), len(found)),
    )


@bp.post("")
def add() -> Response:
    """Keep a query."""
    change = _sent(identity().groups, whole=True)
    assert change.name is not None
    assert change.query is not None
    found = _told(
        lambda: saved_store().add(
            identity(),
            change.name or "",
            change.query,  # type: ignore[arg-type]
            note=change.note or "",
            tags=change.tags or (),
            shared_with=change.shared_with or "",
            every=change.every or "",
        )
    )
    record(saved=found.id, **query_facts(found.kept))
    answer = jsonify(_one(found))
    answer.status_code = 201
    answer.headers["Location"] = url_for("saved_api.saved_query", saved=found.id)
    return answer


@bp.get("/estimate")
def estimated() -> Response:
    """How many hits a month a query would bring, for the parameters of a search."""
    form = read_form(request.args, size=SIZE, group="none", strict=True)
    if form.problems:
        raise BadSearch(form)
    try:
        found = estimate_of(form)
    except QuerySyntaxError as error:
        raise BadSearch(form.with_syntax(error)) from error
    return jsonify(estimate_json(found))


@bp.get("/<saved>")
def saved_query(saved: str) -> Response:
    """One of them."""
    found = find_saved(saved)
    no_parameters()
    return jsonify(_one(found))


@bp.patch("/<saved>")
def change(saved: str) -> Response:
    """Change what is sent of it; the rest stays."""
    found = find_saved(saved)
    sent = _sent({*identity().groups, found.shared_with}, whole=False)
    now = _told(lambda: saved_store().change(found.id, identity(), sent))
    record(**query_facts(now.kept))
    return jsonify(_one(now))


@bp.delete("/<saved>")
def delete(saved: str) -> Response:
    """Delete it with its runs."""
    found = find_saved(saved)
    no_parameters()
    saved_store().delete(found.id, identity())
    return Response(status=204)


def _one(saved: SavedQuery) -> dict[str, Any]:
    run = run_store().last(saved.id)
    counts = seen_runs(saved).counts([run])[run.number] if run else None
    return shapes.listed_json(saved, run, counts, own=saved.owned_by(identity()))


def _sent(groups: Any, *, whole: bool) -> Change:
    """What the body says; its problems and those of the address's parameters, of which there are
    none, are told at once. Raises ``BadSearch``."""
    try:
        body = request.get_json(force=True)
    except HTTPException as error:
        if error.code != 400:
            raise  # too large
        body = None
    found, problems = read_sent(body, groups, profile=usual_profile(), whole=whole)
    raise_problems([*unknown_parameters(), *(problems or _syntax(found))])
    return found


def _syntax(change: Change) -> list[Problem]:
    """What is wrong with the words of a query that is otherwise good, each fault with its place."""
    if change.query is None:
        return []
    try:
        check_query(change.query)
    except QuerySyntaxError as error:
        return [
            Problem(parameter="query.text", message=fault_message(one), position=one.position)
            for one in error.faults
        ]
    except BadSavedQuery as error:
        return [Problem(parameter=error.parameter, message=error.message)]
    return []


def _told(write: Callable[[], T]) -> T:
    """What is written; a value that cannot be kept is told as a problem of the request."""
    try:
        return write()
    except BadSavedQuery as error:
        raise_problems([Problem(parameter=error.parameter, message=error.message)])
        raise


# --------------------------------------------------------------------------- runs


@bp.get("/<saved>/runs")
def runs(saved: str) -> Response:
    """Its runs, the newest first, by their counts."""
    found = find_saved(saved)
    query = _Query(("size", "cursor"))
    # The cursor says before which run to go on: runs that are added meanwhile move nothing.
    before, size = query.page("runs")
    query.check()
    after = run_store().runs(found.id, most=size + 1, before=before or None)
    shown = after[:size]
    counts = seen_runs(found).counts(shown)
    more = len(after) > len(shown)
    return jsonify(
        total=run_store().count(found.id),
        runs=[shapes.counted_json(one, counts[one.number]) for one in shown],
        next=cursor_of("runs", shown[-1].number) if more else None,
    )


@bp.post("/<saved>/runs")
def run(saved: str) -> Response:
    """Run it now; the answer is what the run found, from the beginning."""
    found = find_saved(saved)
    no_parameters()
    number = runner().run(found, account=identity().account).run.number
    record(saved=found.id, run=str(number))
    answer = jsonify(_report(found, number, None, shapes.PARTS, 0, SIZE))
    answer.status_code = 201
    answer.headers["Location"] = url_for("saved_api.report", saved=found.id, run=number)
    return answer


@bp.get("/<saved>/runs/<run>")
def report(saved: str, run: str) -> Response:
    """What is new, changed and gone in a run beside the one before, or ``against`` another."""
    found, number = find_saved(saved), run_number(run)
    query = _Query(("against", "part", "size", "cursor"))
    given = _against(query.reader, found, number)
    part = query.reader.choice("part", shapes.PARTS, "")
    against = None if given < 0 else given
    kind = f"report-{found.id}-{number}-{given}-{part}"
    place, size = query.page(kind)
    query.check()
    parts = (part,) if part else shapes.PARTS
    return jsonify(_report(found, number, against, parts, place, size, kind))


def _report(
    saved: SavedQuery,
    number: int,
    against: int | None,
    parts: Sequence[str],
    place: int,
    size: int,
    kind: str = "",
) -> dict[str, Any]:
    told = seen_runs(saved).report(number, against)
    record(saved=saved.id, run=str(told.run.number), **query_facts(told.run.kept))
    entries = shapes.entries_of(told, parts, place, size)
    texts = run_store().texts(shapes.entry_hashes(entries))
    found = shapes.report_json(told, texts, entries)
    kind = kind or f"report-{saved.id}-{number}--1-"
    total = shapes.entry_count(told, parts)
    return found | {"next": _next(kind, place + len(entries), total)}


@bp.get("/<saved>/runs/<run>/hits")
def hits(saved: str, run: str) -> Response:
    """All hits of a run in its order, with their texts as they then were."""
    found, number = find_saved(saved), run_number(run)
    query = _Query(("size", "cursor"))
    kind = f"hits-{found.id}-{number}"
    place, size = query.page(kind)
    query.check()
    told = seen_runs(found).report(number)
    shown = told.hits[place : place + size]
    texts = run_store().texts([one.hash for one in shown])
    record(saved=found.id, run=str(number), **query_facts(told.run.kept))
    return jsonify(
        run=number,
        total=len(told.hits),
        hits=[shapes.ranked_json(at, one, texts) for at, one in enumerate(shown, place + 1)],
        next=_next(kind, place + len(shown), len(told.hits)),
    )


# --------------------------------------------------------------------------- parameters


class _Query:
    """The parameters of the address: those that are ``known``, the others are told."""

    def __init__(self, known: Sequence[str]) -> None:
        self.reader = ParameterReader(request.args)
        unknown(self.reader.problems, request.args, known or ("none",))

    def page(self, kind: str) -> tuple[int, int]:
        """Where the list goes on, 0 for its beginning, and how many items are wanted."""
        size = self.reader.number("size", 1, MOST, SIZE)
        cursor = self.reader.text("cursor")
        place = place_of(kind, cursor) if cursor else 0
        if place is None:
            self.reader.problem(
                "cursor",
                msg("This is no cursor of this list; take the one called “next” in its answer."),
            )
        return place or 0, size

    def check(self) -> None:
        """Raise ``BadSearch`` with all that is wrong."""
        raise_problems(self.reader.problems)


def _against(reader: ParameterReader, saved: SavedQuery, number: int) -> int:
    """The number of the run that one is held against, 0 for none, -1 where that is not said. Raises
    ``Missing``."""
    if reader.arguments.getlist("against") == [MINE]:
        return run_before(saved, number)
    return reader.number("against", 0, 10**9 - 1, -1)


def _next(kind: str, place: int, total: int) -> str | None:
    return cursor_of(kind, place) if place < total else None
