"""What one file gives: pages only where the file has some."""

import pytest

from indexer.extract import TEXT
from indexer.reading import read_file
from tests.indexer.pdf_maker import Drawn, make_pdf
from tests.indexer.specimens import SOURCES

TEXTS = {
    "en.txt": "Treaty on Costs\n\nArticle 1\n\nCosts are shared.\n\nArticle 2\n\nBy half.\n",
    "zh.html": "<p>费用条约</p><p>第一条</p><p>费用由双方分担。</p><p>第二条</p><p>各半。</p>",
    "km.txt": "សន្ធិសញ្ញា\n\nមាត្រា ១\n\nចំណាយត្រូវចែករំលែក។\n\nមាត្រា ២\n\nម្នាក់ពាក់កណ្តាល។\n",
}


def pages_of(reading):
    return [node.page for expression in reading.expressions for node in expression.walk()]


@pytest.mark.parametrize("name", TEXTS)
def test_a_provision_of_a_text_or_web_page_stands_on_no_page(tmp_path, name):
    path = tmp_path / name
    path.write_text(TEXTS[name], encoding="utf-8")
    reading = read_file(path)
    assert pages_of(reading) == [None] * len(pages_of(reading)) != []
    assert reading.pages == 0


def test_a_provision_of_a_word_document_stands_on_no_page():
    reading = read_file(SOURCES.parent / "lanhai-serethia-extradition-2014" / "en.docx")
    assert set(pages_of(reading)) == {None}
    assert reading.pages == 0


def test_a_provision_of_a_pdf_stands_on_the_page_it_begins_on(tmp_path):
    lines = [["Article 1", "Costs are shared."], ["Article 2", "By half."]]
    path = tmp_path / "en.pdf"
    path.write_bytes(
        make_pdf([
            [Drawn(text, 72, 700 - 40 * row) for row, text in enumerate(page)] for page in lines
        ])
    )  # fmt: skip
    reading = read_file(path)
    assert (pages_of(reading), reading.pages) == ([1, 2], 2)


def test_a_text_with_form_feeds_has_the_pages_they_part(tmp_path):
    path = tmp_path / "en.txt"
    path.write_text("Article 1\n\nCosts are shared.\n\fArticle 2\n\nBy half.\n", encoding="utf-8")
    reading = read_file(path)
    assert reading.media_type == TEXT
    assert (pages_of(reading), reading.pages) == ([1, 2], 2)
