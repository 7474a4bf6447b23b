"""Cursors of the API: where a list goes on, of which query, and of which state of the index.

A cursor is opaque to those who use it. Within one state of the index the order of a list never
changes, so a place and the state are enough; a list whose index was written to since cannot be
gone on with, as hits would be missed or met twice.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search_app.every_hit import IndexChanged, unchanged
from search_app.forms import Problem, SearchForm
from search_app.messages import Message, msg
from search_app.searcher import Searcher

_DAMAGED = msg("This is no cursor; take the one called “next” in an answer.")
_OTHER_QUERY = msg("This cursor is of another query; a cursor goes on with the query it is from.")
_OTHER_STATE = msg(
    "The index, or what you may see of it, is not what it was when this cursor was given, or it "
    "was given to somebody else; begin again without a cursor."
)


class BadCursor(Exception):
    """A cursor that cannot be gone on with; ``message`` says why, and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english)
        self.message = message

    def problem(self) -> Problem:
        """The same as a problem of a request."""
        return Problem(parameter="cursor", message=self.message)


@dataclass(frozen=True)
class Page:
    """One page of a list: its items, how many there are in all, and an answer as JSON."""

    shown: int
    total: int
    answer: dict[str, Any]


def paged(
    form: SearchForm, searcher: Searcher, read: Callable[[SearchForm], Page], *, of: str
) -> dict[str, Any]:
    """The answer for the place that a form says, by its cursor or by ``from``, with ``next``: the
    cursor of the next page, None after the last.

    ``read`` reads a page; it is asked again where the index is written to meanwhile. ``of`` names
    the list. Raises ``BadCursor``, ``EngineError`` and what ``read`` does.
    """
    query = [pair for pair in form.pairs() if pair[0] not in ("size", "from")]
    asked = _digest([of, query, *_ranking(searcher)])

    def attempt() -> dict[str, Any]:
        state = _state(searcher)
        here = replace(form, offset=_place(form.cursor, asked, state)) if form.cursor else form
        page = read(here)
        if _state(searcher) != state:
            raise IndexChanged
        end = here.offset + page.shown
        more = page.shown > 0 and end < page.total
        return page.answer | {"next": _written(end, asked, state) if more else None}

    return unchanged(attempt)


def _ranking(searcher: Searcher) -> list[str]:
    """What else decides the order of a query's hits."""
    return [searcher.profile.label, searcher.encoder.name]


def _state(searcher: Searcher) -> str:
    """The state of the index as the one who asks sees it."""
    reader = searcher.reader
    access = getattr(reader, "access", None)
    seen = (
        [sorted(access.labels or ()), sorted(access.opened), sorted(access.closed)]
        if access is not None and access.labels is not None
        else []
    )
    info = reader.info()
    return _digest([info.generation, info.commit, info.works, info.entries, seen])


def _digest(parts: Sequence[Any]) -> str:
    written = json.dumps(parts).encode("ascii")
    return hashlib.sha256(written).hexdigest()[:16]


def _written(place: int, asked: str, state: str) -> str:
    return urlsafe_b64encode(f"{place}.{asked}.{state}".encode("ascii")).decode("ascii").rstrip("=")


def _place(cursor: str, asked: str, state: str) -> int:
    """The 0-based place of the first item wanted. Raises ``BadCursor``."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        place, query, seen = urlsafe_b64decode(padded).decode("ascii").split(".")
        if not (place.isdecimal() and len(place) < 10):
            raise ValueError
    except (ValueError, Base64Error):
        raise BadCursor(_DAMAGED) from None
    if query != asked:
        raise BadCursor(_OTHER_QUERY)
    if seen != state:
        raise BadCursor(_OTHER_STATE)
    return int(place)
