"""Building the tree of provisions: nodes that grow, and the frozen provisions they become."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from indexer.models import GROUPING, Box, Paragraph, Provision


@dataclass(frozen=True)
class Piece:
    """A paragraph, or what a mark left of it: its text and where it stands."""

    text: str
    page: int
    boxes: tuple[Box, ...] = ()
    centred: bool = False
    bold: bool = False

    @classmethod
    def of(cls, paragraph: Paragraph) -> "Piece":
        """The whole paragraph."""
        return cls(
            paragraph.text.strip("\u200b\ufeff \t\u3000\n"),
            paragraph.page,
            paragraph.boxes,
            paragraph.centred,
            paragraph.bold,
        )

    def rest(self, text: str) -> "Piece":
        """What is left of it, standing at the same place."""
        return Piece(text, self.page, self.boxes, self.centred, self.bold)


@dataclass(frozen=True)
class Text:
    """A printed paragraph within a node. ``runs_on``: it goes on with the paragraph before it, as
    after a list of points, rather than beginning another natural paragraph."""

    piece: Piece
    runs_on: bool = False


@dataclass
class Node:
    """A provision under construction; ``content`` holds its texts and children in print order."""

    kind: str
    ordinal: str
    num: str = ""
    heading: str = ""
    marks: list[Piece] = field(default_factory=list)
    content: list["Text | Node"] = field(default_factory=list)

    def add(self, piece: Piece, *, runs_on: bool = False) -> None:
        """Append a printed paragraph."""
        self.content.append(Text(piece, runs_on))

    def open(self, kind: str, ordinal: str, num: str = "", mark: Piece | None = None) -> "Node":
        """Append a child and return it."""
        child = Node(kind, ordinal, num, marks=[mark] if mark else [])
        self.content.append(child)
        return child

    @property
    def children(self) -> list["Node"]:
        """The nodes within it, in print order."""
        return [part for part in self.content if isinstance(part, Node)]

    @property
    def empty(self) -> bool:
        """Whether nothing at all stands in it."""
        return not self.content and not self.heading


def number_paragraphs(node: Node, *, always: bool = False) -> None:
    """Make natural paragraphs children where there are two or more and none is numbered in print.

    Points go with the paragraph before them. ``always``: even a single paragraph becomes one.
    """
    if any(child.kind not in {"point", "subpoint"} for child in node.children):
        return
    natural: list[list[Text | Node]] = []
    for part in node.content:
        opens = isinstance(part, Text) and not part.runs_on
        if natural and not opens:
            natural[-1].append(part)
        else:
            natural.append([part])
    if len(natural) < 2 and not (always and natural):
        return
    node.content = [
        Node("para", str(number), content=parts) for number, parts in enumerate(natural, 1)
    ]


#: A mark that ends so stands right before its text; after any other there is a space.
_CLOSE = ("、", "）", "】")


def join_mark(num: str, text: str) -> str:
    """A mark and the text after it as one printed line."""
    if not num or not text:
        return num or text
    return f"{num}{text}" if num.endswith(_CLOSE) else f"{num} {text}"


def provisions(nodes: Iterable[Node], parent: str = "") -> tuple[Provision, ...]:
    """The frozen tree; an eid that a sibling has already gets a suffix (``art_5v2``)."""
    taken: dict[str, int] = {}
    made: list[Provision] = []
    for node in nodes:
        eid = f"{parent}__{_part(node)}" if parent else _part(node)
        taken[eid] = taken.get(eid, 0) + 1
        if taken[eid] > 1:
            eid = f"{eid}v{taken[eid]}"
        made.append(_provision(node, eid))
    return tuple(made)


def _part(node: Node) -> str:
    return f"{node.kind}_{node.ordinal}" if node.ordinal else node.kind


def _provision(node: Node, eid: str) -> Provision:
    pieces = list(_pieces(node))
    boxes = [box for piece in pieces for box in piece.boxes]
    return Provision(
        eid=eid,
        kind=node.kind,
        num=node.num,
        heading=node.heading,
        text="\n".join(_own_lines(node) if node.kind in GROUPING else _lines(node)),
        page=pieces[0].page if pieces else None,
        boxes=tuple(box for box, _ in groupby(boxes)),
        children=provisions(node.children, eid),
    )


def _own_lines(node: Node) -> Iterator[str]:
    return (part.piece.text for part in node.content if isinstance(part, Text))


def _lines(node: Node) -> Iterator[str]:
    """The printed lines of a node, its children's marks with their first line."""
    for part in node.content:
        if isinstance(part, Text):
            yield part.piece.text
        elif part.heading:
            yield join_mark(part.num, part.heading)
            yield from _lines(part)
        else:
            lines = _lines(part)
            first = join_mark(part.num, next(lines, ""))
            if first:
                yield first
            yield from lines


def _pieces(node: Node) -> Iterator[Piece]:
    """Where a provision stands: for one that only groups, its mark and its own text."""
    yield from node.marks
    for part in node.content:
        if isinstance(part, Text):
            yield part.piece
        elif node.kind not in GROUPING:
            yield from _pieces(part)


def drop_repeats(nodes: Sequence[Node]) -> list[Node]:
    """Leave out an empty node that comes again with text and the same heading: a line of a contents
    table."""
    kept: list[Node] = []
    for position, node in enumerate(nodes):
        again = any(
            (later.kind, later.ordinal) == (node.kind, node.ordinal)
            and later.content
            and node.heading.casefold() in {"", later.heading.casefold()}
            for later in nodes[position + 1 :]
        )
        if not (again and not node.content):
            kept.append(node)
    return kept
