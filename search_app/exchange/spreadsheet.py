"""A spreadsheet: a row for each row of the parallel text, under its title and notice.

Every text is written as text: nothing that stands in an instrument can become a formula or a link.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, BinaryIO

from search_app.exchange.labels import (
    CONFIDENCE,
    ORIGINS,
    PARALLEL_TEXT,
    PROVISION,
    STATUS,
    STATUSES,
    page_label,
)
from search_app.exchange.rows import Column, Export, ExportRow
from search_app.exchange.sheet_parts import (
    A4,
    MOST_CHARACTERS,
    Formats,
    new_book,
    write_text,
)
from search_app.exchange.typography import LATIN, TYPOGRAPHY, Typography

#: Widths of columns in characters: the provision, each version, the rest.
_PROVISION, _VERSION, _NARROW = 24, 60, 12


def write_xlsx(export: Export, stream: BinaryIO) -> None:
    """Write the rows; title and notice above, then the header, which stays in view."""
    with new_book(stream) as book:
        title = next((one.title for one in export.columns if one.title), export.work)
        book.set_properties({"title": title, "author": "TreatyLens", "comments": export.notice})
        sheet = book.add_worksheet(export.say(PARALLEL_TEXT))
        formats = Formats(book)
        top = _write_top(sheet, export, formats)
        _write_rows(sheet, export, formats, top)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)


def _write_top(sheet: Any, export: Export, formats: Formats) -> int:
    """Titles in their columns, the notice, the header; the number of the header's row."""
    row = 0
    for place, column in enumerate(export.columns, 1):
        write_text(sheet, row, place, column.title, TYPOGRAPHY[column.tag], formats, bold=True)
    if export.notice:
        row += 1
        write_text(sheet, row, 1, export.notice, LATIN, formats)
    row += 1
    for place, (label, width, typography) in enumerate(_columns(export)):
        sheet.set_column(place, place, width)
        write_text(sheet, row, place, label, typography, formats, bold=True)
    return row


def _columns(export: Export) -> Iterator[tuple[str, int, Typography]]:
    """The label, width and language of each column."""
    yield export.say(PROVISION), _PROVISION, LATIN
    for column in export.columns:
        yield _language(column, export), _VERSION, TYPOGRAPHY[column.tag]
    yield export.say(CONFIDENCE), _NARROW, LATIN
    yield export.say(STATUS), _NARROW, LATIN
    for column in export.columns:
        name = TYPOGRAPHY[column.tag].name
        yield export.say(page_label(name)), _NARROW, TYPOGRAPHY[column.tag]


def _language(column: Column, export: Export) -> str:
    origin = export.say(ORIGINS[column.origin]) if column.origin in ORIGINS else column.origin
    name = TYPOGRAPHY[column.tag].name
    return f"{name} – {origin}" if origin else name


def _write_rows(sheet: Any, export: Export, formats: Formats, top: int) -> None:
    versions = len(export.columns)
    at = top
    for row in export.rows:
        for number, texts in enumerate(_pieces(row)):
            at += 1
            write_text(sheet, at, 0, row.eid, LATIN, formats)
            for place, (text, column) in enumerate(zip(texts, export.columns, strict=True), 1):
                write_text(sheet, at, place, text, TYPOGRAPHY[column.tag], formats)
            if number == 0:
                _write_facts(sheet, at, versions + 1, row, export, formats)
    if at > top:
        sheet.autofilter(top, 0, at, 2 * versions + 2)


def _write_facts(
    sheet: Any, at: int, place: int, row: ExportRow, export: Export, formats: Formats
) -> None:
    sheet.write_number(at, place, round(row.confidence, 2), formats.number)
    write_text(sheet, at, place + 1, export.say(STATUSES[row.status]), LATIN, formats)
    for page, cell in enumerate(row.cells, place + 2):
        if cell and cell.page is not None:
            sheet.write_number(at, page, cell.page)


def _pieces(row: ExportRow) -> Iterator[tuple[str, ...]]:
    """The texts as cells hold them: what is longer goes on in the next row."""
    cut = [
        [text[at : at + MOST_CHARACTERS] for at in range(0, len(text), MOST_CHARACTERS)]
        for text in row.numbered()
    ]
    yield from zip_longest(*cut, fillvalue="")
