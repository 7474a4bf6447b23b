"""Corrections in the database, of instruments that are read again and again."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from click.testing import CliRunner

from indexer.engine import open_reader
from search_app.bead_changes import CorrectionError, StaleBead
from search_app.bitext import beads_of, parallel_text
from search_app.cli import main
from search_app.correction_files import CorrectionFileError, file_json, read_corrections
from search_app.correction_store import Change, CorrectionStore
from search_app.corrections import read_bead
from search_app.database import Database
from search_app.row_controls import row_controls
from search_app.work_tree import open_view
from tests.search_app.instruments import TREATY, TREATY_EN, TREATY_KM, index_instruments

EN_KM = ("en", "km")
REFUSED = "Extradition shall not be refused on the ground of bank secrecy."


@pytest.fixture
def store(tmp_path):
    return CorrectionStore(Database(f"sqlite:///{tmp_path / 'made' / 'made.sqlite3'}"))


@pytest.fixture(scope="session")
def first_index(tmp_path_factory, encoder):
    """The treaty in three languages and its index, which no test changes."""
    folder = tmp_path_factory.mktemp("first")
    index_instruments(folder, encoder)
    return folder


@pytest.fixture
def folder(request, tmp_path, encoder):
    """The same, in a folder of its own for a test that changes it."""
    if "read_again" not in request.fixturenames:
        return request.getfixturevalue("first_index")
    index_instruments(tmp_path, encoder)
    return tmp_path


@pytest.fixture
def view(folder):
    return read(folder)


def read(folder):
    reader = open_reader(folder / "index")
    try:
        return open_view(reader.work(TREATY))
    finally:
        reader.close()


@pytest.fixture
def read_again(folder, index_into):
    """The work as it is after one of its files changed and was indexed again."""

    def run(name, text):
        path = folder / "sources" / TREATY / name
        assert path.read_text(encoding="utf-8") != text
        path.write_text(text, encoding="utf-8")
        report = index_into([folder / "sources"], folder / "index")
        assert not report.failed
        return read(folder)

    return run


def shown(view, store, pair=EN_KM):
    """The rows of two versions as a page shows them, each with its controls."""
    versions = [view.version(address) for address in pair]
    text = parallel_text(view, versions, store.corrected(view))
    return list(zip(text.rows, row_controls(text), strict=True))


def row_of(view, store, sentence, pair=EN_KM):
    """The place of the row that has a sentence, the row, and its controls."""
    for place, (row, controls) in enumerate(shown(view, store, pair)):
        if any(sentence in segment.text for cell in row.cells for segment in cell):
            return place, row, controls
    raise AssertionError(sentence)


def change(view, store, sentence, action, pair=EN_KM, author="sokha", **more):
    _, _, controls = row_of(view, store, sentence, pair)
    asked = Change(action=action, bead=read_bead(controls.bead), **more)
    return store.make(view, pair, asked, author)


def texts(row):
    return tuple(tuple(segment.text for segment in cell) for cell in row.cells)


# --------------------------------------------------------------------------- made


def test_nothing_is_corrected_where_there_is_no_database(store, view, tmp_path):
    assert store.corrected(view) == {}
    assert store.history(view) == []
    assert not (tmp_path / "made").exists()


def test_rows_that_are_joined_stay_joined(store, view):
    before = shown(view, store)
    place, row, _ = row_of(view, store, REFUSED)
    made = change(view, store, REFUSED, "merge", step=-1)
    after = shown(view, store)
    assert len(after) == len(before) - 1
    joined = after[place - 1][0]
    assert texts(joined)[0][-1] == REFUSED
    assert (joined.status, joined.author, joined.at) == ("corrected", "sokha", made.at)
    assert texts(joined)[0] == texts(before[place - 1][0])[0] + texts(row)[0]


@pytest.mark.parametrize("pair", [("en", "km"), ("km", "en")], ids=["as kept", "turned round"])
def test_the_order_in_which_versions_are_shown_does_not_matter(store, view, pair):
    place, row, _ = row_of(view, store, REFUSED, pair)
    change(view, store, REFUSED, "merge", pair, step=-1)
    joined = shown(view, store, pair)[place - 1][0]
    assert joined.status == "corrected"
    other = row_of(view, store, REFUSED, pair[::-1])[1]
    assert texts(other) == texts(joined)[::-1]
    change(view, store, REFUSED, "undo", pair[::-1])
    assert texts(row_of(view, store, REFUSED, pair)[1]) == texts(row)


def test_a_row_is_split_and_a_sentence_moved(store, view):
    change(view, store, REFUSED, "merge", step=-1)
    _, row, _ = row_of(view, store, REFUSED)
    counts = len(row.cells[0]), len(row.cells[1])
    change(view, store, REFUSED, "split", first=(counts[0] - 1, counts[1]))
    alone = row_of(view, store, REFUSED)[1]
    assert texts(alone) == ((REFUSED,), ())
    above = shown(view, store)[row_of(view, store, REFUSED)[0] - 1][0]
    change(view, store, texts(above)[0][0], "shift", side=1, step=1)
    assert texts(row_of(view, store, REFUSED)[1]) == ((REFUSED,), texts(above)[1][-1:])


def test_other_pairs_of_versions_are_left_alone(store, view):
    before = shown(view, store, ("en", "zh"))
    change(view, store, REFUSED, "merge", step=-1)
    assert set(store.corrected(view)) == {view.pair(*EN_KM)}
    assert shown(view, store, ("en", "zh")) == before


def test_three_versions_show_what_was_corrected_in_two(store, view):
    change(view, store, REFUSED, "merge", step=-1)
    versions = [view.version(address) for address in ("en", "zh", "km")]
    text = parallel_text(view, versions, store.corrected(view))
    assert ("corrected", "sokha") in {(row.status, row.author) for row in text.rows}


def test_what_cannot_be_done_is_refused_and_nothing_is_kept(store, view):
    first = read_bead(shown(view, store)[0][1].bead)
    with pytest.raises(CorrectionError, match="no row before"):
        store.make(view, EN_KM, Change(action="merge", bead=first, step=-1), "sokha")
    assert store.all() == []


def test_a_row_that_has_changed_since_it_was_seen_is_refused(store, view):
    _, _, seen = row_of(view, store, REFUSED)
    change(view, store, REFUSED, "merge", step=-1)
    late = Change(action="confirm", bead=read_bead(seen.bead))
    with pytest.raises(StaleBead, match="has changed since"):
        store.make(view, EN_KM, late, "dara")
    assert len(store.all()) == 1


def test_a_neighbour_that_has_changed_since_it_was_seen_is_refused(store, view):
    place, _, seen = row_of(view, store, REFUSED)
    before = shown(view, store)[place - 2][0]
    change(view, store, texts(before)[0][0] if texts(before)[0] else texts(before)[1][0], "merge")
    late = Change(action="merge", bead=read_bead(seen.bead), beside=read_bead(seen.before), step=-1)
    with pytest.raises(StaleBead, match="beside this one"):
        store.make(view, EN_KM, late, "dara")


def test_of_two_people_at_the_same_row_one_is_told(store, view):
    _, _, seen = row_of(view, store, REFUSED)
    asked = Change(action="merge", bead=read_bead(seen.bead), step=-1)

    def make(author):
        try:
            return store.make(view, EN_KM, asked, author)
        except StaleBead:
            return None

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(make, ["sokha", "dara", "李", "ann"]))
    assert sum(one is not None for one in made) == 1
    assert len(store.all()) == 1


# --------------------------------------------------------------------------- taken back


def test_a_correction_is_taken_back_and_stays_in_the_history(store, view):
    _, row, _ = row_of(view, store, REFUSED)
    change(view, store, REFUSED, "merge", step=-1)
    withdrawn = change(view, store, REFUSED, "undo")
    assert texts(row_of(view, store, REFUSED)[1]) == texts(row)
    (one,) = store.history(view)
    assert one.correction == withdrawn
    assert (one.correction.withdrawn_by, one.stale) == ("sokha", False)
    assert one.correction.withdrawn_at > one.correction.at


def test_corrections_of_a_row_are_taken_back_one_after_the_other(store, view):
    change(view, store, REFUSED, "merge", step=-1)
    change(view, store, REFUSED, "confirm")
    assert row_of(view, store, REFUSED)[1].status == "confirmed"
    change(view, store, REFUSED, "undo")
    assert row_of(view, store, REFUSED)[1].status == "corrected"
    change(view, store, REFUSED, "undo")
    assert row_of(view, store, REFUSED)[1].status == "automatic"
    with pytest.raises(CorrectionError, match="no correction of this row"):
        change(view, store, REFUSED, "undo")


def test_nobody_takes_back_what_another_did(store, view):
    change(view, store, REFUSED, "confirm", author="សុខា")
    with pytest.raises(CorrectionError, match="only សុខា can take it back"):
        change(view, store, REFUSED, "undo", author="dara")


def test_the_history_is_the_newest_first_and_of_a_pair_if_asked(store, view):
    change(view, store, REFUSED, "confirm")
    change(view, store, REFUSED, "confirm", ("en", "zh"))
    actions = [(one.correction.pair, one.correction.action) for one in store.history(view)]
    assert actions == [(("en", "zh"), "confirm"), (view.pair(*EN_KM), "confirm")]
    assert [one.correction.pair for one in store.history(view, ("zh", "en"))] == [("en", "zh")]


def test_a_clock_that_was_set_back_does_not_turn_corrections_round(store, view):
    first = change(view, store, REFUSED, "merge", step=-1)
    tomorrow = "2999-01-01T00:00:00.000000+00:00"
    store.add([replace(first, id="f" * 32, at=tomorrow)])
    later = change(view, store, REFUSED, "confirm")
    assert later.at == "2999-01-01T00:00:00.000001+00:00"
    assert row_of(view, store, REFUSED)[1].status == "confirmed"


# --------------------------------------------------------------------------- read again


def test_corrections_outlive_a_new_index_with_other_numbers(store, view, read_again):
    change(view, store, REFUSED, "merge", step=-1)
    corrected = texts(row_of(view, store, REFUSED)[1])
    inserted = "Article 2\nLanguages\n\nRequests are made in English.\n\nArticle 3\nGrounds"
    renumbered = TREATY_EN.replace("Article 3\nCosts", "Article 4\nCosts")
    again = read_again("en.txt", renumbered.replace("Article 2\nGrounds", inserted))
    _, row, _ = row_of(again, store, REFUSED)
    assert row.eids[0].startswith("chp_1__art_3")
    assert (texts(row), row.status) == (corrected, "corrected")
    assert [one.stale for one in store.history(again)] == [False]


def test_corrections_outlive_a_changed_neighbour(store, view, read_again):
    change(view, store, REFUSED, "merge", step=-1)
    corrected = texts(row_of(view, store, REFUSED)[1])
    again = read_again("km.txt", TREATY_KM.replace("ការចំណាយ", "សោហ៊ុយ"))
    _, row, _ = row_of(again, store, REFUSED)
    assert (texts(row), row.status) == (corrected, "corrected")


def test_a_correction_whose_text_changed_is_stale_and_comes_back_with_the_text(
    store, view, read_again
):
    change(view, store, REFUSED, "merge", step=-1)
    corrected = texts(row_of(view, store, REFUSED)[1])
    other = "Extradition may not be refused on that ground."
    again = read_again("en.txt", TREATY_EN.replace(REFUSED, other))
    assert row_of(again, store, other)[1].status == "automatic"
    (told,) = store.history(again)
    assert told.stale
    assert REFUSED in told.correction.texts[0][0]
    back = read_again("en.txt", TREATY_EN)
    assert texts(row_of(back, store, REFUSED)[1]) == corrected


def test_corrections_of_a_version_that_is_gone_are_stale_and_stay(store, view):
    change(view, store, REFUSED, "confirm")
    without = replace(
        view,
        versions=[one for one in view.versions if one.address != "km"],
        alignments={pair: made for pair, made in view.alignments.items() if "km" not in pair},
    )
    assert store.corrected(without) == {}
    assert [one.stale for one in store.history(without)] == [True]


def test_corrections_hold_where_versions_are_kept_in_the_other_order(store, view):
    change(view, store, REFUSED, "confirm")
    a, b = view.pair(*EN_KM)
    turned = replace(view, alignments={(b, a): [one.bead for one in beads_of(view, b, a)]})
    assert row_of(turned, store, REFUSED)[1].status == "confirmed"


# --------------------------------------------------------------------------- carried elsewhere


@pytest.fixture
def run(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("TREATYLENS_DATABASE", f"sqlite:///{tmp_path / 'made' / 'made.sqlite3'}")
    monkeypatch.setenv("TREATYLENS_INDEX", str(folder / "index"))

    def command(*arguments):
        return CliRunner().invoke(main, ["corrections", *map(str, arguments)])

    return command


def test_corrections_go_to_another_machine_and_twice_is_once(store, view, run, tmp_path):
    change(view, store, REFUSED, "merge", step=-1)
    change(view, store, REFUSED, "confirm", author="សុខា")
    file = tmp_path / "corrections.json"
    assert run("export", file).exit_code == 0
    assert "សុខា" in file.read_text(encoding="utf-8")
    there = CorrectionStore(Database(f"sqlite:///{tmp_path / 'there.sqlite3'}"))
    found = read_corrections(file.read_text(encoding="utf-8"))
    assert there.add(found) == {"added": 2, "withdrawn": 0, "unchanged": 0}
    assert there.add(found) == {"added": 0, "withdrawn": 0, "unchanged": 2}
    assert there.all() == store.all()
    assert shown(view, there) == shown(view, store)
    change(view, store, REFUSED, "undo", author="សុខា")
    assert there.add(store.all()) == {"added": 0, "withdrawn": 1, "unchanged": 1}
    assert there.add(found) == {"added": 0, "withdrawn": 0, "unchanged": 2}
    assert there.all() == store.all()


def test_the_export_command_writes_the_rows_as_corrected(store, view, run, tmp_path):
    change(view, store, REFUSED, "merge", step=-1)
    file = tmp_path / "rows.csv"
    command = ["export", TREATY, "en-km", "--format", "csv", "--output", str(file)]
    assert CliRunner().invoke(main, command).exit_code == 0
    (row,) = [row for row in file.read_text("utf-8").splitlines() if REFUSED in row]
    assert "corrected" in row
    assert "sokha" in row


def test_the_command_takes_in_what_it_wrote(store, view, run, tmp_path):
    change(view, store, REFUSED, "confirm")
    file = tmp_path / "corrections.json"
    run("export", file)
    again = run("import", file, "--json")
    assert json.loads(again.output) == {"added": 0, "withdrawn": 0, "unchanged": 1}
    assert "1 unchanged" in run("import", file).output


def test_the_command_lists_them_and_says_which_are_stale(store, view, run, read_again):
    assert "No corrections" in run("list").output
    change(view, store, REFUSED, "confirm")
    change(view, store, "Costs", "confirm", ("en", "zh"))
    change(view, store, "Costs", "undo", ("en", "zh"))
    assert "stale" not in run("list", TREATY).output
    read_again("en.txt", TREATY_EN.replace(REFUSED, "Something else is said here."))
    printed = run("list", TREATY).output
    assert "stale" in printed
    assert "taken back by sokha" in printed
    assert REFUSED[:40] in printed
    listed = json.loads(run("list", TREATY, "--json").output)["corrections"]
    assert [one["stale"] for one in listed] == [False, True]
    assert json.loads(run("list", "none", "--json").output) == {"corrections": []}


def test_without_an_index_the_command_lists_them_and_says_what_it_does_not_know(
    store, view, run, tmp_path
):
    change(view, store, REFUSED, "confirm")
    told = run("list", "--json", "--index", tmp_path / "none")
    assert json.loads(told.stdout)["corrections"][0]["stale"] is None
    assert "cannot be said" in told.stderr


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda document: "{", "no JSON"),
        (lambda document: "[]", "no file of corrections"),
        (lambda document: document | {"version": 2}, "version 2"),
        (lambda document: document | {"corrections": None}, "no list"),
        (lambda document: spoilt(document, id="x"), "correction 1"),
        (lambda document: spoilt(document, action="burn"), "its action"),
        (lambda document: spoilt(document, at="yesterday"), "correction 1"),
        (lambda document: spoilt(document, at="2026-01-01T00:00:00"), "no time zone"),
        (lambda document: spoilt(document, work=None), "its work is no text"),
        (lambda document: spoilt(document, author="\ud800"), "correction 1"),
        (lambda document: spoilt(document, beads=[]), "no beads"),
        (lambda document: spoilt(document, beads=[{}]), "no 'a'"),
        (lambda document: spoilt(document, beads=[{"a": 1}]), "correction 1"),
        (lambda document: document | {"corrections": ["ក"]}, "correction 1"),
    ],
)
def test_a_file_that_holds_no_corrections_is_refused_whole(store, view, run, tmp_path, spoil, said):
    change(view, store, REFUSED, "confirm")
    document = spoil(json.loads(json.dumps(file_json(store.all()))))
    content = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(CorrectionFileError, match=said):
        read_corrections(content)
    file = tmp_path / "spoilt.json"
    file.write_text(content, encoding="utf-8")
    told = run("import", file)
    assert told.exit_code == 2
    assert said in told.stderr
    assert "Traceback" not in told.output


def spoilt(document, **values):
    return document | {"corrections": [document["corrections"][0] | values]}


def test_a_database_that_cannot_be_used_ends_the_command_with_a_sentence(run, monkeypatch):
    monkeypatch.setenv("TREATYLENS_DATABASE", "mysql://host/x")
    told = run("list")
    assert told.exit_code == 2
    assert "sqlite:////FOLDER/FILE" in told.stderr
