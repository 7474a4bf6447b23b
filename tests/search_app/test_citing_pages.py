"""Citations on the site and by the API: lines to copy, files to keep, links that prove the text."""

import json
import re

import bibtexparser
import pytest
import rispy

from indexer.models import text_hash
from search_app.app import create_app
from search_app.settings import Settings
from tests.search_app.instruments import STATEMENT, TREATY
from tests.search_app.pages import ARTICLE_2, page, text_of
from tests.search_app.test_citation_formats import check_csl

POINT = f"{ARTICLE_2}__para_1__point_b"
ADDRESS = f"/works/{TREATY}/en/{POINT}"
IN_EACH = {
    "km": "មាត្រា ២ កថាខណ្ឌទី១ ចំណុច ខ",
    "zh-Hans": "第二条第一款第（二）项",
    "zh-Hant": "第二條第一款第（二）項",
    "en": "Article 2(1)(b)",
}


def others(html):
    return dict(
        re.findall(r'<p class="citation citation--other" lang="([^"]+)">(.*?)</p>', html, re.DOTALL)
    )


@pytest.mark.parametrize(("read", "tag"), [("en", "en"), ("zh", "zh-Hans"), ("km", "km")])
def test_the_page_has_the_citation_in_every_language_whichever_version_is_read(client, read, tag):
    html = page(client, f"/works/{TREATY}/{read}/{POINT}", beside="none")
    own = re.search(r'<p class="citation" lang="([^"]+)">(.*?)</p>', html)
    lines = {own[1]: own[2], **others(html)}
    assert own[1] == tag
    assert set(lines) == set(IN_EACH)
    for language, name in IN_EACH.items():
        assert name in lines[language]
        assert f"/works/{TREATY}/{read}/{POINT}" in lines[language]
        assert f"{read}.txt" in lines[language]


def test_a_title_is_in_the_language_of_the_citation_where_the_work_has_one(client):
    lines = others(page(client, f"/works/{STATEMENT}/en/para_2", beside="none"))
    assert "《關於網絡詐騙的聯合聲明》" in lines["zh-Hant"]
    assert "《關於網絡詐騙的聯合聲明》" in lines["zh-Hans"]
    assert lines["km"].startswith("Joint Statement on Online Fraud")


# --------------------------------------------------------------------------- permanent links


def permanent(html):
    return re.search(r"<dt>Permanent link</dt><dd><a href=\"([^\"]+)\"", html)[1]


def status(html):
    return [text_of(found) for found in re.findall(r'role="status">(.*?)</p>', html)]


def test_the_permanent_link_has_the_hash_of_the_text(client, searcher):
    identity = f"{TREATY}/km/{ARTICLE_2}"
    html = page(client, f"/works/{identity}")
    stored = searcher.reader.entries([identity])[0]
    assert permanent(html) == f"http://localhost/works/{identity}?hash={stored['hash']}"
    assert stored["hash"] == text_hash(stored["text"])
    assert stored["hash"] in html


def test_a_permanent_link_says_that_the_text_is_the_one_that_was_cited(client):
    link = permanent(page(client, ADDRESS))
    (said,) = status(page(client, link.removeprefix("http://localhost")))
    assert said.startswith("The text is the one that was cited")


@pytest.mark.parametrize("given", ["0" * 64, "a" * 12, text_hash("another text").upper()])
def test_a_permanent_link_says_when_the_text_has_changed(client, given):
    (said,) = status(page(client, ADDRESS, hash=given))
    assert said.startswith("The text has changed since it was cited")


@pytest.mark.parametrize("given", ["abc", "x" * 64, "0" * 65, "<script>"])
def test_a_hash_that_is_none_is_told_as_such(client, given):
    (said,) = status(page(client, ADDRESS, hash=given))
    assert said.startswith("The hash of this link cannot be read")


def test_without_a_hash_nothing_is_said_of_it(client):
    assert status(page(client, ADDRESS)) == []


# --------------------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("name", "kind", "ending"),
    [
        ("bibtex", "application/x-bibtex", ".bib"),
        ("ris", "application/x-research-info-systems", ".ris"),
        ("csl", "application/vnd.citationstyles.csl+json", ".json"),
        ("text", "text/plain", ".txt"),
    ],
)
@pytest.mark.parametrize("lang", ["km", "zh", "en"])
def test_a_citation_is_kept_as_a_file(client, lang, name, kind, ending):
    answer = client.get(f"/works/{TREATY}/{lang}/{ARTICLE_2}/citation/{name}")
    assert answer.status_code == 200
    assert answer.content_type == f"{kind}; charset=utf-8"
    disposition = answer.headers["Content-Disposition"]
    assert f'filename="{TREATY}.{lang}.{ARTICLE_2}{ending}"' in disposition
    text = answer.get_data().decode("utf-8")
    if name == "bibtex":
        (entry,) = bibtexparser.parse_string(text).entries
        assert entry["year"] == "2011"
    if name == "ris":
        (record,) = rispy.loads(text)
        assert record["type_of_reference"] == "STAT"
    if name == "csl":
        (item,) = json.loads(text)
        check_csl(item)
        assert (item["type"], item["language"][:2]) == ("treaty", lang)


