"""A query as typed → a tree of analysed parts. No engine syntax appears here.

Syntax (ASCII or full-width punctuation): bare words, ``"exact phrase"``, ``AND OR NOT`` with
parentheses, ``-word``, ``word*``, ``"a b"~3``, ``field:value`` for the fields in ``FIELDS``,
``year:2010..2025`` (either end may be left out). NOT binds tightest, then parts side by side, then
AND, then OR.
"""

import re
from collections.abc import Sequence

from analyzers.citations import Citation, find_citations
from analyzers.detect import chinese_script
from analyzers.languages import LANGUAGES
from analyzers.query_lexer import FIELDS, MAX_SLOP, TEXTUAL, Kind, Lexed, Lexeme, lex
from analyzers.query_parser import MAX_DEPTH, Parser
from analyzers.query_repair import repair
from analyzers.query_tree import (
    And,
    Bare,
    Fault,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    QueryAnalysis,
    QuerySyntaxError,
    Words,
    YearRange,
)
from analyzers.segment import Terms, Token, terms

__all__ = [
    "FIELDS",
    "MAX_DEPTH",
    "MAX_QUERY",
    "MAX_SLOP",
    "And",
    "Bare",
    "Fault",
    "Field",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "QueryAnalysis",
    "QuerySyntaxError",
    "Words",
    "YearRange",
    "analyse_plain",
    "analyse_query",
]

MAX_QUERY = 10_000  # code points


def analyse_query(text: str) -> QueryAnalysis:
    """Read a query with its syntax. Raises ``QuerySyntaxError`` with every fault found."""
    if len(text) > MAX_QUERY:
        message = f"The query has {len(text)} characters; {MAX_QUERY} are read at most."
        cut = _cut(_without_controls(text))
        faulty = _faults_in(cut)
        repaired = cut if faulty is None else repair(faulty, _faults_in)
        raise QuerySyntaxError((Fault(MAX_QUERY, "too_long", message),), repaired)
    reading = _Reading(_without_controls(text))
    if reading.lexed.faults:
        places = _places(text)
        faults = sorted(
            (
                Fault(places[fault.position], fault.code, fault.message, fault.subject)
                for fault in reading.lexed.faults
            ),
            key=lambda fault: fault.position,
        )
        raise QuerySyntaxError(tuple(faults), repair(reading.lexed, _faults_in))
    return reading.analysis(text)


def analyse_plain(text: str) -> QueryAnalysis:
    """Read ``text`` as words only, marks and all: for a passage used as a query. Never raises.

    The provisions a passage refers to are not what is looked for, so ``citations`` is empty.
    """
    lexemes = [
        Lexeme(Kind.WORD, found.start(), found.end(), found[0]) for found in _RUN.finditer(text)
    ]
    analysed = _analyse(lexemes)
    words = [
        Words(start=lexeme.start, end=lexeme.end, text=lexeme.text, terms=found)
        for lexeme, found in zip(lexemes, analysed, strict=True)
        if found.exact
    ]
    plain, whole = _join([word.text for word in words], [word.terms for word in words])
    root: Node | None = words[0] if words else None
    if len(words) > 1:
        root = Bare(start=words[0].start, end=words[-1].end, children=tuple(words))
    language, script = _language(plain)
    return QueryAnalysis(
        text=text,
        plain=plain,
        language=language,
        script=script,
        root=root,
        whole=whole,
        citations=(),
    )


# --------------------------------------------------------------------------- one reading

_RUN = re.compile(r"\S+")
#: Control, direction and interlinear characters and lone surrogates: never part of a word, often
#: pasted along with one. White space among them stays.
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff]+"
)
_NO_TERMS = Terms((), ())


def _without_controls(text: str) -> str:
    return _CONTROLS.sub("", text)


def _places(text: str) -> Sequence[int]:
    """For each place in ``text`` without controls, its end included, the place in ``text``."""
    if not _CONTROLS.search(text):
        return range(len(text) + 1)
    kept = [index for index, mark in enumerate(text) if not _CONTROLS.match(mark)]
    return [*kept, len(text)]


