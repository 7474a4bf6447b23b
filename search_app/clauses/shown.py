"""Labels of provisions as pages show them: in the reader's language, linked to a search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from indexer.engine.base import EngineReader
from search_app.clauses.labels import clause_label
from search_app.clauses.provision import Label, labels_in
from search_app.interface import interface_language
from search_app.work_tree import Place

#: Labels shown under a hit.
UNDER_A_HIT = 4


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A label: ``name`` in the reader's language, ``url`` the search for everything that has it,
    ``label`` what is known of it, ``about`` what the type means, "" where that is not known."""

    name: str
    url: str
    about: str
    label: Label


def subject_name(key: str) -> str:
    """What a clause type is called in the reader's language."""
    return clause_label(key, interface_language().tag)


def subjects_of(labels: Sequence[Label]) -> list[Subject]:
    """Labels as a page lists them."""
    tag = interface_language().tag
    return [
        Subject(
            name=clause_label(one.clause, tag),
            url=url_for("pages.search", clause=one.clause),
            about=one.kind.about.get(tag, "") if one.kind else "",
            label=one,
        )
        for one in labels
    ]


def subjects_in(stored: Mapping[str, Any]) -> list[Subject]:
    """The labels of a hit, as many as are shown under it."""
    return subjects_of(labels_in(stored)[:UNDER_A_HIT])


def subjects_at(place: Place, reader: EngineReader) -> list[Subject]:
    """The labels of the provision that a place is or lies in; none for what only groups others.
    Raises ``EngineError``."""
    (stored,) = reader.entries([place.id_of(place.unit)])
    return subjects_of(labels_in(stored)) if stored is not None else []
