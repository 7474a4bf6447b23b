"""Indexing real files: what is written, skipped, kept, removed and reported."""

import hashlib
import json
import os

import pytest

from analyzers.segment import terms
from indexer import gathering, pipeline, staging
from indexer.encoder import BUNDLED
from indexer.engine import SearchRequest, Term, open_reader, open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.models import unpack_offsets
from indexer.pipeline import index_paths
from indexer.static_encoder import StaticEncoder
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


# --- what goes wrong with one work ---


def test_an_unexpected_error_in_one_work_is_its_failure_and_the_rest_goes_on(
    files, tmp_path, index_into, monkeypatch
):
    (files / "other.txt").write_text("Article 1\n\nOther text.\n", encoding="utf-8")
    whole = staging.assemble

    def stumbling(source, readings):
        if source.id == "other":
            raise KeyError("Pages")
        return whole(source, readings)

    monkeypatch.setattr(staging, "assemble", stumbling)
    report = index_into([files], index_of(tmp_path))
    assert report.works == 1
    assert [failure.path for failure in report.failed] == [str(files / "other.txt")]
    assert "KeyError" in report.failed[0].reason


def test_a_table_that_is_wrong_loses_nothing_that_was_indexed(files, tmp_path, index_into):
    table = files / "w" / "work.toml"
    table.parent.mkdir()
    (files / "w/en.txt").write_text(TREATY_EN, encoding="utf-8")
    table.write_text('[[file]]\npath = "en.txt"\n', encoding="utf-8")
    index_into([files], index_of(tmp_path))
    table.write_text('parties = ["A", "B"]\n[[file]]\npath = "en.txt"\n', encoding="utf-8")
    (files / "treaty_en.txt").write_text(TREATY_EN + "\n", encoding="utf-8")
    report = index_into([files], index_of(tmp_path), prune=True)
    assert (report.works, report.removed) == (1, [])
    assert [failure.path for failure in report.failed] == [str(table)]
    assert stored(tmp_path, "w/en/art_1")[0]


def test_a_file_name_that_is_no_utf_8_is_shown_and_found_again(files, tmp_path, index_into):
    path = files / os.fsdecode(b"caf\xe9.txt")
    path.write_text(TREATY_EN, encoding="utf-8")
    report = index_into([files], index_of(tmp_path))
    assert (report.works, report.failed) == (2, [])
    entry = stored(tmp_path, "caf/en/art_1")[0]
    assert entry["source"]["path"].endswith("/caf\ufffd.txt")
    json.dumps(entry, ensure_ascii=False).encode("utf-8")
    assert index_into([files], index_of(tmp_path)).unchanged == 2
    path.unlink()
    assert index_into([files], index_of(tmp_path), prune=True).removed == ["caf"]


def test_the_hash_kept_is_of_the_bytes_that_were_read(files, tmp_path, index_into, monkeypatch):
    index_into([files], index_of(tmp_path))
    path = files / "treaty_en.txt"
    path.write_text(TREATY_EN.replace("widest", "first"), encoding="utf-8")
    later = TREATY_EN.replace("widest", "broadest")
    honest = gathering.sha256_of

    def hash_and_change(file):
        digest = honest(file)
        if file == path:
            path.write_text(later, encoding="utf-8")
        return digest

    monkeypatch.setattr(gathering, "sha256_of", hash_and_change)
    index_into([files], index_of(tmp_path))
    entry = stored(tmp_path, "treaty/en/art_1")[0]
    assert "broadest" in entry["text"]
    assert entry["source"]["sha256"] == hashlib.sha256(later.encode()).hexdigest()
    monkeypatch.undo()
    assert index_into([files], index_of(tmp_path)).unchanged == 1


# --- how it is done ---


def test_a_date_without_day_or_month_sorts_within_its_year(tmp_path, index_into):
    dates = {"a": "1990-01-01", "b": "2024", "c": "2024-05", "d": "2024-05-02", "e": "2023-12-31"}
    for name, signed in dates.items():
        folder = tmp_path / "works" / name
        folder.mkdir(parents=True)
        (folder / "en.txt").write_text(f"Article 1\n\nExtradition {name}.\n", encoding="utf-8")
        (folder / "work.toml").write_text(
            f'signed = "{signed}"\n[[file]]\npath = "en.txt"\n', encoding="utf-8"
        )
    index_into([tmp_path / "works"], index_of(tmp_path))
    reader = open_reader(index_of(tmp_path))
    query = Term("exact", "extradition")
    newest = reader.search(SearchRequest(query=query, sort="date")).keyword
    oldest = reader.search(SearchRequest(query=query, sort="-date")).keyword
    reader.close()
    assert "".join(hit.id[0] for hit in newest.hits) == "dcbea"
    assert "".join(hit.id[0] for hit in oldest.hits) == "aebcd"


def test_the_index_does_not_depend_on_how_many_jobs_made_it(files, tmp_path, encoder):
    for number in range(5):
        write_treaty(files, f"t{number}")
    rows = []
    for jobs in (1, 3):
        place = tmp_path / f"index{jobs}"
        writer = open_writer(place, model=encoder.name, dimensions=encoder.indexed_dimensions)
        index_paths([files], writer, None, encoder, limits=ExtractLimits(), jobs=jobs)
        writer.close()
        reader = open_reader(place)
        found = reader.search(SearchRequest(query=Term("lang", "km"), size=100)).keyword.hits
        rows.append(([hit.id for hit in found], reader.entries([hit.id for hit in found])))
        reader.close()
    assert rows[0] == rows[1]
    assert len(rows[0][0]) == 24


def test_an_encoder_that_cannot_go_into_children_gives_the_same_vectors(files, tmp_path, encoder):
    class AtHome(StaticEncoder):
        def __init__(self):
            super().__init__(BUNDLED)
            self.portable = False

        def __reduce__(self):
            raise TypeError("it stays here")

    responses = []
    for number, used in enumerate((encoder, AtHome())):
        place = tmp_path / f"index{number}"
        writer = open_writer(place, model=encoder.name, dimensions=encoder.indexed_dimensions)
        report = index_paths([files], writer, None, used, limits=ExtractLimits(), jobs=1)
        writer.close()
        assert (report.works, report.failed) == (1, [])
        reader = open_reader(place)
        vector = encoder.ask("bank secrecy", "en").vector
        responses.append(reader.search(SearchRequest(vector=vector)).semantic.hits)
        reader.close()
    assert responses[0] == responses[1]
    assert all(hit.packed for hit in responses[0])


def test_only_a_few_works_are_read_ahead(files, tmp_path, encoder, monkeypatch):
    """Memory does not grow with the collection: reading waits for what is staged."""
    for number in range(30):
        (files / f"o{number}.txt").write_text(f"Article 1\n\n{number}\n", encoding="utf-8")
    started, most = [], 0

    def counted(plan, *rest):
        started.append(plan.source.id)
        return gathering.gather(plan, *rest)

    def progress(done, total, name):
        nonlocal most
        most = max(most, len(started) - done)

    monkeypatch.setattr(pipeline, "gather", counted)
    writer = open_writer(
        index_of(tmp_path), model=encoder.name, dimensions=encoder.indexed_dimensions
    )
    options = {"limits": ExtractLimits(), "jobs": 2, "progress": progress}
    assert index_paths([files], writer, None, encoder, **options).works == 31
    writer.close()
    assert most <= 2 * pipeline.AHEAD_PER_JOB + 1
