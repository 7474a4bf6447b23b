"""A whole search in process against its floor: the raw tantivy query plus the raw vector scan.

    .venv/bin/python benchmarks/search.py [--provisions 50000] [--queries 200]

Provisions are made of sentences of the specimen corpus, drawn at random, in three languages. In one
run and for the same queries it prints p50 and p95 of: the whole hybrid search (analysis, encoding,
both legs, fusion, facets, ten records with highlights), the raw tantivy query with the same clauses
and facet counts and the raw int8 scan, query analysis alone, and their ratios.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numkong
import numpy as np
import tantivy

from analyzers.query import analyse_query
from indexer.encoder import open_encoder
from indexer.engine import open_reader, open_writer
from indexer.engine.base import SearchRequest, WorkRecord
from indexer.engine.compile import bound, compile_clause
from indexer.models import Expression, Metadata, Party, Provision
from indexer.records import entries_of, passage
from search_app.plan import make_plan
from search_app.searcher import FACETS, Options, Searcher

SOURCES = Path(__file__).parent.parent / "corpus" / "sources"
LANGUAGES = {"en": ("en", "Latn"), "km": ("km", "Khmr"), "zh-Hans": ("zh", "Hans")}
TYPES = ("treaty", "joint_statement", "declaration")
A_WORK = 25  # provisions


def sentences() -> dict[str, list[str]]:
    """Lines of text of the corpus's sources, by language."""
    found: dict[str, list[str]] = {name: [] for name in LANGUAGES}
    for path in sorted(SOURCES.glob("*/*.src")):
        if path.stem in found:
            lines = path.read_text(encoding="utf-8").splitlines()
            found[path.stem] += [line for line in lines if len(line) > 20 and line[0] not in "=!"]
    return found


