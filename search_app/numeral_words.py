"""Numerals as words of their own, whatever writes them: 30, ៣០, 三十, សាមសិប and thirty are one.

A numeral parts the text around it, and so does a Chinese unit after it: 三十日内 and 30日内 are
both 30, 日, 内, though a segmenter makes other words of each.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from analyzers.number_words import (
    ENGLISH_NUMBER,
    KHMER_NUMBER,
    alternatives,
    english_number,
    is_ordinal,
    khmer_number,
)
from analyzers.numbers import CHINESE_NUMERALS, parse_number
from analyzers.quantity_words import CHINESE_IDIOMS, COUNTED, FIGURE_SCALES, TIME_UNITS
from analyzers.segment import Terms, Token
from analyzers.segmenters import chinese, khmer
from search_app.highlights import merge

#: Units after Chinese numerals, of time, of things and of texts.
UNITS = frozenset((*TIME_UNITS["zh"], *COUNTED["zh"], *"条款项章节编目号页"))
_UNIT = re.compile(alternatives(UNITS))
_KHMER_UNIT = re.compile(f" ?(?:{alternatives((*TIME_UNITS['km'], *COUNTED['km']))})")
_CHINESE = re.compile(f"(?:[0-9]+ ?)?[{CHINESE_NUMERALS}]+")
_FIGURES = re.compile("[0-9]+")
_HAN, _KHMER = re.compile(f"[{chinese.LETTERS}]"), re.compile(f"[{khmer.LETTERS}]")
#: What stands for a gap that no number goes on after.
_GAP = " | "


class Numeral(NamedTuple):
    """A number: its value in ASCII digits, and a half-open range of exact tokens."""

    value: str
    first: int
    last: int


class Recut(NamedTuple):
    """The numerals of a text, and the words of the stretches of script that they part, instead of
    those that lie in ``parted``, half-open ranges of code points."""

    numerals: Sequence[Token]
    words: Sequence[Token]
    parted: Sequence[tuple[int, int]]

    @property
    def gone(self) -> list[tuple[int, int]]:
        """The ranges of ``parted`` and of the numerals, none over another."""
        return merge([*self.parted, *((one.start, one.end) for one in self.numerals)])


def recut(terms: Terms) -> Recut:
    """Cut a text at its numerals."""
    exact = terms.exact
    found = numerals(terms)
    cuts = {cut for one in found for cut in (one.first, one.last)} | _unit_ends(exact, found)
    inside = {place for one in found for place in range(one.first, one.last)}
    words: list[Token] = []
    parted: list[tuple[int, int]] = []
    for first, last in _runs(exact):
        own = [cut for cut in sorted(cuts) if first < cut < last]
        if own or first in inside:
            parted.append((exact[first].start, exact[last - 1].end))
            for a, b in pairwise([first, *own, last]):
                words += [] if a in inside else _words(exact[a:b])
    return Recut(
        [Token(one.value, exact[one.first].start, exact[one.last - 1].end) for one in found],
        words,
        parted,
    )


def numerals(terms: Terms) -> list[Numeral]:
    """The numbers that are not in figures alone, in text order, none over another."""
    if not any(_may_count(token.text) for token in terms.exact):
        return []
    text, starts = _joined(terms.exact)
    places = {start: place for place, start in enumerate(starts)}
    texts = [token.text for token in terms.exact]
    ends = {
        start + len(own): place
        for place, (start, own) in enumerate(zip(starts, texts, strict=True), 1)
    }
    edges = {edge for word in terms.words for edge in (word.start, word.end)}
    found: list[Numeral] = []
    for value, start, end in sorted(_read(text), key=lambda one: (one[1], -one[2])):
        if start not in places or end not in ends:
            continue
        one = Numeral(str(value), places[start], ends[end])
        bounds = terms.exact[one.first].start, terms.exact[one.last - 1].end
        cut = not _KHMER.match(text, start) or edges.issuperset(bounds)
        if cut and (not found or one.first >= found[-1].last):
            found.append(one)
    return found


def _may_count(text: str) -> bool:
    """Whether an exact token may be in a number: quick, for most texts have none."""
    return text in CHINESE_NUMERALS or bool(
        ENGLISH_NUMBER.fullmatch(text) or (_KHMER.match(text) and not text.isdigit())
    )


def _joined(exact: Sequence[Token]) -> tuple[str, list[int]]:
    """The exact tokens as one text, and where each begins in it."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for place, token in enumerate(exact):
        gap = token.start - exact[place - 1].end if place else 0
        joint = "" if gap <= 0 else " " if gap == 1 else _GAP
        starts.append(at + len(joint))
        parts += [joint, token.text]
        at += len(joint) + len(token.text)
    return "".join(parts), starts


