"""Names in every script: one to show, one to compare by."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.accounts.errors import BadName
from search_app.accounts.names import LONGEST, clean_label, clean_name, name_key

ANY = st.text(max_size=80)


@pytest.mark.parametrize(
    "name", ["សុខា", "លី សុភាព", "李明", "José García", "o'neill", "a", "คำ", "ຄຳ"]
)
def test_names_of_every_script_stay_as_they_are(name):
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sokha", "SOKHA"),
        ("José", "Jose\u0301"),
        ("straße", "STRASSE"),
        (" 李  明 ", "李 明"),
        ("សុ\u200bខា", "សុខា"),
        ("Ǆ", "ǆ"),
        ("ΑΣ", "ας"),
    ],
)
def test_two_spellings_of_one_name_have_one_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize("one", ["សុខា", "李明", "Sokha"])
def test_different_names_have_different_keys(one):
    assert name_key(one) not in {name_key("សុភា"), name_key("李敏"), name_key("Sokhem")}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "at least one letter"),
        (" \u200b ", "at least one letter"),
        ("-x", "begin with a dash"),
        ("a\x00b", "control characters"),
        ("a\ue000", "control characters"),
        ("法" * (LONGEST + 1), "at most 64"),
        ("uｒeader", "write it as “ureader”"),
        ("李明（北京）", "write it as “李明\\(北京\\)”"),
        ("ﬁona", "write it as “fiona”"),
        ("reader²", "write it as “reader2”"),
        ("ﾀﾞﾗ", "write it as “ダラ”"),
    ],
)
def test_what_no_name_can_be_is_told_in_a_sentence(name, said):
    with pytest.raises(BadName, match=said):
        clean_name(name)


def test_what_is_no_name_of_anybody_may_have_wide_forms():
    assert clean_label("发布（夜间）") == "发布（夜间）"
    with pytest.raises(BadName, match="at least one letter"):
        clean_label(" ")


@pytest.mark.parametrize("block", [(0x1780, 0x17DD), (0x4E00, 0xA000)], ids=["Khmer", "Chinese"])
def test_no_letter_of_khmer_or_chinese_is_refused(block):
    for code in range(*block):
        if unicodedata.category(chr(code)) not in {"Cn", "Cf"}:
            assert clean_name(f"a{chr(code)}") == f"a{chr(code)}"


@given(ANY)
def test_a_key_is_its_own_key_and_that_of_every_composition(text):
    key = name_key(text)
    assert name_key(key) == key
    for form in ("NFC", "NFD"):
        assert name_key(unicodedata.normalize(form, text)) == key
    assert name_key(text.casefold()) == key


@given(ANY)
def test_a_name_that_is_taken_stays_so_when_it_is_cleaned_again(text):
    try:
        name = clean_name(text)
    except BadName:
        return
    assert clean_name(name) == name
    assert name_key(name) == name_key(text)
    assert name == unicodedata.normalize("NFC", name)
    assert 0 < len(name) <= LONGEST
