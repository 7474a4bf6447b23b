"""What an editor can do with each row of two versions side by side. No Flask."""

from collections.abc import Sequence
from dataclasses import dataclass

from search_app.bitext import ParallelText
from search_app.corrections import KeyedBead, SegmentKey, keys_of


@dataclass(frozen=True, kw_only=True)
class RowControls:
    """``bead`` is the row by its keys, ``before`` and ``after`` its neighbours, "" for none.
    ``counts`` says how many segments each version has in it."""

    bead: str
    before: str
    after: str
    counts: tuple[int, int]

    @property
    def splits(self) -> bool:
        """Whether there is something for two rows."""
        return sum(self.counts) > 1


def row_controls(text: ParallelText) -> list[RowControls]:
    """The controls of each row, in order; none unless it is two versions that stand together."""
    if len(text.versions) != 2:
        return []
    beads = beads_of_rows(text)
    return [
        RowControls(
            bead=bead,
            before=beads[place - 1] if place else "",
            after=beads[place + 1] if place + 1 < len(beads) else "",
            counts=(len(row.cells[0]), len(row.cells[1])),
        )
        for place, (row, bead) in enumerate(zip(text.rows, beads, strict=True))
    ]


def beads_of_rows(text: ParallelText) -> list[str]:
    """The bead of each row of two versions, as a correction takes it."""
    keys: list[dict[int, SegmentKey]] = [
        {
            # Cells hold the very segments of their version, and two may be equal.
            id(segment): key
            for segment, key in zip(version.segments, keys_of(version.segments), strict=True)
        }
        for version in text.versions
    ]

    def of(cells: Sequence[Sequence[object]], side: int) -> tuple[SegmentKey, ...]:
        return tuple(keys[side][id(segment)] for segment in cells[side])

    return [str(KeyedBead(of(row.cells, 0), of(row.cells, 1))) for row in text.rows]
