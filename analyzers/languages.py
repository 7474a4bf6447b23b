"""The one table of languages: codes, scripts, digits, numbering words.

Everything that differs by language and is data rather than a rule stands here. Other modules ask
this table; none keeps a second list.
"""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language of the collection.

    ``code`` is the ISO 639-1 code that interfaces use (``km``, ``zh``, ``en``); ``tags`` maps a
    script to the BCP 47 tag for HTML's ``lang``; the first script is the default. ``spaced`` says
    whether words are parted by spaces. ``digits`` are the language's own, 0 to 9, besides ASCII.
    ``letters`` number points in order. ``characters_a_word`` weighs character counts when the
    language of mixed text is decided. ``function_words``, folded, say too little to find anything
    by where a query holds other words; they count in phrases all the same. ``exact_a_word``: so
    many exact tokens (``analyzers.segment``) make a word where distances are counted in words.
    """

    code: str
    name: str
    autonym: str
    tags: tuple[tuple[str, str], ...]
    spaced: bool
    digits: str
    letters: str
    characters_a_word: float
    exact_a_word: int
    function_words: frozenset[str]

    @property
    def scripts(self) -> tuple[str, ...]:
        """ISO 15924 codes of the scripts it is written in, the default first."""
        return tuple(script for script, _ in self.tags)

    def tag(self, script: str = "") -> str:
        """BCP 47 tag for ``script``, or for the default script: ``zh-Hant``, ``km``."""
        return dict(self.tags).get(script, self.tags[0][1])


KHMER = Language(
    code="km",
    name="Khmer",
    autonym="ខ្មែរ",
    tags=(("Khmr", "km"),),
    spaced=False,
    digits="០១២៣៤៥៦៧៨៩",
    letters="កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអ",
    characters_a_word=5.0,
    exact_a_word=3,
    function_words=frozenset(
        "នៃ និង ឬ ដែល ដោយ ក្នុង លើ ពី ទៅ មក ជា នេះ នោះ ត្រូវ បាន សម្រាប់ ចំពោះ ដល់ ដើម្បី".split()
    ),
)
CHINESE = Language(
    code="zh",
    name="Chinese",
    autonym="中文",
    tags=(("Hans", "zh-Hans"), ("Hant", "zh-Hant")),
    spaced=False,
    digits="〇一二三四五六七八九",
    letters="甲乙丙丁戊己庚辛壬癸",
    characters_a_word=1.6,
    exact_a_word=2,
    function_words=frozenset(
        "的 之 和 与 及 或 在 对 由 于 其 该 应 应当 可以 并 以 为 所 了".split()
    ),
)
ENGLISH = Language(
    code="en",
    name="English",
    autonym="English",
    tags=(("Latn", "en"),),
    spaced=True,
    digits="0123456789",
    letters="abcdefghijklmnopqrstuvwxyz",
    characters_a_word=5.0,
    exact_a_word=1,
    function_words=frozenset(
        "a an the of to in on at by for from with as and or nor but if is are was were be been "
        "being it its this that these those such which who whom whose shall will would should may "
        "might can could must do does did has have had not no any all each their his her they them "
        "he she we our us you your i what when where how than then so into upon under".split()
    ),
)

LANGUAGES: MappingProxyType[str, Language] = MappingProxyType(
    {language.code: language for language in (KHMER, CHINESE, ENGLISH)}
)

#: Every tag that names a language and script, with what it stands for.
TAGS: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    {"zh": ("zh", "Hans")}
    | {
        tag: (language.code, script)
        for language in LANGUAGES.values()
        for script, tag in language.tags
    }
)


def parse_tag(tag: str) -> tuple[str, str]:
    """Language code and script of a BCP 47 tag: ``zh-Hant`` → (``zh``, ``Hant``).

    Raises ``ValueError`` naming the known tags for any other.
    """
    try:
        return TAGS[tag]
    except KeyError:
        known = ", ".join(sorted(TAGS))
        raise ValueError(f"{tag!r} is not a language here; use one of {known}") from None


#: Other codes of the languages here: ISO 639-2 and 639-3, and macrolanguage with language.
_CODES = {"khm": "km", "zho": "zh", "chi": "zh", "cmn": "zh", "eng": "en"}
#: The script of Chinese that a subtag says: itself, a region, or what .NET called it.
_CHINESE_SCRIPTS = {
    **dict.fromkeys(("hans", "cn", "sg", "my", "chs"), "Hans"),
    **dict.fromkeys(("hant", "tw", "hk", "mo", "cht"), "Hant"),
}


def match_tag(tag: str) -> tuple[str, str] | None:
    """Language code and script of a tag as other programs write it: ``km-KH``, ``ZH_TW``,
    ``zh-Hant-HK``, ``khm``. A script goes before a region; None for a language not here."""
    first, *subtags = tag.strip().lower().replace("_", "-").split("-")
    code = _CODES.get(first, first)
    if code not in LANGUAGES:
        return None
    if code == CHINESE.code:
        said = [_CHINESE_SCRIPTS[part] for part in subtags if part in _CHINESE_SCRIPTS]
        return code, said[0] if said else CHINESE.scripts[0]
    return code, LANGUAGES[code].scripts[0]
