"""What an instrument's own text says of itself: title, parties, type, dates, languages."""

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from indexer.cues import BRACKETED, CONTENTS_HEADING
from indexer.dates import find_dates
from indexer.models import Metadata, Provision
from indexer.parties import parties


def read_metadata(front: Sequence[str], provisions: Sequence[Provision], language: str) -> Metadata:
    """Metadata from the front matter (the paragraphs before the first provision), the preamble and
    the testimonium. Fields the text does not state stay empty: nothing is guessed."""
    title = _title(front, language)
    preamble = _text(provisions, "preamble")
    testimonium = _text(provisions, "testimonium")
    authentic, prevailing = _languages(testimonium, provisions, language)
    return Metadata(
        title=title,
        type=_type(title, language),
        parties=parties(title, preamble.partition("\n")[0], testimonium.splitlines(), language),
        signed=_signed(front, testimonium),
        in_force=_in_force(front, provisions, language),
        place=_place(testimonium, language),
        authentic=authentic,
        prevailing=prevailing,
    )


def _text(provisions: Sequence[Provision], kind: str) -> str:
    return next((provision.text for provision in provisions if provision.kind == kind), "")


# --------------------------------------------------------------------------- title and type

#: Lines over a title that are no part of it.
_LETTERHEAD = re.compile(
    r"ព្រះរាជាណាចក្រកម្ពុជា|ជាតិ\s*សាសនា\s*ព្រះមហាក្សត្រ|UNITED NATIONS|United Nations|联合国|聯合國"
    r"|KINGDOM OF CAMBODIA|Kingdom of Cambodia|NATION,? RELIGION,? KING|Nation,? Religion,? King"
    r"|(?:No|Nº|លេខ)[.\s៖:].*|[\W\d_]+",
)
#: Lines below a title that are no part of it.
_BELOW_TITLE = re.compile(
    r"(?:Adopted|Signed|Done|Opened|Entered|Entry|Concluded|Promulgated|Order|Decree)\b"
    r"|.*(?:通过|通過|施行|公布|签订于|簽訂於)|(?:អនុម័ត|ចុះហត្ថលេខា|ធ្វើនៅ|ប្រកាសឱ្យ)"
)

#: Words of a title that tell the type; each language's own order says which of them counts.
TYPES = MappingProxyType({
    "en": (
        (
            "joint_statement",
            r"Joint (?:Press )?(?:Statement|Communiqu[eé])|Communiqu[eé]|Press Statement",
        ),
        ("declaration", r"Declaration|Proclamation"),
        (
            "statute",
            r"Constitution|(?<!the )Law(?![- ]Enforcement)|\bAct\b|Code|Decree|Regulations?\b",
        ),
        (
            "treaty",
            r"Treaty|Convention|Agreement|Protocol|Memorandum|Covenant|Charter|\bPact\b|Accord"
            r"|Exchange of (?:Notes|Letters)|Arrangement|Statute of the International|Rome Statute",
        ),
    ),
    "zh": (
        ("joint_statement", "联合声明|聯合聲明|联合公报|聯合公報|联合新闻公报|新闻公报|公报|公報"),
        ("declaration", "宣言|声明|聲明"),
        ("statute", "宪法|憲法|法典|法|条例|條例|办法|辦法|规定|規定|细则|細則"),
        (
            "treaty",
            "条约|條約|公约|公約|协定|協定|协议|協議|议定书|議定書|备忘录|備忘錄|换文|換文|宪章|憲章"
            "|盟约|盟約|规约|規約",
        ),
    ),
    "km": (
        ("joint_statement", "សេចក្តីថ្លែងការណ៍|សេចក្ដីថ្លែងការណ៍"),
        ("declaration", "សេចក្តីប្រកាស|សេចក្ដីប្រកាស|បដិញ្ញា"),
        ("statute", "រដ្ឋធម្មនុញ្ញ|ច្បាប់|ក្រម|ព្រះរាជក្រម|ព្រះរាជក្រឹត្យ|អនុក្រឹត្យ|ប្រកាស"),
        ("treaty", "សន្ធិសញ្ញា|អនុសញ្ញា|កិច្ចព្រមព្រៀង|ពិធីសារ|អនុស្សរណៈ|អនុស្សារណៈ|កតិកាសញ្ញា|ធម្មនុញ្ញ|កិច្ចសន្យា"),
    ),
})  # fmt: skip


def _title(front: Sequence[str], language: str) -> str:
    """The lines of the title joined, without letterhead and notes."""
    lines: list[str] = []
    for line in front:
        text = " ".join(line.split())
        skipped = BRACKETED.fullmatch(text) or CONTENTS_HEADING.fullmatch(text)
        if skipped or _BELOW_TITLE.match(text):
            if lines:
                break
            continue
        if text and text not in lines and not _LETTERHEAD.fullmatch(text):
            lines.append(text)
    return (" " if language == "en" else "").join(lines)


def _type(title: str, language: str) -> str:
    """The type that the title's own word tells: the first in English and Khmer, where it stands at
    the head, the last in Chinese, where it stands at the end."""
    bare = re.sub(r"[（(].*?[)）]", "", title)
    flags = re.NOFLAG if language != "en" or not bare.isupper() else re.IGNORECASE
    found = [
        (match.end() if language == "zh" else -match.start(), len(match[0]), name)
        for name, pattern in TYPES[language]
        for match in re.finditer(pattern, bare, flags)
    ]
    return max(found)[2] if found else ""


