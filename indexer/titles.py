"""The title of an instrument, from the lines of its front matter, without letterhead and notes."""

import re
from collections.abc import Sequence
from types import MappingProxyType

from indexer.cues import BRACKETED, CONTENTS_HEADING
from indexer.signing import is_below_title

#: Names that stand as a letterhead over a title; within one they name a party or the subject.
_LETTERHEAD = re.compile(
    r"ព្រះរាជាណាចក្រកម្ពុជា|KINGDOM OF CAMBODIA|Kingdom of Cambodia|UNITED NATIONS|United Nations"
    r"|联合国|聯合國"
)
#: Lines that are no part of a title wherever they stand: a motto, a number, an ornament.
_NO_TITLE = re.compile(
    r"ជាតិ\s*សាសនា\s*ព្រះមហាក្សត្រ|NATION,? RELIGION,? KING|Nation,? Religion,? King"
    r"|(?:No|Nº|លេខ)[.\s៖:].*|[\W\d_]+",
)
#: Words that join two lines of a title, by language: the end of one, or the beginning of the next.
_JOINING_END = MappingProxyType(
    {
        "en": re.compile(r"\b(?:between|among|and|of|by|with|for|to|the)$", re.IGNORECASE),
        "zh": re.compile("[和与與暨及同]$"),
        "km": re.compile("(?:រវាង|និង|នៃ|របស់|ជាមួយ|ស្តីពី|ស្ដីពី)$"),
    }
)
_JOINING_START = MappingProxyType(
    {
        "en": re.compile(r"(?:between|among|and|of|with)\b", re.IGNORECASE),
        "zh": re.compile("[和与與暨及同间間之]"),
        "km": re.compile("រវាង|និង|នៃ|របស់|ជាមួយ|ស្តីពី|ស្ដីពី"),
    }
)


def read_title(front: Sequence[str], language: str) -> str:
    """The lines of the title joined, without letterhead and notes."""
    texts = [" ".join(line.split()) for line in front]
    lines: list[str] = []
    for position, text in enumerate(texts):
        skipped = BRACKETED.fullmatch(text) or CONTENTS_HEADING.fullmatch(text)
        if skipped or is_below_title(text, language):
            if lines:
                break
            continue
        if _is_of_title(texts, position, language) and not _is_repeated(text, lines, language):
            lines.append(text)
    return _joined(lines, language)


def _is_of_title(texts: Sequence[str], position: int, language: str) -> bool:
    """Whether a line says something of the title: no ornament, and no letterhead, unless a line
    beside it joins it to the title."""
    text = texts[position]
    if not text or _NO_TITLE.fullmatch(text):
        return False
    if not _LETTERHEAD.fullmatch(text):
        return True
    before = texts[position - 1] if position else ""
    after = texts[position + 1] if position + 1 < len(texts) else ""
    return bool(_JOINING_END[language].search(before) or _JOINING_START[language].match(after))


def _is_repeated(text: str, lines: Sequence[str], language: str) -> bool:
    """Whether a line stood before; a word that joins, alone on its line, may stand again."""
    return text in lines and not _JOINING_START[language].fullmatch(text)


def _joined(lines: Sequence[str], language: str) -> str:
    """The lines as one: Khmer ones without a space, as a line may end in a word, except where a
    word that joins begins or is a line."""
    title = ""
    for line in lines:
        joins = _JOINING_START[language].match(line) or _JOINING_END[language].search(title)
        spaced = language == "en" or (language == "km" and joins)
        title += f" {line}" if title and spaced else line
    return title
