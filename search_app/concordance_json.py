"""Concordances → JSON: what the API answers and the command prints. No Flask."""

from typing import Any

from search_app.concordance import Request
from search_app.concordance_form import ConcordanceForm
from search_app.concordance_lines import Beside, Concordance, Line, Renderings, ordered


def concordance_json(found: Concordance, form: ConcordanceForm, request: Request) -> dict[str, Any]:
    """One page of lines, in the order of the form.

    ``total`` counts those that are listed; ``complete`` says whether every occurrence was looked
    at, ``inside`` how many places lie inside other words or longer names (``lines`` has them where
    they are asked for), and ``sources`` how many units each source has with any and how many of
    those were looked at.
    """
    lines = ordered(found.chosen(form.renderings), form.sort)
    return {
        "total": len(lines),
        "complete": found.complete,
        "inside": found.inside,
        "sources": [
            {"name": walk.source, "matched": walk.matched, "walked": walk.walked}
            for walk in found.walks
        ],
        "query": request.query.text,
        "lang": request.language,
        "to": list(request.targets),
        "sort": form.sort,
        "renderings": [renderings_json(one) for one in found.renderings],
        "lines": [line_json(line) for line in lines[form.offset : form.offset + form.size]],
    }


def renderings_json(one: Renderings) -> dict[str, Any]:
    """What renders the words in one language, most first, before lines are chosen by it."""
    return {
        "to": one.target,
        "found": [{"key": own.key, "text": own.text, "count": own.count} for own in one.found],
        "unmarked": {
            reason: one.unmarked.get(reason, 0)
            for reason in ("not_found", "inside", "no_counterpart", "no_version")
        },
    }


def line_json(line: Line) -> dict[str, Any]:
    """One occurrence. ``start`` and ``end`` are half-open in code points of the hit's text."""
    return {
        "source": line.source,
        "id": line.id,
        "work": line.work,
        "eid": line.eid,
        "kind": line.kind,
        "num": line.num,
        "title": line.title,
        "tag": line.tag,
        "date": line.date,
        "start": line.start,
        "end": line.end,
        "left": line.context.left,
        "match": line.match,
        "right": line.context.right,
        "inside": line.inside,
        "counterparts": [_beside_json(one) for one in line.beside],
    }


def _beside_json(one: Beside) -> dict[str, Any]:
    mark = None
    if one.mark is not None:
        sentence, start, end = one.mark
        mark = {"segment": sentence, "start": start, "end": end, "text": one.rendering}
    return {
        "to": one.target,
        "tag": one.tag,
        "segments": [
            {
                "id": sentence.id,
                "eid": sentence.eid,
                "start": sentence.start,
                "end": sentence.end,
                "text": sentence.text,
            }
            for sentence in one.sentences
        ],
        "mark": mark,
        "rendering": one.key,
        "confidence": one.confidence,
        "status": one.status,
        "missing": one.missing or None,
    }
