"""Clause types: the list of them, those of a provision, and their correction by editors."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask import url_for as address_of
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from search_app.clauses.asked import FIELDS, LISTS, read_change
from search_app.clauses.corrections import (
    ClauseCorrection,
    ClauseCorrectionError,
    ClausesChanged,
    correction_json,
    recorded_json,
)
from search_app.clauses.labels import grouped, listed, types_json
from search_app.clauses.provision import ProvisionClauses, clauses_of, label_json, unit_of
from search_app.clauses.shown import subject_name, subjects_of
from search_app.clauses.store import ClauseCorrectionStore
from search_app.interface import interface_language, say
from search_app.messages import msg
from search_app.sent_fields import SentFields
from search_app.views import collection, database, identity, record
from search_app.views.errors import Missing, respond
from search_app.views.lookup import find_work
from search_app.views.programs import no_parameters, refused, sent_fields

bp = Blueprint("clauses", __name__)

_PROVISION = "/works/<work>/clauses/<eid>"


@bp.get("/clauses")
def page() -> str:
    """Every clause type with how many provisions have it; each leads to a search for them."""
    return render_template(
        "clauses.html",
        groups=listed(collection().searcher().reader),
        tag=interface_language().tag,
    )


@bp.get("/api/v1/clauses")
def types() -> Response:
    """The same list as JSON."""
    no_parameters()
    return jsonify(types_json(listed(collection().searcher().reader)))


@bp.get(_PROVISION)
def provision(work: str, eid: str) -> str:
    """The labels of a provision with what spoke for each, the form that sets others, and what was
    corrected before."""
    found = _found(work, eid)
    return render_template(
        "clauses_provision.html",
        found=found,
        place=found.place,
        part=_part(found, eid),
        subjects=subjects_of(found.labels),
        groups=grouped({}),
        chosen=[one.clause for one in found.labels],
        tag=interface_language().tag,
        subject_name=subject_name,
        may_correct=identity().may("edit"),
    )


@bp.post(_PROVISION)
def correct(work: str, eid: str) -> AnyResponse:
    """Set the labels of a provision or take a correction back, and go back to its page."""
    found = _found(work, eid)
    sent = {name: request.form[name] for name in ("action", "note", "seen") if name in request.form}
    labels = [request.form.get("main", ""), *request.form.getlist("clause")]
    fields = SentFields({"clauses": labels, **sent}, FIELDS)
    if _correct(found, eid, fields) is None:
        raise ClauseCorrectionError(fields.problems[0].message)
    return redirect(address_of("clauses.provision", work=work, eid=found.place.unit.eid), 303)


@bp.get("/api/v1" + _PROVISION)
def provision_json(work: str, eid: str) -> Response:
    """The labels of a provision and the history of its corrections, the newest first. ``part`` is
    what was asked for where it is a part of the provision, which the labels are of as a whole."""
    no_parameters()
    found = _found(work, eid)
    return jsonify(
        key=found.key,
        part=_part(found, eid),
        clauses=[label_json(one) for one in found.labels],
        corrections=[recorded_json(one) for one in found.history],
    )


@bp.post("/api/v1" + _PROVISION)
def correct_json(work: str, eid: str) -> Response:
    """Set the labels of a provision or take a correction back; the answer is the correction."""
    fields = sent_fields(FIELDS, LISTS)
    made = _correct(_found(work, eid), eid, fields)
    if made is None:
        raise refused(fields)
    return jsonify(correction=correction_json(made))


@bp.errorhandler(ClauseCorrectionError)
def correction_refused(error: ClauseCorrectionError) -> AnyResponse:
    """A correction that cannot be made: 409 where the labels are others by now, else 400."""
    arguments = request.view_args or {}
    back = address_of("clauses.provision", **arguments) if arguments else ""
    return respond(409 if isinstance(error, ClausesChanged) else 400, say(error.message), back=back)


def _found(work: str, eid: str) -> ProvisionClauses:
    """What is known of a provision's labels. Raises ``Missing``."""
    place = unit_of(find_work(work), eid)
    found = clauses_of(place, collection().searcher().reader, _store()) if place else None
    if found is None or not found.texts:
        raise Missing(
            gettext("The instrument “%(work)s” has no provision “%(eid)s”.", work=work, eid=eid)
        )
    return found


def _part(found: ProvisionClauses, eid: str) -> str:
    """What was asked for, where it is a part of the provision; "" where it is the provision."""
    return "" if eid == found.place.unit.eid else eid


def _correct(found: ProvisionClauses, eid: str, fields: SentFields) -> ClauseCorrection | None:
    """Do what is asked of a provision's labels; None where it cannot be read, and all that is wrong
    is among the problems of the fields. Raises ``ClauseCorrectionError``."""
    whole = found.place.unit.eid
    if eid != whole:
        message = msg(
            "“%(part)s” is a part of “%(whole)s”, and subjects are of that as a whole; correct "
            "“%(whole)s” instead.",
            part=eid,
            whole=whole,
        )
        fields.problem("eid", message)
    change = read_change(fields)
    if change is None:
        return None
    if change.action == "undo":
        made = _store().undo(found.key, identity().name, seen=change.seen)
    else:
        made = _store().make(
            found.key,
            change.clauses,
            identity().name,
            texts=found.texts,
            note=change.note,
            seen=change.seen,
        )
    record(clause=list(made.clauses), action=change.action)
    return made


def _store() -> ClauseCorrectionStore:
    return ClauseCorrectionStore(database())
