"""Running headers, footers and page numbers: found by repetition, and left out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from indexer.extract.lines import begins_provision
from indexer.models import Line, Page

#: The parts of a page at its top and bottom where such lines stand.
BAND = 0.1
#: A line repeated on this share of the pages, or of its left or right ones, is a running one.
REPEATED = 0.6
#: Pages from which repetition says something by share.
LEAST_PAGES = 3

_DIGITS = re.compile(r"[0-9០-៩０-９]+")
_NUMBER = re.compile(
    r"[-–—\s.|/(\[]*(?:page|p\.|ទំព័រ(?:ទី)?|第)?\s*([0-9០-៩０-９]{1,4}|[ivxl]{1,6})\s*(?:页|頁)?"
    r"(?:\s*(?:/|of|នៃ|共)\s*[0-9០-៩０-９]{1,4}\s*(?:页|頁)?)?[-–—\s.|)\]]*",
    re.IGNORECASE,
)
#: What browsers print around a page: the time and the page's title at the top, its address and the
#: page's number at the bottom.
_PRINTED_AT = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s\d{1,2}[:.]\d{2}(?:\s?[AP]M)?(?:\s.*)?", re.IGNORECASE
)
_PRINTED_FROM = re.compile(r"(?:https?|file)://\S+(?:\s+\d{1,4}\s?/\s?\d{1,4})?")


def without_running_lines(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages without the lines in their top and bottom bands that only guide the eye.

    Lines are compared with digits as ``#``. On two pages a line must be the same on both; a line
    that is a page number alone, or what a browser prints around it, goes from any page.
    """
    repeated = _repeated(pages)
    return tuple(
        replace(page, lines=tuple(line for line in page.lines if not _runs(line, page, repeated)))
        for page in pages
    )


def _runs(line: Line, page: Page, repeated: frozenset[tuple[str, str]]) -> bool:
    band = _band(line, page)
    if not band:
        return False
    printed = _PRINTED_AT if band == "top" else _PRINTED_FROM
    text = line.text.strip()
    return (
        (band, _key(line)) in repeated
        or bool(_NUMBER.fullmatch(line.text))
        or bool(printed.fullmatch(text))
    )


def _band(line: Line, page: Page) -> str:
    """``top`` or ``bottom`` where the line stands in such a band, "" elsewhere."""
    if line.box is None or not page.height:
        return ""
    if line.box.y0 >= page.height * (1 - BAND):
        return "top"
    return "bottom" if line.box.y1 <= page.height * BAND else ""


def _key(line: Line) -> str:
    if begins_provision(line.text):
        # Articles that each begin a page are no header: only the very same line repeats.
        return line.text
    return _DIGITS.sub("#", "".join(line.text.split()))


def _repeated(pages: Sequence[Page]) -> frozenset[tuple[str, str]]:
    """Band and key of each line that repeats."""
    if len(pages) < 2:
        return frozenset()
    found: set[tuple[str, str]] = set()
    # Left and right pages often have different headers; each kind repeats among its own.
    for group in (pages, pages[::2], pages[1::2]):
        counts = Counter(key for page in group for key in _keys(page))
        least = REPEATED * len(group) if len(group) >= LEAST_PAGES else 2
        if len(group) >= 2 and (group is pages or len(group) >= LEAST_PAGES):
            found |= {key for key, count in counts.items() if count >= least}
    return frozenset(found)


def _keys(page: Page) -> set[tuple[str, str]]:
    return {(band, _key(line)) for line in page.lines if (band := _band(line, page))}
