"""States whose names are known in the three languages: which one a printed name means."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from analyzers.normalize import fold_text

_BEFORE = re.compile(r"^(?:the\s+|ប្រទេស)")


@dataclass(frozen=True, kw_only=True)
class State:
    """A State: its key, and its names by language code, the full one first."""

    key: str
    names: Mapping[str, tuple[str, ...]]

    def every_name(self) -> tuple[str, ...]:
        """All its names, language by language."""
        return tuple(name for names in self.names.values() for name in names)


def state_of(name: str) -> State | None:
    """The State that ``name`` means, full or short, in any of the languages; None if unknown."""
    return _by_name().get(_folded(name))


def states() -> tuple[State, ...]:
    """Every State of ``states.toml``."""
    table = tomllib.loads(files("indexer").joinpath("states.toml").read_text(encoding="utf-8"))
    return tuple(
        State(key=key, names={language: tuple(names) for language, names in row.items()})
        for key, row in table.items()
    )


@cache
def _by_name() -> Mapping[str, State]:
    return {_folded(name): state for state in states() for name in state.every_name()}


def _folded(name: str) -> str:
    """A name as it is compared: spaces and what stands before it count for nothing."""
    return "".join(_BEFORE.sub("", fold_text(name).strip()).split())
