"""Parallel texts as files of other programs: nothing is lost, and nothing in them is run."""

import csv
import io
import json
import re
import subprocess
import sys
from importlib.metadata import version

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from indexer.models import MemoryHeader, TranslationUnit, UnitNote, UnitProperty, UnitVariant
from indexer.tmx import read_header, read_tmx
from search_app.exchange import FORMATS, ExchangeError, ExportOptions, write
from search_app.exchange.characters import storable
from search_app.exchange.delimited import guarded, unguarded
from search_app.exchange.tmx import write_memory
from search_app.exchange.xliff import CORE, METADATA
from tests.search_app.handmade_rows import NOTICE, WORK, parallel

ROWS = [
    ("Obligation to extradite", "កាតព្វកិច្ចធ្វើបត្យាប័ន", "引渡义务"),
    ('A "Party" <&> others.\nEach of them.', "ភាគីនីមួយៗ «ក» <&> ១៛", "一方“甲”<&>𠀀𩸽"),
    ("Only in English.", None, None),
    ("Costs", None, "费用", {"confidence": 0.2}),
    (
        "Corrected.",
        "បានកែ។",
        "已更正。",
        {
            "status": "corrected",
            "author": "Sok <Chan>",
            "at": "2026-01-02T03:04:05.678901+00:00",
            "confidence": 1.0,
        },
    ),
]
PAIRS = [row[:2] + row[3:] for row in ROWS]


def made(format_name, text, **options):
    stream = io.BytesIO()
    done = write(format_name, text, stream, options=ExportOptions(**options))
    return stream.getvalue(), done


def units(tmp_path, content):
    path = tmp_path / "made.tmx"
    path.write_bytes(content)
    return list(read_tmx(path))


def of_type(unit, wanted):
    return [one.text for one in unit.properties if one.type == wanted]


# --------------------------------------------------------------------------- TMX


def test_tmx_has_a_unit_a_row_with_what_is_known_of_it(tmp_path):
    content, done = made("tmx", parallel(ROWS, "en", "km", "zh"))
    found = units(tmp_path, content)
    assert (done.rows, done.unpaired) == (len(found), 1) == (4, 1)
    unit = found[1]
    assert unit.id == f"{WORK}/en/chp_1__art_1@1"
    assert [(one.tag, one.text) for one in unit.variants] == [
        ("en", ROWS[1][0]),
        ("km", ROWS[1][1]),
        ("zh-Hans", ROWS[1][2]),
    ]
    assert of_type(unit, "x-work") == [WORK]
    assert of_type(unit, "x-eid") == of_type(unit, "x-unit") == ["chp_1__art_1"]
    assert of_type(unit, "x-confidence") == ["0.76"]
    assert of_type(unit, "x-status") == ["automatic"]
    khmer = unit.variants[1]
    assert of_type(khmer, "x-id") == [f"{WORK}/km/chp_1__art_1"]
    assert of_type(khmer, "x-file") == ["km.pdf"]
    assert of_type(khmer, "x-page") == ["3"]
    origins = [of_type(one, "x-origin") for one in unit.variants]
    assert origins == [["official"], ["translation"], ["machine"]]


def test_tmx_says_who_corrected_a_row_and_when(tmp_path):
    content, _ = made("tmx", parallel(ROWS, "en", "km", "zh"))
    unit = units(tmp_path, content)[-1]
    assert unit.attributes == {"changeid": "Sok <Chan>", "changedate": "20260102T030405Z"}
    assert of_type(unit, "x-status") == ["corrected"]
    assert of_type(unit, "x-author") == ["Sok <Chan>"]
    assert of_type(unit, "x-date") == ["2026-01-02T03:04:05.678901+00:00"]


