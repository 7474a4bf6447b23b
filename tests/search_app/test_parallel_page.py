"""Versions side by side, sentence by sentence: the page without scripts, and its JSON."""

import re
from dataclasses import replace
from html import unescape
from itertools import combinations
from urllib.parse import urlsplit

import pytest

from indexer.engine import open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.models import Bead
from indexer.pipeline import index_paths
from search_app.app import create_app
from search_app.bitext import parallel_text
from search_app.collection import SeenCollection
from search_app.parallel_rows import articles, checked_rows, counts_of, pages
from search_app.settings import Settings
from search_app.views import correction_store
from tests.search_app.conftest import CITED_ALIKE
from tests.search_app.divergent import DIVERGENT, write_divergent
from tests.search_app.instruments import STATEMENT, TREATY, open_instruments
from tests.search_app.pages import joined, main_of, page, text_of

EXTRADITION = "lanhai-serethia-extradition-2014"


@pytest.fixture(scope="module")
def divergent_app(tmp_path_factory, encoder):
    folder = tmp_path_factory.mktemp("divergent")
    write_divergent(folder)
    index = tmp_path_factory.mktemp("divergent-index") / "index"
    writer = open_writer(index, model=encoder.name, dimensions=encoder.indexed_dimensions)
    index_paths([folder], writer, None, encoder, limits=ExtractLimits(), jobs=1)
    writer.close()
    searcher = open_instruments(index, encoder)
    database = f"sqlite:///{tmp_path_factory.mktemp('database') / 'db.sqlite'}"
    yield create_app(searcher, replace(Settings(), database=database))
    searcher.reader.close()


@pytest.fixture
def divergent(divergent_app):
    return divergent_app.test_client()


@pytest.fixture(scope="module")
def corpus_app(corpus_searcher, tmp_path_factory):
    database = f"sqlite:///{tmp_path_factory.mktemp('database') / 'db.sqlite'}"
    return create_app(corpus_searcher, replace(Settings(), database=database))


@pytest.fixture
def corpus(corpus_app):
    return corpus_app.test_client()


def parallel(work, languages):
    return f"/works/{work}/parallel/{languages}"


def api(client, work, languages, status=200, **query):
    answer = client.get("/api/v1" + parallel(work, languages), query_string=query)
    assert answer.status_code == status
    return answer.get_json()


def row_elements(html):
    return re.findall(r'<tr role="row" id="row-(\d+)".*?</tr>', html, re.S)


# --------------------------------------------------------------------------- the page


def test_each_row_holds_the_sentence_of_every_version(client):
    html = page(client, parallel(TREATY, "en-zh-km"))
    row = re.search(
        r'<tr role="row" id="row-\d+"(?:(?!</tr>).)*political offence.*?</tr>', html, re.S
    )
    text = text_of(row[0])
    assert "the offence is a political offence;" in text
    assert "引渡请求所针对的犯罪是政治犯罪；" in text
    assert "បទល្មើសនោះជាបទល្មើសនយោបាយ" in text
    assert text.index("political") < text.index("政治") < text.index("នយោបាយ")
    assert list(re.findall(r'class="cell__text" lang="([^"]+)"', row[0])) == [
        "en", "zh-Hans", "km",
    ]  # fmt: skip


def test_the_columns_stand_in_the_order_of_the_address(client):
    html = page(client, parallel(TREATY, "km-en"))
    heads = re.findall(r'class="column__language">([^<]+)<', html)
    assert heads == ["Khmer", "English"]


def test_the_head_names_what_prevails_and_what_is_authentic(client, divergent):
    head = page(client, parallel(TREATY, "en-zh")).split("<thead", 1)[1].split("</thead>")[0]
    assert "English prevails in case of divergence Chinese (simplified) authentic" in text_of(head)
    head = page(divergent, parallel(DIVERGENT, "en-km")).split("<thead", 1)[1].split("</thead>")[0]
    assert "Khmer translation" in text_of(head)


def test_articles_and_rows_have_addresses_that_can_be_cited(client):
    html = page(client, parallel(TREATY, "en-zh"))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {"chp_1__art_2", "chp_1__art_2__para_1", "chp_1__art_2__para_1__point_a"} <= set(ids)
    numbers = row_elements(html)
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert f'href="#row-{numbers[-1]}"' in html


def test_the_printed_number_of_a_paragraph_stands_where_it_begins(client):
    html = page(client, parallel(TREATY, "en-zh-km"))
    assert re.findall(r'class="segment__number">([^<]+)<', html)[:6] == [
        "1.", "一、", "១-", "(a)", "（一）", "(ក)",
    ]  # fmt: skip


