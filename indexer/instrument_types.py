"""The type of an instrument, told by a word of its title."""

import re
from collections.abc import Iterator
from types import MappingProxyType

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
            r"Constitution|(?<!the )Law(?![- ]Enforcement)|Act\b|Code|Decree|Regulations?\b",
        ),
        (
            "treaty",
            r"Treaty|Convention|Agreement|Protocol|Memorandum|Covenant|Charter|Pact\b|Accord\b"
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


def instrument_type(title: str, language: str) -> str:
    """The type that the title's own word tells: the first in English and Khmer, where it stands at
    the head, the last in Chinese, where it stands at the end. "" where no word tells it."""
    bare = re.sub(r"[（(].*?[)）]", "", title)
    found = [
        (match.end() if language == "zh" else -match.start(), len(match[0]), name)
        for name, pattern in TYPES[language]
        for match in _words(pattern, bare, language)
    ]
    return max(found)[2] if found else ""


def _words(pattern: str, title: str, language: str) -> Iterator[re.Match[str]]:
    """Where the words of a type stand. English ones begin with a capital or are all capitals, by
    themselves: the head of a title may be in capitals and the rest not."""
    if language != "en":
        yield from re.finditer(pattern, title)
        return
    yield from re.finditer(rf"\b(?:{pattern})", title)
    for match in re.finditer(rf"\b(?:{pattern})", title, re.IGNORECASE):
        if match[0].isupper():
            yield match
