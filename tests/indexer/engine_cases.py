"""What the engine tests share: engines to run against, and small entries in three languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.engine import (
    Clause,
    EngineReader,
    EngineWriter,
    Entry,
    Place,
    SearchRequest,
    SearchResponse,
    Vector,
    WorkRecord,
    open_reader,
    open_writer,
)

MODEL = "bundled-1"
DIMENSIONS = 4


@dataclass(frozen=True)
class EnginePlace:
    """A place for one index of either engine; nothing is there yet."""

    location: Place

    def writer(self, *, model: str = MODEL, dimensions: int = DIMENSIONS) -> EngineWriter:
        return open_writer(self.location, model=model, dimensions=dimensions)

    def reader(self) -> EngineReader:
        return open_reader(self.location)


#: Every engine that the tests of what engines promise run against: the name of the fixture that
#: gives a place for one index after another.
ENGINES = ("embedded", "elasticsearch")


def matches(reader: EngineReader, query: Clause) -> set[str]:
    """The ids of all entries that the keyword leg finds."""
    response = reader.search(SearchRequest(query=query, size=1_000))
    assert response.keyword is not None
    return {hit.id for hit in response.keyword.hits}


def semantic_ids(response: SearchResponse) -> list[str]:
    """The ids that the semantic leg lists, in order."""
    assert response.semantic is not None
    return [hit.id for hit in response.semantic.hits]


def packed_with(response: SearchResponse) -> dict[str, bytes]:
    """What came back packed with each candidate of the semantic leg."""
    assert response.semantic is not None
    return {hit.id: hit.packed for hit in response.semantic.hits}


def unit(*numbers: float) -> Vector:
    """A vector of length 1 in the direction of ``numbers``."""
    vector = np.array(numbers, dtype=np.float32)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def provision(
    address: str,
    tokens: str,
    *,
    vector: Vector | None = None,
    packed: bytes | None = None,
    keywords: Mapping[str, Sequence[str]] | None = None,
    texts: Mapping[str, Sequence[str]] | None = None,
    stored: Mapping[str, Any] | None = None,
    **integers: int,
) -> Entry:
    """The provision at ``WORK/LANG/EID``; ``tokens`` are its words and exact tokens. Its address is
    what is packed of it, unless something else is."""
    work, language, eid = address.split("/")
    return Entry(
        id=address,
        key=f"{work}/{eid}",
        work=work,
        texts={"words": tokens.split(), "exact": tokens.split(), **(texts or {})},
        keywords={"lang": [language], **(keywords or {})},
        integers=integers,
        stored={"text": tokens} if stored is None else stored,
        vector=unit(1, 1, 1, 1) if vector is None else vector,
        packed=address.encode() if packed is None else packed,
    )


def write(place: EnginePlace, *entries: Entry) -> None:
    """Commit the entries, each work whole, in one go."""
    writer = place.writer()
    try:
        stage(writer, *entries)
        writer.commit()
    finally:
        writer.close()


def stage(writer: EngineWriter, *entries: Entry) -> None:
    """Stage the entries, each work whole."""
    for work in sorted({entry.work for entry in entries}):
        own = [entry for entry in entries if entry.work == work]
        writer.replace(WorkRecord(id=work, stored={"title": work}, entries=len(own)), own)