def test_the_header_names_the_source_language_the_tool_and_the_notice(tmp_path):
    content, _ = made("tmx", parallel(ROWS, "zh-Hant", "km", "en"))
    path = tmp_path / "made.tmx"
    path.write_bytes(content)
    header = read_header(path)
    assert header.attributes == {
        "creationtool": "TreatyLens",
        "creationtoolversion": version("treatylens"),
        "segtype": "sentence",
        "o-tmf": "TreatyLens",
        "adminlang": "en",
        "srclang": "zh-Hant",
        "datatype": "PlainText",
    }
    assert header.notes == (UnitNote(NOTICE),)


def test_the_same_rows_give_the_same_bytes():
    text = parallel(ROWS, "en", "km", "zh")
    assert made("tmx", text) == made("tmx", text)


def test_where_files_lie_on_the_server_is_in_no_file():
    for name in FORMATS:
        content, _ = made(name, parallel(PAIRS, "en", "km"))
        if not content.startswith(b"PK"):
            assert b"secret" not in content
            assert b"km.pdf" in content or name == "csv"


def test_rows_of_one_version_are_kept_where_they_are_asked_for(tmp_path):
    content, done = made("tmx", parallel(ROWS, "en", "km", "zh"), unpaired=True)
    assert (done.rows, done.unpaired) == (5, 0)
    assert [len(unit.variants) for unit in units(tmp_path, content)] == [3, 3, 1, 2, 3]


def test_rows_that_are_not_sure_are_left_out_unless_a_person_looked_at_them(tmp_path):
    rows = [*ROWS, ("Confirmed", "បានបញ្ជាក់", "确认", {"status": "confirmed", "confidence": 0.0})]
    content, done = made("tmx", parallel(rows, "en", "km", "zh"), min_confidence=0.5)
    assert (done.rows, done.unpaired, done.doubtful) == (4, 1, 1)
    assert units(tmp_path, content)[-1].variants[0].text == "Confirmed"


KHMER = st.text(st.characters(min_codepoint=0x1780, max_codepoint=0x17F9), max_size=8)
#: Anything, and more often what is awkward: Khmer, astral characters, markup, controls.
TEXTS = st.one_of(
    st.text(max_size=30),
    KHMER,
    st.text("<&>\"'\n\r\t ]]>ា្ក𠀀𩸽\u200b\x00\x0b\ufffe", max_size=20),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_what_is_written_is_read_again_as_it_was(tmp_path, texts):
    content, _ = made("tmx", parallel(texts, "km", "zh-Hant", notice=""))
    found = [[one.text for one in unit.variants] for unit in units(tmp_path, content)]
    assert found == [[storable(text) for text in row] for row in texts]


PROPERTIES = st.lists(
    st.builds(UnitProperty, TEXTS, TEXTS, st.sampled_from(["", "km"])), max_size=2
)
NOTES = st.lists(st.builds(UnitNote, TEXTS, st.sampled_from(["", "zh-Hant"])), max_size=2)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["changeid", "creationid", "changedate", "usagecount", "o-tmf"]), TEXTS
)
VARIANTS = st.builds(
    UnitVariant,
    tag=st.just("fr-CA"),
    language=st.just("fr-CA"),
    script=st.just(""),
    text=TEXTS,
    properties=PROPERTIES.map(tuple),
    notes=NOTES.map(tuple),
    attributes=ATTRIBUTES,
)
UNITS = st.builds(
    TranslationUnit,
    variants=st.lists(VARIANTS, max_size=3).map(tuple),
    id=TEXTS.filter(storable),
    properties=PROPERTIES.map(tuple),
    notes=NOTES.map(tuple),
    attributes=ATTRIBUTES,
)


