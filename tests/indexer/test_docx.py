"""DOCX: everything Word prints, and nothing it does not."""

import io
import zipfile
from pathlib import Path

import pytest

from indexer.extract import ExtractionError
from indexer.extract.docx import extract
from indexer.reading import read_file

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def docx(body: str, **parts: str) -> bytes:
    """A Word document with this body; further parts by name (numbering, styles, footnotes)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {W} {MC}>{content}</w:{name}>")
    return buffer.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(text: str, list_id: int = 1, level: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def level(number: int, number_format: str, text: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def numbering(*levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'):
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{lists}'


def texts(data: bytes) -> list[str]:
    return [line.text for page in extract(data) for line in page.lines]


def test_paragraphs_open_in_order():
    lines = extract(docx(p("មាត្រា ១") + p("第一条") + p("Article 1")))[0].lines
    assert [(line.text, line.opens) for line in lines] == [
        ("មាត្រា ១", True),
        ("第一条", True),
        ("Article 1", True),
    ]


def test_table_cells_are_read_in_order_with_their_columns():
    body = (
        "<w:tbl><w:tr><w:tc>" + p("មាត្រា ១") + "</w:tc><w:tc>" + p("Article 1") + "</w:tc></w:tr>"
        '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("both") + "</w:tc><w:tc>"
        "<w:tbl><w:tr><w:tc>" + p("inner") + "</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>"
    )
    lines = extract(docx(body))[0].lines
    assert [(line.text, line.column) for line in lines] == [
        ("មាត្រា ១", 0),
        ("Article 1", 1),
        ("both", 0),
        ("inner", 2),
    ]


def test_inserted_text_is_kept_and_deleted_text_is_not():
    body = (
        "<w:p><w:r><w:t>The Parties </w:t></w:r>"
        "<w:del><w:r><w:delText>may</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>shall</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t> gone</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t> cooperate</w:t></w:r></w:moveTo></w:p>"
    )
    assert texts(docx(body)) == ["The Parties shall cooperate"]


def test_field_codes_hidden_text_and_repeated_fallbacks_are_not_read():
    body = (
        "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:r><w:t>第一条</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t>第一条</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert texts(docx(body)) == ["第一条"]


def test_content_controls_links_and_simple_fields_are_read():
    body = (
        "<w:sdt><w:sdtContent>" + p("Treaty") + "</w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:r><w:t>Annex</w:t></w:r></w:hyperlink>"
        "<w:fldSimple><w:r><w:t> 2</w:t></w:r></w:fldSimple></w:p>"
    )
    assert texts(docx(body)) == ["Treaty", "Annex 2"]


def test_breaks_tabs_and_special_hyphens_are_characters():
    body = (
        "<w:p><w:r><w:t>Article 1</w:t><w:tab/><w:t>Scope</w:t><w:br/><w:t>co</w:t><w:softHyphen/>"
        "<w:t>operation</w:t><w:noBreakHyphen/><w:t>x</w:t></w:r></w:p>"
    )
    lines = extract(docx(body))[0].lines
    assert [(line.text, line.opens) for line in lines] == [
        ("Article 1 Scope", True),
        ("cooperation\u2011x", None),
    ]


def broken(*lines: str) -> str:
    """A paragraph of lines parted by soft returns."""
    runs = "<w:br/>".join(f"<w:t>{line}</w:t>" for line in lines)
    return f"<w:p><w:r>{runs}</w:r></w:p>"


def test_soft_returns_part_headings_from_text(tmp_path: Path):
    path = tmp_path / "treaty.docx"
    body = broken("TREATY ON FRAUD", "BETWEEN", "ORLANE", "AND", "TESSARA") + "".join(
        broken(f"Article {number}", heading, f"The Parties shall do duty {number}.")
        for number, heading in [(1, "Purpose"), (2, "Scope"), (3, "Term")]
    )
    path.write_bytes(docx(body))
    (expression,) = read_file(path).expressions
    assert expression.metadata.title == "TREATY ON FRAUD BETWEEN ORLANE AND TESSARA"
    assert [(item.eid, item.heading, item.text) for item in expression.provisions] == [
        ("art_1", "Purpose", "The Parties shall do duty 1."),
        ("art_2", "Scope", "The Parties shall do duty 2."),
        ("art_3", "Term", "The Parties shall do duty 3."),
    ]


def test_two_soft_returns_open_a_paragraph():
    lines = extract(docx(broken("The Parties shall", "cooperate", "", "and assist")))[0].lines
    assert [(line.text, line.opens) for line in lines] == [
        ("The Parties shall", True),
        ("cooperate", None),
        ("and assist", True),
    ]


def raised(*texts: str, style: str = '<w:vertAlign w:val="superscript"/>') -> str:
    return "".join(f"<w:r><w:rPr>{style}</w:rPr><w:t>{text}</w:t></w:r>" for text in texts)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (raised("1"), "Article 1"),
        (raised("1", "2"), "Article 1"),
        (raised("*"), "Article 1"),
        (raised("3", style='<w:rStyle w:val="Note"/>'), "Article 1"),
        (raised("s", "t"), "Article 1st"),
        (raised("3", style='<w:rStyle w:val="Note"/><w:vertAlign w:val="baseline"/>'),
         "Article 13"),
        ('<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>*</w:t></w:r>',
         "Article 1"),
    ],
    ids=["figure", "two-runs", "star", "by-style", "ordinal", "not-raised", "own-mark"],
)  # fmt: skip
def test_a_reference_to_a_note_is_no_part_of_a_number(run, expected):
    styles = (
        '<w:style w:type="character" w:styleId="Note"><w:rPr><w:vertAlign w:val="superscript"/>'
        "</w:rPr></w:style>"
    )
    body = f"<w:p><w:r><w:t>Article 1</w:t></w:r>{run}</w:p>"
    assert texts(docx(body, styles=styles)) == [expected]


def test_a_page_break_begins_a_page_once():
    body = (
        p("one")
        + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>two</w:t></w:r></w:p>"
        + "<w:p><w:r><w:t>begins here, </w:t><w:lastRenderedPageBreak/><w:t>ends</w:t></w:r></w:p>"
    )
    pages = extract(docx(body))
    assert [[line.text for line in page.lines] for page in pages] == [
        ["one"],
        ["two", "begins here,"],
        ["ends"],
    ]
    assert pages[2].lines[0].opens is not True


def test_a_footnote_follows_its_paragraph():
    body = '<w:p><w:r><w:t>Article 1</w:t><w:footnoteReference w:id="2"/></w:r></w:p>' + p(
        "Article 2"
    )
    notes = (
        '<w:footnote w:type="separator" w:id="0">' + p("---") + "</w:footnote>"
        '<w:footnote w:id="2">' + p("As amended in 2009.") + "</w:footnote>"
    )
    assert texts(docx(body, footnotes=notes)) == ["Article 1", "As amended in 2009.", "Article 2"]


def test_headers_and_footers_are_left_out():
    assert texts(docx(p("Article 1"), header1=p("Treaty Series"), footer1=p("17"))) == ["Article 1"]


@pytest.mark.parametrize(
    ("number_format", "text", "expected"),
    [
        ("decimal", "%1.", ["3. x", "4. y"]),
        ("decimal", "Article %1", ["Article 3 x", "Article 4 y"]),
        ("decimal", "មាត្រា %1", ["មាត្រា 3 x", "មាត្រា 4 y"]),
        ("lowerLetter", "(%1)", ["(c) x", "(d) y"]),
        ("upperLetter", "%1.", ["C. x", "D. y"]),
        ("lowerRoman", "(%1)", ["(iii) x", "(iv) y"]),
        ("upperRoman", "CHAPTER %1", ["CHAPTER III x", "CHAPTER IV y"]),
        ("chineseCounting", "第%1条", ["第三条 x", "第四条 y"]),
        ("chineseCountingThousand", "（%1）", ["（三） x", "（四） y"]),
        ("ideographDigital", "%1、", ["三、 x", "四、 y"]),
        ("ideographTraditional", "%1、", ["丙、 x", "丁、 y"]),
        ("hindiNumbers", "មាត្រា %1៖", ["មាត្រា ៣៖ x", "មាត្រា ៤៖ y"]),
        ("bullet", "\uf0b7", ["x", "y"]),
        ("none", "", ["x", "y"]),
    ],
)
def test_automatic_numbers_are_printed(number_format, text, expected):
    part = numbering(level(0, number_format, text, start=3))
    assert texts(docx(numbered("x") + numbered("y"), numbering=part)) == expected


def test_a_custom_format_of_khmer_digits_is_printed():
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="១, ២, ៣, ..."/></mc:Choice><mc:Fallback>'
        '<w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1."/></w:lvl>'
    )
    body = "".join(numbered("ភាគី") for _ in range(10))
    assert texts(docx(body, numbering=numbering(custom)))[-1] == "១០. ភាគី"


def test_inner_levels_begin_anew_under_each_outer_number():
    part = numbering(level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2"))
    legal = numbering(
        level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2", more="<w:isLgl/>")
    )
    body = (
        numbered("a") + numbered("b", level=1) + numbered("c", level=1)
        + numbered("d") + numbered("e", level=1)
    )  # fmt: skip
    assert texts(docx(body, numbering=part)) == ["I. a", "I.1 b", "I.2 c", "II. d", "II.1 e"]
    assert texts(docx(body, numbering=legal))[-1] == "2.1 e"


def test_a_list_that_says_so_begins_anew():
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    part = numbering(level(0, "decimal", "%1."), lists=lists)
    body = numbered("a", 1) + numbered("b", 2) + numbered("c", 3) + numbered("d", 3)
    assert texts(docx(body, numbering=part)) == ["1. a", "2. b", "1. c", "2. d"]


def test_a_list_that_is_not_defined_prints_no_number():
    assert texts(docx(numbered("第一条", list_id=9))) == ["第一条"]


STYLES = (
    '<w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:jc w:val="center"/></w:pPr>'
    "<w:rPr><w:b/></w:rPr></w:style>"
    '<w:style w:type="paragraph" w:styleId="Heading"><w:basedOn w:val="Base"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
)


def test_a_style_gives_number_weight_and_alignment():
    part = numbering(level(0, "decimal", "Article %1", more='<w:pStyle w:val="Heading"/>'))
    body = p("Scope", '<w:pStyle w:val="Heading"/>') + p("text", '<w:pStyle w:val="Loop"/>')
    lines = extract(docx(body, numbering=part, styles=STYLES))[0].lines
    assert [(line.text, line.bold, line.centred) for line in lines] == [
        ("Article 1 Scope", True, True),
        ("text", False, False),
    ]


def test_a_paragraph_takes_itself_out_of_its_styles_list():
    part = numbering(level(0, "decimal", "%1."))
    properties = '<w:pStyle w:val="Heading"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    assert texts(docx(p("Scope", properties), numbering=part, styles=STYLES)) == ["Scope"]


def test_text_in_a_legacy_khmer_font_is_named_and_kept_out():
    run = '<w:r><w:rPr><w:rFonts w:ascii="Limon S1"/></w:rPr><w:t>RBHraCaNacRkkm&lt;úCa</w:t></w:r>'
    page = extract(docx(f"<w:p>{run}</w:p>"))[0]
    assert (page.method, page.reason, page.lines) == ("none", "legacy Khmer fonts", ())


# --------------------------------------------------------------------------- hostile files


def archive(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (archive(document=b"<a>" + b" " * 70_000_000), "packed beyond reason"),
        (archive(document=LAUGHS.encode()), "entities"),
        (archive(document=b"<w:document"), "damaged"),
        (archive(document=f"<w:document {W}/>".encode()), "no body"),
        (archive(document=f"<w:document {W}><w:body/></w:document>".encode()), "no text"),
        (docx(p("Article 1"))[:-40], "damaged"),
        (b"PK\x03\x04 and nothing more", "damaged"),
    ],
    ids=["bomb", "entities", "cut-xml", "no-body", "no-text", "cut-archive", "no-archive"],
)
def test_a_bad_document_is_refused_with_its_reason(data, reason):
    with pytest.raises(ExtractionError, match=reason):
        extract(data)
