"""Word documents by python-docx: the DOCX files themselves, and what LibreOffice prints."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from corpus.rendering.layout import Block, Role
from corpus.rendering.numbering import Numbering

#: Every date inside the files, so that two builds give the same bytes.
STAMP = datetime(2026, 1, 2, tzinfo=UTC)

#: Point sizes by role; what is not named is set in the body's.
_SIZES = {Role.TITLE: 15.0, Role.NOTE: 9.5, Role.GROUP: 12.5}
_BODY_SIZE = 11.5
_BOLD = frozenset({Role.TITLE, Role.GROUP, Role.ARTICLE, Role.ANNEX})
_CENTRED = _BOLD | {Role.NOTE}
#: Space before a block, in points.
_ABOVE = {Role.GROUP: 18.0, Role.ARTICLE: 14.0, Role.SIGNATURE: 26.0}
_LATIN = "Noto Serif"
_INDENT = Mm(9)
_LANGUAGES = {"en": "en-GB", "zh": "zh-CN", "km": "km-KH"}


class Typesetter:
    """Sets blocks of one language into a document or into cells of a table."""

    def __init__(self, language: str, font: str, gap: str = " ", size: float = _BODY_SIZE) -> None:
        self.language = language
        self.font = font
        self.gap = gap
        self.size = size

    def heading(self, paragraph: Paragraph, block: Block, line: str, first: bool) -> None:
        """Set one line of a title, note, chapter, article or annex; ``first`` is the upper one."""
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form = paragraph.paragraph_format
        form.space_before = Pt(_ABOVE.get(block.role, 0.0) if first else 0.0)
        form.space_after = Pt(14.0 if block.role in {Role.TITLE, Role.NOTE} else 4.0)
        form.keep_with_next = True
        if block.role is Role.ANNEX and first:
            form.page_break_before = True
        self.run(paragraph, line, _SIZES.get(block.role, self.size), block.role in _BOLD)

    def body(self, paragraph: Paragraph, block: Block, text: str) -> None:
        """Set a paragraph, point or signature line."""
        form = paragraph.paragraph_format
        form.space_before = Pt(_ABOVE.get(block.role, 0.0))
        form.space_after = Pt(6.0)
        if block.role is Role.BODY:
            if self.language != "km":  # LibreOffice 7 pulls subscripts off their letters
                paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            form.left_indent = _INDENT * block.level
            if "\t" in text:
                form.tab_stops.add_tab_stop(_INDENT * (block.level + 1))
            elif self.language == "zh":
                form.first_line_indent = Pt(2 * self.size)
        self.run(paragraph, text, self.size, bold=False)

    def run(self, paragraph: Paragraph, text: str, size: float, bold: bool) -> Run:
        """Add text in this language's font, for every script Word tells apart."""
        run = paragraph.add_run(text)
        run.bold = bold
        run.font.size = Pt(size)
        properties = run._r.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        own = self.font
        latin = own if self.language == "en" else _LATIN
        for script, name in (("ascii", latin), ("hAnsi", latin), ("eastAsia", own), ("cs", own)):
            fonts.set(qn(f"w:{script}"), name)
        if self.language == "km":
            # Word and LibreOffice take Khmer as a complex script, with settings of its own.
            run.font.cs_bold = bold
            properties.insert_element_before(
                _element("szCs", val=str(int(size * 2))), "w:highlight", "w:u", "w:lang"
            )
        name = {"zh": "eastAsia", "km": "bidi"}.get(self.language, "val")
        language = _element("lang", **{name: _LANGUAGES[self.language]})
        properties.insert_element_before(language, "w:eastAsianLayout", "w:specVanish", "w:oMath")
        return run


def write_document(
    path: Path, blocks: Iterable[Block], typesetter: Typesetter, running: str = ""
) -> None:
    """Write a DOCX with every number typed out as text."""
    document = _page(typesetter, running)
    for block in blocks:
        if block.role in _CENTRED:
            for position, line in enumerate(block.lines):
                typesetter.heading(document.add_paragraph(), block, line, position == 0)
        else:
            typesetter.body(document.add_paragraph(), block, block.numbered(typesetter.gap))
    document.save(str(path))


def write_numbered_document(path: Path, blocks: Iterable[Block], typesetter: Typesetter) -> None:
    """Write a DOCX whose chapters, articles, paragraphs and points Word numbers itself."""
    document = _page(typesetter, "")
    numbering = Numbering(document, typesetter.font)
    for block in blocks:
        paragraph = document.add_paragraph()
        if block.num and block.role is not Role.ANNEX:
            numbering.number(paragraph, block)
            text = ("\n" if block.role is Role.GROUP else "") + (block.heading or block.lines[0])
        else:
            text = "\n".join(block.lines)
        if block.role in _CENTRED:
            typesetter.heading(paragraph, block, text, first=True)
        else:
            typesetter.body(paragraph, block, text)
    document.save(str(path))


def write_bilingual_document(
    path: Path,
    left: Sequence[Block],
    right: Sequence[Block],
    typesetters: tuple[Typesetter, Typesetter],
    running: str,
) -> None:
    """Write a table of two columns, a row for each block, the two languages side by side."""
    document = _page(typesetters[0], running)
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for pair in zip_longest(left, right):
        row = table.add_row()
        for cell, block, typesetter in zip(row.cells, pair, typesetters, strict=True):
            cell.width = Mm(81)
            if block is None:
                continue
            paragraph = cell.paragraphs[0]
            if block.role in _CENTRED:
                for position, line in enumerate(block.lines):
                    place = cell.add_paragraph() if position else paragraph
                    typesetter.heading(place, block, line, position == 0)
            else:
                typesetter.body(paragraph, block, block.numbered(typesetter.gap))
    document.save(str(path))


def _page(typesetter: Typesetter, running: str) -> WordDocument:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin = section.bottom_margin = Mm(26)
    properties = document.core_properties
    properties.author = "TreatyLens"
    properties.created = properties.modified = STAMP
    if running:
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
        typesetter.run(header, running, 9.0, bold=False)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(typesetter.run(footer, "", 9.0, bold=False))
    return document


def _page_number(run: Run) -> None:
    code = _element("instrText")
    code.text = "PAGE"
    begin, end = (_element("fldChar", fldCharType=kind) for kind in ("begin", "end"))
    for mark in (begin, code, end):
        run._r.insert_element_before(mark)


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    given = "".join(f' w:{key}="{value}"' for key, value in attributes.items())
    return parse_xml(f"<w:{name} {nsdecls('w')}{given}/>")
