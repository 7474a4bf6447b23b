"""Provisions → the blocks a page is set from, in one of the styles that treaties are printed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.rendering.source import Node, Source

#: Marks after which Chinese print leaves no space before the text.
_CLOSED = ("、", "）", "］")
#: A line of the testimonium that does not end a sentence is a signatory's.
_SENTENCE_ENDS = (".", "。", "។")


class Role(StrEnum):
    """What a block is on the page."""

    TITLE = "title"
    NOTE = "note"
    GROUP = "group"  # chapter or section
    ARTICLE = "article"
    ANNEX = "annex"
    BODY = "body"
    SIGNATURE = "signature"


@dataclass(frozen=True, kw_only=True)
class HeadingStyle:
    """How number and heading stand: ``None`` on two lines, else joined on one by the string."""

    article: str | None = None
    chapter: str | None = None


@dataclass(frozen=True, kw_only=True)
class Block:
    """One printed block. A heading has one or two ``lines``; a body one, with ``num`` before it.

    ``level`` is the indent of a body: 0 for a paragraph, 1 for a point. ``eid`` is the provision
    the block belongs to, "" for title and note. ``kind`` and ``heading`` are that provision's.
    """

    role: Role
    lines: tuple[str, ...]
    num: str = ""
    level: int = 0
    eid: str = ""
    kind: str = ""
    heading: str = ""

    def numbered(self, gap: str = " ") -> str:
        """The body's text with its number before it; ``gap`` parts the two where print does."""
        if not self.num:
            return self.lines[0]
        return self.num + ("" if self.num.endswith(_CLOSED) else gap) + self.lines[0]


def blocks(source: Source, style: HeadingStyle) -> Iterator[Block]:
    """Everything that is printed of a source, in order."""
    yield Block(role=Role.TITLE, lines=(source.title,))
    yield Block(role=Role.NOTE, lines=(source.note,))
    for node in source.nodes:
        if node.heading:
            yield _heading(node, style)
        yield from _bodies(node)


def _heading(node: Node, style: HeadingStyle) -> Block:
    joint: str | None
    if node.kind == "art":
        role, joint = Role.ARTICLE, style.article
    elif node.kind == "annex":
        role, joint = Role.ANNEX, None
    elif node.kind == "chp":
        role, joint = Role.GROUP, style.chapter
    else:  # a section: "I. Online Fraud", 一、网络诈骗
        role, joint = Role.GROUP, "" if node.num.endswith(_CLOSED) else " "
    lines = (node.num, node.heading) if joint is None else (node.num + joint + node.heading,)
    return Block(
        role=role, lines=lines, num=node.num, eid=node.eid, kind=node.kind, heading=node.heading
    )


def _bodies(node: Node) -> Iterator[Block]:
    for position, line in enumerate(node.lines):
        signed = node.kind == "testimonium" and not line.endswith(_SENTENCE_ENDS)
        yield Block(
            role=Role.SIGNATURE if signed else Role.BODY,
            lines=(line,),
            num=node.num if position == 0 and not node.heading else "",
            level=1 if node.kind == "point" else 0,
            eid=node.eid,
            kind=node.kind,
        )
