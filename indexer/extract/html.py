"""HTML: the text a reader sees, by block, with the numbers of lists; no menus, no scripts.

The tree is walked without recursion: pages nest deeper than Python's stack.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract.errors import ExtractionError
from indexer.extract.line_breaks import settle_breaks
from indexer.extract.note_marks import Raised, as_printed, judge_raised, refers_to_note
from indexer.extract.numbering import LIST_STYLES, decimal
from indexer.extract.quality import judge
from indexer.extract.text import BOMS, clean, decode
from indexer.models import Line, Page

#: What is not the document's text.
_DROPPED = frozenset({
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "head",
    "title", "iframe", "object", "svg", "math", "canvas", "audio", "video", "input", "select",
    "option", "button", "textarea", "label", "datalist", "dialog", "map", "rp", "rt",
})  # fmt: skip
#: Headers here belong to the text, not to the site.
_CONTENT = frozenset({"article", "main", "section", "blockquote"})
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "hgroup", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
#: What may refer to a note, and how many pieces of text before it tell.
_RAISED = frozenset({"sup", "a"})
_CONTEXT_PIECES = 8
_BOLD = frozenset(["b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"])

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*(?:-webkit-)?center", re.IGNORECASE)
_NOT_CENTRED = re.compile(r"text-align\s*:\s*(?:left|right|justify|start|end)", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*(?:inside\s+|outside\s+)?([\w-]+)", re.I)
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0\u3000]+")
#: A line end in the source between Han characters stands for nothing.
_HAN_BREAK = re.compile(
    r"(?<=[\u3001-\u9fff\uff00-\uff60])[ \t]*\n\s*(?=[\u3001-\u9fff\uff00-\uff60])"
)

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
#: What labels stand for: pages that say gb2312 use all of GB18030.
_CHARSETS = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "us-ascii": "cp1252",
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
}
#: Characters beyond ASCII from which valid UTF-8 is UTF-8, whatever the page says of itself.
_PLAINLY_UTF8 = 8


def extract(data: bytes) -> tuple[Page, ...]:
    """One page with the text of an HTML document.

    Each block opens a paragraph, and so do two ``<br>``; one ends a line. List numbers are printed,
    references to notes are not; table cells stand in columns. Raises ``ExtractionError`` where no
    text is left.
    """
    tree = LexborHTMLParser(decode_html(data))
    reader = _Reader()
    if tree.body is not None:
        reader.read(tree.body)
    if not reader.lines:
        raise ExtractionError("The HTML file holds no text; give the page that has the document.")
    verdict = judge("\n".join(line.text for line in reader.lines))
    return (
        Page(
            number=1,
            lines=tuple(settle_breaks(reader.lines)) if verdict.method == "text" else (),
            method=verdict.method,
            confidence=verdict.confidence,
            reason=verdict.reason,
        ),
    )


def decode_html(data: bytes) -> str:
    """HTML as text: byte order mark, plain UTF-8, the encoding it declares, else as any text."""
    declared = _CHARSET.search(data[:4096])
    if declared is None or any(data.startswith(mark) for mark, _ in BOMS):
        return decode(data)
    label = declared.group(1).decode("ascii", "replace").lower()
    encoding = _CHARSETS.get(label, label)
    if encoding != "utf-8" and _is_plainly_utf8(data):
        encoding = "utf-8"
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        pass
    text = decode(data)
    try:
        damaged = data.decode(encoding, "replace")
    except LookupError:
        return text
    # A page with a few damaged bytes is still in the encoding that it names.
    return damaged if damaged.count("\ufffd") * 100 <= len(damaged) else text


def _is_plainly_utf8(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum(character > "\x7f" for character in text) >= _PLAINLY_UTF8


@dataclass
class _List:
    """A list being read: how it counts, and the next number."""

    style: Callable[[int], str] | None
    next: int


class _Reader:
    """Gathers lines while a tree is walked."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._text: list[str] = []
        self._letters = self._bold_letters = 0
        self._opens: bool | None = True
        self._label = ""
        self._bold = 0
        self._centred: list[bool] = [False]
        self._lists: list[_List] = []
        self._columns: list[int] = []
        self._pre = 0
        self._broken = False
        self._raised: list[Raised] = []

    def read(self, root: LexborNode) -> None:
        """Walk the tree below ``root`` in text order."""
        for node, entering in _walk(root):
            if node.is_text_node:
                self._add(node.text_content or "")
            elif entering:
                self._enter(node, node.tag or "")
            else:
                self._leave(node, node.tag or "")
        self._end_line(opens=True)

    def _add(self, text: str) -> None:
        if self._pre:
            first, *others = text.split("\n")
            self._append(first)
            for other in others:
                self._end_line(opens=True if not other.strip() else None)
                self._append(other)
        else:
            self._append(text)

    def _append(self, text: str) -> None:
        for kind in self._raised:
            text = as_printed(text, kind)
        self._text.append(text)
        letters = len(text.strip())
        self._letters += letters
        self._bold_letters += letters if self._bold else 0

    def _enter(self, node: LexborNode, tag: str) -> None:
        style = _attribute(node, "style")
        if tag == "br":
            self._break()
            return
        if tag in _RAISED:
            self._raised.append(self._judge(node, tag))
        if tag in _BLOCKS:
            self._end_line(opens=True)
            self._centred.append(_is_centred(node, tag, style, self._centred[-1]))
        if tag in _BOLD or _BOLD_STYLE.search(style):
            self._bold += 1
        if tag in ("ol", "ul"):
            self._lists.append(_list(node, tag, style))
        elif tag == "li":
            self._label = f"{self._label} {self._next_label(node)}".strip()
        elif tag == "tr":
            self._columns.append(-1)
        elif tag in ("td", "th") and self._columns:
            self._columns[-1] += 1
        elif tag == "pre":
            self._pre += 1

    def _break(self) -> None:
        """End a line; the second of two breaks opens a paragraph, as a blank line does."""
        blank = self._broken and not self._has_text()
        self._end_line(opens=True if blank else None)
        self._broken = True

    def _has_text(self) -> bool:
        return any(not text.isspace() for text in self._text if text)

    def _judge(self, node: LexborNode, tag: str) -> Raised:
        """What a raised element or a link is; one within both is judged no more."""
        if len(self._raised) > 1 or any(kind is not Raised.TEXT for kind in self._raised):
            return Raised.TEXT
        text = node.text()
        before = "".join(self._text[-_CONTEXT_PIECES:]) if self._has_text() else ""
        if tag == "sup":
            return judge_raised(text, before)
        noted = refers_to_note(text, _attribute(node, "href"), before)
        return Raised.NOTE if noted else Raised.TEXT

    def _leave(self, node: LexborNode, tag: str) -> None:
        if tag in _RAISED:
            self._raised.pop()
        if tag in _BLOCKS:
            self._end_line(opens=True)
            self._centred.pop()
        if tag in _BOLD or _BOLD_STYLE.search(_attribute(node, "style")):
            self._bold -= 1
        if tag in ("ol", "ul"):
            self._lists.pop()
            self._label = ""
        elif tag == "li":
            self._label = ""
        elif tag == "tr":
            self._columns.pop()
        elif tag in ("td", "th") and self._columns:
            span = _attribute(node, "colspan")
            self._columns[-1] += min(int(span), 63) - 1 if span.isdecimal() and int(span) else 0
        elif tag == "pre":
            self._pre -= 1

    def _next_label(self, node: LexborNode) -> str:
        if not self._lists:
            return ""
        current = self._lists[-1]
        value = _attribute(node, "value")
        if _is_integer(value):
            current.next = int(value)
        style = current.style
        if (own := _LIST_STYLE.search(_attribute(node, "style"))) is not None:
            style = LIST_STYLES.get(own.group(1).lower(), style)
        number = style(current.next) if style is not None else ""
        current.next += 1
        if not number:
            return ""
        return f"{number}、" if "\u4e00" <= number[-1] <= "\u9fff" else f"{number}."

    def _end_line(self, *, opens: bool | None) -> None:
        """End the line gathered so far; the next one ``opens`` a paragraph or may."""
        text = _HAN_BREAK.sub("", clean("".join(self._text)))
        text = _BLANKS.sub(" ", text).strip()
        if text:
            self.lines.append(
                Line(
                    text=f"{self._label} {text}" if self._label else text,
                    opens=self._opens,
                    bold=2 * self._bold_letters > self._letters,
                    centred=self._centred[-1],
                    column=max(sum(column for column in self._columns if column > 0), 0),
                )
            )
            self._label, self._opens = "", opens
        elif opens:
            self._opens = True
        self._broken = False
        self._text.clear()
        self._letters = self._bold_letters = 0


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """The nodes below and with ``root`` in order, those that are shown: True on entering an element
    and False on leaving it."""
    stack: list[tuple[LexborNode, bool]] = [(root, True)]
    inside = 0
    while stack:
        node, entering = stack.pop()
        tag = node.tag or ""
        if not entering:
            inside -= tag in _CONTENT
            yield node, False
            continue
        if not node.is_text_node and (
            not node.is_element_node or _is_dropped(node, tag, inside=inside > 0)
        ):
            continue
        yield node, True
        if node.is_element_node:
            inside += tag in _CONTENT
            stack.append((node, False))
            stack.extend(_children_last_first(node))


def _children_last_first(node: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    child = node.last_child
    while child is not None:
        yield child, True
        child = child.prev


def _is_dropped(node: LexborNode, tag: str, *, inside: bool) -> bool:
    if tag == "header" and inside:
        return False
    if tag in _DROPPED:
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _is_centred(node: LexborNode, tag: str, style: str, outer: bool) -> bool:
    align = _attribute(node, "align").lower()
    if tag == "center" or align == "center" or _CENTRED.search(style):
        return True
    return outer and not align and not _NOT_CENTRED.search(style)


def _list(node: LexborNode, tag: str, style: str) -> _List:
    if tag == "ul":
        return _List(None, 1)
    counting: Callable[[int], str] | None = decimal
    named = _LIST_STYLE.search(style)
    name = named.group(1).lower() if named else _attribute(node, "type")
    if name:
        counting = LIST_STYLES.get(name, decimal)
    start = _attribute(node, "start")
    return _List(counting, int(start) if _is_integer(start) else 1)


def _is_integer(text: str) -> bool:
    return text.isascii() and text.lstrip("-").isdigit() and len(text) < 7


def _attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""
