"""What is chosen beside the words of a query, and fields within it, as clauses."""

from dataclasses import dataclass

from analyzers.languages import TAGS
from analyzers.segment import terms
from indexer.engine.base import AllOf, AnyOf, Between, Clause, Sequenced, Term


def field_clause(name: str, value: str) -> Clause:
    """The clause of ``name:value`` for a field of the query syntax, year apart."""
    if name == "lang":
        return language_clause(value)
    if name in {"type", "status", "clause"}:
        return Term(name, value)
    found = tuple(token.text for token in terms(value).exact)
    return Sequenced({"title": "title", "party": "party"}[name], found)


def language_clause(tag: str) -> Clause:
    """Entries in a language: ``zh`` in either script, ``zh-Hant`` in that one."""
    code, script = TAGS[tag]
    if tag == code:
        return Term("lang", code)
    return AllOf((Term("lang", code), Term("script", script)))


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is chosen beside the query. Values of one filter are alternatives; filters add up."""

    languages: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    years: tuple[int | None, int | None] | None = None

    def clause(self) -> Clause | None:
        """The clause that binds both legs, None where there is nothing to bind."""
        clauses: list[Clause] = []
        if self.languages:
            clauses.append(AnyOf(tuple(language_clause(tag) for tag in self.languages)))
        for name, values in (
            ("type", self.types),
            ("parties", self.parties),
            ("status", self.statuses),
            ("work", self.works),
            ("kind", self.kinds),
            ("clause", self.clauses),
        ):
            if values:
                clauses.append(AnyOf(tuple(Term(name, value) for value in values)))
        if self.years:
            clauses.append(Between("year", *self.years))
        return AllOf(tuple(clauses)) if clauses else None
