"""A spreadsheet of results: the hits on one sheet, what is stated of the queries on another.

Rows go to a temporary file as they are written. A text longer than a cell holds goes on in further
rows with the same rank and address.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from search_app.exchange import ExchangeError
from search_app.exchange.characters import storable
from search_app.exchange.sheet_parts import (
    MOST_CHARACTERS,
    MOST_ROWS,
    Formats,
    new_book,
    write_text,
)
from search_app.exchange.typography import LATIN, TYPOGRAPHY, Typography
from search_app.messages import Message, msg
from search_app.results.answers import (
    LINE,
    NAME,
    PROBLEM,
    STATED,
    Answer,
    FileOptions,
    Statement,
    how_many,
)
from search_app.results.rows import COLUMNS

RESULTS, QUERIES = msg("Results"), msg("Queries")
#: Columns whose text is in the language of the hit, and widths in characters of wide ones.
_IN_LANGUAGE = frozenset({"title", "number", "heading", "text"})
_WIDTHS = {"id": 36, "title": 36, "heading": 24, "parties": 24, "text": 80, "query": 36, "name": 24}
_NARROW = 12
#: What a row that only goes on with a text has beside it.
_GOING_ON = ("line", "name", "rank", "id")


def write_xlsx(answers: Iterable[Answer], stream: BinaryIO, options: FileOptions) -> None:
    """Write both sheets. Raises ``ExchangeError`` where the hits do not fit on one."""
    with new_book(stream, streamed=True) as book:
        book.set_properties({"title": options.say(RESULTS), "author": "TreatyLens"})
        formats = Formats(book)
        about = {"line": LINE, "name": NAME} if options.batch else {}
        hits = _Sheet(book, formats, options.say(RESULTS), about | COLUMNS, options.say)
        stated = about | STATED | {"sentence": msg("How many")}
        if options.batch:
            stated |= {"problem": PROBLEM}
        queries = _Sheet(book, formats, options.say(QUERIES), stated, options.say)
        for answer in answers:
            statement = answer.statement
            named = {"line": statement.line, "name": statement.name}
            for row in answer.rows:
                for values in _pieces(named | row.cells()):
                    hits.add(values, TYPOGRAPHY[row.language])
            queries.add(_stated(statement, options) | named, LATIN)
        hits.finish()


def _stated(statement: Statement, options: FileOptions) -> dict[str, Any]:
    return statement.fields | {
        "sentence": how_many(statement, options.say),
        "problem": " ".join(options.say(problem.message) for problem in statement.problems),
    }


def _pieces(values: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A row, and those in which its text goes on."""
    text = _cell_text(values["text"])
    yield values | {"text": text[:MOST_CHARACTERS]}
    for start in range(MOST_CHARACTERS, len(text), MOST_CHARACTERS):
        same = {name: values[name] for name in _GOING_ON}
        yield same | {"text": text[start : start + MOST_CHARACTERS]}


def _cell_text(text: str) -> str:
    """A text as a cell holds it: spreadsheets have one kind of line end."""
    return storable(text).replace("\r\n", "\n").replace("\r", "\n")


class _Sheet:
    """A sheet that is filled row by row, under a header that stays in view."""

    def __init__(
        self,
        book: Any,
        formats: Formats,
        title: str,
        columns: Mapping[str, Message],
        say: Callable[[Message], str],
    ) -> None:
        self._sheet = book.add_worksheet(title)
        self._formats = formats
        self._names: Sequence[str] = tuple(columns)
        self._row = 0
        for place, (name, label) in enumerate(columns.items()):
            self._sheet.set_column(place, place, _WIDTHS.get(name, _NARROW))
            write_text(self._sheet, 0, place, say(label), LATIN, formats, bold=True)
        self._sheet.freeze_panes(1, 0)

    def add(self, values: Mapping[str, Any], typography: Typography) -> None:
        """Write the next row. ``typography`` is that of the texts of a hit."""
        self._row += 1
        if self._row >= MOST_ROWS:
            raise ExchangeError(msg("The hits do not fit on a sheet; take CSV or JSON Lines."))
        for place, name in enumerate(self._names):
            value = values.get(name)
            if isinstance(value, str):
                own = typography if name in _IN_LANGUAGE else LATIN
                text = _cell_text(value)[:MOST_CHARACTERS]
                write_text(self._sheet, self._row, place, text, own, self._formats)
            elif value is not None:
                self._sheet.write_number(self._row, place, value)

    def finish(self) -> None:
        """Let the columns be filtered."""
        self._sheet.autofilter(0, 0, self._row, len(self._names) - 1)
