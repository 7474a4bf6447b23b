"""Khmer words at khmercut's boundaries, and clusters, the smallest pieces Khmer is written in.

khmercut (a conditional random field over clusters) is followed exactly, but its features and its
search are done over whole batches in numpy, or in plain Python where there is too little text for
numpy to pay. Give it folded text: the model knows one encoding order.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analyzers.segmenters import khmer_model
from analyzers.segmenters.khmer_model import (
    BASE,
    LENGTHS,
    MASK,
    MIX,
    NGRAMS,
    ONE_CHARACTER,
    KhmerModel,
)

#: The letters and signs a run may hold: no digits, no punctuation, no white space.
LETTERS = "\u1780-\u17d2"

FIRST_LETTER, LAST_BASE, COENG = 0x1780, 0x17B3, 0x17D2

#: khmercut's class of each letter from U+1780 on, as a place in ``ONE_CHARACTER``.
CLASSES = (0,) * 52 + (1,) * 21 + (3,) * 8 + (4, 2)
UNLISTED = 4

#: A base with all that belongs to it; COENG binds the consonant after it.
_CLUSTER = re.compile("[\u1780-\u17d2](?:(?<=\u17d2)[\u1780-\u17b3]|[\u17b4-\u17d2])*")
_NOT_LETTERS = re.compile(f"[^{LETTERS}]")

#: Fewer characters than this are cut without numpy's batches.
SMALL = 320
#: Characters a batch: more gain nothing, and memory grows with them.
BATCH = 1 << 15
#: A run longer than this is cut blindly, so that no text can ask for memory without bound; no
#: sentence is near it.
LONGEST_RUN = 1 << 16

#: Bits of a hash that index its bucket.
_BUCKET_BITS = 18
_PAD = "\0\0\0"
_CERTAIN = 1e9
_ONE = np.uint64(1)

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
    if size + len(_PAD) * len(runs) < SMALL:
        return _cut_small(runs)
    if any(len(run) > LONGEST_RUN for run in runs):
        return [_cut_long(run) for run in runs]
    return [words for batch in _batches(runs) for words in _cut_batch(batch)]


def _check(text: str) -> None:
    if stray := _NOT_LETTERS.search(text):
        raise ValueError(f"{stray[0]!r} is not a Khmer letter; cut runs of letters only")


def _cut_long(run: str) -> list[str]:
    parts = [run[begin : begin + LONGEST_RUN] for begin in range(0, len(run), LONGEST_RUN)]
    return [word for part in parts for word in _cut_batch([part])[0]]


def _batches(runs: Sequence[str]) -> Iterator[Sequence[str]]:
    begin = size = 0
    for position, run in enumerate(runs):
        size += len(run) + len(_PAD)
        if size > BATCH:
            yield runs[begin : position + 1]
            begin, size = position + 1, 0
    if begin < len(runs):
        yield runs[begin:]


# --- little text: plain Python around one look-up ---------------------------------------------


class _Plan(NamedTuple):
    """Where the n-grams of so many clusters lie, one entry an n-gram, shortest first.

    ``begins`` and ``ends`` are places of clusters; ``targets`` are, for each weight of each
    n-gram's row, the cluster it scores, counted from 3 before the first.
    """

    begins: _Integers
    ends: _Integers
    targets: _Integers


#: From an n-gram's first cluster to the clusters that its weights score, by length, plus 3. Rows
#: of fewer positions end in zeros, which may go anywhere: here, to the first cluster.
_SHIFTS = [
    np.array([3 - position for position in positions] + [3] * (len(NGRAMS[0]) - len(positions)))
    for positions in NGRAMS
]


@lru_cache(maxsize=1 << 8)
def _plan(count: int) -> _Plan:
    begins = [np.arange(max(count + 1 - length, 0)) for length in range(1, len(NGRAMS) + 1)]
    ends = [places + length for length, places in enumerate(begins, 1)]
    targets = [
        (places[:, None] + shifts).ravel() for places, shifts in zip(begins, _SHIFTS, strict=True)
    ]
    return _Plan(np.concatenate(begins), np.concatenate(ends), np.concatenate(targets))


def _cut_small(runs: Sequence[str]) -> list[list[str]]:
    """Cut runs that together are short, with as few calls of numpy as can be."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    for run in runs:
        _check(run)
        begin = len(pieces)
        pieces += clusters(run)
        places.append((begin, len(pieces)))
        pieces += _PAD
    if all(end - begin < 2 for begin, end in places):
        return [pieces[begin:end] for begin, end in places]
    scores = _score_small(pieces)
    model = khmer_model.load()
    return [_join(pieces[begin:end], scores[begin:end], model) for begin, end in places]


