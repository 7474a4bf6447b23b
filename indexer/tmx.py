"""Translation memories in TMX 1.4, 1.4b and, as far as they go, 1.1 to 1.3.

A file is read as a stream: a unit at a time, whatever its size. Nothing outside the file is ever
fetched, and a file that declares entities of its own is refused. Not kept of a file: comments,
``ude`` (private characters) and ``o-encoding`` of notes and properties.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias
from xml.sax.saxutils import escape

from lxml import etree

from analyzers.languages import match_tag
from indexer.models import (
    MemoryHeader,
    TranslationUnit,
    UnitNote,
    UnitProperty,
    UnitVariant,
)

_Parser: TypeAlias = "etree.iterparse[tuple[str, etree._Element]]"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Inline elements whose content is codes of the original format, not text.
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
#: Elements that may stand between the ends of two units. A unit has a dozen; without a bound a
#: file of one endless unit would fill the memory.
MOST_ELEMENTS = 100_000
#: Bytes at the end of a file in which its last tag stands.
_TAIL = 4096
_BLOCK = 1 << 20
_END = re.compile(rb"</(\w+:)?tmx\s*>")

_KINDS = etree.ErrorTypes
_NOT_TEXT = (
    "it has bytes that are not text in the encoding its first line names (UTF-8 if it names "
    "none); save it again as UTF-8"
)
#: What the parser finds, the first that applies, and what to do about it.
_SYNTAX = (
    (
        _KINDS.ERR_UNSUPPORTED_ENCODING,
        "its first line names an encoding that is not known; save it as UTF-8",
    ),
    (_KINDS.ERR_INVALID_ENCODING, _NOT_TEXT),
    (_KINDS.WAR_ENCODING_MISMATCH, _NOT_TEXT),
    (_KINDS.ERR_UNDECLARED_ENTITY, "it has an entity that is not known; write its text out"),
    (
        _KINDS.ERR_RESOURCE_LIMIT,
        "its entities expand without end, or a text is too long or too deep; split it up",
    ),
    (_KINDS.ERR_DOCUMENT_EMPTY, "it is not XML; export the memory as TMX 1.4 again"),
)


class TmxError(Exception):
    """A file cannot be read as TMX. ``str(error)`` names it and says what to do."""


def read_tmx(path: Path) -> Iterator[TranslationUnit]:
    """The units of a file, in order, read as they are asked for.

    Raises ``TmxError``, also after units that could be read: for a file that cannot be opened, is
    not TMX, is malformed, cut off or in another encoding than it says, or holds no unit.
    """
    found = False
    for element in _elements(path):
        if _name(element) == "tu":
            found = True
            yield _unit(element, path)
    if not found:
        raise _refusal(path, None, "it holds no translation unit (tu); give a file that does")


def read_header(path: Path) -> MemoryHeader:
    """What a file says of itself; empty where it has no header. Raises ``TmxError``."""
    for element in _elements(path):
        if _name(element) == "header":
            attributes = {str(name): str(value) for name, value in element.attrib.items()}
            return MemoryHeader(
                attributes=attributes, properties=_properties(element), notes=_notes(element)
            )
        if _name(element) == "tu":
            break
    return MemoryHeader()


# --------------------------------------------------------------------------- the stream


def _elements(path: Path) -> Iterator[etree._Element]:
    """The header and each unit as they end, freed after they were looked at."""
    try:
        with path.open("rb") as stream:
            parser = etree.iterparse(
                stream,
                events=("end",),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            )
            try:
                yield from _tops(parser, path)
            except etree.XMLSyntaxError as error:
                raise _syntax_refusal(path, stream, error, parser) from None
    except OSError as error:
        reason = f"it cannot be opened ({error.strerror}); give a file that can be read"
        raise _refusal(path, None, reason) from None


def _tops(parser: _Parser, path: Path) -> Iterator[etree._Element]:
    checked = False
    since = 0
    for _, element in parser:
        if not checked:
            _check_tree(element.getroottree(), path)
            checked = True
        since += 1
        if since > MOST_ELEMENTS:
            said = f"more than {MOST_ELEMENTS:,} elements stand in one unit; split it up"
            raise _refusal(path, element.sourceline, said)
        if _name(element) in ("tu", "header"):
            yield element
            _free(element)
            since = 0


def _check_tree(tree: "etree._ElementTree[etree._Element]", path: Path) -> None:
    root, dtd = tree.getroot(), tree.docinfo.internalDTD
    if _name(root) != "tmx":
        said = f"its outermost element is <{_name(root)}>, not <tmx>; give a TMX file"
        raise _refusal(path, root.sourceline, said)
    if dtd is not None and any(True for _ in dtd.iterentities()):
        said = "it declares entities, which are never expanded here; write their texts out"
        raise _refusal(path, None, said)


def _free(element: etree._Element) -> None:
    """Let go of an element and everything before it, which would else stay until the end."""
    element.clear()
    parent = element.getparent()
    while parent is not None and parent[0] is not element:
        del parent[0]


def _name(element: etree._Element) -> str:
    """The local name; TMX has no namespace, but some programs give it one."""
    return str(element.tag).rpartition("}")[2]


# --------------------------------------------------------------------------- a unit


def _unit(element: etree._Element, path: Path) -> TranslationUnit:
    for reference in element.iter(etree.Entity):
        said = f"the entity {reference.text} is not known; write its text out"
        raise _refusal(path, element.sourceline, said)
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    return TranslationUnit(
        id=attributes.pop("tuid", ""),
        variants=tuple(_variant(one) for one in element if _name(one) == "tuv"),
        properties=_properties(element),
        notes=_notes(element),
        attributes=attributes,
    )


def _variant(element: etree._Element) -> UnitVariant:
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    older = attributes.pop("lang", "")  # before 1.4
    tag = attributes.pop(_XML_LANG, "") or older
    language, script = match_tag(tag) or (tag, "")
    text, markup = "", ""
    for child in element:
        if _name(child) == "seg":
            text, markup = _text(child), _markup(child)
    return UnitVariant(
        tag=tag,
        language=language,
        script=script,
        text=text,
        markup=markup,
        properties=_properties(element),
        notes=_notes(element),
        attributes=attributes,
    )


def _text(element: etree._Element) -> str:
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    for child in element:
        if _name(child) not in _CODES:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _markup(segment: etree._Element) -> str:
    if not len(segment):
        return ""
    inside = (etree.tostring(child, encoding="unicode") for child in segment)
    return escape(segment.text or "") + "".join(inside)


def _properties(element: etree._Element) -> tuple[UnitProperty, ...]:
    return tuple(
        UnitProperty(str(child.get("type") or ""), child.text or "", _tag(child))
        for child in element
        if _name(child) == "prop"
    )


def _notes(element: etree._Element) -> tuple[UnitNote, ...]:
    return tuple(
        UnitNote(child.text or "", _tag(child)) for child in element if _name(child) == "note"
    )


def _tag(element: etree._Element) -> str:
    return str(element.get(_XML_LANG) or element.get("lang") or "")


# --------------------------------------------------------------------------- refusals


def _refusal(path: Path, line: int | None, reason: str) -> TmxError:
    where = f", line {line}" if line else ""
    return TmxError(f"{path} cannot be read as TMX{where}: {reason}")


def _syntax_refusal(
    path: Path, stream: BinaryIO, error: etree.XMLSyntaxError, parser: _Parser
) -> TmxError:
    logged = list(parser.error_log)
    kinds = {entry.type for entry in logged} | {error.code}
    line = (error.position[0] if error.position else 0) or next((e.line for e in logged), 0)
    if not path.stat().st_size:
        return _refusal(path, None, "it is empty; give a file that is not")
    for known, said in _SYNTAX:
        if known in kinds:
            return _refusal(path, line, said)
    # A file cut off within a character has a wrong one too, so this comes first.
    if not _ends_well(stream) and (not line or line >= _lines(stream)):
        return _refusal(path, line, "it ends in the middle; get a whole copy of it")
    if _KINDS.ERR_INVALID_CHAR in kinds:
        return _refusal(path, line, "it has a control character, which XML forbids; remove it")
    parsers = error.msg.partition(", line ")[0] if error.msg else "the parser does not say why"
    said = f"it is not well-formed XML ({parsers}); mend that place or export it again"
    return _refusal(path, line, said)


def _ends_well(stream: BinaryIO) -> bool:
    """Whether the last tag of a memory stands at the end of the file, in whatever encoding."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _TAIL))
    return _END.search(stream.read().replace(b"\0", b"")) is not None


def _lines(stream: BinaryIO) -> int:
    stream.seek(0)
    return 1 + sum(block.count(b"\n") for block in iter(lambda: stream.read(_BLOCK), b""))
