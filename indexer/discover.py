"""Paths as given → the works to index: which files belong together, and what `work.toml` says.

A folder with a ``work.toml`` is one work and its files are those the table lists. What the other
documents make is told in ``file_groups``. A file that is given alone brings its whole work along,
so that no version of it is lost. Each file counts once, however many paths and links lead to it.
"""

import os
import re
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.file_groups import loose_works
from indexer.identities import distinct, slug
from indexer.places import is_file, is_within, place_of, shown
from indexer.sources import Discovery, Failure, FileSource, WorkSource
from indexer.work_table import WORK_FILE, TableError, read_table

#: Suffixes of files that are read.
DOCUMENTS = frozenset({".pdf", ".docx", ".html", ".htm", ".xhtml", ".txt"})
#: Suffixes of documents that are not read: named as failed, since leaving them out unsaid would
#: look as if the collection were whole.
UNREAD = frozenset({".doc", ".rtf", ".odt", ".wps", ".pages", ".ppt", ".pptx", ".xls", ".xlsx"})
#: What programs and systems leave beside documents; nobody misses it.
LEFTOVERS = re.compile(
    r"~\$.*|\._.*|\.~lock\..*|\.DS_Store|Thumbs\.db|desktop\.ini", re.IGNORECASE | re.DOTALL
)


def check_paths(paths: Sequence[Path]) -> None:
    """Raise ``FileNotFoundError`` for a path that is not there."""
    for path in paths:
        try:
            os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            raise FileNotFoundError(
                f"{shown(path)} is not there; give a file or folder that is"
            ) from None
        except OSError:
            continue  # it is there, and named as failed when it is to be read


def discover(paths: Sequence[Path]) -> Discovery:
    """Find the works under ``paths``. Raises ``FileNotFoundError`` for a path that is not there.

    Links that lead out of the folder given, pipes and devices are failures, never followed.
    """
    check_paths(paths)
    found = _Found()
    for path in _outermost_first(paths):
        _take(path, found)
    while found.folders or found.linked:
        _walk(*(found.folders or found.linked).popleft(), found)
    return found.result()


@dataclass(frozen=True)
class _Table:
    """The work of a table, None where it cannot be used, and what is wrong with it or its files."""

    work: WorkSource | None
    failures: tuple[Failure, ...] = ()


@dataclass
class _Found:
    """What was found so far.

    ``tables`` that were read, by the place of their folder; those of ``wanted`` are indexed.
    ``folders`` are to be walked, each with the root it was found under, and after them ``linked``:
    links to folders, most of which lead to one that was walked. ``loose`` are the documents of
    folders, ``single`` those given alone.
    """

    tables: dict[str, _Table] = field(default_factory=dict)
    wanted: dict[str, None] = field(default_factory=dict)
    folders: deque[tuple[Path, Path]] = field(default_factory=deque)
    linked: deque[tuple[Path, Path]] = field(default_factory=deque)
    walked: set[str] = field(default_factory=set)
    loose: list[Path] = field(default_factory=list)
    single: list[Path] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def fail(self, path: Path, reason: str) -> None:
        self.failures.append(_failure(path, reason))

    def table(self, folder: Path) -> WorkSource | None:
        """The work of a folder's table, read once; None for one that cannot be used."""
        place = place_of(folder)
        if place not in self.tables:
            self.tables[place] = _read_work(folder)
        return self.tables[place].work

    def want(self, folder: Path) -> None:
        """Index the work of a folder's table, and name what is wrong with it."""
        self.table(folder)
        place = place_of(folder)
        if place not in self.wanted:
            self.wanted[place] = None
            self.failures += self.tables[place].failures

    def result(self) -> Discovery:
        wanted = [self.tables[place].work for place in self.wanted]
        tables = [work for work in wanted if work and work.files]
        claimed = {place_of(file.path) for work in tables for file in work.files}
        loose = self._once(self.loose, claimed)
        claimed.update(map(place_of, loose))
        works = [*tables, *loose_works(loose), *_whole_works(self.single, claimed)]
        return Discovery(
            works=tuple(sorted(distinct(works), key=lambda work: work.id)),
            failures=tuple(self.failures),
            skipped=tuple(self.skipped),
        )

    def _once(self, paths: Iterable[Path], claimed: set[str]) -> list[Path]:
        """Each file by one path, those of tables left out: a link only counts where what it leads
        to was not found itself."""
        files: dict[str, Path] = {}
        for path in sorted(paths, key=lambda path: (path.is_symlink(), path)):
            place = place_of(path)
            if place not in claimed and place not in files:
                files[place] = path
            elif path.is_symlink():
                self.skipped.append(shown(path))
        return list(files.values())


def _outermost_first(paths: Sequence[Path]) -> list[Path]:
    """Folders before what lies in them, which then is found already, and by one root."""
    return sorted(paths, key=lambda path: len(Path(os.path.realpath(path)).parts))


