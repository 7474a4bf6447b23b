"""The ``index`` command: opens the index for writing, runs the pipeline, shows its report."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from indexer.discover import check_paths
from indexer.encoder import Encoder
from indexer.engine import EngineReader, EngineWriter, Place, open_reader, open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.pipeline import Report, index_paths
from search_app.console import print_table, progress_bar
from search_app.encoding import encoder_of
from search_app.settings import Settings


def limits_of(settings: Settings) -> ExtractLimits:
    """The limits under which one file is read."""
    return ExtractLimits(
        cpu_seconds=settings.extract_cpu_seconds,
        wall_seconds=settings.extract_wall_seconds,
        memory_mb=settings.extract_memory_mb,
    )


def run(
    settings: Settings, paths: Sequence[Path], index: Place, *, prune: bool, jobs: int | None
) -> Report:
    """Index ``paths``. Raises ``FileNotFoundError`` before anything is made, ``EngineError``."""
    check_paths(paths)
    encoder = encoder_of(settings)
    writer = open_writer(index, model=encoder.name, dimensions=encoder.indexed_dimensions)
    try:
        reader = open_reader(index)
        try:
            report = indexed_into(writer, reader, settings, paths, encoder, prune=prune, jobs=jobs)
            _keep_labels(settings, reader)
            return report
        finally:
            reader.close()
    finally:
        writer.close()


def _keep_labels(settings: Settings, reader: EngineReader) -> None:
    """Where there are accounts, note who may see what is indexed now: it may leave the index before
    anybody looks at it. Says so where it cannot be noted; what was indexed is so all the same."""
    from search_app.accounts.store import AccountStore
    from search_app.catalogue import CatalogueCache
    from search_app.database import open_database
    from search_app.database_errors import DatabaseError
    from search_app.work_labels import KeptLabels

    if not settings.database and not settings.database_path().exists():
        return
    try:
        database = open_database(settings)
        if AccountStore(database).all():
            KeptLabels(database).of(CatalogueCache().of(reader).labels)
    except DatabaseError as error:
        click.echo(f"who may see what was indexed was not noted: {error}", err=True)


def indexed_into(
    writer: EngineWriter,
    reader: EngineReader | None,
    settings: Settings,
    paths: Sequence[Path],
    encoder: Encoder,
    *,
    prune: bool,
    jobs: int | None,
) -> Report:
    """Index ``paths`` by ``writer``, with a bar; ``reader`` sees what was there. Raises
    ``EngineError``."""
    with progress_bar("Indexing") as progress:
        return index_paths(
            paths,
            writer,
            reader,
            encoder,
            limits=limits_of(settings),
            jobs=jobs or settings.jobs or len(os.sched_getaffinity(0)),
            prune=prune,
            progress=progress,
        )


def report_json(report: Report) -> dict[str, Any]:
    """The report as the command prints it with ``--json``."""
    return {
        "works": report.works,
        "expressions": report.expressions,
        "provisions": report.provisions,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "failed": [{"path": item.path, "reason": item.reason} for item in report.failed],
        "skipped": report.skipped,
        "notes": [{"work": item.path, "note": item.reason} for item in report.notes],
        "seconds": report.seconds,
    }


def print_report(report: Report) -> None:
    """The report for a reader: counts, then what failed and why, then what to know."""
    import click

    click.echo(
        f"{report.works} works, {report.expressions} versions, {report.provisions} provisions "
        f"indexed; {report.unchanged} works unchanged"
        + (f"; {len(report.removed)} removed" if report.removed else "")
        + f" ({report.seconds:.1f} s)"
    )
    if report.failed:
        rows = [[repr(item.path)[1:-1], item.reason] for item in report.failed]
        print_table("Failed", ["file", "why"], rows)
    if report.notes:
        rows = [[item.path, item.reason] for item in report.notes]
        print_table("To know", ["work", "what"], rows)
    if report.skipped:
        click.echo(f"{len(report.skipped)} files of other kinds and links passed over")
