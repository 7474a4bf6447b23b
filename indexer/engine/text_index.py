"""The tantivy half of an embedded index: its schema, how it is opened, and its errors.

One kind of document holds an entry, one a work, and one document the manifest, so that a single
tantivy commit changes all of them or none. Tokens are joined by spaces and cut at spaces, keywords
are kept whole: tantivy matches exactly the tokens it was given.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tantivy

from .base import EngineError, IndexDamaged, IndexMissing, TooCostly
from .layout import TEXT, again, forbidden, may_use, read_json
from .schema import INTEGER_FIELDS, KEYWORD_FIELDS, TEXT_FIELDS

#: Which kind of document: ENTRY, WORK or MANIFEST.
RECORD = "_record"
ENTRY, WORK, MANIFEST = "entry", "work", "manifest"
#: The work a document goes with; what is replaced and deleted together.
OWNER = "_owner"
#: The number of an entry version, never used twice; the sidecar's rows carry the same.
UID = "_uid"
STORED = "_stored"

#: What tantivy says of a phrase whose last word is the beginning of more words than it takes.
_TOO_MANY = "max expansions"
_WHITESPACE = "whitespace_only"
#: tantivy's files that are JSON. It reports damage in them, but only some through an exception.
_JSON_FILES = ("meta.json", ".managed.json")


def build_schema() -> tantivy.Schema:
    """The tantivy schema of ``SCHEMA_VERSION``."""
    builder = tantivy.SchemaBuilder()
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name=_WHITESPACE)
    for name in (*KEYWORD_FIELDS, RECORD, OWNER):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in (*INTEGER_FIELDS, UID):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_bytes_field(STORED, stored=True)
    return builder.build()


def is_panic(problem: BaseException) -> bool:
    """Whether tantivy gave up inside: such errors are no ``Exception``."""
    return type(problem).__module__ == "pyo3_runtime"


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Turns what tantivy raises while it reads into ``IndexDamaged``, ``TooCostly``, or
    ``EngineError`` where this user may not read."""
    try:
        yield
    except ValueError as problem:
        if _TOO_MANY in str(problem):
            raise TooCostly("Too many words begin so; type more of the word.") from problem
        if not may_use(folder):
            raise EngineError(forbidden(folder)) from problem
        raise IndexDamaged(_damage(folder, problem)) from problem
    except BaseException as problem:
        if is_panic(problem):
            raise IndexDamaged(_damage(folder, problem)) from problem
        raise


def _damage(folder: Path, problem: BaseException) -> str:
    first = str(problem).partition("\n")[0][:200]
    return f"The index is damaged: {folder} cannot be read ({first}). {again(folder)}"


def check_json(folder: Path) -> None:
    """Raise ``IndexDamaged`` if a file that tantivy needs as JSON is none."""
    for name in _JSON_FILES:
        try:
            read_json(folder / name)
        except FileNotFoundError as problem:
            if name == _JSON_FILES[0]:
                raise IndexDamaged(
                    f"The index is damaged: {folder / name} is missing. {again(folder)}"
                ) from problem


def create_text(location: Path) -> tantivy.Index:
    """Make the text half of a new index."""
    folder = location / TEXT
    folder.mkdir(exist_ok=True)
    return _registered(tantivy.Index(build_schema(), path=str(folder)))


def open_text(location: Path) -> tantivy.Index:
    """Open the text half; it is only reloaded when told to. Raises ``IndexDamaged``."""
    folder = location / TEXT
    if not location.exists():
        raise IndexMissing(f"The index at {location} is gone; run `treatylens index` again.")
    check_json(folder)
    with reading(folder):
        index = tantivy.Index(build_schema(), path=str(folder))
        index.config_reader("manual")
    return _registered(index)


def _registered(index: tantivy.Index) -> tantivy.Index:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_WHITESPACE, analyzer)
    return index


Hit = tuple[Any, tantivy.DocAddress]


class TextSearcher:
    """One frozen state of the text half. Every method raises ``IndexDamaged``."""

    def __init__(self, searcher: tantivy.Searcher, folder: Path) -> None:
        self._searcher = searcher
        self._folder = folder

    @property
    def documents(self) -> int:
        """How many documents of any kind there are."""
        return self._searcher.num_docs

    def best(self, query: tantivy.Query, limit: int) -> tuple[list[Hit], int]:
        """The ``limit`` best hits as (score, address), and how many there are in all.

        Counting keeps tantivy from skipping: scores are then the same for every ``limit``.
        """
        with reading(self._folder):
            found = self._searcher.search(query, self._within(limit))
        # ``count`` is missing from tantivy's type stub.
        return found.hits[:limit], found.count  # type: ignore[attr-defined]

    def by_date(self, query: tantivy.Query, limit: int, *, newest: bool) -> tuple[list[Hit], int]:
        """As ``best``, ordered by date; entries without one come last both ways, as None."""
        order = tantivy.Order.Desc if newest else tantivy.Order.Asc
        with reading(self._folder):
            found = self._searcher.search(
                query, self._within(limit), order_by_field="date", order=order
            )
        return found.hits[:limit], found.count  # type: ignore[attr-defined]

    def _within(self, limit: int) -> int:
        # tantivy makes room for as many as it is asked for, and takes no 0.
        return max(1, min(limit, self.documents))

    def uids(self, addresses: Sequence[tantivy.DocAddress]) -> npt.NDArray[np.int64]:
        """The uid of each address, in order."""
        with reading(self._folder):
            values = self._searcher.fast_field_values(UID, list(addresses))
        return np.array(values, dtype=np.int64)

    def matching(self, query: tantivy.Query) -> npt.NDArray[np.int64]:
        """The uids of all entries that match, in no order."""
        with reading(self._folder):
            found = self._searcher.search(query, max(self.documents, 1), count=False)
        return self.uids([address for _, address in found.hits])

    def aggregate(self, query: tantivy.Query, request: dict[str, Any]) -> dict[str, Any]:
        """What tantivy's aggregations say of what matches."""
        with reading(self._folder):
            return self._searcher.aggregate(query, request)

    def stored(self, query: tantivy.Query, limit: int = 1) -> list[Any]:
        """The stored JSON of up to ``limit`` documents that match."""
        with reading(self._folder):
            found = self._searcher.search(query, limit, count=False)
            blobs = [self._searcher.doc(at).get_first(STORED) for _, at in found.hits]
            return [json.loads(blob or b"null") for blob in blobs]

    def stored_by_uid(self, query: tantivy.Query, limit: int) -> dict[int, Any]:
        """The stored JSON of up to ``limit`` entries that match, by uid."""
        with reading(self._folder):
            found = self._searcher.search(query, max(limit, 1), count=False)
            addresses = [address for _, address in found.hits]
            blobs = [self._searcher.doc(at).get_first(STORED) for at in addresses]
            stored = [json.loads(blob or b"null") for blob in blobs]
        return dict(zip(self.uids(addresses).tolist(), stored, strict=True))

    def values(self, field: str) -> list[str]:
        """Every value of a keyword field; some may be of documents that were deleted."""
        with reading(self._folder):
            return [value for value, _ in self._searcher.terms_with_prefix(field, "")]
