"""CSV of results: a row for each hit, UTF-8 with a byte order mark, cells guarded against formulas.

RFC 4180 knows no comments, so what is stated of the query stands in the last columns of each row:
a spreadsheet shows and filters it, a program reads it without an option, and rows that are sorted,
cut out or put together with those of another file still say what they are of. A query without hits
has one row, with no id.
"""

import csv
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from search_app.exchange.characters import storable
from search_app.exchange.delimited import BYTE_ORDER_MARK, Encoded, guarded
from search_app.results.answers import STATED, Answer, FileOptions, Statement
from search_app.results.rows import COLUMNS


def write_csv(answers: Iterable[Answer], stream: BinaryIO, options: FileOptions) -> None:
    """Write the names of the columns and the rows."""
    stream.write(BYTE_ORDER_MARK.encode("utf-8"))
    lines = csv.writer(Encoded(stream), lineterminator="\r\n")
    names = column_names(options)
    lines.writerow(names)
    for answer in answers:
        stated, listed = _stated(answer.statement, options), False
        for row in answer.rows:
            lines.writerow(_line(names, row.cells() | stated))
            listed = True
        if not listed:
            lines.writerow(_line(names, stated))


def column_names(options: FileOptions) -> list[str]:
    """The names of the columns in order."""
    names = [*COLUMNS, *STATED]
    return ["line", "name", *names, "problem"] if options.batch else names


def _stated(statement: Statement, options: FileOptions) -> dict[str, Any]:
    fields = statement.fields
    if not options.batch:
        return fields
    about = {"line": statement.line, "name": statement.name, "problem": statement.problem}
    return fields | about


def _line(names: Iterable[str], values: Mapping[str, Any]) -> list[str]:
    return [_cell(values.get(name)) for name in names]


def _cell(value: Any) -> str:
    """A number as it is, a text guarded."""
    if value is None:
        return ""
    return guarded(storable(value)) if isinstance(value, str) else repr(value)
