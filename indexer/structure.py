"""Paragraphs → the provision trees of a document, one expression a language."""

from collections import Counter
from collections.abc import Sequence
from itertools import count

from analyzers.languages import LANGUAGES
from indexer.article_runs import Run, build_run, find_run
from indexer.cues import (
    BRACKETED,
    HEREINAFTER,
    OPENING,
    PREAMBLE_HEADING,
    TESTIMONIUM,
)
from indexer.datelines import find_closing_dateline
from indexer.headings import give_heading
from indexer.instruments import Part, find_parts
from indexer.items import read_items
from indexer.marks import Unit, read_unit
from indexer.metadata import read_metadata
from indexer.models import Expression, Paragraph
from indexer.outline import PARAGRAPH_STYLES, Outline
from indexer.signing import is_signing_note
from indexer.statements import build_statement, find_headings, find_sections, find_start
from indexer.tree import Node, Piece, number_paragraphs, provisions
from indexer.trim import trim
from indexer.versions import language_versions

#: A line of a title is at most so long, in code points by language.
TITLE_LIMITS = {"en": 260, "zh": 90, "km": 260}


def structure(paragraphs: Sequence[Paragraph], language: str = "") -> list[Expression]:
    """The expressions of a document, the language with the most text first.

    With ``language`` only paragraphs of that language code are read. A text without any mark
    becomes one expression whose paragraphs are ``para_1``, ``para_2``, …
    """
    known = language_versions(paragraphs).known
    if language:
        own = [one for _, own in known for one in own if one.language == language]
        known = [(language, own)] if own and language in LANGUAGES else []
    return [_expression(own, code) for code, own in known]


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


# --------------------------------------------------------------------------- the instruments


def _read(pieces: Sequence[Piece], language: str) -> tuple[Sequence[Piece], list[Node]]:
    """The front matter of the main instrument, and the provisions of the highest level."""
    units = [read_unit(piece.text, language) for piece in pieces]
    parts = find_parts(pieces, units, language)
    numbers = _annex_numbers(parts, units)
    front: Sequence[Piece] = ()
    root = Node("root", "")
    for part, number in zip(parts, numbers, strict=True):
        own, marks = pieces[part.start : part.end], units[part.start : part.end]
        if part.role == "main":
            front = _read_main(find_run(own, marks, language), root)
        elif part.role == "annex":
            _read_annex(Run(own, marks, language), root)
        else:
            _read_attached(find_run(own, marks, language), root.open("annex", number))
    return front, root.children


def _annex_numbers(parts: Sequence[Part], units: Sequence[Unit | None]) -> list[str]:
    """The ordinal of each part as an annex. One without a number of its own gets the lowest that is
    free; the adopting act comes last, since some language versions leave it out."""
    taken = {unit.ordinal for part in parts if part.role == "annex" and (unit := units[part.start])}
    free = (str(number) for number in count(1) if str(number) not in taken)
    numbers = ["" for _ in parts]
    for role in ("attached", "adopting"):
        for position, part in enumerate(parts):
            if part.role == role:
                numbers[position] = next(free)
    return numbers


def _read_main(run: Run, root: Node) -> Sequence[Piece]:
    """Hang the main instrument in ``root``; the front matter is returned."""
    closing = _testimonium(run)
    front = _read_body(_cut(run, closing), root)
    _add_testimonium(run.pieces[closing:], root)
    return front


def _add_testimonium(pieces: Sequence[Piece], root: Node) -> None:
    if pieces:
        testimonium = root.open("testimonium", "")
        for piece in pieces:
            testimonium.add(piece)


def _cut(run: Run, end: int) -> Run:
    """The part of a run before ``end``."""
    return Run(
        run.pieces[:end],
        run.units[:end],
        run.language,
        tuple(position for position in run.articles if position < end),
        tuple(position for position in run.groups if position < end),
    )


def _read_body(body: Run, root: Node) -> Sequence[Piece]:
    """Hang preamble and provisions in ``root``; the front matter is returned."""
    if body.articles:
        front, preamble = _front(body.leading, body.language)
        _add_preamble(preamble, root)
        build_run(body, root)
        return front
    sections = find_sections(body.pieces, body.language)
    sections = sections or find_headings(body.pieces, body.language)
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
    for piece in pieces:
        if not preamble.heading and PREAMBLE_HEADING.fullmatch(piece.text):
            preamble.heading = piece.text
            preamble.marks.append(piece)
        else:
            preamble.add(piece)


def _front(pieces: Sequence[Piece], language: str) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """The title block, and what follows it."""
    for position, piece in enumerate(pieces):
        if not _is_front(piece, position, language):
            return pieces[:position], pieces[position:]
    return pieces, ()


def _is_front(piece: Piece, position: int, language: str) -> bool:
    """Whether a paragraph belongs to the title block: a line of the title, an editorial note."""
    text = piece.text
    if BRACKETED.fullmatch(text) or is_signing_note(text, language):
        return True
    if PREAMBLE_HEADING.fullmatch(text):
        return False
    if len(text) > TITLE_LIMITS[language] or HEREINAFTER.search(text):
        return False
    if read_unit(text, language):
        return False
    if text[-1] in ".,;:，；：。៖។,":
        return False
    return position == 0 or not OPENING[language].match(text)


# --------------------------------------------------------------------------- the end


def _testimonium(run: Run) -> int:
    """Position of the testimonium: the first formula of an end after the last mark."""
    pieces = run.pieces
    cue = TESTIMONIUM[run.language]
    last = run.articles[-1] if run.articles else 0
    if not run.articles:
        for position, piece in enumerate(pieces):
            if any(item.style in PARAGRAPH_STYLES for item in read_items(piece.text)):
                last = position
    for position in range(last + 1, len(pieces)):
        if cue.match(pieces[position].text):
            return position
    texts = [piece.text for piece in pieces[last + 1 :]]
    dateline = find_closing_dateline(texts, run.language)
    return len(pieces) if dateline is None else last + 1 + dateline


# --------------------------------------------------------------------------- annexes


def _read_annex(own: Run, root: Node) -> None:
    """Hang one annex in ``root``: articles of its own, or paragraphs."""
    unit = own.units[0]
    assert unit is not None
    annex = root.open("annex", unit.ordinal, unit.num, own.pieces[0])
    inner = find_run(own.pieces[1:], own.units[1:], own.language)
    titles = next((place for place, mark in enumerate(inner.units) if mark), len(inner.leading))
    rest = own.pieces[0].rest(unit.rest)
    leading = give_heading(annex, rest, inner.leading[:titles], own.language, needs_body=False)
    _read_leading([*leading, *inner.leading[titles:]], inner, annex)


def _read_leading(leading: Sequence[Piece], inner: Run, annex: Node) -> None:
    """Hang what an annex holds: paragraphs, or a preamble and articles, which are found apart."""
    if inner.articles:
        _add_preamble(leading, annex)
    else:
        Outline(annex, inner.language).read(leading)
    if inner.marks:
        build_run(inner, annex)
    else:
        number_paragraphs(annex)


def _read_attached(run: Run, annex: Node) -> None:
    """Hang an attached instrument in ``annex``: its title, preamble, articles and testimonium."""
    closing = _testimonium(run)
    body = _cut(run, closing)
    title, leading = _front(body.leading, body.language)
    annex.marks.extend(title)
    annex.heading = (" " if body.language == "en" else "").join(piece.text for piece in title)
    _read_leading(leading, body, annex)
    _add_testimonium(run.pieces[closing:], annex)
