"""Reading the source markup that ``corpus/sources/FORMAT.md`` defines."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

KINDS = frozenset({"preamble", "chp", "sec", "art", "para", "point", "annex", "testimonium"})
#: Kinds that are numbered; the others occur once and have no ordinal.
NUMBERED = KINDS - {"preamble", "testimonium"}
_GROUPS = frozenset({"chp", "sec"})
#: Kinds of depth 1 that belong to the group before them; every other one ends it.
_GROUPED = frozenset({"art", "para"})

_OPENING = re.compile(r"(?P<depth>=+) (?P<kind>[a-z]+)(?: (?P<ordinal>[0-9a-z-]+))?")


class SourceError(ValueError):
    """A source file breaks the markup; ``str(error)`` names file, line and fault."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """One provision of a source. ``depth`` is the printed one, from 1; ``eid`` the whole chain.

    ``lines`` are its own printed paragraphs, its children's not included.
    """

    eid: str
    kind: str
    depth: int
    num: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One instrument in one language, provisions in print order. ``tag`` is ``zh-Hant``, ``km``."""

    tag: str
    title: str
    note: str
    nodes: tuple[Node, ...]

    @property
    def language(self) -> str:
        """The language's code: ``zh`` for ``zh-Hant``."""
        return self.tag.split("-")[0]

    def children(self, position: int) -> list[int]:
        """Positions of the nodes directly under the one at ``position``, in order."""
        return [
            place
            for place, node in enumerate(self.nodes)
            if place > position and node.eid.rpartition("__")[0] == self.nodes[position].eid
        ]


def read_source(path: Path) -> Source:
    """Read one ``.src`` file. Raises ``SourceError`` for anything FORMAT.md does not allow."""
    headers: dict[str, str] = {}
    nodes: list[Node] = []
    chain: list[str] = []  # the eid parts of the provision opened last, by depth
    group = ""
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{path.parent.name}/{path.name}:{number}"
        _check_line(line, place)
        if line.startswith("! "):
            name, _, value = line[2:].partition(" ")
            headers[name] = value
        elif line.startswith("="):
            node = _opening(line, place)
            depth = node.depth
            if depth > len(chain) + 1:
                raise SourceError(f"{place}: depth {depth} under depth {len(chain)}")
            chain = [*chain[: depth - 1], node.eid]
            if depth == 1 and node.kind not in _GROUPED:
                group = node.eid if node.kind in _GROUPS else ""
            inside = [group] if group and chain[0] != group else []
            nodes.append(_with(node, eid="__".join([*inside, *chain])))
        elif nodes:
            nodes[-1] = _with(nodes[-1], lines=(*nodes[-1].lines, line))
        else:
            raise SourceError(f"{place}: text before the first provision")
    if missing := {"title", "note"} - headers.keys():
        raise SourceError(f"{path}: no line `! {min(missing)}`")
    return Source(
        tag=path.stem, title=headers["title"], note=headers["note"], nodes=_checked(nodes, path)
    )


def _check_line(line: str, place: str) -> None:
    if not line.startswith("=") and (not line or line != line.strip()):
        raise SourceError(f"{place}: an empty line, or space at the start or end")
    if not unicodedata.is_normalized("NFC", line):
        raise SourceError(f"{place}: not in Unicode's form NFC")


def _opening(line: str, place: str) -> Node:
    mark, *printed = (part.strip() for part in line.split("|"))
    match = _OPENING.fullmatch(mark)
    if not match or match["kind"] not in KINDS or len(printed) > 2:
        raise SourceError(f"{place}: not an opening line: {line}")
    if (match["ordinal"] is not None) != (match["kind"] in NUMBERED):
        raise SourceError(f"{place}: {match['kind']} with or without an ordinal")
    num, heading = [*printed, "", ""][:2]
    eid = match["kind"] + (f"_{match['ordinal']}" if match["ordinal"] else "")
    return Node(
        eid=eid,
        kind=match["kind"],
        depth=len(match["depth"]),
        num=num,
        heading=heading,
        lines=(),
    )


def _with(node: Node, *, eid: str = "", lines: tuple[str, ...] = ()) -> Node:
    return Node(
        eid=eid or node.eid,
        kind=node.kind,
        depth=node.depth,
        num=node.num,
        heading=node.heading,
        lines=lines or node.lines,
    )


def _checked(nodes: list[Node], path: Path) -> tuple[Node, ...]:
    seen: set[str] = set()
    for node in nodes:
        if node.eid in seen:
            raise SourceError(f"{path.parent.name}/{path.name}: {node.eid} twice")
        seen.add(node.eid)
        has_children = any(other.eid.startswith(f"{node.eid}__") for other in nodes)
        if not node.lines and not has_children:
            raise SourceError(f"{path.parent.name}/{path.name}: {node.eid} has no text")
    return tuple(nodes)
