"""The two plots of a saved query, drawn as SVG: hits over time, and hits over the years of
signature. Pure: numbers and words in, a drawing out."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from search_app.saved.kept_hits import KeptHit
from search_app.saved.svg import Sheet

#: Runs that are drawn, the newest.
MOST_RUNS = 100
#: Nearest that two runs are drawn beside each other; nearer ones are drawn at even distances.
_NEAREST = 5.0
#: Runs up to which each bar has its number written on it.
_NUMBERED = 16
#: Room that the label of a date takes.
_LABEL = 92.0
#: The size of the drawings, and where the numbers are drawn in them.
_WIDTH, _LEFT, _RIGHT = 640, 96, 622
_TIME_HEIGHT, _YEARS_HEIGHT = 344, 292
_PANEL_TOP, _PANEL_BOTTOM = 30, 176
_STRIP, _BAR = 38.0, 22.0
#: Fill of each language's bars, bottom to top: told apart by pattern, not by colour.
FILLS: Mapping[str, str] = {"km": "", "zh": "hatched", "en": "dotted"}


@dataclass(frozen=True)
class RunPoint:
    """A run as it is drawn. ``at`` is ISO 8601 in UTC."""

    number: int
    at: str
    count: int
    new: int
    changed: int
    gone: int


class YearCount(NamedTuple):
    """Hits of a year of signature, None where it is not known, by language."""

    year: int | None
    languages: Mapping[str, int]

    @property
    def total(self) -> int:
        """Hits in all languages."""
        return sum(self.languages.values())


@dataclass(frozen=True, kw_only=True)
class PlotWords:
    """What a drawing says, in the reader's language. ``number`` writes a count, ``moment`` a time;
    ``evenly`` is said in place of ``across`` where runs stand at even distances."""

    language: str
    title: str
    description: str
    upwards: str
    across: str
    evenly: str = ""
    names: Mapping[str, str]
    number: Callable[[int], str]
    moment: Callable[[str], str] = str


def years_of(hits: Iterable[KeptHit]) -> list[YearCount]:
    """The hits counted by year, earliest first, those without one last, and by language."""
    counts: dict[int | None, dict[str, int]] = {}
    for hit in hits:
        of_year = counts.setdefault(hit.year, {})
        of_year[hit.lang] = of_year.get(hit.lang, 0) + 1
    order = sorted(counts, key=lambda year: (year is None, year or 0))
    return [YearCount(year, counts[year]) for year in order]


# --------------------------------------------------------------------------- over time


def time_plot(points: Sequence[RunPoint], words: PlotWords) -> Sheet:
    """Hits of each run as a line, earliest first; below it what was new, changed and gone."""
    shown = list(points)[-MOST_RUNS:]
    sheet = Sheet("time", _WIDTH, _TIME_HEIGHT, words.title, words.description, words.language)
    places, to_scale = _places(shown)
    top = _scale(sheet, max((one.count for one in shown), default=0), words)
    line = [(x, _height(one.count, top)) for x, one in zip(places, shown, strict=True)]
    if len(line) > 1:
        sheet.path(line)
    for (x, y), one in zip(line, shown, strict=True):
        sheet.dot(x, y, 3.5, f"{words.moment(one.at)}: {words.number(one.count)}")
    if line:
        x, y = line[-1]
        sheet.text(min(x, _RIGHT), y - 8, words.number(shown[-1].count), anchor="middle")
    _strips(sheet, shown, places, words)
    _moments(sheet, shown, places, words)
    below = words.across if to_scale or not words.evenly else words.evenly
    sheet.text((_LEFT + _RIGHT) / 2, _TIME_HEIGHT - 6, below, anchor="middle", soft=True)
    return sheet


def _places(points: Sequence[RunPoint]) -> tuple[list[float], bool]:
    """Where runs are drawn, and whether that is to scale."""
    if len(points) < 2:
        return [(_LEFT + _RIGHT) / 2.0] * len(points), True
    left, right = _LEFT + 10.0, _RIGHT - 10.0
    times = [datetime.fromisoformat(one.at).timestamp() for one in points]
    span = times[-1] - times[0]
    if span > 0:
        scaled = [left + (time - times[0]) / span * (right - left) for time in times]
        near = min(b - a for a, b in pairwise(scaled))
        if near >= _NEAREST:
            return scaled, True
    step = (right - left) / (len(points) - 1)
    return [left + step * place for place in range(len(points))], False


def _strips(
    sheet: Sheet, points: Sequence[RunPoint], places: Sequence[float], words: PlotWords
) -> None:
    """One strip each for what was new, changed and gone: a mark of its own shape, and bars."""
    most = max((max(one.new, one.changed, one.gone) for one in points), default=0)
    wide = min([12.0, *(0.8 * (b - a) for a, b in pairwise(places))])
    for place, name in enumerate(("new", "changed", "gone")):
        base = _PANEL_BOTTOM + 12 + _STRIP * (place + 1)
        sheet.shape(_mark(name, 12.0, base - 6))
        sheet.text(24, base - 1, words.names[name])
        sheet.line(_LEFT, base, _RIGHT, base, "grid")
        for x, one in zip(places, points, strict=True):
            count = getattr(one, name)
            if not count:
                continue
            high = max(2.0, _BAR * count / most)
            tip = f"{words.moment(one.at)}: {words.names[name]} {words.number(count)}"
            sheet.bar(x - wide / 2, base - high, wide, high, tip=tip)
            if len(points) <= _NUMBERED:
                sheet.text(x, base - high - 3, words.number(count), anchor="middle")


def _mark(name: str, x: float, y: float) -> list[tuple[float, float]]:
    """Up for what is new, a diamond for what changed, down for what is gone."""
    return {
        "new": [(x, y - 6), (x + 6, y + 5), (x - 6, y + 5)],
        "changed": [(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)],
        "gone": [(x, y + 6), (x + 6, y - 5), (x - 6, y - 5)],
    }[name]


def _moments(
    sheet: Sheet, points: Sequence[RunPoint], places: Sequence[float], words: PlotWords
) -> None:
    """The times below, as many as have room; the last always."""
    base = _TIME_HEIGHT - 26
    taken: list[float] = []
    order = [len(points) - 1, *range(len(points) - 1)] if points else []
    for place in order:
        x = places[place]
        if all(abs(x - other) >= _LABEL for other in taken):
            taken.append(x)
            sheet.text(min(x, _RIGHT - 30), base, words.moment(points[place].at), anchor="middle")


# --------------------------------------------------------------------------- over years


def years_plot(counts: Sequence[YearCount], words: PlotWords) -> Sheet:
    """Hits by year of signature, a bar a year in parts by language; those without a year apart."""
    sheet = Sheet("years", _WIDTH, _YEARS_HEIGHT, words.title, words.description, words.language)
    sheet.patterns()
    known = {one.year: one for one in counts if one.year is not None}
    unknown = next((one for one in counts if one.year is None), None)
    top = _scale(sheet, max((one.total for one in counts), default=0), words, _YEARS_HEIGHT - 62)
    first, last = (min(known), max(known)) if known else (0, -1)
    slots = last - first + 1 + (2 if unknown and known else 1 if unknown else 0)
    slot = (_RIGHT - _LEFT - 8) / max(1, slots)
    wide = min(28.0, slot * 0.8)

    def middle(place: int) -> float:
        return _LEFT + 4 + slot * (place + 0.5)

    for year, one in known.items():
        _stack(sheet, middle(year - first), wide, one, str(year), top, words)
    if unknown:
        x = middle(slots - 1)
        _stack(sheet, x, wide, unknown, words.names["unknown"], top, words)
        sheet.text(min(x, _RIGHT - 24), _YEARS_HEIGHT - 44, words.names["unknown"], anchor="middle")
    room = (_RIGHT - 60 if unknown else _RIGHT + 1) if known else _LEFT
    for year in _labelled(first, last, slot):
        if middle(year - first) < room:
            sheet.text(middle(year - first), _YEARS_HEIGHT - 44, str(year), anchor="middle")
    _legend(sheet, counts, words)
    sheet.text((_LEFT + _RIGHT) / 2, _YEARS_HEIGHT - 26, words.across, anchor="middle", soft=True)
    return sheet


def _stack(
    sheet: Sheet, x: float, wide: float, one: YearCount, name: str, top: int, words: PlotWords
) -> None:
    ground = float(_YEARS_HEIGHT - 62)
    bottom = ground
    for language in _languages(one.languages):
        count = one.languages[language]
        high = (ground - _PANEL_TOP) * count / top
        bottom -= high
        tip = f"{name}, {words.names.get(language, language)}: {words.number(count)}"
        sheet.bar(x - wide / 2, bottom, wide, high, FILLS.get(language, ""), tip)


def _languages(counts: Iterable[str]) -> list[str]:
    order = list(FILLS)
    return sorted(set(counts), key=lambda one: order.index(one) if one in order else len(order))


def _labelled(first: int, last: int, slot: float) -> list[int]:
    """The years that are written below: all of them, or every fifth, tenth, …"""
    step = next((step for step in (1, 2, 5, 10, 20, 50, 100) if step * slot >= 40), 200)
    return [year for year in range(first, last + 1) if year % step == 0] or list(
        range(first, min(first, last) + 1)
    )


def _legend(sheet: Sheet, counts: Sequence[YearCount], words: PlotWords) -> None:
    names = _languages({name for one in counts for name in one.languages})
    for place, language in enumerate(names):
        x, y = _LEFT + place * 150.0, _YEARS_HEIGHT - 16.0
        sheet.bar(x, y, 12, 12, FILLS.get(language, ""))
        sheet.text(x + 18, y + 11, words.names.get(language, language))


# --------------------------------------------------------------------------- the scale of both


def _scale(sheet: Sheet, most: int, words: PlotWords, bottom: int = _PANEL_BOTTOM) -> int:
    """Lines across with their numbers, and what they count; how many hits the highest is."""
    step = _step(most)
    top = max(step, step * math.ceil(most / step))
    for value in range(0, top + 1, step):
        y = _height(value, top, bottom)
        sheet.line(_LEFT, y, _RIGHT, y, "axis" if value == 0 else "grid")
        sheet.text(_LEFT - 8, y + 4, words.number(value), anchor="end")
    sheet.text(8, 16, words.upwards, soft=True)
    return top


def _step(most: int) -> int:
    """The distance of the lines: 1, 2 or 5 and its tens, four lines or five of them."""
    rough = max(1, math.ceil(most / 4))
    size = int(10 ** int(math.log10(rough)))
    return next(size * one for one in (1, 2, 5, 10) if size * one >= rough)


def _height(value: int, top: int, bottom: int = _PANEL_BOTTOM) -> float:
    return bottom - (bottom - _PANEL_TOP) * value / top
