"""Corrections of beads: how one is kept so that it is found again, and what it makes of the beads.

A correction holds the beads that it makes by the texts in them, not by their positions, so it
outlives a new reading of the files. No SQL, no Flask.
"""

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise
from typing import NamedTuple

from indexer.models import Bead, Segment
from search_app.bitext import ReviewedBead

#: What can be done to a bead, besides taking it back.
ACTIONS = ("merge", "split", "shift", "confirm")
#: Confidence of a bead that a person made or confirmed.
SURE = 1.0
#: Confidence of what a correction left of a bead: it was wrong, so it is to be looked at.
TORN = 0.0
#: Hexadecimal digits of a text's SHA-256 that are kept: 128 bits.
DIGEST = 32
#: Soft hyphens, zero-width spaces and joiners, byte order marks.
_NO_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


class SegmentKey(NamedTuple):
    """A segment by its text: the eid of its citable unit, the digest of the text, and how many of
    the same text come before it in the unit."""

    unit: str
    digest: str
    ordinal: int

    def __str__(self) -> str:
        return f"{self.unit}:{self.digest}:{self.ordinal}"


class KeyedBead(NamedTuple):
    """A bead by the keys of its segments, in text order; one side may have none.

    As a string: keys with spaces between, a bar between the sides, as forms carry it.
    """

    a: tuple[SegmentKey, ...]
    b: tuple[SegmentKey, ...]

    def __str__(self) -> str:
        return "|".join(" ".join(map(str, side)) for side in self)

    def mirrored(self) -> "KeyedBead":
        """The same seen from the other version."""
        return KeyedBead(self.b, self.a)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What ``author`` did ``at`` a time (ISO 8601, UTC, microseconds) to the beads of two versions.

    ``beads`` are those it made, ``texts`` their texts, a segment a line, to be read where the
    versions no longer have them. ``unit`` is the provision it was made in. ``withdrawn_at`` is ""
    unless it was taken back.
    """

    id: str
    work: str
    a: str
    b: str
    unit: str
    action: str
    author: str
    at: str
    beads: tuple[KeyedBead, ...]
    texts: tuple[tuple[str, str], ...] = ()
    withdrawn_at: str = ""
    withdrawn_by: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """The addresses of the two versions."""
        return self.a, self.b

    @property
    def status(self) -> str:
        """What its beads are: ``confirmed`` or ``corrected``."""
        return "confirmed" if self.action == "confirm" else "corrected"

    def mirrored(self) -> "Correction":
        """The same seen from the other version."""
        return replace(
            self,
            a=self.b,
            b=self.a,
            beads=tuple(bead.mirrored() for bead in self.beads),
            texts=tuple((b, a) for a, b in self.texts),
        )


@dataclass(frozen=True, kw_only=True)
class Review:
    """What corrections make of two versions: the ``beads`` in order; the corrections ``applied``,
    each with where its beads stand now, the latest last; those that are ``stale``, whose texts do
    not stand together any more."""

    beads: Sequence[ReviewedBead]
    applied: Sequence[tuple[Correction, Sequence[Bead]]]
    stale: Sequence[Correction]


# --------------------------------------------------------------------------- keys


def digest(text: str) -> str:
    """What a text is known by. White space and what has no width come and go with the file that a
    text is read from, so they do not count."""
    bare = "".join(unicodedata.normalize("NFC", text).translate(_NO_WIDTH).split())
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST]


def keys_of(segments: Iterable[Segment]) -> tuple[SegmentKey, ...]:
    """The key of each segment of a version."""
    seen: Counter[tuple[str, str]] = Counter()
    keys = []
    for segment in segments:
        same = segment.unit, digest(segment.text)
        keys.append(SegmentKey(*same, seen[same]))
        seen[same] += 1
    return tuple(keys)


def keyed(bead: Bead, a: Sequence[SegmentKey], b: Sequence[SegmentKey]) -> KeyedBead:
    """A bead by the keys of its segments; ``a`` and ``b`` are those of the whole versions."""
    return KeyedBead(tuple(a[place] for place in bead.a), tuple(b[place] for place in bead.b))


def read_key(text: str) -> SegmentKey:
    """A key from its string. Raises ``ValueError``."""
    unit, found, ordinal = text.split(":")
    if not unit or len(found) != DIGEST or not set(found) <= set("0123456789abcdef"):
        raise ValueError(text)
    if not (ordinal.isascii() and ordinal.isdigit()):
        raise ValueError(text)
    return SegmentKey(unit, found, int(ordinal))


def read_bead(text: str) -> KeyedBead:
    """A bead from its string. Raises ``ValueError``, also for one without any segment."""
    a, b = ([read_key(key) for key in side.split()] for side in text.split("|"))
    if not a and not b:
        raise ValueError(text)
    return KeyedBead(tuple(a), tuple(b))


# --------------------------------------------------------------------------- what they make


def apply(
    beads: Sequence[Bead],
    segments_a: Sequence[Segment],
    segments_b: Sequence[Segment],
    corrections: Iterable[Correction],
) -> tuple[list[ReviewedBead], list[Correction]]:
    """The beads as corrected, in order, and the corrections that are stale. See ``review``."""
    found = review(beads, segments_a, segments_b, corrections)
    return list(found.beads), list(found.stale)


def review(
    beads: Sequence[Bead],
    segments_a: Sequence[Segment],
    segments_b: Sequence[Segment],
    corrections: Iterable[Correction],
) -> Review:
    """Apply corrections of one pair, in its order, to its beads; the latest has the last word.

    What is left of a bead that a correction takes segments from stays a bead of its own. Every
    segment is in exactly one bead of the result. Withdrawn corrections are passed over.
    """
    sides = _Side(segments_a), _Side(segments_b)
    current = _Current(_covering(beads, len(segments_a), len(segments_b)))
    applied: list[tuple[Correction, Sequence[Bead]]] = []
    stale = []
    for correction in sorted(corrections, key=lambda one: (one.at, one.id)):
        if correction.withdrawn_at:
            continue
        made = _located(correction.beads, sides)
        if made is None:
            stale.append(correction)
            continue
        applied.append((correction, made))
        current.replace(made, correction)
    return Review(beads=in_order(current.beads()), applied=applied, stale=stale)


def in_order(beads: Iterable[ReviewedBead]) -> list[ReviewedBead]:
    """Beads in the order of the first side; what has none there comes after what it follows on
    the other, as the rows of a page do."""
    beads = list(beads)
    ordered = sorted((one for one in beads if one.bead.a), key=lambda one: one.bead.a)
    places = {one.bead.b: place for place, one in enumerate(ordered) if one.bead.b}
    following: Mapping[int, list[ReviewedBead]] = defaultdict(list)
    at = -1
    for one in sorted((one for one in beads if one.bead.b), key=lambda one: one.bead.b):
        if one.bead.a:
            at = places[one.bead.b]
        else:
            following[at].append(one)
    result = following[-1]
    for place, one in enumerate(ordered):
        result += [one, *following[place]]
    return result


class _Side:
    """The segments of one version, to be found by their keys."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        keys = keys_of(segments)
        self._units = [key.unit for key in keys]
        self._by_key = {key: place for place, key in enumerate(keys)}
        self._by_text: dict[str, list[int]] = defaultdict(list)
        for place, key in enumerate(keys):
            self._by_text[key.digest].append(place)

    def find(self, keys: Sequence[SegmentKey]) -> list[int | None]:
        """Where each of the keys of one correction stands now, None where it does not.

        A text that the version has once is found wherever it went, and where it went its unit
        has gone too: a heading like "Costs", which others have, is looked for there.
        """
        single = {
            key: self._by_text[key.digest][0]
            for key in keys
            if len(self._by_text.get(key.digest, ())) == 1
        }
        moved = {key.unit: self._units[place] for key, place in single.items()}
        return [
            single[key]
            if key in single
            else self._by_key.get(key._replace(unit=moved.get(key.unit, key.unit)))
            for key in keys
        ]


