"""Named ranking profiles, read from ``profiles.toml``."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Every number that tunes ranking; ``profiles.toml`` says what each is for."""

    name: str
    version: int
    fusion_constant: float
    keyword_weight: float
    semantic_weight: float
    telling_words: float
    unnamed: float
    exact_weight: float
    far_ahead: float
    keyword_depth: int
    semantic_depth: int
    word: float
    heading: float
    title: float
    chunk: float
    whole_phrase: float
    run_phrase: float
    run_length: int
    flat_from: int
    flat_token: float
    expansion: float
    named_title: float
    own_language: float

    @property
    def label(self) -> str:
        """Name and version, as runs record it: ``default/1``."""
        return f"{self.name}/{self.version}"


@cache
def load_profile(name: str = "default") -> Profile:
    """The profile called ``name``. Raises ``ValueError`` naming those there are."""
    table = tomllib.loads(files("search_app").joinpath("profiles.toml").read_text("utf-8"))
    if name not in table:
        raise ValueError(f"there is no profile {name!r}; use one of {', '.join(sorted(table))}")
    known = {field.name for field in fields(Profile)} - {"name"}
    unknown = table[name].keys() - known
    if unknown:
        raise ValueError(f"profile {name!r} has unknown settings: {', '.join(sorted(unknown))}")
    return Profile(name=name, **table[name])
