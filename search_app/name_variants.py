"""When two names of one concept are one rendering: they differ in spelling, script or grammar, or
one is the other cut short.

Names of different concepts are never compared, so what is alike may be taken broadly.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from analyzers.languages import LANGUAGES
from analyzers.segment import exact_tokens
from analyzers.segmenters.english import stem

#: What a name counts as: folded tokens that tell it from others.
VariantKey = tuple[str, ...]

#: Characters of a Chinese name that join its words, or say how many of a party are meant: 缔约双方,
#: 缔约一方 and 缔约另一方 are one term.
_CHINESE_JOINING = frozenset("的之地双另一两各任何")
#: Prefixes that make a Khmer noun of a verb or an adjective: act, affair, quality, matter.
_KHMER_PREFIXES = ("ការ", "កិច្ច", "ភាព", "អំពើ", "សេចក្តី")
#: Two English words have one root where so many letters at their beginning, and so much of the
#: shorter one, are the same: seize and seizure, enter and entry.
_ROOT_LETTERS, _ROOT_SHARE = 3, 0.6


@lru_cache(maxsize=1 << 15)
def variant_key(name: str, language: str) -> VariantKey:
    """The tokens by which ``name``, in the language of that code, is told from other names; never
    empty for a name with a letter."""
    exact = exact_tokens(name)
    if language == "en":
        joining = LANGUAGES["en"].function_words
        return tuple(stem(token) for token in exact if token not in joining) or exact
    if language == "zh":
        return tuple(token for token in exact if token not in _CHINESE_JOINING) or exact
    for prefix in _KHMER_PREFIXES:
        start = exact_tokens(prefix)
        if exact[: len(start)] == start and len(exact) > len(start) + 1:
            return exact[len(start) :]
    return exact


def same_rendering(one: VariantKey, other: VariantKey, language: str) -> bool:
    """Whether two names of a concept are one rendering: all that the shorter one says stands in
    the longer one."""
    short, long = sorted((one, other), key=len)
    if language == "en":
        return _all_rooted(short, long)
    return not Counter(short) - Counter(long)


def _all_rooted(short: Sequence[str], long: Sequence[str]) -> bool:
    left = list(long)
    for word in short:
        found = next((other for other in left if one_root(word, other)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def one_root(one: str, other: str) -> bool:
    """Whether two English words may be forms of one."""
    letters = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
    shorter = min(len(one), len(other))
    return letters == shorter or letters >= max(_ROOT_LETTERS, _ROOT_SHARE * shorter)
