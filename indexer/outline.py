"""The numbered paragraphs, points and sub-points within an article, an annex or a statement.

Lists nest by the order in which their styles appear; a mark belongs to the innermost open list that
it continues. A mark that continues none and is no first one is text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from analyzers.languages import ENGLISH
from indexer.items import Item, read_decimal, read_items
from indexer.tree import Node, Piece, Text

#: Styles that number paragraphs where they stand right in an article; the others number points.
PARAGRAPH_STYLES = frozenset({"1.", "(1)", "1)", "1、", "1-", "1 ", "①", "一、", "I.", "1.1"})
#: Styles in which a number may be left out (a repealed paragraph), and how many may be.
GAPPED_STYLES = frozenset({"1.", "(1)", "一、"})
LARGEST_GAP = 2
#: A letter that is also a Roman numeral, by style of the letter: the style of the numeral.
ROMAN_OF = {"(a)": "(i)", "a)": "i)", "a.": "i.", "A.": "I."}
#: A bullet, with what parts it from its text; bullets after a colon are points.
BULLET = re.compile(r"([-–—•·▪●◦*○■□‣])\s*(?=\S)")
COLONS = ":：៖"
BULLET_STYLE = "•"
#: How far ahead the second mark of a doubtful list may stand, in paragraphs.
LOOKAHEAD = 40
DEEPEST = 5


@dataclass
class Level:
    """An open list: its style, the number that came last, that item's node and the list's parent.

    ``broken``: text of the parent came after the last item, so that the list may begin again.
    """

    style: str
    value: int
    node: Node
    parent: Node
    broken: bool = False


@dataclass
class Outline:
    """Reads paragraphs, one by one, into ``root``. ``number``: the article's own, so that 3.2 in
    article 3 is its paragraph 2."""

    root: Node
    language: str
    number: int = 0
    levels: list[Level] = field(default_factory=list)
    resumed: Level | None = None

    def enter(self, root: Node) -> None:
        """Go on in another node, a section: its numbers may run on from the last one's."""
        self.resumed = self.levels[0] if self.levels else self.resumed
        self.levels.clear()
        self.root = root

    def read(self, pieces: Sequence[Piece]) -> None:
        """Take in the paragraphs of the root, in order."""
        marks = [self._items(piece.text) for piece in pieces]
        for position, piece in enumerate(pieces):
            self._read_one(piece, marks[position + 1 : position + 1 + LOOKAHEAD])

    def _read_one(self, piece: Piece, ahead: Sequence[tuple[Item, ...]]) -> None:
        """One paragraph: marks from its start, as many as there are, then text."""
        while item := self._next_item(piece, ahead) or self._bullet(piece):
            piece = piece.rest(item.rest)
            if not piece.text:
                return
        if piece.text:
            self._add_text(piece)

    def _items(self, text: str) -> tuple[Item, ...]:
        decimal = read_decimal(text)
        if decimal and decimal[0] in {self.number, self.levels[0].value if self.levels else 0}:
            return (decimal[1],)
        return read_items(text)

    # ----------------------------------------------------------------- lists

    def _next_item(self, piece: Piece, ahead: Sequence[tuple[Item, ...]]) -> Item | None:
        items = self._items(piece.text)
        for item in items:
            depth = self._continued(item)
            if depth is not None and not self._is_roman_start(item, items, ahead):
                del self.levels[depth + 1 :]
                level = self.levels[depth]
                self._open(level.parent, item, piece, depth)
                return item
        for item in items:
            if self._begins(item, ahead):
                parent = self.levels[-1].node if self.levels else self.root
                self._open(parent, item, piece, len(self.levels))
                return item
        return None

    def _continued(self, item: Item) -> int | None:
        """Depth of the innermost open list whose next item this is."""
        for depth in range(len(self.levels) - 1, -1, -1):
            level = self.levels[depth]
            if level.style != item.style:
                continue
            step = item.value - level.value
            if step == 1 or (level.broken and item.value == 1 and depth > 0):
                return depth
            if item.style in GAPPED_STYLES and 1 < step <= LARGEST_GAP + 1:
                return depth
        return None

    def _begins(self, item: Item, ahead: Sequence[tuple[Item, ...]]) -> bool:
        """Whether a list may begin here: with its first number, in a style not open already."""
        last = self.resumed
        if last and not self.levels and (item.style, item.value) == (last.style, last.value + 1):
            return True
        if item.value != 1 or len(self.levels) >= DEEPEST:
            return False
        if any(level.style == item.style for level in self.levels):
            return False
        return not item.weak or _comes(ahead, item.style, 2)

    def _bullet(self, piece: Piece) -> Item | None:
        """The next bullet of an open list, or the first one after a colon."""
        found = BULLET.match(piece.text)
        if not found:
            return None
        num, rest = found[1], piece.text[found.end() :]
        for depth in range(len(self.levels) - 1, -1, -1):
            level = self.levels[depth]
            if level.style == BULLET_STYLE:
                del self.levels[depth + 1 :]
                item = Item(BULLET_STYLE, level.value + 1, num, rest)
                self._open(level.parent, item, piece, depth)
                return item
        parent = self.levels[-1].node if self.levels else self.root
        if not last_text(parent).endswith(tuple(COLONS)):
            return None
        item = Item(BULLET_STYLE, 1, num, rest)
        self._open(parent, item, piece, len(self.levels))
        return item

    def _is_roman_start(
        self, item: Item, items: Sequence[Item], ahead: Sequence[tuple[Item, ...]]
    ) -> bool:
        """Whether an (i) after (h) begins Roman numerals: (ii) comes before (j)."""
        roman = ROMAN_OF.get(item.style, "")
        if not any(other.style == roman and other.value == 1 for other in items):
            return False
        if any(level.style == roman for level in self.levels):
            return False
        for later in ahead:
            for other in later:
                if (other.style, other.value) == (item.style, item.value + 1):
                    return False
                if (other.style, other.value) == (roman, 2):
                    return True
        return False

    def _open(self, parent: Node, item: Item, piece: Piece, depth: int) -> None:
        kind = _kind(item.style, parent.kind)
        ordinal = str(item.value)
        if kind == "point":
            ordinal = point_letter(sum(child.kind == "point" for child in _list_of(parent)) + 1)
        elif kind == "subpoint":
            ordinal = str(sum(child.kind == "subpoint" for child in parent.children) + 1)
        node = parent.open(kind, ordinal, item.num, piece)
        level = Level(item.style, item.value, node, parent)
        if depth < len(self.levels):
            self.levels[depth] = level
        else:
            self.levels.append(level)

    # ----------------------------------------------------------------- text

    def _add_text(self, piece: Piece) -> None:
        if self.levels and not self.levels[-1].node.content:
            self.levels[-1].node.add(piece)
            return
        runs_on = bool(self.levels) and _runs_on(piece.text, self.language)
        paragraph = self.levels[0] if self.levels else None
        if paragraph is None:
            self.root.add(piece)
        elif paragraph.node.kind == "para":
            paragraph.node.add(piece, runs_on=True)
            for level in self.levels[1:]:
                level.broken = True
        else:
            self.root.add(piece, runs_on=runs_on)
            if runs_on:
                paragraph.broken = True
            else:
                self.levels.clear()


