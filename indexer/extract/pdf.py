"""PDF: the text of each page where the file has one, and the reason where it has none."""

import io
import logging
from collections import Counter
from collections.abc import Iterator

from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from indexer.extract.errors import ExtractionError
from indexer.extract.layout import Layout
from indexer.extract.pdf_device import Canvas, GlyphDevice, Interpreter
from indexer.extract.quality import is_legacy_font, judge
from indexer.extract.running import without_running_lines
from indexer.extract.text import clean
from indexer.models import Page

# pdfminer reports each oddity of a file; what matters to a reader is judged here instead.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

#: Most pages that are read.
MAX_PAGES = 5000


def extract(data: bytes) -> tuple[Page, ...]:
    """The pages of a PDF, without running headers, footers and page numbers.

    A page whose text layer is missing or worthless has method ``none`` and says why. Raises
    ``ExtractionError`` for a file that needs a password, is damaged or has no pages.
    """
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        pages = list(_pages(document))
    except PDFPasswordIncorrect as error:
        raise ExtractionError("The PDF is locked by a password; save a copy without.") from error
    except (ExtractionError, MemoryError):
        raise
    except Exception as error:  # pdfminer raises nearly anything on damaged files
        raise ExtractionError(
            f"The PDF is damaged ({type(error).__name__}); get a whole copy."
        ) from error
    if not pages:
        raise ExtractionError("The PDF has no pages; it is damaged or cut short.")
    if all(page.reason.startswith(_DAMAGED) for page in pages):
        raise ExtractionError("No page of the PDF can be read; get a whole copy.")
    return without_running_lines(pages)


_DAMAGED = "the page is damaged"


def _pages(document: PDFDocument) -> Iterator[Page]:
    resources = PDFResourceManager()
    device = GlyphDevice(resources)
    interpreter = Interpreter(resources, device)
    layout = Layout()
    for number, page in enumerate(PDFPage.create_pages(document), 1):
        if number > MAX_PAGES:
            raise ExtractionError(f"The PDF has more than {MAX_PAGES} pages; split it.")
        try:
            interpreter.process_page(page)
            yield _page(device.canvas, number, layout)
        except MemoryError:
            raise
        except Exception as error:  # one bad page does not lose the others
            reason = f"{_DAMAGED} ({type(error).__name__})"
            yield Page(number=number, lines=(), method="none", confidence=0.0, reason=reason)


def _page(canvas: Canvas, number: int, layout: Layout) -> Page:
    fonts: Counter[str] = Counter()
    for glyph in canvas.glyphs:
        glyph.text = clean(glyph.text)
        fonts[glyph.font] += len(glyph.text.strip())
    canvas.glyphs = [glyph for glyph in canvas.glyphs if not is_legacy_font(glyph.font)]
    lines = layout.lines(canvas, number)
    verdict = judge(
        "\n".join(line.text for line in lines), fonts, _image_share(canvas), canvas.paths
    )
    return Page(
        number=number,
        lines=tuple(lines) if verdict.method == "text" else (),
        method=verdict.method,
        confidence=verdict.confidence,
        reason=verdict.reason,
        width=canvas.width,
        height=canvas.height,
    )


def _image_share(canvas: Canvas) -> float:
    """Share in 0..1 of the page that its images cover, overlaps counted twice."""
    covered = 0.0
    for x0, y0, x1, y1 in canvas.images:
        width = min(x1, canvas.width) - max(x0, 0)
        height = min(y1, canvas.height) - max(y0, 0)
        covered += max(width, 0) * max(height, 0)
    area = canvas.width * canvas.height
    return min(covered / area, 1.0) if area else 0.0
