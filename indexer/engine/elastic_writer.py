"""The writer of an index on Elasticsearch: stages documents that nobody sees, and commits them by
one write of the manifest (``elastic_index``)."""

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from uuid import uuid4

from .base import EngineError, Entry, IndexBusy, IndexMismatch, WorkRecord
from .checking import check_open, checked_texts, named, vector_matrix
from .elastic import Elastic, Json
from .elastic_counting import BASE
from .elastic_documents import documents
from .elastic_errors import Conflict
from .elastic_index import (
    BORN,
    GRACE,
    MANIFEST,
    Dead,
    Manifest,
    State,
    check_alias,
    current,
    dead_documents,
    every,
    gathered,
    index_name,
    make_index,
    own_indexes,
    works_in,
)  # fmt: skip
from .elastic_lock import WriterLock, taken_over
from .places import ElasticPlace

#: Documents that wait to be sent together.
_WAITING = 500
#: Epochs without a commit that are remembered: a writer that stood still while as many others came
#: and went may write documents that are never removed.
_VOID = 1_000
#: Swaps of the index for another that opening it may meet.
_SWAPS = 3
#: Failures of single documents that a message names.
_NAMED = 5


class ElasticWriter:
    """``EngineWriter`` on a cluster; open it with ``open_elastic_writer``. Not safe for threads."""

    def __init__(self, elastic: Elastic, index: str) -> None:
        """Take over a concrete index. Raises ``IndexBusy``."""
        self._elastic = elastic
        self.index = index
        self._lock = WriterLock(elastic, index)
        self._state = "open"
        try:
            self._begin()
        except BaseException:
            self._lock.release()
            raise

    def _begin(self) -> None:
        """Take the next epoch, so that whoever wrote before can commit no more; remove what is
        left of epochs that never came to a commit, and of versions long replaced."""
        before = current(self._elastic, self.index)
        manifest = before.manifest
        left = range(manifest.committed + 1, manifest.epoch + 1)
        manifest = replace(
            manifest,
            epoch=manifest.epoch + 1,
            void=(*manifest.void, *left)[-_VOID:],
            writer=self._lock.token,
        )
        self._now = self._written(before, manifest)
        self._works = works_in(self._elastic, self._now)
        self._remove({"terms": {BORN: list(manifest.void)}})
        self._purge()
        self._number = 0
        self._keys = manifest.keys
        self._staged: dict[str, tuple[str, int] | None] = {}
        self._discarded: list[str] = []
        self._waiting: list[Json] = []
        self._addresses: dict[str, str] = {}

    def replace(self, work: WorkRecord, entries: Sequence[Entry]) -> None:
        """Stage a work, whole. Raises ``ValueError`` for entries that are not of this index:
        ids twice, vectors of another length, unknown fields, tokens with white space."""
        self._check_open()
        texts = checked_texts(work, entries)
        vectors = vector_matrix(entries, self._now.manifest.dimensions)
        keys = self._numbered(work, entries)
        epoch, number = self._now.manifest.epoch, self._number
        self._number += 1
        actions = documents(
            work, entries, texts, list(vectors), epoch=epoch, number=number, keys=keys
        )
        self._unstage(work.id)
        self._staged[work.id] = (f"{epoch}-{number}", len(entries))
        for action in actions:
            self._addresses[action["_id"]] = action["_source"].get("id", work.id)
            self._waiting.append(action)
        if len(self._waiting) >= _WAITING:
            self._send()

    def delete(self, works: Collection[str]) -> None:
        """Stage the removal of works; unknown ids are no error."""
        self._check_open()
        for work in works:
            self._unstage(work)
            self._staged[work] = None

    def commit(self) -> int:
        """Make everything staged visible at once, durably, or none of it; the new generation.

        After an error nothing is staged any more and the writer can only be closed.
        """
        self._check_open()
        self._send()
        with self._writing():
            self._elastic.refresh(self.index)
            before, now = self._now.manifest, time.time()
            replaced = [
                self._works[work][0] for work in self._staged if work in self._works
            ] + self._discarded
            works = self._works | {w: own for w, own in self._staged.items() if own is not None}
            for work in (work for work, own in self._staged.items() if own is None):
                works.pop(work, None)
            manifest = replace(
                before,
                generation=before.generation + 1,
                committed=before.epoch,
                epoch=before.epoch + 1,
                works=len(works),
                entries=sum(entries for _, entries in works.values()),
                keys=self._keys,
                commit=uuid4().hex,
                dead=gathered(
                    (*before.dead, *(Dead(version, now) for version in replaced)),
                    [version for version, _ in works.values()],
                ),
            )
            self._now = self._written(self._now, manifest)
            self._works = works
            self._staged.clear()
            self._discarded.clear()
            self._addresses.clear()
            self._number = 0
            with suppress(EngineError):  # this commit is made; the next one tries again
                self._purge()
        return manifest.generation

    def close(self) -> None:
        """Drop what is staged and let the next writer in; more than once is no error."""
        if self._state == "closed":
            return
        self._state = "closed"
        try:
            if self._staged or self._waiting:
                # What was sent is seen by nobody; if it cannot be removed now, the next run does.
                with suppress(EngineError):
                    self._remove({"term": {BORN: self._now.manifest.epoch}})
            self._lock.release()
        finally:
            self._elastic.close()

    def release(self) -> None:
        """Let the next writer in, before anything was staged; the connection stays open."""
        self._state = "closed"
        self._lock.release()

    # ----------------------------------------------------------------- inside

    def _check_open(self) -> None:
        check_open(f"index {self.index}", self._state)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Ends the writer's use where something goes wrong."""
        try:
            yield
        except BaseException:
            if self._state == "open":
                self._state = "failed"
            raise

    def _numbered(self, work: WorkRecord, entries: Sequence[Entry]) -> dict[str, int]:
        """A number for each key of a work."""
        versions: dict[str, int] = {}
        for entry in entries:
            versions[entry.key] = versions.get(entry.key, 0) + 1
        for key, count in versions.items():
            if count >= BASE:
                raise ValueError(
                    f"{key!r} of work {work.id!r} has {count} versions; no more than {BASE - 1} "
                    "can be counted as one provision"
                )
        numbers = {key: self._keys + place for place, key in enumerate(versions)}
        self._keys += len(versions)
        return numbers

    def _unstage(self, work: str) -> None:
        """Forget what was staged of a work; what was sent of it is discarded with the commit."""
        own = self._staged.pop(work, None)
        if own is not None:
            self._discarded.append(own[0])

    def _send(self) -> None:
        """Send what waits. Raises ``EngineError`` naming what the server would not take."""
        if not self._waiting:
            return
        with self._writing():
            self._lock.check()
            failed = self._elastic.bulk(self.index, self._waiting)
            self._waiting = []
            if failed:
                shown = [
                    f"{self._addresses[name]} ({reason})"
                    for name, reason in list(failed.items())[:_NAMED]
                ]
                more = f" and {len(failed) - _NAMED} more" if len(failed) > _NAMED else ""
                raise EngineError(
                    f"{len(failed)} provisions could not be written to {self.index}: "
                    f"{'; '.join(shown)}{more}. What was committed before is unchanged; mend the "
                    "cause and run `treatylens index` again."
                )

    def _written(self, before: State, manifest: Manifest) -> State:
        """The state after the manifest was written in place of the one ``before``."""
        try:
            self._elastic.put(self.index, MANIFEST, manifest.as_json(), before.document)
        except Conflict as problem:
            now = current(self._elastic, self.index)
            # A request that was sent twice, since its first answer was lost, meets itself.
            if now.manifest != manifest:
                raise taken_over(self.index) from problem
            return now
        return current(self._elastic, self.index)

    def _purge(self) -> None:
        """Remove the replaced versions that no search under way can be looking at any more. What
        cannot be removed now stays out of sight, and the next commit tries again."""
        manifest, now = self._now.manifest, time.time()
        gone = [one for one in manifest.dead if one.since + GRACE < now]
        if gone and all(self._remove(query) for query in dead_documents(gone)):
            kept = tuple(one for one in manifest.dead if one not in gone)
            self._now = self._written(self._now, replace(manifest, dead=kept))

    def _remove(self, query: Json) -> bool:
        """Delete every document that matches; whether none is left, for searches as well."""
        self._elastic.refresh(self.index)
        actions = [
            {"_op_type": "delete", "_id": hit["_id"]}
            for hit in self._elastic.walk(self.index, every(query))
        ]
        if actions:
            if self._elastic.bulk(self.index, actions):
                return False
            self._elastic.refresh(self.index)
        return True


