"""A Word document: the versions side by side in a table on landscape A4.

Every run names a font for each kind of script, so that Khmer and Chinese are set right wherever
the file is opened. A version's column is in its own language for spelling and hyphenation.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from search_app.exchange.labels import CONFIDENCE, ORIGINS, PROVISION, STATUSES
from search_app.exchange.rows import Column, Export, ExportRow, Heading
from search_app.exchange.typography import KHMER, LATIN, SIMPLIFIED, TYPOGRAPHY, Typography

#: A4 on its side and its margins, in millimetres.
_WIDTH, _HEIGHT, _MARGIN = 297, 210, 15
#: The columns of the provision and of the confidence, in millimetres.
_PROVISION, _CONFIDENCE = 30, 22
_TWIPS_A_MM = 1440 / 25.4
#: Shades of the rows that are no text, and sizes of what is not text of a version, in points.
_SHADE_HEADER, _SHADE_CHAPTER, _SHADE_ARTICLE = "D9E2EC", "E7E6E6", "F4F4F4"
_SMALL, _TITLE = 8.0, 14.0
#: Characters that the format allows in the title among a file's properties.
_PROPERTY = 255
#: What Word calls the two kinds of Chinese.
_CHINESE = frozenset({"zh-CN", "zh-TW"})


def write_docx(export: Export, stream: BinaryIO) -> None:
    """Write the rows under the titles of the versions and the notice of the work."""
    document = docx.Document()
    _set_page(document)
    title = next((one.title for one in export.columns if one.title), export.work)
    _set_properties(document, title)
    body = document.element.body
    end = body[-1]  # the properties of the section, which stand after its text
    for column in export.columns:
        if column.title:
            typography = TYPOGRAPHY[column.tag]
            end.addprevious(_paragraph(column.title, typography, points=_TITLE, bold=True))
    if export.notice:
        end.addprevious(_paragraph(export.notice, LATIN, italic=True))
    end.addprevious(_table(export))
    # Word wants a paragraph after a table that ends a document.
    end.addprevious(OxmlElement("w:p"))
    document.save(stream)


def _set_properties(document: Document, title: str) -> None:
    properties = document.core_properties
    properties.title = title[:_PROPERTY]
    properties.author, properties.comments = "TreatyLens", ""
    properties.created = properties.modified = datetime.now(UTC)


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(_WIDTH), Mm(_HEIGHT)
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin = section.bottom_margin = Mm(_MARGIN)


# --------------------------------------------------------------------------- the table


def _table(export: Export) -> Any:
    widths = _widths(len(export.columns))
    table = OxmlElement("w:tbl")
    properties = _below(table, "w:tblPr")
    _below(properties, "w:tblStyle", val="TableGrid")
    _below(properties, "w:tblW", w=str(sum(widths)), type="dxa")
    _below(properties, "w:tblLayout", type="fixed")
    grid = _below(table, "w:tblGrid")
    for width in widths:
        _below(grid, "w:gridCol", w=str(width))
    table.append(_header(export, widths))
    for line in export.laid_out():
        if isinstance(line, Heading):
            table.append(_heading(line, export, widths))
        else:
            table.append(_row(line, export, widths))
    return table


def _widths(versions: int) -> list[int]:
    """The width of each column in twentieths of a point: the provision, the versions alike, the
    confidence."""
    left = _WIDTH - 2 * _MARGIN - _PROVISION - _CONFIDENCE
    widths = [_PROVISION, *[left / versions] * versions, _CONFIDENCE]
    return [round(width * _TWIPS_A_MM) for width in widths]


def _header(export: Export, widths: Sequence[int]) -> Any:
    cells = [[_paragraph(export.say(PROVISION), LATIN, points=_SMALL, bold=True)]]
    for column in export.columns:
        typography = TYPOGRAPHY[column.tag]
        cells.append(
            [
                _paragraph(typography.name, typography, bold=True),
                _paragraph(_about(column, export), LATIN, points=_SMALL),
            ]
        )
    cells.append([_paragraph(export.say(CONFIDENCE), LATIN, points=_SMALL, bold=True)])
    return _table_row(cells, widths, shade=_SHADE_HEADER, repeated=True)


def _about(column: Column, export: Export) -> str:
    origin = export.say(ORIGINS[column.origin]) if column.origin in ORIGINS else column.origin
    return " · ".join(part for part in (origin, column.file) if part)


def _heading(heading: Heading, export: Export, widths: Sequence[int]) -> Any:
    labels = [
        [_paragraph(label, TYPOGRAPHY[column.tag], bold=True, with_next=True)]
        for label, column in zip(heading.labels, export.columns, strict=True)
    ]
    name = _paragraph(heading.eid, LATIN, points=_SMALL, with_next=True)
    shade = _SHADE_CHAPTER if heading.outer else _SHADE_ARTICLE
    return _table_row([[name], *labels, [_paragraph("", LATIN)]], widths, shade=shade)


def _row(row: ExportRow, export: Export, widths: Sequence[int]) -> Any:
    status = export.say(STATUSES[row.status]) if row.status != "automatic" else ""
    sure = " ".join(part for part in (f"{row.confidence:.2f}", status) if part)
    texts = [
        [_paragraph(text, TYPOGRAPHY[column.tag])]
        for text, column in zip(row.numbered(), export.columns, strict=True)
    ]
    eid = [_paragraph(row.eid, LATIN, points=_SMALL)]
    return _table_row([eid, *texts, [_paragraph(sure, LATIN, points=_SMALL)]], widths)


def _table_row(
    cells: Iterable[Iterable[Any]],
    widths: Sequence[int],
    *,
    shade: str = "",
    repeated: bool = False,
) -> Any:
    """A row that no page break parts; ``repeated`` on each page."""
    row = OxmlElement("w:tr")
    properties = _below(row, "w:trPr")
    _below(properties, "w:cantSplit")
    if repeated:
        _below(properties, "w:tblHeader")
    for paragraphs, width in zip(cells, widths, strict=True):
        cell = _below(row, "w:tc")
        described = _below(cell, "w:tcPr")
        _below(described, "w:tcW", w=str(width), type="dxa")
        if shade:
            _below(described, "w:shd", val="clear", color="auto", fill=shade)
        for paragraph in paragraphs:
            cell.append(paragraph)
    return row


# --------------------------------------------------------------------------- text


def _paragraph(
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
    properties = _below(paragraph, "w:pPr")
    if with_next:
        _below(properties, "w:keepNext")
    _below(properties, "w:spacing", before="20", after="40")
    run = _below(paragraph, "w:r")
    _format(_below(run, "w:rPr"), typography, points or typography.points, bold, italic)
    for number, line in enumerate(text.split("\n")):
        if number:
            _below(run, "w:br")
        written = _below(run, "w:t")
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
    _below(properties, "w:rFonts", **({"hint": "eastAsia"} if chinese else {}), **fonts)
    for name, wanted in (("w:b", bold), ("w:bCs", bold), ("w:i", italic), ("w:iCs", italic)):
        if wanted:
            _below(properties, name)
    half_points = str(round(points * 2))
    _below(properties, "w:sz", val=half_points)
    _below(properties, "w:szCs", val=half_points)
    if khmer:
        _below(properties, "w:cs")
    _below(
        properties,
        "w:lang",
        val=LATIN.locale,
        eastAsia=typography.locale if chinese else SIMPLIFIED.locale,
        bidi=KHMER.locale,
    )


def _below(parent: Any, name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    parent.append(element)
    return element