def build(folder: Path, count: int, rng: random.Random) -> None:
    """Index ``count`` provisions of about three sentences."""
    encoder, pools = open_encoder(), sentences()
    writer = open_writer(folder, model=encoder.name, dimensions=encoder.dimensions)
    for number in range(count // A_WORK):
        name = rng.choice(list(LANGUAGES))
        language, script = LANGUAGES[name]
        year = rng.randint(1990, 2025)
        provisions = tuple(
            Provision(
                eid=f"art_{place}",
                kind="art",
                heading=rng.choice(pools[name])[:30],
                text=" ".join(rng.choices(pools[name], k=3)),
            )
            for place in range(1, A_WORK + 1)
        )
        metadata = Metadata(
            title=rng.choice(pools[name])[:60], type=rng.choice(TYPES), signed=f"{year}-05-17"
        )
        expression = Expression(
            language=language, script=script, metadata=metadata, provisions=provisions
        )
        parties = [Party(key=key) for key in rng.sample("abcdefghij", 2)]
        entries = entries_of(f"w{number}", expression, language, metadata, parties, {}, "public")
        vectors = encoder.encode_passages([passage(entry) for entry in entries])
        for entry, vector in zip(entries, vectors, strict=True):
            object.__setattr__(entry, "vector", vector)
        writer.replace(WorkRecord(id=f"w{number}", stored={}, entries=len(entries)), entries)
    writer.commit()
    writer.close()


def make_queries(count: int, rng: random.Random) -> list[str]:
    """Runs of two to five words of English, or 4 to 12 characters of Khmer or Chinese."""
    pools, queries = sentences(), []
    for place in range(count):
        name = list(LANGUAGES)[place % 3]
        line = rng.choice(pools[name])
        if name == "en":
            words = [word.strip(".,;:()\"'") for word in line.split()]
            size = rng.randint(2, 5)
            start = rng.randrange(max(1, len(words) - size))
            queries.append(" ".join(word for word in words[start : start + size] if word))
        else:
            chunk = rng.choice([part for part in line.replace("，", " ").split() if part])
            queries.append(
                "".join(
                    c
                    for c in chunk[: rng.randint(4, 14)]
                    if c.isalnum() or "\u1780" <= c <= "\u17d3"
                )
            )
    return [query for query in queries if query and query not in {"AND", "OR", "NOT"}]


def timed(function: Callable[[Any], Any], arguments: Sequence[Any]) -> list[float]:
    """Milliseconds of each call, after one round to warm up."""
    for argument in arguments[:20]:
        function(argument)
    times = []
    for argument in arguments:
        start = time.perf_counter()
        function(argument)
        times.append(1000 * (time.perf_counter() - start))
    return times


def p95(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


class Raw:
    """The same clauses and facets on tantivy itself, and the scan on the vectors themselves."""

    def __init__(self, folder: Path, searcher: Searcher) -> None:
        self.index = tantivy.Index.open(str(folder / "text"))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        for name in ("ws", "whitespace", "tokens"):
            self.index.register_tokenizer(name, analyzer)
        self.searcher = self.index.searcher()
        self.whole = searcher
        rows = searcher.reader.info().entries
        rng = np.random.default_rng(0)
        self.matrix = rng.integers(-127, 127, (rows, searcher.encoder.dimensions)).astype(np.int8)
        self.facets = {name: {"terms": {"field": name, "size": 200}} for name in FACETS}

    def query(self, clauses: Any) -> None:
        """The keyword leg and the facets, nothing else."""
        query = bound(compile_clause(clauses[0]), clauses[1])
        self.searcher.search(query, 100)
        self.searcher.aggregate(query, self.facets)

    def scan(self, vector: Any) -> None:
        """The int8 scan and the best hundred."""
        scores = np.asarray(numkong.cdist(vector[None], self.matrix, metric="dot"))[0]
        np.argpartition(-scores, 100)

    def both(self, prepared: Any) -> None:
        """The floor: one after the other."""
        self.query(prepared[0])
        self.scan(prepared[1])


def main() -> None:
    """Build, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--provisions", type=int, default=50_000)
    parser.add_argument("--queries", type=int, default=300)
    arguments = parser.parse_args()
    rng = random.Random(17)
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        started = time.perf_counter()
        build(index, arguments.provisions, rng)
        print(f"{arguments.provisions} provisions indexed in {time.perf_counter() - started:.0f} s")
        run(index, make_queries(arguments.queries, rng))


def run(index: Path, queries: list[str]) -> None:
    """Time everything on the same queries and print the ratios."""
    reader = open_reader(index)
    searcher = Searcher(reader, open_encoder())
    raw = Raw(index, searcher)
    prepared = []
    for query in queries:
        analysis = analyse_query(query)
        plan = make_plan(analysis, searcher.profile, expand=True)
        vector = searcher.encoder.encode_queries([analysis.plain])[0]
        clauses = (plan.keyword or plan.citation, plan.required)
        if clauses[0] is not None:
            prepared.append((clauses, np.round(vector * 127).astype(np.int8), query, vector))
    queries = [row[2] for row in prepared]
    requests = [
        SearchRequest(query=row[0][0], vector=row[3], size=100, facets=FACETS) for row in prepared
    ]
    rows = {
        "raw tantivy + raw scan": timed(raw.both, prepared),
        "  raw tantivy query": timed(lambda row: raw.query(row[0]), prepared),
        "  raw vector scan": timed(lambda row: raw.scan(row[1]), prepared),
        "engine, both legs": timed(reader.search, requests),
        "whole hybrid search": timed(searcher.search, queries),
        "  query analysis": timed(analyse_query, queries),
        "  query encoding": timed(lambda text: searcher.encoder.encode_queries([text]), queries),
        "hybrid, versions grouped": timed(
            lambda text: searcher.search(text, Options(group="provision")), queries
        ),
    }
    floor = rows["raw tantivy + raw scan"]
    print(
        f"{len(queries)} queries\n{'':28}{'p50 ms':>9}{'p95 ms':>9}{'p50 ×raw':>10}{'p95 ×raw':>10}"
    )
    for name, times in rows.items():
        middle, high = statistics.median(times), p95(times)
        print(
            f"{name:28}{middle:9.2f}{high:9.2f}"
            f"{middle / statistics.median(floor):10.2f}{high / p95(floor):10.2f}"
        )
    reader.close()


if __name__ == "__main__":
    main()
