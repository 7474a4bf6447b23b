"""CSV: a row for each row of the parallel text, UTF-8 with a byte order mark.

Spreadsheets need the mark to read Khmer. They also run a cell that begins like a formula, so such
a text gets an apostrophe in front, and so does one that begins with an apostrophe: a reader takes
one apostrophe off any cell that has one.
"""

import csv
from typing import BinaryIO

from search_app.exchange.rows import Export, ExportRow

BYTE_ORDER_MARK = "\ufeff"
#: What a formula begins with, in ASCII and as wide characters; tab and line ends are passed over by
#: spreadsheets that then find one. (OWASP, CSV Injection.)
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


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
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith((*FORMULA_STARTS, "'")) else text


def unguarded(cell: str) -> str:
    """The text that ``guarded`` made a cell of."""
    return cell.removeprefix("'")


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
