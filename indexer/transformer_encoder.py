"""The adapter for transformers: any model of sentence-transformers, by its name or its folder.

It needs the extra ``transformers`` and is imported only where such a model is asked for, for it
brings torch along. A model has vectors of whole passages alone, no rows of tokens.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np

from indexer.background import background_sentences
from indexer.encoder import (
    EncoderError,
    EncoderOptions,
    IndexedPassages,
    Scores,
    TokenRows,
    Vector,
    Vectors,
)
from indexer.hubness import COLUMNS, Hubness

try:
    import torch
    from huggingface_hub import ResolvedRevision, resolve_revision, try_to_load_from_cache
    from huggingface_hub.errors import (
        HFValidationError,
        RepositoryNotFoundError,
        RevisionResolutionError,
    )
    from huggingface_hub.utils import enable_progress_bars
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar
except ImportError as error:
    raise EncoderError(
        f"a model other than the bundled one needs more packages ({error}): "
        "pip install 'treatylens[transformers]', or leave the setting `model` empty"
    ) from error


class Prompts(NamedTuple):
    """What a model is to read before a query and before a passage."""

    query: str
    passage: str


#: For models whose folders do not say it: a pattern found in the name, the first that fits.
PROMPTS = (
    (
        re.compile(r"(?<![a-z])e5-.*instruct", re.IGNORECASE),
        Prompts(
            "Instruct: Given a web search query, retrieve relevant passages that answer the query\n"
            "Query: ",
            "",
        ),
    ),
    (
        re.compile(r"(?<![a-z])e5-(small|base|large)", re.IGNORECASE),
        Prompts("query: ", "passage: "),
    ),
    (
        re.compile(r"(?<![a-z])bge-(small|base|large)-en", re.IGNORECASE),
        Prompts("Represent this sentence for searching relevant passages: ", ""),
    ),
    (
        re.compile(r"(?<![a-z])bge-(small|base|large)-zh", re.IGNORECASE),
        Prompts("为这个句子生成表示以用于检索相关文章：", ""),
    ),
)
#: Where a model's own prompt for passages may stand. sentence-transformers looks at the first
#: alone, since it gives every model an empty one of that name.
_PASSAGE_PROMPTS = ("document", "passage", "corpus")
#: What makes a model's vectors, besides the weights; and the weights, too large to read whole.
_SMALL, _WEIGHTS = {".json", ".model", ".txt"}, {".bin", ".pt", ".safetensors"}
#: How many pieces of a file of weights are read to tell it from another, and how long each is.
_SAMPLES, _SAMPLE = 16, 1 << 16


class TransformerEncoder:
    """See the module. ``name`` is the model's with its revision, or that of its folder with a
    digest, so that another model is another name."""

    portable = False
    by_tokens = False

    def __init__(self, name: str, options: EncoderOptions) -> None:
        """Load the model called ``name``, fetching it where it is no folder and not on this
        machine yet. Raises ``EncoderError``."""
        # The whole path: no model on the hub can be called so.
        folder = Path(name).expanduser().resolve()
        if folder.is_dir():
            self._model = _load(str(folder), options)
            self.name = f"{folder.name}@{_digest(folder)}"
        else:
            hub_name = name if "/" in name else f"sentence-transformers/{name}"
            revision = _revision(hub_name)
            self._model = _fetched(hub_name, revision, options)
            self.name = f"{name}@{revision.resolved[:8]}"
        self._prompts = _prompts(self._model, "/".join(folder.parts[-3:]))
        self._batch_size = options.batch_size
        # The tokenizer keeps how it cuts and fills up: one call at a time.
        self._lock = Lock()
        self.dimensions: int = self._model.get_embedding_dimension() or self._rows(["."]).shape[1]
        self.indexed_dimensions = COLUMNS + self.dimensions

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of queries, each after the model's prompt for them."""
        return self._vectors(texts, query=True)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, each after the model's prompt for them."""
        return self._vectors(texts)

    def index_passages(self, texts: Sequence[str]) -> IndexedPassages:
        """Vectors corrected for hubs, and nothing besides."""
        return IndexedPassages(
            self._hubness.passages(self.encode_passages(texts)), [b""] * len(texts)
        )

    def token_rows(self, texts: Sequence[str]) -> TokenRows:
        """One row a text."""
        weights = np.sqrt([max(1, len(text)) for text in texts], dtype=np.float32)
        one = np.ones(len(texts), np.intp)
        vectors = self.encode_passages(texts)
        return TokenRows(vectors * weights[:, None], np.arange(len(texts)), one)

    def ask(self, text: str, language: str) -> "TransformerQuestion":
        """A query to the semantic leg."""
        return TransformerQuestion(Hubness.question(self.encode_queries([text])[0], language))

    @cached_property
    def _hubness(self) -> Hubness:
        return Hubness(
            {code: self.encode_passages(own) for code, own in background_sentences().items()}
        )

    def _vectors(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        filled = [place for place, text in enumerate(texts) if _says_something(text)]
        if not filled:
            return vectors
        # A lone surrogate, from a damaged file name or argument, is no text to a tokenizer.
        rows = self._rows(
            [texts[place].encode("utf-8", "replace").decode() for place in filled], query=query
        )
        if not np.isfinite(rows).all():
            raise EncoderError(
                f"{self.name} gives vectors that are no numbers; set encoder_device to another "
                "device, such as cpu, or name another model by the setting `model`"
            )
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        vectors[filled] = rows / np.where(lengths > 0, lengths, 1)
        return vectors

    def _rows(self, texts: list[str], *, query: bool = False) -> Vectors:
        encode = self._model.encode_query if query else self._model.encode_document
        try:
            with self._lock:
                rows = encode(
                    texts,
                    prompt=self._prompts.query if query else self._prompts.passage,
                    batch_size=self._batch_size,
                    show_progress_bar=False,
                )
        except (RuntimeError, IndexError) as error:
            raise EncoderError(
                f"the model cannot encode this ({_first_line(error)}); lower encoder_batch_size or "
                "encoder_max_length where memory is short, or set encoder_device to cpu"
            ) from error
        return rows.astype(np.float32)


class TransformerQuestion:
    """``Question`` to a transformer."""

    aligned = False

    def __init__(self, vector: Vector) -> None:
        """See ``Encoder.ask``."""
        self.vector = vector

    def rescored(self, scores: Sequence[float], packed: Sequence[bytes]) -> Scores:
        """The scores themselves."""
        return np.array(scores, dtype=np.float64)

    def best_window(self, text: str) -> tuple[int, int] | None:
        """None: there are vectors of whole passages alone."""
        return None


def _revision(name: str) -> ResolvedRevision:
    """The revision of a model on the hub: the one that was fetched before, so that a model stays
    what it is, or the newest."""
    with suppress(RevisionResolutionError, HFValidationError):
        return resolve_revision(name, local_files_only=True)
    try:
        return resolve_revision(name)
    except Exception as error:  # of the hub, of the network
        raise EncoderError(
            f"the model {name!r} is neither a folder nor on this machine from before, and cannot "
            f"be fetched ({_why_not(error)}); check the name and the connection, or give the "
            "folder of a model by the setting `model`, which is empty for the bundled one"
        ) from error


def _why_not(error: Exception) -> str:
    match error:
        case RevisionResolutionError():
            return "the hub cannot be reached"
        case HFValidationError():
            return "no model on the hub can be called so"
        case RepositoryNotFoundError():
            return "the hub has none of that name that is open to you"
    return _first_line(error)


def _fetched(name: str, revision: ResolvedRevision, options: EncoderOptions) -> SentenceTransformer:
    """A model of the hub. Where all of it is on this machine nothing is asked of the hub: without
    a network each question would take half a minute."""
    # What says of which parts a model is comes first, so the rest would be missed without it.
    if isinstance(try_to_load_from_cache(name, "modules.json", revision=revision.resolved), str):
        with suppress(EncoderError):
            return _load(name, options, revision=revision, local=True)
    enable_progress_bars()
    return _load(name, options, revision=revision)


def _load(
    name: str,
    options: EncoderOptions,
    *,
    revision: ResolvedRevision | None = None,
    local: bool = False,
) -> SentenceTransformer:
    device = _device(options.device)
    disable_progress_bar()  # that of reading weights
    try:
        model = SentenceTransformer(name, revision=revision, device=device, local_files_only=local)
    except Exception as error:  # each part of a model has errors of its own
        raise EncoderError(
            f"the model {name} cannot be loaded ({type(error).__name__}: {_first_line(error)}); "
            "name another by the setting `model`, or leave it empty for the bundled one"
        ) from error
    if model.device.type == "cpu":
        model.float()  # half precision is slow there
    if options.max_length:
        # A table of tokens behind sentence-transformers reads a text of any length.
        with suppress(AttributeError):
            model.max_seq_length = min(
                options.max_length, model.max_seq_length or options.max_length
            )
    return model


def _device(name: str) -> str | None:
    if not name:
        return None
    try:
        torch.empty(0, device=name)
    except (RuntimeError, AssertionError) as error:
        raise EncoderError(
            f"the device {name!r} cannot be used ({_first_line(error)}); set encoder_device to "
            "another, such as cpu, or leave it empty for the best there is"
        ) from error
    return name


def _prompts(model: SentenceTransformer, name: str) -> Prompts:
    """The model's own prompts, or those of the table where it has none."""
    own = Prompts(
        model.prompts.get("query") or "",
        next((text for key in _PASSAGE_PROMPTS if (text := model.prompts.get(key))), ""),
    )
    if any(own):
        return own
    return next((prompts for pattern, prompts in PROMPTS if pattern.search(name)), own)


def _says_something(text: str) -> bool:
    """Whether there is more in a text than white space and invisible characters."""
    return any(not (each.isspace() or unicodedata.category(each) in ("Cc", "Cf")) for each in text)


def _digest(folder: Path) -> str:
    """Eight letters that are others for another model: of all that is small in its folder, and of
    the weights their sizes and pieces of them."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if any(part.startswith(".") for part in place.parts) or not path.is_file():
            continue
        if path.suffix in _SMALL | _WEIGHTS:
            digest.update(f"{place.as_posix()} {path.stat().st_size}\n".encode())
            for part in [path.read_bytes()] if path.suffix in _SMALL else _samples(path):
                digest.update(part)
    return digest.hexdigest()[:8]


def _samples(path: Path) -> Iterator[bytes]:
    last = max(0, path.stat().st_size - _SAMPLE)
    with path.open("rb") as stream:
        for number in range(_SAMPLES):
            stream.seek(last * number // (_SAMPLES - 1))
            yield stream.read(_SAMPLE)


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
