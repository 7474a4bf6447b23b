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

ENGLISH_ANNEXES = ("annex", "annexe", "appendix", "schedule")
CHINESE_ANNEXES = ("附件", "附录", "附錄", "附表")
KHMER_ANNEXES = ("ឧបសម្ព័ន្ធ", "ឧបសម្ព័ន្ឋ")

#: What an inserted article is called after the number it follows: 9 bis is also 第九条之一.
INSERTED = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies")
KHMER_INSERTED = MappingProxyType({"ស្ទួន": "bis", "ទ្វេ": "bis", "ត្រី": "ter"})

ENGLISH_NUMBERS = MappingProxyType({
    word: value
    for value, words in enumerate(
        (
            "one first", "two second", "three third", "four fourth", "five fifth", "six sixth",
            "seven seventh", "eight eighth", "nine ninth", "ten tenth", "eleven eleventh",
            "twelve twelfth",
        ),
        1,
    )
    for word in words.split()
})  # fmt: skip
KHMER_NUMBERS = MappingProxyType({
    "ឯក": 1, "មួយ": 1, "ពីរ": 2, "បី": 3, "បួន": 4, "ប្រាំ": 5, "ប្រាំមួយ": 6, "ប្រាំពីរ": 7,
    "ប្រាំបី": 8, "ប្រាំបួន": 9, "ដប់": 10, "ដប់មួយ": 11, "ដប់ពីរ": 12,
})  # fmt: skip

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
