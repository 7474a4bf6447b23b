"""The ``search`` command: opens a searcher, shows results on a terminal."""

from collections.abc import Iterable
from pathlib import PurePath

import click

from indexer.engine import Place, open_reader
from search_app.clauses.reader import ClauseReader, kept_corrections
from search_app.encoding import encoder_of
from search_app.own_termbase import chosen_termbase
from search_app.profiles import load_profile
from search_app.searcher import Hit, Results, Searcher
from search_app.settings import Settings, SettingsError

#: Characters of a hit's text shown around its first match.
SNIPPET = 160


def open_searcher(settings: Settings, index: Place) -> Searcher:
    """A searcher on the index. Raises ``EngineError``, ``EncoderError``, ``SettingsError``."""
    try:
        profile = load_profile(settings.profile)
    except ValueError as error:
        raise SettingsError(str(error)) from None
    termbase = chosen_termbase(settings)
    reader = ClauseReader(open_reader(index), kept_corrections(settings))
    return Searcher(reader, encoder_of(settings), profile, termbase)


def print_results(results: Results, explanation: Iterable[str] = ()) -> None:
    """Hits as text: number, address, why it was found and for which paragraph, a snippet with its
    matches marked, the file it stands in. ``explanation`` is printed before, a line each."""
    for line in explanation:
        click.echo(line)
    click.echo(f"{results.total} hits ({results.took_ms:.0f} ms)")
    for place, hit in enumerate(results.hits, results.options.offset + 1):
        stored = hit.stored
        label = " ".join(part for part in (stored["num"], stored["heading"]) if part)
        click.echo(f"\n{place}. {click.style(label or stored['eid'], bold=True)}  {hit.id}")
        click.echo(f"   {stored['title']}")
        why = [f"{leg} {rank}" for leg, rank in hit.legs.items() if rank]
        why += ["cited"] if hit.cited else []
        why += [hit.part.removeprefix(f"{stored['eid']}__")] if hit.part else []
        click.echo(f"   [{', '.join(why)}] {_snippet(hit)}")
        click.echo(f"   {_source(hit)}")


def _source(hit: Hit) -> str:
    """The file's name, and the page where the format has pages."""
    source = hit.stored["source"]
    page = f", page {source['page']}" if source["page"] is not None else ""
    return PurePath(source["path"]).name + page


def _snippet(hit: Hit) -> str:
    text = hit.stored["text"]
    answer = hit.passage.start if hit.passage else 0
    first = next((left for left, _ in hit.highlights), answer)
    start = max(0, first - SNIPPET // 3)
    end = min(len(text), start + SNIPPET)
    parts, at = [], start
    for left, right in hit.highlights:
        if left >= end or right <= at:
            continue
        left, right = max(left, at), min(right, end)
        parts += [text[at:left], click.style(text[left:right], bold=True)]
        at = right
    parts.append(text[at:end])
    shown = "".join(parts).replace("\n", " ")
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")
