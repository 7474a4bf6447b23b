"""What a run reports: what is new, changed and gone, and what else the difference may come from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from search_app.access import Access
from search_app.clauses.overlay import index_commit
from search_app.messages import Message, msg
from search_app.query_model import BadQueryModel, read_model
from search_app.saved.kept_hits import KeptHit, seen_hits
from search_app.saved.queries import NoRun, Run, SavedQuery
from search_app.saved.run_diff import RunDiff, Why, diff
from search_app.saved.run_store import RunStore
from search_app.work_labels import WorkLabels


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """A run beside an earlier one, ``before``, None for the first: every hit is new then.
    ``hits`` are those of the run, best first, and ``earlier`` those of the one before; ``causes``
    say what else than the instruments changed between the two."""

    saved: SavedQuery
    run: Run
    before: Run | None
    hits: tuple[KeptHit, ...]
    earlier: tuple[KeptHit, ...]
    diff: RunDiff
    causes: tuple[Message, ...] = ()

    def seen_by(self, access: Access, labels: WorkLabels | None = None) -> "RunReport":
        """The report with what somebody may see, its counts too: the difference of the hits that
        they may see of either run, so that one that was opened meanwhile is new to them and its
        text before is not shown. ``labels`` are those that works have now, where they are at
        hand."""
        if access.labels is None:
            return self
        hits = seen_hits(self.hits, access, labels)
        earlier = seen_hits(self.earlier, access, labels)
        why: dict[str, Why] = {hit.id: "removed" for hit in earlier}  # if still a hit: closed
        for one in self.diff.gone:
            left = labels is not None and not labels.holds(one.hit.work)
            why[one.hit.id] = one.why or ("removed" if left else "")
        found = diff(earlier, hits, why, grouped=grouped_together(self.run, self.before))
        run = replace(
            self.run,
            count=len(hits),
            new=len(found.new),
            changed=len(found.changed),
            gone=len(found.gone),
        )
        return replace(self, run=run, hits=hits, earlier=earlier, diff=found)


def report_of(
    runs: RunStore, saved: SavedQuery, number: int | None = None, against: int | None = None
) -> RunReport:
    """The report of a run (the newest by default) beside an earlier one (the one before it by
    default). Raises ``NoRun``."""
    run = runs.run(saved.id, number) if number is not None else runs.last(saved.id)
    if run is None:
        raise NoRun(msg("This saved query has not run yet; run it first."))
    if against is None:
        against = run.number - 1
    before = runs.run(saved.id, against) if against > 0 else None
    if before and before.number > run.number:
        run, before = before, run
    return compared(
        saved,
        run,
        before,
        runs.hits(run),
        runs.hits(before) if before else (),
        runs.why_gone(run.saved, before.number, run.number) if before else {},
    )


def compared(
    saved: SavedQuery,
    run: Run,
    before: Run | None,
    hits: tuple[KeptHit, ...],
    earlier: tuple[KeptHit, ...],
    why: Mapping[str, Why],
) -> RunReport:
    """The report of a run from its hits and those of an earlier one."""
    return RunReport(
        saved=saved,
        run=run,
        before=before,
        hits=hits,
        earlier=earlier,
        diff=diff(earlier, hits, why, grouped=grouped_together(run, before)),
        causes=causes(before, run) if before else (),
    )


def grouped_together(run: Run, before: Run | None) -> bool:
    """Whether the versions of a provision are one hit where these runs are compared."""
    return is_grouped(run.kept, before.kept if before else {})


def is_grouped(*queries: Mapping[str, Any]) -> bool:
    """Whether the versions of a provision are one hit in any of some kept queries."""
    return any(one.get("group") == "provision" for one in queries)


def causes(before: Run, now: Run) -> tuple[Message, ...]:
    """What else than the instruments changed from one run to another."""
    found = []
    if asked(before.kept) != asked(now.kept):
        found.append(msg("The query was changed: differences may come from that."))
    if before.model != now.model:
        found.append(
            msg(
                "The model changed from %(before)s to %(now)s: differences may come from that.",
                before=before.model,
                now=now.model,
            )
        )
    if before.profile != now.profile:
        found.append(
            msg(
                "The ranking profile changed from %(before)s to %(now)s: differences may come from "
                "that.",
                before=before.profile,
                now=now.profile,
            )
        )
    if before.basis.program != now.basis.program:
        found.append(
            msg(
                "TreatyLens changed from version %(before)s to %(now)s: differences may come from "
                "that.",
                before=before.basis.program or "?",
                now=now.basis.program or "?",
            )
        )
    if asked(before.kept) == asked(now.kept) and before.basis.terms != now.basis.terms:
        found.append(msg("The termbase was changed: differences may come from that."))
    if before.basis.access != now.basis.access:
        found.append(msg("What the owner may see was changed: differences may come from that."))
    if asked(before.kept) == asked(now.kept) and _corrected(before) != _corrected(now):
        found.append(
            msg("What provisions are about was corrected: differences may come from that.")
        )
    if _is_another_index(before, now):
        found.append(
            msg("The index is another one or was made anew: differences may come from that.")
        )
    return tuple(found)


def asked(kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a kept query asks, its profile apart, in the newest version of the model where it can
    be read."""
    try:
        return replace(read_model(kept), profile="").as_json()
    except BadQueryModel:
        return kept


