"""The weights of khmercut's word model, in tables that whole batches are looked up in.

khmercut labels each cluster "starts a word" or "continues it" by a conditional random field over
n-grams of clusters. With two labels only the difference of an attribute's two weights matters, so
an n-gram is one row of up to seven numbers: what it adds to the clusters around it. ``khmer.npz``
holds these rows (khmercut is Apache-2.0, see NOTICE); run this module where khmercut is installed
to write it again.
"""

import re
import struct
from functools import cache
from importlib import resources
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

WEIGHTS = "khmer.npz"

#: A string's hash is the sum of (code point + 1) * BASE**position * MIX, modulo 2**64: that of an
#: n-gram is then a difference of two running sums. MIX spreads short strings over the top bits.
BASE = 0x9E3779B97F4A7C17
MIX = 0xD6E8FEB86659FD93
MASK = (1 << 64) - 1

#: khmercut's names of n-grams, by length: position of the first cluster, counted from the one
#: that is labelled, and the name.
NGRAMS: tuple[dict[int, str], ...] = (
    {
        -3: "kcc[-3]",
        -2: "kcc[-2]",
        -1: "kcc[-1]",
        0: "kcc",
        1: "kcc[+1]",
        2: "kcc[+2]",
        3: "kcc[+3]",
    },
    {
        -3: "kcc[-3:-2]",
        -2: "kcc[-2:-1]",
        -1: "kcc[-1:0]",
        0: "kcc[+1:0]",
        1: "kcc[+1:+2]",
        2: "kcc[+2:+3]",
    },
    {-3: "kcc[-3:-1]", -2: "kcc[-2:0]", 0: "kcc[0:+2]", 1: "kcc[+1:+3]"},
    {-3: "kcc[-3:0]", 0: "kcc[0:+3]"},
)

#: khmercut's classes of a cluster of one character; longer ones are ``K2`` to ``K12`` by length,
#: and it knows none beyond.
ONE_CHARACTER = ("C", "W", "S", "D", "NS")
LONGEST_KNOWN = 12


class KhmerModel(NamedTuple):
    """The model as tables.

    ``keys`` are the sorted hashes of every n-gram it knows. ``weights`` (float32, one row a key,
    one column a position in the order of ``NGRAMS``) score "starts a word" against "continues
    it". Row ``len(keys)`` is for n-grams it does not know, all zero; the rows after it are for
    unknown clusters by class, first ``ONE_CHARACTER``, then ``K2`` and on. ``first`` and
    ``last`` are added at the ends of a run; ``low``, ``high`` and ``turn`` are the transitions.
    """

    keys: npt.NDArray[np.uint64]
    weights: npt.NDArray[np.float32]
    first: float
    last: float
    low: float
    high: float
    turn: float


class ModelError(Exception):
    """khmercut's model file is not the one these tables are made from."""


def string_hash(text: str) -> int:
    """Hash a string as the tables' keys are hashed, 0 to 2**64 - 1."""
    powers = accumulate(text[1:], lambda power, _: power * BASE & MASK, initial=1)
    return (
        sum((ord(c) + 1) * power for c, power in zip(text, powers, strict=False)) * MIX & MASK
    )


@cache
def load() -> KhmerModel:
    """Read the shipped tables: about 20 ms, once. Two threads at once read them twice, no harm."""
    with (
        resources.files(__package__).joinpath(WEIGHTS).open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        return KhmerModel(arrays["keys"], arrays["weights"], *arrays["constants"].tolist())


def build(model: Path) -> KhmerModel:
    """Make the tables from khmercut's model file: 2 s. Raises ``ModelError`` for another file."""
    scores, transitions = _read_crfsuite(model.read_bytes())
    rows: dict[int, list[float]] = {}
    for ngram, length in _known_ngrams(scores):
        names = NGRAMS[length - 1]
        row = [scores.get(f"{name}:{ngram}", 0.0) for name in names.values()]
        if length == 1:
            row = [a + b for a, b in zip(row, _class_row(scores, _class_of(ngram)), strict=True)]
        rows[string_hash(ngram)] = row + [0.0] * (len(NGRAMS[0]) - len(row))
    keys = sorted(rows)
    unknown = [[0.0] * len(NGRAMS[0])]
    unknown += [_class_row(scores, name) for name in class_names()]
    continued, stop, start, repeated = transitions
    return KhmerModel(
        np.array(keys, np.uint64),
        np.array([rows[key] for key in keys] + unknown, np.float32),
        first=scores["BOS"],
        last=scores["EOS"],
        low=continued - start,
        high=stop - repeated,
        turn=stop - start,
    )


def class_names() -> list[str]:
    """khmercut's classes of clusters, in the order of the rows for unknown clusters."""
    return [*ONE_CHARACTER, *(f"K{length}" for length in range(2, LONGEST_KNOWN + 2))]


def _class_of(cluster: str) -> str:
    import khmercut

    return str(khmercut.kcc_type(cluster))


def _class_row(scores: dict[str, float], name: str) -> list[float]:
    """What a cluster's class adds, position by position.

    ``ns`` is khmercut's mark of a cluster that begins with neither letter nor sign, which among
    the letters of one run only a one-character cluster can.
    """
    row = []
    for position, ngram in NGRAMS[0].items():
        prefix = ngram if position else ""
        score = scores.get(f"{prefix}t:{name}", 0.0)
        if name == "NS" and -2 < position < 3:
            score += scores.get(f"ns{position:+d}" if position else "ns", 0.0)
        row.append(score)
    return row
