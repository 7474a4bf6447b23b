"""Folding for search, with a map back to the stored text.

The text shown is never changed. ``fold`` gives what is indexed and what a query is matched by:
NFKC, lower case, Khmer in one encoding order (SIL's khnormal rules, MIT, L2/22-290), Traditional
Chinese in Simplified, digits in ASCII, invisible characters gone.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Folded:
    """A folded text and where each of its characters came from.

    ``starts[i]`` and ``ends[i]`` are the half-open range, in code points of the original, of the
    characters that folded character ``i`` stands for; both have ``len(text)`` entries. Starts
    never decrease.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's half-open range that folded ``[start, end)`` stands for (end > start)."""
        return min(self.starts[start:end]), max(self.ends[start:end])


def fold(text: str) -> Folded:
    """Fold ``text`` for search. Never raises; lone surrogates and NUL become spaces."""
    raise NotImplementedError


def fold_text(text: str) -> str:
    """``fold(text).text``, without the map."""
    raise NotImplementedError
