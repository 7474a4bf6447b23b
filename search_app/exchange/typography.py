"""How each language is set in a document: its name, its font, its language for spelling."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Typography:
    """``name`` is the language's own; ``font`` one that Windows and office programs there have;
    ``locale`` what Word checks spelling by; ``points`` the size of its text, since Khmer is drawn
    smaller at the same size."""

    name: str
    font: str
    locale: str
    points: float = 10.0


LATIN = Typography(name="English", font="Times New Roman", locale="en-GB")
KHMER = Typography(name="ខ្មែរ", font="Khmer OS Battambang", locale="km-KH", points=10.5)
SIMPLIFIED = Typography(name="中文（简体）", font="SimSun", locale="zh-CN")
TRADITIONAL = Typography(name="中文（繁體）", font="PMingLiU", locale="zh-TW")

#: By BCP 47 tag.
TYPOGRAPHY: Mapping[str, Typography] = {
    "en": LATIN,
    "km": KHMER,
    "zh-Hans": SIMPLIFIED,
    "zh-Hant": TRADITIONAL,
}
