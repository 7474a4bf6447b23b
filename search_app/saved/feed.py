"""An Atom feed (RFC 4287), from values to a document. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
_XML = "http://www.w3.org/XML/1998/namespace"
#: Who ids belong to. They do not follow the address of the site, so that nothing is new again
#: where it moves: a name that belongs to nobody (RFC 2606), and an id that nothing else has.
_AUTHORITY = "treatylens.invalid"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry. Times are ISO 8601 with a zone; ``html`` is its content; ``link`` is absolute."""

    id: str
    title: str
    updated: str
    link: str
    summary: str
    html: str
    categories: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed, its entries newest first. ``own`` is its own address, ``link`` that of the page it
    tells of; both absolute."""

    id: str
    title: str
    subtitle: str
    author: str
    language: str
    updated: str
    own: str
    link: str
    entries: Sequence[Entry]


def tag_uri(day: str, *parts: str) -> str:
    """An id for good (RFC 4151): the ``day`` on which it was given (ISO 8601), and its parts."""
    return f"tag:{_AUTHORITY},{day[:10]}:{'/'.join(parts)}"


def atom(feed: Feed) -> bytes:
    """The document, UTF-8."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(f"{{{_XML}}}lang", feed.language)
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", feed.updated)
    _text(etree.SubElement(root, f"{{{ATOM}}}author"), "name", feed.author)
    _link(root, "self", feed.own, MEDIA_TYPE)
    _link(root, "alternate", feed.link, "text/html")
    _text(root, "generator", "TreatyLens")
    for entry in feed.entries:
        _entry(root, entry)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _entry(root: "etree._Element", entry: Entry) -> None:
    node = etree.SubElement(root, f"{{{ATOM}}}entry")
    _text(node, "id", entry.id)
    _text(node, "title", entry.title)
    _text(node, "updated", entry.updated)
    _text(node, "published", entry.updated)
    _link(node, "alternate", entry.link, "text/html")
    for term in entry.categories:
        etree.SubElement(node, f"{{{ATOM}}}category").set("term", term)
    _text(node, "summary", entry.summary)
    content = etree.SubElement(node, f"{{{ATOM}}}content")
    content.set("type", "html")
    content.text = sound_xml(entry.html)


def _text(parent: "etree._Element", name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = sound_xml(text)


def _link(parent: "etree._Element", relation: str, address: str, media_type: str) -> None:
    link = etree.SubElement(parent, f"{{{ATOM}}}link")
    link.set("rel", relation)
    link.set("type", media_type)
    link.set("href", address)


def sound_xml(text: str) -> str:
    """The text without characters that XML 1.0 cannot hold."""
    return "".join(sign for sign in text if _is_allowed(ord(sign)))


def _is_allowed(code: int) -> bool:
    return (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code >= 0x10000
    )
