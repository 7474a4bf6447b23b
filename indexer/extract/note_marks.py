"""Raised letters and figures: which only refer to a note, and what the others are printed as.

"Article 1" with a raised 1 after it is article 1, not article 11.
"""

import re
from enum import Enum, auto


class Raised(Enum):
    """What a raised text is: part of the text, a reference to a note, which is left out, a power,
    or the mark at the head of a line, which stands apart from what follows."""

    TEXT = auto()
    NOTE = auto()
    POWER = auto()
    HEAD = auto()


_FIGURES = r"\d{1,3}"
#: What refers to a note: figures, signs, one letter or small Roman numerals, in brackets or not.
_MARK = re.compile(
    rf"[\[［(（〔]?\s*(?:注\s?)?(?:{_FIGURES}(?:\s?[,，]\s?{_FIGURES})*|[*＊†‡§¶#]{{1,4}}|[a-z]|[ivx]{{1,5}}"
    r"|[\u2460-\u2473])\s*[)）\]］〕]?"
)
_BRACKETED_MARK = re.compile(rf"[\[［〔]\s*(?:注\s?)?{_FIGURES}\s*[\]］〕]")
_POWER = re.compile(rf"[-−]?{_FIGURES}")
#: What a power is raised on: a factor of ten, a unit of length or time.
_BASE = re.compile(r"(?:[×x·*]\s?10|(?<![^\W\d_])(?:[kcdm]?m|s))$")
#: What ends in a raised letter of its own: N°, and French ordinals.
_ORDINALS = ((re.compile(r"\b[Nn]$"), "oº°"), (re.compile(r"(?<![^\W\d_])[IVX]+$"), "e"))
#: Names that pages and word processors give to notes.
_NOTE_TARGET = re.compile(r"#.*?(?:fn|ftn|edn|foot|note)", re.IGNORECASE)
_RAISED_FIGURES = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
#: As much of the text before a raised one as tells what it is.
CONTEXT = 12


def judge_raised(text: str, before: str) -> Raised:
    """What raised ``text`` is after ``before``, the text of its line so far.

    Ordinals (1st), names and the like stay text.
    """
    text, before = text.strip(), before.rstrip()[-CONTEXT:]
    if _POWER.fullmatch(text) and _BASE.search(before):
        return Raised.POWER
    if not _MARK.fullmatch(text):
        return Raised.TEXT
    if not before:
        return Raised.HEAD
    if any(base.search(before) and text in letters for base, letters in _ORDINALS):
        return Raised.TEXT
    return Raised.NOTE


def refers_to_note(text: str, target: str, before: str) -> bool:
    """Whether a link, not raised, is a reference to a note: a mark that leads to a place named as
    notes are, or one in square brackets that leads to a place in the same page. At the head of a
    line it is the note's own mark, which leads back."""
    text = text.strip()
    if not before.strip() or not target.startswith("#"):
        return False
    return bool(
        _BRACKETED_MARK.fullmatch(text) or (_MARK.fullmatch(text) and _NOTE_TARGET.match(target))
    )


def as_printed(text: str, kind: Raised) -> str:
    """What is kept of a raised text."""
    if kind is Raised.NOTE:
        return ""
    if kind is Raised.POWER:
        return text.translate(_RAISED_FIGURES)
    return f"{text} " if kind is Raised.HEAD else text
