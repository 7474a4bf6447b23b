"""The termbase: what a query names, and what the other languages call it."""

import pytest

from analyzers.segment import terms
from analyzers.termbase import COLUMNS, RENDERING_COLUMNS, Termbase, read_concepts, termbase

HEAD = "\t".join(COLUMNS)


def named(text, language=""):
    return [match.concept.id for match in termbase().find_in(text, language)]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("extradition", ["extradition"]),
        ("political offences", ["political_offence"]),
        ("Central Authorities", ["central_authority"]),
        ("money laundering and death penalty", ["money_laundering", "death_penalty"]),
        ("刑事司法协助", ["mutual_legal_assistance"]),
        ("引渡本国国民", ["extradition", "own_nationals"]),
        ("洗錢與網路犯罪", ["money_laundering", "cybercrime"]),
        ("បត្យាប័ន", ["extradition"]),
        ("ការបង្កកទ្រព្យសម្បត្តិ", ["freezing"]),
        ("អាជ្ញាធរកណ្តាល និងភាគីស្នើសុំ", ["central_authority", "requesting_party"]),
        ("the weather in spring", []),
        ("", []),
    ],
)
def test_a_query_names_its_concepts(text, concepts):
    assert named(text) == concepts


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("transfer of sentenced persons", "transfer_of_sentenced_persons"),
        ("双重犯罪原则", "dual_criminality"),
        ("ការរឹបអូសជាសម្បត្តិរដ្ឋ", "confiscation"),
    ],
    ids=["English", "Chinese", "Khmer"],
)
def test_the_longest_name_wins(text, concept):
    (match,) = termbase().find_in(text)
    assert match.concept.id == concept
    assert text[match.start : match.end] == text


@pytest.mark.parametrize(
    ("typed", "concept"),
    [
        ("អាជ្ញាធរកណ្ដាល", "central_authority"),  # COENG DA for COENG TA
        ("ការ\u200bជួញ\u200bដូរ\u200bមនុស្ស", "trafficking_in_persons"),
        ("ចាប់ខ្លួនបណ្តោះអាសន្ន", "provisional_arrest"),  # the verb
        ("ＥＸＴＲＡＤＩＴＩＯＮ", "extradition"),
        ("司法 协助", "mutual_legal_assistance"),
    ],
    ids=["another encoding", "zero-width spaces", "verb", "full width", "a space between"],
)
def test_names_are_found_however_they_are_typed(typed, concept):
    assert named(typed) == [concept]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Requesting Parties", ["requesting_party"]),
        ("Requested Parties", ["requested_party"]),
        ("national legal order", []),
    ],
)
def test_a_plural_is_the_same_word_but_another_word_of_its_stem_is_not(text, concepts):
    assert named(text) == concepts


def test_only_names_in_the_language_asked_for_are_found():
    assert named("extradition 引渡", "zh") == ["extradition"]
    assert named("extradition", "km") == []


def test_a_match_says_where_and_in_which_language():
    text = "refusal of 引渡"
    match = termbase().find_in(text)[-1]
    assert (match.language, text[match.start : match.end]) == ("zh", "引渡")


def test_expansions_are_the_names_in_the_other_languages():
    (match,) = termbase().find_in("money laundering")
    assert {rendering.language for rendering in match.expansions} == {"km", "zh"}
    assert "洗钱" in {rendering.text for rendering in match.expansions}
    assert "ការសម្អាតប្រាក់" in {rendering.text for rendering in match.expansions}


def test_expansions_do_not_repeat_what_both_chinese_scripts_share():
    (match,) = termbase().find_in("money laundering")
    tokens = [rendering.exact for rendering in match.expansions]
    assert len(tokens) == len(set(tokens))
    assert "洗錢" not in {rendering.text for rendering in match.expansions}


@pytest.mark.parametrize(
    ("tag", "name"),
    [("en", "extradition"), ("zh-Hans", "引渡"), ("zh-Hant", "引渡"), ("km", "បត្យាប័ន")],
)
def test_a_concept_has_a_usual_name_under_every_tag(tag, name):
    assert termbase().concept("extradition").named(tag) == name


def test_every_concept_can_be_found_by_each_of_its_names():
    lost = [
        (concept.id, rendering.text)
        for concept in termbase()
        for rendering in concept.renderings
        if concept.id not in named(rendering.text)
    ]
    assert lost == []


def test_there_are_enough_concepts_and_every_name_has_tokens():
    assert len(termbase()) >= 150
    for concept in termbase():
        assert {rendering.tag for rendering in concept.renderings} == {*RENDERING_COLUMNS.values()}
        assert all(rendering.exact and rendering.words for rendering in concept.renderings)


def test_a_name_shared_by_two_concepts_gives_both():
    rows = [
        HEAD,
        "state\tnoun\tx\tnation\t国家\t國家\tរដ្ឋ\t",
        "people\tnoun\tx\tnation\t民族\t民族\tប្រជាជាតិ\t",
    ]
    matches = Termbase(read_concepts(rows)).find(terms("nation"))
    assert [match.concept.id for match in matches] == ["state", "people"]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([], "line 1: the columns must be"),
        (["concept\ten"], "line 1: the columns must be"),
        ([HEAD, "extradition\tnoun"], "line 2: 2 cells"),
        ([HEAD, *["a\tnoun\tx\ta\t甲\t甲\tក\t"] * 2], "line 3: a is there already"),
        ([HEAD, "a\tnoun\tx\ta|\t甲\t甲\tក\t"], "line 2: a has an empty name in en"),
    ],
    ids=["empty", "head", "cells", "twice", "empty name"],
)
def test_a_faulty_table_is_refused_with_its_line(lines, fault):
    with pytest.raises(ValueError, match=fault):
        read_concepts(lines)
