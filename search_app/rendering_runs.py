"""The runs of words of a sentence that may render a match, and what speaks for each of them.

For every run ``FEATURES`` says how well it is answered by rows of tokens, by association over the
collection and by names of the termbase. No weights here: ``renderings`` adds them up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import exp

import numpy as np
import numpy.typing as npt

from search_app.occurrences import Passage
from search_app.word_cuts import Hashes, Places, hashes_between, running_sums

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Products = npt.NDArray[np.float32]

#: What speaks for a run, in the order of the columns of ``features``.
FEATURES = (
    "near",
    "inside",
    "covered",
    "linked",
    "associated",
    "named",
    "length",
    "whole",
    "broken",
)
#: Words a run may have at most: for so many words of the match, so many more, within bounds.
_LONGER, _LEAST, _MOST = 2.5, 5, 24
#: What may stand between the words of a run; anything else parts them.
_JOINING = frozenset(" \u00a0\u200b\u200c\u200d-\u2010\u2011'’·\u00b7/")
#: How sharply a word decides for the nearest word of the other language, by cosine; and the cosine
#: at which it may as well have none there.
_SHARPNESS, _NOTHING = 12.0, 0.3
_NO_STRENGTH = exp(_SHARPNESS * _NOTHING)
#: Occurrences by which association is held back: what is seen once goes with everything near it.
_DOUBT = 3.0


class Sentence:
    """A passage cut as finely as can be: ``cuts`` are places of exact tokens, its words between."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self._runs: dict[int, Runs] = {}
        first, last = passage.tokens.within(passage.start, passage.end)
        finest = passage.tokens.finest
        self.cuts: Places = finest[
            np.searchsorted(finest, first) : np.searchsorted(finest, last, side="right")
        ]

    def __len__(self) -> int:
        return max(0, len(self.cuts) - 1)

    @cached_property
    def words(self) -> list[str]:
        """Its words as printed."""
        return [self.passage.text[start:end] for start, end in self.places]

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where its words stand, in code points of the unit's text."""
        tokens = self.passage.tokens
        return [
            (int(tokens.starts[a]), int(tokens.ends[b - 1]))
            for a, b in pairwise(self.cuts.tolist())
        ]

    @cached_property
    def parted(self) -> Places:
        """How often words were parted by punctuation, before each word."""
        text = self.passage.text
        breaks = [
            not _JOINING.issuperset(text[end:start])
            for (_, end), (start, _) in pairwise(self.places)
        ]
        return np.concatenate(([0], np.cumsum(breaks, dtype=np.intp))).astype(np.intp)

    @cached_property
    def whole(self) -> npt.NDArray[np.bool_]:
        """For each of its cuts whether it lies within no longer word."""
        return self.passage.tokens.in_no_word[self.cuts]

    @cached_property
    def sums(self) -> Hashes:
        """Running sums of its exact tokens, from which hashes are read."""
        if not len(self):
            return np.zeros(1, np.uint64)
        tokens = self.passage.tokens
        return running_sums(tokens.texts[int(self.cuts[0]) : int(self.cuts[-1])])

    def runs(self, longest: int) -> "Runs":
        """Its runs of up to so many words, none over punctuation; made once."""
        if longest not in self._runs:
            self._runs[longest] = Runs(self, longest)
        return self._runs[longest]


class Runs:
    """Runs of the words of a sentence, half-open, ``firsts`` to ``lasts``, with their hashes; a run
    is as good as its words, so what does not depend on the match is worked out once."""

    def __init__(self, sentence: Sentence, longest: int) -> None:
        self.sentence = sentence
        count = len(sentence)
        sizes = np.arange(1, min(longest, count) + 1)
        many = count + 1 - sizes  # runs of each size
        firsts = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        lasts = firsts + np.repeat(sizes, many)
        together = sentence.parted[firsts] == sentence.parted[lasts - 1]
        self.firsts: Places = firsts[together]
        self.lasts: Places = lasts[together]

    def __len__(self) -> int:
        return len(self.firsts)

    @cached_property
    def hashes(self) -> Hashes:
        """The hash of each run."""
        if not len(self):
            return np.zeros(0, np.uint64)
        cuts = self.sentence.cuts - self.sentence.cuts[0]
        return hashes_between(self.sentence.sums, cuts[self.firsts], cuts[self.lasts])

    @cached_property
    def whole(self) -> Flags:
        """Whether each run begins and ends within no longer word."""
        within: Flags = self.sentence.whole[self.firsts] & self.sentence.whole[self.lasts]
        return within

    def broken(self, alone: Numbers) -> Numbers:
        """In how much of its sentences each run goes on with the word before or after it,
        whichever it more often does; 0 for what stands in one sentence alone, of which that says
        nothing. ``alone`` are the sentences of the collection that hold each run."""
        size = len(self.sentence) + 2
        held = np.zeros((size, size))  # row and column 0 are before the first word
        held[self.firsts + 1, self.lasts] = alone
        longer = np.maximum(held[self.firsts, self.lasts], held[self.firsts + 1, self.lasts + 1])
        share = np.minimum(longer / np.maximum(alone, 1), 1)
        found: Numbers = np.where(alone > 1, share, 0.0)
        return found

    def exact(self, at: int) -> tuple[str, ...]:
        """The exact tokens of a run."""
        cuts = self.sentence.cuts
        first, last = int(cuts[self.firsts[at]]), int(cuts[self.lasts[at]])
        return tuple(self.sentence.passage.tokens.texts[first:last])

    def place(self, at: int) -> tuple[int, int]:
        """Where a run stands, in half-open code points of the unit's text."""
        places = self.sentence.places
        return places[int(self.firsts[at])][0], places[int(self.lasts[at]) - 1][1]


