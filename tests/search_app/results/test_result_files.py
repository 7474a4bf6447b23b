"""Files of results read back by the programs that people open them with."""

import csv
import io
import json
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from search_app.exchange import ExchangeError
from search_app.exchange.characters import storable
from search_app.exchange.delimited import FORMULA_STARTS
from search_app.exchange.sheet_parts import MOST_CHARACTERS
from search_app.forms import Problem
from search_app.messages import msg
from search_app.results import FORMATS, format_of, spreadsheet
from search_app.results.answers import LIMITS, STATED
from search_app.results.rows import COLUMNS
from tests.search_app.results.made import (
    SNAPSHOT,
    answer,
    made,
    read_csv,
    read_docx,
    read_jsonl,
    read_xlsx,
    row,
    rows,
)

#: Any text: every kind of character, and those that programs trip over often.
ODD = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("=+-@\t\r\n＝＋－＠'\"\\,; \x00\x0b\x1b\u200b\ufeff\ud800\udfff\uffff"),
        st.sampled_from("មាត្រា៖។បត្យាប័ន引渡條約𠮷😀"),
    ),
    max_size=60,
)
HARM = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "'=1",
    "Plain;=1+1;x",
    "Plain; =1+1;x",
    'Plain;"=1+1&"x',
    "Plain\t@SUM(A1)|-1",
    "Plain\n＝1\r\n\u00a0+1",
    "Plain;'=1;''x",
]
TEXTS = ("title", "number", "heading", "text", "source_file")


def as_table(one):
    return {name: "" if value is None else str(value) for name, value in one.cells().items()}


# --------------------------------------------------------------------------- what is in them


def test_a_csv_has_a_row_for_each_hit_and_states_the_query_beside_it():
    found = read_csv(made("csv", answer(rows())))
    assert [{name: one[name] for name in COLUMNS} for one in found] == list(map(as_table, rows()))
    for one in found:
        assert one["query"] == "extradition"
        assert one["filters"] == "lang=en; lang=km; year=2010..2020"
        assert one["searched_at"] == SNAPSHOT.at
        assert (one["index_generation"], one["model"]) == ("7", "bundled-1")
        assert (one["profile"], one["total"], one["listed"]) == ("default/4", "3", "3")
        assert (one["limit"], one["limited_by"]) == ("100000", "")


def test_pandas_reads_a_csv_without_an_option():
    pandas = pytest.importorskip("pandas", reason="pandas comes with the extra `training`")
    frame = pandas.read_csv(made("csv", answer(rows())))
    assert list(frame.columns) == [*COLUMNS, *STATED]
    assert frame["rank"].tolist() == [1, 2, 3]
    assert frame["text"].tolist() == [one.text for one in rows()]
    assert frame["total"].unique().tolist() == [3]


def test_a_csv_without_hits_still_states_the_query():
    (only,) = read_csv(made("csv", answer([], snapshot=replace(SNAPSHOT, total=0))))
    assert (only["id"], only["query"], only["total"]) == ("", "extradition", "0")


def test_json_lines_state_the_query_first_and_keep_values_apart():
    first, *rest = read_jsonl(made("jsonl", answer(rows())))
    assert first["snapshot"]["filters"] == {"lang": ["en", "km"], "year": ["2010..2020"]}
    assert first["snapshot"]["total"] == 3
    assert first["snapshot"]["limited_by"] is None
    assert rest == [json.loads(json.dumps(one.as_json())) for one in rows()]
    assert rest[0]["parties"] == ["Northland", "Southland"]
    assert rest[0]["semantic_rank"] is None


def test_a_spreadsheet_has_the_hits_on_one_sheet_and_the_query_on_another():
    hits, queries = read_xlsx(made("xlsx", answer(rows())))
    assert [one["Text"] for one in hits] == [one.text for one in rows()]
    assert [one["Rank"] for one in hits] == [1, 2, 3]
    assert hits[0]["Score"] == 1.25
    assert hits[0]["Rank by meaning"] is None
    (stated,) = queries
    assert (stated["Query"], stated["Hits in all"], stated["Index generation"]) == (
        "extradition", 3, 7,
    )  # fmt: skip
    assert stated["How many"] == "All 3 hits are listed."


def test_each_text_of_a_spreadsheet_is_in_the_font_of_its_language():
    sheet = openpyxl.load_workbook(made("xlsx", answer(rows()))).worksheets[0]
    place = list(COLUMNS).index("text") + 1
    assert [sheet.cell(line, place).font.name for line in (2, 3, 4)] == [
        "Times New Roman",
        "SimSun",
        "Khmer OS Battambang",
    ]
    assert sheet.freeze_panes == "A2"


