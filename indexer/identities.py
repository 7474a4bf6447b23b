"""Under which id each work is indexed: a file keeps its work's id, and no work takes another's."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from indexer.known import KnownWork
from indexer.places import is_gone, place_of, sha256_of
from indexer.sources import WorkSource

#: Longest id, in characters, that is made from a name.
LONGEST_ID = 120
#: So many digits of a digest part works of one name, more where they are taken too.
_DIGITS = (8, 16, 32, 64)
_NO_SLUG = re.compile(r"[^\w\u1780-\u17d3\u17d7\u17dc-\u17dd]+")


def slug(name: str) -> str:
    """A work's id from a name: lower case, letters and digits of any script, parted by ``-``."""
    text = unicodedata.normalize("NFC", name).lower().replace("_", "-")
    return _NO_SLUG.sub("-", text).strip("-")[:LONGEST_ID] or "work"


def distinct(works: Sequence[WorkSource]) -> list[WorkSource]:
    """The works under ids of their own. The first of a name keeps it; a later one gets an id by
    its path, so that it stays the same from run to run."""
    taken: set[str] = set()
    result = []
    for work in works:
        identity = next(one for one in _candidates(work) if one not in taken)
        taken.add(identity)
        result.append(replace(work, id=identity))
    return result


def with_stable_ids(
    sources: Sequence[WorkSource],
    known: Mapping[str, KnownWork],
    free: Collection[str] = (),
) -> list[WorkSource]:
    """Sources, in order, under the ids they were indexed with.

    A file keeps its work's id. Where a work's files make several works now, the one with most of
    them keeps the id. A source without a known file never takes over the id of another work,
    unless that one is in ``free`` or its files have only moved.
    """
    owners = _owners(sources, known)
    taken = set(owners.values())
    result = []
    for number, source in enumerate(sources):
        identity = owners.get(number, "") or next(
            one
            for one in _candidates(source)
            if one not in taken
            and (one not in known or one in free or _has_moved(source, known[one]))
        )
        taken.add(identity)
        result.append(replace(source, id=identity))
    return result


def _owners(sources: Sequence[WorkSource], known: Mapping[str, KnownWork]) -> dict[int, str]:
    """Position of a source → the id that it keeps, each id once."""
    homes: dict[str, list[str]] = {}
    for work, stored in known.items():
        for place in stored.digests:
            homes.setdefault(place, []).append(work)
    claims = []
    for number, source in enumerate(sources):
        places = {place_of(file.path) for file in source.files}
        counted = Counter(work for place in places for work in homes.get(place, ()))
        claims += [(count, work == source.id, number, work) for work, count in counted.items()]
    owners: dict[int, str] = {}
    given: set[str] = set()
    for _, _, number, work in sorted(claims, key=lambda c: (-c[0], not c[1], c[2], c[3])):
        if number not in owners and work not in given:
            owners[number] = work
            given.add(work)
    return owners


def _candidates(source: WorkSource) -> Iterator[str]:
    yield source.id
    place = place_of(source.files[0].path)
    digest = hashlib.sha256(place.encode("utf-8")).hexdigest()
    for digits in _DIGITS:
        yield f"{source.id}-{digest[:digits]}"


def _has_moved(source: WorkSource, known: KnownWork) -> bool:
    """Whether a work that is gone from where it was has its very bytes in ``source``."""
    if not all(map(is_gone, known.digests)):
        return False
    digests = set(known.digests.values())
    return any(sha256_of(file.path) in digests for file in source.files)
