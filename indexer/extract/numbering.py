"""Automatic numbers as a word processor or browser prints them: 1, (a), IV, 十二, ១."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_HAN_DIGITS = "〇一二三四五六七八九"
_HAN_PLACES = ("", "十", "百", "千")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_KHMER_ZERO = ord("០")
_KHMER_LETTERS = "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអ"


def decimal(value: int) -> str:
    """12 → 12."""
    return str(value)


def roman(value: int) -> str:
    """12 → xii; decimal outside 1 to 3999."""
    if not 0 < value < 4000:
        return str(value)
    text = ""
    for worth, letters in _ROMAN:
        count, value = divmod(value, worth)
        text += letters * count
    return text


def repeated_letter(value: int) -> str:
    """As Word counts: 3 → c, 27 → aa, 28 → bb."""
    rounds, position = divmod(value - 1, 26)
    return chr(ord("a") + position) * (rounds + 1) if value > 0 else str(value)


def base_letter(value: int) -> str:
    """As browsers count: 3 → c, 27 → aa, 28 → ab."""
    text = ""
    while value > 0:
        value, position = divmod(value - 1, 26)
        text = chr(ord("a") + position) + text
    return text or "0"


def khmer(value: int) -> str:
    """12 → ១២."""
    return "".join(chr(_KHMER_ZERO + int(digit)) for digit in str(abs(value)))


def khmer_letter(value: int) -> str:
    """1 → ក; Khmer digits beyond the last letter."""
    return _KHMER_LETTERS[value - 1] if 0 < value <= len(_KHMER_LETTERS) else khmer(value)


def han(value: int) -> str:
    """12 → 十二, 105 → 一百零五; digit by digit from 10,000 on."""
    if value >= 10_000 or value <= 0:
        return han_digits(value)
    text, gap = "", False
    digits = str(value)
    for digit, place in zip(digits, reversed(_HAN_PLACES[: len(digits)]), strict=True):
        if digit == "0":
            gap = bool(text)
            continue
        # Ten is 十, not 一十, at the very beginning alone.
        one = "" if not text and digit == "1" and place == "十" else _HAN_DIGITS[int(digit)]
        text += ("零" if gap else "") + one + place
        gap = False
    return text


def han_digits(value: int) -> str:
    """24 → 二四."""
    return "".join(_HAN_DIGITS[int(digit)] for digit in str(abs(value)))


def circled(value: int) -> str:
    """1 → ①, to 20; decimal beyond."""
    return chr(0x2460 + value - 1) if 0 < value <= 20 else str(value)


def full_width(value: int) -> str:
    """12 → １２."""
    return "".join(chr(ord("０") + int(digit)) for digit in str(abs(value)))


def _cycle(characters: str) -> Callable[[int], str]:
    def count(value: int) -> str:
        return characters[value - 1] if 0 < value <= len(characters) else str(value)

    return count


#: How Word's ``numFmt`` counts. ``hindiNumbers`` is what Khmer documents use for Khmer digits.
WORD_FORMATS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "decimal": decimal,
        "decimalZero": lambda value: f"{value:02d}",
        "lowerLetter": repeated_letter,
        "upperLetter": lambda value: repeated_letter(value).upper(),
        "lowerRoman": roman,
        "upperRoman": lambda value: roman(value).upper(),
        "chineseCounting": han,
        "chineseCountingThousand": han,
        "chineseLegalSimplified": han,
        "japaneseCounting": han,
        "taiwaneseCounting": han,
        "taiwaneseCountingThousand": han,
        "ideographDigital": han_digits,
        "japaneseDigitalTenThousand": han_digits,
        "taiwaneseDigital": han_digits,
        "ideographTraditional": _cycle(_STEMS),
        "ideographZodiac": _cycle(_BRANCHES),
        "decimalFullWidth": full_width,
        "decimalFullWidth2": full_width,
        "decimalEnclosedCircle": circled,
        "decimalEnclosedCircleChinese": circled,
        "hindiNumbers": khmer,
        "khmer": khmer,
        "khmerLetter": khmer_letter,
    }
)

#: How a browser's list styles and the ``type`` of HTML lists count; ``None`` prints no number.
LIST_STYLES: Mapping[str, Callable[[int], str] | None] = MappingProxyType(
    {
        "1": decimal,
        "a": base_letter,
        "A": lambda value: base_letter(value).upper(),
        "i": roman,
        "I": lambda value: roman(value).upper(),
        "decimal": decimal,
        "decimal-leading-zero": lambda value: f"{value:02d}",
        "lower-alpha": base_letter,
        "lower-latin": base_letter,
        "upper-alpha": lambda value: base_letter(value).upper(),
        "upper-latin": lambda value: base_letter(value).upper(),
        "lower-roman": roman,
        "upper-roman": lambda value: roman(value).upper(),
        "khmer": khmer,
        "cambodian": khmer,
        "cjk-ideographic": han,
        "cjk-decimal": han_digits,
        "simp-chinese-informal": han,
        "trad-chinese-informal": han,
        "cjk-heavenly-stem": _cycle(_STEMS),
        "none": None,
        "disc": None,
        "circle": None,
        "square": None,
    }
)


def word_number(value: int, number_format: str, custom: str = "") -> str:
    """``value`` in one of Word's formats; ``custom`` is the sample of a custom one ("១, ២, ៣").

    Decimal where the format is not known; "" for bullets and none.
    """
    if number_format in ("bullet", "none"):
        return ""
    if custom:
        number_format = _custom_format(custom)
    return WORD_FORMATS.get(number_format, decimal)(value)


def _custom_format(sample: str) -> str:
    first = sample.strip()[:1]
    if "០" <= first <= "៩":
        return "khmer"
    if first == "ក":
        return "khmerLetter"
    return "decimalZero" if first == "0" else "decimal"
