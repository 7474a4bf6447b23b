"""Nothing that was indexed goes because a file is missing, fails, or was not named this time."""

import pytest

from indexer.engine import open_reader
from tests.factories import TREATY_EN, TREATY_KM, TREATY_ZH, write_treaty

GARBAGE = bytes(range(256)) * 50
TABLE = """type = "treaty"
status = "in_force"
[title]
en = "The Northern Treaty"
[[parties]]
key = "northland"
names = { en = "Northland", zh = "北国" }
[[file]]
path = "en.txt"
lang = "en"
origin = "official"
[[file]]
path = "km.txt"
lang = "km"
"""


@pytest.fixture
def one(tmp_path):
    """A folder with a treaty in three files, ``t_en.txt``, ``t_zh.txt`` and ``t_km.txt``."""
    folder = tmp_path / "one"
    folder.mkdir()
    write_treaty(folder, "t")
    return folder


@pytest.fixture
def listed(tmp_path):
    """The folder ``w`` of a work whose table lists two files."""
    folder = tmp_path / "w"
    folder.mkdir()
    (folder / "work.toml").write_text(TABLE, encoding="utf-8")
    (folder / "en.txt").write_text(TREATY_EN, encoding="utf-8")
    (folder / "km.txt").write_text(TREATY_KM, encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path, index_into):
    """Index paths into one index, as the command does."""
    return lambda *paths, **options: index_into(list(paths), tmp_path / "index", **options)


@pytest.fixture
def stored(tmp_path):
    """Look into the index: a function of an id gives its entry, and of a work its record."""

    def look(identity):
        reader = open_reader(tmp_path / "index")
        try:
            if "/" in identity:
                return reader.entries([identity])[0]
            record = reader.work(identity)
            return record and record.stored
        finally:
            reader.close()

    return look


def languages(record):
    return sorted(version["address"] for version in record["expressions"])


def test_indexing_one_file_of_a_work_keeps_its_other_versions(one, index, stored):
    index(one)
    (one / "t_km.txt").write_text(TREATY_KM.replace("ការចំណាយ", "ចំណាយ"), encoding="utf-8")
    assert index(one / "t_km.txt").works == 1
    assert languages(stored("t")) == ["en", "km", "zh"]
    assert stored("t/km/art_3")["heading"] == "ចំណាយ"
    assert sorted(stored("t/km/art_3")["versions"]) == ["t/en/art_3", "t/zh/art_3"]


def test_indexing_one_file_of_a_table_keeps_the_work_and_what_the_table_says(listed, index, stored):
    index(listed)
    assert index(listed / "en.txt").unchanged == 1
    (listed / "en.txt").write_text(TREATY_EN.replace("widest", "broadest"), encoding="utf-8")
    assert index(listed / "en.txt").works == 1
    record = stored("w")
    assert languages(record) == ["en", "km"]
    assert record["expressions"][0]["title"] == "The Northern Treaty"
    assert record["parties"][0]["names"]["zh"] == "北国"


def test_a_version_whose_file_is_gone_is_kept_until_pruning_is_asked_for(one, index, stored):
    index(one)
    before = stored("t/zh/art_2")
    (one / "t_zh.txt").unlink()
    for _ in range(2):
        report = index(one)
        assert report.failed == []
        assert ["t_zh.txt is gone" in note.reason for note in report.notes] == [True]
        assert stored("t/zh/art_2") == before
    assert report.unchanged == 1
    assert index(one, prune=True).removed == []
    assert languages(stored("t")) == ["en", "km"]
    assert stored("t/zh/art_2") is None
    assert index(one, prune=True).unchanged == 1


def test_a_listed_file_that_is_missing_is_named_and_its_version_kept(listed, index, stored):
    index(listed)
    (listed / "km.txt").unlink()
    for _ in range(2):
        assert [failure.path for failure in index(listed).failed] == [str(listed / "km.txt")]
        assert stored("w/km/art_2")["heading"] == "ការបដិសេធជំនួយ"
    index(listed, prune=True)
    assert languages(stored("w")) == ["en"]


def test_a_listed_file_that_is_a_link_elsewhere_now_keeps_its_version(
    listed, tmp_path, index, stored
):
    index(listed)
    (listed / "km.txt").rename(tmp_path / "moved.txt")
    (listed / "km.txt").symlink_to(tmp_path / "moved.txt")
    assert len(index(listed, prune=True).failed) == 1
    assert languages(stored("w")) == ["en", "km"]


def test_pruning_by_a_file_leaves_the_versions_that_were_not_named(one, index, stored):
    index(one)
    (one / "t_zh.txt").unlink()
    index(one / "t_en.txt", prune=True)
    assert languages(stored("t")) == ["en", "km", "zh"]


def test_a_version_that_the_table_lists_no_more_goes(listed, index, stored):
    index(listed)
    shorter = TABLE[: TABLE.rindex("[[file]]")]
    (listed / "work.toml").write_text(shorter, encoding="utf-8")
    index(listed)
    assert languages(stored("w")) == ["en"]


def test_good_versions_are_updated_beside_one_that_always_fails(one, index, stored):
    (one / "t_km.txt").write_bytes(GARBAGE)
    index(one)
    (one / "t_en.txt").write_text(TREATY_EN.replace("widest", "broadest"), encoding="utf-8")
    report = index(one)
    assert (report.works, len(report.failed)) == (1, 1)
    assert "broadest" in stored("t/en/art_1")["text"]
    report = index(one)
    assert (report.works, report.unchanged, len(report.failed)) == (0, 0, 1)


