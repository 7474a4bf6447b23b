"""A Word document: the versions side by side in a table on landscape A4.

A version's column is in its own language for spelling and hyphenation.
"""

from collections.abc import Sequence
from typing import Any, BinaryIO

from search_app.exchange.labels import CONFIDENCE, ORIGINS, PROVISION, STATUSES
from search_app.exchange.rows import Column, Export, ExportRow, Heading
from search_app.exchange.typography import LATIN, TYPOGRAPHY
from search_app.exchange.word_parts import (
    MARGIN,
    SHADE_HEADER,
    SMALL,
    TITLE,
    WIDTH,
    empty_paragraph,
    new_document,
    new_table,
    paragraph,
    table_row,
    twips,
)

#: The columns of the provision and of the confidence, in millimetres.
_PROVISION, _CONFIDENCE = 30, 22
#: Shades of the rows that are headings.
_SHADE_CHAPTER, _SHADE_ARTICLE = "E7E6E6", "F4F4F4"


def write_docx(export: Export, stream: BinaryIO) -> None:
    """Write the rows under the titles of the versions and the notice of the work."""
    document = new_document(next((one.title for one in export.columns if one.title), export.work))
    body = document.element.body
    end = body[-1]  # the properties of the section, which stand after its text
    for column in export.columns:
        if column.title:
            typography = TYPOGRAPHY[column.tag]
            end.addprevious(paragraph(column.title, typography, points=TITLE, bold=True))
    if export.notice:
        end.addprevious(paragraph(export.notice, LATIN, italic=True))
    end.addprevious(_table(export))
    end.addprevious(empty_paragraph())
    document.save(stream)


# --------------------------------------------------------------------------- the table


def _table(export: Export) -> Any:
    widths = _widths(len(export.columns))
    table = new_table(widths)
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
    left = WIDTH - 2 * MARGIN - _PROVISION - _CONFIDENCE
    return twips([_PROVISION, *[left / versions] * versions, _CONFIDENCE])


def _header(export: Export, widths: Sequence[int]) -> Any:
    cells = [[paragraph(export.say(PROVISION), LATIN, points=SMALL, bold=True)]]
    for column in export.columns:
        typography = TYPOGRAPHY[column.tag]
        cells.append(
            [
                paragraph(typography.name, typography, bold=True),
                paragraph(_about(column, export), LATIN, points=SMALL),
            ]
        )
    cells.append([paragraph(export.say(CONFIDENCE), LATIN, points=SMALL, bold=True)])
    return table_row(cells, widths, shade=SHADE_HEADER, repeated=True)


def _about(column: Column, export: Export) -> str:
    origin = export.say(ORIGINS[column.origin]) if column.origin in ORIGINS else column.origin
    return " · ".join(part for part in (origin, column.file) if part)


def _heading(heading: Heading, export: Export, widths: Sequence[int]) -> Any:
    labels = [
        [paragraph(label, TYPOGRAPHY[column.tag], bold=True, with_next=True)]
        for label, column in zip(heading.labels, export.columns, strict=True)
    ]
    name = paragraph(heading.eid, LATIN, points=SMALL, with_next=True)
    shade = _SHADE_CHAPTER if heading.outer else _SHADE_ARTICLE
    return table_row([[name], *labels, [paragraph("", LATIN)]], widths, shade=shade)


def _row(row: ExportRow, export: Export, widths: Sequence[int]) -> Any:
    status = export.say(STATUSES[row.status]) if row.status != "automatic" else ""
    sure = " ".join(part for part in (f"{row.confidence:.2f}", status) if part)
    texts = [
        [paragraph(text, TYPOGRAPHY[column.tag])]
        for text, column in zip(row.numbered(), export.columns, strict=True)
    ]
    eid = [paragraph(row.eid, LATIN, points=SMALL)]
    return table_row([eid, *texts, [paragraph(sure, LATIN, points=SMALL)]], widths)
