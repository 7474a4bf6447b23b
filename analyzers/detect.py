"""Which language a text is in: scripts are counted, langdetect is asked about Latin only."""

import re
import threading
from functools import cache
from typing import NamedTuple, Protocol

from analyzers.chinese_script import script_of
from analyzers.languages import CHINESE, ENGLISH, KHMER

#: Letters of each script that is told apart, by ISO 15924 code.
SCRIPTS = {
    "Khmr": re.compile("[\u1780-\u17d3\u17d7\u17dc\u17dd]+"),
    "Hani": re.compile(
        "[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]+"
    ),
    "Latn": re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]+"),
    "Kana": re.compile("[\u3041-\u30ff\uff66-\uff9f]+"),
    "Hang": re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]+"),
    "Thai": re.compile("[\u0e01-\u0e4e]+"),
    "Cyrl": re.compile("[\u0400-\u052f]+"),
}

#: Characters a word, by which scripts are weighed against one another.
CHARACTERS_A_WORD = {
    "Khmr": KHMER.characters_a_word,
    "Hani": CHINESE.characters_a_word,
    "Latn": ENGLISH.characters_a_word,
    "Kana": 2.0,
    "Hang": 2.0,
    "Thai": 5.0,
    "Cyrl": 6.0,
}

#: Kana for each Han character from which a text is Japanese; a Chinese text quotes less.
JAPANESE_SHARE = 0.3

#: Fewer Latin letters than this are not enough to ask langdetect about.
LEAST_LETTERS = 20
#: Letters from which langdetect's word is taken as it is; names and headings mislead it below.
ENOUGH_LETTERS = 120
#: How little of English langdetect must see in a short text for it to be foreign.
CLEARLY_FOREIGN = 0.01
#: Words by which a short text is English whatever langdetect makes of the names in it.
ENGLISH_WORDS = re.compile(
    r"\b(?:the|of|and|for|with|by|from|shall|between|this|that|which|are|on|agreement|article"
    r"|declaration|statement|treaty)\b",
)
#: What langdetect reads at most.
SAMPLE = 2_000
#: Confidence in English where nothing but the script speaks for it.
ASSUMED = 0.3


class Detected(NamedTuple):
    """Language code (``""`` when undetermined), script (ISO 15924 or ``""``), share in 0..1."""

    language: str
    script: str
    confidence: float


def detect(text: str) -> Detected:
    """Name the language that most of ``text`` is in.

    Foreign Latin text (French, say) is undetermined; fewer than ``LEAST_LETTERS`` Latin letters
    are taken for English at low confidence. The confidence is the share of the words, by an
    average length in each script, that are in the language's script; for Latin, times how sure
    its being English is.
    """
    runs = {script: letters.findall(text) for script, letters in SCRIPTS.items()}
    counts = {script: sum(map(len, found)) for script, found in runs.items()}
    weights = {script: counts[script] / CHARACTERS_A_WORD[script] for script in SCRIPTS}
    total = sum(weights.values())
    if not total:
        return Detected("", "", 0.0)
    script = max(weights, key=weights.__getitem__)
    share = weights[script] / total
    if script == "Khmr":
        return Detected("km", script, share)
    if script == "Hani" and counts["Kana"] < JAPANESE_SHARE * counts["Hani"]:
        return Detected("zh", chinese_script(text), share)
    if script == "Latn":
        english = _english(" ".join(runs["Latn"]), counts["Latn"])
        return Detected("en" if english else "", script, share * (english or 1.0))
    return Detected("", "Jpan" if script in ("Hani", "Kana") else script, share)


def chinese_script(text: str) -> str:
    """Tell ``Hans`` or ``Hant`` by the characters that only one of them uses; ``Hans`` on a tie."""
    scripts = [script_of(character) for run in SCRIPTS["Hani"].findall(text) for character in run]
    return "Hant" if scripts.count("Hant") > scripts.count("Hans") else "Hans"


def _english(words: str, letters: int) -> float:
    """How sure it is that these Latin words are English: 0 when they are not, else up to 1."""
    if letters < LEAST_LETTERS:
        return ASSUMED
    # In capitals langdetect takes English for Swahili or Welsh.
    guesses = _detector()(words[:SAMPLE].lower())
    english = guesses.get("en", 0.0)
    if english >= 0.5 or not guesses:
        return max(english, ASSUMED)
    doubtful = english >= CLEARLY_FOREIGN or ENGLISH_WORDS.search(words.lower())
    return ASSUMED if letters < ENOUGH_LETTERS and doubtful else 0.0


class _Detector(Protocol):
    def __call__(self, text: str) -> dict[str, float]: ...


_loading = threading.Lock()


def _detector() -> _Detector:
    # langdetect's own first call fills its profiles in place: two threads would see half of them.
    with _loading:
        return _load_detector()


@cache
def _load_detector() -> _Detector:
    from langdetect import DetectorFactory, detect_langs
    from langdetect.detector_factory import init_factory
    from langdetect.lang_detect_exception import LangDetectException

    DetectorFactory.seed = 0  # it samples; the same text must get the same answer
    init_factory()

    def guess(text: str) -> dict[str, float]:
        try:
            return {str(found.lang): float(found.prob) for found in detect_langs(text)}
        except LangDetectException:  # nothing in the text that its profiles know
            return {}

    return guess
