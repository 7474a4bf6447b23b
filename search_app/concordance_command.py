"""The command ``treatylens concordance``: words in their contexts, beside what renders them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from analyzers.query import QuerySyntaxError
from search_app.concordance_query import MOST_SIZE, SIZE, SORTS
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

if TYPE_CHECKING:  # loaded when the command runs: they take numpy along
    from search_app.concordance_form import ConcordanceForm
    from search_app.concordance_lines import Beside, Concordance, Line

#: Renderings told of each language.
_TOLD = 10
#: Values with several names.
_LANGUAGE, _TYPE = Listed("lang"), Listed("type")


@click.command("concordance", cls=QueryCommand)
@click.argument("query")
@click.option(
    "--to", "targets", multiple=True, required=True, type=_LANGUAGE, help="Set beside it."
)
@click.option("--lang", type=_LANGUAGE, help="Language of the query, if it is not to be told.")
@click.option("--rendering", multiple=True, metavar="LANG:TEXT", help="Only lines rendered so.")
@click.option("--type", "types", multiple=True, type=_TYPE, help="Only instruments of this type.")
@click.option("--party", multiple=True, help="Only instruments of this party.")
@click.option("--work", multiple=True, help="Only this instrument, by id.")
@click.option("--year", help="Years of signature: 2010, 2010..2025, 2010.. or ..2025.")
@click.option("--inside", is_flag=True, help="Places inside other words or longer terms too.")
@click.option("--sort", type=click.Choice(SORTS), default=SORTS[0], show_default=True)
@click.option("--size", type=click.IntRange(1, MOST_SIZE), default=SIZE, show_default=True)
@click.option("--from", "offset", type=click.IntRange(0), default=0, help="Lines to pass over.")
@index_option
@engine_option
@json_option
@click.pass_obj
def concordance(
    settings: Settings,
    /,
    query: str,
    index: Path | None,
    engine: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """List every place where the words of QUERY stand, beside their translation."""
    from search_app.concordance_form import read_concordance_form
    from search_app.concordance_json import concordance_json
    from search_app.searching import open_searcher

    form = read_concordance_form(_Given(query, given), strict=True)
    if form.problems:
        _refuse(form)
    searcher = open_searcher(settings, place_given(settings, index, engine))
    try:
        found, request = _concordance(settings, searcher, form)
    except QuerySyntaxError as error:
        _refuse(form.with_faults(error))
    if as_json:
        print_json(concordance_json(found, form, request))
    else:
        _print(found, form)


class _Given:
    """The options of the command as the parameters of an address."""

    def __init__(self, query: str, given: dict[str, Any]) -> None:
        names = {"targets": "to", "types": "type", "offset": "from"}
        self._values: dict[str, list[str]] = {"q": [query]}
        for name, value in given.items():
            value = ("1" if value else None) if isinstance(value, bool) else value
            several = value if isinstance(value, tuple) else () if value is None else (value,)
            if several:
                self._values[names.get(name, name)] = [str(one) for one in several]

    def getlist(self, key: str) -> list[str]:
        """Every value of a name."""
        return self._values.get(key, [])

    def keys(self) -> Sequence[str]:
        """Every name given."""
        return list(self._values)


def _concordance(settings: Settings, searcher: Any, form: "ConcordanceForm") -> tuple[Any, Any]:
    """The lines and what was asked for. Raises ``QuerySyntaxError``, ``EngineError``,
    ``DatabaseError``."""
    from search_app.bead_corrections import CorrectedBeads
    from search_app.catalogue import CatalogueCache
    from search_app.concordance import Concordancer
    from search_app.correction_store import CorrectionStore
    from search_app.database import open_database
    from search_app.memory import MemoryReader
    from search_app.memory_occurrences import MemorySource

    request = form.request(CatalogueCache().of(searcher.reader))
    corrections = CorrectedBeads(CorrectionStore(open_database(settings)))
    memories = MemorySource(MemoryReader(settings.memory_path()), searcher.profile)
    found = Concordancer().concordance(
        searcher, request, corrections=corrections, others=(memories,)
    )
    return found, request


def _refuse(form: "ConcordanceForm") -> NoReturn:
    sentences = [problem.message.english.rstrip(".") for problem in form.problems]
    mended = f" Try: {form.search.repaired}" if form.search.repaired else ""
    fail(f"{'; '.join(sentences)}.{mended}", 2)


def _print(found: "Concordance", form: "ConcordanceForm") -> None:
    """The renderings, then each line with its counterparts, marks in brackets."""
    from search_app.collection_occurrences import SOURCE
    from search_app.concordance_lines import ordered

    lines = ordered(found.chosen(form.renderings), form.sort)
    click.echo(f"{len(lines)} lines")
    for walk in found.walks:
        if not walk.complete:
            kind = "provisions" if walk.source == SOURCE else "units of translation memories"
            click.echo(
                f"The words stand in {walk.matched} {kind}; the {walk.walked} that match best were "
                "looked at. Narrow down with --type, --party, --work or --year to see others."
            )
    if found.inside and not form.inside:
        click.echo(
            f"{_places(found.inside)} inside other words or longer terms "
            f"{'are' if found.inside > 1 else 'is'} left out; --inside shows them."
        )
    for own in found.renderings:
        told = [f"{one.text} ×{one.count}" for one in own.found[:_TOLD]]
        told += [f"{len(own.found) - _TOLD} more"] if len(own.found) > _TOLD else []
        unmarked = sum(own.unmarked.values())
        told += [f"nothing marked ×{unmarked}"] if unmarked else []
        click.echo(f"{own.target}: {', '.join(told)}")
    for number, line in enumerate(lines[form.offset : form.offset + form.size], form.offset + 1):
        _print_line(number, line)


def _places(count: int) -> str:
    return f"{count} places" if count > 1 else f"{count} place"


def _print_line(number: int, line: "Line") -> None:
    match = click.style(f"[{line.match}]", bold=True)
    before, after = line.context.left, line.context.right
    click.echo(f"\n{number}. {'…' if line.context.before else ''}{before}{match}{after}", nl=False)
    click.echo(f"{'…' if line.context.after else ''}{' (inside)' if line.inside else ''}")
    for one in line.beside:
        click.echo(f"   {one.target}: {_beside(one)}")
    click.echo(f"   {line.id}")


def _beside(one: "Beside") -> str:
    if one.missing == "no_version":
        return "the instrument has no version in this language"
    if one.missing:
        return "no counterpart"
    texts = []
    for place, sentence in enumerate(one.sentences):
        text = sentence.text
        if one.mark and one.mark[0] == place:
            _, start, end = one.mark
            text = f"{text[:start]}{click.style(f'[{text[start:end]}]', bold=True)}{text[end:]}"
        texts.append(" ".join(text.split()))
    return ("" if one.tag.startswith("zh") else " ").join(texts)
