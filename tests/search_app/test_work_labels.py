"""The label of every work, also of one that has left the index since, in real databases."""

import json

import pytest
from click.testing import CliRunner

from search_app.access import PUBLIC, RESTRICTED
from search_app.accounts.store import AccountStore
from search_app.cli import main
from search_app.database_errors import DatabaseLocked
from search_app.work_labels import KeptLabels
from tests.search_app.instruments import STATEMENT, TREATY, write_instruments


@pytest.fixture
def database(new_database):
    return new_database()


def test_a_work_keeps_the_label_that_it_was_last_seen_with(database, new_database):
    kept = KeptLabels(database)
    kept.of({"a": PUBLIC, "b": RESTRICTED})
    kept.of({"a": RESTRICTED, "b": RESTRICTED})
    kept.of({"b": PUBLIC})
    for labels in (kept.of({"c": PUBLIC}), KeptLabels(new_database()).of({"c": PUBLIC})):
        assert [labels.of(work) for work in "abc"] == [RESTRICTED, PUBLIC, PUBLIC]
        assert [labels.holds(work) for work in "abc"] == [False, False, True]
        assert labels.of("never seen") == RESTRICTED


def test_what_cannot_be_kept_now_is_kept_at_the_next_call(database, monkeypatch, caplog):
    kept = KeptLabels(database)

    def locked():
        raise DatabaseLocked("the database is being written to by another program")

    with monkeypatch.context() as patched:
        patched.setattr(database, "writing", locked)
        assert kept.of({"a": PUBLIC}).of("a") == PUBLIC
    assert "were not kept" in caplog.text
    kept.of({"a": PUBLIC})
    assert KeptLabels(database).of({}).of("a") == PUBLIC


@pytest.mark.parametrize("accounts", [True, False])
def test_indexing_notes_labels_where_there_are_accounts(
    tmp_path, database_url, database, monkeypatch, accounts
):
    monkeypatch.setenv("TREATYLENS_DATABASE", database_url)
    if accounts:
        AccountStore(database).add("សុខា")
    (tmp_path / "texts").mkdir()
    write_instruments(tmp_path / "texts")
    done = CliRunner().invoke(
        main, ["index", str(tmp_path / "texts"), "--index", str(tmp_path / "index"), "--json"]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["works"] == 2
    found = KeptLabels(database).of({})
    assert {found.of(TREATY), found.of(STATEMENT)} == {PUBLIC if accounts else RESTRICTED}
