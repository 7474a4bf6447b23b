"""Who searched, opened and exported what is written down, or what they asked is not answered."""

import io
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from search_app.app import create_app
from search_app.audit.chain import verify
from search_app.audit.lines import read_lines
from search_app.audit.reading import AuditFilter, AuditLog
from search_app.database_errors import DatabaseUnavailable
from search_app.identity import NOBODY, Identity
from search_app.settings import Settings
from tests.search_app.instruments import STATEMENT, TREATY

READER = Identity(account="r1", name="សុខា", role="reader")
EDITOR = replace(READER, account="e1", name="李明", role="editor")
ADMIN = replace(READER, account="a1", name="Admin", role="admin")
ARTICLE = f"/works/{TREATY}/en/chp_1__art_2"


@pytest.fixture
def app(searcher, tmp_path):
    """A site with accounts, on which the reader asks until a test says otherwise."""
    settings = Settings(
        database=f"sqlite:///{tmp_path}/made.sqlite3",
        accounts="on",
        secret_key="k" * 64,
        memory=str(tmp_path / "memory"),
    )
    app = create_app(searcher, settings)
    app.test_client_class = FlaskClient
    app.config["WTF_CSRF_ENABLED"] = False
    app.extensions["who"] = lambda: READER
    return app


@pytest.fixture
def client(app):
    return app.test_client()


def log_of(app):
    return AuditLog(app.extensions["database"])


def entries(app):
    """What was written, the oldest first."""
    return list(reversed(log_of(app).page(AuditFilter(), size=100).entries))


def only(app):
    (entry,) = entries(app)
    return entry


def as_(app, identity):
    app.extensions["who"] = lambda: identity


@pytest.mark.parametrize("path", ["/search", "/", "/api/v1/search"])
def test_a_search_is_written_down_with_its_words_filters_and_count(app, client, path):
    answer = client.get(path, query_string={"q": "拒绝引渡", "lang": "zh", "mode": "keyword"})
    assert answer.status_code == 200
    entry = only(app)
    assert (entry.action, entry.account, entry.name) == ("search", "r1", "សុខា")
    assert entry.address == "127.0.0.1"
    assert entry.facts["q"] == "拒绝引渡"
    assert (entry.facts["lang"], entry.facts["mode"]) == ("zh", "keyword")
    assert entry.facts["count"] > 0


@pytest.mark.parametrize(
    ("path", "action", "facts"),
    [
        (f"/works/{TREATY}", "open", {"work": TREATY}),
        (ARTICLE, "open", {"work": TREATY, "language": "en", "eid": "chp_1__art_2"}),
        (f"/api/v1{ARTICLE}", "open", {"work": TREATY, "language": "en", "eid": "chp_1__art_2"}),
        (f"/works/{TREATY}/parallel/en-km", "open", {"work": TREATY, "languages": "en-km"}),
        (
            f"/works/{TREATY}/parallel/en-zh/export/tmx",
            "export",
            {"work": TREATY, "languages": "en-zh", "format_name": "tmx"},
        ),
        (
            f"/compare/{TREATY}/en/chp_1__art_2/with/{TREATY}/zh/chp_1__art_2",
            "open",
            {"a": f"{TREATY}/en/chp_1__art_2", "b": f"{TREATY}/zh/chp_1__art_2"},
        ),
        ("/concordance?q=offence&lang=en&to=zh", "search", {"q": "offence", "to": "zh"}),
        ("/concordance/export?q=offence&lang=en&to=zh", "export", {"q": "offence", "to": "zh"}),
        ("/match?text=The+costs+of+a+request", "search", {"text": "The costs of a request"}),
        ("/works?type=treaty", "search", {"type": "treaty"}),
    ],
)
def test_what_is_opened_and_exported_is_written_down(app, client, path, action, facts):
    assert client.get(path).status_code == 200
    entry = only(app)
    assert entry.action == action
    assert facts.items() <= entry.facts.items()


@pytest.mark.parametrize(
    "path", ["/", "/search", "/works", "/healthz", "/readyz", "/static/app.css", "/terms", "/match"]
)
def test_what_asks_for_nothing_of_the_collection_is_not(app, client, path):
    with client.get(path) as answer:
        assert answer.status_code == 200
    assert entries(app) == []


