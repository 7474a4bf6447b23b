"""One file → all that indexing computes from it alone, in one child process: what it reads, the
terms of its provisions, and their vectors where the encoder can be taken along."""

from dataclasses import dataclass
from pathlib import Path

from indexer.encoder import Encoder, IndexedPassages
from indexer.reading import Reading, read_file
from indexer.records import UnitTerms, passages, unit_terms

#: Loaded once for all children that are to run ``analyse_file``.
CHILDREN_NEED = ("indexer.warm_detection", "indexer.warm_analysis", "indexer.warm_encoder")


@dataclass(frozen=True, kw_only=True)
class Analysed:
    """A file, read and analysed. ``terms`` has a row an expression and in it an item a citable
    unit; ``passages`` what the index keeps of the same units for search by meaning, or is None."""

    reading: Reading
    terms: tuple[tuple[UnitTerms, ...], ...]
    passages: tuple[IndexedPassages, ...] | None = None


def analyse_file(task: tuple[Path, Encoder | None]) -> Analysed:
    """Read a file and analyse it. Raises ``ExtractionError`` for one that cannot be read."""
    path, encoder = task
    reading = read_file(path)
    terms = tuple(map(unit_terms, reading.expressions))
    if encoder is None:
        return Analysed(reading=reading, terms=terms)
    encoded = tuple(encoder.index_passages(passages(item)) for item in reading.expressions)
    return Analysed(reading=reading, terms=terms, passages=encoded)
