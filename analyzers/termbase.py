"""The trilingual termbase: legal concepts and what each language calls them.

A query that names a concept in one language is widened, visibly, by its names in the others. The
terms are data, in ``lexicons/legal.tsv`` (``termbase_table`` says how it is written), and people
add files of their own; docs/termbase.md says where the names are from.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

from analyzers.languages import TAGS
from analyzers.segment import Terms, exact_tokens, terms
from analyzers.termbase_table import Entry, read_table

#: What makes a Khmer noun of a verb: ការចាប់ខ្លួន "arrest" is also found as ចាប់ខ្លួន "to arrest".
KHMER_NOMINALIZERS = ("ការ", "អំពើ")
#: A Khmer term this short, in clusters, must begin and end where words do: it may stand by chance
#: inside a longer word.
SHORT_KHMER = 2


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """One name of a concept: as written, with its BCP 47 tag and its exact tokens."""

    text: str
    tag: str
    exact: tuple[str, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words it is cut into. Worked out when first asked for: of most names nobody asks."""
        return tuple(token.text for token in terms(self.text).words)

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return TAGS[self.tag][0]


@dataclass(frozen=True, kw_only=True)
class Concept:
    """A legal concept; ``renderings`` in the order of the table, the usual one of each tag first.

    ``entry`` is what its file says of it: field of law, source, whether it was reviewed.
    """

    entry: Entry
    renderings: tuple[Rendering, ...] = field(compare=False)  # they are the entry's names

    @property
    def id(self) -> str:
        """Its name in the table."""
        return self.entry.id

    def named(self, tag: str) -> str:
        """Give its usual name under a tag; the language's first where the tag has none, and ""
        where the language has none."""
        language = TAGS[tag][0]
        named = [own.text for own in self.renderings if own.tag == tag]
        named += [own.text for own in self.renderings if own.language == language]
        return named[0] if named else ""

    def in_other_languages(self, language: str) -> tuple[Rendering, ...]:
        """Give its names in every language but one, each sequence of tokens once.

        Simplified and Traditional names with the same characters once folded count as one.
        """
        distinct: dict[tuple[str, ...], Rendering] = {}
        for rendering in self.renderings:
            if rendering.language != language:
                distinct.setdefault(rendering.exact, rendering)
        return tuple(distinct.values())


@dataclass(frozen=True, kw_only=True)
class Match:
    """A concept named in a text: in which language, and where.

    ``start`` and ``end`` are half-open code points of the text the terms were made of.
    """

    concept: Concept
    language: str
    start: int
    end: int

    @property
    def expansions(self) -> tuple[Rendering, ...]:
        """What the concept is called in the other languages."""
        return self.concept.in_other_languages(self.language)


