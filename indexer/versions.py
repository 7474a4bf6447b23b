"""The language versions that a document's paragraphs form, and what is foreign to all of them."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from analyzers.chinese_script import script_of
from analyzers.detect import ENGLISH_WORDS, SCRIPTS, detect
from analyzers.languages import LANGUAGES
from indexer.extract.lines import ends_sentence, is_bare_heading
from indexer.models import Paragraph

#: Share of the main language's text from which another language is an expression of its own, and
#: from which foreign text is a version to leave out rather than a quotation.
OWN_EXPRESSION = 0.15
#: Latin letters from which a paragraph tells its language, and from which a whole document does.
TELLING, TELLING_WHOLE = 100, 40
#: Share of the characters of one script alone that the rarer one has in a file of two versions, and
#: how many of them stand on their side of the place where the second begins.
SCRIPT_SHARE, SCRIPT_PURITY = 0.2, 0.97
#: Share of its words by which a text is English whatever the names in it look like.
ENGLISH_SHARE = 0.08

_LATIN = SCRIPTS["Latn"]
_OTHER_SCRIPTS = re.compile(
    "|".join(SCRIPTS[name].pattern for name in ("Hang", "Thai", "Cyrl", "Kana"))
)


class Versions(NamedTuple):
    """Paragraphs by language code, the language with most text first, Chinese twice where a file
    has it in both scripts; and the foreign ones."""

    known: list[tuple[str, list[Paragraph]]]
    foreign: list[Paragraph]


def language_versions(paragraphs: Sequence[Paragraph]) -> Versions:
    """Sort the paragraphs of a document by language.

    Some words in another language make no version: they stay where they are. A version in a
    language that is not known here is left out, its short lines ("Article 2") with it.
    """
    foreign = _foreign(paragraphs)
    weights: Counter[str] = Counter()
    for position, paragraph in enumerate(paragraphs):
        weights["" if position in foreign else paragraph.language] += _weight(paragraph)
    main = next((code for code, _ in weights.most_common() if code in LANGUAGES), "")
    least = OWN_EXPRESSION * weights[main] if main else 0
    if weights[""] < least:
        foreign = set()
    own = {code for code, weight in weights.items() if code in LANGUAGES and weight >= least}
    grouped: dict[str, list[Paragraph]] = defaultdict(list)
    for position, paragraph in enumerate(paragraphs):
        if position not in foreign and main:
            grouped[paragraph.language if paragraph.language in own else main].append(paragraph)
    known = [
        (code, own)
        for code, _ in weights.most_common()
        for own in (_by_script(grouped[code]) if code == "zh" else [grouped[code]])
        if own
    ]
    return Versions(known, [paragraphs[position] for position in sorted(foreign)])


def _weight(paragraph: Paragraph) -> int:
    """About how many words a paragraph has, times ten."""
    language = LANGUAGES.get(paragraph.language)
    return int(10 * len(paragraph.text) / (language.characters_a_word if language else 5.0)) + 1


# --------------------------------------------------------------------------- scripts


def _by_script(paragraphs: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Chinese paragraphs in one, or in two where a version in the other script follows: where the
    characters that only one script has change over from nearly all to nearly none."""
    counts = [Counter(map(script_of, paragraph.text)) for paragraph in paragraphs]
    whole: Counter[str] = sum(counts, Counter())
    telling = whole["Hans"] + whole["Hant"]
    if not telling or min(whole["Hans"], whole["Hant"]) < SCRIPT_SHARE * telling:
        return [list(paragraphs)]
    before: Counter[str] = Counter()
    found: list[tuple[float, int, str]] = []
    for place, count in enumerate(counts):
        for first, second in (("Hans", "Hant"), ("Hant", "Hans")):
            right = before[first] + whole[second] - before[second]
            found.append((right / telling, place, first))
        before.update(count)
    purity, place, first = max(found, default=(0.0, 0, ""))
    if purity < SCRIPT_PURITY:
        return [list(paragraphs)]
    second = "Hant" if first == "Hans" else "Hans"
    return [
        [replace(paragraph, script=first) for paragraph in paragraphs[:place]],
        [replace(paragraph, script=second) for paragraph in paragraphs[place:]],
    ]


# --------------------------------------------------------------------------- foreign text


def _foreign(paragraphs: Sequence[Paragraph]) -> set[int]:
    """Positions of the paragraphs in no language known here.

    A long paragraph tells by itself. A short one goes with those that tell around it; where none
    tells, all that is in Latin letters is judged together.
    """
    told = {
        position: known
        for position, paragraph in enumerate(paragraphs)
        if (known := _tells(paragraph)) is not None
    }
    latin = [
        position
        for position, paragraph in enumerate(paragraphs)
        if position not in told and paragraph.language not in ("km", "zh")
    ]
    foreign = {position for position, known in told.items() if not known}
    if told:
        return foreign | _between(paragraphs, latin, told)
    text = "\n".join(paragraphs[position].text for position in latin)
    return set(latin) if _is_foreign(text) else set()


def _tells(paragraph: Paragraph) -> bool | None:
    """Whether a paragraph is in a known language; None where it is too short to tell."""
    if _OTHER_SCRIPTS.search(paragraph.text) and not detect(paragraph.text).language:
        return False
    if len("".join(_LATIN.findall(paragraph.text))) < TELLING:
        return None
    return paragraph.language in LANGUAGES


def _between(
    paragraphs: Sequence[Paragraph], places: Sequence[int], told: dict[int, bool]
) -> set[int]:
    """Those of the places whose neighbours that tell are foreign: both, or the one after for the
    headings right over it."""
    found: set[int] = set()
    for place in reversed(places):
        before = max((other for other in told if other < place), default=None)
        after = min((other for other in told if other > place), default=None)
        foreign = [not told[other] for other in (before, after) if other is not None]
        over = after is not None and not told[after] and {place + 1} <= found | {after}
        if all(foreign) or (over and _may_head_foreign(paragraphs[place].text)):
            found.add(place)
    return found


def _may_head_foreign(text: str) -> bool:
    """Whether a short line over a foreign paragraph may be its heading: nothing in it is English
    but a word for an article."""
    if ends_sentence(text):
        return False
    return is_bare_heading(text) or not ENGLISH_WORDS.search(text.lower())


def _is_foreign(text: str) -> bool:
    words = _LATIN.findall(text)
    if len("".join(words)) < TELLING_WHOLE or detect(text).language:
        return False
    return len(ENGLISH_WORDS.findall(text.lower())) < ENGLISH_SHARE * len(words)
