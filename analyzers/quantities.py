"""The numbers, dates and citations that a sentence states, the same in every language.

12, ១២, 十二, "twelve" and ដប់ពីរ are one number; 8 December 2022, 二〇二二年十二月八日 and ថ្ងៃទី៨ ខែធ្នូ
ឆ្នាំ២០២២ one date; Article 7, 第七条 and មាត្រា ៧ one citation. What a text states for certain is kept
apart from what it may be read as ("both", 双方, 一国, the numerals within a date): the first is
missed where the other side lacks it, the second only answers for it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from analyzers.citation_marks import ordinal
from analyzers.citations import Citation, find_citations
from analyzers.dates import KHMER_MONTH_VARIANTS, KHMER_MONTHS, MONTHS, find_dates
from analyzers.number_words import (
    ENGLISH_NUMBER,
    KHMER_NUMBER,
    alternatives,
    english_number,
    is_ordinal,
    khmer_number,
)
from analyzers.numbers import parse_number
from analyzers.quantity_words import (
    CALENDAR_WORDS,
    CHINESE_IDIOMS,
    COUNTED,
    FIGURE_SCALES,
    IMPLYING,
    PERCENT,
    TIME_UNITS,
)

#: Units of citations that translations use for one another.
CLASSES = {
    "art": "art", "para": "para", "point": "point", "chp": "part", "part": "part", "sec": "part",
    "annex": "annex",
}  # fmt: skip
#: Ordinals up to here are also words of everyday: a second time, a third party, 第一.
EVERYDAY_ORDINAL = 10
#: Code points around a word of another calendar within which numbers belong to it.
_CALENDAR_REACH = 14
#: Digits of the longest number that is compared; longer ones are account numbers and the like.
_MOST_DIGITS = 15


class Stated(NamedTuple):
    """Something a text states. ``kind`` is ``number``, ``date`` or ``citation``; ``value`` is the
    same in every language (``30``, ``1/3``, ``2022-12-08``, ``art 7``); ``start``, ``end`` are
    half-open code points; ``unit`` is the unit of time counted, "" where none is."""

    kind: str
    value: str
    start: int
    end: int
    unit: str = ""


@dataclass(frozen=True)
class Statements:
    """``sure``: what is stated for certain, in text order. ``possible``: every value of a number
    that the text may be read as stating; ``points``: every letter or number in brackets, as a
    point's letter."""

    sure: tuple[Stated, ...]
    possible: frozenset[str]
    points: frozenset[str]

    def values(self, kind: str) -> frozenset[str]:
        """The values of one kind that are stated for certain."""
        return frozenset(one.value for one in self.sure if one.kind == kind)


class _Read(NamedTuple):
    """A number as read: ``values`` are its readings, the likeliest first."""

    values: tuple[str, ...]
    start: int
    end: int
    sure: bool
    unit: str = ""


@lru_cache(maxsize=8192)
def statements(text: str, language: str) -> Statements:
    """What ``text`` in ``language`` (``km``, ``zh``, ``en``) states. Never raises; a language
    that is not known is read as English."""
    language = language if language in TIME_UNITS else "en"
    # Every date names its month; looking for dates in every sentence takes most of the time.
    dated = "月" in text or _MONTH.search(text) is not None
    found = find_dates(text) if dated else ()
    dates = [Stated("date", one.iso, one.start, one.end) for one in found]
    citations = [one for cited in find_citations(text) for one in _cited(cited)]
    taken = [(one.start, one.end) for one in (*dates, *citations)]
    numbers = list(_numbers(text, language))
    calendars = list(_calendars(text))
    sure = [
        Stated("number", one.values[0], one.start, one.end, one.unit)
        for one in numbers
        if one.sure and not _within(one, taken) and not _within(one, calendars)
    ]
    possible = {value for one in numbers for value in one.values}
    possible |= {str(int(part)) for one in dates for part in one.value.split("-")}
    possible |= {str(value) for value in _implied(text, language)}
    return Statements(
        tuple(sorted((*sure, *dates, *dict.fromkeys(citations)), key=lambda one: one.start)),
        frozenset(possible),
        frozenset(_bracketed(text)),
    )


