"""Two versions of a work → the beads of their segments: by provision, paragraph and sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.align import Aligner, alone
from indexer.bead_features import Side, norms_of
from indexer.bead_order import in_order
from indexer.encoder import Encoder
from indexer.models import Bead, Segment
from indexer.places_of_beads import Numbers, Places, numbered
from indexer.unit_pairs import Unit, arranged, pair_units, units_of


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
    follows what it follows there.

    Provisions are paired first, by eid and by what they say, and b's are put in the order of a's.
    Then both versions are aligned whole: that segments stand in the same paragraph or provision
    speaks for a bead, and binds none, since versions divide texts otherwise.
    """
    if a.side is None or b.side is None:
        return alone((0, len(a.segments)), (0, len(b.segments)))
    norms = norms_of(a.side, b.side, encoder, (a.language, b.language))
    units_a, units_b = units_of(a.segments), units_of(b.segments)
    pairs = pair_units(units_a, units_b, a.side, b.side, norms)
    order = _positions(units_b, arranged(units_b, pairs))
    side_b = b.side if _in_text_order(order) else b.side.taken(order)
    places = _places(a, b, units_a, units_b, pairs, order)
    aligner = Aligner(a.side, side_b, norms, by_tokens=encoder.by_tokens, places=places)
    found = aligner.part((0, len(a.segments)), (0, len(b.segments)))
    return in_order(
        [
            Bead(bead.a, tuple(int(order[place]) for place in bead.b), bead.confidence)
            for bead in found
        ]
    )


def _positions(units: Sequence[Unit], order: Sequence[int]) -> Numbers:
    """The positions of segments in the order of their units."""
    return np.concatenate([np.arange(units[place].first, units[place].last) for place in order])


def _in_text_order(order: Numbers) -> bool:
    return bool((np.diff(order) == 1).all())


def _places(
    a: VersionSegments,
    b: VersionSegments,
    units_a: Sequence[Unit],
    units_b: Sequence[Unit],
    pairs: dict[int, int],
    order: Numbers,
) -> tuple[Places, Places]:
    """Where the segments of both sides stand, those of b in ``order``."""
    known: dict[object, int] = {}
    partner = {other: one for one, other in pairs.items()}
    names_a = [("a", place) for place in range(len(units_a))]
    names_b = [
        ("a", partner[place]) if place in partner else ("b", place) for place in range(len(units_b))
    ]
    in_order_b = [b.segments[place] for place in order]
    by_eid = {unit.eid: name for unit, name in zip(units_b, names_b, strict=True)}
    of_a = {unit.eid: name for unit, name in zip(units_a, names_a, strict=True)}
    one = _own(a.segments, of_a, known, np.arange(len(a.segments)))
    return one, _own(in_order_b, by_eid, known, order)


def _own(
    segments: Sequence[Segment],
    names: dict[str, tuple[str, int]],
    known: dict[object, int],
    positions: Numbers,
) -> Places:
    provisions = [names[one.unit] for one in segments]
    paragraphs = [
        (name, "#" if one.heading else one.eid.removeprefix(one.unit))
        for name, one in zip(provisions, segments, strict=True)
    ]
    return Places(
        provisions=numbered(provisions, known),
        paragraphs=numbered(paragraphs, known),
        headings=np.array([one.heading for one in segments], np.bool_),
        joined=np.append(np.diff(positions) == 1, True),
    )
