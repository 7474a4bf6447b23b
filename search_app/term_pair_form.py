"""Parameters of what is asked of terms from one language to another → forms. No Flask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analyzers.languages import LANGUAGES
from search_app.forms import MAX_FROM, Arguments, ParameterReader, Problem
from search_app.inconsistency import SCOPES
from search_app.messages import msg
from search_app.terms_form import read_language

#: Terms or candidates a page lists, and an answer at most.
SIZE, MOST_SIZE = 50, 1_000
REPORT_PARAMETERS = ("from", "to", "scope", "domain", "work", "size", "start")
CANDIDATE_PARAMETERS = ("from", "to", "min_count", "size", "start")
#: Rows that a candidate stands in at least, unless it is said otherwise; and the bounds of that.
MIN_COUNT, LEAST_COUNT, MOST_COUNT = 3, 2, 10_000


@dataclass(frozen=True, kw_only=True)
class PairForm:
    """From one language to another, by codes, "" where none is said; ``start`` is the place of the
    first entry shown, from 0. A faulty value is left at its default and is among ``problems``."""

    source: str = ""
    target: str = ""
    size: int = SIZE
    start: int = 0
    problems: Sequence[Problem] = ()

    @property
    def asks(self) -> bool:
        """Whether both languages are said, and nothing is wrong."""
        return bool(self.source and self.target and not self.problems)

    @property
    def languages(self) -> tuple[str, str]:
        """Both languages."""
        return self.source, self.target

    def pairs(self) -> dict[str, str]:
        """The parameters that say this form again, what is default left out."""
        return _given(
            {
                "from": self.source,
                "to": self.target,
                "size": "" if self.size == SIZE else self.size,
                "start": self.start or "",
            }
        )

    def at(self, start: int) -> Any:
        """The same from another place on."""
        return replace(self, start=start)


@dataclass(frozen=True, kw_only=True)
class ReportForm(PairForm):
    """What is shown of a report on inconsistencies; "" for any ``domain`` or ``work``."""

    scope: str = SCOPES[0]
    domain: str = ""
    work: str = ""

    def pairs(self) -> dict[str, str]:
        """As in ``PairForm``."""
        scope = "" if self.scope == SCOPES[0] else self.scope
        return super().pairs() | _given({"scope": scope, "domain": self.domain, "work": self.work})


@dataclass(frozen=True, kw_only=True)
class CandidateForm(PairForm):
    """What is shown of the candidates: those that stand in ``min_count`` rows with their
    counterpart at least."""

    min_count: int = MIN_COUNT

    def pairs(self) -> dict[str, str]:
        """As in ``PairForm``."""
        return super().pairs() | _given(
            {"min_count": "" if self.min_count == MIN_COUNT else self.min_count}
        )


def read_report_form(
    arguments: Arguments, domains: Sequence[str], *, strict: bool = False
) -> ReportForm:
    """The form that parameters say; ``domains`` are the fields of law there are. ``strict`` also
    reports names of parameters that there are not, and a language that is missing."""
    reader = ParameterReader(arguments)
    form = ReportForm(
        **_pair(reader, strict=strict),
        scope=reader.choice("scope", SCOPES, SCOPES[0]),
        domain=reader.choice("domain", domains, ""),
        work=reader.text("work").strip(),
    )
    if strict:
        reader.unknown(REPORT_PARAMETERS)
    return replace(form, problems=tuple(reader.problems))


def read_candidate_form(arguments: Arguments, *, strict: bool = False) -> CandidateForm:
    """The form that parameters say, as ``read_report_form``."""
    reader = ParameterReader(arguments)
    form = CandidateForm(
        **_pair(reader, strict=strict),
        min_count=reader.number("min_count", LEAST_COUNT, MOST_COUNT, MIN_COUNT),
    )
    if strict:
        reader.unknown(CANDIDATE_PARAMETERS)
    return replace(form, problems=tuple(reader.problems))


def _pair(reader: ParameterReader, *, strict: bool) -> dict[str, Any]:
    source, target = read_language(reader, "from"), read_language(reader, "to")
    if source and source == target:
        reader.problem("to", msg("Both languages are the same. Choose two different ones."))
    for name, value in (("from", source), ("to", target)):
        if not value and (strict or source or target) and not _named(reader, name):
            known = ", ".join(LANGUAGES)
            reader.problem(
                name, msg("Say the language with “%(name)s”: %(known)s.", name=name, known=known)
            )
    return {
        "source": source,
        "target": target,
        "size": reader.number("size", 1, MOST_SIZE, SIZE),
        "start": reader.number("start", 0, MAX_FROM, 0),
    }


def _named(reader: ParameterReader, name: str) -> bool:
    """Whether a parameter has a value, which then was refused as such."""
    return any(value.strip() for value in reader.arguments.getlist(name))


def _given(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value != ""}