def test_a_version_that_fails_now_stays_as_it_was_while_others_are_updated(one, index, stored):
    index(one)
    before = stored("t/km/art_2")
    (one / "t_km.txt").write_bytes(GARBAGE)
    (one / "t_zh.txt").write_text(TREATY_ZH.replace("银行保密", "商业秘密"), encoding="utf-8")
    report = index(one)
    assert [failure.path for failure in report.failed] == [str(one / "t_km.txt")]
    assert "商业秘密" in stored("t/zh/art_2")["text"]
    # What a provision is about is judged by all its versions together, the new one too.
    assert stored("t/km/art_2") | {"clauses": before["clauses"]} == before
    (one / "t_km.txt").write_text(TREATY_KM, encoding="utf-8")
    (one / "t_zh.txt").write_text(TREATY_ZH, encoding="utf-8")
    assert index(one).failed == []
    assert stored("t/km/art_2") == before


def test_a_kept_version_is_analysed_as_if_it_were_read(one, tmp_path, index, stored):
    """Parties and dates of a kept version still count, and what the table says holds for it."""
    index(one)
    (one / "t_en.txt").unlink()
    (one / "t_zh.txt").write_text(TREATY_ZH + "\n", encoding="utf-8")
    index(one)
    names = {name for party in stored("t")["parties"] for name in party["names"].values()}
    assert {"Northland", "北国"} <= names
    reader = open_reader(tmp_path / "index")
    assert reader.info().entries == 12
    reader.close()


def test_a_new_file_in_the_language_of_a_version_that_is_gone_replaces_it(one, index, stored):
    index(one)
    (one / "t_zh.txt").rename(one / "t-zh.txt")
    report = index(one)
    assert (report.works, report.failed, report.notes) == (1, [], [])
    assert languages(stored("t")) == ["en", "km", "zh"]
    files = {file["path"] for file in stored("t")["files"]}
    assert str(one / "t-zh.txt") in files
    assert str(one / "t_zh.txt") not in files


def test_two_files_that_turn_out_to_be_one_version_are_not_silently_one(one, index, stored):
    (one / "t_zh.txt").write_text(TREATY_EN.replace("widest", "second"), encoding="utf-8")
    report = index(one)
    assert [failure.path for failure in report.failed] == [str(one / "t_zh.txt")]
    assert "another file gives the same version" in report.failed[0].reason
    assert index(one).failed, "it is said each time"


# --- addresses ---


def test_a_work_without_its_table_takes_over_no_other_work(tmp_path, index, stored):
    for place, text in (("A/x", TREATY_EN), ("A/y", TREATY_KM), ("B/y", TREATY_ZH)):
        path = tmp_path / "fo" / f"{place}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    table = tmp_path / "fo/A/work.toml"
    table.write_text('[[file]]\npath = "x.txt"\n[[file]]\npath = "y.txt"\n', encoding="utf-8")
    index(tmp_path / "fo")
    table.unlink()
    report = index(tmp_path / "fo/A")
    assert (report.works, report.failed) == (2, [])
    assert languages(stored("a")) == ["en"]
    assert languages(stored("y")) == ["zh"]


def test_works_that_a_table_held_together_get_an_id_each(tmp_path, index, stored):
    folder = tmp_path / "col/treaty"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text(TREATY_EN, encoding="utf-8")
    (folder / "treaty.txt").write_text(TREATY_KM, encoding="utf-8")
    (folder / "work.toml").write_text(
        '[[file]]\npath = "a.txt"\n[[file]]\npath = "treaty.txt"\n', encoding="utf-8"
    )
    index(tmp_path / "col")
    (folder / "work.toml").unlink()
    assert index(tmp_path / "col").works == 2
    assert languages(stored("treaty")) == ["km"]
    assert languages(stored("a")) == ["en"]


def test_works_that_a_table_puts_together_are_named_and_pruned(tmp_path, index, stored):
    folder = tmp_path / "w"
    folder.mkdir()
    (folder / "a.txt").write_text(TREATY_EN, encoding="utf-8")
    (folder / "b.txt").write_text(TREATY_KM, encoding="utf-8")
    index(folder)
    (folder / "work.toml").write_text(
        '[[file]]\npath = "a.txt"\n[[file]]\npath = "b.txt"\n', encoding="utf-8"
    )
    report = index(folder)
    assert ["another work now" in note.reason for note in report.notes] == [True]
    assert languages(stored("a")) == ["en", "km"]
    assert index(folder, prune=True).removed == ["b"]


def test_a_link_to_a_file_is_no_second_work_and_is_never_stale(one, index, stored):
    (one / "latest_en.txt").symlink_to("t_en.txt")
    assert index(one).works == 1
    (one / "t_en.txt").write_text(TREATY_EN.replace("widest", "broadest"), encoding="utf-8")
    assert index(one).works == 1
    assert stored("latest") is None
    assert "broadest" in stored("t/en/art_1")["text"]


def test_paths_that_overlap_index_each_file_once(one, index):
    assert index(one, one, one / "t_en.txt", one.parent / "one/../one").works == 1
    assert index(one / "t_en.txt", one).unchanged == 1
