"""XLIFF 2.1 of two versions: a unit for each row, with notes and the metadata module."""

import re
from collections.abc import Mapping
from typing import BinaryIO

from lxml import etree

from search_app.exchange.rows import Export, ExportRow

CORE = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_PREFIXES = {None: CORE, "mda": METADATA}
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: What XLIFF calls the state of a row: nobody has looked, corrected, confirmed as right.
STATES: Mapping[str, str] = {
    "automatic": "translated",
    "corrected": "reviewed",
    "confirmed": "final",
}
_NOT_IN_IDS = re.compile(r"[^\w.-]", re.ASCII)


def write_xliff(export: Export, stream: BinaryIO) -> None:
    """Write the rows, the first version as the source and the second as the target.

    A row without a source has an empty one; a row without a target has none and the state
    ``initial``.
    """
    source, target = export.columns
    root = etree.Element(f"{{{CORE}}}xliff", nsmap=_PREFIXES)
    for name, value in (("version", "2.1"), ("srcLang", source.tag), ("trgLang", target.tag)):
        root.set(name, value)
    file = _below(root, "file", id=_id(export.work), original=source.file)
    file.set(_XML_SPACE, "preserve")
    _describe(file, "versions", _of_versions(export))
    _annotate(file, {"notice": export.notice})
    for row in export.rows:
        _add_unit(file, row)
    etree.indent(root, space=" ")
    etree.ElementTree(root).write(stream, encoding="UTF-8", xml_declaration=True)


def _of_versions(export: Export) -> dict[str, str]:
    source, target = export.columns
    return {
        "work": export.work,
        "source-origin": source.origin,
        "source-file": source.file,
        "target-origin": target.origin,
        "target-file": target.file,
    }


def _add_unit(file: etree._Element, row: ExportRow) -> None:
    source, target = row.cells
    unit = _below(file, "unit", id=_id(row.key), name=row.key)
    described = {
        "eid": row.eid,
        "unit": row.unit,
        "confidence": f"{row.confidence:.2f}",
        "status": row.status,
        "author": row.author,
        "date": row.at,
    }
    for side, cell in (("source", source), ("target", target)):
        if cell:
            described |= {f"{side}-id": cell.id, f"{side}-page": str(cell.page or "")}
    _describe(unit, "row", described)
    corrected = f"{row.status} by {row.author}, {row.at}" if row.author else ""
    _annotate(unit, {"provision": row.eid, "review": corrected})
    state = STATES[row.status] if target else "initial"
    segment = _below(unit, "segment", id="s1", state=state)
    _below(segment, "source").text = source.text if source else ""
    if target:
        _below(segment, "target").text = target.text


def _describe(element: etree._Element, category: str, values: Mapping[str, str]) -> None:
    """Add what is known as metadata, which tools keep and translators need not see."""
    metadata = etree.SubElement(element, f"{{{METADATA}}}metadata")
    group = etree.SubElement(metadata, f"{{{METADATA}}}metaGroup")
    group.set("category", f"treatylens-{category}")
    for name, value in values.items():
        if value:
            meta = etree.SubElement(group, f"{{{METADATA}}}meta", type=name)
            meta.text = value


def _annotate(element: etree._Element, notes: Mapping[str, str]) -> None:
    """Add notes by category, which translators see."""
    said = {category: text for category, text in notes.items() if text}
    if said:
        below = _below(element, "notes")
        for number, (category, text) in enumerate(said.items(), 1):
            _below(below, "note", id=f"n{number}", category=category).text = text


def _below(parent: etree._Element, kind: str, /, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{CORE}}}{kind}")
    for attribute, value in attributes.items():
        element.set(attribute, value)
    return element


def _id(text: str) -> str:
    """A name as XLIFF takes one for an id (NMTOKEN)."""
    return _NOT_IN_IDS.sub(".", text)
