"""Articles of versions that are numbered differently, and printed numbers: page and tables."""

import csv
import io

import docx
import openpyxl
import pytest

from search_app.article_rows import article_rows, printed_numbers
from search_app.exchange import ExportOptions, write
from search_app.parallel_form import ParallelForm
from search_app.parallel_page import parallel_page
from tests.search_app.renumbered import EN1, EN2, EN3, ZH2, ZH3, ZH4, renumbered


@pytest.fixture(scope="module")
def text():
    return renumbered()


@pytest.fixture
def page(client, text):
    with client.application.test_request_context("/"):
        yield parallel_page(text, ParallelForm())


def made(format_name, text):
    stream = io.BytesIO()
    write(format_name, text, stream, options=ExportOptions(unpaired=True))
    stream.seek(0)
    return stream


def test_each_article_knows_what_stands_beside_it(text):
    found = article_rows(text.rows)
    assert [tuple(one) for one in found.of] == [
        (0, EN1), (1, ZH2), (0, EN2), (0, EN2), (0, EN2), (0, EN3),
    ]  # fmt: skip
    assert found.units[found.of[2]] == [[EN2], [ZH3]]
    assert found.units[found.of[1]] == [[], [ZH2]]


def test_a_header_names_and_links_the_article_of_each_version(page):
    shown = [[[link.label for link in links] for links in one.numbers] for one in page["articles"]]
    assert shown == [
        [["Article 1"], ["第一条"]],
        [[], ["第二条"]],
        [["Article 2"], ["第三条"]],
        [["Article 3"], ["第四条"]],
    ]
    third = page["articles"][2]
    assert third.numbers[1][0].url.endswith(f"/zh/{ZH3}")
    assert (third.name.label, third.anchor) == ("Article 2", EN2)


def test_what_one_version_alone_has_stands_under_its_own_name(page):
    alone = page["articles"][1]
    assert (alone.name.label, alone.name.tag) == ("第二条", "zh-Hans")
    assert [link.label for link in page["contents"]] == [
        "Article 1", "第二条", "Article 2", "Article 3",
    ]  # fmt: skip


def test_an_anchor_is_that_of_the_first_version_that_has_it(page):
    anchors = [
        anchor
        for one in page["articles"]
        for anchor in (one.anchor, *(eid for row in one.rows for eid in row.anchors))
        if anchor
    ]
    assert len(anchors) == len(set(anchors))
    assert [one.anchor for one in page["articles"]] == [EN1, "", EN2, EN3]
    assert ZH4 in anchors


def test_a_number_is_printed_where_its_paragraph_begins(text):
    english, chinese = printed_numbers(text.versions, text.rows)
    assert [english.before(row.cells[0][0]) for row in text.rows if row.cells[0]] == [
        [], ["1.", "(a)"], [], [],
    ]  # fmt: skip
    assert chinese.before(text.rows[2].cells[1][0]) == ["一、", "（一）"]


def test_the_headings_of_a_document_are_those_of_each_version(text):
    (table,) = docx.Document(made("docx", text)).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert [row[1:3] for row in rows[1:]] == [
        ["CHAPTER I General", "第一章 总则"],
        ["Article 1", "第一条"],
        ["First.", "第一。"],
        ["", "第二条"],
        ["", "新条。"],
        ["Article 2", "第三条"],
        ["1. (a) Chapeau:", "一、（一）起首："],
        ["more.", "更多。"],
        ["", "另加。"],
        ["CHAPTER II Final", "第二章 附则"],
        ["Article 3", "第四条"],
        ["Last.", "最后。"],
    ]


def test_spreadsheets_have_the_printed_numbers_and_memories_have_not(text):
    sheet = openpyxl.load_workbook(made("xlsx", text)).active
    cells = [row[1:3] for row in sheet.iter_rows(values_only=True)]
    assert ("1. (a) Chapeau:", "一、（一）起首：") in cells
    lines = csv.DictReader(io.StringIO(made("csv", text).read().decode("utf-8-sig")))
    assert [line["zh-Hans"] for line in lines][2] == "一、（一）起首："
    for name in ("tmx", "xliff"):
        written = made(name, text).read().decode("utf-8")
        assert ">Chapeau:<" in written
        assert "（一）" not in written
