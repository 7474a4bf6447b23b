"""What the text of a line says by itself: how wide it is, whether it begins a provision or ends a
sentence, and what stands between it and the next where both are joined."""

import re
from collections.abc import Iterator, Set

from analyzers.languages import LANGUAGES
from indexer.marks import Unit, read_unit

_KHMER = "\u1780-\u17d3\u17d7\u17dc\u17dd\u17e0-\u17e9"
_HAN = "\u2e80-\u2fdf\u3001-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60"
_IS_KHMER = re.compile(f"[{_KHMER}]")
_IS_HAN = re.compile(f"[{_HAN}]")
_NO_WIDTH = re.compile(r"[\u17b4-\u17bd\u17c6-\u17d3\u17dd\u200b-\u200d\u0300-\u036f]")

_SENTENCE_END = re.compile(r"[.!?;:។៕៚៖。！？；：…](?:[\"'”’»)\]）」』]|\s)*$")
_STOP_BEFORE_SPACE = re.compile(r"[។៕៚៖!?,]$")
_HYPHENED = re.compile(r"([^\W\d_]+)[-\u2010]$")
_LOWER_START = re.compile(r"[^\W\d_]+")

_KHMER_NUMBER = r"[០-៩0-9]{1,4}"
_HAN_NUMBER = r"[一二三四五六七八九十百千零〇○0-9０-９]{1,8}"
#: The beginnings of provisions, from the largest to the smallest, in three languages.
_PROVISION = re.compile(
    rf"""\s*(?:
    (?:មាត្រា|ប្រការ|ជំពូក|ផ្នែក|កថាខណ្ឌ|ឧបសម្ព័ន្ធ)\s*(?:ទី)?\s*[:៖]?\s*(?:{_KHMER_NUMBER}|[IVXLC]+\b|[ក-អ]\b)
    | បុព្វកថា | ឧបសម្ព័ន្ធ\s*$
    | {_KHMER_NUMBER}\s?[.)）៖\-–—][\s\u1780-\u17ff.\-–—]
    | [(（]\s?(?:{_KHMER_NUMBER}|[ក-អ])\s?[)）] | [ក-អ]\s?[.)）៖\-–](?=\s|[\u1780-\u17ff])
    | 第\s?{_HAN_NUMBER}\s?(?:条|條|章|节|節|编|編|款|项|項|部分)
    | [(（]\s?{_HAN_NUMBER}\s?[)）] | {_HAN_NUMBER}\s?[、．]
    | 附\s?[件则則录錄] | 序\s?言
    | (?i:article|chapter|part|section|annexe?|appendix|schedule)\s+(?:\d+|[IVXLC]+|[A-Z])\b
    | (?:PREAMBLE|ANNEX|APPENDIX|Preamble|Annex|Appendix)\s*$
    | \d{{1,3}}(?:\.\d{{1,2}})*[.)](?=\s|[^\W\d_])
    | [(（](?:[a-z]|[ivx]{{1,5}}|\d{{1,2}})[)）] | (?:[a-z]|[ivx]{{1,5}})[.)]\s
    | IN\ WITNESS\ WHEREOF | DONE\ (?:at|in)\b
    | [•▪◦●■–—-]\s
    )""",
    re.VERBOSE,
)
_HEAD_ONLY = re.compile(
    rf"""\s*(?:
    (?:មាត្រា|ប្រការ|ជំពូក|ផ្នែក|ឧបសម្ព័ន្ធ)\s*(?:ទី)?\s*[:៖]?\s*(?:{_KHMER_NUMBER}|[IVXLC]+|[ក-អ])
    | 第\s?{_HAN_NUMBER}\s?(?:条|條|章|节|節|编|編|部分)
    | (?:article|chapter|part|section|annex|appendix)\s+(?:\d+|[ivxlc]+|[a-z])(?:\s+bis|\s+ter)?
    | 附\s?[件录錄表] | ឧបសម្ព័ន្ធ | annexe? | appendix
    )\s*[.:：៖\-–—]*\s*""",
    re.VERBOSE | re.IGNORECASE,
)
#: A list item's mark: up to three numbers or letters, in brackets or with a stop.
_ITEM_ONLY = re.compile(
    rf"[(（\[]?\s?(?:(?:[0-9០-៩]{{1,3}}|[a-zA-Zក-អ]|[ivxIVX]{{1,5}}|{_HAN_NUMBER})[.\-]?){{1,3}}\s?"
    r"[)）\]、．.:：៖–—-]{0,3}|[•▪◦●■–—-]"
)
_LETTER = re.compile(r"[^\W\d_]")


