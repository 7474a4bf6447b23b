"""Translation memories as other programs write them: read as a stream, refused in a sentence."""

import subprocess
import sys

import pytest

from indexer.models import UnitNote, UnitProperty
from indexer.tmx import TmxError, read_header, read_tmx

HEADER = (
    '<header creationtool="OmegaT" creationtoolversion="6.0" segtype="sentence" o-tmf="OmegaT TMX" '
    'adminlang="EN-US" srclang="en-GB" datatype="plaintext">'
    '<note xml:lang="en">The memory of an office</note>'
    '<prop type="x-office">Justice</prop></header>'
)
UNIT = (
    '<tu tuid="7" creationdate="20240102T030405Z" creationid="Sok" srclang="en-GB">'
    '<note>Looked at twice</note><prop type="x-work">mla-2011</prop>'
    '<prop type="x-work" xml:lang="km">ជំនួយ</prop>'
    '<tuv xml:lang="en-GB" changedate="20240506T070809Z" changeid="Chan"><seg>the court</seg></tuv>'
    '<tuv xml:lang="KM-kh"><prop type="x-origin">official</prop><seg>តុលាការ</seg></tuv>'
    '<tuv xml:lang="zh-TW"><seg>法院</seg></tuv></tu>'
)
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'


def memory(*units, header=HEADER, before=DECLARED):
    return f'{before}<tmx version="1.4">{header}<body>{"".join(units)}</body></tmx>'


