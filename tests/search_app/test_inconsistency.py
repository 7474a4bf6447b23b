"""The report on terms that are rendered in several ways: what is one rendering, which rows say
something, and what is told of the specimen corpus."""

import csv
import io
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from analyzers.termbase import termbase
from search_app import aligned_works, inconsistency
from search_app.app import create_app
from search_app.bead_corrections import NoCorrections
from search_app.bitext import ReviewedBead
from search_app.cli import main
from search_app.inconsistency import Reports, report_on
from search_app.inconsistency_command import SCOPES
from search_app.name_variants import same_rendering, variant_key
from search_app.openapi import document
from search_app.settings import Settings
from search_app.term_pair_form import REPORT_PARAMETERS
from search_app.term_rows import TermReader
from tests.search_app.aligned_rows import row
from tests.search_app.pages import main_of, page, text_of
from tests.search_app.test_api import check

MLA, CONSULAR = "aravan-serethia-mla-2011", "darusan-lanhai-consular-2005"


@pytest.fixture(scope="module")
def report(corpus_searcher):
    return report_on(corpus_searcher, ("en", "zh"))


@pytest.fixture(scope="module")
def corpus_client(corpus_searcher, tmp_path_factory):
    database = tmp_path_factory.mktemp("reports") / "db.sqlite"
    settings = replace(Settings(), database=f"sqlite:///{database}")
    return create_app(corpus_searcher, settings).test_client()


def found(report, term):
    return next((one for one in report.found if one.term == term), None)


def read(own, theirs, languages=("en", "zh")):
    """What a row says: each concept with the words that render it, None for none."""
    reader = TermReader(termbase(), languages)
    return {one.concept.id: one.theirs and one.theirs.text for one in reader.read(row(own, theirs))}


# --------------------------------------------------------------------------- one rendering


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "seizure", "seize"),
        ("en", "entry into force", "enters into force"),
        ("en", "State Party", "States Parties"),
        ("en", "offence", "criminal offences"),
        ("zh", "網絡", "网络"),
        ("zh", "缔约一方", "缔约双方"),
        ("zh", "司法协助", "刑事司法协助"),
        ("zh", "司法文书的送达", "送达司法文书"),
        ("km", "ការចាប់ខ្លួន", "ចាប់ខ្លួន"),
        ("km", "កិច្ចពិគ្រោះយោបល់", "ការពិគ្រោះយោបល់"),
        ("km", "បត្យាប័ន", "ការធ្វើបត្យាប័ន"),
    ],
)
def test_names_that_differ_in_spelling_script_or_grammar_are_one(language, one, other):
    assert same_rendering(variant_key(one, language), variant_key(other, language), language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "costs", "expenses"),
        ("en", "national law", "domestic law"),
        ("zh", "协商", "磋商"),
        ("zh", "主管机关", "主管当局"),
        ("km", "ជនល្មើស", "ចារី"),
        ("km", "រឹបអូស", "ចាប់យក"),
    ],
)
def test_names_of_different_words_are_not(language, one, other):
    assert not same_rendering(variant_key(one, language), variant_key(other, language), language)


# --------------------------------------------------------------------------- what a row says


def test_a_row_says_which_name_renders_a_concept():
    assert (
        read("The Parties shall hold consultations.", "双方应当进行磋商。")["consultation"]
        == "磋商"
    )


def test_the_longest_name_counts():
    said = read("The Requested Party may refuse.", "被请求方可以拒绝。")
    assert said["requested_party"] == "被请求方"
    assert "requesting_party" not in said


def test_a_row_without_a_name_says_that_there_is_none():
    assert read("The extradition was ordered.", "已经作出命令。")["extradition"] is None


def test_a_name_within_another_is_neither_a_rendering_nor_an_omission():
    assert "extradition" not in read("After the extradition ended.", "引渡条约终止后。")


def test_two_names_beside_one_occurrence_leave_a_doubt():
    assert "consultation" not in read("The consultation was held.", "协商和磋商已经举行。")


def test_two_occurrences_may_have_two_names():
    reader = TermReader(termbase(), ("en", "zh"))
    cells = row("Consultation follows consultation.", "先协商，后磋商。")
    said = {one.theirs.text for one in reader.read(cells) if one.concept.id == "consultation"}
    assert said == {"协商", "磋商"}


