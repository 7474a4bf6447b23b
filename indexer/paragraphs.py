"""Lines of a document → paragraphs, joined by script, each with its language."""

from indexer.models import Document, Paragraph


def paragraphs(document: Document) -> list[Paragraph]:
    """Join the lines of every page into paragraphs, in reading order.

    Between Khmer or Han a line break is nothing, between Latin a space. A paragraph may run over a
    page. The language is the paragraph's own where it is long enough to tell, else its
    neighbours'. Columns and cells in two languages come out as two runs of paragraphs.
    """
    raise NotImplementedError


def page_texts(document: Document) -> list[str]:
    """The joined text of each page, paragraphs parted by a newline; one entry a page."""
    raise NotImplementedError
