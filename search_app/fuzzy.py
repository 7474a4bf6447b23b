"""Fuzzy match: a sentence → the sentences most like it, with what each is in other languages.

Matches in the sentence's own language have a percentage that ``likeness`` explains. Those in
another are found by meaning alone; they have a similarity, which is no percentage of anything, and
are a list of their own. No Flask.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from analyzers.detect import detect
from analyzers.languages import LANGUAGES, TAGS
from analyzers.sentences import sentences
from indexer.encoder import Encoder, Question
from indexer.engine.base import EngineError
from search_app.likeness import Likeness, likeness, needed, quick_percent, words_of
from search_app.segment_source import Counterpart, Found, Place, Scope, SegmentSource

#: Code points of one sentence, and of all that is pasted at once.
LONGEST_SENTENCE, LONGEST_TEXT = 2_000, 20_000
#: Sentences matched at once.
MOST_SENTENCES = 20
#: The lowest, the usual and the highest threshold, per cent.
LEAST_THRESHOLD, THRESHOLD, MOST_THRESHOLD = 30, 70, 100
#: Matches shown of one sentence, usually and at most.
SIZE, MOST_SIZE = 10, 50
#: So many times as many are looked at, since what is the same is listed once.
LOOKED_AT = 4
#: Where to look.
PLACES = ("all", "instruments", "memories")
#: Matches by meaning in each other language.
NEAREST = 3
#: Similarity from which a sentence in another language is shown; of those that are, with the
#: bundled model, docs/measurements.md says how many are translations.
LEAST_SIMILARITY = 0.5
#: A sentence so many times longer or shorter, in words of usual length, is no translation.
MOST_TIMES_LONGER = 3.0


class SentenceError(Exception):
    """A text that cannot be matched. ``str(error)`` says what to do; ``reason`` is one of
    ``no_words language sentence_too_long too_many_sentences``."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class MatchOptions:
    """How to match. ``language`` is a code, "" to detect it; ``targets`` are the languages whose
    counterparts and sentences are wanted (codes, or tags with a script), none for all others;
    ``threshold`` per cent; ``split``: each sentence of the text by itself."""

    language: str = ""
    targets: tuple[str, ...] = ()
    threshold: int = THRESHOLD
    size: int = SIZE
    where: str = PLACES[0]
    split: bool = True
    scope: Scope = field(default_factory=Scope)


@dataclass(frozen=True, kw_only=True)
class Match:
    """A sentence in the same language: how alike it is, and what it is in the others. ``also`` are
    other places that have the same sentence and the same counterparts."""

    likeness: Likeness
    text: str
    tag: str
    place: Place
    counterparts: Sequence[Counterpart]
    also: Sequence[Place] = ()


@dataclass(frozen=True, kw_only=True)
class NearMatch:
    """A sentence in another language, found by meaning. ``similarity`` is the cosine of the two
    sentences' vectors, -1..1."""

    similarity: float
    text: str
    tag: str
    place: Place
    counterparts: Sequence[Counterpart]


@dataclass(frozen=True, kw_only=True)
class SentenceMatches:
    """What was found for one sentence: ``matches`` the most alike first, ``total`` how many reach
    the threshold, ``near`` those by meaning, the nearest first."""

    text: str
    language: str
    tag: str
    words: int
    matches: Sequence[Match]
    total: int
    near: Sequence[NearMatch]


@dataclass(frozen=True, kw_only=True)
class Matched:
    """What was found for a text. ``notes`` are sentences about sources that could not be asked."""

    sentences: Sequence[SentenceMatches]
    notes: Sequence[str]
    took_ms: float


class _Asked(NamedTuple):
    text: str
    language: str
    tag: str


