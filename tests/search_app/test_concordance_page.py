"""The concordance on the site, in the API, as a file and on a terminal."""

import csv
import io
import json
import re
from dataclasses import replace
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from search_app.app import create_app
from search_app.cli import main
from search_app.concordance_export import concordance_csv
from search_app.concordance_form import read_concordance_form
from search_app.openapi import document
from search_app.settings import Settings
from tests.search_app.instruments import STATEMENT, TREATY, index_instruments
from tests.search_app.one_unit import OneUnit
from tests.search_app.pages import main_of, page, text_of

API = "/api/v1/concordance"


def lines(client, **query):
    answer = client.get(API, query_string=query)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def refused(client, **query):
    answer = client.get(API, query_string=query)
    assert answer.status_code == 400
    return answer.get_json()["error"]


# --------------------------------------------------------------------------- the page


def test_the_page_without_words_offers_the_form(client):
    html = page(client, "/concordance")
    assert '<form class="search" method="get" action="/concordance"' in html
    assert '<a href="/concordance" aria-current="page">Concordance</a>' in html
    assert "Every place where it stands is listed" in text_of(html)


def test_lines_stand_in_a_table_with_the_match_in_the_middle(client):
    html = page(client, "/concordance", q="extradition", to="zh")
    assert html.count('<tr role="row" class="kwic__line">') == 2
    assert "2 lines · 1 provision" in text_of(html)
    for name in ("Before", "Words found", "After"):
        assert f">{name}</th>" in html
    assert '<td role="cell" class="kwic__node" lang="en"><mark>Extradition</mark></td' in html


def test_the_counterpart_is_below_with_its_rendering_marked(client):
    html = page(client, "/concordance", q='"bank secrecy"', to=["zh", "km"])
    assert '<p lang="zh-Hans">不得以<mark>银行保密</mark>为由拒绝引渡。</p>' in html
    assert '<p lang="km">' in html
    assert text_of(html).count("Renderings:") == 2


def test_lines_lead_to_the_provision_and_to_both_versions_side_by_side(client):
    html = page(client, "/concordance", q='"bank secrecy"', to="km")
    assert f'href="/works/{TREATY}/en/chp_1__art_2__para_2?q=' in html
    assert "beside=km" in html
    assert f'href="/works/{TREATY}/parallel/en-km#chp_1__art_2__para_2"' in html
    assert f'href="/works/{TREATY}"' in html


def test_a_rendering_leads_to_its_lines_and_back(client):
    html = page(client, "/concordance", q="offence", to="zh", rendering="zh:政治犯罪")
    assert "Nothing was found" in text_of(html)
    assert "Show lines whatever renders them" in html
    html = page(client, "/concordance", q="offence", to="zh", rendering="zh:犯罪")
    assert 'aria-current="true"><span lang="zh">犯罪</span>' in html
    back = re.search(r'<a href="([^"]+)" aria-current="true"><span lang="zh">', html)
    assert back[1] == "/concordance?q=offence&to=zh"


def test_the_form_keeps_filters_and_forgets_renderings(client):
    html = page(client, "/concordance", q="offence", to="zh", type="treaty", rendering="zh:犯罪")
    form = html.split('role="search"', 1)[1].split("</form>", 1)[0]
    assert '<input type="hidden" name="type" value="treaty">' in form
    assert 'name="rendering"' not in form


def test_filters_that_part_the_lines_are_offered_with_counts(client):
    text = text_of(main_of(page(client, "/concordance", q="the", to="zh")))
    assert "Narrow down" in text
    assert "Joint statement" in text
    html = page(client, "/concordance", q="the", to="zh", type="joint_statement")
    assert "Remove the filter" in text_of(html)
    assert STATEMENT in html
    assert TREATY not in html


def test_words_that_stand_nowhere_get_advice(client):
    text = text_of(page(client, "/concordance", q="sovereignty", to="km"))
    assert "Nothing was found." in text
    assert "What may help" in text


