"""What a saved query finds on a searcher: every hit, as a run keeps it. No Flask, no database."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Any

from analyzers.languages import TAGS
from analyzers.query import analyse_plain, analyse_query
from analyzers.termbase import Termbase, termbase
from indexer.engine.base import Ids, SearchRequest
from search_app.access import PUBLIC, Access
from search_app.catalogue import Catalogue, CatalogueCache
from search_app.clauses.overlay import index_commit
from search_app.every_hit import READ, Snapshot, WholeResult
from search_app.messages import msg
from search_app.plan import make_plan
from search_app.profiles import load_profile
from search_app.query_model import QueryModel
from search_app.saved.kept_hits import KeptHit, Version
from search_app.saved.queries import Basis, SavedError
from search_app.saved.run_diff import Why
from search_app.searcher import Hit, Options, Searcher

#: Takes hits with the texts of all their versions, by hash.
Take = Callable[[Sequence[KeptHit], Mapping[str, str]], None]
_NOTHING = Catalogue()


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a query found: the state it was found in, and the hits, best first."""

    snapshot: Snapshot
    hits: tuple[KeptHit, ...]


def searcher_of(searcher: Searcher, query: QueryModel) -> Searcher:
    """The searcher with the ranking profile that the query names. Raises ``SavedError``."""
    if searcher.profile.name == query.profile:
        return searcher
    other = copy(searcher)
    try:
        other.profile = load_profile(query.profile)
    except ValueError:
        raise SavedError(
            msg("There is no ranking profile “%(name)s”.", name=query.profile)
        ) from None
    return other


def options_of(searcher: Searcher, query: QueryModel) -> Options:
    """How the query searches, from the first hit on. Raises ``EngineError``."""
    # Names of parties are looked up among those of every work; nothing else needs the works.
    parties = query.filters.get("party")
    catalogue = CatalogueCache().of(searcher.reader) if parties else _NOTHING
    return replace(query.form().options(catalogue), facets=())


def whole_result(searcher: Searcher, query: QueryModel, limit: int | None = None) -> WholeResult:
    """Every hit of the query, or the first ``limit``. Raises ``SavedError``, ``QuerySyntaxError``
    and ``EngineError``; going through the hits, ``IndexChanged``."""
    searcher = searcher_of(searcher, query)
    return WholeResult(searcher, query.text, options_of(searcher, query), limit=limit)


def find(searcher: Searcher, query: QueryModel, access: Access, take: Take) -> Found:
    """Every hit of the query; ``take`` gets them a few hundred at a time, each with its texts.
    Raises as ``whole_result``, and ``IndexChanged``."""
    whole = whole_result(searcher, query)
    found: list[KeptHit] = []
    for part in _parts(whole.hits()):
        versions = _versions(searcher, query, part)
        kept = [_kept(hit, access, versions) for hit in part]
        texts = {hit.stored["hash"]: hit.stored["text"] for hit in part}
        texts |= {one["hash"]: one["text"] for one in versions.values()}
        take(kept, texts)
        found += kept
    return Found(snapshot=whole.snapshot, hits=tuple(found))


def _parts(hits: Iterator[Hit]) -> Iterator[list[Hit]]:
    while part := list(islice(hits, READ)):
        yield part


def _versions(
    searcher: Searcher, query: QueryModel, hits: Sequence[Hit]
) -> dict[str, Mapping[str, Any]]:
    """What the index keeps of the other versions of the hits, where versions are one hit: those
    in the languages asked for."""
    if query.group != "provision":
        return {}
    names = [name for hit in hits for name in hit.stored.get("versions", ())]
    return {
        stored["id"]: stored
        for stored in searcher.reader.entries(names)
        if stored is not None and _is_in(stored, query.languages)
    }


def _is_in(stored: Mapping[str, Any], tags: Sequence[str]) -> bool:
    return not tags or any(
        stored["lang"] == TAGS[tag][0] and (tag == TAGS[tag][0] or stored["script"] == TAGS[tag][1])
        for tag in tags
    )


