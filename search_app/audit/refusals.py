"""How many refusals are written in the audit log: whoever is not let in must not fill it."""

from collections.abc import Mapping
from threading import Lock

#: Refusals that are written of one address in a minute, and of all addresses together.
MOST_OF_ADDRESS, MOST = 20, 200
#: What stands for the addresses beyond ``MOST`` that are counted by themselves.
OTHERS = "many addresses"


class Refusals:
    """The refusals of this minute by address, and how many of the minutes before were not written
    and are to be told. Safe for threads; each process counts for itself."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute = 0
        self._written: dict[str, int] = {}
        self._left_out: dict[str, int] = {}
        self._due: dict[str, int] = {}

    def admit(self, address: str, now: float) -> bool:
        """Whether a refusal at ``now`` (seconds) is to be written; else it is counted."""
        with self._lock:
            self._turn(now)
            written = self._written.get(address, 0)
            if written < MOST_OF_ADDRESS and sum(self._written.values()) < MOST:
                self._written[address] = written + 1
                return True
            known = address in self._left_out or len(self._left_out) < MOST
            counted = address if known else OTHERS
            self._left_out[counted] = self._left_out.get(counted, 0) + 1
            return False

    def due(self, now: float) -> Mapping[str, int]:
        """How many were left out, by address, in minutes that are over: told once."""
        with self._lock:
            self._turn(now)
            due, self._due = self._due, {}
            return due

    def give_back(self, due: Mapping[str, int]) -> None:
        """Keep what could not be written, to be told again."""
        with self._lock:
            self._add(due)

    def _turn(self, now: float) -> None:
        minute = int(now // 60)
        if minute != self._minute:
            self._add(self._left_out)
            self._minute, self._written, self._left_out = minute, {}, {}

    def _add(self, counted: Mapping[str, int]) -> None:
        for address, count in counted.items():
            self._due[address] = self._due.get(address, 0) + count