# --------------------------------------------------------------------------- dates and place

_ADOPTED = re.compile(
    r"signed|adopted|done|concluded|passed|promulgated|通过|通過|签订|簽訂|签署|簽署|公布|អនុម័ត|ចុះហត្ថលេខា|ធ្វើ",
    re.IGNORECASE,
)
_INSTRUMENT = {
    "en": re.compile(
        r"(?:\b(?:[Tt]his|[Tt]he [Pp]resent) [A-Z]?\w+(?: \w+)?|^\W?)\s*(?:shall |will )?"
        r"(?:enter(?:ed|s)?|come(?:s)?|came) into (?:force|effect)(?: as of)?(?: on| from)?\s*$"
        r"|\bin force (?:since|from)\s*$|^\W?[Ee]ntry into force:?\s*$"
    ),
    "zh": re.compile(
        r"本(?:法|条例|條例|条约|條約|协定|協定|协议|協議|公约|公約|议定书|議定書|宪法|憲法|办法|規定|规定)?"
        r"(?:自|於|于|从|從)\s*$|^\W?(?:自|于|於)?$"
    ),
    "km": re.compile(
        r"(?:ច្បាប់|សន្ធិសញ្ញា|អនុសញ្ញា|កិច្ចព្រមព្រៀង|ពិធីសារ|អនុស្សរណៈ)នេះ[^។]{0,20}(?:ចូលជាធរមាន|មានសុពលភាព)"
        r"[^។]{0,30}$"
    ),
}
_CHINESE_IN_FORCE = re.compile(r"\s*(?:起)?(?:正式)?(?:施行|生效|实施|實施)")


def _signed(front: Sequence[str], testimonium: str) -> str:
    """The date of the testimonium, else the one a note of the front says it was adopted on."""
    for found in find_dates(testimonium):
        return found.iso
    for line in front:
        for found in find_dates(line):
            if _ADOPTED.search(line):
                return found.iso
    return ""


def _in_force(front: Sequence[str], provisions: Sequence[Provision], language: str) -> str:
    """The calendar date on which the text itself says that it enters into force."""
    for text in (*front, *_articles_backwards(provisions)):
        for sentence in re.split(r"(?<=[.;。；។\n])\s*", text):
            for found in find_dates(sentence):
                before = sentence[: found.start]
                if language == "zh" and not _CHINESE_IN_FORCE.match(sentence[found.end :]):
                    continue
                if _INSTRUMENT[language].search(before.lstrip("[(（【〔")):
                    return found.iso
    return ""


def _articles_backwards(provisions: Sequence[Provision]) -> Iterator[str]:
    found = [
        part.text
        for provision in provisions
        if provision.kind != "annex"
        for part in provision.walk()
        if part.kind == "art"
    ]
    return reversed(found)


_PLACES = {
    "en": re.compile(
        r"\b(?i:done|signed|issued|adopted)\b[^.]*?\b(?:at|in)\s+(?:the\s+[Cc]ity\s+of\s+)?"
        r"(?!(?:Chinese|English|Khmer|French)\b)"
        r"(?P<place>[A-Z][\w’'-]*(?:\s+(?:[A-Z][\w’'-]*|of|de|the)(?=\s+[A-Z]|\s*[,.]|\s+on\b|\s+this\b"
        r"|\s+in\b|$|\s+of\b|\s+de\b))*)"
    ),
    "zh": re.compile(
        r"(?:在|订于|訂於|签订于|簽訂於|签于|簽於)(?P<place>[^，。、；\d于於]{2,12}?)"
        r"(?:签订|簽訂|签署|簽署|通过|通過|发表|發表|订立|訂立|缔结|締結|签字|簽字|，|。|$)"
    ),
    "km": re.compile(
        r"នៅ(?!ថ្ងៃ)(?:ទីក្រុង|រាជធានី|ក្រុង)?\s*(?P<place>[\u1780-\u17d3]{2,40}?)(?=\s|,|។|នៅថ្ងៃ|ថ្ងៃ)"
    ),
}
_CHINESE_NO_PLACE = re.compile("本|上签|上簽|签字|盖章|解释|解釋|上")


def _place(testimonium: str, language: str) -> str:
    """The place of the sentence that holds the date."""
    for line in testimonium.splitlines():
        if not any(True for _ in find_dates(line)):
            continue
        for found in _PLACES[language].finditer(line):
            if language != "zh" or not _CHINESE_NO_PLACE.search(found["place"]):
                return found["place"].strip()
    return ""


# --------------------------------------------------------------------------- languages

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
#: How many of the last articles may say which texts are authentic.
LAST_ARTICLES = 4


def _languages(
    testimonium: str, provisions: Sequence[Provision], language: str
) -> tuple[tuple[str, ...], str]:
    """The authentic languages and the prevailing one, from the testimonium or a last article."""
    last = "\n".join(list(_articles_backwards(provisions))[:LAST_ARTICLES])
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
        if _ABOUT_LANGUAGES[language].search(sentence)
        and not _PREVAILING[language].search(sentence)
        for found in _NAMED[language].finditer(sentence)
    ]
    return tuple(dict.fromkeys(codes))
