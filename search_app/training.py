"""The ``train-encoder`` command: parallel text in, the folder of a model out."""

import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from indexer.encoder import EncoderError
from search_app.console import print_table, progress_bar


def run(
    texts: Sequence[Path],
    output: Path,
    *,
    name: str,
    leave_out: Sequence[str],
    seed: int,
    steps: int | None,
    work: Path | None,
) -> dict[str, Any]:
    """Train and save; what was made, as the command prints it with ``--json``.

    Raises ``EncoderError`` where the extra is missing, the texts cannot be used, or ``output``
    is taken.
    """
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise EncoderError(f"{output} is there already; name a new or an empty folder")
    output = output.absolute()
    above = next(folder for folder in output.parents if folder.exists())
    if not os.access(output if output.exists() else above, os.W_OK):
        raise EncoderError(f"{output} cannot be written; give another folder with --output")
    try:
        from indexer.training.pairs import TrainingError, read_pairs
        from indexer.training.recipe import Recipe
        from indexer.training.run import train_model
    except ImportError as error:
        raise EncoderError(
            f"training needs more packages ({error.name} is missing); install them with "
            "`pip install 'treatylens[training]'`"
        ) from error
    recipe = Recipe() if steps is None else replace(Recipe(), steps=steps)
    try:
        files = read_pairs(texts, leave_out=leave_out)
        with progress_bar("Training") as progress:
            made = train_model(
                files,
                output,
                name=name,
                recipe=recipe,
                seed=seed,
                work=work or output.with_name(output.name + ".training"),
                progress=progress,
            )
    except TrainingError as error:
        raise EncoderError(str(error)) from error
    return {
        "output": str(output),
        "name": name,
        "seed": seed,
        "steps": recipe.steps,
        **asdict(made),
    }


def print_trained(document: dict[str, Any]) -> None:
    """What was made, for a reader."""
    rows = [
        [languages, source, str(count)]
        for languages, sources in document["pairs"].items()
        for source, count in sources.items()
    ]
    title = (
        f"{document['name']}: {document['tokens']} tokens, {document['size'] / 1e6:.1f} MB "
        f"in {document['output']}"
    )
    print_table(title, ["languages", "source", "pairs"], rows)
    for licence, count in document["left_out"].items():
        click.echo(f"{count} pairs left out: their licence is {licence}")
    click.echo(f"Use it with TREATYLENS_MODEL={document['output']}, and index again.")
