"""The pieces of spelling that tokens share, from which a rare token borrows its meaning.

Khmer: clusters and runs of two and three of them; Latin letters: runs of three to five; Chinese:
characters, and pairs of them in words of three or more. After FastText (Bojanowski et al., TACL
2017), but only while training: in the end each token has one row.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analyzers.segmenters import khmer

Integers = npt.NDArray[np.int64]

_HAN = re.compile("[\u3400-\u9fff]")
_KHMER = re.compile("[\u1780-\u17ff]")
_LATIN = re.compile("[a-z]")


@dataclass(frozen=True)
class Letters:
    """The letters of every token, one after the other: ``flat`` ids from 1, 0 for a token with
    none; ``starts`` and ``counts`` say where each token's are; ``size`` ids in all."""

    flat: Integers
    starts: Integers
    counts: Integers
    size: int


def letters_of(tokens: Sequence[str], least: int) -> Letters:
    """The letters of ``tokens`` (in order of their ids) that ``least`` tokens or more share; a
    Chinese character counts however rare."""
    pieces = [_pieces(token) for token in tokens]
    count = Counter(piece for each in pieces for piece in each)
    kept = sorted(piece for piece, times in count.items() if times >= least or piece[0] == "c")
    ids = {piece: number for number, piece in enumerate(kept, 1)}
    lists = [sorted(ids[piece] for piece in each if piece in ids) or [0] for each in pieces]
    counts = np.array([len(each) for each in lists], dtype=np.int64)
    flat = np.array([piece for each in lists for piece in each], dtype=np.int64)
    return Letters(flat, np.cumsum(counts) - counts, counts, len(ids) + 1)


def _pieces(token: str) -> set[str]:
    """The letters of one token, each marked with its kind so that none is taken for another."""
    if _HAN.search(token):
        pairs = {"b" + token[at : at + 2] for at in range(len(token) - 1)}
        return {"c" + character for character in token} | (pairs if len(token) > 2 else set())
    if _KHMER.search(token):
        units = khmer.clusters(token)
        framed = ["^", *units, "$"]
        return {"k" + unit for unit in units} | {
            "k" + "".join(framed[at : at + size])
            for size in (2, 3)
            for at in range(len(framed) - size + 1)
        }
    if _LATIN.search(token):
        framed_word = f"^{token}$"
        return {
            "e" + framed_word[at : at + size]
            for size in (3, 4, 5)
            for at in range(len(framed_word) - size + 1)
        }
    return set()
