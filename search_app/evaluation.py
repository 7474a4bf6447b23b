"""How well search finds what it should: articles, queries and judgements in, measures out.

Measures are those of TREC (binary relevance): nDCG@10, MRR, recall@10, precision@1, each a mean
over the queries of a pair of languages.
"""

import csv
import math
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analyzers.languages import parse_tag
from indexer.encoder import Encoder
from indexer.engine import open_reader, open_writer
from indexer.engine.base import WorkRecord
from indexer.models import Expression, Metadata, Provision
from indexer.records import entries_of, passage
from search_app.filters import Filters
from search_app.profiles import Profile
from search_app.searcher import Options, Searcher

DEPTH = 10
#: An article that is itself the query is cut to this many characters.
QUERY_CHARACTERS = 400
#: Entries encoded and staged together.
BATCH = 1_000


class EvaluationError(Exception):
    """The files given cannot be used. ``str(error)`` says which and why."""


@dataclass(frozen=True)
class Article:
    """One row of the articles: its id is ``doc|article|lang``."""

    doc: str
    article: str
    lang: str
    text: str

    @property
    def id(self) -> str:
        """``doc|article|lang``."""
        return f"{self.doc}|{self.article}|{self.lang}"


@dataclass(frozen=True)
class Query:
    """One query: its id, language tag and text, and the ids of what it should find."""

    id: str
    lang: str
    text: str
    relevant: frozenset[str]


def read_table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Rows of a tab-separated file with a line of names, no quoting. Raises ``EvaluationError``
    for a file that cannot be read or lacks one of ``columns``."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise EvaluationError(f"{path} is not tab-separated UTF-8 text: {error}") from None
    missing = [name for name in columns if not rows or name not in rows[0]]
    if missing:
        raise EvaluationError(f"{path} lacks the columns {', '.join(missing)} or has no row")
    return rows


def read_articles(path: Path) -> list[Article]:
    """The articles of a file. Raises ``EvaluationError``, for an unknown language too."""
    articles = []
    for row in read_table(path, ("doc", "article", "lang", "text")):
        try:
            parse_tag(row["lang"])
        except ValueError as error:
            raise EvaluationError(f"{path}: {error}") from None
        articles.append(Article(row["doc"], row["article"], row["lang"], row["text"] or ""))
    return articles


def read_queries(qrels: Path, queries: Path | None, articles: Mapping[str, Article]) -> list[Query]:
    """The judged queries. Raises ``EvaluationError`` for an id that is nowhere."""
    relevant: dict[str, set[str]] = {}
    for row in read_table(qrels, ("query_id", "relevant_id")):
        if row["relevant_id"] not in articles:
            raise EvaluationError(f"{qrels} names {row['relevant_id']!r}, which is no article")
        relevant.setdefault(row["query_id"], set()).add(row["relevant_id"])
    if queries:
        texts = {
            row["query_id"]: (row["lang"], row["text"] or "")
            for row in read_table(queries, ("query_id", "lang", "text"))
        }
    else:
        texts = {
            identity: (article.lang, article.text[:QUERY_CHARACTERS])
            for identity, article in articles.items()
        }
    unknown = sorted(relevant.keys() - texts.keys())
    if unknown:
        raise EvaluationError(f"{qrels} judges {unknown[0]!r}, which is no query")
    return [Query(name, *texts[name], frozenset(found)) for name, found in relevant.items()]


def evaluate(
    articles: Sequence[Article],
    queries: Sequence[Query],
    encoder: Encoder,
    profile: Profile,
    mode: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Index the articles in a temporary folder, search them, and measure.

    A query is searched among the articles of each language it has relevant ones in, which makes a
    pair ``QUERY-RELEVANT``; an article never finds itself.
    """
    started = time.perf_counter()
    by_id = {article.id: article for article in articles}
    scores: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory(prefix="treatylens-evaluate-") as folder:
        names = build_index(Path(folder) / "index", articles, encoder)
        reader = open_reader(Path(folder) / "index")
        searcher = Searcher(reader, encoder, profile)
        for done, query in enumerate(queries, 1):
            targets: dict[str, set[str]] = {}
            for identity in query.relevant - {query.id}:
                targets.setdefault(by_id[identity].lang, set()).add(identity)
            for lang, wanted in sorted(targets.items()):
                found = _run(searcher, query, lang, mode, names)
                scores.setdefault(f"{query.lang}-{lang}", []).append(measure(found, wanted))
            progress(done, len(queries))
        reader.close()
    pairs = {pair: _mean(rows) for pair, rows in sorted(scores.items())}
    return {
        "mode": mode,
        "model": encoder.name,
        "provisional": encoder.provisional,
        "profile": profile.label,
        "pairs": pairs,
        "mean": _mean(list(pairs.values()), count=False),
        "seconds": round(time.perf_counter() - started, 3),
    }


def build_index(folder: Path, articles: Sequence[Article], encoder: Encoder) -> dict[str, str]:
    """Index articles, each a work of its own so that ids stay apart; index id → article id."""
    names: dict[str, str] = {}
    writer = open_writer(folder, model=encoder.name, dimensions=encoder.dimensions)
    for start in range(0, len(articles), BATCH):
        batch = []
        for place, article in enumerate(articles[start : start + BATCH], start):
            code, script = parse_tag(article.lang)
            expression = Expression(
                language=code,
                script=script,
                metadata=Metadata(),
                provisions=(Provision(eid="para_1", kind="para", text=article.text),),
            )
            entry = entries_of(f"a{place}", expression, code, Metadata(), (), {}, "public")[0]
            names[entry.id] = article.id
            batch.append(entry)
        vectors = encoder.encode_passages([passage(entry) for entry in batch])
        for entry, vector in zip(batch, vectors, strict=True):
            record = WorkRecord(id=entry.work, stored={}, entries=1)
            writer.replace(record, [replace(entry, vector=vector)])
        writer.commit()
    writer.close()
    return names


def _run(
    searcher: Searcher, query: Query, lang: str, mode: str, names: Mapping[str, str]
) -> list[str]:
    options = Options(
        mode=mode,
        filters=Filters(languages=("zh-Hans" if lang == "zh" else lang,)),
        size=DEPTH + 1,
        plain=True,
        facets=(),
    )
    hits = searcher.search(query.text, options).hits
    return [names[hit.id] for hit in hits if names[hit.id] != query.id][:DEPTH]


def measure(found: Sequence[str], wanted: set[str]) -> dict[str, float]:
    """nDCG@10, reciprocal rank, recall@10 and precision@1 of one ranking."""
    gains = [identity in wanted for identity in found[:DEPTH]]
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(wanted), DEPTH) + 1))
    gained = sum(1 / math.log2(rank + 1) for rank, gain in enumerate(gains, 1) if gain)
    first = next((rank for rank, gain in enumerate(gains, 1) if gain), 0)
    return {
        "ndcg@10": gained / ideal,
        "mrr": 1 / first if first else 0.0,
        "r@10": sum(gains) / len(wanted),
        "p@1": float(bool(gains) and gains[0]),
    }


def _mean(rows: Sequence[Mapping[str, float]], *, count: bool = True) -> dict[str, float]:
    names = ("ndcg@10", "mrr", "r@10", "p@1")
    means = {name: sum(row[name] for row in rows) / max(1, len(rows)) for name in names}
    return {"queries": len(rows), **means} if count else means
