"""A work ↔ the record that the index keeps of it, from which a version can be read back."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from indexer.align_works import AlignedWork
from indexer.engine.base import WorkRecord
from indexer.models import (
    Expression,
    Metadata,
    Segment,
    SourceFile,
    pack_beads,
    provisions_of,
)
from indexer.records import tree
from indexer.sources import FileSource
from indexer.works import Version, Work


def record_of(work: Work, fingerprint: str, entries: int, aligned: AlignedWork) -> WorkRecord:
    """The record of a work with so many entries. ``fingerprint`` tells whether it has changed."""
    return WorkRecord(
        id=work.id,
        entries=entries,
        stored={
            "id": work.id,
            "fingerprint": fingerprint,
            "access": work.access,
            "notice": work.notice,
            "notes": list(work.notes),
            "parties": [
                {"key": party.key, "names": dict(party.names), "also": list(party.also)}
                for party in work.parties
            ],
            "files": [_file_record(file) for file in work.files],
            "expressions": [
                _expression_record(version, segments)
                for version, segments in zip(work.versions, aligned.segments, strict=True)
            ],
            "alignments": [
                {"a": a, "b": b, "beads": pack_beads(beads)}
                for (a, b), beads in aligned.beads.items()
            ],
        },
    )


def _file_record(file: SourceFile) -> dict[str, Any]:
    return {
        "path": str(file.path),
        "absolute": file.place,
        "sha256": file.sha256,
        "media_type": file.media_type,
        "pages": file.pages,
        "confidence": file.confidence,
        "warnings": list(file.warnings),
    }


def _expression_record(version: Version, segments: Sequence[Segment]) -> dict[str, Any]:
    """``own`` is what the version's text says of itself, before anything overrides it."""
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
        "own": asdict(version.expression.metadata),
        "provisions": tree(version.expression.provisions),
        "segments": [[one.unit, one.eid, one.start, one.end] for one in segments],
    }


def versions_of(
    record: WorkRecord, places: Collection[str]
) -> Iterator[tuple[FileSource, SourceFile, list[Expression]]]:
    """What was read of the files at ``places``, in the order of the record, as it would be read
    again: text and numbers of provisions, with the rectangles that they stand in."""
    for file in record.stored["files"]:
        if file["absolute"] not in places:
            continue
        rows = [row for row in record.stored["expressions"] if row["file"] == file["path"]]
        origin = rows[0]["origin"] if rows else ""
        yield (
            FileSource(path=Path(file["path"]), origin=origin),
            _source_file(file),
            [_expression(row) for row in rows],
        )


def _source_file(file: Mapping[str, Any]) -> SourceFile:
    return SourceFile(
        path=Path(file["path"]),
        place=file["absolute"],
        sha256=file["sha256"],
        media_type=file["media_type"],
        pages=file["pages"],
        confidence=file["confidence"],
        warnings=tuple(file["warnings"]),
    )


def _expression(row: Mapping[str, Any]) -> Expression:
    own = row["own"]
    tuples = {name: tuple(own[name]) for name in ("parties", "authentic")}
    return Expression(
        language=row["lang"],
        script=row["script"],
        metadata=Metadata(**{**own, **tuples}),
        provisions=provisions_of(row["provisions"]),
    )