def _corrected(run: Run) -> str:
    """What names the corrections of labels that a run rests on, "" for none."""
    return run.basis.commit.removeprefix(index_commit(run.basis.commit))


def _is_another_index(before: Run, now: Run) -> bool:
    """Whether an index that rises with each commit cannot have come from the one state to the
    other."""
    if now.generation == before.generation:
        return index_commit(now.basis.commit) != index_commit(before.basis.commit)
    return now.generation < before.generation


def text_changes(before: str, now: str, language: str) -> Any:
    """The differences of two texts word by word, a ``likeness.Likeness``, by the words of Khmer,
    Chinese (both scripts) and English: what is ``left_out`` stood there before, what is ``added``
    stands there now."""
    from search_app.comparison import word_differences

    return word_differences(before, now, language)


# --------------------------------------------------------------------------- as JSON


def run_json(report: RunReport) -> dict[str, Any]:
    """A run as JSON: ``name``, ``count``, the ids of hits that are ``new``, ``changed`` and
    ``gone`` with ``why`` by the id of those gone, ``index``; and which run it is, since which."""
    run = report.run
    return {
        "name": report.saved.name,
        "count": run.count,
        "new": [hit.id for hit in report.diff.new],
        "changed": [one.now.id for one in report.diff.changed],
        "gone": [one.hit.id for one in report.diff.gone],
        "index": {"generation": run.generation, "model": run.model, "profile": run.profile},
        "why": {one.hit.id: one.why for one in report.diff.gone},
        "id": report.saved.id,
        "owner": report.saved.owner_name,
        "run": run.number,
        "since": report.before.number if report.before else None,
        "at": run.at,
        "duration_ms": run.duration_ms,
        "depth": run.depth,
        "notes": [one.english for one in report.causes],
    }


def summary_json(run: Run) -> dict[str, Any]:
    """A run as JSON, its counts alone."""
    return {
        "run": run.number,
        "at": run.at,
        "count": run.count,
        "new": run.new,
        "changed": run.changed,
        "gone": run.gone,
        "duration_ms": run.duration_ms,
        "depth": run.depth,
        "index": {"generation": run.generation, "model": run.model, "profile": run.profile},
    }


def saved_json(saved: SavedQuery) -> dict[str, Any]:
    """A saved query as JSON, without its secrets. ``query`` is as it is kept."""
    return {
        "id": saved.id,
        "name": saved.name,
        "note": saved.note,
        "tags": list(saved.tags),
        "query": dict(saved.kept),
        "owner": saved.owner_name,
        "shared_with": saved.shared_with or None,
        "every": saved.every or None,
        "created_at": saved.created_at,
        "changed_at": saved.changed_at,
    }
