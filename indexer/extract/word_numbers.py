"""Word's automatic numbering: what stands before a paragraph though its text does not hold it.

In treaties typed with automatic lists the numbers of articles and points are only here.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from indexer.extract.numbering import decimal, word_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
#: Word has nine levels of a list.
LEVELS = 9


@dataclass
class Level:
    """One level of a list as defined."""

    start: int = 1
    number_format: str = "decimal"
    custom: str = ""
    text: str = ""
    legal: bool = False
    restart: int | None = None


@dataclass
class _List:
    abstract: str
    levels: dict[int, Level]
    #: Levels whose count begins anew with this list, though lists of one kind count on.
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document and how far each has counted. Ask paragraph by paragraph, in order:
    asking counts."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self.style_levels: dict[tuple[str, str], int] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def number(self, list_id: str, level: int) -> str:
        """The number of the next paragraph of a list at ``level``, as printed; "" where the list
        is not defined, is of bullets or prints none."""
        defined = self._lists.get(list_id)
        if defined is None or level not in defined.levels:
            return ""
        self._count(list_id, defined, level)
        return self._printed(defined, level)

    def level_of_style(self, list_id: str, style: str) -> int:
        """The level that a list ties to a paragraph style; 0 when it ties none."""
        return self.style_levels.get((list_id, style), 0)

    def _count(self, list_id: str, defined: _List, level: int) -> None:
        counts = self._counts[defined.abstract]
        if level in defined.starts and (list_id, level) not in self._begun:
            counts[level] = defined.starts[level]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = defined.levels[level].start
        self._begun.add((list_id, level))
        for deeper in range(level + 1, LEVELS):
            restart = defined.levels[deeper].restart if deeper in defined.levels else None
            # ``restart`` is the level, from 1, whose number sets this one back; 0 is never.
            if restart is None or (restart and level < restart):
                counts.pop(deeper, None)

    def _printed(self, defined: _List, level: int) -> str:
        own = defined.levels[level]
        counts = self._counts[defined.abstract]

        def place(match: re.Match[str]) -> str:
            asked = int(match.group(1)) - 1
            shown = defined.levels.get(asked, Level())
            value = counts.setdefault(asked, shown.start)
            if own.legal and asked < level:
                return decimal(value)
            return word_number(value, shown.number_format, shown.custom)

        if own.number_format == "bullet":
            return ""
        return _PLACE.sub(place, own.text).strip()

    def _read(self, root: etree._Element) -> None:
        abstracts: dict[str, dict[int, Level]] = {}
        styles: dict[str, dict[str, int]] = {}
        for node in root.iter(f"{W}abstractNum"):
            key = node.get(f"{W}abstractNumId", "")
            abstracts[key] = {_level_number(level): _level(level) for level in node.iter(f"{W}lvl")}
            styles[key] = {
                style.get(f"{W}val", ""): _level_number(level)
                for level in node.iter(f"{W}lvl")
                for style in level.iter(f"{W}pStyle")
            }
        for node in root.iter(f"{W}num"):
            list_id, abstract = node.get(f"{W}numId", ""), _value(node, "abstractNumId")
            levels = dict(abstracts.get(abstract, {}))
            starts: dict[int, int] = {}
            for override in node.iter(f"{W}lvlOverride"):
                number = _level_number(override)
                levels |= {_level_number(lvl): _level(lvl) for lvl in override.iter(f"{W}lvl")}
                if _value(override, "startOverride"):
                    starts[number] = _integer(_value(override, "startOverride"), 1)
            self._lists[list_id] = _List(abstract, levels, starts)
            for style, number in styles.get(abstract, {}).items():
                self.style_levels[list_id, style] = number


def _level(node: etree._Element) -> Level:
    level = Level(start=_integer(_value(node, "start"), 0 if node.find(f"{W}start") is None else 1))
    # A custom format stands in mc:AlternateContent, its plain stand-in after it.
    formats = list(node.iter(f"{W}numFmt"))
    if formats:
        level.number_format = formats[0].get(f"{W}val", "decimal")
        level.custom = formats[0].get(f"{W}format", "") if level.number_format == "custom" else ""
    level.text = _value(node, "lvlText")
    level.legal = node.find(f"{W}isLgl") is not None
    restart = _value(node, "lvlRestart")
    level.restart = _integer(restart, 0) if restart else None
    return level


def _level_number(node: etree._Element) -> int:
    return _integer(node.get(f"{W}ilvl", "0"), 0)


def _value(node: etree._Element, name: str) -> str:
    child = node.find(f"{W}{name}")
    return child.get(f"{W}val", "") if child is not None else ""


def _integer(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.lstrip("-").isdigit() and len(text) < 7 else default
