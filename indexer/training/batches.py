"""What is trained on: every text as token ids, and the pairs of one step drawn from them.

A step's pairs depend on the seed and the step's number alone, so a run that was broken off goes on
with the very pairs it would have had.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from indexer.training.pairs import Pair, TrainingError
from indexer.training.recipe import Recipe

Integers = npt.NDArray[np.int64]

#: Texts tokenized at once.
_TEXTS = 20_000
#: A span is at least so many tokens, as far as its text has them.
_SPAN_TOKENS = 3


@dataclass(frozen=True)
class Texts:
    """Different texts as token ids, one text after the other in ``flat``: text i begins at
    ``starts[i]`` and has ``counts[i]``."""

    flat: Integers
    starts: Integers
    counts: Integers

    def taken(self, texts: Integers, first: Integers, size: Integers) -> tuple[Integers, Integers]:
        """``size`` tokens of each of ``texts`` from its token ``first`` on, one text after the
        other, and where each begins."""
        begins = np.cumsum(size) - size
        places = np.arange(int(size.sum())) - np.repeat(begins, size)
        return self.flat[places + np.repeat(self.starts[texts] + first, size)], begins


@dataclass(frozen=True)
class Sources:
    """The pairs of two languages, ``ends`` ``[n, 2]`` places in ``Texts``, source after source:
    ``sizes`` says how many each has, ``shares`` how much of a step."""

    ends: Integers
    sizes: Integers
    shares: npt.NDArray[np.float64]

    def drawn(self, size: int, random: np.random.Generator) -> Integers:
        """Places of so many pairs in ``ends``, by the shares of their sources."""
        many = random.multinomial(size, self.shares)
        firsts = np.cumsum(self.sizes) - self.sizes
        return np.concatenate(
            [
                first + random.integers(total, size=own)
                for first, total, own in zip(firsts, self.sizes, many, strict=True)
            ]
        )


@dataclass(frozen=True)
class Side:
    """One side of a step's pairs: token ids one text after the other, and where each begins."""

    ids: Integers
    starts: Integers


#: By pair of languages the unit vectors of each pair's two texts, ``float32 [n, d]`` each.
Vectors = Mapping[str, tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]


@dataclass(frozen=True)
class Pairs:
    """All there is to train on."""

    texts: Texts
    sources: Mapping[str, Sources]
    mix: Mapping[str, float]

    def frequencies(self, tokens: int) -> Integers:
        """How often each of so many tokens stands in the texts."""
        return np.bincount(self.texts.flat, minlength=tokens)

    def vectors(self, rows: npt.NDArray[np.float32]) -> Vectors:
        """Vectors of every pair's texts by the rows of a model, ``[tokens, d]``."""
        whole = np.zeros((len(self.texts.counts), rows.shape[1]), np.float32)
        for start in range(0, len(whole), _TEXTS):
            own = np.flatnonzero(self.texts.counts[start : start + _TEXTS]) + start
            if len(own):
                flat, begins = self.texts.taken(own, np.zeros_like(own), self.texts.counts[own])
                whole[own] = np.add.reduceat(rows[flat], begins, axis=0)
        whole /= np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-9)
        return {
            languages: (whole[sources.ends[:, 0]], whole[sources.ends[:, 1]])
            for languages, sources in self.sources.items()
        }


def tokenized(pairs: Sequence[Pair], tokenizer: Tokenizer, recipe: Recipe) -> Pairs:
    """Tokenize the texts of ``pairs``; those with an empty side are left out. Raises
    ``TrainingError`` where no pair of languages is left."""
    places: dict[str, int] = {}
    drawn: dict[str, dict[str, set[tuple[int, int]]]] = defaultdict(lambda: defaultdict(set))
    for pair in pairs:
        ends = (
            places.setdefault(pair.text_a, len(places)),
            places.setdefault(pair.text_b, len(places)),
        )
        drawn[f"{pair.language_a}-{pair.language_b}"][pair.source].add(ends)
    texts = _texts(list(places), tokenizer)
    sources = {
        languages: made
        for languages in recipe.mix
        if (made := _sources(drawn[languages], texts.counts, recipe.source_weights))
    }
    if not sources:
        raise TrainingError(
            "there is no pair of texts to train on; give tables or TMX files with two of Khmer, "
            "Chinese and English"
        )
    share = sum(recipe.mix[languages] for languages in sources)
    return Pairs(texts, sources, {each: recipe.mix[each] / share for each in sources})


