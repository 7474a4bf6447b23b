"""Files in, pages of lines out: one module a format, chosen by content.

``extract_file`` reads one file in this process; ``sandbox`` has it read in a child process under
limits.
"""

import hashlib
import io
import os
import re
import stat
import zipfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from indexer.extract.errors import ExtractionError
from indexer.models import Document, Page

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
TEXT = "text/plain"

#: The module that reads each media type; loaded when first needed.
READERS: Mapping[str, str] = MappingProxyType(
    {PDF: "pdf", DOCX: "docx", HTML: "html", TEXT: "text"}
)

#: Largest file that is read, in bytes.
MAX_BYTES = 200 * 1024 * 1024

#: What other files begin with, and what to say of them.
_OTHER = (
    (b"\xd0\xcf\x11\xe0", "an old Word document or one with a password; save it as DOCX without"),
    (b"{\\rtf", "a rich text file; save it as DOCX"),
    (b"\x89PNG", "a picture; make a PDF of it"),
    (b"\xff\xd8\xff", "a picture; make a PDF of it"),
    (b"II*\x00", "a picture; make a PDF of it"),
    (b"MM\x00*", "a picture; make a PDF of it"),
    (b"GIF8", "a picture; make a PDF of it"),
    (b"%!PS", "PostScript; make a PDF of it"),
    (b"Rar!", "an archive; unpack it"),
    (b"7z\xbc\xaf", "an archive; unpack it"),
    (b"\x1f\x8b", "an archive; unpack it"),
)
_SUFFIXES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {".pdf": (PDF, "a PDF"), ".docx": (DOCX, "a Word document")}
)
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_NAMES: Mapping[str, str] = MappingProxyType(
    {PDF: "a PDF", DOCX: "a Word document", HTML: "HTML", TEXT: "plain text"}
)
_MARKUP = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|/?(?:html|head|body|title|meta|link|style"
    r"|script|div|p|h[1-6]|table|article|section|main|center|ol|ul|span|font)\b)",
    re.IGNORECASE | re.DOTALL,
)


def media_type_of(data: bytes) -> str:
    """The media type by content, never by name. Raises ``ExtractionError`` for what is none of
    PDF, DOCX, HTML or plain text."""
    if not data.strip(b"\0 \t\r\n"):
        raise ExtractionError("The file is empty; give one with text in it.")
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _zip_type(data)
    for magic, name in _OTHER:
        if data.startswith(magic):
            raise ExtractionError(f"The file is {name}.")
    from indexer.extract.text import decode

    return HTML if _MARKUP.match(decode(data)[:4096]) else TEXT


def extract_file(path: Path, max_pages: int = 5000) -> Document:
    """Extract one file. Raises ``ExtractionError`` for anything that is wrong with it."""
    data = read_file(path)
    media_type = media_type_of(data)
    suffix = path.suffix.lower()
    if suffix in _SUFFIXES and media_type != _SUFFIXES[suffix][0]:
        raise ExtractionError(
            f"The name says {_SUFFIXES[suffix][1]}, but the file is {_NAMES[media_type]}; "
            "give the document itself, or name it by what it is."
        )
    if suffix in _HTML_SUFFIXES and media_type == TEXT:
        media_type = HTML
    pages = _reader(media_type)(data)
    if len(pages) > max_pages:
        raise ExtractionError(f"The file has more than {max_pages} pages; split it.")
    digest = hashlib.sha256(data).hexdigest()
    return Document(media_type=media_type, pages=pages, sha256=digest)


def read_file(path: Path) -> bytes:
    """The bytes of a regular file of at most ``MAX_BYTES``.

    Pipes, devices, folders and links that lead out of their folder are refused unopened. Raises
    ``ExtractionError``.
    """
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        raise ExtractionError("The link leads out of its folder; copy the file that it names.")
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ExtractionError("This is no regular file; give a document.")
        # Non-blocking, and asked again when open: what lies at a path can change in between.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise ExtractionError(f"The file cannot be opened ({error.strerror}).") from error
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ExtractionError("This is no regular file; give a document.")
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ExtractionError(f"The file is over {MAX_BYTES // 2**20} MB; split it.")
    return data


def _reader(media_type: str) -> Callable[[bytes], tuple[Page, ...]]:
    module = import_module(f"indexer.extract.{READERS[media_type]}")
    reader: Callable[[bytes], tuple[Page, ...]] = module.extract
    return reader


def _zip_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except Exception as error:  # a damaged archive raises whatever its damage leads to
        raise ExtractionError("The file is a damaged archive; get a whole copy.") from error
    if any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return DOCX
    raise ExtractionError("The file is an archive but no Word document; give the documents in it.")


__all__ = ["DOCX", "HTML", "PDF", "TEXT", "ExtractionError", "extract_file", "media_type_of"]
