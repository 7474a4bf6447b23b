"""Rows corrected on the page and by the API, and what other sites may not do."""

import json
import re

import pytest

from indexer.models import Bead
from search_app.app import create_app
from search_app.correction_form import FIELDS, read_change
from search_app.correction_store import CorrectionStore
from search_app.database import Database
from search_app.openapi import document
from search_app.sent_fields import SentFields
from search_app.settings import Settings
from tests.search_app.bitexts import correction, segments
from tests.search_app.instruments import TREATY
from tests.search_app.pages import page, text_of
from tests.search_app.test_api import check

PAIR = f"/works/{TREATY}/parallel/en-km"
PAGE, API = f"{PAIR}/corrections", f"/api/v1{PAIR}/corrections"
REFUSED = "Extradition shall not be refused on the ground of bank secrecy."


@pytest.fixture
def file(tmp_path):
    return tmp_path / "made" / "made.sqlite3"


@pytest.fixture
def client(searcher, file):
    settings = Settings(database=f"sqlite:///{file}", editor="សុខា")
    return create_app(searcher, settings).test_client()


def rows(client, path=PAIR):
    return client.get(f"/api/v1{path}").get_json()["rows"]


def row_of(client, sentence, path=PAIR):
    return next(
        row
        for row in rows(client, path)
        if any(sentence in segment["text"] for cell in row["cells"] for segment in cell)
    )


def texts(row):
    return [[segment["text"] for segment in cell] for cell in row["cells"]]


def correct(client, action, status=303, path=PAGE, headers=None, **fields):
    fields = {"action": action, "bead": row_of(client, REFUSED)["bead"]} | fields
    answer = client.post(path, data=fields, headers=headers)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer


# --------------------------------------------------------------------------- on the page


def test_reading_the_pages_makes_no_database(client, file):
    page(client, PAIR)
    page(client, PAIR, edit=1)
    assert "Nobody has corrected" in page(client, PAGE)
    assert client.get(API).get_json()["corrections"] == []
    assert not file.parent.exists()


def test_a_correction_leads_back_to_the_row_and_is_shown_there(client):
    number = row_of(client, REFUSED)["number"]
    answer = correct(client, "confirm", next=f"{PAIR}?edit=1#row-{number}")
    assert answer.location == f"{PAIR}?edit=1#row-{number}"
    row = row_of(client, REFUSED)
    assert (row["status"], row["author"]) == ("confirmed", "សុខា")
    assert "confirmed by សុខា" in text_of(page(client, PAIR))


@pytest.mark.parametrize("elsewhere", ["https://other.example/", "//other.example", "\\\\x", ""])
def test_a_correction_leads_nowhere_else(client, elsewhere):
    assert correct(client, "confirm", next=elsewhere).location == "/"


def form_of(html, row):
    """The fields of the form of a row, and the actions of its buttons."""
    form = re.search(rf'id="row-{row}".*?(<form class="correction".*?</form>)', html, re.DOTALL)[1]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    return form, fields, re.findall(r'name="action" value="([^"]+)"', form)


def test_only_the_page_of_a_pair_that_is_asked_for_it_has_controls(client):
    assert 'class="correction"' in page(client, PAIR, edit=1)
    assert 'class="correction"' not in page(client, PAIR)
    assert 'class="correction"' not in page(client, f"/works/{TREATY}/parallel/en-zh-km", edit=1)


def test_the_form_of_a_row_does_what_its_buttons_say(client):
    row = row_of(client, REFUSED)
    html = page(client, PAIR, edit=1)
    form, fields, actions = form_of(html, row["number"])
    assert fields["bead"] == row["bead"]
    assert {"confirm", "merge previous", "merge next", "shift previous en"} <= set(actions)
    assert "undo" not in actions
    assert re.search(r'method="post" action="([^"]+)"', form)[1] == PAGE
    answer = client.post(PAGE, data=fields | {"action": "merge previous"})
    assert answer.status_code == 303
    joined = row_of(client, REFUSED)
    assert joined["number"] == row["number"] - 1
    form, fields, actions = form_of(page(client, PAIR, edit=1), joined["number"])
    assert {"split", "undo"} <= set(actions)
    client.post(PAGE, data=fields | {"action": "undo"})
    assert row_of(client, REFUSED)["bead"] == row["bead"]


def test_the_first_and_the_last_row_offer_nothing_beyond_them(client):
    html, last = page(client, PAIR, edit=1), len(rows(client))
    assert not [one for one in form_of(html, 1)[2] if "previous" in one]
    assert not [one for one in form_of(html, last)[2] if "next" in one]


@pytest.mark.parametrize(
    ("language", "said"),
    [("km", "បញ្ជាក់ថាត្រឹមត្រូវ"), ("zh-Hans", "确认"), ("zh-Hant", "確認"), ("en", "Confirm")],
)
def test_the_controls_are_in_the_readers_language(client, language, said):
    assert said in page(client, PAIR, language=language, edit=1)


