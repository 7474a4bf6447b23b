"""What was gathered of a work → its record and entries, given to the writer.

Versions of which nothing could be read now are taken over from the index as they are.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from indexer.align_works import align_work
from indexer.clauses import with_clauses
from indexer.encoder import Encoder, IndexedPassages
from indexer.engine.base import EngineReader, EngineWriter, Entry
from indexer.gathering import FileRead, Gathered
from indexer.models import Expression, SourceFile
from indexer.places import is_gone, path_of, place_of, shown
from indexer.records import UnitTerms, entries_of, passage, with_passages, with_versions
from indexer.sources import Failure, FileSource
from indexer.work_records import record_of, versions_of
from indexer.works import Version, Work, assemble, wanted

_Readings = list[tuple[FileSource, SourceFile, Sequence[Expression]]]
#: What is known of an expression by the identity of its provisions: terms, and maybe passages.
_Known = dict[int, tuple[Sequence[UnitTerms], IndexedPassages | None]]


@dataclass(frozen=True, kw_only=True)
class Staged:
    """What was given to the writer. ``kept``: places of files whose versions are as they were."""

    work: Work
    entries: int
    kept: tuple[str, ...]
    failures: tuple[Failure, ...]


def stage(
    gathered: Gathered, reader: EngineReader | None, writer: EngineWriter, encoder: Encoder
) -> Staged | None:
    """Stage one work; None where there is nothing to change. Raises ``EngineError``."""
    if gathered.unchanged or not (gathered.read or gathered.plan.drops):
        return None
    kept = _kept(gathered, reader)
    readings = _in_order(gathered, kept)
    if not readings:
        return None
    work = assemble(gathered.plan.source, readings)
    unused = _unused(work, gathered.read)
    files = {file.place: file for file in work.files if file not in unused}
    work = replace(work, files=tuple(files.values()))
    entries = _entries(work, gathered.read, encoder)
    aligned = align_work(work, encoder)
    writer.replace(record_of(work, gathered.fingerprint, len(entries), aligned), entries)
    return Staged(
        work=work,
        entries=len(entries),
        kept=tuple(file.place for _, file, _ in kept),
        failures=tuple(_failure(work, file) for file in unused),
    )


def kept_notes(work: str, places: Collection[str]) -> list[Failure]:
    """What there is to say of versions that are kept, a sentence each."""
    return [
        Failure(
            path=work,
            reason=f"{shown(path_of(place))} is gone; its version is kept until you index with "
            "--prune."
            if is_gone(place)
            else f"{shown(path_of(place))} was not read; its version is kept as it was.",
        )
        for place in places
    ]


def _kept(gathered: Gathered, reader: EngineReader | None) -> _Readings:
    """The versions that stay as they are indexed: those of files that fail, and of files that are
    gone, unless another file gives the same version now."""
    plan = gathered.plan
    if plan.known is None or reader is None:
        return []
    read = {one.file.place for one in gathered.read}
    failed = {place_of(file.path) for file in plan.source.files} - read
    places = {*plan.keeps, *failed.intersection(plan.known.digests)}
    record = reader.work(plan.source.id) if places else None
    if record is None:
        return []
    given = {
        (item.language, item.script)
        for one in gathered.read
        for item in wanted(one.source, one.analysed.reading.expressions)
    }
    kept: _Readings = []
    for source, file, expressions in versions_of(record, places):
        left = [item for item in expressions if (item.language, item.script) not in given]
        if left:
            kept.append((source, file, left))
    return kept


def _in_order(gathered: Gathered, kept: _Readings) -> _Readings:
    """What was read and what is kept, in the order of the work's files; those gone come last."""
    readings: _Readings = [
        (one.source, one.file, one.analysed.reading.expressions) for one in gathered.read
    ]
    places = [place_of(file.path) for file in gathered.plan.source.files]
    order = {place: number for number, place in enumerate(places)}
    return sorted([*readings, *kept], key=lambda one: order.get(one[1].place, len(order)))


def _unused(work: Work, read: Sequence[FileRead]) -> list[SourceFile]:
    """Files with text of which no version was made, since others give the same versions."""
    used = {version.file.place for version in work.versions}
    return [
        one.file for one in read if one.analysed.reading.expressions and one.file.place not in used
    ]


def _failure(work: Work, file: SourceFile) -> Failure:
    return Failure(
        path=str(file.path),
        reason=f"Its text is not searched: another file gives the same version of the work "
        f"{work.id}. Give it a name that is not another's but for the language, or take it out.",
    )


def _entries(work: Work, read: Sequence[FileRead], encoder: Encoder) -> list[Entry]:
    """All entries of a work, with vectors: those from the children, and those still to make."""
    known = _analysed(read)
    entries: list[Entry] = []
    for version in work.versions:
        terms, encoded = known.get(id(version.expression.provisions), (None, None))
        made = _version_entries(work, version, terms)
        if encoded is None:
            encoded = encoder.index_passages(list(map(passage, made)))
        entries += with_passages(made, encoded)
    return with_clauses(with_versions(entries))


def _analysed(read: Sequence[FileRead]) -> _Known:
    """What the children found, for each expression; an expression may be relabelled on the way to
    its work, but its provisions stay the very same."""
    known: _Known = {}
    for one in read:
        analysed = one.analysed
        passages = analysed.passages or [None] * len(analysed.terms)
        for item, terms, encoded in zip(
            analysed.reading.expressions, analysed.terms, passages, strict=True
        ):
            known[id(item.provisions)] = (terms, encoded)
    return known


def _version_entries(
    work: Work, version: Version, terms: Sequence[UnitTerms] | None
) -> list[Entry]:
    return entries_of(
        work.id,
        version.expression,
        version.language,
        version.metadata,
        work.parties,
        {
            "path": str(version.file.path),
            "sha256": version.file.sha256,
            "confidence": version.file.confidence,
            "origin": version.origin,
        },
        work.access,
        terms,
        [other.metadata.title for other in work.versions],
    )
