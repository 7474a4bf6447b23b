"""What is to be sent of runs, what was, and what could not be: each run once to each channel.

What is to be sent of a run is noted in the transaction that keeps the run, so that whoever is
killed leaves both or neither; it is sent later, so that no run is lost with a mail server. Whoever
sends claims a delivery first: two processes never send the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from search_app.database import Database
from search_app.saved.queries import Run
from search_app.saved.tables import DeliveryRow, SavedQueryRow, SavedRunRow

CHANNELS = ("mail", "webhook")
#: ``waiting`` to be sent (again), ``sending`` now, ``sent``, ``failed`` for good, ``dropped``:
#: nothing was to be sent any more.
STATES = ("waiting", "sending", "sent", "failed", "dropped")
#: How long after each attempt that failed the next one is made; after the last, none.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
#: How long a claim holds: whoever has not said by then what became of it is gone.
_CLAIM = timedelta(minutes=5)
#: Characters of a reason that are kept.
_REASON = 500


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What is sent of one run to one channel; ``at`` is when its state was last changed, ISO 8601
    in UTC; ``detail`` says why it failed."""

    id: str
    run: str
    saved: str
    number: int
    channel: str
    state: str
    at: str
    attempts: int
    detail: str


class DeliveryStore:
    """The deliveries of a database. Every method raises ``DatabaseError``."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._clock = clock

    def claim(self, run: str = "", channels: Sequence[str] = CHANNELS) -> Delivery | None:
        """The next that is to be sent by one of ``channels``, of a run or of any, the oldest first,
        claimed for whoever asks; None without any."""
        if not self.waiting(channels, run):  # most often; others may write meanwhile
            return None
        with self._database.writing() as session:
            for delivery, row in _open(session, run, channels):
                if self._due(delivery):
                    row.state, row.at = "sending", self._moment()
                    row.attempts += 1
                    return _delivery(row, delivery.saved, delivery.number)
        return None

    def waiting(self, channels: Sequence[str], run: str = "") -> list[Delivery]:
        """Those that are to be sent by one of ``channels``, now or later, the oldest first."""
        with self._database.reading() as session:
            return [] if session is None else [one for one, _ in _open(session, run, channels)]

    def _due(self, delivery: Delivery) -> bool:
        since = self._clock() - datetime.fromisoformat(delivery.at)
        if delivery.state == "sending":
            return since >= _CLAIM
        return not delivery.attempts or since >= PAUSES[delivery.attempts - 1]

    def done(self, delivery: Delivery, reason: str = "", *, final: bool = False) -> None:
        """Note what became of a claimed one: it was sent or, for a ``reason``, it was not. It is
        tried again after a pause, unless the reason is ``final`` or it was tried too often."""
        with self._database.writing() as session:
            row = session.get(DeliveryRow, delivery.id)
            if row is None:  # its saved query was deleted meanwhile
                return
            row.at, row.detail = self._moment(), reason[:_REASON]
            if not reason:
                row.state = "sent"
            else:
                row.state = "failed" if final or row.attempts > len(PAUSES) else "waiting"

    def drop(self, delivery: Delivery, reason: str) -> None:
        """Note that there was nothing to send of a claimed one any more, and why."""
        with self._database.writing() as session:
            row = session.get(DeliveryRow, delivery.id)
            if row is not None:
                row.at, row.state, row.detail = self._moment(), "dropped", reason

    def of(self, saved: str, most: int = 20) -> list[Delivery]:
        """The newest of a saved query, the newest first."""
        with self._database.reading() as session:
            if session is None:
                return []
            asked = (
                select(DeliveryRow, SavedRunRow.saved, SavedRunRow.number)
                .join(SavedRunRow, SavedRunRow.id == DeliveryRow.run)
                .where(SavedRunRow.saved == saved)
                .order_by(SavedRunRow.number.desc(), DeliveryRow.channel)
                .limit(most)
            )
            return [_delivery(row, own, number) for row, own, number in session.execute(asked)]

    def _moment(self) -> str:
        return _moment(self._clock())


def note_run(session: Session, run: Run) -> None:
    """Note that a new run is to be told of, wherever its saved query sends to by now: to be called
    in the transaction that keeps the run. The first run, and one that found nothing new, changed or
    gone, is told to nobody."""
    saved = session.get(SavedQueryRow, run.saved)
    if saved is None or run.number == 1 or not (run.new or run.changed or run.gone):
        return
    for channel, to in zip(CHANNELS, (saved.mail_to, saved.webhook), strict=True):
        if to:
            session.add(
                DeliveryRow(
                    id=uuid4().hex,
                    run=run.id,
                    channel=channel,
                    state="waiting",
                    at=_moment(datetime.now(UTC)),
                    attempts=0,
                    detail="",
                )
            )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _open(
    session: Session, run: str, channels: Sequence[str]
) -> list[tuple[Delivery, DeliveryRow]]:
    asked = (
        select(DeliveryRow, SavedRunRow.saved, SavedRunRow.number)
        .join(SavedRunRow, SavedRunRow.id == DeliveryRow.run)
        .where(DeliveryRow.state.in_(("waiting", "sending")), DeliveryRow.channel.in_(channels))
        .order_by(DeliveryRow.at, DeliveryRow.id)
    )
    if run:
        asked = asked.where(DeliveryRow.run == run)
    return [(_delivery(row, saved, number), row) for row, saved, number in session.execute(asked)]


def _delivery(row: DeliveryRow, saved: str, number: int) -> Delivery:
    return Delivery(
        id=row.id,
        run=row.run,
        saved=saved,
        number=number,
        channel=row.channel,
        state=row.state,
        at=row.at,
        attempts=row.attempts,
        detail=row.detail,
    )
