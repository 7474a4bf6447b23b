"""The ``engine`` commands: what a cluster holds, a new index for the old, what to remove."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from indexer.discover import check_paths
from indexer.engine import ElasticPlace, EngineError, Place, open_reader
from indexer.pipeline import Report
from search_app.console import progress_bar
from search_app.encoding import encoder_of
from search_app.indexing import indexed_into, print_report, report_json
from search_app.settings import Settings

#: Works that a message names.
_NAMED = 3


def status_json(place: Place) -> dict[str, Any]:
    """What there is at a place, as the command prints it with ``--json``."""
    if isinstance(place, ElasticPlace):
        from indexer.engine.elastic_admin import status

        return {"engine": "elasticsearch", "place": str(place), **asdict(status(place))}
    reader = open_reader(place)
    try:
        info = asdict(reader.info())
    finally:
        reader.close()
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    return {"engine": "embedded", "place": str(place), **info, "bytes": size}


def print_status(document: dict[str, Any]) -> None:
    """The same for a reader."""
    if document["engine"] == "embedded":
        click.echo(f"Embedded engine in {document['place']}, {_megabytes(document['bytes'])}")
        click.echo(
            f"{document['works']} works, {document['entries']} provisions, generation "
            f"{document['generation']}, model {document['model']}"
        )
        return
    nodes = ", ".join(f"{name} {version}" for name, version in document["nodes"].items())
    click.echo(
        f"Elasticsearch at {document['place']}: cluster {document['cluster']}, "
        f"{document['health']}, nodes {nodes}"
    )
    for one in document["indexes"]:
        click.echo(f"\n{one['name']}{'  ← searches go here' if one['serving'] else ''}")
        click.echo(
            f"  {one['works']} works, {one['entries']} provisions, generation "
            f"{one['generation']}, {_megabytes(one['bytes'])} on disk"
        )
        click.echo(
            f"  model {one['model']}, vectors of {one['dimensions']} numbers as {one['vectors']}"
        )
        if one["writing"]:
            click.echo(f"  being written by {one['writing']}")
    if not document["indexes"]:
        click.echo("There is no index yet; make one with `treatylens index PATH`.")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def reindex(
    settings: Settings, place: ElasticPlace, paths: Sequence[Path], *, lose: bool, jobs: int | None
) -> tuple[dict[str, Any], Report | None]:
    """Make a new index, from ``paths`` or, without any, as a copy of the one that serves, and let
    searches go to it; what it holds, and the report of an indexing run. Unless ``lose``, a new
    index that lacks works of the old does not serve.

    Raises ``FileNotFoundError``, ``EngineError``; searches then go to the old index as before.
    """
    if not paths:
        return _copied(place), None
    from indexer.engine.elastic_admin import Reindexing

    check_paths(paths)
    encoder = encoder_of(settings)
    with Reindexing(place, model=encoder.name, dimensions=encoder.indexed_dimensions) as new:
        report = indexed_into(new.writer, None, settings, paths, encoder, prune=False, jobs=jobs)
        lost = new.lost()
        if lost and not lose:
            raise EngineError(
                f"{len(lost)} works of the index are not under these paths "
                f"({', '.join(lost[:_NAMED])}{', …' if len(lost) > _NAMED else ''}), so searches "
                "go on in the old one: give their paths too, or --prune to lose them."
            )
        new.swap()
        return {"index": new.name, "lost": lost, **report_json(report)}, report


def _copied(place: ElasticPlace) -> dict[str, Any]:
    from indexer.engine.elastic_admin import copy_index

    with progress_bar("Copying") as progress:
        name = copy_index(place, progress)
    reader = open_reader(place)
    try:
        info = reader.info()
    finally:
        reader.close()
    return {
        "index": name,
        "lost": [],
        "works": info.works,
        "provisions": info.entries,
        "failed": [],
    }


def print_reindexed(document: dict[str, Any], report: Report | None) -> None:
    """What a new index holds, for a reader."""
    if report:
        print_report(report)
    else:
        click.echo(f"{document['works']} works, {document['provisions']} provisions copied")
    click.echo(f"Searches go to {document['index']} now; `treatylens engine prune` removes others.")


def prune_json(place: ElasticPlace) -> dict[str, Any]:
    """Remove the indexes that do not serve."""
    from indexer.engine.elastic_admin import prune

    return {"removed": prune(place)}
