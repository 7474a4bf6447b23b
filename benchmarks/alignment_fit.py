"""Fit the weights of alignment on parallel lines.

    python -m benchmarks.alignment_fit --lines-folder FOLDER [--model MODEL] [--first 1000]
                                       [--write indexer/bead_weights.toml]

FOLDER is as for `benchmarks.alignment`; documents are made of its lines from `--first` on, in every
pair of languages. The model must not have been trained on these lines. Weights are those under
which the right beads are likeliest among all paths (a conditional random field; Lafferty, McCallum
and Pereira 2001), by L-BFGS, with a penalty on large ones.
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from benchmarks.alignment import PAIRS, Beads, Document, documents
from indexer.bead_features import FEATURES, KINDS, SKIPPED, Comparison, Side, norms_of
from indexer.bead_lattice import NEVER, Band, Kind, Lattice
from indexer.coarse_align import VECTOR_FEATURES, VECTOR_KINDS, VECTOR_SKIPPED, vector_features
from indexer.encoder import Encoder, open_encoder

Weights = npt.NDArray[np.float64]
#: How much large weights cost.
PENALTY = 0.05
#: The score of what is not in the right answer: far below any, and small enough to be summed.
WRONG = -3e3
#: Documents are made by these seeds, each dropping so many lines: where much is missing on either
#: side, weights learn to leave alone what has no counterpart.
SEEDS = ((101, 0.03), (102, 0.03), (103, 0.12))


@dataclass(frozen=True)
class Example:
    """A document's features: of beads by kind ``[n + 1, m + 1, features]`` with which there are,
    of skipped segments, and which of all these the right answer has."""

    beads: Mapping[Kind, tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]]
    skipped: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]
    right: Mapping[Kind, npt.NDArray[np.bool_]]
    right_skipped: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]


def example(document: Document, encoder: Encoder, codes: tuple[str, str], group: str) -> Example:
    """The features that a group of weights is for."""
    a, b = Side.of(document.a, encoder), Side.of(document.b, encoder)
    norms = norms_of(a, b, encoder, codes)
    n, m = len(a), len(b)
    beads = {}
    if group == "tokens":
        compared = Comparison(a, b, norms)
        for kind in KINDS:
            found = compared.beads(kind)
            if found is not None:
                cells = np.zeros((n + 1, m + 1, len(FEATURES)), np.float32)
                there = np.zeros((n + 1, m + 1), np.bool_)
                cells[kind[0] :, kind[1] :], there[kind[0] :, kind[1] :] = found, True
                beads[kind] = cells, there
        skipped = compared.skipped()
    else:
        for kind in VECTOR_KINDS:
            made = vector_features(
                a.sums, b.sums, (a.lengths, b.lengths), norms, kind, Band.whole(n, m)
            )
            if made is not None:
                beads[kind] = made[0].astype(np.float32), made[1]
        skipped = np.ones((n, 1), np.float32), np.ones((m, 1), np.float32)
    right = {kind: _right(document.answer, kind, beads.keys(), n, m) for kind in beads}
    used_a = {place for left, _ in document.answer for place in left}
    used_b = {place for _, other in document.answer for place in other}
    return Example(
        beads,
        skipped,
        right,
        (
            np.array([place not in used_a for place in range(n)]),
            np.array([place not in used_b for place in range(m)]),
        ),
    )


def _right(answer: Beads, kind: Kind, kinds: object, n: int, m: int) -> npt.NDArray[np.bool_]:
    """Where a bead of this kind is right: it is in the answer, or within a bead of the answer that
    is of no kind there is."""
    p, q = kind
    cells = np.zeros((n + 1, m + 1), np.bool_)
    for a, b in answer:
        if (len(a), len(b)) == kind:
            cells[a[0] + p, b[0] + q] = True
        elif (len(a), len(b)) not in kinds:  # type: ignore[operator]
            cells[a[0] + p : a[-1] + 2, b[0] + q : b[-1] + 2] = True
    return cells


def loss(weights: Weights, examples: list[Example], own: int) -> tuple[float, Weights]:
    """The negative logarithm of how likely the right answers are, and its gradient."""
    total, gradient = PENALTY * float(weights @ weights), 2 * PENALTY * weights
    for one in examples:
        scores = {
            kind: np.where(there, cells @ weights[:own], NEVER)
            for kind, (cells, there) in one.beads.items()
        }
        skipped = [each @ weights[own:] for each in one.skipped]
        right = {kind: np.where(one.right[kind], own_, WRONG) for kind, own_ in scores.items()}
        right_skipped = [
            np.where(allowed, each, WRONG)
            for allowed, each in zip(one.right_skipped, skipped, strict=True)
        ]
        band = Band.whole(len(skipped[0]), len(skipped[1]))
        all_paths = Lattice(scores, skipped[0], skipped[1], band).likelihoods()
        right_paths = Lattice(right, right_skipped[0], right_skipped[1], band).likelihoods()
        if right_paths[3] < WRONG / 2:
            continue  # an answer that no path has
        total += all_paths[3] - right_paths[3]
        for kind, (cells, _) in one.beads.items():
            gradient[:own] += np.tensordot(all_paths[0][kind] - right_paths[0][kind], cells, 2)
        for side in (0, 1):
            gradient[own:] += (all_paths[1 + side] - right_paths[1 + side]) @ one.skipped[side]
    return total, gradient


def fit(examples: list[Example], own: int, names: tuple[str, ...]) -> dict[str, float]:
    """The weights by name."""
    start = np.zeros(len(names))
    start[names.index("nearness")] = 1
    found = minimize(
        loss, start, args=(examples, own), jac=True, method="L-BFGS-B", options={"maxiter": 40}
    )
    print(f"{found.nit} steps, {found.fun:.1f}")
    return {name: round(float(weight), 4) for name, weight in zip(names, found.x, strict=True)}


def main() -> None:
    """Fit both groups of weights and print or write them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lines-folder", type=Path, required=True)
    parser.add_argument("--model", default="")
    parser.add_argument("--first", type=int, default=1000)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    encoder = open_encoder(options.model)
    codes = sorted({code for pair in PAIRS for code in pair})
    lines = {
        code: (options.lines_folder / f"{code}.txt").read_text("utf-8").splitlines()
        for code in codes
    }
    written = [f"# Fitted by benchmarks/alignment_fit.py with {encoder.name}; do not edit by hand."]
    for group, own, names in (
        ("tokens", len(FEATURES), (*FEATURES, *SKIPPED)),
        ("vectors", len(VECTOR_FEATURES), (*VECTOR_FEATURES, *VECTOR_SKIPPED)),
    ):
        examples = [
            example(one, encoder, (a[:2], b[:2]), group)
            for seed, dropped in SEEDS
            for a, b in PAIRS
            for one in documents(
                lines[a][options.first :], lines[b][options.first :], seed, dropped
            )
        ]
        weights = fit(examples, own, names)
        written += ["", f"[{group}]", *(f'"{name}" = {value}' for name, value in weights.items())]
    text = "\n".join(written) + "\n"
    if options.write:
        options.write.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
