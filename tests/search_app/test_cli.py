"""The commands as a person runs them: output, exit status, one sentence for what is wrong."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from search_app.cli import main
from tests.factories import write_treaty


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
        (["extract", "{place}/files"], 1, "not a regular file"),
        (["serve", "--host", "0.0.0.0", "--index", "{place}/index"], 2, "127.0.0.1"),
    ],
    ids=["no index", "syntax", "size", "mode", "no path", "folder", "open address"],
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
