"""Segments of two texts that translate each other → beads, each with a confidence.

A text is aligned by the best path through a lattice of beads (Gale and Church 1993), scored by a
log-linear model whose weights were fitted on parallel lines (``benchmarks.alignment_fit``): a
bead's score is what speaks for it, a path's the sum of its beads', and the confidence of a bead is
the share of the paths that have it. A long text is first cut at beads that are sure without a
comparison of tokens (``coarse_align``), so that the cost grows with its length.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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
from indexer.bead_lattice import BlockScores, Lattice
from indexer.bead_order import in_order
from indexer.coarse_align import (
    VECTOR_FEATURES,
    VECTOR_SKIPPED,
    Range,
    blocks_of,
    vector_scores,
)
from indexer.encoder import Encoder
from indexer.models import Bead
from indexer.places_of_beads import Places, structural

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
    said_a, said_b = _with_text(a), _with_text(b)
    if not said_a or not said_b:
        return alone((0, len(a)), (0, len(b)))
    codes = languages or (_language(a), _language(b))
    sides = [
        Side.of([texts[place] for place in places], encoder)
        for texts, places in ((a, said_a), (b, said_b))
    ]
    norms = norms_of(sides[0], sides[1], encoder, codes)
    aligner = Aligner(sides[0], sides[1], norms, by_tokens=encoder.by_tokens)
    found = aligner.part((0, len(said_a)), (0, len(said_b)), progress)
    beads = [
        Bead(
            tuple(said_a[place] for place in bead.a),
            tuple(said_b[place] for place in bead.b),
            bead.confidence,
        )
        for bead in found
    ]
    return _with_blanks(beads, len(a), len(b))


def alone(a: tuple[int, int], b: tuple[int, int]) -> list[Bead]:
    """Segments ``[first, last)``, each a bead without a counterpart: the other side is empty."""
    return [
        *(Bead((place,), (), 1.0) for place in range(*a)),
        *(Bead((), (place,), 1.0) for place in range(*b)),
    ]


def _with_text(texts: Sequence[str]) -> list[int]:
    """The segments that say something; the others are no one's translation."""
    return [place for place, text in enumerate(texts) if any(map(str.isalnum, text))]


def _with_blanks(beads: Sequence[Bead], n: int, m: int) -> list[Bead]:
    """Beads with the blank segments within them, and every other blank alone, in order."""
    filled = [Bead(_filled(bead.a), _filled(bead.b), bead.confidence) for bead in beads]
    used_a = {place for bead in filled for place in bead.a}
    used_b = {place for bead in filled for place in bead.b}
    blanks = [
        *(Bead((place,), (), 1.0) for place in range(n) if place not in used_a),
        *(Bead((), (place,), 1.0) for place in range(m) if place not in used_b),
    ]
    return in_order([*filled, *blanks]) if blanks else filled


def _filled(places: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(range(places[0], places[-1] + 1)) if places else ()


def _language(texts: Sequence[str]) -> str:
    return detect("\n".join(texts)[:_TOLD_FROM]).language


class Aligner:
    """Two whole texts; what is usual in them is told once. ``places`` say where their segments
    stand, for versions of a work."""

    def __init__(
        self,
        a: Side,
        b: Side,
        norms: Norms,
        *,
        by_tokens: bool,
        places: tuple[Places, Places] | None = None,
    ) -> None:
        self._a, self._b, self._norms, self._by_tokens = a, b, norms, by_tokens
        self._places = places

    def part(
        self,
        a: Range,
        b: Range,
        progress: Progress = lambda done, total, name: None,
    ) -> list[Bead]:
        """The beads of segments ``[first, last)`` of each side, in the positions of the whole."""
        if a[0] == a[1] or b[0] == b[1]:
            return alone(a, b)
        one, other = self._a.part(*a), self._b.part(*b)
        beads: list[Bead] = []
        for rows, columns in blocks_of(one, other, self._norms, load_weights()["vectors"]):
            beads += self._block(_within(rows, a[0]), _within(columns, b[0]))
            progress(rows[1], len(one), "")
        return beads

    def _block(self, rows: Range, columns: Range) -> list[Bead]:
        if rows[0] == rows[1] or columns[0] == columns[1]:
            return alone(rows, columns)
        a, b = self._a.part(*rows), self._b.part(*columns)
        if self._by_tokens:
            scores = token_scores(Comparison(a, b, self._norms), load_weights()["tokens"])
        else:
            scores = vector_scores(a, b, self._norms, load_weights()["vectors"])
        if self._places:
            places = self._places[0].part(*rows), self._places[1].part(*columns)
            beads = {kind: own + structural(*places, kind) for kind, own in scores.beads.items()}
            scores = replace(scores, beads=beads)
        found = beads_of(scores.lattice(len(a), len(b)))
        return [_moved(bead, rows[0], columns[0]) for bead in found]


def _within(own: Range, start: int) -> Range:
    return own[0] + start, own[1] + start


def token_scores(compared: Comparison, weights: Floats) -> BlockScores:
    """What the tokens of two compared parts say of every bead."""
    own = len(FEATURES)
    beads = {
        kind: weighed(features, weights[:own])
        for kind in KINDS
        if (features := compared.beads(kind)) is not None
    }
    skipped = compared.skipped()
    return BlockScores(
        beads, weighed(skipped[0], weights[own:]), weighed(skipped[1], weights[own:])
    )


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
