"""Corrections as a file of JSON, by which they go from one machine to another."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from search_app.correction_store import Recorded, beads_json, read_beads
from search_app.corrections import ACTIONS, Correction
from search_app.kept_corrections import written

FORMAT = "treatylens-corrections"
VERSION = 1

_ID = re.compile("[0-9a-f]{32}")


class CorrectionFileError(Exception):
    """A file that holds no corrections to be read. ``str(error)`` says what is wrong."""


def file_json(corrections: Sequence[Correction]) -> dict[str, Any]:
    """Corrections as a document to be written to a file."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "corrections": [correction_json(one) for one in corrections],
    }


def correction_json(one: Correction) -> dict[str, Any]:
    """One correction; each of its beads with the keys and the texts of both versions."""
    return {
        "id": one.id,
        "work": one.work,
        "a": one.a,
        "b": one.b,
        "unit": one.unit,
        "action": one.action,
        "author": one.author,
        "at": one.at,
        "beads": beads_json(one),
        "withdrawn_at": one.withdrawn_at or None,
        "withdrawn_by": one.withdrawn_by or None,
    }


def recorded_json(recorded: Recorded) -> dict[str, Any]:
    """A correction of a history, and whether it is stale."""
    return correction_json(recorded.correction) | {"stale": recorded.stale}


def read_corrections(text: str) -> list[Correction]:
    """The corrections of a document. Raises ``CorrectionFileError`` and reads none of it where
    anything is wrong."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise CorrectionFileError(
            f"this is no JSON ({error}); give a file that was exported"
        ) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise CorrectionFileError(
            "this is no file of corrections; give one that `treatylens corrections export` wrote"
        )
    if document.get("version") != VERSION:
        raise CorrectionFileError(
            f"this file is of version {document.get('version')!r} and {VERSION} is what can be "
            "read; export it again with this version of TreatyLens"
        )
    entries = document.get("corrections")
    if not isinstance(entries, list):
        raise CorrectionFileError("this file has no list of corrections; export it again")
    return [_read(number, entry) for number, entry in enumerate(entries, 1)]


def _read(number: int, entry: Any) -> Correction:
    try:
        return _correction(entry)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        fault = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise CorrectionFileError(
            f"correction {number} of this file cannot be read ({fault}); nothing was taken in; "
            "export the file again"
        ) from None


def _correction(entry: Mapping[str, Any]) -> Correction:
    identity = _text(entry, "id")
    if not _ID.fullmatch(identity):
        raise ValueError("its id is none")
    if _text(entry, "action") not in ACTIONS:
        raise ValueError(f"its action is not one of {', '.join(ACTIONS)}")
    beads, texts = read_beads(entry["beads"])
    if not beads:
        raise ValueError("it has no beads")
    keys = [(side, key) for bead in beads for side, keys in enumerate(bead) for key in keys]
    if len(set(keys)) < len(keys):
        raise ValueError("a segment is in it twice")
    taken_back = entry.get("withdrawn_at") is not None
    return Correction(
        id=identity,
        work=_text(entry, "work"),
        a=_text(entry, "a"),
        b=_text(entry, "b"),
        unit=_text(entry, "unit"),
        action=entry["action"],
        author=_text(entry, "author"),
        at=_moment(entry, "at"),
        beads=beads,
        texts=texts,
        withdrawn_at=_moment(entry, "withdrawn_at") if taken_back else "",
        withdrawn_by=_text(entry, "withdrawn_by") if taken_back else "",
    )


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry[name]
    if not isinstance(value, str) or not value:
        raise ValueError(f"its {name} is no text")
    value.encode("utf-8")  # half a surrogate pair cannot be kept
    return value


def _moment(entry: Mapping[str, Any], name: str) -> str:
    moment = datetime.fromisoformat(_text(entry, name))
    if moment.tzinfo is None:
        raise ValueError(f"its {name} has no time zone")
    return written(moment)
