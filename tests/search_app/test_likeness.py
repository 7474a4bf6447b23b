"""How alike two sentences are: the percentage, and the words it comes from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.segment import terms
from search_app.likeness import (
    KINDS,
    likeness,
    needed,
    parted,
    percent_of,
    quick_percent,
    words_of,
)

EN = "The Requested Party shall bear the ordinary costs of executing a request within 30 days."
ZH = "被请求方应当在三十日内负担执行请求的一般费用。"
KM = "ភាគីទទួលសំណើត្រូវទទួលបន្ទុកលើការចំណាយធម្មតាក្នុងរយៈពេល ៣០ ថ្ងៃ។"

#: Sentences of words of the three languages, with numbers and marks between them.
WORDS = st.lists(
    st.sampled_from(
        "the Party shall 30 thirty 缔约方 应当 第十二条 三十日内 ភាគី ត្រូវ ៣០ ឯកសារ".split()
    ),
    max_size=12,
)  # fmt: skip
SENTENCES = st.builds(
    lambda words, marks: "".join(word + mark for word, mark in zip(words, marks, strict=False)),
    WORDS,
    st.lists(st.sampled_from([" ", ", ", "; "]), min_size=12, max_size=12),
)


def texts(sentence):
    return [word.text for word in words_of(sentence)]


@given(SENTENCES, SENTENCES)
def test_a_percentage_is_100_for_equal_words_alone_and_the_same_both_ways(first, second):
    there, back = likeness(first, second, "en"), likeness(second, first, "en")
    assert there.percent == back.percent
    assert 0 <= there.percent <= 100
    assert (there.percent == 100) == (texts(first) == texts(second))
    assert there.percent == quick_percent(texts(first), texts(second), 0)


@given(SENTENCES, SENTENCES)
def test_the_counts_account_for_every_word_and_the_pieces_for_every_letter(first, second):
    like = likeness(first, second, "en")
    assert like.equal + like.replaced + like.left_out == len(texts(first))
    assert like.equal + like.replaced + like.added == len(texts(second))
    assert like.percent == percent_of(like.changes, like.longer)
    assert {one.kind for one in like.differences} <= set(KINDS)
    for side, text in enumerate((first, second)):
        assert "".join(piece for piece, _, _ in parted(like.differences, text, side)) == text


@given(SENTENCES, SENTENCES, st.integers(30, 100))
def test_whatever_reaches_a_threshold_shares_the_words_it_needs(first, second, threshold):
    need = needed(words_of(first), threshold)
    alike = quick_percent(texts(first), texts(second), threshold) >= threshold
    # What shares numbers alone is found where they are written alike.
    shares_words = {word.indexed for word in words_of(first)} & {
        word.indexed for word in words_of(second)
    }
    if texts(first) and alike and (first == second or shares_words - {""}):
        present = {token.text for token in terms(second).words}  # what an index holds of it
        shared = sum(count for token, count in need.tokens.items() if token in present)
        assert shared >= min(need.least, sum(need.tokens.values()))


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        (EN, EN.upper().replace(" ", "  ").rstrip("."), "en"),
        (ZH, "被請求方應當在三十日內負擔執行請求的一般費用", "zh"),
        (KM, KM.replace("៣០", "30").replace("។", ""), "km"),
        ("in 1,000 copies", "In １０００ copies!", "en"),
        ("第十二条规定的期限", "第12条规定的期限", "zh"),
        ("co-operation", "cooperation", "en"),
    ],
    ids=["case", "script", "digits", "full width", "numerals", "hyphen"],
)
def test_what_does_not_count_leaves_100_per_cent(first, second, language):
    assert likeness(first, second, language).percent == 100


def test_the_percentage_is_explained_by_the_words_that_differ():
    like = likeness(EN, EN.replace("ordinary costs", "reasonable ordinary expenses"), "en")
    assert (like.equal, like.replaced, like.left_out, like.added) == (14, 1, 0, 1)
    assert (like.longer, like.changes, like.percent) == (16, 2, 87)
    marked = [piece for piece in parted(like.differences, EN, 0) if piece[1] != "equal"]
    assert marked == [("costs", "replaced", False)]


def test_99_point_something_is_not_100():
    first = " ".join(["word"] * 200)
    assert likeness(first, first + " more", "en").percent == 99


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        (EN, EN.replace("30", "60"), "en"),
        (EN, EN.replace("30", "sixty"), "en"),
        (ZH, ZH.replace("三十", "六十"), "zh"),
        ("期限为三个月", "期限为四个月", "zh"),
        (KM, KM.replace("៣០", "៦០"), "km"),
        ("依照第十二条提出的请求", "依照第十三条提出的请求", "zh"),
        ("signed on 8 December 2022", "signed on 9 November 2021", "en"),
    ],
    ids=["en", "en in words", "zh", "zh with its unit", "km", "article", "date"],
)
def test_sentences_that_differ_in_numbers_alone_are_told_apart(first, second, language):
    like = likeness(first, second, language)
    assert like.numbers_only
    assert like.percent < 100


def test_a_word_that_differs_beside_a_number_is_more_than_numbers():
    assert not likeness(EN, EN.replace("30 days", "60 hours"), "en").numbers_only
    assert not likeness("Article 7 applies", "Section 7 applies", "en").numbers_only
    assert not likeness(ZH, ZH.replace("三十日", "三个月"), "zh").numbers_only
    assert not likeness(EN, EN, "en").numbers_only


def test_khmer_and_chinese_are_compared_by_words_at_their_own_boundaries():
    assert texts("ភាគីស្នើសុំត្រូវផ្ដល់ឯកសារ") == ["ភាគី", "ស្នើសុំ", "ត្រូវ", "ផ្តល់", "ឯកសារ"]
    assert texts("缔约双方应当提供司法协助") == ["缔约", "双方", "应当", "提供", "司法", "协助"]
    assert texts("") == []


#: Ways to write numbers that say the same, by language, as they stand after something.
WRITINGS = {
    "zh": {3: ("3", "三", "３", "៣"), 30: ("30", "三十"), 105: ("105", "一百零五"), 2: ("2", "二")},
    "km": {3: ("3", "៣", "បី"), 30: ("30", "៣០", "សាមសិប")},
    "en": {3: ("3", "three", "３"), 30: ("30", "thirty", "THIRTY"), 25: ("25", "twenty-five")},
}
FRAMES = {
    "zh": ("应当在{}日内通知", "处{}年以上的徒刑", "第{}条规定，", "共{}人、", "期限为{}个月。"),
    "km": ("ក្នុងរយៈពេល {} ថ្ងៃ ", "ចំនួន {} ច្បាប់ "),
    "en": ("within {} days ", "at least {} persons, ", "for {} years; "),
}


@st.composite
def written_twice(draw):
    """A sentence written in two ways, with its language."""
    language = draw(st.sampled_from(sorted(WRITINGS)))
    first = second = ""
    for frame in draw(st.lists(st.sampled_from(FRAMES[language]), min_size=1, max_size=4)):
        ways = WRITINGS[language][draw(st.sampled_from(sorted(WRITINGS[language])))]
        first += frame.format(draw(st.sampled_from(ways)))
        second += frame.format(draw(st.sampled_from(ways)))
    return first, second, language


@given(written_twice())
def test_how_a_numeral_is_written_does_not_count(written):
    first, second, language = written
    assert likeness(first, second, language).percent == 100


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        ("应当在30日内通知", "应当在三十日内通知", "zh"),
        ("处三年以上十年以下", "处3年以上10年以下", "zh"),
        ("二〇二〇年五月一日", "2020年5月1日", "zh"),
        ("罚款三十万元", "罚款30万元", "zh"),
        ("៣០ ថ្ងៃ", "30 ថ្ងៃ", "km"),
        ("within thirty days", "within 30 days", "en"),
    ],
)
def test_the_same_number_in_words_and_in_figures_is_the_same(first, second, language):
    assert likeness(first, second, language).percent == 100


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        ("六十日内通知", "三十日内通知", "zh"),
        ("六十日内通知", "30日内通知", "zh"),
        ("within sixty days", "within 30 days", "en"),
        ("共三人", "共5人", "zh"),
    ],
)
def test_other_numerals_alone_are_numbers_only(first, second, language):
    like = likeness(first, second, language)
    assert like.numbers_only
    assert (like.replaced, like.left_out, like.added) == (1, 0, 0)


def test_a_numeral_is_a_word_of_its_own_and_idioms_are_not_numbers():
    assert texts("处三年以上十年以下") == ["处", "3", "年", "以上", "10", "年", "以下"]
    assert texts("五人") == ["5", "人"]
    assert texts("一般费用十分重要") == ["一般", "费用", "十分", "重要"]
    words = words_of("共三十人，双方")
    assert [(word.start, word.end) for word in words] == [(0, 1), (1, 3), (3, 4), (5, 7)]


@pytest.mark.parametrize("text", ["thirty", "30", "三十", "第十二条", "年", "៣០", "三年"])
def test_a_sentence_without_words_that_last_finds_itself(text):
    need = needed(words_of(text), 100)
    assert need.least == 1
    assert need.tokens.keys() & {token.text for token in terms(text).words}
