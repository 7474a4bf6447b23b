"""``treatylens``: the commands. Each parses, calls one function of the packages, and prints.

Exit status: 0 done; 1 done but something failed, which is named; 2 the request is wrong. With
``--json`` standard output is one JSON document; progress and messages go to standard error.
"""

import sys
from pathlib import Path
from typing import Any

import click

from search_app.access_commands import access
from search_app.account_commands import accounts
from search_app.align_command import align
from search_app.audit.commands import audit
from search_app.citing.command import evidence
from search_app.clauses.commands import clauses
from search_app.compare_command import compare
from search_app.concordance_command import concordance
from search_app.console import fail, print_json, require_writable
from search_app.correction_commands import corrections
from search_app.engine_commands import engine
from search_app.export_command import export
from search_app.match_command import match
from search_app.memory_commands import memory
from search_app.parameters import (
    FILE,
    Listed,
    engine_option,
    index_option,
    json_option,
    place_given,
)
from search_app.results.commands import batch
from search_app.saved_commands import saved
from search_app.search_command import search
from search_app.searcher import MODES
from search_app.settings import Settings, SettingsError, load_settings
from search_app.similar.command import similar
from search_app.terms_commands import terms

LANGUAGE = Listed("lang")


class _Commands(click.Group):
    """The group at whose edge every error the packages raise becomes one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        from indexer.encoder import EncoderError
        from indexer.engine import EngineError
        from indexer.extract import ExtractionError
        from search_app.database_errors import DatabaseError, DatabaseSettingError
        from search_app.judgements import EvaluationError

        try:
            return super().invoke(ctx)
        except (SettingsError, EncoderError, EvaluationError, DatabaseSettingError) as error:
            fail(str(error), 2)
        except (EngineError, ExtractionError, DatabaseError) as error:
            fail(str(error), 1)
        except FileNotFoundError as error:
            name = error.filename  # given by the system, which says it in its own way
            fail(f"{name} is not there; give a file that is" if name else str(error), 2)
        except BrokenPipeError:
            raise  # whoever read the output has seen enough; click ends quietly
        except OSError as error:
            fail(f"{error.filename or 'a file'}: {error.strerror or error}", 1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="treatylens")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Search treaties, joint statements and declarations in Khmer, Chinese and English."""
    ctx.obj = load_settings()


main.add_command(access)
main.add_command(audit)
main.add_command(batch)
main.add_command(clauses)
main.add_command(corrections)
main.add_command(engine)
main.add_command(evidence)
main.add_command(accounts)
main.add_command(align)
main.add_command(compare)
main.add_command(similar)
main.add_command(concordance)
main.add_command(export)
main.add_command(match)
main.add_command(memory)
main.add_command(saved)
main.add_command(search)
main.add_command(terms)


@main.command("index")
@click.argument("paths", nargs=-1, required=True, type=FILE)
@index_option
@engine_option
@click.option("--prune", is_flag=True, help="Remove works whose files are gone from PATH.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Files read at once.")
@click.option("--report", type=FILE, help="Write the JSON report to this file too.")
@json_option
@click.pass_obj
def index_command(
    settings: Settings,
    paths: tuple[Path, ...],
    index: Path | None,
    engine: str | None,
    prune: bool,
    jobs: int | None,
    report: Path | None,
    as_json: bool,
) -> None:
    """Index files and folders: PDF, DOCX, HTML and TXT, a folder with work.toml as one work."""
    from search_app import indexing

    if report:
        require_writable(report, "--report")
    done = indexing.run(
        settings, paths, place_given(settings, index, engine), prune=prune, jobs=jobs
    )
    document = indexing.report_json(done)
    if report:
        report.write_text(print_json(document, show=False), encoding="utf-8")
    if as_json:
        print_json(document)
    else:
        indexing.print_report(done)
    sys.exit(1 if done.failed else 0)


@main.command()
@click.argument("file", type=FILE)
@json_option
@click.pass_obj
def extract(settings: Settings, file: Path, as_json: bool) -> None:
    """Show the text of each page of a file, and where it came from."""
    from search_app import inspection

    document = inspection.extract_json(file, settings)
    if as_json:
        print_json(document)
    else:
        inspection.print_pages(document)


@main.command()
@click.argument("file", type=FILE)
@click.option("--lang", type=LANGUAGE, help="Only the version in this language.")
@json_option
@click.pass_obj
def provisions(settings: Settings, file: Path, lang: str | None, as_json: bool) -> None:
    """Show the tree of provisions of a file."""
    from search_app import inspection

    reading = inspection.read_provisions(file, settings)
    document = inspection.provisions_json(reading, lang or "")
    nothing = inspection.why_nothing(reading, file, lang or "")
    if as_json:
        print_json(document)
    elif not nothing:
        inspection.print_tree(document)
    if nothing:
        fail(nothing, 1)
    for warning in reading.warnings:
        click.echo(f"{file.name}: {warning}", err=True)


