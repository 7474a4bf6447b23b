"""Parallel text from translation memories: tab-separated tables and TMX.

A table's first line has the names of its columns: ``text_a``, ``text_b``, and ``source`` and
``licence`` where they are known; its languages are its name's (``en-km.tsv``,
``en-zh-Hant.tsv.gz``). Or the columns of text are named by their languages (``en``, ``km``, …).
A TMX file says itself in which language each variant is; every two languages of a unit make a
pair.
"""

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from analyzers.languages import LANGUAGES, parse_tag
from indexer.tmx import TmxError, read_tmx

#: Licences whose texts are left out: a model made of them might have to be under them.
REFUSED_LICENCES = re.compile(r"\b[AL]?GPL|General\s+Public\s+Licen[cs]e", re.IGNORECASE)
#: What the column or property of a text's licence is called.
_LICENCE = ("licence", "license")
_NAME = re.compile(r"([a-z]{2})-([a-z]{2})(?:-(?:Hans|Hant))?$")
_TABLES = (".tsv", ".tsv.gz")


class TrainingError(Exception):
    """The model cannot be trained from this. ``str(error)`` says what to do."""


class Pair(NamedTuple):
    """A text and its translation; ``language_a`` comes before ``language_b`` in the alphabet."""

    language_a: str
    text_a: str
    language_b: str
    text_b: str
    source: str


@dataclass(frozen=True)
class PairFiles:
    """What was read: unique pairs in order, how many were left out for which licence, and the
    licences that each source names."""

    pairs: Sequence[Pair]
    left_out: Counter[str] = field(default_factory=Counter)
    licences: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def counted(self) -> Counter[tuple[str, str]]:
        """How many pairs there are of each two languages (``en-km``) and source."""
        return Counter((f"{one.language_a}-{one.language_b}", one.source) for one in self.pairs)


def read_pairs(paths: Iterable[Path], *, leave_out: Iterable[str] = ()) -> PairFiles:
    """Read files, and the tables and TMX files of folders. ``leave_out`` names sources that are
    not to be used. Raises ``TrainingError`` for a file that cannot be read or has no pair, and
    where every pair was left out."""
    unwanted = frozenset(leave_out)
    pairs: dict[Pair, None] = {}
    left_out: Counter[str] = Counter()
    licences: dict[str, dict[str, None]] = defaultdict(dict)
    for path in _files(paths):
        found = 0
        for pair, licence in _tmx(path) if path.suffix == ".tmx" else _table(path):
            found += 1
            if REFUSED_LICENCES.search(licence):
                left_out[licence] += 1
            elif pair.source not in unwanted:
                pairs[pair] = None
                licences[pair.source][licence] = None
        if not found:
            raise TrainingError(f"{path} holds no pair of Khmer, Chinese or English texts")
    if not pairs:
        theirs = f" ({', '.join(sorted(left_out))})" if left_out else ""
        raise TrainingError(
            f"every pair was left out, for its licence{theirs} or its source; texts under the GPL "
            "or its kin are never used: give others"
        )
    named = {source: [one for one in each if one] for source, each in licences.items()}
    return PairFiles(list(pairs), left_out, named)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = [one for one in sorted(path.iterdir()) if _is_readable(one)]
            if not inside:
                raise TrainingError(f"{path} holds no .tsv, .tsv.gz or .tmx file")
            yield from inside
        elif not path.exists():
            raise TrainingError(f"{path} is not there; name a file or folder of parallel text")
        elif not _is_readable(path):
            raise TrainingError(f"{path} is neither a table (.tsv, .tsv.gz) nor a .tmx file")
        else:
            yield path


def _is_readable(path: Path) -> bool:
    return path.name.endswith((*_TABLES, ".tmx"))


def _pair(language_a: str, text_a: str, language_b: str, text_b: str, source: str) -> Pair:
    if language_a > language_b:
        language_a, text_a, language_b, text_b = language_b, text_b, language_a, text_a
    return Pair(language_a, text_a, language_b, text_b, source)


def _table(path: Path) -> Iterator[tuple[Pair, str]]:
    stem = path.name.removesuffix(".gz").removesuffix(".tsv")
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="\n") as stream:
            names = next(stream, "").rstrip("\r\n").split("\t")
            place_a, language_a, place_b, language_b = _text_columns(path, stem, names)
            for line in stream:
                row = dict(zip(names, line.rstrip("\r\n").split("\t"), strict=False))
                text_a, text_b = row.get(place_a, "").strip(), row.get(place_b, "").strip()
                if text_a and text_b:
                    source = row.get("source") or stem
                    pair = _pair(language_a, text_a, language_b, text_b, source)
                    yield pair, " ".join(row[name] for name in _LICENCE if row.get(name))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path} cannot be read as a UTF-8 table ({error})") from None


def _text_columns(path: Path, stem: str, names: Sequence[str]) -> tuple[str, str, str, str]:
    """The two columns of text with their languages."""
    named = [(name, code) for name in names if (code := _column_language(name))]
    if len(named) == 2:
        (first, code), (second, other) = named
    elif {"text_a", "text_b"} <= set(names) and (match := _NAME.match(stem)):
        (first, code), (second, other) = ("text_a", match[1]), ("text_b", match[2])
    else:
        raise TrainingError(
            f"{path}: the first line must name two columns by language (en, km, zh), or the file "
            "be called like en-km.tsv with columns text_a and text_b"
        )
    if code == other or {code, other} - LANGUAGES.keys():
        raise TrainingError(f"{path}: {code} and {other} are not two of {', '.join(LANGUAGES)}")
    return first, code, second, other


def _column_language(name: str) -> str | None:
    try:
        return parse_tag(name)[0]
    except ValueError:
        return None


def _tmx(path: Path) -> Iterator[tuple[Pair, str]]:
    """Pairs of a TMX file."""
    try:
        for unit in read_tmx(path):
            described = [*unit.properties, *(one for v in unit.variants for one in v.properties)]
            licence = " ".join(one.text for one in described if one.type in _LICENCE)
            variants = [
                (variant.language, text)
                for variant in unit.variants
                if variant.language in LANGUAGES and (text := " ".join(variant.text.split()))
            ]
            for (code, text), (other, translated) in combinations(variants, 2):
                if code != other:
                    yield _pair(code, text, other, translated, path.stem), licence
    except TmxError as error:
        raise TrainingError(str(error)) from None
