"""The termbase: what a query names, and what the other languages call it."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.segment import exact_tokens, terms
from analyzers.termbase import (
    Termbase,
    concept_of,
    package_entries,
    termbase,
    termbase_with,
)
from analyzers.termbase_table import (
    COLUMNS,
    DOMAINS,
    RENDERING_COLUMNS,
    STATUSES,
    Entry,
    Name,
    TermbaseFault,
    fault_of,
    read_table,
    table_lines,
)

HEAD = "\t".join(COLUMNS)


def entry(**changes):
    values = {
        "id": "haven",
        "pos": "noun",
        "domain": "own",
        "names": (Name(text="safe haven", tag="en"), Name(text="ជម្រកសុវត្ថិភាព", tag="km")),
    }
    return Entry(**(values | changes))


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
    assert len(termbase()) >= 600
    for concept in termbase():
        assert {rendering.tag for rendering in concept.renderings} == {*RENDERING_COLUMNS.values()}
        assert len(concept.renderings) == len(concept.entry.names)
        assert all(rendering.exact and rendering.words for rendering in concept.renderings)


def test_every_concept_says_its_field_of_law_and_whether_it_was_reviewed():
    found = Counter((one.domain, one.status) for one in package_entries())
    assert {domain for domain, _ in found} == set(DOMAINS)
    assert {status for _, status in found} == set(STATUSES)
    assert list(DOMAINS) == list(dict.fromkeys(one.domain for one in package_entries()))


def test_the_documentation_says_how_many_there_are():
    text = (Path(__file__).parents[2] / "docs/termbase.md").read_text(encoding="utf-8")
    found = Counter(one.status for one in package_entries())
    sourced = sum(bool(one.source) for one in package_entries())
    assert f"{len(termbase())} legal concepts" in text
    assert f"{found['reviewed']} are reviewed and {found['proposed']} proposed" in text
    assert f"A `source` is named for {sourced}." in text
    assert all(domain in text for domain in DOMAINS)


def test_names_that_stand_by_chance_inside_other_words_are_not_in_the_package():
    by_chance = {"国会", "议会", "分权", "领区", "央行", "接受国", "不影响", "重审", "建交"}
    names = {name.text for one in package_entries() for name in one.names}
    assert not by_chance & names


def test_a_name_shared_by_two_concepts_gives_both():
    rows = [
        HEAD,
        "state\tnoun\tx\tnation\t国家\t國家\tរដ្ឋ\t\tproposed\t",
        "people\tnoun\tx\tnation\t民族\t民族\tប្រជាជាតិ\t\tproposed\t",
    ]
    found = Termbase(map(concept_of, read_table(rows))).find(terms("nation"))
    assert [match.concept.id for match in found] == ["state", "people"]


def test_a_name_longer_than_what_is_left_of_a_text_is_not_read_past_its_end():
    assert named("transfer of sentenced") == []
    assert named("刑事司法") == []


# --------------------------------------------------------------------------- a part of a name


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("extradit", "extradition"),
        ("引渡", "extradition"),
        ("移管被判刑", "transfer_of_sentenced_persons"),
        ("បត្យាប័ន", "extradition"),
        ("អាជ្ញាធរកណ្ដាល", "central_authority"),
    ],
)
def test_concepts_are_found_by_a_part_of_a_name_the_whole_name_first(text, concept):
    assert termbase().holding(text)[0].id == concept


def test_a_part_of_a_name_is_looked_for_in_the_language_asked_for():
    assert termbase().holding("extradit", "zh") == []
    assert termbase().holding("") == []


# --------------------------------------------------------------------------- the table


def row(**changes):
    cells = dict.fromkeys(COLUMNS, "") | {
        "concept": "a",
        "pos": "noun",
        "domain": "x",
        "en": "a",
        "zh_hans": "甲",
        "zh_hant": "甲",
        "km": "ក",
        "status": "reviewed",
    }
    return "\t".join((cells | changes).values())


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([], "line 1: the columns must be"),
        (["concept\ten"], "line 1: the columns must be"),
        ([HEAD, "extradition\tnoun"], "line 2: 2 cells"),
        ([HEAD, row(), row()], "line 3: a is there already"),
        ([HEAD, row(en="a|")], "line 2: a has an empty name in en"),
        ([HEAD, row(status="checked")], "line 2: a has the status “checked”; write reviewed or"),
        ([HEAD, row(pos="noun phrase")], "line 2: a has the part of speech “noun phrase”"),
        ([HEAD, row(en="", km="")], "line 2: a has names in Chinese alone; give it one in another"),
        ([HEAD, row(en="a|a")], "line 2: a has a name twice"),
        ([HEAD, row(km="។")], "line 2: a has a name in km without a letter"),
        ([HEAD, row(concept="safe haven")], "line 2: “safe haven” is no name for a concept"),
        ([HEAD, row(domain="")], "line 2: a has no domain"),
        ([HEAD, row(note="x" * 2001)], "line 2: a has a note that is too long"),
        ([HEAD, row(en="a\x07b")], "line 2: a has a name in en that is too long or no line"),
    ],
    ids=[
        "empty",
        "head",
        "cells",
        "twice",
        "empty name",
        "status",
        "part of speech",
        "one language",
        "same name",
        "no letter",
        "id",
        "domain",
        "note",
        "control character",
    ],
)
def test_a_faulty_table_is_refused_with_its_line(lines, fault):
    with pytest.raises(TermbaseFault, match=fault):
        read_table(lines)


def test_a_language_may_lack_a_name_and_then_has_none():
    (found,) = read_table([HEAD, row(zh_hans="", zh_hant="")])
    concept = concept_of(found)
    assert (concept.named("en"), concept.named("zh-Hant")) == ("a", "")


def test_a_chinese_name_in_one_script_serves_the_other():
    (found,) = read_table([HEAD, row(zh_hant="")])
    assert concept_of(found).named("zh-Hant") == "甲"


def test_the_package_s_own_table_is_written_as_it_was_read():
    entries = list(package_entries())
    assert read_table(list(table_lines(entries))) == entries


@given(st.text(max_size=40))
def test_the_exact_tokens_are_those_of_the_whole_analysis(text):
    assert exact_tokens(text) == tuple(token.text for token in terms(text).exact)


@pytest.mark.parametrize("text", ["第十二条 Article 12, 1,000.50 and ២៤/៧", "ក្រក្រៗ 臺灣 e-mail’s"])
def test_the_exact_tokens_of_mixed_text_are_those_of_the_whole_analysis(text):
    assert exact_tokens(text) == tuple(token.text for token in terms(text).exact)


# --------------------------------------------------------------------------- people's own files


def test_an_own_concept_is_found_beside_the_package_s():
    own = termbase_with([[entry()]])
    assert len(own) == len(termbase()) + 1
    (match,) = own.find_in("safe haven")
    assert [rendering.text for rendering in match.expansions] == ["ជម្រកសុវត្ថិភាព"]
    assert own.find_in("extradition")[0].concept.id == "extradition"


def test_an_own_concept_takes_the_place_of_the_package_s_whole():
    names = (Name(text="extradition", tag="en"), Name(text="引渡", tag="zh-Hans"))
    own = termbase_with([[entry(id="extradition", names=names)]])
    assert len(own) == len(termbase())
    assert own.concept("extradition").entry.domain == "own"
    assert own.find_in("បត្យាប័ន") == []


def test_the_later_of_two_files_wins():
    own = termbase_with([[entry(domain="first")], [entry(domain="second")]])
    assert own.concept("haven").entry.domain == "second"


def test_an_entry_is_no_entry_with_a_lone_surrogate():
    assert "no line of text" in fault_of(entry(note="\ud800"))
