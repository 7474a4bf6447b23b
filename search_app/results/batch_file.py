"""A CSV of queries → what each line asks, with everything that is wrong with it."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analyzers.query import QuerySyntaxError, analyse_query
from search_app.forms import (
    FILTERS,
    MAX_FROM,
    GivenValues,
    ParameterReader,
    Problem,
    SearchForm,
    read_form,
)
from search_app.messages import Message, msg

#: Bytes of a file, and lines with a query.
MAX_BYTES = 1024 * 1024
MAX_LINES = 1_000
#: The columns there may be; ``query`` must be there. The rest are parameters of the site's search.
COLUMNS = ("query", "name", "mode", *FILTERS, "year", "sort", "group", "expand", "limit")
#: Other names of columns.
_ALSO = {"size": "limit"}
#: What parts the values of a filter within a cell.
SEPARATOR = "|"
_DELIMITERS = ",;\t"
#: The line by which spreadsheets say the delimiter.
_SAID = "sep="
#: Characters of a cell: what ``csv`` reads by default.
MAX_CELL = 131_072
#: Spreadsheets of other systems end lines in each of these ways.
_LINE_END = re.compile(rb"\r\n|\r|\n")


class BatchError(Exception):
    """A file of queries that cannot be read at all; ``message`` says what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english)
        self.message = message


@dataclass(frozen=True, kw_only=True)
class BatchLine:
    """A line with a query: its number in the file (from 1, where it begins), its name, what it asks
    and how many hits are wanted at most. ``problems`` name the columns."""

    line: int
    name: str
    form: SearchForm
    limit: int | None = None
    problems: Sequence[Problem] = ()


def read_batch(data: bytes) -> list[BatchLine]:
    """The lines of a file, in order; blank ones are passed over. Raises ``BatchError``."""
    text = _decoded(data)
    delimiter, lines, skipped = _delimited(list(io.StringIO(text, newline="")))
    rows = _rows(lines, delimiter, skipped)
    header = _header(next(rows, None))
    found: list[BatchLine] = []
    for number, cells in rows:
        if len(found) == MAX_LINES:
            raise BatchError(
                msg("A file may hold %(most)s queries; make several of it.", most=MAX_LINES)
            )
        found.append(
            _unread(number, cells) if isinstance(cells, Message) else _line(number, header, cells)
        )
    if not found:
        raise BatchError(msg("The file holds no query; write one a line below the header."))
    return found


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise BatchError(
            msg(
                "The file is larger than %(most)s bytes; make several of it.",
                most=MAX_BYTES,
            )
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(data, 0, error.start)) + 1
        raise BatchError(
            msg("Line %(line)s is not UTF-8 text; save the file as “CSV UTF-8”.", line=line)
        ) from None


def _delimited(lines: Sequence[str]) -> tuple[str, Sequence[str], int]:
    """The delimiter, the lines from the header on, and how many lines come before it."""
    first = lines[0] if lines else ""
    said = first.strip().lower()
    if said.startswith(_SAID) and len(said) == len(_SAID) + 1:
        return said[-1], lines[1:], 1
    if said == _SAID and first.strip(" \r\n") == f"{_SAID}\t":
        return "\t", lines[1:], 1
    known = {*COLUMNS, *_ALSO}
    names = {one: [_bare(name) for name in _named(first.split(one))] for one in _DELIMITERS}
    return max(_DELIMITERS, key=lambda one: len(known.intersection(names[one]))), lines, 0


def _bare(name: str) -> str:
    """The name without quotation marks around it."""
    return name.strip('"').strip()


def _named(cells: Sequence[str]) -> list[str]:
    return [cell.strip().lower() for cell in cells]


Row = tuple[int, Sequence[str] | Message]


def _rows(lines: Sequence[str], delimiter: str, skipped: int) -> Iterator[Row]:
    """Each row that is not blank with the number of its first line; a message in place of the cells
    of one that is no CSV. Reading goes on at the line after the first of a faulty row, since a
    quotation mark that is not closed would take the lines after it for its own."""
    begun, reader = 0, csv.reader(lines, delimiter=delimiter, strict=True)
    while (place := begun + reader.line_num) < len(lines):
        number = skipped + place + 1
        try:
            cells = next(reader)
        except csv.Error:
            yield number, _TOO_LONG if len(lines[place]) > MAX_CELL else _NO_CSV
            begun = place + 1
            after = (lines[at] for at in range(begun, len(lines)))
            reader = csv.reader(after, delimiter=delimiter, strict=True)
            continue
        if any(cell.strip() for cell in cells):
            yield number, cells


_TOO_LONG = msg("A cell holds more than %(most)s characters; make it shorter.", most=MAX_CELL)
_NO_CSV = msg(
    "A quotation mark is not closed, or stands within a cell alone. Put quotation marks around the "
    'whole cell and write each one within it twice: """bank secrecy"" refusal"'
)


def _header(row: Row | None) -> list[str]:
    """The names of the columns. Raises ``BatchError``."""
    if row is None:
        raise BatchError(_no_header())
    cells = row[1]
    if isinstance(cells, Message):
        raise BatchError(cells)
    names = [_ALSO.get(name, name) for name in _named(cells)]
    while names and not names[-1]:
        names.pop()
    if unknown := [name for name in names if name not in COLUMNS]:
        raise BatchError(
            msg(
                "There is no column “%(names)s”; there are %(known)s.",
                names="”, “".join(name[:60] for name in unknown[:10]),
                known=", ".join(COLUMNS),
            )
        )
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BatchError(
            msg("The column “%(names)s” is there more than once.", names="”, “".join(twice))
        )
    if "query" not in names:
        raise BatchError(_no_header())
    return names


def _no_header() -> Message:
    return msg(
        "The first line names the columns, and one of them is “query”; there are %(known)s.",
        known=", ".join(COLUMNS),
    )


def _unread(number: int, why: Message) -> BatchLine:
    return BatchLine(
        line=number,
        name="",
        form=SearchForm(),
        problems=(Problem(parameter="query", message=why),),
    )


def _line(number: int, header: Sequence[str], cells: Sequence[str]) -> BatchLine:
    values = dict(zip(header, cells, strict=False))
    limits = ParameterReader(GivenValues({"limit": [values.pop("limit", "")]}))
    limit = limits.number("limit", 1, MAX_FROM, 0) or None
    name = values.pop("name", "").strip()
    form = asked_form(values)
    problems = [*form.problems, *limits.problems]
    if any(cell.strip() for cell in cells[len(header) :]):
        problems.append(
            Problem(
                parameter="query",
                message=msg(
                    "The line has %(cells)s cells and the header names %(columns)s.",
                    cells=len(cells),
                    columns=len(header),
                ),
            )
        )
    return BatchLine(line=number, name=name, form=form, limit=limit, problems=tuple(problems))


def asked_form(values: Mapping[str, str]) -> SearchForm:
    """What the cells of a line ask: just what the address of a search with the same parameters
    does. Its problems are all that there are, by column."""
    arguments = {
        "q" if name == "query" else name: value.split(SEPARATOR) if name in FILTERS else [value]
        for name, value in values.items()
        if value.strip()
    }
    form = read_form(GivenValues(arguments), size=SearchForm.size, group="provision", strict=True)
    if form.q and not form.problems:
        try:
            analyse_query(form.q)
        except QuerySyntaxError as error:
            form = form.with_syntax(error)
    problems = tuple(
        replace(problem, parameter="query") if problem.parameter == "q" else problem
        for problem in form.problems
    )
    return replace(form, problems=problems)
