"""The languages of the interface, how a reader's is chosen, and the names of things in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app, request
from flask_babel import format_date, format_decimal, format_percent, gettext, lazy_gettext

from analyzers.detect import detect
from analyzers.languages import LANGUAGES
from search_app.catalogue import WorkSummary
from search_app.messages import Message

COOKIE = "language"


@dataclass(frozen=True)
class InterfaceLanguage:
    """``tag`` is for HTML and the cookie, ``locale`` names the translations."""

    tag: str
    locale: str
    autonym: str


INTERFACE_LANGUAGES: Mapping[str, InterfaceLanguage] = {
    language.tag: language
    for language in (
        InterfaceLanguage("km", "km", "ខ្មែរ"),
        InterfaceLanguage("zh-Hans", "zh_Hans", "简体中文"),
        InterfaceLanguage("zh-Hant", "zh_Hant", "繁體中文"),
        InterfaceLanguage("en", "en", "English"),
    )
}
DEFAULT = INTERFACE_LANGUAGES["en"]
#: Regions that write Chinese in the traditional script.
_TRADITIONAL = frozenset({"tw", "hk", "mo", "hant"})


def negotiate(chosen: str | None, accepted: Sequence[str]) -> InterfaceLanguage:
    """The interface language: the one ``chosen`` if there is such, else the first of the
    ``accepted`` tags, best first, that one of them serves, else English."""
    if chosen and chosen in INTERFACE_LANGUAGES:
        return INTERFACE_LANGUAGES[chosen]
    for tag in accepted:
        code, *rest = tag.lower().replace("_", "-").split("-")
        if code == "zh":
            script = "zh-Hant" if _TRADITIONAL & set(rest) and "hans" not in rest else "zh-Hans"
            return INTERFACE_LANGUAGES[script]
        if code in INTERFACE_LANGUAGES:
            return INTERFACE_LANGUAGES[code]
    return DEFAULT


def interface_language() -> InterfaceLanguage:
    """The language of this request's page."""
    accepted = [tag for tag, quality in request.accept_languages if quality > 0]
    return negotiate(request.cookies.get(COOKIE), accepted)


def answer_language() -> InterfaceLanguage:
    """The language of this request's answer: the API's are in English, whatever the reader's."""
    return DEFAULT if request.path.startswith("/api/") else interface_language()


def locale_name() -> str:
    """The translations to use."""
    return answer_language().locale


def say(message: Message) -> str:
    """A message in the reader's language."""
    return str(gettext(message.msgid, **message.values))


# --------------------------------------------------------------------------- names of things

