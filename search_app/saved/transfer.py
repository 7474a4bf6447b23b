"""Saved queries as a file of JSON, by which they go from one database to another, runs and all.

Where a query sends to, and every secret, stays behind: a copy would send everything twice.
"""

import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from indexer.models import text_hash
from search_app.database import Database
from search_app.messages import msg
from search_app.query_model import BadQueryModel, LaterQueryModel, read_model
from search_app.saved.kept_hits import pack_text, unpack, unpack_text
from search_app.saved.pruning import texts_in
from search_app.saved.queries import (
    Basis,
    SavedError,
    clean_every,
    clean_name,
    clean_note,
    clean_tags,
)
from search_app.saved.run_diff import WHYS
from search_app.saved.store import NO_SECRETS, check_name
from search_app.saved.tables import HitSetRow, KeptTextRow, SavedQueryRow, SavedRunRow

FORMAT, VERSION = "treatylens-saved-queries", 1

_ID = re.compile("[0-9a-f]{32}")
_TEXTS = ("id", "owner", "owner_name", "name", "note", "shared_with", "every")
_TIMES = ("created_at", "changed_at")
_RUN_TEXTS = ("id", "account", "model", "profile", "hits")
_RUN_NUMBERS = ("number", "duration_ms", "count", "generation", "new", "changed", "gone")


class TransferError(Exception):
    """A file that holds no saved queries to be read. ``str(error)`` says what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of the saved queries of a file; each of ``failed`` has ``name`` and
    ``reason``."""

    added: int
    unchanged: int
    failed: tuple[Mapping[str, str], ...]


# --------------------------------------------------------------------------- out


def carried(database: Database, *, runs: bool = True) -> dict[str, Any]:
    """Every saved query of a database as a document to be written to a file. Raises
    ``DatabaseError``."""
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    with database.reading() as session:
        if session is None:
            return document | {"saved": [], "hits": {}, "texts": {}}
        rows = session.scalars(select(SavedQueryRow).order_by(SavedQueryRow.id)).all()
        saved = [_query_json(row) | {"runs": _runs(session, row) if runs else []} for row in rows]
        names = sorted({run["hits"] for query in saved for run in query["runs"]})
        sets = {name: session.get_one(HitSetRow, name).packed for name in names}
        texts = sorted({text for packed in sets.values() for text in texts_in(packed)})
        return document | {
            "saved": saved,
            "hits": {name: b64encode(packed).decode("ascii") for name, packed in sets.items()},
            "texts": {
                name: unpack_text(session.get_one(KeptTextRow, name).packed) for name in texts
            },
        }


def _query_json(row: SavedQueryRow) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in (*_TEXTS, *_TIMES)}
    return kept | {"tags": row.tags, "query": row.query}


def _runs(session: Session, row: SavedQueryRow) -> list[dict[str, Any]]:
    asked = select(SavedRunRow).where(SavedRunRow.saved == row.id).order_by(SavedRunRow.number)
    return [
        {name: getattr(run, name) for name in (*_RUN_TEXTS, *_RUN_NUMBERS)}
        | {
            "at": run.at,
            "depth": run.depth,
            "query": run.query,
            "basis": run.basis,
            "why": json.loads(zlib.decompress(run.why)),
        }
        for run in session.scalars(asked)
    ]


# --------------------------------------------------------------------------- in


@dataclass(frozen=True)
class _Carried:
    """A file as read and checked."""

    saved: Sequence[tuple[SavedQueryRow, Sequence[SavedRunRow]]]
    failed: Sequence[Mapping[str, str]]
    sets: Mapping[str, bytes]
    texts: Mapping[str, str]


def take_in(database: Database, text: str) -> Taken:
    """Take in the saved queries of a file. One that is known here stays as it is; one whose name
    its owner has given to another is not taken in, nor one that no version can run; one of a later
    version is kept for that. Raises ``TransferError``, and takes nothing of a file in which
    anything else is wrong, and ``DatabaseError``."""
    document = _read(text)
    added, unchanged, failed = 0, 0, list(document.failed)
    with database.writing() as session:
        for row, runs in document.saved:
            if session.get(SavedQueryRow, row.id) is not None:
                unchanged += 1
                continue
            try:
                check_name(session, row)
                _check_runs(session, runs)
            except SavedError as error:
                failed.append({"name": row.name, "reason": str(error)})
                continue
            session.add(row)
            session.flush()
            for run in runs:
                _add_hits(session, run.hits, document)
                session.add(run)
            session.flush()
            added += 1
    return Taken(added=added, unchanged=unchanged, failed=tuple(failed))


def _check_runs(session: Session, runs: Sequence[SavedRunRow]) -> None:
    """Raise ``SavedError`` where a run is there already, as that of another query."""
    for run in runs:
        if session.get(SavedRunRow, run.id) is not None:
            raise SavedError(msg("A run of it is there as the run of another saved query."))


def _add_hits(session: Session, name: str, document: _Carried) -> None:
    if session.get(HitSetRow, name) is not None:
        return
    packed = document.sets[name]
    for text in sorted(texts_in(packed)):
        if session.get(KeptTextRow, text) is None:
            session.add(KeptTextRow(sha256=text, packed=pack_text(document.texts[text])))
    session.add(HitSetRow(sha256=name, packed=packed))
    session.flush()


