"""A term of one side that the other does not share is told; a faithful rendering is not."""

import pytest

from analyzers.term_disagreements import CONFUSABLE, Usage, term_disagreements
from analyzers.termbase import termbase


def told(a, language_a, b, language_b, usage=None):
    return [
        tuple(side and side.concept.id for side in one)
        for one in term_disagreements(a, language_a, b, language_b, usage)
    ]


def test_every_group_names_concepts_of_the_termbase():
    known = {concept.id for concept in termbase()}
    for group in CONFUSABLE:
        assert len(group) >= 2
        assert group <= known, group - known


@pytest.mark.parametrize(
    ("a", "language_a", "b", "language_b", "pair"),
    [
        ("confiscation of the property", "en", "扣押该财产", "zh", ("confiscation", "seizure")),
        ("the Requesting Party", "en", "被请求方", "zh", ("requesting_party", "requested_party")),
        ("the alleged offender", "en", "ជនសង្ស័យនោះ", "km", ("offender", "suspect")),
        ("give evidence", "en", "ផ្តល់សក្ខីកម្ម", "km", ("evidence", "testimony")),
    ],
)
def test_one_term_for_another_is_told(a, language_a, b, language_b, pair):
    assert pair in told(a, language_a, b, language_b)
    assert pair[::-1] in told(b, language_b, a, language_a)


@pytest.mark.parametrize(
    ("a", "language_a", "b", "language_b"),
    [
        ("The Requested Party may refuse extradition.", "en", "被请求方可以拒绝引渡。", "zh"),
        ("freezing, seizure and confiscation", "en", "冻结、扣押和没收", "zh"),
        ("It shall enter into force on signature.", "en", "本条约自签署之日起生效。", "zh"),
        ("the Requesting Party", "en", "ភាគីស្នើសុំ", "km"),
    ],
)
def test_a_faithful_rendering_and_a_pronoun_are_not(a, language_a, b, language_b):
    assert told(a, language_a, b, language_b) == []


def test_a_long_name_is_missed_where_the_rest_of_the_translation_has_it():
    pairs = [("virtual assets are property", "en", "虚拟资产属于财产", "zh")] * 3
    text = "exchanges of virtual assets shall keep records", "en", "交易所应当保存记录", "zh"
    assert told(*text) == []
    assert told(*text, Usage.of([*pairs, text])) == [("virtual_assets", None)]
    assert told(*text, Usage.of([text])) == []


def test_the_ranges_are_those_of_the_names():
    a, b = "the confiscation of assets", "资产的扣押"
    (found,) = term_disagreements(a, "en", b, "zh")
    assert b[found.b.start : found.b.end] == "扣押"
    assert a[found.a.start : found.a.end] == "confiscation"
