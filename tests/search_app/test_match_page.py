"""Fuzzy match on the site: the page without scripts, its addresses, and the JSON."""

import re
from html import unescape

import pytest

from search_app.app import create_app
from search_app.fuzzy import LONGEST_TEXT
from search_app.identity import Identity
from search_app.openapi import document
from search_app.settings import Settings
from tests.search_app.instruments import TREATY
from tests.search_app.memories import OFFICE, add, write_tmx
from tests.search_app.pages import main_of, page, text_of

COSTS = "The Requested Party shall bear the extraordinary costs of executing a request."
LETTER = "The Central Authority shall reply to the letter within sixty days."


@pytest.fixture(scope="module")
def site(tmp_path_factory, searcher, encoder):
    folder = tmp_path_factory.mktemp("match")
    add(folder / "memory", encoder, write_tmx(folder / "office.tmx"))
    app = create_app(searcher, Settings(memory=str(folder / "memory")))
    yield app
    app.extensions["memory"].close()


@pytest.fixture
def visitor(site):
    return site.test_client()


def test_the_page_explains_a_match_and_shows_both_sentences_whole(visitor):
    html = page(visitor, "/match", text=COSTS)
    said = text_of(main_of(html))
    assert "91%" in said
    assert "11 of 12 words alike: 1 word replaced; 1 − 1/12 → 91 %" in said
    assert '<ins><span class="visually-hidden">[only in the sentence found: </span>ordinary' in html
    assert '<del><span class="visually-hidden">[only in yours: </span>extraordinary' in html
    assert f'href="/works/{TREATY}/en/chp_2__art_3"' in html


def test_counterparts_are_tagged_with_their_language_and_lead_to_their_article(visitor):
    html = page(visitor, "/match", text=COSTS)
    assert '<dd class="match__copy" lang="km">ភាគីទទួលសំណើ' in html
    assert '<dd class="match__copy" lang="zh-Hans">被请求方应当' in html
    assert f'<a href="/works/{TREATY}/km/chp_2__art_3">Khmer</a>' in html


def test_a_match_of_a_memory_names_it_and_its_unit(visitor):
    said = text_of(main_of(page(visitor, "/match", text=LETTER)))
    assert "Memory office , unit 1 · u1 · Ministry of Justice" in said
    assert "only numbers differ" in said


def test_matches_by_meaning_are_apart_and_marked(visitor):
    html = page(visitor, "/match", text=COSTS)
    near = html.split('<details class="near"', 1)[1]
    assert "by meaning, another language" in near
    assert "similarity 0." in near
    assert not re.search(r"match__percent", near.split("</details>")[0])


def test_a_short_text_sent_goes_to_an_address_of_its_own(visitor):
    sent = {"text": LETTER, "threshold": "60", "lang": "", "to": ["km", "zh", "en"], "where": "all"}
    answer = visitor.post("/match", data=sent)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/match?text=The+Central+Authority")
    assert "to=" not in answer.headers["Location"]
    assert "threshold=60" in answer.headers["Location"]
    assert visitor.get(answer.headers["Location"]).status_code == 200


def test_a_long_text_is_answered_where_it_was_sent(visitor):
    text = " ".join(variants[0][1] for variants in OFFICE) + "\n" + "ភាគីនីមួយៗសន្យាធ្វើបត្យាប័ន។" * 12
    answer = visitor.post("/match", data={"text": text})
    assert answer.status_code == 200
    html = unescape(answer.get_data(as_text=True))
    assert html.count('class="matched"') == 15
    assert "Your sentence 15" in html