def _read(text: str) -> _Carried:
    try:
        document = json.loads(text)
    except RecursionError:
        raise TransferError("this is nested too deeply; give a file that was exported") from None
    except ValueError as error:
        raise TransferError(f"this is no JSON ({error}); give a file that was exported") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise TransferError(
            "this is no file of saved queries; give one that `treatylens saved export` wrote"
        )
    if document.get("version") != VERSION:
        raise TransferError(
            f"this file is of version {document.get('version')!r} and {VERSION} is what can be "
            "read; export it again with this version of TreatyLens"
        )
    try:
        return _carried(document)
    except _FAULTS as error:
        reason = ascii(str(error))[1:-1][:200] or type(error).__name__
        raise TransferError(f"this file cannot be read whole ({reason}); export it again") from None
    except SavedError as error:
        raise TransferError(str(error)) from None


def _carried(document: Mapping[str, Any]) -> _Carried:
    sets = {name: b64decode(packed, validate=True) for name, packed in document["hits"].items()}
    texts = {name: _typed(value) for name, value in document["texts"].items()}
    counts: dict[str, int] = {}
    for name, packed in sets.items():
        if sha256(zlib.decompress(packed)).hexdigest() != name:
            raise ValueError(f"the hits {name} are not what was written")
        counts[name] = _checked_hits(packed)
        if lacking := texts_in(packed) - texts.keys():
            raise ValueError(f"the text {min(lacking)} is missing")
    for name, text in texts.items():
        if text_hash(text) != name:
            raise ValueError(f"the text {name} is not what was written")
    saved, failed = [], []
    for one in document["saved"]:
        row, runs = _query_row(one), [_run_row(one, run) for run in one["runs"]]
        try:
            for kept in (row.query, *(run.query for run in runs)):
                _check_query(kept)
        except BadQueryModel as error:
            failed.append({"name": row.name, "reason": str(error)})
        else:
            saved.append((row, runs))
    _check_once([row.id for row, _ in saved])
    _check_once([run.id for _, runs in saved for run in runs])
    for _, runs in saved:
        for run in runs:
            if run.hits not in sets:
                raise ValueError(f"the hits {run.hits} are missing")
            if run.count != counts[run.hits]:
                raise ValueError(f"the run {run.id} has another count than hits")
        if [run.number for run in runs] != list(range(1, len(runs) + 1)):
            raise ValueError("runs are missing")
    return _Carried(saved, failed, sets, texts)


#: What a document of another shape than is written comes to.
_FAULTS = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RecursionError,
    OverflowError,
    zlib.error,
)
#: Largest number that every database keeps.
_MOST = 2**31 - 1


def _checked_hits(packed: bytes) -> int:
    """How many hits a set has. Raises one of ``_FAULTS`` where it has other than is written."""
    hits = unpack(packed)
    for hit in hits:
        for identity in hit.hashes:
            _text(identity)
            if len(identity.split("/", 2)) != 3:
                raise ValueError(f"{identity!r} is no address")
        for text in (hit.work, hit.title, hit.label, hit.lang, hit.script, hit.signed, hit.access):
            _text(text)
    return len(hits)


def _check_query(kept: Any) -> None:
    """Raise ``BadQueryModel`` for a query that no version can read. One of a later version may be
    in a database, to be listed and not run."""
    with suppress(LaterQueryModel):
        read_model(kept)


def _check_once(names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice} is there twice")


def _query_row(one: Mapping[str, Any]) -> SavedQueryRow:
    values = {name: _text(one[name]) for name in _TEXTS} | {
        name: _time(one[name]) for name in _TIMES
    }
    return SavedQueryRow(
        **NO_SECRETS,
        **values
        | {
            "id": _identity(one["id"]),
            "name": clean_name(values["name"]),
            "note": clean_note(values["note"]),
            "every": clean_every(values["every"]),
            "tags": list(clean_tags([_text(tag) for tag in one["tags"]])),
            "query": _storable(one["query"]),
        },
    )


def _run_row(saved: Mapping[str, Any], run: Mapping[str, Any]) -> SavedRunRow:
    why = {_text(name): _text(reason) for name, reason in run["why"].items()}
    if unknown := set(why.values()) - {*WHYS, ""}:
        raise ValueError(f"{min(unknown)!r} is no reason")
    return SavedRunRow(
        **{name: _text(run[name]) for name in _RUN_TEXTS} | {"id": _identity(run["id"])},
        **{name: _number(run[name]) for name in _RUN_NUMBERS},
        saved=_identity(saved["id"]),
        at=_time(run["at"]),
        depth=None if run["depth"] is None else _number(run["depth"]),
        query=_storable(run["query"]),
        basis={name: _text(value) for name, value in vars(Basis(**run["basis"])).items()},
        why=zlib.compress(json.dumps(why, sort_keys=True).encode()),
    )


def _typed(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _text(value: Any) -> str:
    """A text that every database and every page can hold."""
    text = _typed(value)
    text.encode("utf-8")
    if "\0" in text:
        raise ValueError(f"{text!r} has a zero in it")
    return text


def _storable(document: Any) -> Any:
    """A document that every database can hold. Raises one of ``_FAULTS``."""
    written = json.dumps(document, ensure_ascii=False, allow_nan=False)
    written.encode("utf-8")
    if "\\u0000" in written:
        raise ValueError("a query has a zero in it")
    return document


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
        raise TypeError(f"{value!r} is no number")
    return value


def _time(value: Any) -> str:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    moment.astimezone(UTC)  # which the years at the ends of the calendar cannot all be
    return str(value)


def _identity(value: Any) -> str:
    if not _ID.fullmatch(_text(value)):
        raise ValueError(f"{value!r} is no identity")
    return str(value)
