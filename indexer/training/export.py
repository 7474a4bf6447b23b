"""Trained rows → the directory that model2vec and sentence-transformers both load.

Rows are int8 with one weight a row, which both multiply back. Beside them lie the tokens of
background sentences (``indexer.hubness``).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from model2vec import StaticModel
from tokenizers import Tokenizer

from analyzers.languages import LANGUAGES
from indexer.background import background_sentences
from indexer.static_encoder import BACKGROUND, SCANNED
from indexer.training.batches import Integers
from indexer.training.pairs import Pair
from indexer.training.recipe import Recipe
from indexer.training.vocabulary import UNKNOWN

Rows = npt.NDArray[np.float32]

#: The largest int8 that is used, so that rows stay symmetrical.
_LARGEST = 127


def shrunk(rows: Rows, frequencies: Integers, shrink: float) -> Rows:
    """Rows with those of rare tokens drawn towards zero: what is known of them is mostly noise."""
    shares = (frequencies / (frequencies + shrink)).astype(np.float32)
    return rows * shares[:, None]


def quantized(rows: Rows) -> tuple[npt.NDArray[np.int8], Rows]:
    """Rows as int8 and the weight of each, ``float32 [n]``: their product is nearly the row."""
    largest = np.abs(rows).max(axis=1)
    weights = np.where(largest > 0, largest / _LARGEST, 1).astype(np.float32)
    return np.rint(rows / weights[:, None]).astype(np.int8), weights


def save_model(
    folder: Path, name: str, rows: Rows, tokenizer: Tokenizer, pairs: Sequence[Pair], recipe: Recipe
) -> None:
    """Write the directory. The row of the unknown token is zero: sentence-transformers counts it
    where model2vec leaves it out, and of a mean only the direction is used."""
    rows = rows.copy()
    rows[tokenizer.token_to_id(UNKNOWN)] = 0
    table, weights = quantized(rows)
    model = StaticModel(
        table,
        tokenizer,
        config={
            "model_type": "model2vec",
            "name": name,
            "seq_length": None,
            SCANNED: min(recipe.prefix, recipe.dimensions),
        },
        normalize=True,
        weights=weights,
        max_length=None,
        language=sorted(LANGUAGES),
    )
    model.save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)  # it is written for its owner alone
    (folder / "README.md").unlink(missing_ok=True)  # model2vec's own card says nothing of ours
    arrays: dict[str, Any] = dict(_background(tokenizer, pairs, recipe))
    np.savez_compressed(folder / BACKGROUND, **arrays)


def _background(
    tokenizer: Tokenizer, pairs: Sequence[Pair], recipe: Recipe
) -> Mapping[str, npt.NDArray[np.uint16]]:
    """Tokens of background sentences: some of the training's in each language, drawn alike for
    every seed, and the project's own."""
    unknown = tokenizer.token_to_id(UNKNOWN)
    arrays: dict[str, npt.NDArray[np.uint16]] = {}
    for code, texts in _sentences(pairs, recipe).items():
        encodings = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        # In order of their numbers: a bag of tokens is all that is needed, and no text.
        bags = [sorted(token for token in each.ids if token != unknown) for each in encodings]
        arrays[code] = np.array([token for bag in bags for token in bag], dtype=np.uint16)
        arrays[f"{code}.counts"] = np.array([len(bag) for bag in bags], dtype=np.uint16)
    return arrays


def _sentences(pairs: Sequence[Pair], recipe: Recipe) -> Mapping[str, list[str]]:
    texts: dict[str, set[str]] = {code: set() for code in LANGUAGES}
    for pair in pairs:
        for code, text in ((pair.language_a, pair.text_a), (pair.language_b, pair.text_b)):
            if len(text) >= recipe.background_characters[code]:
                texts[code].add(text)
    random = np.random.default_rng(recipe.background_seed)
    drawn = {}
    for code, own in background_sentences().items():
        known = sorted(texts[code])
        size = min(recipe.background, len(known))
        places = random.permutation(len(known))[:size]
        drawn[code] = [*own, *(known[place] for place in places.tolist())]
    return drawn
