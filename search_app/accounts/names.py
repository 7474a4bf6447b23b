"""Names of accounts and groups: one spelling to show, one to compare by."""

import re
import unicodedata

from search_app.accounts.errors import BadName
from search_app.messages import msg

#: Characters of a name at most, and of a line beside it, such as an e-mail address.
LONGEST, LONGEST_LINE = 64, 200
#: Unicode's general categories of what no name has: control characters, surrogates, private use,
#: unassigned.
_REFUSED = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
#: Characters that no database keeps in every case: zero bytes, half characters.
_NOT_KEPT = re.compile("[\0\ud800-\udfff]")
#: What is seen by nobody, such as the space of no width between Khmer words: left out.
_UNSEEN = "Cf"


def clean_name(text: str) -> str:
    """A name as it is shown: NFC, single spaces, nothing that cannot be seen. Raises ``BadName``
    for one that is empty, too long, begins with a dash, or holds what no name has."""
    composed = unicodedata.normalize("NFC", _without_unseen(text))
    name = " ".join(composed.split())
    if not name:
        raise BadName(msg("A name needs at least one letter; give one."))
    if len(name) > LONGEST:
        raise BadName(
            msg("A name has at most %(most)s characters; give a shorter one.", most=LONGEST)
        )
    if name.startswith("-"):
        raise BadName(msg("A name cannot begin with a dash; give another."))
    if any(unicodedata.category(character) in _REFUSED for character in name):
        raise BadName(msg("A name cannot hold control characters; give another."))
    return name


def clean_line(text: str) -> str:
    """A text in one line, as it is kept beside a name: without zero bytes and half characters, with
    single spaces, cut where it is too long."""
    return " ".join(_NOT_KEPT.sub("", text).split())[:LONGEST_LINE]


def is_id(text: str) -> bool:
    """Whether a text may be an id of something here: no database need be asked for another."""
    return text.isascii() and text.isalnum()


def name_key(text: str) -> str:
    """What two spellings of one name have in common: case-folded and composed (Unicode 3.13, D146).

    Everything has a key, so that whatever is typed can be looked up.
    """
    kept = _NOT_KEPT.sub("", text)  # a database is asked for the key
    visible = " ".join(unicodedata.normalize("NFD", _without_unseen(kept)).split())
    folded = unicodedata.normalize("NFD", visible.casefold())
    # Folding once more: what was composed of several characters may fold to others.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", folded.casefold()))


def _without_unseen(text: str) -> str:
    return "".join(character for character in text if unicodedata.category(character) != _UNSEEN)
