"""How well search finds what it should: one index, judged queries in, measures out.

An index is built or opened once and answers as many runs as are asked of it.
"""

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzers.languages import parse_tag
from analyzers.query import QuerySyntaxError
from analyzers.termbase import Termbase
from indexer.encoder import Encoder
from indexer.engine import Place, open_reader, open_writer
from indexer.engine.base import EngineReader, WorkRecord
from indexer.models import Expression, Metadata, Provision
from indexer.records import entries_of, passage, with_passages
from search_app.filters import Filters
from search_app.judgements import ANY, Article, EvaluationError, Judgement
from search_app.measures import DEPTH, Measures, means, measure
from search_app.profiles import Profile
from search_app.runs import Run
from search_app.searcher import Options, Searcher

#: Entries encoded and staged together.
BATCH = 1_000
#: Told what is done, of how many, and a name; as ``console.progress_bar`` gives one.
Progress = Callable[[int, int, str], None]


def quiet(done: int, total: int, name: str) -> None:
    """Shows no progress."""


@dataclass(frozen=True)
class Target:
    """What is evaluated: a searcher on an index. ``names`` maps the id of a hit to that of the
    article it is; without it, ids are those of hits."""

    searcher: Searcher
    names: Mapping[str, str] | None = None

    def run(
        self,
        judged: Sequence[Judgement],
        mode: str,
        *,
        expand: bool = True,
        progress: Progress = quiet,
    ) -> Run:
        """Search every query and measure. ``expand``: with the termbase, which passages are always
        searched without. Raises ``EvaluationError`` for a query whose syntax is at fault."""
        rankings = []
        for done, judgement in enumerate(judged, 1):
            rankings.append(self._ranking(judgement, mode, expand))
            progress(done, len(judged), "")
        return Run(
            mode=mode,
            model=self.searcher.encoder.name,
            profile=self.searcher.profile.label,
            expand=expand and any(not one.topic.plain for one in judged),
            judged=judged,
            rankings=rankings,
            measures=measure(rankings, [one.relevant for one in judged]),
        )

    def _ranking(self, judgement: Judgement, mode: str, expand: bool) -> list[str]:
        topic, lang = judgement.topic, judgement.lang
        if lang == "zh" and self.names is not None:
            lang = "zh-Hans"  # an article's tag always means one script
        options = Options(
            mode=mode,
            filters=Filters() if lang == ANY else Filters(languages=(lang,)),
            size=DEPTH + 1,
            plain=topic.plain,
            expand=expand,
            facets=(),
        )
        try:
            hits = self.searcher.search(topic.text, options).hits
        except QuerySyntaxError as error:
            faults = "; ".join(fault.message for fault in error.faults)
            raise EvaluationError(f"the query {topic.id!r} cannot be read: {faults}") from None
        found = [self.names[hit.id] if self.names is not None else hit.id for hit in hits]
        return [identity for identity in found if identity != topic.id][:DEPTH]


@contextmanager
def indexed(
    articles: Sequence[Article],
    encoder: Encoder,
    profile: Profile,
    progress: Progress = quiet,
    termbase: Termbase | None = None,
) -> Iterator[Target]:
    """The articles in an index of their own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="treatylens-evaluate-") as folder:
        index = Path(folder) / "index"
        names = build_index(index, articles, encoder, progress)
        with closing(open_reader(index)) as reader:
            yield Target(Searcher(reader, encoder, profile, termbase), names)


def build_index(
    place: Place, articles: Sequence[Article], encoder: Encoder, progress: Progress = quiet
) -> dict[str, str]:
    """Index articles, each a work of its own so that ids stay apart; index id → article id."""
    names: dict[str, str] = {}
    with closing(
        open_writer(place, model=encoder.name, dimensions=encoder.indexed_dimensions)
    ) as writer:
        for start in range(0, len(articles), BATCH):
            batch = []
            for number, article in enumerate(articles[start : start + BATCH], start):
                code, script = parse_tag(article.lang)
                expression = Expression(
                    language=code,
                    script=script,
                    metadata=Metadata(),
                    provisions=(Provision(eid="para_1", kind="para", text=article.text),),
                )
                entry = entries_of(f"a{number}", expression, code, Metadata(), (), {}, "public")[0]
                names[entry.id] = article.id
                batch.append(entry)
            encoded = encoder.index_passages([passage(entry) for entry in batch])
            for entry in with_passages(batch, encoded):
                writer.replace(WorkRecord(id=entry.work, stored={}, entries=1), [entry])
            writer.commit()
            progress(start + len(batch), len(articles), "")
    return names


def languages_of(reader: EngineReader, identities: Collection[str]) -> dict[str, str]:
    """The language of each id that the index holds, ``zh`` for both scripts: a person who looks
    for Chinese versions looks for those in either."""
    wanted = sorted(identities)
    return {
        identity: str(stored["lang"])
        for identity, stored in zip(wanted, reader.entries(wanted), strict=True)
        if stored is not None
    }


def evaluation_json(run: Run) -> dict[str, Any]:
    """The measures by pair of languages, and by kind of query where there are kinds."""
    kinds = sorted({one.topic.kind for one in run.judged} - {""})
    pairs = _by_pair(run)
    document = {**run.made_with, "pairs": pairs, "mean": means(list(pairs.values()))}
    if kinds:
        document["kinds"] = {}
        for kind in kinds:
            pairs = _by_pair(run, kind)
            document["kinds"][kind] = {**pairs, "mean": means(list(pairs.values()))}
    return document


def _by_pair(run: Run, kind: str | None = None) -> dict[str, dict[str, float]]:
    """The means of each pair, over the queries of one kind or all."""
    rows: dict[str, list[Measures]] = {}
    for one, found in zip(run.judged, run.measures, strict=True):
        if kind is None or one.topic.kind == kind:
            rows.setdefault(one.pair, []).append(found)
    return {pair: {"queries": len(found), **means(found)} for pair, found in sorted(rows.items())}
