"""The ``align`` command: two files → segments and beads, and a translation memory of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from analyzers.detect import detect
from analyzers.languages import LANGUAGES, parse_tag
from indexer.align import Progress, align
from indexer.align_versions import VersionSegments, align_versions
from indexer.encoder import Encoder
from indexer.models import (
    Bead,
    Expression,
    Segment,
    TranslationUnit,
    UnitProperty,
    UnitVariant,
)
from indexer.reading import Reading
from indexer.segmenting import segments_of
from search_app.bitext import DOUBTFUL
from search_app.exchange.tmx import own_header, write_memory
from search_app.inspection import read_provisions
from search_app.settings import Settings


class AlignmentError(Exception):
    """The files cannot be aligned as asked. ``str(error)`` says what to do."""


@dataclass(frozen=True)
class AlignedFile:
    """One file's segments, with the BCP 47 tag of its language; ``eids`` are "" for lines."""

    name: str
    tag: str
    texts: Sequence[str]
    eids: Sequence[str]


@dataclass(frozen=True)
class AlignedFiles:
    """Two files and the beads of their segments."""

    a: AlignedFile
    b: AlignedFile
    beads: Sequence[Bead]


def align_lines(a: Path, b: Path, encoder: Encoder, progress: Progress) -> AlignedFiles:
    """Align two text files, each line of which is a segment. ``progress`` gets segments done, in
    all, and a name. Raises ``AlignmentError``, ``FileNotFoundError``."""
    files = [_lines(path) for path in (a, b)]
    codes = [parse_tag(file.tag)[0] for file in files]
    beads = align(files[0].texts, files[1].texts, encoder, (codes[0], codes[1]), progress)
    return AlignedFiles(files[0], files[1], beads)


def align_files(
    a: Path, b: Path, encoder: Encoder, settings: Settings, languages: tuple[str, str] = ("", "")
) -> AlignedFiles:
    """Align a version in each of two files, or two versions of one file.

    ``languages`` name the versions, "" for the only one or, in the second file, one in another
    language than the first. Raises ``AlignmentError``, ``ExtractionError``,
    ``FileNotFoundError``.
    """
    readings = [read_provisions(path, settings) for path in (a, b)]
    first = _chosen(readings[0], a, languages[0], without="")
    # Two files in one language may be two versions of it; in one file the other version is meant.
    alike = [_tag(item) for item in readings[1].expressions] == [_tag(first)]
    without = "" if alike and not _one_file(a, b) else _tag(first)
    second = _chosen(readings[1], b, languages[1], without=without)
    own = [
        VersionSegments.of(item.language, segments_of(item), encoder) for item in (first, second)
    ]
    beads = align_versions(own[0], own[1], encoder)
    files = [
        AlignedFile(path.name, _tag(item), _texts(one.segments), [s.eid for s in one.segments])
        for path, item, one in zip((a, b), (first, second), own, strict=True)
    ]
    return AlignedFiles(files[0], files[1], beads)


def aligned_json(aligned: AlignedFiles) -> dict[str, Any]:
    """What ``--json`` prints: segments of both sides, and beads by their positions from 0."""
    return {
        "a": list(aligned.a.texts),
        "b": list(aligned.b.texts),
        "languages": [aligned.a.tag, aligned.b.tag],
        "eids": {"a": list(aligned.a.eids), "b": list(aligned.b.eids)},
        "beads": [
            {"a": list(bead.a), "b": list(bead.b), "confidence": round(bead.confidence, 4)}
            for bead in aligned.beads
        ],
    }


def print_aligned(aligned: AlignedFiles) -> None:
    """The beads for a person: both texts, with the confidence where it is low."""
    for bead in aligned.beads:
        doubt = f"  [{bead.confidence:.0%}]" if bead.confidence < DOUBTFUL else ""
        for sign, places, file in (("<", bead.a, aligned.a), (">", bead.b, aligned.b)):
            click.echo(f"{sign} {' '.join(file.texts[place] for place in places) or '–'}{doubt}")
            doubt = ""
        click.echo("")
    doubtful = sum(bead.confidence < DOUBTFUL for bead in aligned.beads)
    click.echo(
        f"{len(aligned.a.texts)} and {len(aligned.b.texts)} segments, {len(aligned.beads)} beads, "
        f"{doubtful} doubtful",
        err=True,
    )


