"""Which files make a work, and what is said of the others."""

import os
from pathlib import Path

import pytest

from indexer.discover import discover


def touch(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Article 1\n\nText.\n", encoding="utf-8")


def table(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "work.toml").write_text(text, encoding="utf-8")


def ids(found):
    return [work.id for work in found.works]


def names(found):
    """The names of the files, work by work."""
    return [[file.path.name for file in work.files] for work in found.works]


def failed(found):
    return sorted(os.path.basename(failure.path) for failure in found.failures)


def test_files_that_differ_by_language_are_one_work(tmp_path):
    touch(tmp_path, "mla_en.txt", "mla_km.txt", "mla_zh.txt", "other.txt")
    found = discover([tmp_path])
    assert ids(found) == ["mla", "other"]
    assert len(found.works[0].files) == 3


def test_two_files_of_one_language_are_two_works(tmp_path):
    touch(tmp_path, "mla_en.txt", "mla-en.txt")
    assert len(discover([tmp_path]).works) == 2


def test_a_folder_with_a_table_is_one_work_of_the_files_it_lists(tmp_path):
    touch(tmp_path, "mla-2011/en.txt", "mla-2011/draft.txt")
    (tmp_path / "mla-2011/work.toml").write_text(
        'type = "treaty"\n[[file]]\npath = "en.txt"\nlang = "en"\n', encoding="utf-8"
    )
    found = discover([tmp_path])
    assert ids(found) == ["mla-2011"]
    assert [file.path.name for file in found.works[0].files] == ["en.txt"]


def test_a_file_the_table_names_and_that_is_missing_is_a_failure(tmp_path):
    touch(tmp_path, "mla/en.txt")
    (tmp_path / "mla/work.toml").write_text(
        '[[file]]\npath = "en.txt"\n[[file]]\npath = "km.pdf"\n', encoding="utf-8"
    )
    assert [os.path.basename(f.path) for f in discover([tmp_path]).failures] == ["km.pdf"]


def test_the_same_name_in_two_folders_gives_two_ids(tmp_path):
    touch(tmp_path, "a/treaty.txt", "b/treaty.txt")
    found = ids(discover([tmp_path]))
    assert len(set(found)) == 2
    assert found == ids(discover([tmp_path]))


def test_links_out_of_the_folder_pipes_and_unread_formats_are_named(tmp_path):
    touch(tmp_path, "folder/good.txt")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "folder/outside.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "folder/nowhere.txt").symlink_to(tmp_path / "missing")
    os.mkfifo(tmp_path / "folder/pipe.txt")
    touch(tmp_path, "folder/old.doc", "folder/notes.md")
    found = discover([tmp_path / "folder"])
    assert ids(found) == ["good"]
    assert sorted(os.path.basename(failure.path) for failure in found.failures) == [
        "nowhere.txt",
        "old.doc",
        "outside.txt",
        "pipe.txt",
    ]
    assert [os.path.basename(path) for path in found.skipped] == ["notes.md"]


def test_a_path_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError, match="none is not there"):
        discover([tmp_path / "none"])


# --- files and folders given one by one ---


def test_a_file_brings_the_versions_beside_it_along(tmp_path):
    touch(tmp_path, "mla_en.txt", "mla_km.txt", "mla_zh.txt", "other.txt")
    found = discover([tmp_path / "mla_km.txt"])
    assert names(found) == [["mla_en.txt", "mla_km.txt", "mla_zh.txt"]]


def test_a_file_that_a_table_lists_brings_the_work_of_the_table_along(tmp_path):
    touch(tmp_path, "mla/en.txt", "mla/texts/km.txt", "mla/draft.txt")
    table(tmp_path / "mla", '[[file]]\npath = "en.txt"\n[[file]]\npath = "texts/km.txt"\n')
    for given in ("mla/en.txt", "mla/texts/km.txt", "mla/texts", "mla/work.toml", "mla"):
        found = discover([tmp_path / given])
        assert ids(found) == ["mla"], given
        assert names(found) == [["en.txt", "km.txt"]], given
    assert names(discover([tmp_path / "mla/draft.txt"])) == [["draft.txt"]]


def test_a_file_beside_a_table_that_cannot_be_used_is_not_indexed_without_it(tmp_path):
    touch(tmp_path, "mla/en.txt")
    table(tmp_path / "mla", 'file = "en.txt"\n')
    found = discover([tmp_path / "mla/en.txt"])
    assert ids(found) == []
    assert failed(found) == ["work.toml"]


