"""What no provision holds: page numbers, running titles, tables of contents.

Nothing else is left out: a line of contents goes only where a page number shows what it is, or
where its words come again below.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from indexer.cues import CONTENTS_HEADING, PREAMBLE_HEADING, TERMINAL
from indexer.headings import is_heading
from indexer.items import read_items
from indexer.marks import CITED, Unit, read_unit
from indexer.tree import Piece

_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?|([-–—‒|])\s*\d{1,4}\s*\1"
    r"|第\s*[\d一二三四五六七八九十百]{1,4}\s*[页頁](?:\s*[/，,]?\s*共\s*[\d一二三四五六七八九十百]{1,4}\s*[页頁])?"
    r"|ទំព័រ(?:ទី)?\s*\d{1,4}(?:\s*(?:/|នៃ)\s*\d{1,4})?",
    re.IGNORECASE,
)
_LEADERS = re.compile(
    r"(?:(?<!\.)\.{4,}+|(?:\.\s){4,}|(?<!…)…{2,}+|(?<!·)·{4,}+|⋯{2,})\s*(?:\d{1,4}|[ivxl]{1,6})(?=\s|$)"
)
#: A page number at the end of a line: after a tab it is one beside a mark only.
_TABBED_PAGE = re.compile(r"\t\s*(?:\d{1,4}|[ivxl]{1,6})$")
_TRAILING_PAGE = re.compile(r"[\s.·…⋯]*(?:\s|^)\d{1,4}\s*$")
_NO_WORDS = re.compile(r"[\W_]+")

#: A page number with its words is at most so long.
NOISE_LIMIT = 40
#: A line of a table of contents is at most so long (code points).
ENTRY_LIMIT = 220
#: Share of a contents table's marks that must come again in the text.
RECURRING = 0.8
#: A running title stands on so many pages, and on this share of them; it is at most so long.
RUNNING_PAGES = 3
RUNNING_SHARE = 0.5
RUNNING_LIMIT = 120


def trim(pieces: Sequence[Piece], language: str) -> list[Piece]:
    """Leave out noise and contents; a paragraph that noise had parted is whole again."""
    return _without_contents(_rejoined(_without_noise(pieces, language), language), language)


# --------------------------------------------------------------------------- noise


def _without_noise(pieces: Sequence[Piece], language: str) -> list[Piece]:
    running = _running_titles(pieces, language)
    kept: list[Piece] = []
    parted = False
    for position, piece in enumerate(pieces):
        if not piece.text:
            continue
        if _is_noise(piece.text, language) or position in running:
            parted = True
            continue
        if parted and kept and _continues(kept[-1], piece, language):
            kept[-1] = _joined(kept[-1], piece, language)
        else:
            kept.append(piece)
        parted = False
    return kept


def _is_noise(text: str, language: str) -> bool:
    if len(text) <= NOISE_LIMIT and _PAGE_NUMBER.fullmatch(text):
        return True
    if _TABBED_PAGE.search(text) and len(text) <= ENTRY_LIMIT and read_unit(text, language):
        return True
    leaders = [found.end() for found in islice(_LEADERS.finditer(text), 2)]
    return len(leaders) > 1 or (leaders == [len(text)] and len(text) <= ENTRY_LIMIT)


def _running_titles(pieces: Sequence[Piece], language: str) -> set[int]:
    """Positions of a short line that stands on most pages. Above the first mark it is kept once,
    as the title."""
    places: dict[str, list[int]] = defaultdict(list)
    for position, piece in enumerate(pieces):
        if len(piece.text) <= RUNNING_LIMIT and not _is_marked(piece.text, language):
            places[re.sub(r"\d+", "#", piece.text)].append(position)
    pages = {piece.page for piece in pieces}
    body = next(
        (position for position, piece in enumerate(pieces) if read_unit(piece.text, language)),
        len(pieces),
    )
    running: set[int] = set()
    for positions in places.values():
        on = {pieces[position].page for position in positions}
        if len(on) >= RUNNING_PAGES and len(on) >= RUNNING_SHARE * len(pages):
            running.update(positions[1:] if positions[0] < body else positions)
    return running


def _is_marked(text: str, language: str) -> bool:
    return bool(read_unit(text, language) or read_items(text))


def _continues(before: Piece, after: Piece, language: str) -> bool:
    """Whether a paragraph goes on over the noise between the two."""
    if before.text[-1] in TERMINAL or _is_marked(after.text, language) or before.centred:
        return False
    if language == "en":
        return after.text[0].islower()
    return len(before.text) > 60


def _joined(before: Piece, after: Piece, language: str) -> Piece:
    joint = " " if language == "en" else ""
    return Piece(
        f"{before.text}{joint}{after.text}",
        before.page,
        before.boxes + after.boxes,
        before.centred,
        before.bold,
    )


def _rejoined(pieces: Sequence[Piece], language: str) -> list[Piece]:
    """Join a paragraph that only a citation at a line's start had parted from its sentence."""
    kept: list[Piece] = []
    for piece in pieces:
        if kept and _LONE_CITATION[language].match(piece.text) and _breaks_off(kept[-1], language):
            unit = read_unit(piece.text, language)
            if unit is None or unit.weight <= CITED:
                kept[-1] = _joined(kept[-1], piece, language)
                continue
        kept.append(piece)
    return kept


