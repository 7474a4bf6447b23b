"""A stand-in encoder until the trained model is there: hashed words, clusters and legal concepts.

It needs no training and no download. Words and short n-grams of exact tokens are hashed into a
fixed number of dimensions with signs; a legal term of the termbase adds its concept, the same in
every language, so that a passage and its translation share some dimensions. It is named
provisional wherever it is shown.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from analyzers.segment import Terms, terms_many
from analyzers.termbase import termbase
from indexer.encoder import Vectors

#: Weight of each kind of feature: concepts carry meaning across languages, n-grams only spelling.
WEIGHTS = {"w": 1.0, "g": 0.35, "c": 2.5}


class HashedEncoder:
    """See the module. ``name`` changes with anything that changes a vector."""

    name = "hashed-provisional-1"
    dimensions = 256
    provisional = True
    portable = True

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of queries, in order; zeros for a text without tokens."""
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, in order; zeros for a text without tokens."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, terms in zip(vectors, terms_many(texts), strict=True):
            for feature, count in Counter(_features(terms)).items():
                place, sign = _slot(feature, self.dimensions)
                row[place] += sign * WEIGHTS[feature[0]] * (1 + math.log(count))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        normal: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
        return normal


def _features(terms: Terms) -> Iterator[str]:
    for token in terms.words:
        yield "w" + token.text
    exact = [token.text for token in terms.exact]
    for left, right in pairwise(exact):
        yield "g" + left + "\0" + right
    for match in termbase().find(terms):
        yield "c" + match.concept.id


@lru_cache(maxsize=200_000)
def _slot(feature: str, dimensions: int) -> tuple[int, int]:
    digest = hashlib.blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    number = int.from_bytes(digest, "little")
    return number % dimensions, 1 if number >> 63 else -1
