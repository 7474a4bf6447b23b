"""Traditional and Simplified Chinese, one character at a time. The one door to OpenCC.

A character is converted alone, never by its neighbours, so a phrase folds the same wherever it is
cut from; the few characters whose right form depends on the word are ``EITHER_FORM``.
"""

from functools import cache, lru_cache
from typing import Protocol

#: What search folds besides OpenCC's table: forms it leaves alone in either script.
EXTRA_VARIANTS = str.maketrans("衞覑衹", "卫着只")

#: Characters that words of one script write differently from the same words of the other
#: (答覆 and 答复, 本著 and 本着, 計畫 and 计划): one form for all, where words do not matter.
EITHER_FORM = str.maketrans("覆著藉瞭画沈", "复着借了划沉")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _converter(direction: str) -> _Converter:
    # Imported here: English and Khmer texts never need it.
    from opencc import OpenCC

    converter: _Converter = OpenCC(direction)
    return converter


@lru_cache(maxsize=1 << 15)
def simplified(character: str) -> str:
    """Give the Simplified form of one character: one character, or itself where there is none."""
    convert = _converter("t2s").convert
    # Twice, because a few Simplified forms (苧 of 薴) are Traditional ones of another (苎).
    converted = convert(convert(character.translate(EXTRA_VARIANTS)))
    # A pair of code points for one would move every offset after it.
    return converted if len(converted) == 1 else character


@lru_cache(maxsize=1 << 15)
def script_of(character: str) -> str:
    """Name the script, ``Hans`` or ``Hant``, that alone uses a character; ``""`` where both do."""
    to_simplified = simplified(character) != character
    to_traditional = _converter("s2t").convert(character) != character
    if to_simplified == to_traditional:
        return ""
    return "Hant" if to_simplified else "Hans"
