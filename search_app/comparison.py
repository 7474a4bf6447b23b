"""Two provisions, of one work or of two → rows of what corresponds. No Flask.

In one language (the two Chinese scripts are one) each row has its word differences. In two, the
rows of one work are those of its alignment, as corrected; of two works sentences are paired by
their vectors when asked for. Pairing is automatic, and a row that may be wrong says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from analyzers.disagreements import Disagreement, disagreements
from indexer.models import Segment
from search_app.bitext import DOUBTFUL, Corrected, beads_of
from search_app.likeness import (
    Difference,
    Likeness,
    likeness,
    percent_of,
    words_of_many,
)
from search_app.messages import Message, msg
from search_app.sentence_pairs import SURE, Pair, ordered, paired
from search_app.sentence_scores import Encode, Side, scores
from search_app.work_tree import Place

#: Sentences of a provision that can be compared: a long chapter has as many.
MOST_SENTENCES = 200
#: Of two works only these can be expected to agree: each cites its own articles.
_COMPARABLE = ("date", "number")


class ComparisonError(Exception):
    """Two provisions cannot be compared. ``parameter`` is ``a`` or ``b``; ``message`` says what to
    do."""

    def __init__(self, parameter: str, message: Message) -> None:
        super().__init__(message.english)
        self.parameter = parameter
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Sentences of one side, and their text as one, in which offsets count; both empty where it
    has nothing."""

    segments: tuple[Segment, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class ComparedRow:
    """``confidence`` in 0..1 is how sure the pairing is, 0 for a sentence alone. ``likeness`` is
    of two sentences in one language, else None. ``moved``: the two stand in another order.
    ``disagreements``: numbers, dates and citations that two languages do not share."""

    a: Cell
    b: Cell
    confidence: float
    doubtful: bool = False
    moved: bool = False
    likeness: Likeness | None = None
    disagreements: Sequence[Disagreement] = ()

    @property
    def paired(self) -> bool:
        """Whether both sides have something here."""
        return bool(self.a.segments and self.b.segments)


class Counts(NamedTuple):
    """Rows: all, those of both sides, of one side alone; and of those of both sides the ones in
    another order, doubtful, and with other numbers, dates or citations."""

    rows: int
    paired: int
    only_a: int
    only_b: int
    moved: int
    doubtful: int
    disagreeing: int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Rows in the order of the first provision. ``basis`` says how they were found: ``words`` (and
    meaning) in one language, ``alignment`` of one work, ``meaning`` of two. ``total`` adds up the
    words of all rows in one language, else None."""

    a: Place
    b: Place
    basis: str
    rows: Sequence[ComparedRow] = field(default=())
    total: Likeness | None = None

    @property
    def same_language(self) -> bool:
        """Whether words are compared."""
        return self.basis == "words"

    @property
    def counts(self) -> Counts:
        """How many rows there are of each sort."""
        return Counts(
            rows=len(self.rows),
            paired=sum(row.paired for row in self.rows),
            only_a=sum(not row.b.segments for row in self.rows),
            only_b=sum(not row.a.segments for row in self.rows),
            moved=sum(row.moved for row in self.rows),
            doubtful=sum(row.doubtful for row in self.rows),
            disagreeing=sum(bool(row.disagreements) for row in self.rows),
        )


def compare(a: Place, b: Place, encode: Encode, corrected: Corrected | None = None) -> Comparison:
    """Compare two provisions. ``corrected`` is of the work, where it is the same for both. Raises
    ``ComparisonError`` for one that is too long."""
    first, second = _side(a, "a"), _side(b, "b")
    if first.language == second.language:
        rows = compare_words(first, second, encode)
        return Comparison(a=a, b=b, basis="words", rows=rows, total=total_of(rows))
    if a.work == b.work:
        found = _aligned(a, b, first, second, corrected)
        if any(row.paired for row in found):
            return Comparison(a=a, b=b, basis="alignment", rows=found)
    rows = compare_meaning(first, second, encode)
    return Comparison(a=a, b=b, basis="meaning", rows=rows)


def _side(place: Place, parameter: str) -> Side:
    within = {node.eid for node in place.provision.walk()}
    segments = [one for one in place.version.segments if one.eid in within]
    if len(segments) > MOST_SENTENCES:
        raise ComparisonError(
            parameter,
            msg(
                "“%(id)s” has %(count)s sentences; %(most)s at most can be compared. Choose an "
                "article or a paragraph of it.",
                id=place.id,
                count=len(segments),
                most=MOST_SENTENCES,
            ),
        )
    return Side(
        root=place.provision.eid, language=place.version.expression.language, segments=segments
    )


# --------------------------------------------------------------------------- one language


def compare_words(a: Side, b: Side, encode: Encode) -> list[ComparedRow]:
    """The rows of two provisions in one language, each pair with its word differences.

    Swapped sides give the same rows, swapped: what could be read in two ways is read in the
    order of the texts themselves.
    """
    return [
        replace(row, likeness=word_differences(row.a.text, row.b.text, a.language))
        if row.paired
        else row
        for row in _rows(a, b, _pairs(a, b, encode, words=True))
    ]


def word_differences(a: str, b: str, language: str) -> Likeness:
    """How alike two texts are; the other way round it is the same, mirrored."""
    return likeness(a, b, language) if a <= b else mirrored(likeness(b, a, language))


def mirrored(one: Likeness) -> Likeness:
    """What is left out seen from one side is added seen from the other."""
    other = {"left_out": "added", "added": "left_out"}
    return replace(
        one,
        left_out=one.added,
        added=one.left_out,
        differences=tuple(
            Difference(other.get(it.kind, it.kind), it.second, it.first, it.words, it.numbers)
            for it in one.differences
        ),
    )


def total_of(rows: Sequence[ComparedRow]) -> Likeness:
    """The words of all rows added up; every word of a sentence alone is left out or added."""
    alone = [
        len(words)
        for words in words_of_many([row.a.text or row.b.text for row in rows if not row.paired])
    ]
    counts = dict.fromkeys(("equal", "replaced", "left_out", "added", "longer"), 0)
    for row in rows:
        if row.likeness:
            for name in counts:
                counts[name] += getattr(row.likeness, name)
        else:
            words = alone.pop(0)
            counts["left_out" if row.a.segments else "added"] += words
            counts["longer"] += words
    changes = counts["replaced"] + counts["left_out"] + counts["added"]
    return Likeness(percent=percent_of(changes, counts["longer"]), differences=(), **counts)


# --------------------------------------------------------------------------- two languages


def compare_meaning(a: Side, b: Side, encode: Encode) -> list[ComparedRow]:
    """The rows of provisions of two works in two languages, paired by the sentences' vectors."""
    rows = _rows(a, b, _pairs(a, b, encode, words=False))
    return [_with_disagreements(row, a, b, _COMPARABLE) for row in rows]


def _aligned(
    a: Place, b: Place, first: Side, second: Side, corrected: Corrected | None
) -> list[ComparedRow]:
    """The rows of two versions of a work, from its alignment."""
    places = [
        {id(segment): at for at, segment in enumerate(side.segments)} for side in (first, second)
    ]
    rows = []
    pairs = []
    for one in beads_of(a.view, a.version.address, b.version.address, corrected):
        cells = [
            tuple(
                own[id(version.segments[position])]
                for position in positions
                if id(version.segments[position]) in own
            )
            for positions, version, own in zip(
                (one.bead.a, one.bead.b), (a.version, b.version), places, strict=True
            )
        ]
        if cells[0] and cells[1]:
            sure = max(one.bead.confidence, float(one.status != "automatic"))
            pairs.append(Pair(cells[0], cells[1], sure))
    for row in _rows(first, second, _completed(pairs, first, second)):
        shown = replace(row, doubtful=row.paired and row.confidence < DOUBTFUL)
        rows.append(_with_disagreements(shown, first, second, (*_COMPARABLE, "citation")))
    return rows


def _completed(pairs: Sequence[Pair], a: Side, b: Side) -> list[Pair]:
    """The pairs, and each sentence that is in none."""
    taken = [{place for pair in pairs for place in pair.side(side)} for side in (0, 1)]
    return [
        *pairs,
        *(Pair((at,), ()) for at in range(len(a.segments)) if at not in taken[0]),
        *(Pair((), (at,)) for at in range(len(b.segments)) if at not in taken[1]),
    ]


def _with_disagreements(row: ComparedRow, a: Side, b: Side, kinds: Sequence[str]) -> ComparedRow:
    """A pair with what its sides do not both say."""
    if not row.paired:
        return row
    found = disagreements(row.a.text, a.language, row.b.text, b.language)
    return replace(row, disagreements=[one for one in found if one.kind in kinds])


# --------------------------------------------------------------------------- pairing


def _rows(a: Side, b: Side, pairs: Sequence[Pair]) -> list[ComparedRow]:
    return [
        ComparedRow(
            a=_cell(a, pair.a),
            b=_cell(b, pair.b),
            confidence=pair.score,
            doubtful=bool(pair.a and pair.b) and pair.score < SURE,
            moved=pair.moved,
        )
        for pair in ordered(pairs)
    ]


def _cell(side: Side, places: tuple[int, ...]) -> Cell:
    return Cell(segments=tuple(side.segments[place] for place in places), text=side.joined(places))


def _pairs(a: Side, b: Side, encode: Encode, *, words: bool) -> list[Pair]:
    """What goes together, by meaning and, where asked for, by words."""
    if not a.segments or not b.segments:
        return _completed((), a, b)
    if a.texts > b.texts:
        return [pair._replace(a=pair.b, b=pair.a) for pair in _pairs(b, a, encode, words=words)]
    grid = scores(a, b, encode, words=words)
    if grid.one.size == 1:  # two sentences that were asked for stand level, however unlike
        return [Pair((0,), (0,), float(grid.one[0, 0]))]
    return paired(grid)
