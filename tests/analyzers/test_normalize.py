"""Folding: what must be found as the same, what must stay apart, and where each character was."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.normalize import INVISIBLE, RADICALS, fold, fold_text

KHMER = st.text(st.characters(min_codepoint=0x1780, max_codepoint=0x17F9), max_size=40)
MIXED = st.text(
    st.sampled_from(
        "សន្ធិញ្ញាភូមិ្រំុី៊៉៌១២៣中華人民共和国條约㈠⻓⾧Treaty ﬁÉe\u0301İ½①\u200b\u200d\u00ad\0\ud800'’가각"
    ),
    max_size=40,
)


def khmer(codes):
    """The text of code points written as in the Unicode charts: 1780 17D2 178F."""
    return "".join(chr(int(code, 16)) for code in codes.split())


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("1781 17C2 17D2 1798 179A", "1781 17D2 1798 17C2 179A"),
        ("17A2 17B6 1787 17B6 17D2 1789 1792 179A", "17A2 17B6 1787 17D2 1789 17B6 1792 179A"),
        ("1794 17B6 17D2 179A 179F 17CB", "1794 17D2 179A 17B6 179F 17CB"),
        ("1780 17B8 17D2 178F", "1780 17D2 178F 17B8"),
        ("1780 178E 17D2 178A 17B6 179B", "1780 178E 17D2 178F 17B6 179B"),
        ("179F 17D2 179A 17D2 178F 17B8", "179F 17D2 178F 17D2 179A 17B8"),
        ("179F 17D2 179A 17B8 17D2 178F", "179F 17D2 178F 17D2 179A 17B8"),
        ("179B 17C1 17B6 1780", "179B 17C4 1780"),
        ("179B 17B6 17C1 1780", "179B 17C4 1780"),
        ("1792 17D2 179C 17C1 17B8", "1792 17D2 179C 17BE"),
        ("1792 17D2 179C 17B8 17C1", "1792 17D2 179C 17BE"),
        ("1785 17C6 17B6", "1785 17B6 17C6"),
        ("1780 17C6 17BB", "1780 17BB 17C6"),
        ("179F 17B8 17CA", "179F 17CA 17B8"),
        ("179F 17BB 17B8", "179F 17CA 17B8"),
        ("179F 17B8 17BB", "179F 17CA 17B8"),
        ("1798 17BB 17B8", "1798 17C9 17B8"),
        ("1798 17C9 17D2 1799 17B6 1784", "1798 17D2 1799 17C9 17B6 1784"),
        ("179F 17CA 17D2 179A 17B8", "179F 17D2 179A 17CA 17B8"),
        ("1780 17B6 17B6", "1780 17B6"),
        ("1780 17C6 17C6", "1780 17C6"),
        ("1780 17D2 17D2 178F", "1780 17D2 178F"),
        ("17A3", "17A2"),
        ("17A4", "17A2 17B6"),
        ("1780 17B4 1793", "1780 1793"),
        ("1780 17B5 1793", "1780 1793"),
        ("1780 17D3", "1780 17C6"),
        ("17D8", "17D4 179B 17D4"),
        ("17B2 17D2 1799", "17B1 17D2 1799"),
        ("1792 17B6 17CC", "1792 17CC 17B6"),
        ("17E1 17E2", "0031 0032"),
        ("17F1", "0031"),
        ("1780 17DD", "1780 17D1"),
    ],
)
def test_khmer_typed_another_way_folds_to_one_spelling(typed, canonical):
    assert fold_text(khmer(typed)) == khmer(canonical)
    assert fold_text(khmer(canonical)) == khmer(canonical)


@pytest.mark.parametrize("invisible", ["200B", "200C", "200D", "2060", "FEFF", "00AD"])
def test_what_cannot_be_seen_is_gone(invisible):
    assert fold_text("ស" + khmer(invisible) + "ន្ធិសញ្ញា") == "សន្ធិសញ្ញា"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1780 17C7", "1780 003A"),
        ("1780 17C8", "1780 17D6"),
        ("179F 17D2 179A 17BB 1780", "179F 179A 17BB 1780"),
    ],
    ids=["visarga and colon", "yuukaleapintu and camnuc pii kuuh", "with and without subscript"],
)
def test_khmer_that_looks_alike_but_differs_stays_apart(one, other):
    assert fold_text(khmer(one)) != fold_text(khmer(other))


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("TREATY", "treaty"),
        ("Ｔｒｅａｔｙ　１２", "treaty 12"),
        ("ﬁnal", "final"),
        ("e\u0301tat", "état"),
        ("E\u0301TAT", "état"),
        ("Party’s", "party's"),
        ("´ŉ", "''n"),
        ("中華人民共和國", "中华人民共和国"),
        ("中华⼈⺠共和国", "中华人民共和国"),
        ("⻑", "长"),
        ("（一）", "(一)"),
        ("㈠", "(一)"),
        ("๑๒", "12"),
        ("ｶﾞ", "ガ"),
        ("각", "각"),
    ],
)
def test_other_forms_fold_to_the_plain_one(typed, folded):
    assert fold_text(typed) == folded


def test_every_radical_becomes_the_character_it_stands_for():
    left = [radical for radical in RADICALS if "\u2e80" <= fold_text(radical) <= "\u2eff"]
    assert left == []
    assert all(unicodedata.category(character) == "Lo" for character in RADICALS.values())


def test_nul_and_lone_surrogates_become_spaces():
    assert fold_text("a\0b\ud800c\uffffd") == "a b c d"
    assert fold_text("A\0B") == "a b"


def test_a_picture_is_not_turned_into_letters():
    assert not any(character.isalnum() for character in fold_text("™Ⓜ㊗🈁😀"))


def test_each_character_knows_the_place_it_came_from():
    text = "第七條\u200b ㈠"
    folded = fold(text)
    assert folded.text == "第七条 (一)"
    assert folded.span(2, 3) == (2, 3)
    assert folded.span(3, 4) == (4, 5)
    assert folded.span(5, 6) == (5, 6)


def test_a_reordered_syllable_maps_no_wider_than_what_moved():
    text = "កើ" + khmer("1794 17B6 17D2 179A 179F 17CB")
    folded = fold(text)
    assert folded.span(2, 3) == (2, 3)  # the base stays where it was
    assert folded.span(3, 6) == (3, 6)  # vowel and subscript changed places
    assert folded.span(6, 8) == (6, 8)


def test_one_changed_subscript_keeps_its_own_place():
    folded = fold(khmer("1780 178E 17D2 178A 17B6 179B"))
    assert [folded.span(i, i + 1) for i in range(6)] == [(i, i + 1) for i in range(6)]


@settings(deadline=None)
@given(st.one_of(KHMER, MIXED, st.text()))
def test_the_map_covers_the_folded_text_and_never_goes_back(text):
    folded = fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)
    for start, end in zip(folded.starts, folded.ends, strict=True):
        assert 0 <= start < end <= len(text)


@settings(deadline=None)
@given(st.one_of(KHMER, MIXED, st.text()))
def test_folding_twice_changes_nothing_more(text):
    assert fold_text(fold_text(text)) == fold_text(text)


def test_no_single_character_changes_when_folded_again():
    folded = [fold_text(chr(code)) for code in range(0x10000)]
    assert [text for text in folded if fold_text(text) != text] == []


@settings(deadline=None)
@given(st.one_of(KHMER, MIXED), st.sampled_from("\u200b\u200c\u00ad\ufeff"))
def test_an_invisible_character_anywhere_changes_nothing(text, invisible):
    assert INVISIBLE.match(invisible)
    assert fold_text(invisible.join(text)) == fold_text(text)
