"""Quoted text with a distance (``"refusal grounds"~3``): its parts, and how far apart they are."""

import re
from math import comb, factorial

from analyzers.languages import CHINESE, ENGLISH, KHMER
from analyzers.query_tree import MOST_IN_ANY_ORDER
from analyzers.segment import Terms, Token
from analyzers.segmenters import chinese, khmer

Parts = tuple[tuple[str, ...], ...]

#: Ways to lay the parts out that are looked for; engines promise to take as many.
MAX_WAYS = 1_000

_CHUNK = re.compile(r"\S+")
_KHMER = re.compile(f"[{khmer.LETTERS}]")
_CHINESE = re.compile(f"[{chinese.LETTERS}]")


def parts_of(text: str, found: Terms) -> Parts:
    """The parts of a quoted text, as exact tokens: its chunks between white space; the words of a
    single chunk of Khmer or Chinese."""
    spans = [chunk.span() for chunk in _CHUNK.finditer(text)]
    if len(spans) == 1:
        spans = _outermost(found.words)
    parts = (
        tuple(token.text for token in found.exact if start <= token.start < end)
        for start, end in spans
    )
    return tuple(part for part in parts if part)


def gap_of(moves: int, parts: Parts) -> int:
    """``moves`` words as exact tokens, of the language that needs the most of them."""
    text = "".join(map("".join, parts))
    language = KHMER if _KHMER.search(text) else CHINESE if _CHINESE.search(text) else ENGLISH
    return moves * language.exact_a_word


def ways(parts: Parts, gap: int) -> int:
    """How many ways there are to lay out ``parts`` with at most ``gap`` tokens between them."""
    count = len(parts)
    orders = factorial(count) if count <= MOST_IN_ANY_ORDER else 1
    return orders * comb(gap + count - 1, gap) if count else 0


def _outermost(words: tuple[Token, ...]) -> list[tuple[int, int]]:
    """The ranges of words that lie in no other, in order; search mode gives words within words."""
    outermost: list[tuple[int, int]] = []
    for word in sorted(words, key=lambda word: (word.start, -word.end)):
        if not outermost or word.start >= outermost[-1][1]:
            outermost.append((word.start, word.end))
    return outermost
