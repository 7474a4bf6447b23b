"""Text in, terms out: the words and the exact tokens of a text with their places.

``words`` rank (Khmer words at khmercut's boundaries, Chinese words in search mode, English stems,
numbers in ASCII digits whatever script wrote them); ``exact`` match phrases and quotes (Khmer
clusters, Chinese characters, English surface words). Tokens hold no white space, so both engines
take them joined by spaces.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import accumulate, chain
from typing import NamedTuple

from analyzers.normalize import Spans, fold_spans
from analyzers.segmenters import chinese, english, khmer
from analyzers.segmenters.chinese import Piece

#: Longest token in characters, hyphenated prefixes apart; Elasticsearch cuts tokens at 255, and
#: then the two engines would not match the same words.
LONGEST_TOKEN = 100


class Token(NamedTuple):
    """One token: its folded form and its half-open range in code points of the original."""

    text: str
    start: int
    end: int


class Terms(NamedTuple):
    """What a text is indexed by, in text order. Ranges of ``words`` may overlap (search mode)."""

    words: tuple[Token, ...]
    exact: tuple[Token, ...]


def terms(text: str) -> Terms:
    """Analyse one text. The script of each run decides how it is cut, so mixed text is welcome."""
    return terms_many([text])[0]


def terms_many(texts: Sequence[str]) -> list[Terms]:
    """Analyse many texts, in order; much faster than one at a time for Khmer."""
    drafts = [_draft(text) for text in texts]
    khmer_runs = [run for draft in drafts for run in draft.khmer]
    cuts = khmer.cut_many([run.text for run in khmer_runs])
    for run, words in zip(khmer_runs, cuts, strict=True):
        run.words.extend(_consecutive(words, run.begin, run.spans))
    return [Terms(tuple(chain.from_iterable(d.words)), tuple(d.exact)) for d in drafts]


def exact_tokens(text: str) -> tuple[str, ...]:
    """The texts of ``terms(text).exact``, at a tenth of the cost: no words are cut."""
    found: list[str] = []
    for match in _RUN.finditer(fold_spans(text)[0]):
        found.extend(_EXACT[match.lastgroup or ""](match[0]))
    return tuple(found)


# --- runs of one script -------------------------------------------------------------------------


class _KhmerRun(NamedTuple):
    """A run whose words are cut later, together with those of the other texts."""

    text: str
    begin: int
    spans: Spans
    words: list[Token]


class _Draft(NamedTuple):
    """The terms of one text in the making; ``words`` by run."""

    spans: Spans
    words: list[list[Token]]
    exact: list[Token]
    khmer: list[_KhmerRun]


#: Signs that go on with a word of other scripts: accents left over by folding, Thai vowels.
_MARKS = "".join(
    chr(code)
    for code in range(0x300, 0xFFFF)
    if unicodedata.category(chr(code))[0] == "M" and not 0x1780 <= code < 0x1800
)
_LETTER = rf"[^\W\d_\u1780-\u17ff{chinese.LETTERS}]"
_WORD = f"{_LETTER}(?:{_LETTER}|[{_MARKS}]){{,{LONGEST_TOKEN - 1}}}"
_NUMBER = f"[0-9]{{1,{LONGEST_TOKEN}}}"
_RUN = re.compile(
    f"(?P<khmer>[{khmer.LETTERS}]+)"
    f"|(?P<chinese>[{chinese.LETTERS}]+)"
    f"|(?P<number>{_NUMBER}(?:[.,]{_NUMBER})*)"
    f"|(?P<word>{_WORD}(?:['\u2010-]{_WORD})*)"
    # The repetition sign and avakrahasanya: written after a word, and no word themselves.
    "|(?P<sign>[\u17d7\u17dc])"
)

#: Digits, with thousands parted by commas or, twice at least, by points.
_AMOUNT = re.compile(
    r"[0-9]{1,3}(?:(?:,[0-9]{3}){1,9}|(?:\.[0-9]{3}){2,9})(?![0-9])|[0-9]+",
)
_DIGITS = re.compile("[0-9]+")
_NOT_DIGITS = re.compile("[^0-9]+")


def _draft(text: str) -> _Draft:
    draft = _Draft(fold_spans(text), [], [], [])
    for match in _RUN.finditer(draft.spans[0]):
        _ADD[match.lastgroup or ""](draft, match[0], match.start())
    return draft


def _add_khmer(draft: _Draft, run: str, begin: int) -> None:
    draft.exact.extend(_consecutive(khmer.clusters(run), begin, draft.spans))
    words: list[Token] = []
    draft.words.append(words)
    draft.khmer.append(_KhmerRun(run, begin, draft.spans, words))


def _add_chinese(draft: _Draft, run: str, begin: int) -> None:
    draft.exact.extend(_consecutive(chinese.characters(run), begin, draft.spans))
    draft.words.append(_placed(chinese.words(run), begin, draft.spans))


def _add_number(draft: _Draft, run: str, begin: int) -> None:
    if run.isdigit():
        token = _token((run, *_place(begin, begin + len(run), draft.spans)))
        draft.exact.append(token)
        draft.words.append([token])
        return
    digits = [(match[0], *match.span()) for match in _DIGITS.finditer(run)]
    amounts = [(_NOT_DIGITS.sub("", match[0]), *match.span()) for match in _AMOUNT.finditer(run)]
    draft.exact.extend(_placed(digits, begin, draft.spans))
    draft.words.append(_placed(amounts, begin, draft.spans))


def _add_word(draft: _Draft, run: str, begin: int) -> None:
    if run.isalpha():
        place = _place(begin, begin + len(run), draft.spans)
        draft.exact.append(_token((run, *place)))
        draft.words.append([_token((english.stem(run), *place))])
        return
    draft.exact.extend(_placed(english.surface(run), begin, draft.spans))
    draft.words.append(_placed(english.words(run), begin, draft.spans))


def _add_sign(draft: _Draft, run: str, begin: int) -> None:
    draft.exact.append(_token((run, *_place(begin, begin + 1, draft.spans))))


_ADD: dict[str, Callable[[_Draft, str, int], None]] = {
    "khmer": _add_khmer,
    "chinese": _add_chinese,
    "number": _add_number,
    "word": _add_word,
    "sign": _add_sign,
}


#: The exact tokens of a run of each kind, as ``_ADD`` finds them.
_EXACT: dict[str, Callable[[str], Iterable[str]]] = {
    "khmer": lambda run: (part for cluster in khmer.clusters(run) for part in _parts(cluster)),
    "chinese": chinese.characters,
    "number": _DIGITS.findall,
    "word": lambda run: (piece[0] for piece in english.surface(run)),
    "sign": lambda run: (run,),
}


# --- tokens and their places --------------------------------------------------------------------

#: A token of (text, start, end); a third of the time of calling the class.
_token: Callable[[tuple[str, int, int]], Token] = partial(tuple.__new__, Token)


def _place(begin: int, end: int, spans: Spans) -> tuple[int, int]:
    """The original's range of folded ``[begin, end)``."""
    return spans[1][begin], spans[2][end - 1]


