"""Where the lines of a document stand: the columns they are set in, their edges and steps."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from indexer.extract.lines import display_width, ends_sentence
from indexer.models import Document, Line, Page


@dataclass(frozen=True)
class Tuning:
    """Where a paragraph ends. Lengths are shares of a column's width or font sizes, as said."""

    #: A step down of this many usual ones parts paragraphs; after a sentence or before the mark of
    #: a provision so many do, and fewer there in a column beside another, where rows of a table
    #: stand close.
    leading: float = 1.22
    leading_ended: float = 1.08
    leading_cell: float = 1.02
    #: A change of font size by this factor does.
    size: float = 1.15
    #: Lines whose middles are this many font sizes apart share one.
    middle: float = 0.3
    #: A step is the usual one when this share of steps is, and two at least, so nearly alike: the
    #: smallest such, since those between paragraphs are wider.
    recurring: float = 0.15
    alike: float = 0.03
    #: A line this many points from the left edge of its column begins there.
    flush: float = 1.0
    #: A line is indented from this many font sizes on.
    indent: float = 1.0
    #: A line this near the right edge is full (share of the column).
    full: float = 0.03
    #: So many of a column's lines at most, one at least, reach beyond its edge.
    edge_beyond: float = 0.1
    #: Text this much narrower than the page between equal margins (share of the page) has short
    #: lines alone, unless so many of the longest go on in the next.
    narrow: float = 0.1
    running: int = 3
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
HAN = re.compile(r"[\u4e00-\u9fff]")
KHMER = re.compile(r"[\u1780-\u17b3]")

#: Rounded font size, and whether the line holds Khmer and Han.
Setting = tuple[int, bool, bool]


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
class Column:
    """Where the text of one column of one page stands, in points."""

    left: float
    right: float
    steps: dict[Setting, float]
    lines: int

    @property
    def width(self) -> float:
        """Its width, never 0."""
        return max(self.right - self.left, 1.0)


@dataclass
class Context:
    """What the whole document says of its lines."""

    columns: dict[tuple[int, int, bool], Column]
    steps: dict[Setting, float]
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
    _mirror(columns, by_column, {page.number: page.width for page in document.pages})
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


def _usual_steps(columns: Iterable[list[Line]]) -> dict[Setting, float]:
    """The usual step from line to line in points, by how lines are set."""
    steps: defaultdict[Setting, list[float]] = defaultdict(list)
    for lines in columns:
        for above, below in pairwise(lines):
            step = step_of(above, below)
            if 0 < step < 4 * max(above.size, 1):
                steps[setting_of(below)].append(step)
    return {key: _usual(sorted(values)) for key, values in steps.items()}


def _usual(steps: list[float]) -> float:
    """The step within paragraphs: the smallest that recurs, else one of the lower ones."""
    least = max(2, round(TUNING.recurring * len(steps)))
    for step, last in zip(steps, steps[least - 1 :], strict=False):
        if last - step <= TUNING.alike * step:
            return step
    return steps[len(steps) // 4]


def setting_of(line: Line) -> Setting:
    """Font size and writing: Khmer is set with more space between lines than Han or Latin."""
    return round(line.size), bool(KHMER.search(line.text)), bool(HAN.search(line.text))


def _column(lines: list[Line]) -> Column:
    boxes = [line.box for line in lines if line.box is not None]
    return Column(
        left=min(box.x0 for box in boxes),
        right=_right_edge([box.x1 for box in boxes]),
        steps=_usual_steps([lines]) if len(lines) >= TUNING.column_lines else {},
        lines=len(lines),
    )


def _right_edge(ends: list[float]) -> float:
    """Where lines end at the right: the farthest end that is not one line's alone."""
    ends = sorted(ends, reverse=True)
    beyond = max(1, round(TUNING.edge_beyond * len(ends)))
    for end, third in zip(ends[: beyond + 1], ends[2:], strict=False):
        if end - third <= TUNING.full * end:
            return end
    return ends[0]


def _widen(columns: dict[tuple[int, int, bool], Column]) -> None:
    """Give a page with little text the edges that the same column has on most pages."""
    by_column: defaultdict[tuple[int, bool], list[Column]] = defaultdict(list)
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


def _mirror(
    columns: dict[tuple[int, int, bool], Column],
    lines: Mapping[tuple[int, int, bool], list[Line]],
    widths: Mapping[int, float],
) -> None:
    """Give a page of short lines alone, headings and provisions of one line, the right edge that
    its left margin tells: its own lines end anywhere."""
    for (page, number, beside), column in columns.items():
        mirrored = widths[page] - column.left
        if number or beside or mirrored - column.right <= TUNING.narrow * widths[page]:
            continue
        same = lines[page, number, beside]
        if not _runs_on(same, column) and not _is_seen_elsewhere(page, column, columns):
            column.right = mirrored


def _runs_on(lines: Sequence[Line], column: Column) -> bool:
    """Whether lines that reach the edge of ``column`` go on in the next ones."""
    near = column.right - TUNING.full * column.width
    return TUNING.running <= sum(
        line.box is not None
        and line.box.x1 >= near
        and not line.centred
        and not ends_sentence(line.text)
        for line in lines
    )


def _is_seen_elsewhere(
    page: int, column: Column, columns: Mapping[tuple[int, int, bool], Column]
) -> bool:
    """Whether another page has a column with the same edges: the last page of a file in two
    columns may fill the first one alone."""
    slack = TUNING.full * column.width
    return any(
        other_page != page
        and abs(other.left - column.left) <= slack
        and abs(other.right - column.right) <= slack
        for (other_page, _, _), other in columns.items()
    )


def step_of(above: Line, below: Line) -> float:
    """Points from one line down to the next, 0 where they stand on different pages."""
    if above.box is None or below.box is None or above.box.page != below.box.page:
        return 0.0
    return above.box.y0 - below.box.y0
