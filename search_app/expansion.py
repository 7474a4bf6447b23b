"""What words are widened by: the names, in the other languages, of the legal terms they name."""

from dataclasses import dataclass

from analyzers.segment import Terms
from analyzers.termbase import termbase

#: Expansions of one run of words: a pasted passage must not become hundreds of phrases.
MAX_EXPANSIONS = 24


@dataclass(frozen=True, kw_only=True)
class Expansion:
    """A rendering in another language that widens a query: its concept, language, text, tokens."""

    concept: str
    language: str
    text: str
    exact: tuple[str, ...]


def expansions_of(words: Terms, language: str) -> tuple[Expansion, ...]:
    """The renderings to add to words of ``language``, in order of the terms they name, each
    sequence of tokens once."""
    found: dict[tuple[str, ...], Expansion] = {}
    for match in termbase().find(words, language) if words.exact else ():
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
    return tuple(found.values())[:MAX_EXPANSIONS]
