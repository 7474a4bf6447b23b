"""The correction for passages that are near to everything."""

import numpy as np
import pytest

from analyzers.languages import LANGUAGES
from indexer.hubness import COLUMNS, NEAREST, SHARE, Hubness

ROWS = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def background(size):
    random = np.random.default_rng(2)
    return {code: unit(random.normal(size=(size, 8)).astype(np.float32)) for code in LANGUAGES}


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_score_falls_by_half_the_mean_similarity_to_the_nearest_background(language):
    known = background(60)
    vectors, query = unit(ROWS[:20]), unit(ROWS[30])
    asked = Hubness.question(query, language)
    scores = Hubness(known).passages(vectors) @ asked
    nearest = np.sort(vectors @ known[language].T, axis=1)[:, -NEAREST:].mean(axis=1)
    expected = vectors @ query - SHARE * nearest
    # Up to one constant for all passages: only their order counts.
    assert scores - scores.mean() == pytest.approx(expected - expected.mean(), abs=1e-5)


def test_without_a_language_the_mean_of_all_is_taken_away():
    hubness = Hubness(background(60))
    vectors, query = unit(ROWS[:20]), unit(ROWS[30])
    kept = hubness.passages(vectors)
    each = [kept @ Hubness.question(query, language) for language in LANGUAGES]
    assert kept @ Hubness.question(query, "") == pytest.approx(np.mean(each, axis=0), abs=1e-5)


def test_nothing_is_corrected_without_background_and_nothing_stays_nothing():
    hubness = Hubness({})
    kept = hubness.passages(np.vstack([unit(ROWS[:2]), np.zeros((1, 8), np.float32)]))
    assert kept.shape == (3, COLUMNS + 8)
    assert not kept[:, :COLUMNS].any()
    assert not Hubness.question(np.zeros(8, np.float32), "km").any()
    assert not Hubness(background(20)).passages(np.zeros((1, 8), np.float32)).any()
