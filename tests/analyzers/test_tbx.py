"""TBX in and out: both dialects, files of other programs, and what is refused."""

import io
import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from analyzers.tbx import MOST_ELEMENTS, read_tbx, write_tbx
from analyzers.termbase import package_entries
from analyzers.termbase_table import (
    PARTS_OF_SPEECH,
    RENDERING_COLUMNS,
    STATUSES,
    Entry,
    Name,
    TermbaseFault,
    fault_of,
)

EXTRADITION = Entry(
    id="extradition",
    pos="noun",
    domain="extradition",
    names=(
        Name(text="extradition", tag="en"),
        Name(text="引渡", tag="zh-Hans"),
        Name(text="引渡", tag="zh-Hant"),
        Name(text="បត្យាប័ន", tag="km"),
        Name(text="ការធ្វើបត្យាប័ន", tag="km"),
    ),
    source="Model Treaty on Extradition, en zh",
    status="reviewed",
    note="the noun, <not> the verb & its forms",
)
DCT = """<?xml version="1.0" encoding="UTF-8"?>
<tbx xmlns="urn:iso:std:iso:30042:ed-2" style="dct" type="TBX-Basic" xml:lang="en"
     xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<tbxHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader>
<text><body>BODY</body></text></tbx>"""
MARTIF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><martifHeader/><text><body>BODY</body></text></martif>"""


def written(entries, **options):
    stream = io.BytesIO()
    write_tbx(entries, stream, **options)
    return stream.getvalue()


def read(text):
    content = text if isinstance(text, bytes) else text.encode()
    return read_tbx(io.BytesIO(content))


def entry_of(body, frame=DCT):
    (entry,) = read(frame.replace("BODY", body)).entries
    return entry


@pytest.mark.parametrize("of_2008", [False, True], ids=["of 2019", "of 2008"])
def test_the_package_s_terms_come_back_as_they_were(of_2008):
    assert read(written(package_entries(), of_2008=of_2008)).entries == package_entries()


plain = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffe\uffff|"),
    max_size=30,
).map(lambda text: " ".join(text.split()))
names = st.lists(
    st.builds(
        Name,
        text=st.one_of(plain, st.sampled_from(["引渡", "បត្យាប័ន", "a & b", "<x>", "]]>"])),
        tag=st.sampled_from(list(RENDERING_COLUMNS.values())),
    ),
    max_size=8,
    unique=True,
).map(
    lambda found: tuple(
        sorted(found, key=lambda one: list(RENDERING_COLUMNS.values()).index(one.tag))
    )
)
entries = st.builds(
    Entry,
    id=st.from_regex(r"[\w.-]{1,12}", fullmatch=True),
    pos=st.sampled_from(PARTS_OF_SPEECH),
    domain=plain,
    names=names,
    source=plain,
    status=st.sampled_from(STATUSES),
    note=st.one_of(
        plain, st.sampled_from(["x-status: reviewed", "x-status: proposed", "x-status"])
    ),
)


@settings(max_examples=150)
@given(st.lists(entries, unique_by=lambda one: one.id, max_size=4), st.booleans())
def test_nothing_is_lost_on_the_way_out_and_back(found, of_2008):
    kept = [entry for entry in found if not fault_of(entry)]
    if kept:
        assert list(read(written(kept, of_2008=of_2008)).entries) == kept


def test_what_is_written_is_tbx_basic_in_the_style_of_elements():
    root = etree.fromstring(written([EXTRADITION]))
    core, basic = "{urn:iso:std:iso:30042:ed-2}", "{http://www.tbxinfo.net/ns/basic}"
    assert (root.tag, root.get("style"), root.get("type")) == (f"{core}tbx", "dct", "TBX-Basic")
    concept = root.find(f".//{core}conceptEntry")
    assert concept.get("id") == "extradition"
    assert concept.findtext(f"{basic}source") == "Model Treaty on Extradition, en zh"
    assert concept.findtext(f"{core}note") == "x-status: reviewed"
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [one.get(lang) for one in concept.iter(f"{core}langSec")] == [
        "en",
        "zh-Hans",
        "zh-Hant",
        "km",
    ]
    statuses = [one.text for one in concept.iter("{*}administrativeStatus")]
    assert statuses == ["preferredTerm-admn-sts"] * 4 + ["admittedTerm-admn-sts"]


def test_the_translate_toolkit_opens_the_tbx_of_2008(tmp_path):
    path = tmp_path / "terms.tbx"
    path.write_bytes(written(package_entries(), of_2008=True))
    # Run apart: the toolkit is under the GPL, and nothing here may import it.
    code = (
        "import json, sys\n"
        "from translate.storage import tbx\n"
        "with open(sys.argv[1], 'rb') as stream:\n"
        "    store = tbx.tbxfile(stream.read(), sourcelanguage='en', targetlanguage='km')\n"
        "print(json.dumps([[unit.source, unit.target] for unit in store.units]))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=True, timeout=120
    )
    units = json.loads(run.stdout)
    assert len(units) == len(package_entries())
    first = package_entries()[0]
    assert units[0] == [first.texts("en")[0], first.texts("km")[0]]


@pytest.mark.parametrize(
    ("written_tag", "tag"),
    [
        ("zh-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-TW", "zh-Hant"),
    ],
)
def test_chinese_is_read_by_any_of_its_tags(written_tag, tag):
    entry = entry_of(
        '<conceptEntry id="a"><langSec xml:lang="km-KH"><termSec><term>សន្ធិសញ្ញា</term></termSec>'
        f'</langSec><langSec xml:lang="{written_tag}"><termSec><term>條約</term></termSec>'
        "</langSec></conceptEntry>"
    )
    assert entry.names == (Name(text="條約", tag=tag), Name(text="សន្ធិសញ្ញា", tag="km"))


def test_an_older_file_of_another_program_is_read():
    entry = entry_of(
        '<termEntry id="IATE-3"><descripGrp><descrip type="subjectField">criminal law</descrip>'
        '<admin type="source">a glossary</admin></descripGrp><note>first</note><note>second</note>'
        '<langSet xml:lang="en"><ntig><termGrp><term>bail <hi>bond</hi></term>'
        '<termNote type="partOfSpeech">Noun</termNote>'
        '<termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termGrp></ntig>'
        "<ntig><termGrp><term>surety</term>"
        '<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>'
        "</langSet>"
        '<langSet xml:lang="fr"><tig><term>caution</term></tig></langSet>'
        '<langSet xml:lang="km"><tig><term>ប្រាក់ធានា</term></tig></langSet></termEntry>',
        MARTIF,
    )
    assert entry == Entry(
        id="IATE-3",
        pos="noun",
        domain="criminal law",
        names=(
            Name(text="surety", tag="en"),
            Name(text="bail bond", tag="en"),
            Name(text="ប្រាក់ធានា", tag="km"),
        ),
        source="a glossary",
        status="proposed",
        note="first; second",
    )


TWO = (
    '<langSec xml:lang="en"><termSec><term>x</term>EXTRA</termSec></langSec>'
    '<langSec xml:lang="km"><termSec><term>ក</term></termSec></langSec>'
)


def test_an_entry_without_an_id_or_a_field_of_law_gets_them():
    entry = entry_of(f"<conceptEntry>{TWO.replace('EXTRA', '')}</conceptEntry>")
    assert (entry.id, entry.domain, entry.pos) == ("concept-1", "own", "other")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ('<termNote type="processStatus">finalized</termNote>', "reviewed"),
        ('<termNote type="processStatus">provisionallyProcessed</termNote>', "proposed"),
        ("", "proposed"),
    ],
)
def test_the_status_of_the_work_is_read(data, status):
    body = f'<conceptEntry id="a">{TWO.replace("EXTRA", data)}</conceptEntry>'
    assert entry_of(body).status == status


def test_concepts_in_one_language_are_passed_over_and_counted():
    alone = (
        '<conceptEntry id="b"><langSec xml:lang="en"><termSec><term>y</term></termSec></langSec>'
    )
    body = f'<conceptEntry id="a">{TWO.replace("EXTRA", "")}</conceptEntry>{alone}</conceptEntry>'
    reading = read(DCT.replace("BODY", body))
    assert ([entry.id for entry in reading.entries], reading.passed_over) == (["a"], 1)


ONE = f'<conceptEntry id="a">{TWO.replace("EXTRA", "")}</conceptEntry>'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "not well-formed XML"),
        ("<tbx", "line 1: it is not well-formed XML"),
        (DCT.replace("BODY", "<conceptEntry>"), "line 5: it is not well-formed XML"),
        ("<html/>", "line 1: its outermost element is <html>, not <tbx> or <martif>"),
        (DCT.replace("BODY", ""), "it holds no concept with names in two of"),
        (DCT.replace("BODY", f"{ONE}\n{ONE}"), "line 6: a is there already"),
        (DCT.replace("BODY", ONE.replace('"a"', '"a b"')), "line 5: “a b” is no name"),
        (DCT.replace("BODY", ONE.replace(">x<", ">x|y<")), "line 5: a has a name in en"),
        (
            MARTIF.replace(
                'SYSTEM "TBXcoreStructV02.dtd"', '[<!ENTITY x SYSTEM "file:///etc/passwd">]'
            ).replace("BODY", "<termEntry id='a'><note>&x;</note></termEntry>"),
            "it declares entities",
        ),
        (
            DCT.replace("BODY", f"<conceptEntry>{'<note/>' * MOST_ELEMENTS}</conceptEntry>"),
            "elements stand in one concept",
        ),
        (b"<?xml version='1.0' encoding='UTF-8'?><tbx>\xff</tbx>", "not well-formed XML"),
    ],
    ids=[
        "empty",
        "cut off",
        "not closed",
        "another file",
        "no concept",
        "twice",
        "id",
        "mark",
        "entities",
        "endless",
        "bytes",
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence(text, fault):
    with pytest.raises(TermbaseFault, match=fault.replace("|", r"\|")):
        read(text)


def test_nothing_outside_the_file_is_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    doctype = f'SYSTEM "{secret.as_uri()}"'
    frame = MARTIF.replace('SYSTEM "TBXcoreStructV02.dtd"', doctype)
    body = (
        '<termEntry id="a"><langSet xml:lang="en"><tig><term>x</term></tig></langSet>'
        '<langSet xml:lang="km"><tig><term>ក</term></tig></langSet></termEntry>'
    )
    assert "secret" not in repr(entry_of(body, frame))
