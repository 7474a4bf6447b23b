"""Concepts of the termbase as their pages show them: names by language, with links."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, url_for

from analyzers.languages import LANGUAGES
from analyzers.termbase import Concept, Rendering
from analyzers.termbase_table import RENDERING_COLUMNS
from search_app.interface import interface_language
from search_app.term_listing import CountedName, is_own
from search_app.terms_form import TermsForm

#: The order of the languages; the reader's own goes before the others.
TAGS = ("km", "zh-Hans", "zh-Hant", "en")
#: The route that shows words in context, where this site has one.
CONCORDANCE = "concordance.page"


@dataclass(frozen=True, kw_only=True)
class NamesView:
    """What a concept is called under one BCP 47 tag, the usual name first; empty for none."""

    tag: str
    names: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ConceptView:
    """A concept in a list. ``title`` is its usual name for the reader, in the language ``tag``."""

    id: str
    url: str
    title: str
    tag: str
    names: Sequence[NamesView]
    pos: str
    domain: str
    status: str
    source: str
    note: str
    own: bool


@dataclass(frozen=True, kw_only=True)
class NameView:
    """A name on the page of its concept. ``concordance_url`` is "" where there is none."""

    text: str
    usual: bool
    provisions: int
    search_url: str
    concordance_url: str


def tags() -> list[str]:
    """The tags of names, the reader's own before the others."""
    own = interface_language().tag
    return [own, *(tag for tag in TAGS if tag != own)]


def concept_view(concept: Concept) -> ConceptView:
    """A concept as the list shows it."""
    entry = concept.entry
    title, tag = title_of(concept)
    return ConceptView(
        id=concept.id,
        url=url_for("terms.concept", concept=concept.id),
        title=title,
        tag=tag,
        names=[NamesView(tag=one, names=entry.texts(one)) for one in tags()],
        pos=entry.pos,
        domain=entry.domain,
        status=entry.status,
        source=entry.source,
        note=entry.note,
        own=is_own(concept),
    )


def title_of(concept: Concept) -> tuple[str, str]:
    """The usual name of a concept in the reader's language, else in any, with its tag."""
    by_tag = {tag: concept.entry.texts(tag) for tag in RENDERING_COLUMNS.values()}
    return next((by_tag[tag][0], tag) for tag in tags() if by_tag[tag])


def name_views(names: Sequence[CountedName]) -> list[tuple[str, list[NameView]]]:
    """The names of a concept by tag, the reader's own first, each with its links."""
    found = []
    for tag in tags():
        own = [one for one in names if one.rendering.tag == tag]
        if own:
            found.append((tag, [_name_view(one, place == 0) for place, one in enumerate(own)]))
    return found


def _name_view(counted: CountedName, usual: bool) -> NameView:
    rendering = counted.rendering
    return NameView(
        text=rendering.text,
        usual=usual,
        provisions=counted.provisions,
        search_url=name_search_url(rendering),
        concordance_url=_concordance_url(rendering),
    )


def name_search_url(rendering: Rendering) -> str:
    """The search for exactly this name in its language."""
    return url_for("pages.search", q=_quoted(rendering.text), lang=rendering.language, expand="0")


def _concordance_url(rendering: Rendering) -> str:
    if CONCORDANCE not in current_app.view_functions:
        return ""
    return url_for(CONCORDANCE, q=_quoted(rendering.text), lang=rendering.language)


def _quoted(text: str) -> str:
    return f'"{text.replace(chr(34), " ")}"'


def terms_url(form: TermsForm) -> str:
    """The address of a list of terms."""
    return url_for("terms.page", **form.pairs())  # type: ignore[arg-type]


def language_codes() -> list[str]:
    """The languages that names can be looked for in."""
    return [code for code in ("km", "zh", "en") if code in LANGUAGES]
