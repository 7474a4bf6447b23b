"""DOCX, read straight from its XML: tables, tracked changes, numbering and notes as Word shows."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from indexer.extract.errors import ExtractionError
from indexer.extract.line_breaks import settle_breaks
from indexer.extract.note_marks import as_printed, judge_raised
from indexer.extract.quality import judge
from indexer.extract.text import clean
from indexer.extract.word_numbers import Numbering, W
from indexer.extract.word_styles import OFF, Look, RunLook, Styles
from indexer.models import Line, Page

#: Largest part that is read, in bytes, and the most it may have been compressed by.
MAX_PART = 64 * 2**20
MAX_RATIO = 300
_RATIO_FROM = 4 * 2**20
_CHUNK = 2**20

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
#: What Word does not print: what was deleted or moved away, codes of fields, what
#: ``mc:Fallback`` repeats.
_SKIPPED = frozenset(
    {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr")}
    | {f"{_MC}Fallback", f"{W}rubyPr", f"{W}rt"}
)
_CHARACTERS = {
    f"{W}tab": " ",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011",
    f"{W}softHyphen": "\u00ad",
}
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")


@dataclass
class _Reading:
    """A document while it is read: lines by page, and the text gathered for the next line."""

    numbering: Numbering
    styles: Styles
    notes: dict[tuple[str, str], etree._Element]
    pages: list[list[Line]] = field(default_factory=lambda: [[]])
    fonts: Counter[str] = field(default_factory=Counter)

    def turn_page(self) -> None:
        """Begin a page, unless the one begun has no text: Word marks a break twice."""
        if self.pages[-1]:
            self.pages.append([])


def extract(data: bytes) -> tuple[Page, ...]:
    """The pages of a DOCX, parted where Word last broke them.

    Inserted text is kept, deleted text is not; automatic numbers are printed; headers and footers
    are left out; a note follows its paragraph, and what refers to it is not printed. Raises
    ``ExtractionError`` for damaged or hostile files.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _parts(archive)
    except (ExtractionError, MemoryError):
        raise
    except Exception as error:  # zipfile raises whatever the damage leads to
        raise ExtractionError("The Word document is damaged; get a whole copy.") from error
    body = parts["document"].find(f"{W}body")
    if body is None:
        raise ExtractionError("The Word document has no body; open it in Word and save it again.")
    reading = _Reading(
        numbering=Numbering(parts.get("numbering")),
        styles=Styles(parts.get("styles")),
        notes=_notes(parts),
    )
    _read_blocks(body, reading, 0)
    pages = _settled([lines for lines in reading.pages if lines])
    if not pages:
        raise ExtractionError("The Word document holds no text; there is nothing to index in it.")
    return tuple(
        _page(number, lines, reading.fonts if len(pages) == 1 else None)
        for number, lines in enumerate(pages, 1)
    )


def _settled(pages: list[list[Line]]) -> list[list[Line]]:
    """The lines of each page, with the breaks of the whole document settled."""
    settled = iter(settle_breaks([line for lines in pages for line in lines]))
    return [list(islice(settled, len(lines))) for lines in pages]


def _page(number: int, lines: list[Line], fonts: Counter[str] | None) -> Page:
    verdict = judge("\n".join(line.text for line in lines), fonts)
    return Page(
        number=number,
        lines=tuple(lines) if verdict.method == "text" else (),
        method=verdict.method,
        confidence=verdict.confidence,
        reason=verdict.reason,
    )


# --------------------------------------------------------------------------- the parts


def _parts(archive: zipfile.ZipFile) -> dict[str, etree._Element]:
    """The roots of the parts that matter, by name: document, numbering, styles, notes."""
    names = set(archive.namelist())
    main = next(
        (name for name in sorted(names) if re.fullmatch(r"word/document\d*\.xml", name)), None
    )
    if main is None:
        raise ExtractionError("The archive holds no Word document; give the document itself.")
    parts = {"document": _parse(_read_part(archive, main))}
    for name in ("numbering", "styles", "footnotes", "endnotes"):
        if f"word/{name}.xml" in names:
            parts[name] = _parse(_read_part(archive, f"word/{name}.xml"))
    return parts


