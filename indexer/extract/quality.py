"""Is what was extracted what the page shows? Garbage is named and kept out, never indexed.

A PDF can carry a text layer that is not its text: glyphs without characters, Khmer marks torn from
their letters, letters exchanged for others, or Latin letters drawn by an older Khmer font as
Khmer. Each has a measure here; all figures below are in ``LIMITS``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LEGACY = "legacy Khmer fonts"
SCANNED = "no text layer (scanned)"
OUTLINES = "no text layer (drawn as outlines)"
NOT_SHOWN = "text layer is not what the page shows"
PARTLY_LEGACY = "lines in legacy Khmer fonts were left out"
DOUBTED = "some characters of the text layer are damaged"


@dataclass(frozen=True)
class Limits:
    """Where a text layer stops being believed.

    Measured on 48 Khmer articles, 1,997 Khmer news sentences, and PDFs of six makers and fonts
    read without their ActualText: garbage a Khmer character is at most .011 in good text and at
    least .023 in damaged; common words cover at least .122 of good Khmer and at most .039 of
    Khmer whose letters were exchanged.
    """

    garbage: float = 0.02
    garbage_without_khmer: float = 0.1
    garbage_least: int = 2
    common_words: float = 0.08
    common_words_khmer: int = 150
    legacy_share: float = 0.3
    legacy_capitals: float = 0.3
    legacy_marks: float = 0.15
    legacy_tokens: int = 12
    scan_letters: int = 40
    scan_images: float = 0.5
    outline_paths: int = 200


LIMITS = Limits()

#: Khmer words so common that running text without them is no Khmer.
COMMON_KHMER = (
    "និង ការ ដែល នៃ ក្នុង បាន ជា ដោយ ត្រូវ នេះ មាន សិទ្ធិ ដើម្បី ឬ របស់ ពី លើ ចំពោះ ដល់ គ្នា ទៅ នឹង មិន ទាំង ប្រទេស "
    "ច្បាប់ កិច្ច សេចក្តី មាត្រា រដ្ឋ ភាគី អន្តរជាតិ ប្រជា តាម ស្តី សម្រាប់ ខាង មួយ អាច ផ្សេង នៅ ហើយ គឺ ថា មក រវាង ទី "
    "ខ្លួន អំពើ អ្នក ជន អោយ ឱ្យ ឲ្យ"
)

_COMMON = re.compile("|".join(sorted(map(re.escape, COMMON_KHMER.split()), key=len, reverse=True)))
_KHMER = re.compile(r"[\u1780-\u17d3\u17dd]")
#: A letter with its subscripts, signs in any order and one vowel (or one typed as its two halves).
_SIGNS = r"(?:\u17d2[\u1780-\u17b3]|[\u17bb\u17c6-\u17d1\u17d3\u17dd])*"
_CLUSTER = re.compile(
    rf"[\u1780-\u17b3]{_SIGNS}(?:\u17c1[\u17b6\u17b8]|\u17b6\u17c1|[\u17b4-\u17c5])?{_SIGNS}"
)
#: No character: the sign for "unknown", private use, and what pdfminer writes for a bare glyph.
_NO_CHARACTER = re.compile(r"\ufffd|[\ue000-\uf8ff]|[\x00-\x08\x0e-\x1f]|\(cid:\d+\)")

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_LEGACY_FONT = re.compile(
    r"limon|abc-?(?:text|fancy|head|zero ?space)|khek|fk\d|baidok|truth|ksw|kaoh ?kong"
    r"|khmer ?kep|khmer ?chantha|a ?rasmei ?kampuchea",
    re.IGNORECASE,
)
_MID_CAPITAL = re.compile(r"[a-z\u00df-\u00ff][A-Z]|^[A-Z]{1,3}[a-z]+[A-Z]")
_GLUED_MARK = re.compile(r"[^\W\d_][;>@§¢<¬¼½¾]|[;>@§¢<][^\W\d_]")


@dataclass(frozen=True)
class Verdict:
    """What a page's text is worth: ``Page.method``, ``confidence`` in 0..1 and ``reason``."""

    method: str
    confidence: float
    reason: str


