"""A work's record → its versions, and the place of a provision among the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from analyzers.languages import LANGUAGES, TAGS
from indexer.engine.base import WorkRecord
from indexer.models import (
    Bead,
    Expression,
    Metadata,
    Provision,
    Segment,
    provisions_of,
    unpack_beads,
)
from search_app.catalogue import WorkSummary, summarize


@dataclass(frozen=True, kw_only=True)
class VersionRecord:
    """One language version: ``address`` is its LANG in addresses, ``tree`` its provisions as JSON,
    ``source`` the record of the file it was read from, ``places`` where its segments stand."""

    address: str
    expression: Expression
    tree: Sequence[Mapping[str, Any]]
    origin: str
    file: str
    source: Mapping[str, Any]
    places: Sequence[tuple[str, str, int, int]] = ()

    @cached_property
    def segments(self) -> Sequence[Segment]:
        """Its sentences and headings, in text order."""
        units = {unit.eid: unit for unit in self.expression.citable()}
        return tuple(
            Segment(
                unit,
                eid,
                start,
                end,
                units[unit].shown[start:end],
                heading=end <= len(units[unit].heading),
            )
            for unit, eid, start, end in self.places
        )

    @property
    def tag(self) -> str:
        """BCP 47 tag for HTML's ``lang``."""
        return LANGUAGES[self.expression.language].tag(self.expression.script)


@dataclass(frozen=True, kw_only=True)
class WorkView:
    """A work as pages and the API show it."""

    summary: WorkSummary
    versions: Sequence[VersionRecord]
    files: Sequence[Mapping[str, Any]]
    notice: str
    notes: Sequence[str]
    alignments: Mapping[tuple[str, str], Sequence[Bead]] = field(default_factory=dict)

    def pair(self, a: str, b: str) -> tuple[str, str]:
        """Two versions' addresses in the order in which their alignment is kept."""
        return (a, b) if (a, b) in self.alignments else (b, a)

    @property
    def id(self) -> str:
        """The work's id, as in its address."""
        return self.summary.id

    def version(self, tag: str) -> VersionRecord | None:
        """The version an address names, or the only one in the language that ``tag`` names.

        ``zh`` and ``zh-Hans`` both lead to a work's only Chinese version in simplified script;
        ``zh`` leads to its only Chinese version in either script.
        """
        for version in self.versions:
            if version.address == tag:
                return version
        if tag not in TAGS:
            return None
        code, script = TAGS[tag]
        same = [item for item in self.versions if item.expression.language == code]
        if tag != code:
            same = [item for item in same if item.expression.script == script]
        return same[0] if len(same) == 1 else None

    def place(self, version: VersionRecord, eid: str) -> "Place | None":
        """Where the provision ``eid`` stands in ``version``, or None where it has none."""
        for path in _paths(version.expression.provisions):
            if path[-1].eid == eid:
                return Place(view=self, version=version, path=path)
        return None


@dataclass(frozen=True, kw_only=True)
class Place:
    """A provision in one version; ``path`` leads to it from the outermost, itself last."""

    view: WorkView
    version: VersionRecord
    path: Sequence[Provision]

    @property
    def provision(self) -> Provision:
        """The provision itself."""
        return self.path[-1]

    @property
    def parents(self) -> Sequence[Provision]:
        """What it stands in, the outermost first."""
        return self.path[:-1]

    @property
    def work(self) -> str:
        """The work's id."""
        return self.view.id

    @property
    def id(self) -> str:
        """The address ``WORK/LANG/EID`` of the provision."""
        return self.id_of(self.provision)

    def id_of(self, provision: Provision) -> str:
        """The address of another provision of the same version."""
        return f"{self.work}/{self.version.address}/{provision.eid}"

    @cached_property
    def _units(self) -> Sequence[Provision]:
        return tuple(self.version.expression.citable())

    @cached_property
    def unit(self) -> Provision:
        """What is listed and cited whole and holds the provision; itself when it is one, or when
        it only groups others."""
        listed = {unit.eid for unit in self._units}
        return next((node for node in reversed(self.path) if node.eid in listed), self.provision)

    @cached_property
    def previous(self) -> Provision | None:
        """The unit before this one, in text order."""
        before = [unit for unit in self._units if self._order[unit.eid] < self._first]
        return before[-1] if before else None

    @cached_property
    def following(self) -> Provision | None:
        """The unit after this one; of a group, the first within it."""
        return next((unit for unit in self._units if self._order[unit.eid] > self._first), None)

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {node.eid: place for place, node in enumerate(self.version.expression.walk())}

    @property
    def _first(self) -> int:
        return self._order[self.unit.eid]

    @cached_property
    def others(self) -> Sequence["Place"]:
        """The same provision in the other versions."""
        found = [
            self.view.place(version, self.provision.eid)
            for version in self.view.versions
            if version.address != self.version.address
        ]
        return [place for place in found if place is not None]

    @cached_property
    def children(self) -> Sequence[Mapping[str, Any]]:
        """The provisions within it, as JSON."""
        nodes: Sequence[Mapping[str, Any]] = self.version.tree
        for step in self.path:
            node = next(node for node in nodes if node["eid"] == step.eid)
            nodes = node["children"]
        return nodes


