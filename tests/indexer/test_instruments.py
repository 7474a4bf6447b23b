"""Documents that hold more than one instrument; and that no text of a document is lost."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.models import Expression
from indexer.structure import structure
from tests.indexer.trees import by_eid, document, eids, expression, read

AGREEMENT = [
    "AGREEMENT ON COOPERATION",
    "The Parties have agreed as follows:",
    "Article 1. The Parties shall cooperate in good faith.",
    "Article 2. Each Party designates an authority.",
    "Article 3. Requests are made in writing.",
    "Article 4. This Agreement enters into force on signature.",
]
DONE = "DONE at Port Vale on 3 June 2014."


def numbered(first: int, last: int, word: str = "Article") -> list[str]:
    """Articles of one line each, every mark on a line of its own."""
    lines: list[str] = []
    for number in range(first, last + 1):
        lines += [f"{word} {number}", f"The Committee shall see to matter {number}."]
    return lines


def articles(count: int, within: str = "") -> list[str]:
    return [f"{within}art_{number}" for number in range(1, count + 1)]


def test_articles_of_one_sentence_are_no_table_of_contents():
    found = read(
        "en",
        *AGREEMENT,
        DONE,
        "ANNEX",
        "Rules",
        "Article 1. The panel has three members.",
        "Article 2. The panel decides by majority.",
        "Article 3. Costs are shared equally.",
        "Article 4. The panel meets in Port Vale.",
        "Article 5. These Rules may be amended.",
    )
    assert eids(found) == [
        "preamble",
        *articles(4),
        "testimonium",
        "annex_1",
        *articles(5, "annex_1__"),
    ]
    assert by_eid(found)["art_2"].text == "Each Party designates an authority."


def test_bare_headings_that_come_again_below_are_a_table_of_contents():
    headings = ["Article 1", "Purpose", "Article 2", "Scope"]
    text = ["Article 1", "Purpose", "It is good.", "Article 2", "Scope", "It is wide."]
    found = expression("en", "CONVENTION", *headings, "The Parties have agreed:", *text)
    assert [(one.eid, one.heading) for one in found.provisions] == [
        ("preamble", ""),
        ("art_1", "Purpose"),
        ("art_2", "Scope"),
    ]
    assert found.provisions[0].text == "The Parties have agreed:"


def test_bare_lines_that_do_not_come_again_stay():
    found = read(
        "en",
        "CONVENTION",
        *("Article 1", "No reservations", "Article 2", "Costs are shared"),
        *("Article 3", "Requests in writing", "Article 4", "Entry into force on signature"),
        *("ANNEX", *numbered(1, 5)),
    )
    assert eids(found) == [*articles(4), "annex_1", *articles(5, "annex_1__")]
    assert found[0].text == "No reservations"


PROTOCOLS = {
    "en": [
        *("CONVENTION ON FRAUD", "The Parties have agreed as follows:"),
        *("Article 1", "The Parties shall prevent fraud."),
        *("Article 2", "This Convention is open for signature."),
        *(DONE, "OPTIONAL PROTOCOL TO THE CONVENTION ON FRAUD"),
        "The Parties to this Protocol have agreed as follows:",
        *("Article 1", "The Committee shall meet."),
        *("Article 2", "This Protocol is open for signature."),
        DONE,
    ],
    "zh": [
        *("关于打击诈骗的公约", "缔约双方达成协议如下："),
        *("第一条", "缔约双方应当防止诈骗。"),
        *("第二条", "本公约开放供签署。"),
        *("本公约于二〇一四年六月三日在海城签订。", "任择议定书"),
        "本议定书缔约双方达成协议如下：",
        *("第一条", "委员会应当举行会议。"),
        *("第二条", "本议定书开放供签署。"),
        "本议定书于二〇一四年六月三日在海城签订。",
    ],
    "km": [
        *("អនុសញ្ញាស្តីពីការបោកប្រាស់", "ភាគីបានព្រមព្រៀងដូចតទៅ៖"),
        *("មាត្រា ១", "ភាគីត្រូវទប់ស្កាត់ការបោកប្រាស់។"),
        *("មាត្រា ២", "អនុសញ្ញានេះបើកឱ្យចុះហត្ថលេខា។"),
        *("ធ្វើនៅភ្នំពេញ ថ្ងៃទី៣ ខែមិថុនា ឆ្នាំ២០១៤", "ពិធីសារ"),
        "ភាគីនៃពិធីសារនេះបានព្រមព្រៀងដូចតទៅ៖",
        *("មាត្រា ១", "គណៈកម្មាធិការត្រូវប្រជុំ។"),
        *("មាត្រា ២", "ពិធីសារនេះបើកឱ្យចុះហត្ថលេខា។"),
        "ធ្វើនៅភ្នំពេញ ថ្ងៃទី៣ ខែមិថុនា ឆ្នាំ២០១៤",
    ],
}


@pytest.mark.parametrize("language", PROTOCOLS)
def test_a_protocol_to_a_convention_has_the_same_eids_in_every_language(language: str):
    found = read(language, *PROTOCOLS[language])
    assert eids(found) == [
        *("preamble", *articles(2), "testimonium"),
        *("annex_1", "annex_1__preamble", *articles(2, "annex_1__"), "annex_1__testimonium"),
    ]
    assert by_eid(found)["annex_1"].heading == PROTOCOLS[language][7]


def test_a_protocol_longer_than_its_convention_takes_no_article_from_it():
    found = read("en", "CONVENTION", *numbered(1, 3), DONE, "PROTOCOL", *numbered(1, 7))
    assert eids(found) == [
        *(*articles(3), "testimonium"),
        *("annex_1", *articles(7, "annex_1__")),
    ]


def test_a_protocol_after_numbered_annexes_gets_the_next_number():
    found = read(
        "en",
        "CONVENTION",
        *numbered(1, 3),
        DONE,
        "ANNEX I",
        "List",
        "1. The police.",
        "ANNEX II",
        "Article 1",
        "Arbitral tribunal",
        "The tribunal has three members.",
        "Article 2",
        "Costs",
        "Costs are shared.",
        "OPTIONAL PROTOCOL",
        *numbered(1, 2),
    )
    assert eids(found)[4:] == [
        *("annex_1", "annex_1__para_1"),
        *("annex_2", *articles(2, "annex_2__")),
        *("annex_3", *articles(2, "annex_3__")),
    ]
    assert [by_eid(found)[eid].heading for eid in ("annex_2", "annex_2__art_1")] == [
        "",
        "Arbitral tribunal",
    ]


def test_a_protocol_of_paragraphs_is_no_signature():
    found = read(
        "en",
        "TREATY",
        *numbered(1, 2),
        DONE,
        "For the Kingdom of Orlane",
        "PROTOCOL",
        "At the time of signing the Parties agreed on the following:",
        "1. Costs are shared.",
        "2. Letters are free.",
    )
    assert eids(found)[2:] == ["testimonium", "annex_1", "annex_1__para_1", "annex_1__para_2"]
    assert found[2].text == f"{DONE}\nFor the Kingdom of Orlane"


def test_an_instrument_without_a_known_title_is_told_by_its_articles():
    found = read("en", "AGREEMENT", *numbered(1, 2), "FURTHER TERMS", *numbered(1, 2))
    assert eids(found) == [*articles(2), "annex_1", *articles(2, "annex_1__")]
    assert by_eid(found)["annex_1"].heading == "FURTHER TERMS"


def test_a_promulgated_law_keeps_its_numbers_and_the_royal_kram_its_own():
    found = expression(
        "km",
        "ព្រះរាជក្រម",
        "យើង ព្រះមហាក្សត្រ",
        "ត្រាស់បង្គាប់",
        "មាត្រា ១.-",
        "ត្រូវបានប្រកាសឱ្យប្រើច្បាប់ស្តីពីការប្រឆាំងការបោកប្រាស់។",
        "មាត្រា ២.-",
        "ក្រមនេះចូលជាធរមាន។",
        "ធ្វើនៅភ្នំពេញ ថ្ងៃទី៣ ខែមិថុនា ឆ្នាំ២០១៤",
        "ច្បាប់",
        "ស្តីពី",
        "ការប្រឆាំងការបោកប្រាស់",
        "ជំពូកទី ១",
        "បទប្បញ្ញត្តិទូទៅ",
        "មាត្រា ១.-",
        "ច្បាប់នេះទប់ស្កាត់ការបោកប្រាស់។",
        "មាត្រា ២.-",
        "ច្បាប់នេះអនុវត្តចំពោះបទល្មើសទាំងអស់។",
        "មាត្រា ៣.-",
        "ច្បាប់នេះការពារជនរងគ្រោះ។",
    )
    assert "".join(found.metadata.title.split()) == "ច្បាប់ស្តីពីការប្រឆាំងការបោកប្រាស់"
    assert eids(found.provisions) == [
        *("annex_1", "annex_1__preamble", *articles(2, "annex_1__"), "annex_1__testimonium"),
        *("chp_1", *articles(3, "chp_1__")),
    ]


def test_an_adopted_code_is_the_main_instrument_of_the_law_that_adopts_it():
    found = expression(
        "en",
        "LAW ON THE ADOPTION OF THE CODE OF FRAUD",
        *numbered(1, 2),
        "CODE OF FRAUD",
        *numbered(1, 5),
    )
    assert found.metadata.title == "CODE OF FRAUD"
    assert eids(found.provisions) == ["annex_1", *articles(2, "annex_1__"), *articles(5)]


def test_articles_that_begin_again_in_each_part_are_one_instrument():
    found = read(
        "en",
        "CODE",
        *("PART ONE", "General", *numbered(1, 2)),
        *("PART TWO", "Special", *numbered(1, 2)),
    )
    assert eids(found) == [
        *("part_1", *articles(2, "part_1__")),
        *("part_2", *articles(2, "part_2__")),
    ]


def test_articles_quoted_after_a_colon_are_no_instrument():
    found = read(
        "en",
        "LAW",
        *numbered(1, 3),
        "Article 4",
        "The Code is amended to read:",
        *numbered(1, 2),
        *numbered(5, 7),
    )
    assert eids(found)[:7] == [*articles(4), "art_4__para_1", "art_4__para_2", "art_4__para_3"]
    assert not any("annex" in eid for eid in eids(found))


def test_the_preamble_of_an_annex_with_articles_is_found_too():
    found = expression(
        "en",
        "AGREEMENT",
        *numbered(1, 2),
        "ANNEX",
        "Rules",
        "These Rules are made under Article 2 of the Agreement.",
        *numbered(1, 2),
    )
    assert "annex_1__preamble" in [one.eid for one in found.citable()]


def test_an_annex_of_chapters_without_articles_keeps_their_text():
    found = read(
        "en",
        "AGREEMENT",
        *numbered(1, 2),
        *("ANNEX", "CHAPTER I", "The police", "Requests go to the police."),
        *("CHAPTER II", "The courts", "Requests go to the courts."),
    )
    assert eids(found)[2:] == ["annex_1", "annex_1__chp_1", "annex_1__chp_2"]
    assert "Requests go to the courts." in by_eid(found)["annex_1"].text


# --------------------------------------------------------------------------- nothing is lost

MARKS = {
    "en": [
        *("Article {n}", "Article {n}. {text}", "Article {n} {text}", "CHAPTER {n}", "PART {n}"),
        *("Section {n}", "Section {n}. {text}", "ANNEX", "ANNEX {n}", "OPTIONAL PROTOCOL"),
        *("PROTOCOL ON MATTER {word}", "CODE OF MATTER {word}", "Matter {word}", "{n}. {text}"),
        *("(a) {text}", "{text}", "Have agreed as follows:", "DO HEREBY:", "CONTENTS"),
        *("PREAMBLE", "I. Matter {word}", DONE),
    ],
    "zh": [
        *("第{n}条", "第{n}条　{text}", "第{n}条{text}", "第{n}章　事项{word}", "第{n}节", "附件"),
        *(
            "附件{n}",
            "事项{word}议定书",
            "事项{word}法",
            "事项{word}",
            "{n}、{text}",
            "（一）{text}",
        ),
        *("{text}", "兹宣布：", "本条约于2014年6月3日在海城签订。", "目录", "序言"),
    ],
    "km": [
        *("មាត្រា {n}", "មាត្រា {n}.- {text}", "មាត្រា {n} {text}", "ជំពូកទី{n}", "ផ្នែកទី{n}"),
        *("ឧបសម្ព័ន្ធ", "ពិធីសារ", "ច្បាប់", "រឿង{word}", "{n}. {text}", "ក. {text}", "{text}"),
        *("ធ្វើនៅភ្នំពេញ ថ្ងៃទី៣ ខែមិថុនា ឆ្នាំ២០១៤", "មាតិកា", "បុព្វកថា"),
    ],
}
TEXTS = {
    "en": "The Parties shall see to matter {word}.",
    "zh": "双方应当处理事项{word}。",
    "km": "ភាគីត្រូវអនុវត្តរឿង{word}។",
}
WORD = re.compile(r"x\d+x")


@st.composite
def drawn_documents(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A language and lines in it, after a first sentence; no two have the same words."""
    language = draw(st.sampled_from(sorted(MARKS)))
    lines = [TEXTS[language].format(word="x999x")]
    number = 0
    marks = draw(st.lists(st.sampled_from(MARKS[language]), min_size=3, max_size=25))
    for place, mark in enumerate(marks):
        number = draw(st.sampled_from([number + 1, number + 1, number + 1, 1]))
        word = f"x{place}x"
        lines.append(mark.format(n=number, word=word, text=TEXTS[language].format(word=word)))
    return language, lines


def shown(found: Expression) -> str:
    """Everything kept of it: the tree, and the title, which the tree does not repeat."""
    tree = (f"{one.num} {one.heading} {one.text}" for one in found.walk())
    return "\n".join([found.metadata.title, *tree])


def cited(found: Expression) -> str:
    return "\n".join(f"{one.heading} {one.text}" for one in found.citable())


@given(drawn_documents())
@settings(deadline=None, max_examples=300)
def test_no_paragraph_of_a_document_is_lost_and_every_sentence_is_cited(
    drawn: tuple[str, list[str]],
):
    language, lines = drawn
    (found,) = structure(document(language, *lines))
    tree, units = shown(found), cited(found)
    for line in lines:
        for word in WORD.findall(line):
            assert word in tree, line
            assert word in units or line[-1] not in ".。។", line
