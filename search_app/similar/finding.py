"""Which provisions of other works are most alike: two legs for each version, fused. No Flask."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from analyzers.languages import TAGS
from indexer.engine.base import EngineReader, SearchRequest, SearchResponse
from indexer.models import language_of
from search_app.catalogue import Catalogue
from search_app.fusion import fuse
from search_app.searcher import Searcher
from search_app.semantic import rescored
from search_app.similar.asking import Version, versions_of
from search_app.similar.options import SimilarOptions
from search_app.similar.reasons import Reasons, reasons_of
from search_app.work_tree import Place

#: Entries that each leg gives for a version of the provision; a provision has one in each of its
#: languages. What is near in meaning is scored again by its tokens, so more of it is looked at.
KEYWORD_DEPTH, SEMANTIC_DEPTH = 150, 200
#: Reciprocal rank fusion: what a leg weighs and its constant.
WEIGHTS: Mapping[str, float] = {"keyword": 1.0, "semantic": 0.5}
CONSTANT = 4.0
#: Legs in the order in which they are told.
LEGS = tuple(WEIGHTS)


@dataclass(frozen=True, kw_only=True)
class SimilarProvision:
    """A provision of another work in the version shown. ``stored`` is what the index keeps of it,
    its other versions' ids in ``versions``; ``legs`` is its best rank in each leg or None;
    ``nearness`` 0..100 says how near in meaning it is (see ``nearness``), None where it is not
    among the nearest or nothing was asked by meaning."""

    id: str
    score: float
    legs: Mapping[str, int | None]
    nearness: int | None
    stored: Mapping[str, Any]
    reasons: Reasons

    @property
    def versions(self) -> Sequence[str]:
        """The ids of its other versions."""
        found: Sequence[str] = self.stored.get("versions", ())
        return found


@dataclass(frozen=True, kw_only=True)
class Similar:
    """The answer, most alike first. ``asked`` are the ids of the versions it was asked in.
    Without any ``found``, ``reason`` says why: ``no_text`` and ``too_short`` of the provision's own
    text, ``alone`` where there is no other work, ``filtered`` or ``nothing``; else it is ""."""

    place: Place
    asked: Sequence[str]
    found: Sequence[SimilarProvision]
    reason: str
    by_meaning: bool
    took_ms: float


class Ranked(NamedTuple):
    """A provision by its key, with the id of its nearest version."""

    key: str
    id: str
    score: float
    legs: Mapping[str, int | None]
    nearness: int | None


def find_similar(
    place: Place, searcher: Searcher, catalogue: Catalogue, options: SimilarOptions | None = None
) -> Similar:
    """The provisions of other works most like the one at ``place``. Raises ``EngineError``."""
    started = time.perf_counter()
    options = options or SimilarOptions()
    with_vectors = searcher.reader.info().dimensions > 0
    answer = Similar(
        place=place, asked=(), found=(), reason="", by_meaning=with_vectors, took_ms=0.0
    )
    if not place.provision.text.strip():
        return replace(answer, reason="no_text")
    versions = versions_of(place, searcher.encoder if with_vectors else None)
    if not versions:
        return replace(answer, reason="too_short")
    asked = [version.place.id for version in versions]
    if not any(work != place.work for work in catalogue.by_id):
        return replace(answer, asked=asked, reason="alone")
    ranked = rank(versions, answers(versions, searcher, options))[: options.size]
    found = _shown(ranked, place, versions, searcher, catalogue, options)
    return replace(
        answer,
        asked=asked,
        found=found,
        reason="" if found else "filtered" if options.filtered else "nothing",
        took_ms=round(1000 * (time.perf_counter() - started), 3),
    )


# --------------------------------------------------------------------------- ranking


def answers(
    versions: Sequence[Version], searcher: Searcher, options: SimilarOptions
) -> list[SearchResponse]:
    """Both legs of each version, what is near in meaning scored again."""
    return [_asked(version, searcher, options) for version in versions]


def rank(
    versions: Sequence[Version],
    responses: Sequence[SearchResponse],
    weights: Mapping[str, float] = WEIGHTS,
) -> list[Ranked]:
    """Every provision that a leg of a version lists, most alike first, by what each version was
    answered."""
    lists: dict[str, list[str]] = {}
    for place, response in enumerate(responses):
        for leg in LEGS:
            lists[f"{leg} {place}"] = _keys(response, leg)
    worth = {name: [weights[name.partition(" ")[0]]] * len(keys) for name, keys in lists.items()}
    near, best = _nearest(versions, responses)
    return [
        Ranked(
            fused.name,
            best[fused.name],
            fused.score,
            {leg: _best_rank(fused.ranks, leg) for leg in LEGS},
            near.get(fused.name),
        )
        for fused in fuse(lists, worth, CONSTANT)
    ]


def _asked(version: Version, searcher: Searcher, options: SimilarOptions) -> SearchResponse:
    """Both legs of one version. Versions of what is found stay apart here: each is scored by its
    own tokens before the best counts."""
    question = version.question
    request = SearchRequest(
        query=version.clause,
        vector=question.vector if question else None,
        required=options.clause(version.place),
        size=KEYWORD_DEPTH,
        semantic_size=SEMANTIC_DEPTH,
        model=searcher.encoder.name if question else "",
    )
    return rescored(searcher.reader.search(request), question)


def _keys(response: SearchResponse, leg: str) -> list[str]:
    """The provisions of a leg, each by its best version."""
    found = response.keyword if leg == "keyword" else response.semantic
    return list(dict.fromkeys(hit.key for hit in found.hits)) if found else []


def _best_rank(ranks: Mapping[str, int | None], leg: str) -> int | None:
    own = (rank for name, rank in ranks.items() if rank and name.startswith(f"{leg} "))
    return min(own, default=None)


def _nearest(
    versions: Sequence[Version], responses: Sequence[SearchResponse]
) -> tuple[dict[str, int], dict[str, str]]:
    """How near each provision is by its nearest version, and the id of that one, or of the one
    that was first found by words."""
    near: dict[str, int] = {}
    best: dict[str, str] = {}
    for version, response in zip(versions, responses, strict=True):
        for hit in response.semantic.hits if response.semantic else ():
            own = nearness(hit.score, version.whole)
            if own > near.get(hit.key, -1):
                near[hit.key], best[hit.key] = own, hit.id
    for response in responses:
        for hit in response.keyword.hits if response.keyword else ():
            best.setdefault(hit.key, hit.id)
    return near, best


def nearness(score: float, whole: float) -> int:
    """How near in meaning: the encoder's score for the passage in hundredths of the ``whole``,
    its score for the very text that was asked for, cut to 0..100."""
    return round(100 * min(1.0, max(0.0, score / whole)))


# --------------------------------------------------------------------------- what is shown


def _shown(
    ranked: Sequence[Ranked],
    place: Place,
    versions: Sequence[Version],
    searcher: Searcher,
    catalogue: Catalogue,
    options: SimilarOptions,
) -> list[SimilarProvision]:
    nearest = searcher.reader.entries([one.id for one in ranked])
    chosen = [
        _chosen(one.id, stored, catalogue, options)
        for one, stored in zip(ranked, nearest, strict=True)
    ]
    records = _entries(searcher.reader, chosen, nearest)
    stored_of = {one.key: stored for one, stored in zip(ranked, records, strict=True) if stored}
    unit = _unit_entry(searcher.reader, place)
    reasons = reasons_of(place, versions, unit, stored_of, searcher.termbase, searcher.encoder)
    return [
        SimilarProvision(
            id=str(stored["id"]),
            score=one.score,
            legs=one.legs,
            nearness=one.nearness,
            stored=stored,
            reasons=reasons[one.key],
        )
        for one, stored in zip(ranked, records, strict=True)
        if stored is not None  # removed between two calls
    ]


def _chosen(
    identity: str,
    stored: Mapping[str, Any] | None,
    catalogue: Catalogue,
    options: SimilarOptions,
) -> str:
    """The id of the version to show: in the first preferred language that it has, of those that
    are not filtered out, else the nearest."""
    if stored is None:
        return identity
    tags = {one: _tag(one, catalogue) for one in (identity, *stored.get("versions", ()))}
    left = [one for one in tags if not options.languages or _among(tags[one], options.languages)]
    ranks = {one: _preference(tags[one], options.preferred) for one in left}
    return min(ranks, key=lambda one: ranks[one], default=identity)


def _preference(tag: str, preferred: Sequence[str]) -> tuple[int, bool]:
    """Which of the preferred languages a tag is of, and whether it is in another script; beyond
    all of them where it is of none, so that of equals the nearest stays first."""
    codes = [TAGS[wanted][0] for wanted in preferred]
    at = codes.index(TAGS[tag][0]) if TAGS[tag][0] in codes else len(codes)
    return at, at < len(codes) and tag != preferred[at]


def _among(tag: str, wanted: Iterable[str]) -> bool:
    return any(one in (tag, TAGS[tag][0]) for one in wanted)


def _tag(identity: str, catalogue: Catalogue) -> str:
    """The BCP 47 tag of an entry's language, from its id ``WORK/LANG/EID``."""
    work, address, _ = identity.rsplit("/", 2)
    summary = catalogue.by_id.get(work)
    return (summary.tags.get(address) if summary else None) or language_of(identity)


def _entries(
    reader: EngineReader, chosen: Sequence[str], nearest: Sequence[Mapping[str, Any] | None]
) -> list[Mapping[str, Any] | None]:
    """The records of the versions chosen; only those that are not there yet are asked for."""
    known = {str(stored["id"]): stored for stored in nearest if stored}
    asked = [identity for identity in chosen if identity not in known]
    if asked:
        fetched = zip(asked, reader.entries(asked), strict=True)
        known.update((identity, stored) for identity, stored in fetched if stored)
    return [known.get(identity) for identity in chosen]


def _unit_entry(reader: EngineReader, place: Place) -> Mapping[str, Any] | None:
    """What the index keeps of the provision itself; None for a part of one."""
    return reader.entries([place.id])[0] if place.unit is place.provision else None