def open_view(record: WorkRecord) -> WorkView:
    """A work's record as it was stored, read into its versions."""
    stored = record.stored
    files = {str(file["path"]): file for file in stored["files"]}
    return WorkView(
        summary=summarize(record),
        versions=[_version(expression, files) for expression in stored["expressions"]],
        files=list(files.values()),
        notice=str(stored.get("notice", "")),
        notes=[str(note) for note in stored.get("notes", ())],
        alignments={
            (one["a"], one["b"]): unpack_beads(one["beads"]) for one in stored.get("alignments", ())
        },
    )


def _version(stored: Mapping[str, Any], files: Mapping[str, Mapping[str, Any]]) -> VersionRecord:
    metadata = Metadata(
        title=stored["title"],
        type=stored["type"],
        signed=stored["signed"],
        in_force=stored["in_force"],
        place=stored["place"],
        authentic=tuple(stored["authentic"]),
        prevailing=stored["prevailing"],
        status=stored["status"],
    )
    return VersionRecord(
        address=stored["address"],
        expression=Expression(
            language=stored["lang"],
            script=stored["script"],
            metadata=metadata,
            provisions=provisions_of(stored["provisions"]),
        ),
        tree=stored["provisions"],
        origin=str(stored.get("origin", "")),
        file=str(stored["file"]),
        source=files.get(str(stored["file"]), {}),
        places=[(unit, eid, start, end) for unit, eid, start, end in stored.get("segments", ())],
    )


def _paths(nodes: Sequence[Provision]) -> list[tuple[Provision, ...]]:
    paths: list[tuple[Provision, ...]] = []
    for node in nodes:
        paths.append((node,))
        paths += [(node, *below) for below in _paths(node.children)]
    return paths


# --------------------------------------------------------------------------- a text in its parts


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a provision's printed text: lines of its own, or a provision within it."""

    lines: Sequence[str] = ()
    child: Provision | None = None


def parts(provision: Provision) -> list[Part]:
    """The text of ``provision`` in order, parted at the provisions within it.

    Its text holds theirs. Where one of them cannot be found again in it, the whole text stays
    lines, so that nothing printed is ever lost or shown twice.
    """
    lines = provision.text.split("\n") if provision.text else []
    found: list[Part] = []
    at = 0
    for child in provision.children:
        span = _find(child, lines, at)
        if span is None:
            return [Part(lines=lines)] if lines else []
        if span[0] > at:
            found.append(Part(lines=lines[at : span[0]]))
        found.append(Part(child=child))
        at = span[1]
    if at < len(lines):
        found.append(Part(lines=lines[at:]))
    return found


def _find(child: Provision, lines: Sequence[str], start: int) -> tuple[int, int] | None:
    """Where the printed lines of ``child`` stand in ``lines``, from ``start`` on."""
    for printed in _printed(child):
        for at in range(start, len(lines) - len(printed) + 1):
            if all(_bare(lines[at + step]) == line for step, line in enumerate(printed)):
                return at, at + len(printed)
    return None


def _printed(child: Provision) -> list[list[str]]:
    """The ways a provision's number, heading and text may have been set in lines."""
    body = child.text.split("\n") if child.text else []
    head = [child.num] if child.num else []
    title = [child.heading] if child.heading else []
    ways = [
        [*("".join(head + title + body[:1]),), *body[1:]],
        [*head, *title, *body],
        ["".join(head + title), *body],
    ]
    return [[_bare(line) for line in way if line] for way in ways if any(way)]


def _bare(line: str) -> str:
    """A line without white space, which is set between a number and its text or is not."""
    return "".join(line.split())
