"""Where a hit's text matched, from the tokens and offsets the index kept of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indexer.models import unpack_offsets
from search_app.plan import Marks


def highlights(stored: Mapping[str, Any], marks: Marks) -> list[tuple[int, int]]:
    """Half-open ranges of ``stored["text"]`` in code points, in order, none overlapping.

    Ranges that touch, or are parted by nothing but white space within one matched sequence, are
    one range, so that a phrase is marked as a whole.
    """
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
    return merge(spans)


def _runs(
    tokens: list[str], offsets: Sequence[int], wanted: Sequence[str], *, prefix: bool
) -> list[tuple[int, int]]:
    """Ranges of every place where ``wanted`` stands in ``tokens``."""
    size = len(wanted)
    if not size or size > len(tokens):
        return []
    body, last = list(wanted[:-1]), wanted[-1]
    found = []
    for start in _starts(tokens, body[0] if body else ""):
        end = start + size - 1
        if end >= len(tokens):
            break
        ending = tokens[end].startswith(last) if prefix else tokens[end] == last
        if ending and tokens[start:end] == body:
            found.append((offsets[2 * start], offsets[2 * end + 1]))
    return found


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
