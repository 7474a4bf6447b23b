"""Line breaks within a block, of HTML or Word: are they lines of a paragraph, or paragraphs?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.extract.lines import ends_sentence
from indexer.extract.text import is_wrapped
from indexer.models import Line


def settle_breaks(lines: Sequence[Line]) -> list[Line]:
    """Lines, with those that stand after a break within a block opening paragraphs or not.

    As in plain text: where the breaks wrap the lines at one edge, what the lines say decides later;
    otherwise each is a paragraph of its own, or a heading, unless the sentence before goes on.
    """
    if is_wrapped(list(_texts_of_broken_blocks(lines))):
        return list(lines)
    settled: list[Line] = []
    for line in lines:
        if line.opens is None and not (settled and _goes_on(settled[-1].text, line.text)):
            line = replace(line, opens=True)
        settled.append(line)
    return settled


def _texts_of_broken_blocks(lines: Sequence[Line]) -> Iterator[str]:
    """The texts of the blocks that hold a break, blocks parted by an empty one."""
    for position, line in enumerate(lines):
        following = lines[position + 1].opens if position + 1 < len(lines) else True
        if line.opens is None or following is None:
            yield line.text
            if following is not None:
                yield ""


def _goes_on(before: str, text: str) -> bool:
    """Whether a line plainly goes on with the sentence of the one before it."""
    return text[:1].islower() and not ends_sentence(before)
