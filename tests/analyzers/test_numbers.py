"""Numerals and the letters of points, in three scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.languages import KHMER, LANGUAGES
from analyzers.numbers import parse_letter, parse_number

DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("១២", 12),
        ("១2", 12),
        ("１２", 12),
        ("07", 7),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百一十", 110),
        ("一百二十三", 123),
        ("一千零一", 1001),
        ("一千〇一", 1001),
        ("二〇二四", 2024),
        ("兩百", 200),
        ("贰佰", 200),
        ("一百二十萬", 1_200_000),
        ("三万零五", 30_005),
        ("一亿零五", 100_000_005),
        ("XII", 12),
        ("xii", 12),
        ("Ⅻ", 12),
        ("MCMXCIX", 1999),
        ("〇", 0),
    ],
)
def test_a_numeral_is_read_whatever_script_writes_it(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "12a",
        "条",
        "ក",
        "IIII",
        "VX",
        "十十",
        "百",
        "千万",
        "二十十",
        "三万五",
        "一百五",
        "1.5",
        "-3",
        "៛",
        "9" * 19,
        "9" * 5000,
        "一" * 19,
    ],
)
def test_what_is_no_numeral_is_none(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "ordinal"),
    [
        ("a", 1),
        ("Z", 26),
        ("ｂ", 2),
        ("aa", 27),
        ("bb", 28),
        ("ក", 1),
        ("ខ", 2),
        ("អ", 33),
        ("甲", 1),
        ("癸", 10),
    ],
)
def test_a_point_letter_has_its_place_in_its_alphabet(text, ordinal):
    assert parse_letter(text) == ordinal


@pytest.mark.parametrize("text", ["", "1", "ab", "aaaa", "ក្ក", "条", "é", "្"])
def test_what_numbers_no_point_is_none(text):
    assert parse_letter(text) is None


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_every_letter_of_a_language_follows_the_one_before(language):
    ordinals = [parse_letter(letter) for letter in language.letters]
    assert ordinals == list(range(1, len(language.letters) + 1))


def with_places(number):
    """A number below 10,000 as Chinese writes it: 一千零一."""
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
        gap = not digit
    return text


@given(st.integers(1, 9999))
def test_numbers_with_places_are_read_back(number):
    assert parse_number(with_places(number)) == number


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_myriads_are_read_back(high, low):
    zero = "零" if low < 1000 else ""
    assert parse_number(f"{with_places(high)}万{zero}{with_places(low)}") == high * 10_000 + low


@given(st.integers(0, 10**17))
def test_khmer_digits_are_read_back(number):
    assert parse_number("".join(KHMER.digits[int(digit)] for digit in str(number))) == number


@given(st.text(max_size=30))
def test_no_text_raises(text):
    parse_number(text)
    parse_letter(text)
