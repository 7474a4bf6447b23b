"""Pages of source files as images: the frame stands where the provision does."""

import hashlib
import io

import numpy as np
import pypdfium2
import pytest
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import apply_matrix_rect
from PIL import Image

from indexer.extract import DOCX, HTML, PDF, TEXT
from indexer.models import Box
from indexer.page_images import (
    COLOUR,
    MOST_DOTS,
    PageImageError,
    PageOfSource,
    page_image,
    shows_pages,
    source_state,
)
from tests.indexer.pdf_maker import make_pdf

#: What is drawn, in the page's own space: a black bar, x, y, width, height in points.
BAR = (120, 500, 200, 40)
#: How the page is turned, in degrees, and what lies before the corner of its boxes.
CTMS = {
    0: lambda x0, y0, x1, y1: (1, 0, 0, 1, -x0, -y0),
    90: lambda x0, y0, x1, y1: (0, -1, 1, 0, -y0, x1),
    180: lambda x0, y0, x1, y1: (-1, 0, 0, -1, x1, y1),
    270: lambda x0, y0, x1, y1: (0, 1, -1, 0, y1, -x0),
}


def pdf_with_bar(path, *, turned=0, media=(0, 0, 595, 842), crop=None):
    data = make_pdf([[]], extra=f"0 0 0 rg {' '.join(map(str, BAR))} re f\n")
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    page.set_mediabox(*media)
    if crop:
        page.set_cropbox(*crop)
    page.set_rotation(turned)
    document.save(path)
    return path


def asked(path, page=1, boxes=()):
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return PageOfSource(place=str(path), sha256=digest, page=page, boxes=boxes)


def bounds(image, wanted):
    """The rectangle around the pixels of which ``wanted`` holds, None where it holds of none."""
    rows, columns = np.nonzero(wanted(np.asarray(image.convert("RGB"), dtype=int)))
    if not len(rows):
        return None
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def is_black(pixels):
    return pixels.max(axis=-1) < 60


def is_frame(pixels):
    return (pixels == COLOUR).all(axis=-1)


@pytest.mark.parametrize("turned", list(CTMS))
@pytest.mark.parametrize(
    ("media", "crop"),
    [
        ((0, 0, 595, 842), None),
        ((0, 0, 595, 842), (60, 300, 500, 700)),
        ((-30, 40, 565, 800), None),
        ((-30, 40, 565, 800), (20, 400, 500, 780)),
        ((0, 0, 595, 842), (-50, -50, 700, 900)),
    ],
    ids=["plain", "cropped", "shifted", "both", "crop outside"],
)
def test_the_frame_is_around_what_it_is_to_frame(tmp_path, turned, media, crop):
    path = pdf_with_bar(tmp_path / "bar.pdf", turned=turned, media=media, crop=crop)
    with path.open("rb") as file:
        page = next(iter(PDFPage.get_pages(file)))
    assert (page.rotate, tuple(map(round, page.mediabox))) == (turned, media)
    x, y, width, height = BAR
    ctm = CTMS[turned](*media)
    box = Box(1, *apply_matrix_rect(ctm, (x, y, x + width, y + height)))
    image = Image.open(io.BytesIO(page_image(asked(path, boxes=(box,))))).convert("RGB")
    black, frame = bounds(image, is_black), bounds(image, is_frame)
    dot = 110 / 72
    assert frame[0] < black[0]
    assert frame[1] < black[1]
    assert frame[2] > black[2]
    assert frame[3] > black[3]
    for outer, inner in zip(frame, black, strict=True):
        assert abs(outer - inner) <= 8 * dot


def test_the_frame_does_not_hide_what_is_framed(tmp_path):
    path = pdf_with_bar(tmp_path / "bar.pdf")
    x, y, width, height = BAR
    plain = Image.open(io.BytesIO(page_image(asked(path)))).convert("RGB")
    assert bounds(plain, is_frame) is None
    framed = Image.open(
        io.BytesIO(page_image(asked(path, boxes=(Box(1, x, y, x + width, y + height),))))
    ).convert("RGB")
    middle = tuple(round(value * 110 / 72) for value in (x + width / 2, 842 - y - height / 2))
    assert max(framed.getpixel(middle)) < 60


def test_boxes_of_other_pages_are_not_drawn(tmp_path):
    path = pdf_with_bar(tmp_path / "bar.pdf")
    image = Image.open(io.BytesIO(page_image(asked(path, boxes=(Box(2, 10, 10, 90, 90),)))))
    assert bounds(image, is_frame) is None


def test_a_huge_page_is_drawn_smaller(tmp_path):
    path = pdf_with_bar(tmp_path / "bar.pdf", media=(0, 0, 14000, 14000))
    image = Image.open(io.BytesIO(page_image(asked(path))))
    assert image.width * image.height <= MOST_DOTS * 1.01


def test_a_file_that_has_changed_or_gone_is_not_shown(tmp_path):
    path = pdf_with_bar(tmp_path / "bar.pdf")
    wanted = asked(path)
    assert source_state(wanted.place, wanted.sha256) == "same"
    with path.open("ab") as file:
        file.write(b"\n% more\n")
    assert source_state(wanted.place, wanted.sha256) == "changed"
    with pytest.raises(PageImageError, match="has changed since it was indexed"):
        page_image(wanted)
    path.unlink()
    assert source_state(wanted.place, wanted.sha256) == "gone"
    with pytest.raises(PageImageError, match="cannot be read now") as told:
        page_image(wanted)
    assert str(tmp_path) not in str(told.value)
    path.mkdir()
    assert source_state(wanted.place, wanted.sha256) == "unreadable"


@pytest.mark.parametrize("page", [0, 2])
def test_a_page_that_the_file_has_not_is_told(tmp_path, page):
    path = pdf_with_bar(tmp_path / "bar.pdf")
    with pytest.raises(PageImageError, match=f"no page {page}"):
        page_image(asked(path, page))


def test_a_damaged_file_is_told_and_does_no_harm(tmp_path):
    path = tmp_path / "damaged.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    with pytest.raises(PageImageError):
        page_image(asked(path))


def test_only_pdfs_have_pages_to_be_drawn():
    assert [shows_pages(kind) for kind in (PDF, DOCX, HTML, TEXT)] == [True, False, False, False]
