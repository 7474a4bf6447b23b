"""Sentences that stand for what a language says at large, to tell hubs from answers (``hubness``).

They are lines of the specimen corpus, this project's own text.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from analyzers.languages import LANGUAGES

_FOLDER = Path(__file__).parent / "background_sentences"


@cache
def background_sentences() -> Mapping[str, Sequence[str]]:
    """Language code → sentences in it, always the same."""
    return {
        code: tuple((_FOLDER / f"{code}.txt").read_text("utf-8").splitlines()) for code in LANGUAGES
    }
