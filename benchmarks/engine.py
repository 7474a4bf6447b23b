"""How the embedded engine compares with its own parts, and with SQLite FTS5.

Run ``python -m benchmarks.engine [--entries N]``. Makes entries of 80 words from a Zipf
vocabulary, and prints times in milliseconds (half and 95 % of the runs are faster) and their
ratios, which mean more than the times: both sides are timed in turns.
"""

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import numkong
import numpy as np
import numpy.typing as npt

from indexer.engine import (
    AllOf,
    AnyOf,
    Between,
    Clause,
    EngineReader,
    Entry,
    SearchRequest,
    Sequenced,
    Term,
    Weighted,
    WorkRecord,
    open_reader,
    open_writer,
)
from indexer.engine.compile import bound, compile_clause
from indexer.engine.text_index import open_text

VOCABULARY = 50_000
TOKENS = 80
DIMENSIONS = 256
#: Provisions in a work; each in three languages.
PROVISIONS = 20
LANGUAGES = ("km", "zh", "en")
FACETS = ("lang", "type", "year")
Matrix = npt.NDArray[np.float32]


def make_tokens(count: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Word numbers [count, TOKENS]; number r is 1/r as frequent as number 1."""
    weights = 1 / np.arange(1, VOCABULARY + 1)
    return rng.choice(VOCABULARY, size=(count, TOKENS), p=weights / weights.sum())


def make_entries(tokens: npt.NDArray[np.int64], vectors: Matrix) -> Iterator[Entry]:
    """The entries, work by work."""
    for number, (row, vector) in enumerate(zip(tokens.tolist(), vectors, strict=True)):
        work, place = divmod(number, PROVISIONS * len(LANGUAGES))
        article, language = divmod(place, len(LANGUAGES))
        words = [f"w{one}" for one in row]
        yield Entry(
            id=f"work{work}/{LANGUAGES[language]}/art_{article}",
            key=f"work{work}/art_{article}",
            work=f"work{work}",
            texts={"words": words, "exact": words, "heading": words[:5], "title": words[:1]},
            keywords={"lang": [LANGUAGES[language]], "type": [f"type{work % 7}"]},
            integers={"year": 1950 + work % 70, "date": (1950 + work % 70) * 10_000 + work},
            stored={"text": " ".join(words)},
            vector=vector,
        )


def build(location: Path, entries: Sequence[Entry]) -> None:
    """Index the entries in one commit."""
    size = PROVISIONS * len(LANGUAGES)
    with closing(open_writer(location, model="benchmark", dimensions=DIMENSIONS)) as writer:
        for start in range(0, len(entries), size):
            own = entries[start : start + size]
            writer.replace(WorkRecord(id=own[0].work, stored={}, entries=len(own)), own)
        writer.commit()


def build_fts(path: Path, entries: Sequence[Entry]) -> sqlite3.Connection:
    """The same entries in SQLite: an FTS5 table, and a table for what filters and counts."""
    base = sqlite3.connect(path)
    base.execute("create virtual table text using fts5(words, tokenize='unicode61')")
    base.execute("create table entry (id integer primary key, lang, type, year, date)")
    base.executemany(
        "insert into text (rowid, words) values (?, ?)",
        ((number, " ".join(one.texts["words"])) for number, one in enumerate(entries)),
    )
    base.executemany(
        "insert into entry values (?, ?, ?, ?, ?)",
        (
            (n, one.keywords["lang"][0], one.keywords["type"][0], *one.integers.values())
            for n, one in enumerate(entries)
        ),
    )
    base.execute("insert into text (text) values ('optimize')")
    base.commit()
    return base


#: A statement and its values.
Statement = tuple[str, tuple[object, ...]]


def rows_of(base: sqlite3.Connection, *statements: Statement) -> list[list[object]]:
    """What SQLite answers to each statement, read to the end."""
    return [base.execute(*one).fetchall() for one in statements]


def counting(statement: Statement) -> Statement:
    """How many rows there are in all, where ``statement`` asks for the ten first."""
    asked = statement[0].partition(" from ")[2].partition(" order by ")[0]
    return f"select count(*) from {asked}", statement[1]


def compare(
    name: str,
    ours: Sequence[Callable[[], object]],
    others: Sequence[Callable[[], object]],
    label: str,
) -> None:
    """Time both in turns, so that whatever else the machine does falls on both; print them."""
    taken = []
    for call, other_call in zip(ours, others, strict=True):
        call()  # warm: what is asked for the first time is not the question
        other_call()
        taken.append((milliseconds(call), milliseconds(other_call)))
    half, most = np.percentile(taken, [50, 95], axis=0).tolist()
    report(name, (half[0], most[0]), (half[1], most[1]), label)


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def report(name: str, ours: tuple[float, float], other: tuple[float, float], label: str) -> None:
    """Print both and the ratio of the medians and of the 95 % marks."""
    print(
        f"{name:34s} engine {ours[0]:7.2f} /{ours[1]:7.2f}   {label} {other[0]:8.2f} /"
        f"{other[1]:8.2f}   ratio {ours[0] / other[0]:6.3f} /{ours[1] / other[1]:6.3f}",
        flush=True,
    )


def hybrid_clause(words: Sequence[str]) -> Clause:
    """A query as the application makes it: words in three fields, and a phrase."""
    clauses: list[Clause] = []
    for word in words:
        clauses += [
            Term("words", word),
            Weighted(Term("heading", word), 2.0),
            Weighted(Term("title", word), 1.5),
        ]
    return AnyOf((*clauses, Weighted(Sequenced("exact", tuple(words[:2])), 2.0)))


def compare_hybrid(location: Path, reader: EngineReader, vectors: Matrix, rounds: int) -> None:
    """The whole search against the tantivy query, its aggregation and the scan it cannot do
    without."""
    draw = random.Random(7)
    searcher = open_text(location).searcher()
    coarse = np.rint(vectors / np.abs(vectors).max() * 127).astype(np.int8)
    queries = [
        (
            hybrid_clause([f"w{int(3 * 1.6 ** draw.uniform(0, 18))}" for _ in range(8)]),
            vectors[draw.randrange(len(vectors))],
        )
        for _ in range(rounds)
    ]

    def whole(query: Clause, vector: Matrix, *, collapse: bool, listed: int) -> object:
        return reader.search(
            SearchRequest(query=query, vector=vector, facets=FACETS, size=listed, collapse=collapse)
        )

    def raw(query: Clause, vector: Matrix, listed: int) -> object:
        compiled = bound(compile_clause(query), None)
        found = searcher.search(compiled, listed)
        counted = searcher.aggregate(
            compiled, {name: {"terms": {"field": name, "size": 200}} for name in FACETS}
        )
        packed = np.rint(vector * (127 / np.abs(vector).max())).astype(np.int8)[None]
        scores = np.asarray(numkong.cdist(packed, coarse, metric="dot"))[0]
        return found, counted, np.argpartition(scores, -100)[-100:]

    for name, collapse, listed in (
        ("hybrid, 10 listed", False, 10),
        ("hybrid, 100 listed", False, 100),
        ("hybrid, collapsed", True, 100),
    ):
        alone = [partial(raw, query, vector, listed) for query, vector in queries]
        ours = [
            partial(whole, query, vector, collapse=collapse, listed=listed)
            for query, vector in queries
        ]
        compare(name, ours, alone, "raw ")


def fts_cases(
    tokens: npt.NDArray[np.int64], rounds: int
) -> Iterator[tuple[str, list[SearchRequest], list[Statement]]]:
    """A name, our requests, and the same questions in SQL, totals apart."""
    draw = random.Random(11)
    rare = [[f"w{draw.randrange(50, 5_000)}" for _ in range(3)] for _ in range(rounds)]
    frequent = [[f"w{n}" for n in draw.sample(range(12), 2)] for _ in range(rounds)]
    phrases = [
        [f"w{n}" for n in tokens[draw.randrange(len(tokens)), at : at + 3]]
        for at in (draw.randrange(TOKENS - 3) for _ in range(rounds))
    ]
    ranked = "select rowid from text where text match ? order by bm25(text) limit 10"
    joined = (
        "select id from text join entry on id = text.rowid where text match ? "
        "and lang = 'km' and year between 1980 and 2000 order by bm25(text) limit 10"
    )
    within = AllOf((Term("lang", "km"), Between("year", 1980, 2000)))

    def any_of(words: Sequence[str]) -> Clause:
        return AnyOf(tuple(Term("words", word) for word in words))

    def all_of(words: Sequence[str]) -> Clause:
        return AllOf(tuple(Term("words", word) for word in words))

    yield (
        "3 terms, any",
        [SearchRequest(query=any_of(w)) for w in rare],
        [(ranked, (" OR ".join(w),)) for w in rare],
    )
    yield (
        "2 frequent terms, any",
        [SearchRequest(query=any_of(w)) for w in frequent],
        [(ranked, (" OR ".join(w),)) for w in frequent],
    )
    yield (
        "… of a language and years",
        [SearchRequest(query=any_of(w), required=within) for w in frequent],
        [(joined, (" OR ".join(w),)) for w in frequent],
    )
    yield (
        "phrase of 3",
        [SearchRequest(query=Sequenced("words", tuple(w))) for w in phrases],
        [(ranked, (f'"{" ".join(w)}"',)) for w in phrases],
    )
    yield (
        "all of 2, language and years",
        [SearchRequest(query=all_of(w[:2]), required=within) for w in rare],
        [(joined, (" AND ".join(w[:2]),)) for w in rare],
    )
    yield (
        "3 facets, frequent terms",
        [SearchRequest(query=any_of(w), size=0, facets=FACETS) for w in frequent],
        [
            (
                " union all ".join(
                    f"select '{name}', {name}, count(*) from text join entry on id = text.rowid "
                    f"where text match ?{number} group by {name}"
                    for number, name in enumerate(FACETS, start=1)
                ),
                (" OR ".join(w),) * 3,
            )
            for w in frequent
        ],
    )
    yield (
        "by date, frequent terms",
        [SearchRequest(query=any_of(w), sort="date") for w in frequent],
        [
            (
                "select id from text join entry on id = text.rowid where text match ? "
                "order by date desc limit 10",
                (" OR ".join(w),),
            )
            for w in frequent
        ],
    )


def recall(reader: EngineReader, ids: Sequence[str], vectors: Matrix, rounds: int) -> float:
    """The share of the true ten nearest that the semantic leg lists as its first ten."""
    rng, found = np.random.default_rng(5), 0
    for vector in unit_rows(rng.normal(size=(rounds, DIMENSIONS))):
        response = reader.search(SearchRequest(vector=vector, semantic_size=10))
        assert response.semantic is not None
        true = {ids[n] for n in np.argsort(-(vectors @ vector))[:10]}
        found += len(true & {hit.id for hit in response.semantic.hits})
    return found / (10 * rounds)


def unit_rows(numbers: npt.NDArray[np.float64]) -> Matrix:
    """The rows as float32, each made 1 long."""
    unit: Matrix = (numbers / np.linalg.norm(numbers, axis=1, keepdims=True)).astype(np.float32)
    return unit


def main() -> None:
    """Build both indexes and print the comparisons."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=50_000)
    options.add_argument("--rounds", type=int, default=100)
    chosen = options.parse_args()
    rng = np.random.default_rng(1)
    tokens = make_tokens(chosen.entries, rng)
    vectors = unit_rows(rng.normal(size=(chosen.entries, DIMENSIONS)))
    entries = list(make_entries(tokens, vectors))
    with tempfile.TemporaryDirectory() as scratch:
        location = Path(scratch) / "index"
        start = time.perf_counter()
        build(location, entries)
        print(f"{chosen.entries} entries in {time.perf_counter() - start:.1f} s")
        start = time.perf_counter()
        base = build_fts(Path(scratch) / "fts.db", entries)
        print(f"FTS5: the words alone in {time.perf_counter() - start:.1f} s")
        with closing(base), closing(open_reader(location)) as reader:
            ids = [entry.id for entry in entries]
            print(f"recall of the nearest 10: {recall(reader, ids, vectors, chosen.rounds):.4f}")
            compare_hybrid(location, reader, vectors, chosen.rounds)
            for name, requests, statements in fts_cases(tokens, chosen.rounds):
                ours = [partial(reader.search, request) for request in requests]
                alone = [partial(rows_of, base, one) for one in statements]
                if requests[0].size:  # ours says how many there are besides
                    whole = [partial(rows_of, base, one, counting(one)) for one in statements]
                    compare(name, ours, whole, "FTS5")
                    compare("  (FTS5 without the total)", ours, alone, "FTS5")
                else:
                    compare(name, ours, alone, "FTS5")


if __name__ == "__main__":
    main()
