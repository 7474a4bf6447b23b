"""The collection as a source of a concordance: hits of the keyword leg, place by place."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from indexer.models import Segment
from search_app.bead_corrections import Corrections, NoCorrections
from search_app.bitext import Corrected, ReviewedBead, beads_of
from search_app.highlights import found_ranges
from search_app.occurrences import (
    NO_COUNTERPART,
    NO_VERSION,
    Asked,
    Counterpart,
    Occurrence,
    Passage,
    Walk,
)
from search_app.plan import Marks, make_plan
from search_app.searcher import MAX_SIZE, Hit, Options, Searcher
from search_app.word_cuts import Tokens, stored_tokens
from search_app.work_tree import VersionRecord, WorkView
from search_app.work_views import WorkViews

SOURCE = "collection"
#: Hits that are asked for at once.
_BATCH = 200


class CollectionSource:
    """The index that ``searcher`` searches. Occurrences are in the order of the hits, those of one
    hit in text order."""

    name = SOURCE

    def __init__(
        self, searcher: Searcher, views: WorkViews, corrections: Corrections | None = None
    ) -> None:
        self._searcher = searcher
        self._views = views
        self._corrections = corrections or NoCorrections()

    def version(self) -> str:
        """The state of the index, with what is laid over it, and that of the corrections."""
        info = self._searcher.reader.info()
        return f"{info.generation}/{info.commit}/{self._corrections.version()}"

    def walk(self, asked: Asked) -> Walk:
        """Every occurrence in the hits of the keyword leg, the best ones where there are more than
        the limit. Raises ``QuerySyntaxError``, ``EngineError``."""
        generation = self._searcher.reader.info().generation
        places: list[_Place] = []
        works: dict[str, _Work | None] = {}
        marks = make_plan(asked.analysis, self._searcher.profile).marks
        walked = matched = 0
        for total, hit in self._hits(asked):
            matched = total
            if len(places) >= asked.limit:
                break
            work = hit.stored["work"]
            if work not in works:
                works[work] = self._work(generation, work)
            walked += 1
            if found := works[work]:
                places += found.places(hit, marks, asked.targets)
        return Walk(
            source=SOURCE,
            occurrences=_with_texts(self._searcher, places),
            matched=matched,
            walked=walked,
        )

    def _hits(self, asked: Asked) -> Iterator[tuple[int, Hit]]:
        """The hits with how many there are in all, a batch at a time."""
        offset, total = 0, 1
        options = Options(
            mode="keyword",
            filters=replace(asked.filters, languages=(asked.language,)),
            expand=False,
            facets=(),
        )
        while offset < total:
            size = min(_BATCH, MAX_SIZE)
            page = self._searcher.search(asked.query, replace(options, size=size, offset=offset))
            total = page.total
            for hit in page.hits:
                yield total, hit
            if not page.hits:
                return
            offset += size

    def _work(self, generation: int, work: str) -> "_Work | None":
        view = self._views.of(self._searcher, generation, work)
        return _Work(view, self._corrections.of(view)) if view else None


# --------------------------------------------------------------------------- one work


class _Sentence(NamedTuple):
    """A segment of a version, by the version's address and its position there."""

    address: str
    segment: Segment


@dataclass(frozen=True, kw_only=True)
class _Beside:
    """A counterpart whose texts are not at hand yet."""

    counterpart: Counterpart
    passages: Sequence[_Sentence] = ()
    own: Sequence[_Sentence] = ()


@dataclass(frozen=True, kw_only=True)
class _Place:
    """An occurrence whose counterparts' texts are not at hand yet."""

    hit: Hit
    tokens: Tokens
    version: VersionRecord
    date: str
    eid: str
    start: int
    end: int
    position: int
    beside: Sequence[_Beside]

    @property
    def work(self) -> str:
        return str(self.hit.stored["work"])


