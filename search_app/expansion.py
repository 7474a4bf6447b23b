"""What words are widened by: the names, in the other languages, of the legal terms they name."""

from dataclasses import dataclass

from analyzers.segment import Terms
from analyzers.termbase import Termbase

#: Expansions of one run of words: a pasted passage must not become hundreds of phrases.
MAX_EXPANSIONS = 24


@dataclass(frozen=True, kw_only=True)
class Expansion:
    """A rendering in another language that widens a query: its concept, language, text, tokens."""

    concept: str
    language: str
    text: str
    exact: tuple[str, ...]


@dataclass(frozen=True)
class Widening:
    """The renderings to add to some words, and how many of their code points name terms."""

    expansions: tuple[Expansion, ...]
    named: int


def widen(words: Terms, language: str, termbase: Termbase) -> Widening:
    """The renderings that a termbase has for words of ``language``, in order of the terms they
    name, each sequence of tokens once."""
    found: dict[tuple[str, ...], Expansion] = {}
    places: set[tuple[int, int]] = set()
    for match in termbase.find(words, language) if words.exact else ():
        places.add((match.start, match.end))
        for rendering in match.expansions:
            found.setdefault(
                rendering.exact,
                Expansion(
                    concept=match.concept.id,
                    language=rendering.language,
                    text=rendering.text,
                    exact=rendering.exact,
                ),
            )
    named = sum(end - start for start, end in places)
    return Widening(tuple(found.values())[:MAX_EXPANSIONS], named)