def _kind(style: str, parent: str) -> str:
    if parent in {"point", "subpoint"}:
        return "subpoint"
    if parent == "para":
        return "point"
    return "para" if style in PARAGRAPH_STYLES else "point"


def _list_of(parent: Node) -> list[Node]:
    """The children since the last natural paragraph, which hang from that paragraph."""
    found: list[Node] = []
    for part in reversed(parent.content):
        if isinstance(part, Node):
            found.append(part)
        elif not part.runs_on:
            break
    return found


def last_text(node: Node) -> str:
    """The printed paragraph that stands last in a node itself; "" when a child or nothing does."""
    last = node.content[-1] if node.content else None
    return last.piece.text if isinstance(last, Text) else ""


def point_letter(count: int) -> str:
    """The letter that eids give the ``count``-th point: a … z, then aa, bb …"""
    letters = ENGLISH.letters
    return letters[(count - 1) % len(letters)] * ((count - 1) // len(letters) + 1)


def _comes(ahead: Sequence[tuple[Item, ...]], style: str, value: int) -> bool:
    return any(item.style == style and item.value == value for items in ahead for item in items)


def _runs_on(text: str, language: str) -> bool:
    """Whether a paragraph after a list goes on with the sentence before the list."""
    return language == "en" and text[:1].islower()
