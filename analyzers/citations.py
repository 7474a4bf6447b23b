"""Citations of provisions in running text and in queries: Article 7, 第七条, មាត្រា ៧.

A text is read mark by mark. A *mark* is a unit with its number in one language ("Article 7",
第二款, កថាខណ្ឌ ២); what stands between two marks says how they belong together: side by side or
after a comma the second lies within the first, after "of" or នៃ the first within the second, after
"and", 和 or និង they are two of a kind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from analyzers.languages import CHINESE, ENGLISH, KHMER
from analyzers.numbers import parse_letter, parse_number


class Citation(NamedTuple):
    """One provision named in a text.

    ``unit`` is an eid prefix (``chp art para point annex sec part``), ``number`` its ordinal as in
    eids (``7``, ``9bis``, ``a``), ``parent`` the citation it lies within, if the text says so
    ("paragraph 2 of Article 7" has parent Article 7). ``start``, ``end``: code points, half-open,
    of the words that name it, those of its parents included unless an earlier citation shares
    them ("Article 7, paragraphs 2 and 3": the second is "3" alone).
    """

    unit: str
    number: str
    start: int
    end: int
    parent: "Citation | None" = None

    @property
    def eid(self) -> str:
        """The tail of the eid it names: ``art_7``, ``art_7__para_2``."""
        own = f"{self.unit}_{self.number}"
        return f"{self.parent.eid}__{own}" if self.parent else own


def find_citations(text: str) -> list[Citation]:
    """Every provision ``text`` names, in text order, in any of the three languages.

    Lists and ranges are spelled out: "Articles 3 and 5 to 7" names four. Never raises.
    """
    if not _HINT.search(text):
        return []
    found: list[Citation] = []
    position = 0
    while head := _HEAD.search(text, position):
        mark = _mark(head)
        if mark is None:
            position = max(head.end(), position + 1)
            continue
        group = _Group(text, mark)
        while group.extend():
            pass
        found.extend(group.citations())
        position = group.end
    return found


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
    "部分": "part", "款": "para", "项": "point", "項": "point", "目": "point",
})  # fmt: skip

#: ផ្នែក is a part at the top of an instrument and a section within a chapter (see ``_nested``).
KHMER_UNITS = MappingProxyType({
    "មាត្រា": "art", "ប្រការ": "art", "ជំពូក": "chp", "ផ្នែក": "part", "កថាខណ្ឌ": "para",
    "វាក្យខណ្ឌ": "para", "អនុកថាខណ្ឌ": "point", "ចំណុច": "point", "ឧបសម្ព័ន្ធ": "annex",
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


def _any(words: "MappingProxyType[str, str] | MappingProxyType[str, int] | tuple[str, ...]") -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_GAP = r"[\s\u200b-\u200d\u2060]*"
_HAN_NUMBER = r"[〇零一二三四五六七八九十百千两兩\d]{1,7}"
_KHMER_LETTER = rf"[{KHMER.letters}](?![\u1780-\u17d3])"
_ROMAN = r"(?:[IVXLC]{1,8}|(?-i:[ivxlc]{2,8}))"

_HINT = re.compile(rf"art|ch|sec|§|para|point|item|annex|append|[第附]|{_any(KHMER_UNITS)}", re.I)

_ENGLISH = (
    rf"(?<![^\W_])(?P<en>{_any(ENGLISH_UNITS)})(?P<plural>e?s)?\b\.?{_GAP}"
    rf"(?P<en_number>\d{{1,4}}(?:\s?(?:{_any(INSERTED)})\b|[a-z]?\b)|{_ROMAN}\b"
    rf"|(?P<en_open>[(（]){_GAP}(?:[a-z]|[ivx]{{1,5}}|\d{{1,2}}){_GAP}[)）]|[a-z]\b)"
).replace(r"§)(?P<plural>e?s)?\b", r"§)(?P<plural>e?s)?")
_CHINESE = (
    rf"第{_GAP}[（(]?(?P<zh_number>{_HAN_NUMBER}(?:[、，,和及至到]第?{_HAN_NUMBER})*|[a-z])[)）]?{_GAP}"
    rf"(?P<zh>{_any(CHINESE_UNITS)})(?:之(?P<zh_inserted>[一二三四五六七八九]))?"
    rf"|(?P<zh_annex>附[件录錄]){_GAP}(?P<zh_annex_number>{_HAN_NUMBER}|[a-z](?![a-z])|[{CHINESE.letters}])"
)
_KHMER = (
    rf"(?P<km>{_any(KHMER_UNITS)}){_GAP}(?P<km_ordinal>ទី)?{_GAP}"
    rf"(?:(?P<km_number>\d{{1,4}})(?:{_GAP}(?P<km_inserted>{_any(KHMER_INSERTED)}|{_any(INSERTED)}))?"
    rf"|[(（]?(?P<km_letter>{_KHMER_LETTER})[)）]?"
    rf"|(?<=ទី)(?P<km_word>{_any(KHMER_ORDINALS)}))"
)
_HEAD = re.compile(f"{_ENGLISH}|{_CHINESE}|{_KHMER}", re.I)

_BRACKET = re.compile(
    rf"{_GAP}[（(]{_GAP}(?P<number>\d{{1,2}}|(?-i:[a-z]|[ivx]{{2,5}})"
    rf"|[一二三四五六七八九十]{{1,3}}|{_KHMER_LETTER}){_GAP}[)）]"
)
_DECIMAL = re.compile(r"\.(?P<number>\d{1,2})(?![\d.])")
_OF = re.compile(rf"{_GAP}(?:of(?:\s+the)?|នៃ){_GAP}", re.I)
_WITHIN = re.compile(rf"(?:{_GAP}[,，、]|的)?{_GAP}")
_AND = re.compile(rf"{_GAP}(?:[,，、;；]|\b(?:and|or)\b|&|以及|[和及与與或]|និង|ឬ|,?{_GAP})+{_GAP}", re.I)
_TO = re.compile(rf"{_GAP}(?:\b(?:to|through)\b|[-–—~～至到]|ដល់){_GAP}", re.I)
_NEXT_NUMBER = re.compile(
    rf"(?P<number>\d{{1,4}}(?:\s?(?:{_any(INSERTED)})\b)?|(?-i:[IVXLC]{{1,8}})\b|[(（](?-i:[a-z])[)）])"
    rf"(?![\w%.:/]*\d)(?!{_GAP}(?:per\s?cent|%|days?\b|months?\b|years?\b|ថ្ងៃ|ខែ|ឆ្នាំ|នាក់))",
    re.I,
)
