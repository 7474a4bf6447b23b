"""The rows of a parallel text as files of every format need them: texts, addresses, pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from indexer.models import Provision
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
    ``page`` its page, None where the file has none."""

    text: str
    id: str
    eid: str
    page: int | None


@dataclass(frozen=True, kw_only=True)
class ExportRow:
    """``key`` names the row in every export of the work: the address of its first text and where
    that begins in the unit. ``unit`` and ``eid`` are of the first version that has something."""

    key: str
    unit: str
    eid: str
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


class Heading(NamedTuple):
    """A unit begins, or what holds units (``outer``: a chapter, say): what is printed before its
    text in each version, "" where nothing is."""

    eid: str
    labels: tuple[str, ...]
    outer: bool


@dataclass(frozen=True, kw_only=True)
class Export:
    """What one file is made of."""

    work: str
    notice: str
    columns: Sequence[Column]
    rows: Sequence[ExportRow]
    nodes: Sequence[Mapping[str, tuple[Provision, ...]]]
    say: Callable[[Message], str]

    def laid_out(self) -> Iterator[Heading | ExportRow]:
        """The rows, and before them the chapters and articles that begin there."""
        shown: set[str] = set()
        unit = ""
        for row in self.rows:
            if row.unit != unit:
                for node in self._path(row.unit):
                    if node.eid == row.unit or node.eid not in shown:
                        yield from self._heading(node, outer=node.eid != row.unit)
                    shown.add(node.eid)
                unit = row.unit
            yield row

    def _path(self, eid: str) -> tuple[Provision, ...]:
        return next((paths[eid] for paths in self.nodes if eid in paths), ())

    def _heading(self, node: Provision, *, outer: bool) -> Iterator[Heading]:
        """Nothing where nothing is printed. The heading of a unit is a row of its own, with its
        confidence; of what holds units it is only here."""
        labels = []
        for paths in self.nodes:
            own = paths[node.eid][-1] if node.eid in paths else None
            parts = (own.num, own.heading if outer else "") if own else ()
            labels.append(storable(" ".join(part for part in parts if part)))
        if any(labels):
            yield Heading(node.eid, tuple(labels), outer)


def choose(
    parallel: ParallelText, options: ExportOptions, *, paired: bool
) -> tuple[Export, Written]:
    """The rows to write, and how many. ``paired``: not those that only one version has."""
    nodes = [_paths(version.expression.provisions, ()) for version in parallel.versions]
    rows: list[ExportRow] = []
    unpaired = doubtful = 0
    for row in parallel.rows:
        if paired and sum(map(bool, row.cells)) < 2:
            unpaired += 1
        elif row.status == "automatic" and row.confidence < options.min_confidence:
            doubtful += 1
        else:
            rows.append(_row(row, parallel, nodes))
    export = Export(
        work=parallel.view.id,
        notice=storable(parallel.view.notice),
        columns=[_column(version) for version in parallel.versions],
        rows=rows,
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
    parallel: ParallelText,
    nodes: Sequence[Mapping[str, tuple[Provision, ...]]],
) -> ExportRow:
    codes = [version.expression.language for version in parallel.versions]
    cells: list[ExportCell | None] = []
    key = ""
    for version, paths, segments, text in zip(
        parallel.versions, nodes, row.cells, row.texts(codes), strict=True
    ):
        if not segments:
            cells.append(None)
            continue
        first = segments[0]
        address = f"{parallel.view.id}/{version.address}/{first.eid}"
        path = paths.get(first.eid) or paths.get(first.unit)
        page = path[-1].page if path else None
        cells.append(ExportCell(text=storable(text), id=address, eid=first.eid, page=page))
        key = key or f"{address}@{first.start}"
    filled = next(cell for cell in cells if cell)
    return ExportRow(
        key=key,
        unit=row.unit,
        eid=filled.eid,
        cells=tuple(cells),
        confidence=row.confidence,
        status=row.status,
        author=storable(row.author),
        at=row.at,
    )


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
