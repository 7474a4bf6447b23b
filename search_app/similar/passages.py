"""Which part of a provision answers best which part of the one that is asked for. No Flask.

Each is taken in its pieces, the paragraphs and points as they are printed; a piece of one is
compared with every piece of the other, since a whole article as one question finds the part that
has a little of everything and not the counterpart of one of its points.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from analyzers.sentences import sentences
from indexer.encoder import Encoder, Question, Scores, TokenRows
from indexer.models import PASSAGE_CHARACTERS, unpack_offsets
from indexer.part_spans import part_spans
from search_app.similar.asking import Version
from search_app.work_tree import Place

#: How a line ends that only leads to the points after it; it answers nothing by itself.
LEADING = (":", "：", "៖", "—", "–")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """The part of a provision's text that stands in the provision ``eid``, and in none below it:
    ``start`` and ``end`` in code points, half-open."""

    eid: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The part of another provision that answers best: ``start`` and ``end`` in code points of its
    text, half-open, all of it in the provision ``eid``. ``asked`` is the eid of the part that it
    answers."""

    eid: str
    start: int
    end: int
    asked: str


class Answering:
    """The parts of one provision, to be asked of others."""

    def __init__(self, versions: Sequence[Version], encoder: Encoder) -> None:
        """``versions`` are those asked for by meaning, in any language."""
        self._versions = [version for version in versions if version.question]
        self._encoder = encoder
        self._asked: dict[str, _Asked] = {}

    def answer(self, stored: Mapping[str, Any]) -> Answer | None:
        """What of the provision that ``stored`` is the record of answers best; by the version in
        its language, which answers most closely, else the first. None where all of it does, or
        where nothing was asked by meaning."""
        text, language = str(stored["text"]), str(stored["lang"])
        pieces = pieces_of_record(stored)
        if not self._versions or not pieces:
            return None
        asked = self._in(language)
        rows = self._encoder.token_rows([text[one.start : one.end] for one in pieces])
        scores = likeness(asked.rows, rows)
        own, other = np.unravel_index(int(scores.argmax()), scores.shape)
        piece = pieces[int(other)]
        window = asked.question(int(own)).best_window(text[piece.start : piece.end])
        if window is None and len(pieces) == 1:
            return None
        start, end = piece.start, piece.end
        if window is not None:
            first, last = whole_sentences(text[start:end], language, *window)
            start, end = start + first, start + last
        return Answer(eid=piece.eid, start=start, end=end, asked=asked.pieces[int(own)].eid)

    def _in(self, language: str) -> "_Asked":
        same = (one for one in self._versions if one.language == language)
        version = next(same, self._versions[0])
        if version.language not in self._asked:
            self._asked[version.language] = _Asked(version.place, self._encoder)
        return self._asked[version.language]


class _Asked:
    """A version of the provision asked for in its pieces."""

    def __init__(self, place: Place, encoder: Encoder) -> None:
        self.pieces = pieces_of(place)
        text = place.provision.shown
        self._texts = [text[one.start : one.end] for one in self.pieces]
        self._encoder, self._language = encoder, place.version.expression.language
        self._questions: dict[int, Question] = {}
        self.rows = encoder.token_rows(self._texts)

    def question(self, number: int) -> Question:
        """A piece as a question."""
        if number not in self._questions:
            self._questions[number] = self._encoder.ask(self._texts[number], self._language)
        return self._questions[number]


# --------------------------------------------------------------------------- pieces


def pieces_of(place: Place) -> list[Piece]:
    """The pieces of a provision in its printed text, heading and text; at least one where it has
    text."""
    own = place.provision
    body = len(own.shown) - len(own.text)
    spans = ((eid, body + start, body + end) for eid, (start, end) in part_spans(own).items())
    return _pieces(own.eid, own.shown, body, spans)