def test_paths_that_overlap_give_each_file_once(tmp_path, monkeypatch):
    touch(tmp_path, "one/t_en.txt", "one/t_km.txt", "one/sub/deep.txt")
    touch(tmp_path, "one/w/en.txt")
    table(tmp_path / "one/w", '[[file]]\npath = "en.txt"\n')
    monkeypatch.chdir(tmp_path)
    alone = discover([Path("one")])
    given = ["one/t_en.txt", "one", "one/sub", "one/w", "one", "one/../one", "one/w/en.txt"]
    many = discover([*map(Path, given), tmp_path / "one"])
    assert names(many) == names(alone) == [["deep.txt"], ["t_en.txt", "t_km.txt"], ["en.txt"]]
    assert ids(many) == ids(alone)


def test_the_id_does_not_depend_on_how_the_folder_is_written(tmp_path, monkeypatch):
    touch(tmp_path, "mla-2011/en.txt")
    table(tmp_path / "mla-2011", '[[file]]\npath = "en.txt"\n')
    monkeypatch.chdir(tmp_path / "mla-2011")
    for given in (".", "en.txt", "work.toml", "../mla-2011", tmp_path / "mla-2011"):
        assert ids(discover([Path(given)])) == ["mla-2011"], given


@pytest.mark.parametrize("name", ["pipe.txt", "device"])
def test_a_pipe_or_device_given_by_itself_is_refused(tmp_path, name):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "device").symlink_to("/dev/zero")
    found = discover([tmp_path / name])
    assert failed(found) == [name]
    assert "not a regular file" in found.failures[0].reason


# --- links and leftovers ---


def test_a_link_in_a_circle_ends_nothing(tmp_path):
    touch(tmp_path, "good.txt", "sub/deep.txt")
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "sub/up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    found = discover([tmp_path])
    assert ids(found) == ["deep", "good"]
    assert failed(found) == ["self"]
    assert sorted(map(os.path.basename, found.skipped)) == ["loop", "up"]


def test_a_path_that_is_a_link_to_itself_is_named(tmp_path):
    touch(tmp_path, "good.txt")
    (tmp_path / "self").symlink_to("self")
    found = discover([tmp_path / "self", tmp_path / "good.txt"])
    assert ids(found) == ["good"]
    assert failed(found) == ["self"]


def test_a_link_to_a_file_of_the_collection_is_that_file(tmp_path):
    touch(tmp_path, "treaty.txt", "w/en.txt")
    table(tmp_path / "w", '[[file]]\npath = "en.txt"\n')
    (tmp_path / "latest.txt").symlink_to("treaty.txt")
    (tmp_path / "english.txt").symlink_to("w/en.txt")
    found = discover([tmp_path])
    assert names(found) == [["treaty.txt"], ["en.txt"]]
    assert names(discover([tmp_path / "latest.txt"])) == [["treaty.txt"]]


def test_a_link_to_what_is_not_found_otherwise_counts(tmp_path):
    touch(tmp_path, ".versions/3/treaty.txt")
    (tmp_path / "current").symlink_to(".versions/3")
    assert names(discover([tmp_path])) == [["treaty.txt"]]


def test_a_table_that_is_a_link_out_of_its_folder_is_not_read(tmp_path):
    touch(tmp_path, "w/en.txt")
    table(tmp_path / "other", '[[file]]\npath = "en.txt"\n')
    (tmp_path / "w/work.toml").symlink_to("../other/work.toml")
    found = discover([tmp_path / "w"])
    assert ids(found) == []
    assert "leads out" in found.failures[0].reason


def test_what_programs_leave_behind_is_passed_over_unsaid(tmp_path):
    touch(tmp_path, "treaty.docx", "~$treaty.docx", "._treaty.docx", ".~lock.treaty.docx#")
    touch(tmp_path, ".DS_Store", "Thumbs.db")
    found = discover([tmp_path])
    assert (names(found), found.failures, found.skipped) == ([["treaty.docx"]], (), ())


def test_a_table_that_is_wrong_fails_its_work_alone(tmp_path):
    touch(tmp_path, "good.txt", "bad/en.txt")
    table(tmp_path / "bad", 'signed = "yesterday"\n[[file]]\npath = "en.txt"\n')
    found = discover([tmp_path])
    assert ids(found) == ["good"]
    assert "signed takes a date" in found.failures[0].reason


def test_names_that_are_no_utf_8_can_be_shown(tmp_path):
    for name in (b"caf\xe9.txt", b"caf\xe9.xyz", b"caf\xe9.doc"):
        (tmp_path / os.fsdecode(name)).write_text("Article 1", encoding="utf-8")
    found = discover([tmp_path])
    assert ids(found) == ["caf"]
    for said in (found.failures[0].path, *found.skipped):
        assert "caf\ufffd" in said
