"""Two versions of a work → the beads of their segments: by provision, paragraph and sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from indexer.align import Aligner, alone
from indexer.bead_features import Side, norms_of
from indexer.encoder import Encoder
from indexer.models import Bead, Segment
from indexer.unit_pairs import Unit, pair_units, units_of

Range = tuple[int, int]


@dataclass(frozen=True)
class VersionSegments:
    """A version's segments, in text order, and its language code; ``side`` is None where there are
    no segments."""

    language: str
    segments: Sequence[Segment]
    side: Side | None

    @classmethod
    def of(cls, language: str, segments: Sequence[Segment], encoder: Encoder) -> "VersionSegments":
        """The segments, encoded."""
        side = Side.of([one.text for one in segments], encoder) if segments else None
        return cls(language, segments, side)


def align_versions(a: VersionSegments, b: VersionSegments, encoder: Encoder) -> list[Bead]:
    """The beads of two versions, every segment in exactly one, in the order of a; what b has alone
    follows what it follows there. Beads stay within a pair of provisions, headings go with
    headings, and paragraphs that both have with each other."""
    if a.side is None or b.side is None:
        return alone((0, len(a.segments)), (0, len(b.segments)))
    norms = norms_of(a.side, b.side, encoder, (a.language, b.language))
    aligner = Aligner(a.side, b.side, norms, by_tokens=encoder.by_tokens)
    units = units_of(a.segments), units_of(b.segments)
    beads: list[Bead] = []
    for one, other in pair_units(*units, a.side, b.side, norms):
        for rows, columns, same in _stretches(a.segments, b.segments, one, other):
            beads += aligner.part(rows, columns, same_place=same)
    return in_order(beads)


def _stretches(
    a: Sequence[Segment], b: Sequence[Segment], one: Unit | None, other: Unit | None
) -> Iterator[tuple[Range, Range, bool]]:
    """The parts of two provisions that are aligned each for itself, and whether they are the same
    paragraph."""
    if one is None or other is None:
        yield (
            (one.first, one.last) if one else (0, 0),
            (other.first, other.last) if other else (0, 0),
            False,
        )
        return
    runs = _runs(a, one), _runs(b, other)
    if [name for name, _ in runs[0]] == [name for name, _ in runs[1]]:
        for (_, rows), (_, columns) in zip(*runs, strict=True):
            yield rows, columns, one.eid == other.eid
        return
    head_a, head_b = _heading(runs[0]), _heading(runs[1])
    if not (head_a and head_b):
        head_a = head_b = 0
    else:
        yield (one.first, one.first + head_a), (other.first, other.first + head_b), True
    yield (one.first + head_a, one.last), (other.first + head_b, other.last), False


#: The name of the run that is a heading.
_HEADING = "#"


def _runs(segments: Sequence[Segment], unit: Unit) -> list[tuple[str, Range]]:
    """Neighbouring segments of one paragraph, named by its eid within the unit."""
    found = []
    at = unit.first
    own = segments[unit.first : unit.last]
    for name, group in groupby(own, key=lambda one: _name(one, unit)):
        count = len(list(group))
        found.append((name, (at, at + count)))
        at += count
    return found


def _name(segment: Segment, unit: Unit) -> str:
    # A heading begins where the unit's text does, and is followed by a line break.
    if segment.heading:
        return _HEADING
    return segment.eid.removeprefix(unit.eid)


def _heading(runs: Sequence[tuple[str, Range]]) -> int:
    """How many segments the heading is."""
    name, (first, last) = runs[0]
    return last - first if name == _HEADING else 0


def in_order(beads: Sequence[Bead]) -> list[Bead]:
    """Beads in the order of side a; one without segments of a after the bead that the segments
    before it on side b are in."""
    ordered = sorted((bead for bead in beads if bead.a), key=lambda bead: bead.a)
    rest = sorted((bead for bead in beads if not bead.a), key=lambda bead: bead.b)
    holder = {place: number for number, bead in enumerate(ordered) for place in bead.b}
    after: dict[int, list[Bead]] = {}
    last = -1
    previous = -1
    for bead in rest:
        if bead.b[0] - 1 != previous:
            last = holder.get(bead.b[0] - 1, -1 if bead.b[0] == 0 else last)
        after.setdefault(last, []).append(bead)
        previous = bead.b[-1]
    return [
        *after.get(-1, ()),
        *(one for place, bead in enumerate(ordered) for one in (bead, *after.get(place, ()))),
    ]
