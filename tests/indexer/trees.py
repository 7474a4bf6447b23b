"""The provisions of a document that a test gives line by line."""

from indexer.models import Expression, Paragraph, Provision
from indexer.structure import structure

SCRIPTS = {"en": "Latn", "zh": "Hans", "km": "Khmr"}


def document(language: str, *lines: str) -> list[Paragraph]:
    """A document in one language, a paragraph a line."""
    return [
        Paragraph(text=line, page=1, language=language, script=SCRIPTS[language]) for line in lines
    ]


def expression(language: str, *lines: str) -> Expression:
    """The expression of a document in one language."""
    (found,) = structure(document(language, *lines))
    return found


def read(language: str, *lines: str) -> tuple[Provision, ...]:
    """The provisions of a document in one language."""
    return expression(language, *lines).provisions


def eids(provisions: tuple[Provision, ...]) -> list[str]:
    """Every eid, in text order."""
    return [found.eid for provision in provisions for found in provision.walk()]


def by_eid(provisions: tuple[Provision, ...]) -> dict[str, Provision]:
    """Every provision under its eid."""
    return {found.eid: found for provision in provisions for found in provision.walk()}
