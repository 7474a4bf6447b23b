"""The list of clause types, from ``lexicons/clause_types.toml``: what there is, by what names."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: The type of what is about something else.
OTHER = "other"

#: Names of a type or group by BCP 47 tag.
Names = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ClauseType:
    """A subject that provisions have. ``labels`` and ``about`` by BCP 47 tag; ``untoc`` and
    ``uncac`` the articles of the two conventions that correspond; ``group`` what it is listed
    under; ``concepts`` ids of the termbase that name it. A ``whole`` one is about a provision as a
    whole: it goes with no further label, and is none. ``covers``: what it speaks of anyway, so
    that none of these is a further label beside it. ``sentences``: how many sentences of one
    version have to speak for it where it is a further label that no heading names."""

    key: str
    group: str
    labels: Names
    about: Names
    untoc: Sequence[str]
    uncac: Sequence[str]
    concepts: Sequence[str]
    whole: bool
    covers: Sequence[str]
    sentences: int


def clause_types() -> Mapping[str, ClauseType]:
    """Every type by its key, in the order they are listed, ``other`` last."""
    return _table()[0]


def clause_groups() -> Mapping[str, Names]:
    """The names of the groups that types are listed in, by their keys, in order."""
    return _table()[1]


def lexicon(name: str) -> str:
    """The text of a file of the package's lexicons."""
    return resources.files("analyzers").joinpath("lexicons", name).read_text("utf-8")


@cache
def _table() -> tuple[Mapping[str, ClauseType], Mapping[str, Names]]:
    table = tomllib.loads(lexicon("clause_types.toml"))
    types = {
        key: ClauseType(
            key=key,
            group=row["group"],
            labels=row["label"],
            about=row["about"],
            untoc=row["untoc"],
            uncac=row["uncac"],
            concepts=row["concepts"],
            whole=row.get("whole", False),
            covers=row.get("covers", ()),
            sentences=row.get("sentences", 1),
        )
        for key, row in table["types"].items()
    }
    return types, table["groups"]
