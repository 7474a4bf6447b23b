"""Legal terms as data: a concept an entry, and the table of tab-separated columns that holds them.

``lexicons/legal.tsv`` is such a table, and people's own files are. One concept a line; the names
of a language stand in one cell, parted by ``|``, the usual one first. An empty cell is a language
without a name; a concept has names in at least two languages, or it could widen nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from analyzers.languages import LANGUAGES, TAGS

#: Column of the table → BCP 47 tag of what it holds.
RENDERING_COLUMNS = MappingProxyType(
    {"en": "en", "zh_hans": "zh-Hans", "zh_hant": "zh-Hant", "km": "km"}
)
COLUMNS = ("concept", "pos", "domain", *RENDERING_COLUMNS, "source", "status", "note")
VARIANT_MARK = "|"

#: The parts of speech a concept can have.
PARTS_OF_SPEECH = ("noun", "proper noun", "verb", "adjective", "adverb", "phrase", "other")
#: How far its names were looked at: by a second person who agrees, or by their author alone.
STATUSES = ("reviewed", "proposed")
#: The fields of law of the package's own concepts. Conventions are under treaty law, statutes and
#: constitutions under principles, courts and ministries under institutions, exploitation under
#: offences and its victims under persons. A person's own file may name others.
DOMAINS = (
    "cooperation",
    "extradition",
    "procedure",
    "evidence",
    "offences",
    "sentencing",
    "assets",
    "digital",
    "persons",
    "institutions",
    "treaty_law",
    "principles",
    "diplomacy",
    "migration",
    "civil",
)

#: Characters of an id, a domain or a name, and of a source or a note.
LONGEST, LONGEST_NOTE = 200, 2_000
_ID = re.compile(r"[\w.-]+")


@dataclass(frozen=True, kw_only=True)
class Name:
    """What a concept is called: as written, and its BCP 47 tag, one of ``RENDERING_COLUMNS``."""

    text: str
    tag: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A concept as a file has it. ``names`` in the order of the columns, the usual one of each tag
    first; ``pos`` is one of ``PARTS_OF_SPEECH``, ``status`` of ``STATUSES``; ``domain`` is its
    field of law, ``source`` says where the usage is from, ``note`` is for people."""

    id: str
    pos: str
    domain: str
    names: tuple[Name, ...]
    source: str = ""
    status: str = "proposed"
    note: str = ""

    def texts(self, tag: str) -> list[str]:
        """Its names under one tag, the usual one first."""
        return [name.text for name in self.names if name.tag == tag]


class TermbaseFault(ValueError):
    """A file of terms cannot be used. ``str(error)`` names the line and says what to do."""


def read_table(lines: Sequence[str]) -> list[Entry]:
    """Read a table, its head first, in order.

    Raises ``TermbaseFault`` naming the line for another head, a wrong number of cells, a concept
    that is there twice, or an entry that is none (``fault_of``).
    """
    if not lines or tuple(lines[0].removeprefix("\ufeff").split("\t")) != COLUMNS:
        raise TermbaseFault(
            f"line 1: the columns must be {', '.join(COLUMNS)}, parted by tabs; "
            "`treatylens terms export` writes such a file"
        )
    entries: dict[str, Entry] = {}
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            raise TermbaseFault(
                f"line {number}: {len(cells)} cells, not {len(COLUMNS)}; part them by one tab each"
            )
        entry = _entry(dict(zip(COLUMNS, cells, strict=True)))
        if entry.id in entries:
            raise TermbaseFault(f"line {number}: {entry.id} is there already; join the two lines")
        if fault := fault_of(entry):
            raise TermbaseFault(f"line {number}: {fault}")
        entries[entry.id] = entry
    return list(entries.values())


def table_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The table that ``read_table`` reads back, a line at a time, without line ends."""
    yield "\t".join(COLUMNS)
    for entry in entries:
        yield "\t".join(cells_of(entry).values())


def cells_of(entry: Entry) -> dict[str, str]:
    """What each column holds of an entry."""
    named = {
        column: VARIANT_MARK.join(entry.texts(tag)) for column, tag in RENDERING_COLUMNS.items()
    }
    return {
        "concept": entry.id,
        "pos": entry.pos,
        "domain": entry.domain,
        **named,
        "source": entry.source,
        "status": entry.status,
        "note": entry.note,
    }


def fault_of(entry: Entry) -> str:
    """Why an entry is none, as the end of a sentence; "" where it is one."""
    if not _ID.fullmatch(entry.id) or len(entry.id) > LONGEST:
        return (
            f"“{entry.id[:LONGEST]}” is no name for a concept; "
            "write letters, digits, points, dashes and underscores alone"
        )
    for field, value, allowed in (
        ("part of speech", entry.pos, PARTS_OF_SPEECH),
        ("status", entry.status, STATUSES),
    ):
        if value not in allowed:
            return f"{entry.id} has the {field} “{value}”; write {_one_of(allowed)}"
    for field, value in (("domain", entry.domain), ("source", entry.source), ("note", entry.note)):
        if not _is_plain(value, LONGEST if field == "domain" else LONGEST_NOTE):
            return f"{entry.id} has a {field} that is too long or no line of text; mend it"
    if not entry.domain:
        return f"{entry.id} has no domain; name its field of law"
    return _fault_of_names(entry)


def _fault_of_names(entry: Entry) -> str:
    columns = {tag: column for column, tag in RENDERING_COLUMNS.items()}
    for name in entry.names:
        column = columns[name.tag]
        if not name.text:
            return f"{entry.id} has an empty name in {column}; take out the mark beside it"
        if not _is_plain(name.text, LONGEST) or VARIANT_MARK in name.text:
            return f"{entry.id} has a name in {column} that is too long or no line of text; mend it"
        if not any(letter.isalnum() for letter in name.text):
            return f"{entry.id} has a name in {column} without a letter, “{name.text}”; mend it"
    if len(set(entry.names)) < len(entry.names):
        return f"{entry.id} has a name twice in one language; take one out"
    languages = {TAGS[name.tag][0] for name in entry.names}
    if len(languages) < 2:
        named = " and ".join(LANGUAGES[code].name for code in sorted(languages)) or "no language"
        return f"{entry.id} has names in {named} alone; give it one in another language too"
    return ""


def _entry(row: Mapping[str, str]) -> Entry:
    return Entry(
        id=row["concept"],
        pos=row["pos"],
        domain=_line(row["domain"]),
        names=tuple(
            Name(text=_line(text), tag=tag)
            for column, tag in RENDERING_COLUMNS.items()
            if row[column].strip()
            for text in row[column].split(VARIANT_MARK)
        ),
        source=_line(row["source"]),
        status=row["status"],
        note=_line(row["note"]),
    )


def _line(text: str) -> str:
    """The text with one space wherever it has white space, and none at its ends."""
    return " ".join(text.split())


def _is_plain(text: str, longest: int) -> bool:
    """Whether a text can stand in every format: a line without control characters and ends."""
    return (
        len(text) <= longest
        and text == _line(text)
        and (text.isprintable() or not any(map(_is_control, text)))
    )


def _is_control(letter: str) -> bool:
    """Characters that XML or a line of a table cannot hold."""
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in "\ufffe\uffff"


def _one_of(values: Sequence[str]) -> str:
    return f"{', '.join(values[:-1])} or {values[-1]}"
