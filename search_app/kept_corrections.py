"""What the stores of corrections have in common: of rows, and of what provisions are about."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session


class Dated(Protocol):
    """A correction: ``id`` is the same wherever it is kept; times are ISO 8601 with an
    offset, ``withdrawn_at`` "" for one that was not taken back."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def at(self) -> str:
        """When it was made."""
        ...

    @property
    def withdrawn_at(self) -> str:
        """When it was taken back."""
        ...

    @property
    def withdrawn_by(self) -> str:
        """Who took it back."""
        ...


C = TypeVar("C", bound=Dated)


def written(moment: datetime) -> str:
    """A moment as corrections keep it: so they sort as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment_after(corrections: Iterable[Dated]) -> str:
    """The time, but after every correction there is: a clock set back must not make an editor's
    last word an earlier one."""
    now = datetime.now(UTC)
    for one in corrections:
        for moment in filter(None, (one.at, one.withdrawn_at)):
            now = max(now, datetime.fromisoformat(moment) + timedelta(microseconds=1))
    return written(now)


def take_in(
    session: Session, kind: type[Any], corrections: Iterable[C], row_of: Callable[[C], Any]
) -> dict[str, int]:
    """Take in corrections made elsewhere, as rows of ``kind``; how many were ``added``,
    ``withdrawn`` (known here, taken back there) and ``unchanged``."""
    counts = {"added": 0, "withdrawn": 0, "unchanged": 0}
    for one in corrections:
        known = session.get(kind, one.id)
        if known is None:
            session.add(row_of(one))
            counts["added"] += 1
        elif one.withdrawn_at and not known.withdrawn_at:
            known.withdrawn_at, known.withdrawn_by = one.withdrawn_at, one.withdrawn_by
            counts["withdrawn"] += 1
        else:
            counts["unchanged"] += 1
    return counts
