"""Datelines: a line that says where and when, and nothing else, under a title or at the end.

Phnom Penh, 29 July 2022; 2023年2月11日，北京; ភ្នំពេញ ថ្ងៃទី១៦ ខែមករា ឆ្នាំ២០២៤.
"""

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import NamedTuple

from analyzers.dates import ZERO_WIDTH_SPACE, find_dates
from indexer.instrument_types import TYPES

#: A dateline is at most so long, in code points.
DATELINE_LIMIT = 120
#: Lines of signatures that may follow the dateline at an end, and how long each may be.
SIGNATURE_LINES, SIGNATURE_LIMIT = 24, 80


class Dateline(NamedTuple):
    """When and where: ISO 8601, "" for days that a line only spans; the place, "" when not said."""

    iso: str
    place: str


_WEEKDAYS = MappingProxyType(
    {
        "en": "(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
        "zh": "(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]",
    }
)
#: Words that tell that what stands by a date is an event, not a place; types of instruments do too.
_EVENTS = MappingProxyType(
    {
        "en": "meeting|summit|conference|session|visit|forum|dialogue|anniversary|statement|version"
        "|draft",
        "zh": "会|會|会议|會議|论坛|論壇|对话|對話|访问|訪問|日期|时间|時間|生效|施行|实施|實施"
        "|修正|修订|修訂",
        "km": "កិច្ចប្រជុំ|សន្និសីទ|វេទិកា|ទស្សនកិច្ច|បាន|ត្រូវ|ភាគី|នេះ|ចូលជាធរមាន",
    }
)


def _no_place(language: str) -> re.Pattern[str]:
    """In Chinese such a word ends a name: 法国 is a place."""
    words = "|".join(pattern for _, pattern in TYPES[language])
    if language == "zh":
        return re.compile(rf"(?:{words}|{_EVENTS[language]})$")
    edge = r"\b" if language == "en" else ""
    return re.compile(rf"{edge}(?:{words}|{_EVENTS[language]}){edge}", re.IGNORECASE)


_NO_PLACE = MappingProxyType({language: _no_place(language) for language in TYPES})

_CAPITAL = r"[A-ZÀ-Þ][\w’'.-]*"
_ENGLISH_PLACE = (
    rf"(?!(?:{_WEEKDAYS['en']}|Dated?)\b){_CAPITAL}(?:\s(?:{_CAPITAL}|of|de|the|la|el)){{0,4}}?"
)
_ENGLISH_REGIONS = rf"(?:,\s?{_ENGLISH_PLACE}){{0,2}}"
_ENGLISH_SIGNED = r"(?i:done|signed|issued|adopted|made|given)"
_CHINESE_PLACE = r"(?P<place>(?:(?![的了我们們于於])[\u4e00-\u9fff·]){2,12}?)"
_CHINESE_SIGNED = (
    "(?:通过|通過|发表|發表|签署|簽署|签订|簽訂|签字|簽字|订立|訂立|缔结|締結|发布|發布|公布|制定)"
)
_KHMER_SIGNED = "(?:ធ្វើ|ចេញផ្សាយ|ចេញ|អនុម័ត|ចុះហត្ថលេខា)"
_KHMER_CITY = r"(?:ទីក្រុង|រាជធានី|ក្រុង|ខេត្ត)"
_KHMER_NAME = r"(?!ចុះ|នៅ)[\u1780-\u17d3]{2,30}"
_KHMER_PLACE = rf"(?P<place>{_KHMER_NAME}(?:\s{_KHMER_NAME})?)(?:\s?,\s?{_KHMER_NAME})?"