LABELS = {
    "mode": {
        "hybrid": lazy_gettext("Words and meaning"),
        "keyword": lazy_gettext("Words only"),
        "semantic": lazy_gettext("Meaning only"),
    },
    "sort": {
        "relevance": lazy_gettext("Best match first"),
        "date": lazy_gettext("Newest first"),
        "-date": lazy_gettext("Oldest first"),
    },
    "line_sort": {
        "right": lazy_gettext("Words after"),
        "left": lazy_gettext("Words before"),
        "match": lazy_gettext("Words found"),
        "rendering": lazy_gettext("Rendering"),
        "work": lazy_gettext("Instrument"),
        "date": lazy_gettext("Newest first"),
        "-date": lazy_gettext("Oldest first"),
    },
    "facet": {
        "lang": lazy_gettext("Language"),
        "type": lazy_gettext("Type of instrument"),
        "party": lazy_gettext("Party"),
        "year": lazy_gettext("Year of signature"),
        "status": lazy_gettext("Status"),
        "kind": lazy_gettext("Part of the text"),
        "clause": lazy_gettext("Subject"),
        "work": lazy_gettext("Instrument"),
    },
    "lang": {
        "km": lazy_gettext("Khmer"),
        "zh": lazy_gettext("Chinese"),
        "zh-Hans": lazy_gettext("Chinese (simplified)"),
        "zh-Hant": lazy_gettext("Chinese (traditional)"),
        "en": lazy_gettext("English"),
    },
    "type": {
        "treaty": lazy_gettext("Treaty"),
        "joint_statement": lazy_gettext("Joint statement"),
        "declaration": lazy_gettext("Declaration"),
        "statute": lazy_gettext("Statute"),
        "": lazy_gettext("Other text"),
    },
    "status": {
        "in_force": lazy_gettext("In force"),
        "signed": lazy_gettext("Signed, not in force"),
        "adopted": lazy_gettext("Adopted"),
        "suspended": lazy_gettext("Suspended"),
        "terminated": lazy_gettext("Terminated"),
        "superseded": lazy_gettext("Superseded"),
    },
    "kind": {
        "preamble": lazy_gettext("Preamble"),
        "part": lazy_gettext("Part"),
        "chp": lazy_gettext("Chapter"),
        "sec": lazy_gettext("Section"),
        "art": lazy_gettext("Article"),
        "para": lazy_gettext("Paragraph"),
        "point": lazy_gettext("Point"),
        "annex": lazy_gettext("Annex"),
        "testimonium": lazy_gettext("Closing clause and signatures"),
    },
    "role": {
        "reader": lazy_gettext("Reader"),
        "editor": lazy_gettext("Editor"),
        "admin": lazy_gettext("Admin"),
    },
    "scope": {
        "read": lazy_gettext("search, open and export"),
        "save": lazy_gettext("keep saved queries"),
        "account": lazy_gettext("look after your own tokens, sessions and password"),
        "edit": lazy_gettext("correct"),
        "admin": lazy_gettext("look after accounts and access"),
    },
    "correction": {
        "merge": lazy_gettext("Rows joined"),
        "split": lazy_gettext("Row split"),
        "shift": lazy_gettext("Sentence moved"),
        "confirm": lazy_gettext("Row confirmed"),
    },
    "difference": {
        "number": lazy_gettext("Number differs"),
        "date": lazy_gettext("Date differs"),
        "citation": lazy_gettext("Cited provision differs"),
        "term": lazy_gettext("Term differs"),
    },
    "rows": {
        "all": lazy_gettext("All rows"),
        "differences": lazy_gettext("Rows with differences"),
        "doubtful": lazy_gettext("Doubtful rows"),
    },
    "every": {
        "": lazy_gettext("on demand alone"),
        "hourly": lazy_gettext("every hour"),
        "daily": lazy_gettext("every day"),
        "weekly": lazy_gettext("every week"),
    },
    "saved_sort": {
        "name": lazy_gettext("Name"),
        "run": lazy_gettext("Last run first"),
        "found": lazy_gettext("Most found in the last run"),
        "created": lazy_gettext("Saved last first"),
    },
    "match_place": {
        "all": lazy_gettext("instruments and memories"),
        "instruments": lazy_gettext("instruments"),
        "memories": lazy_gettext("memories"),
    },
    "leg": {
        "keyword": lazy_gettext("words"),
        "semantic": lazy_gettext("meaning"),
    },
}


def label(kind: str, value: str) -> str:
    """What a value of a field is called in the reader's language; the value itself if unnamed."""
    return str(LABELS[kind].get(value, value))


def part_label(kind: str, number: str) -> str:
    """What a part of a provision is called within it, in the reader's language."""
    match kind:
        case "para":
            return str(gettext("paragraph %(number)s", number=number))
        case "point":
            return str(gettext("point %(number)s", number=number))
        case "subpoint":
            return str(gettext("sub-point %(number)s", number=number))
        case _:
            return f"{label('kind', kind)} {number}".strip()


def party_name(names: Mapping[str, str], key: str = "") -> str:
    """A party's name in the reader's language, else in any, else its key."""
    code = interface_language().tag.partition("-")[0]
    return names.get(code) or next((name for name in names.values() if name), key)


def title_of(summary: WorkSummary, *, also: Sequence[str] = ()) -> tuple[str, str]:
    """A work's title in the reader's language, else in the first of ``also`` that has one, else
    in English or any; with the tag of its language, "" when it is only the work's id."""
    return summary.title_in((interface_language().tag, *also, "en"))


def day(iso: str) -> str:
    """An ISO 8601 date, or the year or month of one, as the reader's language writes it."""
    try:
        if len(iso) == len("2011-03-04"):
            return str(format_date(date.fromisoformat(iso), "long"))
        if len(iso) == len("2011-03"):
            return str(format_date(date.fromisoformat(f"{iso}-01"), "yMMMM"))
    except ValueError:
        return iso
    return iso


def number(value: int) -> str:
    """A count with the digits' grouping of the reader's language."""
    return str(format_decimal(value))


def percent(share: float) -> str:
    """A share of 1 in per cent."""
    return str(format_percent(share))


def tag_of(text: str) -> str:
    """The BCP 47 tag of a text whose language nobody said, "" when it cannot be told."""
    found = detect(text)
    return LANGUAGES[found.language].tag(found.script) if found.language in LANGUAGES else ""


def file_name(path: str) -> str:
    """The last part of a source file's path: where it lies on the server is nobody's business."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def page_size() -> int:
    """Hits a page, by the settings."""
    return int(current_app.config["PAGE_SIZE"])
