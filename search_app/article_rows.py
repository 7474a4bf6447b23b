"""The rows of a parallel text by article, and the printed numbers in them. No Flask.

Versions may be numbered differently: the second article of one may translate the third of another.
So an article is one of a version, and what it stands beside is told by the rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.models import Provision, Segment
from search_app.bitext import ParallelRow
from search_app.work_tree import VersionRecord


class Article(NamedTuple):
    """A citable provision of one version, by the version's place and its eid."""

    version: int
    unit: str


@dataclass(frozen=True, kw_only=True)
class ArticleRows:
    """``of`` has the article of each row; ``units`` the citable provisions of each version that
    the rows of an article stand in, in order."""

    of: Sequence[Article]
    units: Mapping[Article, Sequence[Sequence[str]]]


def article_rows(rows: Sequence[ParallelRow]) -> ArticleRows:
    """The article of each row: that of the first version, where it has something. What it lacks
    stays with the article before or after it where the same provision goes on; else it is under
    the name that it has in its own version."""
    partners: dict[Article, set[Article]] = {}
    for row in rows:
        for own in _own(row)[1:]:
            partners.setdefault(own, set()).add(_own(row)[0])
    firsts = [_own(row)[0] for row in rows]
    following = _following(firsts)
    found: list[Article] = []
    for first, after in zip(firsts, following, strict=True):
        before = found[-1] if found else None
        near = [one for one in (before, after) if first.version and one in partners.get(first, ())]
        found.append(near[0] if near and near[0] else first)
    return ArticleRows(of=found, units=_units(rows, found))


def _own(row: ParallelRow) -> list[Article]:
    return [Article(version, unit) for version, unit in enumerate(row.units) if unit]


def _following(articles: Sequence[Article]) -> list[Article | None]:
    """The next article of the first version after each row."""
    found: list[Article | None] = []
    after: Article | None = None
    for one in reversed(articles):
        found.append(after)
        after = one if one.version == 0 else after
    return found[::-1]


def _units(
    rows: Sequence[ParallelRow], articles: Sequence[Article]
) -> dict[Article, Sequence[Sequence[str]]]:
    found: dict[Article, list[dict[str, None]]] = {}
    for row, article in zip(rows, articles, strict=True):
        own = found.setdefault(article, [{} for _ in row.cells])
        for units, cell in zip(own, row.cells, strict=True):
            units.update(dict.fromkeys(segment.unit for segment in cell))
    return {article: [list(units) for units in own] for article, own in found.items()}


class PrintedNumbers:
    """The printed numbers of the paragraphs and points that begin with a segment of a version,
    from the outside in."""

    def __init__(self, version: VersionRecord, segments: Iterable[Segment]) -> None:
        nodes: dict[str, Provision] = {}
        parents: dict[str, str] = {}
        for node in version.expression.walk():
            nodes[node.eid] = node
            parents.update((child.eid, node.eid) for child in node.children)
        self._before: dict[tuple[str, int], Sequence[str]] = {}
        begun: set[str] = set()
        for segment in sorted(segments, key=lambda one: (one.unit, one.start)):
            new = []
            eid = segment.eid
            while eid in nodes and eid != segment.unit and eid not in begun:
                begun.add(eid)
                new.append(nodes[eid].num)
                eid = parents.get(eid, "")
            self._before[segment.unit, segment.start] = [num for num in reversed(new) if num]

    def before(self, segment: Segment) -> Sequence[str]:
        """What is printed before a segment, the innermost number last."""
        return self._before.get((segment.unit, segment.start), ())


def printed_numbers(
    versions: Sequence[VersionRecord], rows: Sequence[ParallelRow]
) -> list[PrintedNumbers]:
    """The numbers of each version. Give all rows: a number is printed once, where its paragraph
    begins."""
    return [
        PrintedNumbers(version, (segment for row in rows for segment in row.cells[place]))
        for place, version in enumerate(versions)
    ]