#: All that may stand before the date, and all that may stand after it.
_BEFORE = MappingProxyType(
    {
        "en": re.compile(
            rf"(?:{_ENGLISH_SIGNED}\s(?:at|in)\s(?:the\s[Cc]ity\sof\s)?|(?:At|In)\s|Dated?\b:?)?"
            rf"(?:(?P<place>{_ENGLISH_PLACE}){_ENGLISH_REGIONS})?[\s,:–—-]*"
            rf"(?:{_WEEKDAYS['en']}[\s,]*)?(?:(?:on|this|the|dated)\s)*(?P<range>\d{{1,2}}\s?[-–—]\s?)?"
        ),
        "zh": re.compile(
            rf"(?:[于於在]?{_CHINESE_PLACE}(?:[\s，,、]+[于於]?|[于於]))?[于於]?(?:公元|西元)?"
        ),
        "km": re.compile(
            rf"(?:{_KHMER_SIGNED}?(?:នៅ)?\s?{_KHMER_CITY}?\s?{_KHMER_PLACE}[\s,]*)?(?:នៅ|នា|ចុះ)?\s*"
        ),
    }
)
_AFTER = MappingProxyType(
    {
        "en": re.compile(
            rf"[\s,–—-]*(?:(?:at|in)\s(?:the\s[Cc]ity\sof\s)?)?"
            rf"(?:(?P<place>{_ENGLISH_PLACE}){_ENGLISH_REGIONS})?\.?"
        ),
        "zh": re.compile(
            rf"(?P<range>\s?(?:至|到|—|－|-)[^。，]{{0,8}}日)?(?:[\s，,、（(]*{_WEEKDAYS['zh']}[）)]?)?"
            rf"(?:[\s，,、]+{_CHINESE_PLACE}{_CHINESE_SIGNED}?"
            rf"|(?:[\s，,]*(?:[订訂签簽]?[于於]|在){_CHINESE_PLACE.replace('place', 'at')})?"
            rf"{_CHINESE_SIGNED}?[。.]?)"
        ),
        "km": re.compile(
            rf"(?:[\s,]*(?:នៅ\s?{_KHMER_CITY}?|{_KHMER_CITY})\s?{_KHMER_PLACE})?[\s។]*"
        ),
    }
)
#: The date of the Khmer calendar of the moon, which stands over or before the other: ថ្ងៃសុក្រ ៧កើត
#: ខែចេត្រ ឆ្នាំរោង ឆស័ក ព.ស. ២៥៦៧. The year is Buddhist and is no year of a signature.
_LUNAR = re.compile(
    r"(?:នៅ)?ថ្ងៃ[\u1780-\u17d3\s]{0,20}?\d{1,2}\s?(?:កើត|រោច)[\u1780-\u17d3\s]{0,60}?"
    r"(?:ព\.?\s?ស\.?|ពុទ្ធសករាជ)\s?\d{4}[\s,]*(?:ត្រូវ(?:នឹង|និង|នៃ|ជា))?\s*"
)
_BRACKETS = re.compile(r"[\[［【〔（(]\s*(.*?)\s*[\]］】〕）)]", re.DOTALL)


def read_dateline(text: str, language: str) -> Dateline | None:
    """What a line that is a dateline says; None for any other line."""
    if len(text) > DATELINE_LIMIT:
        return None
    bare = " ".join(text.replace(ZERO_WIDTH_SPACE, "").split())
    if bracketed := _BRACKETS.fullmatch(bare):
        bare = bracketed[1]
    solar = _LUNAR.sub("", bare) if language == "km" else bare
    if solar != bare and not solar.strip(" ។."):
        return Dateline("", "")
    dates = list(find_dates(solar))
    if len(dates) != 1:
        return None
    before = _BEFORE[language].fullmatch(solar[: dates[0].start])
    after = _AFTER[language].fullmatch(solar[dates[0].end :])
    return _dateline(dates[0].iso, before, after, language) if before and after else None


def _dateline(
    iso: str, before: re.Match[str], after: re.Match[str], language: str
) -> Dateline | None:
    parts = before.groupdict("") | {key: value for key, value in after.groupdict().items() if value}
    place = (parts["place"] or parts.get("at", "")).strip(" .")
    if _NO_PLACE[language].search(place):
        return None
    return Dateline("" if parts.get("range") else iso, place)


def find_closing_dateline(texts: Sequence[str], language: str) -> int | None:
    """Where a dateline, and at most signatures after it, ends a text; None where none does."""
    found = None
    for position in range(len(texts) - 1, max(len(texts) - SIGNATURE_LINES, 0) - 1, -1):
        text = texts[position]
        if read_dateline(text, language) is not None:
            found = position
        elif found is not None or len(text) > SIGNATURE_LIMIT or text[-1:] in ".。;；:：៖។":
            break
    return found