class Matcher:
    """Matches texts with the sentences of sources; ``model`` names what made their vectors.

    Sources are by the place that names them (``instruments``, ``memories``). One that fails is told
    in a note if it is the memories, since the others still answer; the instruments' failure is
    raised as ``EngineError``.
    """

    def __init__(
        self, encoder: Encoder, instruments: SegmentSource, memories: SegmentSource
    ) -> None:
        self._encoder = encoder
        self._sources = {"instruments": instruments, "memories": memories}

    def match(self, text: str, options: MatchOptions | None = None) -> Matched:
        """The sentences most like those of a text. Raises ``SentenceError``, ``EngineError``."""
        started = time.perf_counter()
        options = options or MatchOptions()
        asked = read_sentences(text, options)
        notes: dict[str, None] = {}
        found = [self._matches(one, options, notes) for one in asked]
        took = round(1000 * (time.perf_counter() - started), 3)
        return Matched(sentences=found, notes=tuple(notes), took_ms=took)

    def _matches(
        self, asked: _Asked, options: MatchOptions, notes: dict[str, None]
    ) -> SentenceMatches:
        words = words_of(asked.text)
        question = self._encoder.ask(asked.text, asked.language)
        best: list[tuple[Match, Found, SegmentSource]] = []
        near: list[NearMatch] = []
        for name, source in self._sources.items():
            if options.where not in ("all", name):
                continue
            try:
                best += self._alike(asked, source, options)
                near += self._near(asked, question, source, options)
            except EngineError as error:
                if name == "instruments":
                    raise
                notes[str(error)] = None
        best.sort(key=lambda one: (-one[0].likeness.percent, one[0].likeness.changes))
        shown = self._joined(best, _targets(asked.language, options), options.size)
        near.sort(key=lambda one: -one.similarity)
        return SentenceMatches(
            text=asked.text,
            language=asked.language,
            tag=asked.tag,
            words=len(words),
            matches=shown,
            total=len(best),
            near=near,
        )

    def _joined(
        self,
        best: Sequence[tuple[Match, Found, SegmentSource]],
        targets: Sequence[str],
        size: int,
    ) -> list[Match]:
        """The first matches with their counterparts, what is the same in all but its place
        once."""
        joined: dict[tuple[str, ...], Match] = {}
        for match, found, source in best[: size * LOOKED_AT]:
            counterparts = source.counterparts(found, targets)
            same = match.text, *(one.text for one in counterparts)
            known = joined.get(same)
            if known is not None:
                joined[same] = replace(known, also=(*known.also, match.place))
            elif len(joined) < size:
                joined[same] = replace(match, counterparts=counterparts)
        return list(joined.values())

    def _alike(
        self, asked: _Asked, source: SegmentSource, options: MatchOptions
    ) -> list[tuple[Match, Found, SegmentSource]]:
        """Those of a source that reach the threshold, without their counterparts."""
        own = words_of(asked.text)
        words = [word.text for word in own]
        need = needed(own, options.threshold)
        reached = [
            (percent, found)
            for found in source.alike(need, asked.language, options.scope)
            if (percent := quick_percent(words, found.words, options.threshold))
        ]
        reached.sort(key=lambda one: -one[0])
        return [
            (
                Match(
                    likeness=likeness(asked.text, found.text, asked.language),
                    text=found.text,
                    tag=found.tag,
                    place=found.place,
                    counterparts=(),
                ),
                found,
                source,
            )
            for _, found in reached
        ]

    def _near(
        self, asked: _Asked, question: Question, source: SegmentSource, options: MatchOptions
    ) -> list[NearMatch]:
        """The nearest of a source in each other language that is wanted."""
        if not question.vector.any():
            return []
        near: list[NearMatch] = []
        targets = _targets(asked.language, options)
        for code in _codes(targets):
            found = _once(
                one
                for one in source.near(question.vector, code, options.scope, self._encoder.name)
                if (one.tag in targets or one.language in targets)
                and _comparable(asked.text, asked.language, one)
            )
            for similarity, one in self._nearest(asked.text, found):
                near.append(
                    NearMatch(
                        similarity=similarity,
                        text=one.text,
                        tag=one.tag,
                        place=one.place,
                        counterparts=source.counterparts(one, (asked.language,)),
                    )
                )
        return near

    def _nearest(self, text: str, found: Sequence[Found]) -> list[tuple[float, Found]]:
        if not found:
            return []
        own = self._encoder.encode_queries([text])[0]
        vectors = self._encoder.encode_passages([one.text for one in found])
        similarities = (vectors @ own).tolist()
        order = np.argsort([-one for one in similarities], kind="stable")[:NEAREST]
        return [
            (round(similarities[place], 4), found[place])
            for place in order.tolist()
            if similarities[place] >= LEAST_SIMILARITY
        ]


def _comparable(text: str, language: str, found: Found) -> bool:
    """Whether two sentences in different languages are of about the same length."""
    own = len(text) / LANGUAGES[language].characters_a_word
    other = len(found.text) / LANGUAGES[found.language].characters_a_word
    return max(own, other) <= MOST_TIMES_LONGER * min(own, other)


def _once(found: Iterable[Found]) -> list[Found]:
    """Each text once, its first place."""
    return list({one.text: one for one in reversed(list(found))}.values())[::-1]


def _targets(language: str, options: MatchOptions) -> tuple[str, ...]:
    wanted = options.targets or tuple(LANGUAGES)
    return tuple(tag for tag in wanted if tag.partition("-")[0] != language)


def _codes(targets: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(TAGS[tag][0] for tag in targets))


# --------------------------------------------------------------------------- what is asked


def read_sentences(text: str, options: MatchOptions) -> list[_Asked]:
    """The sentences of a text, each with its language. Raises ``SentenceError``."""
    parts = list(_parts(text, options))
    if len(parts) > MOST_SENTENCES:
        raise SentenceError(
            "too_many_sentences",
            f"the text has {len(parts)} sentences; give {MOST_SENTENCES} at most",
        )
    if not parts:
        raise SentenceError("no_words", "there is no word in the text; give a sentence")
    for part in parts:
        if len(part) > LONGEST_SENTENCE:
            raise SentenceError(
                "sentence_too_long",
                f"a sentence has {len(part):,} characters; give {LONGEST_SENTENCE:,} at most",
            )
    return [_asked(part, text, options) for part in parts]


def _parts(text: str, options: MatchOptions) -> Iterable[str]:
    """The sentences that have words; the whole text where it is not to be split."""
    if not options.split:
        whole = " ".join(text.split())
        return [whole] if words_of(whole) else []
    found = [
        line[start:end]
        for line in text.splitlines()
        for start, end in sentences(line, options.language or detect(line).language)
    ]
    return [part for part in found if words_of(part)]


def _asked(part: str, text: str, options: MatchOptions) -> _Asked:
    seen = detect(part)
    code = options.language or seen.language or detect(text).language
    if code not in LANGUAGES:
        raise SentenceError(
            "language",
            "the language of the text is not Khmer, Chinese or English, or cannot be told; "
            "choose it",
        )
    script = seen.script if seen.language == code else ""
    return _Asked(part, code, LANGUAGES[code].tag(script))
