"""What an editor sends of a provision's labels → the change they ask for. No Flask."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from search_app.clauses.corrections import ClauseCorrectionError, checked_labels, checked_note
from search_app.messages import msg
from search_app.sent_fields import SentFields

#: Every field, and those of them that are lists.
FIELDS, LISTS = ("action", "clauses", "note", "seen"), ("clauses",)
#: What can be done with the labels of a provision.
ACTIONS = ("set", "undo")

T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True, kw_only=True)
class ClauseChange:
    """What is asked for: ``set`` with the labels, the main one first, or ``undo``. ``seen`` is the
    id of the correction that held when the editor looked, "" for none, None where they do not
    say."""

    action: str
    clauses: tuple[str, ...] = ()
    note: str = ""
    seen: str | None = None


def read_change(fields: SentFields) -> ClauseChange | None:
    """The change that ``fields`` ask for; None where they cannot be read, and all that is wrong is
    among their problems."""
    action = fields.text("action") if "action" in fields else "set"
    if action is not None and action not in ACTIONS:
        fields.problem("action", msg("There is no such action; “action” is “set” or “undo”."))
    if action == "set":
        fields.need("clauses")
    labels = fields.texts("clauses")
    clauses = _cleaned(fields, "clauses", checked_labels, None if action == "undo" else labels)
    note = _cleaned(fields, "note", checked_note, fields.text("note", halves=True))
    seen = fields.text("seen", halves=True)
    if fields.problems or action is None:
        return None
    return ClauseChange(action=action, clauses=clauses or (), note=note or "", seen=seen)


def _cleaned(fields: SentFields, name: str, clean: Callable[[V], T], value: V | None) -> T | None:
    if value is None:
        return None
    try:
        return clean(value)
    except ClauseCorrectionError as error:
        fields.problem(name, error.message)
        return None
