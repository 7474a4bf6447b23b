"""The programs outside Python: LibreOffice and Chromium, and bytes made the same on every run."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

from corpus.rendering.word import STAMP

#: Seconds a conversion may take before it is given up.
_TIMEOUT = 180

_CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)
_PDF_DATE = re.compile(rb"(/(?:CreationDate|ModDate) ?\(D:)(\d{14})([^)]*)\)")
_PDF_ID = re.compile(rb"<[0-9A-F]{32}>|/[0-9A-F]{32}\b")


class ConversionError(RuntimeError):
    """A program is missing or made no file; ``str(error)`` names it and what it said."""


def print_word(document: Path, target: Path, scratch: Path) -> None:
    """Print a DOCX to PDF with LibreOffice, in a profile of its own under ``scratch``."""
    profile = scratch / "libreoffice"
    command = [
        _program("soffice", "libreoffice"),
        "--headless",
        f"-env:UserInstallation={profile.resolve().as_uri()}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(scratch / "printed"),
        str(document),
    ]
    _run(command)
    _take(scratch / "printed" / f"{document.stem}.pdf", target, command[0])


def print_page(page: Path, target: Path, scratch: Path) -> None:
    """Print an HTML file to PDF with Chromium, in a profile of its own under ``scratch``."""
    printed = scratch / "printed.pdf"
    command = [
        _program("chromium", "chromium-browser", "google-chrome"),
        *_CHROMIUM_FLAGS,
        f"--user-data-dir={scratch / 'chromium'}",
        f"--print-to-pdf={printed}",
        page.resolve().as_uri(),
    ]
    _run(command)
    _take(printed, target, command[0])


def settle_pdf(path: Path) -> None:
    """Put fixed dates and ids in place of the run's own, byte for byte of the same length."""
    stamp = STAMP.strftime("%Y%m%d%H%M%S").encode()
    data = path.read_bytes()
    data = _PDF_DATE.sub(lambda m: m[1] + stamp + re.sub(rb"\d", b"0", m[3]) + b")", data)
    head, trailer, tail = data.rpartition(b"trailer")
    tail = _PDF_ID.sub(lambda m: m[0][:1] + b"0" * 32 + m[0][33:], tail)
    path.write_bytes(head + trailer + tail)


def settle_docx(path: Path) -> None:
    """Write the zip again with fixed times, members in their own order."""
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def versions() -> list[str]:
    """What each program says of itself, a line each."""
    return [
        _run([_program("soffice", "libreoffice"), "--version"]).strip(),
        _run([_program("chromium", "chromium-browser", "google-chrome"), "--version"]).strip(),
    ]


def _program(*names: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    raise ConversionError(f"{names[0]} is not installed; it is needed to print the PDF files")


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", timeout=_TIMEOUT, check=True
        )
    except subprocess.TimeoutExpired as error:
        raise ConversionError(f"{command[0]} took longer than {_TIMEOUT} seconds") from error
    except subprocess.CalledProcessError as error:
        raise ConversionError(f"{command[0]} failed: {error.stderr.strip()}") from error
    return done.stdout


def _take(made: Path, target: Path, program: str) -> None:
    if not made.is_file():
        raise ConversionError(f"{program} made no {target.name}")
    shutil.move(made, target)
    settle_pdf(target)
