"""The audit log as a file: one entry a line, JSON in ASCII, with the subject as it was hashed."""

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from search_app.audit.chain import AuditEntry
from search_app.audit.reading import BATCH, Progress

_NAMES = tuple(one.name for one in fields(AuditEntry))


class BadLine(Exception):
    """A line that is no entry. ``str(error)`` says which."""


def line_of(entry: AuditEntry) -> str:
    """An entry as a line, with its end."""
    return json.dumps(vars(entry), ensure_ascii=True) + "\n"


def read_lines(file: Path, progress: Progress) -> Iterator[AuditEntry]:
    """The entries of a file, one in memory at a time. Raises ``BadLine``, ``OSError``."""
    size, done = file.stat().st_size, 0
    with file.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            yield _entry(line, number, file)
            done += len(line)
            if number % BATCH == 0 or done == size:
                progress(done, size, file.name)


def _entry(line: bytes, number: int, file: Path) -> AuditEntry:
    try:
        found = json.loads(line)
        entry = AuditEntry(**{name: found[name] for name in _NAMES})
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadLine(
            f"line {number} of {file} is no entry of an audit log; give a file that "
            "`treatylens audit export` wrote"
        ) from None
    texts = (value for name, value in vars(entry).items() if name != "number")
    if type(entry.number) is not int or not all(isinstance(text, str) for text in texts):
        raise BadLine(f"line {number} of {file} is no entry of an audit log; it has other values")
    return entry
