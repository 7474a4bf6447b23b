"""How well similar provisions are found: the corpus against its judgements.

Run ``python -m benchmarks.similar [--index DIR] [--json]``. For each provision that
``corpus/evaluation/similar.tsv`` has under a subject, in each language it has, the ten most alike
of other works are looked up; right are those of the same subject. It prints nDCG@10 and
precision@5 by the language asked in: as the site finds them, by either leg alone, and asked in the
one language that is read. Without ``--index`` the corpus is indexed first.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.encoder import open_encoder
from indexer.engine import EngineError, open_reader, open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.pipeline import index_paths
from search_app.console import print_json, progress_bar
from search_app.measures import measure
from search_app.searcher import Searcher
from search_app.similar.asking import versions_of
from search_app.similar.finding import WEIGHTS, answers, rank
from search_app.similar.options import SimilarOptions
from search_app.work_tree import Place, open_view

CORPUS = Path(__file__).parents[1] / "corpus"
GOLD = CORPUS / "evaluation" / "similar.tsv"
#: Ranks whose share of right ones is given.
FIRST = 5


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A way to find them: what the legs weigh, and whether in every language or in one."""

    name: str
    weights: Mapping[str, float]
    every_language: bool = True


PEERS = (
    Peer(name="as the site does", weights=WEIGHTS),
    Peer(name="keyword leg alone", weights={"keyword": 1.0, "semantic": 0.0}),
    Peer(name="semantic leg alone", weights={"keyword": 0.0, "semantic": 1.0}),
    Peer(name="both, one language", weights=WEIGHTS, every_language=False),
    Peer(
        name="semantic, one language",
        weights={"keyword": 0.0, "semantic": 1.0},
        every_language=False,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A version of a provision and the keys of those of other works on the same subject."""

    place: Place
    language: str
    relevant: frozenset[str]


def read_gold(path: Path = GOLD) -> dict[str, frozenset[str]]:
    """Under each provision (``WORK/EID``) those of other works that share a subject with it."""
    subjects: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        subject, provision = line.split("\t")
        subjects[subject].append(provision)
    found: dict[str, set[str]] = defaultdict(set)
    for provisions in subjects.values():
        for one in provisions:
            work = one.partition("/")[0]
            found[one].update(other for other in provisions if other.partition("/")[0] != work)
    return {one: frozenset(others) for one, others in found.items() if others}


def judged(searcher: Searcher, gold: Mapping[str, frozenset[str]]) -> list[Judged]:
    """Every version of every judged provision. Raises ``ValueError`` for one that is not there."""
    views = {record.id: open_view(record) for record in searcher.reader.works()}
    queries = []
    for provision, relevant in gold.items():
        work, _, eid = provision.partition("/")
        places = [views[work].place(version, eid) for version in views[work].versions]
        if not any(places):
            raise ValueError(f"{GOLD} names {provision}, which the index does not hold")
        queries += [
            Judged(place=place, language=place.version.expression.language, relevant=relevant)
            for place in places
            if place is not None
        ]
    return queries


def measured(
    searcher: Searcher, queries: Sequence[Judged], progress: Callable[[int, int, str], None]
) -> dict[str, dict[str, dict[str, float]]]:
    """Peer → language or ``all`` → nDCG@10 and precision@5."""
    rankings: dict[str, list[list[str]]] = {peer.name: [] for peer in PEERS}
    for done, query in enumerate(queries):
        versions = versions_of(query.place, searcher.encoder)
        responses = answers(versions, searcher, SimilarOptions())
        for peer in PEERS:
            last = None if peer.every_language else 1
            found = rank(versions[:last], responses[:last], peer.weights)
            rankings[peer.name].append([one.key for one in found])
        progress(done + 1, len(queries), query.place.id)
    return {name: dict(_by_language(queries, own)) for name, own in rankings.items()}


def _by_language(
    queries: Sequence[Judged], rankings: Sequence[Sequence[str]]
) -> Iterator[tuple[str, dict[str, float]]]:
    ndcg = [row["ndcg@10"] for row in measure(rankings, [query.relevant for query in queries])]
    first = [
        sum(key in query.relevant for key in own[:FIRST]) / FIRST
        for query, own in zip(queries, rankings, strict=True)
    ]
    for language in (*sorted({query.language for query in queries}), "all"):
        own = [n for n, query in enumerate(queries) if language in (query.language, "all")]
        yield (
            language,
            {
                "queries": len(own),
                "ndcg@10": sum(ndcg[n] for n in own) / len(own),
                "p@5": sum(first[n] for n in own) / len(own),
            },
        )


@contextmanager
def opened(index: Path | None) -> Iterator[Searcher]:
    """A searcher on an index of the corpus, which is made first where none is given."""
    encoder = open_encoder()
    with tempfile.TemporaryDirectory() as folder:
        if index is None:
            index = Path(folder) / "index"
            writer = open_writer(index, model=encoder.name, dimensions=encoder.indexed_dimensions)
            index_paths([CORPUS], writer, None, encoder, limits=ExtractLimits(), jobs=2)
            writer.close()
        reader = open_reader(index)
        try:
            yield Searcher(reader, encoder)
        finally:
            reader.close()


def document(index: Path | None) -> dict[str, Any]:
    """Everything that is measured, as JSON has it."""
    gold = read_gold()
    with opened(index) as searcher:
        queries = judged(searcher, gold)
        with progress_bar("similar") as progress:
            peers = measured(searcher, queries, progress)
        return {
            "provisions": len(gold),
            "queries": len(queries),
            "relevant": sum(map(len, gold.values())) / len(gold),
            "model": searcher.encoder.name,
            "peers": peers,
        }


def main() -> int:
    """Measure and print. 0 done, 2 the request is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--index", type=Path, help="folder of an index of the corpus")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    arguments = parser.parse_args()
    try:
        found = document(arguments.index)
    except (EngineError, ValueError) as error:
        print(f"similar: {error}", file=sys.stderr)
        return 2
    if arguments.json:
        print_json(found)
        return 0
    print(f"{found['provisions']} provisions, {found['queries']} queries, {found['model']}")
    for name, rows in found["peers"].items():
        shown = "  ".join(f"{one} {r['ndcg@10']:.3f} {r['p@5']:.3f}" for one, r in rows.items())
        print(f"{name:24}{shown}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