def _placed(pieces: Iterable[Piece], begin: int, spans: Spans) -> list[Token]:
    """Pieces of the run at ``begin`` as tokens."""
    _, starts, ends = spans
    if isinstance(starts, range):  # nothing moved: places are their own origins
        return [_token((text, begin + first, begin + last)) for text, first, last in pieces]
    before = begin - 1
    return [_token((text, starts[begin + a], ends[before + b])) for text, a, b in pieces]


def _consecutive(pieces: Sequence[str], begin: int, spans: Spans) -> Iterable[Token]:
    """Pieces that follow one another from ``begin`` on as tokens, cut where they are too long."""
    bounds = list(accumulate(map(len, pieces), initial=begin))
    if bounds[-1] - begin > LONGEST_TOKEN and max(map(len, pieces)) > LONGEST_TOKEN:
        return _consecutive([part for piece in pieces for part in _parts(piece)], begin, spans)
    _, starts, ends = spans
    if isinstance(starts, range):
        return map(_token, zip(pieces, bounds, bounds[1:], strict=False))
    firsts = map(starts.__getitem__, bounds[:-1])
    lasts = [ends[bound - 1] for bound in bounds[1:]]
    return map(_token, zip(pieces, firsts, lasts, strict=True))


def _parts(piece: str) -> list[str]:
    return [piece[at : at + LONGEST_TOKEN] for at in range(0, len(piece), LONGEST_TOKEN)]