def written(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "office.tmx"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def units(tmp_path, content, encoding="utf-8"):
    return list(read_tmx(written(tmp_path, content, encoding)))


def variant(tmp_path, tag="en", segment="<seg>the court</seg>", name="xml:lang"):
    (unit,) = units(tmp_path, memory(f'<tu><tuv {name}="{tag}">{segment}</tuv></tu>'))
    return unit.variants[0]


def test_everything_that_a_unit_says_is_kept(tmp_path):
    (unit,) = units(tmp_path, memory(UNIT))
    assert unit.id == "7"
    assert unit.attributes == {
        "creationdate": "20240102T030405Z",
        "creationid": "Sok",
        "srclang": "en-GB",
    }
    assert unit.notes == (UnitNote("Looked at twice"),)
    assert unit.properties == (
        UnitProperty("x-work", "mla-2011"),
        UnitProperty("x-work", "ជំនួយ", "km"),
    )
    english, khmer, chinese = unit.variants
    assert (english.tag, english.text) == ("en-GB", "the court")
    assert english.attributes == {"changedate": "20240506T070809Z", "changeid": "Chan"}
    assert khmer.properties == (UnitProperty("x-origin", "official"),)
    assert (chinese.language, chinese.script, chinese.text) == ("zh", "Hant", "法院")


def test_the_header_is_kept(tmp_path):
    header = read_header(written(tmp_path, memory(UNIT)))
    assert header.attributes["srclang"] == "en-GB"
    assert header.attributes["o-tmf"] == "OmegaT TMX"
    assert header.notes == (UnitNote("The memory of an office", "en"),)
    assert header.properties == (UnitProperty("x-office", "Justice"),)


def test_a_memory_without_a_header_has_an_empty_one(tmp_path):
    assert read_header(written(tmp_path, memory(UNIT, header=""))).attributes == {}


@pytest.mark.parametrize(
    ("tag", "language", "script"),
    [
        ("km", "km", "Khmr"),
        ("km-KH", "km", "Khmr"),
        ("KM_KH", "km", "Khmr"),
        ("khm", "km", "Khmr"),
        ("en-GB", "en", "Latn"),
        ("EN", "en", "Latn"),
        ("zh", "zh", "Hans"),
        ("zh-CN", "zh", "Hans"),
        ("ZH-SG", "zh", "Hans"),
        ("zh-Hans", "zh", "Hans"),
        ("zh-TW", "zh", "Hant"),
        ("zh_HK", "zh", "Hant"),
        ("zh-Hant", "zh", "Hant"),
        ("zh-Hant-CN", "zh", "Hant"),
        ("zh-CHT", "zh", "Hant"),
        ("cmn-Hans-CN", "zh", "Hans"),
        ("fr-CA", "fr-CA", ""),
        ("x-none", "x-none", ""),
        ("", "", ""),
    ],
)
def test_a_language_is_known_however_its_tag_is_written(tmp_path, tag, language, script):
    found = variant(tmp_path, tag)
    assert (found.tag, found.language, found.script) == (tag, language, script)


def test_the_older_name_of_the_language_attribute_is_read(tmp_path):
    found = variant(tmp_path, "km-KH", name="lang")
    assert (found.tag, found.language, found.attributes) == ("km-KH", "km", {})


def test_codes_are_no_text_and_are_kept_as_markup(tmp_path):
    segment = (
        '<seg>the <bpt i="1">&lt;b&gt;<sub>a footnote</sub></bpt>court<ept i="1">&lt;/b&gt;</ept> '
        '<hi type="term">of <ph x="2">{0}</ph>appeal</hi> &amp; others<it pos="begin">x</it></seg>'
    )
    found = variant(tmp_path, segment=segment)
    assert found.text == "the court of appeal & others"
    assert f"<seg>{found.markup}</seg>" == segment


def test_a_text_without_codes_has_no_markup(tmp_path):
    found = variant(tmp_path, segment="<seg>  a &lt; b\n&amp; c </seg>")
    assert (found.text, found.markup) == ("  a < b\n& c ", "")


def test_a_variant_without_a_segment_is_empty(tmp_path):
    assert variant(tmp_path, segment="").text == ""


def test_a_memory_with_a_namespace_and_comments_is_read(tmp_path):
    content = memory("<!-- none -->", UNIT).replace("<tmx ", '<tmx xmlns="urn:tmx" ')
    assert [len(unit.variants) for unit in units(tmp_path, content)] == [3]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16", "UTF-8"),
        ("gb18030", "GB18030"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_the_encoding_is_that_of_the_first_line_or_of_the_byte_order_mark(
    tmp_path, encoding, declared
):
    content = memory(UNIT, before=DECLARED.replace("UTF-8", declared))
    (unit,) = units(tmp_path, content, encoding)
    assert [one.text for one in unit.variants] == ["the court", "តុលាការ", "法院"]


def test_the_document_type_of_tmx_is_no_hindrance_and_is_not_fetched(tmp_path):
    before = DECLARED + '<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd">'
    assert len(units(tmp_path, memory(UNIT, before=before))) == 1


LAUGHS = "".join(
    f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' if level else '<!ENTITY l0 "ha">'
    for level in range(10)
)
SECRET = '<!ENTITY l9 SYSTEM "file:///etc/passwd">'
BAD = {
    "an empty file": ("", "it is empty; give a file that is not"),
    "no XML": ("the court\tតុលាការ\n", "line 1: it is not XML; export the memory"),
    "a packed file": (b"PK\x03\x04\x14\x00", "line 1: it is not XML"),
    "another format": (
        "<html><body/></html>",
        "line 1: its outermost element is <html>, not <tmx>",
    ),
    "no unit": (memory(), "holds no translation unit (tu); give a file that does"),
    "a file cut off in a text": (memory(UNIT)[:-70], "line 2: it ends in the middle; get a whole"),
    "a file cut off between units": (memory(UNIT)[:-13], "line 2: it ends in the middle"),
    "a file cut off in a tag": (memory(UNIT)[:-3], "line 2: it ends in the middle"),
    "the start of a file": ("<tmx><body><tu>", "line 1: it ends in the middle"),
    "tags that do not match": (
        memory(UNIT).replace("</tuv></tu>", "</tu>"),
        "line 2: it is not well-formed XML (Opening and ending tag mismatch: tuv line 2 and tu)",
    ),
    "a bare ampersand": (
        memory(UNIT).replace("the court", "a & b"),
        "line 2: it is not well-formed",
    ),
    "something after the end": (memory(UNIT) + "<tmx/>", "line 2: it is not well-formed XML"),
    "Chinese in GB18030 that says UTF-8": (
        memory(UNIT).encode("gb18030"),
        "line 2: it has bytes that are not text in the encoding its first line names",
    ),
    "Chinese in Big5 that says nothing": (
        '<tmx><body><tu><tuv xml:lang="zh"><seg>法院</seg></tuv></tu></body></tmx>'.encode("big5"),
        "line 1: it has bytes that are not text in the encoding its first line names",
    ),
    "an encoding that there is not": (
        memory(UNIT, before=DECLARED.replace("UTF-8", "KHMER-7")),
        "line 1: its first line names an encoding that is not known; save it as UTF-8",
    ),
    "a control character": (
        memory(UNIT).replace("the court", "the &#1;court"),
        "line 2: it has a control character, which XML forbids; remove it",
    ),
    "entities that multiply": (
        memory(UNIT, before=f"<!DOCTYPE tmx [{LAUGHS}]>").replace("the court", "&l9;"),
        "it declares entities, which are never expanded here; write their texts out",
    ),
    "an entity that is a file": (
        memory(UNIT, before=f"<!DOCTYPE tmx [{SECRET}]>").replace("the court", "&l9;"),
        "it declares entities, which are never expanded here",
    ),
    "an entity of HTML": (
        memory(UNIT).replace("the court", "the&nbsp;court"),
        "line 2: it has an entity that is not known; write its text out",
    ),
    "an entity that the document type may know": (
        memory(UNIT, before='<!DOCTYPE tmx SYSTEM "tmx14.dtd">').replace("court", "&agr;"),
        "line 1: the entity &agr; is not known; write its text out",
    ),
    "a unit without end": (
        memory("<tu>" + "<tuv/>" * 100_001 + "</tu>"),
        "line 2: more than 100,000 elements stand in one unit; split it up",
    ),
    "elements within elements": (memory("<tu>" * 500 + "</tu>" * 500), "too deep; split it up"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_memory_that_cannot_be_read_is_named_with_what_to_do(tmp_path, bad):
    content, said = BAD[bad]
    with pytest.raises(TmxError) as refused:
        units(tmp_path, content)
    sentence = str(refused.value)
    assert sentence.startswith(f"{tmp_path / 'office.tmx'} cannot be read as TMX")
    assert said in sentence
    assert "\n" not in sentence


def test_what_comes_before_a_fault_is_read(tmp_path):
    content = memory(*[UNIT] * 3_000)
    found = []
    with pytest.raises(TmxError, match="ends in the middle"):
        found.extend(read_tmx(written(tmp_path, content[:-100])))
    reader = read_tmx(written(tmp_path, content[:-100]))
    assert next(reader).id == "7"


def test_a_file_may_be_cut_off_anywhere_after_its_first_line(tmp_path):
    content = memory(UNIT).encode()
    for end in range(len(DECLARED) + 1, len(content)):
        with pytest.raises(TmxError, match="line 2: it ends in the middle"):
            units(tmp_path, content[:end])


@pytest.mark.parametrize("name", ["nowhere.tmx", "."])
def test_a_file_that_cannot_be_opened_is_named(tmp_path, name):
    with pytest.raises(TmxError, match=r"cannot be opened \(.+\); give a file that can be read"):
        list(read_tmx(tmp_path / name))


#: Units are unlike each other, as in a memory, so that nothing is shared between them.
MEASURE = """
import resource, sys
from pathlib import Path
from indexer.tmx import read_tmx

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

path = Path(sys.argv[1])
units = read_tmx(path)
next(units)
before = peak()
count = 1 + sum(1 for _ in units)
print(count, peak() - before)
"""


def test_the_memory_taken_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "large.tmx"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(f'{DECLARED}<tmx version="1.4">{HEADER}<body>\n')
        count = 0
        while stream.tell() < 20_000_000:
            count += 1
            stream.write(
                UNIT.replace("the court", f"the court {count}").replace("法院", "法院" * 200)
            )
            stream.write("\n")
        stream.write("</body></tmx>")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True
    )
    found, grown = map(int, done.stdout.split())
    assert found == count
    assert grown < 4_000_000
