"""A whole search in process against its floor: the raw tantivy query plus the raw vector scan.

    .venv/bin/python benchmarks/search.py [--provisions 50000] [--queries 200]

Provisions are made of sentences of the specimen corpus, drawn at random, in three languages. In one
run and for the same queries it prints p50 and p95 of: the whole hybrid search (analysis, encoding,
both legs, rescoring, fusion, facets, ten records with highlights and the parts that answer), the
raw tantivy query with the same clauses and facet counts and the raw int8 scan, and its stages
alone, as multiples of the raw times and as shares of the whole search.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numkong
import numpy as np
import tantivy

from analyzers.query import QueryAnalysis, analyse_query
from indexer.encoder import Encoder, Question, open_encoder
from indexer.engine import open_reader, open_writer
from indexer.engine.base import Entry, SearchRequest, SearchResponse, WorkRecord
from indexer.engine.compile import bound, compile_clause
from indexer.engine.schema import FACETS
from indexer.models import Expression, Metadata, Party, Provision
from indexer.records import entries_of, passage, with_passages
from search_app.plan import make_plan
from search_app.searcher import Options, Searcher
from search_app.semantic import ask, rescored

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


def make_works(
    count: int, encoder: Encoder, rng: random.Random, *, versions: int = 1
) -> Iterator[tuple[WorkRecord, Sequence[Entry]]]:
    """Works of ``A_WORK`` provisions of about three sentences in so many languages, ``count``
    provisions in all."""
    pools = sentences()
    for number in range(count // (A_WORK * versions)):
        year = rng.randint(1990, 2025)
        kind, parties = rng.choice(TYPES), [Party(key=key) for key in rng.sample("abcdefghij", 2)]
        entries: list[Entry] = []
        for name in rng.sample(list(LANGUAGES), versions):
            language, script = LANGUAGES[name]
            pool = pools[name]
            provisions = tuple(
                Provision(
                    eid=f"art_{place}",
                    kind="art",
                    heading=rng.choice(pool)[:30],
                    text=" ".join(rng.choices(pool, k=3)),
                )
                for place in range(1, A_WORK + 1)
            )
            metadata = Metadata(title=rng.choice(pool)[:60], type=kind, signed=f"{year}-05-17")
            version = Expression(
                language=language, script=script, metadata=metadata, provisions=provisions
            )
            own = entries_of(f"w{number}", version, language, metadata, parties, {}, "public")
            entries += with_passages(own, encoder.index_passages(list(map(passage, own))))
        yield WorkRecord(id=f"w{number}", stored={}, entries=len(entries)), entries


def build(folder: Path, count: int, rng: random.Random) -> None:
    """Index ``count`` provisions."""
    encoder = open_encoder()
    writer = open_writer(folder, model=encoder.name, dimensions=encoder.indexed_dimensions)
    for work, entries in make_works(count, encoder, rng):
        writer.replace(work, entries)
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
        size = rows, searcher.encoder.indexed_dimensions
        self.matrix = rng.integers(-127, 127, size).astype(np.int8)
        self.facets = {name: {"terms": {"field": name, "size": 200}} for name in FACETS}

    def query(self, prepared: "Prepared") -> None:
        """The keyword leg and the facets, nothing else."""
        request = prepared.request
        assert request.query is not None
        query = bound(compile_clause(request.query), request.required)
        self.searcher.search(query, 100)
        self.searcher.aggregate(query, self.facets)

    def scan(self, prepared: "Prepared") -> None:
        """The int8 scan and the best of it."""
        vector = np.round(prepared.question.vector * 127).astype(np.int8)
        scores = np.asarray(numkong.cdist(vector[None], self.matrix, metric="dot"))[0]
        np.argpartition(-scores, prepared.request.semantic_size)

    def both(self, prepared: "Prepared") -> None:
        """The floor: one after the other."""
        self.query(prepared)
        self.scan(prepared)


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


@dataclass(frozen=True)
class Prepared:
    """A query with what its search has made of it on the way to the engine and back."""

    text: str
    analysis: QueryAnalysis
    question: Question
    request: SearchRequest
    response: SearchResponse
    texts: Sequence[str]


def prepare(text: str, searcher: Searcher) -> Prepared | None:
    """What a search makes of ``text``; None where a leg has nothing to look for."""
    analysis = analyse_query(text)
    plan = make_plan(analysis, searcher.profile, expand=searcher.termbase)
    question, query = ask(searcher.encoder, analysis), plan.keyword or plan.citation
    if question is None or query is None:
        return None
    request = SearchRequest(
        query=query,
        required=plan.required,
        vector=question.vector,
        size=searcher.profile.keyword_depth,
        semantic_size=searcher.profile.semantic_depth,
        facets=FACETS,
    )
    texts = [hit.stored["text"] for hit in searcher.search(text).hits if hit.passage]
    return Prepared(text, analysis, question, request, searcher.reader.search(request), texts)


def run(index: Path, queries: list[str]) -> None:
    """Time everything on the same queries and print the ratios."""
    reader = open_reader(index)
    searcher = Searcher(reader, open_encoder())
    raw = Raw(index, searcher)
    known = [one for one in (prepare(text, searcher) for text in queries) if one is not None]
    rows = {
        "raw tantivy + raw scan": timed(raw.both, known),
        "  raw tantivy query": timed(raw.query, known),
        "  raw vector scan": timed(raw.scan, known),
        "engine, both legs": timed(lambda one: reader.search(one.request), known),
        "whole hybrid search": timed(lambda one: searcher.search(one.text), known),
        "  query analysis": timed(lambda one: analyse_query(one.text), known),
        "  query encoding": timed(lambda one: ask(searcher.encoder, one.analysis), known),
        "  rescoring": timed(lambda one: rescored(one.response, one.question), known),
        "  parts of ten hits": timed(
            lambda one: [one.question.best_window(text) for text in one.texts], known
        ),
        "hybrid, versions grouped": timed(
            lambda one: searcher.search(one.text, Options(group="provision")), known
        ),
    }
    show(rows, len(known))
    reader.close()


def show(rows: dict[str, list[float]], queries: int) -> None:
    """Print each row with its multiples of the floor and its share of the whole search."""
    floor, whole = rows["raw tantivy + raw scan"], rows["whole hybrid search"]
    names = ("p50 ms", "p95 ms", "p50 ×raw", "p95 ×raw", "of whole")
    print(f"{queries} queries\n{'':28}" + "".join(f"{name:>10}" for name in names))
    for name, times in rows.items():
        middle, high = statistics.median(times), p95(times)
        print(
            f"{name:28}{middle:10.2f}{high:10.2f}{middle / statistics.median(floor):10.2f}"
            f"{high / p95(floor):10.2f}{middle / statistics.median(whole):10.2f}"
        )


if __name__ == "__main__":
    main()
