"""The parties that a title, a preamble or the signatures name."""

import re
from collections.abc import Iterable

#: Words that make a name that of a State.
_HEADS = (
    r"(?:Republic|Kingdom|Sultanate|Federation|Commonwealth|Union|States?|Emirates?|Principality"
    r"|Duchy|Confederation|Jamahiriya)"
)
_CAPITAL = r"[A-Z][\w’'-]*"
_ENGLISH_STATE = (
    rf"(?:[Tt]he\s+)?(?P<name>(?:{_CAPITAL}\s+){{0,4}}?{_HEADS}\s+of\s+(?:the\s+)?{_CAPITAL}"
    rf"(?:\s+{_CAPITAL}){{0,3}}(?:\s+of\s+{_CAPITAL})?(?:\s+and\s+(?!{_HEADS}){_CAPITAL}"
    rf"(?:\s+{_CAPITAL})?(?!\s+of\b))?"
    rf"|(?:{_CAPITAL}\s+){{1,3}}(?:Republic|Federation|Kingdom|Confederation)(?!\s+of\b))"
)
_ENGLISH_GOVERNMENT = r"(?:the\s+)?Government\s+of\s+(?=the\s|[A-Z])"
_CHINESE_STATE = (
    r"(?P<name>(?:(?![国國的，、和与與及应應在称稱])[\u4e00-\u9fff]){1,12}?"
    r"(?:人民共和国|人民共和國|共和国|共和國|民国|民國|王国|王國|联邦|聯邦|苏丹国|蘇丹國|合众国|合眾國|公国|公國|联盟|聯盟))"
    r"(?:政府)?"
)
_KHMER_STATE = (
    r"(?:រាជ)?(?:រដ្ឋាភិបាល(?:នៃ)?)?(?P<name>(?:ព្រះរាជាណាចក្រ|រាជាណាចក្រ|សាធារណរដ្ឋ|ស៊ុលតង់|សហព័ន្ធ|សហរដ្ឋ|សហភាព)"
    r"[\u1780-\u17d3]+?)(?=\s|និង|ស្តីពី|ស្ដីពី|$|[(,។])"
)
_RUN_GAPS = {
    "en": r"(?:\s*,\s*(?:and\s+)?|\s+and\s+)",
    "zh": r"[、和与與及同]",
    "km": r"[\s,]*(?:និង)?\s*",
}
_STATES = {
    "en": rf"(?:{_ENGLISH_GOVERNMENT})?{_ENGLISH_STATE}",
    "zh": _CHINESE_STATE,
    "km": _KHMER_STATE,
}
_SINGLE = {language: re.compile(pattern) for language, pattern in _STATES.items()}
_THE_STATE = re.compile(r"(?:[Tt]he|THE)\s")

#: What stands between the parties of a title whose names have no word for a State.
_BETWEEN = {
    "en": re.compile(
        r"\b(?:between|BETWEEN)\s+(?P<first>.{2,120}?)\s+(?:and|AND)\s+(?P<second>.{2,120}?)"
        r"(?=\s+(?i:on|for|concerning|regarding|relating|with|in|against|to)\b|[,(]|$)"
    ),
    "zh": re.compile(
        r"^(?P<first>[^关關和与與]{2,20})[和与與](?P<second>[^关關和与與]{2,20}?)(?:之间|之間)?(?:关于|關於)"
    ),
    "km": re.compile(
        r"រវាង\s*(?P<first>.{2,120}?)\s*និង\s*(?P<second>.{2,120}?)(?=\s*ស្តីពី|\s*ស្ដីពី|$)"
    ),
}
_GOVERNMENT = re.compile(
    r"^(?:the\s+)?(?:(?:Royal\s+)?Government\s+of\s+)?(?:the\s+)?|^(?:រាជ)?រដ្ឋាភិបាល(?:នៃ)?|政府$",
    re.I,
)
_SIGNED_FOR = {
    "en": re.compile(r"For\s+(?:the\s+Government\s+of\s+)?(?:the\s+)?(?P<name>[A-Z].{2,80}?):?"),
    "zh": re.compile(r"(?P<name>[\u4e00-\u9fff]{2,20}?)(?:政府)?(?:全权|全權)?代表[：:]?"),
    "km": re.compile(
        r"(?:តំណាង|ជ\.\s*)(?:ឱ្យ)?(?:រាជ)?(?:រដ្ឋាភិបាល(?:នៃ)?)?\s*(?P<name>[\u1780-\u17d3]{3,60})[៖:]?"
    ),
}


def parties(title: str, opening: str, signatures: Iterable[str], language: str) -> tuple[str, ...]:
    """The parties as printed and in order, without "the" and "Government of"; () when not named.

    Read from the title, else the signatures, else the preamble's opening, where two or more stand
    side by side.
    """
    named = _run(title, language) or _between(title, language)
    if named:
        return named
    pattern = _SIGNED_FOR[language]
    signed = [found["name"].strip() for line in signatures if (found := pattern.fullmatch(line))]
    return tuple(dict.fromkeys(signed)) or _run(opening, language)


def _run(text: str, language: str) -> tuple[str, ...]:
    """The first States that ``text`` names side by side, two at least."""
    state, gap = _SINGLE[language], re.compile(_RUN_GAPS[language])
    position = 0
    while first := state.search(text, position):
        names = [_clean(first["name"])]
        end = first.end()
        while (between := gap.match(text, end)) and (after := state.match(text, between.end())):
            names.append(_clean(after["name"]))
            end = after.end()
        if len(names) > 1:
            return tuple(dict.fromkeys(names))
        position = max(first.start() + 1, first.start("name") + 1)
    return ()


def _clean(name: str) -> str:
    return _GOVERNMENT.sub("", name).strip(" ,;")


def _between(title: str, language: str) -> tuple[str, ...]:
    found = _BETWEEN[language].search(title)
    if not found:
        return ()
    return _clean(found["first"]), _clean(found["second"])
