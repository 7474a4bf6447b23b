"""A parallel text as rows to be shown: numbered, checked, in articles and pages. No Flask."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from search_app.article_rows import Article, article_rows
from search_app.bitext import ParallelRow, ParallelText
from search_app.row_findings import Finding, findings


@dataclass(frozen=True, kw_only=True)
class CheckedRow:
    """A row with its number in the whole text, from 1, and what its cells do not agree on.
    ``anchors`` are the eids of the provisions that begin here and nowhere before; where versions
    are numbered differently, an eid is that of the first version that has it."""

    number: int
    row: ParallelRow
    article: Article
    findings: Sequence[Finding]
    anchors: Sequence[str]

    def shown_as(self, show: str) -> bool:
        """Whether the row is among the ``all``, ``differences`` or ``doubtful`` ones."""
        match show:
            case "differences":
                return bool(self.findings)
            case "doubtful":
                return self.row.doubtful
            case _:
                return True


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Rows by what there is to look at; ``facts`` are numbers, dates and citations."""

    rows: int
    differences: int
    facts: int
    terms: int
    doubtful: int


def checked_rows(text: ParallelText) -> list[CheckedRow]:
    """Every row of a parallel text, in order."""
    found = []
    known = _known(text.rows)
    seen: set[str] = set()
    of = article_rows(text.rows).of
    for number, (row, own, article) in enumerate(
        zip(text.rows, findings(text), of, strict=True), 1
    ):
        begin = [
            eid
            for version, cell in enumerate(row.cells)
            for segment in cell
            for eid in (segment.unit, segment.eid)
            if known[eid] == version and eid not in seen
        ]
        seen.update(begin)
        anchors = tuple(dict.fromkeys(begin))
        found.append(
            CheckedRow(number=number, row=row, article=article, findings=own, anchors=anchors)
        )
    return found


def _known(rows: Sequence[ParallelRow]) -> dict[str, int]:
    """The first version that has each eid."""
    found: dict[str, int] = {}
    for row in rows:
        for version, cell in enumerate(row.cells):
            for eid in (eid for segment in cell for eid in (segment.unit, segment.eid)):
                found[eid] = min(version, found.get(eid, version))
    return found


def counts_of(rows: Sequence[CheckedRow]) -> Counts:
    """How many rows there are of each kind."""
    return Counts(
        rows=len(rows),
        differences=sum(bool(one.findings) for one in rows),
        facts=sum(any(own.kind != "term" for own in one.findings) for one in rows),
        terms=sum(any(own.kind == "term" for own in one.findings) for one in rows),
        doubtful=sum(one.row.doubtful for one in rows),
    )


def articles(rows: Sequence[CheckedRow]) -> list[list[CheckedRow]]:
    """Rows by the article they stand in, in order."""
    return [list(group) for _, group in groupby(rows, key=lambda one: one.article)]


def pages(rows: Sequence[CheckedRow], most: int) -> list[range]:
    """The places of the rows of each page: whole articles, as many as go into ``most`` rows; only
    an article longer than a page is parted."""
    found: list[range] = []
    start = end = 0
    for article in articles(rows):
        if end > start and end + len(article) - start > most:
            found.append(range(start, end))
            start = end
        end += len(article)
        while end - start > most:
            found.append(range(start, start + most))
            start += most
    return [*found, range(start, end)] if end > start or not found else found
