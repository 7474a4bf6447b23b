"""The place of a provision → what its page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.engine.base import EngineReader
from indexer.models import GROUPING, Provision
from search_app.addresses import Trail, provision_url
from search_app.citing.citation import citation, cited_provision
from search_app.citing.citing_page import address_of, citing_view
from search_app.clauses.shown import subjects_at
from search_app.interface import file_name, interface_language, label
from search_app.marking import MarkedUnit
from search_app.parallel_text import Passage, passages, rows
from search_app.plan import Marks
from search_app.results_page import Link
from search_app.snippets import Piece, beginning
from search_app.work_tree import Place, VersionRecord, WorkView

#: Code points of a text that stand for its missing heading.
START = 70


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a reader comes to a provision.

    ``beside``: the versions asked for next to it, by address, ``all`` or ``none``; without any,
    the one that suits the reader. ``marks`` and ``trail`` are of the search that led to it, and
    ``results`` is its address; "" without one. ``cited`` is the text hash that their link has.
    """

    beside: Sequence[str] = ()
    marks: Marks | None = None
    trail: Trail = ()
    results: str = ""
    cited: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A unit in one version as shown. ``alone`` is its own page; ``citation`` is for what was asked
    for, the unit or a provision within it."""

    version: VersionRecord
    unit: Provision
    heading: Sequence[Piece]
    passages: Sequence[Passage]
    citation: str
    alone: str


@dataclass(frozen=True, kw_only=True)
class VersionTab:
    """A version of the work: where it has the provision, "" where it has not. ``shown``: beside."""

    address: str
    tag: str
    url: str
    current: bool
    shown: bool


def unit_view(place: Place, reading: Reading, reader: EngineReader) -> dict[str, Any]:
    """What the page of a provision is made of. A provision within an article shows within it,
    marked. Raises ``EngineError``."""
    view, version, unit = place.view, place.version, place.unit
    shown = view.place(version, unit.eid)
    assert shown is not None
    others = {other.version.address: other for other in shown.others}
    beside = _beside(others, reading.beside, version)
    columns = _columns(place, [shown, *beside], reading, reader)

    def link(provision: Provision | None) -> Link | None:
        if provision is None:
            return None
        url = provision_url(shown.id_of(provision), trail=reading.trail)
        return Link(line_of(provision), url, version.tag)

    return {
        "target": place.provision.eid,
        "work": view.summary,
        "version": version,
        "unit": unit,
        "columns": columns,
        "rows": rows([column.passages for column in columns]),
        "tabs": _tabs(place, others, columns, reading.trail),
        "action": provision_url(place.id),
        "beside_all": provision_url(place.id, beside=["all"], trail=reading.trail),
        "beside_none": provision_url(place.id, beside=["none"], trail=reading.trail),
        "trail": reading.trail,
        "results_url": reading.results,
        "crumbs": [link(parent) for parent in shown.parents],
        "within": [link(child) for child in listed_within(unit)],
        "previous": link(shown.previous),
        "following": link(shown.following),
        "name": name_of(place.provision),
        "subjects": subjects_at(place, reader),
        "citing": citing_view(place, permanent_url(place), reading.cited),
    }


def permanent_url(place: Place) -> str:
    """The whole address of a provision, as it is cited: without anything of a search."""
    return address_of(place)


def _beside(
    others: Mapping[str, Place], asked: Sequence[str], version: VersionRecord
) -> list[Place]:
    """The versions to show next to one, in the order of the work's."""
    if "all" in asked:
        return list(others.values())
    chosen = [other for address, other in others.items() if address in asked]
    if chosen or "none" in asked:
        return chosen
    best = beside_of([other.version for other in others.values()], (version.address,))
    return [others[best.address]] if best else []


def _columns(
    asked: Place, shown: Sequence[Place], reading: Reading, reader: EngineReader
) -> list[Column]:
    ids = [place.id for place in shown]
    entries = reader.entries(ids) if reading.marks else [None] * len(ids)
    found = []
    for place, stored in zip(shown, entries, strict=True):
        unit = place.provision
        marked = MarkedUnit(unit.heading, unit.text, stored, reading.marks)
        cited = place.view.place(place.version, asked.provision.eid) or place
        found.append(
            Column(
                version=place.version,
                unit=unit,
                heading=marked.heading,
                passages=passages(unit, marked.pieces),
                citation=citation(
                    cited_provision(cited, file_name(place.version.file), permanent_url(cited))
                ),
                alone=provision_url(cited.id, beside=["none"], trail=reading.trail),
            )
        )
    return found


def _tabs(
    asked: Place, others: Mapping[str, Place], columns: Sequence[Column], trail: Trail
) -> list[VersionTab]:
    """Every version of the work, leading to what was asked for, or to the unit it is within."""
    shown = {column.version.address for column in columns}
    tabs = []
    for version in asked.view.versions:
        there = asked.view.place(version, asked.provision.eid) or others.get(version.address)
        tabs.append(
            VersionTab(
                address=version.address,
                tag=version.tag,
                url=provision_url(there.id, trail=trail) if there else "",
                current=version.address == asked.version.address,
                shown=version.address in shown,
            )
        )
    return tabs


def beside_of(versions: Sequence[VersionRecord], without: Sequence[str]) -> VersionRecord | None:
    """The version that suits the reader best: their language, else English, else the first."""
    tag = interface_language().tag
    left = [version for version in versions if version.address not in without]
    for wanted in (tag, tag.partition("-")[0], "en"):
        for version in left:
            if wanted in (version.tag, version.expression.language):
                return version
    return left[0] if left else None


def name_of(provision: Provision) -> str:
    """Its number and heading as printed, or what it is where it has neither."""
    printed = " ".join(part for part in (provision.num, provision.heading) if part)
    return printed or label("kind", provision.kind)


def listed_within(unit: Provision) -> list[Provision]:
    """What the page of a grouping provision lists: all it holds directly."""
    return list(unit.children) if unit.kind in GROUPING else []


def line_of(provision: Provision) -> str:
    """Its number and heading, or its number and how its text begins: a line to find it by."""
    if provision.num and not provision.heading:
        return f"{provision.num} {beginning(provision.text, START)}".strip()
    return name_of(provision)


# --------------------------------------------------------------------------- contents of a work

#: What a list of contents goes into: groups, and annexes that hold articles.
_LISTED = GROUPING | {"art", "annex"}


@dataclass(frozen=True, kw_only=True)
class ContentsItem:
    """A line of a list of contents; ``kind`` names what has neither number nor heading, and
    ``start`` is how a numbered text without a heading begins."""

    num: str
    heading: str
    kind: str
    start: str
    url: str
    children: Sequence["ContentsItem"]


def contents(view: WorkView, version: VersionRecord) -> list[ContentsItem]:
    """The contents of a version, down to what people cite whole."""
    return [_item(view, version, node) for node in version.expression.provisions]


def _item(view: WorkView, version: VersionRecord, node: Provision) -> ContentsItem:
    below = [
        child
        for child in node.children
        if node.kind in GROUPING or (node.kind == "annex" and child.kind in _LISTED)
    ]
    return ContentsItem(
        num=node.num,
        heading=node.heading,
        kind=label("kind", node.kind),
        start=beginning(node.text, START) if node.num and not node.heading else "",
        url=provision_url(f"{view.id}/{version.address}/{node.eid}"),
        children=[_item(view, version, child) for child in below],
    )