def _kept(hit: Hit, access: Access, versions: Mapping[str, Mapping[str, Any]]) -> KeptHit:
    stored = hit.stored
    return KeptHit(
        id=hit.id,
        hash=stored["hash"],
        work=stored["work"],
        title=stored["title"],
        label=" ".join(part for part in (stored["num"], stored["heading"]) if part),
        lang=stored["lang"],
        script=stored["script"],
        signed=stored.get("signed", ""),
        access=access.label(stored["work"], stored.get("access", PUBLIC)),
        versions=tuple(
            Version(id=name, hash=versions[name]["hash"])
            for name in stored.get("versions", ())
            if name in versions
        ),
    )


# --------------------------------------------------------------------------- why hits are gone


def why_gone(searcher: Searcher, query: QueryModel, gone: Sequence[KeptHit]) -> dict[str, Why]:
    """Why each hit of an earlier run is not found any more, by its address. Raises
    ``EngineError``."""
    searcher = searcher_of(searcher, query)
    reasons: dict[str, Why] = {}
    for start in range(0, len(gone), READ):
        part = gone[start : start + READ]
        kept = {name: text for hit in part for name, text in hit.hashes.items()}
        there = {
            stored["id"]: stored["hash"]
            for stored in searcher.reader.entries(list(kept))
            if stored is not None
        }
        same = [name for name, text in kept.items() if there.get(name) == text]
        passing = _passing(searcher, query, same)
        reasons |= {hit.id: _why(hit, there, passing) for hit in part}
    return reasons


def _why(hit: KeptHit, there: Mapping[str, str], passing: set[str]) -> Why:
    if not any(name in there for name in hit.hashes):
        return "removed"
    if any(there.get(name) != text for name, text in hit.hashes.items()):
        return "changed"
    return "displaced" if passing.intersection(hit.hashes) else "unmatched"


def _passing(searcher: Searcher, query: QueryModel, names: Sequence[str]) -> set[str]:
    """Which of some entries have all that the query requires, so that only others nearer in
    meaning keep them out of the result. None where it does not ask for what is near."""
    if not names or query.mode == "keyword" or not query.text.strip():
        return set()
    options = options_of(searcher, query)
    plan = make_plan(
        analyse_plain(query.text) if options.plain else analyse_query(query.text),
        searcher.profile,
        filters=options.filters.clause(),
        expand=searcher.termbase if options.expand and not options.plain else None,
    )
    request = SearchRequest(
        query=Ids(frozenset(names)), required=plan.required, size=len(names), facets=()
    )
    leg = searcher.reader.search(request).keyword
    return {hit.id for hit in leg.hits} if leg else set()


# --------------------------------------------------------------------------- what a run rests on


def basis_of(searcher: Searcher, query: QueryModel, access: Access, commit: str) -> Basis:
    """What a run rests on beside its query, model and profile."""
    return Basis(
        commit=commit if _asks_for_labels(query) else index_commit(commit),
        program=program_version(),
        # Where words bind (operators), their renderings do so in every mode.
        terms=_terms(searcher.termbase) if query.expand else "",
        access=_access(access),
    )


def _asks_for_labels(query: QueryModel) -> bool:
    """Whether a correction of what provisions are about may change what the query finds: where it
    may, in doubt, since ``clause:`` can stand anywhere in its text."""
    return bool(query.filters.get("clause")) or any(colon in query.text for colon in ":：")


@cache
def program_version() -> str:
    """The version of TreatyLens, "" where it is not installed."""
    try:
        return version("treatylens")
    except PackageNotFoundError:
        return ""


@cache
def _terms(terms: Termbase) -> str:
    """What tells a termbase from others; "" for the package's, which its version tells."""
    if terms is termbase():
        return ""
    return _digest(sorted(repr(concept) for concept in terms))


def _access(access: Access) -> str:
    """What tells an access from others; "" for one that sees everything."""
    if access.labels is None:
        return ""
    return _digest([sorted(access.labels), sorted(access.opened), sorted(access.closed)])


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]
