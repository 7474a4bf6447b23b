"""The order of beads where versions do not have all in the same order."""

from collections.abc import Sequence

from indexer.models import Bead


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
