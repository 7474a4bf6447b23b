"""Legal terms that two texts which should say the same do not share.

Two signs are taken, each with its own care. *Another term*: one side names a concept and the other
one that is easily taken for it (seizure, confiscation), neither its own counterpart; the groups
are in ``CONFUSABLE``. *No term*: a side names a concept by a long name that the same translation
renders by its name elsewhere, and the other has no word of any of its names; this needs ``Usage``,
what the rest of the two versions do. A pronoun is no mistake, so both are hints.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from analyzers.languages import LANGUAGES
from analyzers.segment import Token, terms
from analyzers.termbase import Concept, Match, termbase

#: Concepts one of which is easily written for another, by their ids in the termbase.
CONFUSABLE: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "freezing freezing_order seizure confiscation confiscation_order",
        "arrest pretrial_detention",
        "suspect accused offender",
        "requesting_party requested_party",
        "administering_state sentencing_state",
        "treaty convention agreement protocol memorandum_of_understanding",
        "joint_statement declaration",
        "signature ratification accession",
        "termination suspension",
        "termination entry_into_force",
        "extradition deportation transfer_of_sentenced_persons",
        "witness expert_witness victim",
        "evidence testimony",
        "conviction acquittal",
        "mandatory_refusal discretionary_refusal",
        "offence serious_crime misdemeanour",
        "fraud theft robbery embezzlement extortion",
        "murder kidnapping illegal_detention",
        "trafficking_in_persons smuggling_of_migrants drug_trafficking",
        "death_penalty life_imprisonment",
        "ministry_of_justice ministry_of_interior ministry_of_foreign_affairs",
        "arbitration negotiation",
        "denunciation refusal",
    )
)
#: Code points from which on a name is long enough to be missed by itself, by language.
LONG_NAMES = MappingProxyType({"en": 12, "zh": 4, "km": 12})
#: A concept is rendered by its names as a rule where it is so at least so many times, and in no
#: more than this share of its places is not.
LEAST_AGREED, MOST_MISSED = 2, 0.34
#: What instruments say "it" or "the other" for, and what shares its name with an everyday word
#: (interpretation, also by interpreters): not missed by itself.
REFERRED_TO = frozenset((
    "treaty", "convention", "agreement", "protocol", "declaration", "joint_statement",
    "contracting_party", "requesting_party", "requested_party", "person_sought",
    "sentenced_person", "administering_state", "sentencing_state", "execution_of_request",
    "divergence_of_interpretation",
))  # fmt: skip


class NamedTerm(NamedTuple):
    """A concept named in a text, and the half-open code points of the name."""

    concept: Concept
    start: int
    end: int


class TermDisagreement(NamedTuple):
    """The term of each side; None where one has none for it."""

    a: NamedTerm | None
    b: NamedTerm | None


@dataclass
class Usage:
    """How often a concept that one language names is named in the other, and how often not, by
    its id and the two languages. ``Usage.of`` counts it."""

    agreed: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    missed: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str, str, str]]) -> "Usage":
        """The usage of texts side by side: each pair as text, language, text, language."""
        usage = cls()
        for a, language_a, b, language_b in pairs:
            for own, other, way in (
                (_read(a, language_a), _read(b, language_b), (language_a, language_b)),
                (_read(b, language_b), _read(a, language_a), (language_b, language_a)),
            ):
                for concept in own.named.values():
                    answered = other.names(concept)
                    (usage.agreed if answered else usage.missed)[concept.id, *way] += 1
        return usage

    def usual(self, concept: str, language: str, other: str) -> bool:
        """Whether a concept is, as a rule, named in both."""
        key = concept, language, other
        agreed, missed = self.agreed[key], self.missed[key]
        return agreed >= LEAST_AGREED and missed <= MOST_MISSED * (agreed + missed)


def term_disagreements(
    a: str, language_a: str, b: str, language_b: str, usage: Usage | None = None
) -> list[TermDisagreement]:
    """The terms of which two texts do not share one, in the order of ``a``, then ``b``.

    Without ``usage`` only one term for another is told. Never raises.
    """
    one, other = _read(a, language_a), _read(b, language_b)
    here, there = list(_unanswered(one, other)), list(_unanswered(other, one))
    pairs = list(_exchanged(here, there))
    if usage is None:
        return pairs
    told = {one for pair in pairs for one in pair}
    lone = [
        TermDisagreement(own, None)
        for own in here
        if own not in told and _missing(own, one, other, usage)
    ]
    lone += [
        TermDisagreement(None, own)
        for own in there
        if own not in told and _missing(own, other, one, usage)
    ]
    return pairs + lone


def _exchanged(here: Sequence[NamedTerm], there: Sequence[NamedTerm]) -> Iterator[TermDisagreement]:
    """One term for another, each told once."""
    left = list(there)
    for own in here:
        its = next((term for term in left if _confusable(own.concept, term.concept)), None)
        if its:
            left.remove(its)
            yield TermDisagreement(own, its)


# --------------------------------------------------------------------------- one text


@dataclass(frozen=True)
class _Reading:
    """A text with the concepts it names (``places`` by where: several may share a name)."""

    language: str
    places: tuple[tuple[NamedTerm, ...], ...]
    named: Mapping[str, Concept]
    exact: tuple[Token, ...]
    joined: str
    words: frozenset[str]

    def names(self, concept: Concept) -> bool:
        """Whether the text names a concept, be it within the name of another that is not easily
        taken for it: 请求方 is not named in 被请求方."""
        return concept.id in self.named or any(
            not self._misled(concept, start, end)
            for name in concept.renderings
            if name.language == self.language
            for start, end in self._occurrences(name.exact)
        )

    def _occurrences(self, name: Sequence[str]) -> Iterator[tuple[int, int]]:
        if f" {' '.join(name)} " not in self.joined:
            return
        for first in range(len(self.exact) - len(name) + 1):
            found = self.exact[first : first + len(name)]
            if all(token.text == own for token, own in zip(found, name, strict=True)):
                yield found[0].start, found[-1].end

    def _misled(self, concept: Concept, start: int, end: int) -> bool:
        return any(
            term.start <= start and end <= term.end and _confusable(term.concept, concept)
            for place in self.places
            for term in place
        )

    def touches(self, concept: Concept) -> bool:
        """Whether the text has a word of any of the concept's names."""
        return any(
            not self.words.isdisjoint(_telling_words(name.text, self.language))
            for name in concept.renderings
            if name.language == self.language
        )


