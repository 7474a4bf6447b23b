"""The command ``treatylens match``: the sentences most like a given one."""

from pathlib import Path
from typing import Any

import click

from search_app.console import fail, print_json
from search_app.parameters import (
    Listed,
    QueryCommand,
    engine_option,
    index_option,
    json_option,
    place_given,
)
from search_app.settings import Settings

_LANGUAGE = Listed("lang")


@click.command("match", cls=QueryCommand)
@click.argument("text")
@index_option
@engine_option
@click.option("--lang", type=_LANGUAGE, help="The language of TEXT; detected without.")
@click.option("--to", multiple=True, type=_LANGUAGE, help="A language of translations wanted.")
@click.option(
    "--threshold",
    type=click.IntRange(30, 100),
    default=70,
    show_default=True,
    help="The least percentage.",
)
@click.option("--size", type=click.IntRange(1, 50), default=10, show_default=True)
@click.option("--where", type=click.Choice(["all", "instruments", "memories"]), default="all")
@json_option
@click.pass_obj
def match(
    settings: Settings,
    text: str,
    index: Path | None,
    engine: str | None,
    lang: str | None,
    to: tuple[str, ...],
    threshold: int,
    size: int,
    where: str,
    as_json: bool,
) -> None:
    """Find the sentences most like TEXT in the instruments and the memories."""
    from analyzers.languages import TAGS
    from search_app.fuzzy import MatchOptions
    from search_app.match_json import match_json

    options = MatchOptions(
        language=TAGS[lang][0] if lang else "",
        targets=to,
        threshold=threshold,
        size=size,
        where=where,
    )
    matched, model = _matched(settings, place_given(settings, index, engine), text, options)
    document = match_json(matched, threshold, model)
    if as_json:
        print_json(document)
    else:
        _print(document)


def _matched(settings: Settings, place: Any, text: str, options: Any) -> tuple[Any, str]:
    from search_app.correction_store import CorrectionStore
    from search_app.database import open_database
    from search_app.fuzzy import Matcher, SentenceError
    from search_app.instrument_segments import InstrumentSegments
    from search_app.memory import MemoryReader
    from search_app.searching import open_searcher

    searcher = open_searcher(settings, place)
    corrected = CorrectionStore(open_database(settings)).corrected
    matcher = Matcher(
        searcher.encoder,
        InstrumentSegments(searcher.reader, corrected),
        MemoryReader(settings.memory_path()),
    )
    try:
        return matcher.match(text, options), searcher.encoder.name
    except SentenceError as error:
        fail(str(error), 2)


def _print(document: dict[str, Any]) -> None:
    for note in document["notes"]:
        click.echo(f"treatylens: {note}", err=True)
    for sentence in document["sentences"]:
        click.echo(click.style(sentence["text"], bold=True))
        least = document["threshold"]
        click.echo(f"{sentence['total']} alike by {least} % or more")
        for one in sentence["matches"]:
            click.echo(f"\n  {one['percent']} %  {_source(one['source'])}")
            numbers = " (only numbers differ)" if one["numbers_only"] else ""
            click.echo(f"  {one['explanation']}{numbers}")
            click.echo(f"  {one['lang']}: {one['text']}")
            _print_counterparts(one["counterparts"])
        for one in sentence["by_meaning"]:
            click.echo(
                f"\n  by meaning, another language, similarity {one['similarity']:.2f}  "
                f"{_source(one['source'])}"
            )
            click.echo(f"  {one['lang']}: {one['text']}")
            _print_counterparts(one["counterparts"])
        click.echo()


def _print_counterparts(counterparts: list[dict[str, Any]]) -> None:
    for one in counterparts:
        click.echo(f"  {one['lang']}: {one['text']}")


def _source(source: dict[str, Any]) -> str:
    if source["type"] == "memory":
        return f"memory {source['memory']}, unit {source['number']}"
    return str(source["id"])
