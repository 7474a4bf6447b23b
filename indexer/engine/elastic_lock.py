"""The right to write to an index on Elasticsearch: one process at a time, for as long as it says
that it is still there."""

import os
import socket
import time
import uuid
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from .base import EngineError, IndexBusy
from .elastic import Elastic, Found, Json
from .elastic_errors import Conflict
from .elastic_index import LOCK

#: Seconds without a sign of life after which a writer is taken for dead, and between two signs.
LEASE, SIGN = 60.0, 15.0


class WriterLock:
    """A document that says who is writing and until when; renewed by a thread of its own.

    A writer that stood still for longer than its lease may lose the lock to another. What it then
    still writes counts for nothing: its commit is refused, since the other changed the manifest.
    """

    def __init__(self, elastic: Elastic, index: str) -> None:
        """Take the lock at once. Raises ``IndexBusy``."""
        self.token = uuid.uuid4().hex
        self._elastic = elastic
        self._index = index
        was = elastic.get(index, LOCK)
        if was is not None and _is_held(was):
            raise IndexBusy(_busy(was, index))
        try:
            elastic.put(index, LOCK, self._signed(), was)
        except Conflict as problem:
            held = elastic.get(index, LOCK)
            # A retried request may meet what it wrote itself.
            if held is None or held.source["lock"]["token"] != self.token:
                raise IndexBusy(_busy(held or was, index)) from problem
        self._end = Event()
        self._thread = Thread(target=self._renew, name="writer-lock", daemon=True)
        self._thread.start()

    def release(self) -> None:
        """Let the next writer in; more than once is no error."""
        if self._end.is_set():
            return
        self._end.set()
        self._thread.join()
        with suppress(EngineError):  # then it lapses by itself
            held = self._own()
            if held is not None:
                self._elastic.remove(self._index, LOCK, held)

    def check(self) -> None:
        """Raise ``IndexBusy`` if somebody else has taken the lock."""
        if self._own() is None:
            raise taken_over(self._index)

    def forget(self) -> None:
        """End without a trace, where the index itself is gone."""
        self._end.set()
        self._thread.join()

    def _own(self) -> Found | None:
        """The lock's document, if it is still ours."""
        held = self._elastic.get(self._index, LOCK)
        return held if held and held.source["lock"]["token"] == self.token else None

    def _renew(self) -> None:
        while not self._end.wait(SIGN):
            with suppress(EngineError):  # a server that is away for a while is no reason to stop
                held = self._own()
                if held is None:
                    return
                self._elastic.put(self._index, LOCK, self._signed(), held)

    def _signed(self) -> Json:
        return {
            "lock": {
                "token": self.token,
                "host": socket.gethostname(),
                "machine": _machine(),
                "process": os.getpid(),
                "until": time.time() + LEASE,
            }
        }


def taken_over(index: str) -> IndexBusy:
    """What to tell a writer that stood still for so long that another was let in."""
    return IndexBusy(
        f"Another run has taken over the index {index}, since this one gave no sign of life; what "
        "it committed is safe. Run `treatylens index` again."
    )


def holder_of(elastic: Elastic, index: str) -> str:
    """Who is writing to an index, for a sentence; "" for nobody."""
    held = elastic.get(index, LOCK)
    if held is None or not _is_held(held):
        return ""
    lock = held.source["lock"]
    return f"process {lock['process']} on {lock['host']}"


def _is_held(document: Found) -> bool:
    lock = document.source["lock"]
    if lock["until"] < time.time():
        return False
    return not (lock["machine"] == _machine() and _is_dead(int(lock["process"])))


def _machine() -> str:
    """Where a process number means one process: this start of this machine, and of its containers
    this one."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return uuid.uuid4().hex  # never the same: then a lock only lapses


def _is_dead(process: int) -> bool:
    """Whether no process of this machine has this number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass
    return False


def _busy(document: Found | None, index: str) -> str:
    lock = document.source["lock"] if document else {}
    return (
        f"Another run (process {lock.get('process', 'unknown')} on {lock.get('host', 'unknown')}) "
        f"is writing to the index {index}; wait until it has ended and try again."
    )
