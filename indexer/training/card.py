"""The card of a trained model: what it is made of, under which licences, and how."""

from indexer.training.pairs import PairFiles
from indexer.training.recipe import Recipe

_HEAD = """---
library_name: model2vec
language: [en, km, zh]
---

# {name}

A static embedding for Khmer, Chinese (both scripts) and English, trained by
`treatylens train-encoder`: {tokens:,} token rows of {dimensions} numbers, int8 with one weight a
row. A text's vector is the mean of its tokens' rows, of unit length; its first {scanned} numbers
are a vector of their own, which an index keeps. It loads in model2vec
(`StaticModel.from_pretrained`) and in `SentenceTransformer`.

## Data

Pairs of texts that translate each other. Only the numbers learned from them are here, and no text.

| source | languages | pairs | licence |
|---|---|---|---|
"""
_TAIL = """
Left out for their licence: {left_out}. Texts under the GPL, LGPL or AGPL are never used.

## Recipe

Seed {seed}, {steps:,} steps of {batch:,} pairs of one pair of languages, shares {mix}; rows of
rare tokens shrunk by n / (n + {shrink:g}). The rest is in `indexer/training/recipe.py`.

## Limits

A bag of tokens: word order, negation and who owes what to whom are not told apart ("shall" and
"shall not", the requesting and the requested State). It knows Khmer, Chinese and English as its
data have them; a language, a field or a name that is not there is guessed from letters or not
seen at all. Khmer–Chinese has the fewest pairs and is weakest. It tells what is near in meaning,
not what is good law, and takes over what its data say oddly or onesidedly.
"""


def model_card(name: str, files: PairFiles, recipe: Recipe, seed: int, tokens: int) -> str:
    """The card as Markdown."""
    rows = []
    for (languages, source), count in sorted(files.counted().items(), key=_by_source):
        licence = "; ".join(files.licences[source]) or "not stated"
        rows.append(f"| {source} | {languages} | {count:,} | {licence} |")
    left_out = ", ".join(f"{count:,} of {licence}" for licence, count in files.left_out.items())
    mix = ", ".join(f"{languages} {share:g}" for languages, share in recipe.mix.items())
    head = _HEAD.format(
        name=name,
        tokens=tokens,
        dimensions=recipe.dimensions,
        scanned=min(recipe.prefix, recipe.dimensions),
    )
    tail = _TAIL.format(
        left_out=left_out or "nothing",
        seed=seed,
        steps=recipe.steps,
        batch=recipe.batch,
        mix=mix,
        shrink=recipe.shrink,
    )
    return head + "\n".join(rows) + "\n" + tail


def _by_source(row: tuple[tuple[str, str], int]) -> tuple[str, str]:
    (languages, source), _ = row
    return source, languages
