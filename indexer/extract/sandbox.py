"""Work on files nobody has vouched for, in child processes under limits.

Children are forked by a server that has the readers loaded already, and what the function's own
module asks for: one costs some 20 ms, and 40 ms of processor time with the reading and analysing of
a page. A child may use so much processor time and memory, may write no file, and is killed when its
time on the clock is up; whatever goes wrong in it is an ``ExtractionError`` here.
"""

import contextlib
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from indexer.extract.errors import ExtractionError

Argument = TypeVar("Argument")
Result = TypeVar("Result")

#: Loaded once by the server, so that no child loads them again.
PRELOADED = (
    "indexer.extract.sandbox",
    "indexer.extract.pdf",
    "indexer.extract.docx",
    "indexer.extract.html",
    "indexer.extract.text",
)
#: Loaded after everything else.
LOADED_LAST = "indexer.extract.frozen"

_MB = 2**20
_starting = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class ExtractLimits:
    """What one child may use: processor seconds, megabytes beyond those it starts with, seconds on
    the clock."""

    cpu_seconds: int = 60
    memory_mb: int = 1024
    wall_seconds: float = 120.0


def run_limited(
    function: Callable[[Argument], Result],
    argument: Argument,
    limits: ExtractLimits | None = None,
) -> Result:
    """``function(argument)`` in a child process.

    The function belongs to a module (not ``__main__``), and argument and result are pickled. A
    module may name in ``CHILDREN_NEED`` further modules that are to be loaded before its children.
    Raises ``ExtractionError`` for what the function raises and for a limit that it reached.
    """
    child = _Child(function, argument, limits or ExtractLimits())
    try:
        while not child.done(wait(child.waits_for, child.time_left)):
            pass
        return child.result()
    finally:
        child.end()


class _Child(Generic[Argument, Result]):
    """One child process: started when made, asked for its answer, ended whatever happens."""

    def __init__(
        self, function: Callable[[Argument], Result], argument: Argument, limits: ExtractLimits
    ) -> None:
        self._limits = limits
        self._deadline = time.monotonic() + limits.wall_seconds
        self._answer: tuple[bool, Any] | None = None
        context = _context(function.__module__)
        self._receiver, sender = context.Pipe(duplex=False)
        self._process: ForkServerProcess = context.Process(
            target=_work, args=(sender, function, argument, limits), daemon=True
        )
        with sender, _without_main():
            self._process.start()

    @property
    def waits_for(self) -> list[Connection | int]:
        """What becomes ready when there is an answer or the child has ended."""
        return [self._receiver, self._process.sentinel]

    @property
    def time_left(self) -> float:
        """Seconds until the child is out of time, never less than 0."""
        return max(self._deadline - time.monotonic(), 0.0)

    def done(self, ready: Sequence[object]) -> bool:
        """Whether there is nothing more to wait for, given what is ``ready``."""
        if self._receiver in ready or (self._process.sentinel in ready and self._receiver.poll()):
            # A child that dies while it answers leaves half an answer: the same as none.
            with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
                self._answer = self._receiver.recv()
            return True
        return self._process.sentinel in ready or self.time_left == 0

    def result(self) -> Result:
        """The function's result. Raises ``ExtractionError`` where there is none."""
        if self._answer is None:
            raise ExtractionError(self._reason())
        succeeded, value = self._answer
        if not succeeded:
            raise ExtractionError(value)
        result: Result = value
        return result

    def end(self) -> None:
        """Kill the child where it still runs, and let go of it."""
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._process.close()
        self._receiver.close()

    def _reason(self) -> str:
        """Why there is no answer, in a sentence that names the limit."""
        if self.time_left > 0:
            self._process.join(1.0)
        code = self._process.exitcode
        if code is None:
            return (
                f"The file took longer than {self._limits.wall_seconds:g} seconds to read; "
                "split it, or raise the limit."
            )
        if code == -signal.SIGXCPU:
            return (
                f"The file took more than {self._limits.cpu_seconds} seconds of processor time to "
                "read; split it, or raise the limit."
            )
        if code == -signal.SIGKILL:
            return "Reading the file was stopped by the system, most likely for want of memory."
        return f"Reading the file ended without an answer (status {code}); get a whole copy."


# --------------------------------------------------------------------------- in the child


def _work(
    sender: Connection,
    function: Callable[[Argument], Result],
    argument: Argument,
    limits: ExtractLimits,
) -> None:
    """What a child does: take on its limits, work, answer with success and result or reason."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when a child ends
    _close_output()
    _limit(limits)
    try:
        answer: tuple[bool, Any] = (True, function(argument))
        sender.send(answer)
    except BaseException as error:
        sender.send((False, _sentence(error, limits)))


def _sentence(error: BaseException, limits: ExtractLimits) -> str:
    if isinstance(error, ExtractionError):
        return str(error)
    if isinstance(error, MemoryError):
        return (
            f"The file needs more than {limits.memory_mb} MB of memory to read; "
            "split it, or raise the limit."
        )
    if isinstance(error, RecursionError):
        return "The file is nested too deeply to be read; save it again from its program."
    return f"The file could not be read ({type(error).__name__}: {error})"[:300] + "."


def _close_output() -> None:
    """Send what libraries print nowhere: the parent's output belongs to the parent."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _limit(limits: ExtractLimits) -> None:
    memory = _memory_in_use() + limits.memory_mb * _MB
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
    ):
        ceiling = resource.getrlimit(kind)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(kind, (soft, hard))


def _memory_in_use() -> int:
    """Bytes of address space that this process has; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


# --------------------------------------------------------------------------- starting one


def _context(module: str) -> ForkServerContext:
    """The context that children are forked in; the first call says what its server loads."""
    context = multiprocessing.get_context("forkserver")
    needed = getattr(sys.modules.get(module), "CHILDREN_NEED", ())
    context.set_forkserver_preload([*PRELOADED, module, *needed, LOADED_LAST])
    return context


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Hide the main module while a child starts: it would be run again in each, and for a command
    that means loading the whole program."""
    with _starting:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
