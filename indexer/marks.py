"""Marks with a word of their own, in three languages: Article 7, CHAPTER II, 第七条, មាត្រា ៧.

The words are data (``mark_words``); the patterns are made of them. Whether a mark opens a provision
or only cites one is decided here as far as its own line tells (``firm``), and by ``sequence`` for
the rest. Bare numbers and letters are in ``items``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from analyzers.languages import CHINESE, KHMER
from analyzers.numbers import CHINESE_NUMERALS, parse_letter, parse_number
from indexer.headings import is_heading
from indexer.mark_words import (
    CHINESE_ANNEXES,
    CHINESE_ARTICLES,
    CHINESE_CITED,
    CHINESE_GROUPS,
    ENGLISH_ANNEXES,
    ENGLISH_ARTICLES,
    ENGLISH_CITED,
    ENGLISH_GROUPS,
    ENGLISH_NUMBERS,
    ENGLISH_SHORT,
    INSERTED,
    KHMER_ANNEXES,
    KHMER_ARTICLES,
    KHMER_CITED,
    KHMER_GROUPS,
    KHMER_INSERTED,
    KHMER_NUMBERS,
    Word,
)

# --------------------------------------------------------------------------- the values


class Ordinal(NamedTuple):
    """A provision's number: ``value`` counts, ``insert`` orders what was put in after it (9 bis is
    9, "bis"; 3-1 is 3, "-1"). Ordered as printed."""

    value: int
    insert: str = ""

    @property
    def eid(self) -> str:
        """How eids write it: 9, 9bis, 3-1."""
        return f"{self.value}{self.insert}"

    @property
    def key(self) -> tuple[int, int, str]:
        """The sort key: 9 < 9 bis < 9 ter < 10."""
        known = INSERTED.index(self.insert) + 1 if self.insert in INSERTED else 0
        return self.value, known, "" if known else self.insert


@dataclass(frozen=True, slots=True)
class Unit:
    """A mark with a word of its own at the start of a paragraph.

    ``unit`` is an eid prefix, ``family`` the word (folded) that a document's articles share,
    ``num`` the mark as printed, ``rest`` what follows it. ``weight``, 0 to 1, is how sure the line
    itself makes it that this opens a provision. ``letter``: of an annex numbered so, as in eids.
    """

    unit: str
    family: str
    rank: int
    number: Ordinal
    num: str
    rest: str
    weight: float
    letter: str = ""

    @property
    def firm(self) -> bool:
        """Whether the line leaves little doubt."""
        return self.weight >= FIRM

    @property
    def ordinal(self) -> str:
        """The number as eids write it."""
        return self.letter or self.number.eid


#: Weights of a mark by its own line: parted from its text, joined to it, followed by words that
#: mostly follow a citation.
FIRM, DOUBTFUL, CITED = 1.0, 0.4, 0.15

#: Rank of an article, below every group.
ARTICLE_RANK = 9
ANNEX_RANK = -1

# --------------------------------------------------------------------------- the words, compiled


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_GAP = r"[\s\u200b-\u200d\u2060\ufeff]{0,4}"
#: What parts a number from its text; ``._`` is the usual one in Khmer print.
_SEPARATOR = r"[.:：．៖ៈ។\-‐‑–—―、_＿]{1,3}"
_BIS = _any(INSERTED)
_HAN = rf"[{CHINESE_NUMERALS}兩\d]{{1,8}}"
#: A compound in words is printed with a hyphen or a space: Twenty-one, TWENTY ONE.
_ENGLISH_WORDS = _any(ENGLISH_NUMBERS).replace(r"\-", r"(?:[-‐‑]\s?|\s)")
_OPEN, _CLOSE = r"[(（]\s?", r"\s?[)）]"

_ENGLISH = re.compile(
    rf"(?P<word>{_any((*ENGLISH_ARTICLES, *ENGLISH_GROUPS))}|§){_GAP}"
    rf"(?:(?P<number>\d{{1,4}}|(?-i:[IVXLC]{{1,8}})\b|(?-i:[ivxlc]{{1,8}})\b"
    rf"|(?:the{_GAP})?(?:{_ENGLISH_WORDS})\b)|{_OPEN}(?P<bracketed>\d{{1,4}}){_CLOSE})"
    rf"(?P<insert>[-‑–.]\d{{1,2}}(?!\.?\d)|{_GAP}(?:{_BIS})\b|(?-i:[A-Z])(?!\w))?(?!\w)",
    re.I,
)
_ENGLISH_ANNEX = re.compile(
    rf"(?P<word>{_any(ENGLISH_ANNEXES)})(?:{_GAP}(?:no\.{_GAP})?"
    r"(?P<number>\d{1,3}|(?-i:[IVXLC]{1,6})|(?-i:[A-Z])))?(?!\w)",
    re.I,
)
_CHINESE = re.compile(
    rf"第{_GAP}(?:(?P<number>{_HAN})(?:-(?P<dash>\d{{1,2}}))?|{_OPEN}(?P<bracketed>{_HAN}){_CLOSE})"
    rf"{_GAP}"
    rf"(?P<word>{_any((*CHINESE_ARTICLES, *CHINESE_GROUPS))})"
    rf"(?:之(?P<insert>[一二三四五六七八九]))?"
)
_CHINESE_ANNEX = re.compile(
    rf"(?P<word>{_any(CHINESE_ANNEXES)})(?:{_GAP}(?P<number>{_HAN}|[A-Z]|[{CHINESE.letters}]))?"
)
_KHMER = re.compile(
    rf"(?P<word>{_any((*KHMER_ARTICLES, *KHMER_GROUPS))}){_GAP}(?P<th>ទី)?{_GAP}"
    rf"(?:(?P<number>\d{{1,4}}|[IVXLC]{{1,6}}\b|{_any(KHMER_NUMBERS)})"
    rf"|{_OPEN}(?P<bracketed>\d{{1,4}}){_CLOSE})"
    rf"(?P<insert>[-.]\d{{1,2}}(?!\.?\d)|{_GAP}(?:{_any(KHMER_INSERTED)}|{_BIS}))?"
    rf"(?:{_GAP}\(?{_GAP}ថ្មី{_GAP}\)?(?:{_GAP}\({_GAP}(?P<new>{_any(KHMER_NUMBERS)}){_GAP}\))?)?"
)
_KHMER_ANNEX = re.compile(
    rf"(?P<word>{_any(KHMER_ANNEXES)})(?:{_GAP}(?:ទី{_GAP})?(?P<number>\d{{1,3}}"
    rf"|(?:[{KHMER.letters}]|{_any(KHMER_NUMBERS)})(?![\u1780-\u17d3])))?"
)
_PARTING = re.compile(rf"{_GAP}(?P<mark>{_SEPARATOR})?(?P<gap>\s*)")


def read_unit(text: str, language: str) -> Unit | None:
    """The unit that ``text`` begins with, or None: no mark, or one that is plainly cited."""
    text = text.strip("\u200b\ufeff \t\u3000")
    reader = _READERS.get(language)
    return reader(text) if reader else None


def _parted(text: str, end: int) -> tuple[str, str, bool]:
    """What parts a mark from the rest ("" , a separator), the rest, and whether a gap is there."""
    found = _PARTING.match(text, end)
    assert found is not None
    spaced = found.end() > end
    return found["mark"] or "", text[found.end() :].strip(), spaced


# --------------------------------------------------------------------------- English


def _read_english(text: str) -> Unit | None:
    found = _ENGLISH.match(text)
    if not found:
        return _english_annex(text)
    word = found["word"].lower()
    if found["word"][0].islower():
        return None
    number = _english_ordinal(found["number"] or found["bracketed"], found["insert"])
    parting, rest, spaced = _parted(text, found.end())
    if number is None or not (spaced or not rest):
        return None
    weight = _english_weight(parting, rest)
    if not weight:
        return None
    family = "section" if word == "§" else ENGLISH_SHORT.get(word, word)
    kind = ENGLISH_GROUPS.get(family, Word("art", ARTICLE_RANK))
    return Unit(kind.unit, family, kind.rank, number, found[0].strip(), rest, weight)


def _english_ordinal(raw: str, insert: str | None) -> Ordinal | None:
    word = re.sub(r"[-‐‑\s]+", "-", raw.lower().removeprefix("the").strip())
    value = ENGLISH_NUMBERS.get(word) or parse_number(raw)
    if not value:
        return None
    return Ordinal(value, _insert(insert))


def _insert(raw: str | None) -> str:
    """The inserted part as eids write it: bis, -1, a."""
    raw = (raw or "").strip().lower()
    if raw[:1] in {".", "-", "–", "‑"}:
        return f"-{parse_number(raw[1:])}"
    return KHMER_INSERTED.get(raw, raw)


def _english_weight(parting: str, rest: str) -> float:
    """How sure it is that the mark opens a provision; 0 where it is cited."""
    if not rest:
        return FIRM
    if rest[0] in ",;)]”":
        return 0
    if parting:
        return FIRM
    first = re.match(r"[\W_]*(\w+)", rest)
    word = first[1] if first else ""
    # "To" opens a sentence, "to" goes on with one; a line in capitals does not tell.
    cited = word in ENGLISH_CITED or (word.isupper() and word.lower() in ENGLISH_CITED)
    if cited or (word[:1].islower() and rest[0] not in "(（"):
        return 0
    if _BRACKETED_NUMBER.match(rest) and not _BRACKETED_START.match(rest):
        return CITED if _BRACKETED_NUMBER.fullmatch(rest.rstrip(". ")) else 0
    return FIRM if is_heading(rest, "en") else DOUBTFUL


_BRACKETED_NUMBER = re.compile(r"[(（]\s?(?:\d{1,2}|[a-z]{1,4})\s?[)）]")
_BRACKETED_START = re.compile(r"[(（]\s?\w{1,4}\s?[)）][\s.]*[A-Z“\"]")


def _english_annex(text: str) -> Unit | None:
    found = _ENGLISH_ANNEX.match(text)
    if not found or found["word"][0].islower():
        return None
    parting, rest, _ = _parted(text, found.end())
    if rest and not parting and not is_heading(rest, "en"):
        return None
    if re.match(r"(?:of|is|are|shall|and|or|may|contains?|lists?)\b", rest):
        return None
    return _annex(found, rest, FIRM if parting or not rest else DOUBTFUL)


def _annex(found: re.Match[str], rest: str, weight: float) -> Unit | None:
    raw = found["number"] or ""
    letter = ""
    value = KHMER_NUMBERS.get(raw) or (parse_number(raw) if raw else 1)
    if value is None or (len(raw) == 1 and raw.isascii() and raw.isalpha() and raw not in "IVX"):
        value = parse_letter(raw)
        letter = chr(ord("a") + value - 1) if value and value <= 26 else ""
    if not value:
        return None
    num = found[0].strip()
    return Unit("annex", "annex", ANNEX_RANK, Ordinal(value), num, rest, weight, letter)


# --------------------------------------------------------------------------- Chinese


def _read_chinese(text: str) -> Unit | None:
    found = _CHINESE.match(text)
    if not found:
        return _chinese_annex(text)
    value = parse_number(found["number"] or found["bracketed"])
    if not value:
        return None
    insert = f"-{parse_number(found['dash'])}" if found["dash"] else ""
    if found["insert"]:
        insert = INSERTED[CHINESE.digits.index(found["insert"]) - 1]
    parting, rest, spaced = _parted(text, found.end())
    weight = _chinese_weight(parting, rest, spaced=spaced)
    if not weight:
        return None
    kind = CHINESE_GROUPS.get(found["word"], Word("art", ARTICLE_RANK))
    return Unit(kind.unit, kind.unit, kind.rank, Ordinal(value, insert), found[0], rest, weight)


def _chinese_weight(parting: str, rest: str, *, spaced: bool) -> float:
    if not rest:
        return FIRM
    if _CHINESE_CHILD.match(rest):
        return 0
    if spaced and parting != "、":
        return FIRM
    if _CHINESE_CITED.match(rest):
        return CITED
    return FIRM if rest[0] in "【〔[［（(" or is_heading(rest, "zh") else DOUBTFUL


_CHINESE_CHILD = re.compile(rf"第{_GAP}{_HAN}{_GAP}[条條款项項章節节目]")
_CHINESE_CITED = re.compile("|".join(CHINESE_CITED))


def _chinese_annex(text: str) -> Unit | None:
    found = _CHINESE_ANNEX.match(text)
    if not found:
        return None
    parting, rest, spaced = _parted(text, found.end())
    if rest and not (spaced and is_heading(rest, "zh")):
        return None
    return _annex(found, rest, FIRM if parting or not rest else DOUBTFUL)


# --------------------------------------------------------------------------- Khmer


def _read_khmer(text: str) -> Unit | None:
    found = _KHMER.match(text)
    if not found:
        return _khmer_annex(text)
    raw = found["number"] or found["bracketed"]
    value = KHMER_NUMBERS.get(raw) or parse_number(raw)
    if not value or (raw in KHMER_NUMBERS and not _stands_alone(found, text)):
        return None
    insert = _insert(found["insert"])
    if found["new"]:
        insert = f"-{KHMER_NUMBERS[found['new']]}"
    parting, rest, spaced = _parted(text, found.end())
    weight = _khmer_weight(parting, rest, spaced=spaced)
    kind = KHMER_GROUPS.get(found["word"], Word("art", ARTICLE_RANK))
    family = kind.unit if kind.unit != "art" else found["word"]
    num = found[0].strip()
    return Unit(kind.unit, family, kind.rank, Ordinal(value, insert), num, rest, weight)


def _stands_alone(found: re.Match[str], text: str) -> bool:
    """A number in words ends with its word, or with the line or a separator where ទី does not mark
    it as one: ផ្នែកមួយ (a part) runs on, ជំពូកទីមួយ and មាត្រា មួយ.- do not."""
    after = text[found.end() : found.end() + 1]
    if found["th"] or found["number"] == "ឯក":
        return not "\u1780" <= after <= "\u17d3"
    parting, rest, _ = _parted(text, found.end())
    return bool(parting) or not rest


def _khmer_weight(parting: str, rest: str, *, spaced: bool) -> float:
    if not rest or parting:
        return FIRM
    if _KHMER_CITED.match(rest):
        return CITED
    return FIRM if spaced and is_heading(rest, "km") else DOUBTFUL


_KHMER_CITED = re.compile("|".join(KHMER_CITED))


def _khmer_annex(text: str) -> Unit | None:
    found = _KHMER_ANNEX.match(text)
    if not found:
        return None
    parting, rest, spaced = _parted(text, found.end())
    if rest and (
        not spaced or not is_heading(rest, "km") or (not parting and _KHMER_CITED.match(rest))
    ):
        return None
    return _annex(found, rest, FIRM if parting or not rest else DOUBTFUL)


_READERS = MappingProxyType({"en": _read_english, "zh": _read_chinese, "km": _read_khmer})
