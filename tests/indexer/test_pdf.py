"""PDF: Khmer as it was typed, lines in reading order, and no text where there is none."""

import pytest

from indexer.extract import ExtractionError
from indexer.extract.pdf import extract
from tests.indexer.pdf_maker import Drawn, column, make_pdf, texts

SENTENCE = "ភាគីទាំងពីរត្រូវផ្តល់ជំនួយទៅវិញទៅមក ក្នុងការស៊ើបអង្កេត និងការចោទប្រកាន់។"


# --------------------------------------------------------------------------- characters


def test_actual_text_wins_over_the_glyphs_that_are_drawn():
    drawn = Drawn("េខរ្ម abc", 70, 700, actual="ខ្មែរ ១២៣")
    assert texts(extract(make_pdf([[drawn]]))) == [["ខ្មែរ ១២៣"]]


def test_of_nested_actual_texts_the_outermost_wins():
    open_outer = "/Span <</ActualText <FEFF" + "第一条".encode("utf-16-be").hex() + ">>> BDC\n"
    drawing = make_pdf([[Drawn("x", 70, 700, actual="inner")]], extra=open_outer)
    assert texts(extract(drawing.replace(b"EMC\n", b"EMC EMC\n"))) == [["第一条"]]


def test_a_mark_drawn_apart_is_glued_to_its_letter():
    pieces = [Drawn("ក", 70, 700), Drawn("ា", 74, 700), Drawn("រ", 80, 700)]
    assert texts(extract(make_pdf([pieces]))) == [["ការ"]]


def test_a_gap_between_words_is_a_space_only_where_words_are_spaced():
    latin = [Drawn("the", 70, 700), Drawn("Parties", 88, 700)]
    han = [Drawn("缔约", 70, 680), Drawn("双方", 83, 680)]
    assert texts(extract(make_pdf([latin + han]))) == [["the Parties", "缔约双方"]]


def test_direction_marks_and_controls_are_removed():
    assert texts(extract(make_pdf([[Drawn("A", 70, 700, actual="Article\u202e 1")]]))) == [
        ["Article 1"]
    ]


# --------------------------------------------------------------------------- lines


def test_lines_know_their_place_size_and_weight():
    page = extract(
        make_pdf([[
            Drawn("CHAPTER I", 275, 750, size=14, font="NotoSans-Bold"),
            *column(["The Parties shall cooperate in criminal matters " * 2] * 3, 70),
        ]])
    )[0]  # fmt: skip
    title, first, *_ = page.lines
    assert (title.text, title.size, title.bold, title.centred) == ("CHAPTER I", 14, True, True)
    assert (first.bold, first.centred, first.column, first.size) == (False, False, 0, 10)
    assert first.box is not None
    assert (first.box.page, first.box.x0, round(first.box.y0)) == (1, 70, 698)
    assert (page.width, page.height, page.method, page.confidence) == (595, 842, "text", 1)


@pytest.mark.parametrize("font", ["KhmerOSMuol", "NotoSerif-Bold", "Arial,Black"])
def test_a_heading_face_is_bold(font):
    assert extract(make_pdf([[Drawn("មាត្រា ១", 70, 700, font=font)]]))[0].lines[0].bold


def test_a_face_that_is_stroked_to_look_bold_is_bold():
    assert extract(make_pdf([[Drawn("មាត្រា ១", 70, 700, mode=2)]]))[0].lines[0].bold


def test_a_heading_is_centred_on_a_page_of_short_lines():
    drawn = [
        Drawn("ជំពូកទី១", 277, 740),
        *column(["មាត្រា ១.- ក្រមនេះ។", "មាត្រា ២.- ច្បាប់។", "មាត្រា ៣.- ទោស។"], 70),
    ]
    assert [line.centred for line in extract(make_pdf([drawn]))[0].lines] == [True] + [False] * 3


def test_a_letter_of_another_font_does_not_move_the_line_that_it_stands_in():
    drawn = [
        Drawn("缔约双方应当相互合作", 70, 700),
        Drawn("缔约双方应当相互合作", 70, 680),
        Drawn(",", 120, 680, font="KhmerOS"),
    ]
    first, second = extract(make_pdf([drawn]))[0].lines
    assert (first.box.y0 - second.box.y0, first.box.y1 - second.box.y1) == (20, 20)


# --------------------------------------------------------------------------- raised numbers


@pytest.mark.parametrize(
    ("text", "size", "raised", "read"),
    [
        ("Article 1", 12, "1", "Article 1"),
        ("Article 1", 12, "12", "Article 1"),
        ("មាត្រា ១", 12, "២", "មាត្រា ១"),
        ("第一条", 12, "3", "第一条"),
        ("TREATY ON FRAUD", 12, "1", "TREATY ON FRAUD"),
        ("an area of 40 km", 12, "2", "an area of 40 km²"),
    ],
)
def test_a_raised_number_after_a_word_refers_to_a_note(text, size, raised, read):
    x = 70 + len(text) * size / 2
    drawn = [Drawn(text, 70, 700, size=size), Drawn(raised, x, 704, size=size * 0.83)]
    assert texts(extract(make_pdf([drawn]))) == [[read]]


def test_the_raised_number_of_a_note_stands_apart_from_its_text():
    drawn = [Drawn("1", 70, 104, size=7), Drawn("Entered into force.", 74, 100)]
    assert texts(extract(make_pdf([drawn]))) == [["1 Entered into force."]]


