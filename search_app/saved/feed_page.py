"""The runs of a saved query → its feed, as the owner may see them: one entry for each run that
found something new, changed or gone, with its hits in it as far as they have room."""

from collections.abc import Callable, Sequence

from flask import render_template, url_for
from flask_babel import gettext

from search_app.interface import interface_language, number
from search_app.saved.feed import Entry, Feed, tag_uri
from search_app.saved.plot_page import moment_label
from search_app.saved.queries import Run, SavedQuery
from search_app.saved.report import RunReport
from search_app.saved.report_page import HitLines, hashes_of
from search_app.saved.saved_page import QueryView
from search_app.saved.seen_runs import Counts, SeenRuns

#: Entries of a feed, and hits of each kind in one entry; the report of a run has all of them.
MOST_ENTRIES, MOST_HITS = 30, 20


def telling_runs(seen: SeenRuns) -> list[tuple[Run, Counts]]:
    """The runs that an entry tells of, the newest first."""
    return seen.telling(MOST_ENTRIES)


def updated_at(saved: SavedQuery, telling: Sequence[tuple[Run, Counts]]) -> str:
    """When there was last something to tell of, ISO 8601 in UTC."""
    return telling[0][0].at if telling else saved.created_at


def feed_of(
    saved: SavedQuery,
    query: QueryView,
    telling: Sequence[tuple[Run, Counts]],
    seen: SeenRuns,
    lines_of: Callable[[RunReport, Sequence[str]], HitLines],
) -> Feed:
    """The feed. ``lines_of`` makes the lines of a report, given the hashes of the
    texts that they show."""
    return Feed(
        id=tag_uri(saved.created_at, "saved", saved.id),
        title=saved.name,
        subtitle=gettext(
            "What is new, changed or gone for “%(query)s”: the last %(most)s runs that found "
            "something.",
            query=query.text or ", ".join(value for _, value in query.chips),
            most=number(MOST_ENTRIES),
        ),
        author=saved.owner_name or "TreatyLens",
        language=interface_language().tag,
        updated=updated_at(saved, telling),
        own=url_for("feeds.feed", token=saved.feed_token, _external=True),
        link=url_for("saved.show", saved=saved.id, _external=True),
        entries=[_entry(saved, run, counts, seen, lines_of) for run, counts in telling],
    )


def _entry(
    saved: SavedQuery,
    run: Run,
    counts: Counts,
    seen: SeenRuns,
    lines_of: Callable[[RunReport, Sequence[str]], HitLines],
) -> Entry:
    report = seen.report(run.number)
    summary = counts_line(counts)
    address = url_for("saved_runs.report", saved=saved.id, run=run.number, _external=True)
    diff = report.diff
    new, changed, gone = diff.new[:MOST_HITS], diff.changed[:MOST_HITS], diff.gone[:MOST_HITS]
    lines = lines_of(report, hashes_of(new, changed, gone))
    html = render_template(
        "saved_feed_entry.html",
        counts=counts,
        summary=summary,
        new=lines.lines(new),
        changed=lines.changed(changed),
        gone=lines.gone(gone, run.depth),
        report=address,
        moment=moment_label(run.at),
        causes=report.causes,
        most=MOST_HITS,
    )
    return Entry(
        id=tag_uri(saved.created_at, "saved", saved.id, "runs", str(run.number)),
        title=f"{saved.name}: {summary}",
        updated=run.at,
        link=address,
        summary=summary,
        html=html,
        categories=saved.tags,
    )


def counts_line(counts: Counts) -> str:
    """What a run found in a line: what is none is left out."""
    told = [
        gettext("%(count)s new", count=number(counts.new)) if counts.new else "",
        gettext("%(count)s changed", count=number(counts.changed)) if counts.changed else "",
        gettext("%(count)s gone", count=number(counts.gone)) if counts.gone else "",
    ]
    return ", ".join(one for one in told if one) or gettext("nothing new, changed or gone")
