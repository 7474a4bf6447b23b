"""A CSV of queries is read line by line; what is wrong with it is named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_app.forms import read_form
from search_app.results.batch_file import MAX_BYTES, MAX_CELL, MAX_LINES, BatchError, read_batch
from tests.search_app.instruments import TREATY

FAULTY = """query,name,mode,lang,limit
extradition,Good,,,
"\"\"open",Faulty,magic,xx,0
បត្យាប័ន,Also good,keyword,km,
"""


def read(text):
    return read_batch(text.encode("utf-8"))


def test_a_line_means_what_the_same_address_of_the_site_does():
    (line,) = read(
        "query,mode,lang,type,party,status,kind,work,year,sort,group,expand\n"
        f"引渡,keyword,zh|km,treaty,南国,in_force,art|para,{TREATY},2010..2020,date,none,0\n"
    )
    given = {
        "q": ["引渡"], "mode": ["keyword"], "lang": ["zh", "km"], "type": ["treaty"],
        "party": ["南国"], "status": ["in_force"], "kind": ["art", "para"], "work": [TREATY],
        "year": ["2010..2020"], "sort": ["date"], "group": ["none"], "expand": ["0"],
    }  # fmt: skip

    class Arguments:
        def getlist(self, key):
            return given.get(key, [])

        def keys(self):
            return given.keys()

    assert line.form == read_form(Arguments(), size=10, group="provision", strict=True)
    assert not line.problems


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_of_spreadsheets_are_read_as_they_come(mark, end, delimiter):
    rows = [["Query", "NAME ", "lang"], ["引渡", "Ünïcödé", "zh"], ["", "", ""], ["x y", "", ""]]
    lines = read(mark + "".join(delimiter.join(row) + end for row in rows))
    assert [(one.line, one.form.q, one.name) for one in lines] == [
        (2, "引渡", "Ünïcödé"), (4, "x y", ""),
    ]  # fmt: skip
    assert lines[0].form.languages == ("zh",)


def test_a_spreadsheet_may_say_its_delimiter_in_a_line_before():
    (line,) = read("sep=;\r\nquery;lang\r\nបត្យាប័ន;km\r\n")
    assert (line.line, line.form.q, line.form.languages) == (3, "បត្យាប័ន", ("km",))


def test_a_cell_may_have_line_ends_and_quotation_marks():
    first, second = read('query,name\n"""bank secrecy""","two\nlines"\nextradition,\n')
    assert (first.line, first.form.q, first.name) == (2, '"bank secrecy"', "two\nlines")
    assert second.line == 4


@pytest.mark.parametrize("name", ["limit", "size"])
def test_a_line_may_limit_its_hits(name):
    lines = read(f"query,{name}\nx,5\ny,\n")
    assert [line.limit for line in lines] == [5, None]


def test_every_problem_of_a_line_is_told_by_its_column():
    good, bad, last = read(FAULTY)
    assert not good.problems
    assert not last.problems
    assert bad.line == 3
    assert {problem.parameter for problem in bad.problems} == {"query", "mode", "lang", "limit"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"bank secrecy" refusal', "write each one within it twice"),
        ('"never closed', "write each one within it twice"),
        ('"""open"', "never closes"),
        ("a,b,c", "3 cells"),
        (",b", "Give a query"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_those_before_are_kept(line, said):
    first, bad = read(f"query,name\nextradition,\n{line}\n")
    assert not first.problems
    assert bad.line == 3
    assert said in " ".join(problem.message.english for problem in bad.problems)


def test_a_spreadsheet_may_say_its_delimiter_and_end_lines_as_a_macintosh_does():
    (line,) = read("sep=\t\rquery\tlang\rបត្យាប័ន\tkm\r")
    assert (line.line, line.form.q, line.form.languages) == (3, "បត្យាប័ន", ("km",))


@pytest.mark.parametrize("after", ["bar\nbaz", '"""bank secrecy"""\n"引渡"'])
def test_a_quotation_mark_that_is_not_closed_takes_no_other_line_with_it(after):
    lines = read(f'query\tname\nfoo\tx\n"unclosed\n{after}\ny\t\n')
    assert [(line.line, bool(line.problems)) for line in lines] == [
        (2, False), (3, True), (4, False), (5, False), (6, False),
    ]  # fmt: skip
    assert [line.form.q for line in lines[2:]] == [
        *(one.strip('"') if '"""' not in one else '"bank secrecy"' for one in after.split("\n")),
        "y",
    ]


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_that_is_too_long_is_said_to_be_and_the_rest_is_read(quote):
    first, bad, last = read(f"query\nx\n{quote}{'引' * (MAX_CELL + 1)}{quote}\ny\n")
    assert [problem.message.english for problem in bad.problems] == [
        "A cell holds more than 131072 characters; make it shorter."
    ]
    assert (first.form.q, bad.line, last.form.q) == ("x", 3, "y")


def test_lines_after_a_faulty_one_are_read():
    lines = read('query\n"a" b\nextradition\n')
    assert [bool(line.problems) for line in lines] == [True, False]
    assert lines[1].form.q == "extradition"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "first line names the columns"),
        (b"name,lang\nx,en\n", "one of them is “query”"),
        ("query,colour,größe\nx,,\n".encode(), "“colour”, “größe”"),
        (b"query," + b"x" * 150_000 + b"\nx,y\n", "more than 131072 characters"),
        ("query\rx\rextradición\r".encode("latin-1"), "Line 3 is not UTF-8"),
        (b"query,query\nx,y\n", "more than once"),
        (b"query,limit,size\nx,1,2\n", "more than once"),
        (b"query\n\n , \n", "holds no query"),
        ("query\nបត្យាប័ន\n".encode("utf-16"), "Line 1 is not UTF-8"),
        ("query\nx\nextradición\n".encode("latin-1"), "Line 3 is not UTF-8"),
        (b"query\n" + b"x\n" * (MAX_LINES + 1), "1000 queries"),
        (b"query\n" + b"x" * MAX_BYTES, "larger than"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused(data, said):
    with pytest.raises(BatchError) as refused:
        read_batch(data)
    assert said in str(refused.value)


@settings(deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: f"query\n{text}".encode("utf-8", "replace"))
)
def test_any_file_is_read_or_refused(data):
    try:
        lines = read_batch(data)
    except BatchError:
        return
    assert lines
