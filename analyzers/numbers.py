"""Numerals of three scripts as integers: 12, ១២, 十二, XII, １２."""

import re

from analyzers.languages import CHINESE, LANGUAGES
from analyzers.normalize import fold_text

#: Longest numeral read; a longer run of digits is an account number or noise.
MAX_NUMERAL = 18

#: Chinese digits, in the ordinary and in the banker's form, and the units they multiply.
CHINESE_DIGITS = {digit: value for value, digit in enumerate(CHINESE.digits)} | {
    "零": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"亿": 100_000_000, "万": 10_000}
ZEROS = "零〇"
CHINESE_NUMERALS = "".join(CHINESE_DIGITS) + "".join(PLACES) + "".join(MYRIADS)

ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN = re.compile("m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


def parse_number(text: str) -> int | None:
    """Read the integer that ``text`` writes, whole, in ASCII, Khmer, full-width, Chinese or Roman.

    Chinese positional (二〇二四) and with places (一百零五); Roman in capitals or small letters.
    ``None`` when it is not a numeral, or one of more than ``MAX_NUMERAL`` characters.
    """
    numeral = fold_text(text)
    if not 0 < len(numeral) <= MAX_NUMERAL:
        return None
    if numeral.isascii():
        return int(numeral) if numeral.isdigit() else _roman(numeral)
    if all(character in CHINESE_DIGITS for character in numeral):
        return int("".join(str(CHINESE_DIGITS[character]) for character in numeral))
    return _with_myriads(numeral)


def parse_letter(text: str) -> int | None:
    """Give the ordinal, from 1, of a point's letter: a, ក, 甲 → 1. ``None`` for anything else.

    Past the end of its alphabet a letter is doubled, then trebled: z, aa, bb → 26, 27, 28.
    """
    letters = fold_text(text)
    if len(set(letters)) != 1 or len(letters) > 3:
        return None
    for language in LANGUAGES.values():
        position = language.letters.find(letters[0])
        if position >= 0:
            return len(language.letters) * (len(letters) - 1) + position + 1
    return None


def _roman(numeral: str) -> int | None:
    if not _ROMAN.fullmatch(numeral):
        return None
    values = [ROMAN_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )


def _with_myriads(numeral: str) -> int | None:
    """Read 亿 and 万 each as a factor of what stands before it; the rest is below 10,000."""
    total = 0
    rest = numeral
    for character, factor in MYRIADS.items():
        before, found, after = rest.rpartition(character)
        if found:
            value = _below_myriad(before)
            if not value:
                return None
            total += value * factor
            rest = after
    if not rest:
        return total
    value = _below_myriad(rest, leading=total == 0)
    return None if value is None else total + value


def _below_myriad(numeral: str, *, leading: bool = True) -> int | None:
    """Read units in falling order; 一百零五 needs its zero, 十 its 一 only inside a number."""
    total, digit, place, gap = 0, None, 10_000, False
    for character in numeral:
        if character in ZEROS:
            if digit is not None or gap:
                return None
            gap = True
        elif character in CHINESE_DIGITS:
            if digit is not None:
                return None
            digit = CHINESE_DIGITS[character]
        else:
            unit = PLACES.get(character, 0)
            if not 0 < unit < place:
                return None
            if digit is None and (unit != 10 or total or not leading):
                return None
            total += (1 if digit is None else digit) * unit
            digit, place, gap = None, unit, False
    if digit is None:
        return total if total and not gap else None
    # 一百五 may be 105 or 150: only a zero or the place before it says which.
    return total + digit if gap or place == 10 or (leading and not total) else None
