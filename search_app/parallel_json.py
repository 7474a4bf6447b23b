"""A parallel text → JSON, as the API answers; ``openapi_parallel`` describes it. No Flask."""

from collections.abc import Sequence
from typing import Any

from indexer.models import Segment
from search_app.bitext import ParallelText
from search_app.parallel_form import ParallelForm
from search_app.parallel_rows import CheckedRow, checked_rows, counts_of
from search_app.row_controls import beads_of_rows
from search_app.row_findings import Finding, Side
from search_app.work_tree import VersionRecord


def parallel_json(text: ParallelText, form: ParallelForm) -> dict[str, Any]:
    """The rows that a form shows, ``form.size`` of them from its offset on.

    Offsets (``start``, ``end``) are half-open code points of the text of a hit: heading, a line
    break, text. ``bead`` names a row of two versions in a correction. ``total`` counts the rows
    that ``show`` leaves, ``counts`` all of them.
    """
    rows = checked_rows(text)
    shown = [row for row in rows if row.shown_as(form.show)]
    counts = counts_of(rows)
    beads = beads_of_rows(text) if len(text.versions) == 2 else [None] * len(rows)
    return {
        "work": text.view.id,
        "versions": [_version(text, version) for version in text.versions],
        "total": len(shown),
        "counts": {
            "rows": counts.rows,
            "differences": counts.differences,
            "doubtful": counts.doubtful,
        },
        "rows": [
            _row(text, row) | {"bead": beads[row.number - 1]}
            for row in shown[form.offset : form.offset + form.size]
        ],
    }


def _version(text: ParallelText, version: VersionRecord) -> dict[str, Any]:
    language = version.expression.language
    return {
        "address": version.address,
        "lang": language,
        "script": version.expression.script,
        "title": version.expression.metadata.title,
        "authentic": language in text.view.summary.authentic,
        "prevailing": language == text.view.summary.prevailing,
    }


def _row(text: ParallelText, checked: CheckedRow) -> dict[str, Any]:
    row = checked.row
    return {
        "number": checked.number,
        "confidence": round(row.confidence, 4),
        "status": row.status,
        "doubtful": row.doubtful,
        "author": row.author,
        "at": row.at,
        "cells": [
            [_segment(text.view.id, version, segment) for segment in cell]
            for version, cell in zip(text.versions, row.cells, strict=True)
        ],
        "disagreements": [_finding(text, checked, finding) for finding in checked.findings],
    }


def _segment(work: str, version: VersionRecord, segment: Segment) -> dict[str, Any]:
    return {
        "id": f"{work}/{version.address}/{segment.unit}",
        "eid": segment.eid,
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
    }


def _finding(text: ParallelText, checked: CheckedRow, finding: Finding) -> dict[str, Any]:
    lacking = finding.lacking
    return {
        "kind": finding.kind,
        "lacking": None if lacking is None else text.versions[lacking].address,
        "sides": [_side(text.versions[side.version], checked, side) for side in finding.sides],
    }


def _side(version: VersionRecord, checked: CheckedRow, side: Side) -> dict[str, Any]:
    cell = checked.row.cells[side.version]
    return {
        "version": version.address,
        "value": side.value,
        "text": side.text,
        "ranges": _ranges(cell, side),
    }


def _ranges(cell: Sequence[Segment], side: Side) -> list[list[int]]:
    return [
        [cell[one.segment].start + one.start, cell[one.segment].start + one.end]
        for one in side.places
    ]
