"""The weights of khmercut's word model, in tables that whole batches are looked up in.

khmercut labels each cluster "starts a word" or "continues it" by a conditional random field over
n-grams of clusters. With two labels only the difference of an attribute's two weights matters, so
an n-gram is one row of up to seven numbers: what it adds to the clusters around it. ``khmer.npz``
holds these rows (khmercut is Apache-2.0, see NOTICE); run this module where khmercut is installed
to write it again.
"""

import re
import struct
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

WEIGHTS = "khmer.npz"

#: A string's hash is the sum of (code point + 1) * BASE**position * MIX, modulo 2**64: that of an
#: n-gram is then a difference of two running sums. MIX spreads short strings over the top bits.
BASE = 0x9E3779B97F4A7C17
MIX = 0xD6E8FEB86659FD93
MASK = (1 << 64) - 1

#: One weight in CRFsuite's file: of an attribute for a label (kind 0), or of a transition (1).
FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])

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
#: and the model knows none beyond.
ONE_CHARACTER = ("C", "W", "S", "D", "NS")
LENGTHS = range(2, 14)

#: Of a coming cluster's signs, khmercut also looks at whether it begins with neither a letter nor
#: one of the signs it lists ("ns"); these are the positions.
UNLISTED_SEEN = range(-1, 3)


class KhmerModel(NamedTuple):
    """The model as tables.

    ``keys`` are the sorted hashes of every n-gram it knows. ``weights`` (float32, one row a key,
    one column a position in the order of ``NGRAMS``) score "starts a word" against "continues
    it". Row ``len(keys)`` is for n-grams it does not know, all zero; the rows after it are for
    unknown clusters by class: ``ONE_CHARACTER``, then by length, each twice, the second for those
    that begin with a sign khmercut does not list. ``first`` and
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
    return sum((ord(c) + 1) * power for c, power in zip(text, powers, strict=False)) * MIX & MASK


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
        row = [scores.get(f"{name}:{ngram}", 0.0) for name in NGRAMS[length - 1].values()]
        if length == 1:
            row = [a + b for a, b in zip(row, _class_row(scores, *_class_of(ngram)), strict=True)]
        rows[string_hash(ngram)] = row + [0.0] * (len(NGRAMS[0]) - len(row))
    keys = sorted(rows)
    unknown = [[0.0] * len(NGRAMS[0])]
    unknown += [_class_row(scores, name, name == "NS") for name in ONE_CHARACTER]
    unknown += [
        _class_row(scores, f"K{n}", unlisted) for n in LENGTHS for unlisted in (False, True)
    ]
    return KhmerModel(
        np.array(keys, np.uint64),
        np.array([rows[key] for key in keys] + unknown, np.float32),
        first=scores["BOS"],
        last=scores["EOS"],
        low=transitions["0", "0"] - transitions["1", "0"],
        high=transitions["0", "1"] - transitions["1", "1"],
        turn=transitions["0", "1"] - transitions["1", "0"],
    )


def write(model: KhmerModel, path: Path) -> None:
    """Write the tables where ``load`` finds them."""
    constants = np.array(model[2:], np.float64)
    np.savez_compressed(path, keys=model.keys, weights=model.weights, constants=constants)


def _known_ngrams(scores: dict[str, float]) -> Iterator[tuple[str, int]]:
    """Every n-gram the model scores, once, with its length in clusters.

    An attribute whose string falls into another number of clusters can never occur.
    """
    import khmercut

    attribute = re.compile(r"(kcc(?:\[[^\]]*\])?):([\u1780-\u17d2]+)")
    seen: set[str] = set()
    for match in filter(None, map(attribute.fullmatch, scores)):
        name, ngram = match.groups()
        length = len(khmercut.seg_kcc(ngram))
        if length <= len(NGRAMS) and name in NGRAMS[length - 1].values() and ngram not in seen:
            seen.add(ngram)
            yield ngram, length


def _class_of(cluster: str) -> tuple[str, bool]:
    import khmercut

    return str(khmercut.kcc_type(cluster)), bool(khmercut.is_no_space(cluster))


def _class_row(scores: dict[str, float], name: str, unlisted: bool) -> list[float]:
    """Sum what a cluster's class adds, position by position."""
    row = []
    for position, ngram in NGRAMS[0].items():
        score = scores.get(f"{ngram if position else ''}t:{name}", 0.0)
        if unlisted and position in UNLISTED_SEEN:
            score += scores.get(f"ns{position:+d}" if position else "ns", 0.0)
        row.append(score)
    return row


def _read_crfsuite(data: bytes) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Read a CRFsuite model with the labels 0 and 1.

    Gives each attribute's weight for 1 less its weight for 0, and the weight of each transition
    (from, to). CRFsuite's own ``info`` rounds the weights.
    """
    try:
        if not data.startswith(b"lCRF"):
            raise ModelError("not a CRFsuite model file")
        features, labels, attributes = struct.unpack_from("<III", data, 28)
        label, names = list(_strings(data, labels)), list(_strings(data, attributes))
        if sorted(label) != ["0", "1"]:
            raise ModelError(f"labels are {label}, not 0 and 1")
        (count,) = struct.unpack_from("<I", data, features + 8)
        records = np.frombuffer(data, FEATURE, count, features + 12)
    except (struct.error, ValueError) as error:
        raise ModelError(f"the model file is cut short or damaged: {error}") from error
    sign = np.array([1 if name == "1" else -1 for name in label])
    states, moves = records[records["kind"] == 0], records[records["kind"] == 1]
    totals = np.bincount(
        states["source"], states["weight"] * sign[states["target"]], minlength=len(names)
    )
    transitions = {(label[m["source"]], label[m["target"]]): float(m["weight"]) for m in moves}
    if len(transitions) != 4:
        raise ModelError("not all transitions between the two labels are there")
    return dict(zip(names, totals.tolist(), strict=True)), transitions


def _strings(data: bytes, offset: int) -> Iterator[str]:
    """Read a CQDB's strings in the order of their numbers."""
    count, back = struct.unpack_from("<II", data, offset + 16)
    for entry in struct.unpack_from(f"<{count}I", data, offset + back):
        (size,) = struct.unpack_from("<I", data, offset + entry + 4)
        begin = offset + entry + 8
        yield data[begin : begin + size - 1].decode()


if __name__ == "__main__":
    import khmercut

    write(build(Path(khmercut.model_path)), Path(__file__).with_name(WEIGHTS))
