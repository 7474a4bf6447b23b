"""HTML: what a reader sees, in the order it is read, with the numbers of lists."""

import pytest

from indexer.extract import ExtractionError
from indexer.extract.html import extract


def lines(source: str | bytes):
    data = source if isinstance(source, bytes) else source.encode()
    return extract(data)[0].lines


def texts(source: str | bytes) -> list[str]:
    return [line.text for line in lines(source)]


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("gb2312", "gb18030", "朱镕基总理与㐱姓代表签署了条约"),
        ("gbk", "gb18030", "第一条 缔约双方应当合作"),
        ("big5", "big5hkscs", "第一條 締約雙方應當合作"),
        ("utf-8", "utf-8", "មាត្រា ១ ភាគី"),
        ("iso-8859-1", "cp1252", "Déjà signé – “Genève”"),
        ("gb2312", "utf-8", "មាត្រា ១ ភាគីទាំងពីរ"),
        ("no-such-charset", "utf-8", "第一条 缔约双方应当合作"),
    ],
    ids=["gb2312-beyond", "gbk", "big5", "utf8", "latin1", "mislabelled", "unknown-label"],
)
def test_the_declared_encoding_is_read_as_it_is_used(label, encoding, text):
    source = f'<html><head><meta charset="{label}"></head><body><p>{text}</p></body></html>'
    assert texts(source.encode(encoding)) == [text]


def test_a_page_without_a_declaration_is_read_as_any_text():
    assert texts("<p>缔约双方应当相互提供最广泛的司法协助</p>".encode("gb18030")) == [
        "缔约双方应当相互提供最广泛的司法协助"
    ]


def test_menus_scripts_and_what_is_hidden_are_left_out():
    source = """<html><head><title>Site</title><style>p{}</style></head><body>
    <nav>Home</nav><header>Ministry of Justice</header><script>alert(1)</script>
    <main><p>មាត្រា ១</p><p hidden>no</p><p style="display: none">no</p></main>
    <aside>Related</aside><footer>© 2024</footer></body></html>"""
    assert texts(source) == ["មាត្រា ១"]


def test_the_header_of_an_article_is_its_title():
    source = "<header>Site</header><article><header><h1>引渡条约</h1></header><p>序言</p></article>"
    assert texts(source) == ["引渡条约", "序言"]


def test_a_page_inside_a_form_is_read_without_its_controls():
    source = "<form><p>Article 1</p><button>Send</button><select><option>EN</select></form>"
    assert texts(source) == ["Article 1"]


def test_blocks_open_paragraphs_and_a_line_break_may():
    source = "<div>Treaty<br>between A and B</div><p>Article <b>1</b> &amp; 2</p>"
    assert [(line.text, line.opens) for line in lines(source)] == [
        ("Treaty", True),
        ("between A and B", None),
        ("Article 1 & 2", True),
    ]


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("<ol>", ["1. x", "2. y"]),
        ('<ol type="a">', ["a. x", "b. y"]),
        ('<ol type="I" start="4">', ["IV. x", "V. y"]),
        ('<ol start="9">', ["9. x", "10. y"]),
        ('<ol style="list-style-type: khmer">', ["១. x", "២. y"]),
        ('<ol style="list-style-type: cjk-ideographic" start="10">', ["十、 x", "十一、 y"]),
        ('<ol style="list-style: none">', ["x", "y"]),
        ("<ul>", ["x", "y"]),
    ],
    ids=["decimal", "letters", "roman", "start", "khmer", "han", "none", "bullets"],
)
def test_list_numbers_are_printed(opening, expected):
    assert texts(f"{opening}<li>x</li><li>y</li></ol>") == expected


def test_an_items_own_number_counts_on_and_inner_lists_count_by_themselves():
    source = '<ol><li value="7">x<ol type="i"><li>inner</ol><li>y</ol>'
    assert texts(source) == ["7. x", "i. inner", "8. y"]


def test_table_cells_stand_in_columns():
    source = "<table><tr><td>មាត្រា ១<td>Article 1<tr><td colspan=2>第一条<td>x</table>"
    assert [(line.text, line.column) for line in lines(source)] == [
        ("មាត្រា ១", 0),
        ("Article 1", 1),
        ("第一条", 0),
        ("x", 2),
    ]


def test_headings_are_bold_and_centring_is_inherited():
    source = '<div style="text-align:center"><h2>CHAPTER I</h2><p align=left>text</p></div><p>x</p>'
    assert [(line.bold, line.centred) for line in lines(source)] == [
        (True, True),
        (False, False),
        (False, False),
    ]


def test_a_line_end_in_the_source_parts_words_but_not_han():
    assert texts("<p>缔约\n双方</p><p>the\nParties</p>") == ["缔约双方", "the Parties"]


def test_lines_of_preformatted_text_stay_lines():
    assert [(line.text, line.opens) for line in lines("<pre>Article 1\nScope\n\nText</pre>")] == [
        ("Article 1", True),
        ("Scope", None),
        ("Text", True),
    ]


def test_nesting_deeper_than_the_stack_is_read():
    assert texts("<div>" * 5_000 + "Article 1" + "</div>" * 5_000) == ["Article 1"]


@pytest.mark.parametrize("source", ["<html></html>", "<nav>menu</nav>"], ids=["empty", "menu-only"])
def test_a_page_without_text_is_refused(source):
    with pytest.raises(ExtractionError, match="no text"):
        extract(source.encode())
