"""The formulas that part an instrument: preamble, enacting words, testimonium, contents.

Simplified and Traditional Chinese side by side, since texts are matched as printed.
"""

import re

_KEYS = re.IGNORECASE

#: A line that heads the preamble.
PREAMBLE_HEADING = re.compile(
    r"(?:PREAMBLE|Preamble|序\s*言|前\s*言|序\s*文|弁\s*言|បុព្វកថា|អារម្ភកថា|បុព្វបទ)[\s.:：៖]*"
)
#: A line that heads a table of contents.
CONTENTS_HEADING = re.compile(
    r"(?:(?:TABLE OF )?CONTENTS|INDEX|目\s*[录錄次]|មាតិកា|តារាងមាតិកា)[\s.:：៖]*", _KEYS
)
#: The words after which the operative part begins.
ENACTING = re.compile(
    r"(?:\b(?:do(?:es)? )?hereby (?:solemnly )?"
    r"(?:declare|proclaim|adopt|agree|state|affirm|resolve)[^.。]{0,60}:?$"
    r"|\bhereby\s*[:：—–-]*$|(?:兹|茲|特此|谨此|謹此)[：:]$"
    r"|\bhave agreed (?:as follows|on the following)[^.]{0,40}$"
    r"|\bdeclare (?:as follows|that|the following):$"
    r"|(?:兹|茲|现|現|谨|謹)?(?:郑重|鄭重|庄严|莊嚴|一致)?(?:宣布|宣告|宣言|声明|聲明)(?:如下)?[：:]?$"
    r"|(?:达成协议|達成協議|协议|協議|议定|議定|商定|同意|决定|決定)(?:各条|各條)?如下[：:]?$"
    r"|(?:សូម|បាន)?ប្រកាស(?:ថា|ដូចតទៅ|ដូចខាងក្រោម)\s*[៖:]?$"
    r"|ព្រមព្រៀង(?:គ្នា)?(?:លើ\S*)?ដូច(?:តទៅ|ខាងក្រោម)\s*[៖:]?$|សម្រេច\s*[៖:]?$)",
    _KEYS,
)

_CHINESE_DIGIT = r"[〇零○Ｏ一二三四五六七八九十百\d]"
_CHINESE_DATE = (
    rf"(?:(?:中[華华])?民[國国](?:元|{_CHINESE_DIGIT}{{1,5}})|(?:公元|西元)?{_CHINESE_DIGIT}{{2,6}})年"
    rf"{_CHINESE_DIGIT}{{1,3}}月"
)
_INSTRUMENT = (
    r"[本该該](?:条约|條約|协定|協定|协议|協議|公约|公約|宣言|声明|聲明|联合声明|聯合聲明|备忘录|備忘錄"
    r"|谅解备忘录|諒解備忘錄|议定书|議定書|联合公报|聯合公報|公报|公報)"
)
#: How a testimonium begins, by language.
TESTIMONIUM = {
    "en": re.compile(
        r"in (?:witness|faith|testimony) where ?of\b|done (?:at|in|this|on)\b|signed (?:at|in|on) "
        r"|(?:issued|adopted) (?:at|in|on|by) [^.;]{0,160}\d{4}|(?:issued|adopted) (?:at|in) [A-Z]"
        r"|signed in (?:duplicate|triplicate)",
        _KEYS,
    ),
    "zh": re.compile(
        rf"{_INSTRUMENT}[^。]{{0,12}}(?:于|於){_CHINESE_DATE}[^。]{{0,30}}"
        r"(?:签订|簽訂|签署|簽署|订于|訂於|订立|訂立|通过|通過|发表|發表|缔结|締結|在)"
        rf"|{_CHINESE_DATE}[^。]{{0,12}}(?:订于|訂於|签于|簽於|签订于|簽訂於)"
        r"|[^。]{0,60}以昭信守|为此，[^。]{0,80}(?:签署|签字|署名)|為此，[^。]{0,80}(?:簽署|簽字|署名)"
        r"|下列(?:签署人|簽署人|全权代表|全權代表|代表|签字人|簽字人)[^。]{0,60}(?:签|簽)"
    ),
    "km": re.compile(
        # Between words a zero-width space may stand.
        r"(?:ដើម្បី\u200b?(?:បញ្ជាក់\u200b?)?)?ជា\u200b?(?:ភស្តុតាង|សក្ខីភាព|សក្ខីកម្ម)"
        r"|ធ្វើ\u200b?(?:នៅ|ជា\S{0,12}ច្បាប់)|ចេញ\u200b?(?:ផ្សាយ\u200b?)?នៅ|(?:បាន\u200b?)?អនុម័ត\u200b?នៅ"
        r"|ចុះ\u200b?ហត្ថលេខា\u200b?នៅ"
    ),
}

#: A paragraph that can only belong to a preamble or after it, by language.
OPENING = {
    "en": re.compile(
        r"(?:WE|We)\b(?:,| the\b)|(?:The|THE) (?:Governments?|States?|Parties|Republic|Kingdom"
        r"|High|Contracting|Heads|Member|People|General Assembly|undersigned)\b.*[a-z,]{3}"
        r"|(?:Whereas|WHEREAS|Having|HAVING|(?:[A-Z][a-z]+ly )?(?:[A-Z]?[a-z]+|[A-Z]+)(?:ing|ING)"
        r"|Convinced|Mindful|Conscious|Determined|Desirous|Aware|Concerned|Alarmed|Resolved)\b"
        r" .{40,}"
        r"|In (?:order|accordance|view|pursuance)\b"
    ),
    "zh": re.compile(
        r"我[们們]|[为為]了?|鉴于|鑒於|考虑到|考慮到|回顾|回顧|忆及|憶及|本着|本著|基于|基於|[缔締][约約]"
        r"|应.{2,40}邀请|應.{2,40}邀請|根据|根據"
    ),
    "km": re.compile("យើង|ដោយ|ដើម្បី|បាន|តបតាម|យោង|គោរព|ភាគី|រដ្ឋភាគី|រដ្ឋសមាជិក|-\\s*បានឃើញ"),
}
#: Words for "hereinafter" that a title never holds.
HEREINAFTER = re.compile(r"herein ?after|以下[^，]{0,6}[称稱]|តទៅនេះ|ហៅកាត់|តទៅហៅ", _KEYS)
BRACKETED = re.compile(r"[\[［【〔（(].*[\]］】〕）)]", re.DOTALL)

#: Ends after which a sentence does not go on.
TERMINAL = ".;:!?。；：！？．៖។៕»”’)）"
