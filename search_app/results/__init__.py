"""Whole results → files: CSV, XLSX, JSON Lines, DOCX; of one query, or of a batch. No Flask.

``FORMATS`` drives the commands and the site. Rows are written as hits are read, so that a file of
any length takes little memory. A format's module is only imported when a file of it is made.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from search_app.results.answers import Answer, FileOptions

__all__ = ["FORMATS", "Format", "format_of"]

Write = Callable[[Iterable[Answer], BinaryIO, FileOptions], None]


def _csv(answers: Iterable[Answer], stream: BinaryIO, options: FileOptions) -> None:
    from search_app.results.delimited import write_csv

    write_csv(answers, stream, options)


def _xlsx(answers: Iterable[Answer], stream: BinaryIO, options: FileOptions) -> None:
    from search_app.results.spreadsheet import write_xlsx

    write_xlsx(answers, stream, options)


def _jsonl(answers: Iterable[Answer], stream: BinaryIO, options: FileOptions) -> None:
    from search_app.results.json_lines import write_jsonl

    write_jsonl(answers, stream, options)


def _docx(answers: Iterable[Answer], stream: BinaryIO, options: FileOptions) -> None:
    from search_app.results.word import write_docx

    write_docx(answers, stream, options)


@dataclass(frozen=True, kw_only=True)
class Format:
    """A kind of file. ``most``: so many hits it lists at most, None for any number."""

    name: str
    media_type: str
    write: Write
    most: int | None = None

    @property
    def extension(self) -> str:
        """The end of a file's name."""
        return f".{self.name}"


#: A sheet has 1,048,576 rows, and a text longer than a cell takes several.
XLSX_HITS = 500_000
#: A table of so many rows is opened and paged through; Word lays a table out whole before it shows
#: it (docs/exports.md has what was measured).
DOCX_HITS = 5_000
_OFFICE = "application/vnd.openxmlformats-officedocument"
#: Every format by its name, which is also the end of a file's name.
FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format(name="csv", media_type="text/csv; charset=utf-8", write=_csv),
        Format(
            name="xlsx",
            media_type=f"{_OFFICE}.spreadsheetml.sheet",
            write=_xlsx,
            most=XLSX_HITS,
        ),
        Format(name="jsonl", media_type="application/jsonl; charset=utf-8", write=_jsonl),
        Format(
            name="docx",
            media_type=f"{_OFFICE}.wordprocessingml.document",
            write=_docx,
            most=DOCX_HITS,
        ),
    )
}


def format_of(path: PurePath) -> Format | None:
    """The format that the end of a file's name says, in capitals too; None for another."""
    return FORMATS.get(path.suffix.lower().removeprefix("."))
