"""How well the sentences of two provisions go together: by meaning, by words, by their places."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from indexer.encoder import Vectors
from indexer.models import Segment
from search_app.likeness import quick_percent, words_of_many
from search_app.sentence_pairs import FLOOR, SURE, Grid, Scores

#: What two sentences of any provisions have in common: similarities count from here on where there
#: are too few sentences to see it from themselves.
BACKGROUND = 0.2
#: From so many pairs of sentences on their own first quartile says it, whatever the model.
_ENOUGH, _USUAL = 16, 0.25
#: Added to a pair that stands at the same place within both provisions: it decides between equals.
_SAME_PLACE = 0.02

#: Texts → unit vectors, in order.
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, kw_only=True)
class Side:
    """What is compared: the sentences of a provision in text order, in a ``language`` (its code).
    ``root`` is the provision's eid."""

    root: str
    language: str
    segments: Sequence[Segment]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The text of each sentence."""
        return tuple(segment.text for segment in self.segments)

    def joined(self, places: Iterable[int]) -> str:
        """Sentences as one text: parted by a space, save in Chinese."""
        gap = "" if self.language == "zh" else " "
        return gap.join(self.segments[place].text for place in places)


def scores(a: Side, b: Side, encode: Encode, *, words: bool) -> Grid:
    """The scores of all pairs; ``words`` counts shared words too, of texts in one language. Both
    sides have sentences."""
    grid = _by_meaning(a, b, encode)
    if words:
        grid = _best_of(grid, _by_words(a, b))
    return _with_structure(grid, a, b)


def _by_meaning(a: Side, b: Side, encode: Encode) -> Grid:
    """Similarities of the sentences' vectors, those of two sentences from both."""
    vectors = encode([*a.texts, *b.texts]).astype(np.float64)
    first, second = vectors[: len(a.texts)], vectors[len(a.texts) :]
    one = first @ second.T
    usual = max(0.0, float(np.quantile(one, _USUAL))) if one.size >= _ENOUGH else BACKGROUND
    found = one, _joined(first, a.texts) @ second.T, first @ _joined(second, b.texts).T
    return Grid(*(np.clip((scores - usual) / (1 - usual), 0, 1) for scores in found))


def _joined(vectors: Scores, texts: Sequence[str]) -> Scores:
    """The vectors of each sentence with the next, by their lengths: [n - 1, dimensions]."""
    weighted = vectors * np.array([len(text) for text in texts])[:, None]
    both = weighted[:-1] + weighted[1:]
    found: Scores = both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
    return found


def _by_words(a: Side, b: Side) -> Grid:
    """Shares of words alike, 0 where they are below the floor of pairs."""
    every = [[word.text for word in words] for words in words_of_many([*a.texts, *b.texts])]
    first, second = every[: len(a.texts)], every[len(a.texts) :]
    return Grid(
        _shares(first, second),
        _shares(_with_next(first), second),
        _shares(first, _with_next(second)),
    )


def _with_next(sentences: Sequence[list[str]]) -> list[list[str]]:
    return [one + other for one, other in pairwise(sentences)]


def _shares(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]) -> Scores:
    least = int(100 * FLOOR)
    shares = [[quick_percent(one, other, least) / 100 for other in second] for one in first]
    return np.array(shares, np.float64).reshape(len(first), len(second))


def _best_of(one: Grid, other: Grid) -> Grid:
    return Grid(
        np.maximum(one.one, other.one),
        np.maximum(one.two_a, other.two_a),
        np.maximum(one.two_b, other.two_b),
    )


def _with_structure(grid: Grid, a: Side, b: Side) -> Grid:
    """Headings go with headings, the first with the first; two sentences for one stand in one
    paragraph or point; the same place in both provisions decides between equals."""
    heads = [np.array([one.heading for one in side.segments], bool) for side in (a, b)]
    one = np.where(heads[0][:, None] == heads[1], grid.one, 0.0)
    if heads[0][0] and heads[1][0]:
        one[0, 0] = max(one[0, 0], SURE)
    paths = [
        np.array([segment.eid.removeprefix(side.root) for segment in side.segments])
        for side in (a, b)
    ]
    same = (paths[0][:, None] == paths[1]) & (one >= FLOOR)
    together = [
        (path[:-1] == path[1:]) & ~head[:-1] for path, head in zip(paths, heads, strict=True)
    ]
    return Grid(
        np.minimum(one + _SAME_PLACE * same, 1.0),
        np.where(together[0][:, None] & ~heads[1], grid.two_a, 0.0),
        np.where(~heads[0][:, None] & together[1], grid.two_b, 0.0),
    )
