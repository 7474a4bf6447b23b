"""Corrections of either kind carried from one machine to another by command."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click

from search_app.console import fail, print_json, require_writable

C = TypeVar("C")


class Store(Protocol[C]):
    """What keeps corrections of one kind."""

    def all(self) -> Sequence[C]:
        """Every correction, withdrawn ones too."""
        ...

    def add(self, corrections: Iterable[C]) -> dict[str, int]:
        """Take in corrections made elsewhere; how many of each outcome."""
        ...


def export_to(
    file: Path, store: Store[C], document: Callable[[Sequence[C]], dict[str, Any]]
) -> None:
    """Write every correction to ``file``, as the JSON that ``document`` gives. Raises
    ``DatabaseError``; ends the command where the file cannot be written."""
    require_writable(file, "FILE")
    found = store.all()
    file.write_text(print_json(document(found), show=False) + "\n", encoding="utf-8")
    click.echo(f"{len(found)} corrections in {file}", err=True)


def import_from(
    file: Path,
    store: Store[C],
    read: Callable[[str], Sequence[C]],
    refused: type[Exception],
    *,
    as_json: bool,
) -> None:
    """Take in the corrections of ``file`` that ``read`` gives, or none where it raises
    ``refused``: that ends the command, as does a file that is no text. Raises
    ``DatabaseError``."""
    try:
        found = read(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        fail(f"{file} is not UTF-8 text; give a file that was exported", 2)
    except refused as error:
        fail(f"{file}: {error}", 2)
    counts = store.add(found)
    if as_json:
        print_json(counts)
    else:
        click.echo(", ".join(f"{count} {name}" for name, count in counts.items()))
