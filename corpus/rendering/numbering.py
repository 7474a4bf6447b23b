"""Automatic numbering in a DOCX: the lists of ``numbering.xml`` that Word counts by itself."""

from dataclasses import dataclass

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from corpus.rendering.layout import Block


@dataclass(frozen=True)
class _Level:
    format: str
    text: str  # %1 is the count at this level
    alignment: str = "left"


#: Chapters count apart from articles, which therefore run through the chapters.
_CHAPTERS = (_Level("upperRoman", "CHAPTER %1", "center"),)
#: A level starts again after each number of a level above it.
_ARTICLES = (
    _Level("decimal", "Article %1.", "center"),
    _Level("decimal", "%2."),
    _Level("lowerLetter", "(%3)"),
)
#: Kind of provision -> list and level.
_PLACES = {"chp": (0, 0), "art": (1, 0), "para": (1, 1), "point": (1, 2)}
#: Far above the ids that python-docx's own template uses.
_FIRST_ID = 90


class Numbering:
    """The two lists of one document, defined in it on creation."""

    def __init__(self, document: Document) -> None:
        root = document.part.numbering_part.element
        self._ids: list[int] = []
        for offset, levels in enumerate((_CHAPTERS, _ARTICLES)):
            abstract = _abstract(_FIRST_ID + offset, levels)
            first_number = root.find(qn("w:num"))
            # The schema wants every w:abstractNum before the first w:num.
            if first_number is None:
                root.append(abstract)
            else:
                first_number.addprevious(abstract)
            number = root.add_num(_FIRST_ID + offset)
            self._ids.append(int(number.numId))

    def number(self, paragraph: Paragraph, block: Block) -> None:
        """Let Word number ``paragraph`` as its block's kind asks."""
        place, level = _PLACES[block.kind]
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = self._ids[place]


def _abstract(identity: int, levels: tuple[_Level, ...]) -> BaseOxmlElement:
    abstract: BaseOxmlElement = _element("w:abstractNum", abstractNumId=str(identity))
    abstract.append(_element("w:multiLevelType", val="multilevel"))
    for position, level in enumerate(levels):
        item = _element("w:lvl", ilvl=str(position))
        item.append(_element("w:start", val="1"))
        item.append(_element("w:numFmt", val=level.format))
        item.append(_element("w:suff", val="space"))
        item.append(_element("w:lvlText", val=level.text))
        item.append(_element("w:lvlJc", val=level.alignment))
        abstract.append(item)
    return abstract


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    element: BaseOxmlElement = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
