"""Works and entries → the documents of an index on Elasticsearch."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .base import Entry, Vector, WorkRecord
from .checking import is_text, keywords_of
from .elastic import Json
from .elastic_counting import place_of
from .elastic_index import (
    BORN,
    COUNT,
    DIGIT,
    ENTRY,
    NUMBERS,
    PACKED,
    RECORD,
    SLOT,
    STORED,
    VECTOR,
    VERSION,
    WORK,
)  # fmt: skip
from .elastic_queries import joined
from .schema import FILLER, KEYWORD_FIELDS, TEXT_FIELDS, padded

#: BM25 asks how many documents there are: tantivy counts all, Lucene those that hold any token of
#: the field. With one in each they count alike, and weigh words alike.
_NO_TEXTS: Json = dict.fromkeys(TEXT_FIELDS, FILLER)


def documents(
    work: WorkRecord,
    entries: Sequence[Entry],
    texts: Sequence[Mapping[str, str]],
    vectors: Sequence[Vector],
    *,
    epoch: int,
    number: int,
    keys: Mapping[str, int],
) -> Iterator[Json]:
    """The bulk actions that write a work as the version ``EPOCH-NUMBER``: itself and its entries,
    whose ``texts`` are joined. ``keys`` numbers the keys of its entries."""
    version = f"{epoch}-{number}"
    common = {BORN: epoch, VERSION: version}
    own = _NO_TEXTS | {"work": work.id, COUNT: work.entries, STORED: as_json(dict(work.stored))}
    yield {"_id": version, "_source": {RECORD: WORK, **own, **common}}
    for place, (entry, text, vector) in enumerate(zip(entries, texts, vectors, strict=True)):
        slot, digit = place_of(keys[entry.key])
        counting = {RECORD: ENTRY, SLOT: slot, DIGIT: digit, **common}
        own = {**_searched(entry, text, vector), STORED: as_json(dict(entry.stored))}
        yield {"_id": f"{version}-{place}", "_source": {**own, **counting}}


def _searched(entry: Entry, texts: Mapping[str, str], vector: Vector) -> Json:
    """The fields an entry is found by."""
    fields: Json = _NO_TEXTS | {
        name: joined(padded(name, text)) for name, text in texts.items() if text
    }
    for name in KEYWORD_FIELDS:
        if values := [one for one in dict.fromkeys(keywords_of(entry, name)) if one]:
            fields[name] = values[0] if len(values) == 1 else values
    fields |= {name: int(number) for name, number in entry.integers.items()}
    if len(vector):
        fields[VECTOR] = vector.tolist()
        fields[NUMBERS] = b64encode(vector.astype("<f4").tobytes()).decode("ascii")
    if entry.packed:
        fields[PACKED] = b64encode(entry.packed).decode("ascii")
    return fields


def as_json(stored: Mapping[str, Any]) -> str:
    """JSON for a string field. With half a surrogate pair in it, in ASCII: the server reads no
    other text that holds one."""
    text = json.dumps(stored, ensure_ascii=False)
    return text if is_text(text) else json.dumps(stored)
