"""The rules of clause types, read from ``lexicons/clause_*``.

``clause_types.toml`` says what types there are, ``clause_patterns.tsv`` by what words a provision
is recognised as one, ``clause_weights.toml`` how this is weighed.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from analyzers.clause_types_list import ClauseType, clause_types, lexicon
from analyzers.languages import TAGS
from analyzers.normalize import fold_text
from analyzers.termbase import Concept, termbase

_PLACES = ("heading", "text")
#: What ends a sentence, in a folded text: patterns never look past it.
_ENDS = {
    "en": re.compile(r"(?<=[.;:])\s+|\n+"),
    "zh": re.compile(r"[。;\n]+|(?<=:)"),
    "km": re.compile(r"[។;\n]+|(?<=៖)"),
}
#: What begins a mere list of examples, "including: …", and what an item of it begins with.
_LISTING = re.compile(
    r"(\b(includ(e|es|ing)|any of the following purposes)\b.*:"
    r"|包括.{0,20}:|任何目的:|(រួមមាន|រួមទាំង).{0,20}៖)$"
)
_ITEM = re.compile(r"^[(（]?[^\W_]{1,4}[)）.、]")


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One thing that speaks for a type: ``shown`` is the name of a concept or the pattern as
    written, ``concept`` the id of the termbase's concept or "". ``place``: heading or text."""

    clause: str
    place: str
    weight: float
    shown: str
    concept: str
    regex: re.Pattern[str]


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Everything that labels. ``patterns`` by place and language code."""

    types: Mapping[str, ClauseType]
    patterns: Mapping[tuple[str, str], Sequence[Pattern]]
    weights: Mapping[str, Any]


@cache
def rules() -> Rules:
    """The package's types and rules."""
    types = clause_types()
    weights = tomllib.loads(lexicon("clause_weights.toml"))
    found: dict[tuple[str, str], list[Pattern]] = {}
    for language, pattern in (*_written(types), *_named(types, weights)):
        found.setdefault((pattern.place, language), []).append(pattern)
    return Rules(types=types, patterns=found, weights=weights)


def sentences_of(text: str, language: str) -> str:
    """A text as patterns read it: folded, a sentence a line, without spaces where the language
    writes none between words. The items of a mere list of examples are left out."""
    space = " " if language == "en" else ""
    listing, kept = False, []
    for part in _ENDS[language].split(fold_text(text)):
        line = space.join(part.split())
        listing = listing and bool(_ITEM.match(line))
        if line and not listing:
            kept.append(line)
            listing = bool(_LISTING.search(line))
    return "\n".join(kept)


def _written(types: Mapping[str, ClauseType]) -> list[tuple[str, Pattern]]:
    """The patterns of the table, each with its language. Raises ``ValueError`` for a bad row."""
    found = []
    for number, line in enumerate(lexicon("clause_patterns.tsv").splitlines()[1:], 2):
        clause, place, language, weight, written = line.split("\t")
        if clause not in types or place not in _PLACES or language not in TAGS:
            raise ValueError(f"clause_patterns.tsv, line {number}: no such type, place or language")
        found.append(
            (
                language,
                Pattern(
                    clause=clause,
                    place=place,
                    weight=float(weight),
                    shown=written,
                    concept="",
                    regex=re.compile(fold_text(written), re.MULTILINE),
                ),
            )
        )
    return found


def _named(
    types: Mapping[str, ClauseType], weights: Mapping[str, Any]
) -> list[tuple[str, Pattern]]:
    """A pattern for each concept, place and language: any name the termbase has for it."""
    terms = termbase()
    return [
        (
            language,
            Pattern(
                clause=kind.key,
                place=place,
                weight=weights[f"concept_in_{place}"],
                shown=terms.concept(name).named(language),
                concept=name,
                regex=regex,
            ),
        )
        for kind in types.values()
        for name in kind.concepts
        for language in ("en", "zh", "km")
        if (regex := _names(terms.concept(name), language)) is not None
        for place in _PLACES
    ]


def _names(concept: Concept, language: str) -> re.Pattern[str] | None:
    """What finds any name of a concept in one language, None where it has none."""
    names = {
        sentences_of(own.text, language).replace("\n", " ")
        for own in concept.renderings
        if own.language == language
    }
    longest = sorted((re.escape(name) for name in names if name), key=len, reverse=True)
    if not longest:
        return None
    either = "|".join(longest)
    return re.compile(rf"\b(?:{either})\b" if language == "en" else either)