def _take(path: Path, found: _Found) -> None:
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        found.fail(path, f"It cannot be read ({error.strerror}); check it and its permissions.")
        return
    if stat.S_ISREG(mode) and path.name == WORK_FILE:
        found.want(path.parent)
    elif stat.S_ISREG(mode):
        if not _take_owner(path, found):
            found.single.append(path)
    elif stat.S_ISDIR(mode):
        _take_owner(path, found)
        found.folders.append((path, path.resolve()))
    else:
        found.fail(path, "It is not a regular file; give documents, or a folder of them.")


def _take_owner(path: Path, found: _Found) -> bool:
    """Index the work of the table in a folder above that lists ``path`` or something in it.

    Whether there is one. A table beside a file that cannot be used counts as if it did: what it
    lists is not to be indexed without it.
    """
    place = path.resolve()
    for parent in place.parents:
        beside = parent == place.parent and is_file(place)
        folder = path.parent if beside and path.parent.resolve() == parent else parent
        if not is_file(folder / WORK_FILE):
            continue
        work = found.table(folder)
        lists = work is not None and any(is_within(file.path, place) for file in work.files)
        if lists or (work is None and beside):
            found.want(folder)
            return True
    return False


def _walk(folder: Path, root: Path, found: _Found) -> None:
    place = place_of(folder)
    if place in found.walked:
        if folder.is_symlink():
            found.skipped.append(shown(folder))
        return
    found.walked.add(place)
    try:
        children = sorted(os.scandir(folder), key=lambda child: child.name)
        # Asked here even of a folder that can be listed: it may not let its files be looked at.
        is_work = (folder / WORK_FILE).is_file()
    except OSError as error:
        found.fail(folder, f"The folder cannot be read ({error.strerror}); check its permissions.")
        return
    if is_work:
        found.want(folder)
        return
    for child in children:
        if not LEFTOVERS.fullmatch(child.name):
            _look_at(folder / child.name, child, root, found)


def _look_at(path: Path, child: "os.DirEntry[str]", root: Path, found: _Found) -> None:
    try:
        if child.is_symlink() and not is_within(path, root):
            found.fail(path, "It is a link that leads out of the folder or nowhere; copy the file.")
        elif child.is_dir():
            if child.is_symlink():
                found.linked.append((path, root))  # after all folders, which it may lead to
            elif not child.name.startswith("."):
                found.folders.append((path, root))
        elif not child.is_file():
            found.fail(path, "It is not a regular file.")
        elif path.suffix.lower() in DOCUMENTS:
            found.loose.append(path)
        elif path.suffix.lower() in UNREAD:
            found.fail(path, f"{path.suffix} files are not read; save it as DOCX or PDF.")
        else:
            found.skipped.append(shown(path))
    except OSError as error:
        found.fail(path, f"It cannot be looked at ({error.strerror}); check its permissions.")


def _failure(path: Path, reason: str) -> Failure:
    return Failure(path=shown(path), reason=reason)


def _read_work(folder: Path) -> _Table:
    table_path = folder / WORK_FILE
    if not is_within(table_path, folder.resolve()):
        reason = "It is a link that leads out of the folder; copy the file."
        return _Table(None, (_failure(table_path, reason),))
    try:
        table = read_table(table_path)
    except TableError as error:
        return _Table(None, (_failure(table_path, str(error)),))
    paths = [(folder / row.path, row) for row in table.files]
    missing = {
        path for path, _ in paths if not (is_within(path, folder.resolve()) and is_file(path))
    }
    work = WorkSource(
        id=slug(folder.resolve().name),
        files=tuple(
            FileSource(path=path, languages=row.languages, script=row.script, origin=row.origin)
            for path, row in paths
            if path not in missing
        ),
        missing=tuple(sorted(missing)),
        table=table.values,
        table_path=table_path,
        table_sha256=table.sha256,
    )
    reason = (
        f"{WORK_FILE} names it and it is not in the folder; correct the table, or add the file."
    )
    return _Table(work, tuple(_failure(path, reason) for path in sorted(missing)))


def _whole_works(paths: Iterable[Path], claimed: set[str]) -> Iterator[WorkSource]:
    """The works of files given alone, with the versions that lie beside them."""
    given: dict[str, Path] = {}
    for path in paths:
        given.setdefault(place_of(path), path)
    files = {place: path for place, path in given.items() if place not in claimed}
    beside = {
        place: sibling
        for folder in {path.parent for path in files.values()}
        for sibling in _documents(folder)
        if (place := place_of(sibling)) not in claimed
    }
    for work in loose_works((files | beside).values()):
        if any(place_of(file.path) in files for file in work.files):
            yield work


def _documents(folder: Path) -> list[Path]:
    """Documents that lie in a folder, as far as it can be listed; no links."""
    try:
        children = list(os.scandir(folder))
    except OSError:
        return []
    return [
        folder / child.name
        for child in children
        if Path(child.name).suffix.lower() in DOCUMENTS
        and not LEFTOVERS.fullmatch(child.name)
        and child.is_file(follow_symlinks=False)
    ]