def test_the_history_tells_who_did_what_and_what_was_taken_back(client):
    correct(client, "merge previous")
    correct(client, "undo")
    correct(client, "confirm")
    told = text_of(page(client, PAGE))
    assert told.index("Row confirmed") < told.index("Rows joined") < told.index("taken back by")
    assert REFUSED in told
    assert "សុខា" in told


def test_a_correction_whose_text_is_gone_is_told_to_whoever_corrects(client, file):
    gone = segments("This sentence was struck out."), segments("ប្រយោគនេះត្រូវបានលុប។")
    made = correction([Bead((0,), (0,), 1.0)], *gone)
    CorrectionStore(Database(f"sqlite:///{file}")).add([made])
    assert "1 correction is no longer applied" in text_of(page(client, PAIR, edit=1))
    assert "no longer applied" not in page(client, PAIR)
    told = text_of(page(client, PAGE))
    assert "no longer applied: the text has changed" in told
    assert "ប្រយោគនេះត្រូវបានលុប។" in told


def csv(client):
    with client.get(f"{PAIR}/export/csv") as answer:
        return answer.get_data(as_text=True)


def test_the_downloads_have_the_rows_as_corrected(client):
    assert "corrected" not in csv(client)
    correct(client, "merge previous")
    assert "corrected" in csv(client)


# --------------------------------------------------------------------------- by the api


def test_the_api_makes_splits_moves_and_takes_back(client):
    made = correct(client, "merge previous", 200, API).get_json()["correction"]
    assert (made["action"], made["author"], made["withdrawn_at"]) == ("merge", "សុខា", None)
    joined = row_of(client, REFUSED)
    first = len(joined["cells"][0]) - 1
    correct(client, "split", 200, API, first_a=first, first_b=len(joined["cells"][1]))
    assert texts(row_of(client, REFUSED)) == [[REFUSED], []]
    correct(client, "shift previous en", 200, API)
    assert texts(row_of(client, REFUSED)) == texts(joined)
    correct(client, "undo", 200, API)
    history = client.get(API).get_json()
    assert history["versions"] == ["en", "km"]
    assert [one["action"] for one in history["corrections"]] == ["shift", "split", "merge"]
    assert history["corrections"][0]["withdrawn_by"] == "សុខា"
    assert {one["stale"] for one in history["corrections"]} == {False}


def test_the_answers_are_as_they_are_described(client):
    made = correct(client, "merge previous", 200, API).get_json()
    correct(client, "undo", 200, API)
    described = document()
    shapes = described["components"]["schemas"]
    path = described["paths"]["/api/v1/works/{work}/parallel/{languages}/corrections"]
    for method, answer in (("post", made), ("get", client.get(API).get_json())):
        content = path[method]["responses"]["200"]["content"]["application/json"]
        check(answer, content["schema"], shapes)


def test_the_api_takes_json_and_versions_in_any_order(client):
    row = row_of(client, REFUSED, f"/works/{TREATY}/parallel/zh-en")
    answer = client.post(
        f"/api/v1/works/{TREATY}/parallel/zh-en/corrections",
        json={"action": "confirm", "bead": row["bead"]},
    )
    assert answer.status_code == 200
    assert row_of(client, REFUSED, f"/works/{TREATY}/parallel/en-zh")["status"] == "confirmed"


