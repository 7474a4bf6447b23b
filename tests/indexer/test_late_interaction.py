"""The tokens of a query against those of passages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import late_interaction
from indexer.late_interaction import LEAST, LENGTH, MOST, WINDOW, AlignedQuery

ROWS = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)
ROWS[49] = 0  # a token that is not known
PASSAGES = st.lists(st.integers(0, 49), min_size=1, max_size=150).map(
    lambda ids: np.array(ids, dtype=np.uint16)
)
QUERIES = PASSAGES.filter(lambda ids: (ids != 49).any())


def tokens(*ids):
    return np.array(ids, dtype=np.uint16)


def plainly(query, passage):
    """The same by the words of the definition, token by token."""
    lengths = [float(np.linalg.norm(ROWS[token])) for token in query]
    nearest = []
    for token in query:
        cosines = []
        for other in passage:
            product = np.linalg.norm(ROWS[token]) * np.linalg.norm(ROWS[other])
            cosines.append(float(ROWS[token] @ ROWS[other]) / product if product else 0.0)
        nearest.append(max(cosines))
    mean = sum(a * b for a, b in zip(lengths, nearest, strict=True)) / sum(lengths)
    return mean - LENGTH * np.log(len(passage))


@given(query=QUERIES, passages=st.lists(PASSAGES, min_size=1, max_size=5))
def test_a_passage_scores_the_weighted_mean_of_the_nearest_tokens_less_its_length(query, passages):
    expected = [plainly(query, each) for each in passages]
    assert AlignedQuery(ROWS, query).scores(passages) == pytest.approx(expected, abs=1e-4)


@given(passages=st.lists(PASSAGES, min_size=1, max_size=8), held=st.integers(1, 400))
def test_scores_do_not_depend_on_how_many_passages_are_looked_at_together(passages, held):
    query = AlignedQuery(ROWS, tokens(3, 1, 4, 1, 5))
    expected = query.scores(passages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(late_interaction, "_NUMBERS", held)
        assert query.scores(passages) == pytest.approx(expected, abs=1e-6)


def test_a_passage_without_tokens_scores_nothing():
    scores = AlignedQuery(ROWS, tokens(1, 2, 3)).scores([tokens(), tokens(3, 1, 2)])
    assert scores[0] == 0
    assert scores[1] == pytest.approx(1 - LENGTH * np.log(3), abs=1e-5)
    assert not len(AlignedQuery(ROWS, tokens(1)).scores([]))


def test_of_two_passages_that_answer_alike_the_shorter_is_better():
    short, long = tokens(1, 2, 3), tokens(1, 2, 3, *[49] * 20)
    scores = AlignedQuery(ROWS, tokens(1, 2, 3)).scores([long, short])
    assert scores[1] > scores[0]


def test_no_more_than_the_beginning_of_a_pasted_page_is_looked_at():
    page = np.resize(np.arange(20, dtype=np.uint16), MOST)
    more = np.append(page, np.arange(20, 40, dtype=np.uint16))
    passages = [tokens(21, 22, 23), tokens(1, 2)]
    assert AlignedQuery(ROWS, more).scores(passages).tolist() == (
        AlignedQuery(ROWS, page).scores(passages).tolist()
    )


def test_the_best_part_holds_the_query_where_a_passage_quotes_it():
    random = np.random.default_rng(1)
    query = np.arange(40, 48, dtype=np.uint16)
    passage = random.integers(0, 40, 200).astype(np.uint16)
    passage[120:128] = query
    first, last = AlignedQuery(ROWS, query).best(passage)
    assert first <= 122
    assert last >= 126
    assert last - first < 20


@given(query=QUERIES, passage=PASSAGES)
def test_a_best_part_is_a_whole_window_within_its_passage(query, passage):
    found = AlignedQuery(ROWS, query).best(passage)
    if found is None:
        assert len(passage) <= WINDOW
    else:
        first, last = found
        assert LEAST <= last - first <= WINDOW
        assert 0 <= first < last <= len(passage)


def test_a_passage_no_longer_than_a_window_has_no_best_part():
    assert AlignedQuery(ROWS, np.arange(8, dtype=np.uint16)).best(tokens(*range(6))) is None
