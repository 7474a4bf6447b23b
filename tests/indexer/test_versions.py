"""The language versions of a document, and what is in no language known here."""

from pathlib import Path

import pytest

from indexer.extract import ExtractionError
from indexer.models import Paragraph
from indexer.reading import read_file
from indexer.structure import structure
from indexer.versions import language_versions

ENGLISH = (
    "Each State Party shall take the measures that are necessary to prevent fraud and to protect "
    "its victims in its territory."
)
FRENCH = (
    "Chaque État Partie prend les mesures nécessaires pour prévenir et combattre la fraude et pour "
    "protéger les victimes sur son territoire."
)
CHINESE = (
    "各缔约国应当采取必要措施，防止并打击诈骗，在本国领土内保护被害人，并应当为此相互提供协助。"
)


def paragraph(text: str, language: str) -> Paragraph:
    return Paragraph(text=text, page=1, language=language, script="")


def written(folder: Path, *lines: str) -> Path:
    path = folder / "treaty.txt"
    path.write_text("\n\n".join(lines), encoding="utf-8")
    return path


def test_a_french_file_is_refused_with_a_reason(tmp_path: Path):
    lines = ["CONVENTION SUR LA FRAUDE", "Article 1", FRENCH, "Article 2", FRENCH]
    with pytest.raises(ExtractionError, match="no Khmer, Chinese or English text"):
        read_file(written(tmp_path, *lines))


def test_a_short_vietnamese_file_is_refused_too(tmp_path: Path):
    lines = ["HIỆP ĐỊNH VỀ DẪN ĐỘ", "Điều 1", "Các Bên cam kết dẫn độ cho nhau người bị truy nã."]
    with pytest.raises(ExtractionError, match="no Khmer, Chinese or English text"):
        read_file(written(tmp_path, *lines))


def test_a_french_version_beside_the_english_one_is_left_out_and_named(tmp_path: Path):
    english = ["CONVENTION ON FRAUD", "Article 1", ENGLISH, "Article 2", ENGLISH]
    french = ["CONVENTION SUR LA FRAUDE", "Article 1", FRENCH, "Article 2", FRENCH]
    reading = read_file(written(tmp_path, *english, *french))
    (found,) = reading.expressions
    assert [one.eid for one in found.provisions] == ["art_1", "art_2"]
    assert not any("Partie" in one.text for one in found.provisions)
    assert any("left out" in warning for warning in reading.warnings)


def test_short_lines_of_a_french_version_do_not_enter_the_chinese_one():
    chinese = [paragraph("第一条", "zh"), paragraph(CHINESE, "zh")]
    french = [paragraph("Article 1", "en"), paragraph(FRENCH, ""), paragraph("Article 2", "en")]
    found = language_versions([*chinese, *french])
    assert found.known == [("zh", chinese)]
    assert found.foreign == french


def test_a_foreign_quotation_stays_in_its_english_document():
    text = [paragraph(ENGLISH, "en") for _ in range(12)]
    quoted = paragraph(FRENCH, "")
    found = language_versions([*text, quoted])
    assert found.known == [("en", [*text, quoted])]
    assert not found.foreign


HANS = ["引渡条约", "第一条", "双方应当互相引渡罪犯。", "第二条", "本条约经双方签署后发生效力。"]
HANT = ["引渡條約", "第一條", "雙方應當互相引渡罪犯。", "第二條", "本條約經雙方簽署後發生效力。"]


@pytest.mark.parametrize("halves", [(HANS, HANT), (HANT, HANS)], ids=["Hans-Hant", "Hant-Hans"])
def test_two_chinese_scripts_in_one_file_are_two_expressions(halves: tuple[list[str], list[str]]):
    lines = [paragraph(line, "zh") for half in halves for line in half]
    first, second = structure(lines)
    assert {first.script, second.script} == {"Hans", "Hant"}
    for found, half in zip((first, second), halves, strict=True):
        assert [one.eid for one in found.provisions] == ["art_1", "art_2"]
        assert [one.text for one in found.provisions] == [half[2], half[4]]


def test_a_name_in_the_other_script_makes_no_second_version():
    lines = [paragraph(line, "zh") for line in [*HANS * 3, "中華民國"]]
    assert len(language_versions(lines).known) == 1


def test_short_english_lines_are_english():
    text = [paragraph(one, "en") for one in ("Article 1", "The Parties meet.", "They agree.")]
    assert language_versions(text).known == [("en", text)]


def test_thai_beside_english_is_no_part_of_the_english_version():
    thai = paragraph("รัฐภาคีแต่ละรัฐจะใช้มาตรการที่จำเป็นเพื่อป้องกันการฉ้อโกง", "en")
    found = language_versions([paragraph(ENGLISH, "en"), thai])
    assert found.foreign == [thai]
