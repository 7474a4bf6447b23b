"""Paragraphs: lines joined as their script wants, parted where the text parts, in a language."""

import pytest

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


def test_a_little_wider_a_step_parts_paragraphs_before_a_mark():
    first = lines("Article 12. The request and", "the documents supporting it")
    second = lines("Article 13. Supplementary", "information on the", top=684 - 18)
    assert texts(pdf(first + second)) == [
        "Article 12. The request and the documents supporting it",
        "Article 13. Supplementary information on the",
    ]


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


def short(*rows: tuple[str, float, float], step: float = 32, top: float = 700, **more):
    """Lines of 12 points, each with the places where it begins and ends."""
    return [
        Line(text=text, size=12, box=Box(1, x0, top - step * i, x1, top - step * i + 12), **more)
        for i, (text, x0, x1) in enumerate(rows)
    ]


def test_provisions_of_one_line_are_paragraphs_on_a_page_without_longer_ones():
    rows = [
        ("គោលការណ៍ទូទៅ", 90, 186),
        ("មាត្រា ១១.- ច្បាប់នេះហៅថា ក្រមព្រហ្មទណ្ឌ។", 90, 330),
        ("មាត្រា ១២.- ច្បាប់ដែលនៅជាធរមានត្រូវអនុវត្ត។", 90, 339),
        ("មាត្រា ១៣.- ការប៉ុនប៉ងត្រូវផ្តន្ទាទោស។", 90, 293),
        ("មាត្រា ១៤.- ក្រមនេះចូលជាធរមាន។", 90, 330),
        ("អវសានប្បញ្ញត្តិ", 90, 180),
        ("មាត្រា ១៥.- ច្បាប់មុនត្រូវនិរាករណ៍។", 90, 329),
    ]
    assert texts(pdf(short(*rows))) == [text for text, _, _ in rows]


def test_a_short_line_ends_a_paragraph_whatever_other_short_lines_end_there():
    full = ("ភាគីទាំងពីរត្រូវធ្វើបត្យាប័នឲ្យគ្នាទៅវិញទៅមក ស្របតាមបញ្ញត្តិនៃសន្ធិសញ្ញានេះ", 90, 521)
    rows = [
        ("កាតព្វកិច្ចធ្វើបត្យាប័ន", 90, 199),
        full,
        ("តាមច្បាប់។", 90, 160),
        ("បទល្មើសដែលអាចធ្វើបត្យាប័នបាន", 90, 201),
        ("១. បទល្មើសដែលត្រូវផ្តន្ទាទោសដាក់ពន្ធនាគារ យ៉ាងតិចមួយឆ្នាំ។", 90, 487),
        ("ក្នុងការកំណត់បទល្មើស។", 90, 197),
    ]
    made = texts(pdf(short(*rows)))
    assert made[0] == rows[0][0]
    assert rows[3][0] in made


def test_the_usual_step_is_the_smallest_that_recurs():
    rows = [
        ("កិច្ចព្រមព្រៀង", 240, 740),
        ("រវាងរាជរដ្ឋាភិបាល", 93, 695),
        ("ណាចក្រថៃ", 251, 665),
        ("ស្តីពីការជួញដូរ", 95, 620),
        ("អារម្ភកថា", 257, 575),
        ("ដោយទទួលស្គាល់", 107, 530),
        ("ជាបទឧក្រិដ្ឋ", 251, 500),
        ("បានឯកភាព", 183, 455),
        ("មាត្រា", 260, 410),
    ]
    title = [
        Line(text=text, size=22, centred=True, box=Box(1, x0, y, 595 - x0, y + 22))
        for text, x0, y in rows
    ]
    [first, second, *_] = texts(pdf(title))
    assert (first, second) == ("កិច្ចព្រមព្រៀង", "រវាងរាជរដ្ឋាភិបាលណាចក្រថៃ")


def test_text_that_fills_its_column_is_no_part_of_the_centred_title_above_it():
    title = Line(text="បត្យាប័ន", size=11, centred=True, box=Box(1, 274, 716, 321, 727))
    rows = ["ព្រះរាជាណាចក្រកម្ពុជា និងសាធារណរដ្ឋ", "ប្រជាមានិតចិនបានព្រមព្រៀងគ្នា"]
    assert texts(pdf([title, *lines(*rows)])) == ["បត្យាប័ន", "".join(rows)]


def test_the_last_column_of_a_file_in_two_may_stand_alone_on_its_page():
    rows = [
        "The Parties shall grant",
        "each other the widest",
        "measure of assistance",
        "there is.",
    ]
    left, right = lines(*rows, right=280), lines(*rows, left=315, column=1)
    end = lines("The Party so asked", "shall do it.|", page=2, right=280)
    made = texts(pdf([*left, *right], end))
    assert made[-1] == "The Party so asked shall do it."


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
