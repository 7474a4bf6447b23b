"""One mark of a citation: a unit with its number, as three languages write it.

The words are data; the patterns are made of them. ``citations`` puts marks together.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType

from analyzers.languages import CHINESE, ENGLISH, KHMER
from analyzers.numbers import parse_letter, parse_number

# --------------------------------------------------------------------------- the words, as data

#: How deep a unit lies; a mark can only lie within one of a smaller depth.
DEPTHS = MappingProxyType(
    {"annex": 0, "part": 1, "chp": 2, "sec": 3, "art": 4, "para": 5, "point": 6}
)

ENGLISH_UNITS = MappingProxyType({
    "article": "art", "art": "art", "chapter": "chp", "chap": "chp", "ch": "chp",
    "part": "part", "section": "sec", "sec": "sec", "§": "sec", "paragraph": "para",
    "para": "para", "subparagraph": "point", "sub-paragraph": "point", "subpara": "point",
    "sub-para": "point", "point": "point", "item": "point", "annex": "annex", "annexe": "annex",
    "appendix": "annex",
})  # fmt: skip

CHINESE_UNITS = MappingProxyType({
    "条": "art", "條": "art", "章": "chp", "节": "sec", "節": "sec", "编": "part", "編": "part",
    "部分": "part", "款": "para", "段": "para", "项": "point", "項": "point", "目": "point",
})  # fmt: skip

#: ផ្នែក is a part of an instrument here; ``citations`` makes it a section within a chapter.
KHMER_UNITS = MappingProxyType({
    "មាត្រា": "art", "ប្រការ": "art", "ជំពូក": "chp", "ផ្នែក": "part", "កថាខណ្ឌ": "para",
    "វាក្យខណ្ឌ": "para", "អនុកថាខណ្ឌ": "point", "ចំណុច": "point", "ឧបសម្ព័ន្ធ": "annex",
})  # fmt: skip

#: Units that are named without a number, an instrument having one of them, or few.
UNNUMBERED_UNITS = MappingProxyType({
    "preamble": ("preamble", "序言", "序文", "បុព្វកថា", "អារម្ភកថា"),
    "annex": ("annex", "annexe", "annexes", "appendix", "附件", "附录", "附錄", "ឧបសម្ព័ន្ធ"),
})  # fmt: skip

KHMER_ORDINALS = MappingProxyType({
    "មួយ": 1, "ពីរ": 2, "បី": 3, "បួន": 4, "ប្រាំ": 5, "ប្រាំមួយ": 6, "ប្រាំពីរ": 7,
    "ប្រាំបី": 8, "ប្រាំបួន": 9, "ដប់": 10,
})  # fmt: skip

#: What an inserted article is called after the number it follows: 9 bis is also 第九条之一.
INSERTED = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies")
KHMER_INSERTED = MappingProxyType({"ស្ទួន": "bis", "ទ្វេ": "bis", "ត្រី": "ter"})

#: "Articles 3 to 900" is a slip of the keyboard or a page range, not 898 articles.
LONGEST_RANGE = 60

# --------------------------------------------------------------------------- the words, compiled


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


#: Bounded, so that a page of spaces after a unit costs nothing.
_GAP = r"[\s\u200b-\u200d\u2060]{0,4}"
_HAN = r"[〇零一二三四五六七八九十百千两兩\d]{1,7}"
_KHMER_LETTER = rf"[{KHMER.letters}](?![\u1780-\u17d3])"
_ROMAN = r"(?-i:[IVXLC]{1,8}|[ivxlc]{2,8})"
_BIS = _any(INSERTED)

_ENGLISH = (
    rf"(?<![^\W_])(?:§|(?P<en>{_any(ENGLISH_UNITS)})(?P<plural>e?s)?\b\.?){_GAP}"
    rf"(?P<en_number>\d{{1,4}}(?:\s?(?:{_BIS})\b|[a-z]?(?![a-z0-9]))|{_ROMAN}\b"
    rf"|[(（]{_GAP}(?:[a-z]|[ivx]{{1,5}}|\d{{1,2}}){_GAP}[)）]|[a-z]\b)"
)
_CHINESE = (
    rf"第{_GAP}[（(]?(?P<zh_number>{_HAN}(?:[、，,和及至到]第?{_HAN})*|[a-z]){_GAP}[)）]?{_GAP}"
    rf"(?P<zh>{_any(CHINESE_UNITS)})(?:之(?P<zh_inserted>[一二三四五六七八九]))?"
    rf"|附[件录錄]{_GAP}(?P<zh_annex>{_HAN}|[a-z](?![a-z])|[{CHINESE.letters}])"
)
_KHMER = (
    rf"(?P<km>{_any(KHMER_UNITS)}){_GAP}(?:ទី)?{_GAP}"
    rf"(?:(?P<km_number>\d{{1,4}})(?:{_GAP}(?P<km_inserted>{_any(KHMER_INSERTED)}|(?:{_BIS})\b))?"
    rf"|[(（]?(?P<km_letter>{_KHMER_LETTER})[)）]?"
    rf"|(?<=ទី)(?P<km_word>{_any(KHMER_ORDINALS)}))"
)
MARK = re.compile(f"{_ENGLISH}|{_CHINESE}|{_KHMER}", re.I)

UNNUMBERED = re.compile(
    "|".join(
        rf"(?P<{unit}>(?<![a-z])(?:{_any(names)})(?![a-z]))"
        for unit, names in UNNUMBERED_UNITS.items()
    ),
    re.I,
)

#: Cheap: most queries hold no unit before something like a number, and are done here.
HINT = re.compile(
    rf"(?:{_any(ENGLISH_UNITS)})(?:e?s)?\.?{_GAP}(?:[\d(（]|[a-z]\b|[IVXLCivxlc])"
    rf"|[第附]|{_any(KHMER_UNITS)}",
    re.I,
)

BRACKET = re.compile(
    rf"{_GAP}[（(]{_GAP}(?P<number>\d{{1,2}}|[a-z]|[ivx]{{2,5}}"
    rf"|[一二三四五六七八九十]{{1,3}}|{_KHMER_LETTER}){_GAP}[)）]"
)
DECIMAL = re.compile(r"\.(?P<number>\d{1,2})(?![\d.])")
#: "of", or nothing: paragraph 2, Article 7; កថាខណ្ឌ ២ មាត្រា ៧. Never so in Chinese.
OF = re.compile(rf"{_GAP}(?:(?:\bof\b(?:\s+the\b)?|នៃ){_GAP}|,?{_GAP}(?=[a-z\u1780-\u17b3]))", re.I)
WITHIN = re.compile(rf"(?:{_GAP}[,，、]|的)?{_GAP}")
_SEPARATOR = r"(?:[,，、;；&]|\band\b|\bor\b|以及|[和及与與或]|និង|ឬ)"
AND = re.compile(rf"{_GAP}(?P<separators>(?:{_SEPARATOR}{_GAP}){{0,2}})", re.I)
TO = re.compile(rf"{_GAP}(?:\bto\b|\bthrough\b|[-–—~～至到]|ដល់){_GAP}", re.I)
NEXT = re.compile(
    rf"(?P<number>\d{{1,4}}(?:\s?(?:{_BIS})\b)?(?![\w%]|[.:/,]\d)|(?-i:[IVXLC]{{1,8}})\b"
    r"|[(（](?-i:[a-z])[)）])",
    re.I,
)
#: What may follow the last number of a list whose unit is not in the plural: "Article 3 and 4 of".
LIST_ENDS = re.compile(r"\s*(?:$|[.,;:)。，；）]|(?:of|and|or|to|shall)\b|នៃ|និង|ដល់|ឬ)", re.I)

# --------------------------------------------------------------------------- one mark


@dataclass(frozen=True, slots=True)
class Mark:
    """A unit with its numbers (several in 第三、四条) and its half-open place in the text.

    ``bare``: a letter with nothing around it, which names a point only beside another mark.
    """

    unit: str
    numbers: tuple[str, ...]
    start: int
    end: int
    plural: bool = False
    bare: bool = False

    def single(self, number: str) -> "Mark":
        """Keep one of the numbers."""
        return replace(self, numbers=(number,))


def read_mark(found: re.Match[str]) -> Mark | None:
    """Read a match of ``MARK``; None where the number is none of its unit."""
    if found["zh"]:
        return _chinese_mark(found)
    if found["zh_annex"]:
        number = ordinal("annex", found["zh_annex"])
        return Mark("annex", (number,), found.start(), found.end()) if number else None
    if found["km"]:
        return _khmer_mark(found)
    unit = ENGLISH_UNITS[(found["en"] or "§").lower()]
    raw = found["en_number"].strip("()（） ")
    bracketed = raw != found["en_number"]
    if unit == "para" and raw.isalpha() and not _is_roman_number(raw):
        unit = "point"  # "paragraph (a) of Article 3"
    bare = unit == "point" and not bracketed
    letters = unit in {"point", "annex"}
    if raw.isalpha() and not letters and (bracketed or not _is_roman_number(raw)):
        return None  # "article a", "part of"
    number = ordinal(unit, raw)
    if number is None:
        return None
    return Mark(unit, (number,), found.start(), found.end(), bool(found["plural"]), bare)


def _chinese_mark(found: re.Match[str]) -> Mark | None:
    unit = CHINESE_UNITS[found["zh"]]
    numbers: list[str] = []
    for run in re.split(r"[、，,和及]", found["zh_number"].replace("第", "")):
        ends = [ordinal(unit, end) for end in re.split("[至到]", run)]
        if None in ends:
            return None
        first, last = str(ends[0]), str(ends[-1])
        numbers += [first, *between(first, last), last] if len(ends) > 1 else [first]
    if found["zh_inserted"] and unit != "point":
        numbers[-1] += INSERTED[CHINESE.digits.index(found["zh_inserted"]) - 1]
    return Mark(unit, tuple(numbers), found.start(), found.end())


def _khmer_mark(found: re.Match[str]) -> Mark | None:
    unit = KHMER_UNITS[found["km"]]
    if letter := found["km_letter"]:
        unit = "point" if unit == "para" else unit
        if unit not in {"point", "annex"}:
            return None
        number = ordinal(unit, letter)
    elif word := found["km_word"]:
        number = ordinal(unit, str(KHMER_ORDINALS[word]))
    else:
        inserted = (found["km_inserted"] or "").lower()
        number = ordinal(unit, found["km_number"] + KHMER_INSERTED.get(inserted, inserted))
    return Mark(unit, (number,), found.start(), found.end()) if number else None


_PLAIN_NUMBER = re.compile(r"(\d+)\s*([a-z]*)")


def _is_roman_number(raw: str) -> bool:
    """Whether a letter sequence can only be meant as a numeral: IV, ii, and a capital I."""
    return parse_number(raw) is not None and (len(raw) > 1 or raw in "IVX")


def ordinal(unit: str, raw: str) -> str | None:
    """Write ``raw`` as eids do; None when it is no number, or 0.

    Digits, with letters after them for what was inserted; points by letters in order.
    """
    lowered = raw.lower()
    if plain := _PLAIN_NUMBER.fullmatch(lowered):
        value = int(plain[1])
        if unit == "point":
            return _letter(value)
        return f"{value}{plain[2]}" if value else None
    if unit in {"point", "annex"} and len(raw) == 1 and not (unit == "annex" and raw in "IVX"):
        if lowered in ENGLISH.letters:
            return lowered
        if value_of_letter := parse_letter(raw):
            return _letter(value_of_letter)
    number = parse_number(raw)
    if not number:
        return None
    return _letter(number) if unit == "point" else str(number)


def _letter(value: int) -> str | None:
    if value < 1:
        return None
    return ENGLISH.letters[value - 1] if value <= len(ENGLISH.letters) else str(value)


def between(first: str, last: str) -> list[str]:
    """Spell out what lies strictly between two numbers or letters; nothing where unclear."""
    if first.isdigit() and last.isdigit():
        low, high = int(first), int(last)
        return [str(value) for value in range(low + 1, high)] if high - low <= LONGEST_RANGE else []
    if len(first) == len(last) == 1 and first.isalpha() and last.isalpha():
        return [chr(code) for code in range(ord(first) + 1, ord(last))]
    return []