def _cited(citation: Citation) -> Iterator[Stated]:
    """A citation and what it lies within, each by itself."""
    if citation.unit in CLASSES and citation.number:
        value = f"{CLASSES[citation.unit]} {citation.number}"
        yield Stated("citation", value, citation.start, citation.end)
    if citation.parent:
        yield from _cited(citation.parent)


def _within(one: _Read, taken: list[tuple[int, int]]) -> bool:
    return any(start < one.end and one.start < end for start, end in taken)


# --------------------------------------------------------------------------- numbers

_SPACE = r"[ \u00a0\u202f\u200b]"
_FIGURES = re.compile(
    r"(?<![\d.,])(?P<figures>\d{1,3}(?:(?P<mark>[.,\u00a0\u202f ])\d{3})(?:(?P=mark)\d{3})*"
    r"(?![\d])(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)(?P<ordinal>(?:st|nd|rd|th)\b)?"
)
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
#: 二, 十 and the rest as they stand in texts, both scripts.
_HAN = "〇零一二三四五六七八九十百千万亿两兩萬億壹贰叁肆伍陆柒捌玖拾佰仟"
_CHINESE_NUMBER = re.compile(rf"[{_HAN}]+")
_CHINESE_SHARE = re.compile(rf"(?P<whole>[{_HAN}\d]{{1,6}})分之(?P<part>[{_HAN}\d]{{1,9}})")
_KHMER_SHARE = re.compile(
    rf"(?P<part>\d{{1,2}}|{KHMER_NUMBER.pattern}){_SPACE}{{0,2}}ភាគ{_SPACE}{{0,2}}"
    rf"(?P<whole>\d{{1,2}}|{KHMER_NUMBER.pattern})"
)
_ENGLISH_SHARE = re.compile(
    rf"(?P<part>{ENGLISH_NUMBER.pattern}|\ban?\b(?=\s\w+\sof\b))[\s-](?P<whole>third|quarter|fourth|fifth)s?\b",
    re.IGNORECASE,
)
#: Each pattern of a share with what its texts hold, which is quicker to look for.
_SHARES = (
    (re.compile("分之"), _CHINESE_SHARE),
    (re.compile("ភាគ"), _KHMER_SHARE),
    (re.compile("third|quarter|fourth|fifth", re.IGNORECASE), _ENGLISH_SHARE),
)
_SHARE_WORDS = {"a": 1, "an": 1, "quarter": 4}
_PERCENT = re.compile(rf"{_SPACE}{{0,2}}(?:{alternatives(PERCENT)})", re.IGNORECASE)


@cache
def _after(language: str) -> re.Pattern[str]:
    """What may come after a number: a repetition in brackets, an adjective, then its unit."""
    filler = {
        "en": r"(?:\s(?:calendar|working|consecutive|full))?[\s-]{0,2}",
        "zh": "整?",
        "km": "",
    }
    # ថ្ងៃទី៣០ ខែមិថុនា is 30 June, not thirty months.
    end = r"\b" if language == "en" else rf"(?!{_SPACE}{{0,2}}(?:{alternatives(KHMER_MONTHS)}))"
    units = alternatives((*TIME_UNITS[language], *COUNTED[language]))
    return re.compile(
        rf"(?:{_SPACE}{{0,2}}[（(][^()（）]{{1,40}}[)）])?{_SPACE}{{0,2}}{filler[language]}"
        rf"(?P<unit>{units}){end}",
        re.IGNORECASE,
    )


@cache
def _scale(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"{_SPACE}{{0,2}}(?P<scale>{alternatives(FIGURE_SCALES[language])})", re.IGNORECASE
    )


