"""How alike two sentences are, word by word: a percentage, and what it comes from.

The percentage is 1 − (token Levenshtein distance) / (words of the longer sentence), rounded down,
so that 100 says that every word is the same. Words are those at khmercut's and jieba's boundaries
for Khmer and Chinese and surface words for English, folded: letter case, punctuation, spaces, the
two Chinese scripts and how a numeral is written make no difference. This is the one door to
rapidfuzz.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from analyzers.numbers import parse_number
from analyzers.quantities import statements
from analyzers.segment import Terms, Token, terms_many
from search_app.numeral_words import UNITS, Recut, recut

#: What became of a word on the way from the one sentence to the other.
KINDS = ("equal", "replaced", "left_out", "added")
_KIND_OF = {"equal": "equal", "replace": "replaced", "delete": "left_out", "insert": "added"}


class Word(NamedTuple):
    """A word as it is compared: its folded ``text``, its half-open range in code points of the
    sentence, and ``indexed``, the token of an index's field ``words`` that stands for it ("" where
    none does, or another may: a numeral, a single Chinese character, a sign). Of such a word
    ``overlapping`` are the tokens that stand over it, where ``words_of`` found it."""

    text: str
    start: int
    end: int
    indexed: str = ""
    overlapping: tuple[str, ...] = ()


class Span(NamedTuple):
    """Half-open code points."""

    start: int
    end: int


class Difference(NamedTuple):
    """A run of words with one fate. ``kind`` is one of ``KINDS``: the second sentence has the same
    words, others, leaves them out or adds some. ``first`` and ``second`` are where they stand in
    each, None where it has none; ``words`` counts them; ``numbers`` says that all of them are
    numbers or dates."""

    kind: str
    first: Span | None
    second: Span | None
    words: int
    numbers: bool = False


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """``percent`` in 0..100 with the counts it comes from; ``longer`` is how many words the longer
    sentence has. ``differences`` are in text order, equal runs among them."""

    percent: int
    equal: int
    replaced: int
    left_out: int
    added: int
    longer: int
    differences: Sequence[Difference]

    @property
    def changes(self) -> int:
        """The distance: words replaced, left out or added."""
        return self.replaced + self.left_out + self.added

    @property
    def numbers_only(self) -> bool:
        """Whether the sentences are the same but for numbers and dates."""
        changed = [one for one in self.differences if one.kind != "equal"]
        return bool(changed) and all(one.numbers for one in changed)


# --------------------------------------------------------------------------- words


def words_of(text: str) -> tuple[Word, ...]:
    """The words of one sentence, as they are compared."""
    (found,) = terms_many([text])
    return tuple(
        word if word.indexed else _with_tokens(word, found.words) for word in compared(found)
    )


def words_of_many(texts: Sequence[str]) -> list[tuple[Word, ...]]:
    """The words of many sentences, in order; much faster than one at a time for Khmer."""
    return [compared(found) for found in terms_many(texts)]


def compared(terms: Terms) -> tuple[Word, ...]:
    """One word for each stretch of a text that is indexed, none over another: a number where one
    is read, else the longest word, else what matches exactly."""
    cut = recut(terms)
    words = _from_index(terms, cut)
    known = set(terms.words)
    words += [Word(*one) for one in cut.numerals]
    words += [
        Word(*one, one.text if one in known and _lasting(one.text) else "") for one in cut.words
    ]
    return tuple(sorted(words, key=lambda word: (word.start, word.end)))


def _with_tokens(word: Word, tokens: Sequence[Token]) -> Word:
    over = [one.text for one in tokens if one.start < word.end and word.start < one.end]
    return word._replace(overlapping=tuple(over))


def _from_index(terms: Terms, cut: Recut) -> list[Word]:
    """The words that the index has too, where no numeral parts them."""
    gone = [Token("", *span) for span in cut.gone]
    indexed = _apart(terms.words, gone)
    taken = _numbers(indexed)
    taken += _apart(_outermost(indexed), taken)
    starts = [token.start for token in terms.exact]
    ends = [token.end for token in terms.exact]
    words = []
    for token in taken:
        inside = terms.exact[bisect_left(starts, token.start) : bisect_right(ends, token.end)]
        surface = "".join(one.text for one in inside)
        text = token.text if token.text.isdigit() else surface or token.text
        words.append(Word(text, token.start, token.end, token.text if _lasting(text) else ""))
    return words + [Word(*token) for token in _apart(terms.exact, [*taken, *gone])]


def _lasting(text: str) -> bool:
    """Whether a word is in the index however the text beside it is written: no number is, which
    may be in words, nor what may be cut from one."""
    return not text.isdigit() and text not in UNITS and (len(text) > 1 or text.isascii())


def _numbers(words: Sequence[Token]) -> list[Token]:
    """The numbers, of two that overlap the longer one."""
    found: list[Token] = []
    for token in words:
        if token.text.isdigit():
            if found and token.start < found[-1].end:
                if token.end - token.start > found[-1].end - found[-1].start:
                    found[-1] = token
            else:
                found.append(token)
    return found


def _outermost(words: Sequence[Token]) -> list[Token]:
    """The words that lie in no other: search mode also gives those within a word."""
    found: list[Token] = []
    for token in sorted(words, key=lambda one: (one.start, -one.end)):
        if not found or token.start >= found[-1].end:
            found.append(token)
    return found


def _apart(tokens: Sequence[Token], taken: Sequence[Token]) -> list[Token]:
    """The tokens that overlap none of those taken."""
    ordered = sorted(taken, key=lambda one: one.start)
    starts = [one.start for one in ordered]
    found = []
    for token in tokens:
        at = bisect_left(starts, token.end) - 1
        if at < 0 or ordered[at].end <= token.start:
            found.append(token)
    return found


# --------------------------------------------------------------------------- comparing


def percent_of(distance: int, longer: int) -> int:
    """The percentage of so many changes in so many words, rounded down; 100 of no words."""
    return 100 * (longer - distance) // longer if longer else 100


def quick_percent(first: Sequence[str], second: Sequence[str], least: int) -> int:
    """The percentage alone, or 0 where it is below ``least``: for looking through many."""
    longer = max(len(first), len(second))
    most = longer * (100 - least) // 100
    distance = Levenshtein.distance(first, second, score_cutoff=most)
    return percent_of(distance, longer) if distance <= most else 0


def likeness(first: str, second: str, language: str) -> Likeness:
    """How alike two sentences in one language are, from the first to the second."""
    a, b = words_of_many([first, second])
    stated = _Stated(first, language), _Stated(second, language)
    differences = tuple(
        _difference(
            _KIND_OF[code.tag],
            a[code.src_start : code.src_end],
            b[code.dest_start : code.dest_end],
            stated,
        )
        for code in Levenshtein.opcodes([word.text for word in a], [word.text for word in b])
    )
    counts = dict.fromkeys(KINDS, 0)
    for one in differences:
        counts[one.kind] += one.words
    longer = max(len(a), len(b))
    changes = counts["replaced"] + counts["left_out"] + counts["added"]
    return Likeness(
        percent=percent_of(changes, longer), longer=longer, differences=differences, **counts
    )


class _Stated:
    """Which words of a sentence state numbers or dates."""

    def __init__(self, text: str, language: str) -> None:
        found = statements(text, language).sure
        self.spans = [(one.start, one.end) for one in found if one.kind in ("number", "date")]
        self.cited = [(one.start, one.end) for one in found if one.kind == "citation"]

    def has(self, word: Word) -> bool:
        """Whether a word is a number, part of one or of a date. The word before the number of a
        citation ("Article") is none."""
        if word.text.isdigit() or _within(word, self.spans):
            return True
        return _within(word, self.cited) and parse_number(word.text) is not None


def _within(word: Word, spans: Sequence[tuple[int, int]]) -> bool:
    return any(word.start < end and start < word.end for start, end in spans)


def _difference(
    kind: str, a: Sequence[Word], b: Sequence[Word], stated: tuple[_Stated, _Stated]
) -> Difference:
    numbers = kind != "equal" and all(
        side.has(word) for side, words in zip(stated, (a, b), strict=True) for word in words
    )
    return Difference(kind, _span(a), _span(b), max(len(a), len(b)), numbers)


def _span(words: Sequence[Word]) -> Span | None:
    return Span(words[0].start, words[-1].end) if words else None


# --------------------------------------------------------------------------- what must be shared


class Needed(NamedTuple):
    """What a sentence must share with another to be ``threshold`` per cent like it: the tokens of
    the field ``words``, how often each comes, and how many of them, counted so, must be there. A
    necessary condition: whatever fails it is less alike."""

    tokens: dict[str, int]
    least: int


def needed(words: Sequence[Word], threshold: int) -> Needed:
    """The condition for one sentence.

    Of n words at most n − t·n may be missing, since the longer sentence has n words at least; a
    word that no token stands for is taken to be there. Where those may be all
    that is shared, any token that stands over one is enough.
    """
    tokens: dict[str, int] = {}
    for word in words:
        if word.indexed:
            tokens[word.indexed] = tokens.get(word.indexed, 0) + 1
    equal = -(-threshold * len(words) // 100)
    free = sum(not word.indexed for word in words)
    if equal <= free:
        every = {token for word in words for token in (word.indexed, word.text, *word.overlapping)}
        return Needed(dict.fromkeys(sorted(every - {""}), 1), 1)
    return Needed(tokens, equal - free)


def parted(differences: Sequence[Difference], text: str, side: int) -> list[tuple[str, str, bool]]:
    """A sentence cut at its differences: (text, kind, numbers), which together are the whole of it.

    ``side`` 0 is the first sentence, 1 the second. What stands between two runs of words (spaces,
    punctuation) is of the kind ``equal``.
    """
    spans = [(one.second if side else one.first, one) for one in differences]
    bounds = [0]
    kinds: list[tuple[str, bool]] = []
    for span, one in spans:
        if span is None:
            continue
        kinds += [("equal", False), (one.kind, one.numbers)]
        bounds += [span.start, span.end]
    bounds.append(len(text))
    kinds.append(("equal", False))
    pieces = [
        (text[start:end], *kind)
        for (start, end), kind in zip(pairwise(bounds), kinds, strict=True)
        if start < end
    ]
    joined: list[tuple[str, str, bool]] = []
    for piece in pieces:
        if joined and joined[-1][1] == piece[1] == "equal":
            joined[-1] = (joined[-1][0] + piece[0], "equal", False)
        else:
            joined.append(piece)
    return joined
