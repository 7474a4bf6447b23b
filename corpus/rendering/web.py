"""HTML: pages as a ministry's site serves them, and sheets for Chromium to print."""

from collections.abc import Iterable, Iterator
from html import escape
from string import Template

from corpus.rendering.layout import Block, Role

#: The words around the instrument on a site, which are no part of it.
_SITE = {
    "en": ("Mekari Basin Treaty Library", "Home", "Treaties", "Declarations", "Contact"),
    "zh": ("梅卡里流域条约库", "首页", "条约", "宣言", "联系我们"),
    "km": ("បណ្ណាល័យសន្ធិសញ្ញាអាងមេការី", "ទំព័រដើម", "សន្ធិសញ្ញា", "សេចក្តីប្រកាស", "ទំនាក់ទំនង"),
}
_FOOTERS = {
    "en": "Specimen text. Page last updated 2 January 2026. Privacy | Sitemap",
    "zh": "示例文本。网页更新日期：2026年1月2日。隐私声明 | 网站地图",
    "km": "អត្ថបទគំរូ។ ធ្វើបច្ចុប្បន្នភាពចុងក្រោយ៖ ថ្ងៃទី២ ខែមករា ឆ្នាំ២០២៦។",
}

_PAGE = Template("""<!DOCTYPE html>
<html lang="$tag">
<head>
<meta charset="utf-8">
<title>$title – $site</title>
<style>
body { font-family: serif; line-height: 1.6; max-width: 46em; margin: 0 auto; }
nav ul { display: flex; gap: 1em; list-style: none; padding: 0; }
h1, h2, h3, .note { text-align: center; }
.point { margin-left: 2em; }
</style>
<script>window.addEventListener("load", () => document.body.classList.add("ready"));</script>
</head>
<body>
<header><p>$site</p>
<nav><ul>$menu</ul></nav></header>
<main><article>
$body
</article></main>
<footer><p>$footer</p></footer>
</body>
</html>
""")

_SHEET = Template("""<!DOCTYPE html>
<html lang="$tag">
<head>
<meta charset="utf-8">
<title>$title</title>
<style>
@page {
  size: A4; margin: 26mm 24mm 24mm;
  @top-center { content: "$running"; font: 9pt $family; color: #444; }
  @bottom-center { content: counter(page); font: 9pt $family; }
}
body { font: 11.5pt/$leading $family; margin: 0; }
h1 { font-size: 15pt; text-align: center; margin: 0 0 8mm; }
h2, h3 { font-size: 11.5pt; text-align: center; margin: 6mm 0 3mm; break-after: avoid; }
h2 { font-size: 12.5pt; }
p { margin: 0 0 2.4mm; text-align: justify; $indent }
p.note { text-align: center; font-size: 9.5pt; margin-bottom: 8mm; text-indent: 0; }
p.point { margin-left: 9mm; }
p.signature { text-align: left; margin-top: 9mm; text-indent: 0; }
.annex { break-before: page; }
</style>
</head>
<body>
$body
</body>
</html>
""")
#: Line height by language: Khmer's stacked letters need the room.
_LEADING = {"en": "1.45", "zh": "1.7", "km": "1.9"}


def site_page(blocks: Iterable[Block], tag: str, gap: str) -> str:
    """A page of a site, with navigation and footer around the instrument."""
    parts = list(blocks)
    language = tag.split("-")[0]
    site, *menu = _SITE[language]
    return _PAGE.substitute(
        tag=tag,
        title=escape(parts[0].lines[0]),
        site=escape(site),
        menu="".join(f'<li><a href="#">{escape(item)}</a></li>' for item in menu),
        body="\n".join(_elements(parts, gap)),
        footer=escape(_FOOTERS[language]),
    )


def print_sheet(blocks: Iterable[Block], tag: str, *, font: str, running: str, gap: str) -> str:
    """A document for print on A4, with running header and page number."""
    parts = list(blocks)
    language = tag.split("-")[0]
    return _SHEET.substitute(
        tag=tag,
        title=escape(parts[0].lines[0]),
        running=running,
        family=f"'{font}', 'Noto Serif'",
        leading=_LEADING[language],
        indent="text-indent: 2em;" if language == "zh" else "",
        body="\n".join(_elements(parts, gap)),
    )


def _elements(blocks: Iterable[Block], gap: str) -> Iterator[str]:
    for block in blocks:
        lines = "<br>".join(escape(line) for line in block.lines)
        if block.role is Role.TITLE:
            yield f"<h1>{lines}</h1>"
        elif block.role is Role.NOTE:
            yield f'<p class="note">{lines}</p>'
        elif block.role is Role.GROUP:
            yield f"<h2>{lines}</h2>"
        elif block.role is Role.ANNEX:
            yield f'<h2 class="annex">{lines}</h2>'
        elif block.role is Role.ARTICLE:
            yield f"<h3>{lines}</h3>"
        elif block.role is Role.SIGNATURE:
            yield f'<p class="signature">{lines}</p>'
        else:
            kind = ' class="point"' if block.level else ""
            yield f"<p{kind}>{escape(block.numbered(gap))}</p>"
