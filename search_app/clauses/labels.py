"""What clause types are called, and how many provisions have each. No Flask."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analyzers.clause_types_list import ClauseType, clause_groups, clause_types
from indexer.engine.base import AllOf, EngineReader, SearchRequest

#: Where the English name stands for one that a language lacks.
_ELSE = "en"


def clause_label(key: str, tag: str) -> str:
    """What a clause type is called in an interface language, by its BCP 47 tag; the key itself for
    one that this version does not know."""
    kind = clause_types().get(key)
    return key if kind is None else kind.labels.get(tag, kind.labels[_ELSE])


@dataclass(frozen=True, kw_only=True)
class ListedType:
    """A clause type and how many provisions have it, the versions of one counted once."""

    kind: ClauseType
    count: int


@dataclass(frozen=True, kw_only=True)
class ListedGroup:
    """The types of one group, in their order; ``names`` by BCP 47 tag."""

    key: str
    names: Mapping[str, str]
    types: tuple[ListedType, ...]


def listed(reader: EngineReader) -> list[ListedGroup]:
    """Every type in its group, with how many provisions of an index have it. Raises
    ``EngineError``."""
    response = reader.search(
        SearchRequest(query=AllOf(()), size=0, collapse=True, facets=("clause",))
    )
    return grouped(response.facets["clause"])


def grouped(counts: Mapping[str, int]) -> list[ListedGroup]:
    """Every type in its group, with its count, 0 where there is none."""
    return [
        ListedGroup(
            key=key,
            names=names,
            types=tuple(
                ListedType(kind=kind, count=counts.get(kind.key, 0))
                for kind in clause_types().values()
                if kind.group == key
            ),
        )
        for key, names in clause_groups().items()
    ]


def types_json(groups: list[ListedGroup]) -> dict[str, Any]:
    """The list as the API and the command give it."""
    return {
        "clauses": [
            {
                "clause": one.kind.key,
                "group": group.key,
                "labels": dict(one.kind.labels),
                "about": dict(one.kind.about),
                "untoc": list(one.kind.untoc),
                "uncac": list(one.kind.uncac),
                "count": one.count,
            }
            for group in groups
            for one in group.types
        ]
    }
