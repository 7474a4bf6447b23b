"""What evaluation judges by: articles, queries, and the ids each query should find.

Everything is read from tab-separated files with a line of names and no quoting.
"""

import csv
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzers.languages import parse_tag

#: An article that is itself the query is cut to this many characters.
QUERY_CHARACTERS = 400
#: Stands for a language where a ranking is over all of them.
ANY = "any"
#: Kinds of query with one ranking over all languages: a citation names a provision, and its
#: version in the query's language belongs before the others.
ONE_RANKING = frozenset({"citation"})


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


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One query: its id, language tag and text. ``kind``: what sort of question it is, "" where
    that is not said. ``plain``: the text is a passage, without query syntax."""

    id: str
    lang: str
    text: str
    kind: str = ""
    plain: bool = True


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One ranking to judge: a query, the language it is searched in (a tag, or ``any``), and the
    ids that it should find there."""

    topic: Topic
    lang: str
    relevant: frozenset[str]

    @property
    def pair(self) -> str:
        """``QUERY-RELEVANT``: ``km-en``, ``en-any``."""
        return f"{self.topic.lang}-{self.lang}"


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
    for line, row in enumerate(rows, 2):
        short = [name for name in columns if row[name] is None and name != "text"]
        if short:
            raise EvaluationError(f"{path} lacks the {short[0]} in line {line}")
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


def topics_of(articles: Iterable[Article]) -> dict[str, Topic]:
    """Each article as the query that looks for its versions, by id."""
    return {
        article.id: Topic(id=article.id, lang=article.lang, text=article.text[:QUERY_CHARACTERS])
        for article in articles
    }


def read_topics(path: Path, *, syntax: bool = False) -> dict[str, Topic]:
    """The queries of a file, by id. Where it says of what kind they are, or with ``syntax``, they
    are what a person types; otherwise passages. Raises ``EvaluationError``."""
    rows = read_table(path, ("query_id", "lang", "text"))
    plain = not syntax and "kind" not in rows[0]
    return {
        row["query_id"]: Topic(
            id=row["query_id"],
            lang=row["lang"],
            text=row["text"] or "",
            kind=row.get("kind") or "",
            plain=plain,
        )
        for row in rows
    }


def read_qrels(path: Path, topics: Collection[str]) -> dict[str, set[str]]:
    """The relevant ids of each query. Raises ``EvaluationError`` for one that is not in
    ``topics``."""
    relevant: dict[str, set[str]] = {}
    for row in read_table(path, ("query_id", "relevant_id")):
        relevant.setdefault(row["query_id"], set()).add(row["relevant_id"])
    unknown = sorted(relevant.keys() - topics)
    if unknown:
        raise EvaluationError(f"{path} judges {unknown[0]!r}, which is no query")
    return relevant


def judgements(
    topics: Mapping[str, Topic],
    qrels: Mapping[str, Collection[str]],
    languages: Mapping[str, str],
) -> list[Judgement]:
    """The rankings to judge, in the order of ``qrels``: of each query one for each language it has
    relevant ids in, or one over all for a kind in ``ONE_RANKING``. A query never finds itself.

    ``languages`` has the tag of each relevant id. Raises ``EvaluationError`` for an id without.
    """
    judged = []
    for name, found in qrels.items():
        topic = topics[name]
        by_language: dict[str, set[str]] = {}
        for identity in found:
            if identity not in languages:
                raise EvaluationError(
                    f"{identity!r} is judged and is not there to be found; "
                    "give the articles or the index that hold it"
                )
            if identity != name:
                lang = ANY if topic.kind in ONE_RANKING else languages[identity]
                by_language.setdefault(lang, set()).add(identity)
        judged += [
            Judgement(topic=topic, lang=lang, relevant=frozenset(wanted))
            for lang, wanted in sorted(by_language.items())
        ]
    return judged


def fingerprint(judged: Iterable[Judgement]) -> str:
    """SHA-256, in hex, of everything that is judged, whatever its order: runs compare only where
    it is the same."""
    rows = sorted(
        (one.topic.id, one.pair, one.topic.kind, one.topic.text, sorted(one.relevant))
        for one in judged
    )
    text = json.dumps(rows, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
