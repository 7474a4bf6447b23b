"""Pieces of a Word document: the page, paragraphs, rows of a table.

Every run names a font for each kind of script, so that Khmer and Chinese are set right wherever
the file is opened.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml.etree import tostring

from search_app.exchange.typography import KHMER, LATIN, SIMPLIFIED, Typography

#: A4 on its side and its margins, in millimetres.
WIDTH, HEIGHT, MARGIN = 297, 210, 15
_TWIPS_A_MM = 1440 / 25.4
#: The shade of the first row of a table; sizes of what is not text of a version, in points.
SHADE_HEADER = "D9E2EC"
SMALL, TITLE = 8.0, 14.0
#: Characters that the format allows in the title among a file's properties.
_PROPERTY = 255
#: What Word calls the two kinds of Chinese.
_CHINESE = frozenset({"zh-CN", "zh-TW"})
_TABLE_END = b"</w:tbl>"


def new_document(title: str) -> Document:
    """An empty document on landscape A4."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(MARGIN)
    properties = document.core_properties
    properties.title = title[:_PROPERTY]
    properties.author, properties.comments = "TreatyLens", ""
    properties.created = properties.modified = datetime.now(UTC)
    return document


def empty_paragraph() -> Any:
    """A paragraph without text: Word wants one after a table that ends a document."""
    return OxmlElement("w:p")


def twips(millimetres: Iterable[float]) -> list[int]:
    """Lengths in twentieths of a point."""
    return [round(one * _TWIPS_A_MM) for one in millimetres]


def new_table(widths: Sequence[int]) -> Any:
    """A table without rows whose columns have these widths, in twentieths of a point."""
    table = OxmlElement("w:tbl")
    properties = below(table, "w:tblPr")
    below(properties, "w:tblStyle", val="TableGrid")
    below(properties, "w:tblW", w=str(sum(widths)), type="dxa")
    below(properties, "w:tblLayout", type="fixed")
    grid = below(table, "w:tblGrid")
    for width in widths:
        below(grid, "w:gridCol", w=str(width))
    return table


def table_row(
    cells: Iterable[Iterable[Any]],
    widths: Sequence[int],
    *,
    shade: str = "",
    repeated: bool = False,
) -> Any:
    """A row that no page break parts; ``repeated`` on each page."""
    row = OxmlElement("w:tr")
    properties = below(row, "w:trPr")
    below(properties, "w:cantSplit")
    if repeated:
        below(properties, "w:tblHeader")
    for paragraphs, width in zip(cells, widths, strict=True):
        cell = below(row, "w:tc")
        described = below(cell, "w:tcPr")
        below(described, "w:tcW", w=str(width), type="dxa")
        if shade:
            below(described, "w:shd", val="clear", color="auto", fill=shade)
        for paragraph in paragraphs:
            cell.append(paragraph)
    return row


def paragraph(
    text: str,
    typography: Typography,
    *,
    points: float = 0.0,
    bold: bool = False,
    italic: bool = False,
    with_next: bool = False,
) -> Any:
    """A paragraph of one run; a line break in the text is one on the page."""
    paragraph = OxmlElement("w:p")
    properties = below(paragraph, "w:pPr")
    if with_next:
        below(properties, "w:keepNext")
    below(properties, "w:spacing", before="20", after="40")
    run = below(paragraph, "w:r")
    _format(below(run, "w:rPr"), typography, points or typography.points, bold, italic)
    for number, line in enumerate(text.split("\n")):
        if number:
            below(run, "w:br")
        written = below(run, "w:t")
        written.text = line
        written.set(qn("xml:space"), "preserve")
    return paragraph


def _format(
    properties: Any, typography: Typography, points: float, bold: bool, italic: bool
) -> None:
    """Fonts for Latin, East Asian and complex scripts, in the order that the schema wants."""
    khmer, chinese = typography is KHMER, typography.locale in _CHINESE
    latin = LATIN.font if chinese else typography.font
    fonts = {
        "ascii": latin,
        "hAnsi": latin,
        "eastAsia": typography.font if chinese else SIMPLIFIED.font,
        "cs": KHMER.font,
    }
    # Quotation marks and dashes are in both scripts; without a hint they are taken from Latin.
    below(properties, "w:rFonts", **({"hint": "eastAsia"} if chinese else {}), **fonts)
    for name, wanted in (("w:b", bold), ("w:bCs", bold), ("w:i", italic), ("w:iCs", italic)):
        if wanted:
            below(properties, name)
    half_points = str(round(points * 2))
    below(properties, "w:sz", val=half_points)
    below(properties, "w:szCs", val=half_points)
    if khmer:
        below(properties, "w:cs")
    below(
        properties,
        "w:lang",
        val=LATIN.locale,
        eastAsia=typography.locale if chinese else SIMPLIFIED.locale,
        bidi=KHMER.locale,
    )


def below(parent: Any, name: str, **attributes: str) -> Any:
    """A new element at the end of ``parent``; names and attributes in Word's own namespace."""
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    parent.append(element)
    return element


class StreamedDocument:
    """A document whose body is written piece by piece, in little memory.

    ``document`` gives everything but the body: styles, the page, properties. What is added comes
    before the properties of its section, which end a body.
    """

    _BODY = "word/document.xml"

    def __init__(self, document: Document, stream: BinaryIO) -> None:
        made = BytesIO()
        document.save(made)
        with ZipFile(made) as package:
            before, mark, after = package.read(self._BODY).partition(b"<w:sectPr")
            self._end = mark + after
            self._package = ZipFile(stream, "w", ZIP_DEFLATED)
            for name in package.namelist():
                if name != self._BODY:
                    self._package.writestr(name, package.read(name))
        self._body = self._package.open(self._BODY, "w", force_zip64=True)
        self._body.write(before)

    def __enter__(self) -> "StreamedDocument":
        return self

    def __exit__(self, *raised: object) -> None:
        self._body.write(self._end)
        self._body.close()
        self._package.close()

    def add(self, element: Any) -> None:
        """Write the next paragraph or, in an open table, the next row."""
        self._body.write(tostring(element))

    def open(self, table: Any) -> None:
        """Write the beginning of a table, with the rows it has."""
        self._body.write(tostring(table).removesuffix(_TABLE_END))

    def close(self) -> None:
        """Write the end of the table."""
        self._body.write(_TABLE_END)
