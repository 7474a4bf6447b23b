"""The commands on an Elasticsearch: index, search, serve, and those that look after its indexes."""

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from search_app.cli import main
from tests.elasticsearch_server import VERSION
from tests.factories import write_treaty

STATUS = {
    "name", "serving", "schema", "model", "dimensions", "vectors", "generation", "works",
    "entries", "documents", "bytes", "writing",
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(elastic_place):
    """Calls a command on one place of the server; its address, and settings."""
    return Engine(elastic_place(replicas=0))


class Engine:
    """A cluster as the commands are told of it."""

    def __init__(self, place):
        self.place = place
        self.address = place.hosts[0]
        self.settings = {
            "TREATYLENS_ENGINE_PREFIX": place.prefix,
            "TREATYLENS_ENGINE_REPLICAS": "0",
            "TREATYLENS_ENGINE_TIMEOUT": str(place.timeout),
        }
        if place.username:
            self.settings["TREATYLENS_ENGINE_USERNAME"] = place.username
            self.settings["TREATYLENS_ENGINE_PASSWORD"] = place.password

    def __call__(self, *arguments, **settings):
        arguments = [*map(str, arguments), "--engine", self.address]
        return CliRunner().invoke(main, arguments, env=self.settings | settings)

    def document(self, *arguments, **settings):
        """What a command prints with ``--json``."""
        done = self(*arguments, "--json", **settings)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def names(self):
        return [one["name"] for one in self.document("engine", "status")["indexes"]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two works of three versions."""
    folder = tmp_path_factory.mktemp("files")
    write_treaty(folder, "treaty")
    (folder / "more").mkdir()
    write_treaty(folder / "more", "second")
    return folder


@pytest.fixture(autouse=True)
def indexed(engine, folder):
    """Both works are in one index of the first number or a later one."""
    document = engine.document("index", folder)
    assert not document["failed"]
    engine.document("engine", "prune")


def test_index_and_search_go_to_the_cluster(engine, folder):
    again = engine.document("index", folder)
    assert (again["works"], again["unchanged"]) == (0, 2)
    for query in ("bank secrecy", "银行保密", "ការសម្ងាត់របស់ធនាគារ"):
        found = engine.document("search", query, "--group", "provision")
        assert [hit["eid"] for hit in found["hits"][:2]] == ["art_2", "art_2"]
        assert found["hits"][0]["legs"].keys() == {"keyword", "semantic"}
    done = engine("search", "拒绝协助", "--lang", "zh")
    assert done.exit_code == 0
    assert "treaty_zh.txt" in done.stdout


def test_status_as_json_and_for_a_reader(engine):
    document = engine.document("engine", "status")
    assert document.keys() == {"engine", "place", "cluster", "health", "nodes", "indexes"}
    assert document["engine"] == "elasticsearch"
    assert set(document["nodes"].values()) == {VERSION}
    (index,) = document["indexes"]
    assert index.keys() == STATUS
    assert (index["serving"], index["works"], index["writing"]) == (True, 2, "")
    assert index["documents"] > index["entries"] == 2 * 3 * 4
    assert index["bytes"] > 0
    done = engine("engine", "status")
    assert f"{index['name']}  ← searches go here" in done.stdout
    assert "2 works, 24 provisions" in done.stdout


def test_status_of_a_folder(folder, tmp_path):
    run = CliRunner().invoke
    assert run(main, ["index", str(folder), "--index", str(tmp_path)]).exit_code == 0
    arguments = ["engine", "status", "--index", str(tmp_path)]
    document = json.loads(run(main, [*arguments, "--json"]).stdout)
    assert (document["engine"], document["works"], document["entries"]) == ("embedded", 2, 24)
    assert "2 works, 24 provisions" in run(main, arguments).stdout


def test_status_where_there_is_no_index_yet(engine):
    settings = {"TREATYLENS_ENGINE_PREFIX": f"{engine.place.prefix}-none"}
    assert engine.document("engine", "status", **settings)["indexes"] == []
    assert "treatylens index PATH" in engine("engine", "status", **settings).stdout


def test_reindex_from_the_files_then_prune(engine, folder):
    (old,) = engine.names()
    document = engine.document("engine", "reindex", folder)
    assert (document["works"], document["provisions"], document["lost"]) == (2, 24, [])
    assert document["index"] > old
    assert engine.names() == [old, document["index"]]
    assert engine.document("engine", "prune") == {"removed": [old]}
    assert engine.document("engine", "prune") == {"removed": []}
    assert engine.names() == [document["index"]]
    assert engine.document("search", "银行保密")["hits"][0]["eid"] == "art_2"


def test_reindex_without_paths_copies_with_the_settings_of_now(engine):
    (old,) = engine.names()
    document = engine.document("engine", "reindex", TREATYLENS_ENGINE_VECTORS="flat")
    assert document.keys() == {"index", "lost", "works", "provisions", "failed"}
    assert (document["works"], document["provisions"]) == (2, 24)
    kept = {one["name"]: one for one in engine.document("engine", "status")["indexes"]}
    assert (kept[old]["serving"], kept[document["index"]]["serving"]) == (False, True)
    assert kept[document["index"]]["vectors"] == "flat"
    assert "`treatylens engine prune` removes others" in engine("engine", "reindex").stdout


def test_reindex_from_fewer_paths_says_which_works_would_be_lost(engine, folder):
    (old,) = engine.names()
    done = engine("engine", "reindex", folder / "more", "--json")
    assert done.exit_code == 1
    assert (
        "1 works of the index are not under these paths (treaty), so searches go on" in done.stderr
    )
    assert "--prune" in done.stderr
    assert engine.names() == [old]
    assert engine.document("search", "银行保密")["total"] == 24
    document = engine.document("engine", "reindex", folder / "more", "--prune")
    assert document["lost"] == ["treaty"]
    found = engine.document("search", "银行保密")
    assert {hit["work"] for hit in found["hits"]} == {"second"}


def test_reindex_where_a_file_fails_serves_the_rest_and_exits_with_1(engine, folder, tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 \xff")
    done = engine("engine", "reindex", folder, tmp_path, "--json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert [Path(item["path"]).name for item in document["failed"]] == ["broken.pdf"]
    assert engine.document("search", "银行保密")["total"] == 24


@pytest.mark.parametrize(
    ("arguments", "settings", "status", "said"),
    [
        (["search", "x", "--index", "{folder}"], {}, 2, "either --index or --engine, not both"),
        (["engine", "status", "--index", "{folder}"], {}, 2, "either --index or --engine"),
        (["engine", "reindex", "{folder}/none"], {}, 2, "not there"),
        (["search", "x"], {"TREATYLENS_ENGINE_VECTORS": "lsh"}, 2, "int8_hnsw, hnsw, flat"),
        (["search", "x"], {"TREATYLENS_ENGINE_PREFIX": "Treaties"}, 2, "small letters"),
        (["search", "x"], {"TREATYLENS_ENGINE_SHARDS": "0"}, 2, "engine_shards must be at least 1"),
        (["search", "x"], {"TREATYLENS_ENGINE_PREFIX": "none"}, 1, "treatylens index PATH"),
        (["engine", "prune"], {"TREATYLENS_ENGINE_PREFIX": "none"}, 1, "none is removed"),
        (["engine", "reindex"], {"TREATYLENS_ENGINE_PREFIX": "none"}, 1, "treatylens index PATH"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else None,
)
def test_what_is_wrong_is_said_in_a_sentence(engine, folder, arguments, settings, status, said):
    done = engine(*(part.replace("{folder}", str(folder)) for part in arguments), **settings)
    assert done.exit_code == status, done.output
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["reindex", "prune"])
def test_without_a_cluster_it_is_said_how_to_name_one(command):
    done = CliRunner().invoke(main, ["engine", command])
    assert done.exit_code == 2
    assert "--engine http://HOST:9200 or with TREATYLENS_ENGINE" in done.stderr


def test_serve_answers_from_the_cluster_until_it_is_ended(engine):
    command = [sys.executable, "-m", "search_app.cli", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--engine", engine.address],
        env={"PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1", **engine.settings},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            site = process.stdout.readline().split()[2]
            with urllib.request.urlopen(f"{site}api/v1/search?q=secrecy&lang=en") as answer:
                found = json.load(answer)
        finally:
            process.send_signal(signal.SIGTERM)
            _, wrong = process.communicate(timeout=20)
    assert {hit["id"] for hit in found["hits"][:2]} == {"treaty/en/art_2", "second/en/art_2"}
    assert process.returncode == 0, wrong
