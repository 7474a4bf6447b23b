"""The stages composed: paths in, an index out, with a report of what was done and what failed."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from indexer.discover import discover
from indexer.encoder import Encoder
from indexer.engine.base import EngineError, EngineReader, EngineWriter
from indexer.extract.sandbox import ExtractLimits
from indexer.gathering import Gathered, gather, unexpected
from indexer.identities import with_stable_ids
from indexer.known import KnownWork, Plan, absorbed_works, gone_works, known_works, plans, under
from indexer.sources import Failure, WorkSource
from indexer.staging import kept_notes, stage

#: Entries staged before a commit: work lost by a crash is at most this much.
COMMIT_ENTRIES = 2_000
#: Works gathered ahead of the one that is staged, for each job: enough that no job waits, few
#: enough that memory does not grow with the collection.
AHEAD_PER_JOB = 2


@dataclass(kw_only=True)
class Report:
    """What an indexing run did. Counts are of works, expressions and provisions written."""

    works: int = 0
    expressions: int = 0
    provisions: int = 0
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    notes: list[Failure] = field(default_factory=list)
    seconds: float = 0.0


Progress = Callable[[int, int, str], None]


def index_paths(
    paths: Sequence[Path],
    writer: EngineWriter,
    reader: EngineReader | None,
    encoder: Encoder,
    *,
    limits: ExtractLimits,
    jobs: int,
    prune: bool = False,
    progress: Progress = lambda done, total, name: None,
) -> Report:
    """Index what is under ``paths``.

    ``reader`` sees the index as it was (None for a new one). Works whose files, table and pipeline
    version are unchanged are left alone, and so is a version whose file fails now or is gone.
    ``prune`` removes works and versions that were read from under ``paths`` and are there no more.
    ``progress`` gets works done, works in all, and the last id. Raises ``FileNotFoundError`` for a
    path that is not there; ``EngineError``, after which all that was committed is safe.
    """
    started = time.perf_counter()
    found = discover(paths)
    report = Report(failed=list(found.failures), skipped=list(found.skipped))
    known = known_works(reader) if reader else {}
    asked = under(paths)
    gone = gone_works(known, asked)
    sources = with_stable_ids(found.works, known, gone if prune else ())
    planned = plans(sources, known, asked if prune else lambda place: False)
    staged = 0
    for done, gathered in enumerate(_gathered(planned, encoder, limits, jobs), 1):
        staged += _stage(gathered, reader, writer, encoder, report)
        if staged >= COMMIT_ENTRIES:
            writer.commit()
            staged = 0
        progress(done, len(sources), gathered.plan.source.id)
    _retire(_obsolete(known, sources, gone), writer if prune else None, report)
    if staged or report.removed:
        writer.commit()
    report.seconds = round(time.perf_counter() - started, 3)
    return report


def _obsolete(
    known: Mapping[str, KnownWork], sources: Sequence[WorkSource], gone: Sequence[str]
) -> dict[str, str]:
    """Ids of works that are there no more, with the reason, in order of id."""
    present = {source.id for source in sources}
    reasons = {work: "Its files are gone" for work in gone if work not in present}
    for work in absorbed_works(known, sources):
        reasons[work] = "Its files belong to another work now"
    return dict(sorted(reasons.items()))


def _retire(obsolete: Mapping[str, str], writer: EngineWriter | None, report: Report) -> None:
    """Remove works by ``writer``; without one, say that they are kept."""
    if writer:
        report.removed = list(obsolete)
        writer.delete(report.removed)
        return
    report.notes += [
        Failure(path=work, reason=f"{reason}; it is kept until you index with --prune.")
        for work, reason in obsolete.items()
    ]


def _gathered(
    planned: Sequence[Plan], encoder: Encoder, limits: ExtractLimits, jobs: int
) -> Iterator[Gathered]:
    """What there is of each work, in order; ``jobs`` child processes are kept busy."""
    jobs = max(1, jobs)
    in_children = encoder if encoder.portable else None
    waiting: deque[Future[Gathered]] = deque()
    pool = ThreadPoolExecutor(max_workers=jobs)
    try:
        for plan in planned:
            waiting.append(pool.submit(gather, plan, in_children, limits))
            if len(waiting) > jobs * AHEAD_PER_JOB:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _stage(
    gathered: Gathered,
    reader: EngineReader | None,
    writer: EngineWriter,
    encoder: Encoder,
    report: Report,
) -> int:
    """Stage one work and report on it; how much is to be committed for it. What goes wrong with
    this work alone is its failure, and the others go on."""
    report.failed += gathered.failures
    source = gathered.plan.source
    try:
        staged = stage(gathered, reader, writer, encoder)
    except EngineError:
        raise
    except Exception as error:
        report.failed.append(unexpected(source, error))
        return 0
    if staged is None:
        report.unchanged += gathered.unchanged and not gathered.failures
        report.notes += kept_notes(source.id, gathered.plan.keeps)
        return 0
    report.failed += staged.failures
    report.notes += [Failure(path=source.id, reason=note) for note in staged.work.notes]
    report.notes += kept_notes(source.id, staged.kept)
    report.works += 1
    report.expressions += len(staged.work.versions)
    report.provisions += staged.entries
    return staged.entries or 1
