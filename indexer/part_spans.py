"""Where the paragraphs and points of a provision stand in its text.

A provision's text is made of its own lines and of those of its children with their marks
(``tree``), so each child is looked for as it was printed, after the one before it.
"""

from collections.abc import Iterator, Mapping, Sequence

from indexer.models import GROUPING, Provision
from indexer.tree import join_mark

Span = tuple[int, int]


def part_spans(provision: Provision) -> Mapping[str, Span]:
    """By eid the half-open range of each provision below this one, in code points of its text:
    mark, heading and text. What cannot be found again, or prints nothing, is left out."""
    return dict(_spans(provision.children, provision.text, 0, 0))


def _spans(
    children: Sequence[Provision], text: str, base: int, at: int
) -> Iterator[tuple[str, Span]]:
    """The ranges of ``children`` and all below, from ``at`` on; ``text`` begins at ``base``."""
    for child in children:
        found = _find(_printed(child), text, at)
        if found is None:
            continue
        start, end = found
        if child.kind in GROUPING:  # its own text is without that of what is in it
            below = list(_spans(child.children, text, base, end))
            end = max([end, *(last - base for _, (_, last) in below)])
        else:
            below = list(_spans(child.children, child.text, base + end - len(child.text), 0))
        yield child.eid, (base + start, base + end)
        yield from below
        at = end


def _printed(child: Provision) -> str:
    """A provision as the text of what it is in has it."""
    if child.heading:
        return "\n".join(part for part in (join_mark(child.num, child.heading), child.text) if part)
    return join_mark(child.num, child.text)


def _find(printed: str, text: str, at: int) -> Span | None:
    """Where whole lines of ``text``, from ``at`` on, are ``printed``."""
    while printed and (start := text.find(printed, at)) >= 0:
        end = start + len(printed)
        if text[start - 1 : start] in {"", "\n"} and text[end : end + 1] in {"", "\n"}:
            return start, end
        at = start + 1
    return None
