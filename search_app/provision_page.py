"""The place of a provision → what its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from indexer.models import GROUPING, Provision
from search_app.interface import interface_language, label
from search_app.results_page import Link, provision_url
from search_app.snippets import beginning
from search_app.work_tree import Place, VersionRecord, WorkView, parts

#: Code points of a text that stand for its missing heading.
START = 70


def unit_view(place: Place, beside: str) -> dict[str, Any]:
    """What the page of a provision is made of.

    A provision within an article shows within it, marked. ``beside`` names the version to show
    next to it: an address, ``none``, or "" for the one that suits the reader.
    """
    view, version, unit = place.view, place.version, place.unit
    shown = view.place(version, unit.eid)
    assert shown is not None
    others = {other.version.address: other for other in shown.others}
    chosen = None if beside == "none" else others.get(beside)
    if beside != "none" and chosen is None and others:
        best = beside_of([other.version for other in others.values()], (version.address,))
        chosen = others[best.address] if best else None
    return {
        "place": shown,
        "target": place.provision.eid,
        "work": view.summary,
        "view": view,
        "version": version,
        "unit": unit,
        "beside": chosen,
        "others": others,
        "parts": parts,
        "crumbs": [_link(shown, parent) for parent in shown.parents],
        "within": [_link(shown, child) for child in listed_within(unit)],
        "previous": _link(shown, shown.previous) if shown.previous else None,
        "following": _link(shown, shown.following) if shown.following else None,
        "name": name_of(place.provision),
        "provision_url": provision_url,
        "permanent": url_for(
            "pages.provision",
            work=view.id,
            language=version.address,
            eid=place.provision.eid,
            _external=True,
        ),
    }


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


def _link(place: Place, provision: Provision) -> Link:
    return Link(line_of(provision), provision_url(place.id_of(provision)), place.version.tag)


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
