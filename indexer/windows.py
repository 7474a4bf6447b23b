"""Parts of a query against parts of a passage, from the rows of a static model.

One vector for a whole article blurs what its paragraphs say. So the best candidates are scored
again: the query is cut into pieces, a passage into overlapping windows, and each piece counts its
best window. A window's vector is a sum of rows, so nothing is stored but the passage's tokens.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]
Tokens = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

#: Tokens of a query's piece and of a passage's window.
PIECE, WINDOW = 20, 40
#: A short query's windows are so many times as long as it is, and no shorter than ``LEAST``.
WIDER, LEAST = 1.2, 6
#: A window moves by this part of itself: a long one by a half, a short one by a quarter.
LONG_STEPS, SHORT_STEPS = 2, 4
#: Tokens of a query that are looked at: a pasted page must not cost seconds.
MOST = 400
#: Numbers of rows summed at once, few enough to stay in the cache.
_NUMBERS = 1 << 17


class WindowedQuery:
    """A query cut into pieces, with the windows that fit it."""

    def __init__(self, rows: Rows, tokens: Tokens) -> None:
        """``rows`` ``[vocabulary + 1, d]`` are the model's, the last of zeros; ``tokens`` are the
        query's, at least one."""
        self._rows = rows
        tokens = tokens[:MOST]
        pieces = [tokens[at : at + PIECE] for at in range(0, len(tokens), PIECE)]
        self._pieces = np.stack([_unit(rows[piece].sum(axis=0)) for piece in pieces])
        width = min(WINDOW, max(LEAST, round(WIDER * len(tokens))))
        self._steps = LONG_STEPS if width == WINDOW else SHORT_STEPS
        self._block = max(1, round(width / self._steps))

    def scores(self, passages: Sequence[Tokens]) -> Floats:
        """The mean over the query's pieces of its best window in each passage; 0 for a passage
        without tokens."""
        found = np.zeros(len(passages), np.float32)
        filled = [place for place, tokens in enumerate(passages) if len(tokens)]
        if filled:
            products, starts = self._products([passages[place] for place in filled])
            found[filled] = np.maximum.reduceat(products, starts, axis=0).mean(axis=1)
        return found

    def best(self, passage: Tokens) -> tuple[int, int] | None:
        """The tokens ``[first, last)`` of the window that answers best, over all pieces; None for
        a passage of one window or none."""
        if len(passage) <= self._block * self._steps:
            return None
        products, _ = self._products([passage])
        first = int(products.mean(axis=1).argmax()) * self._block
        return first, min(len(passage), first + self._block * self._steps)

    def _products(self, passages: Sequence[Tokens]) -> tuple[Floats, Places]:
        """Each window's cosine with each piece ``[windows, pieces]``, and where passages begin."""
        sums, blocks = self._block_sums(passages)
        ends = np.cumsum(blocks)
        windows = np.maximum(1, blocks - self._steps + 1)
        starts = np.cumsum(windows) - windows
        within = np.arange(int(windows.sum())) - np.repeat(starts, windows)
        first, past = within + np.repeat(ends - blocks, windows), np.repeat(ends, windows)
        vectors = sums[first]
        for step in range(1, self._steps):  # past the end of its passage a window has nothing
            vectors += sums[np.where(first + step < past, first + step, len(sums) - 1)]
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        return (vectors @ self._pieces.T) / np.maximum(lengths, 1e-9)[:, None], starts

    def _block_sums(self, passages: Sequence[Tokens]) -> tuple[Rows, Places]:
        """The sum of the rows of each block and one of nothing at the end ``[blocks + 1, d]``, and
        how many blocks a passage has."""
        blocks = np.array([-(-len(tokens) // self._block) for tokens in passages])
        # Every block as long as the others, filled up with a row of zeros: numpy adds up equal
        # groups ten times as fast as groups of any length.
        table = np.full((int(blocks.sum()), self._block), len(self._rows) - 1, dtype=np.int64)
        places = table.reshape(-1)
        starts = (np.cumsum(blocks) - blocks) * self._block
        for tokens, start in zip(passages, starts.tolist(), strict=True):
            places[start : start + len(tokens)] = tokens
        sums = np.zeros((len(table) + 1, self._rows.shape[1]), np.float32)
        step = max(1, _NUMBERS // (self._block * self._rows.shape[1]))
        for start in range(0, len(table), step):
            part = table[start : start + step]
            self._rows[part].sum(axis=1, out=sums[start : start + len(part)])
        return sums, blocks


def _unit(vector: Floats) -> Floats:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
