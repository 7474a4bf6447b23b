"""Whether both engines answer alike.

    .venv/bin/python -m benchmarks.parity --engine http://127.0.0.1:9200 [--articles FOLDER]

Indexes the corpus (and the articles of a folder with ``articles.tsv`` and ``qrels.tsv``) on the
embedded engine and on the cluster, asks both every judged query in each mode, grouped and not, and
prints how often the totals, the facets and the first hit are the same, and how much of the first
ten is. The indexes it makes on the cluster are removed.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.encoder import Encoder, open_encoder
from indexer.engine import ElasticPlace, Place, open_reader, parse_hosts
from indexer.engine.elastic_admin import remove_all
from search_app import indexing
from search_app.console import progress_bar
from search_app.evaluation import build_index
from search_app.filters import Filters
from search_app.judgements import read_articles, read_qrels, read_topics, topics_of
from search_app.searcher import MODES, Options, Results, Searcher
from search_app.settings import Settings

CORPUS = Path(__file__).parent.parent / "corpus"
DEPTH = 10
GROUPS = ("none", "provision")


@dataclass(frozen=True, kw_only=True)
class Question:
    """A query, and how it is asked of both."""

    text: str
    options: Options


@dataclass(kw_only=True)
class Agreement:
    """How alike the answers to some questions are. ``overlap`` is the mean share of the first ten
    hits that both list; the others are shares of the questions."""

    questions: int = 0
    totals: float = 0.0
    facets: float = 0.0
    overlap: float = 0.0
    first: float = 0.0
    order: float = 0.0
    differing: list[str] = field(default_factory=list)

    def add(self, text: str, left: Results, right: Results) -> None:
        """Count one question."""
        ids = [[hit.id for hit in one.hits] for one in (left, right)]
        shared = len(set(ids[0]) & set(ids[1])) / max(len(ids[0]), len(ids[1]), 1)
        found = {
            "totals": (left.by_words, left.total) == (right.by_words, right.total),
            "facets": left.facets == right.facets,
            "overlap": shared if ids[0] or ids[1] else 1.0,
            "first": ids[0][:1] == ids[1][:1],
            "order": ids[0] == ids[1],
        }
        for name, value in found.items():
            mean = getattr(self, name)
            setattr(self, name, mean + (value - mean) / (self.questions + 1))
        self.questions += 1
        if ids[0][:1] != ids[1][:1] or shared < 1 or left.total != right.total:
            self.differing.append(text)


def compared(left: Searcher, right: Searcher, questions: Sequence[Question]) -> Agreement:
    """Ask both every question."""
    found = Agreement()
    for question in questions:
        found.add(
            question.text,
            left.search(question.text, question.options),
            right.search(question.text, question.options),
        )
    return found


def corpus_questions(mode: str, group: str) -> list[Question]:
    """The topics of the corpus, asked as a person would."""
    topics = read_topics(CORPUS / "evaluation" / "topics.tsv", syntax=True)
    options = Options(mode=mode, group=group, size=DEPTH)
    return [
        Question(text=topic.text, options=replace(options, plain=topic.plain))
        for topic in topics.values()
    ]


def article_questions(folder: Path, mode: str, group: str) -> list[Question]:
    """Each judged article as a passage, sought in the language of each that is relevant."""
    articles = read_articles(folder / "articles.tsv")
    topics = topics_of(articles)
    languages = {article.id: article.lang for article in articles}
    asked: dict[tuple[str, str], Question] = {}
    for query, relevant in read_qrels(folder / "qrels.tsv", topics.keys()).items():
        for lang in {languages[one] for one in relevant}:
            filters = Filters(languages=("zh-Hans" if lang == "zh" else lang,))
            options = Options(mode=mode, group=group, size=DEPTH, plain=True, filters=filters)
            asked[query, lang] = Question(text=topics[query].text, options=options)
    return list(asked.values())


@contextmanager
def both(places: Sequence[Place], encoder: Encoder) -> Iterator[list[Searcher]]:
    """A searcher on each of the places."""
    readers = [open_reader(place) for place in places]
    try:
        yield [Searcher(reader, encoder) for reader in readers]
    finally:
        for reader in readers:
            reader.close()


def report(title: str, found: Mapping[tuple[str, str], Agreement], *, show: int) -> None:
    """Print a table, and some of the queries that differ."""
    print(
        f"\n{title}\n\n| mode | grouped | queries | totals | facets | first ten | first | order |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for (mode, group), one in found.items():
        shares = (one.totals, one.facets, one.overlap, one.first, one.order)
        cells = " | ".join(f"{100 * share:.1f} %" for share in shares)
        print(f"| {mode} | {'yes' if group == 'provision' else 'no'} | {one.questions} | {cells} |")
    for key, one in found.items():
        for text in one.differing[:show]:
            print(f"  {key}: {text[:90]}")


def main() -> None:
    """Index, ask, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--engine", required=True)
    options.add_argument("--articles", type=Path)
    options.add_argument("--vectors", default="int8_hnsw")
    options.add_argument("--show", type=int, default=0, help="queries that differ, a row")
    chosen = options.parse_args()
    hosts, username, password = parse_hosts(chosen.engine)
    cluster = ElasticPlace(
        hosts=hosts, prefix="benchmark-parity", username=username, password=password, timeout=60,
        vectors=chosen.vectors,
    )  # fmt: skip
    encoder = open_encoder()
    with tempfile.TemporaryDirectory(prefix="treatylens-parity-") as scratch:
        try:
            places: list[Place] = [Path(scratch) / "corpus", cluster]
            for place in places:
                indexing.run(Settings(), [CORPUS], place, prune=False, jobs=None)
            _compare("Topics of the corpus", places, encoder, corpus_questions, chosen.show)
            if chosen.articles:
                cluster = replace(cluster, prefix="benchmark-parity-articles")
                places = [Path(scratch) / "articles", cluster]
                articles = read_articles(chosen.articles / "articles.tsv")
                for place in places:
                    with progress_bar("Indexing articles") as progress:
                        build_index(place, articles, encoder, progress)

                def questions(mode: str, group: str) -> list[Question]:
                    return article_questions(chosen.articles, mode, group)

                _compare("Articles", places, encoder, questions, chosen.show)
        finally:
            for prefix in ("benchmark-parity", "benchmark-parity-articles"):
                remove_all(replace(cluster, prefix=prefix))


def _compare(
    title: str,
    places: Sequence[Place],
    encoder: Encoder,
    questions: Callable[[str, str], list[Question]],
    show: int,
) -> None:
    with both(places, encoder) as (left, right):
        found = {
            (mode, group): compared(left, right, questions(mode, group))
            for mode in MODES
            for group in GROUPS
        }
    report(title, found, show=show)


if __name__ == "__main__":
    main()
