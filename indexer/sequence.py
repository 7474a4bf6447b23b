"""Which of the marks that look like articles are articles: the numbers must rise.

A mark at the start of a paragraph may be a citation that a line break put there. The chain of
marks with the best score wins: each next number counts fully, a jump less, going back to 1 costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.marks import Ordinal


class Candidate(NamedTuple):
    """A mark that may open an article: its number, and how sure its own line is (0..1). ``fresh``:
    a later part or chapter stands over it, below which numbers may begin again."""

    number: Ordinal
    weight: float
    fresh: bool = False


@dataclass(frozen=True)
class Costs:
    """What the chain weighs. ``jump``: what a gap costs, and again ``missing`` for each number left
    out; ``farthest`` is the longest gap. ``restart``: what going back to 1 costs, and
    ``fresh_restart`` below a later part or chapter. ``late_start``: what beginning at another
    number than 1 costs (an excerpt)."""

    jump: float = 0.9
    missing: float = 0.01
    farthest: int = 60
    restart: float = 3.2
    fresh_restart: float = 0.9
    late_start: float = 0.5


COSTS = Costs()


def best_chain(candidates: Sequence[Candidate], costs: Costs = COSTS) -> list[int]:
    """Positions of the candidates that form the best chain, in order.

    Numbers rise along it, 9 bis between 9 and 10. Of two equal candidates the later one is taken,
    since a table of contents comes first. O(candidates × ``costs.farthest``).
    """
    scores: list[float] = []
    origins: list[int | None] = []
    at_number: dict[int, int] = {}  # number value → position of the best chain that ends at it
    best: int | None = None
    for position, candidate in enumerate(candidates):
        score, origin = _best_step(candidates, position, scores, at_number, best, costs)
        scores.append(score)
        origins.append(origin)
        value = candidate.number.value
        if value not in at_number or score >= scores[at_number[value]]:
            at_number[value] = position
        if best is None or score >= scores[best]:
            best = position
    chain: list[int] = []
    while best is not None and scores[best] > 0:
        chain.append(best)
        best = origins[best]
    return chain[::-1]


def _best_step(
    candidates: Sequence[Candidate],
    position: int,
    scores: Sequence[float],
    at_number: dict[int, int],
    best: int | None,
    costs: Costs,
) -> tuple[float, int | None]:
    """The best score a chain ending at ``position`` can have, and the position before it."""
    number, weight, fresh = candidates[position]
    start = 0.0 if number.value == 1 else costs.late_start
    found: tuple[float, int | None] = (weight - start, None)
    for value in range(max(number.value - costs.farthest, 0), number.value + 1):
        before = at_number.get(value)
        if before is None or candidates[before].number.key >= number.key:
            continue
        gap = number.value - value - 1
        cost = costs.jump + costs.missing * gap if gap > 0 else 0.0
        found = max(found, (scores[before] + weight - cost, before), key=_score)
    if best is not None and number.value == 1:
        restart = costs.fresh_restart if fresh else costs.restart
        found = max(found, (scores[best] + weight - restart, best), key=_score)
    return found


def _score(step: tuple[float, int | None]) -> tuple[float, int]:
    return step[0], -1 if step[1] is None else step[1]
