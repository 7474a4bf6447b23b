"""The group ``treatylens terms``; what its commands do is in ``terms``."""

from pathlib import Path

import click

from analyzers.termbase_table import STATUSES
from search_app.candidates_command import candidates
from search_app.console import fail, print_json, require_writable
from search_app.inconsistency_command import inconsistencies
from search_app.parameters import FILE, Listed, json_option
from search_app.settings import Settings

#: What ``terms.FORMATS`` has; listed here too so that other commands need not load its writers.
FORMATS = ("tbx", "tbx-2008", "tsv", "csv")


@click.group()
def terms() -> None:
    """Look up legal terms, write them to a file, check a file of your own."""


terms.add_command(candidates)
terms.add_command(inconsistencies)


@terms.command("lookup")
@click.argument("text")
@click.option("--lang", type=Listed("lang"), help="Only names in this language.")
@json_option
@click.pass_obj
def terms_lookup(settings: Settings, text: str, lang: str | None, as_json: bool) -> None:
    """Show what TEXT is called in the other languages: a name in any of them, or a part of one."""
    from analyzers.languages import TAGS
    from search_app import terms as termbase

    language = TAGS[lang][0] if lang else ""
    found = termbase.looked_up(termbase.all_terms(settings), text, language)
    document = termbase.lookup_json(text, found)
    if as_json:
        print_json(document)
    elif found:
        termbase.print_lookup(document)
    if not found:
        fail(f"no term holds “{text}”; write less of it, or another word for it", 1)


@terms.command("export")
@click.argument("file", type=FILE)
@click.option("--format", "format_name", type=click.Choice(FORMATS), required=True)
@click.option("--domain", "domains", multiple=True, help="Only this field of law.")
@click.option("--status", type=click.Choice(STATUSES), help="Only terms looked at so far.")
@json_option
@click.pass_obj
def terms_export(
    settings: Settings,
    file: Path,
    format_name: str,
    domains: tuple[str, ...],
    status: str | None,
    as_json: bool,
) -> None:
    """Write the terms, the package's and your own, to FILE."""
    from search_app import terms as termbase

    require_writable(file, "FILE")
    every = termbase.all_terms(settings)
    known = sorted({concept.entry.domain for concept in every})
    if unknown := [domain for domain in domains if domain not in known]:
        fail(f"no term is of the field {', '.join(unknown)}; there are {', '.join(known)}", 2)
    content, count = termbase.export(every, format_name, domains=domains, status=status or "")
    file.write_bytes(content)
    if as_json:
        print_json({"output": str(file), "format": format_name, "concepts": count})
    else:
        click.echo(f"{count} concepts in {file}", err=True)


@terms.command("check")
@click.argument("file", type=FILE)
@json_option
def terms_check(file: Path, as_json: bool) -> None:
    """Check a FILE of your own, TSV or TBX, and say what it would add."""
    from search_app import terms as termbase

    document = termbase.check_json(file)
    if as_json:
        print_json(document)
    else:
        termbase.print_check(document)
