"""The words of a notice in the language of whoever gets it, where no page is being made."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from search_app.messages import Message

_FOLDER = Path(__file__).parent.parent / "translations"
#: The tag of each language that notices are written in → the name of its translations.
LOCALES = {"km": "km", "zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant", "en": "en"}
#: The language of a notice that says none.
USUAL = "en"


@cache
def _translations(tag: str) -> NullTranslations:
    return Translations.load(str(_FOLDER), [LOCALES[tag]])


def speaker(tag: str) -> Callable[[Message], str]:
    """What says a message in the language of ``tag``; in English for one that is not known."""
    found = _translations(tag if tag in LOCALES else USUAL)

    def say(message: Message) -> str:
        said = str(found.ugettext(message.msgid))
        return said % message.values if message.values else said

    return say
