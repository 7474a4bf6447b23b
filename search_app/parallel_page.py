"""A parallel text → what its page shows: articles, rows, cells, and what they do not agree on."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from analyzers.termbase import termbase
from indexer.models import Segment
from search_app.addresses import provision_url
from search_app.article_rows import Article, article_rows, printed_numbers
from search_app.bitext import MOST_VERSIONS, ParallelText
from search_app.interface import interface_language, label
from search_app.parallel_form import SHOWN, ParallelForm
from search_app.parallel_rows import CheckedRow, Counts, articles, checked_rows, counts_of, pages
from search_app.provision_page import beside_of, name_of
from search_app.results_page import Link
from search_app.row_findings import Finding, Side
from search_app.work_tree import VersionRecord, WorkView


@dataclass(frozen=True, kw_only=True)
class VersionHead:
    """A version at the top of its column: an authentic text, the one that prevails, or neither."""

    address: str
    tag: str
    language: str
    authentic: bool
    prevails: bool


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run of a segment's text: ``kind`` is that of the finding it belongs to, "" for none."""

    text: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class SegmentView:
    """A segment as an element of its own. ``numbers`` are the printed numbers of the paragraphs
    and points that begin with it."""

    segment: Segment
    id: str
    numbers: Sequence[str]
    heading: bool
    runs: Sequence[Run]


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What a version says of a difference; ``text`` is "" where it says nothing of it. ``name`` is
    for a term: what the reader's language calls the concept or, where the version lacks it, what
    its own does; "" where that would say the same again."""

    tag: str
    text: str
    name: str = ""
    name_tag: str = ""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A finding in words: its kind, and what each version says."""

    kind: str
    sayings: Sequence[Saying]


@dataclass(frozen=True, kw_only=True)
class RowView:
    """A row: its number in the whole text, its cells in the order of the versions, its anchors
    besides its number's."""

    checked: CheckedRow
    anchors: Sequence[str]
    cells: Sequence[Sequence[SegmentView]]
    differences: Sequence[Difference]

    @property
    def number(self) -> int:
        """Its number in the whole text, from 1."""
        return self.checked.number

    @property
    def alone(self) -> bool:
        """Whether one version alone has something here."""
        return sum(map(bool, self.cells)) < 2