def test_a_request_that_cannot_be_read_or_finds_nothing_there_is_not(app, client):
    assert client.get('/api/v1/search?q="open').status_code == 400
    assert client.get("/works/no-such-work").status_code == 404
    assert entries(app) == []


def test_who_may_not_is_written_down_as_refused(app, client):
    assert client.get("/audit").status_code == 403
    as_(app, NOBODY)
    assert client.get("/api/v1/search?q=costs").status_code == 401
    first, second = entries(app)
    assert (first.action, first.name, first.facts["endpoint"]) == ("refused", "សុខា", "audit.page")
    assert (second.action, second.account, second.facts["status"]) == ("refused", "", 401)


def test_an_attempt_to_open_a_restricted_work_is_written_down_as_refused(app, client):
    as_(app, replace(READER, closed=frozenset({STATEMENT})))
    assert client.get(f"/works/{STATEMENT}").status_code == 404
    assert client.get("/works/no-such-work").status_code == 404
    entry = only(app)
    assert (entry.action, entry.facts["work"], entry.facts["status"]) == ("refused", STATEMENT, 404)


def test_a_correction_is_written_down_with_its_work(app, client):
    as_(app, EDITOR)
    row = client.get(f"/api/v1/works/{TREATY}/parallel/en-km").json["rows"][3]
    answer = client.post(
        f"/works/{TREATY}/parallel/en-km/corrections",
        data={"action": "confirm", "bead": row["bead"]},
    )
    assert answer.status_code == 303
    entry = entries(app)[-1]
    assert (entry.action, entry.name, entry.facts["work"]) == ("edit", "李明", TREATY)
    assert entry.facts["action"] == "confirm"


def test_a_long_text_sent_in_a_form_or_as_json_is_written_down_cut(app, client):
    words = "The costs of a request " * 80
    client.post("/api/v1/match", json={"text": words, "to": ["km", "zh"]})
    entry = only(app)
    assert entry.facts["text"].startswith("The costs")
    assert len(entry.facts["text"]) == 1_001
    assert entry.facts["to"] == ["km", "zh"]


def test_parameters_that_are_not_known_to_be_harmless_are_left_out(app, client):
    secrets = {"password": "correct horse", "token": "t0ken", "feed_token": "f33d", "name": "typed"}
    client.get("/search", query_string={"q": "costs", **secrets})
    as_(app, NOBODY)
    client.post("/login", data={"name": "typed", "password": "correct horse battery"})
    written = "\n".join(one.subject for one in entries(app))
    assert "costs" in written
    assert not [secret for secret in secrets.values() if secret in written]


def test_a_stranger_writes_nothing_of_their_own_into_the_log(app, client):
    as_(app, NOBODY)
    words = "拒绝引渡" * 2_000
    assert client.post("/api/v1/match", json={"text": words}).status_code == 401
    assert client.get("/search", query_string={"q": "ការបដិសេធ"}).status_code == 303
    for entry, method, path in zip(
        entries(app), ("POST", "GET"), ("/api/v1/match", "/search"), strict=True
    ):
        assert entry.action == "refused"
        assert (entry.facts["method"], entry.facts["path"]) == (method, path)
        assert not {"q", "text"} & set(entry.facts)


def test_many_refusals_of_an_address_are_counted_in_one_entry(app, client, monkeypatch):
    now = [6_000.0]
    monkeypatch.setattr("search_app.views.audit.time.time", lambda: now[0])
    as_(app, NOBODY)
    for _ in range(25):
        assert client.get("/api/v1/search?q=costs").status_code == 401
    assert len(entries(app)) == 20
    now[0] += 60
    as_(app, READER)
    client.get("/search?q=costs")
    *_, told, searched = entries(app)
    assert (told.action, told.address, told.facts) == ("refused", "127.0.0.1", {"left_out": 5})
    assert searched.action == "search"


