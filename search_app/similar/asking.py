"""A provision as a question: its text in each of its languages, by meaning and by telling words.

A provision is asked for in every language it has, since its versions say the same: its Khmer
version finds Khmer provisions best and its Chinese one Chinese ones, and what is found is the same
whichever of them is being read. What that gives is in ``docs/similar.md``. No Flask.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from analyzers.segment import terms
from indexer.encoder import Encoder, Question
from indexer.engine.base import AnyOf, Clause, Term, Weighted
from indexer.models import PASSAGE_CHARACTERS
from search_app.plan import FUNCTION_WORDS
from search_app.work_tree import Place

#: Words of a text that are looked for: the most telling ones, by how often they stand in it (one
#: and the natural logarithm of it) and by how long they are, which in each language tells about as
#: much of how rare they are as asking the index for each of them would.
MOST_WORDS = 40
#: What a word of the heading is worth in headings; one of the text is worth how often it is there.
HEADING = 4.0
#: A text with fewer different words, function words apart, says too little to be compared.
LEAST_WORDS = 3


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version of the provision that is asked for. ``words`` are tokens of its text with what
    each is worth, the most telling first; ``question`` is None where nothing is asked by meaning;
    ``whole`` is what the text itself scores as an answer to it, greater than 0."""

    place: Place
    words: Sequence[tuple[str, float]]
    heading: Sequence[str]
    question: Question | None = None
    whole: float = 1.0

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return self.place.version.expression.language

    @property
    def clause(self) -> Clause:
        """The keyword leg."""
        return AnyOf(
            (
                *(Weighted(Term("words", word), worth) for word, worth in self.words),
                *(Weighted(Term("heading", word), HEADING) for word in self.heading),
            )
        )


def text_of(place: Place) -> str:
    """The text that a provision is asked for by: its own, whatever it is a part of."""
    return place.provision.shown[:PASSAGE_CHARACTERS]


def versions_of(place: Place, encoder: Encoder | None) -> list[Version]:
    """The versions of a provision that have enough to ask by, ``place`` itself first; by words
    alone without an ``encoder``."""
    found = (_version(one, encoder) for one in (place, *place.others))
    return [version for version in found if len(version.words) >= LEAST_WORDS]


def _version(place: Place, encoder: Encoder | None) -> Version:
    text = text_of(place)
    question, whole = None, 1.0
    if encoder is not None and text.strip():
        question, whole = _question(encoder, text, place.version.expression.language)
    return Version(
        place=place,
        words=telling_words(text),
        heading=list(content_words(place.provision.heading)),
        question=question,
        whole=whole,
    )


def _question(encoder: Encoder, text: str, language: str) -> tuple[Question | None, float]:
    """The question and what its own text scores; None for a text without anything to encode."""
    question = encoder.ask(text, language)
    if not question.vector.any():
        return None, 1.0
    own = encoder.index_passages([text])
    score = float(question.vector @ own.vectors[0])
    if question.aligned:
        score = float(question.rescored([score], own.packed)[0])
    return question, max(score, 1e-6)


def content_words(text: str) -> Counter[str]:
    """How often each word stands in a text, function words apart, in text order."""
    counted = Counter(token.text for token in terms(text).words)
    return Counter({word: n for word, n in counted.items() if word not in FUNCTION_WORDS})


def telling_words(text: str) -> list[tuple[str, float]]:
    """The words to look for with what each is worth, the most telling first."""
    worth = {word: 1 + log(times) for word, times in content_words(text).items()}
    ordered = sorted(worth.items(), key=lambda one: -one[1] * len(one[0]))
    return ordered[:MOST_WORDS]
