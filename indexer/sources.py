"""What there is to index: files, the works they make, and what was found wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class FileSource:
    """One file to read. ``languages``: the codes it is known to hold, () when unknown."""

    path: Path
    languages: tuple[str, ...] = ()
    script: str = ""
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkSource:
    """One work to index: its id, files, and the table of its ``work.toml`` ({} without one).

    ``missing`` are files the table lists that are not there or cannot be used. ``table_sha256`` is
    of the bytes the table was read from, in hex; "" without one.
    """

    id: str
    files: tuple[FileSource, ...]
    missing: tuple[Path, ...] = ()
    table: Mapping[str, Any] = field(default_factory=dict)
    table_path: Path | None = None
    table_sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A file that was not read, and why, in a sentence. The path can be shown and written as
    UTF-8, whatever the name of the file is."""

    path: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """Everything found: works in order of id, what could not be read, what was passed over."""

    works: tuple[WorkSource, ...]
    failures: tuple[Failure, ...]
    skipped: tuple[str, ...]
