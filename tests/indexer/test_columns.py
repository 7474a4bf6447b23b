"""Columns of PDF pages: found where they are, and nowhere else."""

import pytest

from indexer.extract.pdf import extract
from tests.indexer.pdf_maker import Drawn, column, make_pdf, texts

KHMER_COLUMN = ["មាត្រា ១ ភាគីទាំងពីរ", "ត្រូវផ្តល់ជំនួយទៅវិញ", "ទៅមកក្នុងការស៊ើបអង្កេត", "និងការចោទប្រកាន់"]
ENGLISH_COLUMN = [
    "Article 1. The Parties",
    "shall grant each other",
    "mutual assistance in",
    "criminal matters.",
]


def words(text: str, x: float):
    """Each word and where it starts: three points stand between two, as in a justified line."""
    for word in text.split():
        yield word, x
        x += 5 * len(word) + 3


def test_the_left_column_of_a_bilingual_page_is_read_before_the_right_one():
    title = Drawn("Treaty between Northland and Southland " * 2, 70, 760)
    pdf = make_pdf([[title, *column(KHMER_COLUMN, 70), *column(ENGLISH_COLUMN, 320)]])
    lines = extract(pdf)[0].lines
    assert [line.text.rstrip() for line in lines[1:]] == KHMER_COLUMN + ENGLISH_COLUMN
    assert [line.column for line in lines] == [0, 0, 0, 0, 0, 1, 1, 1, 1]


def test_a_table_that_runs_over_a_page_keeps_its_columns():
    first = [*column(KHMER_COLUMN * 2, 70), *column(ENGLISH_COLUMN * 2, 320)]
    second = [*column(KHMER_COLUMN[:2], 70), *column(ENGLISH_COLUMN[:2], 320)]
    assert texts(extract(make_pdf([first, second])))[1] == KHMER_COLUMN[:2] + ENGLISH_COLUMN[:2]


def test_the_last_lines_of_a_justified_page_in_two_columns_stay_in_them():
    rows = [
        ("they accept in this", "Charter and in all"),
        ("judgment of the new", "Organ of the same"),
    ]
    drawn = [
        Drawn(word, start, 700 - 15 * i)
        for i, row in enumerate(rows)
        for part, x in zip(row, (70, 168), strict=True)
        for word, start in words(part, x)
    ]
    first = [*column(["they accept in this"] * 9, 70), *column(["Charter and in all"] * 9, 168)]
    assert texts(extract(make_pdf([first, drawn])))[1] == [row[0] for row in rows] + [
        row[1] for row in rows
    ]


def test_numbers_before_list_items_are_no_column():
    items = ["the Parties shall cooperate in good faith", "the costs shall be shared", "it ends"]
    drawn = [
        *column(["1.", "2.", "3."], 70),
        *column(items, 100),
    ]
    assert texts(extract(make_pdf([drawn]))) == [
        ["1. " + items[0], "2. " + items[1], "3. " + items[2]]
    ]


def test_a_cell_whose_neighbours_have_ended_keeps_its_column_on_the_next_page():
    first = [*column(KHMER_COLUMN, 70), *column(ENGLISH_COLUMN * 2, 320)]
    pages = extract(make_pdf([first, column(ENGLISH_COLUMN, 320)]))
    assert [line.column for line in pages[1].lines] == [1, 1, 1, 1]


def test_cells_of_a_narrow_table_are_columns_where_they_differ_in_writing():
    # Three points between the cells: no more than between words.
    han = [
        "第一条缔约双方",
        "应当依照本条约",
        "的规定相互提供",
        "最广泛的刑事司",
        "法协助并且合作",
    ]
    pdf = make_pdf([[*column(han, 70), *column([*ENGLISH_COLUMN, "They cooperate."], 113)]])
    assert texts(extract(pdf)) == [[*han, *ENGLISH_COLUMN, "They cooperate."]]


def test_khmer_columns_justified_by_wide_gaps_are_columns():
    # Nine points part the columns, as many as stand between the words.
    words, gap = ["ភាគីទាំងពីរ", "ត្រូវផ្តល់"], 9
    width = sum(5 * len(word) + gap for word in words)
    drawn = []
    for i in range(9):
        first, second = words[:: (-1) ** i]
        for x in (70, 70 + width):
            y = 700 - 15 * i
            drawn += [Drawn(first, x, y), Drawn(second, x + 5 * len(first) + gap, y)]
    lines = extract(make_pdf([drawn]))[0].lines
    assert [line.column for line in lines] == [0] * 9 + [1] * 9


