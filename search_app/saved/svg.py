"""Drawing in SVG: a sheet with a title and a description, lines, bars, texts. Pure.

What is drawn has a class for the page's stylesheet and attributes that hold without one: a file
that is opened by itself is dark on white, and follows the reader's scheme where its own style is
let through.
"""

from collections.abc import Mapping

from lxml import etree

SVG = "http://www.w3.org/2000/svg"
_XML = "http://www.w3.org/XML/1998/namespace"

#: The style of a file of its own. The page's stylesheet has the same classes.
STYLE = """
.plot {
  background: #fff;
  font-family: "Noto Sans Khmer", "Noto Sans", "Noto Sans CJK SC", sans-serif;
}
@media (prefers-color-scheme: dark) {
  .plot { background: #14181e; }
  .plot text { fill: #e6e8ea; }
  .plot .soft { fill: #aab2bf; }
  .plot .grid { stroke: #343c49; }
  .plot .axis, .plot .line { stroke: #9cc3f0; }
  .plot .ink { fill: #9cc3f0; }
  .plot .ink-line { stroke: #9cc3f0; }
  .plot .paper { fill: #14181e; }
}
"""
#: Attributes of each class, where no stylesheet says otherwise.
_LOOK: Mapping[str, Mapping[str, str]] = {
    "soft": {"fill": "#505a6b"},
    "grid": {"stroke": "#d9dcd6", "stroke-width": "1"},
    "axis": {"stroke": "#1f4a7d", "stroke-width": "1.5"},
    "line": {"stroke": "#1f4a7d", "stroke-width": "2", "fill": "none"},
    "ink": {"fill": "#1f4a7d"},
    "ink-line": {"stroke": "#1f4a7d", "stroke-width": "1.5"},
    "paper": {"fill": "#ffffff"},
}


class Sheet:
    """One drawing. Lengths are in its own units, from the upper left corner; ``name`` begins the
    ids in it, which are unique on a page with several."""

    def __init__(
        self, name: str, width: int, height: int, title: str, description: str, language: str
    ) -> None:
        self.name = name
        self.width = width
        self.height = height
        self._root = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})
        for key, value in {
            "class": "plot",
            "viewBox": f"0 0 {width} {height}",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-description",
            "lang": language,
            f"{{{_XML}}}lang": language,
            "font-size": "13",
            "font-family": "sans-serif",
        }.items():
            self._root.set(key, value)
        self._child("title", {"id": f"{name}-title"}, title)
        self._child("desc", {"id": f"{name}-description"}, description)

    def _child(
        self,
        tag: str,
        attributes: Mapping[str, str],
        text: str = "",
        parent: "etree._Element | None" = None,
    ) -> "etree._Element":
        found = etree.SubElement(self._root if parent is None else parent, f"{{{SVG}}}{tag}")
        for key, value in attributes.items():
            found.set(key, value)
        if text:
            found.text = text
        return found

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str) -> None:
        """A straight line."""
        ends = {"x1": _short(x1), "y1": _short(y1), "x2": _short(x2), "y2": _short(y2)}
        self._child("line", {"class": look, **_LOOK[look], **ends})

    def path(self, points: list[tuple[float, float]]) -> None:
        """A line from point to point."""
        steps = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
        self._child("polyline", {"class": "line", **_LOOK["line"], "points": steps})

    def dot(self, x: float, y: float, radius: float, tip: str = "") -> None:
        """A filled circle, with what it says when it is pointed at."""
        place = {"cx": _short(x), "cy": _short(y), "r": _short(radius)}
        dot = self._child("circle", {"class": "ink", **_LOOK["ink"], **place})
        if tip:
            self._child("title", {}, tip, dot)

    def bar(
        self, x: float, y: float, width: float, height: float, fill: str = "", tip: str = ""
    ) -> None:
        """A bar, filled, or with one of ``patterns``."""
        size = {
            "x": _short(x),
            "y": _short(y),
            "width": _short(width),
            "height": _short(height),
        }
        look = {"class": "ink", **_LOOK["ink"]}
        if fill:
            look = {"class": "ink-line", **_LOOK["ink-line"], "fill": f"url(#{self.name}-{fill})"}
        bar = self._child("rect", {**look, **size})
        if tip:
            self._child("title", {}, tip, bar)

    def shape(self, points: list[tuple[float, float]]) -> None:
        """A filled shape."""
        corners = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
        self._child("polygon", {"class": "ink", **_LOOK["ink"], "points": corners})

    def text(
        self, x: float, y: float, text: str, *, anchor: str = "start", soft: bool = False
    ) -> None:
        """A text whose base line begins, ends or is centred at a point."""
        look = {"class": "soft", **_LOOK["soft"]} if soft else {"fill": "#1b2230"}
        place = {"x": _short(x), "y": _short(y), "text-anchor": anchor}
        self._child("text", {**look, **place}, text)

    def patterns(self) -> None:
        """Make the patterns ``hatched`` and ``dotted`` to be filled with: bars are told apart
        without their colour."""
        defs = self._child("defs", {})
        hatched = self._pattern(defs, "hatched", 6)
        line = {"class": "ink-line", **_LOOK["ink-line"], "stroke-width": "2"}
        self._child("path", {**line, "d": "M-1,1 L1,-1 M0,6 L6,0 M5,7 L7,5"}, parent=hatched)
        dotted = self._pattern(defs, "dotted", 5)
        dot = {"class": "ink", **_LOOK["ink"], "cx": "2.5", "cy": "2.5", "r": "1"}
        self._child("circle", dot, parent=dotted)

    def _pattern(self, defs: "etree._Element", name: str, size: int) -> "etree._Element":
        pattern = self._child(
            "pattern",
            {
                "id": f"{self.name}-{name}",
                "width": str(size),
                "height": str(size),
                "patternUnits": "userSpaceOnUse",
            },
            parent=defs,
        )
        ground = {"class": "paper", **_LOOK["paper"], "width": str(size), "height": str(size)}
        self._child("rect", ground, parent=pattern)
        return pattern

    def inline(self) -> str:
        """The drawing as a part of a page."""
        return etree.tostring(self._root, encoding="unicode")

    def file(self) -> bytes:
        """The drawing as a file of its own, with its style."""
        style = etree.Element(f"{{{SVG}}}style")
        style.text = STYLE
        self._root.insert(2, style)
        self._root.set("width", str(self.width))
        self._root.set("height", str(self.height))
        made = etree.tostring(self._root, encoding="UTF-8", xml_declaration=True)
        self._root.remove(style)
        return made


def _short(value: float) -> str:
    """A length with no more digits than are seen."""
    return f"{value:.1f}".removesuffix(".0")
