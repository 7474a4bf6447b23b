"""Dates as instruments write them, in figures and in words, as ISO 8601."""

import re
from collections.abc import Iterator
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from analyzers.number_words import (
    ENGLISH_NUMERALS,
    ENGLISH_SCALES,
    KHMER_NUMERALS,
    KHMER_SCALES,
    english_number,
    khmer_number,
)
from analyzers.numbers import CHINESE_NUMERALS, parse_number

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
KHMER_MONTHS = (
    "មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា", "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ",
)  # fmt: skip
#: Other spellings of Khmer months.
KHMER_MONTH_VARIANTS = MappingProxyType({
    "កុម្ភះ": 2, "កុម្ភ:": 2, "កុម្ភ": 2, "មិនា": 3, "កក្តដា": 7, "វិចិ្ឆកា": 11,
})  # fmt: skip

#: What may part the words of Khmer, and is not seen.
ZERO_WIDTH_SPACE = "\u200b"

#: Years read as such; a Buddhist year is none of them.
YEARS = range(1600, 2200)
#: The first year of the Republic of China is 1912; its years are counted as such up to so many.
REPUBLICAN_ERA, REPUBLICAN_YEARS = 1911, range(1, 289)


class Found(NamedTuple):
    """A date in a text: ISO 8601, and its half-open range in code points."""

    iso: str
    start: int
    end: int


_MONTH = "|".join(MONTHS)
_ENGLISH_WORD = "|".join(sorted((*ENGLISH_NUMERALS, *ENGLISH_SCALES), key=len, reverse=True))
#: Bounded, as are all gaps here, so that no text takes longer than its length.
_WORDS = rf"(?:\b(?:{_ENGLISH_WORD}|and)\b[\s-]{{0,3}}){{1,12}}+"
_YEAR = rf"(?:,|\s|in the year|of the year|of){{0,6}}(?P<year>\d{{4}}|{_WORDS})"
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}}(?:st|nd|rd|th)?|{_WORDS})\s{{0,3}}(?:day)?\s{{0,3}}(?:of)?\s{{0,3}}"
    rf"(?P<month>{_MONTH})\b{_YEAR}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"\b(?P<month>{_MONTH})\s{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_HAN = rf"[{CHINESE_NUMERALS}○Ｏ\d]"
_CHINESE = re.compile(
    rf"(?P<year>{_HAN}{{4}})\s{{0,3}}年\s{{0,3}}(?P<month>{_HAN}{{1,3}})\s{{0,3}}月\s{{0,3}}"
    rf"(?P<day>{_HAN}{{1,3}})\s{{0,3}}[日号號]"
)
_REPUBLICAN = re.compile(
    rf"(?:中[華华])?民[國国]\s{{0,3}}(?P<republican>元|{_HAN}{{1,5}})\s{{0,3}}年\s{{0,3}}"
    rf"(?P<month>{_HAN}{{1,3}})\s{{0,3}}月\s{{0,3}}(?P<day>{_HAN}{{1,3}})\s{{0,3}}[日号號]"
)
_KHMER_NUMERAL = "|".join(sorted((*KHMER_NUMERALS, *KHMER_SCALES), key=len, reverse=True))
_KHMER_WORDS = rf"(?:{_KHMER_NUMERAL}|[\s\u200b]){{1,12}}+"
_KHMER_MONTH = "|".join(sorted((*KHMER_MONTHS, *KHMER_MONTH_VARIANTS), key=len, reverse=True))
_GAP = r"[\s\u200b]{0,4}"
_KHMER_WEEKDAY = "(?:ច័ន្ទ|ចន្ទ|អង្គារ|ពុធ|ព្រហស្បតិ៍|សុក្រ|សៅរ៍|អាទិត្យ)"
#: The words for day, month and year may be left out, and a Buddhist year stand before the other.
_KHMER = re.compile(
    rf"(?:ថ្ងៃ{_GAP}(?:{_KHMER_WEEKDAY}{_GAP},?{_GAP})?(?:ទី)?{_GAP}"
    rf"(?P<day>\d{{1,2}}|{_KHMER_WORDS})|(?<!\d)(?P<figures>\d{{1,2}})){_GAP}(?:ខែ)?{_GAP}"
    rf"(?P<month>{_KHMER_MONTH}){_GAP},?{_GAP}"
    rf"(?:(?:ឆ្នាំ)?{_GAP}ព\.?{_GAP}ស\.?{_GAP}\d{{4}}{_GAP},?{_GAP})?"
    rf"(?:ឆ្នាំ)?{_GAP}(?:គ\.?{_GAP}ស\.?)?{_GAP}(?P<year>\d{{4}}(?!\d)|{_KHMER_WORDS})"
)
_KHMER_WORD = re.compile(_KHMER_NUMERAL)


def find_dates(text: str) -> Iterator[Found]:
    """Every full date in ``text``, in any of the three languages, in text order."""
    found: list[Found] = []
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _CHINESE, _REPUBLICAN, _KHMER):
        for match in pattern.finditer(text):
            iso = _iso(match)
            if iso:
                found.append(Found(iso, match.start(), match.end()))
    yield from sorted(found, key=lambda one: one.start)


def _iso(match: re.Match[str]) -> str:
    year = _republican(match) if match.re is _REPUBLICAN else _number(match["year"])
    printed_day = match["day"] or match["figures"]  # only Khmer has the second
    month, day = _number(match["month"]), _number(printed_day)
    if year is None or month is None or day is None or year not in YEARS:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _republican(match: re.Match[str]) -> int | None:
    """The year of a date that counts from the founding of the Republic of China."""
    printed = match["republican"]
    # These years are also written with a bare ten after the hundred.
    count = 1 if printed == "元" else _number(printed.replace("百十", "百一十"))
    return REPUBLICAN_ERA + count if count and count in REPUBLICAN_YEARS else None


def _number(raw: str) -> int | None:
    """A number or a month, in figures or in words."""
    raw = raw.strip().lower().replace(ZERO_WIDTH_SPACE, "")
    if raw in MONTHS:
        return MONTHS.index(raw) + 1
    if raw in KHMER_MONTHS:
        return KHMER_MONTHS.index(raw) + 1
    if raw in KHMER_MONTH_VARIANTS:
        return KHMER_MONTH_VARIANTS[raw]
    if raw[:1].isdecimal():
        return parse_number(re.sub("(?:st|nd|rd|th)$", "", raw))
    if raw[:1].isascii():
        return english_number(raw)
    if _KHMER_WORD.match(raw):
        return khmer_number(raw)
    return parse_number(raw.replace("○", "〇").replace("Ｏ", "〇"))
