"""The words that number provisions in three languages, and those that only cite one.

Data for ``marks``, which makes its patterns of it.
"""

from types import MappingProxyType
from typing import NamedTuple


class Word(NamedTuple):
    """What a word numbers: an eid prefix and its rank, 0 the widest (groups nest by rank)."""

    unit: str
    rank: int


#: Words for articles. A document uses one of them; the others are then text.
ENGLISH_ARTICLES = ("article", "art.", "art", "clause", "rule", "principle", "regulation")
KHMER_ARTICLES = ("មាត្រា", "ប្រការ")
CHINESE_ARTICLES = ("条", "條")

ENGLISH_GROUPS = MappingProxyType({
    "book": Word("part", 0), "part": Word("part", 1), "title": Word("part", 2),
    "chapter": Word("chp", 3), "section": Word("sec", 4), "sec.": Word("sec", 4),
    "sub-section": Word("sec", 5), "subsection": Word("sec", 5),
})  # fmt: skip
CHINESE_GROUPS = MappingProxyType({
    "编": Word("part", 0), "編": Word("part", 0), "篇": Word("part", 0),
    "分编": Word("part", 1), "分編": Word("part", 1), "部分": Word("part", 1),
    "章": Word("chp", 3), "节": Word("sec", 4), "節": Word("sec", 4),
})  # fmt: skip
KHMER_GROUPS = MappingProxyType({
    "គន្ថី": Word("part", 0), "ភាគ": Word("part", 1), "មាតិកា": Word("part", 2),
    "ជំពូក": Word("chp", 3), "ផ្នែក": Word("sec", 4), "កថាភាគ": Word("sec", 5),
})  # fmt: skip

#: Short forms, each of the same family as the word in full.
ENGLISH_SHORT = MappingProxyType({"art.": "article", "art": "article", "sec.": "section"})

ENGLISH_ANNEXES = ("annex", "annexe", "appendix", "schedule")
CHINESE_ANNEXES = ("附件", "附录", "附錄", "附表")
KHMER_ANNEXES = ("ឧបសម្ព័ន្ធ", "ឧបសម្ព័ន្ឋ")

#: Words that begin the title of an instrument (in Chinese, that end it) printed after another one.
ENGLISH_QUALIFIERS = (
    "optional", "additional", "supplementary", "supplemental", "final", "first", "second", "third",
    "fourth", "fifth", "sixth", "seventh", "joint", "model", "framework", "rome", "the",
)  # fmt: skip
ENGLISH_PROTOCOLS = (
    "protocol", "exchange of notes", "exchange of letters", "side letter", "side letters",
    "letter of exchange", "agreed minute", "agreed minutes", "understanding",
)  # fmt: skip
CHINESE_PROTOCOLS = ("议定书", "議定書", "换文", "換文", "协定书", "協定書", "会谈纪要", "會談紀要")
KHMER_PROTOCOLS = ("ពិធីសារ", "លិខិតប្តូរ", "លិខិតដោះដូរ", "កំណត់ហេតុព្រមព្រៀង")
ENGLISH_STATUTES = (
    "law", "code", "act", "statute", "statutes", "constitution", "regulation", "regulations",
    "rules", "decree", "ordinance", "by-laws", "bylaws",
)  # fmt: skip
CHINESE_STATUTES = (
    "法", "法典", "条例", "條例", "办法", "辦法", "规定", "規定", "细则", "細則", "章程", "规则",
    "規則", "宪法", "憲法", "规程", "規程",
)  # fmt: skip
KHMER_STATUTES = (
    "ច្បាប់", "ក្រម", "រដ្ឋធម្មនុញ្ញ", "អនុក្រឹត្យ", "ប្រកាស", "លក្ខន្តិកៈ", "ព្រះរាជក្រឹត្យ", "បទបញ្ជា",
)  # fmt: skip
ENGLISH_TREATIES = (
    "treaty", "convention", "agreement", "covenant", "charter", "memorandum", "arrangement",
    "declaration", "joint declaration", "terms of reference", "pact", "accord",
)  # fmt: skip
CHINESE_TREATIES = (
    "条约", "條約", "公约", "公約", "协定", "協定", "协议", "協議", "备忘录", "備忘錄", "宪章",
    "憲章", "规约", "規約", "宣言", "声明", "聲明", "安排",
)  # fmt: skip
KHMER_TREATIES = (
    "សន្ធិសញ្ញា", "អនុសញ្ញា", "កិច្ចព្រមព្រៀង", "កតិកាសញ្ញា", "ធម្មនុញ្ញ", "អនុស្សរណៈ", "អនុស្សារណៈ", "សេចក្តីប្រកាស",
    "សេចក្ដីប្រកាស", "លក្ខខណ្ឌការងារ",
)  # fmt: skip

