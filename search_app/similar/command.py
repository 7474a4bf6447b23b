"""The command ``treatylens similar``: the provisions of other works most like one."""

from pathlib import Path
from typing import Any

import click

from search_app.console import fail, print_json
from search_app.parameters import (
    Listed,
    engine_option,
    index_option,
    json_option,
    place_given,
)
from search_app.settings import Settings


@click.command("similar")
@click.argument("provision", metavar="WORK/LANG/EID")
@index_option
@engine_option
@click.option("--lang", "languages", multiple=True, type=Listed("lang"), help="Only in these.")
@click.option("--type", "types", multiple=True, type=Listed("type"), help="Only of these types.")
@click.option(
    "--parties",
    type=click.Choice(["any", "same", "other"]),
    default="any",
    show_default=True,
    help="Of instruments of the same parties, or of others.",
)
@click.option("--year", default="", help="Year of signature: 2010, 2010..2025, 2010.. or ..2025.")
@click.option("--size", type=click.IntRange(1, 50), default=10, show_default=True)
@json_option
@click.pass_obj
def similar(
    settings: Settings,
    provision: str,
    index: Path | None,
    engine: str | None,
    languages: tuple[str, ...],
    types: tuple[str, ...],
    parties: str,
    year: str,
    size: int,
    as_json: bool,
) -> None:
    """Find the provisions of other works most like WORK/LANG/EID, in any language, with why."""
    given = {"lang": languages, "type": types, "parties": (parties,), "year": (year,)}
    form = _form({**given, "size": (str(size),)})
    document = _found(settings, place_given(settings, index, engine), provision, form)
    if as_json:
        print_json(document)
    else:
        _print(document)


def _form(given: dict[str, tuple[str, ...]]) -> Any:
    from werkzeug.datastructures import MultiDict

    from search_app.similar.form import read_similar_form

    form = read_similar_form(MultiDict({name: list(values) for name, values in given.items()}))
    if form.problems:
        fail(" ".join(one.message.english for one in form.problems), 2)
    return form


def _found(settings: Settings, at: Any, provision: str, form: Any) -> dict[str, Any]:
    from search_app.catalogue import CatalogueCache
    from search_app.compare_command import named_place
    from search_app.searching import open_searcher
    from search_app.similar.document import similar_json
    from search_app.similar.finding import find_similar

    searcher = open_searcher(settings, at)
    try:
        place = named_place(searcher.reader, provision)
        options = form.options((place.version.tag,))
        found = find_similar(place, searcher, CatalogueCache().of(searcher.reader), options)
        return similar_json(found, searcher.encoder.name)
    finally:
        searcher.reader.close()


def _print(document: dict[str, Any]) -> None:
    if document["message"]:
        click.echo(document["message"])
    for rank, one in enumerate(document["hits"], 1):
        name = " ".join(part for part in (one["num"], one["heading"]) if part) or one["eid"]
        click.echo(f"\n{rank}. {click.style(name, bold=True)}  {one['id']}")
        click.echo(f"   {one['title']}")
        for line in _why(one):
            click.echo(f"   {line}")


def _why(one: dict[str, Any]) -> list[str]:
    near = one["nearness"]
    lines = ["found by words alone" if near is None else f"near in meaning: {near} of 100"]
    if one["terms"]:
        pairs = (
            term["own"] if term["own"] == term["other"] else f"{term['own']} – {term['other']}"
            for term in one["terms"]
        )
        lines.append(f"legal terms of both: {'; '.join(pairs)}")
    if one["common_heading"]:
        lines.append(f"common in the headings: {', '.join(one['common_heading'])}")
    if one["clauses"]:
        lines.append(f"clause types of both: {', '.join(one['clauses'])}")
    if passage := one["passage"]:
        text = one["text"][passage["start"] : passage["end"]].replace("\n", " ")
        lines.append(f"{passage['eid']}, nearest to {passage['asked']}: {text}")
    return lines
