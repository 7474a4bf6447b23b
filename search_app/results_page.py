"""Results → what their page shows: hits with snippets, facets as links, pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from analyzers.languages import LANGUAGES, TAGS
from search_app.addresses import Trail, provision_url, search_url, trail_of
from search_app.catalogue import Catalogue, WorkSummary
from search_app.citing.provision_names import bare_number
from search_app.clauses.shown import Subject, subject_name, subjects_in
from search_app.forms import SearchForm
from search_app.interface import label, part_label, party_name, title_of
from search_app.searcher import Hit, Results
from search_app.snippets import WIDTHS, Piece, Snippet, pieces, snippet, whole_clusters

#: Facet of the engine → parameter, in the order shown.
FACET_PARAMETERS: Mapping[str, str] = {
    "lang": "lang",
    "clause": "clause",
    "type": "type",
    "parties": "party",
    "year": "year",
    "status": "status",
    "kind": "kind",
}
#: Values of a facet shown before the rest folds away.
FACET_VALUES = 8
#: Matched words named under a hit.
MATCHED = 8


@dataclass(frozen=True)
class Link:
    """A link with the BCP 47 tag of what it leads to, "" where that does not matter."""

    label: str
    url: str
    tag: str = ""


@dataclass(frozen=True, kw_only=True)
class HitView:
    """A hit as listed. ``tag`` is the language of its heading and snippet; ``kind`` names what it
    is where it has no heading, and ``part`` the paragraph it is listed for, "" for the whole, both
    in the reader's language."""

    rank: int
    id: str
    url: str
    tag: str
    kind: str
    num: str
    heading: Sequence[Piece]
    part: str
    snippet: Snippet
    title: str
    title_tag: str
    work_url: str
    summary: WorkSummary | None
    versions: Sequence[Link]
    legs: Mapping[str, int]
    matched: Sequence[str]
    cited: bool
    confidence: float
    subjects: Sequence[Subject]


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    """One value: how many hits have it, and the search with it added or, if active, without."""

    label: str
    count: int | None
    url: str
    active: bool


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A facet with its values: ``first`` are shown, ``rest`` fold away."""

    name: str
    label: str
    first: Sequence[FacetValue]
    rest: Sequence[FacetValue]


@dataclass(frozen=True, kw_only=True)
class PageLink:
    """A page of the results, from 1; ``url`` is None for a gap."""

    number: int
    url: str | None
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Pagination:
    """Links to pages. ``first`` and ``last`` are the ranks shown, from 1."""

    pages: Sequence[PageLink]
    previous: str | None
    following: str | None
    first: int
    last: int
    total: int


def hit_views(form: SearchForm, results: Results, catalogue: Catalogue) -> list[HitView]:
    """The hits of a page, in order; their links carry the search on."""
    first, trail = results.options.offset + 1, trail_of(form)
    return [_hit_view(hit, rank, catalogue, trail) for rank, hit in enumerate(results.hits, first)]


def _hit_view(hit: Hit, rank: int, catalogue: Catalogue, trail: Trail) -> HitView:
    stored = hit.stored
    text = stored["text"]
    spans = whole_clusters(text, hit.highlights)
    body = len(stored["heading"]) + 1 if stored["heading"] else 0
    tag = LANGUAGES[stored["lang"]].tag(stored["script"])
    summary = catalogue.by_id.get(stored["work"])
    title, title_tag = title_of(summary, also=[tag]) if summary else (stored["title"], tag)
    return HitView(
        rank=rank,
        id=hit.id,
        url=provision_url(_address(hit), trail=trail),
        tag=tag,
        kind="" if stored["heading"] else label("kind", stored["kind"]),
        num=stored["num"],
        heading=pieces(text, spans, 0, len(stored["heading"])),
        part=_part_label(hit),
        snippet=_snippet(hit, spans, body),
        title=title,
        title_tag=title_tag,
        work_url=url_for("pages.work", work=stored["work"]),
        summary=summary,
        versions=[_version_link(other, trail) for other in stored.get("versions", ())],
        legs={leg: found for leg, found in hit.legs.items() if found},
        matched=list(dict.fromkeys(word.casefold() for word in hit.matched))[:MATCHED],
        cited=bool(hit.cited),
        confidence=float(stored["source"].get("confidence", 1.0)),
        subjects=subjects_in(stored),
    )


def _address(hit: Hit) -> str:
    """The id of a hit; where it is listed for a paragraph of it, that of the paragraph."""
    return f"{hit.id.removesuffix(hit.stored['eid'])}{hit.part}" if hit.part else hit.id


def _part_label(hit: Hit) -> str:
    """What the paragraph that a hit is listed for is called, from the hit's own level down: by its
    place, and points as they are printed."""
    nums = dict(zip(hit.stored["parts"], hit.stored["part_nums"], strict=True))
    eid, labels = hit.stored["eid"], []
    for step in hit.part.removeprefix(eid).split("__")[1:]:
        eid = f"{eid}__{step}"
        kind, _, ordinal = step.partition("_")
        printed = bare_number(nums.get(eid, ""))
        by_place = kind == "para" or not printed.isalnum()
        labels.append(part_label(kind, ordinal if by_place else printed))
    return " · ".join(labels)


def _snippet(hit: Hit, spans: Sequence[tuple[int, int]], start: int) -> Snippet:
    """The piece of a hit's text, from ``start`` on, with most of what matched; where nothing did,
    the piece that answers."""
    body, width = hit.stored["text"][start:], WIDTHS[hit.stored["lang"]]
    within = [(max(0, left - start), right - start) for left, right in spans if right > start]
    around = max(0, hit.passage.start - start) if hit.passage and not spans else None
    return snippet(body, within, width, around)


def _version_link(identity: str, trail: Trail) -> Link:
    address = identity.split("/")[1]
    return Link(label("lang", address), provision_url(identity, trail=trail), address_tag(address))


def address_tag(address: str) -> str:
    """The BCP 47 tag of the LANG part of an address."""
    return address if address in TAGS else ""


# --------------------------------------------------------------------------- facets


def facets(form: SearchForm, results: Results, catalogue: Catalogue) -> list[Facet]:
    """The facets that part the results, and those that a filter is set of."""
    found = []
    for name, parameter in FACET_PARAMETERS.items():
        counts = dict(results.facets.get(name, {}))
        chosen = _chosen(form, parameter, catalogue)
        if len(counts) < 2 and not chosen:
            continue
        if parameter == "year":
            counts = dict(sorted(counts.items(), reverse=True))
        values = [
            FacetValue(
                label=value_label(parameter, value, catalogue),
                count=counts.get(value),
                url=search_url(form.without_value(parameter, given)),
                active=True,
            )
            for value, given in chosen.items()
        ]
        values += [
            FacetValue(
                label=value_label(parameter, value, catalogue),
                count=count,
                url=search_url(form.with_value(parameter, value)),
                active=False,
            )
            for value, count in counts.items()
            if value not in chosen
        ]
        shown = max(FACET_VALUES, len(chosen))
        found.append(
            Facet(
                name=parameter,
                label=label("facet", parameter),
                first=values[:shown],
                rest=values[shown:],
            )
        )
    return found


def chosen_filters(
    form: SearchForm, catalogue: Catalogue, url: Callable[[SearchForm], str] = search_url
) -> list[tuple[str, Link]]:
    """Every filter that is set: its name, and its value linked to the same page without it."""
    return [
        (
            label("facet", name),
            Link(
                _given_label(name, given, catalogue),
                url(form.without_value(name, given)),
            ),
        )
        for name in (*FACET_PARAMETERS.values(), "work")
        for given in form.values(name)
    ]


def _given_label(name: str, given: str, catalogue: Catalogue) -> str:
    """What a value is called as it was given: words that several parties have stay those words."""
    if name == "party":
        keys = catalogue.party_keys(given)
        return value_label(name, keys[0], catalogue) if len(keys) == 1 else given
    return value_label(name, given, catalogue)


def _chosen(form: SearchForm, name: str, catalogue: Catalogue) -> dict[str, str]:
    """The values chosen of a filter, as the engine counts them, with what was given for each."""
    if name == "party":
        return {key: value for value in form.values(name) for key in catalogue.party_keys(value)}
    return {value: value for value in form.values(name)}


def value_label(name: str, value: str, catalogue: Catalogue) -> str:
    """What a value of a filter is called in the reader's language."""
    if name == "party":
        return party_name(catalogue.parties.get(value, {}), value)
    if name == "year":
        return value.replace("..", "–")
    if name == "clause":
        return subject_name(value)
    if name == "work":
        summary = catalogue.by_id.get(value)
        return title_of(summary)[0] if summary else value
    return label(name, value)


# --------------------------------------------------------------------------- pages


def pagination(form: SearchForm, total: int, shown: int) -> Pagination:
    """Links to the first and last page and those around the current one."""
    return paginate(total, form.size, form.offset, shown, lambda at: search_url(form.at(at)))


def paginate(
    total: int, size: int, offset: int, shown: int, url: Callable[[int], str]
) -> Pagination:
    """Links to pages of ``size``; ``url`` gives the address of the page from a 0-based place."""
    last = max(1, -(-total // size))
    current = min(offset // size + 1, last)
    wanted = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    pages: list[PageLink] = []
    for number in wanted:
        if pages and number - pages[-1].number > 1:
            pages.append(PageLink(number=number - 1, url=None))
        pages.append(
            PageLink(number=number, url=url((number - 1) * size), current=number == current)
        )
    return Pagination(
        pages=pages if last > 1 else [],
        previous=url(max(0, offset - size)) if offset else None,
        following=url(offset + size) if offset + size < total else None,
        first=offset + 1 if shown else 0,
        last=offset + shown,
        total=total,
    )