#: What an inserted article is called after the number it follows: 9 bis is also 第九条之一.
INSERTED = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies")
KHMER_INSERTED = MappingProxyType({"ស្ទួន": "bis", "ទ្វេ": "bis", "ត្រី": "ter"})

_ENGLISH_UNITS = (
    "one first", "two second", "three third", "four fourth", "five fifth", "six sixth",
    "seven seventh", "eight eighth", "nine ninth", "ten tenth", "eleven eleventh",
    "twelve twelfth", "thirteen thirteenth", "fourteen fourteenth", "fifteen fifteenth",
    "sixteen sixteenth", "seventeen seventeenth", "eighteen eighteenth", "nineteen nineteenth",
)  # fmt: skip
_ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_KHMER_UNITS = ("មួយ", "ពីរ", "បី", "បួន", "ប្រាំ", "ប្រាំមួយ", "ប្រាំពីរ", "ប្រាំបី", "ប្រាំបួន")
_KHMER_TENS = ("ដប់", "ម្ភៃ", "សាមសិប", "សែសិប", "ហាសិប", "ហុកសិប", "ចិតសិប", "ប៉ែតសិប", "កៅសិប")
#: Eleven to nineteen are also said unit first: មួយដណ្ដប់.
_KHMER_TEENS = ("ដណ្ដប់", "ដណ្តប់")


def _english_numbers() -> dict[str, int]:
    """One to ninety-nine, cardinal and ordinal, the parts of a compound joined by a hyphen."""
    numbers = {
        word: value for value, words in enumerate(_ENGLISH_UNITS, 1) for word in words.split()
    }
    below_ten = {word: value for word, value in numbers.items() if value < 10}
    for tens, ten in enumerate(_ENGLISH_TENS, 2):
        numbers |= {ten: 10 * tens, f"{ten[:-1]}ieth": 10 * tens}
        numbers |= {f"{ten}-{word}": 10 * tens + value for word, value in below_ten.items()}
    return numbers


def _khmer_numbers() -> dict[str, int]:
    """One to ninety-nine, and ឯក, which is said of a first one."""
    units = {word: value for value, word in enumerate(_KHMER_UNITS, 1)}
    numbers = {"ឯក": 1, **units}
    for tens, ten in enumerate(_KHMER_TENS, 1):
        numbers[ten] = 10 * tens
        numbers |= {f"{ten}{word}": 10 * tens + value for word, value in units.items()}
    return numbers | {
        f"{word}{teen}": 10 + value for word, value in units.items() for teen in _KHMER_TEENS
    }


ENGLISH_NUMBERS = MappingProxyType(_english_numbers())
KHMER_NUMBERS = MappingProxyType(_khmer_numbers())

#: What follows a mark that is cited, not opened: in English for sure, in Chinese and Khmer where
#: nothing parts it from the mark. The Chinese and Khmer ones are patterns.
ENGLISH_CITED = ("paragraph", "paragraphs", "subparagraph", "of", "and", "or", "to")
CHINESE_CITED = (
    "规定", "規定", "所(?!有)", "的", "和(?!平|谐|諧)", "与(?!会)", "與(?!會)", "及(?!时|時)",
    "至", "到(?!期)", "或(?!者)", "之", "中(?![华華国國央级級心文])", "以及", "适用", "適用",
    "不适用", "不適用", "关于", "關於", "项下", "項下", "另有", "第", "[、，,；。）)]",
)  # fmt: skip
KHMER_CITED = (
    "នៃ", "និង", "ដល់", "ឬ", "ខាងលើ", "ខាងក្រោម", "កថាខណ្ឌ", "វាក្យខណ្ឌ", "ដែល", "នេះ", "ក្នុង", "របស់",
    "ត្រូវ", "មាត្រា", "ហើយ", "ស្តីពី", "គឺ", "រួច", "មិន", "អាច", "តាម", "ចំពោះ", "[,)។»]",
)  # fmt: skip
