"""The topics and judgements of the corpus: whole, and of provisions that are there."""

import unicodedata
from collections import Counter, defaultdict
from itertools import permutations
from pathlib import Path

import pytest

from indexer.engine import open_reader

CORPUS = Path(__file__).parents[2] / "corpus"
LANGS = {"km": "km", "en": "en", "zh-Hans": "zh", "zh-Hant": "zh"}
KINDS = ("citation", "term", "concept", "quotation", "cross")


def table(name):
    lines = (CORPUS / "evaluation" / name).read_text(encoding="utf-8").split("\n")
    assert lines.pop() == "", f"{name} ends with a line break"
    return [tuple(line.split("\t")) for line in lines]


TOPICS = table("topics.tsv")[1:]
QRELS = table("qrels.tsv")[1:]


def relevant():
    found = defaultdict(set)
    for query, provision in QRELS:
        found[query].add(provision)
    return found


def language(provision):
    return provision.split("/")[1]


def test_the_tables_have_the_columns_that_the_readme_names():
    assert table("topics.tsv")[0] == ("query_id", "lang", "kind", "text")
    assert table("qrels.tsv")[0] == ("query_id", "relevant_id")
    assert {len(row) for row in TOPICS} == {4}
    assert {len(row) for row in QRELS} == {2}


def test_there_are_at_least_two_hundred_queries():
    assert len(TOPICS) >= 200


def test_every_language_and_kind_is_one_that_the_readme_names():
    assert {lang for _, lang, _, _ in TOPICS} == set(LANGS)
    assert {kind for _, _, kind, _ in TOPICS} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_queries_in_all_three_languages(kind):
    count = Counter(LANGS[lang] for _, lang, found, _ in TOPICS if found == kind)
    assert set(count) == {"km", "en", "zh"}
    assert max(count.values()) - min(count.values()) <= 2


def test_no_two_queries_are_alike():
    count = Counter("".join(text.split()).casefold() for *_, text in TOPICS)
    assert [text for text, times in count.items() if times > 1] == []


def test_no_two_queries_have_one_id():
    assert len({query for query, *_ in TOPICS}) == len(TOPICS)


def test_every_query_has_a_text_without_space_around_it_and_composed():
    for query, _, _, text in TOPICS:
        assert text, query
        assert text == unicodedata.normalize("NFC", text.strip()), query


def test_every_query_is_judged_and_every_judgement_is_of_a_query():
    assert set(relevant()) == {query for query, *_ in TOPICS}


def test_no_judgement_is_there_twice():
    assert len(set(QRELS)) == len(QRELS)


@pytest.mark.parametrize("kind", ["term", "concept", "quotation"])
def test_what_is_relevant_is_in_the_language_of_the_query(kind):
    judged = relevant()
    for query, lang, found, _ in TOPICS:
        if found == kind:
            assert {language(provision) for provision in judged[query]} == {LANGS[lang]}, query


def test_what_is_relevant_to_a_query_across_languages_is_in_one_other_language():
    judged = relevant()
    directions = Counter()
    for query, lang, kind, _ in TOPICS:
        if kind == "cross":
            languages = {language(provision) for provision in judged[query]}
            assert len(languages) == 1, query
            directions[LANGS[lang], *languages] += 1
    assert set(directions) == set(permutations(["km", "en", "zh"], 2))
    assert len(set(directions.values())) == 1


def test_a_cited_provision_is_relevant_in_each_language_of_its_work():
    judged = relevant()
    for query, _, kind, _ in TOPICS:
        if kind == "citation":
            languages = defaultdict(set)
            for provision in judged[query]:
                work, lang, eid = provision.split("/")
                languages[work, eid].add(lang)
            scanned = any(work == "mekari-declaration-trafficking-2013" for work, _ in languages)
            assert all(
                found == ({"en", "zh"} if scanned else {"en", "zh", "km"})
                for found in languages.values()
            ), query


def test_every_relevant_provision_is_in_the_index_of_the_corpus(index_into, tmp_path):
    report = index_into([CORPUS], tmp_path / "index")
    assert report.failed == []
    assert report.works == len(list(CORPUS.glob("*/work.toml"))), "the topics are no work"
    reader = open_reader(tmp_path / "index")
    ids = sorted({provision for _, provision in QRELS})
    entries = reader.entries(ids)
    reader.close()
    assert [name for name, entry in zip(ids, entries, strict=True) if entry is None] == []
