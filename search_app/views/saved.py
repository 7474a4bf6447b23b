"""Saved queries on the site: the list, one of them, saving, changing, deleting, running."""

from collections.abc import Sequence
from dataclasses import replace
from secrets import token_urlsafe
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from analyzers.query import QuerySyntaxError
from search_app import interface
from search_app.addresses import search_url
from search_app.forms import ParameterReader, SearchForm, read_form
from search_app.query_model import BadQueryModel, QueryModel, model_of
from search_app.results_page import paginate
from search_app.saved import saved_page
from search_app.saved.estimate import Estimate
from search_app.saved.plot_page import moment_label, points_of, time_view, years_view
from search_app.saved.plots import MOST_RUNS, years_of
from search_app.saved.queries import BadSavedQuery, Change, NameTaken, SavedError, SavedQuery
from search_app.saved.saved_form import SavedForm, form_of, read_saved_form
from search_app.saved.schedules import PERIODS
from search_app.views import collection, identity, record
from search_app.views.errors import BadSearch
from search_app.views.saved_lookup import (
    estimate_of,
    find_saved,
    model_refused,
    run_store,
    runner,
    saved_refused,
    saved_store,
    seen_runs,
    usual_profile,
    words_of,
)

bp = Blueprint("saved", __name__)
bp.app_errorhandler(SavedError)(saved_refused)
bp.app_errorhandler(BadQueryModel)(model_refused)

#: Saved queries a page of the list, and runs a page of the table.
LIST_SIZE, RUNS_SIZE = 50, 20
#: Random bytes of the secret in the address of a feed.
FEED_BYTES = 32


@bp.app_context_processor
def _for_pages() -> dict[str, Any]:
    """What the pages of saved queries, and that of results, show of them."""
    return {"moment": moment_label, "save_url": save_url, "editing_of": editing_of}


def save_url(form: SearchForm) -> str:
    """The address at which a search is saved."""
    query: dict[str, list[str]] = {}
    for name, value in form.at(0).pairs():
        query.setdefault(name, []).append(value)
    return url_for("saved.new", **query)  # type: ignore[arg-type]


# --------------------------------------------------------------------------- the list


@bp.get("/saved")
def page() -> str:
    """The saved queries of whoever asks and those shared with them, sorted, or those of a tag."""
    reader = ParameterReader(request.args)
    tag, sort = reader.text("tag")[:200], reader.choice("sort", saved_page.SORTS, "name")
    offset = reader.number("from", 0, 1_000_000, 0)
    listed = saved_store().listed(identity())
    found = [one for one in listed if not tag or tag in one.tags]
    # Sorted by what the runs found, all of them have to be looked at.
    rows = found if sort == "name" else saved_page.sorted_rows(_rows(found), sort)
    shown: Sequence[Any] = rows[offset : offset + LIST_SIZE]
    if sort == "name":
        shown = _rows(shown)
    return render_template(
        "saved.html",
        rows=shown,
        tags=saved_page.tag_links(listed, tag, sort),
        tag=tag,
        sort=sort,
        sorts=saved_page.SORTS,
        any=bool(listed),
        pagination=paginate(
            len(found),
            LIST_SIZE,
            offset,
            len(shown),
            lambda at: saved_page.list_url(tag=tag, sort=sort, offset=at),
        ),
    )


def _rows(listed: Sequence[SavedQuery]) -> list[saved_page.SavedRow]:
    last = run_store().last_of_each([one.id for one in listed])
    rows = []
    for one in listed:
        run = last.get(one.id)
        counts = seen_runs(one).counts([run])[run.number] if run else None
        rows.append(
            saved_page.SavedRow(
                saved=one,
                query=words_of(one),
                run=run,
                counts=counts,
                own=one.owned_by(identity()),
            )
        )
    return rows


# --------------------------------------------------------------------------- saving


@bp.get("/saved/new")
def new() -> str:
    """The form that saves the search that the address says."""
    form = _asked()
    return _form_page(form, SavedForm(name=form.q.strip()[:200]))


@bp.post("/saved")
def add() -> Response:
    """Save it, and go to its page."""
    form = _asked()
    said = read_saved_form(request.form, identity().groups)
    if not said.problems:
        try:
            kept = saved_store().add(
                identity(),
                said.name,
                _model(form),
                note=said.note,
                tags=said.tag_list,
                shared_with=said.shared_with,
                every=said.every,
            )
        except NameTaken as error:
            said = said.told("name", error.message)
        except BadSavedQuery as error:
            said = said.told(error.parameter, error.message)
        else:
            record(saved=kept.id)
            return redirect(url_for("saved.show", saved=kept.id), 303)
    return make_response(_form_page(form, said), 400)


def _asked() -> SearchForm:
    """The search that an address or a form says. Raises ``BadSearch``."""
    form = read_form(request.values, size=interface.page_size(), group="provision")
    form = replace(form, saved="", offset=0)
    if form.problems:
        raise BadSearch(form)
    return form


def _model(form: SearchForm) -> QueryModel:
    return model_of(form, usual_profile())


def _form_page(form: SearchForm, said: SavedForm, saved: SavedQuery | None = None) -> str:
    query = (
        saved_page.query_view(_model(form), collection().catalogue(), usual_profile())
        if saved is None
        else words_of(saved)
    )
    return render_template(
        "saved_form.html",
        said=said,
        saved=saved,
        query=query,
        asks=form.asks,
        pairs=form.pairs() if saved is None else (),
        back=search_url(form) if saved is None else url_for("saved.show", saved=saved.id),
        groups=sorted({*identity().groups, said.shared_with} - {""}),
        periods=PERIODS,
        depth=collection().searcher().profile.semantic_depth,
        estimate=_estimate(form) if saved is None and form.asks else None,
    )


