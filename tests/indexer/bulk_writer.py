"""Writes numbered works to an index until all are there; for tests that kill it or starve it.

``python -m tests.indexer.bulk_writer LOCATION WORKS TOKENS [LARGEST_FILE]``: continues where the
last run stopped, commits every third work, and prints how many works are safe after each commit.
"""

import resource
import sys
from contextlib import closing
from pathlib import Path

from indexer.engine import EngineError, IndexMissing, WorkRecord, open_reader

from .engine_cases import EmbeddedPlace, provision, unit

WORKS_A_COMMIT = 3


def entries_of(number, tokens):
    """The entries of a work: two to five, in Khmer, Chinese and English."""
    return [
        provision(
            f"w{number:04}/{('km', 'zh', 'en')[at % 3]}/art_{at}",
            " ".join(f"ច្បាប់{number * tokens + n} 条约{at}" for n in range(tokens)),
            vector=unit(1 + at, 1 + number % 7, 1, 1),
        )
        for at in range(2 + number % 4)
    ]


def say(number):
    """One line that whoever started us reads at once."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main(location, works, tokens):
    try:
        with closing(open_reader(location)) as reader:
            done = reader.info().works
    except IndexMissing:
        done = 0
    with closing(EmbeddedPlace(location).writer()) as writer:
        say(done)
        for number in range(done, works):
            entries = entries_of(number, tokens)
            work = WorkRecord(id=f"w{number:04}", stored={}, entries=len(entries))
            writer.replace(work, entries)
            if number % WORKS_A_COMMIT == WORKS_A_COMMIT - 1 or number == works - 1:
                writer.commit()
                say(number + 1)


if __name__ == "__main__":
    if len(sys.argv) > 4:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]),) * 2)
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    except EngineError as problem:
        sys.exit(f"{type(problem).__name__}: {problem}")
