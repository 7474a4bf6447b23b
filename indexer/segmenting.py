"""A version of a work → its segments: headings and sentences, each known to its provision."""

from collections.abc import Iterator

from analyzers.sentences import sentences
from indexer.models import Expression, Provision, Segment
from indexer.part_spans import part_spans


def segments_of(expression: Expression) -> tuple[Segment, ...]:
    """The segments of an expression in text order: of every citable unit its heading, then each
    printed line sentence by sentence, without the numbers that paragraphs are printed with."""
    return tuple(
        segment
        for unit in expression.citable()
        for segment in _unit_segments(unit, expression.language)
    )


def _unit_segments(unit: Provision, language: str) -> Iterator[Segment]:
    text = unit.shown
    body = len(text) - len(unit.text)
    if unit.heading:
        yield Segment(unit.eid, unit.eid, 0, len(unit.heading), unit.heading, heading=True)
    parts = {part.eid: part for part in unit.walk() if part is not unit}
    spans = [
        (start + body, end + body, parts[eid]) for eid, (start, end) in part_spans(unit).items()
    ]
    start = body
    for line in text[body:].split("\n"):
        at, eid = _innermost(spans, start, text, unit.eid)
        for first, last in sentences(text[at : start + len(line)], language):
            yield Segment(unit.eid, eid, at + first, at + last, text[at + first : at + last])
        start += len(line) + 1


def _innermost(
    spans: list[tuple[int, int, Provision]], line: int, text: str, unit: str
) -> tuple[int, str]:
    """Where the sentences of the line at ``line`` begin, past the numbers printed before them, and
    the eid of the provision they are in. Parts may begin on one line: 1. (a) …"""
    at, eid, narrowest = line, unit, len(text) + 1
    for start, end, part in spans:
        if start <= at < end and end - start <= narrowest:
            eid, narrowest = part.eid, end - start
            if start == at and part.num and text.startswith(part.num, at):
                at = _past_white_space(text, at + len(part.num))
    return at, eid


def _past_white_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\u3000\u00a0":
        at += 1
    return at
