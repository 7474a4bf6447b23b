"""Khmer words at khmercut's boundaries, and clusters, the smallest pieces Khmer is written in.

khmercut (a conditional random field over clusters) is followed exactly, but its features and its
search are done over whole batches in numpy, or in plain Python where there is too little text for
numpy to pay. Give it folded text: the model knows one encoding order.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analyzers.segmenters import khmer_model
from analyzers.segmenters.khmer_model import BASE, MASK, MIX, NGRAMS, ONE_CHARACTER, KhmerModel

#: The letters and signs a run may hold: no digits, no punctuation, no white space.
LETTERS = "\u1780-\u17d2"

#: A base with all that belongs to it; COENG binds the consonant after it.
_CLUSTER = re.compile("[\u1780-\u17d2](?:(?<=\u17d2)[\u1780-\u17b3]|[\u17b4-\u17d2])*")
_NOT_LETTERS = re.compile(f"[^{LETTERS}]")

#: Fewer characters than this are cut without numpy's batches.
SMALL = 160
#: Characters a batch: more gain nothing, and memory grows with them.
BATCH = 1 << 15
#: A run longer than this is cut blindly between clusters, so that no text can ask for memory
#: without bound; no sentence is near it.
LONGEST_RUN = 1 << 17

#: Bits of a hash that index its bucket.
_BUCKET_BITS = 18
_PAD = "\0\0\0"
_CERTAIN = 1e9

_Integers = npt.NDArray[np.intp]
_Floats = npt.NDArray[np.float64]
_Hashes = npt.NDArray[np.uint64]


def clusters(run: str) -> list[str]:
    """Cut a run of Khmer letters into clusters; joined they are the run."""
    return _CLUSTER.findall(run)


def cut(run: str) -> list[str]:
    """Cut one run of Khmer letters into words; joined they are the run."""
    return cut_many([run])[0]


def cut_many(runs: Sequence[str]) -> list[list[str]]:
    """Cut runs of Khmer letters (``LETTERS``) into words, in order.

    Raises ``ValueError`` naming the first character that is no Khmer letter.
    """
    size = sum(map(len, runs))
    if size < SMALL:
        return [_cut_small(run) for run in runs]
    if any(len(run) > LONGEST_RUN for run in runs):
        return [[word for part in _parts(run) for word in _cut_batch([part])[0]] for run in runs]
    words: list[list[str]] = []
    for batch in _batches(runs):
        words += _cut_batch(batch)
    return words


def _check(text: str) -> None:
    if stray := _NOT_LETTERS.search(text):
        raise ValueError(f"{stray[0]!r} is not a Khmer letter; cut runs of letters only")


def _batches(runs: Sequence[str]) -> Iterator[Sequence[str]]:
    begin = size = 0
    for position, run in enumerate(runs):
        size += len(run)
        if size > BATCH:
            yield runs[begin : position + 1]
            begin, size = position + 1, 0
    if begin < len(runs):
        yield runs[begin:]


def _parts(run: str) -> list[str]:
    """Cut a very long run between clusters."""
    parts: list[str] = []
    size = LONGEST_RUN
    for cluster in clusters(run):
        if size >= LONGEST_RUN:
            parts.append("")
            size = 0
        size += len(cluster)
    return parts


# --- little text: plain Python around one look-up ---------------------------------------------


def _cut_small(run: str) -> list[str]:
    _check(run)
    pieces = clusters(run)
    if len(pieces) < 2:
        return pieces
    starts = _label_small(_score_small(pieces), khmer_model.load())
    words = [pieces[0]]
    for cluster, start in zip(pieces[1:], starts[1:], strict=True):
        if start:
            words.append(cluster)
        else:
            words[-1] += cluster
    return words


@lru_cache(maxsize=1 << 13)
def _hash_parts(cluster: str) -> tuple[int, int]:
    """A cluster's hash before MIX, and the power of BASE that follows it."""
    value, power = 0, 1
    for character in cluster:
        value += (ord(character) + 1) * power
        power = power * BASE & MASK
    return value & MASK, power


def _score_small(pieces: list[str]) -> list[float]:
    """Score "starts a word" against "continues it" for each cluster, without transitions."""
    model = khmer_model.load()
    parts = [_hash_parts(piece) for piece in pieces]
    hashes: list[int] = []
    begins = [0]
    tails = [0] * (len(parts) + 1)
    for length in range(len(NGRAMS)):
        count = max(len(parts) - length, 0)
        tails = [
            (parts[i][0] + parts[i][1] * tails[i + 1]) & MASK for i in range(count)
        ]
        hashes += [tail * MIX & MASK for tail in tails]
        begins.append(len(hashes))
        tails.append(0)
    return []
