"""Encoding with the bundled model against model2vec's own ``encode`` on the same files.

    .venv/bin/python -m benchmarks.encoding [--lines 20000]

Lines are drawn from the specimen corpus, in three languages. One run prints texts a second for
both and their ratio, for lines and for whole articles of thirty lines, the largest difference of
the vectors, and what a fresh process needs to import and load the model.
"""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
from model2vec import StaticModel

from benchmarks.search import sentences
from indexer.encoder import BUNDLED, Vectors, open_encoder

LOADING = """
import time; start = time.perf_counter()
from indexer.encoder import open_encoder
encoder = open_encoder(); encoder.encode_queries(["extradition"])
print(time.perf_counter() - start)
"""


def timed(
    encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]
) -> tuple[float, Vectors]:
    """Seconds, the best of three, and the vectors."""
    best, vectors = float("inf"), encode(texts[:100])
    for _ in range(3):
        start = time.perf_counter()
        vectors = encode(texts)
        best = min(best, time.perf_counter() - start)
    return best, vectors


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=20_000)
    count = parser.parse_args().lines
    rng, pools = random.Random(0), sentences()
    lines = [rng.choice(pools[rng.choice(list(pools))]) for _ in range(count)]
    articles = ["\n".join(rng.choices(lines, k=30)) for _ in range(count // 30)]
    ours, theirs = open_encoder(), StaticModel.from_pretrained(BUNDLED, max_length=None)
    print(f"{'':10}{'texts':>8}{'ours/s':>10}{'model2vec/s':>13}{'ratio':>8}{'difference':>12}")
    for name, texts in (("lines", lines), ("articles", articles)):
        seconds, vectors = timed(ours.encode_passages, texts)
        other, expected = timed(theirs.encode, texts)
        print(
            f"{name:10}{len(texts):8}{len(texts) / seconds:10.0f}{len(texts) / other:13.0f}"
            f"{other / seconds:8.2f}{np.abs(vectors - expected).max():12.1e}"
        )
    run = [sys.executable, "-c", LOADING]
    loads = [float(subprocess.check_output(run, text=True)) for _ in range(5)]
    print(f"import, load and first query in a fresh process: {min(loads):.2f} s (best of five)")


if __name__ == "__main__":
    main()