def cleaned(value):
    """The same with every text as XML can hold it."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {name: cleaned(one) for name, one in value.items()}
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(map(cleaned, value))
    if hasattr(value, "_fields"):
        return type(value)(*map(cleaned, value))
    return type(value)(**{name: cleaned(one) for name, one in vars(value).items()})


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(found=st.lists(UNITS, min_size=1, max_size=3))
def test_units_of_other_memories_are_written_without_loss(tmp_path, found):
    stream = io.BytesIO()
    write_memory(MemoryHeader(attributes={"srclang": "*all*"}), found, stream)
    assert units(tmp_path, stream.getvalue()) == [cleaned(unit) for unit in found]


def test_inline_codes_survive_reading_and_writing(tmp_path):
    seg = 'a <bpt i="1">&lt;b&gt;<sub>note</sub></bpt>court<ept i="1">&lt;/b&gt;</ept> &amp; <ph/>។'
    source = f'<tmx version="1.4"><header/><body><tu><tuv xml:lang="km"><seg>{seg}</seg></tuv></tu>'
    before = units(tmp_path, f"{source}</body></tmx>".encode())
    stream = io.BytesIO()
    write_memory(MemoryHeader(), before, stream)
    assert f"<seg>{seg}</seg>".encode() in stream.getvalue()
    assert units(tmp_path, stream.getvalue()) == before


def test_characters_that_xml_forbids_part_words_or_go():
    assert storable("one\x0btwo\x0cthree\x00\x08\ufffe\ud800។\t\r\n\u200b𠀀") == (
        "one two three។\t\r\n\u200b𠀀"
    )


# --------------------------------------------------------------------------- translate-toolkit

#: Its licence keeps it out of this process: it is another program that reads our files.
READ = """
import json, sys
from translate.storage import tmx, xliff2
kind, path, *tags = sys.argv[1:]
if kind == "tmx":
    store = tmx.tmxfile(sourcelanguage=tags[0], targetlanguage=tags[1])
else:
    store = xliff2.Xliff2File()
with open(path, "rb") as file:
    store.parse(file.read())