def test_an_english_name_beside_another_form_of_its_words_says_nothing():
    beside = read(
        "It shall be deposited with the Secretary, who is the depositary.",
        "应当交存秘书长。",
    )
    assert "depositary" not in beside


def test_khmer_terms_are_read_like_others():
    said = read("ភាគីទាំងពីរត្រូវធ្វើបត្យាប័ន។", "The Parties shall extradite.", ("km", "en"))
    assert said["extradition"] == "extradite"


# --------------------------------------------------------------------------- the corpus


def test_a_term_that_works_render_differently_is_reported_with_its_rows(report):
    authority = found(report, "competent authorities")
    assert authority.between
    assert not authority.within
    renderings = {one.text: one for one in authority.renderings}
    assert set(renderings) == {"主管机关", "主管当局"}
    assert renderings["主管当局"].works == {CONSULAR: 4}


def test_a_term_that_a_work_renders_differently_is_reported(report):
    investigation = found(report, "investigation")
    assert MLA in investigation.within
    assert {one.text for one in investigation.renderings} == {"侦查", "调查"}


def test_what_is_only_grammar_is_not_reported(report):
    terms = {one.concept.id for one in report.found}
    assert not terms & {"contracting_party", "jurisdiction", "entry_into_force"}


def test_an_example_marks_the_term_and_its_rendering_in_their_row(report):
    for one in report.found:
        for rendering in one.renderings:
            for example in rendering.examples:
                (start, end), (their_start, their_end) = example.spans
                assert example.texts[0][start:end].casefold()[:4] == one.term.casefold()[:4]
                theirs = example.texts[1][their_start:their_end]
                assert theirs in (rendering.text, *rendering.variants)


def test_rows_are_those_of_the_page_side_by_side(report, corpus_client):
    example = found(report, "investigation").renderings[1].examples[0]
    answer = corpus_client.get(
        f"/api/v1/works/{example.work}/parallel/{'-'.join(example.addresses)}"
    ).get_json()
    cells = answer["rows"][example.number - 1]["cells"]
    assert "".join(part["text"] for part in cells[1]) == example.texts[1]


def test_what_probably_renders_a_term_is_told_apart_and_makes_no_report(report):
    likely = [one for one in report.found if one.likely]
    assert likely
    for one in likely:
        names = {name.text for name in one.concept.renderings}
        assert all(rendering.text not in names for rendering in one.likely)
        assert len(one.renderings) > 1


def test_doubtful_rows_count_for_nothing(corpus_searcher, monkeypatch):
    monkeypatch.setattr(aligned_works, "LEAST_CONFIDENCE", 1.1)
    assert report_on(corpus_searcher, ("en", "zh")).rows == 0


class Confirmed(NoCorrections):
    """Every bead as a person confirmed it."""

    def version(self):
        return "confirmed"

    def of(self, view):
        return {
            pair: [ReviewedBead(bead, "confirmed", "sokha", "2026-01-01") for bead in beads]
            for pair, beads in view.alignments.items()
        }


def test_rows_that_a_person_confirmed_count_whatever_their_confidence(corpus_searcher, monkeypatch):
    monkeypatch.setattr(aligned_works, "LEAST_CONFIDENCE", 1.1)
    assert report_on(corpus_searcher, ("en", "zh"), Confirmed()).rows > 0


def test_a_report_is_made_once_until_a_correction_changes_it(corpus_searcher, monkeypatch):
    made = []
    monkeypatch.setattr(inconsistency, "report_on", lambda *asked: made.append(asked) or asked)
    reports = Reports()
    for corrections in (None, None, Confirmed(), Confirmed()):
        reports.of(corpus_searcher, ("en", "km"), corrections)
    assert len(made) == 2


def test_progress_is_told_work_by_work(corpus_searcher):
    told = []
    report_on(corpus_searcher, ("zh", "km"), progress=lambda *done: told.append(done))
    assert [done for done, _, _ in told] == list(range(1, len(told) + 1))
    assert told[-1][0] == told[-1][1] == corpus_searcher.reader.info().works