class _Work:
    """A work under way: where its segments stand, and which bead each is in."""

    def __init__(self, view: WorkView, corrected: Corrected) -> None:
        self._view = view
        self._corrected = corrected
        self._units: dict[str, Mapping[str, Sequence[int]]] = {}
        self._beads: dict[tuple[str, str], Mapping[int, ReviewedBead]] = {}

    def places(self, hit: Hit, marks: Marks, targets: Sequence[str]) -> list[_Place]:
        """Where a query stands in one hit, in text order."""
        version = self._view.version(hit.id.rsplit("/", 2)[1])
        if version is None:
            return []  # the work was replaced between two calls
        tokens = stored_tokens(hit.stored)
        return [
            self._place(hit, tokens, version, span, targets)
            for span in apart(found_ranges(hit.stored, marks))
        ]

    def _place(
        self,
        hit: Hit,
        tokens: Tokens,
        version: VersionRecord,
        span: tuple[int, int],
        targets: Sequence[str],
    ) -> _Place:
        held = self._held(version, hit.stored["eid"], span)
        return _Place(
            hit=hit,
            tokens=tokens,
            version=version,
            date=self._view.summary.signed,
            eid=version.segments[held[0]].eid if held else hit.stored["eid"],
            start=span[0],
            end=span[1],
            position=held[0] if held else 0,
            beside=[self._beside(version, held, target) for target in targets],
        )

    def _held(self, version: VersionRecord, unit: str, span: tuple[int, int]) -> list[int]:
        """The positions of the segments that a range of a unit touches."""
        if version.address not in self._units:
            units: dict[str, list[int]] = defaultdict(list)
            for place, segment in enumerate(version.segments):
                units[segment.unit].append(place)
            self._units[version.address] = units
        return [
            place
            for place in self._units[version.address].get(unit, ())
            if version.segments[place].start < span[1] and span[0] < version.segments[place].end
        ]

    def _beside(self, version: VersionRecord, held: Sequence[int], target: str) -> _Beside:
        other = self._view.version(target)
        if other is None or other.address == version.address:
            return _Beside(counterpart=Counterpart(target=target, missing=NO_VERSION))
        beads = self._bead_at(version, other)
        found = {id(beads[place]): beads[place] for place in held if place in beads}
        theirs = sorted({place for one in found.values() for place in one.bead.b})
        ours = sorted({place for one in found.values() for place in one.bead.a})
        if not theirs:
            return _Beside(counterpart=Counterpart(target=target, missing=NO_COUNTERPART))
        statuses = {one.status for one in found.values()}
        counterpart = Counterpart(
            target=target,
            tag=other.tag,
            address=other.address,
            confidence=min(one.bead.confidence for one in found.values()),
            status=statuses.pop() if len(statuses) == 1 else "automatic",
        )
        return _Beside(
            counterpart=counterpart,
            passages=[_Sentence(other.address, other.segments[place]) for place in theirs],
            own=[_Sentence(version.address, version.segments[place]) for place in ours],
        )

    def _bead_at(self, version: VersionRecord, other: VersionRecord) -> Mapping[int, ReviewedBead]:
        """The bead that each segment of a version is in, towards another."""
        pair = (version.address, other.address)
        if pair not in self._beads:
            self._beads[pair] = {
                place: one
                for one in beads_of(self._view, *pair, self._corrected)
                for place in one.bead.a
            }
        return self._beads[pair]


def apart(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges of which none overlaps another, in order: the first of two that do, the longest of
    those that begin alike."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(set(ranges), key=lambda span: (span[0], -span[1])):
        if start < end and (not found or start >= found[-1][1]):
            found.append((start, end))
    return found


# --------------------------------------------------------------------------- texts


def _with_texts(searcher: Searcher, places: Sequence[_Place]) -> list[Occurrence]:
    """The occurrences, with the texts and tokens of every unit beside them, read at once."""
    texts = _Texts(searcher, places)
    return [texts.occurrence(place) for place in places]


class _Texts:
    """The units that counterparts stand in, by id."""

    def __init__(self, searcher: Searcher, places: Sequence[_Place]) -> None:
        self._searcher = searcher
        self._places = places

    @cached_property
    def _units(self) -> Mapping[str, tuple[str, Tokens]]:
        known = {place.hit.id: (place.hit.stored["text"], place.tokens) for place in self._places}
        wanted = {
            self._id(place, sentence)
            for place in self._places
            for beside in place.beside
            for sentence in (*beside.passages, *beside.own)
        }
        missing = sorted(wanted - known.keys())
        for identity, stored in zip(missing, self._searcher.reader.entries(missing), strict=True):
            if stored is not None:
                known[identity] = (stored["text"], stored_tokens(stored))
        return known

    def occurrence(self, place: _Place) -> Occurrence:
        stored = place.hit.stored
        return Occurrence(
            source=SOURCE,
            id=place.hit.id,
            work=place.work,
            eid=place.eid,
            num=stored["num"],
            kind=stored["kind"],
            title=stored["title"],
            tag=place.version.tag,
            date=place.date,
            text=stored["text"],
            tokens=place.tokens,
            start=place.start,
            end=place.end,
            position=place.position,
            counterparts=tuple(self._counterpart(place, beside) for beside in place.beside),
        )

    def _counterpart(self, place: _Place, beside: _Beside) -> Counterpart:
        passages = self._passages(place, beside.passages)
        if not passages:
            return replace(beside.counterpart, missing=beside.counterpart.missing or NO_COUNTERPART)
        return replace(beside.counterpart, passages=passages, own=self._passages(place, beside.own))

    def _passages(self, place: _Place, sentences: Sequence[_Sentence]) -> tuple[Passage, ...]:
        found = []
        for sentence in sentences:
            identity = self._id(place, sentence)
            if identity not in self._units:
                continue  # removed between two calls
            text, tokens = self._units[identity]
            segment = sentence.segment
            found.append(
                Passage(
                    id=identity,
                    eid=segment.eid,
                    text=text,
                    tokens=tokens,
                    start=segment.start,
                    end=segment.end,
                )
            )
        return tuple(found)

    def _id(self, place: _Place, sentence: _Sentence) -> str:
        return f"{place.work}/{sentence.address}/{sentence.segment.unit}"
