"""A query as typed → a tree of analysed parts. No engine syntax appears here.

Syntax (ASCII or full-width punctuation): bare words, ``"exact phrase"``, ``AND OR NOT`` with
parentheses, ``-word``, ``word*``, ``"a b"~3``, ``field:value`` for the fields in ``FIELDS``,
``year:2010..2025`` (either end may be left out). NOT binds tightest, then parts side by side, then
AND, then OR.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from analyzers.citations import Citation, find_citations
from analyzers.detect import chinese_script
from analyzers.languages import LANGUAGES
from analyzers.query_lexer import FIELDS, MAX_SLOP, TEXTUAL, Kind, Lexed, Lexeme, lex
from analyzers.query_near import MAX_WAYS, gap_of, parts_of, ways
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
    "joined_terms",
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


def joined_terms(words: Sequence[Words]) -> Terms:
    """The terms of words that stand side by side, as of one text."""
    if not words:
        return _NO_TERMS
    return _join([word.text for word in words], [word.terms for word in words])[1]


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
    """Cut ``text`` to what may be a query, at white space where there is some."""
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
        self._join_excluded_citations()
        self.terms = _analyse(self.lexed.lexemes)
        self.nodes = [
            self._node(index, lexeme, found)
            for index, (lexeme, found) in enumerate(
                zip(self.lexed.lexemes, self.terms, strict=True)
            )
        ]
        parser = Parser(self.lexed, self.nodes)
        self.root = parser.parse()
        self.excluded = bytearray(len(clean) + 1)  # 1 at every place under a NOT
        for start, end in parser.excluded:
            self.excluded[start:end] = b"\1" * (end - start)
        if self.root is None and not self.lexed.faults:
            self.lexed.fault(0, "empty", "The query holds no word to search for.")

    def _join_excluded_citations(self) -> None:
        """Make one chunk of a citation that a NOT excludes: -Article 5 is not "-Article" and 5."""
        lexemes = self.lexed.lexemes
        if self.lexed.faults or not any(lexeme.kind is Kind.NOT for lexeme in lexemes):
            return
        ends = {citation.start: citation.end for citation in find_citations(self.clean)}
        joined: list[Lexeme] = []
        for lexeme in lexemes:
            before = joined[-1] if joined else None
            if lexeme.kind is Kind.WORD and before and lexeme.start < ends.get(before.start, 0):
                text = self.clean[before.start : lexeme.end]
                joined[-1] = before._replace(end=lexeme.end, text=text)
            elif lexeme.kind is Kind.WORD and not (before and before.kind is Kind.NOT):
                ends.pop(lexeme.start, None)
                joined.append(lexeme)
            else:
                joined.append(lexeme)
        lexemes[:] = joined

    def _node(self, index: int, lexeme: Lexeme, found: Terms) -> Node | None:
        start, end = lexeme.start, lexeme.end
        exact = tuple(token.text for token in found.exact)
        match lexeme.kind:
            case Kind.WORD if exact:
                return Words(start=start, end=end, text=lexeme.text, terms=found)
            case Kind.PHRASE if exact:
                return self._phrase(index, lexeme, found)
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

    def _phrase(self, index: int, lexeme: Lexeme, found: Terms) -> Phrase:
        exact = tuple(token.text for token in found.exact)
        parts = parts_of(lexeme.text, found) if lexeme.slop else ()
        gap = gap_of(lexeme.slop, parts)
        if ways(parts, gap) > MAX_WAYS:
            self.lexed.fault(
                lexeme.start,
                "too_loose",
                f"{len(parts)} words at most {lexeme.slop} apart stand in too many ways; "
                "use fewer words, a smaller distance, or AND.",
                str(lexeme.slop),
            )
            self.lexed.repairs[index] = " AND ".join(f'"{one}"' for one in _chunks(lexeme.text))
        return Phrase(
            start=lexeme.start,
            end=lexeme.end,
            text=lexeme.text,
            exact=exact,
            slop=lexeme.slop,
            parts=parts,
            gap=gap,
        )

    def analysis(self, text: str) -> QueryAnalysis:
        """Give the analysis of ``text``, which was ``clean`` with its controls."""
        said = [
            (lexeme.text.strip(), found)
            for node, lexeme, found in zip(self.nodes, self.lexed.lexemes, self.terms, strict=True)
            if node and lexeme.kind in TEXTUAL and not self.excluded[lexeme.start]
        ]
        plain, whole = _join([part for part, _ in said], [found for _, found in said])
        language, script = _language(plain or self.clean)
        root, citations = self.root, find_citations(self._outside())
        excluded = find_citations(self._inside()) if any(self.excluded) else []
        if len(text) != len(self.clean):
            places = _places(text)
            root = _moved(root, places) if root else None
            citations = [_moved_citation(citation, places) for citation in citations]
            excluded = [_moved_citation(citation, places) for citation in excluded]
        return QueryAnalysis(
            text=text,
            plain=plain,
            language=language,
            script=script,
            root=root,
            whole=whole,
            citations=tuple(citations),
            excluded=tuple(excluded),
        )

    def _outside(self) -> str:
        """Blank everything quoted, excluded or in a field: citations are looked for outside."""
        return self._blanked(self.excluded)

    def _inside(self) -> str:
        """Blank everything but what is excluded, and what is quoted or in a field there."""
        return self._blanked(bytearray(not one for one in self.excluded))

    def _blanked(self, also: bytearray) -> str:
        blanked = bytearray(also)
        for lexeme in self.lexed.lexemes:
            if lexeme.kind in _NOT_CITING:
                blanked[lexeme.start : lexeme.end] = b"\1" * (lexeme.end - lexeme.start)
        if not any(blanked):
            return self.clean
        return "".join(
            "\0" if blank else mark for mark, blank in zip(self.clean, blanked, strict=False)
        )


def _chunks(text: str) -> list[str]:
    """What stands between white space and has a word, for a query that names each."""
    return [chunk for chunk in text.split() if terms(chunk).exact]


_NOT_CITING = frozenset({Kind.PHRASE, Kind.FIELD, Kind.YEARS})


# --------------------------------------------------------------------------- terms


def _analyse(lexemes: Sequence[Lexeme]) -> list[Terms]:
    """Find the terms of each lexeme's text, places counted in it; none for one without text.

    All texts are analysed at once, which costs a fraction of one at a time.
    """
    found = [_NO_TERMS] * len(lexemes)
    textual = [index for index, lexeme in enumerate(lexemes) if lexeme.kind in TEXTUAL]
    if len(textual) == 1:
        found[textual[0]] = terms(lexemes[textual[0]].text)
    elif textual:
        texts = [lexemes[index].text for index in textual]
        whole = terms("\n".join(texts))
        lengths = [len(text) for text in texts]
        words, exact = _part(whole.words, lengths), _part(whole.exact, lengths)
        for index, own_words, own_exact in zip(textual, words, exact, strict=True):
            found[index] = Terms(own_words, own_exact)
    return found


def _part(tokens: Sequence[Token], lengths: Sequence[int]) -> list[tuple[Token, ...]]:
    """Give each text its tokens of the texts joined by one character; tokens are in text order."""
    parted: list[tuple[Token, ...]] = []
    start = position = 0
    for length in lengths:
        own: list[Token] = []
        while position < len(tokens) and tokens[position].start < start + length:
            text, first, last = tokens[position]
            own.append(Token(text, first - start, last - start))
            position += 1
        parted.append(tuple(own))
        start += length + 1
    return parted


def _join(texts: Sequence[str], found: Sequence[Terms]) -> tuple[str, Terms]:
    """Join texts by spaces, and their terms likewise."""
    if len(texts) == 1:
        return texts[0], found[0]
    words: list[Token] = []
    exact: list[Token] = []
    start = 0
    for text, own in zip(texts, found, strict=True):
        for source, target in ((own.words, words), (own.exact, exact)):
            target += [Token(token, at + start, to + start) for token, at, to in source]
        start += len(text) + 1
    return " ".join(texts), Terms(tuple(words), tuple(exact))


# --------------------------------------------------------------------------- language and places

_KHMER = re.compile("[\u1780-\u17d3]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_SCRIPTS = (("km", _KHMER), ("zh", _HAN), ("en", _LATIN))


def _language(text: str) -> tuple[str, str]:
    """Language and script of most of a query, by its characters alone.

    Latin letters are taken for English: a query is too short to tell, and must be quick.
    """
    weights = {
        code: len(pattern.findall(text)) / LANGUAGES[code].characters_a_word
        for code, pattern in _SCRIPTS
    }
    code = max(weights, key=weights.__getitem__)
    if not weights[code]:
        return "", ""
    return code, chinese_script(text) if code == "zh" else LANGUAGES[code].scripts[0]


def _moved(node: Node, places: Sequence[int]) -> Node:
    """Put a node read without control characters at its place in the query with them."""
    at = {"start": places[node.start], "end": places[node.end - 1] + 1}
    match node:
        case Not():
            return replace(node, **at, child=_moved(node.child, places))
        case And() | Or() | Bare():
            children = tuple(_moved(child, places) for child in node.children)
            return replace(node, **at, children=children)
        case _:
            return replace(node, **at)


def _moved_citation(citation: Citation, places: Sequence[int]) -> Citation:
    parent = _moved_citation(citation.parent, places) if citation.parent else None
    start, end = places[citation.start], places[citation.end - 1] + 1
    return citation._replace(start=start, end=end, parent=parent)
