"""The wording of citations, read from ``patterns.toml`` and checked when it is first needed."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from search_app.citing.numerals import NUMERALS

#: Kinds of provisions, as ``patterns.toml`` names them in its tables.
_KINDS = ("part", "chp", "sec", "art", "annex", "para", "point", "subpoint")


class PatternError(Exception):
    """``patterns.toml`` cannot be used. ``str(error)`` says what is wrong where."""


@dataclass(frozen=True, kw_only=True)
class ProvisionPatterns:
    """How a provision is named in one language; the file says what each is for."""

    joint: str
    inserted: Sequence[str]
    inserted_number: str
    ordinals: Sequence[str]
    named: Mapping[str, str]
    numbered: Mapping[str, str]
    within: Mapping[str, str]
    unnumbered: Mapping[str, Sequence[str]]
    within_unnumbered: Mapping[str, str]
    numerals: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Patterns:
    """How citations are written in one language; the file says what each is for."""

    own_script: str
    gap: str
    between: str
    legal: Sequence[str]
    title: Sequence[str]
    parties_between: str
    signed: Sequence[str]
    adopted: Sequence[str]
    dated: Sequence[str]
    version: str
    page: str
    line: Sequence[str]
    digits: str
    letters: str
    when: Mapping[str, str]
    date: Mapping[str, Any]
    languages: Mapping[str, str]
    provision: ProvisionPatterns


def first_known(patterns: Sequence[str], values: Mapping[str, str]) -> str:
    """The first pattern of which every field has a value, filled; "" where there is none.
    ``gap`` may be empty."""
    for pattern in patterns:
        if all(values[name] or name == "gap" for name in _fields(pattern)):
            return pattern.format_map(values)
    return ""


@cache
def _fields(pattern: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(pattern) if name)


@cache
def patterns() -> Mapping[str, Patterns]:
    """The patterns by the tag of their language. Raises ``PatternError``."""
    text = files("search_app.citing").joinpath("patterns.toml").read_text("utf-8")
    return {tag: read_patterns(tag, table) for tag, table in tomllib.loads(text).items()}


def read_patterns(tag: str, table: Mapping[str, Any]) -> Patterns:
    """The section of a language, checked. Raises ``PatternError``."""
    _complete(tag, table, Patterns)
    provision = table["provision"]
    _complete(f"{tag}.provision", provision, ProvisionPatterns)
    for name, wanted in (("numbered", _KINDS), ("numerals", _KINDS)):
        if missing := set(wanted) - provision[name].keys():
            raise PatternError(f"[{tag}.provision.{name}] lacks {', '.join(sorted(missing))}")
    if unknown := set(provision["numerals"].values()) - NUMERALS.keys():
        raise PatternError(f"[{tag}.provision.numerals] has unknown {', '.join(sorted(unknown))}")
    if "letters" in provision["numerals"].values() and not table["letters"]:
        raise PatternError(f"[{tag}] numbers points by letters and has none")
    if len(table["date"]["months"]) != 12 or len(table["digits"]) != 10:
        raise PatternError(f"[{tag}] takes twelve months and ten digits")
    return Patterns(**{**table, "provision": ProvisionPatterns(**provision)})


def _complete(place: str, table: Mapping[str, Any], shape: type) -> None:
    known = {field.name for field in fields(shape)}
    if wrong := known ^ table.keys():
        raise PatternError(f"[{place}] lacks or does not know {', '.join(sorted(wrong))}")
