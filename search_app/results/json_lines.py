"""JSON Lines of results: for each query a line that states it, then a line for each hit.

Texts are exactly those of the index. The lines are those of jsonlines.org: UTF-8, one value each.
"""

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from search_app.results.answers import Answer, FileOptions, Statement


def write_jsonl(answers: Iterable[Answer], stream: BinaryIO, options: FileOptions) -> None:
    """Write the lines: ``{"snapshot": …}``, or ``{"problem": …}`` for a query of a batch that
    cannot be asked, then its hits."""
    for answer in answers:
        statement = answer.statement
        about = {"line": statement.line, "name": statement.name} if options.batch else {}
        kind = "problem" if statement.problems else "snapshot"
        stream.write(_line({kind: about | _stated(statement)}))
        for row in answer.rows:
            stream.write(_line(about | row.as_json()))


def _stated(statement: Statement) -> dict[str, Any]:
    """The statement with its filters by name; only what was asked and what is wrong, where
    something is."""
    filters: dict[str, list[str]] = {}
    for name, value in statement.filters:
        filters.setdefault(name, []).append(value)
    fields = statement.fields | {
        "filters": filters,
        "expand": statement.form.expand,
        "limited_by": statement.why or None,
    }
    if not statement.problems:
        return fields
    return {"query": statement.form.q, "problems": problems_json(statement)}


def problems_json(statement: Statement) -> list[dict[str, Any]]:
    """The problems of a query as the API tells them."""
    return [
        {"parameter": problem.parameter, "message": problem.message.english}
        | ({} if problem.position is None else {"position": problem.position})
        for problem in statement.problems
    ]


def _line(value: Any) -> bytes:
    """One line. UTF-8 has no lone surrogates, so a value with one is written in ASCII."""
    try:
        return (json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8")
    except UnicodeEncodeError:
        return (json.dumps(value) + "\n").encode("ascii")
