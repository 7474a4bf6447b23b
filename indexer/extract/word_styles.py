"""Word's styles: how a paragraph or run looks, by itself and by the styles it builds on."""

from dataclasses import dataclass, replace

from lxml import etree

from indexer.extract.word_numbers import W

#: Styles may build on one another this deep; beyond, they go round in a circle.
_DEPTH = 20
#: Values that turn a property off.
OFF = frozenset({"0", "false", "off"})
_RAISED = "superscript"


@dataclass(frozen=True)
class Look:
    """A paragraph's: its style, centred, bold, raised, font, and the list of its number ("" none).

    ``level`` is None where the list says it by the style. ``from_style`` is True where the style
    gives the list.
    """

    style: str = ""
    centred: bool = False
    bold: bool = False
    raised: bool = False
    font: str = ""
    list_id: str = ""
    level: int | None = None
    from_style: bool = False


@dataclass(frozen=True)
class RunLook:
    """A run's: bold, hidden, raised, and the font of its Latin letters."""

    bold: bool = False
    hidden: bool = False
    raised: bool = False
    font: str = ""


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: etree._Element | None) -> None:
        self._nodes: dict[str, etree._Element] = {}
        self._default = ""
        self._looks: dict[str, Look] = {}
        for node in root.iter(f"{W}style") if root is not None else ():
            key = node.get(f"{W}styleId", "")
            self._nodes[key] = node
            if node.get(f"{W}type") == "paragraph" and node.get(f"{W}default") == "1":
                self._default = key

    def look(self, paragraph: etree._Element) -> Look:
        """How a paragraph looks; its own properties win over its style's."""
        properties = paragraph.find(f"{W}pPr")
        style = _value(properties, "pStyle") or self._default
        return _applied(self._style_look(style), properties, None, from_style=False)

    def run(self, run: etree._Element, look: Look) -> RunLook:
        """How a run of a paragraph looks."""
        properties = run.find(f"{W}rPr")
        bold, font, raised = look.bold, look.font, False
        if (style := _value(properties, "rStyle")) in self._nodes:
            inherited = self._style_look(style)
            bold, font = inherited.bold or bold, inherited.font or font
            raised = inherited.raised
        if place := _value(properties, "vertAlign"):
            raised = place == _RAISED
        switch = _switch(properties, "b")
        return RunLook(
            bold=bold if switch is None else switch,
            hidden=bool(_switch(properties, "vanish")),
            raised=raised,
            font=_font(properties) or font,
        )

    def _style_look(self, style: str) -> Look:
        if style not in self._looks:
            chain: list[str] = []
            key = style
            while key in self._nodes and key not in chain and len(chain) < _DEPTH:
                chain.append(key)
                key = _value(self._nodes[key], "basedOn")
            look = Look()
            for key in reversed(chain):
                node = self._nodes[key]
                look = _applied(
                    look, node.find(f"{W}pPr"), node.find(f"{W}rPr"), from_style=True, style=key
                )
            self._looks[style] = replace(look, style=look.style if look.list_id else style)
        return self._looks[style]


def _applied(
    look: Look,
    paragraph: etree._Element | None,
    run: etree._Element | None,
    *,
    from_style: bool,
    style: str = "",
) -> Look:
    """``look`` with what properties change."""
    if (alignment := _value(paragraph, "jc")) != "":
        look = replace(look, centred=alignment == "center")
    if (bold := _switch(run, "b")) is not None:
        look = replace(look, bold=bold)
    if place := _value(run, "vertAlign"):
        look = replace(look, raised=place == _RAISED)
    if font := _font(run):
        look = replace(look, font=font)
    numbered = paragraph.find(f"{W}numPr") if paragraph is not None else None
    if numbered is None:
        return look
    list_id = _value(numbered, "numId") or look.list_id
    level = _value(numbered, "ilvl")
    return replace(
        look,
        list_id="" if list_id == "0" else list_id,
        level=int(level) if level.isdecimal() else (None if from_style else look.level or 0),
        from_style=from_style,
        style=style or look.style,
    )


def _font(properties: etree._Element | None) -> str:
    node = properties.find(f"{W}rFonts") if properties is not None else None
    return node.get(f"{W}ascii", "") if node is not None else ""


def _switch(properties: etree._Element | None, name: str) -> bool | None:
    """A property that is on or off; None where it is not given."""
    node = properties.find(f"{W}{name}") if properties is not None else None
    return None if node is None else node.get(f"{W}val", "1") not in OFF


def _value(node: etree._Element | None, name: str) -> str:
    child = node.find(f"{W}{name}") if node is not None else None
    return child.get(f"{W}val", "") if child is not None else ""
