"""What editors said provisions are about: the values, and which of them hold. No database here.

A correction is of a provision in all its languages, by the key they share (``WORK/EID``). The
latest that was not taken back holds, as long as the texts it was made on are the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from analyzers.clause_types_list import clause_types
from search_app.messages import Message, msg
from search_app.saved.saved_form import sound

#: Characters of a note that are kept.
MAX_NOTE = 500
#: Labels that a provision may be given.
MAX_LABELS = 10


class ClauseCorrectionError(Exception):
    """A correction that cannot be made. ``message`` says why, to be translated."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english)
        self.message = message


class ClausesChanged(ClauseCorrectionError):
    """The provision was corrected, or its text changed, since the editor saw it."""


@dataclass(frozen=True, kw_only=True)
class ClauseCorrection:
    """The labels an editor gave a provision, the main one first. ``texts``: the id of each of its
    versions then → the hash of its text. Times are ISO 8601 in UTC; ``withdrawn_at`` is "" for one
    that was not taken back."""

    id: str
    key: str
    clauses: tuple[str, ...]
    note: str
    author: str
    at: str
    texts: Mapping[str, str]
    withdrawn_at: str = ""
    withdrawn_by: str = ""


class Recorded(NamedTuple):
    """A correction in a history. ``stale``: a text that it was made on has changed, or all are
    gone, so that it changes nothing; ``holds``: its labels are the provision's."""

    correction: ClauseCorrection
    stale: bool
    holds: bool


def latest(corrections: Iterable[ClauseCorrection]) -> dict[str, ClauseCorrection]:
    """The last correction of each key that was not taken back. ``corrections``: oldest first."""
    return {one.key: one for one in corrections if not one.withdrawn_at}


def is_stale(correction: ClauseCorrection, hashes: Mapping[str, str]) -> bool:
    """Whether a correction's texts are others by now. ``hashes``: id → hash, of those there are."""
    known = [hashes[name] == made for name, made in correction.texts.items() if name in hashes]
    return not known or not all(known)


def recorded(corrections: Sequence[ClauseCorrection], hashes: Mapping[str, str]) -> list[Recorded]:
    """Corrections, which come oldest first, the newest first and judged by the texts there are."""
    last = latest(corrections)
    return [
        Recorded(one, stale, last.get(one.key) is one and not stale)
        for one in reversed(corrections)
        for stale in [not one.withdrawn_at and is_stale(one, hashes)]
    ]


def checked_labels(given: Iterable[str]) -> tuple[str, ...]:
    """Labels as an editor gave them, each once, the main one first. Raises
    ``ClauseCorrectionError`` for none, too many, or one that is no clause type."""
    clauses = tuple(dict.fromkeys(filter(None, (sound(one).strip() for one in given))))
    if not clauses:
        raise ClauseCorrectionError(msg("Choose at least one subject."))
    if len(clauses) > MAX_LABELS:
        raise ClauseCorrectionError(
            msg("A provision has at most %(most)s subjects; choose fewer.", most=MAX_LABELS)
        )
    unknown = [one for one in clauses if one not in clause_types()]
    if unknown:
        raise ClauseCorrectionError(
            msg(
                "There are no subjects %(names)s; the page of subjects lists all there are.",
                names=", ".join(unknown),
            )
        )
    return clauses


def checked_note(given: str) -> str:
    """A note as it is kept: without what no database keeps, and without space around it. Raises
    ``ClauseCorrectionError`` for one that is too long."""
    note = sound(given).strip()
    if len(note) > MAX_NOTE:
        raise ClauseCorrectionError(
            msg("A note has at most %(most)s characters; shorten it.", most=MAX_NOTE)
        )
    return note


def correction_json(one: ClauseCorrection) -> dict[str, Any]:
    """A correction as files and the API have it."""
    return {
        "id": one.id,
        "key": one.key,
        "clauses": list(one.clauses),
        "note": one.note,
        "author": one.author,
        "at": one.at,
        "texts": dict(one.texts),
        "withdrawn_at": one.withdrawn_at,
        "withdrawn_by": one.withdrawn_by,
    }


def recorded_json(one: Recorded) -> dict[str, Any]:
    """The same with whether it is stale, and whether it holds."""
    return {**correction_json(one.correction), "stale": one.stale, "holds": one.holds}
