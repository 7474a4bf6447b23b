"""A concordance → what its page shows: lines with links, renderings and filters to choose."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from search_app.addresses import Trail, provision_url, search_url, trail_of
from search_app.bitext import DOUBTFUL
from search_app.catalogue import Catalogue, WorkSummary
from search_app.citing.provision_names import bare_number
from search_app.collection_occurrences import SOURCE
from search_app.concordance import Request
from search_app.concordance_form import ConcordanceForm, query_of
from search_app.concordance_lines import Beside, Concordance, Line, ordered
from search_app.forms import SearchForm
from search_app.interface import interface_language, label, title_of
from search_app.parallel_form import MOST_ROWS
from search_app.results_page import (
    FACET_VALUES,
    Facet,
    FacetValue,
    chosen_filters,
    paginate,
    value_label,
)
from search_app.snippets import Piece, pieces

#: Renderings shown before the rest folds away.
RENDERINGS_SHOWN = 12
#: Facet → what a line has of it, by the line and its work.
_FACETS: Mapping[str, Callable[[Line, WorkSummary], Sequence[str]]] = {
    "type": lambda line, work: [work.type] if work.type else [],
    "party": lambda line, work: [party.key for party in work.parties],
    "year": lambda line, work: [work.signed[:4]] if work.signed else [],
    "status": lambda line, work: [work.status] if work.status else [],
    "kind": lambda line, work: [line.kind],
    "work": lambda line, work: [line.work],
}


@dataclass(frozen=True, kw_only=True)
class BesideView:
    """A counterpart as shown: its sentences in pieces, the mark among them; ``parallel`` leads to
    the row of both versions, "" where there is none. ``doubtful``: it may not be the counterpart,
    and nobody has looked."""

    of: Beside
    sentences: Sequence[Sequence[Piece]]
    parallel: str
    doubtful: bool

    @property
    def spaced(self) -> bool:
        """Whether its sentences are parted by a space."""
        return not self.of.tag.startswith("zh")


@dataclass(frozen=True, kw_only=True)
class LineView:
    """A line as shown: its number among those listed, from 1, and where it stands. ``url`` is ""
    for a line that is not of the collection."""

    number: int
    line: Line
    place: str
    place_tag: str
    url: str
    title: str
    title_tag: str
    work_url: str
    year: str
    beside: Sequence[BesideView]


@dataclass(frozen=True)
class RenderingView:
    """A rendering as a link: the lines that have it or, if it is chosen, all of them. ``text`` is
    "" for lines where nothing is marked."""

    text: str
    count: int
    url: str
    active: bool


@dataclass(frozen=True, kw_only=True)
class RenderingsView:
    """The renderings in one language; ``rest`` folds away."""

    target: str
    first: Sequence[RenderingView]
    rest: Sequence[RenderingView]


def concordance_url(form: ConcordanceForm) -> str:
    """The address of a concordance."""
    return url_for("concordance.page", **query_of(form))


def usual_targets() -> Sequence[str]:
    """What words are set beside where nobody says: the reader's language, then the others."""
    own = interface_language().tag
    code = own.partition("-")[0]
    return [code, *(other for other in ("en", "zh", "km") if other != code)]


def concordance_page(
    form: ConcordanceForm, request: Request, found: Concordance, catalogue: Catalogue
) -> dict[str, object]:
    """What the page of a concordance is made of."""
    lines = ordered(found.chosen(form.renderings), form.sort)
    shown = lines[form.offset : form.offset + form.size]
    return {
        "found": found,
        "total": len(lines),
        "provisions": len({line.id for line in lines if line.source == SOURCE}),
        "units": len({line.id for line in lines if line.source != SOURCE}),
        "lines": [
            _line(line, number, form, catalogue)
            for number, line in enumerate(shown, form.offset + 1)
        ],
        "renderings": [_renderings(form, found, at) for at in range(len(request.targets))],
        "facets": _facets(form, lines, catalogue),
        "chosen": chosen_filters(
            form.search, catalogue, lambda search: concordance_url(form.with_search(search))
        ),
        "pagination": paginate(
            len(lines),
            form.size,
            form.offset,
            len(shown),
            lambda at: concordance_url(form.at(at)),
        ),
        "cut": [(walk, walk.source == SOURCE) for walk in found.walks if not walk.complete],
        "unfiltered": concordance_url(form.with_search(form.search.without_filters())),
        "inside": found.inside,
        "inside_url": concordance_url(form.with_inside(not form.inside)),
        "whatever": concordance_url(_without_renderings(form)),
        "as_search": search_url(SearchForm(q=request.query.text)),
        "first_page": concordance_url(form.at(0)),
        "export": url_for("concordance.export", **query_of(form.at(0))),
    }


# --------------------------------------------------------------------------- lines


