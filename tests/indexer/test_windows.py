"""Windows of passages against pieces of queries, and the correction for hubs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.languages import LANGUAGES
from indexer.hubness import COLUMNS, NEAREST, SHARE, Hubness
from indexer.windows import LEAST, PIECE, WINDOW, WindowedQuery

ROWS = np.random.default_rng(0).normal(size=(51, 8)).astype(np.float32)
ROWS[50] = 0
TOKENS = st.lists(st.integers(0, 49), min_size=1, max_size=150).map(
    lambda ids: np.array(ids, dtype=np.uint16)
)


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def plainly(query, passage, block, steps):
    """The same by the words of the definition: every window summed by itself."""
    blocks = [passage[at : at + block] for at in range(0, len(passage), block)]
    firsts = range(max(1, len(blocks) - steps + 1))
    windows = [np.concatenate(blocks[first : first + steps]) for first in firsts]
    pieces = [query[at : at + PIECE] for at in range(0, len(query), PIECE)]
    vectors = unit(np.stack([ROWS[window].sum(axis=0) for window in windows]))
    asked = unit(np.stack([ROWS[piece].sum(axis=0) for piece in pieces]))
    return (asked @ vectors.T).max(axis=1).mean()


@given(query=TOKENS, passages=st.lists(TOKENS, min_size=1, max_size=5))
def test_a_passage_scores_the_mean_over_pieces_of_their_best_window(query, passages):
    windowed = WindowedQuery(ROWS, query)
    expected = [plainly(query, each, windowed._block, windowed._steps) for each in passages]
    assert windowed.scores(passages) == pytest.approx(expected, abs=1e-4)


def test_a_long_query_is_compared_with_windows_of_forty_tokens_that_overlap_by_half():
    windowed = WindowedQuery(ROWS, np.arange(45, dtype=np.uint16))
    assert windowed._block * windowed._steps == WINDOW
    assert windowed._block == WINDOW // 2


def test_a_short_query_is_compared_with_windows_about_as_long_as_itself():
    windowed = WindowedQuery(ROWS, np.arange(10, dtype=np.uint16))
    assert LEAST <= windowed._block * windowed._steps <= 14


def test_a_passage_without_tokens_scores_nothing():
    windowed = WindowedQuery(ROWS, np.array([1, 2, 3], dtype=np.uint16))
    scores = windowed.scores([np.empty(0, np.uint16), np.array([1, 2, 3], dtype=np.uint16)])
    assert scores[0] == 0
    assert scores[1] == pytest.approx(1, abs=1e-5)


def test_the_best_window_holds_the_query_where_a_passage_quotes_it():
    random = np.random.default_rng(1)
    query = np.array([40, 41, 42, 43, 44, 45, 46, 47], dtype=np.uint16)
    passage = random.integers(0, 40, 200).astype(np.uint16)
    passage[120:128] = query
    first, last = WindowedQuery(ROWS, query).best(passage)
    assert first < 128
    assert last > 120
    assert last - first < 20


def test_a_passage_no_longer_than_a_window_has_no_best_part():
    query = np.arange(8, dtype=np.uint16)
    assert WindowedQuery(ROWS, query).best(np.arange(6, dtype=np.uint16)) is None


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