def test_a_word_document_states_the_query_above_a_table_of_the_hits():
    said, (table,) = read_docx(made("docx", answer(rows())))
    assert said[0] == "Search results"
    assert "Query: extradition" in said
    assert "Index generation: 7" in said
    assert "All 3 hits are listed." in said
    assert table[0] == ["Rank", "Provision", "Text", "Record"]
    for line, one in zip(table[1:], rows(), strict=True):
        assert line[0] == str(one.rank)
        assert f"{one.number} {one.heading}" in line[1]
        assert line[2] == one.text
        for part in (one.id, one.address, one.text_sha256, one.source_sha256, one.source_file):
            assert part in line[3]


@pytest.mark.parametrize("why", LIMITS)
@pytest.mark.parametrize("name", FORMATS)
def test_a_limit_that_cut_the_result_is_stated(name, why):
    cut = answer(rows()[:2], snapshot=replace(SNAPSHOT, limit=2), why=why)
    file = made(name, cut)
    match name:
        case "csv":
            one = read_csv(file)[0]
            assert (one["total"], one["listed"], one["limited_by"]) == ("3", "2", why)
        case "jsonl":
            assert read_jsonl(file)[0]["snapshot"]["limited_by"] == why
        case "xlsx":
            said = read_xlsx(file)[1][0]["How many"]
            assert said == f"The first 2 of 3 hits are listed: {LIMITS[why].english}."
        case "docx":
            assert any("The first 2 of 3 hits are listed" in one for one in read_docx(file)[0])


def test_the_labels_are_in_the_language_of_the_reader():
    said = {"say": lambda message: f"<{message.english}>"}
    hits, _ = read_xlsx(made("xlsx", answer(rows()), **said))
    assert "<Text>" in hits[0]
    assert read_docx(made("docx", answer(rows()), **said))[1][0][0][2] == "<Text>"
    assert "text" in read_csv(made("csv", answer(rows()), **said))[0]


# --------------------------------------------------------------------------- several queries


def batch_of_three():
    return (
        answer(rows(), line=2, name="Extradition"),
        answer([], line=3, name="ទទេ", query="nothing", snapshot=replace(SNAPSHOT, total=0)),
        answer([], line=5, snapshot=None, problems=[Problem(parameter="mode", message=msg("No."))]),
    )


def test_a_batch_says_of_each_hit_which_query_found_it():
    found = read_csv(made("csv", *batch_of_three(), batch=True))
    assert [(one["line"], one["name"], one["rank"]) for one in found] == [
        ("2", "Extradition", "1"),
        ("2", "Extradition", "2"),
        ("2", "Extradition", "3"),
        ("3", "ទទេ", ""),
        ("5", "", ""),
    ]
    assert found[3]["total"] == "0"
    assert (found[4]["total"], found[4]["problem"]) == ("", "No.")


def test_a_batch_in_json_lines_states_each_query_before_its_hits():
    found = read_jsonl(made("jsonl", *batch_of_three(), batch=True))
    assert [next(iter(one)) for one in found] == [
        "snapshot", "line", "line", "line", "snapshot", "problem",
    ]  # fmt: skip
    assert found[0]["snapshot"]["name"] == found[1]["name"] == "Extradition"
    assert found[-1]["problem"]["problems"] == [{"parameter": "mode", "message": "No."}]


def test_a_batch_in_a_spreadsheet_lists_the_queries_on_their_own_sheet():
    hits, queries = read_xlsx(made("xlsx", *batch_of_three(), batch=True))
    assert [one["Line"] for one in hits] == [2, 2, 2]
    assert [(one["Line"], one["Problem"]) for one in queries] == [(2, None), (3, None), (5, "No.")]


def test_a_batch_in_word_has_a_table_for_each_query_with_hits():
    said, tables = read_docx(made("docx", *batch_of_three(), batch=True))
    assert len(tables) == 1
    assert said.index("Line 2 · Extradition") < said.index("Line 3 · ទទេ") < said.index("Line 5")
    assert "No." in said


# --------------------------------------------------------------------------- harm and odd texts


@pytest.mark.parametrize("text", HARM)
def test_no_cell_of_a_csv_is_run_as_a_formula(text):
    stream = made("csv", answer([row(text=text, heading=text)], query=text))
    _, line = csv.reader(io.StringIO(stream.read().decode("utf-8-sig"), newline=""))
    assert not [cell for cell in line if cell.startswith(FORMULA_STARTS)]
    stream.seek(0)
    (one,) = read_csv(stream)
    assert (one["text"], one["heading"], one["query"]) == (text, text, text)