# --------------------------------------------------------------------------- running lines

BODY = [
    "ភាគីទាំងពីរត្រូវផ្តល់ជំនួយទៅវិញទៅមក",
    "ក្នុងការស៊ើបអង្កេត និងការចោទប្រកាន់",
    "តាមបញ្ញត្តិនៃសន្ធិសញ្ញានេះ",
]


def paged(count: int, header: str = "", footer: str = "{}") -> bytes:
    return make_pdf([
        [
            *([Drawn(header, 70, 800)] if header else []),
            *column([f"{line} {number}" for line in BODY], 70),
            *([Drawn(footer.format(number), 290, 40)] if footer else []),
        ]
        for number in range(1, count + 1)
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("count", "header", "footer"),
    [
        (1, "", "- {} -"),
        (2, "", "{}"),
        (2, "Treaty Series", "Page {} of 2"),
        (4, "សន្ធិសញ្ញា", "ទំព័រ {}"),
        (3, "条约汇编", "第{}页"),
        (5, "Vol. 12", "Treaty on Extradition – {}"),
    ],
    ids=["one-page", "two-pages", "two-with-header", "khmer", "chinese", "number-in-a-title"],
)
def test_running_headers_footers_and_page_numbers_are_left_out(count, header, footer):
    pages = texts(extract(paged(count, header, footer)))
    assert pages == [[f"{line} {number}" for line in BODY] for number in range(1, count + 1)]


@pytest.mark.parametrize("time", ["11/24/26, 3:04 PM", "24/11/2026, 15:04", "2026/11/24 15:04"])
def test_what_a_browser_prints_around_a_page_is_left_out(time):
    around = [
        Drawn(time, 24, 825, size=8),
        Drawn("Treaty Database", 270, 825, size=8),
        Drawn("https://treaties.example.org/doc/45", 24, 20, size=8),
        Drawn("1/1", 560, 20, size=8),
    ]
    assert texts(extract(make_pdf([[*around, *column(BODY, 70)]]))) == [BODY]


def test_articles_that_each_begin_a_page_are_no_header():
    pages = [[Drawn(f"មាត្រា {n}", 70, 790), *column(BODY, 70)] for n in range(1, 5)]
    assert [page[0] for page in texts(extract(make_pdf(pages)))] == [
        f"មាត្រា {n}" for n in range(1, 5)
    ]


# --------------------------------------------------------------------------- pages without text


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        (make_pdf([[]], image=True), "no text layer (scanned)"),
        (make_pdf([[Drawn("17", 290, 40)]], image=True), "no text layer (scanned)"),
        (make_pdf([[]], extra="0 0 m 9 9 l S " * 300), "no text layer (drawn as outlines)"),
        (make_pdf([[Drawn("c,ab;sþIBI sB¢aati", 70, 700, font="ABCDEF+LimonS1")]]),
         "legacy Khmer fonts"),
        (make_pdf([column([SENTENCE] * 3, 70)], unicode=False),
         "text layer is not what the page shows"),
        (make_pdf([column([SENTENCE.replace("្", " ្ ")] * 3, 70)]),
         "text layer is not what the page shows"),
    ],
    ids=["scan", "scan-with-page-number", "outlines", "legacy-font", "no-unicode", "torn-marks"],
)  # fmt: skip
def test_a_page_without_true_text_says_why_and_gives_none(pdf, reason):
    page = extract(pdf)[0]
    assert (page.method, page.confidence, page.reason, page.lines) == ("none", 0, reason, ())


def test_lines_in_a_legacy_font_are_left_out_of_a_page_that_has_others():
    drawn = [
        Drawn("sB¢aati", 70, 740, font="Limon S1".replace(" ", "")),
        *column(["The Parties shall cooperate in criminal matters."] * 4, 70),
    ]
    page = extract(make_pdf([drawn]))[0]
    assert [line.text for line in page.lines] == [
        "The Parties shall cooperate in criminal matters."
    ] * 4
    assert page.reason == "lines in legacy Khmer fonts were left out"
    assert 0 < page.confidence < 1


def test_an_empty_page_is_a_page_of_no_lines():
    pages = extract(make_pdf([[], [Drawn("Article 1", 70, 700)]]))
    assert [(page.method, page.reason) for page in pages] == [("text", ""), ("text", "")]


def test_one_damaged_page_does_not_lose_the_others():
    pdf = make_pdf([[Drawn("Article 1", 70, 700)], [Drawn("第二条", 70, 700)]])
    broken = pdf.replace(b"[0 0 595 842]", b"[0 0 (a) b  ]", 1)
    pages = extract(broken)
    assert texts(pages)[1] == ["第二条"]


# --------------------------------------------------------------------------- bad files


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pa",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        b"%PDF-1.4\n" + bytes(range(256)) * 40,
        make_pdf([[Drawn("x", 70, 700)]])[:400],
    ],
    ids=["truncated", "page-tree-loop", "noise", "cut"],
)
def test_a_bad_file_is_refused_with_a_sentence(data):
    with pytest.raises(ExtractionError, match=r"The PDF .*\."):
        extract(data)


def test_a_page_that_draws_a_million_glyphs_is_given_up():
    page = extract(make_pdf([[Drawn("x" * 250_000, 0, 0)], [Drawn("Article 2", 70, 700)]]))
    assert (page[0].method, page[1].lines[0].text) == ("none", "Article 2")