def _texts(texts: Sequence[str], tokenizer: Tokenizer) -> Texts:
    lists: list[list[int]] = []
    for start in range(0, len(texts), _TEXTS):
        batch = tokenizer.encode_batch_fast(texts[start : start + _TEXTS], add_special_tokens=False)
        lists += [encoding.ids for encoding in batch]
    counts = np.array([len(each) for each in lists], dtype=np.int64)
    flat = np.array([token for each in lists for token in each], dtype=np.int64)
    return Texts(flat, np.cumsum(counts) - counts, counts)


def _sources(
    found: Mapping[str, set[tuple[int, int]]], counts: Integers, weights: Mapping[str, float]
) -> Sources | None:
    pairs, shares = [], []
    for source, ends in sorted(found.items()):
        kept = [end for end in sorted(ends) if counts[end[0]] and counts[end[1]]]
        if kept:
            pairs.append(np.array(kept, dtype=np.int64))
            shares.append(len(kept) ** 0.5 * weights.get(source, 1.0))
    if not pairs:
        return None
    sizes = np.array([len(own) for own in pairs], dtype=np.int64)
    return Sources(np.concatenate(pairs), sizes, np.array(shares) / sum(shares))


def draw(
    pairs: Pairs, recipe: Recipe, seed: int, step: int, vectors: Vectors | None = None
) -> tuple[Side, Side]:
    """The two sides of the pairs of one step, all of one pair of languages in either order, no
    text twice: it would be taken for a wrong answer to itself. With ``vectors`` a part of them are
    near to each other, so that the wrong answers are hard to tell from the right one."""
    random = np.random.default_rng((seed, step))
    names = list(pairs.mix)
    languages = names[random.choice(len(names), p=list(pairs.mix.values()))]
    sources = pairs.sources[languages]
    near = int(recipe.batch * recipe.near_share) if vectors else 0
    places = sources.drawn(recipe.batch - near, random)
    if vectors and near:
        middles = sources.drawn(max(1, near // recipe.near_group), random)
        own = vectors[languages][random.integers(2)]
        places = np.concatenate([places, _around(middles, own, recipe.near_group)])
    ends = sources.ends[places]
    for side in (0, 1):
        ends = ends[np.unique(ends[:, side], return_index=True)[1]]
    if random.random() < 0.5:
        ends = ends[:, ::-1]
    lengths = pairs.texts.counts[ends]
    first, last = _spans(lengths, recipe, random)
    sides = [
        Side(*pairs.texts.taken(ends[:, side], first[:, side], (last - first)[:, side]))
        for side in (0, 1)
    ]
    return sides[0], sides[1]


def _around(middles: Integers, vectors: npt.NDArray[np.float32], size: int) -> Integers:
    """The places of the ``size`` vectors nearest to each of those at ``middles``."""
    size = min(size, len(vectors))
    similar = vectors @ vectors[middles].T
    nearest: Integers = np.argpartition(-similar, size - 1, axis=0)[:size].ravel()
    return nearest


def _spans(
    lengths: Integers, recipe: Recipe, random: np.random.Generator
) -> tuple[Integers, Integers]:
    """Where each text is cut, ``[pairs, 2]``: parts of some pairs, the whole of the others."""
    many = len(lengths)
    share = random.uniform(recipe.span_least, recipe.span_most, many)
    start = random.random(many) * (1 - share)
    start[random.random(many) < recipe.span_first] = 0
    margin = recipe.span_margin * random.random(many)
    cut = (lengths.min(axis=1) >= recipe.span_from) & (random.random(many) < recipe.span_share)
    low = np.stack([start, np.maximum(0, start - margin)], axis=1)
    high = np.stack([start + share, np.minimum(1, start + share + margin)], axis=1)
    first = np.where(cut[:, None], np.floor(low * lengths), 0).astype(np.int64)
    last = np.where(cut[:, None], np.ceil(high * lengths), lengths).astype(np.int64)
    return first, np.maximum(last, np.minimum(lengths, first + _SPAN_TOKENS))