def test_a_version_with_a_hyphen_is_a_version():
    key = f"art_1:{'0' * 32}:0|"
    fields = SentFields({"action": "shift next zh-Hant", "bead": key}, FIELDS)
    change = read_change(fields, ("en", "zh-Hant"))
    assert change is not None
    assert (change.action, change.step, change.side) == ("shift", 1, 1)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"action": "burn"}, "action cannot be"),
        ({"action": ""}, "action cannot be"),
        ({"action": "shift next xx"}, "shift next km"),
        ({"action": "shift next"}, "action cannot be"),
        ({"bead": ""}, "bead names no row"),
        ({"bead": "art_1:x:0|"}, "bead names no row"),
        ({"action": "merge next", "bead_after": "x"}, "bead_after names no row"),
        ({"action": "split", "first_a": "១", "first_b": "0"}, "first_a must be a whole number"),
        ({"action": "split", "first_a": "0"}, "first_b must be a whole number"),
        ({"action": "split", "first_a": "0", "first_b": "0"}, "cannot be split there"),
        ({"action": "undo"}, "no correction of this row"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(client, fields, said):
    sent = {"action": "confirm"} | fields
    error = correct(client, sent.pop("action"), 400, API, **sent).get_json()["error"]
    assert said in error["message"]
    assert client.get(API).get_json()["corrections"] == []


def problems_of(answer, status=400):
    assert answer.status_code == status, answer.get_data(as_text=True)
    return {one["parameter"]: one["message"] for one in answer.get_json()["error"]["problems"]}


def test_a_program_is_told_everything_that_is_wrong_with_a_correction_at_once(client):
    sent = {
        "action": "zz",
        "bead": 5,
        "bead_after": "x",
        "first_a": "x",
        "first_b": True,
        "typo": 1,
    }
    told = problems_of(client.post(f"{API}?colour=red", json=sent))
    assert told.keys() == sent.keys() | {"colour"}
    assert "use one of confirm" in told["action"]
    told = problems_of(client.post(API, data={"action": "分", "bead": "x", "typo": "1"}))
    assert told.keys() == {"action", "bead", "typo"}
    assert problems_of(client.post(API, json={})).keys() == {"action", "bead"}
    twice = client.post(API, data={"action": ["confirm", "undo"], "bead": "x"})
    assert problems_of(twice).keys() == {"action", "bead"}
    assert client.get(API).get_json()["corrections"] == []


@pytest.mark.parametrize("body", ["[]", "null", '"ជួរ"', "{", "", "[" * 30_000])
def test_a_correction_that_is_no_object_is_told_to_be_one(client, body):
    answer = client.post(API, data=body, content_type="application/json")
    assert problems_of(answer) == {"body": "Send a JSON object."}


def test_a_correction_that_is_neither_a_form_nor_json_is_415(client):
    for body in ({"data": "action=confirm", "content_type": "text/plain"}, {}):
        answer = client.post(API, **body)
        assert answer.status_code == 415
        assert "Send a JSON object" in answer.get_json()["error"]["message"]


def test_half_a_character_in_a_correction_is_told_and_fails_nowhere(client):
    sent = {"action": "\ud800", "bead": "\udfff", "first_a": "\ud800", "first_b": ["\ud800"]}
    answer = client.post(API, data=json.dumps(sent), content_type="application/json")
    told = problems_of(answer)
    assert told.keys() == sent.keys()
    assert "half a character" in told["bead"]


@pytest.mark.parametrize("number", [1, "1"])
def test_where_a_row_is_split_may_be_a_number_or_a_text(client, number):
    correct(client, "merge previous", 200, API)
    sent = {"action": "split", "bead": row_of(client, REFUSED)["bead"]}
    answer = client.post(API, json=sent | {"first_a": number, "first_b": number})
    assert answer.get_json()["correction"]["action"] == "split"


def test_a_row_that_changed_meanwhile_is_409_and_the_page_leads_back(client):
    seen = row_of(client, REFUSED)["bead"]
    correct(client, "merge previous")
    error = correct(client, "confirm", 409, API, bead=seen).get_json()["error"]
    assert (error["status"], error["problems"]) == (409, [])
    html = correct(client, "confirm", 409, bead=seen, next=f"{PAIR}#row-3").get_data(as_text=True)
    assert "Changed meanwhile" in html
    assert f'href="{PAIR}#row-3"' in html


@pytest.mark.parametrize("languages", ["en-zh-km", "en", "en-fr"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_anything_but_two_versions_is_404(client, languages, method):
    answer = getattr(client, method)(f"/api/v1/works/{TREATY}/parallel/{languages}/corrections")
    assert answer.status_code == 404


# --------------------------------------------------------------------------- other sites


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://other.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8001"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ],
)
@pytest.mark.parametrize("path", [PAGE, API])
def test_another_site_cannot_make_a_reader_correct(client, headers, path):
    answer = correct(client, "confirm", 403, path, headers)
    assert "Another site" in answer.get_data(as_text=True)
    assert client.get(API).get_json()["corrections"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_the_site_itself_and_a_program_can(client, headers):
    correct(client, "confirm", 200, API, headers)


# --------------------------------------------------------------------------- the database


def test_a_locked_database_is_503_and_nothing_is_lost(searcher, file):
    app = create_app(searcher, Settings(database=f"sqlite:///{file}", editor="sokha"))
    app.extensions["database"] = Database(f"sqlite:///{file}", wait=0.05)
    client = app.test_client()
    bead = row_of(client, REFUSED)["bead"]
    with Database(f"sqlite:///{file}").writing():
        answer = client.post(API, data={"action": "confirm", "bead": bead})
        assert answer.status_code == 503
        assert "try again" in answer.get_json()["error"]["message"]
        html = client.post(PAGE, data={"action": "confirm", "bead": bead}).get_data(as_text=True)
        assert "The database cannot be used now" in html
        assert client.get(PAIR).status_code == 200
    assert client.post(API, data={"action": "confirm", "bead": bead}).status_code == 200


def test_a_database_that_cannot_be_read_is_told_and_not_passed_over(client, file):
    file.parent.mkdir()
    file.write_text("條約 " * 1000, encoding="utf-8")
    for path in (PAIR, PAGE, f"{PAIR}/export/csv"):
        assert "cannot be used" in page(client, path, 503)
    assert client.get(f"/works/{TREATY}").status_code == 200
