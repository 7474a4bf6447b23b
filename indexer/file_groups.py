"""Files outside a table → works: which of the documents of a folder are versions of one another.

Files whose names differ only by a language at the end (``treaty_en.pdf``, ``treaty.km.docx``) are
the versions of one work, one a language and Chinese script; those named by a language alone
(``en.txt``, ``zh.pdf``) are the versions of what their folder is named after. Any other document is
a work of its own.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from analyzers.languages import TAGS
from indexer.identities import slug
from indexer.sources import FileSource, WorkSource

_NAMES = {"khm": "km", "zho": "zh", "chi": "zh", "eng": "en", "khmer": "km", "english": "en"}
_LANGUAGE_END = re.compile(
    r"(?:^|(?<=.)[-_. ])(" + "|".join(sorted({*TAGS, *_NAMES}, key=len, reverse=True)) + r")$",
    re.IGNORECASE,
)
#: Scripts, "" for one not named, that make two versions in one language.
_TWO_VERSIONS = ({"Hans", "Hant"}, {"", "Hant"})


class NamedLanguage(NamedTuple):
    """A file's stem without the language at its end, and that language: code and script, ""
    where the name does not say."""

    stem: str
    language: str
    script: str


def split_language(stem: str) -> NamedLanguage:
    """Tell the language at the end of a file's stem apart: ``treaty-zh-Hant`` → ``treaty``, ``zh``,
    ``Hant``. Nothing may be left: ``en`` → "", ``en``."""
    match = _LANGUAGE_END.search(stem)
    if not match:
        return NamedLanguage(stem, "", "")
    name = match.group(1).lower()
    tag = _NAMES.get(name) or next(tag for tag in TAGS if tag.lower() == name)
    code, script = TAGS[tag]
    return NamedLanguage(stem[: match.start()], code, script if "-" in tag else "")


@dataclass
class _Group:
    name: str
    files: list[FileSource] = field(default_factory=list)

    def takes(self, named: NamedLanguage) -> bool:
        """Whether none of its files is the same version. ``zh`` without a script may well be the
        simplified one, so it goes together with the traditional one only."""
        scripts = [file.script for file in self.files if named.language in file.languages]
        return all({named.script, script} in _TWO_VERSIONS for script in scripts)


def loose_works(paths: Iterable[Path]) -> Iterator[WorkSource]:
    """The works that files make, whatever the order of ``paths``; ids may still be alike."""
    groups: dict[tuple[Path, str], _Group] = {}
    for path in sorted(paths):
        named = split_language(path.stem)
        source = FileSource(
            path=path,
            languages=(named.language,) if named.language else (),
            script=named.script,
        )
        if not named.language:
            group = _Group(path.stem)
            groups[path.parent, f"{path.name}/"] = group
        else:
            name = named.stem or path.parent.resolve().name
            group = groups.setdefault((path.parent, named.stem), _Group(name))
            if not group.takes(named):
                group = groups[path.parent, f"{path.name}/"] = _Group(path.stem)
        group.files.append(source)
    for group in groups.values():
        yield WorkSource(id=slug(group.name), files=tuple(group.files))