def _estimate(form: SearchForm) -> Estimate | None:
    """How much a search would bring; None for one that cannot be read, whose fault is told."""
    try:
        return estimate_of(form)
    except QuerySyntaxError:
        return None


# --------------------------------------------------------------------------- one of them


@bp.get("/saved/<saved>")
def show(saved: str) -> Response:
    """A saved query: what it asks, its runs, its plots, its feed."""
    found = find_saved(saved)
    store, seen = run_store(), seen_runs(found)
    offset = ParameterReader(request.args).number("from", 0, 1_000_000, 0)
    total, runs = store.count(found.id), store.runs(found.id, most=MOST_RUNS)
    shown = store.runs(found.id, most=RUNS_SIZE, skip=offset)
    counts = seen.counts(runs)
    newest = seen.report(runs[0].number) if runs else None
    mine = store.number_before(found.id, runs[0].number, identity().account) if runs else None
    own = found.owned_by(identity())
    html = render_template(
        "saved_query.html",
        saved=found,
        own=own,
        deletes=found.deleted_by(identity()),
        query=words_of(found),
        form=_search_of(found),
        runs=saved_page.run_rows(shown, counts | seen.counts(shown), identity()),
        newest=newest,
        counts=counts[runs[0].number] if runs else None,
        since_mine=mine,
        time=time_view(found, points_of(runs, counts), total) if len(runs) > 1 else None,
        years=years_view(found, years_of(newest.hits)) if newest and newest.hits else None,
        depth=runs[0].depth if runs else None,
        pagination=paginate(
            total,
            RUNS_SIZE,
            offset,
            len(shown),
            lambda at: _runs_url(found, at),
        ),
    )
    answer = make_response(html)
    if own and found.feed_token:
        answer.cache_control.no_store = True
    return answer


def _runs_url(saved: SavedQuery, offset: int) -> str:
    place: dict[str, Any] = {"from": offset} if offset else {}
    return url_for("saved.show", saved=saved.id, _anchor="runs", **place)


def _search_of(saved: SavedQuery) -> SearchForm | None:
    try:
        return saved.query.form()
    except BadQueryModel:
        return None


@bp.post("/saved/<saved>/run")
def run(saved: str) -> Response:
    """Run it, and go to what the run found."""
    found = find_saved(saved)
    report = runner().run(found, account=identity().account)
    record(saved=found.id, run=str(report.run.number))
    address = url_for("saved_runs.report", saved=found.id, run=report.run.number)
    return redirect(address, 303)


@bp.get("/saved/<saved>/edit")
def edit(saved: str) -> str:
    """The form that changes what is kept beside the query."""
    found = _own(saved)
    return _form_page(SearchForm(), form_of(found), found)


@bp.post("/saved/<saved>/edit")
def change(saved: str) -> Response:
    """Change it, and go back to its page."""
    found = _own(saved)
    said = read_saved_form(request.form, {*identity().groups, found.shared_with})
    if not said.problems:
        try:
            saved_store().change(found.id, identity(), said.change)
        except NameTaken as error:
            said = said.told("name", error.message)
        else:
            return redirect(url_for("saved.show", saved=found.id), 303)
    return make_response(_form_page(SearchForm(), said, found), 400)


def _own(saved: str) -> SavedQuery:
    """A saved query of whoever asks. Raises ``NotTheirs``, ``NoSavedQuery``, ``BadQueryModel``."""
    found = find_saved(saved)
    if not found.owned_by(identity()):
        # The store says whose it is.
        saved_store().change(found.id, identity(), Change())
    return found


@bp.get("/saved/<saved>/search")
def as_search(saved: str) -> Response:
    """Open the query as a search whose page can save it back."""
    found = _own(saved)
    return redirect(saved_page.search_with(found, found.query))


@bp.post("/saved/<saved>/query")
def change_query(saved: str) -> Response:
    """Save a search back as the query; earlier runs keep theirs."""
    found = _own(saved)
    form = _asked()
    kept = model_of(form, _profile_of(found))
    try:
        saved_store().change(found.id, identity(), Change(query=kept))
    except QuerySyntaxError as error:
        raise BadSearch(form.with_syntax(error)) from error
    return redirect(url_for("saved.show", saved=found.id), 303)


def _profile_of(saved: SavedQuery) -> str:
    """The ranking profile of a saved query; the site's where it cannot be read."""
    try:
        return saved.query.profile
    except BadQueryModel:
        return usual_profile()


@bp.post("/saved/<saved>/delete")
def delete(saved: str) -> Response:
    """Delete it with its runs, and go to the list."""
    found = find_saved(saved)
    saved_store().delete(found.id, identity())
    return redirect(url_for("saved.page"), 303)


@bp.post("/saved/<saved>/feed")
def set_feed(saved: str) -> Response:
    """Make the address of its feed, another in its place, or none."""
    found = _own(saved)
    token = "" if request.form.get("action") == "remove" else token_urlsafe(FEED_BYTES)
    saved_store().change(found.id, identity(), Change(feed_token=token))
    return redirect(url_for("saved.show", saved=found.id, _anchor="feed"), 303)


# --------------------------------------------------------------------------- in the search


def editing_of(form: SearchForm) -> SavedQuery | None:
    """The saved query that a search is to be saved back to, None without one of whoever asks."""
    if not form.saved:
        return None
    try:
        found = find_saved(form.saved)
    except SavedError:
        return None
    return found if found.owned_by(identity()) else None
