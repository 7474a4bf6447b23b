"""The beads of the specimen corpus against those set by hand, in `corpus/evaluation/beads.tsv`."""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.align_versions import VersionSegments, align_versions
from indexer.encoder import Encoder
from indexer.models import Bead
from indexer.reading import read_file
from indexer.segmenting import segments_of

CORPUS = Path(__file__).parent.parent / "corpus"
GOLD = CORPUS / "evaluation" / "beads.tsv"
#: What parts the segments of one cell of the gold.
JOINT = " ‖ "

#: The texts of a bead: the segments of both sides.
Texts = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass
class Accuracy:
    """How many beads of the gold there are, how many of them were found, and those that were not:
    work, unit, the bead."""

    beads: int = 0
    right: int = 0
    missed: list[tuple[str, str, Texts]] = field(default_factory=list)


def gold_accuracy(encoder: Encoder) -> Mapping[str, Accuracy]:
    """By pair of languages, over the units that the gold has."""
    found: dict[str, Accuracy] = defaultdict(Accuracy)
    by_work: dict[tuple[str, str, str], list[tuple[str, Texts]]] = defaultdict(list)
    for work, unit, a, b, texts in read_gold():
        by_work[work, a, b].append((unit, texts))
    versions: dict[str, dict[str, VersionSegments]] = {}
    for (work, a, b), gold in by_work.items():
        if work not in versions:
            versions[work] = dict(_versions(CORPUS / work, encoder))
        one, other = versions[work][a], versions[work][b]
        beads = {texts_of(bead, one, other) for bead in align_versions(one, other, encoder)}
        own = found[f"{a[:2]}–{b[:2]}"]
        for unit, texts in gold:
            own.beads += 1
            own.right += texts in beads
            if texts not in beads:
                own.missed.append((work, unit, texts))
    return found


def read_gold() -> Iterator[tuple[str, str, str, str, Texts]]:
    """Work, unit, both languages and the texts of each bead."""
    with GOLD.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            texts = _cell(row["text_a"]), _cell(row["text_b"])
            yield row["work"], row["unit"], row["a"], row["b"], texts


def _cell(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(JOINT)) if cell else ()


def texts_of(bead: Bead, a: VersionSegments, b: VersionSegments) -> Texts:
    """A bead by its texts."""
    return (_texts(bead.a, a), _texts(bead.b, b))


def _texts(places: Sequence[int], version: VersionSegments) -> tuple[str, ...]:
    return tuple(version.segments[place].text for place in places)


def _versions(folder: Path, encoder: Encoder) -> Iterator[tuple[str, VersionSegments]]:
    table = tomllib.loads((folder / "work.toml").read_text("utf-8"))
    for file in table["file"]:
        for item in read_file(folder / file["path"]).expressions:
            tag = "zh-Hant" if item.script == "Hant" else item.language
            yield tag, VersionSegments.of(item.language, segments_of(item), encoder)
