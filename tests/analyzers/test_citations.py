"""Citations of provisions, as prosecutors type them and as instruments print them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.citation_marks import UNNUMBERED_UNITS
from analyzers.citations import Citation, find_citations

ONE_PROVISION = {
    # English
    "Article 7": "art_7",
    "article 7": "art_7",
    "ARTICLE IV": "art_4",
    "Art. 7": "art_7",
    "art 12": "art_12",
    "Article ７": "art_7",
    "Article 9 bis": "art_9bis",
    "Article 9 ter": "art_9ter",
    "Article 7A": "art_7a",
    "Chapter II": "chp_2",
    "chapter iv": "chp_4",
    "Part I": "part_1",
    "§ 5": "sec_5",
    "Annex 1": "annex_1",
    "Annex C": "annex_c",
    "Appendix II": "annex_2",
    "Article 7, paragraph 2": "art_7__para_2",
    "Article 7 paragraph 2": "art_7__para_2",
    "Article 7, paragraph 2 (a)": "art_7__para_2__point_a",
    "Article 7(2)(a)": "art_7__para_2__point_a",
    "Article 7.2": "art_7__para_2",
    "Article 3 (b)": "art_3__point_b",
    "paragraph 2": "para_2",
    "paragraph 2 of Article 7": "art_7__para_2",
    "paragraph 1(e) of Article 4": "art_4__para_1__point_e",
    "paragraph (a) of Article 3": "art_3__point_a",
    "point (a) of paragraph 2 of Article 7": "art_7__para_2__point_a",
    "subparagraph (c) of paragraph 1": "para_1__point_c",
    "point (a), paragraph 2, Article 7": "art_7__para_2__point_a",
    "Section 3 of Chapter II": "chp_2__sec_3",
    # Chinese
    "第七条": "art_7",
    "第七條": "art_7",
    "第7条": "art_7",
    "第７条": "art_7",
    "第一百二十三条": "art_123",
    "第十二条之一": "art_12bis",
    "第十二条之二": "art_12ter",
    "第三章": "chp_3",
    "第二节": "sec_2",
    "第一部分": "part_1",
    "第七条第二款": "art_7__para_2",
    "第七条的第二款": "art_7__para_2",
    "第七条第二款第（一）项": "art_7__para_2__point_a",
    "第七条第二款第三项": "art_7__para_2__point_c",
    "第七条（二）": "art_7__point_b",
    "第十一段": "para_11",
    "附件一": "annex_1",
    "附件B": "annex_b",
    # Khmer
    "មាត្រា ៧": "art_7",
    "មាត្រា៧": "art_7",
    "មាត្រា 7": "art_7",
    "មាត្រា\u200b ៧": "art_7",
    "មាត្រា ៩ ស្ទួន": "art_9bis",
    "មាត្រា ៧ ថ្មី": "art_7",
    "ប្រការ ៣": "art_3",
    "ជំពូកទី ២": "chp_2",
    "ផ្នែកទី ១": "part_1",
    "ជំពូកទី ២ ផ្នែកទី ១": "chp_2__sec_1",
    "ផ្នែកទី ១ នៃជំពូកទី ២": "chp_2__sec_1",
    "ឧបសម្ព័ន្ធ ១": "annex_1",
    "មាត្រា ៧ កថាខណ្ឌ ២": "art_7__para_2",
    "កថាខណ្ឌទី ២ នៃមាត្រា ៧": "art_7__para_2",
    "កថាខណ្ឌទីពីរ នៃមាត្រា ៧": "art_7__para_2",
    "ចំណុច ខ កថាខណ្ឌ ១ មាត្រា ៧": "art_7__para_1__point_b",
    "ចំណុច ក នៃកថាខណ្ឌទី ១ នៃមាត្រា ៥": "art_5__para_1__point_a",
    "កថាខណ្ឌ ២ (ខ)": "para_2__point_b",
}

SEVERAL_PROVISIONS = {
    "Articles 3 and 4": ["art_3", "art_4"],
    "Article 3 and 4 of the Treaty": ["art_3", "art_4"],
    "Articles 9, 10, 13 and 14": ["art_9", "art_10", "art_13", "art_14"],
    "Articles 8 to 11 thereof": ["art_8", "art_9", "art_10", "art_11"],
    "Articles 5, paragraph 2, and 7": ["art_5__para_2", "art_7"],
    "paragraphs 1 and 2 of Article 7": ["art_7__para_1", "art_7__para_2"],
    "Article 7, paragraphs 2 and 3": ["art_7__para_2", "art_7__para_3"],
    "paragraph 2 of Article 7 and paragraph 3 of Article 8": ["art_7__para_2", "art_8__para_3"],
    "paragraph 2 (a) and (b) of Article 3": ["art_3__para_2__point_a", "art_3__para_2__point_b"],
    "Article 7, paragraph 2, Article 8": ["art_7__para_2", "art_8"],
    "第二款，第七条": ["para_2", "art_7"],
    "第三条和第四条": ["art_3", "art_4"],
    "第三、四条": ["art_3", "art_4"],
    "第三至五条": ["art_3", "art_4", "art_5"],
    "第八条至第十条": ["art_8", "art_9", "art_10"],
    "第八条第一款和第二款": ["art_8__para_1", "art_8__para_2"],
    "第八条第一款和第九条": ["art_8__para_1", "art_9"],
    "មាត្រា ១២ និងមាត្រា ១៣": ["art_12", "art_13"],
    "មាត្រា ១២ និង ១៣": ["art_12", "art_13"],
    "មាត្រា ៤ ដល់មាត្រា ៦ នៃអនុសញ្ញា": ["art_4", "art_5", "art_6"],
    "ចំណុច ក និងចំណុច គ នៃកថាខណ្ឌទី ១": ["para_1__point_a", "para_1__point_c"],
    "Article 7 第八条 មាត្រា ៩": ["art_7", "art_8", "art_9"],
}

NO_PROVISION = {
    "a unit without a number": "this Article and the first paragraph",
    "a word that begins like a unit": "search for partial charters of 2010",
    "a letter that is no point": "at this point a person may appeal",
    "part as a word": "take part in a hearing",
    "a date": "signed on 15 March 2024",
    "an amount": "1.5 million Aravan crowns",
    "a Chinese ordinal": "第三国国民，第一次会议",
    "a Chinese date": "一九九三年九月",
    "a contact point in Khmer": "ចំណុចទំនាក់ទំនងត្រូវឆ្លើយតប",
    "the legal field in Khmer": "ជំនួយទៅវិញទៅមកផ្នែកច្បាប់",
    "this article in Khmer": "មាត្រានេះ ត្រូវមានទោស",
    "nothing": "",
}


def eids(text):
    return [citation.eid for citation in find_citations(text)]


@pytest.mark.parametrize(("text", "eid"), ONE_PROVISION.items(), ids=ONE_PROVISION)
def test_a_provision_is_found_by_its_citation(text, eid):
    assert eids(text) == [eid]


@pytest.mark.parametrize(("text", "expected"), SEVERAL_PROVISIONS.items(), ids=SEVERAL_PROVISIONS)
def test_lists_and_ranges_name_every_provision_in_order(text, expected):
    assert eids(text) == expected


@pytest.mark.parametrize("text", NO_PROVISION.values(), ids=NO_PROVISION)
def test_what_only_looks_like_a_citation_is_none(text):
    assert eids(text) == []


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("under Article 7, paragraph 2 (a), of this Treaty", "Article 7, paragraph 2 (a)"),
        ("as set out in paragraph 2 of Article 7.", "paragraph 2 of Article 7"),
        ("根据本条约第七条第二款第（一）项的规定", "第七条第二款第（一）项"),
        ("តាមកថាខណ្ឌទី ២ នៃមាត្រា ១០ នៃអនុសញ្ញានេះ", "កថាខណ្ឌទី ២ នៃមាត្រា ១០"),
    ],
    ids=["nested", "of", "Chinese", "Khmer"],
)
def test_places_are_code_points_of_the_text(text, cited):
    (citation,) = find_citations(text)
    assert text[citation.start : citation.end] == cited


def test_a_parent_has_its_own_place():
    text = "paragraph 2 of Article 7"
    (citation,) = find_citations(text)
    assert citation.parent == Citation("art", "7", text.index("Article"), len(text))


def test_a_number_of_days_after_an_article_is_no_second_article():
    assert eids("Article 7 and 30 days") == ["art_7"]


def test_a_range_beyond_reason_names_its_ends_only():
    assert eids("Articles 3 to 900") == ["art_3", "art_900"]


def test_a_nested_roman_point_counts_as_its_place_in_order():
    assert eids("Article 7(2)(a)(ii)") == ["art_7__para_2__point_a__point_b"]


@pytest.mark.parametrize(
    "text",
    ["មាត្រា" + " " * 20_000, "Articles 1" + ", 2" * 5_000, "第一条" * 5_000, "(a) " * 8_000],
    ids=["spaces", "a list", "no gaps", "brackets"],
)
def test_long_and_odd_texts_take_no_time(text):
    started = time.process_time()
    find_citations(text)
    assert time.process_time() - started < 2


PIECES = ["preamble", "序言", "ឧបសម្ព័ន្ធ", "annex ",
          "Article", "Articles ", "paragraph ", "7", " (a)", "(2)", " of ", " and ", ", ", " to ",
          "第", "七", "条", "款", "（一）", "项", "和", "至", "មាត្រា ", "កថាខណ្ឌ", "៧", " នៃ",
          "និង", "ក",
          "bis", "IV", "\x00", "\n"]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=40))
def test_every_citation_lies_within_the_text_and_below_its_parent(text):
    for citation in find_citations(text):
        assert 0 <= citation.start < citation.end <= len(text)
        assert citation.number or citation.unit in UNNUMBERED_UNITS
        assert citation.eid.endswith(f"{citation.unit}_{citation.number}".rstrip("_"))
        if citation.parent:
            assert citation.eid.startswith(citation.parent.eid)


@pytest.mark.parametrize(
    ("text", "eids"),
    [
        ("the preamble of the convention", ["preamble"]),
        ("序言", ["preamble"]),
        ("បុព្វកថា", ["preamble"]),
        ("Annex", ["annex"]),
        ("附件", ["annex"]),
        ("附件一", ["annex_1"]),
        ("ឧបសម្ព័ន្ធ", ["annex"]),
        ("ឧបសម្ព័ន្ធ ២", ["annex_2"]),
        ("Article 3 and the annex", ["art_3", "annex"]),
        ("annexation", []),
    ],
)
def test_the_preamble_and_a_lone_annex_are_named_without_a_number(text, eids):
    assert [citation.eid for citation in find_citations(text)] == eids
