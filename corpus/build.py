"""Builds the specimen corpus: every file of ``corpus/<work>/`` from ``corpus/sources/<work>/``.

Run from the project's root: ``python -m corpus.build [--work NAME]…``. It needs LibreOffice,
Chromium and the fonts that ``corpus/README.md`` names.
"""

import argparse
import importlib.metadata
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.rendering import plain, web
from corpus.rendering.converters import (
    ConversionError,
    print_page,
    print_word,
    settle_docx,
    settle_pdf,
    versions,
)
from corpus.rendering.layout import Block, blocks
from corpus.rendering.plan import PLAN, SERIF, Format, Rendering
from corpus.rendering.scan import scan
from corpus.rendering.source import Source, SourceError, read_source
from corpus.rendering.word import (
    Typesetter,
    write_bilingual_document,
    write_document,
    write_numbered_document,
)

ROOT = Path(__file__).parent
SOURCES = ROOT / "sources"
#: No file may be larger, in bytes, so that a checkout stays small.
MAX_FILE = 1_500_000

#: Point size of the two narrow columns of a bilingual page.
_NARROW = 10.0

Writer = Callable[[Rendering, list[Source], Path, Path], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the works asked for, all by default; the exit status is 1 when one failed."""
    parser = argparse.ArgumentParser(description="Build the specimen corpus from its sources.")
    parser.add_argument("--work", action="append", choices=sorted(PLAN), help="only this work")
    chosen = parser.parse_args(arguments).work or sorted(PLAN)
    try:
        made_with = [*versions(), *map(_package, ("python-docx", "pypdfium2", "pillow"))]
    except ConversionError as error:
        print(error, file=sys.stderr)
        return 1
    print("Built with " + "; ".join(made_with))
    failed = 0
    for work in chosen:
        try:
            build_work(work)
        except (ConversionError, SourceError, OSError) as error:
            failed += 1
            print(f"{work}: {error}", file=sys.stderr)
    return 1 if failed else 0


def build_work(work: str, target: Path | None = None) -> None:
    """Build the files of one work into ``target``, by default ``corpus/<work>``.

    Raises ``SourceError`` or ``ConversionError`` and leaves the files it had already made.
    """
    folder = target or ROOT / work
    folder.mkdir(parents=True, exist_ok=True)
    for rendering in PLAN[work]:
        size = build_file(work, rendering, folder)
        print(f"{work}/{rendering.path}: {rendering.format}, {size:,} bytes")


def build_file(work: str, rendering: Rendering, folder: Path) -> int:
    """Build one file of a work into ``folder`` and return its size in bytes."""
    sources = [read_source(SOURCES / work / f"{tag}.src") for tag in rendering.sources]
    path = folder / rendering.path
    with tempfile.TemporaryDirectory() as scratch:
        _WRITERS[rendering.format](rendering, sources, path, Path(scratch))
    size = path.stat().st_size
    if size > MAX_FILE:
        raise ConversionError(f"{rendering.path} has {size} bytes, more than {MAX_FILE}")
    return size


def _blocks(rendering: Rendering, source: Source) -> list[Block]:
    return list(blocks(source, rendering.style))


def _typesetter(rendering: Rendering, source: Source) -> Typesetter:
    return Typesetter(source.language, rendering.font, rendering.gap)


def _docx(rendering: Rendering, sources: list[Source], path: Path, scratch: Path) -> None:
    source = sources[0]
    write_document(
        path, _blocks(rendering, source), _typesetter(rendering, source), rendering.running
    )
    settle_docx(path)


def _docx_numbered(rendering: Rendering, sources: list[Source], path: Path, scratch: Path) -> None:
    source = sources[0]
    write_numbered_document(path, _blocks(rendering, source), _typesetter(rendering, source))
    settle_docx(path)


def _pdf_libreoffice(
    rendering: Rendering, sources: list[Source], path: Path, scratch: Path
) -> None:
    document = scratch / "document.docx"
    _docx(rendering, sources, document, scratch)
    print_word(document, path, scratch)


def _pdf_bilingual(rendering: Rendering, sources: list[Source], path: Path, scratch: Path) -> None:
    document = scratch / "document.docx"
    left, right = (_blocks(rendering, source) for source in sources)
    fonts = [SERIF if source.language == "en" else rendering.font for source in sources]
    first, second = (
        Typesetter(source.language, font, rendering.gap, _NARROW)
        for source, font in zip(sources, fonts, strict=True)
    )
    write_bilingual_document(document, left, right, (first, second), rendering.running)
    print_word(document, path, scratch)


def _pdf_chromium(rendering: Rendering, sources: list[Source], path: Path, scratch: Path) -> None:
    page = scratch / "page.html"
    sheet = web.print_sheet(
        _blocks(rendering, sources[0]),
        sources[0].tag,
        font=rendering.font,
        running=rendering.running,
        gap=rendering.gap,
    )
    page.write_text(sheet, encoding="utf-8")
    print_page(page, path, scratch)


def _pdf_scan(rendering: Rendering, sources: list[Source], path: Path, scratch: Path) -> None:
    printed = scratch / "original.pdf"
    _pdf_libreoffice(rendering, sources, printed, scratch)
    scan(printed, path)
    settle_pdf(path)


def _html(rendering: Rendering, sources: list[Source], path: Path, scratch: Path) -> None:
    page = web.site_page(_blocks(rendering, sources[0]), sources[0].tag, rendering.gap)
    path.write_text(page, encoding="utf-8")


def _text(rendering: Rendering, sources: list[Source], path: Path, scratch: Path) -> None:
    page = plain.text(
        _blocks(rendering, sources[0]),
        sources[0].language,
        width=rendering.width,
        gap=rendering.gap,
    )
    path.write_bytes(page.encode(rendering.encoding))


def _package(name: str) -> str:
    return f"{name} {importlib.metadata.version(name)}"


_WRITERS: dict[Format, Writer] = {
    Format.DOCX: _docx,
    Format.DOCX_NUMBERED: _docx_numbered,
    Format.PDF_LIBREOFFICE: _pdf_libreoffice,
    Format.PDF_CHROMIUM: _pdf_chromium,
    Format.PDF_BILINGUAL: _pdf_bilingual,
    Format.PDF_SCAN: _pdf_scan,
    Format.HTML: _html,
    Format.TEXT: _text,
}


if __name__ == "__main__":
    sys.exit(main())
