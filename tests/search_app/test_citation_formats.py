"""BibTeX, RIS and CSL-JSON are read back by what reads them, whatever a title holds."""

import json
import re
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from search_app.citing.formats import FORMATS, bibtex, csl, csl_json, latex, one_line, ris
from search_app.citing.references import Reference

REFERENCE = Reference(
    id="north-south/km/art_7__para_2",
    work="north-south",
    kind="treaty",
    title="សន្ធិសញ្ញាស្តីពីបត្យាប័នរវាងប្រទេសជើង និងប្រទេសត្បូង",
    language="km",
    parties=("ប្រទេសជើង", "ប្រទេសត្បូង"),
    event="ចុះហត្ថលេខានៅ Harbour City ថ្ងៃទី៤ ខែមីនា ឆ្នាំ២០១១",
    place="Harbour City",
    day="2011-03-04",
    pinpoint="មាត្រា ៧ កថាខណ្ឌទី២",
    page=5,
    address="https://treaties.example/works/north-south/km/art_7__para_2",
    accessed="2026-02-03",
    file="treaty_km.pdf",
    sha256="0f3a",
    text_hash="9bc1",
    notice="Specimen text.",
    citation="…",
)
#: Types of CSL 1.0.2 that are used here, and what may stand in an item, by its schema.
CSL_TYPES = {"treaty", "legislation", "document"}
CSL_STRINGS = {
    "title", "event-place", "section", "genre", "language", "URL", "source", "note", "page",
}  # fmt: skip


#: What these print in LaTeX: the library does not know the first two, and gives accents for others.
KERNEL = {
    "textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^", "textasciitilde": "~"
}  # fmt: skip


def read_bibtex(text):
    latex_context = get_default_latex_context_db()
    latex_context.add_context_category(
        "kernel",
        macros=[MacroTextSpec(name, character) for name, character in KERNEL.items()],
        prepend=True,
    )
    decoder = LatexNodes2Text(latex_context=latex_context)
    library = bibtexparser.parse_string(
        text, append_middleware=[LatexDecodingMiddleware(decoder=decoder)]
    )
    assert not library.failed_blocks
    (entry,) = library.entries
    return entry.key, entry.entry_type, {field.key: field.value for field in entry.fields}


def read_ris(text):
    (found,) = rispy.loads(text)
    return found


def check_csl(item):
    """An item's shape as the schema of CSL-JSON has it."""
    assert item["type"] in CSL_TYPES
    assert isinstance(item["id"], str)
    for name, value in item.items():
        if name in {"issued", "accessed"}:
            (parts,) = value["date-parts"]
            assert 1 <= len(parts) <= 3
            assert all(isinstance(part, int) for part in parts)
        elif name == "author":
            assert all(set(one) == {"literal"} and one["literal"] for one in value)
        else:
            assert name in CSL_STRINGS | {"id", "type"}
            assert isinstance(value, str)
            assert value


def test_bibtex_is_read_back_with_every_field():
    key, kind, fields = read_bibtex(bibtex(REFERENCE))
    assert (key, kind) == ("north-south:km:art_7__para_2", "misc")
    assert fields["title"] == REFERENCE.title
    assert "author = {{ប្រទេសជើង} and {ប្រទេសត្បូង}}" in bibtex(REFERENCE)
    assert (fields["year"], fields["month"], fields["day"]) == ("2011", "mar", "4")
    assert fields["pages"] == "5"
    assert fields["note"] == (
        "មាត្រា ៧ កថាខណ្ឌទី២. File: treaty_km.pdf (SHA-256: 0f3a). Text hash: 9bc1. Specimen text."
    )
    assert fields["langid"] == "khmer"
    assert fields["url"] == REFERENCE.address
    assert fields["urldate"] == "2026-02-03"


def test_ris_is_read_back_with_every_field():
    found = read_ris(ris(REFERENCE))
    assert found["type_of_reference"] == "STAT"
    assert found["title"] == REFERENCE.title
    assert found["authors"] == list(REFERENCE.parties)
    assert (found["year"], found["date"]) == ("2011", "2011/03/04")
    assert found["section"] == REFERENCE.pinpoint
    assert found["start_page"] == "5"
    assert found["urls"] == [REFERENCE.address]
    assert found["notes"] == [REFERENCE.event, *REFERENCE.notes]
    assert all(line.endswith("\r") for line in ris(REFERENCE).split("\n")[:-1])


