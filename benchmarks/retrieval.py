"""How well search finds what it should, by mode, with and without the termbase.

Run ``python -m benchmarks.retrieval [--write docs/quality.md]``. Four sets of queries: the topics
of the corpus; articles that look for themselves in another language; lines that do, whole and by
their first third. It prints nDCG@10 by pair of languages (and kind of topic) for both legs alone
and together, and tests whether hybrid search is as good as the better leg. ``--write`` puts the
tables between the markers of a Markdown file, and a plot beside it (needs the extra
``evaluation``). The model and the profile are those of the settings (TREATYLENS_MODEL, …).
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.retrieval_report import (
    MODES,
    markdown,
    plot,
    printed,
    put_between_markers,
    require_report,
)
from benchmarks.retrieval_sets import Opened, QuerySet, open_articles, open_lines, open_topics
from indexer.encoder import Encoder, EncoderError, open_encoder
from indexer.engine import EngineError
from search_app.console import progress_bar
from search_app.evaluation import Target, evaluation_json
from search_app.judgements import EvaluationError
from search_app.measures import means
from search_app.profiles import Profile, load_profile
from search_app.runs import Run
from search_app.settings import Settings, SettingsError, load_settings
from search_app.significance import compare

SHARED = Path(__file__).parents[2] / "shared"
CORPUS = Path(__file__).parents[1] / "corpus"
SETS = ("topics", "articles", "lines")
#: A mode and whether the termbase takes part. Search by meaning has no use for it, but with the
#: termbase passages are searched as if typed, without the marks that are syntax: other texts.
VARIANTS = tuple((mode, expand) for expand in (True, False) for mode in MODES)
#: By how much of nDCG@10 hybrid search may be behind the better leg.
NEAR = 0.01
MEASURE = "ndcg@10"
Runs = Mapping[tuple[str, bool], Run]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Hybrid search against the better of its legs on some queries: nDCG@10 of the three, the
    difference to the better leg and the p of it. ``kind`` and ``pair`` are "" for all of them."""

    termbase: bool
    kind: str
    pair: str
    queries: int
    keyword: float
    semantic: float
    hybrid: float
    better: str
    difference: float
    p: float

    @property
    def near(self) -> bool:
        """Whether hybrid search is ahead of the better leg or within a point of it."""
        return self.difference >= -NEAR

    @property
    def ahead(self) -> bool:
        """Whether hybrid search beats both legs."""
        return self.difference > 0


def search_all(target: Target, queries: QuerySet) -> dict[tuple[str, bool], Run]:
    """A run of each variant. With the termbase passages are searched as if they were typed."""
    runs = {}
    for mode, expand in VARIANTS:
        label = f"{queries.name}, {mode}" + (", termbase" if expand else "")
        with progress_bar(label) as progress:
            judged = queries.typed() if expand else queries.judged
            runs[mode, expand] = target.run(judged, mode, expand=expand, progress=progress)
    return runs


def verdicts(runs: Runs) -> Iterator[Verdict]:
    """By kind and pair, by kind over all pairs, and over all; first with the termbase."""
    for expand in (True, False):
        three = {mode: runs[mode, expand] for mode in MODES}
        judged = three["hybrid"].judged
        kinds = list(dict.fromkeys(one.topic.kind for one in judged))
        for kind in kinds:
            places = [place for place, one in enumerate(judged) if one.topic.kind == kind]
            yield from _of_places(three, places, expand, kind, by_pair=True)
        if len(kinds) > 1:
            yield from _of_places(three, range(len(judged)), expand, "", by_pair=False)