def _read(text: str) -> Iterator[tuple[int, int, int]]:
    """Numbers with their half-open ranges; some may lie over others."""
    for match in _CHINESE.finditer(text):
        value = _chinese(text, match)
        if value is not None:
            yield value, match.start(), match.end()
    for match in ENGLISH_NUMBER.finditer(text):
        value = None if is_ordinal(match[0]) else english_number(match[0])
        if value is not None:
            yield value, match.start(), match.end()
    for match in KHMER_NUMBER.finditer(text):
        value = khmer_number(match[0])
        if value is not None and (value > 1 or _KHMER_UNIT.match(text, match.end())):
            yield value, match.start(), match.end()


def _chinese(text: str, match: re.Match[str]) -> int | None:
    """The value of Chinese numerals: 三十, 3万; a single one only where something is counted."""
    if figures := _FIGURES.match(match[0]):
        scale = FIGURE_SCALES["zh"].get(match[0][figures.end() :].strip())
        return int(figures[0]) * scale if scale else None
    counted = _UNIT.match(text, match.end()) or text[: match.start()].endswith("第")
    if len(match[0]) == 1 and not counted:
        return None
    if any(
        text.startswith(word, max(0, match.start() - back)) and word not in UNITS
        for word in CHINESE_IDIOMS
        for back in (0, 1)
    ):
        return None
    return parse_number(match[0])


def _unit_ends(exact: Sequence[Token], found: Iterable[Numeral]) -> set[int]:
    """Where Chinese units after numerals, in words or figures, end."""
    after = {one.last for one in found}
    after |= {place + 1 for place, token in enumerate(exact) if token.text.isdigit()}
    ends = set()
    for place in after:
        following = "".join(token.text for token in exact[place : place + 4])
        if unit := _UNIT.match(following):
            ends.add(place + len(unit[0]))
    return ends


def _runs(exact: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of exact tokens of Chinese or of Khmer letters without a gap."""
    first = 0
    for place in range(1, len(exact) + 1):
        if (
            place < len(exact)
            and exact[place].start <= exact[place - 1].end
            and (_script(exact[place]) == _script(exact[place - 1]))
        ):
            continue
        if first < len(exact) and _script(exact[first]):
            yield first, place
        first = place


def _script(token: Token) -> str:
    return "han" if _HAN.match(token.text) else "khmer" if _KHMER.match(token.text) else ""


def _words(exact: Sequence[Token]) -> list[Token]:
    """The words of a stretch of one script by itself, none within another."""
    text = "".join(token.text for token in exact)
    starts = [0]
    for token in exact:
        starts.append(starts[-1] + len(token.text))
    if _HAN.match(text):
        cuts = sorted({0, *(end for _, end in _outermost(text))})
    else:
        cuts = [0]
        for word in khmer.cut_many([text])[0]:
            cuts.append(cuts[-1] + len(word))
    places = sorted({bisect_left(starts, cut) for cut in cuts} | {0, len(exact)})
    return [
        Token("".join(one.text for one in exact[a:b]), exact[a].start, exact[b - 1].end)
        for a, b in pairwise(places)
        if a < b
    ]


def _outermost(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of Chinese words that lie in no other."""
    end = 0
    for _, start, last in sorted(chinese.words(text), key=lambda one: (one[1], -one[2])):
        if start >= end:
            yield start, last
            end = last
