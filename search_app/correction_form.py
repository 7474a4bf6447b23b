"""What an editor sends → the change they ask for. No Flask."""

from collections.abc import Mapping, Sequence

from search_app.bead_changes import NEXT, PREVIOUS, CorrectionError
from search_app.correction_store import Change
from search_app.corrections import KeyedBead, read_bead
from search_app.messages import msg

STEPS = {"next": NEXT, "previous": PREVIOUS}
#: The field that has the neighbour on each side, as it was seen.
_NEIGHBOURS = {NEXT: "bead_after", PREVIOUS: "bead_before"}
#: Segments of a version that a split may leave in its first bead: more than any row has.
MOST_SEGMENTS = 999


def read_change(sent: Mapping[str, str], pair: Sequence[str]) -> Change:
    """The change that ``sent`` asks for, of the two versions of ``pair`` as they are shown.

    ``action`` is one of ``actions_of(pair)`` and ``bead`` the row by its keys. A neighbour that
    takes part may be given as it was seen, ``bead_before`` or ``bead_after``. A split takes
    ``first_a`` and ``first_b``. Raises ``CorrectionError``.
    """
    asked = sent.get("action", "")
    if asked not in actions_of(pair):
        raise CorrectionError(
            msg(
                "%(name)s cannot be “%(value)s”; use one of %(known)s.",
                name="action",
                value=asked,
                known=", ".join(actions_of(pair)),
            )
        )
    action, *words = asked.split()
    bead = _bead(sent, "bead")
    if action == "split":
        first = _count(sent, "first_a"), _count(sent, "first_b")
        return Change(action=action, bead=bead, first=first)
    if not words:
        return Change(action=action, bead=bead)
    step = STEPS[words[0]]
    seen = _NEIGHBOURS[step]
    return Change(
        action=action,
        bead=bead,
        beside=_bead(sent, seen) if sent.get(seen) else None,
        step=step,
        side=pair.index(words[1]) if action == "shift" else 0,
    )


def actions_of(pair: Sequence[str]) -> tuple[str, ...]:
    """Everything that can be asked for of a row of two versions."""
    return (
        "confirm",
        "undo",
        "split",
        *(f"merge {step}" for step in STEPS),
        *(f"shift {step} {version}" for step in STEPS for version in pair),
    )


def _count(sent: Mapping[str, str], name: str) -> int:
    value = sent.get(name, "")
    if value.isascii() and value.isdigit() and len(value) <= len(str(MOST_SEGMENTS)):
        return int(value)
    raise CorrectionError(
        msg(
            "%(name)s must be a whole number from %(least)s to %(most)s, not “%(value)s”.",
            name=name,
            least=0,
            most=MOST_SEGMENTS,
            value=value,
        )
    )


def _bead(sent: Mapping[str, str], name: str) -> KeyedBead:
    try:
        return read_bead(sent.get(name, ""))
    except ValueError:
        raise CorrectionError(
            msg("%(name)s names no row; take it as the page or the API gives it.", name=name)
        ) from None
