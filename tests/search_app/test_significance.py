"""Fisher's randomization test, and comparisons by pair, by kind and over all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_app.judgements import Judgement, Topic
from search_app.measures import MEASURES, means
from search_app.significance import compare, randomization_test

DIFFERENCES = st.lists(st.floats(-1, 1, width=16), min_size=1, max_size=20)


def p_of(*differences):
    return float(randomization_test(np.array(differences, dtype=float)[:, None])[0])


def test_no_difference_is_chance():
    assert p_of(0.0, 0.0, 0.0) == 1.0
    assert randomization_test(np.zeros((0, 2))).tolist() == [1.0, 1.0]


def test_a_clear_difference_is_none():
    assert p_of(*[0.3] * 40) < 0.001


def test_one_query_proves_nothing():
    assert p_of(1.0) == 1.0


@pytest.mark.parametrize(("queries", "p"), [(2, 1 / 2), (3, 1 / 4), (5, 1 / 16)])
def test_p_is_the_share_of_sign_patterns_as_extreme(queries, p):
    """Where all differ alike only two patterns of 2^n are: all as they are, and all flipped."""
    assert p_of(*[0.25] * queries) == pytest.approx(p, abs=0.015)


def test_differences_that_cancel_out_are_chance():
    assert p_of(0.5, -0.5, 0.2, -0.2) == 1.0


@settings(max_examples=25, deadline=None)
@given(DIFFERENCES)
def test_p_is_the_same_in_either_direction_and_each_time(differences):
    p = p_of(*differences)
    assert 0 < p <= 1
    assert p == p_of(*(-one for one in differences)) == p_of(*differences)


@settings(max_examples=25, deadline=None)
@given(DIFFERENCES)
def test_p_does_not_depend_on_the_scale(differences):
    assert p_of(*differences) == p_of(*(one * 1024 for one in differences))


def test_each_measure_is_tested_by_itself():
    columns = np.array([[0.3, 0.0]] * 40)
    assert randomization_test(columns).tolist() == [p_of(*[0.3] * 40), 1.0]


# --------------------------------------------------------------------------- comparisons


def judged(name, lang, target, kind=""):
    topic = Topic(id=name, lang=lang, text="引渡", kind=kind)
    return Judgement(topic=topic, lang=target, relevant=frozenset({"x"}))


def rows(*values):
    return [dict.fromkeys(MEASURES, value) for value in values]


def test_the_difference_is_that_of_the_means_shown():
    asked = [judged("a", "km", "en"), judged("b", "km", "en"), judged("c", "zh-Hans", "en")]
    ours, theirs = rows(1.0, 0.5, 0.25), rows(0.5, 0.5, 0.75)
    found = compare(asked, ours, theirs)
    assert found["pairs"]["km-en"]["ndcg@10"]["difference"] == pytest.approx(0.25)
    assert found["pairs"]["zh-Hans-en"]["ndcg@10"]["difference"] == pytest.approx(-0.5)
    shown = [means(ours[:2])["mrr"] + means(ours[2:])["mrr"], means(theirs[:2])["mrr"] + 0.75]
    assert found["mean"]["mrr"]["difference"] == pytest.approx((shown[0] - shown[1]) / 2)
    assert [found["pairs"][pair]["queries"] for pair in ("km-en", "zh-Hans-en")] == [2, 1]


def test_a_query_judged_in_several_languages_is_one_observation():
    asked = [judged("a", "km", "en"), judged("a", "km", "zh-Hans"), judged("b", "km", "en")]
    assert compare(asked, rows(1, 1, 1), rows(0, 0, 0))["mean"]["queries"] == 2


def test_kinds_are_compared_where_there_are_kinds():
    asked = [judged("a", "km", "any", "citation"), judged("b", "km", "en", "term")]
    found = compare(asked, rows(1, 0), rows(0, 0))
    assert found["kinds"]["citation"]["p@1"]["difference"] == 1.0
    assert found["kinds"]["term"]["p@1"] == {"difference": 0.0, "p": 1.0}
    assert "kinds" not in compare([judged("a", "km", "en")], rows(1), rows(0))


def test_two_runs_compared_the_other_way_round_differ_in_sign_alone():
    asked = [judged(str(number), "km", "en") for number in range(30)]
    rng = np.random.default_rng(1)
    ours, theirs = rows(*rng.random(30)), rows(*rng.random(30))
    there, back = compare(asked, ours, theirs)["mean"], compare(asked, theirs, ours)["mean"]
    for name in MEASURES:
        assert there[name]["p"] == back[name]["p"]
        assert there[name]["difference"] == pytest.approx(-back[name]["difference"])
