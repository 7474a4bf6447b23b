"""Reciprocal rank fusion."""

from math import inf

import pytest

from search_app.fusion import Worded, keyword_weights
from search_app.fusion import fuse as fuse_by_hit
from search_app.profiles import load_profile

WEIGHTS = {"keyword": 1.0, "semantic": 1.0}
PROFILE = load_profile()


def fuse(lists, weights, constant):
    """With one weight for all hits of a list."""
    by_hit = {name: [weights[name]] * len(hits) for name, hits in lists.items()}
    return fuse_by_hit(lists, by_hit, constant)


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


def weigh(languages, language, words, named):
    hits = [(each, 50.0) for each in languages]
    return keyword_weights(hits, Worded(language, words, named, inf), PROFILE)


def test_each_hit_has_a_weight_of_its_own():
    fused = fuse_by_hit({"keyword": ["a", "b"]}, {"keyword": [0.1, 1.0]}, 3)
    assert [hit.name for hit in fused] == ["b", "a"]
    assert fused[0].ranks == {"keyword": 2}


def test_a_short_query_weighs_its_words_in_full():
    assert weigh(["km"], "km", 1, 0.0) == weigh(["km"], "km", 3, 0.0) == [PROFILE.keyword_weight]


def test_a_quotation_has_no_bare_words_and_weighs_more():
    assert weigh(["zh"], "zh", 0, 0.0) > weigh(["zh"], "zh", 1, 0.0)


def test_what_holds_the_query_word_for_word_weighs_more_whatever_its_language():
    query = Worded("en", 12, 0.0, 480.0)
    verbatim, khmer, close = keyword_weights(
        [("en", 500), ("km", 480), ("en", 470)], query, PROFILE
    )
    assert verbatim == khmer > close


def test_a_first_hit_far_ahead_of_the_second_weighs_in_full():
    query = Worded("en", 20, 0.0, inf)
    ahead, second = keyword_weights([("en", 70), ("en", 25)], query, PROFILE)
    assert ahead == PROFILE.keyword_weight > second
    close, _ = keyword_weights([("en", 70), ("en", 60)], query, PROFILE)
    assert close == second
    assert keyword_weights([("en", 3)], query, PROFILE) == [PROFILE.keyword_weight]


def test_a_quotation_weighs_alike_in_every_language():
    assert len(set(weigh(["km", "en", "zh"], "en", 0, 0.0))) == 1


def test_the_words_of_a_long_query_weigh_less_the_more_there_are():
    weights = [weigh(["en", "en"], "en", words, 0.0)[0] for words in (3, 6, 12, 24)]
    assert weights == sorted(weights, reverse=True)
    assert weights[1] == pytest.approx(weights[0] / 2)


def test_a_hit_in_another_language_weighs_as_much_as_the_query_names_terms():
    own, other = weigh(["en", "km"], "en", 2, 0.6)
    assert own == PROFILE.keyword_weight
    assert other == pytest.approx(0.6 * PROFILE.keyword_weight)


@pytest.mark.parametrize("words", [1, 5, 50])
@pytest.mark.parametrize("named", [0.0, 0.3, 1.0])
def test_no_hit_in_another_language_weighs_more_than_one_in_the_query_s_own(words, named):
    own, other = weigh(["km", "en"], "km", words, named)
    assert own >= other


def test_a_hit_in_another_language_weighs_little_when_no_term_was_looked_up():
    own, other = weigh(["en", "zh"], "en", 10, 0.0)
    assert 0 < other < own / 5


def test_where_the_language_of_a_query_is_not_known_all_hits_weigh_alike():
    assert len(set(weigh(["en", "km", "zh"], "", 1, 0.0))) == 1
