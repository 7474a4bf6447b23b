"""The page of a provision: its text whole, its versions level, its citation, a search's marks."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.search_app.instruments import STATEMENT, TREATY
from tests.search_app.pages import ARTICLE_2, hit_links, joined, main_of, page, path_of, text_of

GROUNDS = {"en": "Grounds for Refusal", "zh": "拒绝引渡的理由", "km": "មូលហេតុនៃការបដិសេធ"}
#: The second paragraph of article 2 in each language.
SECRECY = {"en": "bank secrecy", "zh": "银行保密", "km": "ការសម្ងាត់របស់ធនាគារ"}


def table_rows(html):
    """The rows of the table: of each cell its language and what is read in it, "" if empty."""
    table = re.search(r"<tbody.*?</tbody>", html, re.DOTALL)[0]
    return [
        [
            ("".join(re.findall(r'lang="([^"]+)"', attributes)), text_of(inner))
            for attributes, inner in re.findall(r"<td([^>]*)>(.*?)</td>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    ]


def chosen_versions(html):
    """The versions whose box is ticked."""
    return re.findall(r'<input type="checkbox" name="beside" value="([^"]+)" checked', html)


def citations(html):
    return [text_of(found) for found in re.findall(r'<p class="citation".*?</p>', html)]


# --------------------------------------------------------------------------- the text


@pytest.mark.parametrize("lang", ["en", "zh", "km"])
def test_a_provision_is_shown_whole_and_once(client, searcher, lang):
    stored = searcher.reader.entries([f"{TREATY}/{lang}/{ARTICLE_2}"])[0]
    html = page(client, f"/works/{TREATY}/{lang}/{ARTICLE_2}", beside="none")
    shown = joined(re.search(r'<section class="column".*?</section>', html, re.DOTALL)[0])
    assert shown == "".join((stored["num"] + stored["text"]).split())


def test_a_provision_shows_where_it_stands_and_what_is_next_to_it(client):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}")
    assert f'href="/works/{TREATY}/en/chp_1" lang="en">CHAPTER I General Provisions' in html
    assert re.search(r'rel="prev" href="[^"]+/chp_1__art_1"', html)
    assert re.search(r'rel="next" href="[^"]+/chp_2__art_3"', html)


def test_a_point_shows_within_its_article_and_is_marked(client):
    html = page(client, f"/works/{TREATY}/km/{ARTICLE_2}__para_1__point_b")
    assert GROUNDS["km"] in html
    assert re.findall(r'class="is-target" id="([^"]+)"', html) == [f"{ARTICLE_2}__para_1__point_b"]


def test_a_paragraph_is_marked_with_everything_within_it(client):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}__para_1", beside="none")
    marked = re.findall(r'is-target" id="[^"]*art_2__([^"]+)"', html)
    assert marked == ["para_1", "para_1__point_a", "para_1__point_b"]


@pytest.mark.parametrize("lang", ["zh", "zh-Hans"])
def test_zh_leads_to_the_only_chinese_version(client, lang):
    assert GROUNDS["zh"] in page(client, f"/works/{TREATY}/{lang}/{ARTICLE_2}")


@pytest.mark.parametrize("lang", ["zh", "zh-Hant"])
def test_a_traditional_version_is_tagged_as_such(client, lang):
    html = page(client, f"/works/{STATEMENT}/{lang}/para_2", beside="none")
    assert '<section class="column" lang="zh-Hant"' in html


def test_a_provision_names_its_file_and_digest_and_permanent_address(client, searcher):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}")
    source = searcher.reader.entries([f"{TREATY}/en/{ARTICLE_2}"])[0]["source"]
    assert source["sha256"] in html
    assert f"http://localhost/works/{TREATY}/en/{ARTICLE_2}" in html


# --------------------------------------------------------------------------- side by side


def test_all_versions_stand_side_by_side_with_their_paragraphs_level(client):
    html = page(client, f"/works/{TREATY}/km/{ARTICLE_2}", beside="all")
    rows = table_rows(html)
    assert all([tag for tag, _ in row] == ["km", "en", "zh-Hans"] for row in rows)
    title, lead, point_a, point_b, secrecy = rows
    for (tag, shown), heading in zip(title, ("km", "en", "zh"), strict=True):
        assert GROUNDS[heading] in shown, tag
    assert "Extradition shall be refused if:" in lead[1][1]
    assert ["បទល្មើសនយោបាយ" in point_a[0][1], "(a)" in point_a[1][1], "（一）" in point_a[2][1]] == [
        True
    ] * 3
    assert "终审判决" in point_b[2][1]
    for (_, shown), language in zip(secrecy, ("km", "en", "zh"), strict=True):
        assert SECRECY[language] in shown


def test_each_cell_names_its_language_for_narrow_screens(client):
    html = page(client, f"/works/{TREATY}/km/{ARTICLE_2}", beside="all")
    for row in table_rows(html):
        assert [shown.split()[0] for _, shown in row] == ["Khmer", "English", "Chinese"]


def test_the_columns_have_headings_that_programs_know_as_such(client):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}", beside="all")
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html, re.DOTALL)
    assert [text_of(head).split(" Read")[0] for head in heads] == [
        "English", "Chinese (simplified)", "Khmer"
    ]  # fmt: skip
    assert html.count("<h1") == 1


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"beside": "all"}, ["zh", "km"]),
        ({"beside": ["none", "zh", "km"]}, ["zh", "km"]),
        ({"beside": ["none", "km"]}, ["km"]),
        ({"beside": "zh"}, ["zh"]),
        ({"beside": "none"}, []),
        ({"beside": ["none", "xx"]}, []),
        ({}, ["zh"]),
        ({"beside": "xx"}, ["zh"]),
    ],
    ids=[
        "all",
        "both ticked",
        "one ticked",
        "linked",
        "none",
        "unknown",
        "unsaid",
        "unknown alone",
    ],
)
def test_the_reader_chooses_which_versions_are_shown(client, asked, shown):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}", **asked)
    assert chosen_versions(html) == shown
    assert len(re.findall('<p class="citation"', html)) == 1 + len(shown)
    assert ("<table" in html) == bool(shown)


def test_the_form_that_chooses_says_none_where_no_box_is_ticked_and_keeps_the_search(client):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}", q="secrecy", beside="all")
    form = re.search(r'<form class="beside".*?</form>', html, re.DOTALL)[0]
    assert f'action="/works/{TREATY}/en/{ARTICLE_2}"' in form
    assert '<input type="hidden" name="beside" value="none">' in form
    assert '<input type="hidden" name="q" value="secrecy">' in form


def test_links_lead_to_all_versions_and_to_one_alone(client):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}", beside="zh")
    everything = re.search(r'<a href="([^"]+)">All languages</a>', html)[1]
    assert chosen_versions(page(client, everything)) == ["zh", "km"]
    alone = re.search(r'<a href="([^"]+)">This language alone</a>', html)[1]
    assert "<table" not in page(client, alone)


def test_a_paragraph_asked_for_is_marked_in_every_version(client):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}__para_2", beside="all")
    row = re.search(r'<tr[^>]*class="is-target".*?</tr>', html, re.DOTALL)[0]
    assert all(words in joined_words(row) for words in SECRECY.values())


def joined_words(html):
    return re.sub(r"<[^>]+>", "", html)


# --------------------------------------------------------------------------- citations


@pytest.mark.parametrize(
    ("lang", "cited"),
    [
        (
            "en",
            "Treaty between Northland and Southland on Extradition, signed at Harbour City on "
            "4 March 2011, Article 2(1)(b)",
        ),
        ("zh", "《北国和南国引渡条约》（2011年3月4日签于Harbour City），第二条第一款第（二）项"),
        (
            "km",
            ", ចុះហត្ថលេខានៅ Harbour City ថ្ងៃទី៤ ខែមីនា ឆ្នាំ២០១១, មាត្រា ២ កថាខណ្ឌទី១ ចំណុច ខ",
        ),
    ],
)
def test_a_provision_comes_with_a_citation_to_copy(client, searcher, lang, cited):
    eid = f"{ARTICLE_2}__para_1__point_b"
    html = page(client, f"/works/{TREATY}/{lang}/{eid}", beside="none")
    region = html.split('aria-labelledby="citation"', 1)[1].split("</section>", 1)[0]
    assert '<h2 id="citation">Citation</h2>' in region
    (line,) = citations(html)
    source = searcher.reader.entries([f"{TREATY}/{lang}/{ARTICLE_2}"])[0]["source"]
    assert cited in line
    assert f"{lang}.txt" in line
    assert source["sha256"] in line
    assert line.endswith(f"http://localhost/works/{TREATY}/{lang}/{eid}")


def test_every_version_shown_has_its_own_citation(client):
    html = page(client, f"/works/{STATEMENT}/en/para_2", beside="all", q="fraud")
    english, chinese = citations(html)
    assert english.startswith("Joint Statement on Online Fraud (Southland), adopted in 2021, para")
    assert chinese.startswith("《關於網絡詐騙的聯合聲明》（南国，2021年通過），第二段")
    assert "q=fraud" not in english + chinese


# --------------------------------------------------------------------------- a search's marks


def marks_in(html):
    return re.findall("<mark>(.*?)</mark>", main_of(html))


@pytest.mark.parametrize("query", list(SECRECY.values()), ids=list(SECRECY))
def test_a_hit_that_is_opened_marks_what_its_snippet_marked(client, query):
    results = page(client, "/search", q=f'"{query}"')
    opened = page(client, hit_links(results)[0])
    assert query in marks_in(results)
    assert query in marks_in(opened)


def test_the_marks_stand_in_the_other_versions_too(client):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}", q="political offence", beside="all")
    assert "political" in marks_in(html)
    assert "政治犯罪" in marks_in(html)


def test_a_heading_is_marked_where_it_matched(client):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}", q="refusal")
    title = re.search(r'<h1 class="provision__title">.*?</h1>', html, re.DOTALL)[0]
    assert "<mark>Refusal</mark>" in title


def test_marks_within_a_paragraph_part_neither_its_text_nor_its_number(client):
    plain = page(client, f"/works/{TREATY}/zh/{ARTICLE_2}", beside="none")
    marked = page(client, f"/works/{TREATY}/zh/{ARTICLE_2}", beside="none", q="引渡 犯罪 拒绝")
    column = r'<section class="column".*?</section>'
    assert len(marks_in(marked)) > 5
    assert joined(re.search(column, marked, re.DOTALL)[0]) == joined(
        re.search(column, plain, re.DOTALL)[0]
    )


def test_an_opened_hit_leads_back_to_the_very_results(client):
    asked = {"q": "extradition", "mode": "keyword", "type": "treaty", "sort": "date", "from": "1"}
    opened = page(client, hit_links(page(client, "/search", **asked))[0])
    back = re.search(r'<a href="([^"]+)">Back to the results</a>', opened)[1]
    assert path_of(back) == "/search"
    assert dict(parse_qsl(urlsplit(back).query)) == asked


def test_the_search_goes_along_to_other_versions_and_neighbours(client):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}", q="extradition", mode="keyword")
    for link in (
        re.search(r'<a href="([^"]+)" hreflang="km"', html)[1],
        re.search(r'rel="prev" href="([^"]+)"', html)[1],
    ):
        assert dict(parse_qsl(urlsplit(link).query)) == {"q": "extradition", "mode": "keyword"}


def test_a_page_that_no_search_led_to_has_no_marks_and_leads_back_to_none(client):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}")
    assert not marks_in(html)
    assert "Back to the results" not in html


@pytest.mark.parametrize(
    "query",
    ['"open', "(引渡", "type:poem", "x" * 10_001, "\0", "NOT"],
    ids=["quote", "parenthesis", "field", "too long", "null", "operator"],
)
def test_a_query_that_cannot_be_read_marks_nothing_and_breaks_nothing(client, query):
    html = page(client, f"/works/{TREATY}/en/{ARTICLE_2}", q=query, mode="magic", size="-3")
    assert GROUNDS["en"] in html
    assert not marks_in(html)
    assert "Back to the results" not in html


def test_a_pasted_passage_does_not_swell_every_link(client):
    passage = "ភាគីនីមួយៗសន្យាធ្វើបត្យាប័ន " * 60
    links = hit_links(page(client, "/search", q=passage))
    assert links
    assert all(len(link) < 200 for link in links)
