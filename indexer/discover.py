"""Paths as given → the works to index: which files belong together, and what `work.toml` says.

A folder with a ``work.toml`` is one work and its files are those the table lists. Any other
document is a work of its own, except that files whose names differ only by a language at the end
(``treaty_en.pdf``, ``treaty.km.docx``) are the versions of one work.
"""

import hashlib
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analyzers.languages import TAGS

#: Suffixes of files that are read.
DOCUMENTS = frozenset({".pdf", ".docx", ".html", ".htm", ".xhtml", ".txt"})
#: Suffixes of documents that are not read: named as failed, since leaving them out unsaid would
#: look as if the collection were whole.
UNREAD = frozenset({".doc", ".rtf", ".odt", ".wps", ".pages", ".ppt", ".pptx", ".xls", ".xlsx"})

WORK_FILE = "work.toml"
_NAMES = {"khm": "km", "zho": "zh", "chi": "zh", "eng": "en", "khmer": "km", "english": "en"}
_LANGUAGE_END = re.compile(
    r"[-_. ](" + "|".join(sorted({*TAGS, *_NAMES}, key=len, reverse=True)) + r")$", re.IGNORECASE
)
_NO_SLUG = re.compile(r"[^\w\u1780-\u17d3\u17d7\u17dc-\u17dd]+")


@dataclass(frozen=True, kw_only=True)
class FileSource:
    """One file to read. ``languages``: the codes it is known to hold, () when unknown."""

    path: Path
    languages: tuple[str, ...] = ()
    script: str = ""
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkSource:
    """One work to index: its id, files, and the table of its ``work.toml`` ({} without one)."""

    id: str
    files: tuple[FileSource, ...]
    table: Mapping[str, Any] = field(default_factory=dict)
    table_path: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A file that was not read, and why, in a sentence."""

    path: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """Everything found: works in order of id, what could not be read, what was passed over."""

    works: tuple[WorkSource, ...]
    failures: tuple[Failure, ...]
    skipped: tuple[str, ...]


def discover(paths: Sequence[Path]) -> Discovery:
    """Find the works under ``paths``. Raises ``FileNotFoundError`` for a path that is not there.

    Links that lead out of the folder given, pipes and devices are failures, never followed.
    """
    found = _Found()
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} is not there; give a file or folder that is")
        if path.is_dir():
            _walk(path, path.resolve(), found)
        elif path.name == WORK_FILE:
            _table_work(path.parent, found)
        else:
            found.loose.append((path, path.parent))
    return found.result()


@dataclass
class _Found:
    tables: list[WorkSource] = field(default_factory=list)
    loose: list[tuple[Path, Path]] = field(default_factory=list)  # file, folder it was found under
    failures: list[Failure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def fail(self, path: Path, reason: str) -> None:
        self.failures.append(Failure(path=str(path), reason=reason))

    def result(self) -> Discovery:
        works: dict[str, WorkSource] = {}
        for work in [*self.tables, *_loose_works(self.loose)]:
            if work.id in works:
                work = _renamed(work)
            works[work.id] = work
        return Discovery(
            works=tuple(works[key] for key in sorted(works)),
            failures=tuple(self.failures),
            skipped=tuple(self.skipped),
        )


def _walk(folder: Path, root: Path, found: _Found) -> None:
    if (folder / WORK_FILE).is_file():
        _table_work(folder, found)
        return
    try:
        children = sorted(os.scandir(folder), key=lambda child: child.name)
    except OSError as error:
        found.fail(folder, f"The folder cannot be read ({error.strerror}); check its permissions.")
        return
    for child in children:
        path = folder / child.name
        if child.is_symlink() and not _within(path, root):
            found.fail(path, "It is a link that leads out of the folder or nowhere; copy the file.")
        elif child.is_dir():
            if not child.name.startswith("."):
                _walk(path, root, found)
        elif not child.is_file():
            found.fail(path, "It is not a regular file.")
        elif path.suffix.lower() in DOCUMENTS:
            found.loose.append((path, root))
        elif path.suffix.lower() in UNREAD:
            found.fail(path, f"{path.suffix} files are not read; save it as DOCX or PDF.")
        else:
            found.skipped.append(str(path))


def _within(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):
        return False


def _table_work(folder: Path, found: _Found) -> None:
    table_path = folder / WORK_FILE
    try:
        table = tomllib.loads(table_path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        found.fail(table_path, f"It cannot be read as TOML: {error}.")
        return
    files = []
    for row in table.get("file", []):
        path = folder / str(row.get("path", ""))
        if not path.is_file() or not _within(path, folder.resolve()):
            found.fail(path, f"{WORK_FILE} names it and it is not in the folder.")
            continue
        languages = row.get("langs") or ([row["lang"]] if row.get("lang") else [])
        files.append(
            FileSource(
                path=path,
                languages=tuple(languages),
                script=row.get("script", ""),
                origin=row.get("origin", ""),
            )
        )
    if files:
        found.tables.append(
            WorkSource(id=slug(folder.name), files=tuple(files), table=table, table_path=table_path)
        )
    elif not table.get("file"):
        found.fail(table_path, "It names no file; add a [[file]] table with a path.")


def _loose_works(loose: Sequence[tuple[Path, Path]]) -> Iterator[WorkSource]:
    groups: dict[tuple[Path, str], list[FileSource]] = {}
    for path, _ in loose:
        stem, language = split_language(path.stem)
        key = (path.parent, stem)
        if language and any(language in source.languages for source in groups.get(key, [])):
            key = (path.parent, path.stem)  # two files of one language: two works
        elif not language and key in groups:
            key = (path.parent, path.name)
        source = FileSource(path=path, languages=(language,) if language else ())
        groups.setdefault(key, []).append(source)
    for (_, stem), files in groups.items():
        yield WorkSource(id=slug(stem), files=tuple(files))


def split_language(stem: str) -> tuple[str, str]:
    """A file's stem without the language at its end, and that language's code ("" for none)."""
    match = _LANGUAGE_END.search(stem)
    if not match or match.start() == 0:
        return stem, ""
    name = match.group(1).lower()
    code = _NAMES.get(name) or next(TAGS[tag][0] for tag in TAGS if tag.lower() == name)
    return stem[: match.start()], code


def slug(name: str) -> str:
    """A work's id from a name: lower case, letters and digits of any script, parted by ``-``."""
    text = unicodedata.normalize("NFC", name).lower().replace("_", "-")
    return _NO_SLUG.sub("-", text).strip("-")[:120] or "work"


def _renamed(work: WorkSource) -> WorkSource:
    """The same work under an id of its own, for two files of one name: by its path, so that it
    stays the same from run to run."""
    path = str(work.files[0].path.resolve())
    digest = hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return WorkSource(
        id=f"{work.id}-{digest}", files=work.files, table=work.table, table_path=work.table_path
    )
