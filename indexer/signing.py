"""When and where an instrument was signed, and since when it is in force, as its text says."""

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import NamedTuple

from analyzers.dates import ZERO_WIDTH_SPACE, find_dates
from indexer.datelines import DATELINE_LIMIT, read_dateline
from indexer.models import Provision


class Signing(NamedTuple):
    """The date of signature, ISO 8601, and the place; "" where the text does not say it."""

    iso: str
    place: str


# --------------------------------------------------------------------------- notes by the title

#: How a note below a title begins, or what it holds.
_NOTE = re.compile(
    r"(?:Adopted|Signed|Done|Opened|Issued|Entered|Entry|Concluded|Promulgated|Order|Decree)\b"
    r"|.*(?:通过|通過|施行|公布|签订于|簽訂於|签署于|簽署於)|(?:អនុម័ត|ចុះហត្ថលេខា|ធ្វើនៅ|ប្រកាសឱ្យ)"
)
#: A note that is a sentence, by language; a preamble has sentences too.
_NOTE_SENTENCE = MappingProxyType(
    {
        "en": re.compile(
            r"(?:Adopted|Signed|Done|Opened for signature|Issued|Concluded|Promulgated"
            r"|Entered into force|Entry into force)\b"
        ),
        "zh": re.compile(
            r"(?:[^。，；]{1,60}(?:通过|通過|签署|簽署|签订|簽訂|订立|訂立|发表|發表|公布|生效|施行)[。，；]?){1,4}$"
        ),
        "km": re.compile("អនុម័ត|ចុះហត្ថលេខា|ធ្វើនៅ|ប្រកាសឱ្យ"),
    }
)
#: A sentence that is a note is at most so long, in code points.
NOTE_LIMIT = 2 * DATELINE_LIMIT


def is_below_title(text: str, language: str) -> bool:
    """Whether a line of the front matter ends the title: a dateline, a note of the signature."""
    return bool(_NOTE.match(text)) or read_dateline(text, language) is not None


def is_signing_note(text: str, language: str) -> bool:
    """Whether a paragraph, be it a sentence, is a note with the date of a signature or the like."""
    if read_dateline(text, language) is not None:
        return True
    plain = text.replace(ZERO_WIDTH_SPACE, "")
    noted = len(plain) <= NOTE_LIMIT and _NOTE_SENTENCE[language].match(plain)
    return bool(noted) and any(True for _ in find_dates(text))


# --------------------------------------------------------------------------- date and place

_ADOPTED = re.compile(
    r"signed|adopted|done|concluded|passed|promulgated|通过|通過|签订|簽訂|签署|簽署|公布|អនុម័ត|ចុះហត្ថលេខា|ធ្វើ",
    re.IGNORECASE,
)
_PLACES = {
    "en": re.compile(
        r"\b(?i:done|signed|issued|adopted)\b[^.]*?\b(?:at|in)\s+(?:the\s+[Cc]ity\s+of\s+)?"
        r"(?!(?:Chinese|English|Khmer|French)\b)"
        r"(?P<place>[A-Z][\w’'-]*(?:\s+(?:[A-Z][\w’'-]*|of|de|the)(?=\s+[A-Z]|\s*[,.]|\s+on\b|\s+this\b"
        r"|\s+in\b|$|\s+of\b|\s+de\b))*)"
    ),
    "zh": re.compile(
        r"(?:在|订于|訂於|签订于|簽訂於|签于|簽於)(?P<place>[^，。、；\d于於]{2,12}?)"
        r"(?:签订|簽訂|签署|簽署|通过|通過|发表|發表|订立|訂立|缔结|締結|签字|簽字|，|。|$)"
    ),
    "km": re.compile(
        r"នៅ(?!ថ្ងៃ)(?:ទីក្រុង|រាជធានី|ក្រុង)?\s*(?P<place>[\u1780-\u17d3]{2,40}?)(?=\s|,|។|នៅថ្ងៃ|ថ្ងៃ)"
    ),
}
_CHINESE_NO_PLACE = re.compile("本|上签|上簽|签字|盖章|解释|解釋|上")


