"""Where two texts that should say the same do not: numbers, dates and citations of one side that
the other does not state."""

from typing import NamedTuple

from analyzers.quantities import Stated, Statements, statements
from analyzers.quantity_words import RELATIVE_PLACES


class Disagreement(NamedTuple):
    """``a`` and ``b`` state different things, or one states what the other does not (then None).
    Both are of the same kind."""

    a: Stated | None
    b: Stated | None

    @property
    def kind(self) -> str:
        """``number``, ``date`` or ``citation``."""
        one = self.a or self.b
        assert one is not None
        return one.kind


def disagreements(a: str, language_a: str, b: str, language_b: str) -> list[Disagreement]:
    """What one of two texts states and the other does not, in the order of ``a``, then ``b``.

    Where each lacks as many of a kind as the other, they are told in pairs: 30 days here, 60 days
    there. What a side may be read as saying is never missed in it. Never raises.
    """
    one, other = statements(a, language_a), statements(b, language_b)
    return compare(one, a, other, b)


def compare(one: Statements, text: str, other: Statements, counterpart: str) -> list[Disagreement]:
    """``disagreements`` of texts whose statements are known."""
    found: list[Disagreement] = []
    missed = _missed(one, other, counterpart), _missed(other, one, text)
    for kind in ("date", "number", "citation"):
        here, there = ([item for item in side if item.kind == kind] for side in missed)
        if len(here) == len(there):
            found += [Disagreement(*pair) for pair in zip(here, there, strict=True)]
        else:
            found += [Disagreement(item, None) for item in here]
            found += [Disagreement(None, item) for item in there]
    return sorted(found, key=lambda one: (one.a is None, (one.a or one.b).start))  # type: ignore[union-attr]


def _missed(own: Statements, other: Statements, counterpart: str) -> list[Stated]:
    """What ``own`` states and ``other`` does not, each value once."""
    found: dict[tuple[str, str, str], Stated] = {}
    for item in own.sure:
        if not _answered(item, own, other, counterpart):
            found.setdefault((item.kind, item.value, item.unit), item)
    return list(found.values())


def _answered(item: Stated, own: Statements, other: Statements, counterpart: str) -> bool:
    if item.kind == "number":
        return _number_answered(item, other)
    if item.value in other.values(item.kind):
        return True
    if item.kind == "date":
        parts = {str(int(part)) for part in item.value.split("-")}
        return parts <= other.possible and not _other_date(item, own, other)
    unit, number = item.value.split(" ")
    stated = other.points if unit == "point" else other.possible
    return number in stated or _placed(unit, counterpart)


def _number_answered(item: Stated, other: Statements) -> bool:
    parts = set(item.value.split("/"))
    return (item.value in other.possible or parts <= other.possible) and not _other_unit(
        item, other
    )


def _other_date(item: Stated, own: Statements, other: Statements) -> bool:
    """Whether the other side has a date instead that differs in the day, the month or the year
    alone. A date that ``item``'s side may state too is none: 4 to 6 October 2021."""
    parts = item.value.split("-")
    return any(
        sum(one == two for one, two in zip(parts, value.split("-"), strict=True)) == 2
        and not {str(int(part)) for part in value.split("-")} <= own.possible
        for value in other.values("date") - own.values("date")
    )


def _other_unit(item: Stated, other: Statements) -> bool:
    """Whether the other side states the same number, but of other units of time only: 30 days
    here, 30 months there."""
    same = [one for one in other.sure if one.kind == "number" and one.value == item.value]
    return bool(item.unit and same) and all(one.unit and one.unit != item.unit for one in same)


def _placed(unit: str, text: str) -> bool:
    """Whether a text names a provision of such a unit by its place: the preceding paragraph."""
    lowered = text.lower()
    return any(words in lowered for words in RELATIVE_PLACES[unit])
