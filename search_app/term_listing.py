"""Which concepts of a termbase a form asks for, and what is said of each as JSON. No Flask."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from analyzers.termbase import Concept, Rendering, Termbase, package_entries
from analyzers.termbase_table import RENDERING_COLUMNS, Entry
from indexer.engine.base import EngineReader, SearchRequest, Sequenced
from search_app.filters import language_clause
from search_app.terms import looked_up
from search_app.terms_form import TermsForm


class CountedName(NamedTuple):
    """A name of a concept, and how many provisions in its language hold it as it is written;
    Chinese is counted in both scripts."""

    rendering: Rendering
    provisions: int


def domains_of(base: Termbase) -> list[str]:
    """The fields of law that concepts are of, in order of the alphabet."""
    return sorted({concept.entry.domain for concept in base})


def listed(base: Termbase, form: TermsForm) -> list[Concept]:
    """The concepts that a form asks for: those named most exactly first, or all by their English
    names where no text is looked up."""
    if form.q:
        found = looked_up(base, form.q, form.language)
    else:
        found = sorted(base, key=lambda one: (one.named("en") or one.named("km")).casefold())
    return [concept for concept in found if _wanted(concept, form)]


def _wanted(concept: Concept, form: TermsForm) -> bool:
    return (
        form.domain in ("", concept.entry.domain)
        and form.status in ("", concept.entry.status)
        and (not form.language or any(one.language == form.language for one in concept.renderings))
    )


def is_own(concept: Concept) -> bool:
    """Whether a concept is from a file of a person's own, be it in place of the package's."""
    return _of_package().get(concept.id) != concept.entry


@cache
def _of_package() -> Mapping[str, Entry]:
    return {entry.id: entry for entry in package_entries()}


def counted_names(reader: EngineReader, concept: Concept) -> list[CountedName]:
    """Every name of a concept, in the order of the table, with how often it occurs: an exact
    phrase that the engine counts. Raises ``EngineError``."""
    counts: dict[tuple[str, tuple[str, ...]], int] = {}
    found = []
    for rendering in concept.renderings:
        key = rendering.language, rendering.exact
        if key not in counts:
            counts[key] = _provisions(reader, rendering)
        found.append(CountedName(rendering, counts[key]))
    return found


def _provisions(reader: EngineReader, rendering: Rendering) -> int:
    request = SearchRequest(
        query=Sequenced("exact", rendering.exact),
        required=language_clause(rendering.language),
        size=0,
    )
    return reader.search(request).total


# --------------------------------------------------------------------------- JSON


def terms_json(form: TermsForm, found: Sequence[Concept]) -> dict[str, Any]:
    """A page of the concepts found; ``total`` counts all of them."""
    shown = found[form.offset : form.offset + form.size]
    return {"total": len(found), "concepts": [concept_json(one) for one in shown]}


def concept_json(concept: Concept) -> dict[str, Any]:
    """A concept with its names by tag, the usual one first. ``own``: from a person's own file."""
    entry = concept.entry
    names = {tag: entry.texts(tag) for tag in RENDERING_COLUMNS.values()}
    return {
        "concept": entry.id,
        "pos": entry.pos,
        "domain": entry.domain,
        "status": entry.status,
        "own": is_own(concept),
        "source": entry.source,
        "note": entry.note,
        "names": {tag: texts for tag, texts in names.items() if texts},
    }


def counted_json(concept: Concept, names: Iterable[CountedName]) -> dict[str, Any]:
    """The same with how many provisions hold each name."""
    occurrences = [
        {"tag": one.rendering.tag, "text": one.rendering.text, "provisions": one.provisions}
        for one in names
    ]
    return {**concept_json(concept), "occurrences": occurrences}
