"""The run of words that most likely renders each match, from everything that speaks for it.

Names of the concept in the termbase, association over the whole collection and, where the encoder
has them, rows of tokens are added up by the weights of ``rendering_weights.toml``, which
``benchmarks/renderings.py`` fitted. What does not reach the least score is marked nowhere.
"""

import tomllib
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.encoder import Encoder
from search_app.association import Background
from search_app.occurrences import Counterpart, Occurrence, Passage
from search_app.rendering_names import Names
from search_app.rendering_runs import (
    FEATURES,
    Flags,
    Link,
    Nearness,
    Numbers,
    Runs,
    Sentence,
    features,
    fixed_features,
    linked,
    longest_run,
)
from search_app.word_cuts import Hashes

Row = npt.NDArray[np.float32]

#: Words whose rows are kept between requests.
KEPT_ROWS = 20_000
#: Different words that are compared with one another at once.
_COMPARED = 1_200
#: The length of a row of zeros: so that nothing is divided by none.
_SHORTEST = 1e-6
#: Where words stand several times in a sentence, a run renders one of them that scores so much of
#: what the best does.
_RIVAL = 0.75


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What each of ``FEATURES`` counts for, in their order, and the least score that is marked."""

    of: tuple[float, ...]
    least: float


class Rendering(NamedTuple):
    """A run that renders a match: half-open code points of the text of the counterpart's passage
    number ``passage``, from 0, and the score, which orders runs of one sentence."""

    passage: int
    start: int
    end: int
    score: float


@cache
def load_weights(name: str) -> Weights:
    """The weights for encoders with rows of tokens (``rows``) or without (``words``)."""
    table = tomllib.loads(files("search_app").joinpath("rendering_weights.toml").read_text("utf-8"))
    own = table[name]
    return Weights(of=tuple(float(own[feature]) for feature in FEATURES), least=own["least"])


class WordRows:
    """The rows of words, summed over their tokens; the last used ones are kept."""

    def __init__(self, most: int = KEPT_ROWS) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str], Row] = OrderedDict()

    def of(self, encoder: Encoder, words: Iterable[str]) -> Mapping[str, Row]:
        """A row ``float32 [d]`` for each word."""
        wanted = dict.fromkeys(words)
        with self._lock:
            known = {word: self._kept.get((encoder.name, word)) for word in wanted}
        missing = [word for word, row in known.items() if row is None]
        if missing:
            found = encoder.token_rows(missing)
            begins = np.cumsum(found.sizes) - found.sizes
            sums = np.add.reduceat(found.rows[found.tokens], begins, axis=0)
            known.update(zip(missing, sums, strict=True))
        with self._lock:
            for word, row in known.items():
                self._kept[encoder.name, word] = row  # type: ignore[assignment]
                self._kept.move_to_end((encoder.name, word))
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return {word: row for word, row in known.items() if row is not None}


# --------------------------------------------------------------------------- cases


class Cutter:
    """Passages cut into words, each once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], Sentence] = {}

    def sentence(self, passage: Passage) -> Sentence:
        """The passage in words."""
        key = (passage.id, passage.start, passage.end)
        if key not in self._known:
            self._known[key] = Sentence(passage)
        return self._known[key]


class Case:
    """A match and its counterpart, cut into words: the runs that may render it."""

    def __init__(self, occurrence: Occurrence, counterpart: Counterpart, cutter: Cutter) -> None:
        self.occurrence = occurrence
        self.counterpart = counterpart
        own = [one for one in counterpart.own if one.id == occurrence.id] or [_around(occurrence)]
        self.own = [cutter.sentence(passage) for passage in own]
        self.theirs = [cutter.sentence(passage) for passage in counterpart.passages]
        start, end = occurrence.start, occurrence.end
        self.meant: Flags = np.array(
            [a < end and start < b for sentence in self.own for a, b in sentence.places], bool
        )
        self.words = int(self.meant.sum())
        self.runs: list[Runs] = [one.runs(longest_run(self.words)) for one in self.theirs]

    @property
    def key(self) -> tuple[str, int, int]:
        """The same for occurrences that share their counterpart's first sentence."""
        first = self.counterpart.passages[0]
        return first.id, first.start, first.end

    @property
    def vocabulary(self) -> set[str]:
        """Every word on either side."""
        return {word for one in (*self.own, *self.theirs) for word in one.words}


def cases_of(occurrences: Sequence[Occurrence], at: int) -> list[Case | None]:
    """The cases of occurrences in the target number ``at``; None for one without counterpart."""
    cutter = Cutter()
    return [
        Case(one, one.counterparts[at], cutter) if one.counterparts[at].passages else None
        for one in occurrences
    ]


def _around(occurrence: Occurrence) -> Passage:
    return Passage(
        id=occurrence.id,
        eid=occurrence.eid,
        text=occurrence.text,
        tokens=occurrence.tokens,
        start=occurrence.start,
        end=occurrence.end,
    )


class Seen(NamedTuple):
    """What stands beside a query's matches: in how many of ``sentences`` each run does."""

    hashes: Hashes
    counts: npt.NDArray[np.int64]
    sentences: float

    def of(self, hashes: Hashes) -> Numbers:
        """In how many sentences beside a match each run stands, at least one."""
        if not len(self.hashes):
            return np.ones(len(hashes))
        places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        found = np.where(self.hashes[places] == hashes, self.counts[places], 1)
        return found.astype(np.float64)


