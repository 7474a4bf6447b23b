"""Text in, terms out: the words and the exact tokens of a text with their places.

``words`` rank (Khmer words at khmercut's boundaries, Chinese words in search mode, English stems,
numbers in ASCII digits whatever script wrote them); ``exact`` match phrases and quotes (Khmer
clusters, Chinese characters, English surface words). Tokens hold no white space, so both engines
take them joined by spaces.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Token(NamedTuple):
    """One token: its folded form and its half-open range in code points of the original."""

    text: str
    start: int
    end: int


class Terms(NamedTuple):
    """What a text is indexed by, in text order. Ranges of ``words`` may overlap (search mode)."""

    words: tuple[Token, ...]
    exact: tuple[Token, ...]


def terms(text: str) -> Terms:
    """Analyse one text. The script of each run decides how it is cut, so mixed text is welcome."""
    raise NotImplementedError


def terms_many(texts: Sequence[str]) -> list[Terms]:
    """Analyse many texts, in order; much faster than one at a time for Khmer."""
    raise NotImplementedError
