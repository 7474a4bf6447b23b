"""The versions that stand side by side, as an address names them: ``en-km``, ``en-zh-Hant-km``."""

from collections.abc import Collection, Iterator, Sequence

from search_app.bitext import MOST_VERSIONS
from search_app.messages import Message, msg
from search_app.work_tree import VersionRecord, WorkView


class VersionsError(Exception):
    """A work does not have these versions. ``message`` names what there is, for a reader."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english)
        self.message = message


def split_versions(text: str, known: Collection[str]) -> tuple[str, ...]:
    """The addresses that ``text`` joins by hyphens, two or three different ones of ``known``.

    An address may hold a hyphen itself (``zh-Hant``). Raises ``VersionsError`` where they are not
    known, too few, too many, or one comes twice.
    """
    if len(text) <= MOST_VERSIONS * (max(map(len, known), default=0) + 1):
        for found in _readings(text.split("-"), known):
            if 2 <= len(found) <= MOST_VERSIONS and len({*found}) == len(found):
                return found
    raise VersionsError(
        msg(
            "“%(text)s” does not name two or three different versions; join some of what there "
            "is by hyphens: %(known)s.",
            text=text,
            known=", ".join(known),
        )
    )


def _readings(parts: Sequence[str], known: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Every way to read the parts as addresses one after the other, the longest first."""
    if not parts:
        yield ()
    for length in range(len(parts), 0, -1):
        address = "-".join(parts[:length])
        if address in known:
            for rest in _readings(parts[length:], known):
                yield address, *rest


def versions_of(view: WorkView, text: str) -> list[VersionRecord]:
    """The versions of a work that ``text`` joins by hyphens. Raises ``VersionsError``."""
    by_address = {version.address: version for version in view.versions}
    return [by_address[address] for address in split_versions(text, list(by_address))]
