"""What an editor sends → the change they ask for. No Flask."""

from collections.abc import Sequence

from search_app.bead_changes import NEXT, PREVIOUS
from search_app.correction_store import Change
from search_app.corrections import KeyedBead, read_bead
from search_app.messages import msg
from search_app.saved.saved_form import sound
from search_app.sent_fields import SentFields

#: Every field, in the order in which they are told.
FIELDS = ("action", "bead", "bead_before", "bead_after", "first_a", "first_b")
STEPS = {"next": NEXT, "previous": PREVIOUS}
#: The field that has the neighbour on each side, as it was seen.
_NEIGHBOURS = {NEXT: "bead_after", PREVIOUS: "bead_before"}
#: Segments of a version that a split may leave in its first bead: more than any row has.
MOST_SEGMENTS = 999


def read_change(fields: SentFields, pair: Sequence[str]) -> Change | None:
    """The change that ``fields`` ask for, of the two versions of ``pair`` as they are shown; None
    where they cannot be read, and all that is wrong is among their problems.

    ``action`` is one of ``actions_of(pair)`` and ``bead`` the row by its keys. A neighbour that
    takes part may be given as it was seen, ``bead_before`` or ``bead_after``. A split takes
    ``first_a`` and ``first_b``.
    """
    fields.need("action", "bead")
    asked = _action(fields, pair)
    bead = _bead(fields, "bead")
    seen = {step: _neighbour(fields, name) for step, name in _NEIGHBOURS.items()}
    is_split = asked == "split"
    first = _count(fields, "first_a", is_split), _count(fields, "first_b", is_split)
    if fields.problems or not asked or bead is None:
        return None
    action, *words = asked.split()
    if is_split:
        return Change(action=action, bead=bead, first=first)
    if not words:
        return Change(action=action, bead=bead)
    step = STEPS[words[0]]
    side = pair.index(words[1]) if action == "shift" else 0
    return Change(action=action, bead=bead, beside=seen[step], step=step, side=side)


def actions_of(pair: Sequence[str]) -> tuple[str, ...]:
    """Everything that can be asked for of a row of two versions."""
    return (
        "confirm",
        "undo",
        "split",
        *(f"merge {step}" for step in STEPS),
        *(f"shift {step} {version}" for step in STEPS for version in pair),
    )


def _action(fields: SentFields, pair: Sequence[str]) -> str | None:
    asked, known = fields.text("action"), actions_of(pair)
    if asked is None or asked in known:
        return asked
    fields.problem(
        "action",
        msg(
            "%(name)s cannot be “%(value)s”; use one of %(known)s.",
            name="action",
            value=_short(asked),
            known=", ".join(known),
        ),
    )
    return None


def _count(fields: SentFields, name: str, needed: bool) -> int:
    """How many segments stay, a number or a text of it; 0 where none is sent or ``needed``."""
    given = fields.raw(name)
    value = "" if given is None or isinstance(given, bool) else str(given)
    if value.isascii() and value.isdigit() and len(value) <= len(str(MOST_SEGMENTS)):
        return int(value)
    if needed or given not in (None, ""):
        fields.problem(
            name,
            msg(
                "%(name)s must be a whole number from %(least)s to %(most)s, not “%(value)s”.",
                name=name,
                least=0,
                most=MOST_SEGMENTS,
                value=_short("" if given is None else str(given)),
            ),
        )
    return 0


def _neighbour(fields: SentFields, name: str) -> KeyedBead | None:
    """A row beside, None where it is not told."""
    return None if fields.raw(name) == "" else _bead(fields, name)


def _bead(fields: SentFields, name: str) -> KeyedBead | None:
    value = fields.text(name)
    if value is None:
        return None
    try:
        return read_bead(value)
    except ValueError:
        fields.problem(
            name, msg("%(name)s names no row; take it as the page or the API gives it.", name=name)
        )
        return None


def _short(value: str) -> str:
    """What was sent as a message quotes it."""
    return sound(value)[:60]
