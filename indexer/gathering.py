"""One work's files → what is in them, each read in a child process; or that nothing has changed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.analysis import Analysed, analyse_file
from indexer.encoder import Encoder
from indexer.extract import ExtractionError
from indexer.extract.sandbox import ExtractLimits, run_limited
from indexer.known import Plan
from indexer.models import SourceFile
from indexer.places import place_of, sha256_of, shown
from indexer.sources import Failure, FileSource, WorkSource

#: Raise it when analysis, structure or records change, so that unchanged files are read again.
PIPELINE_VERSION = 6


@dataclass(frozen=True, kw_only=True)
class FileRead:
    """A file of a work with what is in it."""

    source: FileSource
    file: SourceFile
    analysed: Analysed


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What there is of one work: files read, in its order, and files that failed. ``fingerprint``
    is of the former. ``unchanged``: the index has all that can be read, and nothing was read."""

    plan: Plan
    fingerprint: str = ""
    read: tuple[FileRead, ...] = ()
    failures: tuple[Failure, ...] = ()
    unchanged: bool = False


def gather(plan: Plan, encoder: Encoder | None, limits: ExtractLimits) -> Gathered:
    """Read the files of a work, unless all are as they are indexed. What failed before is tried
    again. ``encoder`` encodes in the children; without one vectors are left out. Never raises:
    whatever goes wrong is a failure of this work."""
    try:
        return _gather(plan, encoder, limits)
    except Exception as error:
        return Gathered(plan=plan, failures=(unexpected(plan.source, error),))


def unexpected(source: WorkSource, error: Exception) -> Failure:
    """The failure of a whole work, for a reason that nobody has foreseen."""
    return Failure(
        path=shown(source.table_path or source.files[0].path),
        reason=f"The work {source.id} could not be indexed ({type(error).__name__}: {error})"[:300]
        + "; what the index has of it is unchanged. Please report this, with the file.",
    )


def _gather(plan: Plan, encoder: Encoder | None, limits: ExtractLimits) -> Gathered:
    files = plan.source.files
    same = _unchanged(plan)
    if len(same) == len(files):
        return Gathered(plan=plan, unchanged=True)
    results = {place: _read(files[place], encoder, limits) for place in _without(files, same)}
    if same and not any(isinstance(result, FileRead) for result in results.values()):
        failed = tuple(result for result in results.values() if isinstance(result, Failure))
        return Gathered(plan=plan, failures=failed, unchanged=True)
    results |= {place: _read(files[place], encoder, limits) for place in same}
    ordered = [results[place] for place in sorted(results)]
    read = tuple(result for result in ordered if isinstance(result, FileRead))
    return Gathered(
        plan=plan,
        fingerprint=_fingerprint(plan.source, {one.file.place: one.file.sha256 for one in read}),
        read=read,
        failures=tuple(result for result in ordered if isinstance(result, Failure)),
    )


def _without(files: tuple[FileSource, ...], positions: Iterable[int]) -> list[int]:
    return [place for place in range(len(files)) if place not in set(positions)]


def _unchanged(plan: Plan) -> list[int]:
    """Positions of files whose bytes are those that are indexed; none where anything else that
    the work is made from has changed."""
    known = plan.known
    if known is None or not known.fingerprint or plan.drops:
        return []
    places = [place_of(file.path) for file in plan.source.files]
    digests = [sha256_of(file.path) for file in plan.source.files]
    same = [
        position
        for position, (place, digest) in enumerate(zip(places, digests, strict=True))
        if digest and known.digests.get(place) == digest
    ]
    indexed = _fingerprint(plan.source, {places[one]: digests[one] for one in same})
    return same if indexed == known.fingerprint else []


def _read(source: FileSource, encoder: Encoder | None, limits: ExtractLimits) -> FileRead | Failure:
    try:
        analysed = run_limited(analyse_file, (source.path, encoder), limits)
    except ExtractionError as error:
        return Failure(path=shown(source.path), reason=str(error))
    reading = analysed.reading
    file = SourceFile(
        path=Path(shown(source.path)),
        place=place_of(source.path),
        sha256=reading.sha256,
        media_type=reading.media_type,
        pages=reading.pages,
        confidence=reading.confidence,
        warnings=reading.warnings,
    )
    return FileRead(source=source, file=file, analysed=analysed)


def _fingerprint(source: WorkSource, digests: Mapping[str, str]) -> str:
    """Tells whether anything a work is made from has changed, its files' places included."""
    parts = [str(PIPELINE_VERSION), source.table_sha256]
    parts += [f"{place}\0{digest}" for place, digest in digests.items()]
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()