def test_the_longest_text_in_khmer_fits_a_request(visitor):
    answer = visitor.post("/match", data={"text": "ភ" * LONGEST_TEXT})
    assert answer.status_code == 400
    assert "longer than 2000 characters" in unescape(answer.get_data(as_text=True))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"text": "…"}, "There is no word in the text"),
        ({"text": COSTS, "threshold": "20"}, "from 30 to 100"),
        ({"text": COSTS, "lang": "fr"}, "is not a language here"),
        ({"text": "Les parties contractantes s'accordent l'entraide judiciaire mutuelle."},
         "Choose it."),
    ],
    ids=["no words", "threshold", "language", "french"],
)  # fmt: skip
def test_what_is_wrong_stands_above_the_form_with_the_text_kept(visitor, query, said):
    html = page(visitor, "/match", 400, **query)
    assert said in html
    assert 'aria-invalid="true"' in html
    assert query["text"] in html


def test_the_bare_page_is_a_form_and_no_result(visitor):
    html = page(visitor, "/match")
    assert '<form class="match-form" method="post"' in html
    assert 'class="matched"' not in html
    assert 'aria-current="page">Match<' in html


def test_nothing_alike_is_said(visitor):
    said = text_of(main_of(page(visitor, "/match", text="Bananas ripen quickly in warm rooms.")))
    assert "No sentence is alike by 70 % or more" in said


def test_markup_in_a_text_is_shown_as_text(visitor):
    html = page(
        visitor, "/match", text="<b>The Requested</b> Party shall bear the costs.", threshold="40"
    )
    assert "<b>The" not in visitor.get("/match?text=<b>The</b> Party").get_data(as_text=True)
    assert html


@pytest.mark.parametrize("language", ["km", "zh-Hans", "zh-Hant"])
def test_the_page_speaks_the_readers_language(visitor, language):
    html = page(visitor, "/match", language=language, text=COSTS)
    said = text_of(re.sub(r"<(del|ins|dd|q|textarea|option|a|bdi)\b.*?</\1>", "", main_of(html)))
    assert "words alike" not in said
    assert "sentence" not in said


def test_a_site_without_memories_has_no_choice_of_them(client):
    assert 'name="memory"' not in page(client, "/match")


# --------------------------------------------------------------------------- JSON


def test_the_json_says_what_differs_and_where(visitor):
    answer = visitor.get("/api/v1/match", query_string={"text": COSTS, "to": ["km"]})
    assert answer.status_code == 200
    (sentence,) = answer.json["sentences"]
    (match,) = sentence["matches"]
    assert (match["percent"], match["equal"], match["longer"]) == (91, 11, 12)
    (changed,) = [one for one in match["differences"] if one["kind"] != "equal"]
    assert COSTS[slice(*changed["yours"])] == "extraordinary"
    assert match["text"][slice(*changed["match"])] == "ordinary"
    assert [one["lang"] for one in match["counterparts"]] == ["km"]
    assert all(one["lang"] == "km" for one in sentence["by_meaning"])


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "form"])
def test_a_text_may_be_sent_as_json_or_a_form(visitor, as_json):
    sent = {"text": LETTER, "to": ["km", "zh"], "threshold": 60}
    answer = visitor.post("/api/v1/match", **({"json": sent} if as_json else {"data": sent}))
    assert answer.status_code == 200
    source = answer.json["sentences"][0]["matches"][0]["source"]
    assert source["type"] == "memory"
    assert (source["memory"], source["number"], source["author"]) == ("office", 1, "Sok")


def test_the_api_names_every_fault_at_once(visitor):
    answer = visitor.get("/api/v1/match?threshold=5&to=fr&size=99&thr=1")
    assert answer.status_code == 400
    parameters = {one["parameter"] for one in answer.json["error"]["problems"]}
    assert parameters == {"threshold", "to", "size", "thr"}
    assert visitor.get("/api/v1/match").json["error"]["problems"][0]["parameter"] == "text"


