"""The whole numbers a sentence states: anchors of alignment that need no translation.

Counts, the years and days of dates and the numbers of what is cited: 15, ១៥, 十五, fifteen; 第五条
and Article 5 both give 5; a month is its number. They speak for a bead and hardly against one, so
what is not read here (numbers of several words, fractions) costs little.
"""

import re

from analyzers.dates import KHMER_MONTHS, MONTHS
from analyzers.normalize import fold_text
from analyzers.number_words import ENGLISH_NUMERALS
from analyzers.numbers import CHINESE_NUMERALS, parse_number

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+(?!\d)|\d+")
_HAN = re.compile(f"[{CHINESE_NUMERALS}]+")
_WORDS = re.compile("[a-z]+")
#: Words that say a number; one, first and second say too often something else.
_ENGLISH = {word: value for word, value in ENGLISH_NUMERALS.items() if value > 2}
_ENGLISH |= {month: number for number, month in enumerate(MONTHS, 1) if month != "may"}
_KHMER = re.compile("|".join(KHMER_MONTHS))
#: Longest run of digits that counts as a number.
_LONGEST = 15


def numbers_of(text: str) -> frozenset[int]:
    """The numbers ``text`` states, each once."""
    folded = fold_text(text)
    found = {
        int(digits)
        for match in _DIGITS.finditer(folded)
        if len(digits := re.sub("[.,]", "", match[0])) <= _LONGEST
    }
    for match in _HAN.finditer(folded):
        value = parse_number(match[0])
        # A single character may be a part of a word: 一切, 统一.
        if value is not None and (len(match[0]) > 1 or _counts(folded, match)):
            found.add(value)
    found |= {_ENGLISH[word] for word in _WORDS.findall(folded.lower()) if word in _ENGLISH}
    found |= {KHMER_MONTHS.index(match[0]) + 1 for match in _KHMER.finditer(folded)}
    return frozenset(found)


def _counts(text: str, match: re.Match[str]) -> bool:
    """Whether a single Chinese numeral is a number: after 第, or before a unit that is counted."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return before == "第" or after in set("条條款项項段章年月日号號天周个個份名人万亿")
