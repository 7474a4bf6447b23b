"""A run of paragraphs with articles: its chapters and articles as nodes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from indexer.headings import give_heading
from indexer.items import read_items
from indexer.mark_words import Word
from indexer.marks import ARTICLE_RANK, Unit
from indexer.outline import PARAGRAPH_STYLES, Outline
from indexer.sequence import Candidate, best_chain
from indexer.tree import Node, Piece, drop_repeats, number_paragraphs

#: What articles are called, and what stands for them in a statute that has none.
ARTICLE, SECTION = Word("art", ARTICLE_RANK), Word("sec", 4)
#: So many articles in sequence are believed though none of their marks is firm.
ENOUGH = 3
#: A chapter's mark is believed when another mark or the end comes within so many paragraphs.
NEAR = 5
#: Numbers of chapters that may be left out.
GROUP_GAP = 2


@dataclass(frozen=True)
class Run:
    """Paragraphs with the unit each begins with, and the positions that articles open.

    ``articles`` and ``groups`` rise; what comes before the first of them is ``leading``.
    """

    pieces: Sequence[Piece]
    units: Sequence[Unit | None]
    language: str
    articles: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()

    @property
    def marks(self) -> list[int]:
        """Every position that opens a provision, in order."""
        return sorted((*self.articles, *self.groups))

    @property
    def leading(self) -> Sequence[Piece]:
        """What comes before the first mark."""
        return self.pieces[: self.marks[0]] if self.marks else self.pieces


def find_run(pieces: Sequence[Piece], units: Sequence[Unit | None], language: str) -> Run:
    """Decide which marks of a run of paragraphs open chapters and articles.

    In a statute without articles the sections are what is cited: they stand as its articles.
    """
    articles = _articles(units, ARTICLE)
    if not articles:
        articles = _articles(units, SECTION)
        if len(articles) < 2 or _numbered_through(pieces, articles):
            articles = []
        units = _as_articles(units, set(articles)) if articles else units
    groups = _groups(pieces, units, set(articles))
    return Run(pieces, units, language, tuple(articles), tuple(groups))


def _articles(units: Sequence[Unit | None], word: Word) -> list[int]:
    """Positions of the articles: the best chain among the words that may name them."""
    best: list[int] = []
    named = [
        (position, unit)
        for position, unit in enumerate(units)
        if unit and (unit.unit, unit.rank) == word
    ]
    for family in sorted({unit.family for _, unit in named}):
        places = [(position, unit) for position, unit in named if unit.family == family]
        fresh = _fresh(units, [position for position, _ in places])
        chain = best_chain(
            [Candidate(unit.number, unit.weight, place in fresh) for place, unit in places]
        )
        believed = len(chain) >= ENOUGH or any(places[index][1].firm for index in chain)
        if believed and len(chain) > len(best):
            best = [places[index][0] for index in chain]
    return best


def _fresh(units: Sequence[Unit | None], places: Sequence[int]) -> set[int]:
    """Which of the places come right after the mark of a second or later part or chapter."""
    return {
        place
        for before, place in pairwise((-1, *places))
        if any(
            unit and 0 <= unit.rank < SECTION.rank and unit.firm and unit.number.value > 1
            for unit in units[before + 1 : place]
        )
    }


def _numbered_through(pieces: Sequence[Piece], places: Sequence[int]) -> bool:
    """Whether the paragraphs of a statement are numbered through its sections."""
    for place, end in pairwise((*places, len(pieces))):
        items = (item for piece in pieces[place + 1 : end] for item in read_items(piece.text))
        first = next((item.value for item in items if item.style in PARAGRAPH_STYLES), 1)
        if first > 1:
            return True
    return False


def _as_articles(units: Sequence[Unit | None], places: set[int]) -> list[Unit | None]:
    """The units with the sections at ``places`` made articles, whose eids they also take, since
    the other languages may call them so; other sections are text."""
    return [
        replace(unit, unit=ARTICLE.unit, rank=ARTICLE_RANK)
        if unit and position in places
        else (unit if unit and unit.unit != SECTION.unit else None)
        for position, unit in enumerate(units)
    ]


# --------------------------------------------------------------------------- groups


def _groups(pieces: Sequence[Piece], units: Sequence[Unit | None], articles: set[int]) -> list[int]:
    """Positions of the chapters: in sequence, and with another mark near below."""
    kept: list[int] = []
    counts: dict[int, int] = {}
    for position, unit in enumerate(units):
        if unit is None or not 0 <= unit.rank < ARTICLE_RANK or not unit.firm:
            continue
        if not _leads(units, articles, position):
            continue
        step = unit.number.value - counts.get(unit.rank, 0)
        if not (0 < step <= GROUP_GAP + 1 or unit.number.value == 1 or not counts):
            continue
        kept.append(position)
        counts[unit.rank] = unit.number.value
    return _last_of_repeats(units, kept, articles)


def _leads(units: Sequence[Unit | None], articles: set[int], position: int) -> bool:
    """Whether an article, another group or the end of the run comes near below."""
    below = range(position + 1, min(position + 1 + NEAR, len(units)))
    return position + NEAR >= len(units) or any(
        later in articles or ((unit := units[later]) is not None and unit.unit != "art")
        for later in below
    )


def _last_of_repeats(
    units: Sequence[Unit | None], groups: Sequence[int], articles: set[int]
) -> list[int]:
    """Leave out a group that comes again with no article between: a line of the contents."""
    kept: list[int] = []
    for index, position in enumerate(groups):
        unit = units[position]
        again = next(
            (later for later in groups[index + 1 :] if _same_group(units[later], unit)), None
        )
        if again is None or any(position < article < again for article in articles):
            kept.append(position)
    return kept


def _same_group(one: Unit | None, other: Unit | None) -> bool:
    assert one is not None
    assert other is not None
    return (one.rank, one.number) == (other.rank, other.number)


# --------------------------------------------------------------------------- nodes


@dataclass
class _Builder:
    """Hangs chapters by rank and articles under the chapter before them."""

    run: Run
    root: Node
    open_groups: list[tuple[int, Node]] = field(default_factory=list)

    def build(self) -> None:
        marks = self.run.marks
        for index, position in enumerate(marks):
            end = marks[index + 1] if index + 1 < len(marks) else len(self.run.pieces)
            unit = self.run.units[position]
            assert unit is not None
            if unit.rank == ARTICLE_RANK:
                self._article(unit, position, end)
            else:
                self._group(unit, position, end, self._raised(index, marks))

    def _raised(self, index: int, marks: Sequence[int]) -> bool:
        """Whether a section stands over chapters here: a chapter 1 comes right below it."""
        if index + 1 >= len(marks):
            return False
        unit, below = self.run.units[marks[index]], self.run.units[marks[index + 1]]
        assert unit is not None
        assert below is not None
        return unit.unit == "sec" and below.unit == "chp" and below.number.value == 1

    def _article(self, unit: Unit, position: int, end: int) -> None:
        piece = self.run.pieces[position]
        parent = self.open_groups[-1][1] if self.open_groups else self.root
        node = parent.open(ARTICLE.unit, unit.ordinal, unit.num, piece)
        body = give_heading(
            node,
            piece.rest(unit.rest),
            self.run.pieces[position + 1 : end],
            self.run.language,
            needs_body=True,
        )
        Outline(node, self.run.language, unit.number.value).read(body)
        number_paragraphs(node)

    def _group(self, unit: Unit, position: int, end: int, raised: bool) -> None:
        rank = 1 if raised else unit.rank
        while self.open_groups and self.open_groups[-1][0] >= rank:
            self.open_groups.pop()
        parent = self.open_groups[-1][1] if self.open_groups else self.root
        piece = self.run.pieces[position]
        node = parent.open("part" if raised else unit.unit, unit.ordinal, unit.num, piece)
        self.open_groups.append((rank, node))
        body = give_heading(
            node,
            piece.rest(unit.rest),
            self.run.pieces[position + 1 : end],
            self.run.language,
            needs_body=False,
        )
        Outline(node, self.run.language).read(body)


def build_run(run: Run, root: Node) -> None:
    """Hang the chapters and articles of a run in ``root``, after what is in it."""
    before = len(root.content)
    _Builder(run, root).build()
    nodes = drop_repeats([part for part in root.content[before:] if isinstance(part, Node)])
    root.content[before:] = nodes
