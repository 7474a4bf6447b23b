"""The list of works: its filters, on the page and in the API, and what leads to it."""

import re

import pytest

from search_app.catalogue import Catalogue, WorkSummary
from search_app.filters import Filters
from search_app.forms import WORK_PARAMETERS
from search_app.openapi import document
from tests.search_app.instruments import STATEMENT, TREATY
from tests.search_app.pages import hit_links, page, text_of


def works_in(html):
    return re.findall(r'<h2><a href="/works/([^"]+)"', html)


@pytest.mark.parametrize(
    ("query", "works"),
    [
        ({}, [STATEMENT, TREATY]),
        ({"type": "treaty"}, [TREATY]),
        ({"type": "联合声明"}, [STATEMENT]),
        ({"lang": "zh-Hant"}, [STATEMENT]),
        ({"lang": "ភាសាខ្មែរ"}, [TREATY]),
        ({"lang": "zh"}, [STATEMENT, TREATY]),
        ({"party": "northland"}, [TREATY]),
        ({"status": "adopted"}, [STATEMENT]),
        ({"year": "2015.."}, [STATEMENT]),
        ({"year": "2011", "type": "joint_statement"}, []),
    ],
)
def test_filters_leave_the_same_works_on_the_page_and_in_the_api(client, query, works):
    listed = client.get("/works", query_string=query).get_data(as_text=True)
    assert works_in(listed) == works
    answer = client.get("/api/v1/works", query_string=query).get_json()
    assert [work["id"] for work in answer["works"]] == works
    assert answer["total"] == len(works)


def test_every_count_of_the_first_page_leads_to_as_many_works(client):
    html = page(client, "/")
    tallies = re.findall(
        r'<li><a href="([^"]+)">[^<]+</a> <span class="facet__count">(\d+)</span>', html
    )
    assert len(tallies) == 6
    for link, count in tallies:
        assert len(works_in(page(client, link))) == int(count), link


def test_a_filtered_list_says_its_filter_and_leads_to_all_and_to_the_provisions(client):
    html = page(client, "/works", type="treaty", lang="km")
    assert "1 instrument " in text_of(html)
    without = re.search(r'<a href="(/works[^"]*)"><span class="visually-hidden">', html)[1]
    assert without in {"/works?lang=km", "/works?type=treaty"}
    assert '<a href="/works">Remove all filters</a>' in html
    provisions = re.search(r'<a href="([^"]+)">List the provisions', html)[1]
    links = hit_links(page(client, provisions))
    assert links
    assert all(TREATY in link for link in links)


def test_pages_of_a_filtered_list_keep_the_filter(client):
    html = page(client, "/works", lang="zh", size=1)
    following = re.search(r'rel="next" href="([^"]+)"', html)[1]
    assert works_in(page(client, following)) == [TREATY]
    assert "lang=zh" in following


def test_a_list_that_a_filter_empties_is_not_called_an_empty_collection(client):
    html = page(client, "/works", type="statute")
    assert "Nothing was found." in html
    assert "The collection is empty." not in html
    assert "no results this far on" in page(client, "/works", type="treaty", **{"from": 9})


@pytest.mark.parametrize("name", ["nosuch", "q", "mode", "sort", "group", "kind", "expand"])
def test_the_api_refuses_a_parameter_that_a_list_of_works_has_not(client, name):
    answer = client.get("/api/v1/works", query_string={name: "1", "size": "0"})
    assert answer.status_code == 400
    problems = answer.get_json()["error"]["problems"]
    assert [problem["parameter"] for problem in problems] == ["size", name]
    assert client.get("/works", query_string={name: "1"}).status_code == 200


def test_every_parameter_of_a_list_of_works_is_described_and_no_other():
    described = document()["paths"]["/api/v1/works"]["get"]["parameters"]
    assert {parameter["name"] for parameter in described} == set(WORK_PARAMETERS)


def test_a_work_without_a_date_passes_no_years():
    undated = WorkSummary(id="undated", titles={}, tags={"zh": "zh-Hans"})
    catalogue = Catalogue({"undated": undated})
    assert catalogue.matching(Filters()) == [undated]
    assert catalogue.matching(Filters(years=(None, 2030))) == []
