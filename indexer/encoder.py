"""Texts in, unit vectors out; and what an index keeps of passages for search by meaning.

Two adapters stand behind one protocol: ``StaticEncoder``, a table of token rows that model2vec
loads (the bundled model is one), and ``TransformerEncoder``, any model of sentence-transformers.
One setting, ``model``, chooses. This is the one door to both libraries at run time.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Vector = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float64]

#: The bundled model: a directory for model2vec and for sentence-transformers alike.
BUNDLED = Path(__file__).parent / "model"


class EncoderError(Exception):
    """The model cannot be loaded or used. ``str(error)`` says what to do."""


@dataclass(frozen=True)
class IndexedPassages:
    """What an index keeps of passages, in order: ``vectors`` ``float32 [n, indexed_dimensions]``,
    whose inner product with a question's vector ranks them, and ``packed``, one a passage, which
    ``Question.rescored`` reads (empty where the model has no use for it)."""

    vectors: Vectors
    packed: Sequence[bytes]


@dataclass(frozen=True)
class TokenRows:
    """Texts as the rows of their tokens, whose sum is the text's vector but for its length.

    ``rows`` is ``float32 [different, dimensions]``, one a different token and as long as it is
    telling; ``tokens`` are places in it, all texts' one after the other; ``sizes`` says how many
    each text has, at least one.
    """

    rows: Vectors
    tokens: npt.NDArray[np.intp]
    sizes: npt.NDArray[np.intp]


class Question(Protocol):
    """A query as the semantic leg asks it.

    ``vector`` is ``float32 [indexed_dimensions]``, all zeros for a text with nothing to encode.
    ``aligned`` says whether the model has a vector a token: whether ``rescored`` does anything.
    """

    vector: Vector
    aligned: bool

    def rescored(self, scores: Sequence[float], packed: Sequence[bytes]) -> Scores:
        """The scores of the best candidates (``vector`` · theirs), closer: with how well the
        tokens of each passage answer. In the order given; the scores themselves where ``aligned``
        is not."""
        ...

    def best_window(self, text: str) -> tuple[int, int] | None:
        """The half-open range, in code points, of the part of a passage that answers best; None
        where ``aligned`` is not or the text is no longer than such a part."""
        ...


class Encoder(Protocol):
    """What turns texts into vectors.

    ``name`` identifies the model and its version (an index records it and refuses another);
    ``dimensions`` is the length of a text's vector, ``indexed_dimensions`` of what an index keeps;
    ``portable`` says that copies are small and work in child processes, where indexing then
    encodes; ``by_tokens`` that it has a row for each token and not just one for each text.

    Texts come as a sequence; vectors are ``float32 [n, dimensions]``, in order, rows of unit
    length, or of zeros for a text with nothing to encode. Query and passage prefixes are the
    model's affair.
    """

    name: str
    dimensions: int
    indexed_dimensions: int
    portable: bool
    by_tokens: bool

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of queries."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages."""
        ...

    def index_passages(self, texts: Sequence[str]) -> IndexedPassages:
        """What an index is to keep of passages."""
        ...

    def token_rows(self, texts: Sequence[str]) -> TokenRows:
        """Texts by their tokens, for alignment; one token a text where there are no others, its row
        as long as the square root of the text's characters."""
        ...

    def ask(self, text: str, language: str) -> Question:
        """A query to the semantic leg. ``language`` is its code, or "" where it is not known."""
        ...


@dataclass(frozen=True, kw_only=True)
class EncoderOptions:
    """How a transformer runs: ``device`` ("" for the best there is), ``batch_size`` texts at
    once, ``max_length`` tokens read of a text (0 for as many as the model takes)."""

    device: str = ""
    batch_size: int = 32
    max_length: int = 0


def open_encoder(name: str = "", options: EncoderOptions | None = None) -> Encoder:
    """The encoder called ``name``: "" for the bundled one, the folder of a static model, or the
    name or folder of any sentence-transformers model. Raises ``EncoderError``."""
    return _opened(name, options or EncoderOptions())


@lru_cache(maxsize=2)
def _opened(name: str, options: EncoderOptions) -> Encoder:
    # Late, both: each loads its library.
    if not name or is_static(Path(name).expanduser()):
        from indexer.static_encoder import StaticEncoder

        return StaticEncoder(Path(name).expanduser() if name else BUNDLED)
    from indexer.transformer_encoder import TransformerEncoder

    return TransformerEncoder(name, options)


def is_static(folder: Path) -> bool:
    """Whether a folder holds a static model as model2vec saves one: no transformer to run. Raises
    ``EncoderError`` where its ``config.json`` cannot be read."""
    names = ("config.json", "model.safetensors", "tokenizer.json")
    if not all((folder / name).is_file() for name in names):
        return False
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        config = None
    if not isinstance(config, dict):
        raise EncoderError(
            f"{folder / 'config.json'} is damaged, so the model cannot be loaded; copy the folder "
            "anew, or name another by the setting `model`"
        )
    return config.get("model_type") == "model2vec"
