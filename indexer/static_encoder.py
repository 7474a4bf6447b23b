"""The adapter for static models: a row a token, the mean of the rows, unit length.

Loaded by model2vec, without torch. The bundled model is one; the folder of another is opened the
same way. Rows may be int8 with a weight each, as model2vec keeps a scale a row.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from model2vec import StaticModel

from analyzers.languages import LANGUAGES
from indexer.background import background_sentences
from indexer.encoder import (
    BUNDLED,
    EncoderError,
    IndexedPassages,
    Scores,
    TokenRows,
    Vector,
    Vectors,
    open_encoder,
)
from indexer.hubness import COLUMNS, Hubness
from indexer.late_interaction import AlignedQuery, cuts

Tokens = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]

#: Tokens of background sentences that come with a model, ``CODE`` and ``CODE.counts`` a language.
BACKGROUND = "background.npz"
#: The setting of a model whose first so many numbers make a vector of their own (Kusupati et al.
#: 2022): the index keeps and scans those, and the tokens of the best candidates see to the rest.
SCANNED = "scanned_dimensions"
#: What a rescored candidate keeps of the score of the whole passage; the rest is its tokens'.
WHOLE = 1 / 3
#: Texts tokenized at once; numbers of rows summed at once, few enough to stay in the cache.
_TEXTS, _NUMBERS = 2_000, 1 << 17


class StaticEncoder:
    """See the module. ``name`` ends in a digest of the rows: another table is another model."""

    by_tokens = True

    def __init__(self, folder: Path) -> None:
        """Open the model in ``folder``. Raises ``EncoderError``."""
        self._folder = folder
        try:
            model = StaticModel.from_pretrained(folder, max_length=None)
            config = json.loads((folder / "config.json").read_text("utf-8"))
            named, scanned = config.get("name", folder.name), config.get(SCANNED)
            digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()[:8]
        except Exception as error:  # each file's reader has errors of its own
            raise EncoderError(
                f"the model in {folder} cannot be loaded ({type(error).__name__}: {error}); name "
                "another by the setting `model`, or leave it empty for the bundled one"
            ) from error
        self.name = f"{named}@{digest}"
        self._tokenizer = model.tokenizer
        rows = model.embedding
        if model.token_mapping is not None:
            rows = rows[model.token_mapping]
        self._rows: Vectors = rows.astype(np.float32)
        if model.weights is not None:
            self._rows *= model.weights.astype(np.float32)[:, None]
        if model.unk_token_id is not None:
            self._rows[model.unk_token_id] = 0  # model2vec leaves it out
        # As an index keeps tokens: two bytes each where so many tell them all apart.
        self._packed = np.dtype("<u2" if len(self._rows) <= 1 << 16 else "<u4")
        self.dimensions = self._rows.shape[1]
        if scanned is not None and (
            type(scanned) is not int or not 1 <= scanned <= self.dimensions
        ):
            raise EncoderError(
                f"{folder / 'config.json'} gives {SCANNED} as {scanned!r}; it must be a whole "
                f"number from 1 to {self.dimensions}, or be left out"
            )
        self._scanned: int = scanned or self.dimensions
        self.indexed_dimensions = COLUMNS + self._scanned
        self.portable = folder == BUNDLED

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """A copy in another process is opened there from the folder, once."""
        return open_encoder, ("" if self.portable else str(self._folder),)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of queries; a static model has no prefixes."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages."""
        return self._means(self._ids(texts))

    def index_passages(self, texts: Sequence[str]) -> IndexedPassages:
        """Vectors corrected for hubs, and the passages' tokens."""
        tokens = self._tokens(texts)
        vectors = self._hubness.passages(self._means(tokens, self._scanned))
        return IndexedPassages(vectors, [each.tobytes() for each in tokens])

    def token_rows(self, texts: Sequence[str]) -> TokenRows:
        """The rows of texts' tokens; the unknown token, of zeros, where a text has none."""
        ids = [own or [0] for own in self._ids(texts)]
        flat = np.fromiter(chain.from_iterable(ids), np.intp, count=sum(map(len, ids)))
        different, tokens = np.unique(flat, return_inverse=True)
        return TokenRows(
            self._rows[different], tokens, np.array([len(own) for own in ids], np.intp)
        )

    def ask(self, text: str, language: str) -> "StaticQuestion":
        """A query to the semantic leg."""
        return StaticQuestion(self, text, language)

    def _tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return [np.array(ids, dtype=self._packed) for ids in self._ids(texts)]

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of texts; unknown ones are among them, with a row of zeros."""
        found: list[list[int]] = []
        for start in range(0, len(texts), _TEXTS):
            batch = list(texts[start : start + _TEXTS])
            try:
                encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            except TypeError:  # half a surrogate pair is no text to the tokenizer
                batch = [text.encode("utf-8", "replace").decode("utf-8") for text in batch]
                encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            found += [encoding.ids for encoding in encodings]
        return found

    def _means(
        self, tokens: Sequence[Sequence[int] | Tokens], dimensions: int | None = None
    ) -> Vectors:
        """Unit vectors of texts, of the first so many numbers of the rows; the length of a sum does
        not matter, so no mean is taken."""
        rows = self._rows[:, :dimensions]
        vectors = np.zeros((len(tokens), rows.shape[1]), np.float32)
        filled = [place for place, each in enumerate(tokens) if len(each)]
        sizes = np.array([len(tokens[place]) for place in filled], dtype=np.int64)
        start = 0
        for end in cuts(sizes.tolist(), _NUMBERS // rows.shape[1]):
            own = sizes[start:end]
            parts = (tokens[place] for place in filled[start:end])
            flat = np.fromiter(chain.from_iterable(parts), np.int64, count=int(own.sum()))
            sums = np.add.reduceat(rows[flat], np.cumsum(own) - own, axis=0)
            vectors[filled[start:end]] = sums
            start = end
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.where(lengths > 0, lengths, 1)
        return vectors

    @cached_property
    def _hubness(self) -> Hubness:
        return Hubness(self._background())

    def _background(self) -> Mapping[str, Vectors]:
        """Vectors of background sentences: those that come with the model, or the project's."""
        path = self._folder / BACKGROUND
        if not path.is_file():
            return {
                code: self._means(self._ids(own), self._scanned)
                for code, own in background_sentences().items()
            }
        try:
            with np.load(path, allow_pickle=False) as kept:
                bags = {
                    code: np.split(
                        kept[code], np.cumsum(kept[f"{code}.counts"], dtype=np.int64)[:-1]
                    )
                    for code in LANGUAGES
                }
            return {code: self._means(each, self._scanned) for code, each in bags.items()}
        except (OSError, ValueError, KeyError, IndexError, BadZipFile) as error:
            raise EncoderError(
                f"{path} is damaged ({type(error).__name__}: {error}); copy the folder of "
                "the model anew, or name another by the setting `model`"
            ) from error


