"""Where paragraphs end: by what the format says, by place on the page, by what lines say.

A PDF knows no paragraphs. Its lines are parted by a wider step, another size or weight, an indent,
or a line that stops though the next word had room in it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from indexer.extract.lines import (
    begins_provision,
    display_width,
    ends_sentence,
    is_bare_heading,
)
from indexer.models import Document, Line, Page


@dataclass(frozen=True)
class Tuning:
    """Where a paragraph ends. Lengths are shares of a column's width or font sizes, as said."""

    #: A step down of this many usual ones parts paragraphs; after a sentence so many do, and
    #: after a sentence in a column beside another, where rows of a table stand close.
    leading: float = 1.22
    leading_ended: float = 1.08
    leading_cell: float = 1.02
    #: A change of font size by this factor does.
    size: float = 1.15
    #: Lines whose middles are this many font sizes apart share one.
    middle: float = 0.3
    #: A line is indented from this many font sizes on.
    indent: float = 1.0
    #: A line this near the right edge is full (share of the column).
    full: float = 0.03
    #: A line's end is left free when the next word would have fit in it. A word is at most this
    #: share of the column, or this many font sizes (Khmer and Han have no spaces to tell) ...
    room: float = 0.3
    room_sizes: float = 10.0
    #: ... and these font sizes more are free, after a sentence and within one.
    slack_ended: float = 0.5
    slack: float = 2.0
    #: Lines of a column from which the next column may go on with its last sentence.
    column_lines: int = 8
    #: Of wrapped text without positions: shorter than this share of the edge, a line that ends
    #: a sentence ends its paragraph; shorter than the second, any does.
    ended_width: float = 0.85
    heading_width: float = 0.55


