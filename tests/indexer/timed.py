"""What a test has a child process measure of itself."""

import time
from pathlib import Path

from indexer.analysis import CHILDREN_NEED, analyse_file
from indexer.encoder import Encoder

__all__ = ["CHILDREN_NEED", "seconds_to_analyse"]


def seconds_to_analyse(task: tuple[Path, Encoder]) -> float:
    """Processor seconds that this process has used when a file is analysed."""
    analyse_file(task)
    return time.process_time()
