"""What the views of saved queries have in common: whose they are, what may be seen of their runs,
and what is said where something cannot be done."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from flask import current_app
from flask_babel import gettext
from werkzeug.wrappers import Response

from search_app.access import Access
from search_app.audit.facts import query_facts
from search_app.collection import Collection, SeenCollection
from search_app.forms import Problem, SearchForm
from search_app.interface import say
from search_app.marking import marks_of
from search_app.notices.deliveries import note_run
from search_app.plan import Marks
from search_app.query_model import BadQueryModel, model_of
from search_app.saved.estimate import Estimate, estimate
from search_app.saved.owner_access import access_of_owners
from search_app.saved.queries import (
    AlreadyRunning,
    BadSavedQuery,
    NameTaken,
    NoRun,
    NoSavedQuery,
    NotTheirs,
    Run,
    SavedError,
    SavedQuery,
)
from search_app.saved.report import RunReport
from search_app.saved.report_page import HitLines
from search_app.saved.run_store import RunStore
from search_app.saved.running import Runner
from search_app.saved.saved_page import QueryView, view_of
from search_app.saved.seen_runs import SeenRuns
from search_app.saved.store import SavedStore
from search_app.views import collection, database, identity, record
from search_app.views.errors import BadSearch, Missing, for_program, respond
from search_app.work_labels import KeptLabels, WorkLabels

#: What an id is like. Another is nobody's, and no database is asked for it.
_ID = re.compile("[0-9a-f]{32}")
#: What ``against`` says in place of a number: the last run that whoever looks started.
MINE = "mine"
#: Most digits of the number of a run.
_DIGITS = 9
#: Status of each refusal; others are 400.
_STATUSES: Mapping[type[SavedError], int] = {
    NoSavedQuery: 404,
    NoRun: 404,
    NotTheirs: 403,
    NameTaken: 409,
    AlreadyRunning: 409,
}


def saved_refused(error: SavedError) -> Response:
    """What cannot be done with a saved query, in a sentence; a value that cannot be kept is among
    the problems of the answer."""
    if isinstance(error, BadSavedQuery) and for_program():
        raise_problems([Problem(parameter=error.parameter, message=error.message)])
    status = next((code for kind, code in _STATUSES.items() if isinstance(error, kind)), 400)
    title = gettext("This cannot be done now") if status == 409 else ""
    return respond(status, say(error.message), title)


def model_refused(error: BadQueryModel) -> Response:
    """A kept query that this version cannot read: it is there, and cannot be run."""
    return respond(409, str(error), gettext("This cannot be done now"))


def raise_problems(problems: Sequence[Problem]) -> None:
    """Refuse a request of a program with all that is wrong with it. Raises ``BadSearch``."""
    if problems:
        raise BadSearch(SearchForm(problems=tuple(problems)))


def saved_store() -> SavedStore:
    """The saved queries."""
    return SavedStore(database())


def run_store() -> RunStore:
    """Their runs."""
    return RunStore(database())


def find_saved(saved: str) -> SavedQuery:
    """The saved query of that id, if whoever asks sees it; the audit log says what it asks. Raises
    ``NoSavedQuery``."""
    if not _ID.fullmatch(saved):
        raise Missing(gettext("There is no such saved query."))
    found = saved_store().get(saved, identity())
    record(**query_facts(found.kept))
    return found


def run_number(said: str) -> int:
    """The number of a run in an address. Raises ``Missing``."""
    if not (said.isascii() and said.isdecimal() and len(said) <= _DIGITS and int(said) > 0):
        raise Missing(gettext("There is no run of this number."))
    return int(said)


def run_before(saved: SavedQuery, number: int) -> int:
    """The last run before one that whoever asks started. Raises ``Missing``."""
    found = run_store().number_before(saved.id, number, identity().account)
    if found is None:
        raise Missing(gettext("You started no run before this one."))
    return found


def labels_now() -> WorkLabels:
    """The label of each work, whoever asks: what was closed since a run stays closed in it. Raises
    ``EngineError`` and ``DatabaseError``."""
    whole: Collection = current_app.extensions["collection"]
    kept: KeptLabels = current_app.extensions["work_labels"]
    return kept.of(whole.catalogue().labels)


def seen_runs(saved: SavedQuery, access: Access | None = None) -> SeenRuns:
    """The runs of a saved query as whoever asks may see them, or somebody with another access."""
    seen = identity().access if access is None else access
    return SeenRuns(run_store(), saved, seen, labels_now())


def owner_access(saved: SavedQuery) -> Access:
    """What the owner of a saved query may see."""
    return access_of_owners(database())(saved)


def seen_collection(access: Access) -> SeenCollection:
    """The collection as somebody with this access sees it."""
    whole: Collection = current_app.extensions["collection"]
    return whole.seen_by(access)


def runner() -> Runner:
    """What runs saved queries on the collection of this site."""
    return Runner(
        database(),
        lambda access: seen_collection(access).searcher(),
        owner_access,
        noting=note_run,
        after=current_app.extensions.get("after_run"),
    )


def usual_profile() -> str:
    """The name of the ranking profile of this site."""
    return collection().searcher().profile.name


def estimate_of(form: SearchForm) -> Estimate:
    """How much a search would bring, as whoever asks may see it. Raises ``QuerySyntaxError``."""
    return estimate(collection().searcher(), model_of(form, usual_profile()))


def words_of(kept: SavedQuery | Run) -> QueryView:
    """A query in the reader's words."""
    return view_of(kept, collection().catalogue(), usual_profile())


def hit_lines(
    report: RunReport, hashes: Sequence[str], seen: SeenCollection | None = None
) -> HitLines:
    """What makes the lines of a report, given the hashes of the texts that they show."""
    seen = seen or collection()
    searcher = seen.searcher()
    marks: Marks | None = None
    with suppress(BadQueryModel):  # then the run is shown as it was kept, without marks
        marks = marks_of(report.run.query.form(), searcher.profile, searcher.termbase)
    return HitLines(run_store().texts(hashes), seen.catalogue(), searcher.reader, marks)
