"""What a hit shows of the paragraph that answers: its address, its name, the text around it."""

import re

import pytest

from search_app.app import create_app
from search_app.filters import Filters
from search_app.searcher import Options, Searcher
from search_app.searching import print_results
from search_app.settings import Settings
from search_app.snippets import may_cut, snippet
from tests.search_app.asking import AskedBy, Asking
from tests.search_app.instruments import TREATY
from tests.search_app.pages import ARTICLE_2, hit_links, page, path_of

#: Words of Article 2(1)(b) on extradition as it is printed.
JUDGED = {"en": "finally judged", "zh": "终审判决", "km": "ជំនុំជម្រះជាស្ថាពរ"}


def searcher_that_finds(words, searcher, encoder):
    """A searcher with a model that finds ``words`` the nearest to anything."""

    def window(text):
        return (text.index(words), text.index(words) + len(words)) if words in text else None

    asking = Asking(encoder, lambda vector: AskedBy(vector, window=window))
    return Searcher(searcher.reader, asking)


def client_that_finds(words, searcher, encoder):
    """A client of a site with that searcher."""
    return create_app(searcher_that_finds(words, searcher, encoder), Settings()).test_client()


@pytest.mark.parametrize(
    ("lang", "query"),
    [("en", "法院已经审判过的人"), ("zh", "a court has tried him before"), ("km", "tried before")],
)
@pytest.mark.parametrize(
    ("reader", "named"),
    [
        ("en", "paragraph 1 · point {}"),
        ("zh-Hans", "第1款 · 第{}项"),
        ("zh-Hant", "第1款 · 第{}項"),
        ("km", "កថាខណ្ឌទី1 · ចំណុច {}"),
    ],
)
def test_what_is_found_by_meaning_alone_leads_to_its_paragraph_and_names_it(
    searcher, encoder, lang, query, reader, named
):
    client = client_that_finds(JUDGED[lang], searcher, encoder)
    asked = {"q": query, "lang": lang, "mode": "semantic", "expand": "0"}
    html = page(client, "/search", language=reader, **asked)
    path = f"/works/{TREATY}/{lang}/{ARTICLE_2}__para_1__point_b"
    assert path in map(path_of, hit_links(html))
    printed = {"en": "b", "zh": "二", "km": "ខ"}[lang]
    assert f'<span class="hit__part"> · {named.format(printed)}</span></a>' in html


def test_where_words_are_found_the_whole_article_is_named(searcher, encoder):
    client = client_that_finds(JUDGED["en"], searcher, encoder)
    html = page(client, "/search", q="bank secrecy", lang="en")
    assert path_of(hit_links(html)[0]) == f"/works/{TREATY}/en/{ARTICLE_2}"
    assert "hit__part" not in html.split("</article>", 1)[0]


@pytest.mark.parametrize("query", ["Article 2(1)", "第二条第一款", "មាត្រា ២ កថាខណ្ឌ ១"])
def test_a_paragraph_that_the_query_names_is_named_in_the_hit(client, query):
    first = page(client, "/search", q=query).split("</article>", 1)[0]
    assert '<span class="hit__part"> · paragraph 1</span>' in first


@pytest.mark.parametrize("lang", JUDGED)
def test_on_a_terminal_the_paragraph_is_named_and_its_words_are_shown(
    searcher, encoder, lang, capsys
):
    found = searcher_that_finds(JUDGED[lang], searcher, encoder)
    query = "法院已经审判过的人" if lang == "en" else "tried before by a court"
    options = Options(mode="semantic", filters=Filters(languages=(lang,)), expand=False)
    print_results(found.search(query, options))
    shown = capsys.readouterr().out
    (line,) = (line for line in shown.splitlines() if "para_1__point_b]" in line)
    assert re.match(r" *\[semantic \d+, para_1__point_b\] ", line)
    assert JUDGED[lang] in line


TEXTS = {
    "en": ("The Parties shall cooperate. " * 60, "Nobody shall be tried twice. ", 380),
    "zh": ("双方应当在各自法律允许的范围内合作。" * 60, "任何人不得因同一罪行受两次审判。", 170),
    "km": ("ភាគីទាំងពីរត្រូវសហការគ្នាក្នុងការស៊ើបអង្កេត។ " * 40, "គ្មានបុគ្គលណាត្រូវបានជំនុំជម្រះពីរដងឡើយ។ ", 400),
}


@pytest.mark.parametrize("lang", TEXTS)
def test_where_nothing_matched_a_snippet_shows_what_answers_unmarked(lang):
    around, answer, width = TEXTS[lang]
    found = snippet(around + answer + around, (), width, len(around))
    shown = "".join(piece.text for piece in found.pieces)
    assert answer.strip() in shown
    assert len(shown) <= width + 30
    assert (found.before, found.after) == (True, True)
    assert not any(piece.marked for piece in found.pieces)
    place = (around + answer + around).index(shown)
    assert may_cut(around + answer + around, place)


def test_at_the_end_of_a_text_a_snippet_is_as_wide_as_elsewhere():
    text = "双方应当合作。" * 100 + "引渡。"
    found = snippet(text, (), 170, len(text) - 3)
    assert len("".join(piece.text for piece in found.pieces)) >= 170
    assert (found.before, found.after) == (True, False)


def test_where_something_matched_a_snippet_shows_that():
    text = "The costs are shared. " * 50 + "Bank secrecy is no ground. " + "It ends. " * 90
    place = text.index("Bank")
    found = snippet(text, [(place, place + 12)], 200, len(text) - 20)
    assert [piece.text for piece in found.pieces if piece.marked] == ["Bank secrecy"]
