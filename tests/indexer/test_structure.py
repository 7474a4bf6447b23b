"""The trees of the specimen instruments, exact, in every printed layout; and the pitfalls."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.models import GROUPING, Paragraph, Provision
from indexer.structure import structure
from tests.indexer.specimens import (
    LAYOUTS,
    Layout,
    found_rows,
    gold_rows,
    printed,
    read_source,
    sources,
    without_headings,
)
from tests.indexer.trees import SCRIPTS, by_eid, document, eids, read


def source_id(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name.replace(" ", "-"))
@pytest.mark.parametrize("path", sources(), ids=source_id)
def test_a_specimen_is_read_exactly_in_every_layout(path: Path, layout: Layout):
    source = read_source(path)
    if layout.headless:
        without_headings(source.root)
    (expression,) = structure(printed(source, layout))
    assert found_rows(expression.provisions) == gold_rows(source)
    assert (expression.language, expression.script) == (source.language, source.script)


def test_a_citation_at_the_start_of_a_paragraph_opens_no_article():
    found = read(
        "en",
        "Article 1",
        "This Treaty applies to extradition.",
        "Article 2 of this Treaty applies in like manner.",
        "Articles 3 and 4 apply as well.",
        "Article 7, paragraph 2, is not affected.",
        "Article 2",
        "Extradition shall be granted.",
    )
    assert [provision.eid for provision in found] == ["art_1", "art_2"]
    assert found[1].text == "Extradition shall be granted."


def test_a_chinese_citation_opens_no_article():
    found = read(
        "zh",
        "第一条　为了打击犯罪，制定本法。",
        "第二条第一款所指的犯罪，依照本法处罚。",
        "第三条规定的情形除外。",
        "第二条　本法适用于境内的犯罪。",
        "第三条　本法所称犯罪，是指危害社会的行为。",
    )
    assert [provision.eid for provision in found] == ["art_1", "art_2", "art_3"]


def test_a_khmer_citation_opens_no_article():
    found = read(
        "km",
        "មាត្រា ១.- ច្បាប់នេះមានគោលបំណងការពារជនរងគ្រោះ។",
        "មាត្រា ២ នៃសន្ធិសញ្ញានេះ ត្រូវអនុវត្តដោយភាគីទាំងពីរ។",
        "មាត្រា ២.- ច្បាប់នេះអនុវត្តក្នុងព្រះរាជាណាចក្រ។",
    )
    assert [provision.eid for provision in found] == ["art_1", "art_2"]
    assert found[1].num == "មាត្រា ២"


def test_a_table_of_contents_is_not_read_as_the_text():
    found = read(
        "en",
        "Convention on Cooperation",
        "CONTENTS",
        "Article 1 Purpose ........ 1",
        "Article 2 Definitions 2",
        "Article 3 Cooperation 4",
        "Article 1",
        "Purpose",
        "The purpose of this Convention is cooperation.",
        "Article 2",
        "Definitions",
        "In this Convention, a request is a written demand.",
        "Article 3",
        "Cooperation",
        "The Parties shall cooperate.",
    )
    assert [(one.eid, one.heading) for one in found] == [
        ("art_1", "Purpose"),
        ("art_2", "Definitions"),
        ("art_3", "Cooperation"),
    ]
    assert all(one.text for one in found)


def test_contents_of_chapters_alone_leave_the_preamble_in_place():
    found = read(
        "zh",
        "示例共和国宪法",
        "目录",
        "序言",
        "第一章　总纲",
        "第二章　附则",
        "序言",
        "示例共和国是历史悠久的国家，各族人民共同创造了灿烂的文化。",
        "第一章　总纲",
        "第一条　示例共和国实行法治。",
        "第二章　附则",
        "第二条　本宪法自公布之日起施行。",
    )
    assert eids(found) == ["preamble", "chp_1", "chp_1__art_1", "chp_2", "chp_2__art_2"]
    assert found[0].heading == "序言"


@pytest.mark.parametrize(
    ("language", "lines", "eid"),
    [
        (
            "en",
            ["Article 9", "Text nine.", "Article 9 bis", "Text put in.", "Article 10", "Ten."],
            "art_9bis",
        ),
        ("zh", ["第九条　九。", "第九条之一　增加的条文。", "第十条　十。"], "art_9bis"),
        ("km", ["មាត្រា ៩", "អត្ថបទ។", "មាត្រា ៩ ស្ទួន", "អត្ថបទបន្ថែម។", "មាត្រា ១០", "ដប់។"], "art_9bis"),
        ("en", ["Article 3. One.", "Article 3.1. Put in.", "Article 4. Four."], "art_3-1"),
    ],
    ids=["en-bis", "zh-zhi-yi", "km-stuon", "en-decimal"],
)
def test_an_inserted_article_has_its_own_number(language: str, lines: list[str], eid: str):
    assert [one.eid for one in read(language, *lines)][1] == eid


def test_articles_that_begin_again_in_an_annex_belong_to_it():
    found = read(
        "en",
        "Article 1",
        "The Parties shall cooperate.",
        "Article 2",
        "The Annex is part of this Agreement.",
        "IN WITNESS WHEREOF the undersigned have signed this Agreement.",
        "ANNEX I",
        "Rules of Procedure",
        "Article 1",
        "The panel has three members.",
        "Article 2",
        "The panel decides by majority.",
    )
    assert eids(found) == [
        "art_1",
        "art_2",
        "testimonium",
        "annex_1",
        "annex_1__art_1",
        "annex_1__art_2",
    ]
    assert found[3].heading == "Rules of Procedure"


def test_i_after_h_is_a_letter_and_i_under_a_is_a_roman_numeral():
    letters = read(
        "en",
        "Article 1",
        "Assistance includes:",
        *(f"({letter}) measure {letter};" for letter in "abcdefghij"),
        "Article 2",
        "A request shall state:",
        "(a) the facts, namely:",
        "(i) the place;",
        "(ii) the time;",
        "(b) the law.",
    )
    found = eids(letters)
    assert "art_1__point_i" in found
    assert "art_1__point_j" in found
    assert found[-4:] == [
        "art_2__point_a",
        "art_2__point_a__subpoint_1",
        "art_2__point_a__subpoint_2",
        "art_2__point_b",
    ]


def test_unnumbered_natural_paragraphs_are_counted_and_keep_their_points():
    found = by_eid(
        read(
            "zh",
            "第一条　有下列情形之一的，不予受理：",
            "（一）超过期限的；",
            "（二）没有证据的。",
            "前款规定的期限为三个月。",
            "第二条　本法自公布之日起施行。",
        )
    )
    assert "art_1__para_1__point_b" in found
    assert found["art_1__para_2"].text == "前款规定的期限为三个月。"
    assert found["art_1__para_1"].text.splitlines()[1] == "（一）超过期限的；"
    assert "art_2__para_1" not in found


def test_a_number_out_of_sequence_is_text():
    found = by_eid(
        read(
            "en",
            "Article 1",
            "1. The Treaty was signed on",
            "15 March 2024 by both Parties.",
            "2. It cost 1.5 million.",
            "9. is what this line begins with.",
        )
    )
    assert list(found) == ["art_1", "art_1__para_1", "art_1__para_2"]
    assert "9. is what" in found["art_1__para_2"].text


def test_parts_chapters_and_sections_nest_and_articles_count_through():
    found = read(
        "zh",
        "第一编　总则",
        "第一章　一般规定",
        "第一条　为了保护权利，制定本法。",
        "第二章　主体",
        "第一节　自然人",
        "第二条　自然人平等。",
        "第二编　分则",
        "第一章　合同",
        "第三条　合同受法律保护。",
    )
    assert eids(found) == [
        "part_1",
        "part_1__chp_1",
        "part_1__chp_1__art_1",
        "part_1__chp_2",
        "part_1__chp_2__sec_1",
        "part_1__chp_2__sec_1__art_2",
        "part_2",
        "part_2__chp_1",
        "part_2__chp_1__art_3",
    ]


def test_a_bilingual_document_has_an_expression_for_each_language():
    rows = [
        ("en", "Article 1"),
        ("zh", "第一条"),
        ("en", "The Parties shall cooperate closely in all matters of justice."),
        ("zh", "双方应当在司法事务中密切合作。"),
        ("en", "Article 2"),
        ("zh", "第二条"),
        ("en", "This Treaty enters into force on signature by both Parties."),
        ("zh", "本条约自双方签字之日起生效。"),
    ]
    paragraphs = [
        Paragraph(text=text, page=1, language=language, script=SCRIPTS[language])
        for language, text in rows
    ]
    found = {one.language: eids(one.provisions) for one in structure(paragraphs)}
    assert found == {"en": ["art_1", "art_2"], "zh": ["art_1", "art_2"]}
    (chinese,) = structure(paragraphs, "zh")
    assert chinese.provisions[0].text == "双方应当在司法事务中密切合作。"


def test_a_text_without_marks_is_its_paragraphs():
    found = read("en", "The first paragraph stands here.", "The second one follows it.")
    assert [(one.eid, one.text) for one in found] == [
        ("para_1", "The first paragraph stands here."),
        ("para_2", "The second one follows it."),
    ]


def test_an_unnumbered_declaration_is_counted_from_its_enacting_words():
    found = read(
        "en",
        "Declaration on Victims",
        "WE, the Ministers of Justice, meeting in Maris,",
        "Recalling the Convention,",
        "DO HEREBY DECLARE:",
        "We will protect the victims of trafficking.",
        "We will meet every year.",
        "ADOPTED at Maris on 3 April 2025.",
    )
    assert [one.eid for one in found] == ["preamble", "para_1", "para_2", "testimonium"]


def test_a_bare_hereby_ends_the_preamble_of_a_declaration():
    found = read(
        "en",
        "Declaration on Scams",
        "WE, the Ministers,",
        "RECALLING the Charter;",
        "DO HEREBY:",
        "REAFFIRM our commitment to protect the victims of fraud;",
        "AGREE to establish a hotline.",
    )
    assert [one.eid for one in found] == ["preamble", "para_1", "para_2"]
    assert found[1].text.startswith("REAFFIRM")


@pytest.mark.parametrize(
    ("language", "lines", "heading"),
    [
        (
            "en",
            [
                "Joint Statement",
                "The leaders met in Maris.",
                "Political cooperation",
                "1. They agreed to meet every year.",
                "Economic cooperation",
                "2. They agreed to trade.",
            ],
            "Economic cooperation",
        ),
        (
            "zh",
            [
                "联合声明",
                "两国领导人举行了会谈。",
                "政治合作",
                "一、双方同意每年会晤。",
                "经济合作",
                "二、双方同意扩大贸易。",
            ],
            "经济合作",
        ),
        (
            "km",
            [
                "សេចក្តីថ្លែងការណ៍រួម",
                "ថ្នាក់ដឹកនាំបានជួបគ្នា។",
                "កិច្ចសហប្រតិបត្តិការនយោបាយ",
                "១. ភាគីបានឯកភាពជួបគ្នារៀងរាល់ឆ្នាំ។",
                "កិច្ចសហប្រតិបត្តិការសេដ្ឋកិច្ច",
                "២. ភាគីបានឯកភាពពង្រីកពាណិជ្ជកម្ម។",
            ],
            "កិច្ចសហប្រតិបត្តិការសេដ្ឋកិច្ច",
        ),
    ],
    ids=["en", "zh", "km"],
)
def test_a_heading_without_a_number_opens_a_section_of_a_statement(
    language: str, lines: list[str], heading: str
):
    found = by_eid(read(language, *lines))
    assert list(found) == ["preamble", "sec_1", "sec_1__para_1", "sec_2", "sec_2__para_2"]
    assert found["sec_2"].heading == heading
    assert heading not in found["sec_1__para_1"].text


def test_a_line_over_the_first_number_is_no_section_when_no_other_has_a_heading():
    found = read(
        "en",
        "Joint Statement",
        "The leaders met in Maris.",
        "Agreed conclusions",
        "1. They agreed to meet every year.",
        "2. They agreed to trade.",
    )
    assert eids(found) == ["preamble", "para_1", "para_2"]


SECTIONS = {
    "en": [
        *("Fraud Act", "Section 1. Purpose", "This Act prevents fraud.", "Section 2", "Scope"),
        *("In this Act:", "(a) a game is a bet;", "(b) a bet is a game."),
    ],
    "zh": [
        *("诈骗规则", "第一节　目的", "本规则为防止诈骗而制定。", "第二节", "范围"),
        *("本规则中：", "（一）游戏是投注；", "（二）投注是游戏。"),
    ],
    "km": [
        *("បទបញ្ជាស្តីពីការបោកប្រាស់", "ផ្នែកទី ១ គោលបំណង", "បទបញ្ជានេះទប់ស្កាត់ការបោកប្រាស់។"),
        *("ផ្នែកទី ២", "វិសាលភាព", "ក្នុងបទបញ្ជានេះ៖"),
        *("ក. ល្បែងគឺជាការភ្នាល់", "ខ. ការភ្នាល់គឺជាល្បែង។"),
    ],
}


@pytest.mark.parametrize("language", SECTIONS)
def test_a_section_is_cited_whole_in_a_statute_that_has_no_articles(language: str):
    (found,) = structure(document(language, *SECTIONS[language]))
    assert [one.eid for one in found.citable()] == ["art_1", "art_2"]
    second = list(found.citable())[1]
    assert [one.eid for one in second.children] == ["art_2__point_a", "art_2__point_b"]
    assert all(one.text in second.text for one in second.children)


def test_sections_count_through_the_chapters_of_an_act():
    found = read(
        "en",
        "Online Gambling Act",
        "CHAPTER 1",
        "Preliminary",
        "Section 1. Short title",
        "This Act may be cited as the Online Gambling Act.",
        "Section 1A. Extent",
        "This Act applies outside the Republic.",
        "CHAPTER 2",
        "Offences",
        "Section 2. Operating",
        "(1) No person shall operate.",
        "(2) A person who operates commits an offence under subsection (1).",
    )
    assert [one for one in eids(found) if "para" not in one] == [
        "chp_1",
        "chp_1__art_1",
        "chp_1__art_1a",
        "chp_2",
        "chp_2__art_2",
    ]


def test_sections_under_which_paragraphs_are_numbered_through_only_group_them():
    found = read(
        "en",
        "Joint Statement",
        "Section I: Political matters",
        "1. They met.",
        "2. They talked.",
        "Section II: Economic matters",
        "3. They traded.",
    )
    assert not any(one.startswith("sec_1__") or one == "sec_2" for one in eids(found))


def test_nothing_comes_of_nothing():
    assert structure([]) == []


def test_page_numbers_and_running_titles_stand_in_no_provision():
    texts = ["第一条　本法保护公民的合法权利。", "示例法汇编", "— 1 —"]
    paragraphs = [
        Paragraph(
            text=text.replace("一", "一二三四"[page - 1], 1),
            page=page,
            language="zh",
            script="Hans",
        )
        for page in (1, 2, 3, 4)
        for text in texts
    ]
    (expression,) = structure(paragraphs)
    assert [one.eid for one in expression.provisions] == ["art_1", "art_2", "art_3", "art_4"]
    assert all(one.text.endswith("权利。") for one in expression.provisions[1:])


def test_bullets_after_a_colon_are_points():
    found = by_eid(
        read(
            "km",
            "មាត្រា ១.-",
            "ច្បាប់នេះត្រូវអនុវត្តចំពោះបទល្មើស៖",
            "- ដែលប្រព្រឹត្តក្នុងប្រទេស",
            "- ដែលប្រព្រឹត្តក្រៅប្រទេស។",
            "មាត្រា ២.-",
            "ច្បាប់នេះចូលជាធរមានភ្លាម។",
        )
    )
    assert list(found) == ["art_1", "art_1__point_a", "art_1__point_b", "art_2"]
    assert found["art_1__point_b"].text == "ដែលប្រព្រឹត្តក្រៅប្រទេស។"


def test_the_numbered_paragraphs_of_a_memorandum_keep_their_headings():
    found = by_eid(
        read(
            "en",
            "Memorandum of Understanding",
            "The Participants, desiring to cooperate,",
            "Have reached the following understanding:",
            "1. Purpose",
            "The Participants will cooperate.",
            "2. Scope",
            "2.1 Cooperation covers training.",
            "2.2 It covers exchanges.",
        )
    )
    assert found["para_1"].heading == "Purpose"
    assert found["para_2"].text == "2.1 Cooperation covers training.\n2.2 It covers exchanges."


def test_a_citation_that_a_line_break_put_first_goes_back_into_its_sentence():
    found = read(
        "en",
        "Article 1",
        "This Convention applies, except as otherwise stated in",
        "Article 2 of this Convention, to all requests.",
        "Article 2",
        "No request is excluded.",
    )
    assert found[0].text == (
        "This Convention applies, except as otherwise stated in Article 2 of this Convention,"
        " to all requests."
    )


def test_the_title_block_ends_where_the_preamble_begins():
    (expression,) = structure(
        [
            Paragraph(text=text, page=1, language="zh", script="Hant")
            for text in (
                "阿拉萬共和國和塔莫林共和國",
                "引渡條約",
                "〔示例文書〕",
                "阿拉萬共和國和塔莫林共和國（以下稱「雙方」），",
                "為加強合作，達成協議如下：",
                "第一條",
                "引渡義務",
                "雙方有義務相互引渡。",
                "本條約於二〇二〇年五月五日在埃蘭港簽訂，一式兩份。",
                "附件",
                "表格",
                "請求書應當載明案情。",
            )
        ]
    )
    assert expression.metadata.title == "阿拉萬共和國和塔莫林共和國引渡條約"
    assert expression.script == "Hant"
    assert [(one.eid, one.heading) for one in expression.provisions] == [
        ("preamble", ""),
        ("art_1", "引渡義務"),
        ("testimonium", ""),
        ("annex_1", "表格"),
    ]


LINES = st.sampled_from(
    [
        "Article 1",
        "Article 2 of this Treaty",
        "Article 2. Scope",
        "ANNEX",
        "CHAPTER I",
        "1. The Parties shall cooperate.",
        "(a) by mail;",
        "(i) in writing;",
        "A. General",
        "IN WITNESS WHEREOF the undersigned have signed.",
        "Some words that no mark begins.",
        "12",
        "",
    ]
)


def holds(text: str, child: Provision) -> bool:
    """Whether a text holds that of a child: in one piece, or, of a child that only groups, line by
    line in their order. Points stand between the lines of a group and are no part of its text."""
    if child.kind not in GROUPING:
        return child.text in text
    lines = iter(text.splitlines())
    return all(any(line.endswith(own) for line in lines) for own in child.text.splitlines())


@given(st.lists(LINES, max_size=25))
@example(
    [
        "Article 1",
        "ANNEX",
        "CHAPTER I",
        "(a) by mail;",
        "Article 2 of this Treaty",
        "(a) by mail;",
        "Article 2 of this Treaty",
    ]
)
@settings(deadline=None, max_examples=200)
def test_no_two_provisions_share_an_eid_and_children_stand_within_their_parents(lines: list[str]):
    paragraphs = [Paragraph(text=line, page=1, language="en", script="Latn") for line in lines]
    for expression in structure(paragraphs):
        found = [one for provision in expression.provisions for one in provision.walk()]
        assert len({one.eid for one in found}) == len(found)
        for one in found:
            for child in one.children:
                assert child.eid.startswith(f"{one.eid}__")
                if one.kind not in GROUPING:
                    assert holds(one.text, child)


@given(
    st.lists(
        st.text(alphabet="第一条款章（）、。1(a).ក១មាត្រា Article\t\u200b\n", max_size=30),
        max_size=8,
    ),
    st.sampled_from(["en", "zh", "km"]),
)
@settings(deadline=None, max_examples=200)
def test_any_text_is_read_without_an_error_into_known_kinds(texts: list[str], language: str):
    paragraphs = [
        Paragraph(text=text, page=1, language=language, script=SCRIPTS[language]) for text in texts
    ]
    for expression in structure(paragraphs):
        for found in expression.walk():
            assert found.eid
            assert found.kind in {
                *("preamble", "part", "chp", "sec", "art", "para", "point", "subpoint"),
                *("annex", "testimonium"),
            }
