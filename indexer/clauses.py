"""The clause types of a work's provisions: what ``analyzers.clause_types`` says of its entries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analyzers.clause_types import ClauseLabel, Version, label
from indexer.engine.base import Entry

#: Characters kept of the words that spoke for a label.
FOUND = 80


def version_of(stored: Mapping[str, Any]) -> Version:
    """What an entry keeps of a provision in one language, as it is to be judged."""
    heading = str(stored["heading"])
    text = str(stored["text"])
    return Version(
        language=stored["lang"],
        heading=heading,
        text=text[len(heading) :].lstrip("\n") if heading else text,
        kind=stored["kind"],
    )


def labels_of(versions: Iterable[Mapping[str, Any]]) -> tuple[ClauseLabel, ...]:
    """The labels of a provision by what is kept of its versions, which are judged together."""
    return label(version_of(stored) for stored in versions)


def label_json(found: ClauseLabel) -> dict[str, Any]:
    """A label as an entry keeps it: the clause type, how sure it is, and what spoke for it."""
    return {
        "clause": found.clause,
        "confidence": found.confidence,
        "reasons": [
            {
                "lang": one.language,
                "place": one.place,
                "found": one.found[:FOUND],
                "concept": one.concept,
            }
            for one in found.reasons
        ],
    }


def with_clauses(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a work, each with the clause types of its provision: the same in every
    language, the main one first."""
    by_key: dict[str, list[Entry]] = {}
    for entry in entries:
        by_key.setdefault(entry.key, []).append(entry)
    found = {key: labels_of(entry.stored for entry in versions) for key, versions in by_key.items()}
    return [_labelled(entry, found[entry.key]) for entry in entries]


def _labelled(entry: Entry, labels: Sequence[ClauseLabel]) -> Entry:
    return replace(
        entry,
        keywords={**entry.keywords, "clause": [one.clause for one in labels]},
        stored={
            **entry.stored,
            "clauses": [label_json(one) for one in labels],
        },
    )
