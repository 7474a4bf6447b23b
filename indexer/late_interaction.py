"""The tokens of a query against those of a passage, from the rows of a static model.

One vector for a whole article blurs what its paragraphs say. So the best candidates are scored
again: each token of the query counts its nearest token in the passage (Khattab and Zaharia 2020
call that late interaction). A row belongs to a token wherever it stands, so nothing is stored but
the passage's tokens. What it gave beside windows of summed rows is in ``docs/encoder.md``.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]
Tokens = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]

#: Tokens of a query that are looked at: a pasted page must not cost seconds.
MOST = 400
#: What a passage's score loses by the natural logarithm of its tokens: among more tokens the
#: nearest is nearer by chance.
LENGTH = 0.05
#: Tokens of the part of a passage that is shown as its answer, moved by a quarter; for a short
#: query ``WIDER`` times as long as the query, and no shorter than ``LEAST``.
WINDOW, WIDER, LEAST = 40, 1.2, 6
#: Similarities that are held at once.
_NUMBERS = 1 << 20


class AlignedQuery:
    """A query's tokens, each as heavy as its row is long: training makes telling rows long."""

    def __init__(self, rows: Rows, tokens: Tokens) -> None:
        """``rows`` ``[vocabulary, d]`` are the model's; ``tokens`` are the query's, at least one of
        them with a row that is not of zeros."""
        self._rows = rows
        own, counts = np.unique(tokens[:MOST], return_counts=True)
        lengths = np.linalg.norm(rows[own], axis=1)
        self._units = rows[own] / np.maximum(lengths, 1e-9)[:, None]
        self._weights = counts * lengths / max(float(counts @ lengths), 1e-9)
        self._width = min(WINDOW, max(LEAST, round(WIDER * len(tokens))))

    def scores(self, passages: Sequence[Tokens]) -> Floats:
        """For each passage the weighted mean, over the query's tokens, of the cosine with the
        nearest of its tokens, less what its length gives by chance; 0 for a passage without."""
        found = np.zeros(len(passages), np.float32)
        filled = [place for place, tokens in enumerate(passages) if len(tokens)]
        if not filled:
            return found
        sizes = np.array([len(passages[place]) for place in filled])
        flat = np.concatenate([passages[place] for place in filled])
        similar, places = self._similarities(flat)
        nearest = np.empty((len(filled), len(self._weights)), np.float32)
        start = first = 0
        for end in cuts(sizes.tolist(), _NUMBERS // len(self._weights)):
            own = sizes[start:end]
            last = first + int(own.sum())
            part = similar[places[first:last]]
            np.maximum.reduceat(part, np.cumsum(own) - own, axis=0, out=nearest[start:end])
            start, first = end, last
        found[filled] = nearest @ self._weights - LENGTH * np.log(sizes)
        return found

    def best(self, passage: Tokens) -> tuple[int, int] | None:
        """The tokens ``[first, last)`` of the part that answers best, the first of equals; None
        for a passage that is no longer than such a part."""
        if len(passage) <= self._width:
            return None
        similar, places = self._similarities(passage)
        step = max(1, self._width // 4)
        last = len(passage) - self._width
        starts = [min(start, last) for start in range(0, last + step, step)]
        scores = [
            similar[places[start : start + self._width]].max(axis=0) @ self._weights
            for start in starts
        ]
        first = starts[int(np.argmax(scores))]
        return first, first + self._width

    def _similarities(self, tokens: Tokens) -> tuple[Floats, npt.NDArray[np.intp]]:
        """The cosine of each different token with each of the query's, ``[different, query]``, and
        which of them each token is."""
        seen = np.zeros(len(self._rows), dtype=bool)
        seen[tokens] = True
        different = np.flatnonzero(seen)
        place = np.empty(len(self._rows), dtype=np.intp)
        place[different] = np.arange(len(different))
        rows = self._rows[different]
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
        return (rows @ self._units.T) / np.maximum(lengths, 1e-9)[:, None], place[tokens]


def cuts(sizes: Sequence[int], most: int) -> list[int]:
    """Where to cut texts of so many tokens so that no part is much over ``most`` in all."""
    cuts, sum_ = [], 0
    for place, size in enumerate(sizes, 1):
        sum_ += size
        if sum_ >= most or place == len(sizes):
            cuts.append(place)
            sum_ = 0
    return cuts
