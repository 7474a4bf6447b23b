"""``work.toml`` → what it says of a work, checked: the one place that knows how it is written.

Everything wrong with a table is named at once, and nothing of a table that is wrong is used.
"""

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analyzers.languages import LANGUAGES, TAGS
from analyzers.query_fields import FIRST_YEAR, LAST_YEAR, canonical, known_values

WORK_FILE = "work.toml"
#: Values of ``access``.
ACCESS = ("public", "restricted")
#: A longer file of this name is no table of a work.
MAX_TABLE_BYTES = 4 * 2**20

_SCRIPTS = tuple(script for language in LANGUAGES.values() for script in language.scripts)
_PARTIAL_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")
_CODE = re.compile(r"[a-z]{2,3}")


class TableError(Exception):
    """A table cannot be used. ``str(error)`` names everything that is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class FileRow:
    """A ``[[file]]``: its path as written, language codes (() for unknown), script or ""."""

    path: str
    languages: tuple[str, ...] = ()
    script: str = ""
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkTable:
    """A table. ``values`` holds the keys it gives, each as the rest of indexing takes it: types
    and statuses canonical, dates ISO 8601 (maybe without day or month), titles by language
    or one for all, parties as rows of ``key`` and ``names``. ``sha256`` is of its bytes, in hex."""

    values: Mapping[str, Any]
    files: tuple[FileRow, ...]
    sha256: str


def read_table(path: Path) -> WorkTable:
    """Read and check a table. Raises ``TableError``."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_TABLE_BYTES + 1)
        if len(data) > MAX_TABLE_BYTES:
            raise TableError(f"It is over {MAX_TABLE_BYTES // 2**20} MB; give the table of a work.")
        raw = tomllib.loads(data.decode("utf-8"))
    except OSError as error:
        raise TableError(f"It cannot be read ({error.strerror}); check its permissions.") from None
    except (ValueError, RecursionError) as error:
        raise TableError(f"It cannot be read as TOML: {error}; correct it.") from None
    checked = _Checked(raw)
    values = checked.values()
    files = checked.files()
    if checked.problems:
        raise TableError(f"It is not used: {'; '.join(checked.problems)}.")
    return WorkTable(values=values, files=files, sha256=hashlib.sha256(data).hexdigest())


