"""Corrected clause types as a file: JSON that another TreatyLens takes in."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from search_app.clauses.corrections import ClauseCorrection, correction_json
from search_app.saved.saved_form import sound

_FORMAT, _VERSION = "treatylens clause corrections", 1
_TEXTS = ("id", "key", "note", "author", "at", "withdrawn_at", "withdrawn_by")
#: What a person wrote: what no database keeps is taken out of it. Anything else must be sound.
_WRITTEN = ("note", "author", "withdrawn_by")


class ClauseFileError(Exception):
    """A file that cannot be taken in. ``str(error)`` says what is wrong with it."""


def file_json(corrections: Iterable[ClauseCorrection]) -> dict[str, Any]:
    """The file that has these corrections."""
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "corrections": [correction_json(one) for one in corrections],
    }


def read_file(text: str) -> list[ClauseCorrection]:
    """The corrections of a file. Raises ``ClauseFileError``."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ClauseFileError("it is no JSON; give a file that was exported") from None
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise ClauseFileError("it has no corrected subjects; give a file that was exported")
    if document.get("version") != _VERSION:
        raise ClauseFileError("another version of TreatyLens wrote it; use that version")
    rows = document.get("corrections")
    if not isinstance(rows, list):
        raise ClauseFileError("its corrections are no list; give a file that was exported")
    return [_correction(row, number) for number, row in enumerate(rows, 1)]


def _correction(row: Any, number: int) -> ClauseCorrection:
    """One correction. A label that this version does not know is kept: a later one may."""
    if not _is_correction(row):
        raise ClauseFileError(
            f"its correction {number} is not whole; give a file that was exported"
        )
    return ClauseCorrection(
        **{name: sound(row[name]) for name in _TEXTS},
        clauses=tuple(row["clauses"]),
        texts=dict(row["texts"]),
    )


def _is_correction(row: Any) -> bool:
    if not isinstance(row, Mapping) or any(
        not (isinstance(row.get(name), str) if name in _WRITTEN else _is_sound(row.get(name)))
        for name in _TEXTS
    ):
        return False
    clauses, texts = row.get("clauses"), row.get("texts")
    return (
        bool(row["id"] and row["key"])
        and isinstance(clauses, list)
        and bool(clauses)
        and all(map(_is_sound, clauses))
        and isinstance(texts, Mapping)
        and all(map(_is_sound, (*texts, *texts.values())))
        and _is_moment(row["at"])
        and (not row["withdrawn_at"] or _is_moment(row["withdrawn_at"]))
    )


def _is_sound(value: Any) -> bool:
    return isinstance(value, str) and sound(value) == value


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
