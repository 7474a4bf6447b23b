"""TMX 1.4b: a header and units → a file, unit by unit; rows → units.

The file says nothing of when it was made, so that the same rows give the same bytes. What is
written is read again by ``indexer.tmx`` without loss.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import BinaryIO

from lxml import etree

from indexer.models import (
    MemoryHeader,
    TranslationUnit,
    UnitNote,
    UnitProperty,
    UnitVariant,
)
from search_app.exchange.characters import storable
from search_app.exchange.rows import Column, Export, ExportCell, ExportRow

DOCTYPE = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
CREATION_TOOL = "TreatyLens"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write_tmx(export: Export, stream: BinaryIO) -> None:
    """Write the rows as a memory whose source language is that of the first version."""
    write_memory(header_of(export), units_of(export), stream)


def header_of(export: Export) -> MemoryHeader:
    """The header of a work's memory; the notice of the work, where it has one, is a note."""
    return own_header(
        export.columns[0].tag,
        (UnitProperty("x-work", export.work),),
        (UnitNote(export.notice),) if export.notice else (),
    )


def own_header(
    source: str, properties: tuple[UnitProperty, ...], notes: tuple[UnitNote, ...] = ()
) -> MemoryHeader:
    """The header of a memory that this program makes; ``source`` is the tag of its language."""
    return MemoryHeader(
        attributes={
            "creationtool": CREATION_TOOL,
            "creationtoolversion": version("treatylens"),
            "segtype": "sentence",
            "o-tmf": CREATION_TOOL,
            "adminlang": "en",
            "srclang": source,
            "datatype": "PlainText",
        },
        properties=properties,
        notes=notes,
    )


def units_of(export: Export) -> Iterator[TranslationUnit]:
    """A unit for each row."""
    for row in export.rows:
        yield TranslationUnit(
            id=row.key,
            variants=tuple(
                _variant(cell, column)
                for cell, column in zip(row.cells, export.columns, strict=True)
                if cell
            ),
            properties=_properties(
                {
                    "x-work": export.work,
                    "x-unit": row.unit,
                    "x-eid": row.eid,
                    "x-confidence": f"{row.confidence:.2f}",
                    "x-status": row.status,
                    "x-author": row.author,
                    "x-date": row.at,
                }
            ),
            attributes=_correction(row),
        )


def _variant(cell: ExportCell, column: Column) -> UnitVariant:
    language, _, script = column.tag.partition("-")
    return UnitVariant(
        tag=column.tag,
        language=language,
        script=script,
        text=cell.text,
        properties=_properties(
            {
                "x-id": cell.id,
                "x-origin": column.origin,
                "x-file": column.file,
                "x-page": str(cell.page or ""),
            }
        ),
    )


def _properties(values: Mapping[str, str]) -> tuple[UnitProperty, ...]:
    return tuple(UnitProperty(name, value) for name, value in values.items() if value)


def _correction(row: ExportRow) -> dict[str, str]:
    """Who changed or confirmed the row, and when, as TMX writes dates."""
    found = {"changeid": row.author} if row.author else {}
    if row.at:
        at = datetime.fromisoformat(row.at)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        found["changedate"] = at.strftime("%Y%m%dT%H%M%SZ")
    return found


# --------------------------------------------------------------------------- units → XML


def write_memory(header: MemoryHeader, units: Iterable[TranslationUnit], stream: BinaryIO) -> None:
    """Write a memory, a unit at a time. Characters that XML forbids are left out; ``markup`` of a
    variant goes before its ``text``."""
    with etree.xmlfile(stream, encoding="utf-8") as file:
        file.write_declaration()
        file.write_doctype(DOCTYPE)
        with file.element("tmx", version="1.4"):
            file.write("\n")
            file.write(_element("header", header.attributes, header.properties, header.notes))
            file.write("\n")
            with file.element("body"):
                file.write("\n")
                for unit in units:
                    file.write(_unit(unit))
                    file.write("\n")
            file.write("\n")


def _unit(unit: TranslationUnit) -> etree._Element:
    attributes = ({"tuid": unit.id} if unit.id else {}) | dict(unit.attributes)
    element = _element("tu", attributes, unit.properties, unit.notes)
    for variant in unit.variants:
        named = {_XML_LANG: variant.tag} | dict(variant.attributes)
        below = _element("tuv", named, variant.properties, variant.notes)
        below.append(_segment(variant))
        below.tail = "\n"
        element.append(below)
    return element


def _segment(variant: UnitVariant) -> etree._Element:
    if variant.markup:
        return etree.fromstring(f"<seg>{variant.markup}</seg>")
    segment = etree.Element("seg")
    segment.text = storable(variant.text)
    return segment


def _element(
    name: str,
    attributes: Mapping[str, str],
    properties: Iterable[UnitProperty],
    notes: Iterable[UnitNote],
) -> etree._Element:
    """An element with its notes and properties, each on a line."""
    element = etree.Element(name)
    for attribute, value in attributes.items():
        element.set(attribute, storable(value))
    parts = [("note", note.text, note.tag, "") for note in notes]
    parts += [("prop", one.text, one.tag, one.type) for one in properties]
    for kind, text, tag, type_ in parts:
        below = etree.SubElement(element, kind)
        if kind == "prop":
            below.set("type", storable(type_))
        if tag:
            below.set(_XML_LANG, storable(tag))
        below.text = storable(text)
        below.tail = "\n"
    element.text = "\n"
    return element
