"""What is written next to numbers in the three languages, as data: units, multipliers, and words
that hold a number without stating one."""

from collections.abc import Mapping
from types import MappingProxyType

#: Units of time by language: the word → the unit, by one name in all. Two texts that state the
#: same number of different ones disagree.
TIME_UNITS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "en": MappingProxyType({
        "year": "year", "years": "year", "month": "month", "months": "month", "week": "week",
        "weeks": "week", "day": "day", "days": "day", "hour": "hour", "hours": "hour",
        "minute": "minute", "minutes": "minute",
    }),
    "zh": MappingProxyType({
        "年": "year", "周年": "year", "周岁": "year", "週歲": "year", "岁": "year", "歲": "year",
        "个月": "month", "個月": "month", "周": "week", "週": "week",
        "星期": "week", "个星期": "week", "日": "day", "天": "day", "个工作日": "day",
        "個工作日": "day", "工作日": "day", "小时": "hour", "小時": "hour", "个小时": "hour",
        "分钟": "minute", "分鐘": "minute",
    }),
    "km": MappingProxyType({
        "ឆ្នាំ": "year", "ខែ": "month", "សប្តាហ៍": "week", "សប្ដាហ៍": "week", "អាទិត្យ": "week",
        "ថ្ងៃ": "day", "ម៉ោង": "hour", "នាទី": "minute",
    }),
})  # fmt: skip

#: Other words that come after a number in words only where things are counted.
COUNTED: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "en": (),
    "zh": ("名", "人", "次", "份", "美元", "元", "倍", "个", "個", "项", "項", "月"),
    "km": ("នាក់", "ដង", "ច្បាប់", "រូប", "ដុល្លារ", "រៀល", "លើក", "ប្រភេទ"),
})  # fmt: skip

