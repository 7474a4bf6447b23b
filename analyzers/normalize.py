"""Folding for search, with a map back to the stored text.

The text shown is never changed. ``fold`` gives what is indexed and what a query is matched by:
NFKC, lower case, Khmer in one encoding order (SIL's khnormal rules, MIT, L2/22-290), Traditional
Chinese in Simplified, digits in ASCII, invisible characters gone.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analyzers.chinese_script import simplified
from analyzers.khmer_order import DISORDERED, order_syllable

#: Spellings that stand for another, by character: what NFKC does not know. Khmer after khnormal,
#: with lek attak (U+17F0-17F9) as digits; apostrophes as typed on any keyboard.
SPELLINGS = {
    "\u17a3": "\u17a2",
    "\u17a4": "\u17a2\u17b6",
    "\u17b2": "\u17b1",
    "\u17b4": "",
    "\u17b5": "",
    "\u17d3": "\u17c6",
    "\u17d8": "\u17d4\u179b\u17d4",
    "\u17dd": "\u17d1",
    **{chr(0x17F0 + digit): str(digit) for digit in range(10)},
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4", "'"),
}

#: CJK Radicals Supplement, which PDF fonts put for characters, with the character each stands for
#: (Unicode's EquivalentUnifiedIdeograph; NFKC covers only the Kangxi radicals).
RADICALS = dict(
    zip(
        "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺"
        "⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
        "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀"
        "聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
        strict=True,
    )
)

#: Not seen and not part of a word: soft hyphen, joiners, direction marks, variation selectors.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)

#: Pictures that NFKC would turn into letters or characters no one typed.
PICTURES = re.compile("[\u2120\u2122\u24c2\u3297\u3299\U0001f110-\U0001f251]")

#: Marks that NFKC composes with the character before them: Latin, Kana, Hangul. Other scripts
#: are stored in one form in practice.
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\u1161-\u11ff"
_MARK = re.compile(f"[{_MARKS}]")
_DECOMPOSED = re.compile(f"[^\\s{_MARKS}][{_MARKS}]+")

#: Stands, while folding, for a character that becomes none or several.
_UNEVEN = "\uffff"

#: Characters remembered; the rest of Unicode is folded anew each time it is met.
_REMEMBERED = 1 << 16

#: A folded text and the starts and ends of its characters in the original.
Spans = tuple[str, Sequence[int], Sequence[int]]


@dataclass(frozen=True)
class Folded:
    """A folded text and where each of its characters came from.

    ``starts[i]`` and ``ends[i]`` are the half-open range, in code points of the original, of the
    characters that folded character ``i`` stands for; both have ``len(text)`` entries. Neither
    ever decreases.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the half-open range of the original that folded ``[start, end)`` stands for.

        ``end`` must be greater than ``start``.
        """
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold ``text`` for search. Never raises; lone surrogates and NUL become spaces."""
    folded, starts, ends = fold_spans(text)
    return Folded(folded, tuple(starts), tuple(ends))


def fold_text(text: str) -> str:
    """``fold(text).text``, without the map."""
    return fold_spans(text)[0]


def fold_spans(text: str) -> Spans:
    """Fold as ``fold`` does; ranges stand for the tuples where no character moved, much cheaper."""
    unmoved = range(len(text)), range(1, len(text) + 1)
    if text.isascii():
        return text.lower().replace("\0", " "), *unmoved
    folded = text.translate(_TABLE)
    spans: Spans = _expand(text, folded) if _UNEVEN in folded else (folded, *unmoved)
    if _MARK.search(spans[0]):
        spans = _rewrite(_DECOMPOSED, _compose, spans)
    return _rewrite(DISORDERED, order_syllable, spans)


class _Table(dict[int, str]):
    """``str.translate``'s table of one character for one, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        kept = folded if len(folded) == 1 else _UNEVEN
        if len(self) < _REMEMBERED:
            self[code] = kept
        return kept


_TABLE = _Table()


@lru_cache(maxsize=1 << 12)
def _fold_character(character: str) -> str:
    if character in "\0\uffff" or "\ud800" <= character <= "\udfff":
        return " "
    if INVISIBLE.match(character):
        return ""
    if PICTURES.match(character):
        return character
    folded = SPELLINGS.get(character, character)
    for _ in range(3):  # lower case can bring what NFKC changes, and the reverse
        folded = unicodedata.normalize("NFKC", folded).lower()
    return "".join(map(_fold_form, folded))


def _fold_form(character: str) -> str:
    if character in SPELLINGS:  # brought by NFKC
        return SPELLINGS[character]
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    character = RADICALS.get(character, character)
    return simplified(character) if character >= "\u3400" else character


def _compose(decomposed: str) -> str:
    return unicodedata.normalize("NFKC", decomposed)


def _expand(text: str, folded: str) -> Spans:
    """Put into ``folded`` what each uneven character of ``text`` becomes."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for piece in folded.split(_UNEVEN):
        uneven = at + len(piece)
        pieces.append(piece)
        starts.extend(range(at, uneven))
        ends.extend(range(at + 1, uneven + 1))
        at = uneven + 1
        replacement = _fold_character(text[uneven]) if uneven < len(text) else ""
        if replacement:
            pieces.append(replacement)
            starts.extend([uneven] * len(replacement))
            ends.extend([at] * len(replacement))
    return "".join(pieces), starts, ends


def _rewrite(pattern: re.Pattern[str], change: Callable[[str], str], spans: Spans) -> Spans:
    """Replace each match by what ``change`` makes of it.

    Characters that a change leaves at either end keep their own place; those between them stand
    for the whole of what lies between, because a reordered part has no smaller range in which
    starts never decrease.
    """
    folded, starts, ends = spans
    pieces: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    at = 0
    for match in pattern.finditer(folded):
        old, new = match[0], change(match[0])
        if old == new:
            continue
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        first, last = match.start() + head, match.end() - tail
        middle = new[head : len(new) - tail]
        pieces += folded[at:first], middle
        new_starts.extend(starts[at:first])
        new_ends.extend(ends[at:first])
        if middle:
            # A sign put in where nothing was taken out stands for what is before it.
            source = min(first, last - 1)
            new_starts.extend([starts[source]] * len(middle))
            new_ends.extend([ends[last - 1]] * len(middle))
        at = last
    if not at:
        return spans
    pieces.append(folded[at:])
    new_starts.extend(starts[at:])
    new_ends.extend(ends[at:])
    return "".join(pieces), new_starts, new_ends


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    for count, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return count
    return min(len(one), len(other))
