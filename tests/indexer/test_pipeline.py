"""Indexing real files: what is written, skipped, kept, removed and reported."""

import pytest

from analyzers.segment import terms
from indexer.engine import open_reader
from indexer.models import unpack_offsets
from tests.factories import TREATY_EN, write_treaty


def index_of(tmp_path):
    return tmp_path / "index"


def stored(tmp_path, *ids):
    reader = open_reader(index_of(tmp_path))
    try:
        return reader.entries(list(ids))
    finally:
        reader.close()


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    write_treaty(folder)
    return folder


def test_a_treaty_in_three_languages_is_one_work_with_aligned_addresses(
    files, tmp_path, index_into
):
    report = index_into([files], index_of(tmp_path))
    assert (report.works, report.expressions, report.failed) == (1, 3, [])
    found = stored(tmp_path, "treaty/en/art_2", "treaty/zh/art_2", "treaty/km/art_2")
    assert [entry["heading"] for entry in found] == [
        "Refusal of Assistance",
        "拒绝协助",
        "ការបដិសេធជំនួយ",
    ]
    assert set(found[0]["versions"]) == {"treaty/zh/art_2", "treaty/km/art_2"}


def test_every_token_of_the_index_stands_at_its_offset(files, tmp_path, index_into):
    index_into([files], index_of(tmp_path))
    for entry in stored(tmp_path, "treaty/en/art_2", "treaty/zh/art_2", "treaty/km/art_2"):
        tokens = entry["tokens"]["exact"].split(" ")
        offsets = unpack_offsets(entry["offsets"]["exact"])
        assert len(offsets) == 2 * len(tokens)
        for place in range(len(tokens)):
            start, end = offsets[2 * place], offsets[2 * place + 1]
            assert [token.text for token in terms(entry["text"][start:end]).exact] == [
                tokens[place]
            ]


def test_unchanged_files_are_skipped_and_a_changed_one_is_read_again(files, tmp_path, index_into):
    index_into([files], index_of(tmp_path))
    assert index_into([files], index_of(tmp_path)).unchanged == 1
    changed = TREATY_EN.replace("widest measure", "broadest measure")
    (files / "treaty_en.txt").write_text(changed, encoding="utf-8")
    report = index_into([files], index_of(tmp_path))
    assert (report.works, report.unchanged) == (1, 0)
    assert "broadest" in stored(tmp_path, "treaty/en/art_1")[0]["text"]


def test_a_work_whose_files_are_gone_stays_until_pruning_is_asked_for(files, tmp_path, index_into):
    (files / "other.txt").write_text("Article 1\n\nOther text.\n", encoding="utf-8")
    index_into([files], index_of(tmp_path))
    (files / "other.txt").unlink()
    assert index_into([files], index_of(tmp_path)).removed == []
    assert stored(tmp_path, "other/en/art_1")[0]
    assert index_into([files], index_of(tmp_path), prune=True).removed == ["other"]
    assert stored(tmp_path, "other/en/art_1") == [None]
    assert stored(tmp_path, "treaty/en/art_1")[0]


def test_pruning_one_folder_leaves_works_from_another(files, tmp_path, index_into):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "other.txt").write_text("Article 1\n\nOther text.\n", encoding="utf-8")
    index_into([files, elsewhere], index_of(tmp_path))
    (elsewhere / "other.txt").unlink()
    assert index_into([files], index_of(tmp_path), prune=True).removed == []


def test_a_file_that_fails_is_named_and_the_rest_is_indexed(files, tmp_path, index_into):
    (files / "broken.pdf").write_bytes(b"%PDF-1.7\ntruncated")
    report = index_into([files], index_of(tmp_path))
    assert [failure.path for failure in report.failed] == [str(files / "broken.pdf")]
    assert report.works == 1


def test_a_work_that_was_indexed_survives_a_file_that_now_fails(files, tmp_path, index_into):
    index_into([files], index_of(tmp_path))
    (files / "treaty_km.txt").write_bytes(bytes(range(256)) * 50)
    report = index_into([files], index_of(tmp_path))
    assert len(report.failed) == 1
    assert stored(tmp_path, "treaty/km/art_1")[0]
    assert index_into([files], index_of(tmp_path)).failed, "it is tried again, not forgotten"


def test_a_file_of_the_same_name_elsewhere_does_not_take_over_an_address(
    files, tmp_path, index_into
):
    index_into([files], index_of(tmp_path))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "treaty.txt").write_text("Article 1\n\nA stranger.\n", encoding="utf-8")
    report = index_into([elsewhere], index_of(tmp_path))
    assert report.works == 1
    assert "widest measure" in stored(tmp_path, "treaty/en/art_1")[0]["text"]


def test_work_toml_overrides_what_the_text_says(files, tmp_path, index_into):
    (files / "work.toml").write_text(
        'type = "treaty"\nsigned = "2011-03-14"\nstatus = "in_force"\naccess = "public"\n'
        '[title]\nen = "The Northern Treaty"\n'
        '[[parties]]\nkey = "northland"\nnames.en = "Northland"\nnames.zh = "北国"\n'
        '[[file]]\npath = "treaty_en.txt"\nlang = "en"\n',
        encoding="utf-8",
    )
    index_into([files], index_of(tmp_path))
    reader = open_reader(index_of(tmp_path))
    record = reader.work("files")
    reader.close()
    assert record.stored["expressions"][0]["title"] == "The Northern Treaty"
    assert record.stored["expressions"][0]["signed"] == "2011-03-14"
    assert record.stored["parties"][0]["names"]["zh"] == "北国"
