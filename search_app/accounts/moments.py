"""Moments as the tables of accounts keep them: ISO 8601 in UTC, so that they sort as text."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """A moment as it is kept, with its microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read(kept: str) -> datetime:
    """The moment that was kept."""
    return datetime.fromisoformat(kept)
