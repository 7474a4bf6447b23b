"""The best path and the likelihoods, against every path written out."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.bead_lattice import NEVER, Band, Lattice

KINDS = ((1, 1), (1, 2), (2, 1), (2, 2))


def random_scores(n, m, seed):
    rng = np.random.default_rng(seed)
    beads = {}
    for p, q in KINDS:
        cells = np.full((n + 1, m + 1), NEVER)
        cells[p:, q:] = rng.normal(size=(max(0, n + 1 - p), max(0, m + 1 - q)))
        beads[p, q] = cells
    return beads, rng.normal(size=n), rng.normal(size=m)


def paths(n, m):
    """Every path as its beads (i, p, j, q)."""
    if n == m == 0:
        yield ()
    for p, q in (*KINDS, (1, 0), (0, 1)):
        if p <= n and q <= m:
            for before in paths(n - p, m - q):
                yield (*before, (n - p, p, m - q, q))


def score(path, beads, skipped_a, skipped_b):
    return sum(
        beads[p, q][i + p, j + q] if p and q else skipped_a[i] if p else skipped_b[j]
        for i, p, j, q in path
    )


SIZES = [(1, 1, 0), (3, 3, 1), (2, 4, 2), (4, 3, 3), (0, 2, 4)]


@pytest.mark.parametrize(("n", "m", "seed"), SIZES)
def test_the_best_path_is_the_best_of_all_and_beads_are_as_likely_as_their_share(n, m, seed):
    beads, skipped_a, skipped_b = random_scores(n, m, seed)
    scored = {path: score(path, beads, skipped_a, skipped_b) for path in paths(n, m)}
    total = sum(math.exp(one) for one in scored.values())
    path = Lattice(beads, skipped_a, skipped_b, Band.whole(n, m)).best()
    assert scored[tuple(path.beads)] == pytest.approx(max(scored.values()))
    for bead, likely in zip(path.beads, path.likelihoods, strict=True):
        share = sum(math.exp(own) for each, own in scored.items() if bead in each) / total
        assert likely == pytest.approx(share, abs=1e-6)


def test_likelihoods_of_all_beads_and_skips_add_up_to_one_for_each_segment():
    n, m = 4, 5
    lattice = Lattice(*random_scores(n, m, 7), Band.whole(n, m))
    found, skipped_a, skipped_b, _ = lattice.likelihoods()
    used = np.zeros(n)
    other = np.zeros(m)
    for (p, q), likely in found.items():
        for i, j in product(range(n + 1), range(m + 1)):
            used[max(0, i - p) : i] += likely[i, j]
            other[max(0, j - q) : j] += likely[i, j]
    np.testing.assert_allclose(used + skipped_a, 1, atol=1e-6)
    np.testing.assert_allclose(other + skipped_b, 1, atol=1e-6)


def banded(beads, first, width):
    """Scores of the whole lattice as a band has them."""
    found = {}
    for kind, cells in beads.items():
        rows = np.full((len(cells), width), NEVER)
        for i, start in enumerate(first):
            own = cells[i, start : start + width]
            rows[i, : len(own)] = own
        found[kind] = rows
    return found


@settings(max_examples=40)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 10_000))
def test_a_band_that_holds_the_best_path_finds_it(n, m, seed):
    beads, skipped_a, skipped_b = random_scores(n, m, seed)
    whole = Lattice(beads, skipped_a, skipped_b, Band.whole(n, m)).best()
    reached = {0: [0]}
    for i, p, j, q in whole.beads:
        for row in range(i, i + p + 1):
            reached.setdefault(row, []).extend((j, j + q))
    first = np.array([min(reached[row]) for row in range(n + 1)])
    first = np.minimum.accumulate(first[::-1])[::-1]
    width = max(max(reached[row]) - first[row] for row in range(n + 1)) + 1
    band = Band(first.astype(np.intp), int(width))
    found = Lattice(banded(beads, first, width), skipped_a, skipped_b, band).best()
    assert found.beads == whole.beads