def _located(beads: Sequence[KeyedBead], sides: tuple[_Side, _Side]) -> list[Bead] | None:
    """The beads of a correction at their places of now; None where a text is gone, or texts that
    were one after the other are so no more."""
    found: list[list[tuple[int, ...]]] = []
    for number, side in enumerate(sides):
        places = side.find([key for bead in beads for key in bead[number]])
        known = [place for place in places if place is not None]
        if len(known) < len(places) or len(set(known)) < len(known):
            return None
        rest = iter(known)
        found.append([tuple(next(rest) for _ in bead[number]) for bead in beads])
    if not all(contiguous(places) for side_places in found for places in side_places):
        return None
    return [Bead(a, b, SURE) for a, b in zip(*found, strict=True)]


def contiguous(places: Sequence[int]) -> bool:
    """Whether positions come one after the other."""
    return all(right == left + 1 for left, right in pairwise(places))


def _covering(beads: Sequence[Bead], count_a: int, count_b: int) -> list[Bead]:
    """The beads, and one for each segment that none of them has."""
    a = {place for bead in beads for place in bead.a}
    b = {place for bead in beads for place in bead.b}
    return [
        *beads,
        *(Bead((place,), (), TORN) for place in range(count_a) if place not in a),
        *(Bead((), (place,), TORN) for place in range(count_b) if place not in b),
    ]


