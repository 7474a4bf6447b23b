"""One file → its expressions: extraction, paragraphs and structure, run in a child process."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.extract import PDF, TEXT, ExtractionError, extract_file
from indexer.models import Document, Expression, Page, Provision
from indexer.paragraphs import paragraphs
from indexer.structure import structure
from indexer.versions import Versions, language_versions

#: How much of text that was left out a warning quotes, in code points.
FOREIGN_QUOTE = 60
#: Loaded once for all children that are to run ``read_file``.
CHILDREN_NEED = ("indexer.warm_detection",)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one file holds. ``sha256`` is of the bytes that were read, in hex. ``pages`` is 0 where
    the format has none, and then no provision says its page. ``confidence`` is the lowest of its
    pages; ``warnings`` are sentences about pages that gave no text or doubtful text, and about text
    in other languages."""

    media_type: str
    sha256: str
    pages: int
    confidence: float
    warnings: tuple[str, ...]
    expressions: tuple[Expression, ...]


def read_file(path: Path) -> Reading:
    """Read one file whole. Raises ``ExtractionError`` for a file that cannot be read."""
    document = extract_file(path)
    paged = has_pages(document)
    found = paragraphs(document)
    versions = language_versions(found)
    if versions.foreign and not versions.known:
        raise ExtractionError(
            "The file has no Khmer, Chinese or English text; give a version in one of them."
        )
    expressions = structure(found)
    return Reading(
        media_type=document.media_type,
        sha256=document.sha256,
        pages=len(document.pages) if paged else 0,
        confidence=min((page.confidence for page in document.pages), default=0.0),
        warnings=(*_warnings(document.pages, paged), *_foreign_warnings(versions)),
        expressions=tuple(expressions if paged else map(_without_pages, expressions)),
    )


def has_pages(document: Document) -> bool:
    """Whether the pages are those a reader of the file sees: a PDF's, or a text's between form
    feeds. Where a Word document or a web page breaks is settled when it is printed."""
    return document.media_type == PDF or (document.media_type == TEXT and len(document.pages) > 1)


def _without_pages(expression: Expression) -> Expression:
    return replace(expression, provisions=_unpaged(expression.provisions))


def _unpaged(provisions: Sequence[Provision]) -> tuple[Provision, ...]:
    return tuple(
        replace(provision, page=None, boxes=(), children=_unpaged(provision.children))
        for provision in provisions
    )


def _foreign_warnings(versions: Versions) -> tuple[str, ...]:
    """A sentence about a version in another language, if there is one."""
    if not versions.foreign:
        return ()
    first = versions.foreign[0].text[:FOREIGN_QUOTE]
    return (f"Text that is not Khmer, Chinese or English was left out, from “{first}” on.",)


def _warnings(pages: tuple[Page, ...], paged: bool) -> tuple[str, ...]:
    """One sentence a reason, with the pages it holds for."""
    by_reason: dict[str, list[int]] = {}
    for page in pages:
        if page.reason:
            by_reason.setdefault(page.reason, []).append(page.number)
    if not paged:
        return tuple(by_reason)
    return tuple(
        f"Page {', '.join(map(str, numbers))}: {reason}" for reason, numbers in by_reason.items()
    )