class _Checked:
    """The values of a table as they are checked; ``problems`` says what is wrong, in order."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw
        self.problems: list[str] = []

    def values(self) -> dict[str, Any]:
        readers: Mapping[str, Callable[[str, Any], Any]] = {
            "type": self._named,
            "status": self._named,
            "signed": self._date,
            "in_force": self._date,
            "place": self._text,
            "notice": self._text,
            "access": self._access,
            "authentic": self._languages,
            "prevailing": self._code,
            "title": self._titles,
            "parties": self._parties,
        }
        read = {key: readers[key](key, self._raw[key]) for key in readers if key in self._raw}
        return {key: value for key, value in read.items() if value}

    def files(self) -> tuple[FileRow, ...]:
        rows = self._rows("file", self._raw.get("file", []))
        if not rows and not self.problems:
            self.problems.append("it names no file; add a [[file]] table with a path")
        return tuple(self._file(f"file {place}", row) for place, row in enumerate(rows, 1))

    def _file(self, where: str, row: Mapping[str, Any]) -> FileRow:
        path = self._text(f"{where}: path", row.get("path", ""))
        if not path or "\0" in path:
            self.problems.append(f"{where} takes the path of a file in the folder")
        given = row.get("langs") or ([row["lang"]] if row.get("lang") else [])
        tags = [tag for tag in self._tags(f"{where}: lang", given) if tag]
        script = self._text(f"{where}: script", row.get("script", ""))
        if script and script not in _SCRIPTS:
            self._wrong(f"{where}: script", ", ".join(_SCRIPTS), script)
        named = next((TAGS[tag][1] for tag in tags if "-" in tag), "")
        return FileRow(
            path=path,
            languages=tuple(dict.fromkeys(TAGS[tag][0] for tag in tags)),
            script=script or named,
            origin=self._text(f"{where}: origin", row.get("origin", "")),
        )

    def _wrong(self, key: str, taken: str, value: Any) -> None:
        self.problems.append(f"{key} takes {taken}, not {value!r}"[:300])

    def _text(self, key: str, value: Any) -> str:
        if isinstance(value, str):
            return value.strip()
        self._wrong(key, "a text in quotes", value)
        return ""

    def _named(self, key: str, value: Any) -> str:
        text = self._text(key, value)
        found = canonical(key, text) if text else ""
        if found is None:
            self._wrong(key, known_values(key), text)
        return found or ""

    def _access(self, key: str, value: Any) -> str:
        text = self._text(key, value)
        if text and text not in ACCESS:
            self._wrong(key, " or ".join(ACCESS), text)
        return text

    def _date(self, key: str, value: Any) -> str:
        if isinstance(value, datetime):
            value = value.date()
        text = value.strip() if isinstance(value, str) else str(value)
        if text and not _is_date(text):
            self._wrong(key, "a date such as 2011-03-14, 2011-03 or 2011", text)
        return text

    def _tags(self, key: str, value: Any) -> list[str]:
        """Languages of the collection by tag; "" for each that is none."""
        if not isinstance(value, list):
            self._wrong(key, 'a list of languages such as ["km", "en"]', value)
            return []
        found = [canonical("lang", one) if isinstance(one, str) else None for one in value]
        for one, tag in zip(value, found, strict=True):
            if tag is None:
                self._wrong(key, known_values("lang"), one)
        return [tag or "" for tag in found]

    def _language(self, key: str, value: Any) -> str:
        """The tag of a language; the code of one that the collection has no texts in."""
        text = self._text(key, value)
        tag = canonical("lang", text) if text else ""
        if tag is None and not _CODE.fullmatch(text):
            self._wrong(key, 'the code of a language such as "en"', text)
        return text if tag is None else tag

    def _code(self, key: str, value: Any) -> str:
        return self._language(key, value).partition("-")[0]

    def _languages(self, key: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            self._wrong(key, 'a list of languages such as ["km", "en"]', value)
            return ()
        return tuple(code for one in value if (code := self._code(key, one)))

    def _titles(self, key: str, value: Any) -> Mapping[str, str] | str:
        if isinstance(value, Mapping):
            return self._by_language(key, value)
        return self._text(key, value)

    def _by_language(self, key: str, value: Mapping[str, Any]) -> dict[str, str]:
        """Texts by language code; by tag where the code has a text in another script already."""
        tags = [self._language(key, name) for name in value]
        given = [self._text(f"{key}.{name}", text) for name, text in value.items()]
        texts: dict[str, str] = {}
        for tag, text in sorted(zip(tags, given, strict=True), key=lambda pair: "-" in pair[0]):
            code = tag.partition("-")[0]
            if text:
                texts[tag if code in texts else code] = text
        return texts

    def _rows(self, key: str, value: Any) -> list[Mapping[str, Any]]:
        if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
            return value
        self._wrong(key, f"tables, each under [[{key}]]", value)
        return []

    def _parties(self, key: str, value: Any) -> list[Mapping[str, Any]]:
        return [
            self._party(f"party {place}", row)
            for place, row in enumerate(self._rows(key, value), 1)
        ]

    def _party(self, where: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
        name, names = self._text(f"{where}: key", row.get("key", "")), row.get("names", {})
        if not isinstance(names, Mapping):
            self._wrong(f"{where}: names", 'a table such as { en = "Northland" }', names)
            names = {}
        elif not name and not names:
            self.problems.append(f"{where} takes a key, or names by language")
        return {"key": name, "names": self._by_language(f"{where}: names", names)}


def _is_date(text: str) -> bool:
    found = _PARTIAL_DATE.fullmatch(text)
    if not found or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        return False
    try:
        date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        return False
    return True
