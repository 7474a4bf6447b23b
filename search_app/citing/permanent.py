"""Whether the text at an address is still the one that was cited. No Flask."""

import re
from urllib.parse import urlencode

from indexer.models import text_hash
from search_app.work_tree import Place

#: What a link says of the text that it was made for, and the fewest of its hexadecimal digits.
PARAMETER = "hash"
FEWEST_DIGITS = 12


def hash_of(place: Place) -> str:
    """The text hash of a provision: that of the hit, where it is one."""
    return text_hash(place.provision.shown)


def with_hash(address: str, digest: str) -> str:
    """The address by which a later reader can tell whether the text has changed."""
    return f"{address}?{urlencode({PARAMETER: digest})}"


def hash_state(given: str, place: Place) -> str:
    """What ``given`` says of a text: ``same``, ``changed``, ``unreadable`` where it is no hash, and
    "" where nothing is given. Its first digits suffice, ``FEWEST_DIGITS`` at least."""
    given = given.strip().lower()
    if not given:
        return ""
    if not re.fullmatch(f"[0-9a-f]{{{FEWEST_DIGITS},64}}", given):
        return "unreadable"
    return "same" if hash_of(place).startswith(given) else "changed"
