"""How much a query would bring, told before it is saved. No Flask.

New hits come with new instruments, and the index does not say when each came. So the estimate goes
by when the instruments that are hits now were signed: as many hits a month as the last years had.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from search_app.filters import Filters
from search_app.messages import Message, msg
from search_app.query_model import QueryModel
from search_app.saved.finding import options_of, searcher_of
from search_app.searcher import Searcher

#: Calendar years that the estimate looks back, this one among them.
YEARS = 10
#: What is too broad to be told of one by one: so many hits a month, or such a share of all there
#: is, as long as that is many.
MOST_A_MONTH, MOST_SHARE, MANY = 100.0, 0.25, 200


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """``total`` hits now, of ``all`` that could be; ``by_words`` of them have the words, None where
    words are not asked for; ``recent`` are of instruments signed in the ``months`` months to now;
    ``undated`` are of those whose year is not known. ``depth``: as many as are nearest in meaning,
    None where words alone bind."""

    total: int
    all: int
    by_words: int | None
    recent: int
    months: int
    undated: int
    depth: int | None

    @property
    def a_month(self) -> float:
        """Hits a month."""
        return self.recent / self.months

    @property
    def warning(self) -> Message | None:
        """What to say of a query that is too broad, None of another."""
        if self.a_month > MOST_A_MONTH:
            return msg(
                "This is broad: about %(count)s hits a month. Narrow it down with a filter or "
                "quoted words, or reports will be long.",
                count=round(self.a_month),
            )
        found = self.by_words or 0  # by meaning as many are found whatever is asked
        if found >= MANY and found > MOST_SHARE * self.all:
            return msg(
                "This is broad: its words stand in %(share)s %% of everything there is. Narrow it "
                "down with a filter or quoted words, or reports will hold much that is not meant.",
                share=round(100 * found / self.all),
            )
        return None


def estimate(searcher: Searcher, query: QueryModel, today: date | None = None) -> Estimate:
    """The estimate of a query. Raises as ``finding.whole_result``."""
    today = today or date.today()
    searcher = searcher_of(searcher, query)
    options = replace(options_of(searcher, query), facets=("year",), size=0)
    results = searcher.search(query.text, options)
    # Everything, counted as the query counts it: versions of a provision apart or as one.
    whole = replace(options, mode="keyword", filters=Filters(), plain=True, facets=())
    years: Mapping[str, int] = results.facets.get("year", {})
    first = today.year - YEARS + 1
    by_meaning = query.mode != "keyword" and bool(query.text.strip())
    return Estimate(
        total=results.total,
        all=max(searcher.search("", whole).total, results.total, 1),
        by_words=results.total if not by_meaning else results.by_words,
        recent=sum(count for year, count in years.items() if first <= int(year) <= today.year),
        months=12 * (YEARS - 1) + today.month,
        undated=max(0, results.total - sum(years.values())),
        depth=searcher.profile.semantic_depth if by_meaning else None,
    )


def estimate_json(found: Estimate) -> dict[str, object]:
    """The estimate as JSON; ``warning`` is a sentence or null."""
    return {
        "total": found.total,
        "of": found.all,
        "a_month": round(found.a_month, 2),
        "recent": found.recent,
        "months": found.months,
        "undated": found.undated,
        "depth": found.depth,
        "warning": found.warning.english if found.warning else None,
    }
