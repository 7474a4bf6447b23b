"""The ``evaluate`` command: reads what is judged, searches, compares, shows the measures."""

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzers.termbase import Termbase
from indexer.encoder import Encoder
from indexer.engine import Place, open_reader
from indexer.engine.base import EngineReader
from search_app.console import print_table, progress_bar
from search_app.evaluation import Target, evaluation_json, indexed, languages_of
from search_app.judgements import (
    Article,
    EvaluationError,
    Judgement,
    Topic,
    judgements,
    read_articles,
    read_qrels,
    read_topics,
    topics_of,
)
from search_app.measures import MEASURES
from search_app.profiles import Profile
from search_app.runs import aligned, read_run, write_run
from search_app.searcher import Searcher
from search_app.significance import compare


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to evaluate: either ``articles`` or an ``index``; how to search it; where to ``keep``
    the run and which ``earlier`` one to compare it with. Raises ``EvaluationError``."""

    qrels: Path
    articles: Path | None = None
    index: Place | None = None
    queries: Path | None = None
    mode: str = "hybrid"
    expand: bool = True
    syntax: bool = False
    keep: Path | None = None
    earlier: Path | None = None

    def __post_init__(self) -> None:
        if (self.articles is None) == (self.index is None):
            raise EvaluationError(
                "give either --articles or --index (or --engine), to say what is searched"
            )
        if self.index and not self.queries:
            raise EvaluationError("give --queries: in an index no article is itself the query")
        if self.syntax and not self.queries:
            raise EvaluationError("give --queries with --syntax: articles are searched as passages")


def evaluate(
    request: Request, encoder: Encoder, profile: Profile, termbase: Termbase | None = None
) -> dict[str, Any]:
    """The measures as a JSON document; ``termbase`` as for ``Searcher``.

    Raises ``EvaluationError`` before anything is searched, but for a query that cannot be read;
    ``EngineError``.
    """
    started = time.perf_counter()
    kept = read_run(request.earlier) if request.earlier else None
    articles = read_articles(request.articles) if request.articles else []
    topics = read_topics(request.queries, syntax=request.syntax) if request.queries else None
    with ExitStack() as stack:
        reader = stack.enter_context(closing(open_reader(request.index))) if request.index else None
        judged = _judged(request, articles, topics or topics_of(articles), reader)
        before = aligned(kept, judged) if kept else []
        if reader:
            target = Target(Searcher(reader, encoder, profile, termbase))
        else:
            with progress_bar("Indexing") as progress:
                target = stack.enter_context(
                    indexed(articles, encoder, profile, progress, termbase)
                )
        with progress_bar("Searching") as progress:
            run = target.run(judged, request.mode, expand=request.expand, progress=progress)
    if request.keep:
        write_run(request.keep, run)
    document = evaluation_json(run)
    if kept:
        document["comparison"] = {
            "run": str(request.earlier),
            **kept.made_with,
            **compare(judged, run.measures, before),
        }
    return {**document, "seconds": round(time.perf_counter() - started, 3)}


def _judged(
    request: Request,
    articles: Sequence[Article],
    topics: Mapping[str, Topic],
    reader: EngineReader | None,
) -> list[Judgement]:
    """The rankings to judge, among the articles or in the index."""
    qrels = read_qrels(request.qrels, topics.keys())
    if reader:
        languages = languages_of(reader, set().union(*qrels.values()))
    else:
        languages = {article.id: article.lang for article in articles}
    return judgements(topics, qrels, languages)


def print_evaluation(document: Mapping[str, Any]) -> None:
    """The measures as tables: a row a pair of languages, then by kind, then the comparison."""
    rows = [_row(pair, found) for pair, found in document["pairs"].items()]
    print_table(
        _made_with(document),
        ["pair", "queries", *MEASURES],
        [*rows, _row("mean", document["mean"])],
    )
    if "kinds" in document:
        rows = [
            [kind, *_row(pair, found)]
            for kind, pairs in document["kinds"].items()
            for pair, found in pairs.items()
        ]
        print_table("by kind of query", ["kind", "pair", "queries", *MEASURES], rows)
    if "comparison" in document:
        _print_comparison(document["comparison"])


def _made_with(document: Mapping[str, Any]) -> str:
    words = [document["mode"], document["model"], f"profile {document['profile']}"]
    return ", ".join([*words, *(["termbase"] if document["expand"] else [])])


def _row(name: str, found: Mapping[str, float]) -> list[str]:
    return [name, str(found.get("queries", "")), *(f"{found[one]:.3f}" for one in MEASURES)]


def _print_comparison(document: Mapping[str, Any]) -> None:
    """How much better than the earlier run, and p by Fisher's randomization test."""
    groups = {**document["pairs"], **document.get("kinds", {}), "mean": document["mean"]}
    rows = [
        [
            name,
            str(found["queries"]),
            *(f"{found[one]['difference']:+.3f} ({found[one]['p']:.4f})" for one in MEASURES),
        ]
        for name, found in groups.items()
    ]
    title = f"difference from {document['run']} ({_made_with(document)}); p in brackets"
    print_table(title, ["", "queries", *MEASURES], rows)
