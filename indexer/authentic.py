"""The languages an instrument was done in, and the one that prevails, as its text says."""

import re
from collections.abc import Sequence
from types import MappingProxyType

from indexer.models import Provision
from indexer.signing import articles_backwards

#: Names of languages; the code after them is ISO 639-1.
NAMES = MappingProxyType({
    "en": {
        "khmer": "km", "cambodian": "km", "chinese": "zh", "mandarin": "zh", "english": "en",
        "french": "fr", "russian": "ru", "spanish": "es", "arabic": "ar", "lao": "lo",
        "thai": "th", "vietnamese": "vi", "malay": "ms", "burmese": "my", "myanmar": "my",
        "indonesian": "id", "filipino": "tl", "japanese": "ja", "korean": "ko", "german": "de",
        "portuguese": "pt", "italian": "it", "hindi": "hi",
    },
    "zh": {
        "高棉": "km", "柬埔寨": "km", "柬": "km", "中": "zh", "汉": "zh", "漢": "zh", "英": "en",
        "法": "fr", "俄": "ru", "西班牙": "es", "阿拉伯": "ar", "老挝": "lo", "老撾": "lo",
        "泰": "th", "越南": "vi", "越": "vi", "马来": "ms", "馬來": "ms",
        "缅甸": "my", "緬甸": "my", "印度尼西亚": "id", "日": "ja", "韩": "ko", "韓": "ko",
        "朝鲜": "ko", "朝鮮": "ko", "德": "de", "葡萄牙": "pt", "葡": "pt", "意大利": "it",
    },
    "km": {
        "ខ្មែរ": "km", "ចិន": "zh", "អង់គ្លេស": "en", "បារាំង": "fr", "រុស្ស៊ី": "ru", "អេស្ប៉ាញ": "es",
        "អារ៉ាប់": "ar", "ឡាវ": "lo", "ថៃ": "th", "វៀតណាម": "vi", "ម៉ាឡេ": "ms", "ភូមា": "my",
        "មីយ៉ាន់ម៉ា": "my", "ឥណ្ឌូណេស៊ី": "id", "ជប៉ុន": "ja", "កូរ៉េ": "ko", "អាល្លឺម៉ង់": "de",
    },
})  # fmt: skip


def _alternatives(language: str) -> str:
    return "|".join(sorted(map(re.escape, NAMES[language]), key=len, reverse=True))


_NAMED = {
    "en": re.compile(rf"\b({_alternatives('en')})\b", re.IGNORECASE),
    "zh": re.compile(rf"({_alternatives('zh')})(?:文|语|語)"),
    "km": re.compile(rf"({_alternatives('km')})"),
}
_ABOUT_LANGUAGES = {
    "en": re.compile(r"\blanguages?\b|\bauthentic\b|\btexts?\b|\bin (?:English|Chinese|Khmer)\b"),
    "zh": re.compile("文写成|文寫成|文本|作准|作準|文签署|文簽署|文和|文、|文写就"),
    "km": re.compile("ភាសា"),
}
_EQUALLY = re.compile(
    r"equally authentic|同[等一为為]?作[准準]|同一[作效]|具有同等效力|មានតម្លៃស្មើ|យថាភូតស្មើ|ជាគោលស្មើ",
)
_PREVAILING = {
    "en": re.compile(
        rf"\b(?P<one>{_alternatives('en')})(?:[- ]language)?\s+(?:text|version|language)\s+"
        rf"(?:shall|will)\s+(?:prevail|be\s+(?:controlling|decisive|used))"
        rf"|(?:text|version)\s+in\s+(?:the\s+)?(?P<two>{_alternatives('en')})(?:\s+language)?\s+"
        r"(?:shall|will)\s+prevail",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        rf"以(?P<one>{_alternatives('zh')})(?:文|语|語)(?:文本|本|文)?(?P<two>)[为為][准準]"
    ),
    "km": re.compile(
        rf"អត្ថបទ(?:ជា)?\s*(?:ភាសា)?(?P<one>{_alternatives('km')})\s*(?P<two>)"
        r"(?:ត្រូវ(?:បាន)?(?:យក)?|ជាគោល|មានឧត្តមភាព|មានតម្លៃជាង)"
    ),
}
#: How a clause on differences between the texts begins, within a sentence or as one. The languages
#: it names are those compared, not those that the instrument was done in.
_DIVERGENCE = {
    "en": re.compile(
        r"(?:^|[,;.(]\s*)(?:(?:and|but|however),?\s+)?"
        r"(?:in (?:the |any )?(?:case|event)|if|should|where|whenever"
        r"|for (?:the )?purposes? of interpretation)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "(?:^|[，；。,;])(?:但|而|倘|惟)?(?:如|若|倘|遇|一旦|出现|出現|[对對].{0,12}[解释釋]|在?解[释釋]|[发發]生|有[分歧]"
        "|[当當].{0,12}分歧|文本.{0,8}分歧|[各两三兩].{0,6}文本.{0,8}(?:分歧|不一致))"
    ),
    "km": re.compile("(?:ហើយ|ប៉ុន្តែ)?(?:ក្នុងករណី|ប្រសិនបើ|បើសិន|បើមាន|នៅពេលមាន)"),
}
#: How many of the last articles may say which texts are authentic.
LAST_ARTICLES = 4


def read_languages(
    testimonium: str, provisions: Sequence[Provision], language: str
) -> tuple[tuple[str, ...], str]:
    """The authentic languages and the prevailing one, from the testimonium or a last article."""
    last = "\n".join(list(articles_backwards(provisions))[:LAST_ARTICLES])
    prevailing = _prevailing(testimonium, language) or _prevailing(last, language)
    authentic = _authentic(testimonium, language)
    if not authentic:
        sentences = [part for part in _sentences(last) if _EQUALLY.search(part)]
        authentic = _authentic("\n".join(sentences), language)
    return authentic, prevailing


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.。។\n])\s*", text)


def _prevailing(text: str, language: str) -> str:
    found = _PREVAILING[language].search(text)
    if not found:
        return ""
    return NAMES[language][(found["one"] or found["two"]).lower()]


def _authentic(text: str, language: str) -> tuple[str, ...]:
    """The languages that the instrument says it was done in, in order."""
    codes = [
        NAMES[language][found[1].lower()]
        for sentence in _sentences(text)
        if _ABOUT_LANGUAGES[language].search(stated := _without_prevailing(sentence, language))
        for found in _NAMED[language].finditer(stated)
    ]
    return tuple(dict.fromkeys(codes))


def _without_prevailing(sentence: str, language: str) -> str:
    """A sentence up to where it comes to differences between the texts and which one prevails."""
    prevailing = _PREVAILING[language].search(sentence)
    if prevailing is None:
        return sentence
    divergence = _DIVERGENCE[language].search(sentence, 0, prevailing.start())
    return sentence[: (divergence or prevailing).start()]
