"""How often somebody may try to log in: after a few failures each further one costs twice the wait
of the one before, up to a most.

Nobody can shut another out by failing in their name. Failures are counted by name and address
together, and by address over all names. A browser that has logged in with a name before is counted
apart from everybody else (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"), and so
is one that is logged in and shows its password again. What is counted by the name alone, over all
addresses, holds back only addresses that have failed with it ``UNHINDERED`` times themselves:
whoever comes from anywhere else finds the door open, however many guess at the same time.

An attempt is counted before it is looked at, in one transaction, so that a thousand at once are no
more than one after the other; where it was right its count is taken back.
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


#: Of a name from one address; of a browser that has logged in with the name before.
OF_PAIR = OF_DEVICE = Patience(free=5)
#: An address may be that of a whole office, so it has more attempts over all names.
OF_ADDRESS = Patience(free=30, forgotten=3600)
#: Of a name from everywhere: begins late and is short, as it bounds who has many addresses.
OF_NAME = Patience(free=100, most=60)
#: Failures with a name from one address that what is counted by the name alone does not hold back.
UNHINDERED = 3


class Throttle:
    """The attempts to log in that a database counts."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock

    def attempt(self, name: str, address: str, device: str = "") -> None:
        """Count an attempt that has not been looked at yet; ``device`` is the id of a browser that
        is known for this name, "" of any other. Raises ``TooManyAttempts`` where it is not to be
        looked at; it is not counted then. Raises ``DatabaseError``."""
        counted = _counted(name, address, device)
        moment = self._clock()
        with self._database.writing() as session:
            rows = [(_row(session, one, patience, moment), patience) for one, patience in counted]
            held = rows[:-1] if not device and rows[0][0].failures < UNHINDERED else rows
            wait = max(_left(row, patience, moment) for row, patience in held)
            if not wait:
                for row, patience in rows:
                    _count(row, patience, moment)
                    session.add(row)
            _forget(session, moment)
        if wait:
            raise TooManyAttempts(wait)

    def succeeded(self, name: str, address: str, device: str = "") -> None:
        """Take back the count of an attempt that was right. Those of the address and of the name
        alone stay, less this one: whoever has an account could else try others' from the address
        without end, and whoever guesses would begin anew each time the owner logs in."""
        own, *shared = _counted(name, address, device)
        with self._database.writing() as session:
            session.execute(delete(AttemptRow).where(AttemptRow.id == own[0]))
            for key, _ in shared:
                row = session.get(AttemptRow, key)
                if row is not None:
                    row.failures = max(0, row.failures - 1)
                    row.closed_until = ""


def _counted(name: str, address: str, device: str) -> list[tuple[str, Patience]]:
    """What an attempt is counted under; first what is its own alone, last the name alone."""
    of_name = _name_id(name)
    if device:
        return [(f"{of_name}:{_hashed('device', device)}", OF_DEVICE)]
    at = address_id(address)
    return [(f"{of_name}:{at}", OF_PAIR), (at, OF_ADDRESS), (of_name, OF_NAME)]


def forget_name(session: Session, name: str) -> None:
    """Forget what failed with a name, however it was spelled: from everywhere, from one address
    and in a known browser. What is counted by an address over all names stays."""
    of_name = _name_id(name)
    session.execute(delete(AttemptRow).where(AttemptRow.id.startswith(of_name)))


def _name_id(name: str) -> str:
    """What the attempts with a name from everywhere are counted under."""
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
    longest = timedelta(seconds=max(OF_PAIR.forgotten, OF_NAME.forgotten, OF_ADDRESS.forgotten))
    session.execute(delete(AttemptRow).where(AttemptRow.last_at < written(moment - longest)))
