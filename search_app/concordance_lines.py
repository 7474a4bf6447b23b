"""The lines of a concordance: their values, the renderings counted, the orders they are put in.

No Flask.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analyzers.normalize import fold_text
from search_app.collation import sort_key, sort_keys
from search_app.kwic import Context, context_of
from search_app.occurrences import Counterpart, Occurrence, Walk
from search_app.renderings import Rendering


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence of a counterpart: half-open code points of the text of the unit ``id``."""

    id: str
    eid: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A counterpart of a line. ``mark`` is the number of a sentence and half-open code points of
    it, None where nothing is marked; ``rendering`` is what is marked, as printed, and ``key`` what
    it counts as. ``missing`` says why there are no sentences, as in ``Counterpart``."""

    target: str
    tag: str
    address: str
    sentences: Sequence[Sentence]
    confidence: float
    status: str
    missing: str
    mark: tuple[int, int, int] | None
    rendering: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One occurrence in its context. ``start`` and ``end`` are half-open code points of the text
    of the unit ``id``; ``inside``: it lies inside another word or a longer name; the rest as in
    ``Occurrence``."""

    source: str
    id: str
    work: str
    eid: str
    num: str
    kind: str
    title: str
    tag: str
    date: str
    start: int
    end: int
    position: int
    match: str
    context: Context
    beside: Sequence[Beside]
    inside: bool = False


@dataclass(frozen=True)
class Counted:
    """A rendering in one target: what it counts as, as it is mostly printed, how often."""

    key: str
    text: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Renderings:
    """What renders the matches in one target, most first, and how often nothing is marked:
    ``unmarked`` by reason: ``not_found``, ``inside`` or as in ``Counterpart.missing``."""

    target: str
    found: Sequence[Counted]
    unmarked: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Concordance:
    """Every line of an answer, unsorted, and what each source says of how many there are.
    ``inside`` counts the places inside other words or longer names, listed or not."""

    lines: Sequence[Line]
    walks: Sequence[Walk]
    targets: Sequence[str]
    inside: int = 0

    @property
    def complete(self) -> bool:
        """Whether no occurrence is left out."""
        return all(walk.complete for walk in self.walks)

    @cached_property
    def renderings(self) -> Sequence[Renderings]:
        """What renders the matches, in the order of the targets."""
        return [
            _renderings(target, [(line.beside[at], line.inside) for line in self.lines])
            for at, target in enumerate(self.targets)
        ]

    def chosen(self, wanted: Sequence[tuple[str, str]]) -> list[Line]:
        """The lines with a rendering, each a target and a key, "" for lines where nothing is
        marked. Several of one target are alternatives."""
        by_target: dict[str, set[str]] = {}
        for target, key in wanted:
            by_target.setdefault(target, set()).add(key)
        return [
            line
            for line in self.lines
            if all(
                one.key in by_target[one.target] for one in line.beside if one.target in by_target
            )
        ]


def ordered(lines: Sequence[Line], sort: str) -> list[Line]:
    """Lines in one of ``concordance_query.SORTS``; those that are alike keep the order of their
    sources. Undated lines come last in either order of dates."""
    if sort == "date":
        return sorted(lines, key=lambda line: line.date, reverse=True)
    if sort == "-date":
        return sorted(lines, key=lambda line: (not line.date, line.date))
    if sort == "work":
        return sorted(lines, key=lambda line: (sort_key(line.title), line.work))
    if sort == "match":
        return sorted(lines, key=lambda line: sort_key(line.match))
    if sort == "rendering":
        return sorted(
            lines, key=lambda line: (not line.beside[0].key, sort_key(line.beside[0].key))
        )
    if sort == "left":
        return sorted(lines, key=lambda line: sort_keys(line.context.left_words))
    return sorted(lines, key=lambda line: sort_keys(line.context.right_words))


def rendering_key(text: str) -> str:
    """What a rendering counts as: folded as for search, so that capitals, the two Chinese scripts
    and the spellings of one Khmer word count together."""
    return " ".join(fold_text(text).split())


def _renderings(target: str, beside: Sequence[tuple[Beside, bool]]) -> Renderings:
    printed: dict[str, Counter[str]] = {}
    unmarked: Counter[str] = Counter()
    for one, inside in beside:
        if one.key:
            printed.setdefault(one.key, Counter())[one.rendering] += 1
        else:
            unmarked[one.missing or ("inside" if inside else "not_found")] += 1
    found = [
        Counted(key, max(texts, key=lambda text: (texts[text], text)), texts.total())
        for key, texts in printed.items()
    ]
    return Renderings(
        target=target,
        found=sorted(found, key=lambda one: (-one.count, sort_key(one.key))),
        unmarked=dict(unmarked),
    )


# --------------------------------------------------------------------------- making a line


def line_of(
    occurrence: Occurrence, marks: Sequence[Rendering | None], *, inside: bool = False
) -> Line:
    """The line of an occurrence; ``marks`` are what renders it, in the order of the targets."""
    return Line(
        source=occurrence.source,
        id=occurrence.id,
        work=occurrence.work,
        eid=occurrence.eid,
        num=occurrence.num,
        kind=occurrence.kind,
        title=occurrence.title,
        tag=occurrence.tag,
        date=occurrence.date,
        start=occurrence.start,
        end=occurrence.end,
        position=occurrence.position,
        match=" ".join(occurrence.match.split()),
        context=context_of(occurrence),
        beside=[
            _beside(counterpart, mark)
            for counterpart, mark in zip(occurrence.counterparts, marks, strict=True)
        ],
        inside=inside,
    )


def _beside(counterpart: Counterpart, mark: Rendering | None) -> Beside:
    place, rendering = None, ""
    if mark is not None:
        passage = counterpart.passages[mark.passage]
        place = (mark.passage, mark.start - passage.start, mark.end - passage.start)
        rendering = " ".join(passage.text[mark.start : mark.end].split())
    return Beside(
        target=counterpart.target,
        tag=counterpart.tag,
        address=counterpart.address,
        sentences=[
            Sentence(id=one.id, eid=one.eid, start=one.start, end=one.end, text=one.shown)
            for one in counterpart.passages
        ],
        confidence=counterpart.confidence,
        status=counterpart.status,
        missing=counterpart.missing,
        mark=place,
        rendering=rendering,
        key=rendering_key(rendering),
    )
