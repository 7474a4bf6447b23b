"""Whether what is given to an engine is of its index: fields, tokens, ids, vectors.

Every engine refuses the same things with the same sentences, before anything is sent or written.
"""

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import numpy.typing as npt

from .base import (
    MAX_LAYOUTS,
    Between,
    EngineError,
    Entry,
    IndexMismatch,
    Near,
    SearchRequest,
    WorkRecord,
    layouts,
)
from .schema import FACETS, INTEGER_FIELDS, KEYWORD_FIELDS, TEXT_FIELDS

#: Bytes that a value of a keyword field may have: Lucene takes no longer term.
LONGEST_KEYWORD = 32_766
#: What an integer field holds.
_FIRST, _LAST = -(2**63), 2**63 - 1


def is_text(token: str) -> bool:
    """Whether an engine can hold ``token``: False with half a surrogate pair in it."""
    try:
        token.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_integer(field: str) -> None:
    """Raise ``ValueError`` unless ``field`` holds integers."""
    if field not in INTEGER_FIELDS:
        raise ValueError(f"{field!r} is no integer field; those are {', '.join(INTEGER_FIELDS)}")


def check_token(field: str) -> None:
    """Raise ``ValueError`` unless ``field`` holds tokens or keywords."""
    if field not in TEXT_FIELDS and field not in KEYWORD_FIELDS:
        known = ", ".join((*TEXT_FIELDS, *KEYWORD_FIELDS))
        raise ValueError(f"{field!r} is no text or keyword field; those are {known}")


def check_text(field: str) -> None:
    """Raise ``ValueError`` unless ``field`` holds tokens."""
    if field not in TEXT_FIELDS:
        raise ValueError(f"{field!r} is no text field; those are {', '.join(TEXT_FIELDS)}")


def check_weight(weight: float) -> None:
    """Raise ``ValueError`` for a weight or score below 0."""
    if not weight >= 0:
        raise ValueError(f"weight {weight}: use 0 or more")


def check_facets(facets: Sequence[str]) -> None:
    """Raise ``ValueError`` for a field that cannot be counted."""
    for name in facets:
        if name not in FACETS:
            raise ValueError(f"{name!r} is no facet; those are {', '.join(FACETS)}")


def check_vector(request: SearchRequest, model: str, dimensions: int) -> None:
    """Raise ``IndexMismatch`` for the vector of a query that an index cannot compare."""
    vector = request.vector
    if vector is None:
        return
    if request.model and dimensions and request.model != model:
        raise IndexMismatch(
            f"The index was made with the model {model!r} and the query with {request.model!r}: "
            "set the model the index was made with, or index again."
        )
    if np.shape(vector) == (dimensions,) != (0,):
        return
    if not dimensions:
        raise IndexMismatch(
            "The index was made without vectors: search by keywords, or index again with a model."
        )
    given = "x".join(map(str, np.shape(vector)))
    raise IndexMismatch(
        f"The vector has {given} dimensions, the index was made with the model {model!r} of "
        f"{dimensions}: use that model, or index again."
    )


def named(model: str, dimensions: int) -> str:
    """A model for a sentence."""
    return f"the model {model!r} ({dimensions} dimensions)" if dimensions else "no vectors"


def check_open(index: str, state: str) -> None:
    """Raise ``EngineError`` unless the ``state`` of a writer is ``open``: it was ``closed``, or
    failed."""
    if state != "open":
        ended = "was closed" if state == "closed" else "failed before"
        raise EngineError(f"The writer of the {index} {ended}; open another.")


def bounds(clause: Between) -> tuple[int, int] | None:
    """The ends of a range, within what an integer field holds; None where nothing lies between.
    Raises ``ValueError``."""
    check_integer(clause.field)
    low = _FIRST if clause.first is None else max(clause.first, _FIRST)
    high = _LAST if clause.last is None else min(clause.last, _LAST)
    return (low, high) if low <= high else None


def orders_of(clause: Near) -> list[tuple[tuple[str, ...], ...]]:
    """The orders in which the sequences of a clause may stand; none where it matches nothing.
    Raises ``ValueError``, also for sequences too loose to lay out."""
    check_text(clause.field)
    if clause.gap < 0:
        raise ValueError(f"gap {clause.gap}: use 0 or more")
    sequences = clause.sequences
    if not sequences or not all(map(all, (sequences, *sequences))):
        return []
    if not all(is_text(token) for sequence in sequences for token in sequence):
        return []
    if layouts(len(sequences), clause.gap, ordered=clause.ordered) > MAX_LAYOUTS:
        raise ValueError(
            f"{len(sequences)} sequences at most {clause.gap} apart are too many ways to look; "
            "use fewer or a smaller distance"
        )
    return [sequences] if clause.ordered else list(dict.fromkeys(permutations(sequences)))


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
    for name, values in entry.keywords.items():
        if any(len(value.encode("utf-8", "surrogatepass")) > LONGEST_KEYWORD for value in values):
            raise ValueError(f"a value of {name!r} in entry {entry.id!r} is too long for a keyword")
    joined = {name: " ".join(tokens) for name, tokens in entry.texts.items()}
    for name, text in joined.items():
        if len(text.split()) != len(entry.texts[name]):
            raise ValueError(f"a token of {name!r} in entry {entry.id!r} is empty or has a space")
        if not is_text(text):
            raise ValueError(f"{name!r} of entry {entry.id!r} holds half a surrogate pair")
    return joined


def keywords_of(entry: Entry, name: str) -> Sequence[str]:
    """The values of a keyword field; ``id`` ``key`` ``work`` are the entry's own."""
    match name:
        case "id":
            return (entry.id,)
        case "key":
            return (entry.key,)
        case "work":
            return (entry.work,)
        case _:
            return entry.keywords.get(name, ())


def vector_matrix(entries: Sequence[Entry], dimensions: int) -> npt.NDArray[np.float32]:
    """The vectors of entries, ``[n, dimensions]``. Raises ``ValueError`` for one of another length
    or with something in it that is no number."""
    rows = [np.empty(0) if entry.vector is None else entry.vector for entry in entries]
    for entry, row in zip(entries, rows, strict=True):
        if np.shape(row) != (dimensions,):
            raise ValueError(
                f"the vector of entry {entry.id!r} has {np.size(row)} dimensions, not {dimensions}"
            )
    matrix = np.array(rows, dtype=np.float32).reshape(len(rows), dimensions)
    if not np.isfinite(matrix).all():
        raise ValueError(f"a vector of work {entries[0].work!r} holds no number")
    return matrix
