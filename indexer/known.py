"""What the index holds of works already, as far as deciding what to do next needs it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.engine.base import EngineReader
from indexer.places import is_gone, named_place, path_of, place_of
from indexer.sources import WorkSource


@dataclass(frozen=True, slots=True)
class KnownWork:
    """A work that is indexed: what tells whether it has changed, and its files by their place
    (``places.place_of``) with the SHA-256 of what was read of each."""

    fingerprint: str
    digests: Mapping[str, str]


def known_works(reader: EngineReader) -> dict[str, KnownWork]:
    """Every work of an index by id. Texts are let go of one by one. Raises ``EngineError``."""
    return {
        work.id: KnownWork(
            str(work.stored.get("fingerprint", "")),
            {str(file["absolute"]): str(file["sha256"]) for file in work.stored["files"]},
        )
        for work in reader.works()
    }


def under(paths: Sequence[Path]) -> Callable[[str], bool]:
    """A test of whether a place lies at or under one of ``paths``."""
    roots = [path_of(place_of(path)) for path in paths]
    return lambda place: any(path_of(place).is_relative_to(root) for root in roots)


def gone_works(known: Mapping[str, KnownWork], asked: Callable[[str], bool]) -> list[str]:
    """Ids of works of which every file was read from where ``asked`` holds, and is gone."""
    return sorted(
        work
        for work, stored in known.items()
        if stored.digests
        and all(asked(place) for place in stored.digests)
        and all(is_gone(place) for place in stored.digests)
    )


def absorbed_works(known: Mapping[str, KnownWork], sources: Sequence[WorkSource]) -> list[str]:
    """Ids of works that are no source any more, of which every file belongs to one now."""
    present = {source.id for source in sources}
    claimed = {place_of(file.path) for source in sources for file in source.files}
    return sorted(
        work
        for work, stored in known.items()
        if work not in present and stored.digests and claimed.issuperset(stored.digests)
    )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to do with one work: its source, what is known of it, and the places of versions that
    stay as they are though ``source`` has no such file. ``drops``: some versions are to go."""

    source: WorkSource
    known: KnownWork | None
    keeps: tuple[str, ...] = ()
    drops: bool = False


def plans(
    sources: Sequence[WorkSource],
    known: Mapping[str, KnownWork],
    pruned: Callable[[str], bool],
) -> list[Plan]:
    """A plan a source, in order. ``pruned`` says of a place whose file is gone that its version
    is to go as well; without that nothing goes because a file is missing."""
    claimed = {place_of(file.path) for source in sources for file in source.files}
    return [_plan(source, known.get(source.id), claimed, pruned) for source in sources]


def _plan(
    source: WorkSource,
    known: KnownWork | None,
    claimed: Collection[str],
    pruned: Callable[[str], bool],
) -> Plan:
    """A version goes when its file belongs to another work now, or its table lists it no more."""
    if known is None:
        return Plan(source=source, known=None)
    own = {place_of(file.path) for file in source.files}
    others = [place for place in known.digests if place not in own]
    listed = set(map(named_place, source.missing))
    keeps = tuple(
        place
        for place in others
        if place not in claimed
        and (source.table_path is None or place in listed or is_gone(place))
        and not (is_gone(place) and pruned(place))
    )
    return Plan(source=source, known=known, keeps=keeps, drops=len(keeps) < len(others))
