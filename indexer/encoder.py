"""Texts in, unit vectors out."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class EncoderError(Exception):
    """The model cannot be loaded or used. ``str(error)`` says what to do."""


class Encoder(Protocol):
    """What turns texts into vectors.

    ``name`` identifies the model and its version (an index records it and refuses another);
    ``dimensions`` is the length of every vector; ``provisional`` marks a stand-in; ``portable``
    says that copies are small and work in child processes, where indexing then encodes.

    Both methods take a sequence only and return ``float32 [n, dimensions]``, rows of unit length,
    or of zeros for a text with nothing to encode. Query and passage prefixes are the model's
    affair.
    """

    name: str
    dimensions: int
    provisional: bool
    portable: bool

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of queries, in order."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, in order."""
        ...


def open_encoder(name: str = "") -> Encoder:
    """The encoder called ``name``; the bundled one for "". Raises ``EncoderError``."""
    from indexer.hashed import HashedEncoder  # late: loads the termbase

    if name in {"", HashedEncoder.name}:
        return HashedEncoder()
    raise EncoderError(
        f"there is no model called {name!r} here; leave the setting empty for the bundled one "
        f"({HashedEncoder.name})"
    )