def _cut(text: str) -> str:
    """The beginning of ``text`` that may be a query, ended at white space where there is some."""
    beginning = text[:MAX_QUERY]
    if len(text) > MAX_QUERY and not text[MAX_QUERY].isspace():
        spaces = [space.start() for space in re.finditer(r"\s", beginning)]
        beginning = beginning[: spaces[-1]] if spaces else beginning
    return beginning.strip()


def _faults_in(text: str) -> Lexed | None:
    lexed = _Reading(text).lexed
    return lexed if lexed.faults else None


class _Reading:
    """A query lexed, analysed and parsed; faults are in ``lexed``. ``clean``: no controls."""

    def __init__(self, clean: str) -> None:
        self.clean = clean
        self.lexed = lex(clean)
        self.terms = _analyse(self.lexed.lexemes)
        self.nodes = [
            self._node(index, lexeme, found)
            for index, (lexeme, found) in enumerate(
                zip(self.lexed.lexemes, self.terms, strict=True)
            )
        ]
        parser = Parser(self.lexed, self.nodes)
        self.root = parser.parse()
        self.excluded = sorted(parser.excluded)
        if self.root is None and not self.lexed.faults:
            self.lexed.fault(0, "empty", "The query holds no word to search for.")

    def _node(self, index: int, lexeme: Lexeme, found: Terms) -> Node | None:
        start, end = lexeme.start, lexeme.end
        exact = tuple(token.text for token in found.exact)
        match lexeme.kind:
            case Kind.WORD if exact:
                return Words(start=start, end=end, text=lexeme.text, terms=found)
            case Kind.PHRASE if exact:
                return Phrase(
                    start=start, end=end, text=lexeme.text, exact=exact, slop=lexeme.slop
                )
            case Kind.PREFIX if exact:
                return Prefix(start=start, end=end, text=lexeme.text, exact=exact)
            case Kind.PREFIX:
                message = "A star needs the beginning of a word before it: extradit*"
                self.lexed.fault(start, "star", message)
                self.lexed.repairs[index] = ""
                return None
            case Kind.FIELD:
                return Field(
                    start=start,
                    end=end,
                    name=lexeme.name,
                    value=lexeme.text.strip(),
                    phrase=lexeme.quoted,
                )
            case Kind.YEARS:
                first, last = lexeme.years
                return YearRange(start=start, end=end, first=first, last=last)
            case _:
                return None

    def analysis(self, text: str) -> QueryAnalysis:
        """The analysis of ``text``, which is ``clean`` before its controls were taken out."""
        said = [
            (lexeme.text.strip(), found)
            for node, lexeme, found in zip(
                self.nodes, self.lexed.lexemes, self.terms, strict=True
            )
            if node and lexeme.kind in TEXTUAL and not self._excludes(lexeme.start)
        ]
        plain, whole = _join([part for part, _ in said], [found for _, found in said])
        language, script = _language(plain or self.clean)
        root, citations = self.root, find_citations(self._outside())
        if len(text) != len(self.clean):
            places = _places(text)
            root = _moved(root, places) if root else None
            citations = [_moved_citation(citation, places) for citation in citations]
        return QueryAnalysis(
            text=text,
            plain=plain,
            language=language,
            script=script,
            root=root,
            whole=whole,
            citations=tuple(citations),
        )

    def _excludes(self, place: int) -> bool:
        return any(start <= place < end for start, end in self.excluded)

    def _outside(self) -> str:
        """The query with everything quoted, excluded or in a field blanked, for citations."""
        blanked = self.excluded + [
            (lexeme.start, lexeme.end)
            for lexeme in self.lexed.lexemes
            if lexeme.kind in _NOT_CITING
        ]
        text = self.clean
        for start, end in blanked:
            text = text[:start] + "\0" * (end - start) + text[end:]
        return text


_NOT_CITING = frozenset({Kind.PHRASE, Kind.FIELD, Kind.YEARS})
