"""Tables of parallel text in Word and spreadsheets: a font for each script, and no formula."""

import io
from dataclasses import replace

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from search_app.exchange import ExportOptions, write
from search_app.exchange.spreadsheet import MOST_CHARACTERS
from tests.search_app.handmade_rows import CHAPTERS, NOTICE, NUMBERS, TITLES, WORK, parallel

ROWS = [
    ("Obligation to extradite", "កាតព្វកិច្ចធ្វើបត្យាប័ន", "引渡義務"),
    ("Two\nlines", "ពីរ\nបន្ទាត់", "兩\n行"),
    ("Only in English", None, None, {"confidence": 0.1}),
    ("Corrected", "បានកែ", "已更正", {"status": "corrected", "confidence": 1.0}),
]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x", "{=1}", "1"]


def made(format_name, rows, *addresses, **options):
    stream = io.BytesIO()
    write(format_name, parallel(rows, *addresses), stream, options=ExportOptions(**options))
    stream.seek(0)
    return stream


# --------------------------------------------------------------------------- Word


@pytest.fixture(scope="module")
def document():
    return docx.Document(made("docx", ROWS, "en", "km", "zh-Hant"))


def run_of(cell):
    return cell.paragraphs[0].runs[0]._r.rPr


def fonts(cell):
    found = run_of(cell).find(qn("w:rFonts"))
    return {name: found.get(qn(f"w:{name}")) for name in ("ascii", "eastAsia", "cs", "hint")}


def languages(cell):
    found = run_of(cell).find(qn("w:lang"))
    return {name: found.get(qn(f"w:{name}")) for name in ("val", "eastAsia", "bidi")}


def texts(row):
    return [cell.text for cell in row.cells]


def test_the_document_has_the_titles_and_the_notice_on_landscape_a4(document):
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said[:4] == [TITLES["en"], TITLES["km"], TITLES["zh-Hant"], NOTICE]
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert document.core_properties.title == TITLES["en"]


def test_the_header_of_the_table_is_repeated_on_each_page(document):
    (table,) = document.tables
    first, second = table.rows[:2]
    assert texts(first) == [
        "Provision",
        "English\nofficial text · en.pdf",
        "ខ្មែរ\ntranslation · km.pdf",
        "中文（繁體）\nzh-Hant.pdf",
        "Confidence",
    ]
    assert first._tr.trPr.find(qn("w:tblHeader")) is not None
    assert second._tr.trPr.find(qn("w:tblHeader")) is None


def test_chapters_and_articles_are_rows_of_their_own(document):
    rows = [texts(row) for row in document.tables[0].rows]
    order = ("en", "km", "zh-Hant")
    assert rows[1] == ["chp_1", *(" ".join(CHAPTERS[address]) for address in order), ""]
    assert rows[2] == ["chp_1__art_1", *(NUMBERS[address] for address in order), ""]
    assert len(rows) == 3 + len(ROWS)


def test_the_rows_have_the_texts_the_confidence_and_what_people_did(document):
    rows = [texts(row) for row in document.tables[0].rows][3:]
    assert [row[1:4] for row in rows] == [[text or "" for text in row[:3]] for row in ROWS]
    assert [row[4] for row in rows] == ["0.76", "0.76", "0.10", "1.00 corrected"]
    assert {row[0] for row in rows} == {"chp_1__art_1"}


def test_each_language_is_set_in_its_own_font_and_named_for_spelling(document):
    _, english, khmer, chinese, _ = document.tables[0].rows[3].cells
    assert fonts(english)["ascii"] == "Times New Roman"
    assert languages(english)["val"] == "en-GB"
    assert fonts(khmer)["cs"] == fonts(khmer)["ascii"] == "Khmer OS Battambang"
    assert languages(khmer)["bidi"] == "km-KH"
    assert run_of(khmer).find(qn("w:cs")) is not None
    assert run_of(khmer).find(qn("w:szCs")) is not None
    assert (fonts(chinese)["eastAsia"], fonts(chinese)["hint"]) == ("PMingLiU", "eastAsia")
    assert languages(chinese)["eastAsia"] == "zh-TW"


def test_simplified_chinese_has_its_own_font():
    document = docx.Document(made("docx", [("引渡", "បត្យាប័ន")], "zh", "km"))
    cell = document.tables[0].rows[3].cells[1]
    assert fonts(cell)["eastAsia"] == "SimSun"
    assert languages(cell)["eastAsia"] == "zh-CN"


def test_the_labels_of_a_document_are_in_the_language_of_the_reader():
    stream = made("docx", ROWS, "en", "km", "zh", say=lambda message: f"<{message.english}>")
    header = texts(docx.Document(stream).tables[0].rows[0])
    assert header[0] == "<Provision>"
    assert header[1].startswith("English\n<official text>")


# --------------------------------------------------------------------------- spreadsheets


@pytest.fixture(scope="module")
def sheet():
    return openpyxl.load_workbook(made("xlsx", ROWS, "en", "km", "zh-Hant")).active


def test_the_sheet_has_title_notice_and_a_header_that_stays(sheet):
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][1:4] == (TITLES["en"], TITLES["km"], TITLES["zh-Hant"])
    assert rows[1][1] == NOTICE
    assert rows[2] == (
        "Provision",
        "English – official text",
        "ខ្មែរ – translation",
        "中文（繁體）",
        "Confidence",
        "Review",
        "Page (English)",
        "Page (ខ្មែរ)",
        "Page (中文（繁體）)",
    )
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"


def test_the_sheet_has_a_row_for_each_row(sheet):
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [row[1:4] for row in rows] == [row[:3] for row in ROWS]
    assert rows[0][4:] == (0.76, "automatic", 3, 3, 3)
    assert rows[2][4:] == (0.1, "automatic", 3, None, None)
    assert rows[3][5] == "corrected"


def test_each_column_has_the_font_of_its_language_and_wraps(sheet):
    cells = [sheet.cell(4, place) for place in (2, 3, 4)]
    assert [cell.font.name for cell in cells] == [
        "Times New Roman",
        "Khmer OS Battambang",
        "PMingLiU",
    ]
    assert all(cell.alignment.wrap_text and cell.alignment.vertical == "top" for cell in cells)
    wide = sheet.column_dimensions["B"]  # stands for all columns of its width
    assert (wide.min, wide.max) == (2, 4)
    assert wide.width >= 40


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_is_never_a_formula_a_link_or_a_number(text):
    stream = made("xlsx", [(text, text)], "en", "km")
    cell = openpyxl.load_workbook(stream).active.cell(4, 2)
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@"))


def test_a_text_longer_than_a_cell_goes_on_in_the_next_row():
    long = "បត្យាប័ន" * 10_000
    rows = list(
        openpyxl.load_workbook(
            made("xlsx", [("Long", long), ("Next", "បន្ទាប់")], "en", "km")
        ).active.iter_rows(min_row=4, values_only=True)
    )
    pieces = [row[2] for row in rows[:-1]]
    assert "".join(pieces) == long
    assert max(map(len, pieces)) == MOST_CHARACTERS
    assert [row[1] for row in rows] == ["Long", *[None] * (len(pieces) - 1), "Next"]


def test_a_work_without_a_title_is_called_by_its_id():
    text = parallel(ROWS, "en", "km", "zh")
    untitled = [replace(version, expression=without_title(version)) for version in text.versions]
    stream = io.BytesIO()
    write("docx", replace(text, versions=untitled), stream)
    stream.seek(0)
    assert docx.Document(stream).core_properties.title == WORK


def without_title(version):
    expression = version.expression
    return replace(expression, metadata=replace(expression.metadata, title=""))
