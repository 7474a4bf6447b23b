"""Khmer syllables in one encoding order and one spelling, for search.

One printed syllable can be typed in many ways: a vowel before or after a subscript, two vowel
halves for a whole one, an u for the shifter it looks like. The rules follow SIL's khnormal (MIT;
Unicode document L2/22-290), written afresh: parts of a syllable are spelled one way, then ordered.
Canonical normalization (NFC, NFKC) does none of this.
"""

import re
from functools import lru_cache

COENG = "\u17d2"
RO = COENG + "\u179a"
DA, TA = COENG + "\u178a", COENG + "\u178f"
ROBAT = "\u17cc"
MUUSIKATOAN, TRIISAP = "\u17c9", "\u17ca"
SHIFTERS = frozenset((MUUSIKATOAN, TRIISAP))
BA = "\u1794"
VOWEL_U = "\u17bb"

#: Consonants and independent vowels: what a syllable stands on.
BASES = "\u1780-\u17b3\u25cc"
#: Signs that follow a base; U+17DC (avakrahasanya) and the punctuation marks are none of them.
SIGNS = "\u17b6-\u17d1\u17d3\u17dd"

#: Two halves that together are one vowel; a syllable has them in either order.
COMPOUND_VOWELS = (
    (frozenset("\u17c1\u17b8"), "\u17be"),
    (frozenset("\u17c1\u17b6"), "\u17c4"),
)
#: With one of these above the base, a shifter is printed below, where it looks like the vowel u.
UPPER_SIGNS = frozenset("\u17b7\u17b8\u17b9\u17ba\u17be\u17bf\u17d0")
AAM = frozenset("\u17b6\u17c6")
#: Consonants of the first series, whose shifter is triisap; the others take muusikatoan.
FIRST_SERIES = frozenset("កខគឃចឆជឈដឋឌឍតថទធផពភឞសហអ")

#: Place of each sign within a syllable, after robat and the subscripts.
RANKS = (
    dict.fromkeys(SHIFTERS, 0)
    | dict.fromkeys("\u17be\u17bf\u17c0\u17c1\u17c2\u17c3\u17c4\u17c5", 1)
    | dict.fromkeys("\u17bb\u17bc\u17bd", 2)
    | dict.fromkeys("\u17b7\u17b8\u17b9\u17ba", 3)
    | {"\u17b6": 4}
    | dict.fromkeys("\u17c6\u17cb\u17cd\u17ce\u17cf\u17d0\u17d1\u17d3\u17dd", 5)
    | dict.fromkeys("\u17c7\u17c8", 6)
)

_BASE = f"[{BASES}]"
_PART = re.compile(f"{COENG}+{_BASE}|[{SIGNS}{COENG}]")
#: What follows the base of most syllables, and the rules leave as it is: the quick way past them.
_ORDERED_REST = (
    f"{ROBAT}?(?:{COENG}(?!\u178a|\u179a){_BASE})?(?:{RO})?[\u17c9\u17ca]?"
    "(?:[\u17b6-\u17c5]?[\u17c6\u17cb\u17cd-\u17cf\u17d1]?|\u17d0)[\u17c7\u17c8]?"
    f"(?![{SIGNS}{COENG}])"
)
#: A syllable that may need a change.
DISORDERED = re.compile(f"{_BASE}(?!{_ORDERED_REST})(?:{COENG}+{_BASE}?|[{SIGNS}])*")


#: Longer syllables than any language has are not remembered: they come only to fill memory.
_REMEMBERED_LENGTH = 16


def order_syllable(syllable: str) -> str:
    """Put a syllable (a base, subscripts and signs in any order) in its one order and spelling.

    Signs written twice are written once; a COENG without its consonant is dropped.
    """
    return (_remembered if len(syllable) <= _REMEMBERED_LENGTH else _ordered)(syllable)


def _ordered(syllable: str) -> str:
    base = syllable[0]
    subscripts: list[str] = []
    signs: list[str] = []
    for part in _PART.findall(syllable, 1):
        if part[0] != COENG:
            signs.append(part)
        elif part[-1] != COENG:
            # DA and TA look alike below a base, so typists take either; TA stands for both.
            subscripts.append(TA if part[-1] == DA[-1] else COENG + part[-1])
    signs = _spell_vowels(list(dict.fromkeys(signs)))
    signs = _spell_shifter(signs, base + "".join(subscripts))
    robat = ROBAT if ROBAT in signs else ""
    signs = sorted((sign for sign in signs if sign != ROBAT), key=RANKS.__getitem__)
    return base + robat + "".join(_order_subscripts(subscripts)) + "".join(signs)


_remembered = lru_cache(maxsize=1 << 14)(_ordered)


def _order_subscripts(subscripts: list[str]) -> list[str]:
    """Keep subscripts as typed, but RO last, and one of several that are all the same."""
    if len(set(subscripts)) == 1:
        return subscripts[:1]
    return sorted(subscripts, key=lambda subscript: subscript == RO)


def _spell_vowels(signs: list[str]) -> list[str]:
    for halves, whole in COMPOUND_VOWELS:
        if halves <= set(signs):
            signs = [sign for sign in signs if sign not in halves]
            return signs if whole in signs else [*signs, whole]
    return signs


def _spell_shifter(signs: list[str], consonants: str) -> list[str]:
    """Give a shifter its sign where it was typed by its look, as a vowel u below an upper sign."""
    present = set(signs)
    if VOWEL_U not in present or not (present & UPPER_SIGNS or present >= AAM):
        return signs
    signs = [sign for sign in signs if sign != VOWEL_U]
    if present & SHIFTERS:
        return signs
    first_series = BA not in consonants and not FIRST_SERIES.isdisjoint(consonants)
    return [*signs, TRIISAP if first_series else MUUSIKATOAN]
