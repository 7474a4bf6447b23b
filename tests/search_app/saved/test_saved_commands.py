"""``treatylens saved``: what each command prints and with which status it ends."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from search_app.cli import main
from search_app.database import Database
from search_app.saved.run_store import RunStore
from search_app.saved.store import SavedStore
from search_app.saved.tables import SavedQueryRow


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/people.sqlite3"


@pytest.fixture
def database(url):
    made = Database(url)
    yield made
    made.close()


@pytest.fixture
def run(tmp_path, url, monkeypatch):
    """Runs a command of the group on the index and the database of the test."""
    monkeypatch.setenv("TREATYLENS_DATABASE", url)
    monkeypatch.setenv("TREATYLENS_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("TREATYLENS_EDITOR", "សុភា")

    def run_it(*arguments, status=0):
        done = CliRunner().invoke(main, ["saved", *map(str, arguments)])
        assert done.exit_code == status, done.output
        return done

    return run_it


@pytest.fixture
def documents(run):
    """The same with ``--json``: the document."""

    def run_it(*arguments, status=0):
        return json.loads(run(*arguments, "--json", status=status).stdout)

    return run_it


def add(run, name="costs", text="costs", *more):
    return run("add", name, text, "--mode", "keyword", "--no-expand", *more)


@pytest.mark.parametrize("name", ["Extradition of nationals", "បត្យាប័នជនជាតិ", "引渡本国国民"])
def test_a_query_is_saved_listed_run_and_shown(works, run, documents, name):
    works.write((1, ["refusal"]), (2, ["costs"]))
    made = documents(
        "add", name, "បត្យាប័ន", "--mode", "keyword", "--lang", "khmer", "--year", "1990..",
        "--note", "ករណី", "--tag", "引渡", "--tag", "mla", "--every", "daily",
    )  # fmt: skip
    assert made["query"]["filters"] == {"lang": ["km"]}
    assert (made["owner"], made["every"], made["tags"]) == ("សុភា", "daily", ["引渡", "mla"])
    (listed,) = documents("list")["saved"]
    assert (listed["name"], listed["last"]) == (name, None)
    assert documents("show", name)["report"] is None
    assert "has not run" in run("show", name).stdout
    (report,) = documents("run", name)["runs"]
    info = works.searcher().reader.info()
    assert report.keys() >= {"name", "count", "new", "changed", "gone", "index"}
    assert report["name"] == name
    assert (report["count"], report["new"]) == (1, ["treaty-1/km/art_1"])
    assert report["changed"] == report["gone"] == []
    assert report["index"] == {
        "generation": info.generation,
        "model": info.model,
        "profile": works.searcher().profile.label,
    }
    assert documents("list")["saved"][0]["last"]["count"] == 1
    shown = documents("show", name)
    assert shown["report"]["new"] == ["treaty-1/km/art_1"]
    assert [one["run"] for one in shown["runs"]] == [1]
    printed = run("show", name).stdout
    assert "treaty-1/km/art_1" in printed
    assert name in run("list").stdout


def test_a_query_that_is_asked_when_it_is_saved_says_how_much_it_finds(works, tmp_path, documents):
    works.write((1, ["costs"]), (2, ["costs"]))
    made = documents(
        "add", "n", "costs", "--no-expand", "--mode", "keyword", "--index", tmp_path / "index"
    )
    assert made["count"] == 2


def test_runs_are_listed_and_any_two_compared(works, run, documents):
    works.write((1, ["freezing"]), (2, ["freezing"]))
    add(run, "冻结", "freezing")
    run("run", "冻结")
    works.write((1, ["freezing_later"]), (3, ["freezing"]))
    works.remove(2)
    printed = run("run", "冻结").stdout
    assert "1 new, 1 changed, 1 gone since run 1" in printed
    assert "treaty-2/en/art_1  (removed from the index)" in printed
    run("run", "冻结")
    assert [one["run"] for one in documents("runs", "冻结")["runs"]] == [3, 2, 1]
    assert "new" in run("runs", "冻结").stdout
    report = documents("compare", "冻结", 1, 3, "--texts")
    assert (report["new"], report["changed"], report["gone"]) == (
        ["treaty-3/en/art_1"], ["treaty-1/en/art_1"], ["treaty-2/en/art_1"],
    )  # fmt: skip
    assert report["why"] == {"treaty-2/en/art_1": "removed"}
    (text,) = report["texts"]
    (difference,) = text["differences"]
    assert text["before"][slice(*difference["before"])] == "thirty"
    assert text["now"][slice(*difference["now"])] == "ninety"
    assert "within [-thirty-]{+ninety+} days" in run("compare", "冻结", 3, 1, "--texts").stdout
    assert "there is no run 9" in run("compare", "冻结", 1, 9, status=2).stderr.lower()


def test_all_are_run_or_those_that_are_due(works, run, documents, database):
    works.write((1, ["costs"]))
    add(run, "on demand")
    add(run, "ប្រចាំថ្ងៃ", "costs", "--every", "daily")
    assert [one["name"] for one in documents("run", "--all", "--due")["runs"]] == ["ប្រចាំថ្ងៃ"]
    assert documents("run", "--all", "--due") == {"runs": [], "failed": []}
    both = documents("run", "--all")["runs"]
    assert [(one["name"], one["run"]) for one in both] == [("on demand", 1), ("ប្រចាំថ្ងៃ", 2)]
    named = documents("run", "on demand", "ប្រចាំថ្ងៃ", "on demand")["runs"]
    assert [one["run"] for one in named] == [2, 3]


def test_an_empty_database_has_nothing_to_run_and_needs_no_index(run, documents):
    assert documents("run", "--all") == {"runs": [], "failed": []}
    assert documents("list") == {"saved": []}
    assert "saved add" in run("list").stdout


def test_a_database_whose_folder_is_not_there_is_no_database_with_nothing_to_run(
    run, documents, tmp_path, monkeypatch
):
    monkeypatch.setenv("TREATYLENS_DATABASE", f"sqlite:///{tmp_path}/mistyped/people.sqlite3")
    assert "is not there" in documents("run", "--all", status=1)["error"]
    assert "TREATYLENS_DATABASE" in run("run", "--all", "--due", status=1).stderr
    assert not (tmp_path / "mistyped").exists()


def test_an_index_that_is_not_there_is_told_as_json_too(works, run, documents, tmp_path):
    works.write((1, ["costs"]))
    add(run)
    document = documents("run", "--all", "--index", tmp_path / "none", status=1)
    assert document["runs"] == []
    assert [one["name"] for one in document["failed"]] == ["costs"]
    assert "index" in document["error"]


def test_where_reports_go_is_set_and_shown_by_command(works, run, documents):
    works.write((1, ["costs"]))
    add(run)
    assert "mail to nobody" in run("notify", "costs").stdout
    webhook = "https://93.184.216.34/reports"
    made = documents("notify", "costs", "--webhook", webhook)
    assert (made["webhook"], made["mail"]) == (webhook, None)
    assert made["webhook_secret"].startswith("whsec_")
    made = documents("notify", "costs", "--mail", "reader@ministry.example", "--language", "km")
    assert (made["mail"], made["language"]) == ("reader@ministry.example", "km")
    assert documents("notify", "costs", "--webhook", "")["webhook"] is None
    run("notify", "costs", "--language", "de", status=2)


def test_one_that_fails_is_named_and_the_others_run(works, run, database):
    works.write((1, ["costs"]))
    add(run, "ល្អ")
    add(run, "坏的")
    (broken,) = SavedStore(database).named("坏的", None)
    with database.writing() as session:
        session.execute(
            update(SavedQueryRow).where(SavedQueryRow.id == broken.id).values(query={"version": 99})
        )
    done = run("run", "--all", "--json", status=1)
    document = json.loads(done.stdout)
    assert [one["name"] for one in document["runs"]] == ["ល្អ"]
    (failed,) = document["failed"]
    assert failed["name"] == "坏的"
    assert "version 99" in failed["reason"]
    assert "“坏的” could not be run: the saved query is of version 99" in done.stderr
    assert "坏的" in run("list").stdout
    assert "坏的" in run("show", "坏的").stdout


def test_without_an_index_the_run_fails_with_a_sentence(run):
    add(run)
    assert "There is no index" in run("run", "--all", status=1).stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run"], "or --all"),
        (["run", "--all", "costs"], "or --all"),
        (["run", "cost"], "did you mean “costs”"),
        (["show", "ថ្លៃ"], "treatylens saved list"),
        (["remove", "ថ្លៃ"], "there is no saved query “ថ្លៃ”"),
        (["add", "costs", "x"], "already"),
        (["add", "other", '"never closed'], "never closes"),
        (["add", "other", " "], "Give a query, or a filter"),
        (["add", " ", "x"], "name"),
        (["add", "other", "x", "--year", "2020..2010"], "later year comes first"),
        (["add", "other", "x", "--kind", "poem", "--year", "soon"], "poem"),
        (["add", "other", "x", "--lang", "fr"], "not a language"),
        (["add", "other", "x", "--every", "yearly"], "yearly"),
        (["change", "costs", "--query", "(引渡"], "never closes"),
        (["compare", "costs", "1", "2"], "There is no run 2"),
        (["compare", "costs", "0", "2"], "0"),
    ],
)  # fmt: skip
def test_a_wrong_request_ends_with_one_sentence(run, arguments, said):
    add(run)
    done = run(*arguments, status=2)
    assert said in done.stderr
    assert done.stdout == ""


def test_with_no_saved_query_at_all_it_says_how_to_save_one(run):
    assert "treatylens saved add" in run("run", "costs", status=2).stderr


def test_a_saved_query_is_changed_piece_by_piece(works, run, documents):
    works.write((1, ["costs"]), (2, ["refusal"]))
    add(run, "costs", "costs", "--lang", "en", "--tag", "old", "--every", "weekly")
    run("run", "costs")
    made = documents(
        "change", "costs", "--name", "ថ្លៃ", "--query", "引渡", "--lang", "zh", "--year", "2001",
        "--every", "never", "--no-tags", "--note", "n",
    )  # fmt: skip
    assert (made["name"], made["every"], made["tags"], made["note"]) == ("ថ្លៃ", None, [], "n")
    query = made["query"]
    assert (query["text"], query["mode"], query["expand"], query["year"]) == (
        "引渡", "keyword", False, "2001",
    )  # fmt: skip
    assert query["filters"] == {"lang": ["zh"]}
    (report,) = documents("run", "ថ្លៃ")["runs"]
    assert (report["new"], report["gone"]) == (["treaty-2/zh/art_1"], ["treaty-1/en/art_1"])
    assert report["notes"] == ["The query was changed: differences may come from that."]
    assert documents("change", "ថ្លៃ", "--tag", "ថ្មី")["query"] == query
    assert run("change", "ថ្លៃ", "--note", "").stdout.startswith("Changed")


def test_a_query_with_a_dash_is_saved_after_two(run, documents):
    run("add", "--mode", "keyword", "without", "--", "-appeal costs")
    assert documents("list")["saved"][0]["query"]["text"] == "-appeal costs"


def test_a_removed_query_is_gone_with_its_runs(works, run, documents, database):
    works.write((1, ["costs"]))
    add(run)
    run("run", "costs")
    (one,) = SavedStore(database).every()
    assert documents("remove", "costs") == {"removed": "costs", "id": one.id}
    assert documents("list") == {"saved": []}
    assert RunStore(database).runs(one.id) == []


def test_of_two_owners_queries_of_one_name_the_owner_is_named(run, documents, database):
    add(run)
    store = SavedStore(database)
    store.give(store.every()[0].id, "a1", "Lin")
    add(run)
    assert "name its --owner, Lin, សុភា" in run("show", "costs", status=2).stderr
    assert documents("show", "costs", "--owner", "Lin")["owner"] == "Lin"
    assert documents("show", "costs", "--owner", "សុភា")["owner"] == "សុភា"


def test_several_show_their_progress_on_standard_error_alone(works, run):
    works.write((1, ["costs"]))
    for name in ("a", "b"):
        add(run, name)
    done = run("run", "--all", "--json")
    assert json.loads(done.stdout)["runs"]


def test_neither_flask_nor_the_database_are_imported_before_they_are_needed():
    code = (
        "import sys; from search_app.cli import main;"
        "print(sorted({name.partition('.')[0] for name in sys.modules}"
        " & {'flask', 'sqlalchemy', 'alembic'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    code = "import sys, search_app.saved_listing; print('flask' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --------------------------------------------------------------------------- carried elsewhere


def test_saved_queries_are_carried_to_another_database_runs_and_all(
    works, run, documents, tmp_path, monkeypatch, database_url
):
    works.write((1, ["freezing"]), (2, ["freezing"]))
    add(run, "冻结", "freezing", "--tag", "ថ្មី", "--every", "daily")
    add(run, "never run")
    run("run", "冻结")
    works.write((1, ["freezing_later"]))
    works.remove(2)
    run("run", "冻结")
    before = [documents("show", name, "--texts") for name in ("冻结", "never run")]
    file = tmp_path / "saved.json"
    assert documents("export", file)["saved"] == 2
    monkeypatch.setenv("TREATYLENS_DATABASE", database_url.replace("made.sqlite3", "other.sqlite3"))
    assert documents("import", file) == {"added": 2, "unchanged": 0, "failed": []}
    assert documents("import", file) == {"added": 0, "unchanged": 2, "failed": []}
    assert [documents("show", name, "--texts") for name in ("冻结", "never run")] == before
    (report,) = documents("run", "冻结")["runs"]
    assert (report["run"], report["new"], report["gone"]) == (3, [], [])
    run("remove", "冻结")
    run("remove", "never run")


def test_a_name_that_is_taken_there_is_named_and_the_rest_taken_in(run, documents, tmp_path):
    add(run, "ថ្លៃ")
    add(run, "other")
    file = tmp_path / "saved.json"
    run("export", file, "--no-runs")
    for name in ("ថ្លៃ", "other"):
        run("remove", name)
    add(run, "ថ្លៃ", "another")
    done = run("import", file, "--json", status=1)
    document = json.loads(done.stdout)
    assert document["added"] == 1
    assert [one["name"] for one in document["failed"]] == ["ថ្លៃ"]
    assert "“ថ្លៃ”: There is a saved query" in done.stderr
    assert {one["name"] for one in documents("list")["saved"]} == {"ថ្លៃ", "other"}


def test_secrets_stay_behind(run, database, tmp_path):
    from search_app.saved.queries import Change

    add(run)
    store = SavedStore(database)
    store.change(
        store.every()[0].id,
        None,
        Change(feed_token="hidden", webhook="https://hidden", webhook_secret="hidden"),
    )
    file = tmp_path / "saved.json"
    run("export", file)
    assert "hidden" not in file.read_text(encoding="utf-8")


def with_run(document, **values):
    """The text of a file whose only run has other values."""
    (saved,) = document["saved"]
    (made,) = saved["runs"]
    return json.dumps(document | {"saved": [saved | {"runs": [made | values]}]})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: "not JSON",
        lambda one: "[]",
        lambda one: json.dumps(one | {"format": "other"}),
        lambda one: json.dumps(one | {"version": 2}),
        lambda one: json.dumps(one | {"texts": {}}),
        lambda one: json.dumps(one | {"hits": {}}),
        lambda one: json.dumps(one | {"texts": dict.fromkeys(one["texts"], "false")}),
        lambda one: json.dumps(one | {"saved": [one["saved"][0] | {"name": ""}]}),
        lambda one: json.dumps(one | {"saved": [one["saved"][0] | {"id": "../x"}]}),
        lambda one: json.dumps(one | {"saved": [one["saved"][0]] * 2}),
        lambda one: json.dumps(one | {"saved": [one["saved"][0] | {"note": "\ud800"}]}),
        lambda one: json.dumps(one)[:-1] + ', "deep": ' + "[" * 200_000 + "]" * 200_000 + "}",
        lambda one: with_run(one, count=2**70),
        lambda one: with_run(one, generation=2**70),
        lambda one: with_run(one, id=""),
        lambda one: with_run(one, account="\ud800"),
        lambda one: with_run(one, at="0001-01-01T00:00:00+14:00"),
        lambda one: json.dumps(one | {"saved": [one["saved"][0] | {"created_at": "soon"}]}),
        lambda one: json.dumps(one | {"saved": [one["saved"][0] | {"runs": 2}]}),
        lambda one: json.dumps(one | {"saved": "all"}),
    ],
)
def test_a_file_with_a_fault_is_refused_whole(works, run, documents, tmp_path, spoil):
    works.write((1, ["costs"]))
    add(run)
    run("run", "costs")
    file = tmp_path / "saved.json"
    run("export", file)
    run("remove", "costs")
    file.write_text(spoil(json.loads(file.read_text(encoding="utf-8"))), encoding="utf-8")
    done = run("import", file, status=2)
    assert done.stderr.startswith("treatylens: ")
    assert "Traceback" not in done.output
    assert documents("list") == {"saved": []}


BAD_QUERIES = [
    [],
    {"mode": "zzz"},
    {"sort": "zzz"},
    {"text": 5},
    {"text": "\0"},
    {"filters": {"lang": [5]}},
    {"filters": {"lang": "en"}},
    {"filters": {"lang": ["fr"]}},
    {"filters": {"party": [["x"]]}},
    {"year": "soon"},
    {"expand": "yes"},
    {"version": True},
]


@pytest.mark.parametrize("bad", BAD_QUERIES)
def test_a_query_that_no_version_can_run_is_not_taken_in_and_the_rest_is(
    run, documents, tmp_path, bad
):
    add(run, "បត្យាប័ន")
    add(run, "引渡")
    file = tmp_path / "saved.json"
    run("export", file)
    for name in ("បត្យាប័ន", "引渡"):
        run("remove", name)
    document = json.loads(file.read_text(encoding="utf-8"))
    (spoilt,) = (one for one in document["saved"] if one["name"] == "引渡")
    spoilt["query"] = bad if bad == [] else spoilt["query"] | bad
    text = json.dumps(document)
    file.write_text(text, encoding="utf-8")
    if "\\u0000" in text:
        assert "zero" in run("import", file, status=2).stderr
        return
    done = run("import", file, "--json", status=1)
    taken = json.loads(done.stdout)
    assert (taken["added"], [one["name"] for one in taken["failed"]]) == (1, ["引渡"])
    assert [one["name"] for one in documents("list")["saved"]] == ["បត្យាប័ន"]


def test_a_query_of_a_later_version_is_taken_in_for_that_version(run, documents, tmp_path):
    add(run)
    file = tmp_path / "saved.json"
    run("export", file)
    run("remove", "costs")
    document = json.loads(file.read_text(encoding="utf-8"))
    document["saved"][0]["query"] = {"version": 99, "asks": "more"}
    file.write_text(json.dumps(document), encoding="utf-8")
    assert documents("import", file)["added"] == 1
    assert documents("list")["saved"][0]["query"] == {"version": 99, "asks": "more"}


@pytest.mark.parametrize("bad", [[], {}, *({**{"version": 1}, **one} for one in BAD_QUERIES[1:])])
def test_a_row_that_cannot_be_read_stops_no_other(works, run, documents, database, bad):
    works.write((1, ["costs"]))
    add(run, "ល្អ")
    add(run, "坏的")
    with database.writing() as session:
        session.execute(update(SavedQueryRow).where(SavedQueryRow.name == "坏的").values(query=bad))
    document = documents("run", "--all", status=1)
    assert [one["name"] for one in document["runs"]] == ["ល្អ"]
    assert "cannot be read" in document["failed"][0]["reason"]
    assert "坏的" in run("list").stdout
    assert "坏的" in run("show", "坏的").stdout
    run("change", "坏的", "--query", "costs")
    assert len(documents("run", "--all")["runs"]) == 2


def test_what_was_found_is_told_before_notices_are_sent(works, run, monkeypatch):
    from search_app import saved_notices
    from search_app.database_errors import DatabaseLocked

    def locked(*_):
        raise DatabaseLocked("the database is being written to; try again")

    monkeypatch.setattr(saved_notices, "send_notices", locked)
    works.write((1, ["costs"]))
    add(run)
    done = run("run", "costs", "--json", status=1)
    assert json.loads(done.stdout)["runs"][0]["new"] == ["treaty-1/en/art_1"]
    assert "at the next call: the database is being written to" in done.stderr


def test_a_database_that_cannot_be_used_names_what_did_not_run(works, run, tmp_path):
    add(run)
    (tmp_path / "people.sqlite3").write_bytes(b"no database" * 100)
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"people.sqlite3{suffix}").unlink(missing_ok=True)
    done = run("run", "costs", "--json", status=1)
    document = json.loads(done.stdout)
    assert document["runs"] == []
    assert document["failed"][0]["name"] == "costs"
    assert "“costs” could not be run" in done.stderr
    assert json.loads(run("run", "--all", "--json", status=1).stdout)["error"]


def test_filters_are_given_by_clause_and_cleared(run, documents):
    made = add_with(documents, "--clause", "definitions", "--year", "2001", "--lang", "km")
    assert made["query"]["filters"].keys() == {"clause", "lang"}
    changed = documents("change", "costs", "--no-filters", "--lang", "zh")
    assert (changed["query"]["filters"], changed["query"]["year"]) == ({"lang": ["zh"]}, "")
    assert documents("change", "costs", "--no-filters")["query"]["filters"] == {}


def add_with(documents, *more):
    return documents("add", "costs", "costs", *more)


def test_a_query_is_shared_with_a_group_that_there_is(run, documents, database, monkeypatch):
    from search_app.accounts.groups import GroupStore

    GroupStore(database).add("ក្រុមប្រឹក្សា")
    assert add_with(documents, "--share", "anything")["shared_with"] == "anything"
    monkeypatch.setenv("TREATYLENS_ACCOUNTS", "on")
    said = run("change", "costs", "--share", "ក្រុមប្រឹក្ស", status=2).stderr
    assert "did you mean “ក្រុមប្រឹក្សា”" in said
    assert "no group" in run("add", "other", "x", "--share", "zzz", status=2).stderr
    changed = documents("change", "costs", "--share", "ក្រុមប្រឹក្សា")
    assert changed["shared_with"] == "ក្រុមប្រឹក្សា"
    shown = run("show", "costs").stdout
    for said in ("owner: សុភា", "shared with: ក្រុមប្រឹក្សា", "created: ", "changed: "):
        assert said in shown


def test_a_change_of_signs_or_letter_case_alone_is_said(works, run, monkeypatch):
    from tests.search_app.saved import small_works

    heading, text = small_works.TEXTS["costs"]["en"]
    shouted = {"en": (heading, text.upper()), "zh": ("费用", "。"), "km": ("ថ្លៃ", "។")}
    monkeypatch.setitem(small_works.TEXTS, "costs_loud", shouted)
    works.write((1, ["costs"]))
    add(run)
    run("run", "costs")
    works.write((1, ["costs_loud"]))
    run("run", "costs")
    printed = run("show", "costs", "--texts").stdout
    assert "The words are the same" in printed
    assert text in printed
    assert text.upper() in printed
