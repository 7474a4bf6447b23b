"""Measure, and fit, how well the concordance marks the rendering of a match.

    python -m benchmarks.renderings --index INDEX [--model MODEL]
                                    [--write search_app/rendering_weights.toml]

INDEX is of the specimen corpus; the right runs are those of `corpus/evaluation/renderings.tsv`.
Weights are those under which the right runs are likeliest among all of their sentences (maximum
entropy), by L-BFGS, with a penalty on large ones; figures are of two halves, each measured with the
weights of the other. To tell how often something is marked where nothing is right, each match is
also given the counterpart of another line, of which none of its renderings is a part.
"""

import argparse
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from analyzers.query import analyse_query
from indexer.encoder import open_encoder
from indexer.engine import open_reader
from search_app.association import Backgrounds
from search_app.collection_occurrences import CollectionSource
from search_app.occurrences import Asked
from search_app.rendering_names import Names
from search_app.rendering_runs import FEATURES
from search_app.renderings import Case, Cutter, Marker, WordRows, cases_of, seen_in
from search_app.searcher import Searcher
from search_app.work_views import WorkViews

GOLD = Path(__file__).parents[1] / "corpus" / "evaluation" / "renderings.tsv"
#: How much large weights cost.
PENALTY = 0.0025
#: Occurrences walked for a query.
LIMIT = 2_000
ROWS = ("near", "inside", "covered", "linked")
TEXTS = ("length", "whole", "broken")
#: What is measured: which features take part.
WAYS = {
    "association": ("associated", *TEXTS),
    "association and names": ("associated", "named", *TEXTS),
    "rows": (*ROWS, *TEXTS),
    "rows and association": (*ROWS, "associated", *TEXTS),
    "rows, association and names": FEATURES,
}
#: What the weights of encoders without rows are made of.
WORDS = WAYS["association and names"]

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Example:
    """A match whose right runs are known: the ``features`` of every run, which of them are
    ``right``, and which overlap one that is; none where nothing renders it. ``wrong`` are the
    features of the runs of a sentence that does not translate it, empty where there is none."""

    features: Numbers
    right: Flags
    near: Flags
    wrong: Numbers


def examples(searcher: Searcher) -> Iterator[Example]:
    """Every line of the gold."""
    source, rows, backgrounds = CollectionSource(searcher, WorkViews()), WordRows(), Backgrounds()
    with GOLD.open(encoding="utf-8", newline="") as file:
        gold = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    known = [_found(source, line) for line in gold]
    generation = searcher.reader.info().generation
    for line, (case, cases) in zip(gold, known, strict=True):
        pair = (line["lang"], line["to"])
        marker = Marker(
            searcher.encoder,
            rows,
            Names(*pair, searcher.termbase),
            backgrounds.of(searcher.reader, generation, pair),
            seen_in(cases),
        )
        others = [
            one
            for (one, _), other in zip(known, gold, strict=True)
            if (other["lang"], other["to"]) == pair and other["query"] != line["query"]
        ]
        renderings = [one for one in line["renderings"].split(" | ") if one]
        yield _example(marker, case, others, renderings)


def _found(source: CollectionSource, line: dict[str, str]) -> tuple[Case, list[Case]]:
    """The match that a line of the gold means, and all matches of its query."""
    query = f'"{line["query"]}"'
    asked = Asked(
        query=query,
        analysis=analyse_query(query),
        language=line["lang"],
        targets=(line["to"],),
        limit=LIMIT,
    )
    cases = [case for case in cases_of(source.walk(asked).occurrences, 0) if case]
    return _meant(cases, line), cases


def _meant(cases: Sequence[Case], line: dict[str, str]) -> Case:
    here = [
        case
        for case in cases
        if case.occurrence.id == line["id"]
        and any(
            one.shown == line["sentence"] and one.start <= case.occurrence.start < one.end
            for one in case.counterpart.own
        )
    ]
    return here[int(line["nth"]) - 1]


def _example(
    marker: Marker, case: Case, others: Sequence[Case], renderings: Sequence[str]
) -> Example:
    right, near = [], []
    for sentence, runs in zip(case.theirs, case.runs, strict=True):
        spans = [
            (at, at + len(one))
            for one in renderings
            for at in range(sentence.passage.start, sentence.passage.end - len(one) + 1)
            if sentence.passage.text.startswith(one, at)
        ]
        for start, end in map(runs.place, range(len(runs))):
            right.append((start, end) in spans)
            near.append(any(start < b and a < end for a, b in spans))
    return Example(
        _features(marker, case),
        np.array(right),
        np.array(near),
        _wrong(marker, case, others, renderings),
    )


