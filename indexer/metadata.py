"""What an instrument's own text says of itself: title, parties, type, dates, languages."""

from collections.abc import Sequence

from indexer.models import Metadata, Provision


def read_metadata(
    front: Sequence[str], provisions: Sequence[Provision], language: str
) -> Metadata:
    """Metadata from the front matter (the paragraphs before the first provision), the preamble and
    the testimonium. Fields the text does not state stay empty: nothing is guessed."""
    return Metadata()