def test_a_query_with_a_fault_is_shown_with_its_place_and_mended(client):
    html = page(client, "/concordance", 400, q='"bank secrecy', to="zh")
    assert "A quotation mark opens here and never closes." in html
    assert (
        f'href="/concordance?q={quote(chr(34) + "bank secrecy" + chr(34), safe="")}'.replace(
            "%20", "+"
        )
        in html
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"q": "12"}, "The language of these words cannot be told"),
        ({"q": "offence", "to": "en"}, "Choose another language"),
        ({"q": "-offence"}, "not only what to leave out"),
        ({"q": "offence", "sort": "up"}, "sort cannot be “up”"),
        ({"q": "offence", "to": ["zh", "km", "zh-Hant"]}, "At most 2 languages"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(client, query, said):
    assert said in text_of(page(client, "/concordance", 400, **query))


@pytest.mark.parametrize(
    ("language", "target"), [("km", "km"), ("zh-Hans", "zh"), ("zh-Hant", "zh"), ("en", "km")]
)
def test_words_are_set_beside_the_readers_language(client, language, target):
    words = "offence" if language != "en" else "拒绝"
    html = page(client, "/concordance", q=words, language=language)
    expected = "en" if language == "en" else target
    assert f'<option value="{expected}" selected>' in html


def test_a_work_without_the_language_is_told(client):
    html = page(client, "/concordance", q="fraud", to="km")
    assert "The instrument has no version in this language." in html
    assert "nothing marked" in html
    assert "Paragraph 1" in text_of(html)


def test_units_of_a_memory_are_told_apart_from_provisions(searcher):
    app = create_app(searcher, Settings())
    app.extensions["occurrence_sources"] = (OneUnit(),)
    html = page(app.test_client(), "/concordance", q="request", to="zh")
    text = text_of(html)
    assert "2 lines · 1 provision · 1 unit of translation memories" in text
    assert "The words stand in 3 units of translation memories. Only the 1 that match" in text
    assert '<span class="badge">translation memory</span>' in html
    answer = lines(app.test_client(), q="request", to="zh")
    assert [one["source"] for one in answer["lines"]] == ["collection", "memory"]
    assert not answer["complete"]


def test_pages_go_on_and_a_page_too_far_leads_back(client):
    html = page(client, "/concordance", q="the", to="zh", size="2")
    assert 'rel="next"' in html
    html = page(client, "/concordance", q="the", to="zh", **{"from": "5000"})
    assert "There are no lines this far on." in html


def test_a_site_without_an_index_says_so(no_index):
    assert no_index.get("/concordance?q=offence&to=zh").status_code == 503
    assert no_index.get(f"{API}?q=offence&to=zh").status_code == 503
    assert no_index.get("/concordance").status_code == 200


# --------------------------------------------------------------------------- the API


def test_the_api_answers_as_it_is_described(client):
    answer = lines(client, q="extradition", to="zh")
    shape = document()["components"]["schemas"]
    assert answer.keys() == shape["Concordance"]["properties"].keys()
    assert answer["lines"][0].keys() == shape["ConcordanceLine"]["properties"].keys()
    beside = answer["lines"][0]["counterparts"][0]
    assert beside.keys() == shape["LineCounterpart"]["properties"].keys()
    assert answer["renderings"][0].keys() == shape["Renderings"]["properties"].keys()
    described = document()["paths"][API]["get"]["parameters"]
    form = read_concordance_form(_All({one["name"]: ["1"] for one in described}), strict=True)
    assert not [one for one in form.problems if "no parameter" in one.message.english]


class _All:
    def __init__(self, values):
        self.values = values

    def getlist(self, key):
        return self.values.get(key, [])

    def keys(self):
        return self.values.keys()


def test_offsets_are_of_the_text_of_the_hit(client):
    for line in lines(client, q="extradition", to="km")["lines"]:
        text = client.get("/api/v1/search?q=extradition&lang=en&size=50").get_json()["hits"]
        hit = next(one for one in text if one["id"] == line["id"])
        assert hit["text"][line["start"] : line["end"]] == line["match"]
        mark = line["counterparts"][0]["mark"]
        segment = line["counterparts"][0]["segments"][mark["segment"]]
        assert segment["text"][mark["start"] : mark["end"]] == mark["text"]


def test_totals_are_exact_on_every_page(client):
    whole = lines(client, q="the", to="zh")
    parts = [
        lines(client, q="the", to="zh", size=3, **{"from": at})
        for at in range(0, whole["total"], 3)
    ]
    assert {one["total"] for one in parts} == {whole["total"]}
    assert [line for one in parts for line in one["lines"]] == whole["lines"]
    assert whole["complete"]
    assert whole["sources"][0]["matched"] == whole["sources"][0]["walked"]


def test_the_api_names_every_problem_at_once(client):
    error = refused(client, q='"open', size="0", colour="red", rendering="xx")
    assert {one["parameter"] for one in error["problems"]} == {
        "q", "size", "colour", "rendering", "to",
    }  # fmt: skip
    assert error["repaired"] == '"open"'
    assert [one["parameter"] for one in refused(client)["problems"]] == ["q", "to"]


def test_a_rendering_of_the_api_chooses_lines(client):
    whole = lines(client, q="引渡", to="en")
    key = whole["renderings"][0]["found"][0]
    chosen = lines(client, q="引渡", to="en", rendering=f"en:{key['key']}")
    assert chosen["total"] == key["count"] < whole["total"]
    assert chosen["renderings"] == whole["renderings"]


# --------------------------------------------------------------------------- the file


def test_the_file_has_every_line_in_the_order_of_the_page(client):
    answer = client.get("/concordance/export?q=extradition&to=zh&to=km&sort=left")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "filename*=UTF-8''extradition.csv" in answer.headers["Content-Disposition"]
    text = answer.data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    asked = lines(client, q="extradition", to=["zh", "km"], sort="left")["lines"]
    assert [row["id"] for row in rows] == [line["id"] for line in asked]
    assert rows[0]["rendering_zh"] == asked[0]["counterparts"][0]["mark"]["text"]
    assert rows[0]["km"]


def test_a_cell_that_begins_like_a_formula_is_guarded(client, searcher):
    from search_app.concordance import Concordancer, Request
    from search_app.concordance_query import read_query

    query = read_query("extradition")
    found = Concordancer().concordance(
        searcher, Request(query=query, language="en", targets=("zh",))
    )
    line = found.lines[0]
    evil = replace(line, title="=cmd()", match="+1")
    text = concordance_csv([evil], ["zh"]).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["title"], row["match"]) == ("'=cmd()", "'+1")


