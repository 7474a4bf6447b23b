"""The stages composed: paths in, an index out, with a report of what was done and what failed."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from indexer.discover import Failure, FileSource, WorkSource, discover
from indexer.encoder import Encoder
from indexer.engine.base import EngineReader, EngineWriter, Entry, WorkRecord
from indexer.extract import ExtractionError
from indexer.extract.sandbox import ExtractLimits, run_limited
from indexer.models import SourceFile
from indexer.reading import Reading, read_file
from indexer.records import entries_of, passage, tree, with_versions
from indexer.works import Version, Work, assemble

#: Raise it when analysis or structure changes, so that unchanged files are read again.
PIPELINE_VERSION = 1
#: Entries staged before a commit: work lost by a crash is at most this much.
COMMIT_ENTRIES = 2_000


@dataclass(kw_only=True)
class Report:
    """What an indexing run did. Counts are of works, expressions and provisions written."""

    works: int = 0
    expressions: int = 0
    provisions: int = 0
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    notes: list[Failure] = field(default_factory=list)
    seconds: float = 0.0


Progress = Callable[[int, int, str], None]


def index_paths(
    paths: Sequence[Path],
    writer: EngineWriter,
    reader: EngineReader | None,
    encoder: Encoder,
    *,
    limits: ExtractLimits,
    jobs: int,
    prune: bool = False,
    progress: Progress = lambda done, total, name: None,
) -> Report:
    """Index what is under ``paths``.

    ``reader`` sees the index as it was (None for a new one). Works whose files, table and pipeline
    version are unchanged are left alone. ``prune`` removes works that were read from under
    ``paths`` and are there no more. ``progress`` gets works done, works in all, and the last id.
    Raises ``FileNotFoundError`` for a path that is not there; ``EngineError`` from the writer.
    """
    started = time.perf_counter()
    found = discover(paths)
    report = Report(failed=list(found.failures), skipped=list(found.skipped))
    known = {work.id: work.stored for work in reader.works()} if reader else {}
    sources = _with_stable_ids(found.works, known)
    staged = 0
    for done, outcome in zip(count(1), _read_all(sources, known, limits, jobs), strict=False):
        staged += _stage(outcome, known, writer, encoder, report)
        if staged >= COMMIT_ENTRIES:
            writer.commit()
            staged = 0
        progress(done, len(sources), outcome.source.id)
    if prune:
        report.removed = _gone(known, sources, paths)
        writer.delete(report.removed)
    if staged or report.removed:
        writer.commit()
    report.seconds = round(time.perf_counter() - started, 3)
    return report


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    source: WorkSource
    fingerprint: str
    readings: tuple[tuple[FileSource, SourceFile, Reading], ...] = ()
    failures: tuple[Failure, ...] = ()
    unchanged: bool = False


def _read_all(
    sources: Sequence[WorkSource],
    known: Mapping[str, Mapping[str, Any]],
    limits: ExtractLimits,
    jobs: int,
) -> Iterator[_Outcome]:
    """Outcomes in the order of ``sources``; ``jobs`` child processes are kept busy."""
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        yield from pool.map(lambda source: _read(source, known.get(source.id), limits), sources)


def _read(source: WorkSource, known: Mapping[str, Any] | None, limits: ExtractLimits) -> _Outcome:
    digests: list[tuple[FileSource, str]] = []
    failures: list[Failure] = []
    for file in source.files:
        try:
            digests.append((file, _sha256(file.path)))
        except OSError as error:
            failures.append(
                Failure(path=str(file.path), reason=f"It cannot be read: {error.strerror}.")
            )
    fingerprint = _fingerprint(source, digests)
    if known and not failures and known.get("fingerprint") == fingerprint:
        return _Outcome(source=source, fingerprint=fingerprint, unchanged=True)
    readings = []
    for file, digest in digests:
        try:
            reading = run_limited(read_file, file.path, limits)
        except ExtractionError as error:
            failures.append(Failure(path=str(file.path), reason=str(error)))
            continue
        readings.append((file, _source_file(file, digest, reading), reading))
    return _Outcome(
        source=source,
        fingerprint=fingerprint,
        readings=tuple(readings),
        failures=tuple(failures),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _fingerprint(source: WorkSource, digests: Sequence[tuple[FileSource, str]]) -> str:
    """Tells whether anything a work is made from has changed, its files' places included."""
    parts = [str(PIPELINE_VERSION)]
    if source.table_path:
        parts.append(_sha256(source.table_path))
    parts += [f"{file.path.resolve()}\0{digest}" for file, digest in digests]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _source_file(file: FileSource, digest: str, reading: Reading) -> SourceFile:
    return SourceFile(
        path=file.path,
        sha256=digest,
        media_type=reading.media_type,
        pages=reading.pages,
        confidence=reading.confidence,
        warnings=reading.warnings,
    )


