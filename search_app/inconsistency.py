"""Where one term is rendered several ways, within a work or between works. No Flask.

A term is a concept by one of its names in the source language. What renders it in each sure row of
the collection is counted by its names in the target language; names that are one rendering
(``name_variants``) count as one, and works in the two Chinese scripts are never compared.
"""

from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import NamedTuple

from analyzers.termbase import Concept
from search_app.aligned_works import AlignedWork, Progress, Sentence, aligned_works
from search_app.bead_corrections import Corrections, NoCorrections
from search_app.likely_renderings import LikelyRenderings, TermRow
from search_app.name_variants import VariantKey, same_rendering, variant_key
from search_app.searcher import Searcher
from search_app.term_rows import Rendered, Span, TermReader

SCOPES = ("all", "within", "between")
#: Rows that are shown of a rendering, one a work first.
MOST_EXAMPLES = 3
#: Rows of a term, with a name of the concept and without, by which likely renderings are told.
MOST_LOOKED_AT = 12
#: Reports that are kept, the last used ones: one for each pair of languages.
KEPT_REPORTS = 6
#: Kinds of instruments. What one is called follows its title, so works may differ in it.
INSTRUMENTS = frozenset(
    ("treaty", "convention", "agreement", "protocol", "declaration", "joint_statement")
)


class Example(NamedTuple):
    """A row: its work, the addresses of both versions, its number side by side, the text of both
    cells, and half-open code points of each where the term and its rendering stand."""

    work: str
    addresses: tuple[str, str]
    number: int
    texts: tuple[str, str]
    spans: tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class TermRendering:
    """A rendering as it is mostly printed, in how many rows of each work it stands, and some of
    them. ``variants``: other names that count as it, as printed."""

    text: str
    works: Mapping[str, int]
    variants: Sequence[str]
    examples: Sequence[Example]

    @property
    def count(self) -> int:
        """Rows."""
        return sum(self.works.values())