def test_a_heading_in_a_column_is_no_mark_of_the_line_that_happens_to_stand_beside_it():
    left = [
        "第一条",
        "缔约双方应当依照本条约",
        "的规定相互提供司法协助",
        "第二条",
        "被请求方应当执行请求并",
        "通知请求方执行的结果",
    ]
    right = [
        "协助的费用由双方分担但",
        "鉴定人的费用不在此限",
        "本条约须经批准并自互换",
        "批准书之日后生效",
        "双方",
    ]
    beside = [right[0], right[3]]
    apart = [text for text in right if text not in beside]
    drawn = [
        *column([left[0]], 90),
        *column(left[1:3], 70, top=682),
        *column([left[3]], 90, top=640),
        *column(left[4:], 70, top=622),
        *column(beside, 140, step=60),
        *column(apart, 140, top=676, step=14),
    ]
    assert [line.column for line in extract(make_pdf([drawn]))[0].lines] == [0] * 6 + [1] * 5


def test_a_page_set_in_two_columns_of_one_language_is_read_by_columns():
    left = ["The Parties shall grant", "each other assistance", "in criminal matters as", "far as"]
    right = ["their law allows. The", "costs are shared by the", "Parties unless they", "agree"]
    pdf = make_pdf([[*column(left * 2, 70), *column(right * 2, 200)]])
    assert texts(extract(pdf)) == [left * 2 + right * 2]


@pytest.mark.parametrize(
    ("marks", "rest"),
    [
        (["មាត្រា ១.-", "មាត្រា ២.-", "មាត្រា ៣.-"],
         ["ក្រមនេះហៅថា ក្រមព្រហ្មទណ្ឌ។", "ច្បាប់ត្រូវអនុវត្ត។", "ការប៉ុនប៉ងត្រូវផ្តន្ទាទោស។"]),
        (["第二十一条", "第二十二条", "第二十三条"],
         ["本法自公布之日起施行。", "法无明文规定不为罪。", "故意犯罪应当负责。"]),
        (["Article 21.", "Article 22.", "Article 23."],
         ["This is the Penal Code.", "The law in force applies.", "Attempts are punishable."]),
        (["ARTICLE ONE", "ARTICLE TWO", "ARTICLE THREE"],
         ["This is the Penal Code.", "The law in force applies.", "Attempts are punishable."]),
    ],
    ids=["khmer", "chinese", "english", "english-words"],
)  # fmt: skip
def test_marks_that_stand_apart_from_their_one_line_texts_are_no_column(marks, rest):
    drawn = [*column(marks, 70, step=28, size=16), *column(rest, 200, step=28, size=16)]
    assert texts(extract(make_pdf([drawn]))) == [
        [f"{mark} {text}" for mark, text in zip(marks, rest, strict=True)]
    ]


def test_marks_are_no_column_where_their_texts_end_on_a_short_second_line():
    drawn, wanted = [], []
    for i, number in enumerate(["一百四十一", "一百四十二", "一百四十三", "一百四十四"]):
        y = 700 - 40 * i
        text = "中华人民共和国的国旗是五星红旗国歌是义勇军进行曲国徽的中间是五星"
        drawn += [Drawn(f"第{number}条", 70, y), Drawn(text, 115, y), Drawn("照耀。", 70, y - 20)]
        wanted += [f"第{number}条{text}", "照耀。"]
    assert texts(extract(make_pdf([drawn]))) == [wanted]


def test_spaces_of_justified_lines_that_meet_by_chance_are_no_gutter():
    rows = [
        ("they accept in this", "obligations contained in the Charter and in"),
        ("judgment of the new", "Organs are able and willing to carry out"),
        ("duties that all own", "Assembly may decide upon recommendations"),
        ("Council of the area", "every State that is admitted by decisions"),
        ("and for those here.", "withdraw from the present Charter of all"),
    ]
    drawn = [
        Drawn(word, 70 + start, 700 - 15 * i)
        for i, (left, right) in enumerate(rows)
        for part, x in ((left, 0), (right, 92))
        for word, start in words(part, x)
    ]
    assert texts(extract(make_pdf([drawn]))) == [[" ".join(row) for row in rows]]


@pytest.mark.parametrize(
    ("headings", "rest"),
    [
        (["第四条 移送", "第五条 作证", "第六条 生效"],
         ["被请求方可以移送。", "双方可以采用视频。", "本条约须经批准。"]),
        (["ARTICLE THREE", "ARTICLE SEVEN", "ARTICLE EIGHT"],
         ["Criminalization", "Participation", "Reservations"]),
    ],
    ids=["chinese", "english"],
)  # fmt: skip
def test_centred_headings_over_short_lines_are_no_column(headings, rest):
    drawn = [
        *[
            Drawn(text, 297 - 3.5 * len(text), 700 - 50 * i, size=14)
            for i, text in enumerate(headings)
        ],
        *column(rest, 70, top=675, step=50),
    ]
    in_order = [text for pair in zip(headings, rest, strict=True) for text in pair]
    assert texts(extract(make_pdf([drawn]))) == [in_order]
