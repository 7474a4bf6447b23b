"""The segments of the instruments as a source of fuzzy match.

Engines find provisions; which of their segments are meant is told by where the words stand that
the index keeps of each. A provision that shares too few words with the sentence is not opened, and
neither is a work without a segment that shares enough.
"""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from analyzers.segment import Terms, Token
from indexer.engine.base import (
    AllOf,
    Clause,
    EngineReader,
    SearchRequest,
    Term,
    Vector,
    WorkRecord,
)
from indexer.models import unpack_offsets
from search_app.bitext import Corrected, beads_of
from search_app.likeness import Needed, compared
from search_app.segment_source import (
    Counterpart,
    Found,
    InstrumentPlace,
    Scope,
    sharing,
    wanted,
)
from search_app.work_tree import WorkView, open_view

#: Provisions looked through for one sentence, those that share most of its words first.
MOST_PROVISIONS = 600
#: Provisions a language whose segments are compared by meaning.
NEAR_PROVISIONS = 20
#: Works the places of whose segments are kept, and works kept whole for one question.
_KEPT_WORKS, _KEPT_VIEWS = 512, 64


class _Stretch(NamedTuple):
    """A segment within its provision: place in its version, innermost eid, range."""

    number: int
    eid: str
    start: int
    end: int


#: The segments of a work by (address of the version, eid of the citable provision).
_Stretches = Mapping[tuple[str, str], Sequence[_Stretch]]


class SegmentPlaces:
    """Where the segments of works stand, of the works last asked for, by the reader that shows
    them and its generation. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[tuple[EngineReader, int, str], _Stretches] = OrderedDict()

    def of(self, reader: EngineReader, generation: int, work: str) -> _Stretches:
        """The segments of a work; none for one that has gone. Raises ``EngineError``."""
        key = (reader, generation, work)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = _stretches_of(reader.work(work))
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > _KEPT_WORKS:
                self._kept.popitem(last=False)
        return found


def _stretches_of(record: WorkRecord | None) -> _Stretches:
    found: dict[tuple[str, str], list[_Stretch]] = {}
    for version in record.stored["expressions"] if record else ():
        for number, (unit, eid, start, end) in enumerate(version.get("segments", ())):
            stretch = _Stretch(number, eid, start, end)
            found.setdefault((version["address"], unit), []).append(stretch)
    return found


class InstrumentSegments:
    """``SegmentSource`` on an index, for one question. ``corrected`` gives the beads of a work as
    people corrected them; ``places`` may be shared by all questions."""

    def __init__(
        self,
        reader: EngineReader,
        corrected: Callable[[WorkView], Corrected] | None = None,
        places: SegmentPlaces | None = None,
    ) -> None:
        self._reader = reader
        self._corrected = corrected
        self._places = places or SegmentPlaces()
        self._generation = reader.info().generation
        # A cache of its own: it goes with this object, and with what was corrected until now.
        self._view = lru_cache(_KEPT_VIEWS)(self._read_view)

    def alike(self, need: Needed, language: str, scope: Scope) -> Iterator[Found]:
        """Segments in a language that share what they need to."""
        response = self._reader.search(
            SearchRequest(
                query=sharing(need), required=_within(language, scope), size=MOST_PROVISIONS
            )
        )
        hits = response.keyword.hits if response.keyword else ()
        ids = [hit.id for hit in hits if hit.score >= need.least]
        for stored in self._reader.entries(ids):
            if stored is not None:
                yield from self._sharing(stored, need)

    def _sharing(self, stored: Mapping[str, Any], need: Needed) -> Iterator[Found]:
        words = _tokens(stored, "words")
        starts = [token.start for token in words]
        exact: list[Token] | None = None
        for stretch in self._of(stored):
            own = words[bisect_left(starts, stretch.start) : bisect_left(starts, stretch.end)]
            present = {token.text for token in own}
            if sum(need.tokens[token] for token in present & need.tokens.keys()) < need.least:
                continue
            if exact is None:
                exact = _tokens(stored, "exact")
            inside = [one for one in exact if stretch.start <= one.start < stretch.end]
            terms = Terms(tuple(own), tuple(inside))
            yield _found(stored, stretch, [word.text for word in compared(terms)])

    def near(self, vector: Vector, language: str, scope: Scope, model: str) -> Iterator[Found]:
        """The segments of the provisions that are nearest to a vector."""
        response = self._reader.search(
            SearchRequest(
                vector=vector,
                required=_within(language, scope),
                semantic_size=NEAR_PROVISIONS,
                size=0,
                model=model,
            )
        )
        ids = [hit.id for hit in response.semantic.hits] if response.semantic else []
        for stored in self._reader.entries(ids):
            if stored is not None:
                for stretch in self._of(stored):
                    yield _found(stored, stretch, ())

    def counterparts(self, found: Found, tags: Sequence[str]) -> list[Counterpart]:
        """Its segments in the other versions of its work, through the beads as corrected."""
        place = found.place
        assert isinstance(place, InstrumentPlace)
        opened = self._view(place.work)
        if opened is None:
            return []
        view, corrected = opened
        parts = []
        for version in view.versions:
            expression = version.expression
            if version.address == place.address:
                continue
            if not wanted(tags, expression.language, expression.script):
                continue
            for reviewed in beads_of(view, place.address, version.address, corrected):
                bead = reviewed.bead
                if place.number in bead.a and bead.b:
                    segments = [version.segments[number] for number in bead.b]
                    parting = "" if expression.language == "zh" else " "
                    parts.append(
                        Counterpart(
                            tag=version.tag,
                            text=parting.join(segment.text for segment in segments),
                            id=f"{view.id}/{version.address}/{segments[0].unit}",
                            confidence=bead.confidence,
                            status=reviewed.status,
                        )
                    )
        return parts

    def _of(self, stored: Mapping[str, Any]) -> Sequence[_Stretch]:
        work, address, unit = str(stored["id"]).split("/", 2)
        places = self._places.of(self._reader, self._generation, work)
        return places.get((address, unit), ())

    def _read_view(self, work: str) -> tuple[WorkView, Corrected] | None:
        record = self._reader.work(work)
        if record is None:
            return None
        view = open_view(record)
        return view, self._corrected(view) if self._corrected else {}


def _within(language: str, scope: Scope) -> Clause:
    bound = scope.filters.clause()
    spoken = Term("lang", language)
    return AllOf((spoken, bound)) if bound else spoken


def _tokens(stored: Mapping[str, Any], field: str) -> list[Token]:
    offsets = unpack_offsets(stored["offsets"][field])
    texts: Iterable[str] = stored["tokens"][field].split(" ") if stored["tokens"][field] else ()
    return [
        Token(text, start, end)
        for text, start, end in zip(texts, offsets[::2], offsets[1::2], strict=True)
    ]


def _found(stored: Mapping[str, Any], stretch: _Stretch, words: Sequence[str]) -> Found:
    source = stored["source"]
    return Found(
        text=stored["text"][stretch.start : stretch.end],
        language=stored["lang"],
        script=stored["script"],
        words=words,
        place=InstrumentPlace(
            id=stored["id"],
            work=stored["work"],
            address=str(stored["id"]).split("/", 2)[1],
            eid=stretch.eid,
            start=stretch.start,
            end=stretch.end,
            number=stretch.number,
            title=stored["title"],
            num=stored["num"],
            heading=stored["heading"],
            kind=stored["kind"],
            file=str(source["path"]),
            page=source["page"],
        ),
    )
