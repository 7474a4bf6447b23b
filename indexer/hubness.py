"""Correction for hubs: passages that are near to everything are no answer to anything.

A passage's score falls by half of its mean similarity to its nearest neighbours among background
sentences in the language of the query: the part of CSLS (Conneau et al., ICLR 2018) that does not
depend on the query. It is one number a passage and language, and it is kept in the passage's own
vector: a few columns hold it, and a question's vector holds a constant in the columns of its
language, so the inner product of the two is the corrected score, in any engine.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from analyzers.languages import LANGUAGES

Vectors = npt.NDArray[np.float32]

#: How much of the mean similarity counts, and of how many neighbours it is the mean.
SHARE, NEAREST = 0.5, 10
#: Columns a language: the number is spread so that no column dwarfs those of the vector, whose
#: rows are kept as int8 with one scale.
SPREAD = 4
COLUMNS = SPREAD * len(LANGUAGES)
#: What a question's vector has in each column of its language: as large as the vector's own.
ASKED = 0.15
#: Passages compared with the background at once.
_BATCH = 2_000


class Hubness:
    """Knows how near passages are to background sentences of each language."""

    def __init__(self, background: Mapping[str, Vectors]) -> None:
        """``background``: language code → unit vectors ``[n, d]`` of sentences in it. A language
        without any is not corrected."""
        self._background = {code: rows for code, rows in background.items() if len(rows)}
        # Only differences between passages matter; what all have in common is taken away so that
        # the columns stay small.
        others = list(self._background.values())
        self._common = {
            code: float(np.mean([_nearness(other, rows).mean() for other in others]))
            for code, rows in self._background.items()
        }

    def passages(self, vectors: Vectors) -> Vectors:
        """The vectors of passages as an index keeps them: ``[n, COLUMNS + d]``."""
        columns = np.zeros((len(vectors), len(LANGUAGES), SPREAD), np.float32)
        for place, code in enumerate(LANGUAGES):
            if code in self._background and len(vectors):
                near = _nearness(vectors, self._background[code]) - self._common[code]
                columns[:, place] = (-SHARE / (SPREAD * ASKED) * near)[:, None]
        columns[~vectors.any(axis=1)] = 0
        return np.hstack([columns.reshape(len(vectors), COLUMNS), vectors])

    @staticmethod
    def question(vector: Vectors, language: str) -> Vectors:
        """The vector of a query ``[d]`` as it is asked: ``[COLUMNS + d]``. Without a language
        passages are corrected by the mean of all."""
        columns = np.zeros((len(LANGUAGES), SPREAD), np.float32)
        if not vector.any():
            pass
        elif language in LANGUAGES:
            columns[list(LANGUAGES).index(language)] = ASKED
        else:
            columns[:] = ASKED / len(LANGUAGES)
        return np.concatenate([columns.ravel(), vector])


def _nearness(vectors: Vectors, background: Vectors) -> Vectors:
    """The mean similarity of each vector to its nearest background sentences."""
    nearest = min(NEAREST, len(background))
    means = [np.empty(0, np.float32)]
    for start in range(0, len(vectors), _BATCH):
        scores = vectors[start : start + _BATCH] @ background.T
        means.append(np.partition(scores, -nearest, axis=1)[:, -nearest:].mean(axis=1))
    return np.concatenate(means)
