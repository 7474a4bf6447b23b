"""Makes small PDFs by hand, to say exactly what a file draws and what it says that it draws."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.models import Page

PAGE = (595, 842)
#: How far fonts say that they reach below the baseline, where it is not 0.2 of their size: those
#: for Khmer make room for stacked letters.
DESCENTS = {"KhmerOS": 600}


@dataclass(frozen=True)
class Drawn:
    """Text at a place. ``actual`` is its /ActualText, which a reader must believe; ``font`` a
    PostScript name; characters are half a font size wide."""

    text: str
    x: float
    y: float
    size: float = 10.0
    font: str = "NotoSansKhmer"
    actual: str | None = None
    mode: int = 0


def make_pdf(
    pages: Sequence[Sequence[Drawn]],
    *,
    unicode: bool = True,
    image: bool = False,
    extra: str = "",
) -> bytes:
    """A PDF of pages of text. Without ``unicode`` no font says which characters it draws; with
    ``image`` a picture covers each page; ``extra`` is drawn on each."""
    fonts = sorted({drawn.font for page in pages for drawn in page})
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects)

    catalog, tree = add(""), add("")
    numbers = {font: _font(add, font, unicode=unicode) for font in fonts}
    picture = add(_stream(b"\x00", "/Type/XObject/Subtype/Image/Width 1/Height 1"
                          "/ColorSpace/DeviceGray/BitsPerComponent 8"))  # fmt: skip
    kids = []
    for page in pages:
        drawing = extra + "".join(_draw(drawn, fonts) for drawn in page)
        if image:
            drawing += f"q {PAGE[0]} 0 0 {PAGE[1]} 0 0 cm /Im Do Q"
        content = add(_stream(drawing.encode("latin-1")))
        resources = "".join(
            f"/F{fonts.index(font)} {number} 0 R" for font, number in numbers.items()
        )
        kids.append(add(
            f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {PAGE[0]} {PAGE[1]}]"
            f"/Contents {content} 0 R"
            f"/Resources<</Font<<{resources}>>/XObject<</Im {picture} 0 R>>>>>>"
        ))  # fmt: skip
    objects[catalog - 1] = f"<</Type/Catalog/Pages {tree} 0 R>>".encode()
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[tree - 1] = f"<</Type/Pages/Kids[{listed}]/Count {len(kids)}>>".encode()
    return _file(objects, catalog)


def _font(add, name: str, *, unicode: bool) -> int:
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
        "1 begincodespacerange <0000> <FFFF> endcodespacerange "
        "3 beginbfrange <0020> <00FF> <0020> <1780> <17FF> <1780> <2000> <9FFF> <2000> endbfrange "
        "endcmap end end"
    )
    to_unicode = f"/ToUnicode {add(_stream(mapping.encode()))} 0 R" if unicode else ""
    descriptor = add(
        f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0"
        f"/Ascent 800/Descent -{DESCENTS.get(name, 200)}/CapHeight 700/StemV 80>>"
    )
    descendant = add(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)"
        f"/Ordering(Identity)/Supplement 0>>/FontDescriptor {descriptor} 0 R/DW 500>>"
    )
    return add(
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
        f"/DescendantFonts[{descendant} 0 R]{to_unicode}>>"
    )


def _draw(drawn: Drawn, fonts: Sequence[str]) -> str:
    codes = drawn.text.encode("utf-16-be").hex()
    shown = (
        f"BT {drawn.mode} Tr /F{fonts.index(drawn.font)} {drawn.size} Tf "
        f"{drawn.x} {drawn.y} Td <{codes}> Tj ET\n"
    )
    if drawn.actual is None:
        return shown
    actual = "FEFF" + drawn.actual.encode("utf-16-be").hex()
    return f"/Span <</ActualText <{actual}>>> BDC\n{shown}EMC\n"


def _stream(content: bytes, entries: str = "") -> bytes:
    head = f"<<{entries}/Length {len(content)}>>\nstream\n".encode()
    return head + content + b"\nendstream"


def _file(objects: Sequence[bytes], catalog: int) -> bytes:
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    data += f"trailer\n<</Size {len(objects) + 1}/Root {catalog} 0 R>>\n".encode()
    return data + f"startxref\n{start}\n%%EOF\n".encode()


def column(lines: Iterable[str], x: float, top: float = 700, step: float = 15, **more: Any):
    """Lines one below another that begin at one place, to be drawn."""
    return [Drawn(text, x, top - i * step, **more) for i, text in enumerate(lines)]


def texts(pages: Sequence[Page]) -> list[list[str]]:
    """What the lines of each page say."""
    return [[line.text.rstrip() for line in page.lines] for page in pages]
