"""Words of scripts that part them by spaces: surface forms, and English stems."""

import re
import threading
from functools import lru_cache
from typing import Protocol

from analyzers.segmenters.chinese import Piece

#: Prefixes that some write with a hyphen and some without: co-operation is cooperation too.
HYPHENATED_PREFIXES = frozenset(
    (
        *("anti", "bi", "co", "counter", "de", "extra", "inter", "intra", "mid", "multi", "non"),
        *("over", "post", "pre", "pro", "re", "semi", "sub", "trans", "un", "under"),
    )
)

_PART = re.compile("[^'\u2010-]+")
_APOSTROPHE = "'"


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


class _PerThread(threading.local):
    """A stemmer for each thread: Snowball's keeps the word it works on."""

    def __init__(self) -> None:
        import Stemmer

        self.stemmer: _Stemmer = Stemmer.Stemmer("english")


_per_thread = _PerThread()


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Stem a lower-case English word; words of other languages lose at most an ending alike."""
    return _per_thread.stemmer.stemWord(word)


def surface(word: str) -> list[Piece]:
    """Cut a word at its apostrophes and hyphens: self-determination → self, determination."""
    return [(match[0], match.start(), match.end()) for match in _PART.finditer(word)]


def words(word: str) -> list[Piece]:
    """Stem the parts of a word; a possessive s is dropped, a prefix is also joined.

    Pieces are in the order of their ranges: co-operation → co, cooper, oper.
    """
    parts = surface(word)
    pieces: list[Piece] = []
    for position, (part, begin, end) in enumerate(parts):
        if part == "s" and word[begin - 1 : begin] == _APOSTROPHE:
            continue
        pieces.append((stem(part), begin, end))
        if part in HYPHENATED_PREFIXES and position + 1 < len(parts) and word[end] != _APOSTROPHE:
            joined, _, joined_end = parts[position + 1]
            pieces.append((stem(part + joined), begin, joined_end))
    return pieces
