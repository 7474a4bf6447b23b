"""Citations of provisions in running text and in queries: Article 7, 第七条, មាត្រា ៧."""

from typing import NamedTuple


class Citation(NamedTuple):
    """One provision named in a text.

    ``unit`` is an eid prefix (``chp art para point annex sec part``), ``number`` its ordinal as in
    eids (``7``, ``9bis``, ``a``), ``parent`` the citation it lies within, if the text says so
    ("paragraph 2 of Article 7" has parent Article 7). ``start``, ``end``: code points.
    """

    unit: str
    number: str
    start: int
    end: int
    parent: "Citation | None" = None

    @property
    def eid(self) -> str:
        """The tail of the eid it names: ``art_7``, ``art_7__para_2``."""
        own = f"{self.unit}_{self.number}"
        return f"{self.parent.eid}__{own}" if self.parent else own


def find_citations(text: str) -> list[Citation]:
    """Every provision ``text`` names, in text order, in any of the three languages."""
    raise NotImplementedError
