"""Which reader a file gets, and which files are refused before any reads them."""

import io
import os
import zipfile

import pytest

from indexer.extract import (
    DOCX,
    HTML,
    PDF,
    TEXT,
    ExtractionError,
    extract_file,
    media_type_of,
)
from indexer.extract.quality import (
    LIMITS,
    common_word_share,
    garbage_share,
    is_legacy_font,
    judge,
    reads_as_legacy,
)
from tests.indexer.pdf_maker import Drawn, make_pdf


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in names:
            target.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\n", PDF),
        (b"\r\nmail header\r\n%PDF-1.4\n", PDF),
        (archive("[Content_Types].xml", "word/document.xml"), DOCX),
        (b"<!DOCTYPE html><p>x", HTML),
        (b"\xef\xbb\xbf  <html lang=km>", HTML),
        (b'<?xml version="1.0"?><!-- a note --><html>', HTML),
        ("<p>第一条".encode("utf-16"), HTML),
        ("<p>第一条".encode("gb18030"), HTML),
        ("មាត្រា ១".encode(), TEXT),
        ("第一条 缔约双方应当相互提供协助".encode("gb18030"), TEXT),
        (b"a < b and <c> d", TEXT),
    ],
    ids=[
        "pdf",
        "pdf-after-junk",
        "docx",
        "html",
        "html-after-mark",
        "xhtml",
        "html-utf16",
        "html-gb18030",
        "khmer-text",
        "chinese-text",
        "text-with-angles",
    ],
)
def test_the_media_type_is_told_by_content(data, media_type):
    assert media_type_of(data) == media_type


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\0\0\0\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word document"),
        (b"{\\rtf1\\ansi", "rich text"),
        (b"\x89PNG\r\n", "picture"),
        (archive("xl/workbook.xml"), "no Word document"),
        (b"PK\x03\x04cut", "damaged archive"),
        (bytes(range(256)) * 8, "binary"),
    ],
    ids=["empty", "zeros", "doc", "rtf", "png", "xlsx", "cut-zip", "noise"],
)
def test_other_content_is_refused_by_its_name(data, reason):
    with pytest.raises(ExtractionError, match=reason):
        media_type_of(data)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("treaty.pdf", b"<html><body>Not found</body></html>", "a PDF, but the file is HTML"),
        ("treaty.PDF", b"Article 1", "a PDF, but the file is plain text"),
        ("treaty.docx", b"%PDF-1.7\n", "a Word document, but the file is a PDF"),
    ],
    ids=["html-as-pdf", "text-as-pdf", "pdf-as-docx"],
)
def test_a_name_that_contradicts_the_content_is_an_error(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ExtractionError, match=said):
        extract_file(tmp_path / name)


def test_each_format_gives_its_text(tmp_path):
    files = {
        "a.pdf": (make_pdf([[Drawn("មាត្រា ១", 70, 700)]]), PDF, "មាត្រា ១"),
        "b.html": ("<p>第一条".encode(), HTML, "第一条"),
        "c.txt": (b"Article 1", TEXT, "Article 1"),
        "d.htm": (b"Article 1 without a tag", HTML, "Article 1 without a tag"),
    }
    for name, (data, media_type, text) in files.items():
        (tmp_path / name).write_bytes(data)
        document = extract_file(tmp_path / name)
        assert (document.media_type, document.pages[0].lines[0].text) == (media_type, text)


def test_a_file_with_too_many_pages_is_refused(tmp_path):
    (tmp_path / "long.txt").write_text("Article 1\f" * 20)
    with pytest.raises(ExtractionError, match="more than 10 pages"):
        extract_file(tmp_path / "long.txt", max_pages=10)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ExtractionError, match="no regular file"):
        extract_file(tmp_path / "pipe.txt")


def test_a_link_is_followed_inside_its_folder_only(tmp_path):
    folder = tmp_path / "treaties"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "treaty.txt").write_text("Article 1")
    (folder / "inside.txt").symlink_to(folder / "treaty.txt")
    (folder / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "nowhere.txt").symlink_to(folder / "missing")
    assert extract_file(folder / "inside.txt").pages[0].lines[0].text == "Article 1"
    with pytest.raises(ExtractionError, match="leads out of its folder"):
        extract_file(folder / "outside.txt")
    with pytest.raises(ExtractionError, match="cannot be opened"):
        extract_file(folder / "nowhere.txt")