def _wrong(
    marker: Marker, case: Case, others: Sequence[Case], renderings: Sequence[str]
) -> Numbers:
    """The match with a counterpart that is not its own and does not render it, if there is one."""
    query = case.occurrence.match.casefold()
    for other in others:
        text = "".join(one.shown for one in other.counterpart.passages)
        source = "".join(one.shown for one in other.counterpart.own).casefold()
        if query not in source and not any(one in text for one in renderings):
            mixed = replace(case.counterpart, passages=other.counterpart.passages)
            return _features(marker, Case(case.occurrence, mixed, Cutter()))
    return np.zeros((0, len(FEATURES)))


def _features(marker: Marker, case: Case) -> Numbers:
    return np.concatenate(marker.features(case, marker.nearness([case])))


def fit(found: Sequence[Example], names: Sequence[str]) -> Numbers:
    """The weights of the features that take part, 0 for the others."""
    parts = [FEATURES.index(name) for name in names]
    known = [(one.features[:, parts], one.right) for one in found if one.right.any()]

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        value, slope = PENALTY * weights @ weights, 2 * PENALTY * weights
        for features, right in known:
            scores = features @ weights
            likely = np.exp(scores - scores.max())
            wanted = likely * right
            value -= np.log(wanted.sum() / likely.sum()) / len(known)
            step = wanted / wanted.sum() - likely / likely.sum()
            slope = slope - step @ features / len(known)
        return float(value), slope

    weights = np.zeros(len(FEATURES))
    weights[parts] = minimize(loss, np.zeros(len(parts)), jac=True, method="L-BFGS-B").x
    return weights


def least_score(found: Sequence[Example], weights: Numbers) -> float:
    """The score at which as few right runs go unmarked and wrong ones are marked as can be."""
    scored = [
        (float((one.features @ weights).max()), bool(one.near[np.argmax(one.features @ weights)]))
        for one in found
    ]
    scored += [(float((one.wrong @ weights).max()), False) for one in found if len(one.wrong)]
    return max(
        (score for score, _ in scored),
        key=lambda least: sum(right == (score >= least) for score, right in scored),
    )


@dataclass
class Figures:
    """Counts of matches; ``marked`` and ``wrong_marked`` are those that reach the least score."""

    total: int = 0
    exact: int = 0
    overlapping: int = 0
    marked: int = 0
    marked_exact: int = 0
    marked_overlapping: int = 0
    wrong: int = 0
    wrong_marked: int = 0

    def add(self, one: Example, weights: Numbers, least: float) -> None:
        """Count one match."""
        if len(one.wrong):
            self.wrong += 1
            self.wrong_marked += bool((one.wrong @ weights).max() >= least)
        scores = one.features @ weights
        best = int(np.argmax(scores))
        marked = bool(scores[best] >= least)
        if not one.right.any():
            self.wrong, self.wrong_marked = self.wrong + 1, self.wrong_marked + marked
            return
        self.total += 1
        self.exact += bool(one.right[best])
        self.overlapping += bool(one.near[best])
        self.marked += marked
        self.marked_exact += marked and bool(one.right[best])
        self.marked_overlapping += marked and bool(one.near[best])


def measured(found: Sequence[Example], names: Sequence[str]) -> Figures:
    """Each half with the weights of the other."""
    halves = [found[::2], found[1::2]]
    figures = Figures()
    for own, other in ((halves[0], halves[1]), (halves[1], halves[0])):
        weights = fit(other, names)
        least = least_score(other, weights)
        for one in own:
            figures.add(one, weights, least)
    return figures


def _section(name: str, found: Sequence[Example], names: Sequence[str]) -> str:
    weights = fit(found, names)
    lines = [
        f"{feature} = {round(float(one), 3)}"
        for feature, one in zip(FEATURES, weights, strict=True)
    ]
    return "\n".join([f"[{name}]", *lines, f"least = {round(least_score(found, weights), 3)}", ""])


def main() -> None:
    """Print a row a way of marking; with ``--write`` also the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--model", default="")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    encoder = open_encoder(given.model)
    reader = open_reader(given.index)
    found = list(examples(Searcher(reader, encoder)))
    print(
        "| way | matches | exact | overlapping | exact of marked | overlapping of marked "
        "| wrong marked |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, names in WAYS.items():
        one = measured(found, names)
        print(
            f"| {name} | {one.total} | {one.exact} | {one.overlapping} | "
            f"{one.marked_exact} of {one.marked} | {one.marked_overlapping} of {one.marked} | "
            f"{one.wrong_marked} of {one.wrong} |"
        )
    if given.write:
        head = (
            "# What speaks for a run of words as the rendering of a match (rendering_runs.py).\n"
            f"# Fitted by benchmarks/renderings.py with {encoder.name}; do not edit by hand.\n\n"
        )
        sections = [_section("rows", found, FEATURES), _section("words", found, WORDS)]
        given.write.write_text(head + "\n".join(sections), encoding="utf-8")
    reader.close()


if __name__ == "__main__":
    main()
