"""A PDF as a scanner makes it: pages of grey pixels, a little noise, a little askew, no text."""

from pathlib import Path

import numpy
import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

from corpus.rendering.word import STAMP

DOTS_PER_INCH = 150
#: Standard deviation of the noise in grey levels, the largest turn in degrees, JPEG quality.
_NOISE = 6.0
_TURN = 0.4
_QUALITY = 55
_SEED = 2013


def scan(printed: Path, target: Path) -> None:
    """Turn every page of the PDF ``printed`` into an image and write ``target`` of these alone."""
    chance = numpy.random.default_rng(_SEED)
    document = pypdfium2.PdfDocument(printed)
    try:
        pages = [
            _scanned(page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil(), chance)
            for page in document
        ]
    finally:
        document.close()
    pages[0].save(
        target,
        format="PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=DOTS_PER_INCH,
        quality=_QUALITY,
        creationDate=STAMP.timetuple(),
        modDate=STAMP.timetuple(),
        producer="TreatyLens specimen scan",
    )


def _scanned(page: Image.Image, chance: numpy.random.Generator) -> Image.Image:
    turned = page.convert("L").rotate(
        chance.uniform(-_TURN, _TURN), resample=Image.Resampling.BICUBIC, fillcolor=250
    )
    grey = numpy.asarray(turned, dtype=numpy.float64)
    grey = grey * 0.94 + 8 + chance.normal(0.0, _NOISE, grey.shape)
    return Image.fromarray(numpy.clip(grey, 0, 255).astype(numpy.uint8))
