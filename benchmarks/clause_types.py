"""Measure how well provisions are labelled with clause types, against labels set by hand.

    python -m benchmarks.clause_types [--part tuned|held-out] [--confusion] [--json]

The labels are those of `corpus/evaluation/clauses.tsv`, the texts the sources of the specimen
corpus in all their languages, judged together as an index has them. Patterns and weights were made
looking at the works whose part is `tuned`, and at no others. Confidence: labels by how sure they
were said to be, and how many of them were right.
"""

import argparse
import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from analyzers.clause_types import ClauseLabel, Version, label
from corpus.rendering.source import Node, Source, read_source

CORPUS = Path(__file__).parents[1] / "corpus"
GOLD = CORPUS / "evaluation" / "clauses.tsv"
PARTS = ("tuned", "held-out")
#: Where the confidence of labels is parted, for the table of how many were right.
BINS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A provision with its right labels, the main one first. ``key`` is ``WORK/EID``."""

    key: str
    part: str
    right: tuple[str, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Tally:
    """Of one type: how often it is a label rightly, as found, and in truth."""

    hits: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        """Of the labels found, the share that is right; 0 where none is found."""
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Of the right labels, the share that is found."""
        return self.hits / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.hits / (self.found + self.true) if self.found + self.true else 0.0


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What was measured on some cases. Macro-F1 is the mean over the types that are right
    somewhere among them; ``main`` is of main labels alone, each case counting once."""

    cases: int
    labels: dict[str, Tally]
    main: dict[str, Tally]
    confusion: Counter[tuple[str, str]]
    calibration: list[tuple[float, float, int, float, float]]

    @property
    def macro_f1(self) -> float:
        """Of all labels."""
        return _macro(self.labels)

    @property
    def main_macro_f1(self) -> float:
        """Of main labels."""
        return _macro(self.main)

    @property
    def main_accuracy(self) -> float:
        """The share of provisions whose main label is right."""
        return sum(tally.hits for tally in self.main.values()) / self.cases


def cases(part: str = "") -> list[Case]:
    """The provisions of the gold, or those of one part of it."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    works = sorted({row["key"].split("/")[0] for row in rows})
    sources = {work: _sources(work) for work in works}
    return [
        Case(
            key=row["key"],
            part=row["part"],
            right=(row["main"], *row["also"].split()),
            versions=_versions(sources[row["key"].split("/")[0]], row["key"].split("/")[1]),
        )
        for row in rows
        if part in ("", row["part"])
    ]


def measure(asked: Sequence[Case]) -> Measured:
    """Label the cases and compare with what is right."""
    found = [(case, label(case.versions)) for case in asked]
    confusion = Counter((case.right[0], labels[0].clause) for case, labels in found)
    return Measured(
        cases=len(asked),
        labels=_tallies(
            (set(case.right), {one.clause for one in labels}) for case, labels in found
        ),
        main=_tallies(({case.right[0]}, {labels[0].clause}) for case, labels in found),
        confusion=Counter({pair: count for pair, count in confusion.items() if pair[0] != pair[1]}),
        calibration=_calibration(found),
    )


def _sources(work: str) -> list[Source]:
    return [read_source(path) for path in sorted((CORPUS / "sources" / work).glob("*.src"))]


def _versions(sources: Sequence[Source], eid: str) -> tuple[Version, ...]:
    return tuple(
        _version(source, place)
        for source in sources
        for place, node in enumerate(source.nodes)
        if node.eid == eid
    )


def _version(source: Source, place: int) -> Version:
    """A provision in one language; a paragraph of an article knows the article's heading."""
    node = source.nodes[place]
    parent = node.eid.rpartition("__")[0]
    above = next((one for one in source.nodes if one.eid == parent), None)
    return Version(
        language=source.language,
        heading=node.heading,
        text="\n".join(_lines(source, node)),
        kind=node.kind,
        context=above.heading if above is not None and above.kind == "art" else "",
    )


