"""What is asked for beside the provision: filters, and how many. No Flask."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.engine.base import AllOf, AnyOf, Clause, Excluding, Term
from search_app.filters import Filters
from search_app.work_tree import Place

#: Works of the same parties are those to which every party of the own work is a party too.
PARTIES = ("any", "same", "other")
#: Provisions listed: usually, at most, and on the page of the provision itself.
SIZE, MOST_SIZE, SHORT_SIZE = 10, 50, 5


@dataclass(frozen=True, kw_only=True)
class SimilarOptions:
    """Values of one filter are alternatives; ``parties`` is one of ``PARTIES``; ``years`` are of
    signature, ends included, None open. ``preferred``: the tags of the languages that a provision
    is to be shown in where it has them, the first before the others."""

    languages: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    parties: str = PARTIES[0]
    years: tuple[int | None, int | None] | None = None
    size: int = SIZE
    preferred: Sequence[str] = ()

    @property
    def filtered(self) -> bool:
        """Whether anything is left out but the own work."""
        return bool(self.languages or self.types or self.years or self.parties != PARTIES[0])

    def clause(self, place: Place) -> Clause:
        """What every provision listed must match: of another work, and through the filters."""
        chosen = Filters(languages=self.languages, types=self.types, years=self.years).clause()
        clauses = [Excluding(Term("work", place.work)), chosen, self._parties(place)]
        return AllOf(tuple(clause for clause in clauses if clause is not None))

    def _parties(self, place: Place) -> Clause | None:
        if self.parties == "any":
            return None
        keys = [party.key for party in place.view.summary.parties]
        same = AllOf(tuple(Term("parties", key) for key in keys)) if keys else AnyOf(())
        return same if self.parties == "same" else Excluding(same)
