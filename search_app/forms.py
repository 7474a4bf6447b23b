"""URL parameters → a search form with every problem found. No Flask.

Pages, API and links read and write the same parameters; ``PARAMETERS`` is the list of them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from analyzers.query import Fault, QuerySyntaxError, analyse_query
from analyzers.query_fields import canonical, parse_years
from search_app.catalogue import Catalogue
from search_app.filters import Filters
from search_app.messages import Message, fault_message, msg
from search_app.searcher import MAX_SIZE, MODES, SORTS, Options

GROUPS = ("provision", "none")
#: Deepest place a page may begin at; far beyond what anyone pages to by hand.
MAX_FROM = 1_000_000
KINDS = ("preamble", "part", "chp", "sec", "art", "para", "point", "annex", "testimonium")

#: Filters: parameter → what it holds in the form. Each may be given more than once, year apart.
FILTERS: Mapping[str, str] = {
    "lang": "languages",
    "type": "types",
    "party": "parties",
    "status": "statuses",
    "kind": "kinds",
    "clause": "clauses",
    "work": "works",
}
#: Every parameter of a search, in the order of its canonical address.
PARAMETERS = ("q", "mode", *FILTERS, "year", "sort", "group", "expand", "size", "from", "cursor")
#: Every parameter of a list of works: a work has no part of a text, and nothing ranks.
WORK_PARAMETERS = ("lang", "type", "party", "status", "year", "size", "from", "cursor")


class Arguments(Protocol):
    """What a query string was parsed to: all values of each name, in order."""

    def getlist(self, key: str) -> list[str]:
        """Every value of ``key``, in order; none for an unknown one."""
        ...

    def keys(self) -> Iterable[str]:
        """Every name given."""
        ...


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with a parameter; ``position`` is the code point of the query, from 0."""

    parameter: str
    message: Message
    position: int | None = None


