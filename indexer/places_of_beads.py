"""What the structure of two versions says for and against a bead, before its words are looked at.

Segments of one paragraph of one provision probably translate each other; a bead may all the same
join two paragraphs, or reach into the next provision, where versions divide a text otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.bead_lattice import NEVER, Kind, Scores

Numbers = npt.NDArray[np.intp]

#: What each segment of a bead is worth, in logarithms of likelihood, where all of the bead is in
#: one paragraph of both versions, or else in one provision: the weights were fitted on text
#: without either, whose segments may be missing anywhere.
SAME_PARAGRAPH, SAME_PROVISION = 2.0, 1.0
#: What a bead costs that is of different provisions, and one that takes a heading for text.
ACROSS, MIXED = 3.0, 6.0


@dataclass(frozen=True)
class Places:
    """Where the segments of a side stand: numbers that both sides share of their provisions and
    paragraphs, whether each is a heading, and whether the next in order is also the next in the
    text."""

    provisions: Numbers
    paragraphs: Numbers
    headings: npt.NDArray[np.bool_]
    joined: npt.NDArray[np.bool_]

    def part(self, first: int, last: int) -> "Places":
        """Segments ``[first, last)`` alone."""
        own = slice(first, last)
        return Places(
            self.provisions[own], self.paragraphs[own], self.headings[own], self.joined[own]
        )


def structural(a: Places, b: Places, kind: Kind) -> Scores:
    """``[n - p + 1, m - q + 1]``, by where runs begin: what the places say of beads of a kind."""
    p, q = kind
    same_paragraph = _equal(_uniform(a.paragraphs, p), _uniform(b.paragraphs, q))
    same_provision = _equal(_uniform(a.provisions, p), _uniform(b.provisions, q))
    scores = np.where(
        same_paragraph,
        SAME_PARAGRAPH * (p + q),
        np.where(same_provision, SAME_PROVISION * (p + q), -ACROSS),
    )
    headings_a, headings_b = (
        _uniform(a.headings.astype(np.intp), p),
        _uniform(b.headings.astype(np.intp), q),
    )
    scores -= MIXED * ~_equal(headings_a, headings_b)
    for axis, (joined, length) in enumerate(((a.joined, p), (b.joined, q))):
        broken = ~_run_of(joined, length)
        scores[broken if axis == 0 else (slice(None), broken)] = NEVER
    return scores


def _uniform(numbers: Numbers, length: int) -> Numbers:
    """For each run of ``length`` neighbours the number they all have, or -1."""
    count = len(numbers) - length + 1
    found = numbers[:count].copy()
    for step in range(1, length):
        found[numbers[step : step + count] != found] = -1
    return found


def _equal(rows: Numbers, columns: Numbers) -> npt.NDArray[np.bool_]:
    equal: npt.NDArray[np.bool_] = (rows[:, None] == columns[None, :]) & (rows[:, None] >= 0)
    return equal


def _run_of(joined: npt.NDArray[np.bool_], length: int) -> npt.NDArray[np.bool_]:
    """Whether each run of ``length`` segments is one in the text, too."""
    count = len(joined) - length + 1
    found = np.ones(count, np.bool_)
    for step in range(length - 1):
        found &= joined[step : step + count]
    return found


def numbered(keys: Sequence[object], known: dict[object, int]) -> Numbers:
    """The number of each key, the same on both sides; new ones are added to ``known``."""
    return np.array([known.setdefault(key, len(known)) for key in keys], np.intp)
