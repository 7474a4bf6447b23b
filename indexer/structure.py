"""Paragraphs → the provision trees of a document, one expression a language."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from analyzers.languages import LANGUAGES
from indexer.cues import (
    BRACKETED,
    HEREINAFTER,
    OPENING,
    PREAMBLE_HEADING,
    TESTIMONIUM,
)
from indexer.headings import take_heading
from indexer.items import read_items
from indexer.marks import Unit, read_unit
from indexer.metadata import read_metadata
from indexer.models import Expression, Paragraph
from indexer.outline import PARAGRAPH_STYLES, Outline
from indexer.segments import Segment, build_segment, find_segment
from indexer.statements import build_statement, find_sections, find_start
from indexer.tree import Node, Piece, number_paragraphs, provisions
from indexer.trim import trim

#: Share of the main language's text from which another language is an expression of its own.
OWN_EXPRESSION = 0.15
#: A line of a title is at most so long, in code points by language.
TITLE_LIMITS = {"en": 260, "zh": 90, "km": 260}


def structure(paragraphs: Sequence[Paragraph], language: str = "") -> list[Expression]:
    """The expressions of a document, the language with the most text first.

    With ``language`` only paragraphs of that language code are read. A text without any mark
    becomes one expression whose paragraphs are ``para_1``, ``para_2``, …
    """
    if language:
        paragraphs = [paragraph for paragraph in paragraphs if paragraph.language == language]
    return [_expression(own, code) for code, own in _by_language(paragraphs) if code in LANGUAGES]


def _by_language(paragraphs: Sequence[Paragraph]) -> list[tuple[str, list[Paragraph]]]:
    """The paragraphs of each language, the one with most text first.

    Some words in another language make no version: they stay where they are.
    """
    weights: Counter[str] = Counter()
    for paragraph in paragraphs:
        weights[paragraph.language] += _weight(paragraph)
    known = [code for code, _ in weights.most_common() if code in LANGUAGES]
    if not known:
        return []
    main = known[0]
    own = {code for code in known if weights[code] >= OWN_EXPRESSION * weights[main]}
    grouped: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        grouped[paragraph.language if paragraph.language in own else main].append(paragraph)
    return [(code, grouped[code]) for code in known if code in own]


def _weight(paragraph: Paragraph) -> int:
    """About how many words a paragraph has, times ten."""
    language = LANGUAGES.get(paragraph.language)
    return int(10 * len(paragraph.text) / (language.characters_a_word if language else 5.0)) + 1


def _expression(paragraphs: Sequence[Paragraph], language: str) -> Expression:
    scripts: Counter[str] = Counter()
    for paragraph in paragraphs:
        if paragraph.language == language:
            scripts[paragraph.script] += len(paragraph.text)
    pieces = trim([Piece.of(paragraph) for paragraph in paragraphs], language)
    front, nodes = _read(pieces, language)
    tree = provisions(nodes)
    script = scripts.most_common(1)[0][0] if scripts else LANGUAGES[language].scripts[0]
    return Expression(
        language=language,
        script=script,
        metadata=read_metadata([piece.text for piece in front], tree, language),
        provisions=tree,
    )


# --------------------------------------------------------------------------- the parts


def _read(pieces: Sequence[Piece], language: str) -> tuple[Sequence[Piece], list[Node]]:
    """The front matter, and the provisions of the highest level."""
    units = [read_unit(piece.text, language) for piece in pieces]
    annexes = _annexes(pieces, units)
    body_end = annexes[0] if annexes else len(pieces)
    segment = find_segment(pieces[:body_end], units[:body_end], language)
    closing = _testimonium(segment)
    root = Node("root", "")
    body = _cut(segment, closing)
    front = _read_body(body, root)
    if closing < body_end:
        testimonium = root.open("testimonium", "")
        for piece in pieces[closing:body_end]:
            testimonium.add(piece)
    for index, start in enumerate(annexes):
        end = annexes[index + 1] if index + 1 < len(annexes) else len(pieces)
        _read_annex(Segment(pieces[start:end], units[start:end], language), root)
    return front, root.children


def _cut(segment: Segment, end: int) -> Segment:
    """The part of a segment before ``end``."""
    return Segment(
        segment.pieces[:end],
        segment.units[:end],
        segment.language,
        tuple(position for position in segment.articles if position < end),
        tuple(position for position in segment.groups if position < end),
    )


def _read_body(body: Segment, root: Node) -> Sequence[Piece]:
    """Hang preamble and provisions in ``root``; the front matter is returned."""
    if body.articles:
        front, preamble = _front(body.leading, body.language)
        _add_preamble(preamble, root)
        build_segment(body, root)
        return front
    sections = find_sections(body.pieces, body.language)
    start = find_start(body.pieces, sections)
    if start is None:
        front, operative = _front(body.pieces, body.language)
        start = len(front)
        if not operative:
            front, start = (), 0
    else:
        front, preamble = _front(body.pieces[:start], body.language)
        _add_preamble(preamble, root)
    shifted = [(position - start, item) for position, item in sections if position >= start]
    operative_root = Node("root", "")
    build_statement(body.pieces[start:], shifted, body.language, operative_root)
    root.content.extend(operative_root.children)
    return front


def _add_preamble(pieces: Sequence[Piece], root: Node) -> None:
    if not pieces:
        return
    preamble = root.open("preamble", "")
    if PREAMBLE_HEADING.fullmatch(pieces[0].text):
        preamble.heading = pieces[0].text
        preamble.marks.append(pieces[0])
        pieces = pieces[1:]
    for piece in pieces:
        preamble.add(piece)


def _front(pieces: Sequence[Piece], language: str) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """The title block, and what follows it."""
    for position, piece in enumerate(pieces):
        if PREAMBLE_HEADING.fullmatch(piece.text):
            return pieces[:position], pieces[position:]
    for position, piece in enumerate(pieces):
        if not _is_front(piece, position, language):
            return pieces[:position], pieces[position:]
    return pieces, ()


def _is_front(piece: Piece, position: int, language: str) -> bool:
    """Whether a paragraph belongs to the title block: a line of the title, an editorial note."""
    text = piece.text
    if BRACKETED.fullmatch(text):
        return True
    if len(text) > TITLE_LIMITS[language] or HEREINAFTER.search(text):
        return False
    if text[-1] in ".,;:，；：。៖។,":
        return False
    return position == 0 or not OPENING[language].match(text)


# --------------------------------------------------------------------------- the end


def _testimonium(segment: Segment) -> int:
    """Position of the testimonium: the first formula of an end after the last mark."""
    pieces = segment.pieces
    cue = TESTIMONIUM[segment.language]
    last = segment.articles[-1] if segment.articles else 0
    if not segment.articles:
        for position, piece in enumerate(pieces):
            if any(item.style in PARAGRAPH_STYLES for item in read_items(piece.text)):
                last = position
    for position in range(last + 1, len(pieces)):
        if cue.match(pieces[position].text):
            return position
    return len(pieces)


def _annexes(pieces: Sequence[Piece], units: Sequence[Unit | None]) -> list[int]:
    """Positions of the annexes: marks after which articles begin again, or none come."""
    places = [position for position, unit in enumerate(units) if unit and unit.unit == "annex"]
    kept: list[int] = []
    for index, position in enumerate(places):
        end = places[index + 1] if index + 1 < len(places) else len(units)
        below = next(
            (unit for unit in units[position:end] if unit and unit.unit == "art" and unit.firm),
            None,
        )
        if below and below.number.value != 1:
            kept.clear()
        elif kept or _has_body(pieces[:position], units[:position]):
            kept.append(position)
    return kept


def _has_body(pieces: Sequence[Piece], units: Sequence[Unit | None]) -> bool:
    """Whether a provision stands before: an annex comes after something."""
    return any(unit and unit.unit == "art" for unit in units) or any(
        read_items(piece.text) for piece in pieces
    )


def _read_annex(own: Segment, root: Node) -> None:
    """Hang one annex in ``root``: articles of its own, or paragraphs."""
    unit = own.units[0]
    assert unit is not None
    annex = root.open("annex", unit.ordinal, unit.num, own.pieces[0])
    inner = find_segment(own.pieces[1:], own.units[1:], own.language)
    annex.heading, leading = take_heading(
        own.pieces[0].rest(unit.rest), inner.leading, own.language, needs_body=False
    )
    Outline(annex, own.language).read(leading)
    if inner.articles:
        build_segment(inner, annex)
    else:
        number_paragraphs(annex)
