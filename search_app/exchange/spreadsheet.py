"""A spreadsheet: a row for each row of the parallel text, under its title and notice.

Every text is written as text: nothing that stands in an instrument can become a formula or a link.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, BinaryIO

import xlsxwriter

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
from search_app.exchange.typography import LATIN, TYPOGRAPHY, Typography

#: Characters a cell holds: the format's limit is 32,767 in UTF-16, where some count twice.
MOST_CHARACTERS = 16_000
#: Widths of columns in characters: the provision, each version, the rest.
_PROVISION, _VERSION, _NARROW = 24, 60, 12
_A4 = 9
_FORMULA_STARTS = tuple("=+-@")


def write_xlsx(export: Export, stream: BinaryIO) -> None:
    """Write the rows; title and notice above, then the header, which stays in view."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        title = next((one.title for one in export.columns if one.title), export.work)
        book.set_properties({"title": title, "author": "TreatyLens", "comments": export.notice})
        sheet = book.add_worksheet(export.say(PARALLEL_TEXT))
        formats = _Formats(book)
        top = _write_top(sheet, export, formats)
        _write_rows(sheet, export, formats, top)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)


class _Formats:
    """The formats of cells by language; ``quoted`` keeps a text one when a person edits it."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool], Any] = {}
        self.number = book.add_format({"num_format": "0.00", "valign": "top"})

    def of(self, typography: Typography, text: str, *, bold: bool = False) -> Any:
        """The format for ``text`` in a language."""
        quoted = text.startswith(_FORMULA_STARTS)
        key = (typography.font, bold, quoted)
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {
                    "font_name": typography.font,
                    "font_size": typography.points,
                    "text_wrap": True,
                    "valign": "top",
                    "bold": bold,
                    "quote_prefix": quoted,
                }
            )
        return self._made[key]


def _write_top(sheet: Any, export: Export, formats: _Formats) -> int:
    """Titles in their columns, the notice, the header; the number of the header's row."""
    row = 0
    for place, column in enumerate(export.columns, 1):
        _text(sheet, row, place, column.title, TYPOGRAPHY[column.tag], formats, bold=True)
    if export.notice:
        row += 1
        _text(sheet, row, 1, export.notice, LATIN, formats)
    row += 1
    for place, (label, width, typography) in enumerate(_columns(export)):
        sheet.set_column(place, place, width)
        _text(sheet, row, place, label, typography, formats, bold=True)
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


def _write_rows(sheet: Any, export: Export, formats: _Formats, top: int) -> None:
    versions = len(export.columns)
    at = top
    for row in export.rows:
        for number, texts in enumerate(_pieces(row)):
            at += 1
            _text(sheet, at, 0, row.eid, LATIN, formats)
            for place, (text, column) in enumerate(zip(texts, export.columns, strict=True), 1):
                _text(sheet, at, place, text, TYPOGRAPHY[column.tag], formats)
            if number == 0:
                _write_facts(sheet, at, versions + 1, row, export, formats)
    if at > top:
        sheet.autofilter(top, 0, at, 2 * versions + 2)


def _write_facts(
    sheet: Any, at: int, place: int, row: ExportRow, export: Export, formats: _Formats
) -> None:
    sheet.write_number(at, place, round(row.confidence, 2), formats.number)
    _text(sheet, at, place + 1, export.say(STATUSES[row.status]), LATIN, formats)
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


def _text(
    sheet: Any,
    row: int,
    place: int,
    text: str,
    typography: Typography,
    formats: _Formats,
    *,
    bold: bool = False,
) -> None:
    if text:
        sheet.write_string(row, place, text, formats.of(typography, text, bold=bold))
