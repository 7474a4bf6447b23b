"""Beads and segments for the tests of corrections, made in one line."""

from indexer.models import Bead, Segment
from search_app.corrections import Correction, keyed, keys_of


def segments(*texts, unit="art_1"):
    """Segments of one unit, or of several where a text is a pair of unit and text."""
    pairs = [(unit, text) if isinstance(text, str) else text for text in texts]
    return [Segment(unit, unit, 0, len(text), text) for unit, text in pairs]


def beads(*sizes, confidence=0.9):
    """Beads one after the other: ``(1, 2)`` has one segment on the first side, two on the other."""
    found, a, b = [], 0, 0
    for size_a, size_b in sizes:
        found.append(Bead(tuple(range(a, a + size_a)), tuple(range(b, b + size_b)), confidence))
        a, b = a + size_a, b + size_b
    return found


def correction(made, a, b, *, action="merge", number=1, author="sokha", **more):
    """A correction that made the beads ``made`` of the segments ``a`` and ``b``; the later, the
    higher its number."""
    keys = keys_of(a), keys_of(b)
    return Correction(
        id=f"{number:032x}",
        work="northland-southland-2011",
        a="en",
        b="km",
        unit=a[0].unit if a else "art_1",
        action=action,
        author=author,
        at=f"2026-03-01T08:00:{number:09.6f}+00:00",
        beads=tuple(keyed(bead, *keys) for bead in made),
        texts=tuple(
            (
                "\n".join(a[place].text for place in bead.a),
                "\n".join(b[place].text for place in bead.b),
            )
            for bead in made
        ),
        **more,
    )


def places(reviewed):
    """The positions of each bead."""
    return [(list(one.bead.a), list(one.bead.b)) for one in reviewed]
