"""Citations of provisions in running text and in queries: Article 7, 第七条, មាត្រា ៧.

A text is read mark by mark. A *mark* is a unit with its number in one language ("Article 7",
第二款, កថាខណ្ឌ ២); what stands between two marks says how they belong together: side by side or
after a comma the second lies within the first, after "of" or នៃ the first within the second, after
"and", 和 or និង they are two of a kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from analyzers.citation_marks import (
    AND,
    BRACKET,
    DECIMAL,
    DEPTHS,
    HINT,
    LIST_ENDS,
    MARK,
    NEXT,
    OF,
    TO,
    UNNUMBERED,
    WITHIN,
    Mark,
    between,
    ordinal,
    read_mark,
)
from analyzers.numbers import parse_number


class Citation(NamedTuple):
    """One provision named in a text.

    ``unit`` is an eid prefix (``chp art para point annex sec part preamble``), ``number`` its
    ordinal as in eids (``7``, ``9bis``, ``a``; "" for the preamble, or an annex named without
    one), ``parent`` the citation it lies within, if the text says so
    ("paragraph 2 of Article 7" has parent Article 7). ``start``, ``end``: code points, half-open,
    of the words that name it, those of its parents included unless an earlier citation shares
    them ("Article 7, paragraphs 2 and 3": the second is "3" alone).
    """

    unit: str
    number: str
    start: int
    end: int
    parent: "Citation | None" = None

    @property
    def eid(self) -> str:
        """The tail of the eid it names: ``art_7``, ``art_7__para_2``."""
        own = f"{self.unit}_{self.number}" if self.number else self.unit
        return f"{self.parent.eid}__{own}" if self.parent else own

    @property
    def units(self) -> tuple[str, ...]:
        """The tails of eids it may be found under, the innermost first: its own, and those of what
        it lies within, since an article is found whole even where a paragraph of it is cited."""
        return (self.eid, *(self.parent.units if self.parent else ()))


def find_citations(text: str) -> list[Citation]:
    """Every provision ``text`` names, in text order, in any of the three languages.

    Lists and ranges are spelled out: "Articles 3 and 5 to 7" names four. Never raises.
    """
    numbered = _numbered(text) if HINT.search(text) else []
    bare = [
        Citation(mark.lastgroup or "", "", *mark.span())
        for mark in UNNUMBERED.finditer(text)
        if not any(own.start < mark.end() and mark.start() < own.end for own in numbered)
    ]
    return sorted([*numbered, *bare], key=lambda own: own.start) if bare else numbered


def _numbered(text: str) -> list[Citation]:
    found: list[Citation] = []
    position = 0
    while head := MARK.search(text, position):
        mark = read_mark(head)
        if mark is None:
            position = head.start() + 1
            continue
        group = _Group(text, mark)
        while group.extend():
            pass
        found.extend(group.citations())
        position = group.end
    return found


# --------------------------------------------------------------------------- marks together


@dataclass(frozen=True, slots=True)
class _Path:
    """Marks from the shallowest to the deepest; the first ``shared`` stand with an earlier path."""

    marks: tuple[Mark, ...]
    shared: int = 0

    def above(self, unit: str) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if DEPTHS[mark.unit] < DEPTHS[unit])

    def within(self, mark: Mark) -> "_Path | None":
        """Put the path below ``mark``, which may replace inherited parents; None if it cannot."""
        for shared in (self.shared, 0):
            kept = self.marks[self.shared - shared :]
            kept = (_within_chapter(kept[0], mark), *kept[1:])
            if DEPTHS[mark.unit] < DEPTHS[kept[0].unit]:
                return _Path((mark, *kept), shared + 1 if shared else 0)
        return None

    def citation(self) -> Citation:
        parent: Citation | None = None
        for count, mark in enumerate(self.marks, 1):
            own = self.marks[self.shared : count] or (mark,)
            start, end = min(part.start for part in own), max(part.end for part in own)
            parent = Citation(mark.unit, mark.numbers[0], start, end, parent)
        assert parent is not None
        return parent


class _Group:
    """Marks that belong together, read from left to right until something else comes."""

    def __init__(self, text: str, first: Mark) -> None:
        self.text = text
        self.end = first.end
        self.last = first
        self.paths = [_Path((first.single(number),)) for number in first.numbers]
        self.anchored = 0  # paths before this one have been given their "of"

    def citations(self) -> Iterator[Citation]:
        """One citation a path, in text order."""
        for path in sorted(self.paths, key=lambda path: path.marks[-1].start):
            if not (len(path.marks) == 1 and path.marks[0].bare):
                yield path.citation()

    def extend(self) -> bool:
        """Take in what follows, if it belongs to the group."""
        return (
            self._bracket()
            or self._parent()
            or self._range()
            or self._child()
            or self._sibling()
            or self._next_number()
        )

    def _mark_at(self, position: int) -> Mark | None:
        found = MARK.match(self.text, position)
        mark = read_mark(found) if found else None
        return _within_chapter(mark, self.last) if mark else None

    def _bracket(self) -> bool:
        """Article 7 (2) (a), 第七条（一）, កថាខណ្ឌ ២ (ក), Article 7.2."""
        if DEPTHS[self.last.unit] < DEPTHS["art"]:
            return False
        found = BRACKET.match(self.text, self.end)
        if not found and self.last.unit == "art":
            found = DECIMAL.match(self.text, self.end)
        if not found:
            return False
        raw = found["number"]
        unit = "para" if self.last.unit == "art" and raw.isdecimal() else "point"
        in_point = self.last.unit == "point" and parse_number(raw) is not None
        number = ordinal(unit, str(parse_number(raw)) if in_point else raw)
        if number is None:
            return False
        self._nest(Mark(unit, (number,), found.start("number"), found.end()))
        return True

    def _parent(self) -> bool:
        """… of Article 7, … នៃមាត្រា ៧: the parent of every path that has none yet."""
        gap = OF.match(self.text, self.end)
        mark = self._mark_at(gap.end()) if gap else None
        if mark is None:
            return False
        taken = False
        for index in range(self.anchored, len(self.paths)):
            path = self.paths[index].within(mark)
            if path:
                self.paths[index] = path
                taken = True
        if taken:
            self.last, self.end = mark, mark.end
            if mark.unit == "art":
                self.anchored = len(self.paths)
        return taken

    def _range(self) -> bool:
        """… to 12, 至第十二条, ដល់មាត្រា ១២."""
        gap = TO.match(self.text, self.end)
        if not gap:
            return False
        mark = self._mark_at(gap.end()) or self._number_at(gap.end(), self.last)
        if mark is None or mark.unit != self.last.unit:
            return False
        whole = (self.last.start, mark.end)
        for number in between(self.last.numbers[-1], mark.numbers[0]):
            self._add(Mark(mark.unit, (number,), *whole, plural=self.last.plural))
        self._add(mark)
        return True

    def _child(self) -> bool:
        """…, paragraph 2; 第二款; កថាខណ្ឌ ២: within what was named last."""
        gap = WITHIN.match(self.text, self.end)
        mark = self._mark_at(gap.end()) if gap else None
        if mark is None or DEPTHS[mark.unit] <= DEPTHS[self.last.unit]:
            return False
        self._nest(mark)
        return True

    def _sibling(self) -> bool:
        """… and paragraph 3, 和第三款, និងមាត្រា ១៣: another of a unit already named."""
        gap = AND.match(self.text, self.end)
        mark = self._mark_at(gap.end()) if gap else None
        if mark is None or all(mark.unit != named.unit for named in self.paths[-1].marks):
            return False
        self._add(mark)
        return True

    def _next_number(self) -> bool:
        """Articles 3, 4 and 5: a number alone, of the unit in the plural or the one named last."""
        gap = AND.match(self.text, self.end)
        if not gap or not gap["separators"]:
            return False
        plural = next((mark for mark in reversed(self.paths[-1].marks) if mark.plural), None)
        mark = self._number_at(gap.end(), plural or self.last)
        if mark is None:
            return False
        only_comma = gap["separators"].strip() in {",", "，", "、", ";", "；"}
        if plural is None and (only_comma or not LIST_ENDS.match(self.text, mark.end)):
            return False
        self._add(mark)
        return True

    def _number_at(self, position: int, like: Mark) -> Mark | None:
        found = NEXT.match(self.text, position)
        if not found:
            return None
        raw = found["number"].strip("()（）")
        unit = "point" if raw.islower() and raw.isalpha() else like.unit
        if unit == "point" and all(mark.unit != "point" for mark in self.paths[-1].marks):
            return None
        number = ordinal(unit, raw)
        if number is None:
            return None
        return Mark(unit, (number,), found.start(), found.end(), like.plural)

    def _nest(self, mark: Mark) -> None:
        deepest = self.paths.pop()
        for number in mark.numbers:
            marks = (*deepest.marks, mark.single(number))
            shared = deepest.shared if number == mark.numbers[0] else len(deepest.marks)
            self.paths.append(_Path(marks, shared))
        self.last, self.end = mark, mark.end

    def _add(self, mark: Mark) -> None:
        inherited = () if self.anchored == len(self.paths) else self.paths[-1].above(mark.unit)
        self.paths += [
            _Path((*inherited, mark.single(number)), len(inherited)) for number in mark.numbers
        ]
        self.last, self.end = mark, mark.end


def _within_chapter(mark: Mark, outer: Mark) -> Mark:
    """ផ្នែក is a part of an instrument, but a section of a chapter."""
    return replace(mark, unit="sec") if (mark.unit, outer.unit) == ("part", "chp") else mark
