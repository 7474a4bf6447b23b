"""What a query is widened by: the names, in the other languages, of the legal terms it names."""

from analyzers.query import QueryAnalysis
from analyzers.termbase import termbase
from search_app.plan import Expansion

#: Expansions of one query: a pasted passage must not become a query of hundreds of phrases.
MAX_EXPANSIONS = 24


def expansions_of(analysis: QueryAnalysis) -> tuple[Expansion, ...]:
    """The renderings to add, in order of the terms in the query, each sequence of tokens once."""
    if not analysis.whole.exact:
        return ()
    found: dict[tuple[str, ...], Expansion] = {}
    for match in termbase().find(analysis.whole, analysis.language):
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