class Termbase:
    """Concepts by their tokens. Immutable once made, so threads may share it."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._concepts = {concept.id: concept for concept in concepts}
        # Names by their keys, and the lengths of those that begin with the same two.
        self._names: dict[tuple[str, ...], list[tuple[str, Concept]]] = {}
        self._lengths: dict[tuple[str, ...], list[int]] = {}
        self._learn()

    def __len__(self) -> int:
        return len(self._concepts)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def concept(self, concept_id: str) -> Concept:
        """Give one concept. Raises ``KeyError`` for an id that is not there."""
        return self._concepts[concept_id]

    def find(self, found: Terms, language: str = "") -> list[Match]:
        """Find the concepts a text names, in text order, the longest name at each place.

        ``found`` is the text analysed (``QueryAnalysis.whole``); ``language``: names in that one
        only, "" for all. Matches of one place are concepts that share a name.
        """
        keys = _keys(token.text for token in found.exact)
        matches: list[Match] = []
        position = 0
        while position < len(keys):
            length, names = self._longest(found, keys, position, language)
            if names:
                start = found.exact[position].start
                end = found.exact[position + length - 1].end
                matches += [
                    Match(concept=concept, language=own, start=start, end=end)
                    for own, concept in names
                ]
            position += max(length, 1)
        return matches

    def over(self, found: Terms, first: int, last: int, language: str) -> list[Match]:
        """Find the names in one language that stand over the exact tokens ``[first, last)`` of a
        text and beyond them, the longest name at each place."""
        keys = _keys(token.text for token in found.exact)
        matches: list[Match] = []
        for position in range(max(0, last - self.longest), first + 1):
            length, names = self._longest(found, keys, position, language)
            end = position + length
            if end >= last and (position, end) != (first, last):
                place = found.exact[position].start, found.exact[end - 1].end
                matches += [
                    Match(concept=concept, language=own, start=place[0], end=place[1])
                    for own, concept in names
                ]
        return matches

    @cached_property
    def longest(self) -> int:
        """How many exact tokens the longest name has."""
        return max((max(lengths) for lengths in self._lengths.values()), default=0)

    def holding(self, text: str, language: str = "") -> list[Concept]:
        """Find the concepts with a name that ``text`` is, begins or is part of, in this order, and
        among those alike in the order of the table; in one language only, or "" for all."""
        sought = _joined(exact_tokens(text))
        found: list[tuple[int, Concept]] = []
        for concept in self if sought else ():
            ranks = [
                (name != sought) + (not name.startswith(sought))
                for name in (
                    _joined(own.exact)
                    for own in concept.renderings
                    if language in ("", own.language)
                )
                if sought in name
            ]
            if ranks:
                found.append((min(ranks), concept))
        return [concept for _, concept in sorted(found, key=lambda one: one[0])]

    def find_in(self, text: str, language: str = "") -> list[Match]:
        """Find the concepts ``text`` names: ``find`` on its terms."""
        return self.find(terms(text), language)

    def _longest(
        self, found: Terms, keys: Sequence[str], position: int, language: str
    ) -> tuple[int, list[tuple[str, Concept]]]:
        """Read the longest name at a position: how many tokens, and whose name that is."""
        for length in self._lengths_at(keys, position):
            names = self._names.get(tuple(keys[position : position + length]), ())
            own = [name for name in names if not language or name[0] == language]
            if own and _stands_alone(found, position, position + length - 1):
                return length, own
        return 0, []

    def _lengths_at(self, keys: Sequence[str], position: int) -> Iterator[int]:
        """How long names may be that begin here, the longest first."""
        left = len(keys) - position
        for beginning in (tuple(keys[position : position + 2]), (keys[position],)):
            yield from (one for one in self._lengths.get(beginning, ()) if one <= left)

    def _learn(self) -> None:
        for concept in self:
            for rendering in concept.renderings:
                self._add(_keys(rendering.exact), (rendering.language, concept))
        # Verbs come second: where a noun has the same form, the noun is meant.
        for concept in self:
            for rendering in concept.renderings:
                verb = _keys(_without_nominalizer(rendering))
                if verb and verb not in self._names:
                    self._add(verb, (rendering.language, concept))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def _add(self, keys: tuple[str, ...], name: tuple[str, Concept]) -> None:
        names = self._names.setdefault(keys, [])
        if name not in names:
            names.append(name)
        lengths = self._lengths.setdefault(keys[:2], [])
        if len(keys) not in lengths:
            lengths.append(len(keys))


@cache
def package_entries() -> tuple[Entry, ...]:
    """Give what the table of the package holds, in order, read once."""
    table = resources.files("analyzers").joinpath("lexicons", "legal.tsv")
    return tuple(read_table(table.read_text(encoding="utf-8").splitlines()))


@cache
def termbase() -> Termbase:
    """Give the termbase of the package, made once."""
    return Termbase(map(concept_of, package_entries()))


def termbase_with(own: Iterable[Sequence[Entry]]) -> Termbase:
    """The termbase of the package with people's own files, a sequence of entries each, in order.

    An entry whose id is there already takes the place of the one that is, whole, so that a name
    can be taken away too; a later file goes before an earlier one.
    """
    entries = {entry.id: entry for entry in package_entries()}
    for file in own:
        entries.update((entry.id, entry) for entry in file)
    return Termbase(map(concept_of, entries.values()))


def concept_of(entry: Entry) -> Concept:
    """An entry with its names analysed, those that have no token left out."""
    named = [(name, exact_tokens(name.text)) for name in entry.names]
    return Concept(
        entry=entry,
        renderings=tuple(
            Rendering(text=name.text, tag=name.tag, exact=exact) for name, exact in named if exact
        ),
    )


# --------------------------------------------------------------------------- matching


def _keys(exact: Iterable[str]) -> tuple[str, ...]:
    """What names and texts are compared by: their exact tokens, plurals as singulars."""
    return tuple(map(_singular, exact))


def _joined(exact: Sequence[str]) -> str:
    """Tokens as one text to look for a part in: spaces stand in English alone."""
    return (" " if all(token.isascii() for token in exact) else "").join(exact)


def _singular(word: str) -> str:
    """Take an English plural's ending off, and nothing more.

    A stem would make one word of requesting and requested, of nationals and nationality.
    """
    if not word.isascii() or not word.endswith("s") or len(word) < 4:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word if word.endswith(("ss", "us", "is")) else word[:-1]


def _without_nominalizer(rendering: Rendering) -> tuple[str, ...]:
    """Give the tokens of the verb in a Khmer noun; none where too little would be left."""
    for nominalizer in KHMER_NOMINALIZERS:
        if rendering.tag == "km" and rendering.text.startswith(nominalizer):
            verb = rendering.exact[_cluster_count(nominalizer) :]
            return verb if len(verb) >= SHORT_KHMER else ()
    return ()


@cache
def _cluster_count(khmer: str) -> int:
    return len(exact_tokens(khmer))


def _stands_alone(found: Terms, first: int, last: int) -> bool:
    """Whether a match may be one: a short Khmer term only where words begin and end."""
    start, end = found.exact[first].start, found.exact[last].end
    if last - first >= SHORT_KHMER or not "\u1780" <= found.exact[first].text[0] <= "\u17d3":
        return True
    starts = {word.start for word in found.words}
    ends = {word.end for word in found.words}
    return start in starts and end in ends
