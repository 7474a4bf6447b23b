"""CSV: a row for each row of the parallel text, UTF-8 with a byte order mark.

Spreadsheets need the mark to read Khmer. They also run a cell that begins like a formula, and where
lists are separated by semicolons they part a line at those, within quotation marks too, since no
cell then begins with one. So what begins like a formula gets an apostrophe in front, at the
beginning of a text and after what may part cells, and so does an apostrophe in such a place:
``unguarded`` takes them off again.
"""

import csv
import re
from typing import BinaryIO

from search_app.exchange.rows import Export, ExportRow

BYTE_ORDER_MARK = "\ufeff"
#: What a formula begins with, in ASCII and as wide characters; tab and line ends are passed over by
#: spreadsheets that then find one. (OWASP, CSV Injection.)
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")

#: What parts cells or lines in some place of the world.
SEPARATORS = ";|\t\r\n"
_BEGINS = rf"(?:\A|(?<=[{SEPARATORS}]))"
#: Spaces and quotation marks that a spreadsheet may take off before it looks for a formula.
_PASSED_OVER = r'(?:[^\S\t\r\n]|")*'
_GUARDED = re.compile(rf"{_BEGINS}(?='|{_PASSED_OVER}[=+\-@＝＋－＠])|\A(?=[\t\r\n])")
_GUARD = re.compile(rf"{_BEGINS}'")


def write_csv(export: Export, stream: BinaryIO) -> None:
    """Write the rows, the names of the columns in the first line. Texts are in columns called by
    their language (``en``, ``zh-Hant``), pages and addresses likewise (``page_en``, ``id_en``)."""
    lines = csv.writer(Encoded(stream), lineterminator="\r\n")
    stream.write(BYTE_ORDER_MARK.encode("utf-8"))
    tags = [column.tag for column in export.columns]
    lines.writerow(
        ["provision", *tags, "confidence", "status", "author", "date"]
        + [f"page_{tag}" for tag in tags]
        + [f"id_{tag}" for tag in tags]
    )
    for row in export.rows:
        lines.writerow([guarded(value) for value in _values(row)])


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet runs, in whatever cells it parts it."""
    return _GUARDED.sub("'", text)


def unguarded(cell: str) -> str:
    """The text that ``guarded`` made a cell of."""
    return _GUARD.sub("", cell)


def _values(row: ExportRow) -> list[str]:
    return [
        row.eid,
        *row.numbered(),
        f"{row.confidence:.2f}",
        row.status,
        row.author,
        row.at,
        *(str(cell.page or "") if cell else "" for cell in row.cells),
        *(cell.id if cell else "" for cell in row.cells),
    ]


class Encoded:
    """What ``csv`` writes text to."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text as UTF-8."""
        return self._stream.write(text.encode("utf-8"))