class StaticQuestion:
    """``Question`` to a static model."""

    aligned = True

    def __init__(self, encoder: StaticEncoder, text: str, language: str) -> None:
        """See ``Encoder.ask``."""
        self._encoder = encoder
        tokens = encoder._tokens([text])
        vector = encoder._means(tokens, encoder._scanned)[0]
        self.vector: Vector = Hubness.question(vector, language)
        self._query = AlignedQuery(encoder._rows, tokens[0]) if self.vector.any() else None

    def rescored(self, scores: Sequence[float], packed: Sequence[bytes]) -> Scores:
        """A third the score of the whole passage, the rest that of its tokens."""
        whole = np.array(scores, dtype=np.float64)
        if self._query is None:
            return whole
        tokens = [np.frombuffer(each, self._encoder._packed) for each in packed]
        aligned = self._query.scores(tokens)
        return WHOLE * whole + (1 - WHOLE) * aligned.astype(np.float64)

    def best_window(self, text: str) -> tuple[int, int] | None:
        """The part of a passage that answers best."""
        if self._query is None:
            return None
        whole = text.encode("utf-8", "replace").decode("utf-8")  # as long, in code points
        encoding = self._encoder._tokenizer.encode(whole, add_special_tokens=False)
        tokens = np.array(encoding.ids, dtype=self._encoder._packed)
        found = self._query.best(tokens) if len(tokens) else None
        if found is None:
            return None
        return encoding.offsets[found[0]][0], encoding.offsets[found[1] - 1][1]
