"""What a query would bring, by when the instruments it finds were signed."""

from datetime import date

import pytest

from search_app.query_model import QueryModel
from search_app.saved.estimate import MOST_A_MONTH, YEARS, Estimate, estimate

TODAY = date(2026, 5, 17)
FREEZING = QueryModel(text="freezing", mode="keyword", filters={"lang": ("en",)}, expand=False)


def test_hits_a_month_are_those_of_the_last_ten_years(works):
    works.write(
        {"number": 1, "articles": ["freezing"], "signed": "2001-02-03"},
        {"number": 2, "articles": ["freezing"], "signed": f"{2026 - YEARS + 1}-01-01"},
        {"number": 3, "articles": ["freezing", "freezing_later"], "signed": "2026-05-01"},
        {"number": 4, "articles": ["costs"], "signed": "2026-05-01"},
    )
    found = estimate(works.searcher(), FREEZING, TODAY)
    assert (found.total, found.recent, found.undated) == (4, 3, 0)
    assert found.months == 12 * (YEARS - 1) + 5
    assert found.a_month == pytest.approx(3 / 113)
    assert found.warning is None


def test_a_hit_whose_year_is_not_known_is_counted_apart(works):
    works.write({"number": 1, "articles": ["freezing"], "signed": ""})
    found = estimate(works.searcher(), FREEZING, TODAY)
    assert (found.total, found.recent, found.undated) == (1, 0, 1)


def test_by_meaning_the_depth_is_said(works):
    works.write((1, ["freezing", "costs"]))
    asked = QueryModel(text="freezing", mode="semantic", filters={})
    assert estimate(works.searcher(), asked, TODAY).depth == 200
    assert estimate(works.searcher(), FREEZING, TODAY).depth is None


def of(**values):
    usual = {"total": 10, "all": 1000, "recent": 5, "months": 12, "undated": 0, "depth": None}
    found = usual | values
    return Estimate(**({"by_words": found["total"]} | found))


def test_many_hits_a_month_are_broad_and_the_sentence_says_how_many():
    assert of(recent=12 * MOST_A_MONTH).warning is None
    warning = of(total=5000, all=100_000, recent=12 * MOST_A_MONTH + 12).warning
    assert "about 101 hits a month" in warning.english


def test_a_large_share_of_everything_is_broad_unless_there_is_little():
    assert "26 % of everything" in of(total=260).warning.english
    assert of(total=1000, all=1000, by_words=10).warning is None  # the nearest in meaning
    assert of(total=250).warning is None
    assert of(total=90, all=100).warning is None


@pytest.mark.parametrize(("group", "everything"), [("none", 6), ("provision", 2)])
def test_everything_is_counted_as_the_query_counts(works, group, everything):
    works.write((1, ["freezing", "costs"]))
    asked = QueryModel(text="", mode="keyword", filters={"type": ("treaty",)}, group=group)
    found = estimate(works.searcher(), asked, TODAY)
    assert (found.total, found.all) == (everything, everything)
