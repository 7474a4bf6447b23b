"""A query's analysis → what the engine is asked: the keyword leg, and what binds both legs.

Quoted text, fields, exclusions and explicit AND bind both legs; bare words are alternatives that
rank. The weights are the profile's.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from analyzers import query as ast
from analyzers.citations import Citation
from analyzers.languages import LANGUAGES, TAGS
from analyzers.query import Node, QueryAnalysis
from analyzers.segment import Terms, terms
from indexer.engine.base import (
    AllOf,
    AnyOf,
    Between,
    Clause,
    Excluding,
    Flat,
    Sequenced,
    Term,
    Weighted,
)
from search_app.profiles import Profile


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to ask. ``keyword`` is None when nothing ranks by words (a semantic query, or filters
    alone). ``required`` binds both legs. ``citation`` finds the provisions that the query names.
    ``marks`` are what highlights look for."""

    keyword: Clause | None
    required: Clause | None
    citation: Clause | None
    marks: "Marks"


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What to highlight: single tokens of ``words`` and sequences of ``exact`` tokens; of a
    sequence in ``prefixes`` the last token is a beginning."""

    words: frozenset[str] = frozenset()
    sequences: tuple[tuple[str, ...], ...] = ()
    prefixes: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Expansion:
    """A rendering in another language that widens a query: its concept, language, text, tokens."""

    concept: str
    language: str
    text: str
    exact: tuple[str, ...]


def make_plan(
    analysis: QueryAnalysis,
    profile: Profile,
    *,
    filters: Clause | None = None,
    expansions: Sequence[Expansion] = (),
) -> Plan:
    """The plan for one analysed query; ``filters`` are those chosen beside it."""
    ranking = _Ranking(profile)
    binding = _Binding(ranking)
    binding.read(analysis.root)
    ranking.finish()
    scored = ranking.clauses
    if len(ranking.chunks) and analysis.whole.exact:
        scored = scored + ranking.whole(analysis.whole)
    scored = scored + [
        Weighted(Sequenced("exact", expansion.exact), profile.expansion) for expansion in expansions
    ]
    citation = _citation_clause(analysis.citations)
    required = [*binding.required, *([filters] if filters else [])]
    return Plan(
        keyword=AnyOf(tuple(scored)) if scored else None,
        required=AllOf(tuple(required)) if required else None,
        citation=citation,
        marks=ranking.marks(expansions),
    )


def _citation_clause(citations: Sequence[Citation]) -> Clause | None:
    """Entries that one of the citations names, or that hold what it names."""
    units = dict.fromkeys(unit for citation in citations for unit in citation.units)
    return AnyOf(tuple(Term("cite", unit) for unit in units)) if units else None


class _Ranking:
    """Collects what scores: words, chunks, phrases."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.clauses: list[Clause] = []
        self.chunks: list[ast.Words] = []
        self.bare: dict[str, None] = {}
        self.tokens: set[str] = set()
        self.sequences: list[tuple[str, ...]] = []
        self.prefixes: list[tuple[str, ...]] = []

    def words(self, node: ast.Words) -> None:
        """A bare chunk: each of its words ranks, and the chunk found whole ranks more."""
        self.chunks.append(node)
        self.bare.update(dict.fromkeys(token.text for token in node.terms.words))
        exact = tuple(token.text for token in node.terms.exact)
        if len(exact) > 1:
            self.sequences.append(exact)
            self.clauses.append(self._sequence(exact, self.profile.chunk))

    def _sequence(self, exact: tuple[str, ...], weight: float) -> Clause:
        """A sequence that ranks. A long one is no accident: it counts for what it is, in a short
        text and in a long one alike, where BM25 would let a short text with a part of it win."""
        if len(exact) < self.profile.flat_from:
            return Weighted(Sequenced("exact", exact), weight)
        return Flat(Sequenced("exact", exact), weight * self.profile.flat_token * len(exact))

    def finish(self) -> None:
        """Rank by the bare words, without function words where there are others."""
        content = [token for token in self.bare if token not in FUNCTION_WORDS] or list(self.bare)
        self.tokens.update(content)
        for token in content:
            self.clauses += [
                Weighted(Term("words", token), self.profile.word),
                Weighted(Term("heading", token), self.profile.heading),
                Weighted(Term("title", token), self.profile.title),
            ]

    def whole(self, query: Terms) -> list[Clause]:
        """The query as one phrase, and the runs of it that a text may hold unbroken."""
        exact = tuple(token.text for token in query.exact)
        if len(exact) < 2:
            return []
        found = [self._sequence(exact, self.profile.whole_phrase)]
        length = self.profile.run_length
        if len(exact) > length:
            starts = range(0, min(len(exact), MAX_RUNS * length) - length + 1, length // 2)
            weight = self.profile.run_phrase / max(1, len(starts)) ** 0.5
            found += [self._sequence(exact[start : start + length], weight) for start in starts]
        return found

    def bound(self, clause: Clause) -> None:
        """What binds and holds text also ranks."""
        self.clauses.append(clause)

    def operand(self, node: ast.Words) -> Clause:
        """A chunk under AND, OR or NOT: all of its words, or the chunk exactly."""
        self._note(node)
        exact = tuple(token.text for token in node.terms.exact)
        words = tuple(dict.fromkeys(token.text for token in node.terms.words))
        if len(words) == 1 and len(exact) <= 1:
            return Term("words", words[0])
        return AnyOf(
            (AllOf(tuple(Term("words", word) for word in words)), Sequenced("exact", exact))
        )

    def phrase(self, node: ast.Phrase) -> Clause:
        self.sequences.append(node.exact)
        return Sequenced("exact", node.exact, slop=node.slop)

    def prefix(self, node: ast.Prefix) -> Clause:
        self.prefixes.append(node.exact)
        return Sequenced("exact", node.exact, prefix=True)

    def _note(self, node: ast.Words) -> None:
        self.tokens.update(token.text for token in node.terms.words)
        exact = tuple(token.text for token in node.terms.exact)
        if len(exact) > 1:
            self.sequences.append(exact)

    def marks(self, expansions: Sequence[Expansion]) -> Marks:
        return Marks(
            words=frozenset(self.tokens),
            sequences=(*self.sequences, *(expansion.exact for expansion in expansions)),
            prefixes=tuple(self.prefixes),
        )


#: Words of every language that find nothing by themselves, as tokens of ``words``.
FUNCTION_WORDS = frozenset().union(
    *(
        [token.text for token in terms(" ".join(sorted(language.function_words))).words]
        for language in LANGUAGES.values()
    )
)
#: Runs of a long query that are looked for as phrases: a pasted passage must not cost seconds.
MAX_RUNS = 24


class _Binding:
    """Reads the tree: parts that bind go to ``required``, bare words to the ranking."""

    def __init__(self, ranking: _Ranking) -> None:
        self.ranking = ranking
        self.required: list[Clause] = []

    def read(self, node: Node | None) -> None:
        """The outermost parts: of a Bare, words rank and everything else binds."""
        for part in node.children if isinstance(node, ast.Bare) else [node]:
            if isinstance(part, ast.Words):
                self.ranking.words(part)
            elif part is not None:
                self._bind(part)

    def _bind(self, part: Node) -> None:
        clause = self.clause(part)
        self.required.append(clause)
        if _holds_text(part):
            self.ranking.bound(clause)

    def clause(self, node: Node) -> Clause:
        """The clause of a node that binds."""
        if isinstance(node, ast.Words):
            return self.ranking.operand(node)
        if isinstance(node, ast.Phrase):
            return self.ranking.phrase(node)
        if isinstance(node, ast.Prefix):
            return self.ranking.prefix(node)
        if isinstance(node, ast.Field):
            return field_clause(node.name, node.value)
        if isinstance(node, ast.YearRange):
            return Between("year", node.first, node.last)
        if isinstance(node, ast.Not):
            return Excluding(_Binding(_Ranking(self.ranking.profile)).clause(node.child))
        if isinstance(node, ast.And):
            return AllOf(tuple(self.clause(child) for child in node.children))
        if isinstance(node, ast.Or):
            return AnyOf(tuple(self.clause(child) for child in node.children))
        if isinstance(node, ast.Bare):
            return self._group(node)
        raise TypeError(f"a query cannot hold {type(node).__name__}")

    def _group(self, node: ast.Bare) -> Clause:
        """Side by side within parentheses: at least one of the words, all of the rest."""
        words = [child for child in node.children if isinstance(child, ast.Words)]
        rest = [self.clause(child) for child in node.children if not isinstance(child, ast.Words)]
        if words:
            rest.append(AnyOf(tuple(self.clause(child) for child in words)))
        return AllOf(tuple(rest))


def _holds_text(node: Node) -> bool:
    if isinstance(node, ast.Words | ast.Phrase | ast.Prefix):
        return True
    return isinstance(node, ast.And | ast.Or | ast.Bare) and any(map(_holds_text, node.children))


def field_clause(name: str, value: str) -> Clause:
    """The clause of ``name:value`` for a field of the query syntax, year apart."""
    if name == "lang":
        return language_clause(value)
    if name in {"type", "status"}:
        return Term(name, value)
    found = tuple(token.text for token in terms(value).exact)
    return Sequenced({"title": "title", "party": "party"}[name], found)


def language_clause(tag: str) -> Clause:
    """Entries in a language: ``zh`` in either script, ``zh-Hant`` in that one."""
    code, script = TAGS[tag]
    if tag == code:
        return Term("lang", code)
    return AllOf((Term("lang", code), Term("script", script)))


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is chosen beside the query. Values of one filter are alternatives; filters add up."""

    languages: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    years: tuple[int | None, int | None] | None = None
    without_ids: frozenset[str] = frozenset()

    def clause(self, access: Collection[str] | None = None) -> Clause | None:
        """The clause that binds both legs; ``access`` limits to labels, None means all."""
        clauses: list[Clause] = []
        if self.languages:
            clauses.append(AnyOf(tuple(language_clause(tag) for tag in self.languages)))
        for name, values in (
            ("type", self.types),
            ("parties", self.parties),
            ("status", self.statuses),
            ("work", self.works),
            ("kind", self.kinds),
        ):
            if values:
                clauses.append(AnyOf(tuple(Term(name, value) for value in values)))
        if access is not None:  # no label at all: nothing may be seen
            clauses.append(AnyOf(tuple(Term("access", label) for label in access)))
        if self.years:
            clauses.append(Between("year", *self.years))
        if self.without_ids:
            clauses.append(
                Excluding(
                    AnyOf(tuple(Term("id", identity) for identity in sorted(self.without_ids)))
                )
            )
        return AllOf(tuple(clauses)) if clauses else None
