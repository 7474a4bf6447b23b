"""Marks at the start of a paragraph: which open a provision, which only cite one."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.headings import is_heading
from indexer.items import read_items
from indexer.marks import Ordinal, read_unit
from indexer.sequence import Candidate, best_chain


@pytest.mark.parametrize(
    ("language", "text", "unit", "ordinal", "num", "rest"),
    [
        ("en", "Article 7", "art", "7", "Article 7", ""),
        ("en", "Article 7. Refusal", "art", "7", "Article 7", "Refusal"),
        ("en", "Article 7 – Refusal", "art", "7", "Article 7", "Refusal"),
        ("en", "ARTICLE IV", "art", "4", "ARTICLE IV", ""),
        ("en", "Article 9 bis: Costs", "art", "9bis", "Article 9 bis", "Costs"),
        ("en", "Article 3.1 Costs", "art", "3-1", "Article 3.1", "Costs"),
        ("en", "Article 12A. Costs", "art", "12a", "Article 12A", "Costs"),
        ("en", "CHAPTER II", "chp", "2", "CHAPTER II", ""),
        ("en", "PART ONE", "part", "1", "PART ONE", ""),
        ("en", "Section 3 – Courts", "sec", "3", "Section 3", "Courts"),
        ("en", "ANNEX B", "annex", "b", "ANNEX B", ""),
        ("en", "Annex I: Forms", "annex", "1", "Annex I", "Forms"),
        ("en", "ARTICLE THIRTEEN", "art", "13", "ARTICLE THIRTEEN", ""),
        ("en", "ARTICLE TWENTY-ONE", "art", "21", "ARTICLE TWENTY-ONE", ""),
        ("en", "Article Ninety Nine", "art", "99", "Article Ninety Nine", ""),
        ("en", "Article the Thirtieth", "art", "30", "Article the Thirtieth", ""),
        ("en", "Article (1)", "art", "1", "Article (1)", ""),
        ("en", "Article 5 To this end", "art", "5", "Article 5", "To this end"),
        ("en", "Sec. 4. Fees", "sec", "4", "Sec. 4", "Fees"),
        ("zh", "第（二）条", "art", "2", "第（二）条", ""),
        ("km", "មាត្រា ១._ ភាគី", "art", "1", "មាត្រា ១", "ភាគី"),
        ("km", "មាត្រា (១)", "art", "1", "មាត្រា (១)", ""),
        ("km", "មាត្រា មួយ", "art", "1", "មាត្រា មួយ", ""),
        ("km", "មាត្រា ម្ភៃបី៖ ភាគី", "art", "23", "មាត្រា ម្ភៃបី", "ភាគី"),
        ("km", "មាត្រាទី កៅសិបប្រាំបួន", "art", "99", "មាត្រាទី កៅសិបប្រាំបួន", ""),
        ("km", "មាត្រា បួនដណ្ដប់", "art", "14", "មាត្រា បួនដណ្ដប់", ""),
        ("zh", "第七条　拒绝", "art", "7", "第七条", "拒绝"),
        ("zh", "第一百二十三條 監察委員會", "art", "123", "第一百二十三條", "監察委員會"),
        ("zh", "第 12 条", "art", "12", "第 12 条", ""),
        ("zh", "第九条之一　补充", "art", "9bis", "第九条之一", "补充"),
        ("zh", "第四条国家实行法治。", "art", "4", "第四条", "国家实行法治。"),
        ("zh", "第二编　分则", "part", "2", "第二编", "分则"),
        ("zh", "第三章 法律责任", "chp", "3", "第三章", "法律责任"),
        ("zh", "第一節　通則", "sec", "1", "第一節", "通則"),
        ("zh", "附件二：清单", "annex", "2", "附件二", "清单"),
        ("km", "មាត្រា ៧.- ភាគី", "art", "7", "មាត្រា ៧", "ភាគី"),
        ("km", "មាត្រា១៖ គោលបំណង", "art", "1", "មាត្រា១", "គោលបំណង"),
        ("km", "មាត្រាទី ៩ ស្ទួន", "art", "9bis", "មាត្រាទី ៩ ស្ទួន", ""),
        ("km", "មាត្រា ៨ ថ្មី.- ភាគី", "art", "8", "មាត្រា ៨ ថ្មី", "ភាគី"),
        ("km", "ប្រការ ៣", "art", "3", "ប្រការ ៣", ""),
        ("km", "ជំពូកទី ២", "chp", "2", "ជំពូកទី ២", ""),
        ("km", "ជំពូកទីមួយ", "chp", "1", "ជំពូកទីមួយ", ""),
        ("km", "ផ្នែកទី ១ បទប្បញ្ញត្តិ", "sec", "1", "ផ្នែកទី ១", "បទប្បញ្ញត្តិ"),
        ("km", "គន្ថីទី ១", "part", "1", "គន្ថីទី ១", ""),
        ("km", "ឧបសម្ព័ន្ធ", "annex", "1", "ឧបសម្ព័ន្ធ", ""),
    ],
)  # fmt: skip
def test_a_unit_is_read_with_its_number(
    language: str, text: str, unit: str, ordinal: str, num: str, rest: str
):
    found = read_unit(text, language)
    assert found is not None
    assert (found.unit, found.ordinal, found.num, found.rest) == (unit, ordinal, num, rest)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Article 7 of this Treaty applies."),
        ("en", "Article 7, paragraph 2, applies."),
        ("en", "Article 7 and Article 8 apply."),
        ("en", "Articles 3 and 4 apply."),
        ("en", "article 7 of the Convention"),
        ("en", "Article 7 (2) applies."),
        ("en", "Article 7 to Article 9 apply."),
        ("en", "ARTICLE 7 OF THE TREATY APPLIES"),
        ("en", "Part two hundred"),
        ("km", "មាត្រា មួយនៃសន្ធិសញ្ញានេះ"),
        ("en", "Part of the costs is borne by the Party."),
        ("en", "Annex I to this Convention lists the substances."),
        ("en", "Section of the public service"),
        ("zh", "第一条第一款所指的犯罪"),
        ("zh", "第三章第二节规定的程序"),
        ("zh", "附件为本公约的组成部分。"),
        ("zh", "第一次会议应当在六个月内举行。"),
        ("km", "មាត្រាទាំងនេះត្រូវអនុវត្ត។"),
        ("km", "ផ្នែកមួយនៃទឹកប្រាក់"),
        ("km", "ផ្នែកព្រហ្មទណ្ឌ"),
    ],
)
def test_a_citation_or_a_plain_word_is_no_unit(language: str, text: str):
    assert read_unit(text, language) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "第三条规定的期限"),
        ("zh", "第三条和第四条"),
        ("km", "មាត្រា ៥ នៃសន្ធិសញ្ញានេះ"),
        ("km", "មាត្រា ៥ និងមាត្រា ៦"),
    ],
)
def test_a_likely_citation_weighs_little(language: str, text: str):
    found = read_unit(text, language)
    assert found is None or found.weight < 0.4


@pytest.mark.parametrize(
    ("text", "style", "value", "num"),
    [
        ("1. Text", "1.", 1, "1."),
        ("1.The Parties", "1.", 1, "1."),
        ("(2) Text", "(1)", 2, "(2)"),
        ("(1). Text", "(1)", 1, "(1)."),
        ("១. អត្ថបទ", "1.", 1, "១."),
        ("១.- អត្ថបទ", "1.", 1, "១.-"),
        ("១._ អត្ថបទ", "1.", 1, "១._"),
        ("២- អត្ថបទ", "1-", 2, "២-"),
        ("一、双方", "一、", 1, "一、"),
        ("（十二）其他", "（一）", 12, "（十二）"),
        ("(b) text", "(a)", 2, "(b)"),
        ("(ខ) អត្ថបទ", "(ក)", 2, "(ខ)"),
        ("គ. អត្ថបទ", "ក.", 3, "គ."),
        ("IV. Follow-up", "I.", 4, "IV."),
        ("③甲方", "①", 3, "③"),
    ],
)
def test_an_item_is_read_with_its_style_and_number(text: str, style: str, value: int, num: str):
    assert (style, value, num) in [(one.style, one.value, one.num) for one in read_items(text)]


def test_i_in_brackets_is_a_letter_and_a_roman_numeral():
    assert {(one.style, one.value) for one in read_items("(i) text")} == {("(a)", 9), ("(i)", 1)}


@pytest.mark.parametrize(
    "text",
    ["1.5 million", "2024年3月", "ក្រសួងយុត្តិធម៌", "a party", "I shall", "三月十四日", "(see below)"],
)
def test_a_decimal_a_date_and_a_word_are_no_items(text: str):
    assert read_items(text) == ()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Refusal or Postponement of Assistance", True),
        ("en", "The Parties shall cooperate.", False),
        ("zh", "协助的拒绝或者推迟", True),
        ("zh", "国家尊重和保障人权。", False),
        ("zh", "有下列情形之一的，不予受理：", False),
        ("km", "វិសាលភាពនៃជំនួយ", True),
        ("km", "ភាគីទាំងពីរត្រូវសហការគ្នា។", False),
    ],
)
def test_a_heading_has_no_punctuation_of_a_sentence(language: str, text: str, expected: bool):
    assert is_heading(text, language) is expected


def test_inserted_numbers_stand_in_order():
    numbers = [Ordinal(10), Ordinal(9, "ter"), Ordinal(9), Ordinal(9, "bis")]
    assert [one.eid for one in sorted(numbers, key=lambda one: one.key)] == [
        "9",
        "9bis",
        "9ter",
        "10",
    ]


def chain(*numbers: int, weights: dict[int, float] | None = None) -> list[int]:
    """Positions that the best chain of numbers takes."""
    weights = weights or {}
    return best_chain(
        [
            Candidate(Ordinal(number), weights.get(position, 1.0))
            for position, number in enumerate(numbers)
        ]
    )


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((1, 2, 3), [0, 1, 2]),
        ((1, 2, 9, 3, 4), [0, 1, 3, 4]),
        ((1, 2, 4, 5, 6), [0, 1, 2, 3, 4]),
        ((1, 2, 3, 50), [0, 1, 2]),
        ((1, 1, 2, 3), [1, 2, 3]),
        ((1, 2, 3, 4, 1, 2, 3, 4, 5), [4, 5, 6, 7, 8]),
        ((5, 6, 7), [0, 1, 2]),
    ],
    ids=["plain", "citation", "repealed", "stray-end", "contents-line", "contents", "excerpt"],
)
def test_the_chain_of_articles_rises(numbers: tuple[int, ...], expected: list[int]):
    assert chain(*numbers)[-len(expected) :] == expected


def test_a_firm_mark_is_preferred_to_a_doubtful_one_of_the_same_number():
    assert chain(1, 2, 2, 3, weights={2: 0.15}) == [0, 1, 3]


def test_numbers_begin_again_below_a_later_part():
    numbers = [1, 2, 1, 2]
    fresh = [Candidate(Ordinal(one), 1.0, place == 2) for place, one in enumerate(numbers)]
    assert best_chain(fresh) == [0, 1, 2, 3]
    assert chain(*numbers) == [2, 3]


@given(st.lists(st.integers(1, 30), max_size=40))
@settings(deadline=None)
def test_a_chain_is_in_text_order_and_falls_only_back_to_one(numbers: list[int]):
    positions = chain(*numbers)
    assert positions == sorted(set(positions))
    taken = [numbers[position] for position in positions]
    for before, after in pairwise(taken):
        assert after > before or after == 1
