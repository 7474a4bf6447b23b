"""Parameters of a concordance → a form with every problem found. No Flask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analyzers.languages import LANGUAGES, TAGS
from analyzers.query import QuerySyntaxError
from search_app.catalogue import Catalogue
from search_app.concordance import Request
from search_app.concordance_lines import rendering_key
from search_app.concordance_query import (
    MOST_SIZE,
    MOST_TARGETS,
    SIZE,
    SORTS,
    ConcordanceQuery,
    read_query,
)
from search_app.forms import MAX_FROM, Arguments, ParameterReader, Problem, SearchForm
from search_app.messages import msg

#: Filters, as in a search; ``lang`` is the query's here.
FILTERS = ("type", "party", "status", "kind", "work")
#: Every parameter, in the order of the canonical address.
PARAMETERS = ("q", "lang", "to", "rendering", *FILTERS, "year", "inside", "sort", "size", "from")
#: Languages that a query is set beside where nobody says which, the first that is not its own.
USUAL_TARGETS = ("en", "zh", "km")
#: Parts a target and a rendering in a value.
RENDERING_MARK = ":"
_NO_WORDS = msg("Give a word or phrase to look for.")


@dataclass(frozen=True, kw_only=True)
class ConcordanceForm:
    """What was asked. ``search`` holds the words, the filters and every problem. ``language`` and
    ``targets`` are as given, "" and none where it is for us to say; ``renderings`` are pairs of a
    target and what a rendering counts as. ``inside``: places inside other words or longer names
    too. ``query`` is the words as read, None without any or with faults."""

    search: SearchForm = field(default_factory=SearchForm)
    language: str = ""
    targets: tuple[str, ...] = ()
    renderings: tuple[tuple[str, str], ...] = ()
    inside: bool = False
    sort: str = SORTS[0]
    size: int = SIZE
    offset: int = 0
    query: ConcordanceQuery | None = None
    usual: Sequence[str] = USUAL_TARGETS

    @property
    def q(self) -> str:
        """The words as typed."""
        return self.search.q

    @property
    def asks(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.q.strip())

    @property
    def problems(self) -> Sequence[Problem]:
        """Everything that is wrong."""
        return self.search.problems

    @property
    def source(self) -> str:
        """The language that is looked in: the one given or that of the words, "" for none."""
        return self.language or (self.query.language if self.query else "")

    @property
    def beside(self) -> tuple[str, ...]:
        """The languages set beside it: those given, or the usual one."""
        own = TAGS[self.source][0] if self.source else ""
        usual = [target for target in self.usual if TAGS[target][0] != own]
        return self.targets or tuple(usual[:1])

    def with_faults(self, error: QuerySyntaxError) -> "ConcordanceForm":
        """The same with the faults of its words among its problems."""
        return replace(self, search=self.search.with_syntax(error))

    def asked_for_words(self) -> "ConcordanceForm":
        """The same, with the lack of words among its problems."""
        problem = Problem(parameter="q", message=_NO_WORDS)
        return replace(self, search=replace(self.search, problems=(*self.problems, problem)))

    def request(self, catalogue: Catalogue) -> Request:
        """What to make. The form asks, and has no problems."""
        assert self.query is not None
        filters = self.search.options(catalogue).filters
        return Request(
            query=self.query,
            language=self.source,
            targets=self.beside,
            filters=filters,
            inside=self.inside,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that say this form again, in one order, what is default left out."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [("lang", self.language)] if self.language else []
        pairs += [("to", target) for target in self.targets]
        pairs += [("rendering", RENDERING_MARK.join(pair)) for pair in self.renderings]
        for name in FILTERS:
            pairs += [(name, value) for value in self.search.values(name)]
        for name, own, default in (
            ("year", self.search.year, ""),
            ("inside", "1" if self.inside else "", ""),
            ("sort", self.sort, SORTS[0]),
            ("size", str(self.size), str(SIZE)),
            ("from", str(self.offset), "0"),
        ):
            if own != default:
                pairs.append((name, own))
        return pairs

    def at(self, offset: int) -> "ConcordanceForm":
        """The same lines from another place on."""
        return replace(self, offset=offset)

    def with_inside(self, inside: bool) -> "ConcordanceForm":
        """The lines with or without those inside other words, from the beginning."""
        return replace(self, inside=inside, offset=0)

    def with_search(self, search: SearchForm) -> "ConcordanceForm":
        """The same with other words or filters, from the beginning; renderings are of the words,
        so other words have none."""
        renderings = self.renderings if search.q == self.q else ()
        return replace(self, search=search, renderings=renderings, offset=0)

    def with_rendering(self, target: str, key: str) -> "ConcordanceForm":
        """The lines that have a rendering, from the beginning."""
        kept = tuple(pair for pair in self.renderings if pair[0] != target)
        return replace(self, renderings=(*kept, (target, key)), offset=0)

    def without_rendering(self, target: str) -> "ConcordanceForm":
        """The lines whatever renders them in a target, from the beginning."""
        kept = tuple(pair for pair in self.renderings if pair[0] != target)
        return replace(self, renderings=kept, offset=0)


def read_concordance_form(
    arguments: Arguments, *, usual: Sequence[str] = USUAL_TARGETS, strict: bool = False
) -> ConcordanceForm:
    """What an address asks. ``usual`` are targets where it names none.

    ``strict`` also reports names of parameters that there are not, and words or targets that are
    missing.
    """
    reader = ParameterReader(arguments)
    form = ConcordanceForm(
        search=_search(reader),
        language=_language(reader),
        targets=_targets(reader),
        inside=reader.choice("inside", ("0", "1"), "0") == "1",
        sort=reader.choice("sort", SORTS, SORTS[0]),
        size=reader.number("size", 1, MOST_SIZE, SIZE),
        offset=reader.number("from", 0, MAX_FROM, 0),
        usual=usual,
    )
    form = _with_query(form, reader)
    form = replace(form, renderings=_renderings(reader, form.beside))
    if strict:
        reader.unknown(PARAMETERS)
        if not form.asks:
            reader.problem("q", _NO_WORDS)
        if not form.targets:
            reader.problem("to", msg("Say with “to” which language to set beside it."))
    problems = (*form.problems, *reader.problems)
    return replace(form, search=replace(form.search, problems=problems))


def _search(reader: ParameterReader) -> SearchForm:
    return SearchForm(
        q=reader.query(),
        types=reader.listed("type"),
        parties=reader.texts("party"),
        statuses=reader.listed("status"),
        kinds=reader.kinds(),
        works=reader.texts("work"),
        year=reader.years(),
    )


def _language(reader: ParameterReader) -> str:
    found = reader.listed("lang")
    if len(found) > 1:
        reader.problem("lang", msg("%(name)s is given more than once.", name="lang"))
    return found[0] if found else ""


def _targets(reader: ParameterReader) -> tuple[str, ...]:
    found = reader.listed("to", "lang")
    if len(found) > MOST_TARGETS:
        reader.problem(
            "to", msg("At most %(most)s languages stand beside the words.", most=MOST_TARGETS)
        )
    return found[:MOST_TARGETS]


def _with_query(form: ConcordanceForm, reader: ParameterReader) -> ConcordanceForm:
    """The form with its words read, and what does not go with their language among the problems."""
    if form.asks:
        try:
            query = read_query(form.q)
        except QuerySyntaxError as error:
            return form.with_faults(error)
        form = replace(form, query=query)
        if not query.findable:
            reader.problem(
                "q", msg("Give a word or phrase to look for, not only what to leave out.")
            )
        elif not form.source:
            reader.problem(
                "lang",
                msg(
                    "The language of these words cannot be told; say which to look in: %(known)s.",
                    known=", ".join(LANGUAGES),
                ),
            )
    own = TAGS[form.source][0] if form.source else ""
    if any(TAGS[target][0] == own for target in form.targets):
        reader.problem("to", msg("Choose another language to set beside the words than their own."))
    return form


def _renderings(reader: ParameterReader, targets: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found = []
    for value in dict.fromkeys(reader.arguments.getlist("rendering")):
        target, mark, text = value.partition(RENDERING_MARK)
        if mark and target in targets:
            found.append((target, rendering_key(text)))
        elif value.strip():
            reader.problem(
                "rendering",
                msg(
                    "A rendering is a language set beside the words, a colon and a text, as in "
                    "“%(example)s”; with no text it means lines where nothing is marked.",
                    example=f"{next(iter(targets), 'zh')}:…",
                ),
            )
    return tuple(found)


def query_of(form: ConcordanceForm) -> Mapping[str, Any]:
    """The parameters of an address, several values of one name as a list."""
    query: dict[str, list[str]] = {}
    for name, value in form.pairs():
        query.setdefault(name, []).append(value)
    return query
