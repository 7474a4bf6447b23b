"""Paragraphs → the provision trees of a document, one expression a language."""

from collections.abc import Sequence

from indexer.models import Expression, Paragraph


def structure(paragraphs: Sequence[Paragraph], language: str = "") -> list[Expression]:
    """The expressions of a document, the language with the most text first.

    With ``language`` only paragraphs of that language code are read. A text without any mark
    becomes one expression whose paragraphs are ``para_1``, ``para_2``, …
    """
    raise NotImplementedError
