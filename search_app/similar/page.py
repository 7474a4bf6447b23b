"""Similar provisions → what the page and the short list on a provision's page show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from analyzers.clause_types_list import clause_types
from analyzers.languages import LANGUAGES
from search_app.addresses import provision_url
from search_app.catalogue import Catalogue, WorkSummary
from search_app.compare_page import compare_url
from search_app.interface import interface_language, label, title_of
from search_app.messages import Message, msg
from search_app.provision_page import START, line_of, name_of
from search_app.results_page import Link, address_tag
from search_app.similar.finding import Similar, SimilarProvision
from search_app.similar.form import SimilarForm
from search_app.similar.options import SHORT_SIZE
from search_app.similar.reasons import SharedTerm
from search_app.snippets import WIDTHS, Snippet, beginning, snippet, whole_clusters
from search_app.work_tree import Place

#: Legal terms named under a provision.
TERMS = 8

#: Why there is nothing, by ``Similar.reason``.
SAID: Mapping[str, Message] = {
    "no_text": msg("This part has no text of its own. Open one of the provisions in it."),
    "too_short": msg("Its text is too short to tell what is like it."),
    "alone": msg("There is no other instrument to look in."),
    "filtered": msg("No provision of another instrument passes the filters."),
    "nothing": msg("No provision of another instrument is like it."),
}


@dataclass(frozen=True, kw_only=True)
class AskedPart:
    """The part of the provision asked about that a passage is like: its numbers and how it begins,
    in the language ``tag``."""

    line: str
    tag: str
    url: str


@dataclass(frozen=True, kw_only=True)
class SimilarView:
    """A provision as listed. ``tag`` is the language of its name and text, ``name_tag`` is "" where
    it is named in the reader's language; ``asked`` is the part that the marked passage is like,
    None where that is the provision as a whole."""

    url: str
    name: str
    name_tag: str
    tag: str
    title: str
    title_tag: str
    work_url: str
    summary: WorkSummary | None
    nearness: int | None
    terms: Sequence[SharedTerm]
    heading: Sequence[str]
    clauses: Sequence[str]
    snippet: Snippet
    asked: AskedPart | None
    versions: Sequence[Link]
    compare: str


def preferred_tags(place: Place) -> tuple[str, ...]:
    """The languages to show provisions in: that of the version being read, the reader's."""
    return place.version.tag, interface_language().tag


def similar_views(similar: Similar, catalogue: Catalogue) -> list[SimilarView]:
    """What was found, most alike first."""
    return [_view(one, similar.place, catalogue) for one in similar.found]


def similar_url(place: Place) -> str:
    """The page of all that is similar to a provision."""
    return url_for(
        "similar.page",
        work=place.work,
        language=place.version.address,
        eid=place.provision.eid,
    )


def short_list(similar: Similar, catalogue: Catalogue) -> dict[str, object]:
    """What the page of the provision shows: the first few and where all of them are; ``said``
    where there is none."""
    return {
        "found": similar_views(similar, catalogue)[:SHORT_SIZE],
        "url": similar_url(similar.place),
        "said": SAID.get(similar.reason),
    }


def similar_page(form: SimilarForm, similar: Similar, catalogue: Catalogue) -> dict[str, object]:
    """What the whole page is made of."""
    place = similar.place
    return {
        "form": form,
        "name": name_of(place.provision),
        "provision": provision_url(place.id),
        "action": similar_url(place),
        "work": place.view.summary,
        "version": place.version,
        "found": similar_views(similar, catalogue),
        "said": SAID.get(similar.reason),
        "asked": [label("lang", identity.rsplit("/", 2)[1]) for identity in similar.asked],
        "by_meaning": similar.by_meaning,
        "types": [type_ for type_ in catalogue.types if type_],
        "several_parties": len(place.view.summary.parties) > 0,
    }


def _view(one: SimilarProvision, own: Place, catalogue: Catalogue) -> SimilarView:
    stored, reasons = one.stored, one.reasons
    tag = LANGUAGES[stored["lang"]].tag(stored["script"])
    summary = catalogue.by_id.get(stored["work"])
    title, title_tag = title_of(summary, also=[tag]) if summary else (str(stored["title"]), tag)
    printed = _printed(stored)
    return SimilarView(
        url=provision_url(_address(one)),
        name=printed or label("kind", stored["kind"]),
        name_tag=tag if printed else "",
        tag=tag,
        title=title,
        title_tag=title_tag,
        work_url=url_for("pages.work", work=stored["work"]),
        summary=summary,
        nearness=one.nearness,
        terms=reasons.terms[:TERMS],
        heading=reasons.heading,
        clauses=[_clause_name(clause) for clause in reasons.clauses],
        snippet=_snippet(one),
        asked=_asked(one, own),
        versions=[_version(identity) for identity in one.versions],
        compare=compare_url(own.id, one.id),
    )


def _printed(stored: Mapping[str, Any]) -> str:
    """Its number and heading, or its number and how its text begins: a line to find it by."""
    if stored["num"] and not stored["heading"]:
        return f"{stored['num']} {beginning(stored['text'], START)}".strip()
    return " ".join(part for part in (stored["num"], stored["heading"]) if part)


def _address(one: SimilarProvision) -> str:
    """The page that it leads to: at the paragraph that answers, where there is one."""
    passage = one.reasons.passage
    if passage is None or passage.eid not in one.stored["parts"]:
        return one.id
    return f"{one.id.rpartition('/')[0]}/{passage.eid}"


def _asked(one: SimilarProvision, own: Place) -> AskedPart | None:
    """The part that the passage is like, in the version being read, else in the first that has
    it."""
    passage = one.reasons.passage
    if passage is None or passage.asked == own.provision.eid:
        return None
    versions = (own.version, *(other.version for other in own.others))
    parts = (own.view.place(version, passage.asked) for version in versions)
    part = next((found for found in parts if found is not None), None)
    if part is None:
        return None
    within = [step for step in part.parents if step.eid.startswith(f"{own.provision.eid}__")]
    numbers = [step.num for step in within if step.num]
    return AskedPart(
        line=" ".join([*numbers, line_of(part.provision)]),
        tag=part.version.tag,
        url=provision_url(part.id),
    )


def _snippet(one: SimilarProvision) -> Snippet:
    """The text, its best passage marked."""
    stored, passage = one.stored, one.reasons.passage
    start = len(stored["heading"]) + 1 if stored["heading"] else 0
    body, width = str(stored["text"])[start:], WIDTHS[stored["lang"]]
    if passage is None:
        return snippet(body, (), width)
    span = max(0, passage.start - start), max(0, passage.end - start)
    spans = whole_clusters(body, [span]) if span[1] > span[0] else []
    return snippet(body, spans, max(width, span[1] - span[0]))


def _version(identity: str) -> Link:
    address = identity.rsplit("/", 2)[1]
    return Link(label("lang", address), provision_url(identity), address_tag(address))


def _clause_name(clause: str) -> str:
    """What a clause type is called in the reader's language; its key for one that is not known."""
    known = clause_types().get(clause)
    if known is None:
        return clause
    tag = interface_language().tag
    return known.labels.get(tag) or known.labels.get("en", clause)


def explained() -> str:
    """What the figure says."""
    return str(
        gettext(
            "The figure says how near a provision is in meaning, by the language model: 100 is as "
            "near as this very text is to itself, 0 is nothing in common. It is no percentage of "
            "words. Two provisions on the same subject are mostly between 30 and 60."
        )
    )