@pytest.mark.parametrize("name", [".", "missing.txt"], ids=["a-folder", "not-there"])
def test_what_is_no_file_is_refused(tmp_path, name):
    with pytest.raises(ExtractionError):
        extract_file(tmp_path / name)


def test_a_file_over_the_size_cap_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.extract.MAX_BYTES", 2**20)
    (tmp_path / "big.txt").write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(ExtractionError, match="over 1 MB"):
        extract_file(tmp_path / "big.txt")


# --------------------------------------------------------------------------- quality

GOOD_KHMER = (
    "ភាគីទាំងពីរត្រូវផ្តល់ជំនួយទៅវិញទៅមកឱ្យបានទូលំទូលាយបំផុត ក្នុងការស៊ើបអង្កេត និងនីតិវិធីតុលាការ "
    "ដែលពាក់ព័ន្ធនឹងបទល្មើសដែលស្ថិតក្នុងយុត្តាធិការនៃអាជ្ញាធររបស់ភាគីស្នើសុំ នៅពេលដែលធ្វើសំណើ។"
)


@pytest.mark.parametrize(
    "name",
    ["Limon S1", "ABCDEF+LimonR1", "ABC-TEXT-16-Normal", "FK1", "Kaoh Kong", "Khek Brand", "KSW"],
)
def test_legacy_fonts_are_known_by_name(name):
    assert is_legacy_font(name)


@pytest.mark.parametrize(
    "name",
    ["KhmerOS", "KhmerOSBattambang", "ABCDEF+NotoSansKhmer", "TimesNewRomanPSMT", "Arial", ""],
)
def test_fonts_with_unicode_are_not_taken_for_legacy_ones(name):
    assert not is_legacy_font(name)


def test_text_typed_for_a_legacy_font_is_told_from_languages():
    legacy = "c,ab;sþIBI sB¢aati maRta 1>c,ab;enHmaneKaledA kMNt;karbgáar karRbyuTæTb;sáat; " * 3
    german = "Die Vertragsparteien leisten einander Rechtshilfe in Strafsachen. " * 3
    assert reads_as_legacy(legacy)
    assert not reads_as_legacy(german)
    assert judge(legacy).method == "none"


@pytest.mark.parametrize(
    "text",
    [GOOD_KHMER, "缔约双方应当相互提供最广泛的刑事司法协助。", "The Parties shall cooperate."],
    ids=["khmer", "chinese", "english"],
)
def test_good_text_is_believed(text):
    assert judge(text) == ("text", 1.0, "") or judge(text).confidence == 1.0


def exchanged(text: str) -> str:
    """The same text with each Khmer consonant replaced by the one three places on: every cluster
    stays legal, no word is a word."""
    return "".join(
        chr(0x1780 + (ord(letter) - 0x1780 + 3) % 32) if "\u1780" <= letter <= "\u179f" else letter
        for letter in text
    )


def test_khmer_whose_letters_were_exchanged_is_not_believed():
    assert common_word_share(GOOD_KHMER) > 2 * LIMITS.common_words
    assert garbage_share(exchanged(GOOD_KHMER)) < LIMITS.garbage
    assert judge(exchanged(GOOD_KHMER)).reason == "text layer is not what the page shows"


@pytest.mark.parametrize(
    "damage",
    ["\ufffd" * 4, "\ue000\uf123\ue001\ue002", " ា ្ ែ ិ", "(cid:12)(cid:7)(cid:3)(cid:4)"],
    ids=["unknown", "private-use", "torn-marks", "bare-glyphs"],
)
def test_damage_to_a_fiftieth_of_khmer_is_too_much(damage):
    assert judge(GOOD_KHMER + damage).method == "none"
    assert judge(GOOD_KHMER * 10 + damage).method == "text"
    assert judge(GOOD_KHMER * 10 + damage).confidence < 1


def test_too_little_khmer_is_not_judged_by_its_words():
    assert common_word_share("មាត្រា ៧") is None
