"""Saved queries and their runs as the API gives them, a page of a list at a time. No Flask."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from search_app.saved.kept_hits import KeptHit
from search_app.saved.queries import Run, SavedQuery
from search_app.saved.report import RunReport, run_json, saved_json, summary_json, text_changes
from search_app.saved.run_diff import Changed, Gone
from search_app.saved.seen_runs import Counts

#: The parts of a report, in their order.
PARTS = ("new", "changed", "gone")


def listed_json(
    saved: SavedQuery, run: Run | None, counts: Counts | None, *, own: bool
) -> dict[str, Any]:
    """A saved query with its newest run. ``own``: whoever asks may change it."""
    last = counted_json(run, counts) if run is not None and counts is not None else None
    return saved_json(saved) | {"own": own, "last_run": last}


def counted_json(run: Run, counts: Counts) -> dict[str, Any]:
    """The counts of a run as somebody sees it."""
    return summary_json(run) | asdict(counts)


def report_json(
    report: RunReport, texts: Mapping[str, str], entries: Sequence[tuple[str, Any]]
) -> dict[str, Any]:
    """A report as ``treatylens saved run --json`` prints a run, with the ids and the texts of some
    of its entries alone; ``totals`` counts all."""
    kept = run_json(report)
    shown = {part: [_id(one) for name, one in entries if name == part] for part in PARTS}
    gone = set(shown["gone"])
    kept["why"] = {name: why for name, why in kept["why"].items() if name in gone}
    diff = report.diff
    totals = {"new": len(diff.new), "changed": len(diff.changed), "gone": len(diff.gone)}
    return (
        kept
        | shown
        | {
            "totals": totals,
            "entries": [_entry(part, one, texts) for part, one in entries],
        }
    )


def entries_of(
    report: RunReport, parts: Sequence[str], place: int, size: int
) -> list[tuple[str, Any]]:
    """Up to ``size`` entries of some parts of a report, from a place on."""

    def every() -> Iterator[tuple[str, Any]]:
        for part in parts:
            for one in getattr(report.diff, part):
                yield part, one

    return list(islice(every(), place, place + size))


def entry_count(report: RunReport, parts: Sequence[str]) -> int:
    """How many entries these parts of a report have."""
    return sum(len(getattr(report.diff, part)) for part in parts)


def entry_hashes(entries: Sequence[tuple[str, Any]]) -> list[str]:
    """The hashes of the texts that entries have."""
    found: list[str] = []
    for part, one in entries:
        if part == "changed":
            found += [name for texts in one.texts for name in texts[1:] if name]
        else:
            found.append(one.hit.hash if part == "gone" else one.hash)
    return list(dict.fromkeys(found))


def ranked_json(rank: int, hit: KeptHit, texts: Mapping[str, str]) -> dict[str, Any]:
    """A hit of a run, with its place among those that whoever asks sees, from 1."""
    return {"rank": rank} | hit_json(hit, texts)


def hit_json(hit: KeptHit, texts: Mapping[str, str]) -> dict[str, Any]:
    """A hit as a run kept it. ``text`` is null where its text is not kept."""
    return {
        "id": hit.id,
        "work": hit.work,
        "eid": hit.eid,
        "lang": hit.lang,
        "script": hit.script,
        "title": hit.title,
        "label": hit.label,
        "signed": hit.signed,
        "sha256": hit.hash,
        "text": texts.get(hit.hash),
        "versions": [one.id for one in hit.versions],
    }


def _id(one: KeptHit | Changed | Gone) -> str:
    if isinstance(one, Changed):
        return one.now.id
    return one.hit.id if isinstance(one, Gone) else one.id


def _entry(part: str, one: Any, texts: Mapping[str, str]) -> dict[str, Any]:
    """An entry: its part, the hit, of a changed one both texts and where they differ, of one that
    is gone why."""
    if part == "changed":
        changes = [_change(name, before, now, texts) for name, before, now in one.texts]
        return {"part": part, "hit": hit_json(one.now, texts), "changes": changes}
    if part == "gone":
        return {"part": part, "hit": hit_json(one.hit, texts), "why": one.why}
    return {"part": part, "hit": hit_json(one, texts)}


def _change(identity: str, before: str, now: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """One version: its texts, null where it was not there, and the runs of words that differ, as
    in the answers of ``/api/v1/match``."""
    earlier, later = texts.get(before), texts.get(now)
    differences: list[dict[str, Any]] = []
    if earlier is not None and later is not None:
        found = text_changes(earlier, later, identity.split("/")[1].partition("-")[0])
        differences = [
            {
                "kind": one.kind,
                "before": list(one.first) if one.first else None,
                "now": list(one.second) if one.second else None,
            }
            for one in found.differences
            if one.kind != "equal"
        ]
    return {"id": identity, "before": earlier, "now": later, "differences": differences}
