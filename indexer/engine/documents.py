"""Works and entries → tantivy's documents."""

import json
from collections.abc import Mapping
from dataclasses import asdict

import tantivy

from .base import Entry, WorkRecord
from .checking import keywords_of
from .schema import KEYWORD_FIELDS, padded
from .snapshot import Manifest
from .text_index import ENTRY, MANIFEST, OWNER, RECORD, STORED, UID, WORK


def _document(record: str, stored: object) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text(RECORD, record)
    data = json.dumps(stored, ensure_ascii=False)
    document.add_bytes(STORED, data.encode("utf-8", "surrogatepass"))  # as json.loads reads it
    return document


def manifest_document(manifest: Manifest) -> tantivy.Document:
    """The document of a commit's manifest."""
    return _document(MANIFEST, asdict(manifest))


def work_document(work: WorkRecord) -> tantivy.Document:
    """The document of a work."""
    document = _document(WORK, {"entries": work.entries, "stored": dict(work.stored)})
    document.add_text(OWNER, work.id)
    return document


def entry_document(uid: int, entry: Entry, texts: Mapping[str, str]) -> tantivy.Document:
    """The document of an entry; ``texts`` are its own, joined."""
    document = _document(ENTRY, dict(entry.stored))
    document.add_text(OWNER, entry.work)
    document.add_integer(UID, uid)
    for name, text in texts.items():
        document.add_text(name, padded(name, text))
    for name in KEYWORD_FIELDS:
        for value in dict.fromkeys(keywords_of(entry, name)):
            document.add_text(name, value)
    for name, number in entry.integers.items():
        document.add_integer(name, number)
    return document