def begins_provision(text: str) -> bool:
    """Whether a line opens like a provision, a heading or a list item: Article 7, (a), 一、"""
    return bool(_PROVISION.match(text)) or any(unit.firm for unit in _units(text))


def _units(text: str) -> Iterator[Unit]:
    """The units that ``text`` opens, read in each language."""
    found = (read_unit(text, language) for language in LANGUAGES)
    return (unit for unit in found if unit is not None)


def is_bare_heading(text: str) -> bool:
    """Whether a line is a heading's number and nothing more: Article 7, 第七条, មាត្រា ៧."""
    return bool(_HEAD_ONLY.fullmatch(text))


def is_label(text: str) -> bool:
    """Whether a text is a provision's mark and nothing more: Article 7., ARTICLE ONE, (a), 一、"""
    text = text.strip()
    if is_bare_heading(text) or _ITEM_ONLY.fullmatch(text):
        return True
    return any(not _LETTER.search(unit.rest) for unit in _units(text))


def ends_sentence(text: str) -> bool:
    """Whether a line ends at a full stop or a mark like it, closing quotes passed over."""
    return bool(_SENTENCE_END.search(text))


def display_width(text: str) -> int:
    """Columns a line takes: two a Han character, none a mark standing on another letter."""
    text = text.strip()
    return len(text) + len(_IS_HAN.findall(text)) - len(_NO_WIDTH.findall(text))


def join(left: str, right: str, words: Set[str] = frozenset()) -> str:
    """Two lines of one paragraph as one text.

    Between Khmer or Han a line break is nothing, unless ``left`` keeps a space at its end; between
    Latin it is a space. A hyphen that the line break put goes: one that is soft, or one whose word
    stands whole among ``words`` (lower case) or is not written with its hyphen there.
    """
    right = right.lstrip()
    if not left.strip() or not right:
        return left + right
    if left.rstrip().endswith("\u00ad"):
        return left.rstrip().rstrip("\u00ad") + right
    kept = left.rstrip()
    if (unbroken := _unbroken(kept, right, words)) is not None:
        return unbroken
    return kept + _between(kept[-1], right[0], spaced=kept != left) + right


def _unbroken(left: str, right: str, words: Set[str]) -> str | None:
    """Both lines with a word broken at a hyphen made whole; None when there is none."""
    head, tail = _HYPHENED.search(left), _LOWER_START.match(right)
    if head is None or tail is None or not right[0].islower():
        return None
    first, second = head.group(1).lower(), tail.group().lower()
    hyphened = f"{first}-{second}" in words and first + second not in words
    return left + right if hyphened else left[:-1] + right


def _between(left: str, right: str, *, spaced: bool) -> str:
    """What stands between two characters that a line break parted."""
    if left in "-\u2010\u2013/\u200b" or right == "\u200b":
        return ""
    if _IS_HAN.match(left) or _IS_HAN.match(right):
        # Han and Latin are set with or without a space; the file's own is kept.
        return " " if spaced and not (_IS_HAN.match(left) and _IS_HAN.match(right)) else ""
    if _IS_KHMER.match(left) and _IS_KHMER.match(right):
        return " " if spaced else ""
    if _STOP_BEFORE_SPACE.match(left) or spaced:
        return " "
    if _IS_KHMER.match(left) and not right.isalnum():
        return " " if right in "(“‘«[–—" else ""
    return "" if left in "(“‘«[" and _IS_KHMER.match(right) else " "
