"""What the commands share on a terminal: JSON, one sentence and a status, tables, progress."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click


def fail(sentence: str, status: int) -> NoReturn:
    """Say on standard error what is wrong and end with ``status``."""
    click.echo(f"treatylens: {sentence}", err=True)
    sys.exit(status)


def require_writable(path: Path, option: str) -> None:
    """End with status 2 where no file can be written at ``path``, which ``option`` gave; to be
    asked before long work whose result would be lost."""
    if os.path.isdir(path):
        fail(f"{path} is a folder; give a file with {option}", 2)
    if not os.path.isdir(path.parent):
        fail(f"the folder of {path} is not there; make it, or give another file with {option}", 2)
    if not os.access(path if os.path.exists(path) else path.parent, os.W_OK):
        fail(f"{path} cannot be written; give another file with {option}", 2)


def print_json(document: Any, *, show: bool = True) -> str:
    """The document as JSON text, printed unless ``show`` is false. Lone surrogates are escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document, indent=2)
    if show:
        sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    return text


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on standard output."""
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), box=box.SIMPLE, title_justify="left")
    for column in columns:
        table.add_column(escape(column), overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    Console().print(table)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on standard error with rate and time left; call it with done, total and a name.

    Nothing is drawn where standard error is no terminal.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Finished a second."""

        def render(self, task: Task) -> Text:
            """The rate, once there is one."""
            return Text(f"{task.speed:.1f}/s" if task.speed else "")

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=None, name="")

        def show(done: int, total: int, name: str) -> None:
            progress.update(task, completed=done, total=total, name=name[:40])

        yield show
