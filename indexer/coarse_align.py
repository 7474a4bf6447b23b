"""A long pair of texts → blocks small enough to be compared token by token.

Only summed vectors are compared here. The texts are made coarser, two neighbours at a time, until
few segments are left; those are aligned whole, and each finer pair of texts within a band around
the path of the coarser one (Thompson and Koehn 2019). Of the finest path, beads that are nearly
certain are where the texts are cut. A model without rows of tokens is aligned by this alone.
"""

import numpy as np

from indexer.bead_features import Floats, Norms, Side, run_sums, unit_rows
from indexer.bead_lattice import NEVER, Band, BlockScores, Kind, Lattice, Path, Scores

#: Kinds of beads looked at by vectors.
VECTOR_KINDS: tuple[Kind, ...] = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))
VECTOR_FEATURES = (
    "nearness", "nearness_by_length", "length", *(f"kind_{p}_{q}" for p, q in VECTOR_KINDS[1:])
)  # fmt: skip
VECTOR_SKIPPED = ("skipped",)

#: Segments a side that are aligned whole.
COARSEST = 160
#: Cells on either side of the coarser path that the finer one may use.
REACH = 12
#: Segments a side that are compared as one block.
WHOLE = 200
#: Segments a side that a block has at least before it is cut, and from which on it is cut though
#: no bead is sure.
BLOCK, LONGEST_BLOCK = 60, 240
#: A bead this likely, between neighbours that are as likely, is a place to cut at.
SURE = 0.99

Range = tuple[int, int]


def blocks_of(a: Side, b: Side, norms: Norms, weights: Floats) -> list[tuple[Range, Range]]:
    """Half-open ranges of both sides, one after the other, that hold all segments."""
    if max(len(a), len(b)) <= WHOLE:
        return [((0, len(a)), (0, len(b)))]
    return _cut(_path(a.sums, b.sums, (a.lengths, b.lengths), norms, weights))


def vector_scores(a: Side, b: Side, norms: Norms, weights: Floats) -> BlockScores:
    """What the vectors alone say of every bead of two parts."""
    n, m, own = len(a), len(b), len(VECTOR_FEATURES)
    beads = {}
    for kind in VECTOR_KINDS:
        found = vector_features(
            a.sums, b.sums, (a.lengths, b.lengths), norms, kind, Band.whole(n, m)
        )
        if found is not None:
            cells = found[0] @ weights[:own].astype(np.float64)
            beads[kind] = cells[kind[0] :, kind[1] :]
    skipped = float(weights[own])
    return BlockScores(beads, np.full(n, skipped), np.full(m, skipped))


def _cut(path: Path) -> list[tuple[Range, Range]]:
    blocks: list[tuple[Range, Range]] = []
    first_a = first_b = 0
    likely = path.likelihoods
    for at, (i, p, j, q) in enumerate(path.beads[:-1]):
        size = max(i + p - first_a, j + q - first_b)
        sure = min(likely[max(0, at - 1) : at + 3]) >= SURE and p == q == 1
        if (size >= BLOCK and sure) or size >= LONGEST_BLOCK:
            blocks.append(((first_a, i + p), (first_b, j + q)))
            first_a, first_b = i + p, j + q
    i, p, j, q = path.beads[-1]
    return [*blocks, ((first_a, i + p), (first_b, j + q))]


def _path(
    a: Floats, b: Floats, lengths: tuple[Floats, Floats], norms: Norms, weights: Floats
) -> Path:
    if max(len(a), len(b)) <= COARSEST or min(len(a), len(b)) < 4:
        band = Band.whole(len(a), len(b))
    else:
        coarse = _path(
            _halved(a), _halved(b), (_halved(lengths[0]), _halved(lengths[1])), norms, weights
        )
        band = _around(coarse, len(a), len(b))
    return _lattice(a, b, lengths, norms, weights, band).best()


def _halved(rows: Floats) -> Floats:
    """Sums of every two neighbours; an odd last one stays alone."""
    even = rows[: len(rows) // 2 * 2]
    pairs = even[0::2] + even[1::2]
    return np.concatenate([pairs, rows[len(even) :]])


def _around(path: Path, n: int, m: int) -> Band:
    """The band of the finer texts around a path of the coarser ones."""
    least, most = np.full(n + 1, m), np.zeros(n + 1, np.intp)
    for i, p, j, q in path.beads:
        rows = slice(min(2 * i, n), min(2 * (i + p), n) + 1)
        least[rows] = np.minimum(least[rows], min(2 * j, m))
        most[rows] = np.maximum(most[rows], min(2 * (j + q), m))
    first = np.maximum(0, least - REACH)
    last = np.minimum(m, most + REACH)
    first[0], last[-1] = 0, m
    # A band that never falls: a row begins no later than any that follows it.
    first = np.minimum.accumulate(first[::-1])[::-1]
    last = np.maximum.accumulate(last)
    return Band(first.astype(np.intp), int((last - first).max()) + 1)


def _lattice(
    a: Floats,
    b: Floats,
    lengths: tuple[Floats, Floats],
    norms: Norms,
    weights: Floats,
    band: Band,
) -> Lattice:
    own = len(VECTOR_FEATURES)
    beads: dict[Kind, Scores] = {}
    for kind in VECTOR_KINDS:
        cells = vector_features(a, b, lengths, norms, kind, band)
        if cells is not None:
            features, there = cells
            beads[kind] = np.where(there, features @ weights[:own].astype(np.float64), NEVER)
    skipped = float(weights[own])
    return Lattice(beads, np.full(len(a), skipped), np.full(len(b), skipped), band)


def vector_features(
    a: Floats,
    b: Floats,
    lengths: tuple[Floats, Floats],
    norms: Norms,
    kind: Kind,
    band: Band,
) -> tuple[Scores, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]] | None:
    """``[n + 1, band.width, len(VECTOR_FEATURES)]`` by the cell a bead ends in, and which of them
    there are; None where a side is shorter than the kind."""
    p, q = kind
    if len(a) < p or len(b) < q:
        return None
    rows, columns = unit_rows(run_sums(a, p)), unit_rows(run_sums(b, q))
    usual_a, usual_b = rows @ norms.mean_a, columns @ norms.mean_b
    long_a, long_b = run_sums(lengths[0], p) * norms.ratio, run_sums(lengths[1], q)
    features = np.zeros((len(a) + 1, band.width, len(VECTOR_FEATURES)))
    there = np.zeros((len(a) + 1, band.width), np.bool_)
    for i in range(p, len(a) + 1):
        first = max(0, int(band.first[i]) - q)
        last = min(len(columns), int(band.first[i]) + band.width - q)
        if first >= last:
            continue
        shift = first + q - int(band.first[i])
        cells = slice(shift, shift + last - first)
        usual = (usual_a[i - p] + usual_b[first:last]) / 2
        near = (columns[first:last] @ rows[i - p] - usual) / np.maximum(1 - usual, 0.1)
        length, other = long_a[i - p], long_b[first:last]
        features[i, cells, 0] = near
        features[i, cells, 1] = near * (p + q) / 2
        features[i, cells, 2] = np.abs(other - length) / np.sqrt(other + length) / 10
        there[i, cells] = True
    if kind in VECTOR_KINDS[1:]:
        features[..., 2 + VECTOR_KINDS.index(kind)] = 1
    return features, there
