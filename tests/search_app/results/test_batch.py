"""A file of queries in, one set of results out: on the site, by the API and by the command."""

import io
import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from search_app.app import create_app
from search_app.cli import main
from search_app.results import FORMATS
from search_app.results.batch import shares
from search_app.results.batch_file import COLUMNS, MAX_BYTES
from search_app.settings import Settings
from tests.search_app.instruments import index_instruments
from tests.search_app.pages import page, text_of
from tests.search_app.results.made import read_csv, read_docx, read_jsonl, read_xlsx

QUERIES = """query,name,lang,mode,limit
extradition,Extradition,en|km,keyword,2
引渡,引渡,zh,,
"""
FAULTY = """query,name,mode,lang,limit
extradition,Good,,,
"\"\"open",Faulty,magic,xx,0
បត្យាប័ន,Also good,keyword,km,
"""


# --------------------------------------------------------------------------- the site and the API


def post(client, text, **query):
    return client.post(
        "/api/v1/batch", data=text.encode("utf-8"), content_type="text/csv", query_string=query
    )


def test_the_hits_of_each_line_are_those_of_the_same_search(client):
    answer = post(client, QUERIES, format="csv")
    assert answer.status_code == 200
    found = read_csv(io.BytesIO(answer.data))
    first = client.get(
        "/api/v1/search",
        query_string={
            "q": "extradition", "lang": ["en", "km"], "mode": "keyword", "group": "provision",
        },
    ).get_json()  # fmt: skip
    assert [one["id"] for one in found if one["line"] == "2"] == [
        hit["id"] for hit in first["hits"][:2]
    ]
    assert {one["total"] for one in found if one["line"] == "2"} == {str(first["total"])}
    assert {one["limited_by"] for one in found if one["line"] == "2"} == {"asked"}
    assert {one["language"] for one in found if one["line"] == "3"} == {"zh-Hans", "zh-Hant"}


@pytest.mark.parametrize("name", FORMATS)
def test_one_bad_line_is_named_with_its_problems_and_the_rest_run(client, name):
    answer = post(client, FAULTY, format=name)
    assert answer.status_code == 200
    stream = io.BytesIO(answer.data)
    match name:
        case "csv":
            found = read_csv(stream)
            (bad,) = [one for one in found if one["line"] == "3"]
            told, good = bad["problem"], {one["line"] for one in found if one["id"]}
        case "jsonl":
            found = read_jsonl(stream)
            (bad,) = [one["problem"] for one in found if "problem" in one]
            told = " ".join(one["message"] for one in bad["problems"])
            good = {str(one["line"]) for one in found if "id" in one}
        case "xlsx":
            hits, queries = read_xlsx(stream)
            told = next(one["Problem"] for one in queries if one["Line"] == 3)
            good = {str(one["Line"]) for one in hits}
        case "docx":
            said, tables = read_docx(stream)
            told = " ".join(said)
            good = {"2", "4"} if len(tables) == 2 else set()
    assert good == {"2", "4"}
    for part in ("magic", "xx", "limit must be", "never closes"):
        assert part in told


def test_a_batch_without_a_format_is_json_lines(client):
    found = read_jsonl(io.BytesIO(post(client, QUERIES).data))
    assert [one["snapshot"]["name"] for one in found if "snapshot" in one] == [
        "Extradition", "引渡",
    ]  # fmt: skip
    assert len({one["snapshot"]["index_generation"] for one in found if "snapshot" in one}) == 1


def test_a_program_may_send_the_file_as_a_form(client):
    sent = {"queries": (io.BytesIO(QUERIES.encode()), "queries.csv")}
    answer = client.post("/api/v1/batch?format=csv", data=sent)
    assert answer.status_code == 200
    assert read_csv(io.BytesIO(answer.data))


