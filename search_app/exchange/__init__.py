"""Parallel text → files for other programs and for people: TMX, XLIFF, DOCX, XLSX, CSV. No Flask.

``FORMATS`` drives the command and the site; ``write`` is the one function both call. A format's
module is only imported when a file of it is made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from search_app.bitext import MOST_VERSIONS, ParallelText
from search_app.exchange.rows import Export, ExportOptions, Written, choose
from search_app.messages import Message, msg

__all__ = ["FORMATS", "ExchangeError", "ExportOptions", "Format", "Written", "write"]


class ExchangeError(Exception):
    """A format cannot hold a parallel text. ``message`` says what to do, for a reader."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english)
        self.message = message


def _tmx(export: Export, stream: BinaryIO) -> None:
    from search_app.exchange.tmx import write_tmx

    write_tmx(export, stream)


def _xliff(export: Export, stream: BinaryIO) -> None:
    from search_app.exchange.xliff import write_xliff

    write_xliff(export, stream)


def _docx(export: Export, stream: BinaryIO) -> None:
    from search_app.exchange.word_table import write_docx

    write_docx(export, stream)


def _xlsx(export: Export, stream: BinaryIO) -> None:
    from search_app.exchange.spreadsheet import write_xlsx

    write_xlsx(export, stream)


def _csv(export: Export, stream: BinaryIO) -> None:
    from search_app.exchange.delimited import write_csv

    write_csv(export, stream)


@dataclass(frozen=True, kw_only=True)
class Format:
    """A kind of file. ``paired``: rows that only one version has are left out unless they are
    asked for; ``most_versions``: so many versions fit into one file."""

    name: str
    extension: str
    media_type: str
    make: Callable[[Export, BinaryIO], None]
    paired: bool = False
    most_versions: int = MOST_VERSIONS


_OFFICE = "application/vnd.openxmlformats-officedocument"
#: Every format by its name.
FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format(
            name="tmx",
            extension=".tmx",
            media_type="application/x-tmx+xml",
            make=_tmx,
            paired=True,
        ),
        Format(
            name="xliff",
            extension=".xlf",
            media_type="application/xliff+xml",
            make=_xliff,
            paired=True,
            most_versions=2,
        ),
        Format(
            name="docx",
            extension=".docx",
            media_type=f"{_OFFICE}.wordprocessingml.document",
            make=_docx,
        ),
        Format(
            name="xlsx",
            extension=".xlsx",
            media_type=f"{_OFFICE}.spreadsheetml.sheet",
            make=_xlsx,
        ),
        Format(name="csv", extension=".csv", media_type="text/csv; charset=utf-8", make=_csv),
    )
}


def write(
    format_name: str,
    parallel: ParallelText,
    stream: BinaryIO,
    *,
    options: ExportOptions | None = None,
) -> Written:
    """Write the rows to a stream that can seek; how many, and how many were left out.

    ``format_name`` is one of ``FORMATS``. Raises ``ExchangeError`` where the format does not hold
    so many versions, before anything is written.
    """
    wanted = FORMATS[format_name]
    options = options or ExportOptions()
    if len(parallel.versions) > wanted.most_versions:
        raise ExchangeError(
            msg(
                "%(format)s holds a text and one translation; choose two versions, not %(given)s.",
                format=wanted.name.upper(),
                given=len(parallel.versions),
            )
        )
    export, written = choose(parallel, options, paired=wanted.paired and not options.unpaired)
    wanted.make(export, stream)
    return written
