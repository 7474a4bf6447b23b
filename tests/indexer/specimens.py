"""The specimen instruments as gold: their provision trees, and paragraphs as printers set them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from analyzers.languages import parse_tag
from indexer.models import Paragraph, Provision

SOURCES = Path(__file__).parents[2] / "corpus" / "sources"


@dataclass
class Gold:
    """A provision of a source file; its lines and children are in print order in ``content``."""

    kind: str
    ordinal: str
    num: str = ""
    heading: str = ""
    content: list["str | Gold"] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Its printed lines without its own mark, its children's marks included."""
        for part in self.content:
            if isinstance(part, str):
                yield part
            elif part.heading:
                yield joined(part.num, part.heading)
                yield from part.lines()
            else:
                lines = part.lines()
                yield joined(part.num, next(lines, ""))
                yield from lines


@dataclass
class Source:
    """One source file read: the title, the note and the tree."""

    language: str
    script: str
    title: str = ""
    notes: list[str] = field(default_factory=list)
    root: Gold = field(default_factory=lambda: Gold("root", ""))


def joined(num: str, text: str) -> str:
    """A mark and its text on one line, as print has it."""
    return f"{num}{text}" if num.endswith(("、", "）")) else f"{num} {text}".strip()


def sources() -> list[Path]:
    """Every source file of the corpus."""
    return sorted(SOURCES.glob("*/*.src"))


def read_source(path: Path) -> Source:
    """Read one source file."""
    language, script = parse_tag(path.stem)
    source = Source(language, script)
    stack: list[tuple[int, Gold]] = [(0, source.root)]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("! title "):
            source.title = line.removeprefix("! title ")
        elif line.startswith("!"):
            source.notes.append(line.split(" ", 2)[2])
        elif line.startswith("="):
            _open(line, stack)
        elif line.strip():
            stack[-1][1].content.append(line.strip())
    return source


#: Depth of what is written with one ``=``: an article lies within the chapter before it.
_DEPTHS = {"chp": 1, "sec": 1}


def _open(line: str, stack: list[tuple[int, Gold]]) -> None:
    marks, _, rest = line.partition(" ")
    head, num, heading = [part.strip() for part in [*rest.split("|"), "", ""][:3]]
    kind, _, ordinal = head.partition(" ")
    depth = 10 * len(marks)
    if depth == 10 and kind in _DEPTHS:
        depth = _DEPTHS[kind]
    if depth == 10 and kind not in {"art", "para"}:
        depth = 1
    closed = {"preamble", "testimonium"}
    while stack[-1][0] >= depth or (depth == 10 and stack[-1][1].kind in closed):
        stack.pop()
    node = Gold(kind, ordinal, num, heading)
    stack[-1][1].content.append(node)
    stack.append((depth, node))


Row = tuple[str, str, str, str, str]


def gold_rows(source: Source) -> list[Row]:
    """(eid, kind, num, heading, text) of every provision in order, as the source says."""
    rows: list[Row] = []

    def walk(node: Gold, parent: str) -> None:
        own = f"{node.kind}_{node.ordinal}" if node.ordinal else node.kind
        eid = f"{parent}__{own}" if parent else own
        grouping = node.kind in {"part", "chp", "sec"}
        lines = [p for p in node.content if isinstance(p, str)] if grouping else list(node.lines())
        rows.append((eid, node.kind, node.num, node.heading, "\n".join(lines)))
        for part in node.content:
            if isinstance(part, Gold):
                walk(part, eid)

    for part in source.root.content:
        assert isinstance(part, Gold)
        walk(part, "")
    return rows


def found_rows(provisions: tuple[Provision, ...]) -> list[Row]:
    """The same of a tree that was read."""
    return [
        (found.eid, found.kind, found.num, found.heading, found.text)
        for provision in provisions
        for found in provision.walk()
    ]


# --------------------------------------------------------------------------- printing


@dataclass(frozen=True)
class Layout:
    """How a printer sets marks. Each part of it gives the paragraphs of a mark and what follows.

    ``unit`` takes the language, the mark and the heading; ``item`` the mark and the first line.
    ``headless`` leaves article headings out and starts the text on the mark's line.
    """

    name: str
    unit: Callable[[str, str, str], list[str]]
    item: Callable[[str, str], list[str]]
    headless: Callable[[str, str, str], list[str]] | None = None


def on_lines(_language: str, num: str, heading: str) -> list[str]:
    """The mark alone, the heading below it."""
    return [line for line in (num, heading) if line]


def after_separator(english: str, chinese: str, khmer: str) -> Callable[[str, str, str], list[str]]:
    """The mark and the heading on one line, parted as the language does."""
    parting = {"en": english, "zh": chinese, "km": khmer}
    return lambda language, num, heading: [f"{num}{parting[language]}{heading}" if heading else num]


LAYOUTS = (
    Layout(
        "on lines of their own", on_lines, lambda num, text: [part for part in (num, text) if part]
    ),
    Layout("on lines, items before text", on_lines, lambda num, text: [joined(num, text)]),
    Layout("full stop", after_separator(". ", "　", "៖ "), lambda num, text: [joined(num, text)]),
    Layout("dash", after_separator(" – ", " ", ".- "), lambda num, text: [f"{num}{text}"]),
    Layout("colon", after_separator(": ", "：", " ៖ "), lambda num, text: [f"{num}  {text}"]),
    Layout("space", after_separator(" ", "  ", " "), lambda num, text: [joined(num, text)]),
    Layout(
        "text on the mark's line",
        after_separator(". ", "　", " - "),
        lambda num, text: [joined(num, text)],
        headless=lambda language, num, text: [
            f"{num}{ {'en': '. ', 'zh': '　', 'km': '.- '}[language] }{text}"
        ],
    ),
)


def without_headings(node: Gold) -> None:
    """Leave out the headings of articles."""
    if node.kind == "art":
        node.heading = ""
    for part in node.content:
        if isinstance(part, Gold):
            without_headings(part)


def printed(source: Source, layout: Layout) -> list[Paragraph]:
    """The paragraphs of a source as a layout prints them, a page every forty paragraphs."""
    texts = [source.title, *source.notes]
    for part in source.root.content:
        assert isinstance(part, Gold)
        texts += _printed(part, source.language, layout)
    return [
        Paragraph(text=text, page=1 + index // 40, language=source.language, script=source.script)
        for index, text in enumerate(texts)
    ]


def _printed(node: Gold, language: str, layout: Layout) -> list[str]:
    texts: list[str] = []
    content = list(node.content)
    if node.kind in {"art", "chp", "annex", "part"}:
        first = content[0] if content else None
        if layout.headless and node.kind == "art" and isinstance(first, str):
            texts += layout.headless(language, node.num, first)
            content = content[1:]
        else:
            texts += layout.unit(language, node.num, node.heading)
    elif node.kind == "sec":
        texts += [joined(node.num, node.heading)]
    elif node.num:
        first = content.pop(0)
        assert isinstance(first, str)
        texts += layout.item(node.num, first)
    for part in content:
        texts += [part] if isinstance(part, str) else _printed(part, language, layout)
    return texts
