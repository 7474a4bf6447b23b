"""What an instrument's own text says of itself: title, parties, type, dates, languages."""

from collections.abc import Sequence

from analyzers.dates import ZERO_WIDTH_SPACE
from indexer.authentic import read_languages
from indexer.instrument_types import instrument_type
from indexer.models import Metadata, Provision
from indexer.parties import parties
from indexer.signing import read_in_force, read_signing
from indexer.titles import read_title


def read_metadata(front: Sequence[str], provisions: Sequence[Provision], language: str) -> Metadata:
    """Metadata from the front matter (the paragraphs before the first provision), the preamble and
    the testimonium. Fields the text does not state stay empty: nothing is guessed.

    Zero-width spaces are left out: they stand in some Khmer texts between words and in others not.
    """
    front = [line.replace(ZERO_WIDTH_SPACE, "") for line in front]
    title = read_title(front, language)
    preamble = _text(provisions, "preamble")
    testimonium = _text(provisions, "testimonium")
    authentic, prevailing = read_languages(testimonium, provisions, language)
    signing = read_signing(front, testimonium, language)
    return Metadata(
        title=title,
        type=instrument_type(title, language),
        parties=parties(title, preamble.partition("\n")[0], testimonium.splitlines(), language),
        signed=signing.iso,
        in_force=read_in_force(front, provisions, language),
        place=signing.place,
        authentic=authentic,
        prevailing=prevailing,
    )


def _text(provisions: Sequence[Provision], kind: str) -> str:
    found = next((provision.text for provision in provisions if provision.kind == kind), "")
    return found.replace(ZERO_WIDTH_SPACE, "")
