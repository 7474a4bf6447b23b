"""The ``extract`` and ``provisions`` commands: what one file gives, before it is indexed."""

from pathlib import Path
from typing import Any

import click

from analyzers.detect import detect
from analyzers.languages import LANGUAGES
from indexer.extract import ExtractionError, extract_file
from indexer.extract.sandbox import run_limited
from indexer.models import Document, Expression
from indexer.paragraphs import page_texts
from indexer.reading import Reading, read_file
from indexer.records import tree
from search_app.indexing import limits_of
from search_app.settings import Settings


def extract_json(file: Path, settings: Settings) -> dict[str, Any]:
    """The pages of a file. Raises ``FileNotFoundError``, ``ExtractionError``."""
    _regular(file)
    document: Document = run_limited(extract_file, file, limits_of(settings))
    pages = []
    for page, text in zip(document.pages, page_texts(document), strict=True):
        found = detect(text)
        pages.append(
            {
                "number": page.number,
                "lang": found.language,
                "script": found.script,
                "method": page.method,
                "confidence": round(page.confidence, 3),
                "text": text,
                "reason": page.reason,
            }
        )
    return {"media_type": document.media_type, "pages": pages}


def read_provisions(file: Path, settings: Settings) -> Reading:
    """What a file holds. Raises ``FileNotFoundError``, ``ExtractionError``."""
    _regular(file)
    reading: Reading = run_limited(read_file, file, limits_of(settings))
    return reading


def why_nothing(reading: Reading, file: Path, language: str) -> str:
    """Why there is nothing to show of a file in ``language`` ("" for any), in a sentence; "" where
    there is something."""
    if not reading.expressions:
        if not reading.warnings:
            return f"{file.name} holds no text in Khmer, Chinese or English; give one that does"
        said = "; ".join(reading.warnings)
        return f"{file.name} holds no text that can be read ({said}); give another copy of it"
    if _versions(reading, language):
        return ""
    tags = [LANGUAGES[item.language].tag(item.script) for item in reading.expressions]
    return f"{file.name} has no version in {language}; --lang takes what it has: {', '.join(tags)}"


def _versions(reading: Reading, language: str) -> list[Expression]:
    code, _, script = language.partition("-")
    return [
        item
        for item in reading.expressions
        if not code or (item.language == code and (not script or item.script == script))
    ]


def provisions_json(reading: Reading, language: str) -> dict[str, Any]:
    """The provision trees of a file in ``language``, in every one without."""
    expressions = _versions(reading, language)
    first = expressions[0].metadata if expressions else None
    return {
        "title": first.title if first else "",
        "type": first.type if first else "",
        "expressions": [
            {
                "lang": item.language,
                "script": item.script,
                "title": item.metadata.title,
                "parties": list(item.metadata.parties),
                "signed": item.metadata.signed,
                "place": item.metadata.place,
                "authentic": list(item.metadata.authentic),
                "prevailing": item.metadata.prevailing,
                "provisions": tree(item.provisions),
            }
            for item in expressions
        ],
    }


def _regular(file: Path) -> None:
    if not file.exists():
        raise FileNotFoundError(f"{file} is not there; give a file that is")
    if not file.is_file():
        raise ExtractionError(f"{file} is not a regular file; give one document")


def print_pages(document: dict[str, Any]) -> None:
    """Each page under a line that says where its text came from."""
    for page in document["pages"]:
        reason = f", {page['reason']}" if page["reason"] else ""
        click.echo(
            f"--- page {page['number']}: {page['lang'] or 'language unknown'}, "
            f"{page['method']}, confidence {page['confidence']:.2f}{reason}"
        )
        click.echo(page["text"])


def print_tree(document: dict[str, Any]) -> None:
    """The tree, a line a provision, indented."""
    click.echo(document["title"] or "(no title found)")
    for expression in document["expressions"]:
        click.echo(f"\n[{expression['lang']}-{expression['script']}]")
        _print_nodes(expression["provisions"], 0)


def _print_nodes(nodes: list[dict[str, Any]], depth: int) -> None:
    for node in nodes:
        label = " ".join(part for part in (node["num"], node["heading"]) if part)
        start = "" if label else node["text"][:60].replace("\n", " ")
        click.echo(f"{'  ' * depth}{node['eid']}  {label}{start}")
        _print_nodes(node["children"], depth + 1)
