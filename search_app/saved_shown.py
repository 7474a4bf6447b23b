"""What ``treatylens saved`` shows: saved queries, runs and reports, for people and as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from search_app.console import print_table
from search_app.database import Database
from search_app.saved.queries import Run, SavedQuery
from search_app.saved.report import (
    RunReport,
    report_of,
    run_json,
    saved_json,
    summary_json,
    text_changes,
)
from search_app.saved.run_diff import WHYS
from search_app.saved.run_store import RunStore
from search_app.saved.running import Failed
from search_app.saved.store import SavedStore

#: Addresses that a report shows of each kind on a terminal; JSON has all of them.
_SHOWN = 20
_WHY = dict(
    zip(
        WHYS,
        ("removed from the index", "its text changed", "does not match", "others are nearer"),
        strict=True,
    )
)


Listed = tuple[SavedQuery, Run | None]


def listed(database: Database) -> list[Listed]:
    """Every saved query with its last run."""
    found = SavedStore(database).every()
    last = RunStore(database).last_of_each([one.id for one in found])
    return [(one, last.get(one.id)) for one in found]


def listed_json(saved: SavedQuery, last: Run | None) -> dict[str, Any]:
    """A saved query and its last run as JSON."""
    return saved_json(saved) | {"last": summary_json(last) if last else None}


def shown(database: Database, saved: SavedQuery, *, texts: bool) -> dict[str, Any]:
    """A saved query, its runs and its last report, as JSON."""
    store = RunStore(database)
    runs = store.runs(saved.id)
    report = report_of(store, saved) if runs else None
    return saved_json(saved) | {
        "runs": [summary_json(run) for run in runs],
        "report": _report_json(store, report, texts=texts) if report else None,
    }


def compared(
    database: Database, saved: SavedQuery, a: int, b: int, *, texts: bool
) -> dict[str, Any]:
    """What two runs differ in, as JSON. Raises ``SavedError``."""
    store = RunStore(database)
    report = report_of(store, saved, max(a, b), min(a, b))
    return _report_json(store, report, texts=texts)


def _report_json(store: RunStore, report: RunReport, *, texts: bool) -> dict[str, Any]:
    document = run_json(report)
    if not texts:
        return document
    changes = [
        (hit, change)
        for one in report.diff.changed
        for hit, change in ((one.now, change) for change in one.texts)
    ]
    known = store.texts([text for _, change in changes for text in change[1:] if text])
    return document | {"texts": [_text_json(change, hit.lang, known) for hit, change in changes]}


def _text_json(
    change: tuple[str, str, str], language: str, known: Mapping[str, str]
) -> dict[str, Any]:
    name, before, now = change
    old, new = known.get(before, ""), known.get(now, "")
    found = text_changes(old, new, language) if old and new else None
    differences = found.differences if found else ()
    return {
        "id": name,
        "before": old,
        "now": new,
        "words": found is None or found.changes > 0,
        "differences": [
            {"kind": one.kind, "before": one.first, "now": one.second}
            for one in differences
            if one.kind != "equal"
        ],
    }


def print_listed(found: Sequence[Listed]) -> None:
    """Saved queries as a table."""
    if not found:
        click.echo("There is no saved query yet; save one with `treatylens saved add`.")
        return
    rows = [
        (
            one.name,
            str(one.kept.get("text", "")),
            one.every or "on demand",
            last.at if last else "never",
            str(last.count) if last else "",
        )
        for one, last in found
    ]
    print_table("Saved queries", ("name", "query", "runs", "last run", "hits"), rows)


def print_shown(document: Mapping[str, Any]) -> None:
    """A saved query with its runs and the last report."""
    query = document["query"]
    click.echo(f"{click.style(document['name'], bold=True)}  {query.get('text', '')}")
    settings = [
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in {"mode": query.get("mode"), **_filters(query)}.items()
    ]
    click.echo("   " + "; ".join(settings))
    for name, shown in _FIELDS.items():
        if document[name]:
            click.echo(f"   {shown}: {document[name]}")
    if document["tags"]:
        click.echo(f"   tags: {', '.join(document['tags'])}")
    if document["report"] is None:
        click.echo("It has not run yet.")
        return
    print_run_table(document["runs"])
    print_report(document["report"])


#: Fields of a saved query as they are named on a terminal.
_FIELDS = {
    "owner": "owner",
    "shared_with": "shared with",
    "note": "note",
    "every": "every",
    "created_at": "created",
    "changed_at": "changed",
}


def _filters(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """The filters of a query as it is kept, which may be one that cannot be read."""
    found = query.get("filters")
    return found if isinstance(found, dict) else {}


def print_run_table(runs: Sequence[Mapping[str, Any]]) -> None:
    """Runs as a table, the newest first."""
    rows = [
        [str(one[name]) for name in ("run", "at", "count", "new", "changed", "gone")]
        for one in runs
    ]
    print_table("Runs", ("run", "at (UTC)", "hits", "new", "changed", "gone"), rows)


def print_runs(done: Sequence[RunReport | Failed]) -> None:
    """What came of running, query by query."""
    for one in done:
        if isinstance(one, RunReport):
            print_report(run_json(one))


def print_report(document: Mapping[str, Any]) -> None:
    """What one run reports."""
    since = f" since run {document['since']}" if document["since"] else ""
    counts = ", ".join(f"{len(document[kind])} {kind}" for kind in ("new", "changed", "gone"))
    click.echo(
        f"{click.style(document['name'], bold=True)}: run {document['run']}, {document['count']} "
        f"hits; {counts}{since}"
    )
    for note in document["notes"]:
        click.echo(f"   {note}")
    for kind in ("new", "changed", "gone"):
        for name in document[kind][:_SHOWN]:
            why = _WHY.get(document["why"].get(name, "")) if kind == "gone" else ""
            click.echo(f"   {kind:8}{name}{f'  ({why})' if why else ''}")
        if len(document[kind]) > _SHOWN:
            click.echo(f"   … and {len(document[kind]) - _SHOWN} more; --json has all of them")
    for one in document.get("texts", ()):
        click.echo(f"\n   {one['id']}")
        if one["words"]:
            click.echo(f"   {marked(one)}")
        else:
            click.echo("   The words are the same; signs, spaces, letter case or the writing of")
            click.echo("   numbers changed.")
            for kind in ("before", "now"):
                click.echo(f"   {kind}: " + one[kind].replace("\n", " "))


def marked(change: Mapping[str, Any]) -> str:
    """A changed text on one line: what stood there in brackets with a minus, what stands there now
    in braces with a plus."""
    before, now, parts, at = change["before"], change["now"], [], 0
    if not before or not now:
        return f"{{+{now}+}}" if now else f"[-{before}-]"
    for one in change["differences"]:
        if one["now"]:
            start, end = one["now"]
            parts.append(now[at:start])
            at = end
        if one["before"]:
            parts.append(f"[-{before[slice(*one['before'])]}-]")
        if one["now"]:
            parts.append(f"{{+{now[slice(*one['now'])]}+}}")
    return "".join([*parts, now[at:]]).replace("\n", " ")