TUNING = Tuning()

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_LAST_BUT_ONE = re.compile(r"[;；,，]\s*(?:and|or|以及|或者?|和|及)\s*$|\s(?:និង|ឬ)\s*$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_KHMER = re.compile(r"[\u1780-\u17b3]")

#: Rounded font size, and whether the line holds Khmer and Han.
_Setting = tuple[int, bool, bool]


@dataclass(frozen=True)
class Placed:
    """A line, the page it stands on, and whether another column stands beside it there."""

    line: Line
    page: int
    beside: bool = False

    @property
    def block(self) -> tuple[int, int, bool]:
        """The block of lines with common edges that it belongs to."""
        return self.page, self.line.column, self.beside


@dataclass
class _Column:
    """Where the text of one column of one page stands, in points."""

    left: float
    right: float
    steps: dict[_Setting, float]
    lines: int

    @property
    def width(self) -> float:
        return max(self.right - self.left, 1.0)


@dataclass
class Context:
    """What the whole document says of its lines."""

    columns: dict[tuple[int, int, bool], _Column]
    steps: dict[_Setting, float]
    edge: float
    wrapped: bool
    words: frozenset[str]


def placed_lines(page: Page) -> list[Placed]:
    """The lines of a page. The first column has lines beside the second, and lines across the
    page; the latter end at other edges, so they are told apart: reading backwards from the second
    column, lines beside it end left of where it begins."""
    result: list[Placed] = []
    left = float("-inf")
    for line in reversed(page.lines):
        if line.box is None:
            left = float("-inf")
        elif line.column:
            left = line.box.x0 if left == float("-inf") else min(left, line.box.x0)
        elif line.box.x1 > left:
            left = float("-inf")
        result.append(Placed(line, page.number, bool(line.column) or left > float("-inf")))
    return result[::-1]


# --------------------------------------------------------------------------- context


def context_of(document: Document, placed: Sequence[Placed]) -> Context:
    """What tells paragraphs apart in ``placed``, lines of ``document``."""
    by_column: defaultdict[tuple[int, int, bool], list[Line]] = defaultdict(list)
    for place in placed:
        if place.line.box is not None:
            by_column[place.block].append(place.line)
    usual = _usual_steps(by_column.values())
    columns = {key: _column(lines) for key, lines in by_column.items()}
    _widen(columns)
    widths = [display_width(place.line.text) for place in placed if place.line.box is None]
    # A line's last letter is left out: with a hyphen there, half a word is no word.
    words = frozenset(
        word.lower() for place in placed for word in _WORD.findall(place.line.text[:-1])
    )
    return Context(
        columns=columns,
        steps=usual,
        edge=float(max(widths, default=0)),
        wrapped=document.media_type == "text/plain",
        words=words,
    )


def _usual_steps(columns: Iterable[list[Line]]) -> dict[_Setting, float]:
    """The usual step from line to line in points, by how lines are set."""
    steps: defaultdict[_Setting, list[float]] = defaultdict(list)
    for lines in columns:
        for above, below in pairwise(lines):
            step = _step(above, below)
            if 0 < step < 4 * max(above.size, 1):
                steps[_setting(below)].append(step)
    # The lower part of the steps: those within paragraphs, whatever stands between them.
    return {key: sorted(values)[len(values) // 4] for key, values in steps.items()}


def _setting(line: Line) -> _Setting:
    """Font size and writing: Khmer is set with more space between lines than Han or Latin."""
    return round(line.size), bool(_KHMER.search(line.text)), bool(_HAN.search(line.text))


def _column(lines: list[Line]) -> _Column:
    boxes = [line.box for line in lines if line.box is not None]
    return _Column(
        left=min(box.x0 for box in boxes),
        right=_right_edge([box.x1 for box in boxes]),
        steps=_usual_steps([lines]) if len(lines) >= TUNING.column_lines else {},
        lines=len(lines),
    )


def _right_edge(ends: list[float]) -> float:
    """Where lines end at the right: the farthest end that is not one line's alone."""
    ends = sorted(ends, reverse=True)
    for end, third in zip(ends, ends[2:], strict=False):
        if end - third <= TUNING.full * end:
            return end
    return ends[0]


def _widen(columns: dict[tuple[int, int, bool], _Column]) -> None:
    """Give a page with little text the edges that the same column has on most pages."""
    by_column: defaultdict[tuple[int, bool], list[_Column]] = defaultdict(list)
    for (_, number, beside), column in columns.items():
        by_column[number, beside].append(column)
    for same in by_column.values():
        full = [column for column in same if column.lines >= 5]
        if not full:
            continue
        left, right = median(c.left for c in full), median(c.right for c in full)
        for column in same:
            if column.lines < 5 and left <= column.left and column.right <= right:
                column.left, column.right = left, right


def _step(above: Line, below: Line) -> float:
    if above.box is None or below.box is None or above.box.page != below.box.page:
        return 0.0
    return above.box.y0 - below.box.y0


# --------------------------------------------------------------------------- grouping


def grouped(placed: Sequence[Placed], context: Context) -> list[list[Placed]]:
    """The lines of each paragraph, in order."""
    groups: list[list[Placed]] = []
    for place in placed:
        if groups and not _opens(groups[-1], place, context):
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _opens(group: list[Placed], place: Placed, context: Context) -> bool:
    """Whether ``place`` begins a paragraph, given the lines of the one before."""
    if place.line.opens is not None:
        return place.line.opens
    before = group[-1]
    if is_bare_heading(before.line.text) and len(group) == 1:
        return True
    if before.line.box is None or place.line.box is None:
        return _opens_by_text(before.line, place.line, context)
    column = context.columns[before.block]
    if (before.page, before.line.column) != (place.page, place.line.column):
        return _opens_elsewhere(before, place, column)
    return _opens_by_place(group, place.line, column, context)


def _opens_by_text(before: Line, line: Line, context: Context) -> bool:
    """Lines without positions: by what they say, and by their width in wrapped text."""
    ended = ends_sentence(before.text)
    share = display_width(before.text) / context.edge if context.edge and context.wrapped else 1.0
    if share < TUNING.heading_width:
        return True
    if begins_provision(line.text):
        return ended or share < TUNING.ended_width or not context.wrapped
    return ended and (share < TUNING.ended_width or not context.wrapped)


def _opens_elsewhere(before: Placed, place: Placed, column: _Column) -> bool:
    """Over a page or column: a sentence in full flow goes on, anything else begins anew."""
    same_page = before.page == place.page
    if same_page and column.lines < TUNING.column_lines:
        return True
    if not same_page and before.line.column != place.line.column and place.line.column:
        return True
    if begins_provision(place.line.text) and (
        ends_sentence(before.line.text) or _joins_items(before.line.text)
    ):
        return True
    if before.beside and ends_sentence(before.line.text):
        return True  # the cells of a table rather end with their page than run over it
    # A sentence that ends on a full line may be any of its paragraph's; few are the last.
    return _looks_different(before.line, place.line) or _room(before.line, place.line, column) > 0


def _opens_by_place(group: list[Placed], line: Line, column: _Column, context: Context) -> bool:
    """Lines of one column of one page: by step, looks, indent and the room left before."""
    before = group[-1].line
    step, setting = _step(before, line), _setting(line)
    usual = max(column.steps.get(setting) or context.steps.get(setting, 0.0), line.size)
    if step <= 0 or step > TUNING.leading * usual:
        return True
    if share_middle(before, line) or (before.centred and line.centred):
        return _differ_in_setting(before, line) or begins_provision(line.text)
    if _looks_different(before, line):
        return True
    ended, room = ends_sentence(before.text), _room(before, line, column)
    close = TUNING.leading_cell if group[-1].beside else TUNING.leading_ended
    if ended and step > close * usual:
        return True
    if begins_provision(line.text) and (ended or room > 0 or _joins_items(before.text)):
        return True
    return room > 0 or _indented(group, line, ended)


def _joins_items(text: str) -> bool:
    """Whether a line ends as the last but one of a list of items does: "…; and", ；以及."""
    return bool(_LAST_BUT_ONE.search(text))


def _looks_different(before: Line, line: Line) -> bool:
    """Whether two lines differ in size, weight or alignment as lines of one paragraph do not. The
    last line of a centred paragraph is centred under full ones."""
    if _differ_in_setting(before, line) or _in_other_scripts(before.text, line.text):
        return True
    return before.centred != line.centred and (before.centred or ends_sentence(before.text))


def _in_other_scripts(before: str, line: str) -> bool:
    """Whether one line is Khmer and the other Chinese, which no paragraph is by turns."""
    khmer = bool(_KHMER.search(before)), bool(_KHMER.search(line))
    han = bool(_HAN.search(before)), bool(_HAN.search(line))
    return khmer[0] != khmer[1] and han == khmer[::-1]


def _differ_in_setting(before: Line, line: Line) -> bool:
    smaller, larger = sorted((before.size, line.size))
    return before.bold != line.bold or (smaller > 0 and larger / smaller > TUNING.size)


def share_middle(before: Line, line: Line) -> bool:
    """Whether two lines of different lengths have one middle, as lines of a centred title do,
    however much of the column they fill."""
    if before.box is None or line.box is None:
        return False
    middles = before.box.x0 + before.box.x1 - line.box.x0 - line.box.x1
    return abs(middles) / 2 <= TUNING.middle * line.size and (
        abs(before.box.x0 - line.box.x0) > line.size
    )


def _room(before: Line, line: Line, column: _Column) -> float:
    """Points left at the end of ``before`` beyond what the first word of ``line`` takes;
    0 or less where the line is full."""
    if before.box is None or line.box is None:
        return 0.0
    left_over = column.right - before.box.x1
    if left_over <= TUNING.full * column.width:
        return 0.0
    word = line.text.split(maxsplit=1)[0] if line.text.strip() else ""
    share = display_width(word) / max(display_width(line.text), 1)
    most = max(TUNING.room * column.width, min(TUNING.room_sizes * line.size, column.width / 2))
    slack = TUNING.slack_ended if ends_sentence(before.text) else TUNING.slack
    return left_over - min(share * (line.box.x1 - line.box.x0), most) - slack * line.size


def _indented(group: list[Placed], line: Line, ended: bool) -> bool:
    """Whether the left ends of lines part a paragraph."""
    before = group[-1].line
    if before.box is None or line.box is None:
        return False
    shift = line.box.x0 - before.box.x0
    least = TUNING.indent * max(line.size, 1.0)
    if shift > least:
        return not begins_provision(group[0].line.text) or len(group) > 1
    return shift < -least and len(group) > 1 and ended