def test_an_article_is_named_in_each_language_and_leads_to_its_page(client):
    html = page(client, parallel(TREATY, "en-zh"))
    row = html.split('id="chp_1__art_2"', 1)[1].split("</tr>", 1)[0]
    assert f'href="/works/{TREATY}/en/chp_1__art_2"' in row
    assert f'href="/works/{TREATY}/zh/chp_1__art_2"' in row
    assert "Article 2" in row
    assert "第二条" in row


def test_the_list_of_articles_leads_to_each(client):
    html = page(client, parallel(TREATY, "en-zh"))
    jump = html.split('class="jump"', 1)[1].split("</details>", 1)[0]
    assert "Article 2 Grounds for Refusal" in text_of(jump)
    for anchor in re.findall(r'href="[^"]*#([^"]+)"', jump):
        assert f'id="{anchor}"' in html


def test_every_number_of_a_difference_is_told_in_words_under_the_row(divergent):
    html = main_of(page(divergent, parallel(DIVERGENT, "en-zh")))
    told = text_of(html)
    assert "Number differs English: thirty Chinese (simplified): 六十" in told
    assert "Date differs English: 8 December 2015 Chinese (simplified): 2015年12月9日" in told
    assert "Term differs English: confiscation Chinese (simplified): 扣押 ( seizure )" in told
    assert '<span class="flag flag--fact">thirty</span>' in html
    assert '<span class="flag flag--term">confiscation</span>' in html


def test_versions_that_agree_are_not_flagged(divergent, client):
    for html in (
        page(divergent, parallel(DIVERGENT, "en-km")),
        page(client, parallel(TREATY, "en-zh-km")),
    ):
        assert 'class="difference' not in html
        assert 'class="flag' not in html


def test_in_three_versions_the_one_that_differs_is_named(divergent):
    told = text_of(page(divergent, parallel(DIVERGENT, "en-zh-km")))
    assert "Number differs English: thirty Chinese (simplified): 六十" in told
    assert "Number differs English: thirty Khmer" not in told


def test_only_rows_with_differences_are_shown_without_scripts(divergent):
    everything = page(divergent, parallel(DIVERGENT, "en-zh"))
    html = page(divergent, parallel(DIVERGENT, "en-zh"), show="differences")
    shown = row_elements(html)
    assert 0 < len(shown) < len(row_elements(everything))
    assert f"Rows with differences ({len(shown)})" in text_of(html)
    assert "六十日内" in joined(html)
    assert "保存十年" not in html
    # A row keeps its number, whatever is shown around it.
    for number in shown:
        assert f'id="row-{number}"' in everything


def test_doubtful_rows_say_so_with_their_confidence(divergent, unsure):
    found = api(divergent, DIVERGENT, "en-zh", show="doubtful")
    assert found["total"] == found["counts"]["doubtful"] == 2
    assert [row["confidence"] for row in found["rows"]] == [0.43, 0.0]
    html = page(divergent, parallel(DIVERGENT, "en-zh"), show="doubtful")
    assert len(row_elements(html)) == 2
    assert "Doubtful alignment, 43% sure" in text_of(html)
    assert "No counterpart was found; it may be missing or stand elsewhere." in text_of(html)
    assert "0% sure" not in text_of(html)


@pytest.fixture
def unsure(divergent_app, monkeypatch):
    """The same treaty, one of its beads doubtful and another not made."""
    collection = divergent_app.extensions["collection"]
    view = collection.work(DIVERGENT)
    pair = view.pair("en", "zh")
    beads = list(view.alignments[pair])
    beads[0] = replace(beads[0], confidence=0.43)
    beads[-1] = Bead(beads[-1].a, (), 0.0)
    changed = replace(view, alignments={**view.alignments, pair: [*beads, Bead((), (9,), 0.9)]})
    monkeypatch.setattr(SeenCollection, "work", lambda self, work: changed)


def test_the_page_counts_what_there_is(divergent):
    found = api(divergent, DIVERGENT, "en-zh")
    text = text_of(page(divergent, parallel(DIVERGENT, "en-zh")))
    assert f"All rows ({found['counts']['rows']})" in text
    assert f"Doubtful rows ({found['counts']['doubtful']})" in text
    assert "Rows with other numbers, dates or citations: 2. With other terms: 1." in text


def test_a_reader_chooses_versions_and_their_order(client):
    html = page(client, parallel(TREATY, "en-zh"))
    form = html.split('class="beside"', 1)[1].split("</form>", 1)[0]
    assert len(re.findall(r'<select name="with">', form)) == 3
    answer = client.get(f"/works/{TREATY}/parallel?with=km&with=en&with=")
    assert urlsplit(answer.location).path == parallel(TREATY, "km-en")
    answer = client.get(f"/works/{TREATY}/parallel?with=km&with=km")
    assert urlsplit(answer.location).path == parallel(TREATY, "km-en")


