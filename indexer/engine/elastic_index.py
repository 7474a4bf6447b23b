"""An index on Elasticsearch: its name, its fields, and which of its documents count.

The alias ``PREFIX`` stands for one concrete index, ``PREFIX-SCHEMA-MODEL-NUMBER``. In it are three
kinds of documents: entries, works, and two single ones, the manifest and the writer's lock.

Elasticsearch changes one document at a time, an indexing run must change all of its at once. So
each time a work is staged its documents get a ``version`` of their own, ``EPOCH-N``, where the
epoch is new with each commit. A commit is one write, of the manifest: it says up to which
epoch documents count (``committed``), which of those never were committed (``void``) and which
versions were replaced (``dead``). Every search is filtered by the manifest it began with, and
replaced documents stay long enough for such a search to end (``GRACE``).
"""

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from typing import Any
from uuid import uuid4

from .base import EngineError, IndexDamaged, IndexMismatch, IndexMissing
from .elastic import Elastic, Found, Json
from .elastic_errors import Conflict
from .places import ElasticPlace
from .schema import INTEGER_FIELDS, KEYWORD_FIELDS, SCHEMA_VERSION, TEXT_FIELDS

#: Fields beside those of the schema. ``record``: ENTRY or WORK. ``born``: the epoch of a document.
#: ``version``: what a work was staged as. ``vector`` is searched; ``numbers`` are the same for a
#: copy, float32 in little endian; ``packed`` comes back with the nearest; ``stored`` is JSON.
#: ``slot`` and ``digit`` count keys (``elastic_counting``).
RECORD, BORN, VERSION, VECTOR, NUMBERS, PACKED, STORED, COUNT, SLOT, DIGIT = (
    "record", "born", "version", "vector", "numbers", "packed", "stored", "entries", "slot",
    "digit",
)  # fmt: skip
ENTRY, WORK = "entry", "work"
#: The ids of the single documents.
MANIFEST, LOCK = "manifest", "lock"
#: Seconds for which documents that were replaced are kept: longer than a search may take.
GRACE = 120.0
#: Marks the indexes that are ours, in ``_meta`` of their mapping.
MARK = "treatylens"
#: Neighbours of a node in the graph of vectors, and candidates while it is built.
_GRAPH = {"m": 16, "ef_construction": 200}
_LONGEST_MODEL = 60
#: Documents that are read at once where only their ids are wanted.
_IDS = 5_000


@dataclass(frozen=True)
class Dead:
    """A version that was replaced or removed, ``EPOCH-N``, or every one of an epoch, ``EPOCH``;
    and when, in seconds since 1970."""

    version: str
    since: float


def dead_documents(dead: Iterable[Dead]) -> list[Json]:
    """Queries for the documents of versions that are dead."""
    versions = [one.version for one in dead]
    single = [one for one in versions if "-" in one]
    whole = [int(one) for one in versions if "-" not in one]
    queries: list[Json] = [{"terms": {VERSION: single}}] if single else []
    return [*queries, {"terms": {BORN: whole}}] if whole else queries