def test_csl_has_the_shape_of_its_schema():
    (item,) = json.loads(csl_json(REFERENCE))
    check_csl(item)
    assert item["type"] == "treaty"
    assert item["issued"] == {"date-parts": [[2011, 3, 4]]}
    assert item["section"] == REFERENCE.pinpoint


@pytest.mark.parametrize(
    ("kind", "in_ris", "in_csl", "genre"),
    [
        ("treaty", "STAT", "treaty", None),
        ("statute", "STAT", "legislation", None),
        ("joint_statement", "GEN", "document", "Joint statement"),
        ("declaration", "GEN", "document", "Declaration"),
        ("", "GEN", "document", None),
    ],
)
def test_what_binds_nobody_is_no_treaty(kind, in_ris, in_csl, genre):
    one = replace(REFERENCE, kind=kind)
    assert read_ris(ris(one))["type_of_reference"] == in_ris
    assert csl(one)["type"] == in_csl
    assert csl(one).get("genre") == genre


@pytest.mark.parametrize(
    ("day", "month", "in_ris", "in_csl"),
    [("2011-03", "mar", "2011/03//", [2011, 3]), ("2011", None, "2011///", [2011])],
)
def test_a_date_is_as_exact_as_it_is_known(day, month, in_ris, in_csl):
    one = replace(REFERENCE, day=day)
    fields = read_bibtex(bibtex(one))[2]
    assert fields["year"] == "2011"
    assert fields.get("month") == month
    assert "day" not in fields
    assert read_ris(ris(one))["date"] == in_ris
    assert csl(one)["issued"] == {"date-parts": [in_csl]}


@pytest.mark.parametrize("name", list(FORMATS))
def test_what_is_not_known_leaves_no_empty_field(name):
    bare = replace(
        REFERENCE, parties=(), event="", place="", day="", pinpoint="", page=None, file="",
        sha256="", text_hash="", notice="", address="", accessed="",
    )  # fmt: skip
    written = FORMATS[name].write(bare)
    assert "None" not in written
    assert "{}" not in written
    assert '""' not in written
    assert not re.search(r"  - \r\n(?!$)", written)


def test_references_with_other_letters_in_their_ids_have_keys_of_their_own():
    keys = {
        read_bibtex(bibtex(replace(REFERENCE, id=one)))[0]
        for one in ("条约甲/zh/art_1", "条约乙/zh/art_1", "a b/zh/art_1", "a-b/zh/art_1")
    }
    assert len(keys) == 4
    assert all(re.fullmatch("[A-Za-z0-9_:-]+", key) for key in keys)


#: What titles are made of: what LaTeX and the formats take for something else, and three scripts.
AWKWARD = st.text(
    st.one_of(
        st.sampled_from(list("{}\\%&$#_^~\"'@,=-–—§«»<>|`[]()/:;\n\r\t\u2028\x00 ")),
        st.sampled_from(list("កខ្មែរសន្ធិ條约引渡《》（）。ａ﹪abcXYZ019")),
        st.characters(max_codepoint=0xFFFF),
    ),
    max_size=40,
)


@given(AWKWARD, AWKWARD)
def test_bibtex_takes_any_title(title, notice):
    text = bibtex(replace(REFERENCE, title=title, notice=notice))
    text.encode("utf-8")
    fields = read_bibtex(text)[2]
    assert fields["url"] == REFERENCE.address
    plain = one_line(title)
    if plain:
        assert fields["title"] == plain
    assert fields["note"].endswith(one_line(notice))


@given(AWKWARD)
def test_nothing_of_a_title_is_a_command_or_an_unpaired_brace(title):
    written = latex(title)
    depth = 0
    for character in written:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert re.fullmatch(
        r"(?:\\text(?:backslash|braceleft|braceright|asciitilde|asciicircum)\{\}"
        r"|\\[%&$#_]|\{\}|[^\\{}%&$#_^~\n])*",
        written,
    )


@given(AWKWARD)
def test_ris_takes_any_title(title):
    text = ris(replace(REFERENCE, title=title, notice=title))
    text.encode("utf-8")
    found = read_ris(text)
    assert found.get("title", "") == one_line(title)
    assert found["section"] == REFERENCE.pinpoint


@given(AWKWARD)
def test_csl_takes_any_title(title):
    text = csl_json(replace(REFERENCE, title=title, notice=title))
    (item,) = json.loads(text.encode("utf-8"))
    check_csl(item)
    assert item.get("title", "") == one_line(title)