def test_a_file_sent_without_its_kind_is_read_all_the_same(client):
    answer = client.post(
        "/api/v1/batch?format=csv",
        data=(QUERIES + 'a=b&c,"x + y",,,\n').encode(),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert {one["query"] for one in read_csv(io.BytesIO(answer.data))} == {
        "extradition", "引渡", "a=b&c",
    }  # fmt: skip


@pytest.mark.parametrize("address", ["/batch", "/api/v1/batch"])
def test_a_file_that_is_too_large_is_told_the_limit(client, address):
    part = b'--edge\r\nContent-Disposition: form-data; name="queries"; filename="a.csv"\r\n\r\n'
    answer = client.post(
        address,
        data=part + b"x" * 10 * MAX_BYTES + b"\r\n--edge--\r\n",
        content_type="multipart/form-data; boundary=edge",
        headers={"Accept-Language": "en"},
    )
    assert answer.status_code == 413
    said = answer.get_data(as_text=True)
    assert "larger than 1064960 bytes" in said
    assert "make several files of one" in said


@pytest.mark.parametrize(
    ("text", "query", "parameters"),
    [
        ("colour\nred\n", {}, {"queries"}),
        (QUERIES, {"format": "pdf"}, {"format"}),
        (QUERIES, {"format": "pdf", "nosuch": "1"}, {"format", "nosuch"}),
    ],
)
def test_the_api_names_what_is_wrong_with_a_batch(client, text, query, parameters):
    answer = post(client, text, **query)
    assert answer.status_code == 400
    problems = answer.get_json()["error"]["problems"]
    assert {problem["parameter"] for problem in problems} == parameters


def test_a_batch_may_be_larger_than_other_requests_and_not_without_end(client):
    padded = QUERIES + "x" * 9_000 + "\n"
    large = "query,name\n" + "".join(f"引渡 {'x' * 900},{number}\n" for number in range(100))
    assert len(large) > 64 * 1024
    assert post(client, large, format="csv").status_code == 200
    assert post(client, padded).status_code == 200
    assert post(client, "query\n" + "x" * (2 * MAX_BYTES)).status_code == 413


def chosen(text):
    """A file as a browser sends it."""
    return FileStorage(io.BytesIO(text.encode("utf-8")), filename="queries.csv")


def test_the_page_takes_a_file_and_gives_one(client):
    shown = page(client, "/batch")
    assert 'enctype="multipart/form-data"' in shown
    for name in COLUMNS:
        assert name in shown
    answer = client.post("/batch", data={"queries": chosen(QUERIES), "format": "xlsx"})
    assert answer.status_code == 200
    hits, queries = read_xlsx(io.BytesIO(answer.data))
    assert [one["Name"] for one in queries] == ["Extradition", "引渡"]
    assert {one["Name"] for one in hits} == {"Extradition", "引渡"}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"format": "csv"}, "Choose a file of queries"),
        ({"queries": "query\nx\n", "format": "pdf"}, "Choose a file of queries"),
        ({"queries": "colour\nred\n", "format": "csv"}, "colour"),
    ],
)
def test_the_page_says_what_is_wrong_with_a_file(client, sent, said):
    given = {name: chosen(value) if name == "queries" else value for name, value in sent.items()}
    answer = client.post("/batch", data=given, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert said in text_of(answer.get_data(as_text=True))


@pytest.mark.parametrize("language", ["km", "zh-Hans", "zh-Hant"])
def test_the_page_is_in_the_language_of_the_reader(client, language):
    assert "Many queries at once" not in page(client, "/batch", language=language)


def test_the_lines_share_what_a_file_holds(searcher):
    few = create_app(searcher, Settings(export_limit=4)).test_client()
    text = "query,group,limit\nextradition,none,\n引渡,none,\n"
    found = read_jsonl(io.BytesIO(post(few, text).data))
    stated = [one["snapshot"] for one in found if "snapshot" in one]
    assert [(one["listed"], one["limited_by"]) for one in stated] == [(2, "share"), (2, "share")]
    text = "query,group,limit\nextradition,none,3\n引渡,none,3\nបត្យាប័ន,none,3\n"
    found = read_jsonl(io.BytesIO(post(few, text).data))
    stated = [one["snapshot"] for one in found if "snapshot" in one]
    assert [(one["listed"], one["limited_by"]) for one in stated] == [
        (2, "share"), (1, "share"), (1, "share"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "most", "given"),
    [
        ([1_000, 5, 1_000, 1_000], 600, [199, 198, 198, 198]),
        ([90, 90, 90, 90], 100, [25, 25, 25, 25]),
        ([0, 3, 200, 0], 100, [97, 97, 97, 97]),
        ([5, 7], 100, [100, 100]),
        ([5, 5, 5], 2, [1, 1, 0]),
        ([], 5, []),
    ],
)
def test_what_a_line_leaves_of_its_share_is_passed_on(wanted, most, given):
    assert shares(wanted, most) == given


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(1, 200))
def test_shares_fill_a_file_and_nobody_is_cut_below_another(wanted, most):
    found = shares(wanted, most)
    listed = [min(pair) for pair in zip(wanted, found, strict=True)]
    assert sum(listed) == min(most, sum(wanted))
    cut = [got for got, want in zip(listed, wanted, strict=True) if got < want]
    assert not cut or min(cut) >= max(listed) - 1


