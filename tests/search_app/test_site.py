"""The pages people read, on a real index."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from search_app.app import HEADERS
from search_app.snippets import may_cut, snippet
from search_app.views.pages import local_path
from tests.search_app.instruments import STATEMENT, TREATY
from tests.search_app.pages import ARTICLE_2, hit_links, joined, main_of, page, path_of, text_of

# --------------------------------------------------------------------------- searching


def test_the_first_page_says_what_the_collection_holds(client):
    shown = text_of(page(client, "/"))
    assert "2 instruments" in shown
    assert "Treaty 1" in shown
    assert "Joint statement 1" in shown
    assert "Chinese (traditional) 1" in shown


@pytest.mark.parametrize("path", ["/", "/search"])
@pytest.mark.parametrize(
    ("query", "lang"),
    [("bank secrecy", "en"), ("银行保密", "zh"), ("ការសម្ងាត់របស់ធនាគារ", "km")],
    ids=["en", "zh", "km"],
)
def test_a_query_leads_to_its_provision_in_full(client, path, query, lang):
    results = page(client, path, q=query)
    assert path_of(hit_links(results)[0]) == f"/works/{TREATY}/{lang}/{ARTICLE_2}"
    marked = "".join(re.findall("<mark>(.*?)</mark>", results))
    assert all(word in marked for word in query.split())
    provision = page(client, hit_links(results)[0])
    assert "".join(query.split()) in joined(main_of(provision))


def test_versions_of_a_provision_are_one_hit_with_links_to_the_others(client):
    html = page(client, "/search", q='"bank secrecy"')
    assert list(map(path_of, hit_links(html))) == [f"/works/{TREATY}/en/{ARTICLE_2}"]
    for lang in ("zh", "km"):
        assert f'href="/works/{TREATY}/{lang}/{ARTICLE_2}?' in html


def test_snippets_and_headings_say_their_language(client):
    html = page(client, "/search", q="银行保密", language="en")
    first = html.split('class="hit"', 1)[1].split("</article>", 1)[0]
    assert '<p class="hit__text" lang="zh-Hans">' in first
    assert 'lang="zh-Hans">拒绝引渡的理由' in first


def test_a_hit_says_why_it_was_found(client):
    shown = text_of(page(client, "/search", q="bank secrecy"))
    assert "words (rank 1)" in shown
    assert "bank · secrecy" in shown or "bank secrecy" in shown


@pytest.mark.parametrize("query", ["Article 3", "第三条", "មាត្រា ៣"], ids=["en", "zh", "km"])
def test_a_provision_named_in_the_query_is_marked_as_such(client, query):
    html = page(client, "/search", q=query)
    assert path_of(hit_links(html)[0]).endswith("/chp_2__art_3")
    assert "named in the query" in html.split("</article>", 1)[0]


def test_filters_alone_list_everything_they_leave(client):
    html = page(client, "/search", type="joint_statement")
    assert len(hit_links(html)) == 2
    assert all(STATEMENT in link for link in hit_links(html))


@pytest.mark.parametrize("party", ["northland", "Northland", "北国", "ប្រទេសជើង"])
def test_a_party_is_found_by_its_key_and_by_each_of_its_names(client, party):
    links = hit_links(page(client, "/search", party=party))
    assert links
    assert all(TREATY in link for link in links)


@pytest.mark.parametrize(
    ("year", "works"),
    [("2011", {TREATY}), ("2015..", {STATEMENT}), ("..2030", {TREATY, STATEMENT})],
)
def test_years_bind_the_results(client, year, works):
    links = hit_links(page(client, "/search", year=year, size=50))
    assert {link.split("/")[2] for link in links} == works


def test_a_facet_narrows_down_and_can_be_taken_off_again(client):
    html = page(client, "/search", q="extradition")
    narrowed = re.search(r'<a href="([^"]*type=treaty[^"]*)"', html)[1]
    html = page(client, narrowed)
    assert all(TREATY in link for link in hit_links(html))
    active = html.split('<li class="is-active">', 1)[1]
    assert "Treaty" in text_of(active.split("</li>")[0])
    assert "type=" not in re.search(r'<a href="([^"]+)" aria-current="true"', active)[1]


def test_pages_of_results_lead_through_all_of_them_once(client):
    seen, path = [], "/search?q=extradition&size=2"
    for _ in range(20):
        html = page(client, path)
        seen += hit_links(html)
        following = re.search(r'<a rel="next" href="([^"]+)"', html)
        if not following:
            break
        path = following[1]
    total = int(re.search(r"(\d+) provisions?\b", text_of(html))[1])
    assert len(seen) == len(set(seen)) == total


def test_a_page_past_the_last_says_so_and_leads_back(client):
    assert "no results this far on" in page(client, "/search", q="extradition", **{"from": 900})


def test_nothing_found_comes_with_tips(client):
    html = page(client, "/search", q='"bank secrecy"', type="joint_statement")
    assert "Nothing was found." in html
    assert "Search without filters" in html


def test_the_depth_of_the_search_by_meaning_is_said(client, searcher):
    depth = searcher.profile.semantic_depth
    assert f"the {depth} nearest provisions" in page(client, "/search", q="extradition")
    assert "nearest provisions" not in page(client, "/search", q="extradition", mode="keyword")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Counted among the provisions listed now."),
        ("zh-Hans", "数字仅统计当前列出的条款。"),
        ("zh-Hant", "數字僅統計目前列出的條款。"),
        ("km", "ចំនួនរាប់តែក្នុងចំណោមបទប្បញ្ញត្តិដែលបានរាយនៅពេលនេះ។"),
    ],
)
def test_facets_by_meaning_say_what_they_count(client, language, said):
    for mode in ("hybrid", "semantic"):
        html = page(client, "/search", language=language, q="extradition", mode=mode)
        note = re.search(r'id="facets-note">(.*?)</p>', html)[1]
        assert note.startswith(said)
        assert 'aria-describedby="facets-note"' in html
    for exact in ({"q": "extradition", "mode": "keyword"}, {"lang": "en"}):
        assert "facets-note" not in page(client, "/search", language=language, **exact)


@pytest.mark.parametrize("query", ["(extradition", "(引渡", "(បត្យាប័ន"], ids=["en", "zh", "km"])
def test_the_query_that_is_offered_instead_keeps_everything_else(client, query):
    asked = {"mode": "keyword", "lang": "km", "type": "treaty", "year": "2011", "sort": "date"}
    html = page(client, "/search", status=400, q=query, size="5", expand="0", **asked)
    offered = re.search(r'class="mended">[^<]*<a href="([^"]+)"', html)[1]
    assert dict(parse_qsl(urlsplit(offered).query)) == {
        "q": query + ")", "size": "5", "expand": "0", **asked
    }  # fmt: skip
    page(client, offered)


def test_expansions_are_shown_and_can_be_switched_off(client):
    html = page(client, "/search", q="extradition")
    assert "Also searched for:" in html
    off = re.search(r'<a href="([^"]*expand=0[^"]*)"', html)[1]
    assert "Only the words as typed were searched for." in page(client, off)


def test_markup_in_a_query_is_text(client):
    answer = client.get("/search", query_string={"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.get_data(as_text=True)


# --------------------------------------------------------------------------- works


def test_the_list_of_works_has_each_with_its_date_and_parties(client):
    shown = text_of(page(client, "/works"))
    assert shown.index("Joint Statement on Online Fraud") < shown.index("Treaty between Northland")
    assert "March 4, 2011" in shown
    assert "Northland" in shown


def test_a_work_shows_what_is_known_of_it(client):
    shown = text_of(page(client, f"/works/{TREATY}"))
    for fact in (
        "Specimen text. The States named in it do not exist.",
        "北国和南国引渡条约",
        "សន្ធិសញ្ញាស្តីពីបត្យាប័ន",
        "In force",
        "January 1, 2012",
        "Harbour City",
        "English authentic prevails",
        "Khmer authentic",
        "fr authentic not in the collection",
        "km.txt",
    ):
        assert fact in shown


def test_a_work_names_the_sha256_of_each_file(client, searcher):
    html = page(client, f"/works/{TREATY}")
    for file in searcher.reader.work(TREATY).stored["files"]:
        assert file["sha256"] in html
        assert file["absolute"] not in html


@pytest.mark.parametrize("lang", ["en", "zh", "km"])
def test_the_contents_of_each_version_lead_to_its_provisions(client, lang):
    html = page(client, f"/works/{TREATY}", lang=lang)
    links = re.findall(rf'href="(/works/{TREATY}/{lang}/[^"?]+)"', html)
    assert [link.rsplit("/", 1)[1] for link in links] == [
        "preamble", "chp_1", "chp_1__art_1", ARTICLE_2, "chp_2", "chp_2__art_3"
    ]  # fmt: skip
    for link in links:
        page(client, link)


# --------------------------------------------------------------------------- every page

PAGES = ["/", "/search", "/search?q=extradition", "/search?q=%22open", "/works", f"/works/{TREATY}",
         f"/works/{TREATY}/km/{ARTICLE_2}", "/works/none"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_for_readers_of_all_kinds(client, path):
    html = client.get(path).get_data(as_text=True)
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert '<a class="skip" href="#content">' in html
    assert 'id="content"' in html
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for name in re.findall(r'<label[^>]* for="([^"]+)"', html):
        assert name in ids


@pytest.mark.parametrize("path", [*PAGES, "/api/v1/search?q=extradition", "/healthz"])
def test_every_answer_carries_the_protective_headers(client, path):
    headers = client.get(path).headers
    for name, value in HEADERS.items():
        assert headers.getlist(name) == [value]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_loaded_from_elsewhere(client, path):
    html = client.get(path).get_data(as_text=True)
    for address in re.findall(r'(?:src|href|action)="([^"]+)"', html):
        assert address.startswith(("/", "#", "http://localhost/")), address


def test_static_files_are_there_and_their_addresses_change_with_them(client):
    html = client.get("/").get_data(as_text=True)
    address = re.search(r'href="(/static/app.css\?v=\w+)"', html)[1]
    with client.get(address) as sheet:
        assert sheet.status_code == 200
        assert "max-age=31536000" in sheet.headers["Cache-Control"]
        fonts = re.findall(r'url\("([^"]+)"\)', sheet.get_data(as_text=True))
    assert fonts
    for font in fonts:
        with client.get(f"/static/{font}") as answer:
            assert answer.status_code == 200


# --------------------------------------------------------------------------- the language


@pytest.mark.parametrize(
    ("accepted", "shown"),
    [
        ("km", "km"),
        ("zh", "zh-Hans"),
        ("zh-CN,en;q=0.5", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("fr,km;q=0.5", "km"),
        ("en;q=0.2,km;q=0.9", "km"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_the_interface_speaks_the_language_the_browser_asks_for(client, accepted, shown):
    html = page(client, "/", language=accepted)
    assert re.search(r'<html lang="([^"]+)"', html)[1] == shown


def test_the_readers_choice_of_language_is_kept(client):
    answer = client.post("/language", data={"lang": "km", "next": "/works?from=0"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/works?from=0"
    assert '<html lang="km">' in page(client, "/", language="en")


@pytest.mark.parametrize(
    "path",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "works", "",
     "/\t/elsewhere.example", "javascript:alert(1)"],
)  # fmt: skip
def test_no_choice_of_language_leads_to_another_site(app, path):
    with app.test_request_context():
        assert local_path(path) == "/"


def test_an_unknown_language_is_not_kept(client):
    answer = client.post("/language", data={"lang": "xx", "next": "/"})
    assert "Set-Cookie" not in answer.headers


# --------------------------------------------------------------------------- snippets

KHMER = "ភាគីនីមួយៗសន្យាធ្វើបត្យាប័នបុគ្គលណាម្នាក់ដែលត្រូវបានតាមរកពីបទល្មើស។ " * 12


@pytest.mark.parametrize("start", range(0, 300, 7))
def test_a_snippet_never_parts_a_khmer_base_from_its_signs(start):
    found = snippet(KHMER, [(start, start + 5)], 60)
    place = KHMER.index("".join(piece.text for piece in found.pieces))
    assert may_cut(KHMER, place)
    assert may_cut(KHMER, place + sum(len(piece.text) for piece in found.pieces))
    for piece in found.pieces:
        assert may_cut(piece.text + "ក", len(piece.text))
        assert not piece.text.startswith(("\u17d2", "\u17b6", "\u17c1"))


def test_a_snippet_shows_the_match_however_far_on_it_is():
    text = "The Parties agree. " * 200 + "Bank secrecy is no ground for refusal. " + "End. " * 200
    start = text.index("Bank secrecy")
    found = snippet(text, [(start, start + 12)], 120)
    assert [piece.text for piece in found.pieces if piece.marked] == ["Bank secrecy"]
    assert found.before
    assert found.after


def test_a_short_text_is_its_own_snippet():
    found = snippet("不得以银行保密为由拒绝引渡。", [(3, 7)], 100)
    assert "".join(piece.text for piece in found.pieces) == "不得以银行保密为由拒绝引渡。"
    assert not found.before
    assert not found.after


def test_words_that_occur_nowhere_are_said_to(client):
    said = "None of these words occurs"
    assert said in page(client, "/search", q="zxqwvbn")
    assert said not in page(client, "/search", q="extradition")
    assert said not in page(client, "/search", q="zxqwvbn", mode="keyword")
    assert "nearest provisions" not in page(client, "/search", q="zxqwvbn AND extradition")
