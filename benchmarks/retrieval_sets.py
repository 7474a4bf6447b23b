"""What ``benchmarks.retrieval`` searches: the corpus, a folder of articles, a folder of lines."""

import gzip
import random
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from analyzers.query_lexer import without_syntax
from indexer.encoder import Encoder
from indexer.engine import open_reader
from search_app import indexing
from search_app.console import progress_bar
from search_app.evaluation import Target, indexed, languages_of
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
from search_app.profiles import Profile
from search_app.searcher import Searcher
from search_app.settings import Settings

#: Languages of the lines; the training file that gives distractors in each, and its column.
SOURCES: Mapping[str, tuple[str, int]] = {
    "km": ("en-km.tsv.gz", 1),
    "en": ("en-zh-Hant.tsv.gz", 0),
    "zh-Hans": ("en-zh-Hans.tsv.gz", 1),
}
#: Lines in the index, a language, distractors included.
POOL = 10_000


@dataclass(frozen=True, kw_only=True)
class QuerySet:
    """Queries that are measured together. ``title`` says in words what they are."""

    name: str
    title: str
    judged: Sequence[Judgement]

    def typed(self) -> list[Judgement]:
        """The same as a person would type them, with the termbase: passages without the marks
        that would be syntax."""
        return [
            replace(
                one,
                topic=replace(one.topic, text=without_syntax(one.topic.text), plain=False),
            )
            if one.topic.plain
            else one
            for one in self.judged
        ]


#: An index that is open, and what is asked of it.
Opened = tuple[Target, list[QuerySet]]


@contextmanager
def open_topics(
    corpus: Path, settings: Settings, encoder: Encoder, profile: Profile
) -> Iterator[Opened]:
    """The corpus in an index of its own, and its topics."""
    topics = read_topics(corpus / "evaluation" / "topics.tsv", syntax=True)
    qrels = read_qrels(corpus / "evaluation" / "qrels.tsv", topics.keys())
    with tempfile.TemporaryDirectory(prefix="treatylens-benchmark-") as folder:
        index = Path(folder) / "index"
        indexing.run(settings, [corpus], index, prune=False, jobs=None)
        with closing(open_reader(index)) as reader:
            judged = judgements(topics, qrels, languages_of(reader, set().union(*qrels.values())))
            target = Target(Searcher(reader, encoder, profile))
            title = f"{len(qrels):,} topics on {reader.info().entries:,} provisions of the corpus"
            yield target, [QuerySet(name="topics", title=title, judged=judged)]


@contextmanager
def open_articles(folder: Path, encoder: Encoder, profile: Profile) -> Iterator[Opened]:
    """``articles.tsv`` of a folder; each article that ``qrels.tsv`` judges is a query."""
    articles = read_articles(folder / "articles.tsv")
    topics = topics_of(articles)
    qrels = read_qrels(folder / "qrels.tsv", topics.keys())
    judged = judgements(topics, qrels, {article.id: article.lang for article in articles})
    title = (
        f"{len(judged):,} searches for an article in another language, "
        f"by its first 400 characters, among {len(articles):,}"
    )
    with _indexed(articles, encoder, profile, "Indexing articles") as target:
        yield target, [QuerySet(name="articles", title=title, judged=judged)]


@contextmanager
def open_lines(
    folder: Path, distractors: Path, every: int, encoder: Encoder, profile: Profile
) -> Iterator[Opened]:
    """Lines that say the same in each language, among others; every so many are queries, whole and
    by their first third, in each direction."""
    lines = {lang: read_lines(folder / f"{lang}.txt") for lang in SOURCES}
    if len({len(own) for own in lines.values()}) > 1:
        raise EvaluationError(f"the files of {folder} do not have the same number of lines")
    articles = [
        Article("line", str(place), lang, text)
        for lang, own in lines.items()
        for place, text in enumerate(own)
    ]
    added = [
        Article("other", str(place), lang, text)
        for lang, own in draw_distractors(lines, distractors).items()
        for place, text in enumerate(own)
    ]
    whole = line_judgements(lines, every)
    first = [
        replace(one, topic=replace(one.topic, text=first_third(one.topic.text, one.topic.lang)))
        for one in whole
    ]
    among = f"among {len(articles) + len(added):,} lines in {len(lines)} languages"
    with _indexed([*articles, *added], encoder, profile, "Indexing lines") as target:
        yield (
            target,
            [
                QuerySet(
                    name="lines",
                    title=f"{len(whole):,} searches for a line in another language, {among}",
                    judged=whole,
                ),
                QuerySet(
                    name="parts of lines",
                    title=f"the same by the first third of the line, {among}",
                    judged=first,
                ),
            ],
        )


@contextmanager
def _indexed(
    articles: Sequence[Article], encoder: Encoder, profile: Profile, label: str
) -> Iterator[Target]:
    with ExitStack() as stack:
        with progress_bar(label) as progress:
            target = stack.enter_context(indexed(articles, encoder, profile, progress))
        yield target


def read_lines(path: Path) -> list[str]:
    """The lines of a file, each free of tabs. Raises ``EvaluationError``."""
    try:
        return [clean(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}") from None


def clean(line: str) -> str:
    """A line without tabs and line breaks, as tables need it."""
    return re.sub(r"[\t\r\n]+", " ", line).strip()


def draw_distractors(lines: Mapping[str, Sequence[str]], folder: Path) -> dict[str, list[str]]:
    """Other lines, up to ``POOL`` a language with ``lines``: always the same ones. A file that is
    not in ``folder`` gives none."""
    rng = random.Random(5)
    drawn = {}
    for lang, own in lines.items():
        name, column = SOURCES[lang]
        found: set[str] = set()
        if (folder / name).is_file():
            with gzip.open(folder / name, "rt", encoding="utf-8") as rows:
                next(rows, None)
                found = {clean(row.split("\t")[column]) for row in rows}
        least = 8 if lang.startswith("zh") else 25
        known = set(own)
        fit = [text for text in sorted(found) if len(text) >= least and text not in known]
        drawn[lang] = rng.sample(fit, min(len(fit), max(0, POOL - len(own))))
    return drawn


def line_judgements(lines: Mapping[str, Sequence[str]], every: int) -> list[Judgement]:
    """Every so many lines as queries for the same line in each other language."""
    return [
        Judgement(
            topic=Topic(id=f"{lang}>{other}:{place}", lang=lang, text=own[place]),
            lang=other,
            relevant=frozenset({Article("line", str(place), other, "").id}),
        )
        for lang, own in lines.items()
        for other in lines
        if other != lang
        for place in range(0, len(own), every)
    ]


def first_third(line: str, lang: str) -> str:
    """What is typed of a line before one is done: a third of its words, or of its characters."""
    if lang == "en":
        words = line.split()
        return " ".join(words[: max(3, len(words) // 3)])
    return line[: max(6, len(line) // 3)]
