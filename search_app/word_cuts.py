"""Where a text may be cut into words, from its tokens; and hashes of what lies between two cuts.

A text in search mode has words over and within other words. ``finest`` cuts wherever a word begins
or ends, so that the parts of a compound can be told apart; ``whole`` never cuts into a word, for
showing and sorting. A hash is of the exact tokens between two cuts (English ones as stems), however
the words between were cut: the same characters are the same hash in every sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzers.segment import Terms
from analyzers.segmenters.english import stem
from indexer.models import unpack_offsets

Places = npt.NDArray[np.intp]
Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

#: An odd number has an inverse modulo 2**64, so that a hash does not depend on where it begins.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
#: Signs that belong to the word before them, though they are tokens of their own.
_SIGNS = frozenset("\u17d7\u17dc")
#: Exact tokens of a text at most for which powers are kept; a longer one makes its own.
_KEPT_POWERS = 1 << 14


@dataclass(frozen=True, eq=False)
class Tokens:
    """A text's exact tokens: their folded ``texts``, their ``starts`` and ``ends`` in code points
    of the text, and as many ``words`` as there are rows, each a half-open range of code points."""

    texts: Sequence[str]
    starts: Places
    ends: Places
    words: Places

    def __len__(self) -> int:
        return len(self.texts)

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of exact tokens that lie in code points ``[start, end)``."""
        first = int(np.searchsorted(self.starts, start))
        return first, max(first, int(np.searchsorted(self.ends, end, side="right")))

    @cached_property
    def finest(self) -> Places:
        """Places between exact tokens, ascending, 0 and their number included, at which any word
        begins or ends."""
        return np.flatnonzero(self._free(edges=True))

    @cached_property
    def whole(self) -> Places:
        """Places between exact tokens, ascending, 0 and their number included, that lie within no
        word."""
        return np.flatnonzero(self.in_no_word)

    @cached_property
    def in_no_word(self) -> Flags:
        """For each place between exact tokens whether it lies within no word."""
        return self._free(edges=False)

    def _free(self, *, edges: bool) -> Flags:
        count = len(self)
        inside = np.zeros(count + 2, np.intp)
        firsts = np.searchsorted(self.starts, self.words[:, 0])
        lasts = np.searchsorted(self.ends, self.words[:, 1], side="right")
        held = lasts > firsts
        firsts, lasts = firsts[held], lasts[held]
        np.add.at(inside, firsts + 1, 1)
        np.add.at(inside, lasts, -1)
        free: Flags = np.cumsum(inside)[: count + 1] == 0
        if edges:
            free[firsts] = free[lasts] = True
        signs = [place for place, text in enumerate(self.texts) if text in _SIGNS]
        if signs:
            free[signs] = False
        free[0] = free[count] = True
        return free


def tokens_of(found: Terms) -> Tokens:
    """The tokens of an analysed text."""
    return Tokens(
        texts=[token.text for token in found.exact],
        starts=np.array([token.start for token in found.exact], np.intp),
        ends=np.array([token.end for token in found.exact], np.intp),
        words=np.array([(word.start, word.end) for word in found.words], np.intp).reshape(-1, 2),
    )


def stored_tokens(stored: Mapping[str, Any]) -> Tokens:
    """The tokens of an entry of the index, of its ``text``."""
    exact = np.array(unpack_offsets(stored["offsets"]["exact"]), np.intp).reshape(-1, 2)
    words = np.array(unpack_offsets(stored["offsets"]["words"]), np.intp).reshape(-1, 2)
    texts = stored["tokens"]["exact"].split(" ") if len(exact) else []
    return Tokens(texts=texts, starts=exact[:, 0], ends=exact[:, 1], words=words)


def running_sums(texts: Sequence[str]) -> Hashes:
    """Sums from which ``hashes_between`` reads the hash of any run of exact tokens: one more than
    there are tokens."""
    codes = np.fromiter(map(_code, texts), np.uint64, count=len(texts))
    sums = np.zeros(len(texts) + 1, np.uint64)
    np.cumsum(codes * _powers(_BASE, len(texts))[: len(texts)], out=sums[1:])
    return sums


def hashes_between(sums: Hashes, firsts: Places, lasts: Places) -> Hashes:
    """The hash of each half-open run of exact tokens ``[first, last)``; none is empty."""
    found: Hashes = (sums[lasts] - sums[firsts]) * _powers(_INVERSE, len(sums))[firsts]
    return found


def _powers(base: int, count: int) -> Hashes:
    return _kept_powers(base) if count <= _KEPT_POWERS else _made_powers(base, count)


@cache
def _kept_powers(base: int) -> Hashes:
    return _made_powers(base, _KEPT_POWERS)


def _made_powers(base: int, count: int) -> Hashes:
    factors = np.full(count, base, np.uint64)
    factors[:1] = 1
    return np.multiply.accumulate(factors)


@lru_cache(maxsize=1 << 17)
def _code(text: str) -> int:
    """A number for an exact token; the same for all that have the stem of an English word."""
    key = stem(text) if text.isascii() else text
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big")
