"""Which documents of a folder are versions of one another, by their names."""

from pathlib import Path

import pytest

from indexer.file_groups import loose_works, split_language


@pytest.mark.parametrize(
    ("stem", "name", "language", "script"),
    [
        ("treaty_en", "treaty", "en", ""),
        ("treaty.km", "treaty", "km", ""),
        ("treaty-zh-Hant", "treaty", "zh", "Hant"),
        ("treaty_zh", "treaty", "zh", ""),
        ("treaty_khm", "treaty", "km", ""),
        ("treaty", "treaty", "", ""),
        ("pen", "pen", "", ""),
        ("_en", "_en", "", ""),
        ("en", "", "en", ""),
        ("zh-Hant", "", "zh", "Hant"),
    ],
)
def test_a_language_at_the_end_of_a_name_is_told_apart(stem, name, language, script):
    assert split_language(stem) == (name, language, script)


def grouped(*names):
    """The names of files, by work, as a folder that holds them gives them."""
    works = loose_works([Path("folder") / name for name in names])
    return sorted(sorted(file.path.name for file in work.files) for work in works)


def test_files_that_differ_by_language_are_one_work():
    assert grouped("mla_km.txt", "mla_en.txt", "mla_zh.txt", "other.txt") == [
        ["mla_en.txt", "mla_km.txt", "mla_zh.txt"],
        ["other.txt"],
    ]


@pytest.mark.parametrize(
    "names",
    [("t_zh-Hans.txt", "t_zh-Hant.txt"), ("t_zh.txt", "t_zh-Hant.txt")],
    ids=["both named", "one named"],
)
def test_the_two_chinese_scripts_are_two_versions_of_one_work(names):
    (files,) = grouped(*names)
    assert files == sorted(names)


@pytest.mark.parametrize(
    "names",
    [
        ("t.txt", "t_en.txt"),
        ("t.txt", "t.pdf"),
        ("t_en.txt", "t-en.txt"),
        ("t_en.txt", "t_en.pdf"),
        ("t_en.txt", "t_en.pdf", "t_en.docx"),
        ("t_zh.txt", "t_zh-Hans.txt"),
        ("t_km.txt", "t_khm.txt"),
    ],
)
def test_files_that_may_hold_the_same_version_are_works_of_their_own(names):
    assert grouped(*names) == sorted([name] for name in names)
    assert grouped(*reversed(names)) == grouped(*names)


def test_files_named_by_a_language_alone_are_versions_of_what_their_folder_is_named_after(tmp_path):
    folder = tmp_path / "Mekari Convention 2023"
    works = list(
        loose_works(folder / name for name in ("en.txt", "zh.pdf", "km.docx", "notes.txt"))
    )
    assert [(work.id, len(work.files)) for work in works] == [
        ("mekari-convention-2023", 3),
        ("notes", 1),
    ]
