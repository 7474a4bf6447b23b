"""How often somebody may try to log in: after a few failures each further one costs twice the wait
of the one before, by name and by address, up to a most. Nobody is locked out for ever.

An attempt is counted before it is looked at, in one transaction, so that a thousand at once are no
more than one after the other; where it was right the count of its name is taken back.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete
from sqlalchemy.orm import Session

from search_app.accounts.errors import TooManyAttempts
from search_app.accounts.moments import Clock, now, read, written
from search_app.accounts.names import name_key
from search_app.accounts.tables import AttemptRow
from search_app.database import Database


@dataclass(frozen=True)
class Patience:
    """``free`` attempts may fail; then the wait is ``first`` seconds, doubled by each further
    failure, ``most`` at most. ``forgotten`` seconds after the last one, all of them are."""

    free: int
    first: int = 2
    most: int = 15 * 60
    forgotten: int = 24 * 3600

    def wait(self, failures: int) -> int:
        """Seconds after so many failures."""
        over = failures - self.free
        return 0 if over < 0 else min(self.most, self.first << min(over, 32))


#: An address may be that of a whole office, so it has more attempts than a name.
OF_NAME, OF_ADDRESS = Patience(free=5), Patience(free=30, forgotten=3600)


class Throttle:
    """The attempts to log in that a database counts."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock

    def attempt(self, name: str, address: str) -> None:
        """Count an attempt that has not been looked at yet. Raises ``TooManyAttempts`` where it
        is not to be looked at; it is not counted then. Raises ``DatabaseError``."""
        counted = ((name_id(name), OF_NAME), (address_id(address), OF_ADDRESS))
        moment = self._clock()
        with self._database.writing() as session:
            rows = [_row(session, one, patience, moment) for one, patience in counted]
            wait = max(
                _left(row, patience, moment)
                for row, (_, patience) in zip(rows, counted, strict=True)
            )
            if not wait:
                for row, (_, patience) in zip(rows, counted, strict=True):
                    _count(row, patience, moment)
                    session.add(row)
            _forget(session, moment)
        if wait:
            raise TooManyAttempts(wait)

    def succeeded(self, name: str, address: str) -> None:
        """Take back the count of an attempt that was right. That of the address stays, less this
        one: whoever has an account could else try others' from it without end."""
        with self._database.writing() as session:
            session.execute(delete(AttemptRow).where(AttemptRow.id == name_id(name)))
            row = session.get(AttemptRow, address_id(address))
            if row is not None:
                row.failures = max(0, row.failures - 1)
                row.closed_until = ""


def name_id(name: str) -> str:
    """What the attempts with a name are counted under, however it is spelled."""
    return _hashed("name", name_key(name))


def address_id(address: str) -> str:
    """What the attempts from an address are counted under: one of version 6 stands for its /64,
    which is one customer's."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return _hashed("address", address)
    if found.version == 6:
        if found.ipv4_mapped:
            return _hashed("address", str(found.ipv4_mapped))
        return _hashed("address", str(ipaddress.ip_network(f"{found}/64", strict=False)))
    return _hashed("address", str(found))


def _hashed(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}:{text}".encode("utf-8", "surrogatepass")).hexdigest()


def _row(session: Session, key: str, patience: Patience, moment: datetime) -> AttemptRow:
    row = session.get(AttemptRow, key)
    if row is None:
        return AttemptRow(id=key, failures=0, last_at=written(moment), closed_until="")
    if moment - read(row.last_at) > timedelta(seconds=patience.forgotten):
        row.failures, row.closed_until = 0, ""
    return row


def _left(row: AttemptRow, patience: Patience, moment: datetime) -> int:
    """Whole seconds until the next attempt may be made."""
    if not row.closed_until:
        return 0
    left = ceil((read(row.closed_until) - moment).total_seconds())
    # More than any wait is no wait: a clock was wrong when it was written.
    return left if 0 < left <= patience.most else 0


def _count(row: AttemptRow, patience: Patience, moment: datetime) -> None:
    row.failures += 1
    row.last_at = written(moment)
    wait = patience.wait(row.failures)
    row.closed_until = written(moment + timedelta(seconds=wait)) if wait else ""


def _forget(session: Session, moment: datetime) -> None:
    longest = timedelta(seconds=max(OF_NAME.forgotten, OF_ADDRESS.forgotten))
    session.execute(delete(AttemptRow).where(AttemptRow.last_at < written(moment - longest)))