def pieces_of_record(stored: Mapping[str, Any]) -> list[Piece]:
    """The pieces of a provision by what the index keeps of it."""
    text, offsets = str(stored["text"]), unpack_offsets(stored["part_spans"])
    body = len(stored["heading"]) + 1 if stored["heading"] else 0
    spans = zip(stored["parts"], offsets[::2], offsets[1::2], strict=True)
    return _pieces(str(stored["eid"]), text, body, spans)


def _pieces(eid: str, text: str, body: int, spans: Iterable[tuple[str, int, int]]) -> list[Piece]:
    """``text`` from ``body`` on, cut where one of ``spans`` begins or ends; what is in another
    comes after it. What only leads to the parts after it is left out where there are others."""
    own = [(eid, body, min(len(text), PASSAGE_CHARACTERS))]
    own += [span for span in spans if span[1] < span[2] <= PASSAGE_CHARACTERS]
    places = sorted({place for _, *both in own for place in both})
    found = [
        Piece(eid=_innermost(own, start), start=first, end=last)
        for start, end in pairwise(places)
        for first, last in _stripped(text, start, end)
    ]
    telling = [one for one in found if not _leads(text, one)]
    return telling or found


def _innermost(spans: Sequence[tuple[str, int, int]], place: int) -> str:
    return [eid for eid, start, end in spans if start <= place < end][-1]


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The range without white space at its ends; none where nothing is left."""
    part = text[start:end]
    if part.strip():
        yield start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _leads(text: str, piece: Piece) -> bool:
    """Whether a piece is a number with its first point on the same line, or ends as what leads to
    points does."""
    after = text[piece.end :]
    line = after[: len(after) - len(after.lstrip())]
    return (bool(after) and "\n" not in line) or text[piece.start : piece.end].endswith(LEADING)


def whole_sentences(text: str, language: str, start: int, end: int) -> tuple[int, int]:
    """The sentences that a part of a text is made of: those of which it holds at least half, and
    the one with its middle. The part itself where there is none."""
    middle = (start + end) // 2
    held = [
        (first, last)
        for first, last in _sentences(text, language)
        if first <= middle < last or 2 * (min(last, end) - max(first, start)) >= last - first
    ]
    return (held[0][0], held[-1][1]) if held else (start, end)


def _sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        for start, end in sentences(line, language):
            yield at + start, at + end
        at += len(line) + 1


# --------------------------------------------------------------------------- likeness


def likeness(one: TokenRows, other: TokenRows) -> Scores:
    """How alike each text of ``one`` is to each of ``other``, ``[texts, texts]``, at most 1: each
    token counts by how telling it is and by the nearest of the other text, both ways, and of the
    two the harmonic mean (Zhang et al. 2020, BERTScore)."""
    own_lengths, own_rows = _unit(one)
    lengths, rows = _unit(other)
    near = own_rows @ rows.T
    there = _covered(near, one, other, own_lengths)
    back = _covered(near.T, other, one, lengths).T
    there, back = np.maximum(there, 0), np.maximum(back, 0)
    both: Scores = 2 * there * back / np.maximum(there + back, 1e-9)
    return both


def _unit(rows: TokenRows) -> tuple[Scores, Scores]:
    """The lengths of rows, and the rows of unit length."""
    lengths = np.linalg.norm(rows.rows.astype(np.float64), axis=1)
    return lengths, rows.rows / np.maximum(lengths, 1e-9)[:, None]


def _covered(near: Scores, one: TokenRows, other: TokenRows, lengths: Scores) -> Scores:
    """How well each text of ``other`` has the tokens of each of ``one``, ``[one, other]``."""
    nearest = np.maximum.reduceat(near[:, other.tokens], _firsts(other), axis=1)
    worth = lengths[one.tokens]
    summed = np.add.reduceat(nearest[one.tokens] * worth[:, None], _firsts(one), axis=0)
    total = np.maximum(np.add.reduceat(worth, _firsts(one)), 1e-9)
    covered: Scores = summed / total[:, None]
    return covered


def _firsts(rows: TokenRows) -> "np.ndarray[Any, np.dtype[np.intp]]":
    return np.cumsum(rows.sizes) - rows.sizes
