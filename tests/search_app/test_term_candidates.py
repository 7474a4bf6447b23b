"""Candidates for the termbase: which words may be terms, what goes together, and that nothing is
mixed in."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from analyzers.termbase import termbase
from analyzers.termbase_table import read_table
from search_app import candidates_command, term_candidates, term_pair_form
from search_app.app import create_app
from search_app.candidate_pairs import log_likelihood
from search_app.candidate_runs import Cell, RunCounts, edge_words
from search_app.cli import main
from search_app.openapi import document
from search_app.settings import Settings
from search_app.term_candidates import candidates_of
from search_app.term_pair_form import CANDIDATE_PARAMETERS
from tests.search_app.aligned_rows import row
from tests.search_app.pages import main_of, page, text_of
from tests.search_app.test_api import check


@pytest.fixture(scope="module")
def mined(corpus_searcher):
    return candidates_of(corpus_searcher, ("en", "zh"))


@pytest.fixture(scope="module")
def corpus_client(corpus_searcher, tmp_path_factory):
    database = tmp_path_factory.mktemp("candidates") / "db.sqlite"
    settings = replace(Settings(), database=f"sqlite:///{database}")
    return create_app(corpus_searcher, settings).test_client()


def runs(text, language="en"):
    """The runs of a text that may be terms, as printed."""
    cell = Cell(row(text, "").cells[0], language, termbase())
    every = RunCounts(cell.hashes, np.ones(len(cell.hashes), np.int64))
    return {one.text for one in cell.printed(every).values()}


def test_a_run_has_no_function_word_at_its_ends_and_no_punctuation_within():
    found = runs("the head of the consular post, a subscriber of the service")
    assert {"head", "head of the consular post", "subscriber of the service"} <= found
    assert not {one for one in found if one.split()[0] in edge_words("en")}
    assert not any("post, a" in one for one in found)


def test_a_run_has_five_words_at_most_and_no_digit_and_no_conjunction():
    found = runs("fifteen working days after 30 other working days and some more nights")
    assert all(len(one.split()) <= 5 for one in found)
    assert not any("30" in one or " and " in one for one in found)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("the Requested Party shall act", "en", "Requested"),
        ("被请求方应当行事", "zh", "被请求方"),
        ("ភាគីទទួលសំណើត្រូវអនុវត្ត", "km", "ភាគីទទួលសំណើ"),
    ],
)
def test_a_name_of_the_termbase_is_no_candidate_nor_a_part_of_one(text, language, name):
    assert name not in runs(text, language)


def test_a_run_may_hold_a_name_with_more():
    assert "urgent extradition" in runs("an urgent extradition is asked for")


def test_a_part_of_a_run_that_is_as_frequent_does_not_stand_alone():
    cell = Cell(row("the harbour master", "").cells[0], "en", termbase())
    counts = RunCounts(cell.hashes, np.full(len(cell.hashes), 3, np.int64))
    assert len(cell.hashes) == 3
    assert len(cell.standing_alone(counts)) == 1


def test_what_always_stands_together_is_far_from_chance():
    assert log_likelihood(10, 10, 10, 1000) > log_likelihood(5, 10, 10, 1000) > 10.83
    assert log_likelihood(1, 10, 100, 1000) == pytest.approx(0.0, abs=1e-9)


def test_candidates_go_together_in_both_directions(corpus_searcher, mined):
    back = {(one.target, one.source) for one in candidates_of(corpus_searcher, ("zh", "en")).found}
    pairs = {(one.source, one.target) for one in mined.found}
    assert len(pairs & back) > 0.9 * len(pairs)


def test_each_source_and_each_target_is_proposed_once(mined):
    assert len({one.source for one in mined.found}) == len(mined.found)
    assert len({one.target for one in mined.found}) == len(mined.found)


def test_known_translations_are_among_the_first(mined):
    first = {one.target: one.source for one in mined.at_least(3)[:60]}
    assert first["派遣国国民"].casefold().startswith("national")
    assert first["领馆馆长"].startswith("head")


def test_no_candidate_is_a_name_of_a_concept_or_of_a_party(mined):
    names = {name.text.casefold() for concept in termbase() for name in concept.renderings}
    assert not names & {one.source.casefold() for one in mined.found}
    assert not names & {one.target for one in mined.found}
    assert not {"Republic of Aravan", "Aravan", "Lanhai"} & {one.source for one in mined.found}


def test_statistics_are_of_the_rows(mined):
    for one in mined.found:
        assert 2 <= one.together <= min(one.rows)
        assert one.dice == pytest.approx(2 * one.together / sum(one.rows))
        assert one.works
        assert len(one.examples) == min(2, one.together)


def test_an_example_has_both_runs_where_it_says(mined):
    for one in mined.found[:100]:
        for example in one.examples:
            (start, end), (their_start, their_end) = example.spans
            said = " ".join(example.texts[0][start:end].split()).casefold()
            assert said[:3] == one.source.casefold()[:3]
            assert example.texts[1][their_start:their_end]


def test_of_a_larger_collection_the_first_rows_are_read_and_it_says_so(
    corpus_searcher, monkeypatch
):
    monkeypatch.setattr(term_candidates, "MOST_ROWS", 100)
    found = candidates_of(corpus_searcher, ("en", "km"))
    assert (found.rows, found.complete) == (100, False)


def test_nothing_is_added_to_the_termbase(corpus_searcher, mined):
    assert mined.found
    assert corpus_searcher.termbase is termbase()
    assert all(concept.entry.domain != "own" for concept in termbase())


# --------------------------------------------------------------------------- site, API, command


def test_the_page_shows_the_statistics_and_examples(corpus_client):
    html = main_of(page(corpus_client, "/terms/candidates?from=en&to=zh"))
    assert "searches do not use them" in text_of(html)
    assert "领馆馆长" in html
    assert "log-likelihood" in html
    assert "#row-" in html


def test_the_table_is_a_file_of_terms_that_can_be_read(corpus_client):
    answer = corpus_client.get("/terms/candidates/export?from=en&to=zh&min_count=4")
    entries = read_table(answer.text.splitlines())
    head = next(entry for entry in entries if "领馆馆长" in entry.texts("zh-Hans"))
    assert (head.id[:4], head.status, head.domain) == ("head", "proposed", "own")
    assert "Dice" in head.note
    assert not {entry.id for entry in entries} & {concept.id for concept in termbase()}


def test_fewer_rows_leave_more_candidates(corpus_client):
    few, many = (
        corpus_client.get(f"/api/v1/terms/candidates?from=km&to=en&min_count={count}").get_json()
        for count in (5, 2)
    )
    assert few["total"] < many["total"]
    assert all(one["together"] >= 5 for one in few["candidates"])


def test_the_answer_is_as_it_is_described(corpus_client):
    described = document()
    get = described["paths"]["/api/v1/terms/candidates"]["get"]
    assert {parameter["name"] for parameter in get["parameters"]} == set(CANDIDATE_PARAMETERS)
    answer = corpus_client.get("/api/v1/terms/candidates?from=en&to=zh").get_json()
    schema = get["responses"]["200"]["content"]["application/json"]["schema"]
    check(answer, schema, described["components"]["schemas"])


@pytest.mark.parametrize("query", ["from=en", "from=en&to=zh&min_count=1", "from=en&to=zh&q=x"])
def test_a_faulty_request_is_told(corpus_client, query):
    assert corpus_client.get(f"/api/v1/terms/candidates?{query}").status_code == 400


@pytest.fixture
def run(monkeypatch, corpus_searcher, tmp_path):
    monkeypatch.setattr("search_app.searching.open_searcher", lambda *_: corpus_searcher)
    monkeypatch.setenv("TREATYLENS_DATABASE", f"sqlite:///{tmp_path / 'db.sqlite'}")

    def run_it(*arguments):
        return CliRunner().invoke(
            main, ["terms", "candidates", "--index", str(tmp_path), *arguments]
        )

    return run_it


def test_the_command_prints_tables_and_json(run):
    shown = run("--from", "en", "--to", "zh", "--min-count", "4")
    assert shown.exit_code == 0, shown.stderr
    assert "candidates in" in shown.stdout
    entries = read_table(run("--from", "en", "--to", "zh", "--tsv").stdout.splitlines())
    document_ = json.loads(run("--from", "en", "--to", "zh", "--json").stdout)
    assert len(entries) == document_["total"] == len(document_["candidates"])


def test_the_command_has_the_bounds_of_the_page():
    assert candidates_command.MIN_COUNT == term_pair_form.MIN_COUNT
    assert candidates_command.LEAST_COUNT == term_pair_form.LEAST_COUNT
