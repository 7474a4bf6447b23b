"""A Word document of results: what is stated of each query, and under it a table of its hits.

Rows are written to the file as they come, so that no whole document is ever in memory.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from search_app.exchange.characters import storable
from search_app.exchange.typography import LATIN, TYPOGRAPHY
from search_app.exchange.word_parts import (
    MARGIN,
    SHADE_HEADER,
    SMALL,
    TITLE,
    WIDTH,
    StreamedDocument,
    empty_paragraph,
    new_document,
    new_table,
    paragraph,
    table_row,
    twips,
)
from search_app.messages import Message, msg
from search_app.results.answers import (
    LINE,
    STATED,
    Answer,
    FileOptions,
    Statement,
    how_many,
)
from search_app.results.rows import COLUMNS, HitRow

Say = Callable[[Message], str]

SEARCH_RESULTS = msg("Search results")
#: The columns and their widths in millimetres: rank, provision, text, what identifies both.
_HEADS = (COLUMNS["rank"], COLUMNS["id"], COLUMNS["text"], msg("Record"))
_RANK, _PROVISION, _RECORD = 12, 60, 62
_WIDTHS = (_RANK, _PROVISION, WIDTH - 2 * MARGIN - _RANK - _PROVISION - _RECORD, _RECORD)
#: What is told of a hit beside its text, in order.
_ABOUT = ("language", "type", "signed", "parties", "page")
_RECORDED = (
    "id", "work", "address", "text_sha256", "source_file", "source_sha256", "score",
    "keyword_rank", "semantic_rank", "other_languages",
)  # fmt: skip


def write_docx(answers: Iterable[Answer], stream: BinaryIO, options: FileOptions) -> None:
    """Write the queries one after the other."""
    title = options.say(SEARCH_RESULTS)
    with StreamedDocument(new_document(title), stream) as document:
        document.add(paragraph(title, LATIN, points=TITLE, bold=True))
        for answer in answers:
            for element in _stated(answer.statement, options):
                document.add(element)
            rows = iter(answer.rows)
            first = next(rows, None)
            if first is not None:
                widths = twips(_WIDTHS)
                table = new_table(widths)
                table.append(_header(options.say, widths))
                document.open(table)
                document.add(_row(first, options.say, widths))
                for row in rows:
                    document.add(_row(row, options.say, widths))
                document.close()
            document.add(empty_paragraph())


def _stated(statement: Statement, options: FileOptions) -> Iterator[Any]:
    """What is stated of a query, a paragraph each."""
    if options.batch:
        named = " · ".join(
            part
            for part in (f"{options.say(LINE)} {statement.line}", storable(statement.name))
            if part
        )
        yield paragraph(named, LATIN, bold=True, with_next=True)
    for name, value in statement.fields.items():
        if value not in (None, "") and name != "limited_by":
            yield paragraph(_fact(STATED[name], value, options.say), LATIN)
    for problem in statement.problems:
        yield paragraph(storable(options.say(problem.message)), LATIN)
    said = how_many(statement, options.say)
    if said:
        yield paragraph(said, LATIN, bold=True, with_next=True)


def _fact(label: Message, value: Any, say: Say) -> str:
    return f"{say(label)}: {storable(str(value))}"


def _header(say: Say, widths: Sequence[int]) -> Any:
    cells = [[paragraph(say(head), LATIN, points=SMALL, bold=True)] for head in _HEADS]
    return table_row(cells, widths, shade=SHADE_HEADER, repeated=True)


def _row(row: HitRow, say: Say, widths: Sequence[int]) -> Any:
    typography, values = TYPOGRAPHY[row.language], row.cells()
    label = " ".join(part for part in (row.number, row.heading) if part)
    provision = [
        paragraph(storable(text), typography, bold=bold)
        for text, bold in ((row.title, False), (label, True))
        if text
    ]
    return table_row(
        [
            [paragraph(str(row.rank), LATIN, points=SMALL)],
            [*provision, _facts(_ABOUT, values, say)],
            [paragraph(storable(row.text), typography)],
            [_facts(_RECORDED, values, say)],
        ],
        widths,
    )


def _facts(names: Iterable[str], values: dict[str, Any], say: Say) -> Any:
    """What is told of a hit, a line each in one paragraph."""
    lines = [
        _fact(COLUMNS[name], values[name], say) for name in names if values[name] not in (None, "")
    ]
    return paragraph("\n".join(lines), LATIN, points=SMALL)
