"""When a saved query is due. All times are UTC."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

#: How often a saved query may run by itself.
PERIODS = ("hourly", "daily", "weekly")


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _day(moment: datetime) -> datetime:
    return _hour(moment).replace(hour=0)


def _week(moment: datetime) -> datetime:
    return _day(moment) - timedelta(days=moment.weekday())


#: Where the hour, day or week (from Monday) of a moment begins, and how long it is.
_BEGINS: Mapping[str, tuple[Callable[[datetime], datetime], timedelta]] = {
    "hourly": (_hour, timedelta(hours=1)),
    "daily": (_day, timedelta(days=1)),
    "weekly": (_week, timedelta(weeks=1)),
}


def is_due(every: str, last: str, now: datetime) -> bool:
    """Whether a query that runs ``every`` period and ran ``last`` (ISO 8601, "" for never) is due.

    It runs once in each hour, day or week of the calendar. Counted from the last run instead, a
    timer that is a few seconds early would miss its turn, and one that is late would come later
    each time. A last run that lies more than a period ahead was noted by a wrong clock: the query
    is due.
    """
    if every not in _BEGINS:
        return False
    if not last:
        return True
    begins, length = _BEGINS[every]
    before, at = datetime.fromisoformat(last).astimezone(UTC), now.astimezone(UTC)
    return begins(before) < begins(at) or before - at > length
