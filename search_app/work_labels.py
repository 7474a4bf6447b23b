"""The access label of every work, also of one that has left the index since. No Flask.

What was found while a work was there is shown to nobody who might not have seen it when it went.
The index does not say of a work that it lost how it was labelled, so the database keeps the label
that each was last seen with.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from search_app.access import RESTRICTED
from search_app.database import Database
from search_app.database_errors import DatabaseError
from search_app.database_schema import Base

_LOG = logging.getLogger(__name__)


class WorkLabelRow(Base):
    """The label that a work was last seen with in the index, and since when."""

    __tablename__ = "work_labels"

    work: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True)
class WorkLabels:
    """Labels by work: ``now`` of those in the index, ``last`` of those that were seen in it."""

    now: Mapping[str, str]
    last: Mapping[str, str] = field(default_factory=dict)

    def of(self, work: str) -> str:
        """The label of a work; of one that was never seen the strictest."""
        return self.now.get(work) or self.last.get(work, RESTRICTED)

    def holds(self, work: str) -> bool:
        """Whether the work is in the index."""
        return work in self.now


class KeptLabels:
    """The labels that a database keeps. Safe for threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: WorkLabels | None = None

    def of(self, now: Mapping[str, str]) -> WorkLabels:
        """Every label, with those that works have in the index ``now``, which are kept. Where they
        cannot be kept they are so at the next call. Raises ``DatabaseError`` where what was kept
        cannot be read."""
        known = self._known
        if known is not None and known.now == now:
            return known
        last = self._last()
        if any(last.get(work) != label for work, label in now.items()):
            try:
                self._keep(now)
            except DatabaseError as error:
                _LOG.warning("the labels of works were not kept: %s", error)
                return WorkLabels(now, last)
        self._known = WorkLabels(now, last)
        return self._known

    def _last(self) -> dict[str, str]:
        with self._database.reading() as session:
            return {} if session is None else _labels(session)

    def _keep(self, now: Mapping[str, str]) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        with self._database.writing() as session:
            last = _labels(session)
            for work, label in now.items():
                if last.get(work) != label:
                    session.merge(WorkLabelRow(work=work, label=label, at=at))


def _labels(session: Session) -> dict[str, str]:
    rows = session.execute(select(WorkLabelRow.work, WorkLabelRow.label))
    return {row.work: row.label for row in rows}