#: The parts of a note, each of which has its own date: signed …; entered into force ….
_CLAUSES = re.compile(r"[;；]|(?<=[.。។])\s*(?=\S)")


def read_signing(front: Sequence[str], testimonium: str, language: str) -> Signing:
    """The date and place of the testimonium, else those that a note of the front says."""
    ended = _of_testimonium(testimonium, language)
    noted = _of_front(front, language)
    return Signing(ended.iso or noted.iso, ended.place or noted.place)


def _of_testimonium(text: str, language: str) -> Signing:
    """Its first date; the place of the first line that has both."""
    iso = next((found.iso for found in find_dates(text)), "")
    for line in text.splitlines():
        if place := _place(line, language):
            return Signing(iso, place)
    return Signing(iso, "")


def _of_front(front: Sequence[str], language: str) -> Signing:
    """What the first dateline, or note of an adoption, says."""
    for line in front:
        if dateline := read_dateline(line, language):
            return Signing(*dateline)
        for clause in _CLAUSES.split(line):
            found = next(find_dates(clause), None)
            if found is not None and _ADOPTED.search(clause):
                return Signing(found.iso, _place(clause, language))
    return Signing("", "")


def _place(line: str, language: str) -> str:
    """The place that a line with a date says; "" for a line without either."""
    if dateline := read_dateline(line, language):
        return dateline.place
    if not any(True for _ in find_dates(line)):
        return ""
    for found in _PLACES[language].finditer(line):
        if language != "zh" or not _CHINESE_NO_PLACE.search(found["place"]):
            return found["place"].strip()
    return ""


# --------------------------------------------------------------------------- entry into force

_INSTRUMENT = {
    "en": re.compile(
        r"(?:\b(?:[Tt]his|[Tt]he [Pp]resent) [A-Z]?\w+(?: \w+)?|^\W?)\s*(?:shall |will )?"
        r"(?:[Ee]nter(?:ed|s)?|come(?:s)?|came) into (?:force|effect)(?: as of)?(?: on| from)?\s*$"
        r"|\bin force (?:since|from)\s*$|^\W?[Ee]ntry into force:?\s*$"
    ),
    "zh": re.compile(
        r"本(?:法|条例|條例|条约|條約|协定|協定|协议|協議|公约|公約|议定书|議定書|宪法|憲法|办法|規定|规定)?"
        r"(?:自|於|于|从|從)\s*$|^\W?(?:自|于|於)?$"
        r"|(?:通过|通過|公布|批准|签署|簽署)[，；,;]\s*(?:并|並)?(?:自|于|於)\s*$"
    ),
    "km": re.compile(
        r"(?:ច្បាប់|សន្ធិសញ្ញា|អនុសញ្ញា|កិច្ចព្រមព្រៀង|ពិធីសារ|អនុស្សរណៈ)នេះ[^។]{0,20}(?:ចូលជាធរមាន|មានសុពលភាព)"
        r"[^។]{0,30}$"
    ),
}
_CHINESE_IN_FORCE = re.compile(r"\s*(?:起)?(?:正式)?(?:施行|生效|实施|實施)")


def read_in_force(front: Sequence[str], provisions: Sequence[Provision], language: str) -> str:
    """The calendar date on which the text itself says that it enters into force."""
    for text in (*front, *articles_backwards(provisions)):
        for sentence in re.split(r"(?<=[.;。；។\n])\s*", text):
            for found in find_dates(sentence):
                before = sentence[: found.start]
                if language == "zh" and not _CHINESE_IN_FORCE.match(sentence[found.end :]):
                    continue
                if _INSTRUMENT[language].search(before.lstrip("[(（【〔")):
                    return found.iso
    return ""


def articles_backwards(provisions: Sequence[Provision]) -> Iterator[str]:
    """The texts of the articles, the last one first; those of annexes are left out."""
    found = [
        part.text.replace(ZERO_WIDTH_SPACE, "")
        for provision in provisions
        if provision.kind != "annex"
        for part in provision.walk()
        if part.kind == "art"
    ]
    return reversed(found)
