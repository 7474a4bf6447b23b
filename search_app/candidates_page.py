"""A candidate for the termbase as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from search_app.inconsistency_page import ExampleView, example_view
from search_app.term_candidates import Candidate


@dataclass(frozen=True, kw_only=True)
class CandidateView:
    """Two runs of words with their statistics, as text."""

    source: str
    target: str
    tags: tuple[str, str]
    rows: tuple[int, int]
    together: int
    works: int
    dice: str
    likelihood: str
    examples: Sequence[ExampleView]


def candidate_view(one: Candidate) -> CandidateView:
    """A candidate as the page shows it."""
    return CandidateView(
        source=one.source,
        target=one.target,
        tags=one.tags,
        rows=one.rows,
        together=one.together,
        works=len(one.works),
        dice=f"{one.dice:.2f}",
        likelihood=f"{one.likelihood:.1f}",
        examples=[example_view(own) for own in one.examples],
    )
