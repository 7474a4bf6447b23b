"""Segments of two texts that translate each other → beads, each with a confidence.

A text is aligned by the best path through a lattice of beads (Gale and Church 1993), scored by a
log-linear model whose weights were fitted on parallel lines (``benchmarks.alignment_fit``): a
bead's score is what speaks for it, a path's the sum of its beads', and the confidence of a bead is
the share of the paths that have it. A long text is first cut at beads that are sure without a
comparison of tokens (``coarse_align``), so that the cost grows with its length.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from analyzers.detect import detect
from indexer.bead_features import (
    FEATURES,
    KINDS,
    SKIPPED,
    Comparison,
    Floats,
    Norms,
    Side,
    norms_of,
    weighed,
)
from indexer.bead_lattice import NEVER, Band, Kind, Lattice, Scores
from indexer.coarse_align import VECTOR_FEATURES, VECTOR_SKIPPED, aligned_by_vectors, blocks_of
from indexer.encoder import Encoder
from indexer.models import Bead

#: What skipping a segment costs more where its paragraph is in both versions: the weights were
#: fitted on text without numbers, whose segments may be missing anywhere.
SAME_PLACE = 2.0
#: Code points of a text from which its language is told.
_TOLD_FROM = 2_000


#: Is told segments done, segments in all, and a name.
Progress = Callable[[int, int, str], None]


def align(
    a: Sequence[str],
    b: Sequence[str],
    encoder: Encoder,
    languages: tuple[str, str] | None = None,
    progress: Progress = lambda done, total, name: None,
) -> list[Bead]:
    """The beads of two texts whose segments come in the same order, in that order; every segment is
    in exactly one. ``languages`` are those of the texts where they are known."""
    if not a or not b:
        return alone((0, len(a)), (0, len(b)))
    codes = languages or (_language(a), _language(b))
    sides = Side.of(a, encoder), Side.of(b, encoder)
    aligner = Aligner(*sides, norms_of(*sides, encoder, codes), by_tokens=encoder.by_tokens)
    return aligner.part((0, len(a)), (0, len(b)), progress)


def alone(a: tuple[int, int], b: tuple[int, int]) -> list[Bead]:
    """Segments ``[first, last)``, each a bead without a counterpart: the other side is empty."""
    return [
        *(Bead((place,), (), 1.0) for place in range(*a)),
        *(Bead((), (place,), 1.0) for place in range(*b)),
    ]


def _language(texts: Sequence[str]) -> str:
    return detect("\n".join(texts)[:_TOLD_FROM]).language


class Aligner:
    """Two whole texts; aligns parts of them by what is usual in the whole."""

    def __init__(self, a: Side, b: Side, norms: Norms, *, by_tokens: bool) -> None:
        self._a, self._b, self._norms, self._by_tokens = a, b, norms, by_tokens

    def part(
        self,
        a: tuple[int, int],
        b: tuple[int, int],
        progress: Progress = lambda done, total, name: None,
        *,
        same_place: bool = False,
    ) -> list[Bead]:
        """The beads of segments ``[first, last)`` of each side, in the positions of the whole.
        ``same_place``: both stand in the same paragraph of the same provision."""
        if a[0] == a[1] or b[0] == b[1]:
            return alone(a, b)
        one, other = self._a.part(*a), self._b.part(*b)
        weights = load_weights()
        if not self._by_tokens:
            found = aligned_by_vectors(one, other, self._norms, weights["vectors"])
            return [_moved(bead, a[0], b[0]) for bead in found]
        beads = []
        for rows, columns in blocks_of(one, other, self._norms, weights["vectors"]):
            block = one.part(*rows), other.part(*columns)
            for bead in self._block(*block, weights["tokens"], SAME_PLACE * same_place):
                beads.append(_moved(bead, a[0] + rows[0], b[0] + columns[0]))
            progress(rows[1], len(one), "")
        return beads

    def _block(self, a: Side, b: Side, weights: Floats, prior: float) -> list[Bead]:
        if not len(a) or not len(b):
            return alone((0, len(a)), (0, len(b)))
        compared = Comparison(a, b, self._norms)
        return beads_of(token_lattice(compared, len(a), len(b), weights, prior))


def token_lattice(
    compared: Comparison, n: int, m: int, weights: Floats, prior: float = 0.0
) -> Lattice:
    """The lattice of two compared parts of ``n`` and ``m`` segments; ``prior`` is what each skipped
    segment costs besides."""
    own = len(FEATURES)
    beads: dict[Kind, Scores] = {}
    for kind in KINDS:
        features = compared.beads(kind)
        if features is not None:
            beads[kind] = at_ends(weighed(features, weights[:own]), kind, n, m)
    skipped = compared.skipped()
    return Lattice(
        beads,
        weighed(skipped[0], weights[own:]) - prior,
        weighed(skipped[1], weights[own:]) - prior,
        Band.whole(n, m),
    )


def at_ends(scores: Scores, kind: Kind, n: int, m: int) -> Scores:
    """Scores by where beads begin → by the cell they end in, as a lattice has them."""
    cells = np.full((n + 1, m + 1), NEVER)
    cells[kind[0] :, kind[1] :] = scores
    return cells


def beads_of(lattice: Lattice) -> list[Bead]:
    """The best path as beads."""
    path = lattice.best()
    return [
        Bead(tuple(range(a, a + p)), tuple(range(b, b + q)), likelihood)
        for (a, p, b, q), likelihood in zip(path.beads, path.likelihoods, strict=True)
    ]


def _moved(bead: Bead, a: int, b: int) -> Bead:
    return Bead(
        tuple(place + a for place in bead.a), tuple(place + b for place in bead.b), bead.confidence
    )


@cache
def load_weights() -> Mapping[str, Floats]:
    """The fitted weights: ``tokens`` in the order of ``FEATURES`` and ``SKIPPED``, ``vectors`` of
    ``VECTOR_FEATURES`` and ``VECTOR_SKIPPED``."""
    table = tomllib.loads(Path(__file__).with_name("bead_weights.toml").read_text("utf-8"))
    names = {
        "tokens": (*FEATURES, *SKIPPED),
        "vectors": (*VECTOR_FEATURES, *VECTOR_SKIPPED),
    }
    return {
        group: np.array([table[group][name] for name in own], np.float32)
        for group, own in names.items()
    }