# --------------------------------------------------------------------------- site, API, command


def test_the_page_asks_before_it_compares(corpus_client):
    html = page(corpus_client, "/terms/inconsistencies")
    assert "terms are rendered differently" not in text_of(html)


def test_the_page_shows_each_rendering_with_its_works_and_rows(corpus_client):
    html = main_of(page(corpus_client, "/terms/inconsistencies?from=en&to=zh&scope=between"))
    assert "主管当局" in html
    assert f'href="/works/{CONSULAR}"' in html
    assert 'href="/terms/competent_authority"' in html
    assert "#row-" in html


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("scope=within", "investigation", "competent_authority"),
        ("scope=between", "competent_authority", "territory_none"),
        (f"work={CONSULAR}", "competent_authority", "video_conference"),
        ("domain=procedure", "investigation", "consultation"),
    ],
)
def test_filters_leave_what_they_name(corpus_client, query, there, gone):
    answer = corpus_client.get(f"/api/v1/terms/inconsistencies?from=en&to=zh&size=1000&{query}")
    concepts = {one["concept"] for one in answer.get_json()["inconsistencies"]}
    assert there in concepts
    assert gone not in concepts


def test_the_answer_is_as_it_is_described(corpus_client):
    described = document()
    get = described["paths"]["/api/v1/terms/inconsistencies"]["get"]
    assert {parameter["name"] for parameter in get["parameters"]} == set(REPORT_PARAMETERS)
    answer = corpus_client.get("/api/v1/terms/inconsistencies?from=en&to=zh").get_json()
    schema = get["responses"]["200"]["content"]["application/json"]["schema"]
    check(answer, schema, described["components"]["schemas"])


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("from=en", "to"), ("from=en&to=en", "to"), ("from=fr&to=en", "from"),
     ("from=en&to=zh&scope=here", "scope"), ("from=en&to=zh&colour=red", "colour")],
)  # fmt: skip
def test_a_faulty_request_is_told(corpus_client, query, parameter):
    answer = corpus_client.get(f"/api/v1/terms/inconsistencies?{query}")
    assert answer.status_code == 400
    assert [one["parameter"] for one in answer.get_json()["error"]["problems"]] == [parameter]


def test_the_csv_has_a_line_for_each_rendering_in_each_work(corpus_client):
    answer = corpus_client.get("/terms/inconsistencies/export?from=en&to=zh")
    lines = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    own = [line for line in lines if line["rendering"] == "主管当局"]
    assert [(line["work"], line["rows"], line["likely"]) for line in own] == [(CONSULAR, "4", "no")]


@pytest.fixture
def run(monkeypatch, corpus_searcher, tmp_path):
    monkeypatch.setattr("search_app.searching.open_searcher", lambda *_: corpus_searcher)
    monkeypatch.setenv("TREATYLENS_DATABASE", f"sqlite:///{tmp_path / 'db.sqlite'}")

    def run_it(*arguments):
        return CliRunner().invoke(
            main, ["terms", "inconsistencies", "--index", str(tmp_path), *arguments]
        )

    return run_it


def test_the_command_prints_the_report(run):
    done = run("--from", "en", "--to", "zh", "--scope", "between")
    assert done.exit_code == 0, done.stderr
    assert "terms are rendered in several ways" in done.stdout
    assert "主管当局" in done.stdout


def test_the_command_prints_what_the_api_answers(run, corpus_client):
    printed = json.loads(run("--from", "en", "--to", "zh", "--work", MLA, "--json").stdout)
    answer = corpus_client.get(f"/api/v1/terms/inconsistencies?from=en&to=zh&work={MLA}&size=1000")
    assert printed == answer.get_json()


def test_the_command_refuses_one_language_twice_and_an_unknown_field(run):
    assert run("--from", "en", "--to", "English").exit_code == 2
    done = run("--from", "en", "--to", "zh", "--domain", "cooking")
    assert done.exit_code == 2
    assert "no term is of the field cooking; there are assets" in done.stderr


def test_the_command_has_the_scopes_of_the_report():
    assert SCOPES == inconsistency.SCOPES
