"""The trilingual termbase: legal concepts and what each language calls them.

A query that names a concept in one language is widened, visibly, by its names in the others. The
terms are data, in ``lexicons/legal.tsv``: one concept a line, variants within a cell parted by
``|``, the usual one first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from analyzers.languages import TAGS
from analyzers.segment import Terms, Token, terms, terms_many

#: Column of the table → BCP 47 tag of what it holds.
RENDERING_COLUMNS = MappingProxyType(
    {"en": "en", "zh_hans": "zh-Hans", "zh_hant": "zh-Hant", "km": "km"}
)
COLUMNS = ("concept", "pos", "domain", *RENDERING_COLUMNS, "note")
VARIANT_MARK = "|"

#: What makes a Khmer noun of a verb: ការចាប់ខ្លួន "arrest" is also found as ចាប់ខ្លួន "to arrest".
KHMER_NOMINALIZERS = ("ការ", "អំពើ")
#: A Khmer term this short, in clusters, must begin and end where words do: it may stand by chance
#: inside a longer word.
SHORT_KHMER = 2


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """One name of a concept: as written, with its BCP 47 tag and its tokens in both fields."""

    text: str
    tag: str
    exact: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return TAGS[self.tag][0]


@dataclass(frozen=True, kw_only=True)
class Concept:
    """A legal concept; ``renderings`` in the order of the table, the usual one of each tag first.

    ``pos`` is its part of speech, ``domain`` its field of law, ``note`` is for people.
    """

    id: str
    pos: str
    domain: str
    renderings: tuple[Rendering, ...]
    note: str = ""

    def named(self, tag: str) -> str:
        """Give its usual name under a tag; the language's first where the tag has none."""
        language = TAGS[tag][0]
        named = [own.text for own in self.renderings if own.tag == tag]
        return (named or [own.text for own in self.renderings if own.language == language])[0]

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
        self._tree = _Branch()
        self._grow()

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
        keys = [_singular(token.text) for token in found.exact]
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

    def find_in(self, text: str, language: str = "") -> list[Match]:
        """Find the concepts ``text`` names: ``find`` on its terms."""
        return self.find(terms(text), language)

    def _longest(
        self, found: Terms, keys: Sequence[str], position: int, language: str
    ) -> tuple[int, list[tuple[str, Concept]]]:
        """Read on from a position as far as names go: how many tokens, and whose name that is."""
        branch, best = self._tree, (0, list[tuple[str, Concept]]())
        for place in range(position, len(keys)):
            following = branch.following.get(keys[place])
            if following is None:
                break
            branch = following
            names = [name for name in branch.names if not language or name[0] == language]
            if names and _stands_alone(found, position, place):
                best = (place - position + 1, names)
        return best

    def _grow(self) -> None:
        for concept in self:
            for rendering in concept.renderings:
                keys = [_singular(token) for token in rendering.exact]
                self._tree.grow(keys, (rendering.language, concept))
        # Verbs come second: where a noun has the same form, the noun is meant.
        for concept in self:
            for rendering in concept.renderings:
                verb = _without_nominalizer(rendering)
                if verb and not self._tree.holds(verb):
                    self._tree.grow(verb, (rendering.language, concept))


@cache
def termbase() -> Termbase:
    """Give the termbase of the package, read once."""
    table = resources.files("analyzers").joinpath("lexicons", "legal.tsv")
    return Termbase(read_concepts(table.read_text(encoding="utf-8").splitlines()))


def read_concepts(lines: Sequence[str]) -> list[Concept]:
    """Read a table of concepts, its head first.

    Raises ``ValueError`` naming the line for another head, a wrong number of cells, a concept
    named twice, or one without a name in some language.
    """
    rows = _rows(lines)
    texts = [
        (row["concept"], tag, variant.strip())
        for row in rows
        for column, tag in RENDERING_COLUMNS.items()
        for variant in row[column].split(VARIANT_MARK)
    ]
    renderings: dict[str, list[Rendering]] = defaultdict(list)
    analysed = terms_many([text for _, _, text in texts])
    for (concept, tag, text), found in zip(texts, analysed, strict=True):
        renderings[concept].append(
            Rendering(text=text, tag=tag, exact=_texts(found.exact), words=_texts(found.words))
        )
    return [
        Concept(
            id=row["concept"],
            pos=row["pos"],
            domain=row["domain"],
            renderings=tuple(renderings[row["concept"]]),
            note=row["note"],
        )
        for row in rows
    ]


# --------------------------------------------------------------------------- the table


def _rows(lines: Sequence[str]) -> list[Mapping[str, str]]:
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise ValueError(f"line 1: the columns must be {', '.join(COLUMNS)}")
    rows: list[Mapping[str, str]] = []
    known: set[str] = set()
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            raise ValueError(f"line {number}: {len(cells)} cells, not {len(COLUMNS)}")
        row = dict(zip(COLUMNS, cells, strict=True))
        if row["concept"] in known:
            raise ValueError(f"line {number}: {row['concept']} is there already")
        for column in RENDERING_COLUMNS:
            if not all(variant.strip() for variant in row[column].split(VARIANT_MARK)):
                raise ValueError(f"line {number}: {row['concept']} has an empty name in {column}")
        known.add(row["concept"])
        rows.append(row)
    return rows


# --------------------------------------------------------------------------- matching


class _Branch:
    """A tree of tokens: what may follow, and whose names end here."""

    __slots__ = ("following", "names")

    def __init__(self) -> None:
        self.following: dict[str, _Branch] = {}
        self.names: list[tuple[str, Concept]] = []

    def grow(self, keys: Sequence[str], name: tuple[str, Concept]) -> None:
        branch = self
        for key in keys:
            branch = branch.following.setdefault(key, _Branch())
        if name not in branch.names:
            branch.names.append(name)

    def holds(self, keys: Sequence[str]) -> bool:
        branch: _Branch | None = self
        for key in keys:
            branch = branch.following.get(key) if branch else None
        return bool(branch and branch.names)


def _texts(tokens: Iterable[Token]) -> tuple[str, ...]:
    return tuple(token.text for token in tokens)


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
    return len(terms(khmer).exact)


def _stands_alone(found: Terms, first: int, last: int) -> bool:
    """Whether a match may be one: a short Khmer term only where words begin and end."""
    start, end = found.exact[first].start, found.exact[last].end
    if last - first >= SHORT_KHMER or not "\u1780" <= found.exact[first].text[0] <= "\u17d3":
        return True
    starts = {word.start for word in found.words}
    ends = {word.end for word in found.words}
    return start in starts and end in ends
