"""The values that pass between the stages of indexing. All frozen.

Offsets everywhere are code points, half-open, of the stored text. Pages count from 1. Boxes are in
PDF points with the origin at the bottom left of the page, as in the file.
"""

import hashlib
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

#: Cut for search by meaning: so many code points of a provision count, from its start.
PASSAGE_CHARACTERS = 8_000


@dataclass(frozen=True)
class Box:
    """Where a line or provision stands: page (from 1) and corners, x0 < x1, y0 < y1."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line as extracted.

    ``opens``: True where the format says that a paragraph starts here (DOCX, HTML, a blank line
    before it in TXT), False where it says that this continues one, None where nobody knows (PDF).
    ``size`` is the font size in points, 0 when unknown. ``column`` counts columns or table cells of
    a page from the left, from 0; a line's neighbours in another column are not its continuation.
    """

    text: str
    opens: bool | None = None
    box: Box | None = None
    size: float = 0.0
    bold: bool = False
    centred: bool = False
    column: int = 0


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page. ``method`` says where the text came from: ``text``, ``ocr`` or ``none``.

    ``confidence`` in 0..1: how plausible the text is; 0 with method ``none``. ``reason`` says why a
    page has no text or why it is doubted, "" otherwise. Lines exclude running headers and page
    numbers. ``width`` and ``height`` in points, 0 where the format has no pages.
    """

    number: int
    lines: tuple[Line, ...]
    method: str = "text"
    confidence: float = 1.0
    reason: str = ""
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file as extracted: its media type by content, its pages in order, and the SHA-256, in hex,
    of the bytes that were read."""

    media_type: str
    pages: tuple[Page, ...]
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Lines joined: one paragraph in one language, with its page and the boxes of its lines."""

    text: str
    page: int
    language: str
    script: str
    boxes: tuple[Box, ...] = ()
    centred: bool = False
    bold: bool = False


@dataclass(frozen=True, kw_only=True)
class Provision:
    """A node of an expression's tree.

    ``eid`` follows Akoma Ntoso (``chp_2__art_7__para_2__point_a``) and is the same in every
    language. ``kind`` is one of ``preamble part chp sec art para point subpoint annex
    testimonium``.
    ``num`` and ``heading`` are as printed. ``text`` is the whole text of the provision, its
    children's numbers and texts included, one printed paragraph a line, without its own number and
    heading; for a part, chapter or section, which only group, it is their own text alone. ``page``
    is None where the file has no pages. ``boxes`` are those of its lines, and of a provision read
    back from an index a few rectangles that hold them.
    """

    eid: str
    kind: str
    num: str = ""
    heading: str = ""
    text: str = ""
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    children: tuple["Provision", ...] = ()

    @property
    def shown(self) -> str:
        """The text a hit shows and offsets count in: heading, a line break, text."""
        return "\n".join(part for part in (self.heading, self.text) if part)

    def walk(self) -> Iterator["Provision"]:
        """Walk the provision and all below it, in text order."""
        yield self
        for child in self.children:
            yield from child.walk()


def provisions_of(tree: Sequence[Mapping[str, Any]]) -> tuple[Provision, ...]:
    """A provision tree read back from the JSON that the index keeps of it (``records.tree``)."""
    return tuple(
        Provision(
            eid=node["eid"],
            kind=node["kind"],
            num=node["num"],
            heading=node["heading"],
            text=node["text"],
            page=node["page"],
            boxes=tuple(Box(*row) for row in node.get("boxes", ())),
            children=provisions_of(node["children"]),
        )
        for node in tree
    )


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """What is known of an instrument; empty where the text does not say.

    ``type``: ``treaty``, ``joint_statement``, ``declaration`` or ``statute`` or "". ``parties``
    as printed, in order. Dates are ISO 8601. ``authentic`` and ``prevailing`` hold language codes.
    """

    title: str = ""
    type: str = ""
    parties: tuple[str, ...] = ()
    signed: str = ""
    in_force: str = ""
    place: str = ""
    authentic: tuple[str, ...] = ()
    prevailing: str = ""
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class Expression:
    """One language version of an instrument: its tree and what its own text says of it."""

    language: str
    script: str
    metadata: Metadata
    provisions: tuple[Provision, ...]

    def walk(self) -> Iterator[Provision]:
        """Every provision in text order."""
        for provision in self.provisions:
            yield from provision.walk()

    def citable(self) -> Iterator[Provision]:
        """The units people cite whole, in text order: the preamble, articles, numbered paragraphs
        outside articles, annexes (their articles instead, where they have some), the testimonium,
        and any grouping provision with text of its own."""
        for provision in self.provisions:
            yield from _citable(provision)


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or a heading: what is aligned with its counterpart in another language.

    ``unit`` is the eid of the citable provision it stands in, ``eid`` that of the innermost one.
    ``start`` and ``end`` are half-open code points of the unit's shown text (heading, line break,
    text), where ``text`` stands; the printed number of a paragraph is no part of it. ``heading``
    says that it is the unit's.
    """

    unit: str
    eid: str
    start: int
    end: int
    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments of two versions that translate each other: positions from 0, one after the other on
    each side; one side may have none. ``confidence`` in 0..1 is how likely the bead is right."""

    a: tuple[int, ...]
    b: tuple[int, ...]
    confidence: float


class UnitProperty(NamedTuple):
    """A ``prop`` of a translation memory: its type, its text, and its language if it says one."""

    type: str
    text: str
    tag: str = ""


class UnitNote(NamedTuple):
    """A ``note`` of a translation memory, and its language if it says one."""

    text: str
    tag: str = ""


@dataclass(frozen=True, kw_only=True)
class UnitVariant:
    """One language of a translation unit (``tuv``).

    ``tag`` is the language as written; ``language`` and ``script`` are those of
    ``analyzers.languages`` where the tag names one of them, else the tag and "". ``text`` is
    without inline elements and what stands in them, save ``hi``, which only marks text.
    ``markup`` is the inside of the segment as XML, "" where it is text alone. ``attributes`` are
    all others of the element, by name.
    """

    tag: str
    language: str
    script: str
    text: str
    markup: str = ""
    properties: tuple[UnitProperty, ...] = ()
    notes: tuple[UnitNote, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TranslationUnit:
    """A unit of a translation memory (``tu``): ``id`` is its ``tuid`` or "", its variants are in
    the order of the file, ``attributes`` are all others (``creationid``, ``changedate``, …)."""

    variants: tuple[UnitVariant, ...]
    id: str = ""
    properties: tuple[UnitProperty, ...] = ()
    notes: tuple[UnitNote, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MemoryHeader:
    """What a translation memory says of itself; ``attributes`` as in TMX (``srclang``, …)."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    properties: tuple[UnitProperty, ...] = ()
    notes: tuple[UnitNote, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One file of a work: its path as given, as it can be shown; its ``place`` as
    ``places.place_of`` writes it; SHA-256 of its bytes (hex), media type, pages (0 where
    the format has none) and the lowest confidence of a page; ``warnings`` are sentences (a page
    without text, say)."""

    path: Path
    sha256: str
    media_type: str = ""
    pages: int = 0
    confidence: float = 1.0
    warnings: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Party:
    """A party: a stable key and its names by language code, as printed. ``also`` are further names
    it is found by: other spellings, and those of a State that is known."""

    key: str
    names: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()


def text_hash(text: str) -> str:
    """SHA-256 of a provision's shown text, in hex: what tells a changed one from an unchanged."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def language_of(identity: str) -> str:
    """The language code of an entry, from its id ``WORK/LANG/EID``."""
    return identity.rsplit("/", 2)[1].partition("-")[0]


def pack_offsets(spans: Iterable[tuple[int, int]]) -> str:
    """Half-open ranges as a short string: read ten times faster than JSON lists of numbers."""
    flat = array("i", (number for span in spans for number in span))
    return b64encode(flat.tobytes()).decode("ascii")


def unpack_offsets(packed: str) -> "array[int]":
    """What ``pack_offsets`` packed, flat: start, end, start, end, …"""
    flat = array("i")
    flat.frombytes(b64decode(packed))
    return flat


#: Confidences are kept in so many steps.
_STEPS = 10_000


def pack_beads(beads: Iterable[Bead]) -> list[list[int]]:
    """Beads as JSON that is small: of each side how many segments and, where there are any, the
    first of them; then the confidence."""
    return [
        [
            *(number for side in (bead.a, bead.b) for number in (len(side), *side[:1])),
            round(bead.confidence * _STEPS),
        ]
        for bead in beads
    ]


def unpack_beads(packed: Iterable[Sequence[int]]) -> tuple[Bead, ...]:
    """What ``pack_beads`` packed."""
    found = []
    for row in packed:
        numbers = iter(row)
        sides = []
        for _ in range(2):
            count = next(numbers)
            first = next(numbers) if count else 0
            sides.append(tuple(range(first, first + count)))
        found.append(Bead(sides[0], sides[1], next(numbers) / _STEPS))
    return tuple(found)


GROUPING = frozenset({"part", "chp", "sec"})


def _citable(provision: Provision) -> Iterator[Provision]:
    if provision.kind in GROUPING or (
        provision.kind == "annex" and any(child.kind == "art" for child in provision.walk())
    ):
        if provision.kind in GROUPING and provision.text:
            yield provision
        for child in provision.children:
            yield from _citable(child)
    else:
        yield provision