def write_aligned(aligned: AlignedFiles, target: Path) -> int:
    """Write the beads with two sides as TMX; how many those are."""
    named = (UnitProperty("x-file-a", aligned.a.name), UnitProperty("x-file-b", aligned.b.name))
    header = own_header(aligned.a.tag, named)
    units = list(_units(aligned))
    with target.open("wb") as stream:
        write_memory(header, units, stream)
    return len(units)


def _units(aligned: AlignedFiles) -> Iterator[TranslationUnit]:
    for number, bead in enumerate(aligned.beads, 1):
        if bead.a and bead.b:
            properties = [
                UnitProperty("x-confidence", f"{bead.confidence:.2f}"),
                UnitProperty("x-status", "automatic"),
            ]
            if eid := aligned.a.eids[bead.a[0]]:
                properties.insert(0, UnitProperty("x-eid", eid))
            yield TranslationUnit(
                id=f"{number}",
                variants=(_variant(aligned.a, bead.a), _variant(aligned.b, bead.b)),
                properties=tuple(properties),
            )


def _variant(file: AlignedFile, places: Sequence[int]) -> UnitVariant:
    language, script = parse_tag(file.tag)
    joint = " " if LANGUAGES[language].spaced or language == "km" else ""
    return UnitVariant(
        tag=file.tag,
        language=language,
        script=script,
        text=joint.join(file.texts[place] for place in places),
        properties=(UnitProperty("x-file", file.name),),
    )


# --------------------------------------------------------------------------- what is read


def _lines(path: Path) -> AlignedFile:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise AlignmentError(f"{path} is not UTF-8 text; convert it and try again") from None
    if lines and not lines[-1]:
        lines.pop()
    texts = [line.removesuffix("\r") for line in lines]
    if not any(text.strip() for text in texts):
        raise AlignmentError(f"{path} has no line with text; give a file that has")
    found = detect("\n".join(texts))
    tag = LANGUAGES[found.language].tag(found.script) if found.language in LANGUAGES else ""
    if not tag:
        raise AlignmentError(
            f"{path} is in no language that is known here; give a text in "
            f"{', '.join(language.name for language in LANGUAGES.values())}"
        )
    return AlignedFile(path.name, tag, texts, [""] * len(texts))


def _chosen(reading: Reading, path: Path, tag: str, *, without: str) -> Expression:
    """The version of a file to align: the one ``tag`` names, or the only one that is not
    ``without``."""
    if not reading.expressions:
        said = "; ".join(reading.warnings)
        raise AlignmentError(
            f"{path.name} holds no text in Khmer, Chinese or English"
            f"{f' ({said})' if said else ''}; give another copy of it"
        )
    known = ", ".join(map(_tag, reading.expressions))
    if tag:
        code, script = parse_tag(tag)
        found = [
            item
            for item in reading.expressions
            if item.language == code and (tag == code or item.script == script)
        ]
        if len(found) != 1:
            raise AlignmentError(f"{path.name} has no one version in {tag}; it has: {known}")
        return found[0]
    found = [item for item in reading.expressions if _tag(item) != without]
    if len(found) != 1:
        raise AlignmentError(
            f"{path.name} holds {known}; choose a version by --lang-a or --lang-b"
            if found
            else f"{path.name} holds {known} alone; give another version in the other file"
        )
    return found[0]


def _one_file(a: Path, b: Path) -> bool:
    return a.resolve() == b.resolve()


def _tag(item: Expression) -> str:
    return LANGUAGES[item.language].tag(item.script)


def _texts(segments: Sequence[Segment]) -> list[str]:
    return [segment.text for segment in segments]
