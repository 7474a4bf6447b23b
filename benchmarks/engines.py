"""The two engines side by side: how fast they index and answer, and what they need.

    .venv/bin/python -m benchmarks.engines --engine http://127.0.0.1:9200 [--provisions 200000]

Provisions are made of sentences of the specimen corpus, drawn at random, each in three languages.
Both engines get the same ones, work by work in turns, and the same questions in turns. Printed are
provisions a second (the engine's own time, without analysis and encoding), bytes on disk, and p50
and p95 in milliseconds with the ratio to the embedded engine.

``--vectors int8_hnsw hnsw flat`` compares ways to keep vectors on the cluster: the index is copied
for each, and recall is told against a scan of everything in float32.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from analyzers.query import analyse_query
from benchmarks.search import make_queries, make_works, p95
from indexer.encoder import Encoder, open_encoder
from indexer.engine import (
    AllOf,
    Between,
    ElasticPlace,
    EngineReader,
    EngineWriter,
    SearchRequest,
    Term,
    open_reader,
    open_writer,
    parse_hosts,
)
from indexer.engine.elastic_admin import copy_index, prune, remove_all, status
from indexer.engine.schema import FACETS
from search_app.console import progress_bar
from search_app.plan import make_plan
from search_app.profiles import load_profile
from search_app.semantic import ask

#: Provisions between two commits.
COMMIT = 10_000
SEMANTIC = 200
#: What half of the filtered searches are confined to.
WITHIN = AllOf((Term("lang", "zh"), Between("year", 2000, 2015)))


@dataclass
class Built:
    """What indexing took one engine."""

    seconds: float = 0.0
    provisions: int = 0

    @property
    def rate(self) -> float:
        """Provisions a second."""
        return self.provisions / self.seconds


def build(writers: Sequence[EngineWriter], encoder: Encoder, count: int) -> list[Built]:
    """Write the same works to each writer, and time what it takes it."""
    taken = [Built() for _ in writers]
    waiting = 0
    with progress_bar("Indexing") as progress:
        for work, entries in make_works(count, encoder, random.Random(3), versions=3):
            waiting += len(entries)
            for writer, own in zip(writers, taken, strict=True):
                start = time.perf_counter()
                writer.replace(work, entries)
                if waiting >= COMMIT:
                    writer.commit()
                own.seconds += time.perf_counter() - start
                own.provisions += len(entries)
            waiting = 0 if waiting >= COMMIT else waiting
            progress(taken[0].provisions, count, "")
    for writer, own in zip(writers, taken, strict=True):
        start = time.perf_counter()
        writer.commit()
        own.seconds += time.perf_counter() - start
    return taken


def questions(encoder: Encoder, rounds: int) -> Iterator[tuple[str, list[SearchRequest]]]:
    """A name, and the requests that the application makes for each of the queries."""
    profile = load_profile()
    texts = [analyse_query(text) for text in make_queries(rounds, random.Random(7))]
    plans = [make_plan(one, profile) for one in texts]
    asked = [ask(encoder, one) for one in texts]
    words = [plan.keyword or AllOf(()) for plan in plans]
    vectors = [one.vector if one else None for one in asked]
    both = [
        SearchRequest(query=query, vector=vector, size=100, semantic_size=SEMANTIC)
        for query, vector in zip(words, vectors, strict=True)
    ]
    yield "keyword, 10 hits", [SearchRequest(query=query) for query in words]
    yield "keyword, 6 facets", [SearchRequest(query=query, facets=FACETS) for query in words]
    yield (
        f"vector, {SEMANTIC} nearest",
        [SearchRequest(vector=one, semantic_size=SEMANTIC) for one in vectors if one is not None],
    )
    yield "hybrid", both
    yield "hybrid, 6 facets", [replace(one, facets=FACETS) for one in both]
    yield "… of a language and years", [replace(one, required=WITHIN) for one in both]
    yield "… grouped, 6 facets", [replace(one, facets=FACETS, collapse=True) for one in both]


def compare(
    readers: Sequence[EngineReader], requests: Sequence[SearchRequest]
) -> list[list[float]]:
    """Milliseconds of each request on each reader, asked in turns after one round to warm up."""
    times: list[list[float]] = [[] for _ in readers]
    for request in requests[:20]:
        for reader in readers:
            reader.search(request)
    for request in requests:
        for reader, own in zip(readers, times, strict=True):
            own.append(milliseconds(lambda: reader.search(request)))  # noqa: B023
    return times


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


def recall(exact: EngineReader, reader: EngineReader, requests: Sequence[SearchRequest]) -> float:
    """The share of the nearest that ``exact`` lists which ``reader`` lists as well."""
    shares = []
    for request in requests:
        true, found = (
            {hit.id for hit in answer.semantic.hits} if answer.semantic else set()
            for answer in (exact.search(request), reader.search(request))
        )
        shares.append(len(true & found) / max(len(true), 1))
    return statistics.mean(shares)


def compare_vectors(
    exact: EngineReader,
    place: ElasticPlace,
    kinds: Sequence[str],
    requests: Sequence[SearchRequest],
) -> None:
    """Copy the index for each way to keep vectors; print recall and times."""
    print("\n| vectors | recall of 200 | of 10 | p50 ms | p95 ms | of a language and years | MB |")
    print("|---|---|---|---|---|---|---|")
    for kind in kinds:
        with progress_bar(f"Copying as {kind}") as progress:
            copy_index(replace(place, vectors=kind), progress)
        prune(place)
        reader = open_reader(place)
        within = [replace(one, required=WITHIN) for one in requests]
        first = [replace(one, semantic_size=10) for one in requests]
        times, held = (compare([reader], some)[0] for some in (requests, within))
        cells = [
            f"{recall(exact, reader, requests):.4f}",
            f"{recall(exact, reader, first):.4f}",
            f"{np.median(times):.1f}",
            f"{p95(times):.1f}",
            f"{np.median(held):.1f} / {p95(held):.1f}",
            f"{status(place).indexes[-1].bytes / 1e6:.0f}",
        ]
        print(f"| {kind} | {' | '.join(cells)} |", flush=True)
        reader.close()


def main() -> None:
    """Index, ask, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--engine", required=True)
    options.add_argument("--provisions", type=int, default=200_000)
    options.add_argument("--queries", type=int, default=200)
    options.add_argument("--vectors", nargs="*", default=[])
    chosen = options.parse_args()
    hosts, username, password = parse_hosts(chosen.engine)
    cluster = ElasticPlace(
        hosts=hosts, prefix="benchmark", username=username, password=password, timeout=120
    )
    encoder = open_encoder()
    with tempfile.TemporaryDirectory(prefix="treatylens-engines-") as scratch:
        folder = Path(scratch) / "index"
        remove_all(cluster)
        try:
            places = (folder, cluster)
            writers = [
                open_writer(place, model=encoder.name, dimensions=encoder.indexed_dimensions)
                for place in places
            ]
            embedded, elastic = build(writers, encoder, chosen.provisions)
            for writer in writers:
                writer.close()
            report_size(folder, cluster, embedded, elastic)
            readers = [open_reader(place) for place in places]
            report_times(readers, encoder, chosen.queries)
            if chosen.vectors:
                nearest = dict(questions(encoder, chosen.queries))[f"vector, {SEMANTIC} nearest"]
                compare_vectors(readers[0], cluster, chosen.vectors, nearest)
            for reader in readers:
                reader.close()
        finally:
            remove_all(cluster)