def _lines(source: Source, node: Node) -> Iterable[str]:
    for own in source.nodes:
        if own is node or own.eid.startswith(f"{node.eid}__"):
            num = f"{own.num} " if own.kind == "point" and own.num else ""
            yield from (f"{num}{line}" for line in own.lines)


def _tallies(pairs: Iterable[tuple[set[str], set[str]]]) -> dict[str, Tally]:
    hits: Counter[str] = Counter()
    found: Counter[str] = Counter()
    true: Counter[str] = Counter()
    for right, said in pairs:
        hits.update(right & said)
        found.update(said)
        true.update(right)
    return {name: Tally(hits[name], found[name], true[name]) for name in sorted(found | true)}


def _macro(tallies: dict[str, Tally]) -> float:
    own = [tally.f1 for tally in tallies.values() if tally.true]
    return sum(own) / len(own)


def _calibration(
    found: Sequence[tuple[Case, Sequence[ClauseLabel]]],
) -> list[tuple[float, float, int, float, float]]:
    """Of each bin that has labels: its ends, how many, their mean confidence, the share right.
    The first label of a case is right if it is its main one, a further one if it is a label."""
    said = [
        (one.confidence, one.clause == case.right[0] if place == 0 else one.clause in case.right)
        for case, labels in found
        for place, one in enumerate(labels)
    ]
    rows = []
    for low, high in pairwise(BINS):
        own = [(sure, right) for sure, right in said if low <= sure < high]
        if own:
            sure = sum(one for one, _ in own) / len(own)
            rows.append((low, high, len(own), sure, sum(right for _, right in own) / len(own)))
    return rows


# --------------------------------------------------------------------------- shown


def measured_json(measured: Measured) -> dict[str, Any]:
    """Everything that was measured."""
    return {
        "provisions": measured.cases,
        "macro_f1": round(measured.macro_f1, 4),
        "main_macro_f1": round(measured.main_macro_f1, 4),
        "main_accuracy": round(measured.main_accuracy, 4),
        "types": {
            name: {
                "precision": round(tally.precision, 4),
                "recall": round(tally.recall, 4),
                "f1": round(tally.f1, 4),
                "provisions": tally.true,
            }
            for name, tally in measured.labels.items()
        },
        "confusion": [
            {"right": right, "found": found, "provisions": count}
            for (right, found), count in measured.confusion.most_common()
        ],
        "calibration": [
            {"from": low, "to": min(high, 1.0), "labels": count, "said": sure, "right": right}
            for low, high, count, sure, right in measured.calibration
        ],
    }


def print_measured(
    name: str, measured: Measured, confusion: bool, say: Callable[..., None]
) -> None:
    """The same for a reader."""
    say(
        f"{name}: {measured.cases} provisions, macro-F1 {measured.macro_f1:.3f} of all labels, "
        f"{measured.main_macro_f1:.3f} of main labels, main label right in "
        f"{measured.main_accuracy:.3f}"
    )
    say(f"  {'type':26}{'precision':>10}{'recall':>8}{'F1':>7}{'provisions':>12}")
    for clause, tally in sorted(measured.labels.items(), key=lambda item: item[1].f1):
        say(
            f"  {clause:26}{tally.precision:10.2f}{tally.recall:8.2f}{tally.f1:7.2f}{tally.true:12}"
        )
    if confusion:
        for (right, found), count in measured.confusion.most_common():
            say(f"  {right} taken for {found}: {count}")
    say("  confidence      labels    said   right")
    for low, high, count, sure, right in measured.calibration:
        say(f"  {low:.2f} to {min(high, 1):.2f}{count:10}{sure:8.2f}{right:8.2f}")


def main() -> None:
    """Measure the whole gold and its parts, or the part that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--confusion", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    parts = {given.part: given.part} if given.part else {"all": "", **{p: p for p in PARTS}}
    measured = {name: measure(cases(part)) for name, part in parts.items()}
    if given.json:
        print(json.dumps({name: measured_json(one) for name, one in measured.items()}, indent=2))
        return
    for name, one in measured.items():
        print_measured(name, one, given.confusion, print)


if __name__ == "__main__":
    main()
