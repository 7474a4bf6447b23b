"""Why two provisions are alike: legal terms, the passage that answers, headings. No Flask."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from analyzers.segment import terms
from analyzers.sentences import sentences
from analyzers.termbase import Termbase
from search_app.plan import FUNCTION_WORDS
from search_app.semantic import Passage, passage_of
from search_app.similar.asking import Version, text_of
from search_app.work_tree import Place


class SharedTerm(NamedTuple):
    """A concept of the termbase that both name: its id, and the wording in each as printed."""

    concept: str
    own: str
    other: str


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """``terms``: those that fewest of the others listed have come first. ``passage``: the part of
    the other that answers best, None where it is short or nothing was asked by meaning.
    ``heading``: the words, as printed in the other's heading, that the own heading has too, by the
    versions in the other's language. ``clauses``: clause types that both are labelled with."""

    terms: Sequence[SharedTerm] = ()
    passage: Passage | None = None
    heading: Sequence[str] = ()
    clauses: Sequence[str] = ()


def reasons_of(
    place: Place,
    versions: Sequence[Version],
    unit: Mapping[str, Any] | None,
    found: Mapping[str, Mapping[str, Any]],
    termbase: Termbase,
) -> dict[str, Reasons]:
    """Why each of ``found``, records by key, is like the provision at ``place``, of which ``unit``
    is the record."""
    own = _named(text_of(place), place.version.expression.language, termbase)
    shared = {key: _shared(own, stored, termbase) for key, stored in found.items()}
    often = Counter(term.concept for terms_ in shared.values() for term in terms_)
    return {
        key: Reasons(
            terms=sorted(shared[key], key=lambda term: (often[term.concept], -len(term.own))),
            passage=_passage(versions, stored),
            heading=_heading(place, stored),
            clauses=_clauses(unit, stored),
        )
        for key, stored in found.items()
    }


def _named(text: str, language: str, termbase: Termbase) -> dict[str, str]:
    """The concepts that a text names, each as it is first written there."""
    named: dict[str, str] = {}
    for match in termbase.find_in(text, language):
        named.setdefault(match.concept.id, text[match.start : match.end])
    return named


def _shared(
    own: Mapping[str, str], stored: Mapping[str, Any], termbase: Termbase
) -> list[SharedTerm]:
    if not own:
        return []
    other = _named(str(stored["text"]), str(stored["lang"]), termbase)
    return [SharedTerm(one, own[one], other[one]) for one in own if one in other]


def _passage(versions: Sequence[Version], stored: Mapping[str, Any]) -> Passage | None:
    """By the version in the language of the other, which answers most closely, else the first; in
    whole sentences."""
    ordered = sorted(versions, key=lambda version: version.language != stored["lang"])
    found = passage_of(stored, {"semantic": 1}, ordered[0].question)
    if found is None:
        return None
    start, end = whole_sentences(str(stored["text"]), str(stored["lang"]), found.start, found.end)
    return Passage(found.eid, start, end)


def whole_sentences(text: str, language: str, start: int, end: int) -> tuple[int, int]:
    """The sentences that a part of a text is made of: those of which it holds at least half, and
    the one with its middle. The part itself where there is none."""
    middle = (start + end) // 2
    held = [
        (first, last)
        for first, last in _sentences(text, language)
        if first <= middle < last or 2 * (min(last, end) - max(first, start)) >= last - first
    ]
    return (held[0][0], held[-1][1]) if held else (start, end)


def _sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        for start, end in sentences(line, language):
            yield at + start, at + end
        at += len(line) + 1


def _heading(place: Place, stored: Mapping[str, Any]) -> list[str]:
    heading = str(stored["heading"])
    same = [
        one
        for one in (place, *place.others)
        if one.version.expression.language == stored["lang"] and one.provision.heading
    ]
    if not heading or not same:
        return []
    language = str(stored["lang"])
    own = {word for word, _ in _heading_words(same[0].provision.heading, language)}
    printed = [written for word, written in _heading_words(heading, language) if word in own]
    return list(dict.fromkeys(printed))


def _heading_words(heading: str, language: str) -> list[tuple[str, str]]:
    """The words of a heading, function words apart, each with how it is printed. English ones are
    compared as they are written but for a plural's ending: a stem makes one word of criminality and
    criminalization."""
    analysed = terms(heading)
    if language != "en":
        found = [(token.text, token) for token in analysed.words]
    else:
        stems = {token.start: token.text for token in analysed.words}
        found = [
            (token.text.removesuffix("s"), token)
            for token in analysed.exact
            if stems.get(token.start) not in FUNCTION_WORDS
        ]
    return [
        (word, heading[token.start : token.end])
        for word, token in found
        if word not in FUNCTION_WORDS
    ]


def _clauses(unit: Mapping[str, Any] | None, stored: Mapping[str, Any]) -> list[str]:
    if unit is None:
        return []
    other = {str(one["clause"]) for one in stored.get("clauses", ())}
    return [str(one["clause"]) for one in unit.get("clauses", ()) if one["clause"] in other]