def _join(pieces: list[str], scores: list[float], model: KhmerModel) -> list[str]:
    """Join a run's clusters into words, by their scores."""
    words = pieces[:1]
    if len(pieces) > 1:
        starts = _label_small(scores, model)
        for piece, start in zip(pieces[1:], starts[1:], strict=True):
            if start:
                words.append(piece)
            else:
                words[-1] += piece
    return words


def _score_small(pieces: list[str]) -> list[float]:
    """Score "starts a word" against "continues it" for each cluster, transitions left out."""
    tables = _tables()
    plan = _plan(len(pieces))
    codes = np.frombuffer("".join(pieces).encode("utf-32-le"), np.uint32)
    running = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum((codes + _ONE) * tables.powers[: len(codes)], out=running[1:])
    starts = np.array([0, *accumulate(map(len, pieces))])
    sums, inverses = running.take(starts), tables.inverses.take(starts)
    hashes = sums.take(plan.ends) - sums.take(plan.begins)
    hashes *= inverses.take(plan.begins)
    rows = tables.keys.searchsorted(hashes)
    known = tables.keys.take(rows) == hashes
    rows = np.where(known, rows, len(tables.model.keys))
    for place in np.flatnonzero(~known[: len(pieces)]).tolist():
        if pieces[place] not in _PAD:
            rows[place] += 1 + _class_row(pieces[place])
    weights = tables.model.weights.take(rows, axis=0).ravel()
    scores: list[float] = np.bincount(plan.targets, weights, len(pieces) + 6)[3:-3].tolist()
    return scores


def _class_row(cluster: str) -> int:
    """Give the place of an unknown cluster's class among the rows for unknown clusters."""
    kind = CLASSES[ord(cluster[0]) - FIRST_LETTER]
    if len(cluster) == 1:
        return kind
    length = min(len(cluster), LENGTHS[-1])
    return len(ONE_CHARACTER) + 2 * (length - LENGTHS[0]) + (kind == UNLISTED)


def _label_small(scores: list[float], model: KhmerModel) -> list[bool]:
    """Find the best labelling (Viterbi), for each cluster whether it starts a word."""
    low, high, turn = model.low, model.high, model.turn
    scores[0] += model.first
    scores[-1] += model.last
    deltas = [scores[0]]
    for score in scores[1:]:
        deltas.append(score + turn - min(max(deltas[-1], low), high))
    start = deltas[-1] >= 0
    starts = [start]
    for delta in reversed(deltas[:-1]):
        start = delta >= high or (delta >= low and not start)
        starts.append(start)
    return starts[::-1]


# --- much text: whole batches in numpy ----------------------------------------------------------


class _Tables(NamedTuple):
    """The model laid out for batches.

    ``keys`` end with a sentinel above every hash; ``buckets`` give, for the top bits of a hash,
    the first key that can be it; ``columns`` are the columns of the weights. ``powers[i]`` is
    BASE**i and ``inverses[i]`` MIX * BASE**-i.
    """

    model: KhmerModel
    keys: _Hashes
    buckets: _Integers
    columns: list[npt.NDArray[np.float32]]
    powers: _Hashes
    inverses: _Hashes


@cache
def _tables() -> _Tables:
    model = khmer_model.load()
    edges = np.arange(1 << _BUCKET_BITS, dtype=np.uint64) << np.uint64(64 - _BUCKET_BITS)
    # A batch passes its size by one run at most.
    longest = BATCH + LONGEST_RUN + 3 * len(_PAD)
    return _Tables(
        model,
        np.append(model.keys, np.uint64(MASK)),
        np.searchsorted(model.keys, edges),
        [np.ascontiguousarray(column) for column in model.weights.T],
        _powers(BASE, longest, 1),
        _powers(pow(BASE, -1, 1 << 64), longest, MIX),
    )


def _powers(base: int, count: int, first: int) -> _Hashes:
    powers = np.full(count, base, np.uint64)
    powers[0] = first
    return np.multiply.accumulate(powers)


