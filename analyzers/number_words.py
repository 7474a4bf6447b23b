"""Numbers in words, in English and Khmer: the words as data, and the value of a run of them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

_UNITS = "zero one two three four five six seven eight nine".split()
_TEENS = ("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen").split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_IRREGULAR = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
}  # fmt: skip

ENGLISH_CARDINALS = MappingProxyType(
    {word: value for value, word in enumerate([*_UNITS, *_TEENS])}
    | {word: 20 + 10 * step for step, word in enumerate(_TENS)}
)
ENGLISH_ORDINALS = MappingProxyType(
    {f"{word}th": value for value, word in enumerate([*_UNITS, *_TEENS])}
    | {f"{word[:-1]}ieth": 20 + 10 * step for step, word in enumerate(_TENS)}
    | _IRREGULAR
)
ENGLISH_NUMERALS = MappingProxyType(dict(ENGLISH_CARDINALS) | dict(ENGLISH_ORDINALS))
ENGLISH_SCALES = MappingProxyType(
    {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
)
KHMER_NUMERALS = MappingProxyType({
    "មួយ": 1, "ពីរ": 2, "បី": 3, "បួន": 4, "ប្រាំ": 5, "ប្រាំមួយ": 6, "ប្រាំពីរ": 7, "ប្រាំបី": 8,
    "ប្រាំបួន": 9, "ដប់": 10, "ម្ភៃ": 20, "សាមសិប": 30, "សែសិប": 40, "ហាសិប": 50, "ហុកសិប": 60,
    "ចិតសិប": 70, "ប៉ែតសិប": 80, "កៅសិប": 90,
})  # fmt: skip
KHMER_SCALES = MappingProxyType({
    "រយ": 100, "ពាន់": 1000, "ម៉ឺន": 10**4, "សែន": 10**5, "លាន": 10**6, "កោដិ": 10**7,
    "ប៊ីលាន": 10**9, "ប៊ីលៀន": 10**9,
})  # fmt: skip

#: What a Khmer numeral must not follow or be followed by: ទោះបី is "although", ដើម្បី "in order to",
#: រយៈ "duration", មួយៗ "each"; a numeral that goes on in a sign begins another word.
_KHMER_BEFORE, _KHMER_AFTER = r"(?<!ទោះ)(?<!ទោះជា)(?<!\u17d2)", r"(?![\u17b6-\u17d3\u17d7])"
_JOIN = r"[\s-]{1,3}"


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _english() -> str:
    """Only what is one number: "twenty-five", "two hundred and five"; not "first two"."""
    ordinals = [word for word in ENGLISH_ORDINALS if ENGLISH_ORDINALS[word] < 10]
    units = alternatives([*_UNITS, *ordinals])
    tens = rf"(?:{alternatives(_TENS)}){_JOIN}(?:{units})"
    small = rf"(?:{tens}|{alternatives(ENGLISH_CARDINALS)}|{alternatives(ENGLISH_ORDINALS)})"
    rest = rf"(?:{_JOIN}(?:and{_JOIN})?{small})?"
    hundreds = rf"(?:(?:{small}|an?){_JOIN}hundred{rest}|{small})"
    scales = alternatives(word for word in ENGLISH_SCALES if word != "hundred")
    scaled = rf"(?:{hundreds}|an?)(?:{_JOIN}(?:{scales})){{1,2}}"
    # One look at the first word saves reading the rest of the pattern at every other one.
    first = rf"(?=an?\s|{alternatives(ENGLISH_NUMERALS)})"
    return rf"\b{first}(?:{scaled}(?:{_JOIN}{scaled})?{rest}|{hundreds})\b"


_KHMER_GAP = r"[ \u200b]{0,2}"
_KHMER_NUMERAL = alternatives((*KHMER_NUMERALS, *KHMER_SCALES))
_KHMER_WORD = re.compile(_KHMER_NUMERAL)
#: ភាគរយ is "per cent", not a hundred.
_KHMER_PART = rf"{_KHMER_BEFORE}(?!(?<=ភាគ)រយ)(?:{_KHMER_NUMERAL}){_KHMER_AFTER}"

#: One number in words; bounded, so that no text takes longer than its length.
ENGLISH_NUMBER = re.compile(_english(), re.IGNORECASE)
KHMER_NUMBER = re.compile(rf"{_KHMER_PART}(?:{_KHMER_GAP}{_KHMER_PART}){{0,11}}")


def english_number(words: str) -> int | None:
    """The value of "two thousand and twenty-two", "thirtieth"; None where a word is none of a
    number."""
    return spelled(re.findall("[a-z]+", words.lower()), ENGLISH_NUMERALS, ENGLISH_SCALES)


def khmer_number(words: str) -> int | None:
    """The value of ពីរពាន់ម្ភៃពីរ; None for 0."""
    return spelled(_KHMER_WORD.findall(words), KHMER_NUMERALS, KHMER_SCALES)


def is_ordinal(words: str) -> bool:
    """Whether a number in English words is one of an order: "thirtieth"."""
    return words.lower().replace("-", " ").split()[-1] in ENGLISH_ORDINALS


def spelled(
    words: Sequence[str], numerals: Mapping[str, int], scales: Mapping[str, int]
) -> int | None:
    """The value of numerals and the scales that multiply them, in order; None for 0 and where a
    word is neither ("and" and "a" are passed over)."""
    total = current = 0
    for word in words:
        if word in numerals:
            current += numerals[word]
        elif word in scales:
            scale = scales[word]
            if scale == 100:
                current = (current or 1) * scale
            elif not current and total:
                total *= scale  # two thousand million
            else:
                total, current = total + (current or 1) * scale, 0
        elif word not in {"and", "a", "an"}:
            return None
    return (total + current) or None
