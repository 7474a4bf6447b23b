"""What a test has a child process measure of itself."""

import time
from pathlib import Path

from indexer.analysis import CHILDREN_NEED, analyse_file
from indexer.hashed import HashedEncoder

__all__ = ["CHILDREN_NEED", "seconds_to_analyse"]


def seconds_to_analyse(path: Path) -> float:
    """Processor seconds that this process has used when the file at ``path`` is analysed."""
    analyse_file((path, HashedEncoder()))
    return time.process_time()
