"""Automatic numbering in a DOCX: the lists of ``numbering.xml`` that Word counts by itself."""

from dataclasses import dataclass

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from corpus.rendering.layout import Block


@dataclass(frozen=True)
class _Level:
    format: str
    text: str  # %1 is the count at this level
    bold: bool = False


#: Chapters count apart from articles, which therefore run through the chapters.
_CHAPTERS = (_Level("upperRoman", "CHAPTER %1", bold=True),)
#: A level starts again after each number of a level above it.
_ARTICLES = (
    _Level("decimal", "Article %1.", bold=True),
    _Level("decimal", "%2."),
    _Level("lowerLetter", "(%3)"),
)
#: Kind of provision -> list and level.
_PLACES = {"chp": (0, 0), "art": (1, 0), "para": (1, 1), "point": (1, 2)}
#: Far above the ids that python-docx's own template uses.
_FIRST_ID = 90


class Numbering:
    """The two lists of one document, defined in it on creation; ``font`` sets the numbers."""

    def __init__(self, document: Document, font: str) -> None:
        root = document.part.numbering_part.element
        self._ids: list[int] = []
        for offset, levels in enumerate((_CHAPTERS, _ARTICLES)):
            abstract = _abstract(_FIRST_ID + offset, levels, font)
            first_number = root.find(qn("w:num"))
            # The schema wants every w:abstractNum before the first w:num.
            if first_number is None:
                root.append(abstract)
            else:
                first_number.addprevious(abstract)
            number = root.add_num(_FIRST_ID + offset)
            self._ids.append(int(number.numId))

    def number(self, paragraph: Paragraph, block: Block) -> None:
        """Let Word number ``paragraph``, which has no properties yet, as its block's kind asks."""
        place, level = _PLACES[block.kind]
        paragraph._p.get_or_add_pPr().insert_element_before(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/>'
                f'<w:numId w:val="{self._ids[place]}"/></w:numPr>'
            )
        )


def _abstract(identity: int, levels: tuple[_Level, ...], font: str) -> BaseOxmlElement:
    items = "".join(
        f'<w:lvl w:ilvl="{position}"><w:start w:val="1"/><w:numFmt w:val="{level.format}"/>'
        f'<w:suff w:val="space"/><w:lvlText w:val="{level.text}"/>'
        f'<w:lvlJc w:val="left"/><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
        f"{'<w:b/>' if level.bold else ''}</w:rPr></w:lvl>"
        for position, level in enumerate(levels)
    )
    return parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{identity}">'
        f'<w:multiLevelType w:val="multilevel"/>{items}</w:abstractNum>'
    )
