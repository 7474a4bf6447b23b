"""Paragraphs: lines joined as their script wants, parted where the text parts, in a language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extract.lines import (
    begins_provision,
    display_width,
    ends_sentence,
    is_bare_heading,
    join,
)
from indexer.models import Box, Document, Line, Page
from indexer.paragraphs import page_texts, paragraphs


def pdf(*pages: list[Line]) -> Document:
    return Document(
        media_type="application/pdf",
        pages=tuple(
            Page(number=number, lines=tuple(lines), width=595, height=842)
            for number, lines in enumerate(pages, 1)
        ),
    )


def lines(
    *rows: str, page: int = 1, top: float = 700, left: float = 70, right: float = 525, **more
):
    """Full lines of 11 points, 16 apart; a row ending in ``|`` stops at half the width."""
    placed = []
    for i, row in enumerate(rows):
        end = (left + right) / 2 if row.endswith("|") else right
        y = top - 16 * i
        box = Box(page, left, y, end, y + 11)
        placed.append(Line(text=row.rstrip("|"), box=box, size=11, **more))
    return placed


def flowing(*rows: str | tuple[str, bool | None], media_type: str = "text/html") -> Document:
    """Lines without places; each opens a paragraph unless said otherwise."""
    made = [row if isinstance(row, tuple) else (row, True) for row in rows]
    page = Page(number=1, lines=tuple(Line(text=text, opens=opens) for text, opens in made))
    return Document(media_type=media_type, pages=(page,))


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(document)]


# --------------------------------------------------------------------------- joining


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("ភាគីទាំងពីរត្រូវ", "ផ្តល់ជំនួយ", "ភាគីទាំងពីរត្រូវផ្តល់ជំនួយ"),
        ("ភាគីទាំងពីរ ", "ត្រូវផ្តល់", "ភាគីទាំងពីរ ត្រូវផ្តល់"),
        ("នៃសន្ធិសញ្ញានេះ។", "ភាគីទាំងពីរ", "នៃសន្ធិសញ្ញានេះ។ ភាគីទាំងពីរ"),
        ("ឆ្នាំ", "២០២៤", "ឆ្នាំ២០២៤"),
        ("សមាជិក", "ASEAN", "សមាជិក ASEAN"),
        ("缔约双方应当", "相互提供协助", "缔约双方应当相互提供协助"),
        ("本条约，", "应当", "本条约，应当"),
        ("根据", "2009年条约", "根据2009年条约"),
        ("The Parties", "shall cooperate", "The Parties shall cooperate"),
        ("mutual assis-", "tance", "mutual assistance"),
        ("mutual assis\u00ad", "tance", "mutual assistance"),
        ("Sino-", "Cambodian", "Sino-Cambodian"),
        ("paragraph (a)", "of Article 2", "paragraph (a) of Article 2"),
        ("", "第一条", "第一条"),
    ],
    ids=[
        "khmer",
        "khmer-with-its-space",
        "khmer-after-a-stop",
        "khmer-number",
        "khmer-latin",
        "han",
        "han-after-a-comma",
        "han-digits",
        "latin",
        "hyphen",
        "soft-hyphen",
        "hyphen-before-a-capital",
        "bracket",
        "nothing-before",
    ],
)
def test_lines_are_joined_as_their_script_wants(left, right, joined):
    assert join(left, right) == joined


def test_a_hyphen_that_the_document_writes_elsewhere_stays():
    words = frozenset({"well-founded", "founded"})
    assert join("a well-", "founded fear", words) == "a well-founded fear"
    assert join("a well-", "founded fear", words | {"wellfounded"}) == "a wellfounded fear"


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_joining_loses_nothing_but_spaces_and_hyphens(left, right):
    def bare(text: str) -> str:
        return "".join(text.split()).translate({ord(mark): None for mark in "-\u2010\u00ad"})

    assert bare(join(left, right)) == bare(left) + bare(right)


# --------------------------------------------------------------------------- marks


@pytest.mark.parametrize(
    "text",
    [
        "មាត្រា ១", "មាត្រាទី១២៖ វិសាលភាព", "ជំពូកទី ២", "១. ភាគី", "១- ភាគី", "(ក) ភាគី", "ក. ភាគី",
        "第一条 范围", "第十二條", "第三章", "（一）双方", "一、双方", "附件一",
        "Article 7", "ARTICLE XII", "CHAPTER I", "Annex A", "1. The Parties", "1.The Parties",
        "(a) the", "(iv) the", "2.1. The", "IN WITNESS WHEREOF, the", "DONE at Maris", "• point",
    ],
)  # fmt: skip
def test_the_beginnings_of_provisions_are_known(text):
    assert begins_provision(text)


@pytest.mark.parametrize(
    "text",
    ["ភាគីទាំងពីរ", "គាត់។", "缔约双方", "一九九三年九月", "The Parties", "1.5 million",
     "15 March 2024", "a Party", "I have", "Articles of"],
)  # fmt: skip
def test_ordinary_lines_begin_no_provision(text):
    assert not begins_provision(text)


@pytest.mark.parametrize("text", ["Article 7", "第七条", "មាត្រា ៧៖", "CHAPTER IV.", "មាត្រា 12"])
def test_a_heading_of_a_number_alone_is_bare(text):
    assert is_bare_heading(text)
    assert not is_bare_heading(f"{text} of this Treaty shall apply")


def test_sentences_end_in_three_languages():
    assert all(
        ends_sentence(text)
        for text in ("អនុវត្ត។", "适用。", "apply.", "说：“可以。”", "as follows:")
    )
    assert not any(ends_sentence(text) for text in ("អនុវត្ត", "适用，", "apply", "Article 7"))


def test_width_counts_han_twice_and_marks_not_at_all():
    assert (display_width("条约"), display_width("ក្រុម"), display_width("law")) == (4, 3, 3)


# --------------------------------------------------------------------------- places on a page


@pytest.mark.parametrize(
    ("rows", "joined"),
    [
        (["ភាគីទាំងពីរត្រូវផ្តល់ជំនួយ", "ទៅវិញទៅមក។|"], "ភាគីទាំងពីរត្រូវផ្តល់ជំនួយទៅវិញទៅមក។"),
        (["缔约双方应当相互提供", "最广泛的协助。|"], "缔约双方应当相互提供最广泛的协助。"),
        (["The Parties shall grant", "each other assistance.|"],
         "The Parties shall grant each other assistance."),
    ],
    ids=["khmer", "chinese", "english"],
)  # fmt: skip
def test_full_lines_are_one_paragraph_and_a_short_one_ends_it(rows, joined):
    assert texts(pdf(lines(*rows, *rows))) == [joined, joined]


def test_a_wider_step_parts_paragraphs():
    above = lines("The Parties shall grant", "each other assistance in the", "matters that follow")
    below = lines("The costs of the request", "shall be borne by the one", top=700 - 16 * 3 - 8)
    assert len(texts(pdf(above + below))) == 2


def test_an_indent_opens_a_paragraph():
    first = lines("双方应当根据本条约的规定，在刑事", "方面相互提供最广泛的司法协助的各")
    second = lines("被请求方应当执行请求，但另有规定", top=668, left=92)
    assert len(texts(pdf(first + second))) == 2


def test_a_number_after_a_full_line_that_ends_a_sentence_opens_a_paragraph():
    rows = ["1. The Parties shall cooperate.", "2. The costs shall be shared."]
    assert texts(pdf(lines(*rows))) == rows


def test_a_reference_at_the_beginning_of_a_line_opens_none():
    rows = ["The request shall be refused in accordance with", "Article 7 of this Treaty and the"]
    assert texts(pdf(lines(*rows))) == [" ".join(rows)]


def test_a_heading_number_stands_apart_from_its_title():
    title = [*lines("Article 1|", centred=True), *lines("Scope|", top=684, centred=True)]
    assert texts(pdf(title)) == ["Article 1", "Scope"]


def test_centred_lines_of_a_title_are_one_paragraph():
    made = [
        Line(text="TREATY BETWEEN THE KINGDOM OF SERETHIA", size=14, centred=True, bold=True,
             box=Box(1, 100, 700, 495, 714)),
        Line(text="AND THE REPUBLIC OF ARAVAN", size=14, centred=True, bold=True,
             box=Box(1, 160, 680, 435, 694)),
    ]  # fmt: skip
    [paragraph] = paragraphs(pdf(made))
    assert paragraph.text == "TREATY BETWEEN THE KINGDOM OF SERETHIA AND THE REPUBLIC OF ARAVAN"
    assert (paragraph.centred, paragraph.bold) == (True, True)


def test_a_bold_line_is_no_part_of_the_text_below():
    made = [*lines("General provisions of the", bold=True), *lines("Treaty apply to", top=684)]
    assert len(texts(pdf(made))) == 2


def test_a_khmer_line_and_a_chinese_one_are_two_paragraphs():
    rows = ["ភាគីទាំងពីរត្រូវផ្តល់ជំនួយ", "缔约双方应当相互提供"]
    assert texts(pdf(lines(*rows))) == rows


def test_a_paragraph_runs_over_a_page_and_keeps_its_first_page_and_all_boxes():
    rest = lines("ផ្តល់ជំនួយទៅវិញទៅមក។|", page=2)
    [paragraph] = paragraphs(pdf(lines("ភាគីទាំងពីរត្រូវ", top=80), rest))
    assert paragraph.text == "ភាគីទាំងពីរត្រូវផ្តល់ជំនួយទៅវិញទៅមក។"
    assert paragraph.page == 1
    assert [box.page for box in paragraph.boxes] == [1, 2]


def test_an_article_at_the_top_of_a_page_opens_a_paragraph():
    document = pdf(lines("双方应当合作。", top=80), lines("第二条 适用范围|", page=2))
    assert texts(document) == ["双方应当合作。", "第二条 适用范围"]


def test_page_texts_are_one_a_page_with_a_paragraph_a_line():
    document = pdf(
        lines("第一条|", "双方应当相互提供协助，", "但另有规定的除外。|"),
        [],
        lines("第二条|", page=3),
    )
    assert page_texts(document) == [
        "第一条\n双方应当相互提供协助，但另有规定的除外。",
        "",
        "第二条",
    ]


# --------------------------------------------------------------------------- lines without places


def test_what_the_format_says_opens_or_continues():
    document = flowing("មាត្រា ១", ("ភាគីទាំងពីរ", True), ("ត្រូវផ្តល់ជំនួយ", False))
    assert texts(document) == ["មាត្រា ១", "ភាគីទាំងពីរត្រូវផ្តល់ជំនួយ"]


def test_a_line_break_within_a_block_parts_only_provisions_and_sentences():
    document = flowing(
        "Treaty between", ("Northland and Southland", None), ("Article 1", None), ("Scope", None)
    )
    assert texts(document) == ["Treaty between Northland and Southland", "Article 1", "Scope"]


WRAPPED = [
    ("Article 1", True),
    ("The Parties shall, in accordance with this Treaty, grant each other", None),
    ("the widest measure of assistance.", None),
    ("2. Assistance may be refused where the request would prejudice the", None),
    ("sovereignty of the Requested Party, as said in accordance with", None),
    ("Article 7 of this Treaty.", None),
]


def test_hard_wrapped_text_is_joined_and_parted_by_what_lines_say():
    assert texts(flowing(*WRAPPED, media_type="text/plain")) == [
        "Article 1",
        "The Parties shall, in accordance with this Treaty, grant each other the widest measure of "
        "assistance.",
        "2. Assistance may be refused where the request would prejudice the sovereignty of the "
        "Requested Party, as said in accordance with Article 7 of this Treaty.",
    ]


# --------------------------------------------------------------------------- languages


def languages(document: Document) -> list[tuple[str, str]]:
    return [(paragraph.language, paragraph.script) for paragraph in paragraphs(document)]


def test_each_paragraph_has_its_language_and_script():
    document = flowing(
        "ភាគីទាំងពីរត្រូវផ្តល់ជំនួយទៅវិញទៅមក។",
        "缔约双方应当相互提供最广泛的协助。",
        "The Parties shall grant each other the widest measure of mutual assistance.",
        "締約雙方應當相互提供最廣泛的協助。",
    )
    assert languages(document) == [("km", "Khmr"), ("zh", "Hans"), ("en", "Latn"), ("zh", "Hant")]


def test_a_text_too_short_to_tell_takes_its_neighbours_language():
    document = flowing("2024", "ភាគីទាំងពីរត្រូវផ្តល់ជំនួយ។", "ASEAN", "និងសមាជិករបស់ខ្លួន។")
    assert [language for language, _ in languages(document)] == ["km"] * 4


def test_a_short_chinese_heading_has_the_script_of_the_text_around_it():
    document = flowing("第一章 定", "締約雙方應當相互提供最廣泛的協助。", "第二章 同")
    assert {script for _, script in languages(document)} == {"Hant"}


def test_columns_in_two_languages_come_out_as_two_runs():
    khmer = ["ភាគីទាំងពីរត្រូវផ្តល់ជំនួយ", "ទៅវិញទៅមក។|"]
    english = ["The Parties shall grant each", "other mutual assistance.|"]
    pages = [
        lines(*khmer, page=page, right=280) + lines(*english, page=page, left=320, column=1)
        for page in (1, 2)
    ]
    assert [paragraph.language for paragraph in paragraphs(pdf(*pages))] == ["km", "km", "en", "en"]


def test_cells_of_a_bilingual_table_come_out_as_two_runs():
    cells = [("មាត្រា ១", 0), ("Article 1", 1), ("ភាគីទាំងពីរ", 0), ("The Parties", 1)]
    page = Page(
        number=1, lines=tuple(Line(text=t, opens=True, column=column) for t, column in cells)
    )
    document = Document(media_type="text/html", pages=(page,))
    assert texts(document) == ["មាត្រា ១", "ភាគីទាំងពីរ", "Article 1", "The Parties"]


def test_columns_in_one_language_keep_their_order():
    cells = [("For Aravan", 0), ("For Serethia", 1), ("Minister of Justice", 0), ("Chairman", 1)]
    page = Page(
        number=1, lines=tuple(Line(text=t, opens=True, column=column) for t, column in cells)
    )
    assert texts(Document(media_type="text/html", pages=(page,))) == [text for text, _ in cells]


def test_a_document_without_lines_has_no_paragraphs():
    assert paragraphs(pdf([])) == []
    assert page_texts(pdf([])) == [""]
