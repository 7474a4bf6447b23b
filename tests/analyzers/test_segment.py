"""Terms: the same tokens however a text was typed, and each token's place in it."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.chinese_script import EITHER_FORM
from analyzers.normalize import fold_text
from analyzers.numbers import parse_number
from analyzers.segment import LONGEST_TOKEN, terms, terms_many
from analyzers.segmenters.english import stem

KHMER = "ភាគីនៃសន្ធិសញ្ញានេះ ត្រូវដោះស្រាយវិវាទដោយសន្តិវិធី ក្នុងព្រះរាជាណាចក្រកម្ពុជា"
HANS = "缔约双方应通过友好协商解决本条约解释方面的争端"
HANT = "締約雙方應通過友好協商解決本條約解釋方面的爭端"
ENGLISH = "The Contracting Parties shall settle disputes by peaceful means"

ALPHABET = (
    "កខសតឆញណទធនពមយរវអាិីុូើេោៅំះ៉៊់្្្១២៣៛ៗ។ 条條约約第十二百人民国國和㈠⻓"
    "Treaty'’-Article.,12１Ａ\u200b\u00ad\0😀™éЖไท"
)
MIXED = st.text(st.sampled_from(ALPHABET), max_size=60)


def words(text):
    return [token.text for token in terms(text).words]


def exact(text):
    return [token.text for token in terms(text).exact]


def full_width(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def reordered(text):
    """Khmer as other keyboards encode it: subscripts after vowels, RO first, DA for TA."""
    text = re.sub("(\u17d2[\u1780-\u17a2])([\u17c9\u17ca])", r"\2\1", text)
    text = re.sub("(\u17d2\u179a)(\u17d2[\u1780-\u1799\u179b-\u17a2])", r"\2\1", text)
    text = re.sub("((?:\u17d2[\u1780-\u17a2])+)([\u17b6-\u17c5])", r"\2\1", text)
    return text.replace("\u17d2\u178f", "\u17d2\u178a")


# --- the same tokens ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (KHMER.replace("សន្ធិសញ្ញា", "\u200bសន្ធិ\u200bសញ្ញា\u200b"), KHMER),
        (reordered(KHMER), KHMER),
        (HANT, HANS),
        ("雙方答覆本著友好精神", "双方答复本着友好精神"),
        (full_width(ENGLISH), ENGLISH),
        (ENGLISH.upper(), ENGLISH),
        ("each Party’s self‑determination", "each Party's self-determination"),
        ("１２　条", "12 条"),
        ("មាត្រា ១២", "មាត្រា 12"),
        ("cafe\u0301", "CAFÉ"),
    ],
    ids=[
        "zero-width spaces",
        "encoding order",
        "Traditional",
        "forms of one script's words",
        "full-width",
        "capitals",
        "curly marks",
        "full-width digits",
        "Khmer digits",
        "decomposed",
    ],
)
def test_exact_tokens_do_not_depend_on_how_a_text_was_typed(typed, stored):
    assert typed != stored
    assert exact(typed) == exact(stored)


def test_khmer_words_do_not_depend_on_zero_width_spaces_or_order():
    assert words("\u200b".join(KHMER)) == words(KHMER)
    assert words(reordered(KHMER)) == words(KHMER)


@settings(deadline=None)
@given(MIXED, st.randoms(use_true_random=False))
def test_zero_width_spaces_anywhere_leave_all_tokens_alike(text, rng: random.Random):
    spaced = "".join(character + "\u200b" * (rng.random() < 0.3) for character in text)
    assert exact(spaced) == exact(text)
    assert words(spaced) == words(text)


@settings(deadline=None)
@given(MIXED)
def test_full_width_forms_leave_all_tokens_alike(text):
    assert exact(full_width(text)) == exact(text)
    assert words(full_width(text)) == words(text)


@settings(deadline=None)
@given(
    st.lists(
        st.from_regex("[កសតមរ](\u17d2[ខឆងនម])?(\u17d2រ)?[\u17c9\u17ca]?[ាិូេ]?ំ?", fullmatch=True),
        max_size=12,
    ).map("".join)
)
def test_any_khmer_in_the_other_order_gives_the_same_tokens(text):
    assert exact(reordered(text)) == exact(text)
    assert words(reordered(text)) == words(text)


@pytest.mark.parametrize("text", [KHMER, HANS, HANT, ENGLISH], ids=["km", "Hans", "Hant", "en"])
def test_a_phrase_cut_from_a_text_has_the_texts_own_exact_tokens(text):
    whole = terms(text).exact
    for first in range(len(whole) - 4):
        part = whole[first : first + 4]
        assert exact(text[part[0].start : part[-1].end]) == [token.text for token in part]


# --- words --------------------------------------------------------------------------------------


def test_khmer_words_are_words_and_exact_tokens_are_clusters():
    assert words("សន្ធិសញ្ញានេះ") == ["សន្ធិសញ្ញា", "នេះ"]
    assert exact("សន្ធិសញ្ញានេះ") == ["ស", "ន្ធិ", "ស", "ញ្ញា", "នេះ"]


def test_chinese_words_hold_the_words_within_them_and_exact_tokens_are_characters():
    assert {"柬埔寨", "王国", "政府"} <= set(words("柬埔寨王国政府"))
    assert exact("柬埔寨王国政府") == list("柬埔寨王国政府")


def test_english_words_are_stems_and_exact_tokens_are_what_stands_there():
    assert words("Parties undertaking obligations") == ["parti", "undertak", "oblig"]
    assert exact("Parties undertaking obligations") == ["parties", "undertaking", "obligations"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Party's consent", ["the", "parti", "consent"]),
        ("self-determination", ["self", "determin"]),
        ("co-operation", ["co", "cooper", "oper"]),
        ("Phnom Penh", ["phnom", "penh"]),
        ("Article 12bis", ["articl", "12", "bis"]),
        ("1,000,000", ["1000000"]),
        ("១.០០០.០០០", ["1000000"]),
        ("1.5", ["1", "5"]),
        ("2010,2011", ["2010", "2011"]),
        ("ៗ", []),
        ("Договор Союза", ["договор", "союза"]),
        ("สัญญา", ["สัญญา"]),
        ("©™😀 → § ៛", []),
        ("", []),
        (" \n\t", []),
    ],
)
def test_words_of_awkward_texts(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第十二条", "12"),
        ("第五条", "5"),
        ("第一百二十三條", "123"),
        ("二〇二四年", "2024"),
        ("第１２条", "12"),
    ],
)
def test_a_chinese_numeral_is_also_a_word_in_digits(text, number):
    assert number in words(text)


@pytest.mark.parametrize("text", ["一", "三方", "万一", "十分"])
def test_a_single_chinese_numeral_within_words_gives_no_digits(text):
    assert not any(word.isdigit() and word.isascii() for word in words(text))


def test_chinese_numerals_stay_characters_in_exact_tokens():
    assert exact("第十二条") == ["第", "十", "二", "条"]


def test_spellings_with_and_without_a_hyphen_share_a_word():
    assert stem("cooperation") in words("co-operation")
    assert set(words("cooperation")) <= set(words("co-operation"))


@pytest.mark.parametrize(
    "character",
    ["A", "ក", "្", "ក្រ", "國", "𠮷", "1"],
    ids=["en", "km", "sign", "subscript", "zh", "rare", "digit"],
)
def test_no_token_is_longer_than_both_engines_take(character):
    found = terms(character * 1000)
    assert found.exact
    assert all(len(t.text) <= LONGEST_TOKEN for t in (*found.words, *found.exact))


# --- places -------------------------------------------------------------------------------------


def test_a_token_spans_what_it_was_typed_as():
    text = "ស\u200bន្ធិសញ្ញា និង條約 ﬁnal"
    found = {token.text: text[token.start : token.end] for token in terms(text).words}
    assert found["សន្ធិសញ្ញា"] == "ស\u200bន្ធិសញ្ញា"
    assert found["条约"] == "條約"
    assert found["final"] == "ﬁnal"


@settings(deadline=None, max_examples=300)
@given(st.one_of(MIXED, st.text(max_size=60)))
def test_every_token_stands_for_the_text_it_spans(text):
    found = terms(text)
    for token in (*found.words, *found.exact):
        assert 0 <= token.start < token.end <= len(text)
        assert token.text
        assert not re.search(r"\s", token.text)
    for token in found.exact:
        assert token.text in fold_text(text[token.start : token.end]).translate(EITHER_FORM)
    for token in found.words:
        assert stands_for(token.text, fold_text(text[token.start : token.end]))


def stands_for(word, folded):
    """Whether a word is in what it was folded from, or is made of it: a stem or a number."""
    parts = re.findall(r"[^\W\d_]+", folded)
    joined = re.sub(r"['\u2010,.-]", "", folded)
    return (
        word in folded
        or word in map(stem, [folded, joined, *parts])
        or word in joined
        or (word.isdigit() and parse_number(folded) == int(word))
    )


@settings(deadline=None)
@given(st.one_of(MIXED, st.text(max_size=60)))
def test_exact_tokens_stand_in_text_order(text):
    starts = [token.start for token in terms(text).exact]
    assert starts == sorted(starts)


@settings(deadline=None)
@given(st.lists(st.one_of(MIXED, st.just(KHMER), st.just(HANS)), max_size=8))
def test_texts_analysed_together_are_analysed_as_each_alone(texts):
    assert terms_many(texts) == [terms(text) for text in texts]
