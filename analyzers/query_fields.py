"""The values that fields of a query take, and the names people know them by.

Names are compared folded, without spaces and joiners: ``in_force``, "In force", 生效 and 已生效 are
one value.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from analyzers.clause_types_list import clause_types
from analyzers.languages import LANGUAGES, TAGS
from analyzers.normalize import fold_text
from analyzers.numbers import parse_number

#: Canonical value → its names, itself not repeated. ``models.Metadata.type`` holds these values.
TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "treaty": ("treaties", "agreement", "convention", "protocol", "条约", "協定", "协定", "公约",
               "议定书", "សន្ធិសញ្ញា", "អនុសញ្ញា", "កិច្ចព្រមព្រៀង", "ពិធីសារ"),
    "joint_statement": ("joint statements", "joint communiqué", "联合声明", "联合公报",
                        "联合新闻公报", "សេចក្តីថ្លែងការណ៍រួម"),
    "declaration": ("declarations", "宣言", "សេចក្តីប្រកាស", "សេចក្តីប្រកាសរួម"),
    "statute": ("statutes", "law", "act", "法律", "法", "ច្បាប់"),
})  # fmt: skip

STATUSES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "in_force": ("force", "effective", "生效", "已生效", "有效", "现行有效", "ចូលជាធរមាន",
                 "ជាធរមាន", "មានប្រសិទ្ធភាព"),
    "signed": ("not in force", "signed not in force", "签署", "已签署", "未生效", "尚未生效",
               "ចុះហត្ថលេខា", "បានចុះហត្ថលេខា", "មិនទាន់ចូលជាធរមាន"),
    "adopted": ("通过", "已通过", "អនុម័ត", "បានអនុម័ត"),
    "suspended": ("中止", "暂停", "已中止", "ផ្អាក", "បានផ្អាក", "ព្យួរ"),
    "terminated": ("expired", "denounced", "终止", "已终止", "失效", "已失效", "បញ្ចប់", "បានបញ្ចប់",
                   "រំលត់", "ផុតសុពលភាព"),
    "superseded": ("replaced", "repealed", "被取代", "已被取代", "废止", "已废止", "និរាករណ៍",
                   "ត្រូវបានជំនួស"),
})  # fmt: skip

#: Besides every code and tag of the table of languages, its name and its autonym.
LANGUAGE_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "km": ("khm", "cambodian", "高棉语", "高棉文", "柬语", "柬文", "柬埔寨语", "ភាសាខ្មែរ"),
    "zh": ("zho", "mandarin", "中文", "汉语", "华语", "ចិន", "ភាសាចិន"),
    "en": ("eng", "英语", "英文", "អង់គ្លេស", "ភាសាអង់គ្លេស"),
    "zh-Hans": ("zh-cn", "simplified", "simplified chinese", "简体", "简体中文"),
    "zh-Hant": ("zh-tw", "zh-hk", "traditional", "traditional chinese", "繁体", "繁体中文",
                "正体中文"),
})  # fmt: skip


class _Clauses(Mapping[str, tuple[str, ...]]):
    """What provisions are about: the key of a clause type → what it is called in each language.
    Read when first asked for: most queries say nothing of it."""

    def __getitem__(self, key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(clause_types()[key].labels.values()))

    def __iter__(self) -> Iterator[str]:
        return iter(clause_types())

    def __len__(self) -> int:
        return len(clause_types())


#: Fields with a closed list of values.
VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"type": TYPES, "status": STATUSES, "lang": LANGUAGE_NAMES, "clause": _Clauses()}
)

FIRST_YEAR, LAST_YEAR = 1000, 2999

_JOINERS = re.compile(r"[\s_\-‐‑]+")
_RANGE = re.compile(r"\s*(?:\.{2,}|[-–—~～…⋯]+|至|到|ដល់)\s*")
_YEAR_WORD = re.compile(r"^ឆ្នាំ|[年]$")


def canonical(field: str, value: str) -> str | None:
    """Find the value of a field that ``value`` names; None for one it does not take.

    ``field`` must be a key of ``VALUES``.
    """
    return _names(field).get(_key(value))


def known_values(field: str) -> str:
    """Canonical values of a field, for a sentence: ``km, zh, en, zh-Hans, zh-Hant``."""
    return ", ".join(VALUES[field])


def parse_years(value: str) -> tuple[int | None, int | None] | None:
    """First and last year of ``2010``, ``2010..2025``, ``..2025``, ``2010..``, None where open.

    Numerals of any script; the ends may be in the wrong order. None when it cannot be read.
    """
    text = fold_text(value).strip()
    ends = _RANGE.split(text)
    if len(ends) > 2 or not any(ends):
        return None
    years = [_year(end) if end else None for end in ends]
    if any(end and year is None for end, year in zip(ends, years, strict=True)):
        return None
    return years[0], years[-1]


def readable_years(value: str) -> str:
    """Keep what of a faulty ``year:`` value can be read; "" for nothing."""
    ends = _RANGE.split(fold_text(value).strip())
    years = [_year(end) for end in ends]
    if len(ends) == 2 and years[0]:
        return f"{years[0]}.."
    if len(ends) == 2 and years[1]:
        return f"..{years[1]}"
    return ""


def _year(text: str) -> int | None:
    number = parse_number(_YEAR_WORD.sub("", text).strip())
    return number if number and FIRST_YEAR <= number <= LAST_YEAR else None


def _key(name: str) -> str:
    return _JOINERS.sub("", fold_text(name))


@cache
def _names(field: str) -> Mapping[str, str]:
    """Folded name → canonical value, of one field."""
    table = {_key(name): value for value, names in VALUES[field].items() for name in names}
    if field == "lang":
        table |= {_key(tag): tag if tag in VALUES["lang"] else code for tag, code in _tags()}
    return table | {_key(value): value for value in VALUES[field]}


def _tags() -> Iterable[tuple[str, str]]:
    for tag, (code, _) in TAGS.items():
        yield tag, code
    for language in LANGUAGES.values():
        yield language.name, language.code
        yield language.autonym, language.code