def seen_in(cases: Iterable[Case], scale: float = 1.0) -> Seen:
    """Count the runs beside matches, each sentence once however often it is met; ``scale`` is how
    many times as many matches there are in all."""
    once = {case.key: case for case in cases}
    parts = [np.unique(np.concatenate([one.hashes for one in case.runs])) for case in once.values()]
    if not parts:
        return Seen(np.zeros(0, np.uint64), np.zeros(0, np.int64), 0)
    different, counts = np.unique(np.concatenate(parts), return_counts=True)
    return Seen(different, np.round(counts * scale).astype(np.int64), len(parts) * scale)


# --------------------------------------------------------------------------- the likeliest run


class Marker:
    """Marks the likeliest rendering in one language, from what is known of a query."""

    def __init__(
        self,
        encoder: Encoder,
        rows: WordRows,
        names: Names,
        background: Background,
        seen: Seen,
        weights: Weights | None = None,
    ) -> None:
        self._encoder = encoder
        self._rows = rows
        self._names = names
        self._background = background
        self._seen = seen
        self._weights = weights or load_weights("rows" if encoder.by_tokens else "words")
        self._fixed: dict[Runs, Numbers] = {}

    def mark(self, cases: Sequence[Case]) -> list[Rendering | None]:
        """The rendering of each case, None where nothing speaks for any run. Matches that share a
        counterpart get runs of their own, in their order, where there are as many."""
        groups: OrderedDict[Hashable, list[int]] = OrderedDict()
        for place, case in enumerate(cases):
            groups.setdefault((case.key, case.occurrence.match.casefold()), []).append(place)
        found: list[Rendering | None] = [None] * len(cases)
        for batch in _batches(cases, list(groups.values())):
            near = self.nearness([cases[place] for places in batch for place in places])
            for places in batch:
                own = [cases[place] for place in places]
                for place, one in zip(places, self._shared(own, near), strict=True):
                    found[place] = one
        return found

    def nearness(self, cases: Sequence[Case]) -> Nearness | None:
        """How near the words of cases are; None where the encoder has no rows of tokens."""
        if not self._encoder.by_tokens:
            return None
        words = sorted(set().union(*(case.vocabulary for case in cases)))
        if not words:
            return None
        rows = self._rows.of(self._encoder, words)
        table = np.stack([rows[word] for word in words])
        products = table @ table.T
        lengths = np.maximum(np.sqrt(np.diagonal(products)), _SHORTEST)
        return Nearness({word: place for place, word in enumerate(words)}, products, lengths)

    def _shared(self, cases: Sequence[Case], near: Nearness | None) -> list[Rendering | None]:
        """The renderings of the same words in one sentence."""
        if len(cases) == 1:
            return [self.best(cases[0], near)]
        ranked = [self.ranked(case, near) for case in cases]
        apart = _apart([one for own in ranked for one in own], len(cases))
        if len(apart) < len(cases) or _spread(apart) < _RIVAL:
            return [own[0] if own else None for own in ranked]
        return list(apart)

    def best(self, case: Case, near: Nearness | None) -> Rendering | None:
        """The likeliest run, None where none reaches the least score."""
        return next(iter(self.ranked(case, near)), None)

    def ranked(self, case: Case, near: Nearness | None) -> list[Rendering]:
        """The runs that reach the least score, the likeliest first."""
        found = []
        for number, values in enumerate(self.features(case, near)):
            scores = values @ np.array(self._weights.of)
            found += [
                Rendering(number, *case.runs[number].place(at), float(scores[at]))
                for at in np.flatnonzero(scores >= self._weights.least).tolist()
            ]
        return sorted(found, key=lambda one: (-one.score, one.passage, one.start, one.end))

    def features(self, case: Case, near: Nearness | None) -> list[Numbers]:
        """What speaks for each run of each sentence."""
        link: Link | None = None
        if near is not None and case.words and any(map(len, case.theirs)):
            link = linked(case.own, case.meant, case.theirs, near)
        match = case.occurrence.match
        found, offset = [], 0
        for runs in case.runs:
            found.append(
                features(
                    runs,
                    link=link,
                    offset=offset,
                    fixed=self._fixed_of(runs),
                    named=self._names.flags(match, runs),
                    words=case.words,
                )
            )
            offset += len(runs.sentence)
        return found

    def _fixed_of(self, runs: Runs) -> Numbers:
        if runs not in self._fixed:
            alone = self._background.of(runs.hashes).astype(np.float64)
            together = self._seen.of(runs.hashes)
            self._fixed[runs] = fixed_features(runs, together, alone, self._seen.sentences)
        return self._fixed[runs]


def _batches(
    cases: Sequence[Case], groups: Sequence[Sequence[int]]
) -> Iterator[list[Sequence[int]]]:
    """Groups of cases, so many at once that few different words are compared."""
    batch: list[Sequence[int]] = []
    words: set[str] = set()
    for places in groups:
        batch.append(places)
        words |= cases[places[0]].vocabulary
        if len(words) >= _COMPARED:
            yield batch
            batch, words = [], set()
    if batch:
        yield batch


def _spread(runs: Sequence[Rendering]) -> float:
    scores = [one.score for one in runs]
    return min(scores) / max(scores)


def _apart(ranked: Sequence[Rendering], count: int) -> list[Rendering]:
    """The best runs that do not overlap, as many as are wanted, in text order."""
    found: list[Rendering] = []
    for one in sorted(ranked, key=lambda one: -one.score):
        if len(found) == count:
            break
        if all(
            one.passage != other.passage or one.end <= other.start or other.end <= one.start
            for other in found
        ):
            found.append(one)
    return sorted(found, key=lambda one: (one.passage, one.start))
