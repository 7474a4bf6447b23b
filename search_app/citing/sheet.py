"""An evidence sheet as HTML in a language of the interface, for ``sheet_pdf``. No Flask."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from babel.support import NullTranslations, Translations
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from analyzers.detect import detect
from analyzers.languages import LANGUAGES
from analyzers.segment import terms
from search_app.citing.evidence import EvidenceSheet, VersionEvidence
from search_app.messages import Message

#: Where a line may end in a text without spaces: a space without width, which ``sheet_pdf`` leaves
#: out of what is read from the PDF.
BREAK = "\u200b"
#: Where most of a text cannot be shown, its share of characters from which none of it is.
MOST_UNSHOWN = 0.05
_KHMER = re.compile("[\u1780-\u17ff]")
#: Marks that never begin a line in Khmer: vowels, signs and what joins letters.
_MARKS = re.compile("[\u17b4-\u17d3\u17dd]")


def sheet_html(sheet: EvidenceSheet, tag: str, unshown: Collection[str] = ()) -> str:
    """The sheet in the language ``tag``. ``unshown`` are characters that no font here has: each
    stands as its number, and where there are many of them a text is left out, with a sentence."""
    template = _environment(tag).get_template("evidence.html")
    return template.render(
        sheet=sheet,
        language=tag,
        unshown=sorted(unshown),
        shown=_Shown(frozenset(unshown)),
        say=lambda message: _say(tag, message),
    )


def stylesheet() -> str:
    """What the sheet looks like."""
    return files("search_app.citing").joinpath("sheet.css").read_text("utf-8")


def image_name(version: VersionEvidence, number: int) -> str:
    """The name by which the sheet refers to the image of a page."""
    return f"page:{version.version.address}-{number}"


def images(sheet: EvidenceSheet) -> Mapping[str, bytes]:
    """The images of a sheet by ``image_name``."""
    return {
        image_name(version, page.number): page.png
        for version in sheet.versions
        for page in version.pages
    }


class _Shown:
    """Texts as the sheet prints them."""

    def __init__(self, unshown: frozenset[str]) -> None:
        self._unshown = unshown

    def readable(self, lines: Sequence[str]) -> bool:
        """Whether a text can be read with what can be shown of it."""
        text = "".join(lines)
        hidden = sum(character in self._unshown for character in text)
        return hidden <= MOST_UNSHOWN * len(text)

    def line(self, text: str) -> Markup:
        """A line, what no font has as its number, with places where Khmer may break."""
        plain = text.unescape() if isinstance(text, Markup) else text
        shown = BREAK.join(break_places(plain))
        return escape("".join(map(self._character, shown)))

    def _character(self, character: str) -> str:
        return f"[U+{ord(character):04X}]" if character in self._unshown else character


def break_places(text: str) -> list[str]:
    """A text in the pieces between which a line may end: Khmer has no spaces between its words, so
    its lines are broken before them. Joined, the pieces are the text."""
    if not _KHMER.search(text):
        return [text]
    starts = sorted(
        {
            word.start
            for word in terms(text).words
            if word.start
            and _KHMER.match(text[word.start])
            and _KHMER.match(text[word.start - 1])
            and not _MARKS.match(text[word.start])
            and text[word.start - 1] != "\u17d2"
        }
    )
    return [text[a:b] for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]


def _say(tag: str, message: Message) -> str:
    return Message(_translations(tag).gettext(message.msgid), message.values).english


def _tag_of(text: str) -> str:
    """The BCP 47 tag of a text whose language nobody said, "" when it cannot be told."""
    found = detect(text)
    return LANGUAGES[found.language].tag(found.script) if found.language in LANGUAGES else ""


@cache
def _translations(tag: str) -> NullTranslations:
    folder = Path(str(files("search_app").joinpath("translations")))
    return Translations.load(str(folder), [tag.replace("-", "_")])


@cache
def _environment(tag: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("search_app"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(_translations(tag), newstyle=True)  # type: ignore[attr-defined]
    environment.globals["image_name"] = image_name
    environment.globals["tag_of"] = _tag_of
    return environment