def is_legacy_font(name: str) -> bool:
    """Whether a font of this name draws Latin codes as Khmer; a subset prefix does not matter."""
    return bool(_LEGACY_FONT.match(_SUBSET.sub("", name).replace("_", " ").strip()))


def legacy_share(fonts: Mapping[str, int]) -> float:
    """Share in 0..1 of characters set in legacy fonts; ``fonts`` counts characters by font."""
    total = sum(fonts.values())
    legacy = sum(count for name, count in fonts.items() if is_legacy_font(name))
    return legacy / total if total else 0.0


def reads_as_legacy(text: str) -> bool:
    """Whether Latin ``text`` is Khmer typed for a legacy font, by capitals and signs in words."""
    tokens = text.split()
    if len(tokens) < LIMITS.legacy_tokens:
        return False
    capitals = sum(bool(_MID_CAPITAL.search(token)) for token in tokens) / len(tokens)
    marks = sum(bool(_GLUED_MARK.search(token)) for token in tokens) / len(tokens)
    return capitals >= LIMITS.legacy_capitals and marks >= LIMITS.legacy_marks


def garbage_share(text: str) -> float:
    """Characters that are none, and torn Khmer marks, a Khmer character; a character of any kind
    where there is no Khmer. 0 when fewer than ``LIMITS.garbage_least``."""
    khmer = len(_KHMER.findall(text))
    unknown = len(_NO_CHARACTER.findall(text))
    orphans = len(_KHMER.findall(_CLUSTER.sub("", text)))
    garbage = unknown + orphans
    if garbage < LIMITS.garbage_least:
        return 0.0
    return garbage / (khmer or len("".join(text.split())) or 1)


def common_word_share(text: str) -> float | None:
    """Share of the Khmer characters that common words cover; None with too few to tell."""
    khmer = len(_KHMER.findall(text))
    if khmer < LIMITS.common_words_khmer:
        return None
    return sum(len(match.group()) for match in _COMMON.finditer(text)) / khmer


def judge(
    text: str,
    fonts: Mapping[str, int] | None = None,
    images: float = 0.0,
    paths: int = 0,
) -> Verdict:
    """What the text of one page is worth.

    ``text`` is without the lines in legacy fonts; ``fonts`` counts the characters of the whole page
    by font; ``images`` is the share of the page that images cover, ``paths`` the paths painted.
    """
    legacy = legacy_share(fonts or {})
    if legacy >= LIMITS.legacy_share or reads_as_legacy(text):
        return Verdict("none", 0.0, LEGACY)
    if (garbage := _garbage_verdict(text)) is not None and garbage.method == "none":
        return garbage
    letters = sum(character.isalpha() for character in text)
    if letters < LIMITS.scan_letters and images >= LIMITS.scan_images:
        return Verdict("none", 0.0, SCANNED)
    if letters == 0 and paths >= LIMITS.outline_paths:
        return Verdict("none", 0.0, OUTLINES)
    if legacy:
        return Verdict("text", round(1 - legacy, 3), PARTLY_LEGACY)
    return garbage or Verdict("text", 1.0, "")


def _garbage_verdict(text: str) -> Verdict | None:
    """What damage says of ``text``; None when there is none."""
    garbage = garbage_share(text)
    limit = LIMITS.garbage if _KHMER.search(text) else LIMITS.garbage_without_khmer
    common = common_word_share(text)
    if garbage >= limit or (common is not None and common < LIMITS.common_words):
        return Verdict("none", 0.0, NOT_SHOWN)
    if garbage:
        return Verdict("text", round(1 - garbage / limit / 2, 3), DOUBTED)
    return None