@pytest.mark.parametrize("own", ["", "90"])
def test_lines_with_few_hits_leave_the_rest_of_a_file_to_the_others(searcher, own):
    few = create_app(searcher, Settings(export_limit=8)).test_client()
    text = (
        (
            f"query,group,limit\nextradition,none,{own}\n引渡,none,1\nzzzz,none,{own}\n"
            f"extradition OR 引渡,none,{own}\n"
        )
        .replace("query,", "mode,query,")
        .replace("\n", "\nkeyword,")
        .removesuffix("keyword,")
    )
    found = read_jsonl(io.BytesIO(post(few, text).data))
    stated = [one["snapshot"] for one in found if "snapshot" in one]
    assert min(stated[0]["total"], stated[3]["total"]) >= 4
    assert [one["listed"] for one in stated] == [4, 1, 0, 3]
    assert [one["limited_by"] for one in stated] == ["share", "asked", None, "share"]


def test_without_an_index_a_batch_is_a_failure(no_index):
    assert post(no_index, QUERIES).status_code == 503


# --------------------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def index(tmp_path_factory, encoder):
    return index_instruments(tmp_path_factory.mktemp("batch"), encoder)


def run(index, folder, text, *options, output="out.csv"):
    queries = folder / "queries.csv"
    queries.write_text(text, encoding="utf-8")
    given = ["batch", queries, "--output", folder / output, "--index", index, *options]
    return CliRunner().invoke(main, [str(one) for one in given])


@pytest.mark.parametrize("name", FORMATS)
def test_the_command_writes_the_results_of_all_lines(index, tmp_path, name):
    done = run(index, tmp_path, QUERIES, "--json", output=f"out.{name}")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["format"], said["failed"]) == (name, 0)
    assert [one["name"] for one in said["queries"]] == ["Extradition", "引渡"]
    assert said["hits"] == sum(one["listed"] for one in said["queries"])
    assert (tmp_path / f"out.{name}").stat().st_size > 0


def test_a_bad_line_is_named_and_the_status_says_so(index, tmp_path):
    done = run(index, tmp_path, FAULTY)
    assert done.exit_code == 1
    assert "line 3 (Faulty): " in done.stderr
    assert "magic" in done.stderr
    found = read_csv(io.BytesIO((tmp_path / "out.csv").read_bytes()))
    assert {one["line"] for one in found if one["id"]} == {"2", "4"}


def test_a_word_whose_beginning_is_too_common_is_a_bad_line(index, tmp_path):
    done = run(index, tmp_path, "query\nextradition AND\n引渡\n", "--json")
    said = json.loads(done.stdout)
    assert [bool(one["problems"]) for one in said["queries"]] == [True, False]
    assert done.exit_code == 1


def test_the_command_limits_the_hits_of_each_query(index, tmp_path):
    done = run(index, tmp_path, "query\nextradition\n引渡\n", "--limit", "1", "--json")
    said = json.loads(done.stdout)
    assert [(one["listed"], one["limited_by"]) for one in said["queries"]] == [(1, "asked")] * 2


@pytest.mark.parametrize(
    ("text", "output", "said"),
    [
        ("colour\nred\n", "out.csv", "colour"),
        (QUERIES, "out.pdf", ".csv, .xlsx, .jsonl, .docx"),
        (QUERIES, "none/out.csv", "is not there"),
        (QUERIES, "queries.csv", "file of queries itself"),
    ],
)
def test_what_the_command_cannot_do_is_told_and_nothing_is_written(
    index, tmp_path, text, output, said
):
    done = run(index, tmp_path, text, output=output)
    assert done.exit_code == 2
    assert said in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["queries.csv"]
    assert (tmp_path / "queries.csv").read_text("utf-8") == text


def test_a_folder_of_queries_is_told(index, tmp_path):
    given = ["batch", tmp_path, "--output", tmp_path / "a.csv", "--index", index]
    done = CliRunner().invoke(main, [str(one) for one in given])
    assert done.exit_code == 2
    assert "is a folder; give the file of queries" in done.stderr


def test_a_file_of_queries_that_is_not_there_is_told(index, tmp_path):
    given = ["batch", tmp_path / "none.csv", "--output", tmp_path / "a.csv", "--index", index]
    done = CliRunner().invoke(main, [str(one) for one in given])
    assert done.exit_code == 2
    assert "none.csv is not there" in done.stderr
