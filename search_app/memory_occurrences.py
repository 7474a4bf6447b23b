"""Translation memories as a source of a concordance, beside the instruments. No Flask."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analyzers.segment import Terms, terms_many
from indexer.models import pack_offsets
from search_app.collection_occurrences import apart
from search_app.filters import Filters
from search_app.highlights import found_ranges
from search_app.memory import MemoryReader
from search_app.occurrences import NO_VERSION, Asked, Counterpart, Occurrence, Passage, Walk
from search_app.plan import make_plan
from search_app.profiles import Profile
from search_app.segment_source import Found, MemoryPlace, wanted
from search_app.word_cuts import tokens_of

SOURCE = "memory"
#: What a unit is called where a provision has its kind.
KIND = "unit"

_Span = tuple[int, int]


class MemorySource:
    """``OccurrenceSource`` on the memories: a unit of text is one variant, its counterparts are
    the other variants of its translation unit.

    Filters are of instruments; with any, no memory is looked in.
    """

    name = SOURCE

    def __init__(self, reader: MemoryReader, profile: Profile) -> None:
        self._reader = reader
        self._profile = profile

    def version(self) -> str:
        """The runs that the memories are of. Raises ``EngineError``."""
        return ",".join(sorted(one.run for one in self._reader.summaries().values()))

    def walk(self, asked: Asked) -> Walk:
        """Every occurrence in the best variants, those of one in text order. Raises
        ``EngineError``."""
        if asked.filters != Filters():
            return Walk(source=SOURCE, occurrences=(), matched=0, walked=0)
        plan = make_plan(asked.analysis, self._profile)
        matched, found = self._reader.holding(
            plan.keyword, plan.required, asked.language, size=asked.limit
        )
        passages = _passages(found)
        held: list[tuple[Found, Sequence[_Span]]] = []
        walked = count = 0
        for one in found:
            if count >= asked.limit:
                break
            spans = apart(found_ranges(_as_stored(passages[one.place.id][1]), plan.marks))
            held.append((one, spans))
            count += len(spans)
            walked += 1
        return Walk(
            source=SOURCE,
            occurrences=self._occurrences(held, passages, asked.targets),
            matched=matched,
            walked=walked,
        )

    def _occurrences(
        self,
        held: Sequence[tuple[Found, Sequence[_Span]]],
        own: Mapping[str, tuple[Passage, Terms]],
        targets: Sequence[str],
    ) -> list[Occurrence]:
        variants = self._reader.variants([one for one, spans in held if spans])
        beside = [
            other
            for others in variants.values()
            for other in others
            if wanted(targets, other.language, other.script)
        ]
        passages = _passages(beside)
        return [
            _occurrence(
                one,
                span,
                own[one.place.id][0],
                [_beside(target, variants[one.place.id], passages) for target in targets],
            )
            for one, spans in held
            for span in spans
        ]


def _occurrence(
    found: Found, span: _Span, own: Passage, beside: Sequence[Counterpart]
) -> Occurrence:
    place = found.place
    assert isinstance(place, MemoryPlace)
    return Occurrence(
        source=SOURCE,
        id=place.id,
        work=place.memory,
        eid="",
        num=str(place.number),
        kind=KIND,
        title=f"{place.memory} № {place.number}",
        tag=found.tag,
        date=_day(place.date),
        text=found.text,
        tokens=own.tokens,
        start=span[0],
        end=span[1],
        position=place.number - 1,
        counterparts=tuple(replace(one, own=(own,)) if one.passages else one for one in beside),
    )


def _beside(
    target: str, others: Sequence[Found], passages: Mapping[str, tuple[Passage, Terms]]
) -> Counterpart:
    """The variants in a target; of a unit that has none, that it has none."""
    chosen = [one for one in others if wanted((target,), one.language, one.script)]
    if not chosen:
        return Counterpart(target=target, missing=NO_VERSION)
    return Counterpart(
        target=target,
        tag=chosen[0].tag,
        address=chosen[0].tag,
        passages=tuple(passages[one.place.id][0] for one in chosen),
        confidence=1.0,
    )


def _passages(found: Sequence[Found]) -> dict[str, tuple[Passage, Terms]]:
    """The texts of variants with their terms, by id; analysed all at once."""
    analysed = terms_many([one.text for one in found])
    return {
        one.place.id: (_passage(one, own), own) for one, own in zip(found, analysed, strict=True)
    }


def _passage(found: Found, own: Terms) -> Passage:
    return Passage(
        id=found.place.id,
        eid="",
        text=found.text,
        tokens=tokens_of(own),
        start=0,
        end=len(found.text),
    )


def _as_stored(own: Terms) -> Mapping[str, Any]:
    """The terms in the shape of an entry of an index, which marks are looked for in."""
    fields = {"words": own.words, "exact": own.exact}
    return {
        "tokens": {name: " ".join(one.text for one in field) for name, field in fields.items()},
        "offsets": {
            name: pack_offsets((one.start, one.end) for one in field)
            for name, field in fields.items()
        },
    }


def _day(date: str) -> str:
    """The day of a date as TMX writes it (``20240102T030405Z``) in ISO 8601, "" for another."""
    day = date[:8]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 and day.isdigit() else ""
