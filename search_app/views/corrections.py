"""Corrections of the rows of two versions side by side: made, taken back, and their history."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from search_app.bead_changes import CorrectionError, StaleBead
from search_app.bitext_address import versions_of
from search_app.correction_files import correction_json, recorded_json
from search_app.correction_form import FIELDS, read_change
from search_app.interface import say
from search_app.sent_fields import SentFields
from search_app.views import correction_store, identity
from search_app.views.errors import Missing, respond
from search_app.views.lookup import find_work
from search_app.views.pages import local_path
from search_app.views.programs import no_parameters, refused, sent_fields
from search_app.work_tree import WorkView

bp = Blueprint("corrections", __name__)

_PAGE = "/works/<work>/parallel/<languages>/corrections"
_API = "/api/v1" + _PAGE


@bp.get(_PAGE)
def history(work: str, languages: str) -> str:
    """What was corrected in two versions, the newest first."""
    view, pair = find_pair(work, languages)
    return render_template(
        "corrections.html",
        view=view,
        versions=[view.version(address) for address in pair],
        languages=languages,
        recorded=correction_store().history(view, pair),
    )


@bp.post(_PAGE)
def correct(work: str, languages: str) -> AnyResponse:
    """Make or take back a correction, and go back to the row."""
    view, pair = find_pair(work, languages)
    sent = {name: request.form[name] for name in FIELDS if name in request.form}
    fields = SentFields(sent, FIELDS)
    change = read_change(fields, pair)
    if change is None:
        raise CorrectionError(fields.problems[0].message)
    correction_store().make(view, pair, change, identity().name)
    return redirect(local_path(request.form.get("next", "")), 303)


@bp.get(_API)
def history_json(work: str, languages: str) -> Response:
    """The history as JSON; ``stale`` are those whose texts have changed since."""
    no_parameters()
    view, pair = find_pair(work, languages)
    found = correction_store().history(view, pair)
    return jsonify(
        work=view.id, versions=list(pair), corrections=[recorded_json(one) for one in found]
    )


@bp.post(_API)
def correct_json(work: str, languages: str) -> Response:
    """Make or take back a correction; the answer is the correction as it is kept."""
    view, pair = find_pair(work, languages)
    fields = sent_fields(FIELDS)
    change = read_change(fields, pair)
    if change is None:
        raise refused(fields)
    made = correction_store().make(view, pair, change, identity().name)
    return jsonify(correction=correction_json(made))


@bp.errorhandler(CorrectionError)
def correction_refused(error: CorrectionError) -> AnyResponse:
    """A correction that cannot be made: 409 where the row is another by now, else 400."""
    back = local_path(request.form.get("next", ""))
    return respond(409 if isinstance(error, StaleBead) else 400, say(error.message), back=back)


def find_pair(work: str, languages: str) -> tuple[WorkView, tuple[str, str]]:
    """A work and the addresses of two of its versions. Raises ``Missing``, ``VersionsError``."""
    view = find_work(work)
    addresses = [version.address for version in versions_of(view, languages)]
    if len(addresses) != 2:
        raise Missing(gettext("Rows are corrected between two versions; choose two, not three."))
    return view, (addresses[0], addresses[1])
