"""Why two provisions are alike: legal terms, the passage that answers, headings. No Flask."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from analyzers.segment import terms
from analyzers.termbase import Termbase
from indexer.encoder import Encoder
from search_app.plan import FUNCTION_WORDS
from search_app.similar.asking import Version, text_of
from search_app.similar.passages import Answer, Answering
from search_app.work_tree import Place


class SharedTerm(NamedTuple):
    """A concept of the termbase that both name: its id, and the wording in each as printed."""

    concept: str
    own: str
    other: str


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """``terms``: those that fewest of the others listed have come first. ``passage``: the part of
    the other nearest to a part of the own, None where it is short or nothing was asked by meaning.
    ``heading``: the words, as printed in the other's heading, that the own heading has too, by the
    versions in the other's language. ``clauses``: clause types that both are labelled with."""

    terms: Sequence[SharedTerm] = ()
    passage: Answer | None = None
    heading: Sequence[str] = ()
    clauses: Sequence[str] = ()


def reasons_of(
    place: Place,
    versions: Sequence[Version],
    unit: Mapping[str, Any] | None,
    found: Mapping[str, Mapping[str, Any]],
    termbase: Termbase,
    encoder: Encoder,
) -> dict[str, Reasons]:
    """Why each of ``found``, records by key, is like the provision at ``place``, of which ``unit``
    is the record."""
    own = _named(text_of(place), place.version.expression.language, termbase)
    shared = {key: _shared(own, stored, termbase) for key, stored in found.items()}
    answering = Answering(versions, encoder)
    often = Counter(term.concept for terms_ in shared.values() for term in terms_)
    return {
        key: Reasons(
            terms=sorted(shared[key], key=lambda term: (often[term.concept], -len(term.own))),
            passage=answering.answer(stored),
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
