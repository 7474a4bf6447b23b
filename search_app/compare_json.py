"""A comparison → JSON, as the API and the command give it; ``openapi_compare`` describes it.
No Flask."""

from collections.abc import Mapping
from typing import Any

from analyzers.quantities import Stated
from search_app.comparison import Cell, ComparedRow, Comparison
from search_app.likeness import Likeness, Span
from search_app.match_json import explanation
from search_app.work_tree import Place


def compare_json(
    found: Comparison, model: str, citation: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The whole answer. Offsets are half-open code points of a cell's ``text``, and of a segment in
    the text of its hit. ``citation`` is None where there is no site to cite."""
    return {
        "path": compare_path(found.a, found.b),
        "basis": found.basis,
        "a": _side(found.a),
        "b": _side(found.b),
        "total": None if found.total is None else _counted(found.total),
        "counts": found.counts._asdict(),
        "rows": [_row(number, row, found) for number, row in enumerate(found.rows, 1)],
        "citation": None if citation is None else dict(citation),
        "model": model,
    }


def compare_path(a: Place, b: Place) -> str:
    """The address of a comparison on its site."""
    return f"/compare/{a.id}/with/{b.id}"


def _side(place: Place) -> dict[str, Any]:
    version, provision = place.version, place.provision
    return {
        "id": place.id,
        "work": place.work,
        "eid": provision.eid,
        "lang": version.expression.language,
        "script": version.expression.script,
        "title": version.expression.metadata.title,
        "num": provision.num,
        "heading": provision.heading,
    }


def _counted(like: Likeness) -> dict[str, Any]:
    return {
        "percent": like.percent,
        "explanation": explanation(like),
        "equal": like.equal,
        "replaced": like.replaced,
        "left_out": like.left_out,
        "added": like.added,
        "longer": like.longer,
    }


def _row(number: int, row: ComparedRow, found: Comparison) -> dict[str, Any]:
    return {
        "number": number,
        "confidence": round(row.confidence, 4),
        "doubtful": row.doubtful,
        "moved": row.moved,
        "a": _cell(found.a, row.a),
        "b": _cell(found.b, row.b),
        "likeness": None if row.likeness is None else _likeness(row.likeness),
        "disagreements": [
            {
                "kind": one.kind,
                "a": _stated(row.a.text, one.a),
                "b": _stated(row.b.text, one.b),
            }
            for one in row.disagreements
        ],
    }


def _cell(place: Place, cell: Cell) -> dict[str, Any]:
    return {
        "text": cell.text,
        "segments": [
            {
                "id": f"{place.work}/{place.version.address}/{segment.unit}",
                "eid": segment.eid,
                "start": segment.start,
                "end": segment.end,
            }
            for segment in cell.segments
        ],
    }


def _likeness(like: Likeness) -> dict[str, Any]:
    differences = [
        {
            "kind": one.kind,
            "a": _range(one.first),
            "b": _range(one.second),
            "words": one.words,
            "numbers": one.numbers,
        }
        for one in like.differences
    ]
    return _counted(like) | {"differences": differences}


def _range(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _stated(text: str, one: Stated | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "value": one.value,
        "text": text[one.start : one.end],
        "range": [one.start, one.end],
    }