def _stage(
    outcome: _Outcome,
    known: Mapping[str, Mapping[str, Any]],
    writer: EngineWriter,
    encoder: Encoder,
    report: Report,
) -> int:
    """Stage one work; how many entries it has. A work that is indexed already and of which a file
    now fails is kept as it was: nothing that could be found is lost."""
    report.failed += outcome.failures
    if outcome.unchanged:
        report.unchanged += 1
        return 0
    kept = outcome.failures and outcome.source.id in known
    if kept or not outcome.readings:
        return 0
    work = assemble(
        outcome.source,
        [(source, file, reading.expressions) for source, file, reading in outcome.readings],
    )
    report.notes += [Failure(path=work.id, reason=note) for note in work.notes]
    entries = with_versions(
        [entry for version in work.versions for entry in _version_entries(work, version)]
    )
    vectors = encoder.encode_passages([passage(entry) for entry in entries])
    entries = [
        replace(entry, vector=vector) for entry, vector in zip(entries, vectors, strict=True)
    ]
    fingerprint = "" if outcome.failures else outcome.fingerprint
    writer.replace(_record(work, fingerprint, len(entries)), entries)
    report.works += 1
    report.expressions += len(work.versions)
    report.provisions += len(entries)
    return len(entries) or 1


def _version_entries(work: Work, version: Version) -> list[Entry]:
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
    )


def _record(work: Work, fingerprint: str, entries: int) -> WorkRecord:
    return WorkRecord(
        id=work.id,
        entries=entries,
        stored={
            "id": work.id,
            "fingerprint": fingerprint,
            "access": work.access,
            "notice": work.notice,
            "notes": list(work.notes),
            "parties": [{"key": party.key, "names": dict(party.names)} for party in work.parties],
            "files": [
                {
                    "path": str(file.path),
                    "absolute": str(file.path.resolve()),
                    "sha256": file.sha256,
                    "media_type": file.media_type,
                    "pages": file.pages,
                    "confidence": file.confidence,
                    "warnings": list(file.warnings),
                }
                for file in work.files
            ],
            "expressions": [_expression_record(version) for version in work.versions],
        },
    )


def _expression_record(version: Version) -> dict[str, Any]:
    metadata = version.metadata
    return {
        "lang": version.expression.language,
        "script": version.expression.script,
        "address": version.language,
        "origin": version.origin,
        "file": str(version.file.path),
        "title": metadata.title,
        "type": metadata.type,
        "signed": metadata.signed,
        "in_force": metadata.in_force,
        "place": metadata.place,
        "authentic": list(metadata.authentic),
        "prevailing": metadata.prevailing,
        "status": metadata.status,
        "provisions": tree(version.expression.provisions),
    }


def _with_stable_ids(
    sources: Sequence[WorkSource], known: Mapping[str, Mapping[str, Any]]
) -> list[WorkSource]:
    """Sources under the ids they were indexed with: a file keeps its work's id, and a new file
    never takes over the id of another place's work."""
    homes = {file["absolute"]: work for work, stored in known.items() for file in stored["files"]}
    taken: set[str] = set()
    result = []
    for source in sources:
        places = [str(file.path.resolve()) for file in source.files]
        identity = next((homes[place] for place in places if place in homes), "") or source.id
        foreign = identity in known and not any(homes.get(place) == identity for place in places)
        if foreign and _files_remain(known[identity]):
            digest = hashlib.sha256(places[0].encode("utf-8", "surrogateescape")).hexdigest()
            identity = f"{source.id}-{digest[:8]}"
        if identity in taken:
            identity = source.id
        taken.add(identity)
        result.append(replace(source, id=identity))
    return result


def _files_remain(stored: Mapping[str, Any]) -> bool:
    return any(Path(file["absolute"]).exists() for file in stored["files"])


def _gone(
    known: Mapping[str, Mapping[str, Any]], sources: Sequence[WorkSource], paths: Sequence[Path]
) -> list[str]:
    """Ids of works that were read from under ``paths`` and whose files are all gone."""
    present = {source.id for source in sources}
    roots = [path.resolve() for path in paths]
    return sorted(
        work
        for work, stored in known.items()
        if work not in present
        and not _files_remain(stored)
        and all(
            any(Path(file["absolute"]).is_relative_to(root) for root in roots)
            for file in stored["files"]
        )
    )