def test_padding_does_not_push_out_what_was_searched(app, client):
    client.get("/search", query_string={"q": " \u200b" * 750 + "拒绝引渡"})
    client.get("/search", query_string={"q": "a " * 800 + "ការបដិសេធ"})
    padded, long = (one.facts for one in entries(app))
    assert padded["q"] == "拒绝引渡"
    assert long["q"].endswith("ការបដិសេធ")
    assert long["whole_sha256"]


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("/api/v1/saved/estimate?q=拒绝引渡&mode=keyword", {"q": "拒绝引渡"}),
        ("/saved/new?q=拒绝引渡", {"q": "拒绝引渡"}),
        ("/api/v1/terms?q=引渡", {"q": "引渡"}),
        ("/terms?q=引渡", {"q": "引渡"}),
    ],
)
def test_what_answers_counts_or_looks_up_is_written_down_as_a_search(app, client, path, facts):
    assert client.get(path).status_code == 200
    entry = only(app)
    assert entry.action == "search"
    assert facts.items() <= entry.facts.items()


def test_a_batch_for_programs_is_written_down_with_its_queries(app, client):
    body = "query,lang\n拒绝引渡,zh\nការបដិសេធ,km\n".encode()
    assert client.post("/api/v1/batch?format=jsonl", data=body).status_code == 200
    entry = only(app)
    assert ["拒绝引渡" in entry.facts["asked"][0], "lang=zh" in entry.facts["asked"][0]] == [
        True
    ] * 2
    assert "ការបដិសេធ" in entry.facts["asked"][1]
    assert len(entry.facts["file_sha256"]) == 64


def test_what_a_saved_query_asks_is_written_down_when_it_is_saved_run_and_opened(app, client):
    kept = {"text": "拒绝引渡", "mode": "keyword", "filters": {"lang": ["zh"]}}
    made = client.post("/api/v1/saved", json={"name": "甲", "query": kept})
    assert made.status_code == 201
    address = f"/api/v1/saved/{made.json['id']}"
    assert client.post(f"{address}/runs").status_code == 201
    for path in ("/runs", "/runs/1", "/runs/1/hits"):
        assert client.get(address + path).status_code == 200
    assert [one.action for one in entries(app)] == ["save", "run", "open", "open", "open"]
    for entry in entries(app):
        assert entry.facts["query_text"] == "拒绝引渡"
        assert entry.facts["query_mode"] == "keyword"
        assert entry.facts["query_filters"] == ["lang=zh"]


def test_a_failed_log_in_is_written_down_without_the_name_that_was_typed(app, client):
    as_(app, NOBODY)
    answer = client.post("/login", data={"name": "hunter2hunter2", "password": "wrong"})
    assert answer.status_code == 400
    entry = only(app)
    assert entry.action == "log in failed"
    assert "hunter2" not in entry.subject + entry.name


def test_the_log_of_many_requests_is_whole(app, client):
    for query in ("ការបដិសេធ", "拒绝", "refusal"):
        client.get("/search", query_string={"q": query})
    assert verify(log_of(app).every()).whole


# --------------------------------------------------------------------------- not written


@pytest.fixture
def broken(app, monkeypatch):
    """A log that cannot be written."""

    def refuse(*_):
        raise DatabaseUnavailable("the disk is full")

    monkeypatch.setattr("search_app.views.audit.record", refuse)


@pytest.mark.parametrize(
    "path", ["/search?q=costs", ARTICLE, f"/works/{TREATY}/parallel/en-zh/export/csv"]
)
def test_what_cannot_be_written_down_is_not_answered(app, client, broken, path):
    answer = client.get(path)
    assert answer.status_code == 503
    assert "audit log" in answer.get_data(as_text=True)
    assert "bear the ordinary costs" not in answer.get_data(as_text=True)
    assert "Content-Disposition" not in answer.headers
    assert answer.headers["Content-Security-Policy"]


def test_programs_are_told_so_in_their_shape(app, client, broken):
    answer = client.get("/api/v1/search?q=costs")
    assert (answer.status_code, answer.json["error"]["status"]) == (503, 503)
    assert "hits" not in answer.json


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/app.css", "/"])
def test_health_and_what_is_not_written_down_is_answered_all_the_same(app, client, broken, path):
    with client.get(path) as answer:
        assert answer.status_code == 200


def test_a_log_that_is_locked_by_another_writer_refuses_too(app, client):
    client.get("/search?q=costs")
    with app.extensions["database"].writing() as session:
        session.execute(text("SELECT 1"))
        assert client.get("/search?q=refusal").status_code == 503
    assert [one.facts["q"] for one in entries(app)] == ["costs"]
    assert client.get("/search?q=refusal").status_code == 200