@dataclass(frozen=True, kw_only=True)
class ArticleView:
    """Rows of one citable provision. ``numbers`` link to what stands there in each version, which
    may be numbered otherwise, be several or nothing; ``anchor`` is its eid where its rows begin
    here, "" where they go on."""

    name: Link
    anchor: str
    numbers: Sequence[Sequence[Link]]
    rows: Sequence[RowView]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A choice of rows, how many there are, and the address that shows them."""

    show: str
    count: int
    url: str
    current: bool


def parallel_page(text: ParallelText, form: ParallelForm) -> dict[str, object]:
    """What the page of a parallel text is made of."""
    rows = checked_rows(text)
    counts = counts_of(rows)
    shown = [row for row in rows if row.shown_as(form.show)]
    parts = pages(shown, form.size)
    part = next((one for one in parts if form.offset in one), parts[-1 if form.offset else 0])
    place = _Place(text, form)
    return {
        "view": text.view,
        "work": text.view.summary,
        "form": form,
        "languages": place.languages,
        "heads": [_head(text.view, version) for version in text.versions],
        "counts": counts,
        "filters": _filters(place, counts),
        "articles": place.articles(shown[part.start : part.stop]),
        "contents": place.contents(shown, parts),
        "part": part,
        "shown": len(shown),
        "previous": place.url(form.at(parts[parts.index(part) - 1].start))
        if parts.index(part)
        else "",
        "following": place.url(form.at(part.stop)) if part.stop < len(shown) else "",
        "choice": _choice(text),
        "permanent": place.url(ParallelForm(), absolute=True),
        "aligned": any(len([cell for cell in row.row.cells if cell]) > 1 for row in rows),
    }


def default_versions(view: WorkView) -> list[VersionRecord]:
    """The versions to show where nobody says which: the reader's, then the others in the order of
    the work, as many as can stand side by side."""
    first = beside_of(view.versions, ())
    others = [version for version in view.versions if version is not first]
    return ([first, *others] if first else others)[:MOST_VERSIONS]


def joined(versions: Sequence[VersionRecord]) -> str:
    """Versions as an address names them side by side: ``en-zh-km``."""
    return "-".join(version.address for version in versions)


def _head(view: WorkView, version: VersionRecord) -> VersionHead:
    language = version.expression.language
    return VersionHead(
        address=version.address,
        tag=version.tag,
        language=language,
        authentic=language in view.summary.authentic,
        prevails=language == view.summary.prevailing,
    )


def _choice(text: ParallelText) -> list[str]:
    """The addresses chosen, with "" for those that could be."""
    chosen = [version.address for version in text.versions]
    most = min(MOST_VERSIONS, len(text.view.versions))
    return [*chosen, *[""] * (most - len(chosen))]


def _filters(place: "_Place", counts: Counts) -> list[Filter]:
    of = {"all": counts.rows, "differences": counts.differences, "doubtful": counts.doubtful}
    return [
        Filter(
            show=show,
            count=of[show],
            url=place.url(ParallelForm(show=show, edit=place.form.edit)),
            current=show == place.form.show,
        )
        for show in SHOWN
    ]


class _Place:
    """A parallel text as it is addressed: what its links lead to."""

    def __init__(self, text: ParallelText, form: ParallelForm) -> None:
        self.text = text
        self.form = form
        self.languages = joined(text.versions)
        self._nodes = [
            {node.eid: node for node in version.expression.walk()} for version in text.versions
        ]
        self._numbers = printed_numbers(text.versions, text.rows)
        self._units = article_rows(text.rows).units

    def url(self, form: ParallelForm, *, anchor: str = "", absolute: bool = False) -> str:
        """The address of the rows that a form shows."""
        return url_for(
            "parallel.page",
            work=self.text.view.id,
            languages=self.languages,
            _anchor=anchor or None,
            _external=absolute,
            **form.pairs(),
        )

    def contents(self, shown: Sequence[CheckedRow], parts: Sequence[range]) -> list[Link]:
        """The articles shown, on whatever page they are."""
        starts = {row.number: place for place, row in enumerate(shown)}
        found = []
        for rows in articles(shown):
            place = starts[rows[0].number]
            part = next(one for one in parts if place in one)
            name = self._name(rows[0].article)
            anchor = f"row-{rows[0].number}"
            found.append(
                Link(name.label, self.url(self.form.at(part.start), anchor=anchor), name.tag)
            )
        return found

    def articles(self, shown: Sequence[CheckedRow]) -> list[ArticleView]:
        """The rows of a page by article."""
        return [self._article(group) for group in articles(shown)]

    def _article(self, rows: Sequence[CheckedRow]) -> ArticleView:
        article = rows[0].article
        anchor = article.unit if any(article.unit in row.anchors for row in rows) else ""
        return ArticleView(
            name=self._name(article),
            anchor=anchor,
            numbers=[
                [self._number(Article(version, unit)) for unit in units]
                for version, units in enumerate(self._units[article])
            ],
            rows=[self._row(row, anchor) for row in rows],
        )

    def _row(self, checked: CheckedRow, article: str) -> RowView:
        return RowView(
            checked=checked,
            anchors=[eid for eid in checked.anchors if eid != article],
            cells=[
                [
                    self._segment(
                        version, segment, _runs(checked.findings, version, place, segment)
                    )
                    for place, segment in enumerate(cell)
                ]
                for version, cell in enumerate(checked.row.cells)
            ],
            differences=[self._difference(finding) for finding in checked.findings],
        )

    def _segment(self, version: int, segment: Segment, runs: Sequence[Run]) -> SegmentView:
        identity = f"{self.text.view.id}/{self.text.versions[version].address}/{segment.eid}"
        unit = self._nodes[version][segment.unit]
        return SegmentView(
            segment=segment,
            id=identity,
            numbers=self._numbers[version].before(segment),
            heading=bool(unit.heading) and segment.end <= len(unit.heading),
            runs=runs,
        )

    def _name(self, article: Article) -> Link:
        """The number and heading of an article in its version."""
        node = self._nodes[article.version][article.unit]
        tag = self.text.versions[article.version].tag if node.num or node.heading else ""
        return Link(name_of(node), f"#{article.unit}", tag)

    def _number(self, article: Article) -> Link:
        node = self._nodes[article.version][article.unit]
        record = self.text.versions[article.version]
        url = provision_url(f"{self.text.view.id}/{record.address}/{article.unit}")
        return Link(node.num or label("kind", node.kind), url, record.tag if node.num else "")

    def _difference(self, finding: Finding) -> Difference:
        said = {side.version: side for side in finding.sides}
        numbers = sorted({*said, *([] if finding.lacking is None else [finding.lacking])})
        return Difference(
            kind=finding.kind,
            sayings=[self._saying(finding, number, said.get(number)) for number in numbers],
        )

    def _saying(self, finding: Finding, version: int, side: Side | None) -> Saying:
        tag = self.text.versions[version].tag
        if finding.kind != "term":
            return Saying(tag=tag, text=side.text if side else "")
        concept = termbase().concept((side or finding.sides[0]).value)
        shown = interface_language().tag if side else tag
        name = concept.named(shown)
        if side and (shown.partition("-")[0] == tag.partition("-")[0]):
            name = ""
        return Saying(tag=tag, text=side.text if side else "", name=name, name_tag=shown)


def _runs(findings: Sequence[Finding], version: int, place: int, segment: Segment) -> list[Run]:
    """A segment's text in runs, marked where a finding speaks of it; the first finding wins."""
    kinds = [""] * len(segment.text)
    for side, kind in _sides(findings, version):
        for one in side.places:
            if one.segment == place:
                kinds[one.start : one.end] = [own or kind for own in kinds[one.start : one.end]]
    runs: list[Run] = []
    start = 0
    for at in range(1, len(kinds) + 1):
        if at == len(kinds) or kinds[at] != kinds[start]:
            runs.append(Run(text=segment.text[start:at], kind=kinds[start]))
            start = at
    return runs


def _sides(findings: Sequence[Finding], version: int) -> list[tuple[Side, str]]:
    return [
        (side, finding.kind)
        for finding in findings
        for side in finding.sides
        if side.version == version
    ]
