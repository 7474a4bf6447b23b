"""Which lines are headings, and the heading that a mark's own line or the next ones hold."""

import re
from collections.abc import Sequence
from types import MappingProxyType

from indexer.items import read_items
from indexer.tree import Node, Piece

#: A heading is at most this long, in code points.
HEADING_LIMITS = MappingProxyType({"en": 160, "zh": 45, "km": 150})

#: Ends of sentences and clauses; a heading has none at its end, a Chinese one none at all.
_ENDS = ".;:,!?。；：，！？。．៖។៕"
_CHINESE_STOPS = re.compile("[，。；：！？]")


def is_heading(text: str, language: str) -> bool:
    """Whether ``text`` could be a heading: short, and without the punctuation of a sentence."""
    text = text.strip()
    if not text or len(text) > HEADING_LIMITS.get(language, 150):
        return False
    if text[-1] in _ENDS or "។" in text or (text[0] in "(（" and text[-1] not in ")）"):
        return False
    if language == "zh":
        return not _CHINESE_STOPS.search(text)
    return not re.search(r"[.;] [A-Z]", text)


#: Ends of an English line that goes on in the next one.
_OPEN_END = re.compile(r"(?:\b(?:and|or|of|the|for|in|on|to|with|by|from|a|an|as)|[,–—-])$", re.I)
_BRACKETED = re.compile(r"[【〔\[（(]\s*([^】〕\])）]{1,60}?)\s*[】〕\])）]\s*(.*)", re.S)
#: A heading goes over at most so many lines.
LINES = 3


def take_heading(
    rest: Piece, following: Sequence[Piece], language: str, *, needs_body: bool
) -> tuple[str, list[Piece]]:
    """The heading of a mark, and the paragraphs below it that remain.

    ``rest`` is what follows the mark on its line, ``following`` the paragraphs up to the next mark.
    ``needs_body``: an article has text, so that a line with nothing below it is no heading.
    """
    below = list(following)
    if not rest.text:
        return _heading_below(below, language, needs_body=needs_body)
    if bracketed := _BRACKETED.fullmatch(rest.text):
        heading, body = bracketed.groups()
        if not read_items(rest.text) and (body or below or not needs_body):
            return heading, [rest.rest(body), *below] if body else below
    if _is_body(rest, language) or (needs_body and not below):
        return "", [rest, *below]
    return _with_next_lines(rest, below, language, needs_body=needs_body)


def give_heading(
    node: Node, rest: Piece, following: Sequence[Piece], language: str, *, needs_body: bool
) -> list[Piece]:
    """Give a node the heading that ``take_heading`` finds, and its place; what remains."""
    node.heading, below = take_heading(rest, following, language, needs_body=needs_body)
    left = {id(piece) for piece in below}
    node.marks.extend(piece for piece in following[:LINES] if id(piece) not in left)
    return below


def _heading_below(
    below: list[Piece], language: str, *, needs_body: bool
) -> tuple[str, list[Piece]]:
    if len(below) < (2 if needs_body else 1) or _is_body(below[0], language):
        return "", below
    bracketed = _BRACKETED.fullmatch(below[0].text)
    if bracketed and not bracketed[2]:
        return bracketed[1], below[1:]
    return _with_next_lines(below[0], below[1:], language, needs_body=needs_body)


def _is_body(piece: Piece, language: str) -> bool:
    return bool(read_items(piece.text)) or not is_heading(piece.text, language)


def _with_next_lines(
    first: Piece, below: list[Piece], language: str, *, needs_body: bool
) -> tuple[str, list[Piece]]:
    """A heading and the lines that it runs on to."""
    lines = [first]
    while (
        len(lines) < LINES
        and len(below) > (1 if needs_body else 0)
        and not _is_body(below[0], language)
        and _goes_on(lines[-1], below[0], language, needs_body=needs_body)
    ):
        lines.append(below.pop(0))
    joint = " " if language == "en" else ""
    return joint.join(line.text for line in lines), below


def _goes_on(line: Piece, after: Piece, language: str, *, needs_body: bool) -> bool:
    if not needs_body:
        return True
    if language == "en" and (_OPEN_END.search(line.text) or after.text[0].islower()):
        return True
    return (line.centred and after.centred) or (line.bold and after.bold)