def _read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, read in pieces so that a bomb is noticed before it has gone off."""
    info = archive.getinfo(name)
    content = bytearray()
    with archive.open(info) as stream:
        while piece := stream.read(_CHUNK):
            content += piece
            packed = max(info.compress_size, 1)
            if len(content) > MAX_PART or (
                len(content) > _RATIO_FROM and len(content) > MAX_RATIO * packed
            ):
                raise ExtractionError(
                    f"The Word document unpacks to more than {MAX_PART // 2**20} MB or is "
                    "packed beyond reason; save it again from Word."
                )
    return bytes(content)


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ExtractionError("The Word document is damaged; get a whole copy.") from error
    if root.getroottree().docinfo.doctype:
        raise ExtractionError(
            "The Word document declares XML entities, which Word never does; it is not read."
        )
    return root


def _notes(parts: dict[str, etree._Element]) -> dict[tuple[str, str], etree._Element]:
    """Footnotes and endnotes by kind and id, without the lines that part them from the text."""
    return {
        (kind, node.get(f"{W}id", "")): node
        for kind in ("footnote", "endnote")
        if f"{kind}s" in parts
        for node in parts[f"{kind}s"].iter(f"{W}{kind}")
        if node.get(f"{W}type") is None
    }


# --------------------------------------------------------------------------- the body


def _read_blocks(parent: etree._Element, reading: _Reading, column: int) -> None:
    """Paragraphs and tables below ``parent``, in order; content controls are looked through."""
    for node in parent:
        if node.tag == f"{W}p":
            _read_paragraph(node, reading, column)
        elif node.tag == f"{W}tbl":
            _read_table(node, reading, column)
        elif isinstance(node.tag, str) and node.tag not in _SKIPPED:
            _read_blocks(node, reading, column)


def _read_table(table: etree._Element, reading: _Reading, column: int) -> None:
    for row in table.iter(f"{W}tr"):
        if next(row.iterancestors(f"{W}tbl")) is not table or _is_deleted_row(row):
            continue
        place = column
        for cell in row.iter(f"{W}tc"):
            if next(cell.iterancestors(f"{W}tr")) is not row:
                continue
            _read_blocks(cell, reading, place)
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = span.get(f"{W}val", "1") if span is not None else "1"
            place += min(int(width), 63) if width.isdecimal() else 1


def _is_deleted_row(row: etree._Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _read_paragraph(node: etree._Element, reading: _Reading, column: int) -> None:
    look = reading.styles.look(node)
    text = _Text(reading)
    text.read(node, look)
    text.finish()
    label = ""
    if look.list_id and (text.shown or not look.from_style):
        level = look.level
        if level is None:
            level = reading.numbering.level_of_style(look.list_id, look.style)
        label = reading.numbering.number(look.list_id, level) if text.shown else ""
    _add_lines(text, label, look, reading, column)
    for kind, note_id in text.notes:
        if (note := reading.notes.get((kind, note_id))) is not None:
            _read_blocks(note, reading, column)
    for box in text.boxes:
        _read_blocks(box, reading, column)


def _add_lines(text: "_Text", label: str, look: Look, reading: _Reading, column: int) -> None:
    """A paragraph's lines on their pages: the first opens, one after a break may."""
    opens: bool | None = True
    for piece in text.pieces:
        if piece.breaks_page:
            reading.turn_page()
            opens = opens or False
        for place, raw in enumerate(piece.text.split("\n")):
            shown = _BLANKS.sub(" ", clean(raw)).replace("\u00ad", "").strip()
            if not shown:
                # Between two breaks it is a blank line.
                opens = True if place and opens is None else opens
                continue
            line = Line(
                text=f"{label} {shown}" if label else shown,
                opens=opens,
                bold=text.bold_share > 0.5,
                centred=look.centred,
                column=column,
            )
            reading.pages[-1].append(line)
            label, opens = "", None


@dataclass
class _Piece:
    text: str = ""
    breaks_page: bool = False


class _Text:
    """The text of one paragraph with its page breaks, notes and text boxes."""

    def __init__(self, reading: _Reading) -> None:
        self.pieces = [_Piece()]
        self.notes: list[tuple[str, str]] = []
        self.boxes: list[etree._Element] = []
        self._reading = reading
        self._letters = self._bold = 0
        self._raised = ""

    @property
    def shown(self) -> bool:
        return any(piece.text.strip() for piece in self.pieces)

    @property
    def bold_share(self) -> float:
        return self._bold / self._letters if self._letters else 0.0

    def read(self, node: etree._Element, look: Look) -> None:
        """Add what ``node`` prints, in order, without what is printed elsewhere."""
        for child in _printed(node):
            if child.tag == f"{W}r":
                self._read_run(child, look)
            elif child.tag == f"{W}txbxContent":
                self.boxes.append(child)
            else:
                self.read(child, look)

    def finish(self) -> None:
        """Add what is held back: a raised text is judged whole, whatever runs it stands in."""
        if self._raised:
            kind = judge_raised(self._raised, self.pieces[-1].text.rpartition("\n")[2])
            self.pieces[-1].text += as_printed(self._raised, kind)
            self._raised = ""

    def _read_run(self, run: etree._Element, look: Look) -> None:
        properties = self._reading.styles.run(run, look)
        if properties.hidden:
            return
        own_mark = False
        for node in _printed(run):
            if node.tag == f"{W}t":
                self._add("" if own_mark else node.text or "", properties)
            elif node.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                kind = node.tag[len(W) :].removesuffix("Reference")
                self.notes.append((kind, node.get(f"{W}id", "")))
                own_mark = node.get(f"{W}customMarkFollows", "0") not in OFF
            elif node.tag == f"{W}txbxContent":
                self.boxes.append(node)
            elif not self._add_special(node):
                self.read(node, look)

    def _add(self, text: str, properties: RunLook) -> None:
        letters = len(text.strip())
        self._reading.fonts[properties.font] += letters
        if properties.raised:
            self._raised += text
            return
        self.finish()
        self.pieces[-1].text += text
        self._letters += letters
        self._bold += letters if properties.bold else 0

    def _add_special(self, node: etree._Element) -> bool:
        """Add a tab, a break or the like; False for what is none."""
        if node.tag in _CHARACTERS:
            self.finish()
            self.pieces[-1].text += _CHARACTERS[node.tag]
        elif node.tag == f"{W}br" and node.get(f"{W}type") != "page":
            self.finish()
            self.pieces[-1].text += "\n"
        elif node.tag in (f"{W}br", f"{W}lastRenderedPageBreak"):
            self.finish()
            self.pieces.append(_Piece(breaks_page=True))
        else:
            return False
        return True


def _printed(node: etree._Element) -> Iterator[etree._Element]:
    """The children of ``node`` that Word prints."""
    for child in node:
        if isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield child