class _Current:
    """The beads as they are after some corrections, to be found by the segments they hold."""

    def __init__(self, beads: Iterable[Bead]) -> None:
        self._beads: dict[int, ReviewedBead] = {}
        self._holding: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self._count = count()
        for bead in beads:
            self._add(ReviewedBead(bead))

    def beads(self) -> Iterable[ReviewedBead]:
        """All of them, in no order."""
        return self._beads.values()

    def replace(self, made: Sequence[Bead], correction: Correction) -> None:
        """Put the beads of a correction in the place of those they touch."""
        taken = (
            {place for bead in made for place in bead.a},
            {place for bead in made for place in bead.b},
        )
        touched = {
            holding[place]
            for holding, places in zip(self._holding, taken, strict=True)
            for place in places
        }
        for number in touched:
            for rest in _remains(self._beads.pop(number).bead, taken):
                self._add(ReviewedBead(rest))
        for bead in made:
            self._add(ReviewedBead(bead, correction.status, correction.author, correction.at))

    def _add(self, one: ReviewedBead) -> None:
        number = next(self._count)
        self._beads[number] = one
        for holding, places in zip(self._holding, (one.bead.a, one.bead.b), strict=True):
            holding.update(dict.fromkeys(places, number))


def _remains(bead: Bead, taken: tuple[set[int], set[int]]) -> list[Bead]:
    """What is left of a bead: what comes before the taken segments on both sides goes together,
    and what comes after them."""
    before: list[tuple[int, ...]] = [(), ()]
    after: list[tuple[int, ...]] = [(), ()]
    between: list[Bead] = []
    for number, places in enumerate((bead.a, bead.b)):
        for run, passed, coming in _runs(places, taken[number]):
            if passed and coming:
                between.append(Bead(run, (), TORN) if number == 0 else Bead((), run, TORN))
            elif passed:
                after[number] = run
            elif coming:
                before[number] = run
    for number, places in enumerate((bead.a, bead.b)):
        if taken[number].isdisjoint(places):
            (before if before[1 - number] or not after[1 - number] else after)[number] = places
    whole = [Bead(before[0], before[1], TORN), *between, Bead(after[0], after[1], TORN)]
    return [one for one in whole if one.a or one.b]


def _runs(places: Sequence[int], taken: set[int]) -> list[tuple[tuple[int, ...], bool, bool]]:
    """The stretches of ``places`` between those taken, with whether one was taken before and
    whether one is after."""
    runs: list[tuple[tuple[int, ...], bool, bool]] = []
    run: list[int] = []
    passed = False
    for place in places:
        if place not in taken:
            run.append(place)
            continue
        if run:
            runs.append((tuple(run), passed, True))
        run, passed = [], True
    if run:
        runs.append((tuple(run), passed, False))
    return runs