def _of_places(
    three: Mapping[str, Run], places: Sequence[int], termbase: bool, kind: str, *, by_pair: bool
) -> Iterator[Verdict]:
    """The verdicts on the rankings at ``places``: each pair, then all."""
    judged = [three["hybrid"].judged[place] for place in places]
    rows = {name: [run.measures[place] for place in places] for name, run in three.items()}
    tests = {leg: compare(judged, rows["hybrid"], rows[leg]) for leg in ("keyword", "semantic")}
    by_name = {
        name: {
            pair: means([row for row, one in zip(own, judged, strict=True) if one.pair == pair])
            for pair in tests["keyword"]["pairs"]
        }
        for name, own in rows.items()
    }
    for pair in (*(tests["keyword"]["pairs"] if by_pair else ()), ""):
        scores = {
            name: (own[pair] if pair else means(list(own.values())))[MEASURE]
            for name, own in by_name.items()
        }
        better = max(("keyword", "semantic"), key=lambda leg: scores[leg])
        tested = tests[better]["pairs"][pair] if pair else tests[better]["mean"]
        yield Verdict(
            termbase=termbase,
            kind=kind,
            pair=pair,
            queries=tested["queries"],
            better=better,
            difference=tested[MEASURE]["difference"],
            p=tested[MEASURE]["p"],
            **scores,
        )


def measure_set(target: Target, queries: QuerySet) -> dict[str, Any]:
    """Everything there is to say of one set, as JSON has it."""
    runs = search_all(target, queries)
    return {
        "name": queries.name,
        "title": queries.title,
        "runs": [evaluation_json(run) | {"expand": key[1]} for key, run in runs.items()],
        "verdicts": [
            asdict(one) | {"near": one.near, "ahead": one.ahead} for one in verdicts(runs)
        ],
    }


def sources(
    options: argparse.Namespace, settings: Settings, encoder: Encoder, profile: Profile
) -> dict[str, tuple[Path, Callable[[], AbstractContextManager[Opened]]]]:
    """What is read of each source of queries, and how it is opened."""
    return {
        "topics": (
            options.corpus / "evaluation",
            partial(open_topics, options.corpus, settings, encoder, profile),
        ),
        "articles": (
            options.articles_folder,
            partial(open_articles, options.articles_folder, encoder, profile),
        ),
        "lines": (
            options.lines_folder,
            partial(
                open_lines,
                options.lines_folder,
                options.distractors,
                options.every,
                encoder,
                profile,
            ),
        ),
    }


def measure_all(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """The sets that are there, measured; one that is not is said."""
    started = time.perf_counter()
    encoder, profile = open_encoder(settings.model), load_profile(settings.profile)
    found = []
    for name, (folder, opened) in sources(options, settings, encoder, profile).items():
        if name not in options.only:
            continue
        if not folder.is_dir():
            print(f"{name}: {folder} is not there and is left out", file=sys.stderr)
            continue
        with opened() as (target, sets):
            found += [measure_set(target, one) for one in sets]
    return {
        "model": encoder.name,
        "profile": profile.label,
        "sets": found,
        "seconds": round(time.perf_counter() - started, 1),
    }


def main() -> None:
    """Read the options, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="with evaluation/topics.tsv")
    parser.add_argument(
        "--articles-folder",
        type=Path,
        default=SHARED / "eval" / "articles",
        help="with articles.tsv and qrels.tsv",
    )
    parser.add_argument(
        "--lines-folder",
        type=Path,
        default=SHARED / "eval" / "ntrex",
        help="with km.txt, en.txt, zh-Hans.txt, line by line the same",
    )
    parser.add_argument(
        "--distractors",
        type=Path,
        default=SHARED / "train",
        help="with TSV files (gzip) of pairs, whose lines are put among the lines",
    )
    parser.add_argument("--every", type=int, default=4, help="every so many lines are queries")
    parser.add_argument("--only", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--write", type=Path, help="the Markdown file to put the tables in")
    options = parser.parse_args()
    try:
        if options.write:
            require_report(options.write)
        document = measure_all(options, load_settings())
        if options.write:
            put_between_markers(options.write, markdown(document, options.write))
            plot(document, options.write.with_suffix(".svg"))
    except (EvaluationError, SettingsError, EncoderError, EngineError) as error:
        sys.exit(f"benchmarks.retrieval: {error}")
    print(json.dumps(document, ensure_ascii=False, indent=1) if options.json else printed(document))


if __name__ == "__main__":
    main()
