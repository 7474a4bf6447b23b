"""What probably renders a term in rows that have no name of it: the likeliest run of words, by what
the concordance tells renderings from. No Flask."""

from collections.abc import Sequence
from typing import NamedTuple

from search_app.aligned_works import AlignedRow, AlignedWork, Sentence
from search_app.association import Backgrounds
from search_app.occurrences import Counterpart, Occurrence, Passage
from search_app.rendering_names import Names
from search_app.renderings import Marker, WordRows, cases_of, seen_in
from search_app.searcher import Searcher
from search_app.term_rows import Named, Span
from search_app.word_cuts import tokens_of

#: A run that scores less is not told. Concordances mark from a lower score on: there a reader looks
#: at each line, here one would take it for a finding.
LEAST_SCORE = 9.0


class TermRow(NamedTuple):
    """A row that has a term; ``work`` without its rows."""

    work: AlignedWork
    row: AlignedRow
    own: Named


class LikelyRenderings:
    """Tells likely renderings from one language to another, on one index as it is now."""

    def __init__(self, searcher: Searcher, languages: tuple[str, str]) -> None:
        self._searcher = searcher
        self._languages = languages
        self._rows = WordRows()
        self._backgrounds = Backgrounds(1)

    def of(self, unnamed: Sequence[TermRow], named: Sequence[TermRow]) -> list[Span | None]:
        """The likely rendering in each of the ``unnamed`` rows of one term, None where there is
        none that is likely enough. ``named`` rows tell what usually stands beside the term.

        Raises ``EngineError``, ``EncoderError``.
        """
        occurrences = [self._occurrence(one) for one in (*unnamed, *named)]
        cases = [case for case in cases_of(occurrences, 0) if case]
        reader = self._searcher.reader
        marker = Marker(
            self._searcher.encoder,
            self._rows,
            Names(*self._languages, self._searcher.termbase),
            self._backgrounds.of(reader, reader.info().generation, self._languages),
            seen_in(cases),
        )
        return [
            Span(found.passage, found.start, found.end)
            if found and found.score >= LEAST_SCORE
            else None
            for found in marker.mark(cases[: len(unnamed)])
        ]

    def _occurrence(self, one: TermRow) -> Occurrence:
        own, theirs = one.row.cells
        passage = _passage(own[one.own.span.sentence])
        return Occurrence(
            source="",
            id=passage.id,
            work=one.work.id,
            eid=passage.eid,
            num="",
            kind="",
            title="",
            tag=one.work.tags[0],
            date="",
            position=0,
            text=passage.text,
            tokens=passage.tokens,
            start=one.own.span.start,
            end=one.own.span.end,
            counterparts=(
                Counterpart(
                    target=self._languages[1],
                    passages=tuple(map(_passage, theirs)),
                    own=tuple(map(_passage, own)),
                ),
            ),
        )


def _passage(sentence: Sentence) -> Passage:
    segment = sentence.segment
    return Passage(
        id=f"{sentence.id}#{segment.start}",  # texts of one provision are told apart
        eid=segment.eid,
        text=segment.text,
        tokens=tokens_of(sentence.terms),
        start=0,
        end=len(segment.text),
    )
