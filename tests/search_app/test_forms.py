"""URL parameters are read into a form, and a form is written into a URL, without loss."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from search_app.catalogue import Catalogue
from search_app.forms import KINDS, PARAMETERS, read_form
from search_app.searcher import MODES, SORTS

TYPES = ("treaty", "joint_statement", "declaration", "statute")
TAGS = ("km", "zh", "en", "zh-Hans", "zh-Hant")


def form(pairs=(), **given_values):
    pairs = [*pairs, *given_values.items()]
    return read_form(MultiDict(pairs), size=10, group="provision")


def test_an_empty_address_is_the_default_form():
    assert form().pairs() == []
    assert not form().asks


@pytest.mark.parametrize(
    ("parameter", "given_value", "read"),
    [
        ("lang", "中文", ("zh",)),
        ("lang", "ភាសាខ្មែរ", ("km",)),
        ("lang", "zh-TW", ("zh-Hant",)),
        ("type", "条约", ("treaty",)),
        ("type", "សន្ធិសញ្ញា", ("treaty",)),
        ("type", "Joint Statement", ("joint_statement",)),
        ("status", "生效", ("in_force",)),
    ],
)
def test_values_are_understood_by_their_names_in_each_language(parameter, given_value, read):
    assert form([(parameter, given_value)]).values(parameter) == read


@pytest.mark.parametrize(
    ("given_value", "years", "written"),
    [
        ("2010", (2010, 2010), "2010"),
        ("2010..2025", (2010, 2025), "2010..2025"),
        ("2010..", (2010, None), "2010.."),
        ("..2025", (None, 2025), "..2025"),
        ("២០១០..២០២៥", (2010, 2025), "2010..2025"),
    ],
)
def test_years_are_read_in_every_form(given_value, years, written):
    found = form(year=given_value)
    assert found.year == written
    assert found.options(Catalogue()).filters.years == years


def test_values_of_one_filter_may_repeat_and_count_once():
    assert form([("lang", "km"), ("lang", "en"), ("lang", "km")]).languages == ("km", "en")


def test_blank_values_are_as_good_as_none():
    assert form(lang="", type=" ", year="", size="", mode="").problems == ()


def test_a_filter_added_and_taken_off_leaves_the_search_as_it_was():
    found = form(q="引渡", lang="zh")
    assert found.with_value("party", "北国").without_value("party", "北国").pairs() == found.pairs()


def test_changing_a_filter_starts_at_the_first_page():
    found = form([("q", "refusal"), ("from", "30")])
    assert found.with_value("type", "treaty").offset == 0
    assert found.with_query("costs").offset == 0


def test_without_words_the_query_is_not_read_for_syntax():
    assert form(type="treaty").options(Catalogue()).plain
    assert not form(q="refusal").options(Catalogue()).plain


lists = {
    "lang": st.lists(st.sampled_from(TAGS), unique=True),
    "type": st.lists(st.sampled_from(TYPES), unique=True),
    "kind": st.lists(st.sampled_from(KINDS), unique=True),
    "party": st.lists(st.sampled_from(("northland", "北国", "ប្រទេសជើង")), unique=True),
}
singles = {
    "q": st.text(min_size=1, max_size=40),
    "mode": st.sampled_from(MODES),
    "sort": st.sampled_from(SORTS),
    "group": st.sampled_from(("provision", "none")),
    "expand": st.sampled_from(("0", "1")),
    "size": st.integers(1, 1000).map(str),
    "from": st.integers(0, 10_000).map(str),
    "year": st.integers(1000, 2999).map(str),
}


@settings(deadline=None, max_examples=60)
@given(st.fixed_dictionaries({}, optional=lists | singles))
def test_a_form_written_into_an_address_is_read_back_the_same(values):
    asked = form(MultiDict(values).items(multi=True))
    assert asked.problems == ()
    again = form(asked.pairs())
    assert again == asked
    assert set(dict(asked.pairs())) <= set(PARAMETERS)


@settings(deadline=None, max_examples=80)
@given(st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=30)))
def test_no_value_of_any_parameter_breaks_the_form(values):
    found = form(values.items())
    for problem in found.problems:
        assert problem.parameter in PARAMETERS
        assert problem.message.english
