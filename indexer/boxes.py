"""The boxes of a provision's lines → the few rectangles that show where it stands."""

from collections.abc import Iterable, Sequence
from math import ceil, floor

from indexer.models import Box

#: Points between two lines of one provision, at most, for one rectangle to hold both: more than
#: any space between paragraphs, less than what a picture or a note between them takes.
GAP = 40.0


def merged(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Rectangles in whole points, outwards, in reading order, that hold the boxes.

    Lines one below the other share one; a provision over two pages or columns has one on each.
    What is merged already stays as it is.
    """
    found = [_outwards(box) for box in boxes]
    while True:
        before = len(found)
        found = _joined(found)
        if len(found) == before:
            return tuple(found)


def _joined(boxes: Sequence[Box]) -> list[Box]:
    found: list[Box] = []
    for box in boxes:
        if found and _one_below(found[-1], box):
            found[-1] = _around(found[-1], box)
        else:
            found.append(box)
    return found


def _one_below(above: Box, below: Box) -> bool:
    """Whether two boxes stand in one column, near each other: the second within or under the
    first."""
    return (
        above.page == below.page
        and min(above.x1, below.x1) > max(above.x0, below.x0)
        and below.y1 <= above.y1 + GAP / 2
        and above.y0 - below.y1 <= GAP
    )


def _around(a: Box, b: Box) -> Box:
    return Box(a.page, min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))


def _outwards(box: Box) -> Box:
    return Box(box.page, floor(box.x0), floor(box.y0), ceil(box.x1), ceil(box.y1))


def pack_boxes(boxes: Iterable[Box]) -> list[list[int]]:
    """Boxes merged, as JSON that is small: ``[page, x0, y0, x1, y1]``, in whole points."""
    return [[box.page, *map(int, (box.x0, box.y0, box.x1, box.y1))] for box in merged(boxes)]
