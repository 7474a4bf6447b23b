"""Lines of a document → paragraphs, joined by script, each with its language."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from analyzers.detect import chinese_script, detect
from analyzers.languages import LANGUAGES
from indexer.extract.lines import (
    begins_provision,
    display_width,
    ends_sentence,
    is_bare_heading,
    join,
)
from indexer.models import Box, Document, Line, Page, Paragraph


@dataclass(frozen=True)
class Tuning:
    """Where a paragraph ends. Lengths are shares of a column's width or font sizes, as said."""

    #: A step down of this many usual ones parts paragraphs.
    leading: float = 1.35
    #: A change of font size by this factor does.
    size: float = 1.15
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
    #: Latin letters from which a paragraph's own language is believed: small ones, capitals alone,
    #: and letters of no language here, which make a text foreign.
    own_latin: int = 5
    own_capitals: int = 12
    foreign_latin: int = 100


TUNING = Tuning()

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_KHMER = re.compile(r"[\u1780-\u17b3]")
_LOWER = re.compile(r"[a-z\u00df-\u00ff]")


#: Rounded font size, and whether the line holds Khmer.
_Setting = tuple[int, bool]


@dataclass(frozen=True)
class _Placed:
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
class _Context:
    """What the whole document says of its lines."""

    columns: dict[tuple[int, int, bool], _Column]
    steps: dict[_Setting, float]
    edge: float
    wrapped: bool
    words: frozenset[str]


def paragraphs(document: Document) -> list[Paragraph]:
    """Join the lines of every page into paragraphs, in reading order.

    Between Khmer or Han a line break is nothing, between Latin a space. A paragraph may run over a
    page. The language is the paragraph's own where it is long enough to tell, else its
    neighbours'. Columns and cells in two languages come out as two runs of paragraphs.
    """
    placed = _in_language_runs([place for page in document.pages for place in _placed(page)])
    context = _context(document, placed)
    groups = _grouped(placed, context)
    texts = [_joined(group, context) for group in groups]
    languages = _languages(texts)
    return [
        _paragraph(group, text, language)
        for group, text, language in zip(groups, texts, languages, strict=True)
        if text
    ]


def page_texts(document: Document) -> list[str]:
    """The joined text of each page, paragraphs parted by a newline; one entry a page."""
    result = []
    for page in document.pages:
        placed = _placed(page)
        context = _context(document, placed)
        texts = (_joined(group, context) for group in _grouped(placed, context))
        result.append("\n".join(text for text in texts if text))
    return result


def _paragraph(group: list[_Placed], text: str, language: tuple[str, str]) -> Paragraph:
    lines = [placed.line for placed in group]
    return Paragraph(
        text=text,
        page=group[0].page,
        language=language[0],
        script=language[1],
        boxes=tuple(line.box for line in lines if line.box is not None),
        centred=all(line.centred for line in lines),
        bold=all(line.bold for line in lines),
    )


# --------------------------------------------------------------------------- columns


def _placed(page: Page) -> list[_Placed]:
    """The lines of a page. The first column has lines beside the second, and lines across the
    page; the latter end at other edges, so they are told apart."""
    others = [line.box for line in page.lines if line.column and line.box is not None]
    left = min((box.x0 for box in others), default=0.0)
    result: list[_Placed] = []
    for line in page.lines:
        beside = bool(line.column) or (
            line.box is not None
            and line.box.x1 <= left
            and (_overlaps(line.box, others) or (bool(result) and result[-1].beside))
        )
        result.append(_Placed(line, page.number, beside))
    return result


def _overlaps(box: Box, others: Iterable[Box]) -> bool:
    return any(other.y0 < box.y1 and box.y0 < other.y1 for other in others)


def _in_language_runs(placed: list[_Placed]) -> list[_Placed]:
    """Lines with the columns of bilingual pages and tables put one after the other.

    From the first line in a second column to the last, lines are ordered by column where the
    columns differ in language; columns in one language keep their order. What stands in the first
    column before is before it already.
    """
    beside = [i for i, place in enumerate(placed) if place.line.column]
    if not beside:
        return placed
    first, last = beside[0], beside[-1] + 1
    region = placed[first:last]
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for place in region:
        texts[place.line.column].append(place.line.text)
    for place in placed[:first]:
        texts[place.line.column].append(place.line.text)
    languages = {detect("\n".join(lines)).language for lines in texts.values()} - {""}
    if len(languages) < 2:
        return placed
    return [*placed[:first], *sorted(region, key=lambda p: p.line.column), *placed[last:]]


# --------------------------------------------------------------------------- context


