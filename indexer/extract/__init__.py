"""Files in, pages of lines out: one module a format, chosen by content.

``extract_file`` reads one file in this process; ``extract_safely`` in ``sandbox`` does it in a
child process under limits, and is what the pipeline calls.
"""

from pathlib import Path

from indexer.models import Document


class ExtractionError(Exception):
    """The file cannot be read. ``str(error)`` is a sentence that says why and what to do."""


def media_type_of(data: bytes) -> str:
    """The media type by content, never by name. Raises ``ExtractionError`` for what is none of
    PDF, DOCX, HTML or plain text."""
    raise NotImplementedError


def extract_file(path: Path) -> Document:
    """Extract one file. Raises ``ExtractionError`` for anything that is wrong with it."""
    raise NotImplementedError