def test_the_api_names_every_fault_of_what_is_sent_at_once(visitor):
    def told(**body):
        answer = visitor.post("/api/v1/match?colour=red", **body)
        assert answer.status_code == 400
        return {one["parameter"] for one in answer.json["error"]["problems"]}

    sent = {"text": {"km": "ថ្លៃ"}, "threshold": 5, "to": ["fr", ["zh"]], "size": True, "typo": 1}
    assert told(json=sent) == {"text", "threshold", "to", "typo", "colour"}
    half = {"data": '{"text": "\\ud800", "size": 99}', "content_type": "application/json"}
    assert told(**half) == {"text", "size", "colour"}
    form = {"text": COSTS, "threshold": "5", "typo": "1"}
    assert told(data=form) == {"threshold", "typo", "colour"}
    null = {"data": "null", "content_type": "application/json"}
    assert told(json=["text"]) == told(**null) == {"body", "colour"}


def test_what_is_sent_neither_as_a_form_nor_as_json_is_415(visitor):
    answer = visitor.post("/api/v1/match", data=COSTS, content_type="text/plain")
    assert answer.status_code == 415


def test_the_answer_has_the_fields_that_the_description_names(visitor):
    answer = visitor.get("/api/v1/match", query_string={"text": COSTS}).json
    schemas = document()["components"]["schemas"]
    assert answer.keys() == schemas["Matches"]["properties"].keys()
    sentence = answer["sentences"][0]
    assert sentence.keys() == schemas["SentenceMatches"]["properties"].keys()
    match = sentence["matches"][0]
    assert match.keys() == schemas["Match"]["properties"].keys()
    assert match["counterparts"][0].keys() == schemas["Counterpart"]["properties"].keys()
    assert sentence["by_meaning"][0].keys() == schemas["NearMatch"]["properties"].keys()
    of_instrument, of_memory = schemas["MatchSource"]["oneOf"]
    assert match["source"].keys() == of_instrument["properties"].keys()
    letter = visitor.get("/api/v1/match", query_string={"text": LETTER}).json
    source = letter["sentences"][0]["matches"][0]["source"]
    assert source.keys() == of_memory["properties"].keys()


def test_a_damaged_memory_is_a_notice_and_a_note(tmp_path, searcher, encoder):
    add(tmp_path / "memory", encoder, write_tmx(tmp_path / "a.tmx"))
    for path in (tmp_path / "memory" / "text").glob("*"):
        path.write_bytes(b"?")
    visitor = create_app(searcher, Settings(memory=str(tmp_path / "memory"))).test_client()
    html = page(visitor, "/match", text=COSTS)
    assert "add the TMX files again" in html
    assert "91%" in html
    assert visitor.get("/api/v1/match", query_string={"text": COSTS}).json["notes"]


def test_a_reader_is_not_told_where_a_damaged_memory_lies(tmp_path, searcher, encoder):
    add(tmp_path / "memory", encoder, write_tmx(tmp_path / "a.tmx"))
    for path in (tmp_path / "memory" / "text").glob("*"):
        path.write_bytes(b"x")
    app = create_app(searcher, Settings(memory=str(tmp_path / "memory")))
    for role, told in (("reader", False), ("admin", True)):
        app.extensions["who"] = lambda role=role: Identity(account="a", name="សុខា", role=role)
        client = app.test_client()
        for answer in (
            page(client, "/match?text=refusal"),
            client.get("/api/v1/match?text=refusal").text,
        ):
            assert (str(tmp_path) in answer) is told
            assert "tell an admin" in answer or told


def test_a_concordance_has_the_lines_of_the_memory_marked_as_such(visitor):
    query = {"q": "សវនាការ", "lang": "km", "to": "en"}
    answer = visitor.get("/api/v1/concordance", query_string=query).json
    (line,) = answer["lines"]
    assert (line["source"], line["title"], line["match"]) == ("memory", "office № 3", "សវនាការ")
    assert line["counterparts"][0]["segments"][0]["text"] == OFFICE[2][0][1]
    assert "office № 3" in text_of(main_of(page(visitor, "/concordance", **query)))


def test_an_index_that_is_away_is_503(no_index):
    assert no_index.get("/match?text=the+costs+of+a+request").status_code == 503
    assert no_index.get("/api/v1/match?text=the+costs+of+a+request").status_code == 503
