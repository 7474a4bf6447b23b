"""The clause types of one provision: labels, reasons, corrections. No Flask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyzers.clause_types_list import ClauseType, clause_types
from indexer.engine.base import EngineReader
from search_app.clauses.corrections import Recorded, recorded
from search_app.clauses.reader import hashes_of
from search_app.clauses.store import ClauseCorrectionStore
from search_app.work_tree import Place, WorkView


@dataclass(frozen=True, kw_only=True)
class Why:
    """What spoke for a label: the words, in which language, in the heading or text; ``concept`` is
    the termbase's that they name, or ""."""

    language: str
    place: str
    found: str
    concept: str


@dataclass(frozen=True, kw_only=True)
class Label:
    """A label of a provision. ``kind`` is None for one that this version does not know;
    ``corrected``: an editor set it."""

    clause: str
    kind: ClauseType | None
    confidence: float
    corrected: bool
    reasons: Sequence[Why]


def labels_in(stored: Mapping[str, Any]) -> list[Label]:
    """The labels that an entry shows, the main one first."""
    return [
        Label(
            clause=one["clause"],
            kind=clause_types().get(one["clause"]),
            confidence=float(one["confidence"]),
            corrected=bool(one.get("corrected", False)),
            reasons=[
                Why(
                    language=why["lang"],
                    place=why["place"],
                    found=why["found"],
                    concept=why["concept"],
                )
                for why in one.get("reasons", ())
            ],
        )
        for one in stored.get("clauses", ())
    ]


def label_json(one: Label) -> dict[str, Any]:
    """A label as the API gives it."""
    return {
        "clause": one.clause,
        "confidence": one.confidence,
        "corrected": one.corrected,
        "untoc": list(one.kind.untoc) if one.kind else [],
        "uncac": list(one.kind.uncac) if one.kind else [],
        "reasons": [
            {"lang": why.language, "place": why.place, "found": why.found, "concept": why.concept}
            for why in one.reasons
        ],
    }


@dataclass(frozen=True, kw_only=True)
class ProvisionClauses:
    """What is known of the subjects of a citable provision: ``key`` is ``WORK/EID``, ``texts`` the
    hash of each of its versions' texts by id, ``history`` its corrections, the newest first."""

    key: str
    place: Place
    labels: Sequence[Label]
    texts: Mapping[str, str]
    history: Sequence[Recorded]

    @property
    def seen(self) -> str:
        """The id of the correction that was made last and not taken back, "" for none."""
        made = (one.correction for one in self.history)
        return next((one.id for one in made if not one.withdrawn_at), "")


def unit_of(view: WorkView, eid: str) -> Place | None:
    """The citable provision that ``eid`` is or lies in, in the first version that has it."""
    for version in view.versions:
        place = view.place(version, eid)
        if place is not None:
            return view.place(version, place.unit.eid)
    return None


def clauses_of(
    place: Place, reader: EngineReader, store: ClauseCorrectionStore
) -> ProvisionClauses:
    """The subjects of the citable provision at a place. Raises ``EngineError``,
    ``DatabaseError``."""
    key = f"{place.work}/{place.unit.eid}"
    ids = version_ids(place)
    stored = [one for one in reader.entries(ids) if one is not None]
    corrections = store.all(key)
    known = [name for one in corrections for name in one.texts]
    return ProvisionClauses(
        key=key,
        place=place,
        labels=labels_in(stored[0]) if stored else [],
        texts=hashes_of(reader, ids),
        history=recorded(corrections, hashes_of(reader, known)),
    )


def version_ids(place: Place) -> list[str]:
    """The ids of the citable provision at a place in every version that has it."""
    shown = place.view.place(place.version, place.unit.eid)
    assert shown is not None
    return [shown.id, *(other.id for other in shown.others)]
