"""The readings of a work's files and its `work.toml` → one work: expressions, metadata, parties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analyzers.languages import LANGUAGES
from indexer import work_parties
from indexer.models import Expression, Metadata, Party, SourceFile
from indexer.records import language_key
from indexer.sources import FileSource, WorkSource


@dataclass(frozen=True, kw_only=True)
class Version:
    """One expression of a work in place: its LANG in addresses, its metadata, its file."""

    language: str
    expression: Expression
    metadata: Metadata
    file: SourceFile
    origin: str


@dataclass(frozen=True, kw_only=True)
class Work:
    """A work, whole. ``notes`` are sentences about what was left out or doubted."""

    id: str
    versions: tuple[Version, ...]
    parties: tuple[Party, ...]
    files: tuple[SourceFile, ...]
    access: str
    notice: str
    notes: tuple[str, ...]


def assemble(
    source: WorkSource, readings: Sequence[tuple[FileSource, SourceFile, Sequence[Expression]]]
) -> Work:
    """Put a work together. Where two files hold one language and script, the first counts."""
    chosen: dict[tuple[str, str], tuple[Expression, FileSource, SourceFile]] = {}
    notes: list[str] = []
    for file_source, file, expressions in readings:
        notes += [f"{file.path.name}: {warning}" for warning in file.warnings]
        for expression in wanted(file_source, expressions):
            key = (expression.language, expression.script)
            if key in chosen:
                notes.append(f"{file.path.name}: {'-'.join(key)} is taken from another file.")
                continue
            chosen[key] = (expression, file_source, file)
    expressions = [expression for expression, _, _ in chosen.values()]
    parties = _parties(source.table, expressions)
    versions = tuple(
        Version(
            language=language_key(expression, expressions),
            expression=expression,
            metadata=_metadata(source.table, expression, expressions),
            file=file,
            origin=file_source.origin,
        )
        for expression, file_source, file in chosen.values()
    )
    return Work(
        id=source.id,
        versions=versions,
        parties=parties,
        files=tuple(file for _, file, _ in readings),
        access=str(source.table.get("access", "public")),
        notice=str(source.table.get("notice", "")),
        notes=tuple(notes),
    )


def wanted(source: FileSource, expressions: Sequence[Expression]) -> list[Expression]:
    """The expressions a file is known to hold; the one with the most text where nothing is said
    of a second language that is only quoted in it."""
    if source.languages:
        named = [item for item in expressions if item.language in source.languages]
        if source.script:
            named = [
                replace(item, script=source.script) if item.language == "zh" else item
                for item in named
            ]
        return named or list(expressions[:1])
    return list(expressions)


def _parties(table: Mapping[str, Any], expressions: Sequence[Expression]) -> tuple[Party, ...]:
    if table.get("parties"):
        return work_parties.given(table["parties"])
    ordered = sorted(expressions, key=lambda item: ("en", "zh", "km").index(item.language))
    return work_parties.merged([(item.language, item.metadata.parties) for item in ordered])


def _metadata(
    table: Mapping[str, Any], expression: Expression, siblings: Sequence[Expression]
) -> Metadata:
    """What `work.toml` says, else what the version's own text says, else what another's says."""
    own = expression.metadata
    for other in siblings:
        own = _filled(own, other.metadata)
    given: dict[str, Any] = {
        name: str(table[name])
        for name in ("type", "signed", "in_force", "place", "prevailing", "status")
        if table.get(name)
    }
    titles = table.get("title")
    if isinstance(titles, Mapping):
        tag = LANGUAGES[expression.language].tag(expression.script)
        title = titles.get(tag) or titles.get(expression.language)
        if title:
            given["title"] = str(title)
    elif titles:
        given["title"] = str(titles)
    if table.get("authentic"):
        given["authentic"] = tuple(map(str, table["authentic"]))
    return replace(own, **given)


def _filled(metadata: Metadata, other: Metadata) -> Metadata:
    """``metadata`` with its gaps filled from another version, the title and parties apart."""
    names = ("type", "signed", "in_force", "place", "authentic", "prevailing", "status")
    gaps = {name: getattr(other, name) for name in names if not getattr(metadata, name)}
    return replace(metadata, **gaps)