@pytest.mark.parametrize("text", HARM)
@pytest.mark.parametrize("separator", ";|\t")
def test_no_cell_is_run_where_lists_have_another_separator(text, separator):
    stream = made(
        "csv", answer([row(text=text, heading=text, parties=("South", text))], query=text)
    )
    read = io.StringIO(stream.read().decode("utf-8-sig"), newline="")
    cells = [cell for line in csv.reader(read, delimiter=separator) for cell in line]
    assert not [cell for cell in cells if cell.lstrip(' "\u00a0').startswith(tuple("=+-@＝＋－＠"))]


def test_punctuation_within_a_text_stays_as_it_is():
    text = "1; 2, -3\n\nArticle 2 – “x” | ក; 'a'"
    assert text in made("csv", answer([row(text=text)])).read().decode("utf-8-sig")


@pytest.mark.parametrize("text", [*HARM, "http://x", "{=1}", "1", "_x0041_"])
def test_every_text_of_a_spreadsheet_is_a_text(text):
    book = openpyxl.load_workbook(made("xlsx", answer([row(text=text)], query=text)))
    place = list(COLUMNS).index("text") + 1
    for cell in (book.worksheets[0].cell(2, place), book.worksheets[1].cell(2, 1)):
        assert (cell.data_type, cell.hyperlink) == ("s", None)
        assert bool(cell.quotePrefix) == text.startswith(FORMULA_STARTS)
        assert unescape(cell.value) == lines_alike(text)


def lines_alike(text):
    """Office programs and XML readers have one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@settings(deadline=None)
@given(st.lists(st.tuples(ODD, ODD), max_size=3), ODD)
def test_any_text_comes_back_from_a_csv(pairs, query):
    listed = [row(place, text=one, title=two) for place, (one, two) in enumerate(pairs, 1)]
    stream = made("csv", answer(listed, query=query))
    found = read_csv(stream)
    assert [one["text"] for one in found if one["rank"]] == [storable(one) for one, _ in pairs]
    assert [one["title"] for one in found if one["rank"]] == [storable(two) for _, two in pairs]
    assert {one["query"] for one in found} == {storable(query)}
    stream.seek(0)
    cells = csv.reader(io.StringIO(stream.read().decode("utf-8-sig"), newline=""))
    assert not [cell for line in cells for cell in line if cell.startswith(FORMULA_STARTS)]


@settings(deadline=None)
@given(st.lists(ODD, max_size=3), ODD)
def test_any_text_comes_back_from_json_lines_as_it_is(texts, query):
    listed = [row(place, text=text) for place, text in enumerate(texts, 1)]
    first, *rest = read_jsonl(made("jsonl", answer(listed, query=query)))
    assert first["snapshot"]["query"] == query
    assert [one["text"] for one in rest] == texts


@settings(deadline=None)
@given(ODD, st.sampled_from(["en", "km", "zh-Hans"]))
def test_any_text_comes_back_from_a_spreadsheet_as_a_text(text, language):
    book = openpyxl.load_workbook(made("xlsx", answer([row(1, language, text=text, title=text)])))
    line = next(book.worksheets[0].iter_rows(min_row=2))
    for name in ("text", "title"):
        cell = line[list(COLUMNS).index(name)]
        assert unescape(cell.value or "") == lines_alike(storable(text))
        assert cell.data_type == ("s" if storable(text) else "n")  # an empty cell is a number


@settings(deadline=None)
@given(ODD, ODD)
def test_any_text_comes_back_from_word(text, query):
    said, ((_, line),) = read_docx(made("docx", answer([row(text=text)], query=query)))
    assert lines_alike(line[2]) == lines_alike(storable(text))
    if storable(query):
        assert lines_alike(f"Query: {storable(query)}") in map(lines_alike, said)


def test_a_text_longer_than_a_cell_goes_on_in_the_next_row():
    long = "បត្យាប័ន" * 5_000
    hits, _ = read_xlsx(made("xlsx", answer([row(1, text=long), row(2)])))
    pieces = [one["Text"] for one in hits if one["Rank"] == 1]
    assert "".join(pieces) == long
    assert max(map(len, pieces)) == MOST_CHARACTERS
    assert [one["Provision"] for one in hits] == [row().id] * (len(pieces) + 1)
    assert [one["Title"] for one in hits] == [row().title, *[None] * (len(pieces) - 1), row().title]


def test_hits_that_do_not_fit_on_a_sheet_are_refused_and_never_left_out(monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 3)
    with pytest.raises(ExchangeError, match="CSV or JSON Lines"):
        made("xlsx", answer(rows()))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("a.csv", "csv"), ("A.XLSX", "xlsx"), ("a.b.jsonl", "jsonl"), ("a.docx", "docx")],
)
def test_the_end_of_a_name_says_the_format(tmp_path, name, wanted):
    assert format_of(tmp_path / name).name == wanted
    assert format_of(tmp_path / "a.pdf") is None
