"""Folding for search, with a map back to the stored text.

The text shown is never changed. ``fold`` gives what is indexed and what a query is matched by:
NFKC, lower case, Khmer in one encoding order (SIL's khnormal rules, MIT, L2/22-290), Traditional
Chinese in Simplified, digits in ASCII, invisible characters gone.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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

#: A character with combining marks after it, to be composed: Latin, Kana, Hangul. Other scripts
#: are stored in one form in practice.
_DECOMPOSED = re.compile(
    "[^\\s\u0300-\u036f][\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a]+"
    "|[\u1100-\u115e][\u1161-\u11ff]+|[가-힣][\u11a8-\u11ff]"
)

#: Stands, while folding, for a character that becomes none or several.
_UNEVEN = "\uffff"

_ASCII_KEPT = re.compile("[^\0A-Z]*", re.ASCII)

#: Characters remembered; the rest of Unicode is folded anew each time it is met.
_REMEMBERED = 1 << 16


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
        """The original's half-open range that folded ``[start, end)`` stands for (end > start)."""
        return min(self.starts[start:end]), max(self.ends[start:end])


class Spans(tuple[str, Sequence[int], Sequence[int]]):
    """Placeholder."""


def fold(text: str) -> Folded:
    """Fold ``text`` for search. Never raises; lone surrogates and NUL become spaces."""
    folded, starts, ends = fold_spans(text)
    return Folded(folded, tuple(starts), tuple(ends))
