"""What renders each term of a row that two versions share, where that is beyond doubt. No Flask.

A row is read only where the counterpart leaves no doubt which words render a term: a name that two
concepts of the row share, or two names for one occurrence, say nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analyzers.termbase import Concept, Termbase
from search_app.aligned_works import AlignedRow, Sentence
from search_app.name_variants import VariantKey, one_root, variant_key

#: English words of so few letters have too many neighbours to be taken for forms of one.
SHORT_WORD = 4


class Span(NamedTuple):
    """Words of a cell: the place of the sentence in it, and half-open code points of its text."""

    sentence: int
    start: int
    end: int


class Named(NamedTuple):
    """A place of a cell with the concepts it names and what the name counts as."""

    span: Span
    text: str
    key: VariantKey
    concepts: frozenset[str]


class Rendered(NamedTuple):
    """A concept named in the first cell by ``own``, and what names it in the second: None where
    nothing there does, so that other words must, or none."""

    concept: Concept
    own: Named
    theirs: Named | None


@dataclass(frozen=True)
class TermReader:
    """Reads rows of two languages, by their codes, with one termbase."""

    base: Termbase
    languages: tuple[str, str]

    def read(self, row: AlignedRow) -> Iterator[Rendered]:
        """What is beyond doubt, a concept and a name of it at a time."""
        own = self._named(row.cells[0], self.languages[0])
        theirs = self._named(row.cells[1], self.languages[1])
        named = frozenset().union(*(place.concepts for place in own))
        answered = frozenset().union(*(place.concepts for place in theirs))
        for concept_id in sorted(named):
            places = [
                place
                for place in own
                if concept_id in place.concepts
                and not answered & (place.concepts - {concept_id})  # else a homonym is meant
            ]
            if places and not self._echoed(places, own, row.cells[0]):
                concept = self.base.concept(concept_id)
                yield from self._rendered(concept, places, theirs, named, row)

    def _rendered(
        self,
        concept: Concept,
        places: Sequence[Named],
        theirs: Sequence[Named],
        named: frozenset[str],
        row: AlignedRow,
    ) -> Iterator[Rendered]:
        if len({place.key for place in places}) > 1:
            return
        own = places[0]
        answers = [place for place in theirs if concept.id in place.concepts]
        clear = {
            place.key: place
            for place in reversed(answers)
            if not named & (place.concepts - {concept.id})
        }
        if not answers:
            if not self._held(concept, row.cells[1]):
                yield Rendered(concept, own, None)
        elif len(clear) <= len(places):
            yield from (Rendered(concept, own, answer) for answer in clear.values())

    def _echoed(
        self, places: Sequence[Named], named: Sequence[Named], cell: Sequence[Sentence]
    ) -> bool:
        """Whether an English cell has another form of one of the words of a name, which is no
        name itself: where a treaty is ratified, 批准 says nothing of "instrument of ratification".
        """
        if self.languages[0] != "en":
            return False
        inside = {
            (place.span.sentence, at)
            for place in named
            for at in range(place.span.start, place.span.end)
        }
        others = [
            token.text
            for number, sentence in enumerate(cell)
            for token in sentence.terms.exact
            if (number, token.start) not in inside and len(token.text) > SHORT_WORD
        ]
        roots = {word for place in places for word in place.key if len(word) > SHORT_WORD}
        return any(one_root(word, other) for word in roots for other in others)

    def _named(self, cell: Sequence[Sentence], language: str) -> list[Named]:
        found: dict[Span, set[str]] = {}
        for number, sentence in enumerate(cell):
            for match in self.base.find(sentence.terms, language):
                span = Span(number, match.start, match.end)
                found.setdefault(span, set()).add(match.concept.id)
        return [
            Named(span, text, variant_key(text, language), frozenset(concepts))
            for span, concepts in found.items()
            for text in [cell[span.sentence].segment.text[span.start : span.end]]
        ]

    def _held(self, concept: Concept, cell: Sequence[Sentence]) -> bool:
        """Whether a name of a concept stands within the name of another."""
        texts = [_joined([token.text for token in one.terms.exact]) for one in cell]
        return any(
            _joined(name.exact) in text
            for name in concept.renderings
            if name.language == self.languages[1]
            for text in texts
        )


def _joined(tokens: Sequence[str]) -> str:
    return f" {' '.join(tokens)} "