def report_size(folder: Path, cluster: ElasticPlace, embedded: Built, elastic: Built) -> None:
    """Print what indexing took."""
    sizes = (
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        status(cluster).indexes[-1].bytes,
    )
    print(f"{embedded.provisions} provisions\n")
    print("| | embedded | Elasticsearch | ratio |\n|---|---|---|---|")
    rates = (embedded.rate, elastic.rate)
    print(f"| provisions a second | {rates[0]:.0f} | {rates[1]:.0f} | {rates[1] / rates[0]:.2f} |")
    size = [one / 1e6 for one in sizes]
    print(f"| MB on disk | {size[0]:.0f} | {size[1]:.0f} | {size[1] / size[0]:.2f} |", flush=True)


def report_times(readers: Sequence[EngineReader], encoder: Encoder, rounds: int) -> None:
    """Print p50 / p95 of each kind of question."""
    for name, requests in questions(encoder, rounds):
        ours, theirs = compare(readers, requests)
        half, most = (float(np.median(one)) for one in (ours, theirs)), (p95(ours), p95(theirs))
        first, second = half
        print(
            f"| {name}, p50 / p95 ms | {first:.1f} / {most[0]:.1f} | {second:.1f} / {most[1]:.1f} "
            f"| {second / first:.2f} / {most[1] / most[0]:.2f} |",
            flush=True,
        )
        if name.startswith("vector"):
            shared = recall(readers[0], readers[1], requests)
            print(f"| … of those that a whole scan lists | all | {100 * shared:.1f} % | |")


if __name__ == "__main__":
    main()
