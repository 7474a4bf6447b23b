"""What an index holds, work by work without the texts: for lists, counts and names of parties."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

from analyzers.languages import LANGUAGES
from analyzers.segment import terms_many
from indexer.engine.base import EngineReader, WorkRecord
from indexer.models import Party
from search_app.filters import Filters


@dataclass(frozen=True, kw_only=True)
class WorkSummary:
    """What is known of a work. ``titles`` are by the LANG of their version's address, ``tags``
    give the BCP 47 tag of each. Dates are ISO 8601 or "". ``provisions`` counts entries."""

    id: str
    titles: Mapping[str, str]
    tags: Mapping[str, str]
    type: str = ""
    status: str = ""
    signed: str = ""
    in_force: str = ""
    place: str = ""
    authentic: Sequence[str] = ()
    prevailing: str = ""
    parties: Sequence[Party] = ()
    provisions: int = 0
    access: str = "public"
    notice: str = ""

    def title_in(self, tags: Sequence[str]) -> tuple[str, str]:
        """The title in the first of ``tags`` that has one, and the tag of its language.

        A tag also takes the title in another script of its language. Without any of them the
        first title counts, and the id where no version has a title.
        """
        named = {tag: self.titles[address] for address, tag in self.tags.items()}
        for wanted in tags:
            near = [tag for tag in named if _code(tag) == _code(wanted)]
            for tag in (wanted, *near):
                if named.get(tag):
                    return named[tag], tag
        for address, title in self.titles.items():
            if title:
                return title, self.tags[address]
        return self.id, ""

    def passes(self, filters: Filters) -> bool:
        """Whether the work as a whole passes: it has a version in one of the languages, and is of
        one of the types, parties, statuses and years. Empty filters let everything pass."""
        tags = {*self.tags.values(), *map(_code, self.tags.values())}
        return (
            (not filters.languages or bool(tags.intersection(filters.languages)))
            and (not filters.types or self.type in filters.types)
            and (not filters.statuses or self.status in filters.statuses)
            and (not filters.parties or any(p.key in filters.parties for p in self.parties))
            and (not filters.years or self._signed_within(*filters.years))
        )

    def _signed_within(self, first: int | None, last: int | None) -> bool:
        if not self.signed:
            return False
        year = int(self.signed[:4])
        return (first is None or first <= year) and (last is None or year <= last)


def _code(tag: str) -> str:
    return tag.partition("-")[0]


def summarize(record: WorkRecord) -> WorkSummary:
    """A work's record without its texts. What the versions disagree on is the first one's."""
    stored = record.stored
    versions: Sequence[Mapping[str, Any]] = stored["expressions"]

    def first(name: str) -> Any:
        return next((version[name] for version in versions if version[name]), "")

    return WorkSummary(
        id=record.id,
        titles={version["address"]: version["title"] for version in versions},
        tags={
            version["address"]: LANGUAGES[version["lang"]].tag(version["script"])
            for version in versions
        },
        type=first("type"),
        status=first("status"),
        signed=first("signed"),
        in_force=first("in_force"),
        place=first("place"),
        authentic=tuple(first("authentic") or ()),
        prevailing=first("prevailing"),
        parties=tuple(
            Party(key=party["key"], names=party["names"], also=tuple(party.get("also", ())))
            for party in stored["parties"]
        ),
        provisions=record.entries,
        access=str(stored.get("access", "public")),
        notice=str(stored.get("notice", "")),
    )


@dataclass(frozen=True)
class Catalogue:
    """Every work of one generation of an index, by id, newest signature first in ``works``."""

    by_id: Mapping[str, WorkSummary] = field(default_factory=dict)

    @property
    def labels(self) -> Mapping[str, str]:
        """The access label of each work, by its id."""
        return {work: summary.access for work, summary in self.by_id.items()}

    @cached_property
    def works(self) -> Sequence[WorkSummary]:
        """Newest first, undated last, then by id."""
        ordered = sorted(self.by_id.values(), key=lambda work: work.id)
        return sorted(ordered, key=lambda work: work.signed or "", reverse=True)

    def matching(self, filters: Filters) -> Sequence[WorkSummary]:
        """The works that pass ``filters``, in the order of ``works``."""
        return [work for work in self.works if work.passes(filters)]

    @cached_property
    def types(self) -> Mapping[str, int]:
        """How many works there are of each type, most first; "" counts those without one."""
        return dict(Counter(work.type for work in self.works).most_common())

    @cached_property
    def languages(self) -> Mapping[str, int]:
        """How many works have a version with each tag, in the order of the language table."""
        counts = Counter(tag for work in self.works for tag in set(work.tags.values()))
        order = [tag for language in LANGUAGES.values() for _, tag in language.tags]
        return {tag: counts[tag] for tag in order if counts[tag]}

    @cached_property
    def provisions(self) -> int:
        """Entries in all, one for each provision and language."""
        return sum(work.provisions for work in self.works)

    @cached_property
    def parties(self) -> Mapping[str, Mapping[str, str]]:
        """The names of every party by language code, under its key."""
        found: dict[str, dict[str, str]] = {}
        for work in self.works:
            for party in work.parties:
                names = found.setdefault(party.key, {})
                for language, name in party.names.items():
                    names.setdefault(language, name)
        return found

    def party_keys(self, text: str) -> Sequence[str]:
        """The keys of the parties that ``text`` means.

        A key means its party alone; anything else every party that has it as a name or as words
        of one, in any language, as ``party:`` of a query does. Without any ``text`` itself, which
        is then no party's key, so that a filter by it leaves nothing.
        """
        if text in self.parties:
            return (text,)
        words = _words([text])[0]
        if not words.strip():
            return (text,)
        return tuple(key for key, names in self._party_words.items() if words in names) or (text,)

    @cached_property
    def _party_words(self) -> Mapping[str, str]:
        """Under each party's key all its names as words, a line a name."""
        names: dict[str, dict[str, None]] = {key: {key: None} for key in self.parties}
        for work in self.works:
            for party in work.parties:
                names[party.key].update(dict.fromkeys((*party.names.values(), *party.also)))
        found = iter(_words([name for own in names.values() for name in own]))
        return {key: "\n".join(next(found) for _ in own) for key, own in names.items()}


def _words(texts: Sequence[str]) -> list[str]:
    """The tokens by which quotes and fields match, each between spaces: whoever has another's
    words in a row has its string."""
    return [
        f" {' '.join(token.text for token in analysed.exact)} " for analysed in terms_many(texts)
    ]


#: Catalogues that are kept: readers who see different works have each their own.
_KEPT_CATALOGUES = 8


class CatalogueCache:
    """The catalogues of an index, one for each reader that shows it otherwise, made again only when
    the index has changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: dict[EngineReader, tuple[int, Catalogue]] = {}

    def of(self, reader: EngineReader) -> Catalogue:
        """The catalogue of what ``reader`` sees now. Raises ``EngineError``."""
        generation = reader.info().generation
        with self._lock:
            made = self._made.pop(reader, None)
            if made is None or made[0] != generation:
                made = generation, Catalogue(dict(_summaries(reader)))
            self._made[reader] = made  # the last asked for is the last to go
            while len(self._made) > _KEPT_CATALOGUES:
                self._made.pop(next(iter(self._made)))
            return made[1]


def _summaries(reader: EngineReader) -> Iterator[tuple[str, WorkSummary]]:
    for record in reader.works():
        yield record.id, summarize(record)
