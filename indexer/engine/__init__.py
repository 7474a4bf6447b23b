"""The engine: the seam, its implementations, and how one is opened."""

from .base import (
    MAX_LAYOUTS,
    AllOf,
    AnyOf,
    Between,
    Candidate,
    Clause,
    EngineError,
    EngineReader,
    EngineUnavailable,
    EngineWriter,
    Entry,
    Excluding,
    Flat,
    Ids,
    IndexBusy,
    IndexDamaged,
    IndexInfo,
    IndexMismatch,
    IndexMissing,
    Leg,
    Near,
    Optional,
    SearchRequest,
    SearchResponse,
    Sequenced,
    Term,
    TooCostly,
    Vector,
    Weighted,
    WorkRecord,
)
from .embedded import EmbeddedReader
from .embedded_writer import open_embedded_writer
from .places import ElasticPlace, Place, check_place, parse_hosts


def open_reader(place: Place) -> EngineReader:
    """Open the index at ``place`` for reading.

    Raises ``IndexMissing``, ``IndexMismatch`` (another schema version), ``IndexDamaged`` and, of a
    cluster, ``EngineUnavailable``.
    """
    if isinstance(place, ElasticPlace):
        from .elastic_reader import ElasticReader  # its client takes long to import

        return ElasticReader(place)
    return EmbeddedReader(place)


def open_writer(place: Place, *, model: str, dimensions: int) -> EngineWriter:
    """Open the index at ``place`` for writing, made first if it is not there.

    ``dimensions`` 0 makes an index without vectors. Raises ``IndexMismatch`` for an index of
    another model or schema version, ``IndexBusy`` while another process writes, ``EngineError``.
    """
    if isinstance(place, ElasticPlace):
        from .elastic_writer import open_elastic_writer

        return open_elastic_writer(place, model=model, dimensions=dimensions)
    return open_embedded_writer(place, model=model, dimensions=dimensions)


__all__ = [
    "MAX_LAYOUTS",
    "AllOf",
    "AnyOf",
    "Between",
    "Candidate",
    "Clause",
    "ElasticPlace",
    "EngineError",
    "EngineReader",
    "EngineUnavailable",
    "EngineWriter",
    "Entry",
    "Excluding",
    "Flat",
    "Ids",
    "IndexBusy",
    "IndexDamaged",
    "IndexInfo",
    "IndexMismatch",
    "IndexMissing",
    "Leg",
    "Near",
    "Optional",
    "Place",
    "SearchRequest",
    "SearchResponse",
    "Sequenced",
    "Term",
    "TooCostly",
    "Vector",
    "Weighted",
    "WorkRecord",
    "check_place",
    "open_reader",
    "open_writer",
    "parse_hosts",
]
