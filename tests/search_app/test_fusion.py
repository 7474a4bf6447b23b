"""Reciprocal rank fusion."""

import pytest

from search_app.fusion import fuse

WEIGHTS = {"keyword": 1.0, "semantic": 1.0}


def test_a_hit_in_both_lists_comes_before_one_that_leads_a_single_list():
    fused = fuse({"keyword": ["a", "b"], "semantic": ["c", "b"]}, WEIGHTS, 60)
    assert [hit.name for hit in fused] == ["b", "a", "c"]
    assert fused[0].ranks == {"keyword": 2, "semantic": 2}


def test_an_absent_list_adds_nothing():
    fused = fuse({"keyword": ["a"], "semantic": []}, WEIGHTS, 60)
    assert fused[0].score == pytest.approx(1 / 61)
    assert fused[0].ranks["semantic"] is None


def test_weights_decide_between_leaders():
    fused = fuse({"keyword": ["a"], "semantic": ["b"]}, {"keyword": 1, "semantic": 2}, 60)
    assert [hit.name for hit in fused] == ["b", "a"]


def test_ties_are_ordered_by_name():
    fused = fuse({"keyword": ["z"], "semantic": ["a"]}, WEIGHTS, 60)
    assert [hit.name for hit in fused] == ["a", "z"]
