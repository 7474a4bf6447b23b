"""When a saved query is due: once in each hour, day or week of the calendar, in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.saved.schedules import PERIODS, is_due

LENGTH = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(weeks=1)}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("every", PERIODS)
def test_what_never_ran_is_due(every):
    assert is_due(every, "", at("2026-03-02T00:00"))


@pytest.mark.parametrize("every", ["", "yearly"])
def test_without_a_schedule_nothing_is_due(every):
    assert not is_due(every, "", at("2026-03-02T00:00"))


@pytest.mark.parametrize(
    ("every", "last", "now", "due"),
    [
        ("hourly", "2026-03-02T10:00:07+00:00", "2026-03-02T11:00:02", True),
        ("hourly", "2026-03-02T10:00:07+00:00", "2026-03-02T10:59:59", False),
        ("daily", "2026-03-02T00:00:07+00:00", "2026-03-03T00:00:01", True),
        ("daily", "2026-03-02T00:00:07+00:00", "2026-03-02T23:59:59", False),
        ("daily", "2026-03-02T23:59:59+00:00", "2026-03-03T00:00:00", True),
        # A Monday begins the week.
        ("weekly", "2026-03-02T00:00:00+00:00", "2026-03-08T23:59:59", False),
        ("weekly", "2026-03-02T00:00:00+00:00", "2026-03-09T00:00:00", True),
        # What was noted in another time zone counts in UTC.
        ("daily", "2026-03-03T06:00:00+07:00", "2026-03-03T00:00:00", True),
        ("daily", "2026-03-03T07:00:00+07:00", "2026-03-03T12:00:00", False),
    ],
)
def test_it_is_due_once_in_each_period(every, last, now, due):
    assert is_due(every, last, at(now)) is due


@pytest.mark.parametrize("every", PERIODS)
def test_a_clock_that_went_back_a_little_runs_nothing_twice(every):
    last = at("2026-03-02T00:00:30")
    assert not is_due(every, last.isoformat(), last - timedelta(seconds=31))


@pytest.mark.parametrize("every", PERIODS)
def test_a_last_run_far_in_the_future_was_noted_by_a_wrong_clock(every):
    assert is_due(every, at("2036-03-02T00:00:00").isoformat(), at("2026-03-02T00:00:00"))


@given(
    every=st.sampled_from(PERIODS),
    start=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)),
    late=st.lists(st.integers(0, 50), min_size=30, max_size=30),
)
def test_a_timer_that_is_early_or_late_by_seconds_never_misses_a_turn(every, start, late):
    length = LENGTH[every]
    first = start.replace(minute=0, second=0, microsecond=0, tzinfo=UTC) + timedelta(seconds=5)
    last, ran = "", 0
    for turn, seconds in enumerate(late):
        now = first + turn * length + timedelta(seconds=seconds)
        if is_due(every, last, now):
            last, ran = now.isoformat(), ran + 1
    assert ran == len(late)


@given(
    st.sampled_from(PERIODS),
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)),
    st.integers(-12, 12),
)
def test_a_run_just_made_is_never_due(every, moment, hours):
    now = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert not is_due(every, now.isoformat(), now)
