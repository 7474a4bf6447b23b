"""Parameters of the pages of terms → forms with every problem found. No Flask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyzers.languages import TAGS
from analyzers.termbase_table import STATUSES
from search_app.forms import MAX_FROM, Arguments, ParameterReader, Problem
from search_app.messages import msg

#: Concepts a page lists, and an answer at most.
SIZE, MOST_SIZE = 50, 1_000
#: Characters of what is looked up: a name, or a sentence that names some.
LONGEST_TEXT = 1_000
PARAMETERS = ("q", "domain", "status", "lang", "size", "from")


@dataclass(frozen=True, kw_only=True)
class TermsForm:
    """What was asked of the terms. ``language`` is a code, "" for names in any; a faulty value is
    left at its default and is among ``problems``."""

    q: str = ""
    domain: str = ""
    status: str = ""
    language: str = ""
    size: int = SIZE
    offset: int = 0
    problems: Sequence[Problem] = ()

    @property
    def narrowed(self) -> bool:
        """Whether anything leaves concepts out."""
        return bool(self.q or self.domain or self.status or self.language)

    def pairs(self) -> dict[str, str]:
        """The parameters that say this form again, what is default left out."""
        values = {
            "q": self.q,
            "domain": self.domain,
            "status": self.status,
            "lang": self.language,
            "size": str(self.size) if self.size != SIZE else "",
            "from": str(self.offset or ""),
        }
        return {name: value for name, value in values.items() if value}

    def at(self, offset: int) -> "TermsForm":
        """The same list from another place on."""
        return replace(self, offset=offset)


def read_terms_form(
    arguments: Arguments, domains: Sequence[str], *, strict: bool = False
) -> TermsForm:
    """The form that parameters say; ``domains`` are the fields of law there are. ``strict`` also
    reports every name of a parameter that there is not."""
    reader = ParameterReader(arguments)
    form = TermsForm(
        q=_text(reader),
        domain=reader.choice("domain", domains, ""),
        status=reader.choice("status", STATUSES, ""),
        language=read_language(reader, "lang"),
        size=reader.number("size", 1, MOST_SIZE, SIZE),
        offset=reader.number("from", 0, MAX_FROM, 0),
    )
    if strict:
        reader.unknown(PARAMETERS)
    return replace(form, problems=tuple(reader.problems))


def read_language(reader: ParameterReader, name: str) -> str:
    """The code of the language that a parameter names, "" without any."""
    found = reader.listed(name, "lang")
    if len(found) > 1:
        reader.problem(name, msg("%(name)s is given more than once.", name=name))
    return TAGS[found[0]][0] if found else ""


def _text(reader: ParameterReader) -> str:
    text = " ".join(reader.text("q").split())
    if len(text) > LONGEST_TEXT:
        reader.problem(
            "q", msg("q is longer than %(most)s characters. Write less of it.", most=LONGEST_TEXT)
        )
        return ""
    return text
