"""Where files are: how a path is shown and kept as text, and what lies at it."""

import hashlib
import os
import stat
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from indexer.extract import MAX_BYTES

_SCHEME = "file://"
_CHUNK = 1 << 20


def shown(path: Path) -> str:
    """The path as text that is UTF-8; what is not in its name becomes U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def place_of(path: Path) -> str:
    """The absolute place of a file, links followed, as UTF-8 text that ``path_of`` reads back.

    A plain path, or a ``file:`` address where a name on the way is not UTF-8.
    """
    return _as_place(os.path.realpath(path))


def named_place(path: Path) -> str:
    """The place that a path names: ``place_of`` it if it is no link."""
    return _as_place(os.path.join(os.path.realpath(path.parent), path.name))


def _as_place(absolute: str) -> str:
    try:
        absolute.encode("utf-8")
    except UnicodeEncodeError:
        return Path(absolute).as_uri()
    return absolute


def path_of(place: str) -> Path:
    """The path that ``place_of`` wrote down."""
    if place.startswith(_SCHEME):
        return Path(os.fsdecode(unquote_to_bytes(place.removeprefix(_SCHEME))))
    return Path(place)


def is_gone(place: str) -> bool:
    """Whether nothing is at ``place`` any more. What lies where nobody may look is not gone."""
    try:
        os.stat(path_of(place))
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def is_within(path: Path, root: Path) -> bool:
    """Whether something is at ``path`` and lies, links followed, in ``root``, which is resolved."""
    try:
        return path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError, ValueError):  # RuntimeError: a link to itself; ValueError: NUL
        return False


def is_file(path: Path) -> bool:
    """Whether a regular file is at ``path``, as far as one may look."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def sha256_of(path: Path) -> str:
    """SHA-256, in hex, of a regular file that is not too large to be read; else "".

    Never waits: pipes and devices are not opened, and a file that grows is read to the limit.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return ""
        # Non-blocking: what lies at a path can become a pipe in between.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:
            return _digest(stream)
    except (OSError, ValueError):
        return ""


def _digest(stream: BinaryIO) -> str:
    digest, left = hashlib.sha256(), MAX_BYTES
    while block := stream.read(_CHUNK):
        left -= len(block)
        if left < 0:
            return ""
        digest.update(block)
    return digest.hexdigest()