@dataclass(frozen=True, kw_only=True)
class SearchForm:
    """What was asked. Values are canonical; a faulty one is left at its default and is among
    ``problems``. ``repaired`` is the query without its faults, "" if there is none. ``cursor`` is
    where a program goes on, in place of ``offset``; the pages of the site have none. ``saved`` is
    the id of the saved query that is edited as a search, "" for none."""

    q: str = ""
    mode: str = "hybrid"
    languages: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    year: str = ""
    sort: str = "relevance"
    group: str = "provision"
    expand: bool = True
    size: int = 10
    offset: int = 0
    cursor: str = ""
    saved: str = ""
    problems: Sequence[Problem] = ()
    repaired: str = ""
    defaults: "SearchForm | None" = field(default=None, repr=False)

    @property
    def asks(self) -> bool:
        """Whether anything is searched for: words, or a filter to list by."""
        return bool(self.q.strip() or self.filtered)

    @property
    def filtered(self) -> bool:
        """Whether a filter is set."""
        return bool(self.year or any(self.values(name) for name in FILTERS))

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a filter, by its parameter's name."""
        if name == "year":
            return (self.year,) if self.year else ()
        found: tuple[str, ...] = getattr(self, FILTERS[name])
        return found

    def options(self, catalogue: Catalogue) -> Options:
        """How to search. Without words, everything that the filters leave is listed."""
        return Options(
            mode=self.mode,
            filters=Filters(
                languages=self.languages,
                types=self.types,
                parties=self._party_keys(catalogue),
                statuses=self.statuses,
                works=self.works,
                kinds=self.kinds,
                clauses=self.clauses,
                years=parse_years(self.year) if self.year else None,
            ),
            size=self.size,
            offset=self.offset,
            group=self.group,
            sort=self.sort,
            expand=self.expand,
            plain=not self.q.strip(),
        )

    def _party_keys(self, catalogue: Catalogue) -> tuple[str, ...]:
        keys = (key for value in self.parties for key in catalogue.party_keys(value))
        return tuple(dict.fromkeys(keys))

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that say this form again, in one order, what is default left out."""
        usual = self.defaults or SearchForm()
        pairs = [("q", self.q)] if self.q else []
        if self.mode != usual.mode:
            pairs.append(("mode", self.mode))
        pairs += [(name, value) for name in FILTERS for value in self.values(name)]
        for name, own, default in (
            ("year", self.year, ""),
            ("sort", self.sort, usual.sort),
            ("group", self.group, usual.group),
            ("expand", "1" if self.expand else "0", "1"),
            ("size", str(self.size), str(usual.size)),
            ("from", str(self.offset), "0"),
            ("saved", self.saved, ""),
        ):
            if own != default:
                pairs.append((name, own))
        return pairs

    def at(self, offset: int) -> "SearchForm":
        """The same search from another place on."""
        return replace(self, offset=offset)

    def with_query(self, text: str) -> "SearchForm":
        """The same search for other words, from the beginning."""
        return replace(self, q=text, offset=0)

    def without_expansions(self) -> "SearchForm":
        """The same search for the words as typed alone, from the beginning."""
        return replace(self, expand=False, offset=0)

    def with_value(self, name: str, value: str) -> "SearchForm":
        """The same search bound by one value more of a filter, from the beginning."""
        if name == "year":
            return replace(self, year=value, offset=0)
        return self._filtered(name, (*self.values(name), value))

    def without_value(self, name: str, value: str) -> "SearchForm":
        """The same search without a value of a filter, from the beginning."""
        if name == "year":
            return replace(self, year="", offset=0)
        return self._filtered(name, tuple(kept for kept in self.values(name) if kept != value))

    def _filtered(self, name: str, values: tuple[str, ...]) -> "SearchForm":
        changes: dict[str, tuple[str, ...]] = {FILTERS[name]: values}
        return replace(self, offset=0, **changes)  # type: ignore[arg-type]

    def without_filters(self) -> "SearchForm":
        """The same words, with no filter, from the beginning."""
        none: dict[str, tuple[str, ...]] = dict.fromkeys(FILTERS.values(), ())
        return replace(self, year="", offset=0, **none)  # type: ignore[arg-type]

    def for_provisions(self) -> "SearchForm":
        """The filters alone, as a search: a list of works has another size of page."""
        return replace(self, offset=0, size=SearchForm.size, defaults=None)

    def with_syntax(self, error: QuerySyntaxError) -> "SearchForm":
        """The same form with the faults of its query among its problems."""
        faults = [
            Problem(parameter="q", message=fault_message(fault), position=fault.position)
            for fault in error.faults
        ]
        return replace(self, problems=(*faults, *self.problems), repaired=error.repaired)


def read_form(arguments: Arguments, *, size: int, group: str, strict: bool = False) -> SearchForm:
    """The form a query string says. ``size`` and ``group`` are what holds where it says nothing.

    ``strict`` also reports names of parameters that there are not, and a search for nothing.
    """
    defaults = SearchForm(size=size, group=group)
    reader = ParameterReader(arguments)
    form = replace(
        defaults,
        q=reader.query(),
        mode=reader.choice("mode", MODES, defaults.mode),
        languages=reader.listed("lang"),
        types=reader.listed("type"),
        parties=reader.texts("party"),
        statuses=reader.listed("status"),
        kinds=reader.kinds(),
        clauses=reader.listed("clause"),
        works=reader.texts("work"),
        year=reader.years(),
        sort=reader.choice("sort", SORTS, defaults.sort),
        group=reader.choice("group", GROUPS, group),
        expand=reader.choice("expand", ("1", "0"), "1") == "1",
        size=reader.number("size", 1, MAX_SIZE, size),
        offset=reader.number("from", 0, MAX_FROM, 0),
        cursor=reader.text("cursor").strip(),
        saved="" if strict else _saved_id(arguments),
        defaults=defaults,
    )
    if form.cursor and form.offset:
        reader.problem("cursor", msg("Give a cursor or from, not both."))
    if strict:
        reader.unknown(PARAMETERS)
        if not form.asks and not reader.problems:
            reader.problem("q", msg("Give a query, or a filter to list by."))
    form = replace(form, problems=tuple(reader.problems))
    return _with_faults(form) if form.problems else form


def read_works_form(arguments: Arguments, *, size: int, strict: bool = False) -> SearchForm:
    """The form of a list of works; parameters that only a search has say nothing of it.

    ``strict`` also reports every name that is not among ``WORK_PARAMETERS``.
    """
    form = read_form(_Selected(arguments, WORK_PARAMETERS), size=size, group="provision")
    if not strict:
        return form
    reader = ParameterReader(arguments)
    reader.unknown(WORK_PARAMETERS)
    return replace(form, problems=(*form.problems, *reader.problems))


@dataclass(frozen=True)
class GivenValues:
    """Parameters from elsewhere than a query string: all values of each name."""

    values: Mapping[str, Sequence[str]]

    def getlist(self, key: str) -> list[str]:
        """Every value of ``key``, in order; none for an unknown one."""
        return list(self.values.get(key, ()))

    def keys(self) -> Iterable[str]:
        """Every name given."""
        return self.values.keys()


@dataclass(frozen=True)
class _Selected:
    """Some of the names of a query string."""

    arguments: Arguments
    names: Sequence[str]

    def getlist(self, key: str) -> list[str]:
        return self.arguments.getlist(key) if key in self.names else []

    def keys(self) -> Iterable[str]:
        return (name for name in self.arguments.keys() if name in self.names)  # noqa: SIM118


def _with_faults(form: SearchForm) -> SearchForm:
    """A form that is refused anyway, with what its query would have been refused for."""
    if not form.q:
        return form
    try:
        analyse_query(form.q)
    except QuerySyntaxError as error:
        return form.with_syntax(error)
    return form


class ParameterReader:
    """Reads parameters one by one and collects what is wrong with them."""

    def __init__(self, arguments: Arguments) -> None:
        self.arguments = arguments
        self.problems: list[Problem] = []

    def problem(self, parameter: str, message: Message) -> None:
        """Note what is wrong with a parameter."""
        self.problems.append(Problem(parameter=parameter, message=message))

    def text(self, name: str) -> str:
        """The one value of a parameter, "" without any."""
        values = self.arguments.getlist(name)
        if len(values) > 1:
            self.problem(name, msg("%(name)s is given more than once.", name=name))
        return values[0] if values else ""

    def query(self) -> str:
        """The query as typed, "" for a blank one: it asks nothing."""
        text = self.text("q")
        return text if text.strip() else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Every value that is not blank, once."""
        values = (value.strip() for value in self.arguments.getlist(name))
        return tuple(dict.fromkeys(value for value in values if value))

    def choice(self, name: str, known: Sequence[str], default: str) -> str:
        """One of the ``known`` values; the default without any, and for another."""
        value = self.text(name).strip()
        if not value or value in known:
            return value or default
        self.problem(name, _not_one_of(name, value, known))
        return default

    def listed(self, name: str, field: str = "") -> tuple[str, ...]:
        """Values of a field with a closed list, by any of their names; of the field ``name`` where
        ``field`` does not say another."""
        field = field or name
        found = []
        for value in self.texts(name):
            known = canonical(field, value)
            if known is None:
                self.problem(name, _unlisted(f"{field}_value", value))
            else:
                found.append(known)
        return tuple(dict.fromkeys(found))

    def kinds(self) -> tuple[str, ...]:
        """The parts of a text asked for, those that there are."""
        values = self.texts("kind")
        for value in values:
            if value not in KINDS:
                self.problem("kind", _not_one_of("kind", value, KINDS))
        return tuple(value for value in values if value in KINDS)

    def years(self) -> str:
        """Years as ``2010``, ``2010..2025`` or one end alone; "" for none and for faulty ones."""
        value = self.text("year").strip()
        if not value:
            return ""
        years = parse_years(value)
        if years is None:
            self.problem("year", _unlisted("year_value", value))
            return ""
        if None not in years and years[0] > years[1]:  # type: ignore[operator]
            self.problem("year", _unlisted("year_order", value))
            return ""
        first, last = ("" if year is None else str(year) for year in years)
        return first if first == last else f"{first}..{last}"

    def number(self, name: str, least: int, most: int, default: int) -> int:
        """A whole number within bounds; the default without any, and for another."""
        value = self.text(name).strip()
        if not value:
            return default
        if len(value) < 20 and value.removeprefix("-").isdecimal() and least <= int(value) <= most:
            return int(value)
        self.problem(
            name,
            msg(
                "%(name)s must be a whole number from %(least)s to %(most)s, not “%(value)s”.",
                name=name,
                least=least,
                most=most,
                value=_short(value),
            ),
        )
        return default

    def unknown(self, known: Sequence[str]) -> None:
        """Report every name given that is not ``known``."""
        for name in self.arguments.keys():  # noqa: SIM118 - Arguments is no mapping
            if name not in known:
                self.problem(
                    _short(name),
                    msg(
                        "There is no parameter “%(name)s”; there are %(known)s.",
                        name=_short(name),
                        known=", ".join(known),
                    ),
                )


def _not_one_of(name: str, value: str, known: Sequence[str]) -> Message:
    return msg(
        "%(name)s cannot be “%(value)s”; use one of %(known)s.",
        name=name,
        value=_short(value),
        known=", ".join(known),
    )


def _unlisted(code: str, value: str) -> Message:
    return fault_message(Fault(0, code, "", _short(value)))


def _saved_id(arguments: Arguments) -> str:
    """The id of a saved query, "" for what is none: pages carry it from one to the next."""
    given = "".join(arguments.getlist("saved")[:1])
    return given if re.fullmatch("[0-9a-f]{32}", given) else ""


def _short(value: str) -> str:
    """A value as a message quotes it."""
    return value if len(value) <= 60 else value[:59] + "…"
