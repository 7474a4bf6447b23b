"""Where paragraphs and points stand in the text of what they belong to."""

import pytest

from indexer.models import Provision
from indexer.part_spans import part_spans
from indexer.reading import read_file
from tests.indexer.specimens import SOURCES
from tests.indexer.trees import by_eid, read

WORKS = SOURCES.parent

#: Article 1 in three languages, line by line.
REFUSAL = {
    "en": (
        "Article 1",
        "Grounds for Refusal",
        "1. Extradition shall be refused if:",
        "(a) the offence is a political offence;",
        "(b) the person has been finally judged.",
        "2. Bank secrecy is no ground for refusal.",
    ),
    "zh": (
        "第一条",
        "拒绝引渡的理由",
        "一、有下列情形之一的，应当拒绝引渡：",
        "（一）该犯罪是政治犯罪；",
        "（二）该人已受到终审判决。",
        "二、不得以银行保密为由拒绝引渡。",
    ),
    "km": (
        "មាត្រា ១",
        "មូលហេតុនៃការបដិសេធ",
        "១- បត្យាប័នត្រូវបដិសេធ ប្រសិនបើ៖",
        "(ក) បទល្មើសនោះជាបទល្មើសនយោបាយ",
        "(ខ) បុគ្គលនោះត្រូវបានជំនុំជម្រះជាស្ថាពរ។",
        "២- មិនត្រូវបដិសេធដោយហេតុផលនៃការសម្ងាត់របស់ធនាគារឡើយ។",
    ),
}


def shown(unit):
    """The text of each part, by eid, as its span cuts it out."""
    return {eid: unit.text[start:end] for eid, (start, end) in part_spans(unit).items()}


@pytest.mark.parametrize("language", REFUSAL)
def test_a_paragraph_holds_its_points_and_each_begins_with_its_mark(language):
    lines = REFUSAL[language]
    (article,) = read(language, *lines)
    assert article.heading == lines[1]
    assert shown(article) == {
        "art_1__para_1": "\n".join(lines[2:5]),
        "art_1__para_1__point_a": lines[3],
        "art_1__para_1__point_b": lines[4],
        "art_1__para_2": lines[5],
    }


def test_a_point_on_the_line_of_its_paragraph_begins_after_the_paragraphs_mark():
    (article,) = read("en", "Article 1", "1. (a) Costs are shared.", "(b) By half.", "2. In cash.")
    found = shown(article)
    assert found["art_1__para_1"] == "1. (a) Costs are shared.\n(b) By half."
    assert found["art_1__para_1__point_a"] == "(a) Costs are shared."


@pytest.mark.parametrize(
    ("first", "again"),
    [("The Parties shall cooperate.",) * 2, ("双方应当合作。",) * 2, ("ភាគីត្រូវសហការ។",) * 2],
    ids=["en", "zh", "km"],
)
def test_the_second_of_two_paragraphs_that_read_alike_stands_after_the_first(first, again):
    text = f"{first}\n{again}"
    paragraphs = tuple(
        Provision(eid=f"art_1__para_{number}", kind="para", text=line)
        for number, line in enumerate((first, again), 1)
    )
    article = Provision(eid="art_1", kind="art", text=text, children=paragraphs)
    assert part_spans(article) == {
        "art_1__para_1": (0, len(first)),
        "art_1__para_2": (len(first) + 1, len(text)),
    }


def test_what_is_found_within_a_line_is_not_taken_for_the_paragraph():
    article = Provision(
        eid="art_1",
        kind="art",
        text="1. No costs.\n2. See 1. No costs.\nNo costs.",
        children=(Provision(eid="art_1__para_3", kind="para", text="No costs."),),
    )
    start, end = part_spans(article)["art_1__para_3"]
    assert (start, article.text[start:end]) == (len(article.text) - 9, "No costs.")


def test_a_section_of_an_annex_holds_its_paragraphs():
    section = Provision(
        eid="annex__sec_1",
        kind="sec",
        num="I.",
        heading="Fees",
        children=(Provision(eid="annex__sec_1__para_1", kind="para", num="1.", text="Ten."),),
    )
    annex = Provision(
        eid="annex", kind="annex", text="As follows:\nI. Fees\n1. Ten.", children=(section,)
    )
    assert shown(annex) == {
        "annex__sec_1": "I. Fees\n1. Ten.",
        "annex__sec_1__para_1": "1. Ten.",
    }


def test_what_cannot_be_found_again_is_left_out_and_the_rest_is_found():
    article = Provision(
        eid="art_1",
        kind="art",
        text="1. 费用由双方分担。",
        children=(
            Provision(eid="art_1__para_0", kind="para", text="别的文字。"),
            Provision(eid="art_1__para_1", kind="para", num="1.", text="费用由双方分担。"),
            Provision(eid="art_1__para_2", kind="para"),
        ),
    )
    assert part_spans(article) == {"art_1__para_1": (0, len(article.text))}


@pytest.mark.parametrize(
    "path",
    [
        "lanhai-serethia-extradition-2014/en.docx",
        "mekari-fraud-2023/km.html",
        "darusan-lanhai-consular-2005/zh.txt",
        "mekari-declaration-scams-2022/en.pdf",
    ],
)
def test_every_part_of_an_instrument_is_found_and_lies_in_what_it_belongs_to(path):
    (expression,) = read_file(WORKS / path).expressions
    every = by_eid(expression.provisions)
    found = 0
    for unit in expression.citable():
        spans = part_spans(unit)
        assert list(spans) == [part.eid for part in unit.walk() if part is not unit]
        for eid, (start, end) in spans.items():
            assert unit.text[start:end].endswith(every[eid].text)
            assert unit.text[start:end].startswith(every[eid].num)
            parent = eid.rpartition("__")[0]
            first, last = spans.get(parent, (0, len(unit.text)))
            assert first <= start < end <= last
            found += 1
    assert found > 5