# --------------------------------------------------------------------------- on and off


@pytest.mark.parametrize(
    ("accounts", "audit", "written"),
    [("off", "auto", 0), ("on", "auto", 1), ("off", "on", 1), ("on", "off", 0)],
)
def test_the_setting_says_whether_a_log_is_kept(searcher, tmp_path, accounts, audit, written):
    settings = Settings(
        database=f"sqlite:///{tmp_path}/made.sqlite3",
        accounts=accounts,
        audit=audit,
        secret_key="k" * 64,
    )
    app = create_app(searcher, settings)
    as_(app, ADMIN)
    assert app.test_client().get("/search?q=costs").status_code == 200
    assert len(entries(app)) == written


# --------------------------------------------------------------------------- shown


@pytest.fixture
def searched(app, client):
    for query in ("ការបដិសេធ", "拒绝引渡", "refusal"):
        client.get("/search", query_string={"q": query})
    client.get(ARTICLE)
    as_(app, ADMIN)
    return client


def test_admins_read_the_log_page_by_page(app, searched):
    page = searched.get("/audit?size=2").get_data(as_text=True)
    assert "chp_1__art_2" in page
    assert "refusal" in page
    assert "拒绝引渡" not in page
    assert 'rel="next"' in page
    older = searched.get("/audit?size=2&cursor=3").get_data(as_text=True)
    assert "拒绝引渡" in older
    assert "chp_1__art_2" not in older


def test_the_log_is_filtered_by_action_and_words(searched):
    found = searched.get(
        "/api/v1/audit", query_string={"text": "拒绝引渡", "action": "search"}
    ).json
    assert [one["subject"]["q"] for one in found["entries"]] == ["拒绝引渡"]
    assert searched.get("/api/v1/audit?action=open").json["entries"][0]["subject"]["work"] == TREATY
    assert searched.get("/api/v1/audit?account=r1&until=2001-01-01").json["entries"] == []
    assert len(searched.get("/api/v1/audit?account=សុខា&since=2001-01-01").json["entries"]) == 4


def test_the_api_goes_on_by_a_cursor_and_tells_the_head(app, searched):
    numbers, cursor = [], ""
    while cursor is not None:
        answer = searched.get(f"/api/v1/audit?action=search&size=1&cursor={cursor}").json
        numbers += [one["number"] for one in answer["entries"]]
        cursor = answer["next"]
    assert numbers == [3, 2, 1]
    assert answer["head"]["number"] == 6  # reading the log is in it too, each time after the answer
    assert len(answer["head"]["sha256"]) == 64


@pytest.mark.parametrize(
    "query",
    ["since=yesterday", "until=2026-13-01", "size=0", "cursor=x", "cursor=99999999999999999999"],
)
def test_a_faulty_filter_of_the_log_gets_a_sentence(searched, query):
    assert searched.get(f"/audit?{query}").status_code == 400
    answer = searched.get(f"/api/v1/audit?{query}&colour=red")
    assert answer.status_code == 400
    assert {one["parameter"] for one in answer.json["error"]["problems"]} == {
        query.partition("=")[0],
        "colour",
    }


def test_nobody_but_admins_reads_the_log(app, client):
    for identity in (READER, EDITOR, replace(ADMIN, scopes=frozenset({"read", "edit"}))):
        as_(app, identity)
        assert client.get("/audit").status_code == 403
        assert client.get("/api/v1/audit").status_code == 403


def test_a_file_of_queries_is_written_down_as_an_export(app, client):
    data = {"queries": (io.BytesIO("query\n拒绝引渡\n".encode()), "queries.csv"), "format": "csv"}
    assert client.post("/batch", data=data).status_code == 200
    entry = only(app)
    assert (entry.action, entry.facts["format"]) == ("export", "csv")


# --------------------------------------------------------------------------- for programs


