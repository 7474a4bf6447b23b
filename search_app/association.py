"""How often runs of words stand in a language's sentences: what a likely translation is told from.

The counts of a pair of languages are made once for a generation of the index, from the tokens that
it keeps; runs that stand in one sentence alone, most of them, are not kept.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.engine.base import EngineReader, WorkRecord
from search_app.word_cuts import (
    Hashes,
    Places,
    Tokens,
    hashes_between,
    running_sums,
    stored_tokens,
)

Counts = npt.NDArray[np.int64]

#: Longest run of words that is counted, cut as finely as can be.
LONGEST_RUN = 8
#: Pairs of languages whose counts are kept, the last used ones.
KEPT_PAIRS = 12
#: Entries that are read at once.
_BATCH = 1_000


@dataclass(frozen=True)
class Background:
    """Of ``sentences`` sentences, in how many each run of words stands that stands in two or more:
    ``counts`` of ``hashes``, which are ascending."""

    hashes: Hashes
    counts: Counts
    sentences: int

    def of(self, hashes: Hashes) -> Counts:
        """In how many sentences each run stands; 1 for one that is not known."""
        if not len(self.hashes):
            return np.ones(len(hashes), np.int64)
        places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        return np.where(self.hashes[places] == hashes, self.counts[places], 1)


class Backgrounds:
    """The counts of each pair of languages, made when first asked for."""

    def __init__(self, most: int = KEPT_PAIRS) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[tuple[Any, ...], Background] = OrderedDict()

    def of(
        self,
        reader: EngineReader,
        generation: int,
        pair: tuple[str, str],
    ) -> Background:
        """The counts in the sentences of the second language, of works that have both. Raises
        ``EngineError``."""
        key = (reader, generation, pair)
        with self._lock:  # two that ask at once are not to count twice
            if key not in self._kept:
                self._kept[key] = count_runs(reader, pair)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


def count_runs(reader: EngineReader, pair: tuple[str, str]) -> Background:
    """Count the runs of words in the sentences of ``pair[1]`` that may translate ``pair[0]``."""
    counting = _Counting()
    units: dict[str, list[tuple[int, int]]] = {}
    for work in reader.works():
        units.update(_units(work, pair))
        if len(units) >= _BATCH:
            counting.add(reader, units)
            units = {}
    counting.add(reader, units)
    return counting.background()


def _units(work: WorkRecord, pair: tuple[str, str]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The sentences of each unit of the versions in the second language, if the first is there."""
    languages = {version["lang"] for version in work.stored["expressions"]}
    if not languages.issuperset(pair):
        return
    for version in work.stored["expressions"]:
        if version["lang"] == pair[1]:
            found: dict[str, list[tuple[int, int]]] = {}
            for unit, _, start, end in version.get("segments", ()):
                found.setdefault(unit, []).append((start, end))
            for unit, sentences in found.items():
                yield f"{work.id}/{version['address']}/{unit}", sentences


class _Counting:
    """Runs of words as they are met: every cut of every sentence, one after the other."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._cuts: list[Places] = []
        self._sizes: list[Places] = []

    def add(self, reader: EngineReader, units: dict[str, list[tuple[int, int]]]) -> None:
        """Add the sentences of units; those that have gone meanwhile are passed over."""
        entries = reader.entries(list(units))
        for sentences, stored in zip(units.values(), entries, strict=True):
            if stored is not None:
                self._add_unit(stored_tokens(stored), np.array(sentences, np.intp))

    def _add_unit(self, tokens: Tokens, sentences: Places) -> None:
        cuts = tokens.finest
        firsts = np.searchsorted(tokens.starts, sentences[:, 0])
        lasts = np.searchsorted(tokens.ends, sentences[:, 1], side="right")
        begins = np.searchsorted(cuts, firsts)
        sizes = np.maximum(np.searchsorted(cuts, lasts, side="right") - begins, 0)
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        self._cuts.append(cuts[np.repeat(begins, sizes) + within] + len(self._texts))
        self._sizes.append(sizes)
        self._texts += tokens.texts

    def background(self) -> Background:
        """The counts: a run that stands twice in a sentence counts once."""
        if not self._cuts:
            return Background(np.zeros(0, np.uint64), np.zeros(0, np.int64), 0)
        cuts, sizes = np.concatenate(self._cuts), np.concatenate(self._sizes)
        sums, sentences = running_sums(self._texts), np.repeat(np.arange(len(sizes)), sizes)
        found = [
            _counted(sums, cuts, sentences, length)
            for length in range(1, min(LONGEST_RUN, len(cuts) - 1) + 1)
        ]
        hashes = np.concatenate([one for one, _ in found])
        order = np.argsort(hashes)
        counts = np.concatenate([one for _, one in found])
        return Background(hashes[order], counts[order], len(sizes))


def _counted(sums: Hashes, cuts: Places, sentences: Places, length: int) -> tuple[Hashes, Counts]:
    """The runs of one length that stand in two sentences or more, and in how many."""
    together = sentences[:-length] == sentences[length:]
    hashes = hashes_between(sums, cuts[:-length][together], cuts[length:][together])
    sentences = sentences[:-length][together]
    order = np.argsort(hashes, kind="stable")  # of equal hashes, sentences stay ascending
    hashes, sentences = hashes[order], sentences[order]
    anew = np.ones(len(hashes), bool)
    anew[1:] = (hashes[1:] != hashes[:-1]) | (sentences[1:] != sentences[:-1])
    different, counts = np.unique(hashes[anew], return_counts=True)
    several = counts > 1
    return different[several], counts[several]
