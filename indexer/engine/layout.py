"""The folder of an embedded index: what lies where, who may write, and what its header says.

::

    index.json    the header: schema version, model, dimensions; written last, by renaming
    writer.lock   held by the one writer
    text/         tantivy: tokens, filters, stored JSON, and the manifest of each generation
    vectors/      the sidecar: one set of files a commit (``columns``)
"""

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .base import EngineError, IndexBusy, IndexDamaged, IndexMismatch, IndexMissing
from .checking import named
from .schema import SCHEMA_VERSION

HEADER = "index.json"
LOCK = "writer.lock"
TEXT = "text"
VECTORS = "vectors"
#: What a folder may hold for an index to be made in it.
_OURS = frozenset({HEADER, HEADER + ".new", LOCK, TEXT, VECTORS})


@dataclass(frozen=True)
class Header:
    """What does not change as long as an index lives."""

    schema: int
    model: str
    dimensions: int


def read_json(path: Path) -> Any:
    """The JSON in a file. Raises ``IndexDamaged`` for anything else, ``FileNotFoundError``, and
    ``EngineError`` for a file that may not be read."""
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        raise
    except PermissionError as problem:
        raise EngineError(forbidden(path.parent)) from problem
    except (OSError, ValueError) as problem:
        raise IndexDamaged(
            f"The index is damaged: {path} cannot be read ({problem}). {again(path)}"
        ) from problem


def may_use(folder: Path) -> bool:
    """Whether this user may read ``folder`` and write in it, where readers keep a lock."""
    return os.access(folder, os.R_OK | os.W_OK | os.X_OK)


def forbidden(folder: Path) -> str:
    """What to do about an index whose files this user may not use."""
    return (
        f"The index may not be opened: this user may not read and write in {folder}, where also "
        "readers keep a lock. Change its permissions, or run as the user that made it."
    )


def again(place: Path) -> str:
    """What to do about an index that is past repair."""
    return f"Remove the index folder that holds {place.name!r} and run `treatylens index` again."


def read_header(location: Path) -> Header:
    """The header of the index at ``location``.

    Raises ``IndexMissing``, ``IndexDamaged``, and ``IndexMismatch`` for another schema version.
    """
    make = f"make one with `treatylens index PATH --index {location}`."
    if location.exists() and not location.is_dir():
        raise IndexMissing(f"{location} is a file, not the folder of an index; {make}")
    try:
        data = read_json(location / HEADER)
    except FileNotFoundError as problem:
        raise IndexMissing(f"There is no index at {location}; {make}") from problem
    try:
        header = Header(int(data["schema"]), str(data["model"]), int(data["dimensions"]))
    except (TypeError, KeyError, ValueError) as problem:
        raise IndexDamaged(
            f"The index is damaged: {location / HEADER} is not the header of an index. "
            f"{again(location / HEADER)}"
        ) from problem
    if header.schema != SCHEMA_VERSION:
        raise IndexMismatch(
            f"The index at {location} has schema version {header.schema}, this program reads "
            f"version {SCHEMA_VERSION}: index again into a new folder with `treatylens index`."
        )
    return header


def check_header(location: Path, *, model: str, dimensions: int) -> Header:
    """The header, if it is of this model. Raises ``IndexMismatch`` naming both models if not."""
    header = read_header(location)
    if (header.model, header.dimensions) != (model, dimensions):
        raise IndexMismatch(
            f"The index at {location} was made with {named(header.model, header.dimensions)}, "
            f"not with {named(model, dimensions)}: use that model, or index again into a new "
            "folder with `treatylens index`."
        )
    return header


def write_header(location: Path, header: Header) -> None:
    """Write the header durably; from here on the folder is an index."""
    new = location / (HEADER + ".new")
    with new.open("w", encoding="utf-8") as file:
        json.dump(asdict(header), file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(location / HEADER)
    sync_folder(location)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def prepare_folder(location: Path) -> None:
    """Make the folder, or accept one that is empty or ours. Raises ``EngineError``."""
    try:
        location.mkdir(parents=True, exist_ok=True)
        strangers = {path.name for path in location.iterdir()} - _OURS
    except OSError as problem:
        raise EngineError(
            f"No index can be made at {location}: {problem.strerror}; name another folder."
        ) from problem
    if strangers and not (location / HEADER).exists():
        raise EngineError(
            f"{location} is not an index and holds other files ({min(strangers)}); "
            "name an empty or a new folder."
        )


class WriterLock:
    """The right to write to an index: held by one process at a time, given back if it dies."""

    def __init__(self, location: Path) -> None:
        """Take the lock at once. Raises ``IndexBusy``, or ``EngineError`` if it can't be made."""
        try:
            self._descriptor = os.open(location / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as problem:
            raise EngineError(
                f"The index at {location} cannot be written to: {problem.strerror}."
            ) from problem
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            holder = os.pread(self._descriptor, 20, 0).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            raise IndexBusy(
                f"Another run (process {holder or 'unknown'}) is writing to the index at "
                f"{location}; wait until it has ended and try again."
            ) from problem
        with suppress(OSError):  # the number only helps to find the holder; a full disk is no harm
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Let the next writer in; more than once is no error."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
