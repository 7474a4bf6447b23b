"""Where a hit's text matched, from the tokens and offsets the index kept of it."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any

from indexer.engine.base import Near
from indexer.models import unpack_offsets
from search_app.plan import Marks


def highlights(stored: Mapping[str, Any], marks: Marks) -> list[tuple[int, int]]:
    """Half-open ranges of ``stored["text"]`` in code points, in order, none overlapping.

    Ranges that touch, or are parted by nothing but white space within one matched sequence, are
    one range, so that a phrase is marked as a whole.
    """
    return merge(found_ranges(stored, marks))


def found_ranges(stored: Mapping[str, Any], marks: Marks) -> list[tuple[int, int]]:
    """The same places one by one, in no order: some may touch or overlap."""
    spans: list[tuple[int, int]] = []
    if marks.words:
        offsets = unpack_offsets(stored["offsets"]["words"])
        for position, token in enumerate(stored["tokens"]["words"].split(" ")):
            if token in marks.words:
                spans.append((offsets[2 * position], offsets[2 * position + 1]))
    exact = stored["tokens"]["exact"].split(" ")
    offsets = unpack_offsets(stored["offsets"]["exact"])
    for sequence in marks.sequences:
        spans += _runs(exact, offsets, sequence, prefix=False)
    for sequence in marks.prefixes:
        spans += _runs(exact, offsets, sequence, prefix=True)
    for near in marks.near:
        spans += [(offsets[2 * start], offsets[2 * end - 1]) for start, end in _near(exact, near)]
    return spans


def _runs(
    tokens: list[str], offsets: Sequence[int], wanted: Sequence[str], *, prefix: bool
) -> list[tuple[int, int]]:
    """Ranges of every place where ``wanted`` stands in ``tokens``."""
    return [
        (offsets[2 * start], offsets[2 * end - 1])
        for start, end in _places(tokens, wanted, prefix=prefix)
    ]


def _places(
    tokens: list[str], wanted: Sequence[str], *, prefix: bool = False
) -> list[tuple[int, int]]:
    """Where ``wanted`` stands in ``tokens``, as half-open ranges of tokens, ascending."""
    size = len(wanted)
    if not size or size > len(tokens):
        return []
    body, last = list(wanted[:-1]), wanted[-1]
    found = []
    for start in _starts(tokens, body[0] if body else "" if prefix else last):
        end = start + size - 1
        if end >= len(tokens):
            break
        ending = tokens[end].startswith(last) if prefix else tokens[end] == last
        if ending and tokens[start:end] == body:
            found.append((start, end + 1))
    return found


def _near(tokens: list[str], near: Near) -> set[tuple[int, int]]:
    """Half-open ranges of tokens: the sequences wherever all of them are near each other."""
    reach = near.gap + sum(map(len, near.sequences))
    places = [_places(tokens, sequence) for sequence in near.sequences]
    found: set[tuple[int, int]] = set()
    for order in [places] if near.ordered else permutations(places):
        found.update(_closest(order, reach))
        # Seen from the end, so that the last of each is found as well as the first.
        mirrored = [[(-end, -start) for start, end in reversed(spans)] for spans in order[::-1]]
        found.update((-end, -start) for start, end in _closest(mirrored, reach))
    return found


def _closest(order: Sequence[Sequence[tuple[int, int]]], reach: int) -> Iterator[tuple[int, int]]:
    """From each of the first ranges on the next of every other, if the last is within reach."""
    for span in order[0]:
        row = [span]
        for spans in order[1:]:
            at = bisect_left(spans, (row[-1][1],))
            if at == len(spans):
                return  # later ones find none either
            row.append(spans[at])
        if row[-1][1] - row[0][0] <= reach:
            yield from row


def _starts(tokens: list[str], first: str) -> Iterator[int]:
    """Places of ``first``; every place where a sequence of one token may begin."""
    if not first:
        yield from range(len(tokens))
        return
    at = -1
    try:
        while True:
            at = tokens.index(first, at + 1)
            yield at
    except ValueError:
        return


def merge(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places as ordered ranges that neither overlap nor touch."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