def test_without_a_choice_the_readers_language_comes_first(client):
    answer = client.get(f"/works/{TREATY}/parallel", headers={"Accept-Language": "km"})
    assert urlsplit(answer.location).path == parallel(TREATY, "km-en-zh")


def test_the_work_and_the_provision_lead_to_it(client):
    assert f'href="/works/{TREATY}/parallel"' in page(client, f"/works/{TREATY}")
    html = page(client, f"/works/{TREATY}/en/chp_1__art_2", beside="all")
    assert f'href="{parallel(TREATY, "en-zh-km")}#chp_1__art_2"' in html
    html = page(client, f"/works/{TREATY}/en/chp_1__art_2", beside="none")
    assert "/parallel/" not in html


@pytest.mark.parametrize("languages", ["en", "en-en", "en-fr", "en-zh-km-en", "x", "en-"])
def test_versions_that_a_work_has_not_are_named_with_those_it_has(client, languages):
    text = text_of(page(client, parallel(TREATY, languages), status=404))
    assert "en, zh, km" in text
    assert "en, zh, km" in api(client, TREATY, languages, status=404)["error"]["message"]


def test_a_version_in_traditional_characters_stands_beside_another(client):
    html = page(client, parallel(STATEMENT, "en-zh"))
    assert 'class="cell__text" lang="zh-Hant"' in html
    assert "將詐騙所得返還被害人" in html


@pytest.mark.parametrize("language", ["km", "zh-Hans", "zh-Hant", "en"])
def test_the_page_speaks_the_readers_language(divergent, language):
    said = {
        "km": "លេខខុសគ្នា",
        "zh-Hans": "数字不一致",
        "zh-Hant": "數字不一致",
        "en": "Number differs",
    }
    html = page(divergent, parallel(DIVERGENT, "en-zh"), language=language)
    assert said[language] in html
    assert f'<html lang="{language}"' in html


def test_a_faulty_parameter_is_named_and_one_that_is_not_known_is_passed_over(client):
    assert "show cannot be “some”" in page(client, parallel(TREATY, "en-zh"), 400, show="some")
    page(client, parallel(TREATY, "en-zh"), utm_source="mail")


def test_text_of_an_instrument_is_never_markup(divergent):
    html = divergent.get(parallel(DIVERGENT, "en-zh") + "?show=%3Cscript%3E").get_data(as_text=True)
    assert "<script>" not in html
    assert "<script>" in unescape(html)


# --------------------------------------------------------------------------- pages of articles


def checked(corpus_app, languages=("zh", "en")):
    with corpus_app.test_request_context():
        view = corpus_app.extensions["collection"].work(EXTRADITION)
        corrected = correction_store().corrected(view)
        versions = [view.version(address) for address in languages]
        return checked_rows(parallel_text(view, versions, corrected))


def test_a_page_holds_whole_articles_and_every_row_is_on_one(corpus_app):
    rows = checked(corpus_app)
    parts = pages(rows, 30)
    assert [place for part in parts for place in part] == list(range(len(rows)))
    assert max(map(len, parts)) <= 30
    starts = {part.start for part in parts}
    borders, place = {0}, 0
    for article in articles(rows):
        place += len(article)
        borders.add(place)
    assert starts <= borders


def test_an_article_longer_than_a_page_is_parted(corpus_app):
    rows = checked(corpus_app)
    parts = pages(rows, 2)
    assert [place for part in parts for place in part] == list(range(len(rows)))
    assert max(map(len, parts)) <= 2
    assert pages([], 2) == [range(0)]


