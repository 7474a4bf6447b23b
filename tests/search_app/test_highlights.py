"""Where a hit's text is marked: exact ranges in the three scripts."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.segment import terms
from indexer.engine.base import Near
from indexer.records import offsets_of
from search_app.highlights import highlights, merge
from search_app.plan import Marks


def stored(text):
    found = terms(text)
    return {
        "text": text,
        "tokens": {
            "words": " ".join(token.text for token in found.words),
            "exact": " ".join(token.text for token in found.exact),
        },
        "offsets": offsets_of(found),
    }


def sequence(text):
    return tuple(token.text for token in terms(text).exact)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("No Party shall refuse on the ground of Bank  Secrecy alone.", "bank secrecy"),
        ("不得以銀行保密為由拒絕。", "银行保密"),
        ("មិនត្រូវបដិសេធដោយហេតុផលនៃការសម្ងាត់\u200bរបស់ធនាគារឡើយ។", "ការសម្ងាត់របស់ធនាគារ"),
        ("Article １２ applies.", "article 12"),
    ],
    ids=["spaces", "traditional", "zero-width", "full-width"],
)
def test_a_sequence_is_marked_as_it_is_printed(text, wanted):
    marks = Marks(sequences=(sequence(wanted),))
    [(start, end)] = highlights(stored(text), marks)
    assert sequence(text[start:end]) == sequence(wanted)


def test_a_prefix_marks_the_whole_word():
    text = "Extradition of the extradited person"
    spans = highlights(stored(text), Marks(prefixes=(("extradit",),)))
    assert [text[start:end] for start, end in spans] == ["Extradition", "extradited"]


@pytest.mark.parametrize(
    ("text", "parts", "gap", "marked"),
    [
        (
            "The return of the assets; assets of a person are not a return of property.",
            ("assets", "return"),
            3,
            ["return", "assets", "assets"],
        ),
        ("被没收的资产应当返还。由法院管理的其他资产除外。", ("返还", "资产"), 4, ["资产", "返还"]),
        ("ទ្រព្យសម្បត្តិត្រូវប្រគល់ជូនវិញ។", ("ប្រគល់ជូនវិញ", "ទ្រព្យសម្បត្តិ"), 3, ["ទ្រព្យសម្បត្តិ", "ប្រគល់ជូនវិញ"]),
        ("请求方应当通知被请求方。", ("请求方", "被请求方"), 9, ["请求方", "被请求方"]),
    ],
    ids=["en", "zh", "km", "one within the other"],
)
def test_what_is_near_is_marked_where_it_is_near_and_nowhere_else(text, parts, gap, marked):
    near = Near("exact", tuple(map(sequence, parts)), gap)
    spans = highlights(stored(text), Marks(near=(near,)))
    assert [text[start:end] for start, end in spans] == marked


def test_words_are_marked_by_their_stems():
    text = "Requests are executed as requested."
    words = frozenset(token.text for token in terms("request").words)
    spans = highlights(stored(text), Marks(words=words))
    assert [text[start:end] for start, end in spans] == ["Requests", "requested"]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=12))
@settings(deadline=None)
def test_merged_ranges_cover_the_same_places_in_order_without_touching(pairs):
    spans = [(start, start + length) for start, length in pairs]
    merged = merge(spans)
    covered = {place for start, end in spans for place in range(start, end)}
    assert {place for start, end in merged for place in range(start, end)} == covered
    for (_, end), (start, _) in itertools.pairwise(merged):
        assert start > end
