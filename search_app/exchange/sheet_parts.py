"""Pieces of a spreadsheet: the book, the formats of its cells, texts that stay texts.

Every text is written as text: nothing that stands in an instrument can become a formula or a link.
"""

from typing import Any, BinaryIO

import xlsxwriter

from search_app.exchange.delimited import FORMULA_STARTS
from search_app.exchange.typography import Typography

#: Characters a cell holds: the format's limit is 32,767 in UTF-16, where some count twice.
MOST_CHARACTERS = 16_000
#: Rows a sheet holds.
MOST_ROWS = 1_048_576
A4 = 9


def new_book(stream: BinaryIO, *, streamed: bool = False) -> Any:
    """A book to be written to ``stream``, which is done when it is closed. ``streamed``: rows go to
    temporary files as they are written, in order from the top, so that any number takes little
    memory."""
    options = {
        "in_memory": not streamed,
        "constant_memory": streamed,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    return xlsxwriter.Workbook(stream, options)


class Formats:
    """The formats of cells by language; ``quoted`` keeps a text one when a person edits it."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool], Any] = {}
        self.number = book.add_format({"num_format": "0.00", "valign": "top"})

    def of(self, typography: Typography, text: str, *, bold: bool = False) -> Any:
        """The format for ``text`` in a language."""
        quoted = text.startswith(FORMULA_STARTS)
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


def write_text(
    sheet: Any,
    row: int,
    place: int,
    text: str,
    typography: Typography,
    formats: Formats,
    *,
    bold: bool = False,
) -> None:
    """Write a text to a cell, counted from 0; nothing for an empty one."""
    if text:
        sheet.write_string(row, place, text, formats.of(typography, text, bold=bold))