_LONE_CITATION = {
    "en": re.compile(r"(?:Articles?|Chapters?|Parts?|Sections?|Annex)\s+[\dIVXLC(]"),
    "zh": re.compile(r"第\s*[\d一二三四五六七八九十百]+\s*[条條章节節款项項]"),
    "km": re.compile(r"(?:មាត្រា|ប្រការ|ជំពូក)\s*(?:ទី)?\s*\d"),
}
_ENGLISH_BREAK = re.compile(
    r"\b(?:in|of|to|with|by|under|and|or|from|than|see|the|that|for|per|,)$|,$"
)
#: Shorter than this (code points), a line may be a heading rather than broken off.
BREAK_LENGTH = 25


def _breaks_off(before: Piece, language: str) -> bool:
    """Whether a paragraph ends within a sentence."""
    if language == "en":
        return bool(_ENGLISH_BREAK.search(before.text))
    return len(before.text) >= BREAK_LENGTH and before.text[-1] not in TERMINAL


# --------------------------------------------------------------------------- contents


def _without_contents(pieces: list[Piece], language: str) -> list[Piece]:
    """Leave out a run of short lines with marks that come again below, and the word over it."""
    units = [read_unit(piece.text, language) for piece in pieces]
    first = next((position for position, unit in enumerate(units) if unit), None)
    if first is None:
        return pieces
    again = next(
        (later for later in range(first + 1, len(units)) if _same(units[first], units[later])),
        None,
    )
    if again is None:
        return pieces
    head = _contents_heading(pieces, first)
    end = _end_of_entries(pieces, units, first, again, language, named=head is not None)
    entries = [position for position in range(first, end) if units[position]]
    if len(entries) < 2 or not _recur(units, entries, end):
        return pieces
    last = entries[-1]
    if last + 1 < end and _comes_again(pieces, last, again):
        last += 1  # the heading of the last mark, on a line of its own
    return [*pieces[: first if head is None else head], *pieces[last + 1 :]]


def _end_of_entries(
    pieces: Sequence[Piece],
    units: Sequence[Unit | None],
    first: int,
    again: int,
    language: str,
    *,
    named: bool,
) -> int:
    """Where a run of entries from ``first`` on ends, before ``again``; the first mark that has no
    page number and does not come again is the text's own."""
    below = _words("".join(piece.text for piece in pieces[again:]))
    end = first
    while end < again and _is_entry(pieces[end].text, units[end], language, below, named=named):
        unit = units[end]
        recurs = any(_same(unit, later) for later in units[end + 1 :])
        if unit and not recurs and not _TRAILING_PAGE.search(unit.rest):
            break
        end += 1
    return end


def _comes_again(pieces: Sequence[Piece], place: int, again: int) -> bool:
    """Whether a mark and the line below it stand below ``again`` as well."""
    own = _words(pieces[place].text + pieces[place + 1].text)
    return own in _words("".join(piece.text for piece in pieces[again:]))


def _same(one: Unit | None, other: Unit | None) -> bool:
    return bool(one and other) and _key(one) == _key(other)


def _key(unit: Unit | None) -> tuple[str, str, str]:
    return (unit.unit, unit.family, unit.ordinal) if unit else ("", "", "")


def _is_entry(text: str, unit: Unit | None, language: str, below: str, *, named: bool) -> bool:
    """Whether a line may stand in a table of contents: a bare heading whose words come again below,
    or any bare heading where the table has its own (``named``)."""
    title = _TRAILING_PAGE.sub("", unit.rest if unit else text)
    if len(text) > ENTRY_LIMIT or (title and not is_heading(title, language)):
        return False
    return named or _words((unit.num if unit else "") + title) in below


def _words(text: str) -> str:
    """Letters and digits alone, in one case: two prints of one heading agree in them."""
    return _NO_WORDS.sub("", text.casefold())


def _recur(units: Sequence[Unit | None], entries: Sequence[int], end: int) -> bool:
    below = {_key(unit) for unit in units[end:] if unit}
    found = sum(_key(units[position]) in below for position in entries)
    return found >= RECURRING * len(entries)


def _contents_heading(pieces: Sequence[Piece], first: int) -> int | None:
    """Where the word "Contents" stands, if only a line for the preamble comes between."""
    for position in range(first - 1, max(first - 5, -1), -1):
        text = pieces[position].text
        if CONTENTS_HEADING.fullmatch(text):
            return position
        if len(text) > ENTRY_LIMIT:
            return None
        if not PREAMBLE_HEADING.fullmatch(_TRAILING_PAGE.sub("", text)) and len(text) > 60:
            return None
    return None
