"""How many hits the runs of a saved query have for somebody: what they may not see is not counted.
No Flask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search_app.access import Access
from search_app.saved.owner_access import sees_all
from search_app.saved.queries import Run, SavedQuery
from search_app.saved.report import RunReport, report_of
from search_app.saved.run_store import RunStore


@dataclass(frozen=True)
class Counts:
    """Hits of a run, and how many of them are new, changed and gone since the run before."""

    count: int
    new: int
    changed: int
    gone: int

    @property
    def differs(self) -> bool:
        """Whether anything is new, changed or gone."""
        return bool(self.new or self.changed or self.gone)


def counts_of(report: RunReport) -> Counts:
    """The counts of a report, whichever run it is held against: those of its run are since the
    run before it."""
    diff = report.diff
    return Counts(len(report.hits), len(diff.new), len(diff.changed), len(diff.gone))


class SeenRuns:
    """The runs of one saved query as somebody with ``access`` sees them; ``now`` has the label of
    every work that is in the index."""

    def __init__(
        self, store: RunStore, saved: SavedQuery, access: Access, now: Mapping[str, str]
    ) -> None:
        self._store = store
        self._saved = saved
        self._access = access
        self._now = now
        self._known: dict[tuple[str, str], Counts] = {}

    def report(self, number: int | None = None, against: int | None = None) -> RunReport:
        """The report of a run beside another, as ``report_of``. Raises ``NoRun``."""
        return report_of(self._store, self._saved, number, against).seen_by(self._access, self._now)

    def counts(self, runs: Sequence[Run]) -> dict[int, Counts]:
        """The counts of some runs, by number. ``runs`` are all of the saved query, or a stretch
        of them with the run before its first, the newest first."""
        if sees_all(self._access):
            return {one.number: Counts(one.count, one.new, one.changed, one.gone) for one in runs}
        sets = {one.number: one.hits for one in runs}
        return {one.number: self._counted(one, sets.get(one.number - 1, "")) for one in runs}

    def _counted(self, run: Run, before: str) -> Counts:
        """Runs with the same hits before and after, of which there are many, are counted once."""
        key = (before, run.hits)
        known = self._known.get(key) if before or run.number == 1 else None
        if known is None:
            known = counts_of(self.report(run.number))
            self._known[key] = known
        return known
