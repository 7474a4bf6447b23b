"""Parameters of fuzzy match → a form with every problem found. No Flask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analyzers.languages import LANGUAGES, TAGS
from analyzers.query_fields import parse_years
from search_app.catalogue import Catalogue
from search_app.filters import Filters
from search_app.forms import Arguments, ParameterReader, Problem
from search_app.fuzzy import (
    LEAST_THRESHOLD,
    LONGEST_SENTENCE,
    LONGEST_TEXT,
    MOST_SENTENCES,
    MOST_SIZE,
    MOST_THRESHOLD,
    PLACES,
    SIZE,
    THRESHOLD,
    MatchOptions,
    SentenceError,
)
from search_app.messages import Message, msg
from search_app.segment_source import Scope

#: Every parameter, in the order of the canonical address.
PARAMETERS = (
    *("text", "lang", "to", "threshold", "where", "split"),
    *("type", "party", "status", "year", "work", "memory", "size"),
)


@dataclass(frozen=True, kw_only=True)
class MatchForm:
    """What was asked. Values are canonical; a faulty one is left at its default and is among
    ``problems``."""

    text: str = ""
    language: str = ""
    targets: tuple[str, ...] = ()
    threshold: int = THRESHOLD
    where: str = PLACES[0]
    split: bool = True
    types: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    year: str = ""
    works: tuple[str, ...] = ()
    memories: tuple[str, ...] = ()
    size: int = SIZE
    problems: Sequence[Problem] = ()

    @property
    def asks(self) -> bool:
        """Whether there is anything to match."""
        return bool(self.text.strip())

    @property
    def filtered(self) -> bool:
        """Whether anything narrows down where is looked."""
        return bool(
            self.types or self.parties or self.statuses or self.year or self.works or self.memories
        )

    def options(self, catalogue: Catalogue) -> MatchOptions:
        """How to match."""
        keys = (key for value in self.parties for key in catalogue.party_keys(value))
        filters = Filters(
            types=self.types,
            parties=tuple(dict.fromkeys(keys)),
            statuses=self.statuses,
            works=self.works,
            years=parse_years(self.year) if self.year else None,
        )
        return MatchOptions(
            language=TAGS[self.language][0] if self.language else "",
            targets=self.targets,
            threshold=self.threshold,
            size=self.size,
            where=self.where,
            split=self.split,
            scope=Scope(filters=filters, memories=self.memories),
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that say this form again, in one order, what is default left out."""
        usual = MatchForm()
        pairs = [("text", self.text)] if self.text else []
        for name, own, default in (
            ("lang", self.language, ""),
            ("threshold", str(self.threshold), str(usual.threshold)),
            ("where", self.where, usual.where),
            ("split", "1" if self.split else "0", "1"),
            ("year", self.year, ""),
            ("size", str(self.size), str(usual.size)),
        ):
            if own != default:
                pairs.append((name, own))
        several: Mapping[str, tuple[str, ...]] = {
            "to": self.targets,
            "type": self.types,
            "party": self.parties,
            "status": self.statuses,
            "work": self.works,
            "memory": self.memories,
        }
        pairs += [(name, value) for name, values in several.items() for value in values]
        return sorted(pairs, key=lambda pair: PARAMETERS.index(pair[0]))

    def refused(self, error: SentenceError) -> "MatchForm":
        """The same form with what its text cannot be matched for among its problems."""
        parameter = "lang" if error.reason == "language" else "text"
        problem = Problem(parameter=parameter, message=_SAID[error.reason])
        return replace(self, problems=(*self.problems, problem))


_SAID: Mapping[str, Message] = {
    "no_words": msg("There is no word in the text. Give a sentence."),
    "language": msg(
        "The language of the text is not Khmer, Chinese or English, or cannot be told. Choose it."
    ),
    "sentence_too_long": msg(
        "A sentence is longer than %(most)s characters. Cut it up.", most=LONGEST_SENTENCE
    ),
    "too_many_sentences": msg(
        "The text has more than %(most)s sentences. Give fewer at once.", most=MOST_SENTENCES
    ),
}


def read_match_form(
    arguments: Arguments, *, strict: bool = False, problems: Sequence[Problem] = ()
) -> MatchForm:
    """The form that parameters say. ``strict`` also reports names of parameters that there are
    not, and a request without a text. ``problems`` are what is known to be wrong already."""
    reader = ParameterReader(arguments)
    reader.problems.extend(problems)
    form = MatchForm(
        text=_text(reader),
        language=_language(reader),
        targets=_targets(reader),
        threshold=reader.number("threshold", LEAST_THRESHOLD, MOST_THRESHOLD, THRESHOLD),
        where=reader.choice("where", PLACES, PLACES[0]),
        split=reader.choice("split", ("1", "0"), "1") == "1",
        types=reader.listed("type"),
        parties=reader.texts("party"),
        statuses=reader.listed("status"),
        year=reader.years(),
        works=reader.texts("work"),
        memories=reader.texts("memory"),
        size=reader.number("size", 1, MOST_SIZE, SIZE),
    )
    if strict:
        reader.unknown(PARAMETERS)
        if not form.asks and not reader.problems:
            reader.problem("text", msg("Give a text to match."))
    return replace(form, problems=tuple(reader.problems))


def _text(reader: ParameterReader) -> str:
    text = reader.text("text").replace("\r\n", "\n")
    if len(text) > LONGEST_TEXT:
        reader.problem(
            "text",
            msg(
                "The text is longer than %(most)s characters. Give less at once.", most=LONGEST_TEXT
            ),
        )
    return text


def _targets(reader: ParameterReader) -> tuple[str, ...]:
    """The languages wanted; all of them are the same as none said."""
    found = reader.listed("to", "lang")
    return () if LANGUAGES.keys() <= set(found) else found


def _language(reader: ParameterReader) -> str:
    found = reader.listed("lang")
    if len(found) > 1:
        reader.problem("lang", msg("%(name)s is given more than once.", name="lang"))
    return found[0] if found else ""
