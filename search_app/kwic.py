"""An occurrence in its context: whole words to the left and to the right, within its unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from search_app.occurrences import Occurrence
from search_app.word_cuts import Places

#: Code points of context on either side, by language: about half a line at 1280 px; on a narrower
#: screen contexts wrap.
WIDTHS = {"km": 72, "zh": 30, "en": 60}
#: Words on either side that lines are sorted by: 1L to 5L, 1R to 5R.
SORTED_WORDS = 5


@dataclass(frozen=True)
class Context:
    """What is around a match, in reading order, with how much was left out there, in whole words.

    ``left_words`` begin with the nearest word, and so do ``right_words``.
    """

    left: str
    right: str
    before: bool
    after: bool
    left_words: tuple[str, ...]
    right_words: tuple[str, ...]


def context_of(occurrence: Occurrence) -> Context:
    """The context of an occurrence; white space is one space."""
    text, tokens = occurrence.text, occurrence.tokens
    width = WIDTHS[occurrence.tag.partition("-")[0]]
    cuts = tokens.whole
    first = int(np.searchsorted(tokens.starts, occurrence.start))
    last = int(np.searchsorted(tokens.starts, occurrence.end))
    before, after = int(np.searchsorted(cuts, first)), int(np.searchsorted(cuts, last, "right"))
    begin = _begin(occurrence, cuts[:before], width)
    end = _end(occurrence, cuts[after:], width)
    nearest = cuts[max(0, before - SORTED_WORDS) : before].tolist()
    following = cuts[after : after + SORTED_WORDS].tolist()
    return Context(
        left=_joined(text[begin : occurrence.start]),
        right=_joined(text[occurrence.end : end]),
        before=begin > 0,
        after=end < len(text),
        left_words=_words(occurrence, [*nearest, first])[::-1],
        right_words=_words(occurrence, [last, *following]),
    )


def _begin(occurrence: Occurrence, cuts: Places, width: int) -> int:
    """Where the left context begins: with a word, or with the unit."""
    least = occurrence.start - width
    if least <= 0:
        return 0
    starts = occurrence.tokens.starts
    at = int(np.searchsorted(cuts, np.searchsorted(starts, least)))
    return int(starts[cuts[at]]) if at < len(cuts) else occurrence.start


def _end(occurrence: Occurrence, cuts: Places, width: int) -> int:
    """Where the right context ends: with a word, or with the unit."""
    most = occurrence.end + width
    if most >= len(occurrence.text):
        return len(occurrence.text)
    ends = occurrence.tokens.ends
    at = int(np.searchsorted(cuts, np.searchsorted(ends, most, "right"), "right"))
    return int(ends[cuts[at - 1] - 1]) if at else occurrence.end


def _words(occurrence: Occurrence, cuts: Sequence[int]) -> tuple[str, ...]:
    """What stands between one cut and the next, as printed."""
    tokens = occurrence.tokens
    return tuple(
        occurrence.text[int(tokens.starts[a]) : int(tokens.ends[b - 1])] for a, b in pairwise(cuts)
    )


def _joined(text: str) -> str:
    """A text on one line; a space at either end is kept, where words are parted by spaces."""
    lead = " " if text[:1].isspace() else ""
    trail = " " if text[-1:].isspace() and text.strip() else ""
    return f"{lead}{' '.join(text.split())}{trail}"