def test_the_page_links_to_the_files(client):
    html = page(client, ADDRESS)
    for name in ("bibtex", "ris", "csl"):
        assert f'href="{ADDRESS}/citation/{name}" download' in html


def test_a_whole_work_is_cited_without_a_provision(client):
    answer = client.get(f"/works/{TREATY}/citation/text?lang=en")
    line = answer.get_data(as_text=True)
    assert line.startswith("Treaty between Northland and Southland on Extradition, signed at ")
    assert line.endswith(f"http://localhost/works/{TREATY}\n")
    assert "Article" not in line
    (item,) = json.loads(client.get(f"/works/{STATEMENT}/citation/csl").get_data(as_text=True))
    check_csl(item)
    assert (item["type"], item["genre"]) == ("document", "Joint statement")


def test_the_page_of_a_work_links_to_files_of_the_whole(client):
    html = page(client, f"/works/{TREATY}", lang="km")
    for link in re.findall(r'href="([^"]+/citation/[^"]+)" download', html):
        assert client.get(link).status_code == 200
    assert f"/works/{TREATY}/citation/ris?version=km" in html


@pytest.mark.parametrize(
    "address",
    [
        f"{ADDRESS}/citation/endnote",
        f"/works/{TREATY}/citation/endnote",
        f"/works/nothing/en/{POINT}/citation/ris",
        f"/works/{TREATY}/en/art_99/citation/ris",
        "/works/nothing/citation/ris",
        f"/works/{TREATY}/citation/ris?version=fr",
    ],
)
def test_what_is_not_there_is_404(client, address):
    assert client.get(address).status_code == 404


# --------------------------------------------------------------------------- the API


def test_the_api_gives_every_citation_at_once(client):
    found = client.get(f"/api/v1{ADDRESS}/citation").get_json()
    assert found["id"] == f"{TREATY}/en/{POINT}"
    assert set(found["citations"]) == set(IN_EACH)
    for tag, name in IN_EACH.items():
        assert name in found["citations"][tag]
    assert found["pinpoint"] == IN_EACH["en"]
    assert found["permanent"] == f"http://localhost{ADDRESS}?hash={found['text_hash']}"
    assert bibtexparser.parse_string(found["bibtex"]).entries
    assert rispy.loads(found["ris"])
    check_csl(json.loads(found["csl"])[0])


@pytest.mark.parametrize("tag", list(IN_EACH))
def test_the_api_gives_one_citation_in_a_format_and_language(client, tag):
    line = client.get(f"/api/v1{ADDRESS}/citation", query_string={"format": "text", "lang": tag})
    assert line.content_type == "text/plain; charset=utf-8"
    assert IN_EACH[tag] in line.get_data(as_text=True)
    item = client.get(f"/api/v1{ADDRESS}/citation", query_string={"format": "csl", "lang": tag})
    assert json.loads(item.get_data(as_text=True))[0]["section"] == IN_EACH[tag]


def test_the_api_cites_a_whole_work(client):
    found = client.get(f"/api/v1/works/{TREATY}/citation?version=zh").get_json()
    assert found["id"] == f"{TREATY}/zh"
    assert (found["text_hash"], found["permanent"], found["pinpoint"]) == (None, None, "")
    assert found["citations"]["zh-Hans"].startswith("《北国和南国引渡条约》（2011年3月4日")


def test_the_api_names_every_fault_of_a_request(client):
    answer = client.get(f"/api/v1{ADDRESS}/citation?format=endnote&lang=fr&style=apa")
    assert answer.status_code == 400
    problems = answer.get_json()["error"]["problems"]
    assert [one["parameter"] for one in problems] == ["format", "lang", "style"]


def test_the_api_describes_its_citations(client):
    document = client.get("/api/v1/openapi.json").get_json()
    paths = document["paths"]
    for address in (
        "/api/v1/works/{work}/citation",
        "/api/v1/works/{work}/{language}/{eid}/citation",
        "/api/v1/works/{work}/{language}/{eid}/evidence",
    ):
        assert "get" in paths[address]
    found = client.get(f"/api/v1{ADDRESS}/citation").get_json()
    assert set(found) == set(document["components"]["schemas"]["Citation"]["properties"])


def test_an_absent_index_is_503(no_index):
    for address in (f"/api/v1{ADDRESS}/citation", f"{ADDRESS}/citation/ris", f"{ADDRESS}/page.png"):
        assert no_index.get(address).status_code == 503


def test_a_page_in_each_language_of_the_interface_has_no_english_left(searcher):
    client = create_app(searcher, Settings()).test_client()
    for language in ("km", "zh-Hans", "zh-Hant"):
        html = page(client, ADDRESS, language=language)
        for english in ("Permanent link", "Evidence sheet", "Text hash", "Cite this version"):
            assert english not in html
