"""Whole results downloaded from the site, from the API and by the command."""

import io
import json
import re
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from search_app.app import create_app
from search_app.catalogue import CatalogueCache
from search_app.cli import main
from search_app.every_hit import IndexChanged
from search_app.forms import SearchForm
from search_app.results import DOCX_HITS, FORMATS
from search_app.results.export import Source, export_result
from search_app.searcher import Searcher
from search_app.settings import Settings
from search_app.views import results
from tests.indexer.engine_cases import EnginePlace
from tests.search_app.instruments import TREATY, index_instruments
from tests.search_app.many_provisions import write_another, write_many
from tests.search_app.pages import page
from tests.search_app.results.made import read_csv, read_docx, read_jsonl, read_xlsx

SITE, API = "/search/export", "/api/v1/search/export"


def ids_of(name, data):
    """The ids of the hits of a file of any format, in order."""
    stream = io.BytesIO(data)
    match name:
        case "csv":
            return [one["id"] for one in read_csv(stream) if one["id"]]
        case "jsonl":
            return [one["id"] for one in read_jsonl(stream)[1:]]
        case "xlsx":
            return [one["Provision"] for one in read_xlsx(stream)[0]]
    _, tables = read_docx(stream)
    return [re.search(r"Provision: (\S+)", one[3])[1] for table in tables for one in table[1:]]


# --------------------------------------------------------------------------- the site and the API


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("query", ["extradition", "引渡", "បត្យាប័ន"])
def test_a_file_has_the_hits_of_the_pages_in_their_order(client, name, query):
    answer = client.get(f"{SITE}/{name}", query_string={"q": query})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(FORMATS[name].media_type.partition(";")[0])
    assert answer.content_length == len(answer.data)
    shown = client.get("/api/v1/search", query_string={"q": query, "group": "provision"})
    listed = [hit["id"] for hit in shown.get_json()["hits"]]
    assert ids_of(name, answer.data)[: len(listed)] == listed
    assert len(ids_of(name, answer.data)) == shown.get_json()["total"]


@pytest.mark.parametrize("name", FORMATS)
def test_the_api_lists_every_version_as_a_search_of_it_does(client, name):
    answer = client.get(f"{API}/{name}", query_string={"type": "treaty", "lang": "km"})
    shown = client.get(
        "/api/v1/search", query_string={"type": "treaty", "lang": "km", "size": 100}
    ).get_json()
    assert ids_of(name, answer.data) == [hit["id"] for hit in shown["hits"]]


def test_a_row_says_where_the_provision_is_from_and_where_it_stands(client):
    (one, *_) = read_csv(io.BytesIO(client.get(f"{SITE}/csv?q=bank+secrecy&lang=en").data))
    assert one["id"] == f"{TREATY}/en/chp_1__art_2"
    assert one["address"] == f"http://localhost/works/{TREATY}/en/chp_1__art_2"
    assert (one["type"], one["signed"], one["parties"]) == (
        "treaty", "2011-03-04", "Northland; Southland",
    )  # fmt: skip
    assert (one["number"], one["heading"]) == ("Article 2", "Grounds for Refusal")
    assert one["source_file"] == "en.txt"
    assert len(one["source_sha256"]) == len(one["text_sha256"]) == 64
    assert one["other_languages"].split("; ") == [
        f"{TREATY}/{code}/chp_1__art_2" for code in ("zh", "km")
    ]
    assert "bank secrecy" in one["text"]


def test_parties_are_named_in_the_language_of_the_hit(client):
    found = read_jsonl(io.BytesIO(client.get(f"{API}/jsonl?work={TREATY}").data))[1:]
    named = {one["language"]: one["parties"] for one in found}
    assert named["zh-Hans"] == ["北国", "南国"]
    assert named["km"][0] == "ប្រទេសជើង"


def test_the_page_of_results_leads_to_the_whole_result_in_every_format(client):
    shown = page(client, "/search", q="引渡", lang="zh", **{"from": 1})
    links = re.findall(r'href="(/search/export/[^"]+)" download', shown)
    assert [link.partition("?")[0] for link in links] == [f"{SITE}/{name}" for name in FORMATS]
    assert "Download all" in shown
    assert all("from=" not in link for link in links)
    for link in links:
        assert client.get(link).status_code == 200


