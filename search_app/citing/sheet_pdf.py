"""An evidence sheet → PDF. The one door to WeasyPrint, which needs Pango beside it. No Flask."""

import contextlib
import io
import logging
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from threading import Lock
from typing import Any

from search_app.citing.evidence import EvidenceSheet
from search_app.citing.sheet import BREAK, images, sheet_html, stylesheet
from search_app.messages import msg

NEEDED = msg(
    "The evidence sheet needs WeasyPrint and Pango: run pip install 'treatylens[evidence]' and, on "
    "Debian, apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core "
    "fonts-noto-cjk."
)
#: The one font that the project brings, by the name it has in the stylesheet.
_FONTS = {"font:khmer": "static/fonts/noto-sans-khmer-wght.woff2"}
#: What WeasyPrint logs of a character that no font has.
_MISSING = re.compile(r"\.notdef glyph rendered.*\(U\+([0-9A-F]+)\)", re.S)
#: Pango is asked by one thread at a time.
_printing = Lock()


class SheetUnavailable(Exception):
    """What makes the PDF is not there. ``str(error)`` says what to install."""


def sheet_pdf(sheet: EvidenceSheet, tag: str) -> bytes:
    """The sheet as PDF in the language ``tag``. The same sheet gives the same bytes.

    Where no font has a character the sheet says so, and is printed without it. Raises
    ``SheetUnavailable``.
    """
    resources = {**images(sheet), **_fonts()}
    with _printing:
        html = _weasyprint()
        printed, missing = _print(html, sheet_html(sheet, tag), resources)
        if missing:
            printed, _ = _print(html, sheet_html(sheet, tag, missing), resources)
    return printed


def require() -> None:
    """Do nothing where PDFs can be made. Raises ``SheetUnavailable``."""
    with _printing:
        _weasyprint()


def _weasyprint() -> Any:
    # Without Pango the library prints pages of advice; one sentence is enough.
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            import weasyprint
        except (ImportError, OSError) as error:
            raise SheetUnavailable(NEEDED.english) from error
    return weasyprint


def _print(library: Any, html: str, resources: Mapping[str, bytes]) -> tuple[bytes, set[str]]:
    fetcher = _fetcher(library, resources)
    with _missing_characters() as missing, _text_as_written():
        document = library.HTML(string=html, base_url="sheet:", url_fetcher=fetcher)
        style = library.CSS(string=stylesheet(), base_url="sheet:", url_fetcher=fetcher)
        printed: bytes = document.write_pdf(stylesheets=[style], pdf_tags=True)
    return printed, missing


def _fonts() -> dict[str, bytes]:
    package = files("search_app")
    return {name: package.joinpath(path).read_bytes() for name, path in _FONTS.items()}


def _fetcher(library: Any, resources: Mapping[str, bytes]) -> Any:
    """What gives WeasyPrint the images and fonts of a sheet, and refuses everything else: nothing
    is fetched from a network or a disk, whatever a text holds."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnResources(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            """One of the resources, by name."""
            if url not in resources:
                raise ValueError(f"{url} is no part of the sheet")
            kind = "image/png" if url.startswith("page:") else "font/woff2"
            return URLFetcherResponse(url, resources[url], {"Content-Type": kind})

    return OwnResources(allowed_protocols=())


@contextlib.contextmanager
def _text_as_written() -> Iterator[None]:
    """Write beside each line the text it shows (``/ActualText``).

    Khmer is drawn by glyphs that stand for several letters, out of order: without this nobody could
    copy or search the text, or have it read aloud. The library has no way to ask for it; it marks
    each line for its tags, and the text is added there.
    """
    import pydyf
    from weasyprint.pdf.stream import Stream

    marked = Stream.marked

    @contextlib.contextmanager
    def with_text(stream: Any, box: Any, tag: str) -> Iterator[None]:
        with marked(stream, box, tag):
            properties = stream.stream[-2] if len(stream.stream) > 1 else None
            text = str(getattr(box, "text", "")).replace(BREAK, "")
            if text and isinstance(properties, pydyf.Dictionary) and "MCID" in properties:
                properties["ActualText"] = pydyf.String(text)
            yield

    Stream.marked = with_text
    try:
        yield
    finally:
        Stream.marked = marked


@contextlib.contextmanager
def _missing_characters() -> Iterator[set[str]]:
    """Collect the characters that WeasyPrint reports it has no glyph for."""
    found: set[str] = set()

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            """Note a character."""
            if match := _MISSING.search(record.getMessage()):
                found.add(chr(int(match[1], 16)))

    logger, collect = logging.getLogger("weasyprint"), Collect()
    logger.addHandler(collect)
    try:
        yield found
    finally:
        logger.removeHandler(collect)
