"""The sandbox: results come back, and whatever a file does to its reader becomes a sentence."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.extract import ExtractionError
from indexer.extract.sandbox import ExtractLimits, run_limited
from tests.factories import TREATY_EN

TIGHT = ExtractLimits(cpu_seconds=1, memory_mb=64, wall_seconds=5)


def double(number: int) -> int:
    return number * 2


def spin(_: int) -> None:
    while True:
        pass


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def fill(megabytes: int) -> int:
    return len(bytearray(megabytes * 2**20))


def long_text(length: int) -> str:
    return "ក" * length


def write(path: str) -> None:
    Path(path).write_text("written by a child")


def fail(reason: str) -> None:
    raise ExtractionError(reason)


def stumble(_: int) -> None:
    raise KeyError("Pages")


def nest(depth: int) -> int:
    return nest(depth + 1)


def vanish(number: int) -> None:
    os.kill(os.getpid(), number)


def leave(status: int) -> None:
    os._exit(status)


def unpicklable(_: int) -> object:
    return lambda: None


def chatter(_: int) -> str:
    sys.stdout.write("to the parent's output\n")
    sys.stderr.write("to its errors\n")
    os.write(1, b"and by hand")
    return "quiet"


def main_name(_: int) -> str:
    return str(getattr(sys.modules["__main__"], "__file__", ""))


def test_the_result_of_the_child_comes_back():
    assert run_limited(double, 21) == 42


def test_a_large_result_comes_back_whole():
    assert run_limited(long_text, 3_000_000) == "ក" * 3_000_000


@pytest.mark.parametrize(
    ("function", "argument", "sentence"),
    [
        (spin, 0, "more than 1 seconds of processor time"),
        (fill, 500, "more than 64 MB of memory"),
        (fail, "The file is empty.", "The file is empty."),
        (stumble, 0, "KeyError"),
        (nest, 0, "nested too deeply"),
        (vanish, signal.SIGSEGV, "without an answer"),
        (vanish, signal.SIGKILL, "want of memory"),
        (leave, 3, "without an answer"),
        (unpicklable, 0, "could not be read"),
    ],
    ids=[
        "cpu",
        "memory",
        "its-own-error",
        "any-error",
        "recursion",
        "crash",
        "killed",
        "exit",
        "unsendable",
    ],
)
def test_what_goes_wrong_in_the_child_is_a_sentence_here(function, argument, sentence):
    with pytest.raises(ExtractionError, match=sentence):
        run_limited(function, argument, TIGHT)


def test_a_child_out_of_time_is_killed():
    started = time.monotonic()
    with pytest.raises(ExtractionError, match=r"longer than 0\.3 seconds"):
        run_limited(sleep, 30.0, ExtractLimits(wall_seconds=0.3))
    assert time.monotonic() - started < 10


def test_a_child_writes_no_file(tmp_path):
    target = tmp_path / "written.txt"
    with pytest.raises(ExtractionError):
        run_limited(write, str(target))
    assert not target.exists() or target.read_bytes() == b""


def test_what_a_child_prints_does_not_reach_the_parents_output(capfd):
    assert run_limited(chatter, 0) == "quiet"
    assert capfd.readouterr() == ("", "")


def test_a_child_does_not_run_the_main_module_again():
    assert run_limited(main_name, 0) == ""
    assert sys.modules["__main__"].__name__ == "__main__"


def test_a_child_has_what_analysis_loads_from_the_start(tmp_path):
    """The profiles of langdetect alone would cost each child a third of a second, the model for
    search by meaning a whole one."""
    path = tmp_path / "treaty.txt"
    path.write_text(TREATY_EN, encoding="utf-8")
    # In a process of its own: what the server of this one has loaded was settled by other tests.
    code = (
        "import sys; from pathlib import Path; from indexer.extract.sandbox import run_limited; "
        "from indexer.encoder import open_encoder; "
        "from tests.indexer.timed import seconds_to_analyse as analyse; "
        "task = Path(sys.argv[1]), open_encoder(); "
        "print(min(run_limited(analyse, task) for _ in range(4)))"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, cwd=root
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert float(done.stdout) < 0.2
