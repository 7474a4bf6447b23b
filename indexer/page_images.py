"""A source file as it is now: whether it is the one that was indexed, and its pages as images.

Pages are drawn in child processes under limits, as files are read: nobody has vouched for them.
The rectangles of a provision are drawn over the page, so that a reader sees where it stands.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from indexer.extract import PDF
from indexer.extract.errors import ExtractionError
from indexer.extract.sandbox import ExtractLimits, run_limited
from indexer.models import Box
from indexer.places import is_gone, path_of, sha256_of

#: Loaded once for all children that are to draw.
CHILDREN_NEED = ("PIL.ImageDraw", "PIL.PngImagePlugin", "pypdfium2")
#: Dots per inch, and the most dots of an image, past which a page is drawn smaller.
RESOLUTION, MOST_DOTS = 110, 6_000_000
#: The rectangle: its colour (red, green, blue), how much of it covers what lies inside, its line
#: in points, how far outside the text it stands, and how far below: Khmer letters hang lower than
#: their font says.
COLOUR, WASH, LINE, MARGIN, BELOW = (193, 60, 20), 0.10, 1.5, 3.0, 5.0
LIMITS = ExtractLimits(cpu_seconds=20, memory_mb=1024, wall_seconds=30)

_POINTS = 72
Corners = tuple[float, float, float, float]


class PageImageError(Exception):
    """A page that cannot be shown. ``str(error)`` says why, in a sentence."""


@dataclass(frozen=True, kw_only=True)
class PageOfSource:
    """A page of a source file: ``place`` as ``places.place_of`` writes it, the SHA-256 (hex) of the
    bytes that were indexed, the page from 1, and the rectangles to draw on it."""

    place: str
    sha256: str
    page: int
    boxes: tuple[Box, ...] = ()
    resolution: int = RESOLUTION


def source_state(place: str, sha256: str) -> str:
    """What is at ``place`` now: ``same`` as what was indexed by its SHA-256, ``changed``, ``gone``,
    or ``unreadable``."""
    if is_gone(place):
        return "gone"
    found = sha256_of(path_of(place))
    if not found:
        return "unreadable"
    return "same" if found == sha256 else "changed"


def shows_pages(media_type: str) -> bool:
    """Whether files of a type have pages that can be drawn."""
    return media_type == PDF


def page_image(asked: PageOfSource) -> bytes:
    """The page as PNG, with its rectangles. Raises ``PageImageError``."""
    try:
        return run_limited(draw, asked, LIMITS)
    except ExtractionError as error:
        raise PageImageError(str(error)) from error


def draw(asked: PageOfSource) -> bytes:
    """What ``page_image`` does, in the child process. Raises ``ExtractionError``."""
    import pypdfium2

    try:
        data = path_of(asked.place).read_bytes()
    except OSError as error:  # told without its path, which is nobody's business
        raise ExtractionError("The file cannot be read now.") from error
    if hashlib.sha256(data).hexdigest() != asked.sha256:
        raise ExtractionError("The file has changed since it was indexed.")
    document = pypdfium2.PdfDocument(data)
    if not 1 <= asked.page <= len(document):
        raise ExtractionError(f"The file has no page {asked.page}.")
    page = document[asked.page - 1]
    width, height = page.get_size()
    dots = width * height / _POINTS**2
    scale = min(asked.resolution, (MOST_DOTS / max(dots, 1e-6)) ** 0.5) / _POINTS
    image = page.render(scale=scale).to_pil().convert("RGB")
    left, bottom = _cropped(page)
    corners = [
        (
            (box.x0 - left - MARGIN) * scale,
            (height - (box.y1 - bottom) - MARGIN) * scale,
            (box.x1 - left + MARGIN) * scale,
            (height - (box.y0 - bottom) + BELOW) * scale,
        )
        for box in asked.boxes
        if box.page == asked.page
    ]
    return _with_boxes(image, corners, scale)


def _cropped(page: Any) -> tuple[float, float]:
    """How much of the page's box is not shown at its left and at its bottom, as it is turned.
    Boxes are measured from the corner of the media box; what is shown is the crop box."""
    media, crop = page.get_mediabox(), page.get_cropbox()
    x0, y0, x1, y1 = media
    shown = (max(crop[0], x0), max(crop[1], y0), min(crop[2], x1), min(crop[3], y1))
    turned = page.get_rotation()
    corners = [_upright(turned, media, *corner) for corner in (shown[:2], shown[2:])]
    return min(x for x, _ in corners), min(y for _, y in corners)


def _upright(turned: int, media: Corners, x: float, y: float) -> tuple[float, float]:
    """A point of the file on the page as it is read, from its bottom left."""
    x0, y0, x1, y1 = media
    match turned:
        case 90:
            return y - y0, x1 - x
        case 180:
            return x1 - x, y1 - y
        case 270:
            return y1 - y, x - x0
        case _:
            return x - x0, y - y0


def _with_boxes(image: Any, corners: Sequence[Corners], scale: float) -> bytes:
    from PIL import Image, ImageDraw

    wash = Image.new("RGB", image.size, COLOUR)
    for box in corners:
        mask = Image.new("L", image.size, 0)
        ImageDraw.Draw(mask).rectangle(box, fill=round(255 * WASH))
        image.paste(wash, mask=mask)
    drawing = ImageDraw.Draw(image)
    for box in corners:
        drawing.rectangle(box, outline=COLOUR, width=max(1, round(LINE * scale)))
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
