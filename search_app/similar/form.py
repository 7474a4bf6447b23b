"""Parameters of similar provisions → a form with every problem found. No Flask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyzers.query_fields import parse_years
from search_app.forms import Arguments, ParameterReader, Problem
from search_app.similar.options import MOST_SIZE, PARTIES, SIZE, SimilarOptions

#: Every parameter, in the order of the canonical address.
PARAMETERS = ("lang", "type", "parties", "year", "size")


@dataclass(frozen=True, kw_only=True)
class SimilarForm:
    """What was asked. Values are canonical; a faulty one is left at its default and is among
    ``problems``."""

    languages: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    parties: str = PARTIES[0]
    year: str = ""
    size: int = SIZE
    problems: Sequence[Problem] = ()

    def options(self, preferred: Sequence[str] = ()) -> SimilarOptions:
        """How to look, with the tags of the languages to show provisions in."""
        return SimilarOptions(
            languages=self.languages,
            types=self.types,
            parties=self.parties,
            years=parse_years(self.year) if self.year else None,
            size=self.size,
            preferred=preferred,
        )

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return self.options().filtered


def read_similar_form(arguments: Arguments, *, strict: bool = False) -> SimilarForm:
    """The form that parameters say. ``strict`` refuses names of parameters that there are not."""
    reader = ParameterReader(arguments)
    form = SimilarForm(
        languages=reader.listed("lang"),
        types=reader.listed("type"),
        parties=reader.choice("parties", PARTIES, PARTIES[0]),
        year=reader.years(),
        size=reader.number("size", 1, MOST_SIZE, SIZE),
    )
    if strict:
        reader.unknown(PARAMETERS)
    return replace(form, problems=tuple(reader.problems))