def _cut_batch(runs: Sequence[str]) -> list[list[str]]:
    """Cut runs that are looked up together; three pads keep each from its neighbours."""
    text = _PAD + _PAD.join(runs) + _PAD
    starts = _word_starts(text, len(runs))
    lengths = np.fromiter(map(len, runs), np.intp, len(runs))
    begins = np.cumsum(lengths + len(_PAD)) - lengths
    firsts = np.searchsorted(starts, begins).tolist()
    lasts = np.searchsorted(starts, begins + lengths).tolist()
    places = starts.tolist()
    return [
        [text[begin:end] for begin, end in pairwise(places[first : last + 1])]
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _word_starts(text: str, runs: int) -> _Integers:
    """Find where a word or a pad begins in padded runs, as offsets of ``text``."""
    tables = _tables()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = codes - np.uint32(FIRST_LETTER)  # a pad wraps round to a huge number
    if np.count_nonzero(letters < len(CLASSES)) != len(codes) - len(_PAD) * (runs + 1):
        _check(text.replace("\0", ""))
        raise ValueError("'\\x00' is not a Khmer letter; cut runs of letters only")
    is_start = (codes <= LAST_BASE) | (codes == 0)
    is_start[1:] &= codes[:-1] != COENG
    is_start[1:] |= (codes[1:] == 0) | (codes[:-1] == 0)
    starts = np.append(np.flatnonzero(is_start), len(codes))
    pad = codes.take(starts[:-1]) == 0
    scores = _scores(tables, codes, starts, pad)
    first = np.flatnonzero(pad[:-1] & ~pad[1:]) + 1
    last = np.flatnonzero(pad[1:] & ~pad[:-1])
    # The pad before is certain, so its transition is a constant; a run's first has none.
    scores[first] += tables.model.first + tables.model.high - tables.model.turn
    scores[last] += tables.model.last
    scores[pad] = _CERTAIN
    labels = _labels(scores, last, tables.model)
    labels[first] = True
    found: _Integers = starts[:-1][labels]
    return found


def _scores(
    tables: _Tables, codes: npt.NDArray[np.uint32], starts: _Integers, pad: npt.NDArray[np.bool_]
) -> _Floats:
    """Score each cluster as ``_score_small`` does; ``starts`` has the end as its last."""
    count = len(starts) - 1
    running = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum((codes + _ONE) * tables.powers[: len(codes)], out=running[1:])
    sums = running.take(starts)
    inverses = tables.inverses.take(starts[:-1])
    scores = np.zeros(count + 6)
    for length, positions in enumerate(NGRAMS, 1):
        rows = _find(tables, (sums[length:] - sums[:-length]) * inverses[: count + 1 - length])
        if length == 1:
            unknown = np.flatnonzero((rows == len(tables.model.keys)) & ~pad)
            rows[unknown] += 1 + _class_rows(codes, starts, unknown)
        # An n-gram that begins at b is at position p of the cluster b - p.
        for position, column in zip(positions, tables.columns, strict=False):
            scores[3 - position : 3 - position + len(rows)] += column.take(rows)
    return scores[3:-3]


def _find(tables: _Tables, hashes: _Hashes) -> _Integers:
    """Find the row of each hash; the all-zero row for those the model does not know."""
    keys = tables.keys
    rows = tables.buckets.take(hashes >> np.uint64(64 - _BUCKET_BITS))
    behind = np.flatnonzero(keys.take(rows) < hashes)
    while behind.size:
        rows[behind] += 1
        behind = behind[keys.take(rows.take(behind)) < hashes.take(behind)]
    return np.where(keys.take(rows) == hashes, rows, len(keys) - 1)


def _class_rows(
    codes: npt.NDArray[np.uint32], starts: _Integers, clusters_: _Integers
) -> _Integers:
    """Do what ``_class_row`` does for the clusters at these places."""
    begins = starts.take(clusters_)
    lengths = np.minimum(starts.take(clusters_ + 1) - begins, LENGTHS[-1])
    kinds = np.array(CLASSES, np.intp).take(codes.take(begins) - np.uint32(FIRST_LETTER))
    longer = len(ONE_CHARACTER) + 2 * (lengths - LENGTHS[0]) + (kinds == UNLISTED)
    return np.where(lengths == 1, kinds, longer)


def _labels(scores: _Floats, last: _Integers, model: KhmerModel) -> npt.NDArray[np.bool_]:
    """Find the best labelling of every run at once; pads come out as starts.

    With two labels, delta (the best score ending in a start, less the best ending in none) obeys
    ``delta[t] = score[t] + turn - clip(delta[t - 1], low, high)``. Where the score is far from
    even, the clipped value is the same whatever was before; only the short stretches between
    have to be walked, all of them together.
    """
    low, high, turn = model.low, model.high, model.turn
    clipped = np.clip(scores + (turn - high), low, high)
    undecided = (scores + (turn - low) > low) & (scores + (turn - high) < high)
    walk = np.flatnonzero(undecided[1:] & ~undecided[:-1]) + 1
    while walk.size:
        clipped[walk] = np.clip(scores.take(walk) + turn - clipped.take(walk - 1), low, high)
        walk = walk[undecided.take(walk + 1)] + 1
    deltas = scores + turn
    deltas[1:] -= clipped[:-1]
    deltas[last] = np.where(deltas[last] >= 0, _CERTAIN, -_CERTAIN)
    # Backwards: a start where delta is high, none where it is low, else what the next is not.
    starts = deltas >= high
    sure = np.flatnonzero(starts | (deltas < low))
    next_sure = np.repeat(sure, np.diff(sure, prepend=-1))
    odd = ((next_sure - np.arange(len(scores))) & 1).astype(np.bool_)
    labels: npt.NDArray[np.bool_] = starts.take(next_sure) ^ odd
    return labels
