"""Works and entries → tantivy's documents, after a look at whether they are of this index."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import tantivy

from .base import Entry, WorkRecord
from .columns import keywords_of
from .compile import is_text
from .schema import INTEGER_FIELDS, KEYWORD_FIELDS, LENGTH_PIVOT, PIVOTED_FIELDS, TEXT_FIELDS
from .snapshot import Manifest
from .text_index import ENTRY, MANIFEST, OWNER, RECORD, STORED, UID, WORK

#: What makes a text longer and can be no token of it: analysis drops control characters.
_FILLING = " \x7f" * LENGTH_PIVOT


def checked_texts(work: WorkRecord, entries: Sequence[Entry]) -> list[dict[str, str]]:
    """The joined texts of each entry. Raises ``ValueError``."""
    if work.entries != len(entries):
        raise ValueError(f"work {work.id!r} counts {work.entries} entries, not {len(entries)}")
    ids = [entry.id for entry in entries]
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise ValueError(f"the id {twice!r} comes twice in work {work.id!r}")
    return [_joined_texts(work, entry) for entry in entries]


def _joined_texts(work: WorkRecord, entry: Entry) -> dict[str, str]:
    if entry.work != work.id:
        raise ValueError(f"entry {entry.id!r} is of work {entry.work!r}, not of {work.id!r}")
    unknown = (
        (entry.texts.keys() - set(TEXT_FIELDS))
        | (entry.keywords.keys() - set(KEYWORD_FIELDS))
        | (entry.integers.keys() - set(INTEGER_FIELDS))
    )
    if unknown:
        raise ValueError(f"entry {entry.id!r} has a field unknown here: {min(unknown)!r}")
    joined = {name: " ".join(tokens) for name, tokens in entry.texts.items()}
    for name, text in joined.items():
        if len(text.split()) != len(entry.texts[name]):
            raise ValueError(f"a token of {name!r} in entry {entry.id!r} is empty or has a space")
        if not is_text(text):
            raise ValueError(f"{name!r} of entry {entry.id!r} holds half a surrogate pair")
    return joined


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
        document.add_text(name, text + _FILLING if name in PIVOTED_FIELDS else text)
    for name in KEYWORD_FIELDS:
        for value in dict.fromkeys(keywords_of(entry, name)):
            document.add_text(name, value)
    for name, number in entry.integers.items():
        document.add_integer(name, number)
    return document
