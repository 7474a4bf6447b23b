"""What ``treatylens terms`` does: look terms up, write them to a file, check a person's file."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from analyzers.languages import LANGUAGES
from analyzers.tbx import write_tbx
from analyzers.termbase import Concept, Termbase, package_entries, termbase
from analyzers.termbase_table import COLUMNS, RENDERING_COLUMNS, Entry, cells_of, table_lines
from search_app.exchange.delimited import BYTE_ORDER_MARK, guarded
from search_app.own_termbase import chosen_termbase, read_terms
from search_app.settings import Settings

#: Concepts that a terminal lists.
MOST_SHOWN = 20


def all_terms(settings: Settings) -> Termbase:
    """The package's terms with those of the setting's files. Raises ``SettingsError``."""
    return chosen_termbase(settings) or termbase()


def looked_up(terms: Termbase, text: str, language: str = "") -> list[Concept]:
    """The concepts that a text names, then those with a name that it is a part of; each once."""
    named = [match.concept for match in terms.find_in(text, language)]
    return list(
        {concept.id: concept for concept in [*named, *terms.holding(text, language)]}.values()
    )


def lookup_json(text: str, found: Iterable[Concept]) -> dict[str, Any]:
    """The concepts found as a JSON document; names by tag, the usual one first."""
    return {"text": text, "concepts": [_entry_json(concept.entry) for concept in found]}


def print_lookup(document: Mapping[str, Any]) -> None:
    """A concept: its usual name and what is known of it, then a line a language."""
    concepts = document["concepts"]
    for concept in concepts[:MOST_SHOWN]:
        about = f"{concept['pos']}, {concept['domain']}, {concept['status']}"
        click.echo(f"{click.style(concept['concept'], bold=True)}  [{about}]")
        for tag, names in concept["names"].items():
            click.echo(f"   {tag:8}{'; '.join(names)}")
        for field in ("source", "note"):
            if concept[field]:
                click.echo(f"   {field:8}{concept[field]}")
    if len(concepts) > MOST_SHOWN:
        click.echo(f"{len(concepts) - MOST_SHOWN} more; write more of the name, or add --json")


def _entry_json(entry: Entry) -> dict[str, Any]:
    names = {tag: entry.texts(tag) for tag in RENDERING_COLUMNS.values()}
    return {
        "concept": entry.id,
        "pos": entry.pos,
        "domain": entry.domain,
        "status": entry.status,
        "source": entry.source,
        "note": entry.note,
        "names": {tag: texts for tag, texts in names.items() if texts},
    }


# --------------------------------------------------------------------------- to a file


def export(
    terms: Termbase, format_name: str, *, domains: Sequence[str] = (), status: str = ""
) -> tuple[bytes, int]:
    """The concepts of these fields of law (all without any) and this status ("" for both) as a
    file: its bytes, and how many they are."""
    entries = [
        concept.entry
        for concept in terms
        if (not domains or concept.entry.domain in domains) and status in ("", concept.entry.status)
    ]
    return FORMATS[format_name](entries), len(entries)


def _table(entries: Sequence[Entry]) -> bytes:
    return "".join(f"{line}\n" for line in table_lines(entries)).encode()


def _tbx(entries: Sequence[Entry]) -> bytes:
    stream = io.BytesIO()
    write_tbx(entries, stream)
    return stream.getvalue()


def _tbx_of_2008(entries: Sequence[Entry]) -> bytes:
    stream = io.BytesIO()
    write_tbx(entries, stream, of_2008=True)
    return stream.getvalue()


def _csv(entries: Sequence[Entry]) -> bytes:
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    lines.writerows([guarded(cell) for cell in cells_of(entry).values()] for entry in entries)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


#: Names of formats → what writes them.
FORMATS: Mapping[str, Callable[[Sequence[Entry]], bytes]] = {
    "tbx": _tbx,
    "tbx-2008": _tbx_of_2008,
    "tsv": _table,
    "csv": _csv,
}


# --------------------------------------------------------------------------- a person's file


def check_json(path: Path) -> dict[str, Any]:
    """What a file would add to the package's terms. Raises ``TermsFileError``."""
    file = read_terms(path)
    known = {entry.id: entry for entry in package_entries()}
    own = [entry.id for entry in file.entries]
    return {
        "file": str(path),
        "concepts": len(own),
        "added": [name for name in own if name not in known],
        "replaced": [name for name in own if name in known],
        "passed_over": file.passed_over,
        "names": {
            language.code: sum(
                len(entry.texts(tag)) for entry in file.entries for _, tag in language.tags
            )
            for language in LANGUAGES.values()
        },
    }


def print_check(document: Mapping[str, Any]) -> None:
    """The same in sentences."""
    names = ", ".join(
        f"{count} in {LANGUAGES[code].name}" for code, count in document["names"].items()
    )
    click.echo(f"{document['file']}: {document['concepts']} concepts, with names: {names}")
    if document["added"]:
        click.echo(f"{len(document['added'])} are new: {', '.join(document['added'])}")
    if document["replaced"]:
        click.echo(
            f"{len(document['replaced'])} take the place of the package's: "
            f"{', '.join(document['replaced'])}"
        )
    if document["passed_over"]:
        click.echo(
            f"{document['passed_over']} are passed over: they have names in fewer than two of "
            "Khmer, Chinese and English"
        )
