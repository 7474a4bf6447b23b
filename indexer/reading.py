"""One file → its expressions: extraction, paragraphs and structure, run in a child process."""

from dataclasses import dataclass
from pathlib import Path

from indexer.extract import extract_file
from indexer.models import Expression, Page
from indexer.paragraphs import paragraphs
from indexer.structure import structure


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one file holds. ``confidence`` is the lowest of its pages; ``warnings`` are sentences
    about pages that gave no text or doubtful text."""

    media_type: str
    pages: int
    confidence: float
    warnings: tuple[str, ...]
    expressions: tuple[Expression, ...]


def read_file(path: Path) -> Reading:
    """Read one file whole. Raises ``ExtractionError`` for a file that cannot be read."""
    document = extract_file(path)
    return Reading(
        media_type=document.media_type,
        pages=len(document.pages),
        confidence=min((page.confidence for page in document.pages), default=0.0),
        warnings=_warnings(document.pages),
        expressions=tuple(structure(paragraphs(document))),
    )


def _warnings(pages: tuple[Page, ...]) -> tuple[str, ...]:
    """One sentence a reason, with the pages it holds for."""
    by_reason: dict[str, list[int]] = {}
    for page in pages:
        if page.reason:
            by_reason.setdefault(page.reason, []).append(page.number)
    return tuple(
        f"Page {', '.join(map(str, numbers))}: {reason}" for reason, numbers in by_reason.items()
    )
