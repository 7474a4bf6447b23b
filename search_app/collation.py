"""The order of words of each script in lists, with nothing but the standard library.

- English: as folded for search, so that capitals and accents do not matter.
- Chinese: by pinyin for the 3,755 common characters, which GB 2312 has in that order; then the
  rarer ones of that standard by radical, then all others by code point. Traditional characters
  stand with the Simplified ones.
- Khmer: by code point after normalization, which is the order of consonants, vowels and subscripts
  in dictionaries; signs over a letter (U+17C9 to U+17D1) decide only between words that are
  otherwise alike.

Words of different scripts: numbers and Latin first, then Khmer, then Chinese.
"""

from collections.abc import Iterable
from functools import lru_cache

from analyzers.normalize import fold_text

#: What a word is sorted by; of any two, one comes first or they are the same once folded.
Key = tuple[tuple[int, ...], str]

#: Khmer signs that decide last: shifters, silent letters, repetition of a consonant.
_SIGNS = dict.fromkeys((*range(6089, 6098), 6109))
_HAN = "\u2e80"
#: After every Khmer and Latin character; then what GB 2312 lacks, after all that it has.
_CHINESE, _RARE = 1 << 24, 1 << 25


@lru_cache(maxsize=1 << 15)
def sort_key(text: str) -> Key:
    """The key of a word or phrase."""
    folded = fold_text(text)
    return tuple(map(_weight, folded.translate(_SIGNS))), folded


def sort_keys(words: Iterable[str]) -> tuple[Key, ...]:
    """The keys of words, to sort by the first, then by the second, and so on."""
    return tuple(map(sort_key, words))


@lru_cache(maxsize=1 << 14)
def _weight(character: str) -> int:
    if character < _HAN:
        return ord(character)
    try:
        return _CHINESE + int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return _RARE + ord(character)