def _line(line: Line, number: int, form: ConcordanceForm, catalogue: Catalogue) -> LineView:
    own = line.source == SOURCE
    summary = catalogue.by_id.get(line.work) if own else None
    title, title_tag = title_of(summary, also=[line.tag]) if summary else (line.title, line.tag)
    work, address = line.id.rsplit("/", 2)[:2] if own else ("", "")
    place, place_tag = _place(line)
    return LineView(
        number=number,
        line=line,
        place=place,
        place_tag=place_tag,
        url=_provision_url(line, work, address, form) if own else "",
        title=title,
        title_tag=title_tag,
        work_url=url_for("pages.work", work=line.work) if summary else "",
        year=line.date[:4],
        beside=[_beside(one, line, work, address) for one in line.beside],
    )


def _place(line: Line) -> tuple[str, str]:
    """What the unit of a line is called, and the tag of its language, "" for the reader's."""
    if line.num and line.kind != "para":
        return line.num, line.tag
    return f"{label('kind', line.kind)} {bare_number(line.num)}".strip(), ""


def _provision_url(line: Line, work: str, address: str, form: ConcordanceForm) -> str:
    """The provision with the words marked and what stands beside them here."""
    beside = dict.fromkeys(one.address for one in line.beside if one.address)
    assert form.query is not None
    trail: Trail = trail_of(SearchForm(q=form.query.text, mode="keyword", expand=False))
    return provision_url(f"{work}/{address}/{line.eid}", beside=list(beside), trail=trail)


def _beside(one: Beside, line: Line, work: str, address: str) -> BesideView:
    return BesideView(
        of=one,
        sentences=[_pieces(one, at) for at in range(len(one.sentences))],
        parallel=_row_url(one, line, work, address) if work and one.address else "",
        doubtful=bool(one.sentences) and one.status == "automatic" and one.confidence < DOUBTFUL,
    )


def _pieces(one: Beside, at: int) -> Sequence[Piece]:
    text = one.sentences[at].text
    marks = [one.mark[1:]] if one.mark and one.mark[0] == at else []
    return [Piece(" ".join(piece.text.split("\n")), piece.marked) for piece in pieces(text, marks)]


def _row_url(one: Beside, line: Line, work: str, address: str) -> str:
    """The row of both versions, by the provision it is in; of a long text, on its page."""
    far: dict[str, Any] = {"from": line.position} if line.position >= MOST_ROWS else {}
    return url_for(
        "parallel.page",
        work=work,
        languages=f"{address}-{one.address}",
        _anchor=line.eid,
        **far,
    )


# --------------------------------------------------------------------------- what to choose


def _without_renderings(form: ConcordanceForm) -> ConcordanceForm:
    for target, _ in form.renderings:
        form = form.without_rendering(target)
    return form


def _renderings(form: ConcordanceForm, found: Concordance, at: int) -> RenderingsView:
    own = found.renderings[at]
    chosen = {key for target, key in form.renderings if target == own.target}
    counts = [(one.key, one.text, one.count) for one in own.found]
    unmarked = sum(own.unmarked.values())
    values = [
        RenderingView(
            text=text,
            count=count,
            url=concordance_url(
                form.without_rendering(own.target)
                if key in chosen
                else form.with_rendering(own.target, key)
            ),
            active=key in chosen,
        )
        for key, text, count in [*counts, *([("", "", unmarked)] if unmarked else [])]
    ]
    first = [one for place, one in enumerate(values) if _in_sight(one, place)]
    return RenderingsView(
        target=own.target, first=first, rest=[one for one in values if one not in first]
    )


def _in_sight(one: RenderingView, place: int) -> bool:
    return place < RENDERINGS_SHOWN or one.active or not one.text


def _facets(form: ConcordanceForm, lines: Sequence[Line], catalogue: Catalogue) -> list[Facet]:
    """The facets that part the lines; those that are set are among the chosen filters."""
    found = []
    for name, values_of in _FACETS.items():
        counts = Counter(
            value
            for line in lines
            if line.source == SOURCE and (work := catalogue.by_id.get(line.work))
            for value in values_of(line, work)
        )
        if len(counts) < 2:
            continue
        most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        if name == "year":
            most = sorted(counts.items(), reverse=True)
        values = [
            FacetValue(
                label=value_label(name, value, catalogue),
                count=count,
                url=concordance_url(form.with_search(form.search.with_value(name, value))),
                active=False,
            )
            for value, count in most
            if value not in form.search.values(name)
        ]
        if values:
            found.append(
                Facet(
                    name=name,
                    label=label("facet", name),
                    first=values[:FACET_VALUES],
                    rest=values[FACET_VALUES:],
                )
            )
    return found


def mended_url(form: ConcordanceForm) -> str:
    """The same with the query mended; "" where there is nothing to mend."""
    if not form.search.repaired:
        return ""
    return concordance_url(form.with_search(form.search.with_query(form.search.repaired)))
