"""The encoder that the settings choose, and what the ``encode`` command does with it."""

from collections.abc import Sequence

import numpy as np

from indexer.encoder import Encoder, EncoderOptions, Vectors, open_encoder
from search_app.console import progress_bar
from search_app.settings import Settings

#: Texts encoded between two movements of the bar; a transformer takes seconds for them.
_TEXTS = 256


def encoder_of(settings: Settings) -> Encoder:
    """The encoder named by the setting ``model``. Raises ``EncoderError``."""
    options = EncoderOptions(
        device=settings.encoder_device,
        batch_size=settings.encoder_batch_size,
        max_length=settings.encoder_max_length,
    )
    return open_encoder(settings.model, options)


def encode_lines(encoder: Encoder, lines: Sequence[str], prefix: str) -> Vectors:
    """The vectors of ``lines``, which are of the kind ``prefix``: query or passage. Shows how far
    it is."""
    encode = encoder.encode_queries if prefix == "query" else encoder.encode_passages
    vectors = np.empty((len(lines), encoder.dimensions), np.float32)
    with progress_bar("Encoding") as progress:
        for start in range(0, len(lines), _TEXTS):
            end = min(start + _TEXTS, len(lines))
            vectors[start:end] = encode(lines[start:end])
            progress(end, len(lines), "")
    return vectors
