"""The commands as a person runs them: output, exit status, one sentence for what is wrong."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from search_app.cli import main
from tests.factories import write_treaty
from tests.indexer.pdf_maker import Drawn, make_pdf


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    (folder / "files").mkdir()
    write_treaty(folder / "files")
    done = call("index", folder / "files", "--index", folder / "index", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["expressions"] == 3
    return folder


def call(*arguments, **environment):
    return CliRunner().invoke(main, [str(part) for part in arguments], env=environment)


def test_search_prints_one_json_document_of_the_agreed_shape(place):
    done = call("search", "bank secrecy", "--index", place / "index", "--json")
    document = json.loads(done.stdout)
    assert done.exit_code == 0
    assert {"total", "hits", "facets", "took_ms"} <= document.keys()
    hit = document["hits"][0]
    assert hit["id"] == "treaty/en/art_2" == f"{hit['work']}/{hit['lang']}/{hit['eid']}"
    assert hit["script"] == "Latn"
    assert hit["legs"].keys() == {"keyword", "semantic"}
    assert sorted(hit["versions"]) == ["treaty/km/art_2", "treaty/zh/art_2"]
    assert len(hit["source"]["sha256"]) == 64
    start, end = hit["highlights"][0]
    assert hit["text"][start:end].lower() in {"bank", "bank secrecy"}


def test_search_reads_well_on_a_terminal(place):
    done = call("search", "银行保密", "--index", place / "index", "--lang", "zh")
    assert done.exit_code == 0
    assert "拒绝协助" in done.stdout


def test_provisions_shows_the_tree(place):
    done = call("provisions", place / "files/treaty_km.txt", "--json")
    tree = json.loads(done.stdout)["expressions"][0]["provisions"]
    assert [node["eid"] for node in tree] == ["preamble", "art_1", "art_2", "art_3"]


def test_extract_shows_pages(place):
    done = call("extract", place / "files/treaty_en.txt", "--json")
    page = json.loads(done.stdout)["pages"][0]
    assert (page["number"], page["lang"], page["method"]) == (1, "en", "text")


def test_encode_writes_unit_vectors(place):
    lines = place / "lines.txt"
    lines.write_text("extradition\n引渡\nបត្យាប័ន\n", encoding="utf-8")
    done = call("encode", lines, "--output", place / "lines.npy")
    vectors = np.load(place / "lines.npy")
    assert done.exit_code == 0
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_evaluate_finds_each_article_by_its_own_words(place):
    articles = place / "articles.tsv"
    articles.write_text(
        "doc\tarticle\tlang\ttext\n"
        "a\t1\ten\tThe costs of extradition are borne by the requested party.\n"
        "a\t2\ten\tTestimony may be given by video link.\n",
        encoding="utf-8",
    )
    queries = place / "queries.tsv"
    queries.write_text("query_id\tlang\ttext\nq\ten\tvideo link testimony\n", encoding="utf-8")
    qrels = place / "qrels.tsv"
    qrels.write_text("query_id\trelevant_id\nq\ta|2|en\n", encoding="utf-8")
    done = call(
        *("evaluate", "--articles", articles, "--qrels", qrels, "--queries", queries),
        *("--mode", "keyword", "--json"),
    )
    document = json.loads(done.stdout)
    assert document["pairs"]["en-en"] == {
        "queries": 1,
        "ndcg@10": 1.0,
        "mrr": 1.0,
        "r@10": 1.0,
        "p@1": 1.0,
    }


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["search", "x", "--index", "{place}/none"], 1, "treatylens index"),
        (["search", '"open', "--index", "{place}/index"], 2, "Try"),
        (["search", "x", "--index", "{place}/index", "--size", "many"], 2, "size"),
        (["search", "x", "--index", "{place}/index", "--mode", "magic"], 2, "mode"),
        (["index", "{place}/none", "--index", "{place}/other"], 2, "not there"),
        (
            ["search", "x", "--index", "{place}/index", "--type", "bogus"],
            2,
            "treaty, joint_statement",
        ),
        (["search", "x", "--index", "{place}/index", "--lang", "xx"], 2, "km, zh, en"),
        (["search", "-appeal", "--index", "{place}/index"], 2, "search -- -appeal"),
        (["extract", "{place}/files"], 1, "not a regular file"),
        (["extract", "{place}/none.pdf"], 2, "none.pdf is not there; give"),
        (["provisions", "{place}/none.pdf"], 2, "none.pdf is not there; give"),
        (["encode", "{place}/none.txt"], 2, "none.txt is not there; give"),
        (["serve", "--host", "0.0.0.0", "--index", "{place}/index"], 2, "127.0.0.1"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else None,
)
def test_what_is_wrong_is_said_in_a_sentence(place, arguments, status, said):
    done = call(*(part.replace("{place}", str(place)) for part in arguments))
    assert done.exit_code == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_settings_file_is_said(place):
    (place / "bad.toml").write_bytes(b"\x00\xff")
    done = call("search", "x", TREATYLENS_CONFIG=str(place / "bad.toml"))
    assert done.exit_code == 2
    assert "TOML" in done.stderr


def test_a_variable_that_is_no_setting_is_said():
    done = call("search", "x", TREATYLENS_NOSUCH="1")
    assert done.exit_code == 2
    assert "TREATYLENS_NOSUCH, which is no setting" in done.stderr


@pytest.mark.parametrize(
    ("option", "name"),
    [("--type", "Treaty"), ("--type", "条约"), ("--lang", "ភាសាខ្មែរ"), ("--lang", "ZH-hans")],
)
def test_a_filter_is_read_by_any_name_of_its_value(place, option, name):
    canonical = {"Treaty": "treaty", "条约": "treaty", "ភាសាខ្មែរ": "km", "ZH-hans": "zh-Hans"}[name]
    found = [
        json.loads(call("search", "x", "--index", place / "index", option, value, "--json").stdout)
        for value in (name, canonical)
    ]
    assert found[0]["total"] == found[1]["total"] > 0


@pytest.mark.parametrize("name", ["none/report.json", "files"])
def test_a_report_that_cannot_be_written_is_refused_before_anything_is_read(place, name):
    index = place / "unmade"
    done = call("index", place / "files", "--index", index, "--report", place / name)
    assert done.exit_code == 2
    assert "--report" in done.stderr
    assert not index.exists()


def test_vectors_that_cannot_be_written_are_refused(place):
    done = call("encode", place / "files/treaty_en.txt", "--output", place / "none/x.npy")
    assert done.exit_code == 2
    assert "--output" in done.stderr


@pytest.fixture(scope="module")
def scanned(place):
    path = place / "scanned_km.pdf"
    path.write_bytes(make_pdf([[], []], image=True))
    return path


def test_provisions_of_a_scan_say_that_there_is_no_text(scanned):
    done = call("provisions", scanned, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout) == {"title": "", "type": "", "expressions": []}
    assert "scanned_km.pdf holds no text that can be read (Page 1, 2: " in done.stderr


def test_provisions_in_a_language_that_a_file_lacks_say_what_it_has(place):
    done = call("provisions", place / "files/treaty_zh.txt", "--lang", "en", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["expressions"] == []
    assert "no version in en; --lang takes what it has: zh-Hans" in done.stderr


def test_provisions_of_a_language_that_is_not_read_say_so(place):
    path = place / "ru.txt"
    path.write_text("Договор\n\nСтороны договорились о нижеследующем.\n", encoding="utf-8")
    done = call("provisions", path)
    assert done.exit_code == 1
    assert "Khmer, Chinese or English" in done.stderr


def test_a_hit_names_its_file_and_no_page_where_there_are_none(place):
    shown = call("search", "银行保密", "--index", place / "index", "--lang", "zh").stdout
    assert "\n   treaty_zh.txt\n" in shown
    found = call("search", "银行保密", "--index", place / "index", "--json").stdout
    assert {hit["source"]["page"] for hit in json.loads(found)["hits"]} == {None}


def test_a_hit_in_a_pdf_names_its_page(tmp_path):
    rows = [["Article 1", "Costs are shared."], ["Article 2", "Secrecy is no ground."]]
    drawn = [[Drawn(text, 72, 700 - 40 * row) for row, text in enumerate(page)] for page in rows]
    (tmp_path / "treaty_en.pdf").write_bytes(make_pdf(drawn))
    call("index", tmp_path / "treaty_en.pdf", "--index", tmp_path / "index")
    shown = call("search", '"no ground"', "--index", tmp_path / "index").stdout
    assert "\n   treaty_en.pdf, page 2\n" in shown


EXPLAINED = 'secrecy "bank secrecy" 拒绝* lang:en -costs Article 2'


def test_a_query_is_explained_in_lines_a_person_can_read(place):
    shown = call("search", EXPLAINED, "--explain", "--index", place / "index").stdout
    head = shown.split(" hits (")[0]
    assert 'read as: secrecy "bank secrecy" 拒绝* lang:en NOT costs Article 2' in head
    for line in (
        "language: en-Latn",
        'phrases: "bank secrecy"',
        "beginnings: 拒绝*",
        "fields: lang:en",
        "citations: art_2",
        "ranks by:",
        "must match:",
        "  NOT words:cost",
    ):
        assert f"\n{line}" in head, line
    assert "start=" not in head
    assert "Token(" not in head


def test_an_explanation_is_an_object_in_json(place):
    done = call("search", EXPLAINED, "--explain", "--index", place / "index", "--json")
    explained = json.loads(done.stdout)["explanation"]
    assert explained["language"] == "en"
    assert explained["words"][0] == "secreci"
    assert explained["phrases"] == ['"bank secrecy"']
    assert explained["citations"] == ["art_2"]
    assert explained["plan"]["required"]["kind"] == "AllOf"
    plain = json.loads(call("search", EXPLAINED, "--index", place / "index", "--json").stdout)
    assert "explanation" not in plain


def test_the_renderings_that_widen_a_query_are_explained(place):
    shown = call("search", "引渡", "--explain", "--index", place / "index").stdout
    assert "also looked for: " in shown
    assert "extradition (en)" in shown
