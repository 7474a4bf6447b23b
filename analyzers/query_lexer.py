"""A query as typed → lexemes: words, phrases, fields, operators, parentheses, with their places.

Lexing never stops at a fault: it notes the fault and what the lexeme should have been, so that
every fault is found and the query can be repaired.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from analyzers.query_fields import VALUES, canonical, known_values, parse_years, readable_years
from analyzers.query_tree import Fault

#: Fields a query may name, with what they take; anything else before a colon is a fault.
FIELDS = ("type", "party", "lang", "year", "status", "title", "clause")
MAX_SLOP = 100  # moves; beyond it, AND says the same


class Kind(Enum):
    """What a lexeme is. The first five are operands."""

    WORD = "word"
    PREFIX = "prefix"
    PHRASE = "phrase"
    FIELD = "field"
    YEARS = "years"
    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"


#: Kinds that hold text to be analysed.
TEXTUAL = frozenset({Kind.WORD, Kind.PREFIX, Kind.PHRASE})


class Lexeme(NamedTuple):
    """One lexeme: its half-open place in the cleaned query and what it holds.

    ``text`` is without its syntax (quotes, star, field name). ``dash``: a NOT written as a dash,
    bound to the lexeme that touches it. ``quoted``: a field's value stood in quotes.
    """

    kind: Kind
    start: int
    end: int
    text: str = ""
    name: str = ""
    slop: int = 0
    years: tuple[int | None, int | None] = (None, None)
    dash: bool = False
    quoted: bool = False


@dataclass(slots=True)
class Lexed:
    """The lexemes of a query, in order, with its faults so far.

    ``clean`` is the query without control characters; places count in it. ``repairs`` maps the
    index of a lexeme to the text that should stand in its place, "" to leave it out.
    """

    clean: str
    lexemes: list[Lexeme] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    repairs: dict[int, str] = field(default_factory=dict)
    unclosed: int = 0  # groups that a repair closes at the end

    def fault(self, position: int, code: str, message: str, subject: str = "") -> None:
        """Note a fault at a place of the cleaned query."""
        self.faults.append(Fault(position, code, message, subject))


def lex(clean: str) -> Lexed:
    """Part a query into lexemes. ``clean`` holds no control characters but white space."""
    return _Lexer(clean).run()


# --------------------------------------------------------------------------- the marks, as data

#: Opening quotation mark → the marks that close it.
CLOSERS: Mapping[str, str] = {
    '"': '"＂”',
    "＂": '"＂',
    "“": '”"',
    "”": '”"',
    "„": '“”"',
    "‟": '”"',
    "«": '»"',
    "»": '»«"',
    "「": "」",
    "」": "」",
    "『": "』",
    "』": "』",
    "〝": "〞〟",
    "〞": "〞",
    "〟": "〟",
}
_FULL_WIDTH = {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F) if chr(code) != ":"}
#: Every mark in its ASCII form, one character for one, to read syntax by. The full-width colon
#: stays: it is common in Chinese prose and opens a field only after the name of one.
_ASCII: Mapping[int, str] = {
    **_FULL_WIDTH,
    **{ord(mark): '"' for mark in CLOSERS},
    **{ord(mark): "-" for mark in "−﹣"},
    **{ord(mark): "*" for mark in "﹡∗"},
    **{ord(mark): "~" for mark in "〜∼"},
}

#: Letters, the underscore, and the Khmer signs that are no letters to ``re``. The two classes must
#: not overlap, or a long Khmer run takes exponential time.
_LETTERS = r"(?:[^\W\d]|[\u17b4-\u17d3])"
_CHUNK = r'(?:[^\s()"]|(?<=[^\W_])\([^\s()"]{1,3}\))+'  # 第（一）项 and State(s) stay whole
_LEXEME = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<open>\()|(?P<close>\))"
    r'|(?P<quote>")'
    r'|(?P<operator>(?:AND|OR|NOT)(?=[\s()"]|$))'
    r"|(?P<dash>(?<![^\s()])-(?=[^\s)-]))"
    rf"|(?P<field>(?i:{'|'.join(FIELDS)}))[:：](?=[^\s)])"
    rf"|(?P<unknown>{_LETTERS}{{1,40}}):(?=[^\s)])(?!//)"
    rf"|(?P<chunk>{_CHUNK})"
)
_VALUE = re.compile(_CHUNK)
_SLOP = re.compile(r'~([^\s()"]*)')
_AFTER_STAR = re.compile(r"(?<=\*)[.,;:!?。，、；：！？។៕]+$")
_SYNTAX = re.compile(r'[()"*~:：]+')


def without_syntax(text: str) -> str:
    """Turn every mark of syntax in ``text`` into a space, and operators into nothing."""
    folded = text.translate(_ASCII)
    plain = "".join(
        " " if _SYNTAX.fullmatch(mark) else original
        for mark, original in zip(folded, text, strict=True)
    )
    words = (word.lstrip("-－−﹣") for word in plain.split())
    return " ".join(word for word in words if word and word not in {"AND", "OR", "NOT"})


# --------------------------------------------------------------------------- the lexer


class _Lexer:
    """One pass over a query."""

    def __init__(self, clean: str) -> None:
        self.clean = clean
        self.marks = clean.translate(_ASCII)
        self.out = Lexed(clean)
        self.position = 0

    def run(self) -> Lexed:
        while found := _LEXEME.match(self.marks, self.position):
            start, self.position = found.span()
            match found.lastgroup:
                case "space":
                    continue
                case "chunk":
                    self._chunk(start)
                case "quote":
                    self._phrase(start)
                case "field":
                    self._field(start, found["field"].lower())
                case "unknown":
                    self._unknown_field(start, found.end("unknown"))
                case "dash":
                    self._add(Lexeme(Kind.NOT, start, self.position, dash=True))
                case _:
                    self._add(Lexeme(Kind(found[0]), start, self.position))
        return self.out

    def _add(self, lexeme: Lexeme, repaired: str | None = None) -> None:
        if repaired is not None:
            self.out.repairs[len(self.out.lexemes)] = repaired
        self.out.lexemes.append(lexeme)

    def _chunk(self, start: int) -> None:
        end = self.position
        text = self.clean[start:end]
        if "*" not in self.marks[start:end]:
            self._add(Lexeme(Kind.WORD, start, end, text))
            return
        marks = _AFTER_STAR.sub("", self.marks[start:end])
        stem = marks.rstrip("*")
        if stem and "*" not in stem and stem != marks:
            self._add(Lexeme(Kind.PREFIX, start, end, text[: len(stem)]))
            return
        self.out.fault(
            start + marks.index("*"),
            "star",
            "A star stands at the end of a word and needs the beginning of the word before it: "
            "extradit*",
        )
        self._add(Lexeme(Kind.WORD, start, end, text), without_syntax(text))

    def _phrase(self, start: int) -> None:
        text, closed = self._quoted(start)
        if not closed:
            repaired = f'"{_unquoted(text)}"' if text.strip() else ""
            self._add(Lexeme(Kind.PHRASE, start, self.position, text), repaired)
            return
        slop = _SLOP.match(self.marks, self.position)
        if slop is None:
            self._add(Lexeme(Kind.PHRASE, start, self.position, text))
            return
        self.position = slop.end()
        moves = int(slop[1]) if slop[1].isdecimal() and len(slop[1]) < 10 else MAX_SLOP + 1
        if moves <= MAX_SLOP:
            self._add(Lexeme(Kind.PHRASE, start, self.position, text, slop=moves))
            return
        self.out.fault(
            slop.start(),
            "slop",
            f'After ~ stands how far apart the words may be, 0 to {MAX_SLOP}: "refuse request"~3',
            slop[1],
        )
        self._add(Lexeme(Kind.PHRASE, start, self.position, text), f'"{_unquoted(text)}"')

    def _quoted(self, start: int) -> tuple[str, bool]:
        """Read the text in the quotes that open at ``start``, and whether they close."""
        closers = CLOSERS[self.clean[start]]
        ends = [end for mark in closers if (end := self.clean.find(mark, start + 1)) >= 0]
        if ends:
            self.position = min(ends) + 1
            return self.clean[start + 1 : min(ends)], True
        self.position = len(self.clean)
        self.out.fault(start, "unclosed_quote", "A quotation mark opens here and never closes.")
        return self.clean[start + 1 :], False

    def _field(self, start: int, name: str) -> None:
        value_at = self.position
        if self.marks[value_at] == "(":
            self.out.fault(
                value_at,
                "field_group",
                f'{name}: takes one word, or a phrase in quotes: {name}:"two words"',
                name,
            )
            return
        quoted = self.marks[value_at] == '"'
        if quoted:
            value, closed = self._quoted(value_at)
        else:
            found = _VALUE.match(self.marks, value_at)
            self.position = found.end() if found else value_at
            value, closed = self.clean[value_at : self.position], True
        if "*" in value.translate(_ASCII):
            self.out.fault(value_at, "field_star", f"{name}: takes whole words, no star.", name)
            value, closed = value.translate(_ASCII).replace("*", " ").strip(), False
        lexeme = Lexeme(Kind.FIELD, start, self.position, value, name, quoted=quoted)
        if not value.strip():
            if closed:
                self.out.fault(value_at, "no_value", f"{name}: has nothing after it.", name)
            self._add(lexeme, "")
        elif name == "year":
            self._years(lexeme, value_at)
        elif name in VALUES:
            self._listed(lexeme, value_at, closed)
        else:
            self._add(lexeme, None if closed else f'{name}:"{_unquoted(value)}"')

    def _listed(self, lexeme: Lexeme, value_at: int, closed: bool) -> None:
        """Read a field with a closed list of values; what is none of them is mended to words."""
        name, value = lexeme.name, lexeme.text
        known = canonical(name, value)
        if known is not None:
            self._add(lexeme._replace(text=known), None if closed else f"{name}:{known}")
            return
        self.out.fault(
            value_at,
            f"{name}_value",
            f"{name}: does not take “{value}”; it takes {known_values(name)}.",
            value,
        )
        self._add(lexeme, "" if name == "lang" else without_syntax(value))

    def _years(self, lexeme: Lexeme, value_at: int) -> None:
        value = lexeme.text
        years = parse_years(value)
        if years is None:
            self.out.fault(
                value_at,
                "year_value",
                f"year: does not take “{value}”; write year:2010, year:2010..2025, "
                "year:2010.. or year:..2025.",
                value,
            )
            kept = readable_years(value)
            self._add(lexeme._replace(kind=Kind.YEARS), f"year:{kept}" if kept else "")
            return
        first, last = years
        repaired = None
        if first is not None and last is not None and first > last:
            repaired = f"year:{last}..{first}"
            message = f"year: {first} is later than {last}; the earlier year comes first."
            self.out.fault(value_at, "year_order", message, value)
        self._add(lexeme._replace(kind=Kind.YEARS, years=years), repaired)

    def _unknown_field(self, start: int, end: int) -> None:
        name = self.clean[start:end]
        self.out.fault(
            start,
            "unknown_field",
            f"There is no field “{name}”; the fields are {', '.join(FIELDS)}. "
            "To search for the words, put a space after the colon.",
            name,
        )
        self._add(Lexeme(Kind.WORD, start, end, name))


def _unquoted(text: str) -> str:
    """``text`` without any mark that could open or close a quotation."""
    return "".join(" " if mark in _QUOTES else mark for mark in text).strip()


_QUOTES = frozenset("".join([*CLOSERS, *CLOSERS.values()]))