def test_a_file_for_nothing_is_refused(client):
    assert client.get("/concordance/export").status_code == 400
    assert client.get("/concordance/export?q=%22open&to=zh").status_code == 400


# --------------------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def index(tmp_path_factory, encoder):
    return index_instruments(tmp_path_factory.mktemp("concordance"), encoder)


def call(*arguments):
    return CliRunner().invoke(main, ["concordance", *map(str, arguments)])


def test_the_command_prints_lines_and_renderings(index):
    done = call("引渡", "--to", "en", "--index", index)
    assert done.exit_code == 0, done.stderr
    assert "en: extradit" in done.stdout.lower()
    assert "[引渡]" in done.stdout
    assert f"{TREATY}/zh/chp_1__art_2" in done.stdout


def test_the_command_prints_the_json_of_the_api(index, searcher):
    done = call("extradition", "--to", "zh", "--sort", "left", "--json", "--index", index)
    client = create_app(searcher, Settings()).test_client()
    assert json.loads(done.stdout) == lines(client, q="extradition", to="zh", sort="left")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (['"open', "--to", "zh"], 'never closes. Try: "open"'),
        (["offence", "--to", "en"], "Choose another language"),
        (["offence", "--to", "zh", "--year", "soon"], "“soon” is not a year"),
        (["12", "--to", "zh"], "cannot be told"),
    ],
)
def test_the_command_says_what_to_mend(index, arguments, said):
    done = call(*arguments, "--index", index)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
