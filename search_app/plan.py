"""A query's analysis → what the engine is asked: the keyword leg, and what binds both legs.

Quoted text, fields, exclusions and explicit AND bind both legs; bare words are alternatives that
rank. The weights are the profile's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from analyzers import query as ast
from analyzers.citations import Citation
from analyzers.languages import LANGUAGES
from analyzers.query import Node, QueryAnalysis
from analyzers.segment import Terms, Token, terms
from analyzers.termbase import Termbase
from indexer.engine.base import (
    AllOf,
    AnyOf,
    Between,
    Clause,
    Excluding,
    Flat,
    Near,
    Optional,
    Sequenced,
    Term,
    Weighted,
)
from search_app.expansion import Expansion, widen
from search_app.filters import field_clause, language_clause
from search_app.fusion import Worded
from search_app.profiles import Profile

#: What an entry scores for each thing it is cited by; nothing else adds up to as much.
CITED = 10_000.0
#: Tokens of a sequence that count: a pasted page must not outweigh everything.
MAX_FLAT = 40
#: Runs of a long query that are looked for as phrases: a pasted passage must not cost seconds.
MAX_RUNS = 24
#: Words of every language that find nothing by themselves, as tokens of ``words``.
FUNCTION_WORDS = frozenset().union(
    *(
        [token.text for token in terms(" ".join(sorted(language.function_words))).words]
        for language in LANGUAGES.values()
    )
)


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What to highlight: single tokens of ``words``; sequences of ``exact`` tokens, of which in
    ``prefixes`` the last is a beginning; and sequences that count where they are ``near``."""

    words: frozenset[str] = frozenset()
    sequences: tuple[tuple[str, ...], ...] = ()
    prefixes: tuple[tuple[str, ...], ...] = ()
    near: tuple[Near, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to ask. ``keyword`` is None when nothing ranks by words (a semantic query, or filters
    alone). ``required`` binds both legs. ``citation`` finds the provisions that the query names,
    scoring at least ``CITED``. ``expansions`` are those that widen it. ``marks`` are what
    highlights look for; ``query`` is what fusion weighs the keyword leg by."""

    keyword: Clause | None
    required: Clause | None
    citation: Clause | None
    expansions: tuple[Expansion, ...]
    query: Worded
    marks: Marks


def make_plan(
    analysis: QueryAnalysis,
    profile: Profile,
    *,
    filters: Clause | None = None,
    expand: Termbase | None = None,
) -> Plan:
    """The plan for one analysed query. ``filters`` are those chosen beside it; ``expand``: words
    are also looked for under the names that this termbase has in the other languages."""
    ranking = _Ranking(profile, analysis.language, analysis.citations, expand)
    binding = _Binding(ranking, analysis.citations, analysis.excluded)
    binding.read(analysis.root)
    scored = ranking.finish(analysis.whole)
    required = [*binding.required, *([filters] if filters else [])]
    return Plan(
        keyword=AnyOf(tuple(scored)) if scored else None,
        required=AllOf(tuple(required)) if required else None,
        citation=_citation_clause(analysis, ranking.chunks, profile),
        expansions=tuple(ranking.expansions.values()),
        query=ranking.worded(analysis.language),
        marks=ranking.marks(),
    )


# --------------------------------------------------------------------------- citations


def _cites(citations: Sequence[Citation]) -> Clause:
    """Entries that one of the citations names, or that hold what it names; what lies within an
    article is held by fewer, and scores more."""
    units = dict.fromkeys(unit for citation in citations for unit in citation.units)
    return AnyOf(tuple(Flat(Term("cite", unit), CITED) for unit in units))


def _citation_clause(
    analysis: QueryAnalysis, chunks: Sequence[ast.Words], profile: Profile
) -> Clause | None:
    """The entries cited; before others those of the work that the query names beside, and those
    in the language it is written in."""
    if not analysis.citations:
        return None
    preferred: list[Clause] = []
    if analysis.language:
        tag = LANGUAGES[analysis.language].tag(analysis.script)
        for clause in (Term("lang", analysis.language), language_clause(tag)):
            preferred.append(Flat(clause, profile.own_language))
    named = dict.fromkeys(
        token.text
        for chunk in chunks
        for token in _outside(chunk, analysis.citations)
        if token.text not in FUNCTION_WORDS
    )
    preferred += [Flat(Term("title", token), profile.named_title) for token in named]
    return AllOf((_cites(analysis.citations), *map(Optional, preferred)))


def _outside(chunk: ast.Words, citations: Sequence[Citation]) -> list[Token]:
    """The words of a chunk that no citation is made of."""
    return [
        token
        for token in chunk.terms.words
        if not any(
            citation.start < chunk.start + token.end and chunk.start + token.start < citation.end
            for citation in citations
        )
    ]


def _within(chunks: Sequence[ast.Words], citation: Citation) -> tuple[str, ...]:
    """The exact tokens that a citation is written with."""
    return tuple(
        token.text
        for chunk in chunks
        for token in chunk.terms.exact
        if citation.start <= chunk.start + token.start and chunk.start + token.end <= citation.end
    )


# --------------------------------------------------------------------------- what ranks


@dataclass
class _Ranking:
    """Collects what scores and what is marked: words, chunks, phrases.

    Words of ``language`` are widened by ``termbase``; without either, not at all. Of
    ``looked_up`` code points ``named`` name terms.
    """

    profile: Profile
    language: str
    citations: Sequence[Citation] = ()
    termbase: Termbase | None = None
    clauses: list[Clause] = field(default_factory=list)
    chunks: list[ast.Words] = field(default_factory=list)
    expansions: dict[tuple[str, ...], Expansion] = field(default_factory=dict)
    looked_up: int = 0
    named: int = 0
    verbatim: float = inf
    tokens: set[str] = field(default_factory=set)
    sequences: list[tuple[str, ...]] = field(default_factory=list)
    prefixes: list[tuple[str, ...]] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)

    def words(self, node: ast.Words) -> None:
        """A bare chunk: each of its words ranks, and the chunk found whole ranks more."""
        self.chunks.append(node)
        exact = _exact(node)
        if len(exact) > 1:
            self.sequences.append(exact)
            self.clauses.append(self._sequence(exact, self.profile.chunk))

    def finish(self, whole: Terms) -> list[Clause]:
        """Rank by the bare words, without function words where there are others, by the query as
        a phrase and by its renderings; everything that ranks. A citation ranks as a whole: its
        words alone, "article" and a number, are everywhere."""
        bare = dict.fromkeys(
            token.text for node in self.chunks for token in _outside(node, self.citations)
        )
        content = [token for token in bare if token not in FUNCTION_WORDS] or list(bare)
        self.tokens.update(content)
        for token in content:
            self.clauses += [
                Weighted(Term("words", token), self.profile.word),
                Weighted(Term("heading", token), self.profile.heading),
                Weighted(Term("title", token), self.profile.title),
            ]
        for node in self.chunks:
            if _is_sign(node) and node.terms.exact[0].text in content:
                self.sequences.append(_exact(node))
                self.clauses.append(Weighted(Term("exact", _exact(node)[0]), self.profile.word))
        for citation in self.citations:
            if len(exact := _within(self.chunks, citation)) > 1:
                self.sequences.append(exact)
                self.clauses.append(self._sequence(exact, self.profile.chunk))
        if self.chunks and whole.exact:
            self.clauses += self._whole(whole)
        self.clauses += self.widened(self.chunks)
        return self.clauses

    def widened(self, words: Sequence[ast.Words]) -> list[Clause]:
        """What words that stand side by side are called in the other languages."""
        if not self.language or self.termbase is None:
            return []
        found = widen(ast.joined_terms(words), self.language, self.termbase)
        self.looked_up += sum(len("".join(word.text.split())) for word in words)
        self.named += found.named
        for expansion in found.expansions:
            self.expansions.setdefault(expansion.exact, expansion)
        return [
            Weighted(Sequenced("exact", one.exact), self.profile.expansion)
            for one in found.expansions
        ]

    def worded(self, language: str) -> Worded:
        """How the query is worded, once everything in it was read."""
        return Worded(
            language,
            sum(len(chunk.terms.words) for chunk in self.chunks),
            min(1.0, self.named / max(1, self.looked_up)),
            self.verbatim,
        )

    def _sequence(self, exact: tuple[str, ...], weight: float) -> Clause:
        """A sequence that ranks. A long one is no accident: it counts for what it is, in a short
        text and in a long one alike, where BM25 would let a short text with a part of it win."""
        if len(exact) < self.profile.flat_from:
            return Weighted(Sequenced("exact", exact), weight)
        counted = min(len(exact), MAX_FLAT)
        return Flat(Sequenced("exact", exact), weight * self.profile.flat_token * counted)

    def _whole(self, query: Terms) -> list[Clause]:
        """The query as one phrase, and the runs of it that a text may hold unbroken."""
        exact = tuple(token.text for token in query.exact)
        if len(exact) < 2:
            return []
        whole = self._sequence(exact, self.profile.whole_phrase)
        if isinstance(whole, Flat):
            self.verbatim = whole.score
        found = [whole]
        length = self.profile.run_length
        if len(exact) > length:
            starts = range(0, min(len(exact), MAX_RUNS * length) - length + 1, length // 2)
            weight = self.profile.run_phrase / max(1, len(starts)) ** 0.5
            found += [self._sequence(exact[start : start + length], weight) for start in starts]
        return found

    def operand(self, node: ast.Words) -> Clause:
        """A chunk under AND, OR or NOT: all of its words, or the chunk exactly."""
        self.tokens.update(token.text for token in node.terms.words)
        exact = _exact(node)
        if len(exact) > 1 or _is_sign(node):
            self.sequences.append(exact)
        words = tuple(dict.fromkeys(token.text for token in node.terms.words))
        if len(words) == 1 and len(exact) <= 1 and not _is_sign(node):
            return Term("words", words[0])
        return AnyOf(
            (AllOf(tuple(Term("words", word) for word in words)), Sequenced("exact", exact))
        )

    def phrase(self, node: ast.Phrase) -> Clause:
        """Quoted text: exactly, or its parts near each other."""
        if len(node.parts) < 2:
            self.sequences.append(node.exact)
            return Sequenced("exact", node.exact)
        near = Near("exact", node.parts, node.gap, node.ordered)
        self.near.append(near)
        return near

    def prefix(self, node: ast.Prefix) -> Clause:
        """The beginning of a word."""
        self.prefixes.append(node.exact)
        return Sequenced("exact", node.exact, prefix=True)

    def marks(self) -> Marks:
        """What highlights look for."""
        return Marks(
            words=frozenset(self.tokens),
            sequences=(*self.sequences, *self.expansions),
            prefixes=tuple(self.prefixes),
            near=tuple(self.near),
        )


def _exact(node: ast.Words) -> tuple[str, ...]:
    return tuple(token.text for token in node.terms.exact)


def _is_sign(node: ast.Words) -> bool:
    """Whether a chunk is one Chinese character or Khmer cluster: as a word it stands for itself,
    and people who type it alone also look for the words it is a part of."""
    return len(node.terms.exact) == 1 and not node.terms.exact[0].text.isascii()


# --------------------------------------------------------------------------- what binds


@dataclass
class _Binding:
    """Reads the tree: parts that bind go to ``required``, bare words to the ranking. Under a NOT
    ``excluded`` takes the place of ``citations``, and any of what stands there is meant."""

    ranking: _Ranking
    citations: Sequence[Citation]
    excluded: Sequence[Citation] = ()
    under_not: bool = False
    required: list[Clause] = field(default_factory=list)

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
            self.ranking.clauses.append(clause)  # what binds and holds text also ranks

    def clause(self, node: Node) -> Clause:
        """The clause of a node that binds."""
        match node:
            case ast.Words():
                return self._together([node])
            case ast.Phrase():
                return self.ranking.phrase(node)
            case ast.Prefix():
                return self.ranking.prefix(node)
            case ast.Field():
                return field_clause(node.name, node.value)
            case ast.YearRange():
                return Between("year", node.first, node.last)
            case ast.Not():
                apart = _Ranking(self.ranking.profile, "")  # what is excluded is never marked
                inner = _Binding(apart, self.excluded, self.excluded, under_not=True)
                return Excluding(inner.clause(node.child))
            case ast.And():
                return AllOf(tuple(self.clause(child) for child in node.children))
            case ast.Or():
                return AnyOf(tuple(self.clause(child) for child in node.children))
            case ast.Bare():
                return self._group(node)
        raise TypeError(f"a query cannot hold {type(node).__name__}")

    def _group(self, node: ast.Bare) -> Clause:
        """Side by side beside an operator or in parentheses."""
        words = [child for child in node.children if isinstance(child, ast.Words)]
        rest = [self.clause(child) for child in node.children if not isinstance(child, ast.Words)]
        return AllOf((*rest, *([self._together(words)] if words else [])))

    def _together(self, words: Sequence[ast.Words]) -> Clause:
        """Words side by side: all of them, function words apart, or what they cite, or what they
        are called in another language; under a NOT any of them, a citation being one thing."""
        if self.under_not:
            return self._any_part(words)
        content = [word for word in words if not _is_function_word(word)] or words
        together = AllOf(tuple(self.ranking.operand(word) for word in content))
        return _any([together, *self._named(words), *self.ranking.widened(words)])

    def _any_part(self, words: Sequence[ast.Words]) -> Clause:
        named = self._overlapping(words)
        parts: list[Clause] = [Term("cite", one.eid) for one in named]
        parts += [Sequenced("exact", _within(words, one)) for one in named]
        parts += [
            self.ranking.operand(word)
            for word in words
            if _outside(word, named) or not word.terms.words
        ]
        return _any(parts)

    def _overlapping(self, words: Sequence[ast.Words]) -> list[Citation]:
        start, end = words[0].start, words[-1].end
        return [one for one in self.citations if one.start < end and start < one.end]

    def _named(self, words: Sequence[ast.Words]) -> list[Clause]:
        """The provisions cited, and beside them the words of no citation."""
        named = self._overlapping(words)
        if not named:
            return []
        beside = [
            Term("words", token.text)
            for word in words
            for token in _outside(word, named)
            if token.text not in FUNCTION_WORDS
        ]
        return [AllOf((Weighted(_cites(named), 0), *beside))]


def _is_function_word(node: ast.Words) -> bool:
    return all(token.text in FUNCTION_WORDS for token in node.terms.words)


def _any(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else AnyOf(tuple(clauses))


def _holds_text(node: Node) -> bool:
    if isinstance(node, ast.Words | ast.Phrase | ast.Prefix):
        return True
    return isinstance(node, ast.And | ast.Or | ast.Bare) and any(map(_holds_text, node.children))