#: What multiplies figures before it.
FIGURE_SCALES: Mapping[str, Mapping[str, int]] = MappingProxyType({
    "en": MappingProxyType({
        "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    }),
    "zh": MappingProxyType({
        "万亿": 10**12, "萬億": 10**12, "百万": 10**6, "百萬": 10**6, "千万": 10**7,
        "千萬": 10**7, "亿": 10**8, "億": 10**8, "万": 10**4, "萬": 10**4, "千": 1000,
        "百": 100,
    }),
    "km": MappingProxyType({
        "ពាន់លាន": 10**9, "ប៊ីលាន": 10**9, "ប៊ីលៀន": 10**9, "កោដិ": 10**7, "លាន": 10**6,
        "សែន": 10**5, "ម៉ឺន": 10**4, "ពាន់": 1000, "រយ": 100,
    }),
})  # fmt: skip

#: Marks and words that make a share of a hundred of the number before them.
PERCENT = ("%", "％", "٪", "per cent", "percent", "ភាគរយ")

#: Words that hold a number which the other side may well state, and do not state it themselves:
#: they answer for a number, and are never missed.
IMPLYING: Mapping[str, Mapping[str, tuple[int, ...]]] = MappingProxyType({
    "en": MappingProxyType({
        "a": (1,), "an": (1,), "each": (1,), "every": (1,), "per": (1,), "once": (1,),
        "single": (1,), "annual": (1,), "annually": (1,), "yearly": (1,), "monthly": (1,),
        "daily": (1, 24), "weekly": (1, 7), "either": (1, 2), "other": (1, 2), "another": (1,),
        "both": (2,), "twice": (2,), "bilateral": (2,), "dual": (2,), "double": (2,),
        "pair": (2,), "duplicate": (2,), "biennial": (2,), "biennially": (2,), "each other": (2,),
        "one another": (2,), "two": (2,), "half": (2, 6, 50), "latter": (2,), "former": (1,),
        "trilateral": (3,), "triplicate": (3,), "tripartite": (3,), "quarter": (3, 4),
        "quarterly": (3, 4), "dozen": (12,), "decade": (10,), "fortnight": (2, 14),
        "half-yearly": (2, 6), "whole": (1,), "entire": (1,), "same": (1,), "joint": (2,),
    }),
    "zh": MappingProxyType({
        "双": (2,), "雙": (2,), "两": (2,), "兩": (2,), "二者": (2,), "半": (2, 6, 50),
        "首": (1,), "每": (1,), "单": (1,), "單": (1,), "唯一": (1,), "再": (2,), "另": (1, 2),
        "其他": (1,), "三方": (3,), "季度": (3, 4), "每季": (3, 4), "旬": (10,),
        "全天候": (7, 24), "昼夜": (24,), "晝夜": (24,), "之一": (1,), "某": (1,), "该": (1,),
        "元": (1,), "元月": (1,), "正月": (1,), "互": (2,), "相互": (2,), "同": (1,),
        "倍": (2,), "任": (1,), "各": (1,), "对方": (2,), "對方": (2,),
    }),
    "km": MappingProxyType({
        "ទ្វេ": (2,), "គូ": (2,), "ម្តង": (1,), "ម្ដង": (1,), "មួយ": (1,), "រៀងរាល់": (1,),
        "នីមួយ": (1,), "ពាក់កណ្តាល": (2, 6, 50), "ពាក់កណ្ដាល": (2, 6, 50),
        "កន្លះ": (2, 6, 50), "ត្រី": (3,), "ឆមាស": (2, 6), "ត្រីមាស": (3, 4), "ម្ខាង": (1,),
        "ឯក": (1,), "ដំបូង": (1,), "ទីពីរ": (2,), "ទៅវិញទៅមក": (2,), "អន្តរ": (2,), "ម្នាក់": (1,),
        "ទាំងសងខាង": (2,), "ប្រចាំ": (1,), "ផ្សេង": (1,), "ដដែល": (1,), "រាល់": (1,),
    }),
})  # fmt: skip

#: Chinese words that begin with a numeral and count nothing.
CHINESE_IDIOMS = (
    "百姓", "千方百计", "千方百計", "万一", "萬一", "十分", "百般", "百分之百", "百科", "千万不",
    "万分", "萬分", "四周", "一一", "三三两两", "八方", "万众", "百货",
)  # fmt: skip

#: Words of another calendar: a number near one of them is not in a translation that leaves the
#: calendar out, so it is never missed.
CALENDAR_WORDS = (
    "ព.ស", "ពុទ្ធសករាជ", "កើត", "រោច", "សំរឹទ្ធិស័ក", "ស័ក", "ច.ស", "B.E.", "Buddhist", "农历",
    "農曆", "佛历", "佛曆", "民国", "民國",
)  # fmt: skip

#: Words that name a provision by its place: with one of them on a side, a provision that the other
#: side numbers is not missed. By the class of the unit (``quantities.CLASSES``).
RELATIVE_PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "art": (
        "this article", "that article", "preceding article", "foregoing article", "本条", "本條",
        "前条", "前條", "该条", "該條", "上述", "前述", "មាត្រានេះ", "មាត្រាខាងលើ", "ខាងលើ",
        "above", "foregoing", "thereof",
    ),
    "para": (
        "this paragraph", "that paragraph", "preceding paragraph", "foregoing paragraph",
        "above", "foregoing", "preceding", "thereof", "本款", "前款", "上款", "该款",
        "該款", "前两款", "上述", "前述", "前段", "កថាខណ្ឌនេះ",
        "កថាខណ្ឌខាងលើ", "ខាងលើ", "ខាងដើម",
    ),
    "point": (
        "above", "foregoing", "preceding", "前项", "前項", "本项", "本項", "上述", "前述", "ខាងលើ",
        "ខាងដើម", "ចំណុចនេះ",
    ),
    "part": ("this chapter", "this part", "this section", "本章", "本部分", "本节", "ជំពូកនេះ"),
    "annex": ("annex", "appendix", "附件", "附录", "附錄", "ឧបសម្ព័ន្ធ"),
})  # fmt: skip
