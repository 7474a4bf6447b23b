"""Numbers as citations write them: 12, ១២, 十二, XII, xii, l."""

from collections.abc import Callable, Mapping

#: The largest number written in Chinese or Roman; what is larger is written in digits.
LARGEST = 3_999

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_CHINESE = "零一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"))


def digits(number: int, own: str) -> str:
    """In the digits ``own``, 0 to 9: 12, ១២."""
    return "".join(own[int(figure)] for figure in str(number))


def roman(number: int) -> str:
    """In capitals: XII. ``number`` is 1 to ``LARGEST``."""
    found = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        found += letters * times
    return found


def chinese(number: int) -> str:
    """With places, the same in both scripts: 十二, 一百零五. ``number`` is 1 to ``LARGEST``."""
    found, gap, rest = "", False, number
    for value, place in _PLACES:
        figure, rest = divmod(rest, value)
        if figure:
            found += (_CHINESE[0] if gap else "") + _CHINESE[figure] + place
            gap = False
        elif found:
            gap = bool(rest)
    if rest:
        found += (_CHINESE[0] if gap else "") + _CHINESE[rest]
    return found.removeprefix("一") if 10 <= number < 20 else found


def letter(number: int, alphabet: str) -> str:
    """The letter of that place, from 1; past the end doubled, then trebled: z, aa, bb."""
    times, place = divmod(number - 1, len(alphabet))
    return alphabet[place] * (times + 1)


#: How ``patterns.toml`` names the ways to write a number; each takes the number, the digits and the
#: letters of the language.
NUMERALS: Mapping[str, Callable[[int, str, str], str]] = {
    "digits": lambda number, own, _: digits(number, own),
    "roman": lambda number, own, _: _written(number, own, roman),
    "small_roman": lambda number, own, _: _written(number, own, roman).lower(),
    "chinese": lambda number, own, _: _written(number, own, chinese),
    "letters": lambda number, _, alphabet: letter(number, alphabet),
}


def _written(number: int, own: str, write: Callable[[int], str]) -> str:
    return write(number) if 0 < number <= LARGEST else digits(number, own)