def open_elastic_writer(place: ElasticPlace, *, model: str, dimensions: int) -> ElasticWriter:
    """Open the index at ``place`` for writing; made first, behind its alias, if it is not there.

    Raises ``IndexMismatch`` for an index of another model or schema version, ``IndexBusy``.
    """
    elastic = Elastic(place)
    try:
        elastic.check_version()
        if not elastic.aliased(place.prefix):
            _make_first(elastic, model, dimensions)
        for _ in range(_SWAPS):
            state = current(elastic)
            _check_model(state.manifest, place, model, dimensions)
            writer = ElasticWriter(elastic, state.index)
            if elastic.aliased(place.prefix) == [state.index]:
                return writer
            writer.release()  # it was swapped for another before it was ours
        raise IndexBusy(f"The index at {place} is being replaced; try again when that has ended.")
    except BaseException:
        elastic.close()
        raise


def _make_first(elastic: Elastic, model: str, dimensions: int) -> None:
    """Make the first index of a place, or finish one whose making was broken off."""
    place = elastic.place
    check_alias(elastic)
    name = index_name(place, model, 1)
    if others := [one for one in own_indexes(elastic) if one != name or not _is_new(elastic, one)]:
        raise EngineError(
            f"No index of {place} serves searches, though there are {', '.join(others)}: point "
            f"the alias {place.prefix!r} at one of them on the server, or make a new one with "
            "`treatylens engine reindex PATH`."
        )
    make_index(elastic, name, model, dimensions)
    elastic.point(place.prefix, name, ())


def _is_new(elastic: Elastic, index: str) -> bool:
    found = elastic.get(index, MANIFEST)
    return found is None or Manifest.of(found, index).generation == 0


def _check_model(manifest: Manifest, place: ElasticPlace, model: str, dimensions: int) -> None:
    if (manifest.model, manifest.dimensions) != (model, dimensions):
        raise IndexMismatch(
            f"The index at {place} was made with {named(manifest.model, manifest.dimensions)}, "
            f"not with {named(model, dimensions)}: use that model, or make a new index beside it "
            "with `treatylens engine reindex PATH`."
        )