def longest_run(words: int) -> int:
    """How many words may render so many."""
    return min(_MOST, max(_LEAST, round(_LONGER * words)))


# --------------------------------------------------------------------------- rows


@dataclass(frozen=True)
class Nearness:
    """How near words are by rows of tokens: ``products`` has the inner product of every two of
    the words that ``places`` names, ``lengths`` the length of each; ``known`` are the places of the
    words of sentences met before."""

    places: dict[str, int]
    products: Products
    lengths: Products
    known: dict[Sentence, Places] = field(default_factory=dict)

    def ids(self, sentences: Sequence[Sentence]) -> Places:
        """The places of all words of sentences, in order."""
        found = [self._ids(one) for one in sentences]
        return found[0] if len(found) == 1 else np.concatenate(found)

    def _ids(self, sentence: Sentence) -> Places:
        if sentence not in self.known:
            places = self.places
            self.known[sentence] = np.array([places[word] for word in sentence.words], np.intp)
        return self.known[sentence]


@dataclass(frozen=True)
class Link:
    """How the words of a counterpart go with a match, by rows of tokens, as sums up to each word:
    of their weights, of the share of these that answers the match (``given``), of the share of the
    match that they answer (``taken``), of their inner product with the match (``product``), and of
    the inner products of every two of them (``square``). ``match`` is the match's length."""

    weight: Numbers
    given: Numbers
    taken: Numbers
    product: Numbers
    square: Numbers
    match: float


def linked(
    own: Sequence[Sentence], meant: Flags, theirs: Sequence[Sentence], near: Nearness
) -> Link:
    """The link of ``theirs`` to the words of ``own`` that are ``meant``, which compete with the
    others there for the words of ``theirs``. No word of either is missing from ``near``."""
    source, target = near.ids(own), near.ids(theirs)
    products = near.products[target[:, None], source]
    weights, sources = near.lengths[target], near.lengths[source]
    strength = np.exp(products / (weights[:, None] / _SHARPNESS * sources))
    nothing = _NO_STRENGTH
    wanted = strength[:, meant]
    given = wanted.sum(1) / (strength.sum(1) + nothing)
    taken = (wanted / (wanted.sum(0) + nothing)) @ (sources[meant] / sources[meant].sum())
    square = np.zeros((len(target) + 1, len(target) + 1))
    np.cumsum(near.products[target[:, None], target], axis=0, out=square[1:, 1:])
    np.cumsum(square, axis=1, out=square)
    match = near.products[source[meant][:, None], source[meant]].sum()
    return Link(
        weight=_running(weights),
        given=_running(weights * given),
        taken=_running(taken),
        product=_running(products[:, meant].sum(1)),
        square=square,
        match=float(np.sqrt(max(match, 0.0))),
    )


def _running(values: Numbers | Products) -> Numbers:
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:])
    return sums


# --------------------------------------------------------------------------- features


def features(
    runs: Runs, *, link: Link | None, offset: int, fixed: Numbers, named: Flags, words: int
) -> Numbers:
    """What speaks for each run, ``[runs, len(FEATURES)]``. Without ``link`` the columns that come
    from rows are 0; the sentence begins with the word number ``offset`` of those linked. ``fixed``
    is of ``fixed_features``; ``words`` has the match."""
    found = np.zeros((len(runs), len(FEATURES)))
    if link is not None:
        first, last = runs.firsts + offset, runs.lasts + offset
        inside = (link.given[last] - link.given[first]) / (link.weight[last] - link.weight[first])
        covered = link.taken[last] - link.taken[first]
        square = link.square
        length = np.sqrt(
            np.maximum(
                square[last, last]
                - square[first, last]
                - square[last, first]
                + square[first, first],
                1e-9,
            )
        )
        product = link.product[last] - link.product[first]
        found[:, 0] = product / np.maximum(length * link.match, 1e-6)
        found[:, 1] = inside
        found[:, 2] = covered
        found[:, 3] = 2 * inside * covered / np.maximum(inside + covered, 1e-9)
    found[:, 5] = named
    found[:, 6] = np.abs(np.log((runs.lasts - runs.firsts) / max(1, words)))
    found[:, [4, 7, 8]] = fixed
    return found


def fixed_features(runs: Runs, together: Numbers, alone: Numbers, matches: float) -> Numbers:
    """What speaks for each run whichever match of a query is meant, ``[runs, 3]``: association,
    ``whole`` and ``broken``. ``together`` are the sentences beside a match that hold it, ``alone``
    all that do, ``matches`` all sentences beside a match."""
    return np.stack([association(together, alone, matches), runs.whole, runs.broken(alone)], axis=1)


def association(together: Numbers, alone: Numbers, matches: float) -> Numbers:
    """Dice's coefficient of a run and the match, held back where little was seen."""
    found: Numbers = 2 * together / (matches + np.maximum(alone, together) + _DOUBT)
    return found
