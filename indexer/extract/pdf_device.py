"""A pdfminer device that reads Khmer: it honours /ActualText and glues marks to their base.

LibreOffice and Chromium draw Khmer as glyphs in visual order and put the real text beside them in
/ActualText; pdfminer.six alone ignores it. What comes out is a flat list of glyphs a page: where
lines and columns are is decided in ``layout``, not here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, PathSegment, Rect, apply_matrix_rect

#: What stands for a glyph whose font does not say which character it is.
UNKNOWN = "\ufffd"

COENG = "\u17d2"
#: Text render mode that fills and strokes: how producers embolden a font that has no bold face.
_FILL_AND_STROKE = 2
#: A mark is glued to the glyph drawn before it within these distances, in font sizes.
_GLUE_RIGHT, _GLUE_UP = 1.5, 1.2


@dataclass(slots=True)
class Glyph:
    """One drawn unit of text with its box and baseline, in points of the page.

    ``turned`` is True where the text does not run from left to right along the page.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float
    size: float
    font: str
    bold: bool
    turned: bool


@dataclass(slots=True)
class Canvas:
    """What one page draws: its size in points, glyphs in drawing order, the boxes of its images
    and how many paths it paints."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    images: list[Rect] = field(default_factory=list)
    paths: int = 0


@dataclass(slots=True)
class _Span:
    """A marked-content sequence: its replacement text, and where its glyphs begin."""

    text: str | None
    start: int


class Interpreter(PDFPageInterpreter):
    """Looks up marked-content properties that a page keeps under a name."""

    def do_BDC(self, tag: Any, props: Any) -> None:
        """Begin marked content, its properties resolved."""
        if isinstance(props, PSLiteral):
            named = resolve1(self.resources.get("Properties")) or {}
            props = resolve1(named.get(props.name)) if isinstance(named, dict) else None
        super().do_BDC(tag, props)


class GlyphDevice(PDFTextDevice):
    """Collects the glyphs of each page in ``canvas``, which the next page replaces.

    ``max_glyphs`` bounds one page: a page beyond it is no page of text. Raises ``OverflowError``.
    """

    def __init__(self, resources: PDFResourceManager, max_glyphs: int = 200_000) -> None:
        super().__init__(resources)
        self.canvas = Canvas(0.0, 0.0)
        self._max_glyphs = max_glyphs
        self._spans: list[_Span] = []
        self._render_mode = 0

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        """Start an empty canvas of the page's size."""
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self.canvas = Canvas(abs(x1 - x0), abs(y1 - y0))
        self._spans = []

    def paint_path(
        self,
        graphicstate: PDFGraphicState,
        stroke: bool,
        fill: bool,
        evenodd: bool,
        path: Sequence[PathSegment],
    ) -> None:
        """Count a path; text drawn as outlines shows by their number."""
        self.canvas.paths += 1

    def render_image(self, name: str, stream: PDFStream) -> None:
        """Note where an image stands: the unit square under the current matrix."""
        if self.ctm is not None:
            self.canvas.images.append(apply_matrix_rect(self.ctm, (0, 0, 1, 1)))

    def begin_tag(self, tag: PSLiteral, props: Any = None) -> None:
        """Open a marked-content sequence; of nested ones the outermost text wins."""
        text = None
        if isinstance(props, dict) and not any(span.text is not None for span in self._spans):
            value = resolve1(props.get("ActualText"))
            if isinstance(value, str | bytes):
                text = decode_string(value)
        self._spans.append(_Span(text, len(self.canvas.glyphs)))

    def end_tag(self) -> None:
        """Close the innermost sequence and put its text in place of its glyphs."""
        if not self._spans:
            return
        span = self._spans.pop()
        glyphs = self.canvas.glyphs
        if span.text is None or span.start >= len(glyphs):
            return
        drawn = glyphs[span.start :]
        del glyphs[span.start :]
        first = drawn[0]
        # Only glyphs of one line widen the box: a span over two lines is placed where it begins.
        same = [glyph for glyph in drawn if abs(glyph.baseline - first.baseline) < first.size]
        first.x0 = min(glyph.x0 for glyph in same)
        first.x1 = max(glyph.x1 for glyph in same)
        first.text = span.text
        self._append(first)

    def render_string(
        self,
        textstate: PDFTextState,
        seq: PDFTextSeq,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> None:
        """Draw a string, remembering its render mode."""
        self._render_mode = textstate.render
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        """Add one glyph; returns how far it advances."""
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = UNKNOWN
        advance: float = font.char_width(cid) * fontsize * scaling
        bottom = font.get_descent() * fontsize + rise
        box = apply_matrix_rect(matrix, (0, bottom, advance, bottom + fontsize))
        x0, y0, x1, y1 = min(box[0], box[2]), min(box[1], box[3]), max(box[0::2]), max(box[1::2])
        a, b, _, d, _, f = matrix
        glyph = Glyph(
            text=text if isinstance(text, str) else UNKNOWN,
            x0=x0,
            y0=y0,
            x1=x1,
            y1=y1,
            baseline=f,
            size=y1 - y0,
            font=str(font.fontname),
            bold=self._render_mode == _FILL_AND_STROKE,
            turned=abs(b) > 0.1 * abs(a) or d < 0 or font.is_vertical(),
        )
        if len(self.canvas.glyphs) >= self._max_glyphs:
            raise OverflowError(f"a page draws more than {self._max_glyphs} characters")
        if any(span.text is not None for span in self._spans):
            self.canvas.glyphs.append(glyph)
        else:
            self._append(glyph)
        return advance

    def _append(self, glyph: Glyph) -> None:
        """Add ``glyph``, to the one before where it cannot stand alone (a Khmer mark)."""
        glyphs = self.canvas.glyphs
        before = glyphs[-1] if glyphs else None
        if before is None or not _belongs(glyph, before):
            glyphs.append(glyph)
            return
        before.text += glyph.text
        before.x0, before.x1 = min(before.x0, glyph.x0), max(before.x1, glyph.x1)


def decode_string(value: str | bytes) -> str:
    """A PDF text string: UTF-16 or UTF-8 by its mark, else PDFDocEncoding as Latin-1."""
    if isinstance(value, str):
        return value
    if value[:2] == b"\xfe\xff":
        return value[2:].decode("utf-16-be", "replace")
    if value[:2] == b"\xff\xfe":
        return value[2:].decode("utf-16-le", "replace")
    if value[:3] == b"\xef\xbb\xbf":
        return value[3:].decode("utf-8", "replace")
    return value.decode("latin-1")


def is_mark(character: str) -> bool:
    """Whether ``character`` is a Khmer dependent sign, which never begins a word."""
    return "\u17b4" <= character <= "\u17d3" or character == "\u17dd"


def _belongs(glyph: Glyph, before: Glyph) -> bool:
    if not glyph.text or not before.text or glyph.turned != before.turned:
        return False
    last = before.text[-1]
    if not ("\u1780" <= last <= "\u17d3" or last == "\u17dd"):
        return False
    if not (is_mark(glyph.text[0]) or last == COENG):
        return False
    size = max(glyph.size, before.size)
    return (
        abs(glyph.x0 - before.x1) <= _GLUE_RIGHT * size
        and abs(glyph.y0 - before.y0) <= _GLUE_UP * size
    )
