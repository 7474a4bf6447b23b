"""How many hits the runs of a saved query have for somebody: what they may not see is not counted.
No Flask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search_app.access import Access
from search_app.saved.kept_hits import KeptHit, seen_hits
from search_app.saved.owner_access import sees_all
from search_app.saved.queries import Run, SavedQuery
from search_app.saved.report import RunReport, grouped_together, report_of
from search_app.saved.run_diff import diff
from search_app.saved.run_store import RunStore
from search_app.work_labels import WorkLabels


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
    """The runs of one saved query as somebody with ``access`` sees them; ``labels`` are those
    that works have now."""

    def __init__(
        self, store: RunStore, saved: SavedQuery, access: Access, labels: WorkLabels
    ) -> None:
        self._store = store
        self._saved = saved
        self._access = access
        self._labels = labels
        self._known: dict[tuple[str, str, bool], Counts] = {}
        self._read: dict[str, tuple[KeptHit, ...]] = {}

    def report(self, number: int | None = None, against: int | None = None) -> RunReport:
        """The report of a run beside another, as ``report_of``. Raises ``NoRun``."""
        report = report_of(self._store, self._saved, number, against)
        return report.seen_by(self._access, self._labels)

    def counts(self, runs: Sequence[Run]) -> dict[int, Counts]:
        """The counts of some runs, by number."""
        if sees_all(self._access):
            return {one.number: Counts(one.count, one.new, one.changed, one.gone) for one in runs}
        given = {one.number: one for one in runs}
        return {one.number: self._counted(one, given) for one in runs}

    def _counted(self, run: Run, given: Mapping[int, Run]) -> Counts:
        """Runs with the same hits before and after, of which there are many, are counted once."""
        before = None
        if run.number > 1:
            before = given.get(run.number - 1) or self._store.run(run.saved, run.number - 1)
        grouped = grouped_together(run, before)
        key = (before.hits if before else "", run.hits, grouped)
        if key not in self._known:
            hits = self._hits(run)
            found = diff(self._hits(before) if before else (), hits, grouped=grouped)
            self._known[key] = Counts(
                len(hits), len(found.new), len(found.changed), len(found.gone)
            )
        return self._known[key]

    def _hits(self, run: Run) -> tuple[KeptHit, ...]:
        """The hits of a run that are seen. Those of the last two are kept: the next run that is
        counted mostly has one of them."""
        if run.hits not in self._read:
            while len(self._read) > 1:
                del self._read[next(iter(self._read))]
            self._read[run.hits] = seen_hits(self._store.hits(run), self._access, self._labels)
        return self._read[run.hits]

    def telling(self, most: int) -> list[tuple[Run, Counts]]:
        """The newest runs that have anything new, changed or gone, with their counts."""
        if sees_all(self._access):
            runs = self._store.telling(self._saved.id, most)
            counts = self.counts(runs)
            return [(one, counts[one.number]) for one in runs]
        found: list[tuple[Run, Counts]] = []
        before = None
        while runs := self._store.differing(self._saved.id, 2 * most, before):
            counts = self.counts(runs)
            found += [(one, counts[one.number]) for one in runs if counts[one.number].differs]
            if len(found) >= most:
                break
            before = runs[-1].number
        return found[:most]
