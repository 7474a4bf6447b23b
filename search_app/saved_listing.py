"""What the commands of ``treatylens saved`` do: read queries, run, and show what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from analyzers.query import QuerySyntaxError
from search_app.access import Access, RestrictedReader
from search_app.accounts.groups import GroupStore
from search_app.catalogue import CatalogueCache
from search_app.console import fail, progress_bar
from search_app.database import Database
from search_app.forms import FILTERS, read_form
from search_app.notices.deliveries import note_run
from search_app.places import place_of
from search_app.query_model import BadQueryModel, QueryModel, model_of
from search_app.saved.owner_access import access_of_owners
from search_app.saved.queries import SavedError, SavedQuery, check_query
from search_app.saved.report import (
    RunReport,
    run_json,
    saved_json,
)
from search_app.saved.run_store import RunStore
from search_app.saved.running import Failed, Runner
from search_app.saved.schedules import is_due
from search_app.saved.store import SavedStore
from search_app.searcher import Searcher
from search_app.settings import Settings
from search_app.work_labels import KeptLabels


@contextmanager
def told() -> Iterator[None]:
    """Ends the command with one sentence, and status 2, where the request is wrong."""
    try:
        yield
    except QuerySyntaxError as error:
        faults = "; ".join(f"{fault.message} (at {fault.position})" for fault in error.faults)
        fail(f"{faults}." + (f" Try: {error.repaired}" if error.repaired else ""), 2)
    except (SavedError, BadQueryModel) as error:
        fail(str(error), 2)


def unknown_sentence(name: str, known: Sequence[SavedQuery]) -> str:
    """What to say of a name that there is not."""
    if not known:
        return f"there is no saved query “{name}”; save one with `treatylens saved add`"
    near = get_close_matches(name, [one.name for one in known], n=3, cutoff=0.5)
    if near:
        meant = " or ".join(f"“{one}”" for one in near)
        return f"there is no saved query “{name}”; did you mean {meant}?"
    return f"there is no saved query “{name}”; `treatylens saved list` shows those there are"


# --------------------------------------------------------------------------- queries


@dataclass(frozen=True)
class _Given:
    """Parameters of the site, given as options."""

    values: Mapping[str, Sequence[str]]

    def getlist(self, key: str) -> list[str]:
        return list(self.values.get(key, ()))

    def keys(self) -> list[str]:
        return list(self.values)


def model_from(
    given: Mapping[str, Sequence[str]], chosen: Mapping[str, Any], profile: str
) -> QueryModel:
    """A query from parameters of the site, with the options ``chosen`` in place of them. Ends with
    status 2 where any cannot be read."""
    values = dict(given)
    for name, value in chosen.items():
        if value is None or value == ():
            continue
        if name == "expand":
            values[name] = ["1" if value else "0"]
        else:
            values[name] = list(value) if isinstance(value, tuple) else [value]
    form = read_form(_Given(values), size=10, group="none")
    if form.problems:
        fail(" ".join(problem.message.english for problem in form.problems), 2)
    return model_of(form, profile)


def changed_model(
    saved: SavedQuery,
    query: str | None,
    chosen: Mapping[str, Any],
    profile: str,
    *,
    no_filters: bool = False,
) -> QueryModel | None:
    """The query of a saved one with other words and options; None where none is given. With
    ``no_filters`` it has none of the filters that it had. One that cannot be read is made anew
    from its words, with ``profile``. Raises ``BadQueryModel``."""
    given_none = all(value is None or value == () for value in chosen.values())
    if query is None and given_none and not no_filters:
        return None
    try:
        old = saved.query
    except BadQueryModel:
        if query is None:
            raise
        old = QueryModel(filters={}, profile=profile)
    if no_filters:
        old = replace(old, filters={}, year="")
    given: dict[str, Sequence[str]] = {
        "q": [old.text if query is None else query],
        "mode": [old.mode],
        "year": [old.year],
        "sort": [old.sort],
        "group": [old.group],
        "expand": ["1" if old.expand else "0"],
        **{name: old.filters.get(name, ()) for name in FILTERS},
    }
    return model_from(given, chosen, old.profile)


def check_group(settings: Settings, database: Database, group: str) -> None:
    """End with status 2, and names that are near, for a group that there is not; without accounts
    there are none to be known."""
    if not group or settings.accounts != "on":
        return
    known = list(GroupStore(database).all())
    if group in known:
        return
    near = get_close_matches(group, known, n=3, cutoff=0.5)
    meant = " or ".join(f"“{one}”" for one in near)
    shown = "`treatylens accounts groups list` shows those there are"
    fail(f"there is no group “{group}”; " + (f"did you mean {meant}?" if meant else shown), 2)


def checked(query: QueryModel) -> None:
    """Raise ``SavedError`` or ``QuerySyntaxError`` for a query that cannot be kept."""
    check_query(query)


def count(settings: Settings, index: Path | None, engine: str | None, query: QueryModel) -> int:
    """How many hits a query has now. Raises ``QuerySyntaxError`` and ``EngineError``."""
    from search_app.saved.finding import whole_result

    searcher = _Searchers(settings, index, engine).whole()
    return whole_result(searcher, query, limit=0).snapshot.total


def one_json(saved: SavedQuery, hits: int | None) -> dict[str, Any]:
    """A saved query as the commands print it, and how many hits it has where that was asked."""
    return saved_json(saved) | ({} if hits is None else {"count": hits})


# --------------------------------------------------------------------------- running


class _Searchers:
    """One searcher for every access, opened when first needed."""

    def __init__(self, settings: Settings, index: Path | None, engine: str | None) -> None:
        self._settings = settings
        self._place = place_of(settings, index, engine)
        self._searcher: Searcher | None = None

    def whole(self) -> Searcher:
        """A searcher that finds everything."""
        if self._searcher is None:
            from search_app.searching import open_searcher

            self._searcher = open_searcher(self._settings, self._place)
        return self._searcher

    def seeing(self, access: Access) -> Searcher:
        """A searcher that finds what may be seen."""
        searcher = self.whole()
        if access.labels is None:
            return searcher
        return searcher.seeing(RestrictedReader(searcher.reader, access))


def all_of(database: Database, owner: str, *, due: bool) -> list[SavedQuery]:
    """Every saved query, or those of an owner; with ``due`` those that are due."""
    found = [
        one
        for one in SavedStore(database).every()
        if not owner or owner in (one.owner, one.owner_name)
    ]
    if not due:
        return found
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    last = RunStore(database).last_of_each([one.id for one in found])
    ran = {name: one.at for name, one in last.items()}
    return [one for one in found if is_due(one.every, ran.get(one.id, ""), now)]


def run(
    settings: Settings,
    database: Database,
    saved: Sequence[SavedQuery],
    index: Path | None,
    engine: str | None,
    *,
    due: bool,
    wait: float,
) -> list[RunReport | Failed]:
    """Run saved queries, with progress on standard error where there are several. Raises
    ``EngineError`` where the index cannot be opened."""
    if not saved:
        return []
    searchers = _Searchers(settings, index, engine)
    whole = searchers.whole()  # what is wrong with it is wrong for all of them
    if any(one.owner for one in saved):
        KeptLabels(database).of(CatalogueCache().of(whole.reader).labels)
    runner = Runner(
        database,
        searchers.seeing,
        access_of_owners(database),
        noting=note_run,
    )
    if len(saved) == 1:
        return runner.run_all(saved, due=due, wait=wait)
    with progress_bar("Running") as progress:
        return runner.run_all(saved, due=due, wait=wait, progress=progress)


def runs_json(done: Sequence[RunReport | Failed]) -> dict[str, Any]:
    """What came of running, as JSON."""
    return {
        "runs": [run_json(one) for one in done if isinstance(one, RunReport)],
        "failed": [
            {"name": one.saved.name, "reason": one.reason}
            for one in done
            if isinstance(one, Failed)
        ],
    }


def none_run_json(names: Sequence[str], reason: str) -> dict[str, Any]:
    """That nothing ran, as ``runs_json``: each of ``names`` failed; ``error`` says why in any
    case, as of ``--all`` no names are known."""
    failed = [{"name": name, "reason": reason} for name in dict.fromkeys(names)]
    return {"runs": [], "failed": failed, "error": reason}


def none_run_sentence(names: Sequence[str], reason: str) -> str:
    """That nothing ran, and why."""
    named = ", ".join(f"“{name}”" for name in dict.fromkeys(names)) or "the saved queries"
    return f"{named} could not be run: {reason}"


def failed_sentence(done: Sequence[RunReport | Failed]) -> str:
    """Which saved queries failed, and why; "" where none did."""
    failed = [one for one in done if isinstance(one, Failed)]
    return "; ".join(f"“{one.saved.name}” could not be run: {one.reason}" for one in failed)
