"""Saved queries → what their pages show: the query in words, the list, the runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import format_decimal, gettext

from search_app.addresses import search_url
from search_app.catalogue import Catalogue
from search_app.identity import Identity
from search_app.interface import label, tag_of
from search_app.query_model import BadQueryModel, QueryModel
from search_app.results_page import chosen_filters
from search_app.saved.queries import Run, SavedQuery
from search_app.saved.seen_runs import Counts

#: How the list may be sorted.
SORTS = ("name", "run", "found", "created")


@dataclass(frozen=True, kw_only=True)
class QueryView:
    """A query in words. ``text`` is "" where filters alone list; ``tag`` its language; ``chips``
    are the filters as name and value; ``details`` what else is not as usual; ``url`` leads to it
    as a search. ``fault``: why it cannot be read, "" where it can."""

    text: str = ""
    tag: str = ""
    mode: str = ""
    by_meaning: bool = False
    chips: Sequence[tuple[str, str]] = ()
    details: Sequence[str] = ()
    url: str = ""
    fault: str = ""


def query_view(query: QueryModel, catalogue: Catalogue, usual_profile: str) -> QueryView:
    """The query in the reader's language. ``usual_profile`` is the site's ranking profile."""
    form = query.form()
    details = []
    if query.sort != "relevance":
        details.append(label("sort", query.sort))
    if query.text and not query.expand:
        details.append(gettext("Only the words as typed"))
    if query.group != "provision":
        details.append(gettext("Each language version is a hit of its own"))
    if query.profile != usual_profile:
        details.append(gettext("Ranking profile: %(name)s", name=query.profile))
    return QueryView(
        text=query.text,
        tag=tag_of(query.text) if query.text else "",
        mode=label("mode", query.mode) if query.text else gettext("Listed by filters"),
        by_meaning=bool(query.text.strip()) and query.mode != "keyword",
        chips=[(name, link.label) for name, link in chosen_filters(form, catalogue)],
        details=details,
        url=search_url(form),
    )


def view_of(kept: SavedQuery | Run, catalogue: Catalogue, usual_profile: str) -> QueryView:
    """What a saved query asks, or a run of one asked; a view with a ``fault`` where this version
    cannot read it."""
    try:
        return query_view(kept.query, catalogue, usual_profile)
    except BadQueryModel as error:
        return QueryView(fault=str(error))


def search_with(saved: SavedQuery, query: QueryModel) -> str:
    """The query as a search whose page can save it back."""
    return search_url(replace(query.form(), saved=saved.id))


# --------------------------------------------------------------------------- the list


@dataclass(frozen=True, kw_only=True)
class SavedRow:
    """A saved query in the list. ``run`` is its newest, None before the first; ``counts`` are of
    that run; ``own``: whoever looks may change it."""

    saved: SavedQuery
    query: QueryView
    run: Run | None
    counts: Counts | None
    own: bool


def sorted_rows(rows: Sequence[SavedRow], sort: str) -> list[SavedRow]:
    """The rows in an order of ``SORTS``: by name (one's own first), by what the last run found
    and when, newest first, or by when they were saved."""
    if sort == "run":
        return sorted(rows, key=lambda row: row.run.at if row.run else "", reverse=True)
    if sort == "found":
        return sorted(rows, key=_found, reverse=True)
    if sort == "created":
        return sorted(rows, key=lambda row: row.saved.created_at, reverse=True)
    return list(rows)


def _found(row: SavedRow) -> int:
    return row.counts.new + row.counts.changed + row.counts.gone if row.counts else -1


@dataclass(frozen=True, kw_only=True)
class TagLink:
    """A tag with how many saved queries have it, and the list with it alone, or without."""

    name: str
    tag: str
    count: int
    url: str
    active: bool


def tag_links(listed: Sequence[SavedQuery], chosen: str, sort: str) -> list[TagLink]:
    """The tags of the saved queries that somebody sees, by name."""
    counts: dict[str, int] = {}
    for one in listed:
        for name in one.tags:
            counts[name] = counts.get(name, 0) + 1
    return [
        TagLink(
            name=name,
            tag=tag_of(name),
            count=counts[name],
            url=list_url(tag="" if name == chosen else name, sort=sort),
            active=name == chosen,
        )
        for name in sorted(counts, key=str.casefold)
    ]


def list_url(*, tag: str = "", sort: str = "name", offset: int = 0) -> str:
    """The address of the list."""
    values: dict[str, str | int] = {}
    if tag:
        values["tag"] = tag
    if sort != "name":
        values["sort"] = sort
    if offset:
        values["from"] = offset
    return url_for("saved.page", **values)  # type: ignore[arg-type]


# --------------------------------------------------------------------------- runs


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """A run in the table; ``by_me``: whoever looks started it; ``seconds`` as the reader's language
    writes them."""

    run: Run
    counts: Counts
    by_me: bool
    seconds: str


def run_rows(runs: Sequence[Run], counts: Mapping[int, Counts], identity: Identity) -> list[RunRow]:
    """Some runs as the table shows them."""
    return [
        RunRow(
            run=run,
            counts=counts[run.number],
            by_me=bool(run.account) and run.account == identity.account,
            seconds=str(format_decimal(round(run.duration_ms / 1000, 2))),
        )
        for run in runs
    ]