def _numbers(text: str, language: str) -> Iterator[_Read]:
    """Every number, each place of a text read once: a share before figures, these before words."""
    taken: list[tuple[int, int]] = []
    for read in (_shares(text), _in_figures(text, language), _in_words(text, language)):
        new = [one for one in read if not _within(one, taken)]
        taken += [(one.start, one.end) for one in new]
        yield from new
    yield from _months(text)


def _in_figures(text: str, language: str) -> Iterator[_Read]:
    for match in _FIGURES.finditer(text):
        if len(match["figures"]) > _MOST_DIGITS:
            continue
        values = _readings(match["figures"], match["mark"], language)
        end = match.end()
        if scale := _scale(language).match(text, end):
            factor = FIGURE_SCALES[language][scale["scale"].lower()]
            values, end = tuple(value * factor for value in values), scale.end()
        unit, end = _unit(text, end, language)
        # Part of a name or a number of an item: G20, COVID-19, 7.
        before = text[max(0, match.start() - 2) : match.start()]
        named = bool(re.search(r"[A-Za-z]-?$", before))
        sure = not named and not _numbers_item(text, match)
        yield _Read(tuple(map(str, values)), match.start(), end, sure, unit)


def _readings(figures: str, mark: str | None, language: str) -> tuple[Fraction, ...]:
    """3.000 is three thousand in Khmer and maybe in English; 18,5 is eighteen and a half."""
    if mark:
        body, _, rest = figures.partition("." if mark == "," else ",")
        joined = body.replace(mark, "")
        whole = _decimal(joined, rest if rest else "")
        single = len(body) - len(joined) == 1
        point = _decimal(*figures.split(mark, 1)) if single and mark in ".," else None
        if point is None:
            return (whole,)
        return (point, whole) if mark == "." and language != "km" else (whole, point)
    body, _, rest = figures.replace(",", ".").partition(".")
    return (_decimal(body, rest),)


def _decimal(whole: str, rest: str) -> Fraction:
    digits = re.sub(r"\D", "", rest)
    return Fraction(int(whole)) + (Fraction(int(digits), 10 ** len(digits)) if digits else 0)


def _numbers_item(text: str, match: re.Match[str]) -> bool:
    """Whether figures at the beginning of a text are the number of an item."""
    return not text[: match.start()].strip(" (（") and bool(
        re.match(r"[.)）、](?!\d)", text[match.end() : match.end() + 2])
    )


def _unit(text: str, end: int, language: str) -> tuple[str, int]:
    """The unit of time after a number ("" without one), and where a percent sign after it ends."""
    if share := _PERCENT.match(text, end):
        return "", share.end()
    found = _after(language).match(text, end)
    return (TIME_UNITS[language].get(found["unit"].lower(), "") if found else ""), end


def _shares(text: str) -> Iterator[_Read]:
    """百分之五十, two thirds, ពីរភាគបី, 2/3."""
    for hint, pattern in _SHARES:
        for match in pattern.finditer(text) if hint.search(text) else ():
            part, whole = _value(match["part"]), _value(match["whole"])
            if part and whole:
                value = str(part) if whole == 100 else f"{part}/{whole}"
                # "4 in every 10" answers for 十分之四, and it for them.
                yield _Read((value, str(part), str(whole)), *match.span(), sure=True)
    for match in _SLASHED.finditer(text):
        parts = [str(int(match[1])), str(int(match[2]))]
        yield _Read(("/".join(parts), *parts), *match.span(), sure=False)


def _value(raw: str) -> int | None:
    raw = raw.lower()
    if raw in _SHARE_WORDS:
        return _SHARE_WORDS[raw]
    if raw[:1].isdecimal():
        return parse_number(raw)
    if raw[:1].isascii():
        return english_number(raw)
    return khmer_number(raw) if "\u1780" <= raw[:1] <= "\u17ff" else parse_number(raw)


def _in_words(text: str, language: str) -> Iterator[_Read]:
    match language:
        case "zh":
            yield from _in_chinese(text)
        case "km":
            yield from _in_khmer(text)
        case _:
            yield from _in_english(text)


