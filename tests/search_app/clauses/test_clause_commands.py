"""``treatylens clauses``: the list, and corrections carried elsewhere."""

import json

import pytest
from click.testing import CliRunner

from search_app.clauses.store import ClauseCorrectionStore
from search_app.cli import main
from search_app.database import Database
from tests.search_app.clauses.labelled import correction
from tests.search_app.instruments import TREATY, index_instruments

COSTS = f"{TREATY}/chp_2__art_3"


@pytest.fixture(scope="module")
def index(tmp_path_factory, encoder):
    return index_instruments(tmp_path_factory.mktemp("listed"), encoder)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("TREATYLENS_DATABASE", f"sqlite:///{tmp_path}/made.sqlite3")

    def command(*arguments, code=0):
        result = CliRunner().invoke(main, [str(one) for one in ("clauses", *arguments)])
        assert result.exit_code == code, result.output
        return result

    return command


@pytest.fixture
def store(tmp_path):
    return ClauseCorrectionStore(Database(f"sqlite:///{tmp_path}/made.sqlite3"))


def counts(run, index):
    document = json.loads(run("--index", index, "--json").stdout)
    return {one["clause"]: one["count"] for one in document["clauses"] if one["count"]}


def test_the_list_counts_provisions_as_corrected(run, store, index):
    assert counts(run, index)["costs"] == 1
    store.make(COSTS, ["speciality"], "សុខា", texts=hashes(index))
    assert "costs" not in counts(run, index)
    assert counts(run, index)["speciality"] == 1
    assert "speciality" in run("--index", index).stdout


def test_a_search_is_bound_by_a_subject_in_any_language(run, index):
    for name in ("costs", "费用", "សោហ៊ុយ"):
        result = CliRunner().invoke(
            main, ["search", "party", "--clause", name, "--index", str(index), "--json"]
        )
        assert {hit["eid"] for hit in json.loads(result.stdout)["hits"]} == {"chp_2__art_3"}
    result = CliRunner().invoke(
        main, ["search", "party", "--clause", "wheat", "--index", str(index)]
    )
    assert result.exit_code == 2
    assert "wheat" in result.output


def test_corrections_are_carried_to_another_database(run, store, index, tmp_path, monkeypatch):
    store.make(COSTS, ["speciality"], "សុខា", texts=hashes(index), note="见第七条")
    store.add([correction()])
    run("export", tmp_path / "file.json")
    monkeypatch.setenv("TREATYLENS_DATABASE", f"sqlite:///{tmp_path}/other.sqlite3")
    counted = json.loads(run("import", tmp_path / "file.json", "--json").stdout)
    assert counted == {"added": 2, "withdrawn": 0, "unchanged": 0}
    assert counts(run, index)["speciality"] == 1
    listed = json.loads(run("corrections", "--index", index, "--json").stdout)["corrections"]
    assert [(one["key"], one["stale"]) for one in listed] == [
        (COSTS, False),
        ("northland-2011/art_3", True),
    ]
    shown = run("corrections", COSTS, "--index", index).stdout
    assert "见第七条" in shown
    assert "northland-2011/art_3" not in shown


def test_a_file_with_a_zero_byte_in_a_note_is_taken_in_without_it(run, store, tmp_path):
    store.add([correction(note="第七\0条"), correction(2)])
    run("export", tmp_path / "file.json")
    text = (tmp_path / "file.json").read_text(encoding="utf-8")
    other = text.replace('"id": "', '"id": "other-')
    (tmp_path / "file.json").write_text(other, encoding="utf-8")
    counted = json.loads(run("import", tmp_path / "file.json", "--json").stdout)
    assert counted["added"] == 2
    assert "第七条" in [one.note for one in store.all()]
    (tmp_path / "key.json").write_text(text.replace('"key": "', '"key": "\\ud800'), "utf-8")
    assert "is not whole" in run("import", tmp_path / "key.json", code=2).output


def test_a_file_that_is_none_is_told(run, tmp_path):
    (tmp_path / "none.json").write_text("{}", encoding="utf-8")
    assert "give a file that was exported" in run("import", tmp_path / "none.json", code=2).output
    run("import", tmp_path / "absent.json", code=2)
    run("export", tmp_path / "no" / "folder.json", code=2)


def hashes(index):
    """The texts of the provision, as they are indexed."""
    from indexer.engine import open_reader
    from search_app.clauses.reader import hashes_of

    reader = open_reader(index)
    try:
        return hashes_of(reader, [f"{TREATY}/{lang}/chp_2__art_3" for lang in ("en", "zh", "km")])
    finally:
        reader.close()
