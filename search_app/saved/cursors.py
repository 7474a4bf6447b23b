"""Where a list of the API goes on: an opaque word that stands for a place in it. No Flask."""

import base64
import binascii

#: Longest cursor that is read, in characters.
_LONGEST = 200


def cursor_of(kind: str, place: int) -> str:
    """The cursor of a place in a list of a ``kind``; places count from 0."""
    return base64.urlsafe_b64encode(f"{kind}:{place}".encode()).decode("ascii").rstrip("=")


def place_of(kind: str, cursor: str) -> int | None:
    """The place that a cursor of that kind stands for; None for a word that is none."""
    if len(cursor) > _LONGEST or not cursor.isascii():
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    name, _, place = raw.rpartition(":")
    if (
        name != kind
        or not place.isdecimal()
        or len(place) > 9
        or cursor_of(kind, int(place)) != cursor
    ):
        return None
    return int(place)
