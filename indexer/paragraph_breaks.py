"""Where paragraphs end: by what the format says, by place on the page, by what lines say.

A PDF knows no paragraphs. Its lines are parted by a wider step, another size or weight, an indent,
or a line that stops though the next word had room in it.
"""

import re
from collections.abc import Sequence

from indexer.extract.lines import (
    begins_provision,
    display_width,
    ends_sentence,
    is_bare_heading,
)
from indexer.models import Line
from indexer.placement import HAN, KHMER, TUNING, Column, Context, Placed, setting_of, step_of

_LAST_BUT_ONE = re.compile(r"[;；,，]\s*(?:and|or|以及|或者?|和|及)\s*$|\s(?:និង|ឬ)\s*$")


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


def _opens_elsewhere(before: Placed, place: Placed, column: Column) -> bool:
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


def _opens_by_place(group: list[Placed], line: Line, column: Column, context: Context) -> bool:
    """Lines of one column of one page: by step, looks, indent and the room left before."""
    before = group[-1].line
    step, setting = step_of(before, line), setting_of(line)
    usual = max(column.steps.get(setting) or context.steps.get(setting, 0.0), line.size)
    if step <= 0 or step > TUNING.leading * usual:
        return True
    if _fills(line, column) and before.centred:
        return True  # text under a title; a title's own lines leave room on both sides
    if share_middle(before, line) or (before.centred and line.centred):
        return _differ_in_setting(before, line) or begins_provision(line.text)
    if _looks_different(before, line):
        return True
    ended, room = ends_sentence(before.text), _room(before, line, column)
    close = TUNING.leading_cell if group[-1].beside else TUNING.leading_ended
    begins = begins_provision(line.text)
    if (ended or begins) and step > close * usual:
        return True
    if begins and (ended or room > 0 or _joins_items(before.text)):
        return True
    return room > 0 or _indented(group, line, ended)


def _fills(line: Line, column: Column) -> bool:
    """Whether a line begins at the left edge of its column and ends at the right one."""
    return (
        line.box is not None
        and line.box.x0 - column.left <= TUNING.flush
        and column.right - line.box.x1 <= TUNING.full * column.width
    )


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
    khmer = bool(KHMER.search(before)), bool(KHMER.search(line))
    han = bool(HAN.search(before)), bool(HAN.search(line))
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


def _room(before: Line, line: Line, column: Column) -> float:
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