def test_programs_keep_the_head_and_have_the_log_checked(app, searched):
    head = searched.get("/api/v1/audit/head").json
    assert head["number"] == 4
    found = searched.get("/api/v1/audit/verify", query_string={"head": head["sha256"].upper()}).json
    assert found == {
        "whole": True,
        "entries": 4,
        "head": head["sha256"],
        "fault": None,
        "head_found": True,
        "guards_missing": [],
    }
    # Looking at the head is not written down, having all of it checked is.
    assert searched.get("/api/v1/audit/head").json["number"] == 5
    assert entries(app)[-1].action == "read the log"
    cut = searched.get("/api/v1/audit/verify", query_string={"head": "f" * 64}).json
    assert (cut["whole"], cut["head_found"]) == (False, False)


def test_programs_are_told_of_an_entry_that_was_changed(app, searched):
    with app.extensions["database"].writing() as session:
        session.execute(text("DROP TRIGGER audit_entries_not_changed"))
        session.execute(text("UPDATE audit_entries SET name = 'ម្នាក់ទៀត' WHERE number = 2"))
    found = searched.get("/api/v1/audit/verify").json
    assert (found["whole"], found["entries"], found["head_found"]) == (False, 1, None)
    assert found["fault"]["number"] == 2
    assert found["guards_missing"] == ["audit_entries_not_changed"]


def test_the_log_is_exported_to_programs_as_the_command_writes_it(app, searched, tmp_path):
    answer = searched.get("/api/v1/audit/export")
    assert answer.mimetype == "application/jsonl"
    file = tmp_path / "log.jsonl"
    file.write_bytes(answer.data)
    # What was written down of the export itself is in it or not, by when the answer is read.
    read = list(read_lines(file, lambda *_: None))
    assert read == list(entries(app))[: len(read)]
    assert verify(read).whole
    assert len(read) >= 4


@pytest.mark.parametrize("name", ["head", "verify", "export"])
def test_the_log_is_checked_by_admins_alone_and_by_known_parameters(app, client, name):
    for identity in (READER, EDITOR):
        as_(app, identity)
        assert client.get(f"/api/v1/audit/{name}").status_code == 403
    as_(app, ADMIN)
    answer = client.get(f"/api/v1/audit/{name}?colour=red")
    assert answer.status_code == 400
    assert [one["parameter"] for one in answer.json["error"]["problems"]] == ["colour"]


def test_a_head_that_is_no_hash_is_refused(app, client):
    as_(app, ADMIN)
    answer = client.get("/api/v1/audit/verify?head=newest")
    assert [one["parameter"] for one in answer.json["error"]["problems"]] == ["head"]


@pytest.mark.parametrize(
    ("path", "action", "who"),
    [
        (f"{ARTICLE}/similar?year=x", "open", READER),
        ("/search?q=refusal&year=x", "search", READER),
        ("/audit?size=zzz", "read the log", ADMIN),
    ],
)
def test_a_page_that_shows_something_beside_what_is_wrong_is_written_down(
    app, client, path, action, who
):
    as_(app, who)
    assert client.get(path).status_code == 400
    assert only(app).action == action


def test_a_program_whose_request_is_faulty_was_shown_nothing(app, client):
    assert client.get(f"/api/v1{ARTICLE}/similar?year=x").status_code == 400
    assert entries(app) == []


def test_what_asks_for_the_methods_of_an_address_opens_nothing(app, client):
    assert client.options("/search?q=refusal").status_code == 200
    assert client.options(ARTICLE).status_code == 200
    assert entries(app) == []


def test_half_a_character_makes_no_entry_unreadable(app, client):
    sent = {
        "data": '{"work": "\\ud800", "access": ["\\udfff"]}',
        "content_type": "application/json",
    }
    assert client.post("/api/v1/access", **sent).status_code == 403
    assert only(app).facts["work"] == "?"
    as_(app, ADMIN)
    assert client.post("/api/v1/access", **sent).status_code == 400
    assert client.get("/api/v1/audit").status_code == 200
    assert "refused" in client.get("/audit").text


@pytest.mark.parametrize(
    "field", ["text", "where", "lang", "to", "threshold", "year", "work", "\\ud800"]
)
def test_half_a_character_is_told_as_a_fault_or_looked_for(client, field):
    sent = f'{{"text": "refusal", "{field}": "\\ud800"}}'
    answer = client.post("/api/v1/match", data=sent, content_type="application/json")
    assert answer.status_code in (200, 400)
    assert answer.get_json()
