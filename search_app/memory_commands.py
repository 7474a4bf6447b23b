"""The group ``treatylens memory``: TMX files taken in as translation memories."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from search_app.console import fail, print_json, print_table, progress_bar
from search_app.parameters import FILE, json_option
from search_app.settings import Settings


@click.group()
def memory() -> None:
    """Look after the translation memories that fuzzy match and concordance look in."""


@memory.command("add")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--name", help="What the memory is called; by default as its file.")
@json_option
@click.pass_obj
def add_memory(
    settings: Settings, files: tuple[Path, ...], name: str | None, as_json: bool
) -> None:
    """Take in TMX FILES, each as a memory; one of the same name that is there already is
    replaced, and the answer says so."""
    if name is not None and len(files) > 1:
        fail("--name names one memory; give one FILE with it", 2)
    names = [file.stem for file in files] if name is None else [name]
    _refuse_wrong(files, names)
    document = _added(settings, files, names)
    if as_json:
        print_json(document)
    else:
        _print_added(document)
    sys.exit(1 if document["failed"] else 0)


def _refuse_wrong(files: Sequence[Path], names: Sequence[str]) -> None:
    """End with status 2 where files or names cannot be meant; nothing is taken in then."""
    from search_app.memory_index import MemoryRefused, check_name

    called: dict[str, Path] = {}
    for file, name in zip(files, names, strict=True):
        if file.is_dir():
            fail(f"{file} is a folder; give the TMX files in it", 2)
        if not file.exists():
            fail(f"{file} cannot be opened: there is no such file", 2)
        if not name.strip():
            fail("the name is empty; give the memory a name with --name", 2)
        try:
            check_name(name)
        except MemoryRefused as error:
            fail(str(error), 2)
        if name in called:
            fail(
                f"{called[name]} and {file} would both be the memory {name!r}; add them one at a "
                "time, each with a --name of its own",
                2,
            )
        called[name] = file


def _added(settings: Settings, files: Sequence[Path], names: Sequence[str]) -> dict[str, Any]:
    """Add each file; one that fails is named with its reason, and the others go on."""
    from indexer.tmx import TmxError
    from search_app.encoding import encoder_of
    from search_app.memory_index import MemoryRefused, memory_writer, summary_json

    added: list[dict[str, Any]] = []
    failed: list[dict[str, str]] = []
    try:
        with (
            memory_writer(settings.memory_path(), encoder_of(settings)) as writer,
            progress_bar("Adding") as progress,
        ):
            there = writer.names()
            for file, name in zip(files, names, strict=True):
                try:
                    summary = writer.add(file, name, progress)
                except (TmxError, MemoryRefused) as error:
                    failed.append({"path": str(file), "reason": str(error)})
                else:
                    added.append(summary_json(summary) | {"replaced": name in there})
    except MemoryRefused as error:
        fail(str(error), 1)
    return {"added": added, "failed": failed}


@memory.command("list")
@json_option
@click.pass_obj
def list_memories(settings: Settings, as_json: bool) -> None:
    """Show the memories there are."""
    from search_app.memory import MemoryReader
    from search_app.memory_index import summary_json

    found = MemoryReader(settings.memory_path()).summaries()
    document = [summary_json(found[name]) for name in sorted(found)]
    if as_json:
        print_json({"memories": document})
    else:
        _print_memories(document)


@memory.command("remove")
@click.argument("name")
@click.pass_obj
def remove_memory(settings: Settings, name: str) -> None:
    """Remove the memory NAME; the file it is from is not touched."""
    from search_app.encoding import encoder_of
    from search_app.memory_index import MemoryRefused, memory_writer

    if not settings.memory_path().exists():
        fail(f"there is no memory {name!r}; there are none", 2)
    try:
        with memory_writer(settings.memory_path(), encoder_of(settings)) as writer:
            writer.remove(name)
    except MemoryRefused as error:
        fail(str(error), 2)
    click.echo(f"{name} removed", err=True)


def _print_added(document: dict[str, Any]) -> None:
    for one in document["added"]:
        left = sum(one["left_out"].values())
        names = {"empty": "empty", "one_language": "in one language", "too_long": "too long"}
        why = ", ".join(f"{count} {names[reason]}" for reason, count in one["left_out"].items())
        out = f"; {left} left out ({why})" if left else ""
        was = "; replaced the memory of this name" if one["replaced"] else ""
        counts = f"{one['units']} units, {one['variants']} texts"
        click.echo(f"{one['name']}: {counts}{out}{was}", err=True)
    for one in document["failed"]:
        click.echo(f"treatylens: {one['reason']}", err=True)


def _print_memories(memories: list[dict[str, Any]]) -> None:
    if not memories:
        click.echo("There are no memories; `treatylens memory add FILE.tmx` takes one in.")
        return
    rows = [
        (
            one["name"],
            str(one["units"]),
            ", ".join(f"{tag} {count}" for tag, count in one["languages"].items()),
            one["file"],
            one["added"],
        )
        for one in memories
    ]
    print_table("Memories", ("name", "units", "texts by language", "file", "added"), rows)
