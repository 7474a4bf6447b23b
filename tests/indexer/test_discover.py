"""Which files make a work, and what is said of the others."""

import os

import pytest

from indexer.discover import discover, slug, split_language


def touch(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Article 1\n\nText.\n", encoding="utf-8")


def ids(found):
    return [work.id for work in found.works]


@pytest.mark.parametrize(
    ("stem", "name", "language"),
    [
        ("treaty_en", "treaty", "en"),
        ("treaty.km", "treaty", "km"),
        ("treaty-zh-Hant", "treaty", "zh"),
        ("treaty_khm", "treaty", "km"),
        ("treaty", "treaty", ""),
        ("pen", "pen", ""),
        ("_en", "_en", ""),
    ],
)
def test_a_language_at_the_end_of_a_name_is_told_apart(stem, name, language):
    assert split_language(stem) == (name, language)


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


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Treaty of 2011 (final)", "treaty-of-2011-final"),
        ("引渡条约", "引渡条约"),
        ("សន្ធិសញ្ញា", "សន្ធិសញ្ញា"),
        ("line\nbreak", "line-break"),
        ("../..", "work"),
    ],
)
def test_an_id_keeps_letters_of_any_script_and_no_separator(name, expected):
    assert slug(name) == expected
