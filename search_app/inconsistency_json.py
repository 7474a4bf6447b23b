"""A report on inconsistent renderings → JSON and CSV. No Flask."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from search_app.exchange.delimited import BYTE_ORDER_MARK, guarded
from search_app.inconsistency import Example, Inconsistency, Report, TermRendering
from search_app.term_pair_form import ReportForm

#: The columns of the CSV: a line for each rendering in each work.
COLUMNS = (
    *("concept", "domain", "term", "rendering", "variants", "likely"),
    *("work", "rows", "within", "between", "example", "source_text", "target_text"),
)


def chosen(report: Report, form: ReportForm) -> list[Inconsistency]:
    """What a form leaves of a report, in its order."""
    return [one for one in report.found if one.shown_as(form.scope, form.work, form.domain)]


def report_json(report: Report, form: ReportForm) -> dict[str, Any]:
    """What a form shows of a report. ``total`` counts all that its filters leave. ``rows`` of a
    rendering are by work; offsets (``ranges``) are half-open code points of each text."""
    found = chosen(report, form)
    return {
        "from": report.languages[0],
        "to": report.languages[1],
        "works": report.works,
        "rows": report.rows,
        "terms": report.terms,
        "total": len(found),
        "inconsistencies": [
            _inconsistency(one) for one in found[form.start : form.start + form.size]
        ],
    }


def row_address(work: str, addresses: Sequence[str], number: int) -> str:
    """The address of a row side by side, from the root of the site on."""
    languages = "-".join(addresses)
    return f"/works/{quote(work)}/parallel/{languages}?from={number - 1}#row-{number}"


def _inconsistency(one: Inconsistency) -> dict[str, Any]:
    return {
        "concept": one.concept.id,
        "domain": one.concept.entry.domain,
        "term": one.term,
        "tags": list(one.tags),
        "rows": one.count,
        "within": list(one.within),
        "between": one.between,
        "renderings": [_rendering(own) for own in one.renderings],
        "unnamed": one.unnamed,
        "likely": [_rendering(own) for own in one.likely],
    }


def _rendering(one: TermRendering) -> dict[str, Any]:
    return {
        "text": one.text,
        "variants": list(one.variants),
        "rows": one.count,
        "works": dict(one.works),
        "examples": [_example(own) for own in one.examples],
    }


def _example(one: Example) -> dict[str, Any]:
    return {
        "work": one.work,
        "row": one.number,
        "address": row_address(one.work, one.addresses, one.number),
        "texts": list(one.texts),
        "ranges": [list(span) for span in one.spans],
    }


def report_csv(found: Iterable[Inconsistency]) -> bytes:
    """The same as CSV, UTF-8 with a byte order mark, guarded: a line for each rendering in each
    work."""
    made = io.StringIO()
    lines = csv.writer(made, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for one in found:
        lines.writerows([guarded(value) for value in values] for values in _lines(one))
    return (BYTE_ORDER_MARK + made.getvalue()).encode("utf-8", "replace")


def _lines(one: Inconsistency) -> Iterator[list[str]]:
    for likely, renderings in ((False, one.renderings), (True, one.likely)):
        for rendering in renderings:
            examples = {example.work: example for example in rendering.examples}
            for work, rows in rendering.works.items():
                yield [
                    one.concept.id,
                    one.concept.entry.domain,
                    one.term,
                    rendering.text,
                    "; ".join(rendering.variants),
                    _word(likely),
                    work,
                    str(rows),
                    _word(work in one.within),
                    _word(one.between),
                    *_example_cells(examples.get(work)),
                ]


def _example_cells(example: Example | None) -> list[str]:
    if example is None:
        return ["", "", ""]
    address = row_address(example.work, example.addresses, example.number)
    return [address, *(" ".join(text.split()) for text in example.texts)]


def _word(value: bool) -> str:
    return "yes" if value else "no"
