"""Plain text as ministries' gopher-age archives keep it: centred titles, indented points."""

import textwrap
from collections.abc import Iterable, Iterator

from corpus.rendering.layout import Block, Role

#: Width, in columns, that titles are centred in where lines are not wrapped.
_PAGE = 78
_HEADINGS = frozenset({Role.TITLE, Role.NOTE, Role.GROUP, Role.ARTICLE, Role.ANNEX})
#: Chinese print indents a paragraph by two characters.
_CHINESE_INDENT = "\u3000\u3000"


def text(blocks: Iterable[Block], language: str, *, width: int, gap: str) -> str:
    """The whole file. With ``width`` lines are wrapped at that column, and blocks parted by a
    blank line; without it a paragraph is one line. Chinese has no blank lines but before headings.
    """
    parts: list[str] = []
    for block in blocks:
        if parts and (width or language != "zh" or block.role in _HEADINGS):
            parts.append("")
        parts += _lines(block, language, width, gap)
    return "\n".join(parts) + "\n"


def _lines(block: Block, language: str, width: int, gap: str) -> Iterator[str]:
    if block.role in _HEADINGS:
        for line in block.lines:
            yield from _centred(line, language)
        return
    printed = block.numbered(gap)
    if language == "zh":
        yield _CHINESE_INDENT + printed
        return
    indent = "    " * block.level
    if width:
        yield from textwrap.wrap(
            printed,
            width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    else:
        yield indent + printed


def _centred(line: str, language: str) -> Iterator[str]:
    columns = 2 * len(line) if language == "zh" else len(line)
    if language == "en" and columns > _PAGE:
        for part in textwrap.wrap(line, _PAGE - 16, break_on_hyphens=False):
            yield part.center(_PAGE).rstrip()
        return
    yield " " * max((_PAGE - columns) // 2, 0) + line
