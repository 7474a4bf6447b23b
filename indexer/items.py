"""Bare numbers and letters at the start of a paragraph: 1., （一）, (a), (ក), (iv)."""

import re
from dataclasses import dataclass

from analyzers.languages import KHMER
from analyzers.numbers import parse_letter, parse_number


@dataclass(frozen=True, slots=True)
class Item:
    """A bare number or letter at the start of a paragraph.

    ``style`` says how it is printed (``1.``, ``(a)``, ``（一）``); items of one list share it.
    ``weak``: only believed with a second one after it ("A. Smith" is no list).
    """

    style: str
    value: int
    num: str
    rest: str
    weak: bool = False


_HAN_ITEM = r"[一二三四五六七八九十百〇零]{1,5}"
_KHMER_LETTER = rf"[{KHMER.letters}]"

#: (style, pattern, weak). The first group is the number; the whole match is the mark as printed.
_ITEMS: tuple[tuple[str, re.Pattern[str], bool], ...] = tuple(
    (style, re.compile(pattern), weak)
    for style, pattern, weak in (
        ("1.", r"(\d{1,3})\s?[.．](?![\d.．])(?:[-–_](?!\d))?", False),
        ("(1)", r"[(（]\s?(\d{1,3})\s?[)）](?:[.．](?=\s|$))?", False),
        ("1)", r"(\d{1,3})\s?[)）]", False),
        ("1、", r"(\d{1,3})\s?、", False),
        ("1-", r"(\d{1,2})\s?(?:[-–—]|៖)(?=\s|$|[\u1780-\u17d3«])", True),
        ("①", r"([①-⑳])", False),
        ("一、", rf"({_HAN_ITEM})[、．](?!\d)", False),
        ("（一）", rf"[(（]\s?({_HAN_ITEM})\s?[)）]、?", False),
        ("(a)", r"[(（]\s?([a-z]{1,3})\s?[)）]", False),
        ("a)", r"([a-z]{1,2})\s?[)）]", True),
        ("a.", r"([a-z])[.．](?=\s|$)", True),
        ("(i)", r"[(（]\s?([ivxl]{1,6})\s?[)）]", False),
        ("i)", r"([ivxl]{1,6})\s?[)）]", True),
        ("i.", r"([ivxl]{1,6})[.．](?=\s|$)", True),
        ("(A)", r"[(（]\s?([A-Z])\s?[)）]", True),
        ("I.", r"([IVXL]{1,6})\s?[.．、](?=\s|$|[^\x00-\x7f])", True),
        ("A.", r"([A-Z])[.．](?=\s|$)", True),
        ("(ក)", rf"[(（]\s?({_KHMER_LETTER})\s?[)）]", False),
        ("ក.", rf"({_KHMER_LETTER})\s?(?:[.)）/៖]|[-–](?=\s))[-_]?", False),
        ("1 ", r"(\d{1,3})(?=\s+[A-Z\u1780-\u17b3\u4e00-\u9fff])", True),
    )
)
_ROMAN_STYLES = frozenset({"(i)", "i)", "i.", "I."})
_DECIMAL = re.compile(r"(\d{1,3})[.．](\d{1,3})[.．)]?(?=\s|$|[^\x00-\x7f])")


def read_items(text: str) -> tuple[Item, ...]:
    """Every way to read the bare number or letter that ``text`` begins with; () when none.

    (i) is read twice, as a letter and as a Roman numeral: what went before it decides.
    """
    text = text.strip("\u200b\ufeff \t\u3000")
    found = ((style, pattern.match(text), weak) for style, pattern, weak in _ITEMS)
    return tuple(
        item for style, match, weak in found if match and (item := _item(style, match, weak))
    )


def _item(style: str, match: re.Match[str], weak: bool) -> Item | None:
    raw = match[1]
    if (
        style[-1] == "."
        and style[0] in "1"
        and re.match(r"\s?\d{4}\b", match.string[match.end() :])
    ):
        return None  # "15. 2024", a date
    value = _value(style, raw)
    if not value:
        return None
    rest = match.string[match.end() :].strip("\u200b\ufeff \t\u3000")
    return Item(style, value, match[0].strip(), rest, weak)


def _value(style: str, raw: str) -> int | None:
    if style == "①":
        return ord(raw) - ord("①") + 1
    if style in _ROMAN_STYLES or style[0] in "1一" or style[1:2] in "1一":
        return parse_number(raw)
    return parse_letter(raw)


def read_decimal(text: str) -> tuple[int, Item] | None:
    """A decimal number ("3.2 Text"): the first part, and the item that the second part numbers."""
    text = text.strip()
    found = _DECIMAL.match(text)
    if not found:
        return None
    first, second = parse_number(found[1]), parse_number(found[2])
    if not first or not second:
        return None
    rest = text[found.end() :].strip()
    return first, Item("1.1", second, found[0].strip(), rest)
