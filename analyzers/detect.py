"""Which language a text is in: scripts are counted, langdetect is asked about Latin only."""

from typing import NamedTuple


class Detected(NamedTuple):
    """Language code (``""`` when undetermined), script (ISO 15924 or ``""``), share in 0..1."""

    language: str
    script: str
    confidence: float


def detect(text: str) -> Detected:
    """The language most of ``text`` is in. Foreign Latin text (French, say) is undetermined;
    fewer than 20 Latin letters are taken for English at low confidence."""
    raise NotImplementedError


def chinese_script(text: str) -> str:
    """``Hans`` or ``Hant`` by the characters that only one of them uses; ``Hans`` on a tie."""
    raise NotImplementedError
