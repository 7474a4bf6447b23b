"""An instrument without articles: a joint statement, a declaration, a text without marks."""

import re
from collections.abc import Sequence
from types import MappingProxyType

from indexer.cues import ENACTING
from indexer.headings import is_heading
from indexer.items import Item, read_items
from indexer.outline import PARAGRAPH_STYLES, Outline
from indexer.tree import Node, Piece, Text, number_paragraphs

#: Styles that may number sections with headings.
SECTION_STYLES = ("I.", "一、", "A.")
#: Share of such numbers that must have a heading for them to number sections.
HEADED = 0.8

#: A heading without a number is at most so long, in code points.
UNNUMBERED_LIMITS = MappingProxyType({"en": 90, "zh": 25, "km": 90})
_SENTENCE_ENDS = ".!?。！？។៕"


def find_sections(pieces: Sequence[Piece], language: str) -> list[tuple[int, Item]]:
    """Where the sections begin, with their numbers; () where there are none."""
    for style in SECTION_STYLES:
        found: list[tuple[int, Item]] = []
        for position, piece in enumerate(pieces):
            for item in read_items(piece.text):
                if item.style == style and item.value == len(found) + 1:
                    found.append((position, item))
                    break
        headed = sum(_has_heading(pieces, place, item, language) for place, item in found)
        if len(found) >= 2 and headed >= HEADED * len(found):
            return found
    return []


def _has_heading(pieces: Sequence[Piece], position: int, item: Item, language: str) -> bool:
    """Whether a heading, and then something else, follows the number."""
    after = pieces[position + 1 : position + 3]
    if item.rest:
        return bool(after) and is_heading(item.rest, language)
    return len(after) == 2 and is_heading(after[0].text, language)


def find_headings(pieces: Sequence[Piece], language: str) -> list[tuple[int, Item]]:
    """Where sections begin whose headings have no number: short lines between the paragraphs that
    are numbered, after the end of a sentence. They are counted; () where there are none."""
    style, last = "", 0
    places: list[int] = []
    within = False
    for position, piece in enumerate(pieces):
        item = next((one for one in read_items(piece.text) if _numbers(one, style, last)), None)
        if item is None:
            continue
        style = item.style
        if _is_unnumbered_heading(pieces, position - 1, language):
            places.append(position - 1)
            within = within or bool(last)
        last = item.value
    printed = len(places) == 1 and _is_set_apart(pieces[places[0]])
    if not within or not (len(places) > 1 or printed):
        return []
    return [
        (place, Item("", number, "", pieces[place].text)) for number, place in enumerate(places, 1)
    ]


def _numbers(item: Item, style: str, last: int) -> bool:
    """Whether an item is the next paragraph of a statement, or the first of one of its sections."""
    if not style:
        return item.value == 1 and item.style in PARAGRAPH_STYLES and not item.weak
    return item.style == style and item.value in {1, last + 1}


def _is_unnumbered_heading(pieces: Sequence[Piece], place: int, language: str) -> bool:
    """Whether a line is a heading by itself: short, no date, below the end of a sentence."""
    if place < 1:
        return False
    text = pieces[place].text
    return (
        len(text) <= UNNUMBERED_LIMITS[language]
        and not re.search(r"\d", text)
        and not read_items(text)
        and is_heading(text, language)
        and pieces[place - 1].text[-1] in _SENTENCE_ENDS
    )


def _is_set_apart(piece: Piece) -> bool:
    return piece.centred or piece.bold or piece.text.isupper()


def find_start(pieces: Sequence[Piece], sections: Sequence[tuple[int, Item]]) -> int | None:
    """Position of the first operative paragraph: a number, a section, or what follows the enacting
    words. None where nothing tells."""
    starts = [sections[0][0]] if sections else []
    for position, piece in enumerate(pieces):
        if any(_is_first(item, pieces, position) for item in read_items(piece.text)):
            starts.append(position)
            break
    enacting = next(
        (position for position, piece in enumerate(pieces) if ENACTING.search(piece.text)), None
    )
    if not starts and enacting is not None:
        starts.append(enacting + 1)
    return min(starts, default=None)


def _is_first(item: Item, pieces: Sequence[Piece], position: int) -> bool:
    """Whether a list of paragraphs begins here."""
    if item.value != 1 or item.style not in PARAGRAPH_STYLES:
        return False
    return not item.weak or any(
        other.style == item.style and other.value == 2
        for piece in pieces[position + 1 :]
        for other in read_items(piece.text)
    )


def build_statement(
    pieces: Sequence[Piece], sections: Sequence[tuple[int, Item]], language: str, root: Node
) -> None:
    """Hang the sections and paragraphs of an operative part in ``root``.

    ``sections`` are positions in ``pieces``. Paragraphs may be numbered through the sections.
    """
    first = sections[0][0] if sections else len(pieces)
    outline = Outline(root, language)
    outline.read(pieces[:first])
    for index, (position, item) in enumerate(sections):
        end = sections[index + 1][0] if index + 1 < len(sections) else len(pieces)
        node = root.open("sec", str(item.value), item.num, pieces[position])
        body = list(pieces[position + 1 : end])
        if item.rest and is_heading(item.rest, language):
            node.heading = item.rest
        elif item.rest:
            body.insert(0, pieces[position].rest(item.rest))
        elif body:
            node.marks.append(body[0])
            node.heading = body.pop(0).text
        outline.enter(node)
        outline.read(body)
        number_paragraphs(node, always=True)
    if not sections:
        number_paragraphs(root, always=True)
        _take_headings(root, language)


def _take_headings(root: Node, language: str) -> None:
    """Make headings of the first lines of numbered paragraphs, where nearly all have one."""
    numbered = [node for node in root.children if node.num]
    headed = [node for node in numbered if _first_is_heading(node, language)]
    if len(headed) < 2 or len(headed) < HEADED * len(numbered):
        return
    for node in headed:
        first = node.content.pop(0)
        assert isinstance(first, Text)
        node.heading = first.piece.text
        node.marks.append(first.piece)


def _first_is_heading(node: Node, language: str) -> bool:
    first = node.content[0] if len(node.content) > 1 else None
    return isinstance(first, Text) and is_heading(first.piece.text, language)
