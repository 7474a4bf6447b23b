"""Rows of two versions, made of two texts in one line."""

from analyzers.segment import terms
from indexer.models import Segment
from search_app.aligned_works import AlignedRow, Sentence


def row(own, theirs, *, sure=True, number=1):
    """A row of one sentence a side; of several where a side is a list of texts."""
    return AlignedRow(number=number, cells=(_cell(own), _cell(theirs)), sure=sure)


def _cell(texts):
    texts = [texts] if isinstance(texts, str) else texts
    return [
        Sentence(Segment("art_1", "art_1", 0, len(text), text), "treaty/en/art_1", terms(text))
        for text in texts
    ]