def test_a_long_work_is_read_page_by_page(corpus, monkeypatch):
    monkeypatch.setattr("search_app.parallel_form.MOST_ROWS", 40)
    seen = []
    path = parallel(EXTRADITION, "zh-en")
    while path:
        html = page(corpus, path)
        seen += row_elements(html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        path = following[1] if following else ""
    assert seen == [str(number) for number in range(1, len(seen) + 1)]
    assert len(seen) == api(corpus, EXTRADITION, "zh-en")["total"]


def test_any_place_within_a_page_shows_that_page(corpus, monkeypatch):
    monkeypatch.setattr("search_app.parallel_form.MOST_ROWS", 40)
    path = parallel(EXTRADITION, "zh-en")
    second = re.search(r'rel="next" href="[^"]*from=(\d+)"', page(corpus, path))[1]
    whole = row_elements(page(corpus, path, **{"from": second}))
    assert row_elements(page(corpus, path, **{"from": int(second) + 3})) == whole
    beyond = row_elements(page(corpus, path, **{"from": 99999}))
    assert beyond
    assert int(beyond[-1]) == api(corpus, EXTRADITION, "zh-en")["total"]


def test_counts_are_of_the_whole_text(corpus_app):
    rows = checked(corpus_app, ("zh", "km"))
    counts = counts_of(rows)
    assert counts.rows == len(rows)
    assert counts.differences == sum(bool(row.findings) for row in rows)
    assert counts.doubtful == sum(row.row.doubtful for row in rows)


# --------------------------------------------------------------------------- JSON


def test_the_api_gives_every_row_with_the_ranges_of_its_segments(client):
    found = api(client, TREATY, "en-km")
    assert [version["address"] for version in found["versions"]] == ["en", "km"]
    assert found["versions"][0]["prevailing"] is True
    assert found["total"] == len(found["rows"]) == found["counts"]["rows"]
    for row in found["rows"]:
        assert len(row["cells"]) == 2
        assert 0 <= row["confidence"] <= 1
        for cell in row["cells"]:
            for segment in cell:
                node = client.get(f"/api/v1/works/{segment['id']}").get_json()
                shown = "\n".join(part for part in (node["heading"], node["text"]) if part)
                assert shown[segment["start"] : segment["end"]] == segment["text"]


def test_every_segment_stands_in_exactly_one_row(corpus, corpus_app):
    found = api(corpus, EXTRADITION, "zh-en-km")
    view = corpus_app.extensions["collection"].work(EXTRADITION)
    for number, address in enumerate(("zh", "en", "km")):
        told = [segment["text"] for row in found["rows"] for segment in row["cells"][number]]
        assert sorted(told) == sorted(one.text for one in view.version(address).segments)


def test_the_api_tells_what_disagrees_and_where(divergent):
    found = api(divergent, DIVERGENT, "en-zh", show="differences")
    told = [one for row in found["rows"] for one in row["disagreements"]]
    assert sorted(one["kind"] for one in told) == ["date", "number", "term"]
    number = next(one for one in told if one["kind"] == "number")
    assert [side["value"] for side in number["sides"]] == ["30", "60"]
    assert number["lacking"] is None
    cells = next(row for row in found["rows"] if number in row["disagreements"])["cells"]
    for side, cell in zip(number["sides"], cells, strict=True):
        ((start, end),) = side["ranges"]
        segment = cell[0]
        assert segment["text"][start - segment["start"] : end - segment["start"]] == side["text"]


def test_the_api_gives_a_part_of_the_rows(client):
    whole = api(client, TREATY, "en-zh")["rows"]
    assert api(client, TREATY, "en-zh", size=3, **{"from": 2})["rows"] == whole[2:5]
    beyond = api(client, TREATY, "en-zh", **{"from": 9999})
    assert beyond["rows"] == []
    assert beyond["total"] == len(whole)


def test_the_api_names_every_problem_at_once(client):
    error = api(client, TREATY, "en-zh", status=400, show="some", size=0, lang="en")["error"]
    assert [problem["parameter"] for problem in error["problems"]] == ["show", "size", "lang"]


def test_the_api_is_described(client):
    described = client.get("/api/v1/openapi.json").get_json()
    operation = described["paths"]["/api/v1/works/{work}/parallel/{languages}"]["get"]
    assert {one["name"] for one in operation["parameters"]} == {
        "work", "languages", "show", "size", "from",
    }  # fmt: skip
    schemas = described["components"]["schemas"]
    found = api(client, TREATY, "en-zh")
    assert set(found) == set(schemas["Parallel"]["properties"])
    assert set(found["rows"][0]) == set(schemas["ParallelRow"]["properties"])
    assert set(found["rows"][0]["cells"][0][0]) == set(schemas["Segment"]["properties"])


def test_hardly_a_row_of_faithful_translations_is_flagged(corpus_app):
    """The specimens say the same in every language; what is flagged is a false alarm, or a row
    that was not aligned well."""
    collection = corpus_app.extensions["collection"]
    rows = facts = terms = 0
    for work in CITED_ALIKE:
        view = collection.work(work)
        for one, other in combinations(view.versions, 2):
            counts = counts_of(checked_rows(parallel_text(view, [one, other])))
            rows, facts, terms = (
                rows + counts.rows,
                facts + counts.facts,
                terms + counts.terms,
            )
    assert rows > 1000
    assert facts <= rows * 0.005
    assert terms <= rows * 0.03
