"""The rows of a parallel text as files of every format need them: texts, addresses, pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import NamedTuple
from unicodedata import east_asian_width

from indexer.models import Provision, Segment
from search_app.article_rows import Article, PrintedNumbers, article_rows, printed_numbers
from search_app.bitext import ParallelRow, ParallelText
from search_app.exchange.characters import storable
from search_app.messages import Message
from search_app.work_tree import VersionRecord


def _in_english(message: Message) -> str:
    return message.english


@dataclass(frozen=True, kw_only=True)
class ExportOptions:
    """``min_confidence`` (0..1): automatic rows below it are left out, those that a person has
    looked at are kept. ``unpaired`` keeps the rows that only one version has in the formats that
    leave them out. ``say`` gives the labels that people read in their language."""

    min_confidence: float = 0.0
    unpaired: bool = False
    say: Callable[[Message], str] = _in_english


@dataclass(frozen=True, kw_only=True)
class Written:
    """How many rows a file has, and how many were left out: ``unpaired``, since only one version
    has them, ``doubtful``, since their confidence is too low."""

    rows: int
    unpaired: int = 0
    doubtful: int = 0


@dataclass(frozen=True, kw_only=True)
class Column:
    """A version: its LANG in addresses, BCP 47 tag, title, ``origin`` (``official``,
    ``translation``, ``machine`` or "") and the name of its file."""

    address: str
    tag: str
    title: str
    origin: str
    file: str


@dataclass(frozen=True, kw_only=True)
class ExportCell:
    """``id`` is the address ``WORK/LANG/EID`` of the innermost provision that the text begins in,
    ``page`` its page, None where the file has none. ``numbered`` is the text with the printed
    numbers of the paragraphs and points that begin in it, as tables for people show it."""

    text: str
    numbered: str
    id: str
    eid: str
    page: int | None


@dataclass(frozen=True, kw_only=True)
class ExportRow:
    """``key`` names the row in every export of the work: the address of its first text and where
    that begins in the unit. ``unit`` and ``eid`` are of the first version that has something,
    ``article`` says under which heading the row stands."""

    key: str
    unit: str
    eid: str
    article: Article
    cells: tuple[ExportCell | None, ...]
    confidence: float
    status: str
    author: str
    at: str

    @property
    def filled(self) -> int:
        """How many versions have something here."""
        return sum(cell is not None for cell in self.cells)

    def texts(self) -> tuple[str, ...]:
        """The text of each version, "" where it has none."""
        return tuple(cell.text if cell else "" for cell in self.cells)

    def numbered(self) -> tuple[str, ...]:
        """The text of each version with its printed numbers, "" where it has none."""
        return tuple(cell.numbered if cell else "" for cell in self.cells)


class Heading(NamedTuple):
    """A unit begins, or what holds units (``outer``: a chapter, say): what is printed before its
    text in each version, "" where nothing is. ``eid`` is of the first version that has it."""

    eid: str
    labels: tuple[str, ...]
    outer: bool


@dataclass(frozen=True, kw_only=True)
class Export:
    """What one file is made of. ``units`` has the citable provisions of each version that the
    rows of an article stand in, ``nodes`` the path to each provision."""

    work: str
    notice: str
    columns: Sequence[Column]
    rows: Sequence[ExportRow]
    units: Mapping[Article, Sequence[Sequence[str]]]
    nodes: Sequence[Mapping[str, tuple[Provision, ...]]]
    say: Callable[[Message], str]

    def laid_out(self) -> Iterator[Heading | ExportRow]:
        """The rows, and before them the chapters and articles that begin there."""
        shown: set[Article] = set()
        article: Article | None = None
        for row in self.rows:
            if row.article != article:
                article = row.article
                yield from self._headings(article, shown)
            yield row

    def _headings(self, article: Article, shown: set[Article]) -> Iterator[Heading]:
        """The chapters that begin with an article in any version, then the article. Nothing where
        nothing is printed. ``shown`` are the chapters so far."""
        paths = [
            [nodes[unit] for unit in units]
            for nodes, units in zip(self.nodes, self.units[article], strict=True)
        ]
        for level in range(max(len(path) for own in paths for path in own) - 1):
            begun = [
                [
                    node
                    for node in _once(path[level] for path in own if len(path) > level + 1)
                    if Article(version, node.eid) not in shown
                ]
                for version, own in enumerate(paths)
            ]
            shown |= {Article(at, node.eid) for at, own in enumerate(begun) for node in own}
            yield from _heading(begun, outer=True)
        yield from _heading([_once(path[-1] for path in own) for own in paths], outer=False)


def _once(nodes: Iterable[Provision]) -> list[Provision]:
    return list({node.eid: node for node in nodes}.values())


def _heading(nodes: Sequence[Sequence[Provision]], *, outer: bool) -> Iterator[Heading]:
    """The heading of a unit is a row of its own, with its confidence; of what holds units it is
    only here."""
    labels = [
        storable(
            " · ".join(
                filter(
                    None, (" ".join(filter(None, (node.num, node.heading * outer))) for node in own)
                )
            )
        )
        for own in nodes
    ]
    if any(labels):
        yield Heading(next(own[0].eid for own in nodes if own), tuple(labels), outer)


def choose(
    parallel: ParallelText, options: ExportOptions, *, paired: bool
) -> tuple[Export, Written]:
    """The rows to write, and how many. ``paired``: not those that only one version has."""
    nodes = [_paths(version.expression.provisions, ()) for version in parallel.versions]
    numbers = printed_numbers(parallel.versions, parallel.rows)
    by_article = article_rows(parallel.rows)
    rows: list[ExportRow] = []
    unpaired = doubtful = 0
    for row, article in zip(parallel.rows, by_article.of, strict=True):
        if paired and sum(map(bool, row.cells)) < 2:
            unpaired += 1
        elif row.status == "automatic" and row.confidence < options.min_confidence:
            doubtful += 1
        else:
            rows.append(_row(row, article, parallel, nodes, numbers))
    export = Export(
        work=parallel.view.id,
        notice=storable(parallel.view.notice),
        columns=[_column(version) for version in parallel.versions],
        rows=rows,
        units=by_article.units,
        nodes=nodes,
        say=options.say,
    )
    return export, Written(rows=len(rows), unpaired=unpaired, doubtful=doubtful)


def _column(version: VersionRecord) -> Column:
    # Where a file lies on the server is nobody's business.
    file = PurePosixPath(version.file.replace("\\", "/")).name
    return Column(
        address=version.address,
        tag=version.tag,
        title=storable(version.expression.metadata.title),
        origin=version.origin,
        file=storable(file),
    )


def _row(
    row: ParallelRow,
    article: Article,
    parallel: ParallelText,
    nodes: Sequence[Mapping[str, tuple[Provision, ...]]],
    numbers: Sequence[PrintedNumbers],
) -> ExportRow:
    codes = [version.expression.language for version in parallel.versions]
    numbered = replace(
        row,
        cells=tuple(
            tuple(_numbered(segment, printed) for segment in cell)
            for printed, cell in zip(numbers, row.cells, strict=True)
        ),
    ).texts(codes)
    cells: list[ExportCell | None] = []
    key = ""
    for version, paths, segments, text, shown in zip(
        parallel.versions, nodes, row.cells, row.texts(codes), numbered, strict=True
    ):
        if not segments:
            cells.append(None)
            continue
        first = segments[0]
        address = f"{parallel.view.id}/{version.address}/{first.eid}"
        path = paths.get(first.eid) or paths.get(first.unit)
        page = path[-1].page if path else None
        cells.append(
            ExportCell(
                text=storable(text),
                numbered=storable(shown),
                id=address,
                eid=first.eid,
                page=page,
            )
        )
        key = key or f"{address}@{first.start}"
    filled = next(cell for cell in cells if cell)
    return ExportRow(
        key=key,
        unit=row.unit,
        eid=filled.eid,
        article=article,
        cells=tuple(cells),
        confidence=row.confidence,
        status=row.status,
        author=storable(row.author),
        at=row.at,
    )


def _numbered(segment: Segment, printed: PrintedNumbers) -> Segment:
    """A segment with the printed numbers before it. A wide sign (、 or ）) needs no space after."""
    text = segment.text
    for number in reversed(printed.before(segment)):
        text = number + ("" if east_asian_width(number[-1]) in "FW" else " ") + text
    return replace(segment, text=text)


def _paths(
    provisions: Sequence[Provision], above: tuple[Provision, ...]
) -> dict[str, tuple[Provision, ...]]:
    """Each provision by its eid, with those it stands in, the outermost first."""
    found: dict[str, tuple[Provision, ...]] = {}
    for provision in provisions:
        path = (*above, provision)
        found.setdefault(provision.eid, path)
        for eid, below in _paths(provision.children, path).items():
            found.setdefault(eid, below)
    return found