def _context(document: Document, placed: Sequence[_Placed]) -> _Context:
    by_column: defaultdict[tuple[int, int, bool], list[Line]] = defaultdict(list)
    for place in placed:
        if place.line.box is not None:
            by_column[place.block].append(place.line)
    usual = _usual_steps(by_column.values())
    columns = {key: _column(lines) for key, lines in by_column.items()}
    _widen(columns)
    widths = [display_width(place.line.text) for place in placed if place.line.box is None]
    words = Counter(
        word.lower() for place in placed for word in _WORD.findall(place.line.text[:-1])
    )
    return _Context(
        columns=columns,
        steps=usual,
        edge=float(max(widths, default=0)),
        wrapped=document.media_type == "text/plain",
        words=frozenset(words),
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
    """Font size and writing: Khmer is set with more space between lines than Latin."""
    return round(line.size), bool(_KHMER.search(line.text))


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


def _grouped(placed: Sequence[_Placed], context: _Context) -> list[list[_Placed]]:
    groups: list[list[_Placed]] = []
    for place in placed:
        if groups and not _opens(groups[-1], place, context):
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _opens(group: list[_Placed], place: _Placed, context: _Context) -> bool:
    """Whether ``place`` begins a paragraph, given the lines of the one before."""
    if place.line.opens is not None:
        return place.line.opens
    before = group[-1]
    if is_bare_heading(before.line.text) and len(group) == 1:
        return True
    if before.line.box is None or place.line.box is None:
        return _opens_by_text(before.line, place.line, context)
    column = context.columns[before.block]
    if before.block != place.block:
        return _opens_elsewhere(before, place, column)
    return _opens_by_place(group, place.line, column, context)


def _opens_by_text(before: Line, line: Line, context: _Context) -> bool:
    """Lines without positions: by what they say, and by their width in wrapped text."""
    ended = ends_sentence(before.text)
    share = display_width(before.text) / context.edge if context.edge and context.wrapped else 1.0
    if share < TUNING.heading_width:
        return True
    if begins_provision(line.text):
        return ended or share < TUNING.ended_width or not context.wrapped
    return ended and (share < TUNING.ended_width or not context.wrapped)


def _opens_elsewhere(before: _Placed, place: _Placed, column: _Column) -> bool:
    """Over a page or column: a sentence in full flow goes on, anything else begins anew."""
    same_page = before.page == place.page
    if same_page and before.line.column == place.line.column:
        return True
    if same_page and column.lines < TUNING.column_lines:
        return True
    if not same_page and before.line.column != place.line.column and place.line.column:
        return True
    return (
        ends_sentence(before.line.text)
        or _looks_different(before.line, place.line)
        or _room(before.line, place.line, column) > 0
    )


def _opens_by_place(group: list[_Placed], line: Line, column: _Column, context: _Context) -> bool:
    """Lines of one column of one page: by step, looks, indent and the room left before."""
    before = group[-1].line
    step, setting = _step(before, line), _setting(line)
    usual = max(column.steps.get(setting, 0.0), context.steps.get(setting, 0.0), line.size)
    if step <= 0 or step > TUNING.leading * usual:
        return True
    if _looks_different(before, line):
        return True
    if before.centred and line.centred:
        return begins_provision(line.text)
    ended, room = ends_sentence(before.text), _room(before, line, column)
    if begins_provision(line.text) and (ended or room > 0):
        return True
    return room > 0 or _indented(group, line, ended)


def _looks_different(before: Line, line: Line) -> bool:
    sizes = max(before.size, line.size), min(before.size, line.size)
    if sizes[1] and sizes[0] / sizes[1] > TUNING.size:
        return True
    if before.centred != line.centred and (before.centred or _short_and_centred(line)):
        return True
    return before.bold != line.bold and (ends_sentence(before.text) or not before.bold)


def _short_and_centred(line: Line) -> bool:
    return line.centred and not ends_sentence(line.text)


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


def _indented(group: list[_Placed], line: Line, ended: bool) -> bool:
    """Whether the left ends of lines part a paragraph."""
    before = group[-1].line
    if before.box is None or line.box is None:
        return False
    shift = line.box.x0 - before.box.x0
    least = TUNING.indent * max(line.size, 1.0)
    if shift > least:
        return not begins_provision(group[0].line.text) or len(group) > 1
    return shift < -least and len(group) > 1 and ended


# --------------------------------------------------------------------------- texts and languages


def _joined(group: Iterable[_Placed], context: _Context) -> str:
    text = ""
    for place in group:
        text = join(text, place.line.text, context.words)
    return text.replace("\u00ad", "").strip()


def _languages(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Language and script of each text: its own where it tells, else that of a neighbour; the
    one after for a heading, which belongs to what follows, the one before for a sentence."""
    own = [_own_language(text) for text in texts]
    found: list[str] = []
    for i, language in enumerate(own):
        if language is None:
            after = next((other for other in own[i + 1 :] if other), "")
            before = next((other for other in own[i - 1 :: -1] if other), "") if i else ""
            first, second = (before, after) if ends_sentence(texts[i]) else (after, before)
            language = first or second
        found.append(language)
    return _with_scripts(texts, found)


def _own_language(text: str) -> str | None:
    """The language that a text shows by itself, "" for a foreign one; None when it is too short."""
    language = detect(text).language
    latin = len(_LATIN.findall(text))
    if language == "en":
        # A name or an abbreviation says nothing of the text it stands in.
        plain = len(_LOWER.findall(text)) >= TUNING.own_latin or begins_provision(text)
        return language if plain or latin >= TUNING.own_capitals else None
    if not language:
        return "" if latin >= TUNING.foreign_latin else None
    return language


def _with_scripts(texts: Sequence[str], languages: Sequence[str]) -> list[tuple[str, str]]:
    """Each language with its script; Chinese is judged by a whole run of Chinese paragraphs,
    since a short one may hold no character that tells."""
    result: list[tuple[str, str]] = []
    for language, run in groupby(zip(languages, texts, strict=True), key=lambda pair: pair[0]):
        members = [text for _, text in run]
        if language == "zh":
            script = chinese_script("\n".join(members))
        else:
            script = LANGUAGES[language].scripts[0] if language in LANGUAGES else ""
        result += [(language, script)] * len(members)
    return result
