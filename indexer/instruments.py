"""Where another instrument begins in a document: an annex, an attached protocol, an adopted law.

Articles that begin again at 1 are another instrument's, unless a new part of the same one stands
over them. Its own title, a testimonium before it or a sequence of firm marks must bear that out:
a lone "Article 1" may be a citation.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from indexer.cues import ENACTING, TERMINAL, TESTIMONIUM
from indexer.headings import is_heading
from indexer.items import read_items
from indexer.mark_words import (
    CHINESE_PROTOCOLS,
    CHINESE_STATUTES,
    CHINESE_TREATIES,
    ENGLISH_PROTOCOLS,
    ENGLISH_QUALIFIERS,
    ENGLISH_STATUTES,
    ENGLISH_TREATIES,
    KHMER_PROTOCOLS,
    KHMER_STATUTES,
    KHMER_TREATIES,
)
from indexer.marks import CITED, Unit
from indexer.tree import Piece

#: An act that only adopts another has at most so many articles.
ADOPTING_LIMIT = 3
#: Share of the articles before that must have text: a table of contents is no instrument.
WITH_TEXT = 0.5
#: A preamble between a title and the first mark has at most so many paragraphs.
PREAMBLE_LIMIT = 40


class Part(NamedTuple):
    """Paragraphs of one instrument, from ``start`` to before ``end``.

    ``role``: ``main``, ``annex`` (a mark with a word of its own opens it), ``attached`` (articles
    begin again, or a protocol follows) or ``adopting`` (the act that a law was adopted by).
    """

    start: int
    end: int
    role: str


# --------------------------------------------------------------------------- titles


def _english_title(words: Iterable[str]) -> str:
    one = "|".join(sorted(words, key=len, reverse=True))
    return (
        rf"(?:(?:{'|'.join(ENGLISH_QUALIFIERS)})\s+){{0,3}}(?:{one})(?:\s+(?:no\.\s*)?[\dIVX]+)?\b"
    )


def _chinese_title(words: Iterable[str]) -> str:
    one = "|".join(sorted(words, key=len, reverse=True))
    return rf"[^，。；：、]{{0,40}}(?:{one})(?:[（(《〈][^）)]{{1,30}}[）)》〉])?$"


def _titles(
    english: Iterable[str], chinese: Iterable[str], khmer: Iterable[str]
) -> dict[str, re.Pattern[str]]:
    return {
        "en": re.compile(_english_title(english), re.IGNORECASE),
        "zh": re.compile(_chinese_title(chinese)),
        "km": re.compile(rf"(?:{'|'.join(sorted(khmer, key=len, reverse=True))})(?!នេះ)"),
    }


PROTOCOL = _titles(ENGLISH_PROTOCOLS, CHINESE_PROTOCOLS, KHMER_PROTOCOLS)
STATUTE = _titles(ENGLISH_STATUTES, CHINESE_STATUTES, KHMER_STATUTES)
TREATY = _titles(ENGLISH_TREATIES, CHINESE_TREATIES, KHMER_TREATIES)
#: An English statute may have its word at the end: the Online Scams Act.
_ENGLISH_STATUTE_END = re.compile(
    rf"[^,.;:]+\s(?:{'|'.join(ENGLISH_STATUTES)})(?:,?\s\d{{4}})?$", re.IGNORECASE
)
_ENGLISH_SIGNATORY = re.compile(r"for\b|.*\b(?:minister|secretary|attorney|ambassador)\b", re.I)
#: English words that a title in small letters may have without a capital.
_SMALL = re.compile(r"\b(?:[a-z]{1,3}|with|from|between|among|under|against)\b")


def is_statute_title(text: str, language: str) -> bool:
    """Whether a line is the title, or the first line of the title, of a statute."""
    if not _may_be_title(text, language):
        return False
    return bool(
        STATUTE[language].match(text) or (language == "en" and _ENGLISH_STATUTE_END.match(text))
    )


def is_protocol_title(text: str, language: str) -> bool:
    """Whether a line is the title of what a treaty is added to by: a protocol, exchanged notes."""
    return _may_be_title(text, language) and bool(PROTOCOL[language].match(text))


def is_title(text: str, language: str) -> bool:
    """Whether a line is the title of an instrument, by its words and its print."""
    return (
        is_protocol_title(text, language)
        or is_statute_title(text, language)
        or (_may_be_title(text, language) and bool(TREATY[language].match(text)))
    )


def _may_be_title(text: str, language: str) -> bool:
    if not is_heading(text, language) or read_items(text):
        return False
    if language != "en":
        return True
    return not (re.search("[a-z]", _SMALL.sub("", re.sub(r"\b[A-Z]\w*", "", text)))) and not (
        _ENGLISH_SIGNATORY.match(text)
    )


# --------------------------------------------------------------------------- parts


def find_parts(pieces: Sequence[Piece], units: Sequence[Unit | None], language: str) -> list[Part]:
    """The instruments of a document, in print order; the first is the main one or one that only
    adopts it. There is one at least, and no paragraph is left out."""
    annexes = set(_annexes(pieces, units))
    finder = _Finder(pieces, units, language, annexes)
    attached = finder.find() - annexes
    starts = sorted({0, *annexes, *attached})
    ends = [*starts[1:], len(pieces)]
    roles = ["main", *("annex" if start in annexes else "attached" for start in starts[1:])]
    parts = [Part(*one) for one in zip(starts, ends, roles, strict=True)]
    if len(parts) > 1 and _adopts(parts[0], parts[1], pieces, units, language):
        parts[:2] = [parts[0]._replace(role="adopting"), parts[1]._replace(role="main")]
    return parts


def _adopts(
    first: Part,
    second: Part,
    pieces: Sequence[Piece],
    units: Sequence[Unit | None],
    language: str,
) -> bool:
    """Whether the first instrument is a short act by which the second, a statute, is adopted."""
    if second.role != "attached":
        return False
    title = islice(pieces, second.start, second.start + 3)
    if not any(is_statute_title(piece.text, language) for piece in title):
        return False
    own, adopted = (_highest(units[part.start : part.end]) for part in (first, second))
    return own <= ADOPTING_LIMIT and own < adopted


def _highest(units: Sequence[Unit | None]) -> int:
    """The highest number that the firm articles reach one by one from 1."""
    reached = 0
    for unit in units:
        if unit and unit.unit == "art" and unit.weight > CITED:
            reached += unit.number.value == reached + 1
    return reached


def _annexes(pieces: Sequence[Piece], units: Sequence[Unit | None]) -> list[int]:
    """Positions of the annexes: marks after which articles begin again, or none come."""
    places = [position for position, unit in enumerate(units) if unit and unit.unit == "annex"]
    kept: list[int] = []
    for index, position in enumerate(places):
        end = places[index + 1] if index + 1 < len(places) else len(units)
        below = next(
            (unit for unit in units[position:end] if unit and unit.unit == "art" and unit.firm),
            None,
        )
        if below and below.number.value != 1:
            kept.clear()
        elif kept or _has_body(pieces[:position], units[:position]):
            kept.append(position)
    return kept


def _has_body(pieces: Sequence[Piece], units: Sequence[Unit | None]) -> bool:
    """Whether a provision stands before: an annex comes after something."""
    return any(unit and unit.unit == "art" for unit in units) or any(
        read_items(piece.text) for piece in pieces
    )


# --------------------------------------------------------------------------- articles anew


@dataclass
class _Finder:
    """Reads the marks in order and notes where an instrument without an annex mark begins.

    ``first``: where the articles of the instrument at hand begin; ``last``: its last mark so far.
    """

    pieces: Sequence[Piece]
    units: Sequence[Unit | None]
    language: str
    annexes: set[int]
    first: int | None = None
    last: int = 0

    def find(self) -> set[int]:
        """Where the other instruments begin."""
        found: set[int] = set()
        for position, unit in enumerate(self.units):
            if position in self.annexes:
                self._protocols(position, found)
                self.first, self.last = None, position
            elif unit and unit.unit == "art" and unit.weight > CITED:
                if unit.number.eid == "1":
                    self._read_first(position, unit, found)
                self.last = position
        self._protocols(len(self.pieces), found)
        return found

    def _read_first(self, position: int, unit: Unit, found: set[int]) -> None:
        """Take in an article 1: the first of the instrument at hand, or that of another."""
        if self.first is None:
            self.first = position
            return
        before = self.units[self.first]
        closing = self._closing(position)
        same = before is not None and before.family == unit.family
        if (same or closing is not None) and self._is_another(position, closing):
            start = self._title(position, closing)
            if start is None:
                start = self._plain_title(position, closing)
            self._protocols(start, found)
            found.add(start)
            self.first = position

    def _closing(self, end: int) -> int | None:
        """Where a testimonium begins between the last article and ``end``."""
        cue = TESTIMONIUM[self.language]
        between = range(self.last + 1, end)
        return next((place for place in between if cue.match(self.pieces[place].text)), None)

    def _is_another(self, position: int, closing: int | None) -> bool:
        assert self.first is not None
        between = self.units[self.last + 1 : position]
        if any(one and one.rank >= 0 and one.firm and one.number.value > 1 for one in between):
            return False  # PART TWO: the articles of one code begin again in each part
        if not self._has_text():
            return False
        if closing is not None or self._title(position, closing) is not None:
            return self._goes_on(position) or bool(self.units[position] and self._firm(position))
        return self._firm(position) and self._goes_on(position) and self._parted(position)

    def _has_text(self) -> bool:
        """Whether the articles before have text, as those of a table of contents have not."""
        assert self.first is not None
        marks = [
            unit for unit in self.units[self.first : self.last + 1] if unit and unit.unit == "art"
        ]
        texts = [
            piece
            for piece, unit in zip(
                self.pieces[self.first : self.last + 2],
                self.units[self.first : self.last + 2],
                strict=False,
            )
            if not is_heading(unit.rest if unit else piece.text, self.language)
            and (unit is None or unit.rest)
        ]
        return len(texts) >= WITH_TEXT * len(marks)

    def _firm(self, position: int) -> bool:
        unit = self.units[position]
        return unit is not None and unit.firm

    def _goes_on(self, position: int) -> bool:
        """Whether article 2 is the next after this article 1."""
        unit = self.units[position]
        assert unit is not None
        after = next(
            (
                one
                for one in self.units[position + 1 :]
                if one and one.family == unit.family and one.firm
            ),
            None,
        )
        return after is not None and after.number.value == 2

    def _parted(self, position: int) -> bool:
        """Whether the text before ends: after a colon articles are quoted."""
        before = self.pieces[self._plain_title(position, None) - 1].text
        return before[-1] in TERMINAL and before[-1] not in ":：៖"

    # ----------------------------------------------------------------- titles

    def _title(self, position: int, closing: int | None) -> int | None:
        """Where the title of an instrument stands, between the last article's text and a mark."""
        for place in range(self.last + 1 if closing is None else closing + 1, position):
            if self.units[place] or not is_title(self.pieces[place].text, self.language):
                continue
            if closing is not None or self._after_sentence(place):
                return place
        return None

    def _after_sentence(self, place: int) -> bool:
        mark = self.units[self.last]
        below_mark = place - 1 > self.last or bool(mark and mark.rest)
        return below_mark and self.pieces[place - 1].text[-1] in TERMINAL

    def _plain_title(self, position: int, closing: int | None) -> int:
        """Where an instrument begins whose title no word gives away: at the last short line over
        its preamble or its first mark, else at that mark."""
        low = self.last if closing is None else closing
        head = next((place for place in range(low + 1, position) if self.units[place]), position)
        place = head - 1
        if closing is not None or ENACTING.search(self.pieces[place].text):
            while place > max(low, head - PREAMBLE_LIMIT) and not self._is_line(place):
                place -= 1
        if place <= low or not self._is_line(place):
            return head
        return place if closing is not None or self._after_sentence(place) else head

    def _is_line(self, place: int) -> bool:
        return is_heading(self.pieces[place].text, self.language)

    # ----------------------------------------------------------------- protocols

    def _protocols(self, end: int, found: set[int]) -> None:
        """Note a protocol without articles after the testimonium of the instrument at hand."""
        closing = self._closing(end) if self.first is not None else None
        if closing is None:
            return
        for place in range(closing + 1, end - 1):
            text = self.pieces[place].text
            if is_protocol_title(text, self.language) and any(
                not is_heading(piece.text, self.language) for piece in self.pieces[place + 1 : end]
            ):
                found.add(place)
                return