def gathered(dead: Iterable[Dead], living: Collection[str]) -> tuple[Dead, ...]:
    """The same with one for each epoch of which no version is among the ``living``: after all of
    a collection was indexed again there is otherwise one for each work."""
    alive = {version.partition("-")[0] for version in living}
    kept: dict[str, Dead] = {}
    for one in dead:
        epoch = one.version.partition("-")[0]
        name = one.version if epoch in alive else epoch
        kept[name] = Dead(name, max(one.since, kept[name].since if name in kept else 0.0))
    return tuple(kept.values())


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an index says of itself. ``writer`` and ``epoch`` tell whose turn it is to write;
    ``keys`` is how many numbers were given to keys so far; ``commit`` names the last commit."""

    schema: int
    model: str
    dimensions: int
    generation: int = 0
    committed: int = 0
    epoch: int = 0
    works: int = 0
    entries: int = 0
    keys: int = 0
    vectors: str = "int8_hnsw"
    writer: str = ""
    commit: str = ""
    dead: tuple[Dead, ...] = ()
    void: tuple[int, ...] = ()

    def as_json(self) -> Json:
        """As it is kept."""
        return {"manifest": asdict(self)}

    @classmethod
    def of(cls, document: Found, where: str) -> "Manifest":
        """From the document it is kept in. Raises ``IndexDamaged``."""
        try:
            kept = document.source["manifest"]
            known = {one.name for one in fields(cls)}
            manifest = cls(**{name: value for name, value in kept.items() if name in known})
            return replace(
                manifest,
                dead=tuple(Dead(**one) for one in kept["dead"]),
                void=tuple(kept["void"]),
            )
        except (KeyError, TypeError) as problem:
            raise IndexDamaged(
                f"The manifest of {document.index} at {where} cannot be read: index again with "
                "`treatylens engine reindex PATH`."
            ) from problem

    def visible(self, record: str, *also: Json) -> Json:
        """A filter for the documents of a kind that count, and match ``also``."""
        query: Json = {
            "filter": [
                {"term": {RECORD: record}},
                {"range": {BORN: {"lte": self.committed}}},
                *also,
            ]
        }
        hidden = dead_documents(self.dead)
        if self.void:
            hidden.append({"terms": {BORN: list(self.void)}})
        if hidden:
            query["must_not"] = hidden
        return {"bool": query}


@dataclass(frozen=True)
class State:
    """One moment of an index: its concrete name, its manifest, and the document that is in."""

    index: str
    manifest: Manifest
    document: Found


def index_name(place: ElasticPlace, model: str, number: int) -> str:
    """The name of a concrete index: ``treatylens-3-treatylens-static-1-c637de79-000001``."""
    plain = re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")
    if len(plain) > _LONGEST_MODEL:
        plain = f"{plain[:_LONGEST_MODEL]}-{sha256(model.encode()).hexdigest()[:8]}"
    return f"{place.prefix}-{SCHEMA_VERSION}-{plain or 'words'}-{number:06d}"


def index_number(name: str) -> int:
    """The number at the end of a concrete name; 0 for another name."""
    tail = name.rpartition("-")[2]
    return int(tail) if tail.isdecimal() else 0


def mappings(place: ElasticPlace, model: str, dimensions: int) -> Json:
    """The fields of an index. Tokens keep their places in the text and no offsets: those are made
    from the stored text."""
    text = {"type": "text", "analyzer": "whitespace", "index_options": "positions"}
    kept = {"type": "keyword", "index": False, "doc_values": False}
    properties: Json = {
        **dict.fromkeys(TEXT_FIELDS, text),
        **{name: {"type": "keyword"} for name in (*KEYWORD_FIELDS, RECORD, VERSION)},
        **{name: {"type": "long"} for name in (*INTEGER_FIELDS, BORN, COUNT, SLOT)},
        DIGIT: {"type": "double", "index": False},
        STORED: kept,
        NUMBERS: kept,
        PACKED: {"type": "binary", "doc_values": True},
    }
    if dimensions:
        properties[VECTOR] = {
            "type": "dense_vector",
            "dims": dimensions,
            "index": True,
            "similarity": "max_inner_product",
            "index_options": {
                "type": place.vectors,
                **(_GRAPH if place.vectors.endswith("hnsw") else {}),
            },
        }
    return {
        "dynamic": False,
        "_meta": {
            MARK: {
                "prefix": place.prefix,
                "schema": SCHEMA_VERSION,
                "model": model,
                "dimensions": dimensions,
                "vectors": place.vectors,
            }
        },
        "_source": {"excludes": [VECTOR]},
        "properties": properties,
    }


def settings(place: ElasticPlace) -> Json:
    """The settings of an index: as many copies as there are other nodes for, up to those wanted.
    Nothing is refreshed but by a commit: what is staged is not to be seen."""
    return {
        "number_of_shards": place.shards,
        "auto_expand_replicas": f"0-{place.replicas}" if place.replicas else False,
        **({} if place.replicas else {"number_of_replicas": 0}),
        "refresh_interval": "-1",
        "codec": "best_compression",  # most of the disk is text that is read ten at a time
    }


def current(elastic: Elastic, index: str | None = None) -> State:
    """The state of the index that the alias stands for, or of ``index``.

    Raises ``IndexMissing``, ``IndexDamaged``, and ``IndexMismatch`` for another schema version.
    """
    place = elastic.place
    found = elastic.get(index or place.prefix, MANIFEST)
    if found is None:
        raise IndexMissing(
            f"{index or place.prefix} at {place} is not an index of this program; name another "
            "with TREATYLENS_ENGINE_PREFIX."
        )
    manifest = Manifest.of(found, str(place))
    if manifest.schema != SCHEMA_VERSION:
        raise IndexMismatch(
            f"The index {found.index} at {place} has schema version {manifest.schema}, this "
            f"program reads version {SCHEMA_VERSION}: make a new one beside it with "
            "`treatylens engine reindex PATH`."
        )
    return State(found.index, manifest, found)


def make_index(elastic: Elastic, name: str, model: str, dimensions: int) -> None:
    """Make a concrete index with an empty manifest, or finish one whose making was broken off."""
    place = elastic.place
    elastic.create(name, settings(place), mappings(place, model, dimensions))
    if elastic.get(name, MANIFEST) is not None:
        return
    with suppress(Conflict):  # somebody else made it at the same moment
        manifest = Manifest(
            schema=SCHEMA_VERSION,
            model=model,
            dimensions=dimensions,
            vectors=place.vectors,
            commit=uuid4().hex,
        )
        elastic.put(name, MANIFEST, manifest.as_json(), None)


def check_alias(elastic: Elastic) -> None:
    """Raise ``EngineError`` where the alias cannot be ours: an index has its name, or it stands for
    an index of another program."""
    place = elastic.place
    strangers = set(elastic.aliased(place.prefix)) - own_indexes(elastic).keys()
    if elastic.is_index(place.prefix):
        strangers = {place.prefix}
    if strangers:
        raise EngineError(
            f"{min(strangers)} at {place} is not an index of this program; name another with "
            "TREATYLENS_ENGINE_PREFIX."
        )


def own_indexes(elastic: Elastic) -> dict[str, Mapping[str, Any]]:
    """The concrete indexes of this place by name, oldest first, with their schema and model."""
    notes = elastic.notes(f"{elastic.place.prefix}-*")
    own = {
        name: note[MARK]
        for name, note in notes.items()
        if note.get(MARK, {}).get("prefix") == elastic.place.prefix and index_number(name)
    }
    return dict(sorted(own.items(), key=lambda item: (index_number(item[0]), item[0])))


def works_in(elastic: Elastic, state: State) -> dict[str, tuple[str, int]]:
    """The version of each work of a state, and how many entries it has."""
    body = every(state.manifest.visible(WORK)) | {"docvalue_fields": ["work", VERSION, COUNT]}
    found = (hit["fields"] for hit in elastic.walk(state.index, body))
    return {one["work"][0]: (one[VERSION][0], int(one[COUNT][0])) for one in found}


def every(query: Json) -> Json:
    """A search for the ids of all that match, in the order of the index."""
    return {"query": query, "_source": False, "size": _IDS, "sort": ["_shard_doc"]}