@dataclass(frozen=True, kw_only=True)
class Inconsistency:
    """A term with its renderings, the most frequent first. ``term`` is the name in the source as
    it is mostly printed; ``tags`` are those of both texts. ``within`` are the works that have two
    or more of the renderings; ``between``: some works have none in common. ``unnamed`` rows have no
    name of the concept in the target; ``likely`` is what probably stands for it in the first
    ``MOST_LOOKED_AT`` of them."""

    concept: Concept
    term: str
    tags: tuple[str, str]
    renderings: Sequence[TermRendering]
    within: Sequence[str]
    between: bool
    unnamed: int
    likely: Sequence[TermRendering]

    @property
    def count(self) -> int:
        """Rows with a name of the concept."""
        return sum(one.count for one in self.renderings)

    @property
    def works(self) -> list[str]:
        """The works with any of the renderings."""
        return sorted({work for one in self.renderings for work in one.works})

    def shown_as(self, scope: str, work: str = "", domain: str = "") -> bool:
        """Whether it is among those of a scope, of a work, of a field of law; "" for any."""
        within = work in self.within if work else bool(self.within)
        between = self.between and (not work or work in self.works)
        wanted = {"within": within, "between": between}.get(scope, within or between)
        return wanted and domain in ("", self.concept.entry.domain)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was found from one language to another, those within works first, then by rows. Looked
    through were ``rows`` sure rows of ``works`` works, in which ``terms`` terms are named."""

    languages: tuple[str, str]
    found: Sequence[Inconsistency]
    works: int
    rows: int
    terms: int


def report_on(
    searcher: Searcher,
    languages: tuple[str, str],
    corrections: Corrections | None = None,
    progress: Progress | None = None,
) -> Report:
    """Read every work in two languages, by their codes. Raises ``EngineError``, ``EncoderError``,
    ``DatabaseError``.

    Memory grows with the terms and the works each stands in, not with the rows.
    """
    counting = _Counting(searcher, languages)
    for work in aligned_works(searcher.reader, languages, corrections, progress):
        counting.add(work)
    return counting.report()


class Reports:
    """Reports, each made when first asked for. Safe for several threads."""

    def __init__(self, most: int = KEPT_REPORTS) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Report] = OrderedDict()

    def of(
        self,
        searcher: Searcher,
        languages: tuple[str, str],
        corrections: Corrections | None = None,
    ) -> Report:
        """The report on an index as it is now, with its corrections. Raises as ``report_on``."""
        corrections = corrections or NoCorrections()
        generation = searcher.reader.info().generation
        key = (searcher, generation, corrections.version(), languages)
        with self._lock:  # two that ask at once are not to count twice
            if key not in self._kept:
                self._kept[key] = report_on(searcher, languages, corrections)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


# --------------------------------------------------------------------------- counting


@dataclass
class _Counted:
    """A rendering so far: as printed, rows by work, examples."""

    printed: Counter[str] = field(default_factory=Counter)
    works: Counter[str] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)

    def add(self, found: TermRow, span: Span) -> None:
        work = found.work.id
        sentence = found.row.cells[1][span.sentence]
        self.printed[sentence.segment.text[span.start : span.end]] += 1
        if len(self.examples) < MOST_EXAMPLES and not self.works[work]:
            self.examples.append(_example(found, span))
        self.works[work] += 1

    @property
    def text(self) -> str:
        return max(self.printed, key=lambda text: (self.printed[text], text))


@dataclass
class _Term:
    """A term so far; ``names`` by what they count as. Of the rows with a name and without the first
    ones are kept."""

    concept: Concept
    tags: tuple[str, str]
    printed: Counter[str] = field(default_factory=Counter)
    names: dict[VariantKey, _Counted] = field(default_factory=dict)
    unnamed: int = 0
    rows_named: list[TermRow] = field(default_factory=list)
    rows_unnamed: list[TermRow] = field(default_factory=list)

    def add(self, found: TermRow, rendered: Rendered) -> None:
        theirs = rendered.theirs
        self.printed[rendered.own.text] += 1
        if theirs:
            self.names.setdefault(theirs.key, _Counted()).add(found, theirs.span)
        else:
            self.unnamed += 1
        kept = self.rows_named if theirs else self.rows_unnamed
        if len(kept) < MOST_LOOKED_AT:
            kept.append(found)


class _Counting:
    """Terms by concept, by the name in the source, and by the script of the target."""

    def __init__(self, searcher: Searcher, languages: tuple[str, str]) -> None:
        self._languages = languages
        self._reader = TermReader(searcher.termbase, languages)
        self._likely = LikelyRenderings(searcher, languages)
        self._terms: dict[Hashable, _Term] = {}
        self._works = self._rows = 0

    def add(self, work: AlignedWork) -> None:
        self._works += 1
        head = replace(work, rows=())
        for row in work.rows:
            if row.sure:
                self._rows += 1
                for rendered in self._reader.read(row):
                    self._term(head, rendered).add(TermRow(head, row, rendered.own), rendered)

    def _term(self, work: AlignedWork, rendered: Rendered) -> _Term:
        key = rendered.concept.id, rendered.own.key, work.tags[1]
        if key not in self._terms:
            self._terms[key] = _Term(rendered.concept, work.tags)
        return self._terms[key]

    def report(self) -> Report:
        found = [
            inconsistency
            for term in self._terms.values()
            if (inconsistency := self._inconsistency(term))
        ]
        return Report(
            languages=self._languages,
            found=sorted(found, key=lambda one: (-len(one.within), -one.count, one.concept.id)),
            works=self._works,
            rows=self._rows,
            terms=len(self._terms),
        )

    def _inconsistency(self, term: _Term) -> Inconsistency | None:
        """The term with its renderings, None where there is one alone."""
        renderings = _renderings(term.names, self._languages[1])
        by_work: dict[str, set[str]] = {}
        for one in renderings:
            for work in one.works:
                by_work.setdefault(work, set()).add(one.text)
        within = sorted(work for work, own in by_work.items() if len(own) > 1)
        between = term.concept.id not in INSTRUMENTS and _apart(by_work.values())
        if not within and not between:
            return None
        return Inconsistency(
            concept=term.concept,
            term=max(term.printed, key=lambda text: (term.printed[text], text)),
            tags=term.tags,
            renderings=renderings,
            within=within,
            between=between,
            unnamed=term.unnamed,
            likely=self._likely_of(term),
        )

    def _likely_of(self, term: _Term) -> list[TermRendering]:
        """What probably renders a term where no name does."""
        if not term.rows_unnamed:
            return []
        counted: dict[VariantKey, _Counted] = {}
        spans = self._likely.of(term.rows_unnamed, term.rows_named)
        for found, span in zip(term.rows_unnamed, spans, strict=True):
            if span:
                text = found.row.cells[1][span.sentence].segment.text[span.start : span.end]
                key = variant_key(text, self._languages[1])
                counted.setdefault(key, _Counted()).add(found, span)
        return _renderings(counted, self._languages[1])


def _apart(sets: Iterable[set[str]]) -> bool:
    """Whether two sets have nothing in common."""
    distinct = {frozenset(one) for one in sets}
    return any(one.isdisjoint(other) for one in distinct for other in distinct)


def _renderings(names: Mapping[VariantKey, _Counted], language: str) -> list[TermRendering]:
    """Names that are one rendering under the most frequent of them, that one first."""
    groups: list[list[tuple[VariantKey, _Counted]]] = []
    for key, counted in sorted(names.items(), key=lambda item: -item[1].works.total()):
        for group in groups:
            if same_rendering(group[0][0], key, language):
                group.append((key, counted))
                break
        else:
            groups.append([(key, counted)])
    found = [_rendering([counted for _, counted in group]) for group in groups]
    return sorted(found, key=lambda one: -one.count)


def _rendering(names: Sequence[_Counted]) -> TermRendering:
    works: Counter[str] = Counter()
    for one in names:
        works.update(one.works)
    examples = [example for one in names for example in one.examples]
    return TermRendering(
        text=names[0].text,
        works=dict(works),
        variants=[one.text for one in names[1:]],
        examples=examples[:MOST_EXAMPLES],
    )


# --------------------------------------------------------------------------- examples


def _example(found: TermRow, span: Span) -> Example:
    (own, theirs), (tag, their_tag) = found.row.cells, found.work.tags
    return Example(
        work=found.work.id,
        addresses=found.work.addresses,
        number=found.row.number,
        texts=(_text(own, tag), _text(theirs, their_tag)),
        spans=(_placed(own, tag, found.own.span), _placed(theirs, their_tag, span)),
    )


def _text(cell: Sequence[Sentence], tag: str) -> str:
    return _gap(tag).join(one.segment.text for one in cell)


def _placed(cell: Sequence[Sentence], tag: str, span: Span) -> tuple[int, int]:
    before = sum(len(one.segment.text) + len(_gap(tag)) for one in cell[: span.sentence])
    return before + span.start, before + span.end


def _gap(tag: str) -> str:
    """What parts the sentences of a cell."""
    return "" if tag.startswith("zh") else " "
