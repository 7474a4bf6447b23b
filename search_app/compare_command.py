"""The command ``treatylens compare``: two provisions, row by row."""

from pathlib import Path
from typing import Any

import click

from search_app.console import fail, print_json
from search_app.parameters import engine_option, index_option, json_option, place_given
from search_app.settings import Settings


@click.command("compare")
@click.argument("a")
@click.argument("b")
@index_option
@engine_option
@json_option
@click.pass_obj
def compare(
    settings: Settings, a: str, b: str, index: Path | None, engine: str | None, as_json: bool
) -> None:
    """Compare provisions A and B, each WORK/LANG/EID: by words in one language, else in rows."""
    document = _compared(settings, place_given(settings, index, engine), a, b)
    if as_json:
        print_json(document)
    else:
        _print(document)


def _compared(settings: Settings, place: Any, a: str, b: str) -> dict[str, Any]:
    from search_app.compare_form import SAME
    from search_app.compare_json import compare_json
    from search_app.comparison import ComparisonError
    from search_app.comparison import compare as compare_places
    from search_app.correction_store import CorrectionStore
    from search_app.database import open_database
    from search_app.searching import open_searcher

    searcher = open_searcher(settings, place)
    try:
        first, second = named_place(searcher.reader, a), named_place(searcher.reader, b)
        if first.id == second.id:
            fail(SAME.english, 2)
        corrected = None
        if first.work == second.work:
            corrected = CorrectionStore(open_database(settings)).corrected(first.view)
        try:
            found = compare_places(first, second, searcher.encoder.encode_passages, corrected)
        except ComparisonError as error:
            fail(str(error), 2)
        return compare_json(found, searcher.encoder.name)
    finally:
        searcher.reader.close()


def named_place(reader: Any, text: str) -> Any:
    """The provision that ``text`` names. Ends with status 2 where there is none."""
    from search_app.compare_form import read_address, unreadable
    from search_app.work_tree import open_view

    address = read_address(text)
    if address is None:
        fail(unreadable(text).english, 2)
    record = reader.work(address.work)
    if record is None:
        fail(
            f"there is no work “{address.work}” in the index; name one by its id, as search shows "
            "it",
            2,
        )
    view = open_view(record)
    version = view.version(address.language)
    if version is None:
        known = ", ".join(one.address for one in view.versions)
        fail(f"“{view.id}” has no version “{address.language}”; it has {known}", 2)
    place = view.place(version, address.eid)
    if place is None:
        fail(
            f"“{view.id}” has no provision “{address.eid}” in this language; "
            "`treatylens provisions` lists those of a file",
            2,
        )
    return place


def _print(document: dict[str, Any]) -> None:
    for letter in ("a", "b"):
        side = document[letter]
        name = " ".join(part for part in (side["num"], side["heading"]) if part)
        click.echo(f"{letter.upper()}  {click.style(name or side['eid'], bold=True)}  {side['id']}")
        click.echo(f"   {side['title']}")
    click.echo()
    if document["total"]:
        click.echo(document["total"]["explanation"])
    counts = document["counts"]
    click.echo(
        f"{counts['rows']} rows: {counts['paired']} in both, {counts['only_a']} only in A, "
        f"{counts['only_b']} only in B; {counts['moved']} in another order, "
        f"{counts['doubtful']} doubtful"
    )
    for row in document["rows"]:
        _print_row(row)


def _print_row(row: dict[str, Any]) -> None:
    like = row["likeness"]
    said = [f"{like['percent']} %"] if like else []
    said += [name for name in ("moved", "doubtful") if row[name]]
    for one in row["disagreements"]:
        sides = (f"{letter.upper()} {_stated(one[letter])}" for letter in ("a", "b"))
        said.append(f"{one['kind']} differs: {', '.join(sides)}")
    click.echo(f"\n{row['number']}. {'; '.join(said)}".rstrip())
    for letter in ("a", "b"):
        if row[letter]["text"]:
            click.echo(f"   {letter.upper()}  {_marked(row, letter)}")


def _stated(one: dict[str, Any] | None) -> str:
    return f"“{one['text']}”" if one else "not found"


def _marked(row: dict[str, Any], letter: str) -> str:
    """A cell's text, what differs in brackets: ``[-only in A-]``, ``{+only in B+}``."""
    text: str = row[letter]["text"]
    left, right = ("[-", "-]") if letter == "a" else ("{+", "+}")
    shown, at = [], 0
    for one in row["likeness"]["differences"] if row["likeness"] else ():
        if one[letter] and one["kind"] != "equal":
            start, end = one[letter]
            shown += [text[at:start], left, text[start:end], right]
            at = end
    joined = "".join((*shown, text[at:])).replace("\n", " ")
    return joined.replace(f"{right} {left}", " ").replace(right + left, "")
