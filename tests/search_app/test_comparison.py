"""Two provisions compared: which sentences go together, and which of their words differ."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.segment import terms
from indexer.models import Segment
from search_app.comparison import (
    ComparisonError,
    compare,
    compare_meaning,
    compare_words,
    total_of,
    word_differences,
)
from search_app.likeness import words_of
from search_app.sentence_pairs import Grid, Pair, ordered, paired
from search_app.sentence_scores import Side
from search_app.work_tree import open_view
from tests.search_app.instruments import STATEMENT, TREATY

REFUSAL_EN = "Extradition shall be refused if the offence is a political offence."
SENTENCES = {
    "en": (
        REFUSAL_EN,
        "Extradition may be refused where the offence is a military offence.",
        "The Requested Party shall give reasons within 30 days.",
        "Reasons shall be given by the Requested Party within 60 days!",
    ),
    "zh": (
        "引渡请求所针对的犯罪是政治犯罪的，应当拒绝引渡。",
        "引渡請求所針對的犯罪是軍事犯罪的，可以拒絕引渡。",
        "被请求方应当在三十日内说明理由。",
        "被请求方应当在60日内说明拒绝的理由；",
    ),
    "km": (
        "បត្យាប័នត្រូវបដិសេធ ប្រសិនបើបទល្មើសនោះជាបទល្មើសនយោបាយ។",
        "បត្យាប័នអាចត្រូវបដិសេធ ប្រសិនបើបទល្មើសនោះជាបទល្មើសយោធា។",
        "ភាគីទទួលសំណើត្រូវផ្តល់សំអាងហេតុ ក្នុងរយៈពេល ៣០ ថ្ងៃ។",
        "ភាគីទទួលសំណើត្រូវផ្តល់សំអាងហេតុ ក្នុងរយៈពេល ៦០ ថ្ងៃ គិតពីថ្ងៃបដិសេធ។",
    ),
}
LANGUAGES = sorted(SENTENCES)
#: The same words in print that differs in what does not count.
SAME_WORDS = [
    ("en", "The Parties shall, in 30 days, reply.", "THE PARTIES SHALL IN 30 DAYS REPLY"),
    ("zh", "应当拒绝引渡。", "應當拒絕引渡"),
    ("zh", "在30日内答复", "在３０日内答复。"),
    ("km", "ក្នុងរយៈពេល ៣០ ថ្ងៃ", "ក្នុង\u200bរយៈពេល 30 ថ្ងៃ។"),
]

texts = st.sampled_from(LANGUAGES).flatmap(
    lambda language: st.tuples(
        st.just(language),
        st.lists(st.sampled_from(SENTENCES[language]), max_size=4),
        st.lists(st.sampled_from(SENTENCES[language]), max_size=4),
    )
)


def side(sentences, language="en", eids=None):
    eids = eids or [f"art_1__para_{number}" for number, _ in enumerate(sentences)]
    segments = [
        Segment("art_1", eid, 0, len(text), text) for eid, text in zip(eids, sentences, strict=True)
    ]
    return Side(root="art_1", language=language, segments=segments)


def folded(text):
    return [word.text for word in words_of(text)]


def within(text, span):
    if span is None:
        return []
    return [word.text for word in words_of(text) if span.start <= word.start < span.end]


def applied(like, first, second):
    """The words of the first text with its differences carried out."""
    words = []
    for one in like.differences:
        words += within(first, one.first) if one.kind == "equal" else within(second, one.second)
    return words


def texts_of(rows, swapped=False):
    pairs = [(row.a.text, row.b.text, row.moved, row.doubtful) for row in rows]
    return sorted((b, a, *rest) if swapped else (a, b, *rest) for a, b, *rest in pairs)


@pytest.fixture(scope="module")
def encode(encoder):
    return encoder.encode_passages


@settings(max_examples=40, deadline=None)
@given(texts)
def test_the_differences_applied_to_one_text_give_the_other(example):
    language, first, second = example
    a, b = "\n".join(first), "\n".join(second)
    assert applied(word_differences(a, b, language), a, b) == folded(b)


@settings(max_examples=40, deadline=None)
@given(texts)
def test_a_text_swapped_has_the_same_differences_mirrored(example):
    language, first, second = example
    a, b = "\n".join(first), "\n".join(second)
    one, other = word_differences(a, b, language), word_differences(b, a, language)
    assert (one.percent, one.left_out, one.added) == (other.percent, other.added, other.left_out)
    assert [(it.first, it.second) for it in one.differences] == [
        (it.second, it.first) for it in other.differences
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_does_not_differ_from_itself(language, encode):
    rows = compare_words(
        side(SENTENCES[language], language), side(SENTENCES[language], language), encode
    )
    assert [(row.a.text, row.b.text) for row in rows] == [(one, one) for one in SENTENCES[language]]
    assert all(row.likeness.percent == 100 and not row.doubtful for row in rows)
    total = total_of(rows)
    assert (total.percent, total.changes) == (100, 0)


@pytest.mark.parametrize(("language", "a", "b"), SAME_WORDS)
def test_print_alone_is_no_difference(language, a, b):
    assert word_differences(a, b, language).changes == 0


def test_khmer_differs_by_words_and_never_within_a_cluster():
    first, second, *_ = SENTENCES["km"]
    changed = [
        one for one in word_differences(first, second, "km").differences if one.kind != "equal"
    ]
    assert changed
    starts = {token.start for token in terms(first).words} | {len(first)}
    for one in changed:
        if one.first:
            assert one.first.start in starts
            assert not unicodedata.category(first[one.first.start]).startswith("M")
            if one.first.end < len(first):
                assert not unicodedata.category(first[one.first.end]).startswith("M")


def test_chinese_differs_by_words():
    like = word_differences("应当拒绝引渡", "可以拒绝引渡", "zh")
    changed = [one for one in like.differences if one.kind != "equal"]
    assert [(one.kind, tuple(one.first), tuple(one.second)) for one in changed] == [
        ("replaced", (0, 2), (0, 2))
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_that_one_side_lacks_stands_alone_in_its_place(language, encode):
    whole = SENTENCES[language][:3]
    rows = compare_words(side(whole, language), side((whole[0], whole[2]), language), encode)
    assert [(row.a.text, row.b.text) for row in rows] == [
        (whole[0], whole[0]),
        (whole[1], ""),
        (whole[2], whole[2]),
    ]
    total = total_of(rows)
    assert total.left_out == len(words_of(whole[1]))
    assert total.added == total.replaced == 0


def test_sentences_in_another_order_are_found_and_say_so(encode):
    politics, military, reasons, _ = SENTENCES["en"]
    rows = compare_words(
        side((politics, reasons, military)), side((reasons, politics, military)), encode
    )
    assert [(row.a.text, row.b.text) for row in rows] == [
        (politics, politics),
        (reasons, reasons),
        (military, military),
    ]
    assert sum(row.moved for row in rows) == 1
    assert total_of(rows).percent == 100


def test_two_sentences_of_one_paragraph_may_answer_to_one(encode):
    one = "Extradition shall be refused for political offences, with reasons given in writing."
    two = (
        "Extradition shall be refused for political offences.",
        "Reasons shall be given in writing.",
    )
    rows = compare_words(side((one,)), side(two, eids=["art_1__para_1"] * 2), encode)
    assert [(row.a.text, row.b.text) for row in rows] == [(one, " ".join(two))]
    apart = compare_words(side((one,)), side(two), encode)
    assert len(apart) == 2


@settings(max_examples=25, deadline=None)
@given(example=texts)
def test_swapped_sides_give_the_same_rows_swapped(encode, example):
    language, first, second = example
    a, b = side(first, language), side(second, language)
    one, other = compare_words(a, b, encode), compare_words(b, a, encode)
    assert texts_of(one) == texts_of(other, swapped=True)
    assert total_of(one).percent == total_of(other).percent
    assert sorted(row.a.text for row in one if row.a.text) == sorted(first)


def test_two_languages_are_paired_by_meaning(encode):
    rows = compare_meaning(side(SENTENCES["en"][:3]), side(SENTENCES["zh"][:3], "zh"), encode)
    found = {row.a.text: row.b.text for row in rows if row.paired}
    assert found[REFUSAL_EN] == SENTENCES["zh"][0]
    assert all(row.likeness is None for row in rows)


def test_numbers_that_two_languages_do_not_share_are_told(encode):
    rows = compare_meaning(side(SENTENCES["en"][2:3]), side(SENTENCES["zh"][3:], "zh"), encode)
    (row,) = rows
    assert [(one.kind, one.a.value, one.b.value) for one in row.disagreements] == [
        ("number", "30", "60")
    ]


def test_a_side_without_sentences_leaves_the_other_alone(encode):
    rows = compare_words(side(()), side(SENTENCES["km"], "km"), encode)
    assert [row.b.text for row in rows] == list(SENTENCES["km"])
    assert total_of(rows).percent == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_every_sentence_is_in_one_row_and_only_moved_ones_cross(n, m, seed):
    numbers = np.random.default_rng(seed)
    grid = Grid(
        numbers.random((n, m)), numbers.random((n - 1, m)), numbers.random((n, max(m - 1, 0)))
    )
    rows = ordered(paired(grid))
    assert sorted(place for row in rows for place in row.a) == list(range(n))
    assert sorted(place for row in rows for place in row.b) == list(range(m))
    for in_order in (
        [row.a for row in rows if row.a],
        [row.b for row in rows if not row.moved and row.b],
    ):
        assert in_order == sorted(in_order)


def test_what_is_lacking_comes_after_what_stands_before_it():
    rows = ordered([Pair((), (1,)), Pair((0,), (0,), 0.9), Pair((1,), (2,), 0.9)])
    assert [(row.a, row.b) for row in rows] == [((0,), (0,)), ((), (1,)), ((1,), (2,))]


# --------------------------------------------------------------------------- of an index


def place(searcher, address):
    work, language, eid = address.split("/")
    view = open_view(searcher.reader.work(work))
    return view.place(view.version(language), eid)


def test_two_versions_of_a_work_have_the_rows_of_its_alignment(searcher, encode):
    a = place(searcher, f"{TREATY}/km/chp_1__art_2")
    found = compare(a, place(searcher, f"{TREATY}/zh/chp_1__art_2"), encode)
    assert found.basis == "alignment"
    assert found.total is None
    assert found.rows[0].a.text == "មូលហេតុនៃការបដិសេធ"
    assert found.rows[0].b.text == "拒绝引渡的理由"
    assert found.counts.paired == found.counts.rows == 5


def test_a_chapter_is_compared_with_all_it_holds(searcher, encode):
    a = place(searcher, f"{TREATY}/en/chp_1")
    found = compare(a, place(searcher, f"{TREATY}/en/chp_2"), encode)
    eids = {segment.eid for row in found.rows for segment in row.a.segments}
    assert "chp_1__art_1" in eids
    assert "chp_1__art_2__para_1__point_b" in eids


def test_the_two_chinese_scripts_are_one_language(searcher, encode):
    a = place(searcher, f"{TREATY}/zh/chp_1__art_1")
    found = compare(a, place(searcher, f"{STATEMENT}/zh/para_1"), encode)
    assert found.same_language


def test_a_provision_too_long_is_refused_with_what_to_do(searcher, encode, monkeypatch):
    monkeypatch.setattr("search_app.comparison.MOST_SENTENCES", 3)
    a = place(searcher, f"{TREATY}/en/chp_1__art_2__para_2")
    with pytest.raises(ComparisonError, match="5 sentences; 3 at most") as raised:
        compare(a, place(searcher, f"{TREATY}/en/chp_1__art_2"), encode)
    assert raised.value.parameter == "b"
