"""A search's marks on a whole text: on the very letters, or not at all."""

import pytest

from analyzers.segment import terms
from analyzers.termbase import termbase
from indexer.records import offsets_of
from search_app.forms import SearchForm
from search_app.marking import MarkedUnit, marks_of
from search_app.profiles import load_profile
from tests.search_app.instruments import TREATY
from tests.search_app.pages import ARTICLE_2, page

LINES = {
    "en": ["1.", "Extradition shall be refused.", "(a)", "the offence is political"],
    "zh": ["一、", "应当拒绝引渡：", "（一）", "犯罪是政治犯罪；"],
    "km": ["១-", "បត្យាប័នត្រូវបដិសេធ", "(ក)", "បទល្មើសនយោបាយ"],
}
QUERIES = {"en": "refused political", "zh": "拒绝引渡", "km": "បទល្មើសនយោបាយ"}


def entry(text):
    """What the index keeps of a text, as far as marks need it."""
    found = terms(text)
    tokens = {
        "words": " ".join(token.text for token in found.words),
        "exact": " ".join(token.text for token in found.exact),
    }
    return {"text": text, "tokens": tokens, "offsets": offsets_of(found)}


def marks(query):
    return marks_of(SearchForm(q=query), load_profile(), termbase())


@pytest.mark.parametrize("language", list(LINES))
def test_numbers_set_apart_do_not_shift_the_marks(language):
    num, line, point, last = LINES[language]
    text = f"{num} {line}\n{point} {last}" if language != "zh" else f"{num}{line}\n{point}{last}"
    unit = MarkedUnit("", text, entry(text), marks(QUERIES[language]))
    shown = [unit.pieces(string) for string in LINES[language]]
    assert ["".join(piece.text for piece in found) for found in shown] == LINES[language]
    marked = "".join(piece.text for found in shown for piece in found if piece.marked)
    assert "".join(QUERIES[language].split()) in marked


def test_a_string_that_is_not_the_next_is_shown_unmarked_and_the_rest_stays_in_step():
    text = "Extradition. Refusal. Costs."
    unit = MarkedUnit("", text, entry(text), marks("extradition refusal costs"))
    assert not any(piece.marked for piece in unit.pieces("Printed otherwise."))
    assert [piece.text for piece in unit.pieces("Extradition.") if piece.marked] == ["Extradition"]


def test_a_heading_has_marks_of_its_own():
    unit = MarkedUnit(
        "Grounds for Refusal",
        "Extradition is refused.",
        entry("Grounds for Refusal\nExtradition is refused."),
        marks("refusal"),
    )
    assert [piece.text for piece in unit.heading if piece.marked] == ["Refusal"]
    assert "".join(piece.text for piece in unit.pieces("Extradition is refused.")) == (
        "Extradition is refused."
    )


@pytest.mark.parametrize("query", ["", '"open', "(引渡", "បត្យាប័ន)"])
def test_a_query_without_words_or_with_a_fault_marks_nothing(query):
    assert marks(query) is None


def test_a_chapter_that_only_groups_is_no_entry_and_has_no_marks(client):
    html = page(client, f"/works/{TREATY}/en/chp_1", q="provisions")
    assert "<mark>" not in html
    assert "Back to the results" in html


def test_widening_to_other_languages_can_be_switched_off(client):
    on, off = (
        page(
            client, f"/works/{TREATY}/zh/{ARTICLE_2}", q="extradition", beside="none", expand=value
        )
        for value in ("1", "0")
    )
    assert "<mark>引渡</mark>" in on
    assert "<mark>" not in off