def test_a_file_is_called_by_what_was_asked(client):
    header = client.get(f"{SITE}/csv", query_string={"q": 'a/b: "引渡" ?'}).headers
    full = unquote(header["Content-Disposition"].partition("filename*=UTF-8''")[2])
    assert re.fullmatch(r"TreatyLens a b 引渡 \d{4}-\d\d-\d\d\.csv", full)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{SITE}/pdf?q=x", 404),
        (f"{SITE}/csv", 400),
        (f"{SITE}/csv?q=%22open", 400),
        (f"{SITE}/csv?q=x&mode=magic&lang=xx", 400),
        (f"{API}/csv?q=x&nosuch=1", 400),
        (f"{API}/pdf?q=x", 404),
    ],
)
def test_what_cannot_be_asked_is_refused_and_no_file(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    assert "Content-Disposition" not in answer.headers
    if path.startswith("/api/"):
        assert answer.get_json()["error"]["status"] == status


def test_every_problem_is_named_at_once(client):
    told = client.get(f'{API}/csv?q="open&mode=magic&lang=xx&year=1').get_json()["error"]
    assert {problem["parameter"] for problem in told["problems"]} == {"q", "mode", "lang", "year"}


@pytest.mark.parametrize("address", [f"{SITE}/csv?q=x", f"{API}/xlsx?q=x"])
def test_without_an_index_there_is_no_file(no_index, address):
    answer = no_index.get(address)
    assert answer.status_code == 503
    assert "Content-Disposition" not in answer.headers


def test_a_failure_half_way_is_a_failure_and_no_short_file(app, client, monkeypatch):
    def broken(*_):
        raise IndexChanged

    monkeypatch.setattr("search_app.every_hit.WholeResult.hits", broken)
    answer = client.get(f"{API}/csv?q=extradition")
    assert answer.status_code == 503
    assert "written to" in answer.get_json()["error"]["message"]


def test_the_setting_limits_a_file_which_says_so(searcher):
    few = create_app(searcher, Settings(export_limit=2)).test_client()
    first, *rest = read_jsonl(io.BytesIO(few.get(f"{API}/jsonl?q=extradition").data))
    assert len(rest) == first["snapshot"]["listed"] == 2
    assert first["snapshot"]["total"] > 2
    assert first["snapshot"]["limited_by"] == "export_limit"
    assert first["snapshot"]["limit"] == 2


def test_a_large_file_is_sent_whole_from_the_disk(client, monkeypatch):
    whole = client.get(f"{SITE}/csv?q=extradition").data
    monkeypatch.setattr(results, "SPOOLED", 100)
    sent = client.get(f"{SITE}/csv?q=extradition").data
    assert ids_of("csv", sent) == ids_of("csv", whole)


# --------------------------------------------------------------------------- many hits, and changes


@pytest.fixture(scope="module")
def many(tmp_path_factory, encoder):
    place = EnginePlace(tmp_path_factory.mktemp("many") / "index")
    write_many(place, encoder)
    reader = place.reader()
    yield Searcher(reader, encoder)
    reader.close()


def source(searcher, most=100_000, **options):
    catalogues = CatalogueCache()
    return Source(
        searcher=searcher,
        catalogue=lambda: catalogues.of(searcher.reader),
        most=most,
        address=lambda identity: f"/works/{identity}",
        **options,
    )


@pytest.mark.parametrize("name", ["csv", "jsonl", "xlsx"])
def test_a_file_goes_on_past_ten_thousand_hits(many, name):
    stream, told = io.BytesIO(), []
    asked = SearchForm(q="extradition 引渡 បត្យាប័ន", mode="keyword", group="none")
    made = export_result(
        source(many, progress=lambda *now: told.append(now)), asked, FORMATS[name], stream
    )
    ids = ids_of(name, stream.getvalue())
    assert len(ids) == len(set(ids)) == made.snapshot.total == made.snapshot.listed > 10_000
    assert told[-1][0] > len(ids) - 200
    assert {total for _, total, _ in told} == {len(ids)}


def test_word_has_a_limit_of_its_own_and_says_why(many):
    stream = io.BytesIO()
    made = export_result(
        source(many), SearchForm(q="extradition", mode="keyword"), FORMATS["docx"], stream
    )
    assert made.snapshot.listed == min(DOCX_HITS, made.snapshot.total)
    cut = export_result(
        source(many), SearchForm(year="1990..2020", group="none"), FORMATS["docx"], stream
    )
    assert (cut.snapshot.listed, cut.why) == (DOCX_HITS, "format")
    assert len(ids_of("docx", stream.getvalue())) == DOCX_HITS


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_an_index_that_changes_is_begun_again(tmp_path, encoder, name):
    place = EnginePlace(tmp_path / "index")
    write_many(place, encoder, works=6)
    reader = place.reader()
    written = []

    def address(identity):
        if not written:
            written.append(write_another(place, encoder))
        return identity

    stream = io.BytesIO()
    made = export_result(
        Source(
            searcher=Searcher(reader, encoder),
            catalogue=lambda: CatalogueCache().of(reader),
            most=100_000,
            address=address,
        ),
        SearchForm(q="extradition", mode="keyword", expand=False, group="none"),
        FORMATS[name],
        stream,
    )
    ids = ids_of(name, stream.getvalue())
    assert len(ids) == len(set(ids)) == made.snapshot.total
    assert any(one.startswith("later-treaty/") for one in ids)
    assert made.snapshot.generation == reader.info().generation
    reader.close()


# --------------------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def index(tmp_path_factory, encoder):
    return index_instruments(tmp_path_factory.mktemp("exports"), encoder)


def call(*arguments, **environment):
    return CliRunner().invoke(main, [str(part) for part in arguments], env=environment)


@pytest.mark.parametrize("name", FORMATS)
def test_the_command_writes_a_file_by_the_end_of_its_name(index, tmp_path, name):
    target = tmp_path / f"hits.{name}"
    done = call("search", "extradition", "--index", index, "--export", target, "--json")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["format"] == name
    assert said["total"] == said["listed"] == len(ids_of(name, target.read_bytes()))
    assert [one.name for one in tmp_path.iterdir()] == [target.name]


FILTERED = [
    ("lang", "km"), ("type", "treaty"), ("party", "南国"), ("status", "in_force"),
    ("kind", "art"), ("work", TREATY), ("year", "2010..2015"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), FILTERED)
def test_the_command_filters_as_the_site_does(index, client, name, value):
    options = ["search", "extradition", "--index", index, f"--{name}", value, "--size", "50"]
    found = json.loads(call(*options, "--json").stdout)
    asked = {"q": "extradition", name: value, "size": 50}
    shown = client.get("/api/v1/search", query_string=asked).get_json()
    assert found["hits"]
    assert [hit["id"] for hit in found["hits"]] == [hit["id"] for hit in shown["hits"]]
    assert set(found) == set(shown)


def test_the_command_lists_by_filters_without_words(index):
    found = json.loads(call("search", "", "--work", TREATY, "--index", index, "--json").stdout)
    assert found["total"] == 12


def test_the_command_goes_on_by_a_cursor(index):
    options = ["search", "extradition", "--index", index, "--size", "3", "--json"]
    first = json.loads(call(*options).stdout)
    second = json.loads(call(*options, "--cursor", first["next"]).stdout)
    whole = json.loads(call("search", "extradition", "--index", index, "--json").stdout)
    listed = [hit["id"] for hit in (*first["hits"], *second["hits"])]
    assert listed == [hit["id"] for hit in whole["hits"]][:6]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--export", "{folder}/hits.pdf"], ".csv, .xlsx, .jsonl, .docx"),
        (["--export", "{folder}/none/hits.csv"], "is not there"),
        (["--kind", "verse"], "kind cannot be"),
        (["--year", "long ago"], "not a year"),
        (["--cursor", "nonsense"], "no cursor"),
    ],
)
def test_what_the_command_cannot_do_is_told_in_a_sentence(index, tmp_path, options, said):
    given = [option.format(folder=tmp_path) for option in options]
    done = call("search", "extradition", "--index", index, *given)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_file_that_fails_leaves_what_was_there(index, tmp_path):
    target = tmp_path / "hits.csv"
    target.write_text("kept", encoding="utf-8")
    done = call("search", '"open', "--index", index, "--export", target)
    assert done.exit_code == 2
    assert [one.read_text("utf-8") for one in tmp_path.iterdir()] == ["kept"]


def test_nothing_is_drawn_where_there_is_no_terminal(index, tmp_path):
    done = call("search", "引渡", "--index", index, "--export", tmp_path / "a.csv")
    assert done.stdout == ""
    assert done.stderr.strip().endswith("hits are listed.")
