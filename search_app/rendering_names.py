"""What a termbase calls a match in another language, and which runs of words are such names."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analyzers.languages import TAGS
from analyzers.segment import Terms, Token, terms
from analyzers.termbase import Concept, Termbase
from search_app.plan import FUNCTION_WORDS
from search_app.rendering_runs import Flags, Runs
from search_app.word_cuts import Hashes, Places, hashes_between, running_sums

#: A name counts where it names so much of the match, function words apart.
_NAMES_MOST = 0.8


class _Named(NamedTuple):
    """The concepts that a match names, and the hashes of their names, ascending."""

    concepts: frozenset[str]
    hashes: Hashes


class Names:
    """The names in one language of what a match is called in another."""

    def __init__(self, language: str, target: str, base: Termbase) -> None:
        self._language, self._target = TAGS[language][0], TAGS[target][0]
        self._base = base
        self._known: dict[str, _Named] = {}
        self._others: dict[tuple[str, ...], frozenset[str]] = {}

    def flags(self, match: str, runs: Runs) -> Flags:
        """For each run whether it names a concept that ``match`` names.

        Hashes are of stems, and requested party has the stems of requesting party: a run that is,
        word for word, a name of other concepts alone is none of this one.
        """
        if match not in self._known:
            self._known[match] = self._found(match)
        named = self._known[match]
        flags: Flags = np.isin(runs.hashes, named.hashes)
        for at in np.flatnonzero(flags).tolist():
            concepts = self._concepts(runs.exact(at))
            flags[at] = not concepts or bool(concepts & named.concepts)
        return flags

    def _concepts(self, exact: tuple[str, ...]) -> frozenset[str]:
        """The concepts that exact tokens are a name of, word for word."""
        if exact not in self._others:
            tokens = tuple(Token(text, at, at + 1) for at, text in enumerate(exact))
            self._others[exact] = frozenset(
                one.concept.id
                for one in self._base.find(Terms(tokens, tokens), self._target)
                if (one.start, one.end) == (0, len(exact))
            )
        return self._others[exact]

    def _found(self, match: str) -> _Named:
        found = terms(match)
        content = [word for word in found.words if word.text not in FUNCTION_WORDS]
        whole = sum(word.end - word.start for word in content)
        concepts: list[Concept] = []
        for one in self._base.find(found, self._language):
            held = sum(
                word.end - word.start
                for word in content
                if one.start <= word.start and word.end <= one.end
            )
            if whole and held / whole >= _NAMES_MOST:
                concepts.append(one.concept)
        hashes = {
            _hash_of(rendering.exact)
            for concept in concepts
            for rendering in concept.renderings
            if rendering.language == self._target
        }
        return _Named(
            frozenset(concept.id for concept in concepts), np.array(sorted(hashes), np.uint64)
        )


def _hash_of(exact: Sequence[str]) -> int:
    sums = running_sums(exact)
    whole: Places = np.array([0, len(exact)], np.intp)
    return int(hashes_between(sums, whole[:1], whole[1:])[0])
