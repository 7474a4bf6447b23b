"""Results, works and provisions → JSON: what the API answers and the command line prints.

The shapes are the project's promise to programs; ``openapi`` describes the same ones. No Flask.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

from search_app.catalogue import WorkSummary
from search_app.searcher import Hit, Results, Searcher
from search_app.work_tree import Place, VersionRecord, WorkView


def search_json(results: Results, searcher: Searcher | None = None) -> dict[str, Any]:
    """One page of results.

    With ``searcher`` the answer also names the model and the ranking profile it was made with.
    Highlights are ``[start, end)`` in code points of the hit's ``text``, and so is ``passage``;
    ``took_ms`` is the time of the whole search, analysis included.
    """
    answer: dict[str, Any] = {
        "total": results.total,
        "hits": [hit_json(hit) for hit in results.hits],
        "facets": {name: dict(counts) for name, counts in results.facets.items()},
        "took_ms": results.took_ms,
        "mode": results.options.mode,
        "expansions": [
            {
                "concept": expansion.concept,
                "lang": expansion.language,
                "text": expansion.text,
            }
            for expansion in results.expansions
        ],
    }
    if searcher is not None:
        answer |= {
            "model": searcher.encoder.name,
            "profile": searcher.profile.label,
        }
    return answer


def hit_json(hit: Hit) -> dict[str, Any]:
    """One hit: a provision in one language."""
    stored = hit.stored
    return {
        "id": hit.id,
        "work": stored["work"],
        "lang": stored["lang"],
        "script": stored["script"],
        "eid": stored["eid"],
        "kind": stored["kind"],
        "num": stored["num"],
        "heading": stored["heading"],
        "title": stored["title"],
        "score": hit.score,
        "legs": {leg: hit.legs.get(leg) for leg in ("keyword", "semantic")},
        "matched": list(hit.matched),
        "cited": bool(hit.cited),
        "text": stored["text"],
        "highlights": [[start, end] for start, end in hit.highlights],
        "passage": asdict(hit.passage) if hit.passage else None,
        "versions": list(stored.get("versions", ())),
        "clauses": [
            {
                "clause": one["clause"],
                "confidence": one["confidence"],
                "corrected": bool(one.get("corrected", False)),
            }
            for one in stored.get("clauses", ())
        ],
        "source": _source_json(stored["source"]),
    }


def _source_json(source: Mapping[str, Any]) -> dict[str, Any]:
    return {name: source.get(name) for name in ("path", "sha256", "page", "confidence")}


#: What the paths of files are called in the answers above.
_OF_FILES = frozenset({"path", "file"})


def without_folders(answer: Any) -> Any:
    """An answer with the names of the files that it was made from in place of their paths: where
    files lie on the server is nothing for those who do not look after it."""
    if isinstance(answer, dict):
        return {
            name: _name_of_file(value)
            if name in _OF_FILES and isinstance(value, str)
            else without_folders(value)
            for name, value in answer.items()
        }
    if isinstance(answer, list):
        return [without_folders(one) for one in answer]
    return answer


def _name_of_file(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name


def works_json(summaries: Sequence[WorkSummary], total: int) -> dict[str, Any]:
    """A list of works; ``total`` counts all of them, not just those listed."""
    return {"total": total, "works": [summary_json(summary) for summary in summaries]}


def summary_json(summary: WorkSummary) -> dict[str, Any]:
    """A work without its text. ``titles`` are by the LANG of their version's address."""
    return {
        "id": summary.id,
        "titles": dict(summary.titles),
        "type": summary.type,
        "status": summary.status,
        "signed": summary.signed,
        "in_force": summary.in_force,
        "parties": _parties_json(summary.parties),
        "languages": list(summary.titles),
        "provisions": summary.provisions,
    }


def _parties_json(parties: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"key": party.key, "names": dict(party.names)} for party in parties]


def work_json(view: WorkView) -> dict[str, Any]:
    """A work, whole: what is known of it, its files, and the tree of each of its versions."""
    summary = view.summary
    return summary_json(summary) | {
        "place": summary.place,
        "authentic": list(summary.authentic),
        "prevailing": summary.prevailing,
        "notice": view.notice,
        "notes": list(view.notes),
        "files": [
            {
                name: file.get(name)
                for name in ("path", "sha256", "media_type", "pages", "confidence", "warnings")
            }
            for file in view.files
        ],
        "expressions": [_expression_json(version) for version in view.versions],
    }


def _expression_json(version: VersionRecord) -> dict[str, Any]:
    return {
        "lang": version.expression.language,
        "script": version.expression.script,
        "address": version.address,
        "title": version.expression.metadata.title,
        "origin": version.origin,
        "file": version.file,
        "provisions": version.tree,
    }


def provision_json(place: Place) -> dict[str, Any]:
    """A provision in one language and where it stands.

    ``within`` is the id of the article or paragraph that is listed and cited whole, itself when
    it is one; ``parents`` lead from the outermost to the nearest; ``source`` is the file.
    """
    node, version = place.provision, place.version
    return {
        "id": place.id,
        "work": place.work,
        "lang": version.expression.language,
        "script": version.expression.script,
        "eid": node.eid,
        "kind": node.kind,
        "num": node.num,
        "heading": node.heading,
        "title": version.expression.metadata.title,
        "text": node.text,
        "within": place.id_of(place.unit),
        "parents": [
            {
                "id": place.id_of(parent),
                "eid": parent.eid,
                "kind": parent.kind,
                "num": parent.num,
                "heading": parent.heading,
            }
            for parent in place.parents
        ],
        "children": place.children,
        "versions": [other.id for other in place.others],
        "previous": place.id_of(place.previous) if place.previous else None,
        "next": place.id_of(place.following) if place.following else None,
        "source": {
            "path": version.file,
            "sha256": version.source.get("sha256"),
            "page": node.page,
            "confidence": version.source.get("confidence"),
        },
    }
