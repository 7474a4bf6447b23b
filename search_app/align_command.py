"""The command ``treatylens align``: two versions of an instrument, sentence by sentence."""

import os
from pathlib import Path

import click

from search_app.console import fail, print_json, progress_bar, require_writable
from search_app.parameters import FILE, Listed, json_option
from search_app.settings import Settings

LANGUAGE = Listed("lang")


@click.command()
@click.argument("a", type=FILE)
@click.argument("b", type=FILE)
@click.option("--lines", is_flag=True, help="Each line of the two text files is one segment.")
@click.option("--lang-a", type=LANGUAGE, default=None, help="Which version of A.")
@click.option("--lang-b", type=LANGUAGE, default=None, help="Which version of B.")
@click.option("--tmx", type=FILE, help="Write a translation memory to this file.")
@json_option
@click.pass_obj
def align(
    settings: Settings,
    a: Path,
    b: Path,
    lines: bool,
    lang_a: str | None,
    lang_b: str | None,
    tmx: Path | None,
    as_json: bool,
) -> None:
    """Align two versions of an instrument, files A and B, sentence by sentence."""
    from search_app import aligning
    from search_app.encoding import encoder_of

    if tmx:
        require_writable(tmx, "--tmx")
        if any(os.path.exists(one) and os.path.exists(tmx) and one.samefile(tmx) for one in (a, b)):
            fail(f"--tmx would write over {tmx}, which is to be read; give another file", 2)
    if lines and (lang_a or lang_b):
        fail("--lines takes the files as they are; leave out --lang-a and --lang-b", 2)
    encoder = encoder_of(settings)
    try:
        with progress_bar("Segments") as progress:
            if lines:
                aligned = aligning.align_lines(a, b, encoder, progress)
            else:
                languages = (lang_a or "", lang_b or "")
                aligned = aligning.align_files(a, b, encoder, settings, languages)
    except aligning.AlignmentError as error:
        fail(str(error), 2)
    if tmx:
        units = aligning.write_aligned(aligned, tmx)
        click.echo(f"{units} units in {tmx}", err=True)
    if as_json:
        print_json(aligning.aligned_json(aligned))
    elif not tmx:
        aligning.print_aligned(aligned)