@lru_cache(maxsize=8192)
def _read(text: str, language: str) -> _Reading:
    found = terms(text)
    places: dict[tuple[int, int], list[NamedTerm]] = {}
    matches: list[Match] = termbase().find(found, language)
    for match in matches:
        term = NamedTerm(match.concept, match.start, match.end)
        places.setdefault((match.start, match.end), []).append(term)
    return _Reading(
        language=language,
        places=tuple(tuple(place) for place in places.values()),
        named={match.concept.id: match.concept for match in matches},
        exact=found.exact,
        joined=f" {' '.join(token.text for token in found.exact)} ",
        words=frozenset(token.text for token in found.words),
    )


def _confusable(one: Concept, other: Concept) -> bool:
    return one.id != other.id and any({one.id, other.id} <= group for group in CONFUSABLE)


@lru_cache(maxsize=8192)
def _telling_words(name: str, language: str) -> frozenset[str]:
    known = LANGUAGES.get(language)
    words = frozenset(token.text for token in terms(name).words)
    return words - known.function_words if known else words


def _unanswered(own: _Reading, other: _Reading) -> Iterator[NamedTerm]:
    """The first place of each concept that the other side does not name, nor any concept that has
    the same name."""
    seen: set[str] = set()
    for place in own.places:
        if any(other.names(term.concept) for term in place):
            continue
        for term in place:
            if term.concept.id not in seen:
                seen.add(term.concept.id)
                yield term


def _missing(term: NamedTerm, own: _Reading, other: _Reading, usage: Usage) -> bool:
    """Whether a term by itself is missed: a long name, usual in this translation, of which the
    other side has no word."""
    concept = term.concept
    return (
        term.end - term.start >= LONG_NAMES.get(own.language, 12)
        and concept.id not in REFERRED_TO
        and usage.usual(concept.id, own.language, other.language)
        and not other.touches(concept)
    )
