"""A file that is there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def written(output: Path) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of ``output`` when all is written; on any failure
    ``output`` stays as it was. Raises ``OSError``."""
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with part.open("w+b") as stream:
            yield stream
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