def _in_english(text: str) -> Iterator[_Read]:
    for match in ENGLISH_NUMBER.finditer(text):
        value = english_number(match[0])
        if value is None:
            continue
        unit, end = _unit(text, match.end(), "en")
        sure = value > EVERYDAY_ORDINAL if is_ordinal(match[0]) else value > 1 or bool(unit)
        yield _Read((str(value),), match.start(), end, sure, unit)


def _in_khmer(text: str) -> Iterator[_Read]:
    for match in KHMER_NUMBER.finditer(text):
        value = khmer_number(match[0])
        if value is None:
            continue
        unit, end = _unit(text, match.end(), "km")
        counted = bool(_after("km").match(text, match.end())) or end > match.end()
        before = text[max(0, match.start() - 5) : match.start()]
        sure = counted and (value > 1 or bool(unit)) and not re.search("ទី[ \u200b]?$", before)
        # មួយថ្ងៃ, មួយឆ្នាំ after "in": a day, a year.
        yield _Read((str(value),), match.start(), end, sure and value > 1, unit)


def _in_chinese(text: str) -> Iterator[_Read]:
    for match in _CHINESE_NUMBER.finditer(text):
        value = parse_number(match[0])
        if value is None:
            yield from _separate(match)
            continue
        unit, end = _unit(text, match.end(), "zh")
        counted = bool(_after("zh").match(text, match.end()))
        ordered = text[: match.start()].endswith("第")
        idiom = any(
            text.startswith(word, match.start()) or text.startswith(word, match.start() - 1)
            for word in CHINESE_IDIOMS
        )
        least = EVERYDAY_ORDINAL if ordered else 1
        sure = value > least and (counted or len(match[0]) > 1 or ordered) and not idiom
        sure |= value == 1 and unit in {"year", "hour"} and not ordered
        yield _Read((str(value),), match.start(), end, sure, unit)


def _separate(match: re.Match[str]) -> Iterator[_Read]:
    """Numerals that make no number together: each may be one."""
    for offset, character in enumerate(match[0]):
        value = parse_number(character)
        if value is not None:
            at = match.start() + offset
            yield _Read((str(value),), at, at + 1, sure=False)


# --------------------------------------------------------------------------- what only answers

_MONTH_VALUES = (
    {name: place for place, name in enumerate(MONTHS, 1)}
    | {name: place for place, name in enumerate(KHMER_MONTHS, 1)}
    | dict(KHMER_MONTH_VARIANTS)
)
_MONTH = re.compile(alternatives(_MONTH_VALUES), re.IGNORECASE)
_BRACKETED = re.compile(
    r"[（(]\s?([a-z]|[ក-អ]|[ivx]{1,4}|[一二三四五六七八九十]{1,3}|\d{1,2})\s?[)）]"
)
_CALENDAR = re.compile(alternatives(CALENDAR_WORDS))


def _months(text: str) -> Iterator[_Read]:
    """Names of months: they answer for 1月."""
    for match in _MONTH.finditer(text):
        value = _MONTH_VALUES[match[0].lower()]
        yield _Read((str(value),), match.start(), match.end(), sure=False)


def _implied(text: str, language: str) -> Iterator[int]:
    lowered = text.lower()
    words = set(re.findall(r"[a-z]+(?:-[a-z]+)?", lowered)) if language == "en" else set()
    for word, values in IMPLYING[language].items():
        if word in words or (word in lowered and (language != "en" or " " in word)):
            yield from values


def _bracketed(text: str) -> Iterator[str]:
    for match in _BRACKETED.finditer(text):
        if letter := ordinal("point", match[1]):
            yield letter


def _calendars(text: str) -> Iterator[tuple[int, int]]:
    for match in _CALENDAR.finditer(text):
        yield match.start() - _CALENDAR_REACH, match.end() + _CALENDAR_REACH
