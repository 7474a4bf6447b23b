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
#: Letters of Thai and Lao that are written as one, though their plain form is two.
_WRITTEN_AS_ONE = frozenset("\u0e33\u0eb3")
#: What is seen by nobody, such as the space of no width between Khmer words: left out.
_UNSEEN = "Cf"


def clean_name(text: str) -> str:
    """The name of an account or a group, as ``clean_label`` gives it. Raises ``BadName`` also for
    full-width letters and the like: ``ｒeader`` would be another than ``reader``."""
    name = clean_label(text)
    plain = _plain(name)
    if plain != name:
        raise BadName(
            msg(
                "A name cannot hold wide, raised or joined forms of characters, by which it looks "
                "like another; write it as “%(plain)s”.",
                plain=plain,
            )
        )
    return name


def clean_label(text: str) -> str:
    """What something of one's own is called, as it is shown: NFC, single spaces, nothing that
    cannot be seen. Raises ``BadName`` for what is empty, too long, begins with a dash, or holds
    what no name has."""
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


def _plain(name: str) -> str:
    """The same with each character in its plain form (NFKC): names that differ in such forms alone
    look like one. Keys do not take them for one, as those of accounts there are were kept so."""
    forms = (
        character if character in _WRITTEN_AS_ONE else unicodedata.normalize("NFKC", character)
        for character in name
    )
    return unicodedata.normalize("NFC", "".join(forms))


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