print(json.dumps([[str(unit.source), str(unit.target or "")] for unit in store.units]))
"""


def read_by_translate_toolkit(path, kind, *tags):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ, kind, str(path), *tags],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(("address", "tag"), [("km", "km"), ("zh", "zh-Hans")])
def test_translate_toolkit_reads_from_our_tmx_what_was_written(tmp_path, address, tag):
    place = {"km": 1, "zh": 2}[address]
    rows = [(row[0], row[place]) for row in ROWS if row[place]]
    path = tmp_path / "made.tmx"
    path.write_bytes(made("tmx", parallel(rows, "en", address))[0])
    assert read_by_translate_toolkit(path, "tmx", "en", tag) == [list(row) for row in rows]


def test_translate_toolkit_reads_any_two_of_three_languages(tmp_path):
    rows = [ROWS[0], ROWS[1], ROWS[4]]
    path = tmp_path / "made.tmx"
    path.write_bytes(made("tmx", parallel(rows, "en", "km", "zh"))[0])
    found = read_by_translate_toolkit(path, "tmx", "km", "zh-Hans")
    assert found == [list(row[1:3]) for row in rows]


def test_translate_toolkit_reads_from_our_xliff_what_was_written(tmp_path):
    path = tmp_path / "made.xlf"
    path.write_bytes(made("xliff", parallel(PAIRS, "en", "km"), unpaired=True)[0])
    found = read_by_translate_toolkit(path, "xliff")
    assert found == [[row[0], row[1] or ""] for row in PAIRS]


# --------------------------------------------------------------------------- XLIFF


def xliff(*rows, **options):
    content, done = made("xliff", parallel(rows, "en", "km"), **options)
    return etree.fromstring(content), done


def names_below(element):
    return [etree.QName(child).localname for child in element]


def test_xliff_has_the_parts_of_version_2_1_in_their_order():
    root, _ = xliff(*PAIRS)
    assert etree.QName(root).namespace == CORE
    assert dict(root.attrib) == {"version": "2.1", "srcLang": "en", "trgLang": "km"}
    (file,) = root
    assert names_below(file)[:3] == ["metadata", "notes", "unit"]
    assert file[1][0].text == NOTICE
    ids = []
    for unit in file[2:]:
        assert names_below(unit) == ["metadata", "notes", "segment"]
        assert names_below(unit[2])[0] == "source"
        ids.append(unit.get("id"))
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[\w.:-]+", one) for one in [file.get("id"), *ids])


def test_xliff_has_what_is_known_of_a_row_as_metadata_and_notes():
    root, _ = xliff(*PAIRS)
    unit = root[0][-1]
    assert unit.get("name") == f"{WORK}/en/chp_1__art_1@4"
    known = {meta.get("type"): meta.text for meta in unit.iter(f"{{{METADATA}}}meta")}
    assert known == {
        "eid": "chp_1__art_1",
        "unit": "chp_1__art_1",
        "confidence": "1.00",
        "status": "corrected",
        "author": "Sok <Chan>",
        "date": "2026-01-02T03:04:05.678901+00:00",
        "source-id": f"{WORK}/en/chp_1__art_1",
        "source-page": "3",
        "target-id": f"{WORK}/km/chp_1__art_1",
        "target-page": "3",
    }
    notes = {note.get("category"): note.text for note in unit.iter(f"{{{CORE}}}note")}
    assert notes["provision"] == "chp_1__art_1"
    assert notes["review"].startswith("corrected by Sok <Chan>")


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (("Costs", "ការចំណាយ"), "translated"),
        (("Costs", "ការចំណាយ", {"status": "corrected"}), "reviewed"),
        (("Costs", "ការចំណាយ", {"status": "confirmed"}), "final"),
        (("Costs", None), "initial"),
    ],
)
def test_the_state_of_a_segment_says_who_looked_at_it(row, state):
    root, _ = xliff(row, unpaired=True)
    (segment,) = root.iter(f"{{{CORE}}}segment")
    assert segment.get("state") == state
    assert len(segment) == (1 if row[1] is None else 2)


def test_white_space_of_a_text_stays_in_xliff():
    root, _ = xliff(("  two\n lines ", "  ពីរ\n បន្ទាត់ "))
    assert [one.text for one in root.iter(f"{{{CORE}}}source")] == ["  two\n lines "]
    assert root[0].get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"


def test_three_versions_do_not_go_into_xliff():
    stream = io.BytesIO()
    with pytest.raises(ExchangeError, match="XLIFF holds a text and one translation; choose two"):
        write("xliff", parallel(ROWS, "en", "km", "zh"), stream)
    assert not stream.getvalue()


# --------------------------------------------------------------------------- CSV


def lines_of(content):
    assert content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_has_a_line_a_row_and_a_column_a_language():
    content, done = made("csv", parallel(ROWS, "en", "km", "zh"))
    lines = lines_of(content)
    assert len(lines) == done.rows == len(ROWS)
    assert list(lines[0]) == [
        *("provision", "en", "km", "zh-Hans", "confidence", "status", "author", "date"),
        *("page_en", "page_km", "page_zh-Hans", "id_en", "id_km", "id_zh-Hans"),
    ]
    for line, row in zip(lines, ROWS, strict=True):
        assert [line["en"], line["km"], line["zh-Hans"]] == [text or "" for text in row[:3]]
    assert lines[2]["id_km"] == lines[2]["page_km"] == ""
    assert lines[4]["author"] == "Sok <Chan>"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "'"])
def test_no_cell_of_csv_begins_like_a_formula(start):
    text = f'{start}HYPERLINK("http://x")'
    (line,) = lines_of(made("csv", parallel([(text, "ច្បាប់")], "en", "km"))[0])
    assert line["en"] == f"'{text}"
    assert unguarded(line["en"]) == text


@given(TEXTS)
def test_the_guard_of_a_cell_can_be_taken_off(text):
    assert unguarded(guarded(text)) == text


# --------------------------------------------------------------------------- options


def test_every_format_writes_every_text_even_with_characters_it_cannot_hold():
    for name in FORMATS:
        text = parallel([("a\x00b\ud800", "ក\x0bខ\uffff", {"author": "\x01"})], "en", "km")
        content, done = made(name, text)
        assert content
        assert done.rows == 1


def test_a_work_without_rows_gives_a_file_all_the_same():
    for name in FORMATS:
        content, done = made(name, parallel([], "en", "km"))
        assert content
        assert done.rows == 0
