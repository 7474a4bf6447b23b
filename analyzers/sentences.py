"""A line of text → its sentences, by the marks of its language.

Chinese ends at 。！？；, English at . ! ? and ;, abbreviations and numbers apart, Khmer at ។ ៕ and,
where a stretch without a mark grows long, at a space before a word that opens a clause. A mark
takes the quotation marks and brackets along that close after it; within a bracket nothing ends.
Sentences within a quotation are sentences.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]

#: English abbreviations that end no sentence, in lower case and without their last full stop:
#: those before a number, and those before a capital as well.
BEFORE_NUMBERS = frozenset(
    "art arts sec secs para paras par cl ch chap pt no nos vol p pp fig approx "
    "jan feb mar apr jun jul aug sep sept oct nov dec b.e a.d".split()
)
BEFORE_CAPITALS = frozenset(
    "cf vs v viz ed eds mr mrs ms dr prof hon st rev gen lt col sgt h.e e.g i.e al u.s u.n u.k "
    "ph.d messrs amb dept co ltd inc corp bros jr sr ave blvd".split()
)
#: Words that open a sentence: before one of them an abbreviation or initial that is no title ends
#: the sentence before (… of the U.S. The other …, Annex B. Each …).
STARTERS = frozenset(
    "the this these those it its he she they each every all any no if where when in on at for "
    "upon such a an both either neither there".split()
)
TITLES = frozenset(
    "mr mrs ms dr prof hon st rev gen lt col sgt h.e messrs amb v vs e.g i.e".split()
)
#: Khmer words that open a clause: a long stretch may be cut before one.
KHMER_OPENERS = (
    "ហើយ", "ដោយ", "ប្រសិនបើ", "ក្នុងករណី", "ទោះបី", "លើសពីនេះ", "បន្ទាប់ពី", "ដូច្នេះ", "ប៉ុន្តែ", "ព្រមទាំង",
    "ចំពោះ", "នៅពេល", "ដើម្បី", "ដែល",
)  # fmt: skip
#: Code points of Khmer without an end mark from which on it is cut at openers, and the least that
#: a piece must then have.
KHMER_LONG, KHMER_LEAST = 600, 200

#: Words that join the points of a list: alone after a mark they belong to the sentence before it.
JOINING = frozenset(
    ("and", "or", "and/or", "but", "和", "或", "或者", "以及", "及", "并", "និង", "ឬ")
)

_CLOSING = "\"'”’»›)）］\\]』」】〉》"
_END = {
    "en": re.compile(rf"[.!?;][{_CLOSING}]*(?=\s)"),
    "zh": re.compile(rf"[。！？；!?;]+[{_CLOSING}]*"),
    "km": re.compile(rf"(?:[។៕](?!ល។)|[!?！？])[។៕{_CLOSING}]*"),
}
#: What may come before a full stop: a word, an initial, a number of a list.
_BEFORE = re.compile(r"(?:[^\W\d_]|\.(?=[^\W\d_]))+$|\d+$")
_WORD = re.compile("[A-Za-z]+")
#: Digits of the number of an item.
_LONGEST_ITEM = 2
_OPENS = re.compile(r"\s*[\"'“‘«(（\[]*[^\W_]")
_OPENER = re.compile(rf"[ \u200b]+(?={'|'.join(KHMER_OPENERS)})")
_BRACKETS = {"(": ")", "（": "）", "《": "》", "[": "]", "［": "］"}
#: A bracket that does not close within so many code points is no bracket.
_LONGEST_BRACKET = 400


def sentences(text: str, language: str) -> list[Span]:
    """The sentences of one line, as half-open ranges in code points without white space around
    them, in order. Together they hold all that is not white space. A language that is not known is
    read as English."""
    found: list[Span] = []
    start = 0
    for end in _ends(text, language):
        _add(found, text, start, end)
        start = end
    _add(found, text, start, len(text))
    return found


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end and (text[start].isspace() or text[start] == "\u200b"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] == "\u200b"):
        end -= 1
    if start >= end:
        return
    part = text[start:end]
    if found and (part.lower() in JOINING or not any(letter.isalnum() for letter in part)):
        found[-1] = (found[-1][0], end)
    else:
        found.append((start, end))


def _ends(text: str, language: str) -> Iterator[int]:
    closed = _bracketed(text)
    last = 0
    for match in _END.get(language, _END["en"]).finditer(text):
        if any(first < match.start() < end for first, end in closed):
            continue
        if language not in _END or language == "en":
            if not _ends_english(text, match):
                continue
        elif language == "km":
            yield from _openers(text, last, match.start())
        yield match.end()
        last = match.end()
    if language == "km":
        yield from _openers(text, last, len(text))


def _ends_english(text: str, match: re.Match[str]) -> bool:
    opens = _OPENS.match(text, match.end())
    if opens is None or match[0][0] == ";":
        return True
    following = opens[0][-1]
    if following.islower():
        return False
    if match[0][0] != ".":
        return True
    before = _BEFORE.search(text, max(0, match.start() - 20), match.start())
    if before is None:
        return True
    word = before[0].lower()
    if word in BEFORE_NUMBERS and following.isdigit():
        return False
    if word.isdigit():
        return not _numbers_item(word, text[: before.start()].rstrip())
    initial = len(word) == 1 and before[0].isupper()
    if not initial and word not in BEFORE_CAPITALS:
        return True
    opening = _WORD.match(text, opens.end() - 1)
    return word not in TITLES and opening is not None and opening[0].lower() in STARTERS


def _numbers_item(number: str, before: str) -> bool:
    """Whether a number with a full stop opens an item of a list: it stands at the beginning, or
    after a sentence, and not after an abbreviation (Jan. 2024. No. 55.)."""
    if len(number) > _LONGEST_ITEM:
        return False
    if not before or before[-1] in ":;!?)":
        return True
    word = _BEFORE.search(before[:-1])
    abbreviations = BEFORE_NUMBERS | BEFORE_CAPITALS
    return before[-1] == "." and not (word and word[0].lower() in abbreviations)


def _bracketed(text: str) -> list[Span]:
    """Ranges within brackets, the outermost ones."""
    found: list[Span] = []
    at = 0
    while at < len(text):
        closing = _BRACKETS.get(text[at])
        end = text.find(closing, at, at + _LONGEST_BRACKET) if closing else -1
        if end > 0:
            found.append((at, end))
            at = end
        at += 1
    return found


def _openers(text: str, start: int, end: int) -> Iterator[int]:
    """Where a long stretch of Khmer without an end mark is cut."""
    if end - start < KHMER_LONG:
        return
    last = start
    for match in _OPENER.finditer(text, start, end):
        if match.end() - last >= KHMER_LEAST and end - match.end() >= KHMER_LEAST:
            yield match.end()
            last = match.end()