@main.command()
@click.option("--articles", type=FILE, help="TSV: doc article lang text …")
@click.option("--index", type=FILE, help="Folder of an index to search instead of articles.")
@engine_option
@click.option("--qrels", type=FILE, required=True, help="TSV: query_id relevant_id")
@click.option("--queries", type=FILE, help="TSV: query_id lang [kind] text")
@click.option("--mode", type=click.Choice(MODES), default="hybrid", show_default=True)
@click.option("--expand/--no-expand", default=True, help="Add the termbase's renderings.")
@click.option("--syntax", is_flag=True, help="Read queries as a person's, kind or not.")
@click.option("--run", "keep", type=FILE, help="Write the TREC run here, measures to FILE.json.")
@click.option("--compare", "earlier", type=FILE, help="Test against a run that --run wrote.")
@json_option
@click.pass_obj
def evaluate(
    settings: Settings,
    articles: Path | None,
    index: Path | None,
    engine: str | None,
    qrels: Path,
    queries: Path | None,
    mode: str,
    expand: bool,
    syntax: bool,
    keep: Path | None,
    earlier: Path | None,
    as_json: bool,
) -> None:
    """Measure search on judged queries: nDCG@10, MRR, recall@10, precision@1."""
    from search_app import evaluating
    from search_app.runs import measures_path

    for path in (keep, measures_path(keep)) if keep else ():
        require_writable(path, "--run")
    request = evaluating.Request(
        articles=articles,
        index=place_given(settings, index, engine) if index or engine else None,
        qrels=qrels,
        queries=queries,
        mode=mode,
        expand=expand,
        syntax=syntax,
        keep=keep,
        earlier=earlier,
    )
    document = evaluating.evaluate(
        request, _encoder(settings), _profile(settings), _termbase(settings)
    )
    if as_json:
        print_json(document)
    else:
        evaluating.print_evaluation(document)


@main.command()
@click.argument("file", type=FILE)
@click.option("--prefix", type=click.Choice(["query", "passage"]), default="passage")
@click.option("--output", type=FILE, help="The .npy to write; by default FILE with .npy.")
@json_option
@click.pass_obj
def encode(settings: Settings, file: Path, prefix: str, output: Path | None, as_json: bool) -> None:
    """Encode each line of a text file: a .npy of float32 unit vectors, one a line."""
    import numpy as np

    from search_app.encoding import encode_lines

    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError:
        fail(f"{file} is not UTF-8 text; convert it and try again", 2)
    if lines and not lines[-1]:
        lines.pop()
    target = output or file.with_suffix(".npy")
    require_writable(target, "--output")
    encoder = _encoder(settings)
    vectors = encode_lines(encoder, lines, prefix)
    with target.open("wb") as stream:
        np.save(stream, vectors)
    document = {
        "output": str(target),
        "lines": len(lines),
        "dimensions": encoder.dimensions,
        "model": encoder.name,
    }
    if as_json:
        print_json(document)
    else:
        click.echo(f"{len(lines)} vectors of {encoder.name} in {target}", err=True)


@main.command("train-encoder")
@click.argument("texts", nargs=-1, required=True, type=FILE)
@click.option("--output", type=FILE, required=True, help="Folder to make, for the model.")
@click.option("--name", default="own-static-1", show_default=True, help="What the model is called.")
@click.option("--leave-out", multiple=True, help="A source of the tables that is not to be used.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True)
@click.option("--steps", type=click.IntRange(1), help="Steps; by default those of the recipe.")
@click.option("--work", type=FILE, help="Folder for the state of the run; by default by OUTPUT.")
@json_option
def train_encoder(
    texts: tuple[Path, ...],
    output: Path,
    name: str,
    leave_out: tuple[str, ...],
    seed: int,
    steps: int | None,
    work: Path | None,
    as_json: bool,
) -> None:
    """Train an encoder on parallel TEXTS: tables (.tsv, .tsv.gz), TMX files, folders of them.

    Needs the extra `training`. Broken off, the same command goes on where it was.
    """
    from search_app import training

    document = training.run(
        texts, output, name=name, leave_out=leave_out, seed=seed, steps=steps, work=work
    )
    if as_json:
        print_json(document)
    else:
        training.print_trained(document)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@index_option
@engine_option
@click.pass_obj
def serve(settings: Settings, host: str, port: int, index: Path | None, engine: str | None) -> None:
    """Serve the site and the JSON API; without accounts on this machine only."""
    from search_app import serving

    serving.serve(settings, place_given(settings, index, engine), host, port)


def _encoder(settings: Settings) -> Any:
    from search_app.encoding import encoder_of

    return encoder_of(settings)


def _termbase(settings: Settings) -> Any:
    from search_app.own_termbase import chosen_termbase

    return chosen_termbase(settings)


def _profile(settings: Settings) -> Any:
    from search_app.profiles import load_profile

    try:
        return load_profile(settings.profile)
    except ValueError as error:
        raise SettingsError(str(error)) from None


if __name__ == "__main__":
    main()
