"""The group ``treatylens engine``; what its commands do is in ``engines``."""

import sys
from pathlib import Path

import click

from search_app.console import print_json
from search_app.parameters import FILE, engine_option, index_option, json_option, place_given
from search_app.settings import Settings


@click.group()
def engine() -> None:
    """Look after the indexes of an Elasticsearch cluster."""


@engine.command("status")
@index_option
@engine_option
@json_option
@click.pass_obj
def engine_status(
    settings: Settings, index: Path | None, engine: str | None, as_json: bool
) -> None:
    """Show the nodes, and each index: what it holds, and whether searches go to it."""
    from search_app import engines

    document = engines.status_json(place_given(settings, index, engine))
    if as_json:
        print_json(document)
    else:
        engines.print_status(document)


@engine.command("reindex")
@click.argument("paths", nargs=-1, type=FILE)
@engine_option
@click.option("--prune", is_flag=True, help="Let works go that are not under PATH.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Files read at once.")
@json_option
@click.pass_obj
def engine_reindex(
    settings: Settings,
    paths: tuple[Path, ...],
    engine: str | None,
    prune: bool,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Make a new index from PATHS, or a copy of the old without any, and let it serve.

    Searches go on in the old one until then. Without PATHS the new one has the settings of now:
    shards, copies, and how vectors are kept.
    """
    from search_app import engines
    from search_app.places import cluster_of

    place = cluster_of(settings, engine)
    document, report = engines.reindex(settings, place, paths, lose=prune, jobs=jobs)
    if as_json:
        print_json(document)
    else:
        engines.print_reindexed(document, report)
    sys.exit(1 if document["failed"] else 0)


@engine.command("prune")
@engine_option
@json_option
@click.pass_obj
def engine_prune(settings: Settings, engine: str | None, as_json: bool) -> None:
    """Remove the indexes that searches do not go to."""
    from search_app import engines
    from search_app.places import cluster_of

    document = engines.prune_json(cluster_of(settings, engine))
    if as_json:
        print_json(document)
    else:
        click.echo(f"{len(document['removed'])} removed: {', '.join(document['removed']) or '–'}")
