"""TMX files → the index of memories, a run at a time; memories removed.

A run is all or nothing: its parts are committed as they come, so that a file of any size takes
little room, and show only when the last commit names the run (``memory`` says how). What was there
under the name before goes in that same commit; a run that fails leaves it as it was.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from indexer.encoder import Encoder
from indexer.engine import (
    EngineError,
    EngineReader,
    EngineWriter,
    IndexDamaged,
    IndexMismatch,
    WorkRecord,
    open_reader,
    open_writer,
)
from indexer.tmx import read_tmx
from search_app.memory import PARTING, MemorySummary, summary_of
from search_app.memory_units import NumberedUnit, part_of

#: Units of a part: what is analysed and encoded at once, and one work of the index.
UNITS_A_PART = 500
#: Parts of a commit.
PARTS_A_COMMIT = 20
#: Code points of a name.
LONGEST_NAME = 100
_NAME = re.compile(r"[^\s/~\\\x00-\x1f\x7f](?:[^/~\\\x00-\x1f\x7f]*[^\s/~\\\x00-\x1f\x7f])?")
_UNIT = re.compile(rb"<tu[\s>]")
_BLOCK = 1 << 20

#: Told how many units are done of how many there seem to be (0: nobody knows), and the file's name.
Progress = Callable[[int, int, str], None]


class MemoryRefused(Exception):
    """What is asked for cannot be done. ``str(error)`` says what to do."""


@dataclass
class _Counts:
    units: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)


def check_name(name: str) -> str:
    """The name, if a memory may be called so. Raises ``MemoryRefused``."""
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        raise MemoryRefused(
            f"a memory cannot be called {name[:LONGEST_NAME]!r}; name it with --name, "
            f"{LONGEST_NAME} characters at most, without / \\ ~ and control characters"
        )
    return name


class MemoryWriter:
    """The one writer of a folder of memories; open it with ``memory_writer``."""

    def __init__(self, writer: EngineWriter, reader: EngineReader, encoder: Encoder) -> None:
        self._writer = writer
        self._reader = reader
        self._encoder = encoder
        self._drop_broken_off()

    def add(self, path: Path, name: str, progress: Progress) -> MemorySummary:
        """Make a file the memory ``name``, in place of the one that has the name.

        Raises ``TmxError`` for a file that cannot be read, ``MemoryRefused`` for one that holds
        nothing to keep, ``EngineError``; all is then as it was.
        """
        check_name(name)
        run = uuid4().hex[:12]
        try:
            counts = self._write_parts(path, name, run, progress)
            return self._show(path, name, run, counts)
        except BaseException:  # Ctrl-C too: what was committed of the run shows nowhere
            with suppress(EngineError):
                self._drop_broken_off()
            raise

    def names(self) -> frozenset[str]:
        """What the memories are called that are there now."""
        return frozenset(self._summaries())

    def remove(self, name: str) -> None:
        """Remove a memory. Raises ``MemoryRefused`` where there is none of the name."""
        known = self._reader.work(name)
        if known is None or summary_of(known) is None:
            names = ", ".join(sorted(self._summaries())) or "none"
            raise MemoryRefused(f"there is no memory {name!r}; there are: {names}")
        self._writer.delete([name, *self._parts(lambda memory, _: memory == name)])
        self._writer.commit()

    def _write_parts(self, path: Path, name: str, run: str, progress: Progress) -> _Counts:
        expected = units_in(path)
        counts = _Counts()
        done = 0
        for number, units in enumerate(_in_parts(path), 1):
            work = PARTING.join((name, run, f"{number:06d}"))
            part = part_of(units, memory=name, run=run, work=work, encoder=self._encoder)
            record = WorkRecord(id=work, stored={}, entries=len(part.entries))
            self._writer.replace(record, part.entries)
            if number % PARTS_A_COMMIT == 0:
                self._writer.commit()
            counts.units += part.units
            counts.languages += part.languages
            counts.left_out += part.left_out
            done += len(units)
            progress(done, max(done, expected), path.name)
        return counts

    def _show(self, path: Path, name: str, run: str, counts: _Counts) -> MemorySummary:
        if not counts.units:
            raise MemoryRefused(
                f"{path} has no unit with texts in two of Khmer, Chinese and English "
                f"({_told(counts.left_out)}); give a file that has"
            )
        stored: dict[str, Any] = {
            "run": run,
            "file": path.name,
            "units": counts.units,
            "variants": sum(counts.languages.values()),
            "languages": dict(sorted(counts.languages.items())),
            "left_out": dict(sorted(counts.left_out.items())),
            "added": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self._writer.delete(self._parts(lambda memory, own: memory == name and own != run))
        self._writer.replace(WorkRecord(id=name, stored={"memory": stored}, entries=0), ())
        self._writer.commit()
        return MemorySummary(name=name, **stored)

    def _drop_broken_off(self) -> None:
        """Remove the parts of runs that no memory is of."""
        runs = {one.run for one in self._summaries().values()}
        broken = self._parts(lambda _, run: run not in runs)
        if broken:
            self._writer.delete(broken)
            self._writer.commit()

    def _summaries(self) -> Mapping[str, MemorySummary]:
        found = (summary_of(record) for record in self._reader.works())
        return {one.name: one for one in found if one is not None}

    def _parts(self, chosen: Callable[[str, str], bool]) -> list[str]:
        """The works that are parts of memories, those whose name and run are chosen."""
        parts = (record.id.split(PARTING) for record in self._reader.works())
        return [PARTING.join(part) for part in parts if len(part) == 3 and chosen(part[0], part[1])]


@contextmanager
def memory_writer(folder: Path, encoder: Encoder) -> Iterator[MemoryWriter]:
    """A writer of the memories in a folder, which is made if need be.

    Raises ``MemoryRefused`` for a folder that cannot be used and for what fails while writing, and
    ``EngineError`` while another process writes.
    """
    try:
        writer = open_writer(folder, model=encoder.name, dimensions=encoder.indexed_dimensions)
    except IndexMismatch:
        raise MemoryRefused(
            f"the memories in {folder} were made with another model or version; remove that "
            "folder and add the TMX files again, or name another by the setting `memory`"
        ) from None
    except IndexDamaged:
        raise MemoryRefused(
            f"the memories in {folder} cannot be read; remove that folder and add the TMX files "
            "again"
        ) from None
    try:
        reader = open_reader(folder)
        try:
            yield MemoryWriter(writer, reader, encoder)
        finally:
            reader.close()
    except EngineError as error:  # a full disk, say; the engine knows one command alone
        said = str(error).replace("`treatylens index`", "`treatylens memory add`")
        raise MemoryRefused(said) from error
    finally:
        writer.close()


def units_in(path: Path) -> int:
    """How many units a file seems to have, for a bar: 0 where it is not UTF-8 or not there."""
    count, before = 0, b""
    try:
        with path.open("rb") as stream:
            for block in iter(lambda: stream.read(_BLOCK), b""):
                whole = before + block
                count += len(_UNIT.findall(whole))
                before = whole[-3:] if not _UNIT.search(whole[-4:]) else b""
    except OSError:
        return 0
    return count


def _in_parts(path: Path) -> Iterator[list[NumberedUnit]]:
    units = (NumberedUnit(number, unit) for number, unit in enumerate(read_tmx(path), 1))
    while part := list(islice(units, UNITS_A_PART)):
        yield part


def _told(left_out: Mapping[str, int]) -> str:
    names = {
        "empty": "without a text in them",
        "one_language": "in one of them alone",
        "too_long": "too long",
    }
    return ", ".join(f"{count} {names[reason]}" for reason, count in left_out.items())


def summary_json(summary: MemorySummary) -> dict[str, Any]:
    """A memory as commands print it."""
    return {
        "name": summary.name,
        "file": summary.file,
        "units": summary.units,
        "variants": summary.variants,
        "languages": dict(summary.languages),
        "left_out": dict(summary.left_out),
        "added": summary.added,
    }
