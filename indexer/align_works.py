"""A work in several versions → the segments of each, and the beads of every two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from indexer.align_versions import VersionSegments, align_versions
from indexer.encoder import Encoder
from indexer.models import Bead, Segment
from indexer.segmenting import segments_of
from indexer.works import Work


@dataclass(frozen=True, kw_only=True)
class AlignedWork:
    """``segments`` of each version, in their order; ``beads`` of every two, by their addresses in
    the order of the versions."""

    segments: Sequence[Sequence[Segment]]
    beads: Mapping[tuple[str, str], Sequence[Bead]]


def align_work(work: Work, encoder: Encoder) -> AlignedWork:
    """Align every two versions of a work."""
    own = [
        VersionSegments.of(version.expression.language, segments_of(version.expression), encoder)
        for version in work.versions
    ]
    return AlignedWork(
        segments=[one.segments for one in own],
        beads={
            (one.language, other.language): align_versions(a, b, encoder)
            for (one, a), (other, b) in combinations(zip(work.versions, own, strict=True), 2)
        },
    )
