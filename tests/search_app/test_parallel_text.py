"""Paragraphs of one eid stand on one level, whatever each version has or lacks."""

import pytest

from indexer.models import Provision
from search_app.parallel_text import passages, rows
from search_app.snippets import Piece

KHMER, CHINESE, TRADITIONAL, ENGLISH = "km", "zh-Hans", "zh-Hant", "en"
TEXTS = {
    KHMER: ("១- ភាគីត្រូវជួយគ្នា។", "២- ការចំណាយ។", "៣- ភាសា។"),
    CHINESE: ("一、双方应相互协助。", "二、费用。", "三、语文。"),
    TRADITIONAL: ("一、雙方應相互協助。", "二、費用。", "三、語文。"),
    ENGLISH: ("1. The Parties shall assist each other.", "2. Costs.", "3. Languages."),
}


def plain(shown):
    return [Piece(shown, False)]


def article(language, *numbers, lead=""):
    """An article with those of its paragraphs, numbered from 1, and a line before them."""
    lines = [TEXTS[language][number - 1] for number in numbers]
    children = tuple(
        Provision(
            eid=f"art_7__para_{number}", kind="para", num=line[:2].strip(), text=line[2:].strip()
        )
        for number, line in zip(numbers, lines, strict=True)
    )
    text = "\n".join([*([lead] if lead else []), *lines])
    return Provision(eid="art_7", kind="art", num="7", text=text, children=children)


def levels(*articles):
    """The rows as read: the text of each cell, None where it is empty."""
    return [
        [cell and "".join(p.text for line in cell.lines for p in line) for cell in row.cells]
        for row in rows([passages(unit, plain) for unit in articles])
    ]


def test_four_versions_stand_level():
    units = [article(language, 1, 2, 3) for language in TEXTS]
    found = levels(*units)
    assert found == [
        [TEXTS[language][number][2:].strip() for language in TEXTS] for number in range(3)
    ]


@pytest.mark.parametrize("language", list(TEXTS))
def test_a_paragraph_that_a_version_lacks_leaves_its_cell_empty(language):
    others = [other for other in TEXTS if other != language]
    found = levels(*(article(other, 1, 2, 3) for other in others), article(language, 1, 3))
    assert [row[-1] is None for row in found] == [False, True, False]
    assert all(None not in row[:-1] for row in found)


def test_a_paragraph_that_only_another_version_has_stands_at_its_place():
    found = levels(article(ENGLISH, 1, 3), article(KHMER, 1, 2, 3))
    assert found == [
        ["The Parties shall assist each other.", "ភាគីត្រូវជួយគ្នា។"],
        [None, "ការចំណាយ។"],
        ["Languages.", "ភាសា។"],
    ]


def test_a_line_before_the_paragraphs_has_a_level_of_its_own():
    found = levels(article(ENGLISH, 1), article(CHINESE, 1, lead="双方商定："))
    assert found == [
        [None, "双方商定："],
        ["The Parties shall assist each other.", "双方应相互协助。"],
    ]


def preamble(*lines):
    return Provision(eid="preamble", kind="preamble", text="\n".join(lines))


def test_recitals_go_by_their_place_where_every_version_has_as_many():
    found = levels(preamble("Desiring peace,", "Agree:"), preamble("愿意和平，", "达成协议："))
    assert found == [["Desiring peace,", "愿意和平，"], ["Agree:", "达成协议："]]


def test_recitals_stand_together_where_one_version_has_more():
    found = levels(preamble("Desiring peace,", "Agree:"), preamble("愿意和平，达成协议："))
    assert found == [["Desiring peace,Agree:", "愿意和平，达成协议："]]


def test_versions_in_another_order_lose_nothing_and_repeat_nothing():
    found = levels(article(ENGLISH, 1, 2, 3), article(KHMER, 3, 1, 2))
    shown = [cell for row in found for cell in row if cell]
    assert sorted(shown) == sorted(
        text[2:].strip() for language in (ENGLISH, KHMER) for text in TEXTS[language]
    )


def test_points_within_a_paragraph_are_deeper_and_the_text_goes_on_after_them():
    points = (
        Provision(eid="art_7__para_1__point_a", kind="point", num="(a)", text="one;"),
        Provision(eid="art_7__para_1__point_b", kind="point", num="(b)", text="two."),
    )
    para = Provision(
        eid="art_7__para_1", kind="para", num="1.", text="Either:\n(a) one;\n(b) two.\nBoth bind.",
        children=points,
    )  # fmt: skip
    unit = Provision(eid="art_7", kind="art", text="1. " + para.text, children=(para,))
    found = passages(unit, plain)
    assert [(passage.eid[7:], passage.after[7:], passage.depth) for passage in found] == [
        ("para_1", "", 1),
        ("para_1__point_a", "", 2),
        ("para_1__point_b", "", 2),
        ("para_1", "para_1__point_b", 1),
    ]
    anchors = [row.anchor for row in rows([found])]
    assert len(anchors) - anchors.count("") == len({*anchors} - {""}) == 3
